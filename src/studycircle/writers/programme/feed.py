"""The feed of a series: Atom (RFC 4287), one entry a session, the last changed first."""

import datetime as dt
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from studycircle.documents.programme import Kind, Programme, Session
from studycircle.documents.rich import to_plain
from studycircle.documents.schedule import language_of, place_of
from studycircle.writers.programme.calendar import clean, revised_at
from studycircle.writers.programme.entries import SessionEntry, html, place_entry, session_entry
from studycircle.writers.programme.links import series_address, series_uid, session_uid, urn
from studycircle.writers.programme.templates import render
from studycircle.writers.programme.words import Words

ATOM = "http://www.w3.org/2005/Atom"
MOST = 40  # entries; a feed tells what is new


def write_feed(programme: Programme, *, address: str = "") -> bytes:
    """The feed; ``address`` is the absolute address of the group's site, without which its links are relative."""
    series, words = programme.series, Words(language_of(programme))
    page = series_address(address, series.key)
    meetings = [session for session in series.sessions if session.kind is Kind.MEETING]
    ordered = sorted(
        meetings, key=lambda one: (revised_at(programme, one), one.date or dt.date.min, one.key), reverse=True
    )
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": words.language})
    _text(feed, "id", urn(series_uid(programme)))
    _text(feed, "title", series.title or programme.group.name)
    if series.summary:
        _text(feed, "subtitle", to_plain(series.summary))
    latest = max((revised_at(programme, one) for one in meetings), default=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    _text(feed, "updated", _stamp(latest))
    _text(SubElement(feed, "author"), "name", programme.group.name or series.title)
    if page:
        SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{page}feed.xml"})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": page or "./"})
    for session in ordered[:MOST]:
        feed.append(_entry(programme, session, words, page))
    ElementTree.indent(feed, " ")
    body = ElementTree.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'.encode()


def _entry(programme: Programme, session: Session, words: Words, page: str) -> Element:
    shown = session_entry(programme, session, words, "../", href=f"{page}{session.key}/")
    entry = Element("entry")
    _text(entry, "id", urn(session_uid(programme, session)))
    _text(entry, "title", _title(shown))
    _text(entry, "updated", _stamp(revised_at(programme, session)))
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": shown.href})
    place = place_entry(place_of(programme.series, session), words)
    content = render(
        "feed_entry.html", {"words": words, "entry": shown, "place": place, "summary": html(session.summary)}
    )
    body = SubElement(entry, "content", {"type": "html"})
    body.text = clean(content.decode())
    return entry


def _title(shown: SessionEntry) -> str:
    title = " · ".join(filter(None, (shown.title, shown.when)))
    return f"{shown.state}: {title}" if shown.cancelled else title


def _text(parent: Element, tag: str, words: str) -> None:
    SubElement(parent, tag).text = clean(words)


def _stamp(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

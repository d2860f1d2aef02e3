"""The pages of a group's site, each from a document to HTML bytes. What is said is decided in ``entries.py``."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from xml.sax.saxutils import escape

from studycircle.documents.discussion import Said
from studycircle.documents.programme import DateState, Group, Note, Programme, Session
from studycircle.documents.replying import takes_replies
from studycircle.documents.rich import NOTHING, Rich, parse, to_plain
from studycircle.documents.schedule import (
    SeriesSummary,
    in_order,
    is_past,
    language_of,
    next_session,
    place_of,
    zone_of,
)
from studycircle.writers.programme.copies import copy_links
from studycircle.writers.programme.entries import (
    SessionEntry,
    asked_entries,
    attachment_link,
    contact_entries,
    day_of,
    html,
    is_in_calendar,
    place_entry,
    session_entry,
    title_of,
    with_years,
)
from studycircle.writers.programme.links import (
    GROUP_CALENDAR,
    Link,
    group_address,
    series_address,
    session_address,
    subscribe_links,
)
from studycircle.writers.programme.options import SiteOptions
from studycircle.writers.programme.said import said_entry
from studycircle.writers.programme.schema_org import series_data, session_data
from studycircle.writers.programme.templates import render, style_of
from studycircle.writers.programme.words import Words

LEAD_LENGTH = 210  # characters of a summary that may stand over the next session on a phone
FIRST_SENTENCE = re.compile(rf"\s*(.{{20,{LEAD_LENGTH}}}?[.!?;。！？؟])(?:\s+(?=\S)|(?<=[。！？]))", re.S)
SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？]|؟(?=\s)")
SLOT_LENGTH = 60
LONG_TITLE = 60
FOLD_FROM = 12  # past sessions; more are folded away while something lies ahead
END_OF_TIME = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)  # when every session that has a date is over
LONGEST_HANDOUT = 60  # sessions with questions in one handout; beyond, each session has its own
NOTHING_SAID = Said()
PAPERS = {"a5": "leaflet.pdf"}


def has_handout(programme: Programme) -> bool:
    """Whether there is a handout of the whole series: questions, and no more evenings than a person would print."""
    return 0 < sum(bool(session.questions) for session in programme.series.sessions) <= LONGEST_HANDOUT


def leaflet_name(paper: str) -> str:
    """The file of the leaflet on ``paper``."""
    return PAPERS.get(paper, f"leaflet-{paper}.pdf")


def series_page(programme: Programme, options: SiteOptions) -> bytes:
    """The page of a series: the next session first, then what it is about, the whole programme, and the rest."""
    words, series = Words(language_of(programme)), programme.series
    upcoming = next_session(programme, options.now)
    title = series.title or programme.group.name
    lead, about = split_lead(series.summary or programme.group.summary)
    rows, past = _rows(programme, upcoming, words, options.now)
    nearest = _card(programme, upcoming, words, options.now) if upcoming else None
    address = series_address(options.address, series.key)
    return render(
        "series.html",
        {
            "words": words,
            "up": "../",
            "desk": options.desk,
            "address": address,
            "subscribe": subscribe_links(f"{address}calendar.ics", title) if address else (),
            "join": options.join,
            "replies": options.join if upcoming and takes_replies(programme, upcoming, options.now) else "",
            "page_title": title,
            "description": _in_short(to_plain(series.summary or programme.group.summary)),
            "title": title,
            "is_long": _is_long(title),
            "home": _home(programme, words),
            "kicker": programme.group.name if programme.group.name != title else "",
            "lead": html(lead),
            "about": html(about),
            "slot": slot_of(programme, words),
            "span": span_of(programme, words),
            "next": nearest,
            "zone": str(zone_of(programme)),
            "nothing_next": nothing_next(programme, words, options.now),
            "over": nothing_next(programme, words, END_OF_TIME),
            "place": place_entry(series.place, words),
            "contacts": contact_entries(series.contacts),
            "rows": rows,
            "past": past,
            "past_words": words.ngettext("%(number)s session before", "%(number)s sessions before", len(past)),
            "notes": _notes(series.notes, words),
            "attachments": [(attachment_link(one, words, "../"),) for one in series.attachments],
            "papers": [Link(_paper_name(paper, words), leaflet_name(paper)) for paper in options.papers],
            "handout": bool(options.papers) and has_handout(programme),
            "course": copy_links(programme.course, words, "../"),
            "data": series_data(programme, upcoming, words, options.address),
        },
    )


def session_page(
    programme: Programme,
    session: Session,
    earlier: Session | None,
    later: Session | None,
    options: SiteOptions,
    said: Said = NOTHING_SAID,
) -> bytes:
    """The page of a session, with all that belongs to it; the same whatever the time is."""
    words, series = Words(language_of(programme)), programme.series
    entry = session_entry(programme, session, words, "../../")
    title = series.title or programme.group.name
    return render(
        "session.html",
        {
            "words": words,
            "up": "../../",
            "desk": options.desk,
            "address": session_address(options.address, series.key, session.key),
            "page_title": f"{entry.title} · {title}",
            "description": _in_short(f"{entry.when}. {to_plain(session.summary)}"),
            "series_title": title,
            "home": _home(programme, words),
            "entry": entry,
            "is_long": _is_long(entry.title),
            "place": place_entry(place_of(series, session), words),
            "contacts": contact_entries(series.contacts),
            "in_calendar": is_in_calendar(session),
            "join": options.join if takes_replies(programme, session, options.now) else "",
            "handout": bool(options.papers and session.questions),
            "summary": html(session.summary),
            "notes": _notes(session.notes, words),
            "questions": asked_entries(programme, session, words, "../../"),
            "attachments": [(attachment_link(one, words, "../../"),) for one in session.attachments],
            "record": html(session.record),
            "said": said_entry(programme, session, said, words, "../../"),
            "earlier": _neighbour(earlier, words),
            "later": _neighbour(later, words),
            "data": session_data(programme, session, words, options.address),
        },
    )


def group_page(group: Group, series: Sequence[SeriesSummary], options: SiteOptions) -> bytes:
    """The page of a group: what it reads now, what it is, what it read before."""
    words, address = Words(group.language or "en"), group_address(options.address)
    lead, about = split_lead(group.summary)
    current = [one for one in series if one.next_key or one.is_open or one.last is None]
    past = sorted((one for one in series if one not in current), key=lambda one: str(one.last), reverse=True)
    return render(
        "group.html",
        {
            "words": words,
            "up": "",
            "desk": options.desk,
            "address": address,
            "page_title": group.name,
            "description": _in_short(to_plain(group.summary)),
            "title": group.name,
            "is_long": _is_long(group.name),
            "lead": html(lead),
            "about": html(about),
            "current": [_summary(one, group, words, options.now) for one in current],
            "past": [_summary(one, group, words, options.now) for one in past],
            "join": options.join,
            "privacy": options.privacy,
            "subscribe": subscribe_links(f"{address}{GROUP_CALENDAR}", group.name) if address else (),
        },
    )


def not_found_page(group: Group, options: SiteOptions) -> bytes:
    """The page for addresses that lead nowhere. It is served at any depth, so no relative link can stand in it: where
    nobody knows the way to the site, not even to its style, which then stands inside.
    """
    words = Words(group.language or "en")
    root = group_address(options.address) or options.root
    return render(
        "404.html",
        {
            "words": words,
            "title": group.name,
            "root": root,
            "style": "" if root else style_of(group.accent),
        },
    )


def split_lead(summary: Rich) -> tuple[Rich, Rich]:
    """The first words of a summary, if they are few, and the rest: a short first paragraph, or its first sentence.

    The first words come without their paragraph.
    """
    if not summary.startswith("<p>"):
        return NOTHING, summary
    first = parse(summary)[0]
    opening, closing = len("<p>"), summary.index("</p>")
    if len(" ".join("".join(first.itertext()).split())) <= LEAD_LENGTH:
        return Rich(summary[opening:closing].strip()), Rich(summary[closing + len("</p>") :])
    sentence = FIRST_SENTENCE.match(first.text or "")
    # The same words in the markup, where "&" and "<" are escaped; if they are escaped in another way, let them be.
    if sentence is None or not summary.startswith(escape(sentence[0]), opening):
        return NOTHING, summary
    return Rich(escape(sentence[1].strip())), Rich("<p>" + summary[opening + len(escape(sentence[0])) :])


def slot_of(programme: Programme, words: Words) -> str:
    """When people meet as a rule: the group's own words if they are few, else "Mondays, 6.30 pm"."""
    slot = programme.series.slot
    if slot.weekday is None or 0 < len(slot.words) <= SLOT_LENGTH:
        return slot.words or (words.clock(slot.time) if slot.time else "")
    day = words.weekly(slot.weekday)
    return words.joined(day, words.clock(slot.time)) if slot.time else day


def span_of(programme: Programme, words: Words) -> str:
    """The months of the series, from its first date to its last."""
    dates = sorted(session.date for session in programme.series.sessions if session.date)
    return words.span(dates[0], dates[-1]) if dates else ""


def nothing_next(programme: Programme, words: Words, now: dt.datetime) -> str:
    """What stands on top where no session comes next."""
    waiting = [one for one in programme.series.sessions if one.date is None and one.state is not DateState.CANCELLED]
    if waiting:
        return words.gettext("The next date is to be agreed")
    if any(is_past(programme, session, now) for session in programme.series.sessions):
        return words.gettext("This series is over")
    return words.gettext("No session is announced yet")


def _card(programme: Programme, session: Session, words: Words, now: dt.datetime) -> SessionEntry:
    entry = _row(programme, session, words, now)
    return replace(entry, classes="", day=words.day(session.date, year=True) if session.date else entry.day)


def _rows(
    programme: Programme, upcoming: Session | None, words: Words, now: dt.datetime
) -> tuple[list[SessionEntry], list[SessionEntry]]:
    """The rows of the programme, and those that are folded away."""
    sessions = list(in_order(programme.series))
    entries = with_years([_row(programme, session, words, now) for session in sessions], sessions, words)
    over = [is_past(programme, session, now) for session in sessions]
    rows = [
        _at(entry, is_over, session is upcoming)
        for entry, is_over, session in zip(entries, over, sessions, strict=True)
    ]
    if upcoming is None or sum(over) <= FOLD_FROM:
        return rows, []
    return (
        [row for row, is_over in zip(rows, over, strict=True) if not is_over],
        [row for row, is_over in zip(rows, over, strict=True) if is_over],
    )


def _at(entry: SessionEntry, is_over: bool, is_next: bool) -> SessionEntry:
    classes = f"{entry.classes}{' past' if is_over else ''}{' now' if is_next else ''}"
    # A row that is over is short, and never comes next again: its end is of no use to the script.
    return replace(entry, classes=classes, full=not is_over, ends="" if is_over else entry.ends)


def _row(programme: Programme, session: Session, words: Words, now: dt.datetime) -> SessionEntry:
    """The session for the series' page, with the way on to its own."""
    return session_entry(programme, session, words, "../", href=f"{session.key}/", brief=True, this_year=now.year)


def _home(programme: Programme, words: Words) -> str:
    """The words that lead to the group's page: its name, unless the series has the same."""
    name = programme.group.name
    return name if name and name != programme.series.title else words.gettext("All our series")


def _neighbour(session: Session | None, words: Words) -> dict[str, str] | None:
    if session is None:
        return None
    return {"href": f"../{session.key}/", "title": title_of(session, words), "day": day_of(session, words)}


def _notes(notes: tuple[Note, ...], words: Words) -> list[dict[str, object]]:
    """The notes; several without a title stand under one heading."""
    shown: list[dict[str, object]] = []
    said = ""
    for note in notes:
        title = note.title or words.gettext("Notes")
        shown.append({"anchor": f"note-{note.key}", "title": title if title != said else "", "body": html(note.body)})
        said = title
    return shown


def _summary(one: SeriesSummary, group: Group, words: Words, now: dt.datetime) -> dict[str, object]:
    start = one.next_starts_at
    when = words.starting(start, now.year) if start else ""
    return {
        "href": f"{one.key}/",
        "title": one.title or group.name,
        "language": one.language if one.language != words.language else "",
        "summary": _in_short(one.summary, 240),
        "when": when,
        "machine": start.isoformat(timespec="minutes") if start else "",
        "next_title": (one.next_title or words.gettext("A session")) if one.next_key else "",
        "next_href": f"{one.key}/{one.next_key}/",
        "span": words.span(one.first, one.last) if one.first and one.last else "",
    }


def _paper_name(paper: str, words: Words) -> str:
    names = {"a5": "A5", "a4": words.gettext("A4, folded"), "letter": words.gettext("Letter, folded")}
    return names.get(paper, paper)


def _is_long(title: str) -> bool:
    """Whether a heading is too long to be set large; a Chinese character is as wide as two letters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in title) > LONG_TITLE


def _in_short(text: str, length: int = 160) -> str:
    """The beginning of ``text`` in one line: the sentences that fit, or if they are few words, cut between words."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    ends = [match.end() for match in SENTENCE_END.finditer(line, length // 3, length)]
    if ends:
        return line[: ends[-1]]
    return line[:length].rsplit(" ", 1)[0].rstrip(",;:–- ") + "…"

"""The public site of a group, as a list of files: each says what it depends on, and can be written when asked.

Whoever bakes compares ``needs`` with what it wrote last and calls ``write`` only where they differ, so that the
cost follows the change. The programme must already be cut for its audience (``documents/audience.py``).
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from xml.sax.saxutils import escape

from studycircle.documents.discussion import Said
from studycircle.documents.native import dump_programme
from studycircle.documents.programme import Group, Programme, Session, Shelved
from studycircle.documents.replying import takes_replies
from studycircle.documents.rich import NOTHING
from studycircle.documents.schedule import SeriesSummary, in_order, is_past, next_session
from studycircle.writers.programme.calendar import Feed, write_calendar, write_feed_of
from studycircle.writers.programme.colour import accents
from studycircle.writers.programme.door import door_entry, door_page, now_entries, now_page
from studycircle.writers.programme.entries import is_in_calendar
from studycircle.writers.programme.feed import write_feed
from studycircle.writers.programme.fingerprint import fingerprint
from studycircle.writers.programme.handout import write_handout
from studycircle.writers.programme.leaflet import write_leaflet
from studycircle.writers.programme.links import (
    DOOR_FOLDER,
    GROUP_CALENDAR,
    NOW_FOLDER,
    group_address,
    series_address,
    session_address,
)
from studycircle.writers.programme.markdown import write_markdown
from studycircle.writers.programme.options import SiteOptions
from studycircle.writers.programme.pages import (
    NOTHING_SAID,
    group_page,
    has_handout,
    leaflet_name,
    not_found_page,
    series_page,
    session_page,
)
from studycircle.writers.programme.templates import plain_file, style_of
from studycircle.writers.programme.words import Words

HTML = "text/html; charset=utf-8"
CALENDAR = "text/calendar; charset=utf-8"
FEED = "application/atom+xml; charset=utf-8"
MARKDOWN = "text/markdown; charset=utf-8"
JSON = "application/json; charset=utf-8"
XML = "application/xml; charset=utf-8"
PDF = "application/pdf"
LETTER_COUNTRIES = {"US", "CA", "MX", "PH", "CL", "CO", "VE"}  # CLDR's paperSize; everyone else has A4


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One file of a site.

    ``path``: relative to the group's folder, "autumn/calendar.ics". ``needs``: a fingerprint of everything the
    content depends on, the writers' own code included. ``write``: makes the content, the same for the same needs.
    """

    path: str
    media: str
    needs: str
    write: Callable[[], bytes]


def series_files(programme: Programme, options: SiteOptions, said: Said = NOTHING_SAID) -> Iterator[SiteFile]:
    """Every file of one series. ``said``: the comments on it, which only the pages of their sessions show."""
    series, group = programme.series, programme.group
    sessions = in_order(series)
    bare = replace(series, summary=NOTHING, sessions=(), notes=(), attachments=())
    head = fingerprint(group, bare, options.address, options.papers, options.join)
    shelf = {text.key: text for text in programme.shelf}
    prints = {session.key: fingerprint(session, _texts_of(session, shelf)) for session in sessions}
    whole = fingerprint(
        head, series.summary, series.notes, series.attachments, programme.course, tuple(prints.values())
    )
    yield from _pages(programme, sessions, head, prints, whole, options, said)
    yield from _data(programme, sessions, head, prints, whole, options)
    yield from _prints(programme, sessions, head, prints, whole, options)


def group_files(group: Group, series: Sequence[SeriesSummary], options: SiteOptions) -> Iterator[SiteFile]:
    """The files of a group that belong to no series."""
    head = fingerprint(group, options.address, options.join, options.privacy)
    yield SiteFile(
        "index.html", HTML, fingerprint(head, tuple(series)), partial(group_page, group, tuple(series), options)
    )
    coming = now_entries(series, Words(group.language or "en"), options.now)
    yield SiteFile(
        f"{NOW_FOLDER}/index.html", HTML, fingerprint(head, coming), partial(now_page, group, coming, options)
    )
    yield SiteFile("404.html", HTML, fingerprint(head, options.root), partial(not_found_page, group, options))
    yield SiteFile("style.css", "text/css; charset=utf-8", fingerprint(group.accent), partial(_style, group.accent))
    yield SiteFile("icon.svg", "image/svg+xml", fingerprint(group.accent), partial(_icon, group.accent))
    yield SiteFile("next-session.js", "text/javascript; charset=utf-8", fingerprint(), partial(_script))
    yield SiteFile(
        "robots.txt", "text/plain; charset=utf-8", fingerprint(options.address), partial(_robots, options.address)
    )
    if options.address:
        keys = tuple(one.key for one in series)
        yield SiteFile("sitemap.xml", XML, fingerprint(head, keys), partial(_sitemaps, keys, options.address))


def series_calendar(programme: Programme, options: SiteOptions, whole: str = "") -> SiteFile:
    """All dated meetings of a series, for who subscribes to it alone. ``whole``: its fingerprint, if it is known."""
    write = partial(write_calendar, programme, address=options.address, gone=options.gone)
    needs = fingerprint(whole or fingerprint(programme, options.address), options.gone)
    return SiteFile(f"{programme.series.key}/calendar.ics", CALENDAR, needs, write)


def group_calendar(group: Group, feeds: Sequence[Feed], options: SiteOptions) -> SiteFile:
    """All dated meetings of all series of a group, for who subscribes to the whole group."""
    needs = fingerprint(group, options.address, tuple((one.programme, one.gone) for one in feeds))
    return SiteFile(GROUP_CALENDAR, CALENDAR, needs, partial(_group_calendar, group, tuple(feeds), options.address))


def _group_calendar(group: Group, feeds: Sequence[Feed], address: str) -> bytes:
    source = f"{group_address(address)}{GROUP_CALENDAR}" if address else ""
    return write_feed_of(feeds, name=group.name or group.key, uid=group.key, address=address, source=source)


def _pages(
    programme: Programme,
    sessions: Sequence[Session],
    head: str,
    prints: dict[str, str],
    whole: str,
    options: SiteOptions,
    said: Said,
) -> Iterator[SiteFile]:
    key = programme.series.key
    clock = _clock(programme, options.now)
    yield SiteFile(f"{key}/index.html", HTML, fingerprint(whole, clock), partial(series_page, programme, options))
    if all(session.key != DOOR_FOLDER for session in sessions):  # whose page would stand in its place
        door = door_entry(programme, options.now)
        write = partial(door_page, programme, door, options)
        yield SiteFile(f"{key}/{DOOR_FOLDER}/index.html", HTML, fingerprint(head, door), write)
    for index, session in enumerate(sessions):
        earlier = sessions[index - 1] if index else None
        later = sessions[index + 1] if index + 1 < len(sessions) else None
        here = said.on(session.key)
        asks = bool(options.join) and takes_replies(programme, session, options.now)
        yield SiteFile(
            f"{key}/{session.key}/index.html",
            HTML,
            fingerprint(head, prints[session.key], _seen_of(earlier), _seen_of(later), here, asks),
            partial(session_page, programme, session, earlier, later, options, here),
        )


def _data(
    programme: Programme,
    sessions: Sequence[Session],
    head: str,
    prints: dict[str, str],
    whole: str,
    options: SiteOptions,
) -> Iterator[SiteFile]:
    key, address = programme.series.key, options.address
    for session in sessions:
        if is_in_calendar(session):
            write = partial(write_calendar, programme, session=session.key, address=address)
            # Where a session does not say when it was changed, the stamp is the whole series'.
            needs = fingerprint(head, prints[session.key], None if session.changed else whole)
            yield SiteFile(f"{key}/{session.key}/session.ics", CALENDAR, needs, write)
    yield series_calendar(programme, options, whole)
    yield SiteFile(f"{key}/feed.xml", FEED, whole, partial(write_feed, programme, address=address))
    yield SiteFile(f"{key}/programme.md", MARKDOWN, whole, partial(_markdown, programme))
    yield SiteFile(f"{key}/programme.json", JSON, whole, partial(_json, programme))
    if address:
        yield SiteFile(f"{key}/sitemap.xml", XML, whole, partial(_sitemap, programme, address))


def _prints(
    programme: Programme,
    sessions: Sequence[Session],
    head: str,
    prints: dict[str, str],
    whole: str,
    options: SiteOptions,
) -> Iterator[SiteFile]:
    if not options.papers:
        return
    key, paper = programme.series.key, "letter" if programme.group.country in LETTER_COUNTRIES else "a4"
    clock = _clock(programme, options.now)
    for one in options.papers:
        needs = fingerprint(whole, one, clock)
        yield SiteFile(f"{key}/{leaflet_name(one)}", PDF, needs, partial(_leaflet, programme, one, options))
    asked = [session for session in sessions if session.questions]
    if has_handout(programme):
        needs = fingerprint(whole, paper)
        yield SiteFile(f"{key}/handout.pdf", PDF, needs, partial(_handout, programme, "", paper, options.address))
    for session in asked:
        needs = fingerprint(head, prints[session.key], paper)
        write = partial(_handout, programme, session.key, paper, options.address)
        yield SiteFile(f"{key}/{session.key}/handout.pdf", PDF, needs, write)


def _texts_of(session: Session, shelf: dict[str, Shelved]) -> tuple[Shelved, ...]:
    """The texts of the group's shelf that a session reads."""
    return tuple(shelf[reading.text] for reading in session.readings if reading.text in shelf)


def _seen_of(session: Session | None) -> object:
    """What a page shows of its neighbour: enough to know its name and day by."""
    if session is None:
        return None
    readings = session.readings[0].title if session.readings else ""
    return (
        session.key,
        session.title,
        session.number,
        session.kind,
        session.date,
        session.date_words,
        session.state,
        readings,
    )


def _clock(programme: Programme, now: dt.datetime) -> tuple[object, ...]:
    """All that a page takes from the clock: which session is next, which are over, and in what year dates need none."""
    upcoming = next_session(programme, now)
    over = tuple(session.key for session in programme.series.sessions if is_past(programme, session, now))
    return upcoming.key if upcoming else None, over, now.year


def _leaflet(programme: Programme, paper: str, options: SiteOptions) -> bytes:
    address = series_address(options.address, programme.series.key)
    return write_leaflet(programme, paper=paper, address=address, now=options.now)


def _handout(programme: Programme, session: str, paper: str, address: str) -> bytes:
    key = programme.series.key
    page = session_address(address, key, session) if session else series_address(address, key)
    return write_handout(programme, session=session or None, paper=paper, address=page, site=address)


def _markdown(programme: Programme) -> bytes:
    return write_markdown(programme).encode(errors="replace")


def _json(programme: Programme) -> bytes:
    return dump_programme(replace(programme, sources=())).encode(errors="replace")


def _style(accent: str) -> bytes:
    return style_of(accent).encode()


def _icon(accent: str) -> bytes:
    return plain_file("icon.svg").replace("#9c2b1c", accents(accent)[0]).encode()


def _script() -> bytes:
    return plain_file("next-session.js").encode()


def _robots(address: str) -> bytes:
    sitemap = f"Sitemap: {group_address(address)}sitemap.xml\n" if address else ""
    return f"User-agent: *\nAllow: /\n{sitemap}".encode()


def _sitemap(programme: Programme, address: str) -> bytes:
    """The pages of a series (sitemaps.org 0.9)."""
    key = programme.series.key
    rows = [_location(series_address(address, key), None)]
    rows += [_location(session_address(address, key, one.key), one.changed) for one in in_order(programme.series)]
    return _xml("urlset", "url", rows)


def _sitemaps(keys: Sequence[str], address: str) -> bytes:
    """The sitemaps of all series."""
    return _xml(
        "sitemapindex", "sitemap", [_location(f"{series_address(address, key)}sitemap.xml", None) for key in keys]
    )


def _location(address: str, changed: dt.datetime | None) -> str:
    day = f"<lastmod>{changed.astimezone(dt.UTC).date().isoformat()}</lastmod>" if changed else ""
    return f"<loc>{escape(address)}</loc>{day}"


def _xml(root: str, row: str, rows: Sequence[str]) -> bytes:
    lines = "\n".join(f"<{row}>{one}</{row}>" for one in rows)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="{space}">\n{lines}\n</{root}>\n'.encode()

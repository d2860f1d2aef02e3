"""What somebody reads on a phone before a closed door: when and where the next session is, in huge type.

Two pages: ``<series>/door/`` of one series, and ``now/`` of the group, the short address that leads to the door of
whatever comes next. Both stay true as they are printed on a sign: place, room and date are those of the moment.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from studycircle.documents.programme import Audience, DateState, Group, Kind, Programme, Session
from studycircle.documents.schedule import (
    SeriesSummary,
    days_until,
    ends_at,
    is_past,
    language_of,
    next_session,
    place_of,
    starts_at,
    time_of,
)
from studycircle.writers.programme.entries import PlaceEntry, contact_links, machine_moment, place_entry, title_of
from studycircle.writers.programme.links import Link, door_address, now_address
from studycircle.writers.programme.options import SiteOptions
from studycircle.writers.programme.pages import nothing_next
from studycircle.writers.programme.templates import render
from studycircle.writers.programme.words import Words


@dataclass(frozen=True, slots=True)
class DoorEntry:
    """All that the door page of a series says, so that nothing else makes it be written again."""

    title: str = ""
    href: str = ""  # the way to the session's page
    when: str = ""  # "Today, Monday 26 October, 6.30 pm"
    until: str = ""
    machine_when: str = ""
    place: PlaceEntry | None = None
    room_is_kept: bool = False  # there may be one, told to members only
    off: tuple[str, ...] = ()  # what was to be today and is not
    nothing: str = ""  # where no session comes next
    ask: tuple[tuple[str, tuple[Link, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class NowEntry:
    """One of the next sessions of a group, on ``now/``."""

    href: str
    series: str
    language: str
    title: str
    when: str
    machine_when: str


def door_entry(programme: Programme, now: dt.datetime) -> DoorEntry:
    """What the door page says at ``now``; the programme is cut for its audience."""
    words, series = Words(language_of(programme)), programme.series
    session = next_session(programme, now)
    off = tuple(_off(one, words, now) for one in series.sessions if _is_off(programme, one, now))
    ask = tuple((one.name, links) for one in series.contacts if (links := contact_links(one)))
    if session is None or session.date is None:
        return DoorEntry(off=off, nothing=nothing_next(programme, words, now), ask=ask)
    place, time = place_of(series, session), time_of(series, session)
    start, end = starts_at(programme, session), ends_at(programme, session)
    when = words.moment(session.date, time, year=session.date.year != now.year)
    if days_until(programme, session, now) == 0:
        when = words.gettext("Today, %(when)s") % {"when": when}
    return DoorEntry(
        title=title_of(session, words),
        href=f"../{session.key}/",
        when=when,
        until=words.until(end.time()) if end and time and (session.minutes or series.slot.minutes) else "",
        machine_when=machine_moment(start, time),
        place=place_entry(place, words),
        room_is_kept=not place.room and place.room_audience is not Audience.PUBLIC,
        off=off,
        ask=ask,
    )


def _is_off(programme: Programme, session: Session, now: dt.datetime) -> bool:
    """Whether somebody may stand at the door for a session that is not today, or not any more."""
    if session.kind is Kind.BREAK:
        return False
    if session.state is DateState.CANCELLED:
        return days_until(programme, session, now) == 0 and not is_past(programme, session, now)
    was = replace(session, date=session.moved_from)
    return session.state is DateState.MOVED and session.date != was.date and days_until(programme, was, now) == 0


def _off(session: Session, words: Words, now: dt.datetime) -> str:
    title = title_of(session, words)
    if session.state is DateState.CANCELLED:
        said = words.gettext("Cancelled today: %(title)s.") % {"title": title}
    else:
        day = words.day(session.date, year=session.date.year != now.year) if session.date else ""
        said = words.gettext("Not today: %(title)s has been moved to %(day)s.") % {"title": title, "day": day}
    return f"{said} {session.status_note}".strip()


def door_page(programme: Programme, entry: DoorEntry, options: SiteOptions) -> bytes:
    """The page of ``entry``, one level below the series' page."""
    words, series = Words(language_of(programme)), programme.series
    title = series.title or programme.group.name
    return render(
        "door.html",
        {
            "words": words,
            "up": "../../",
            "address": door_address(options.address, series.key),
            "page_title": f"{words.gettext('Where now?')} · {title}",
            "series_title": title,
            "entry": entry,
        },
    )


def now_entries(series: Sequence[SeriesSummary], words: Words, now: dt.datetime) -> tuple[NowEntry, ...]:
    """The sessions that come next: the first of all, and those of other series on the same day."""
    coming = sorted(
        ((one.next_starts_at, one) for one in series if one.next_starts_at), key=lambda pair: (pair[0], pair[1].key)
    )
    return tuple(
        NowEntry(
            href=f"../{one.key}/door/",
            series=one.title,
            language=one.language if one.language != words.language else "",
            title=one.next_title or words.gettext("A session"),
            when=words.starting(start, now.year),
            machine_when=start.isoformat(timespec="minutes"),
        )
        for start, one in coming
        if start.date() == coming[0][0].date()
    )


def now_page(group: Group, entries: tuple[NowEntry, ...], options: SiteOptions) -> bytes:
    """The page of the short address: on to the only door there is, else the choice between them."""
    words = Words(group.language or "en")
    return render(
        "now.html",
        {
            "words": words,
            "up": "../",
            "address": now_address(options.address),
            "page_title": f"{words.gettext('Where now?')} · {group.name}",
            "group_title": group.name,
            "entries": entries,
            "onward": entries[0].href if len(entries) == 1 else "",
        },
    )

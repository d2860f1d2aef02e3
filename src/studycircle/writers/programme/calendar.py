"""The calendar of a series, or of one session: iCalendar (RFC 5545, names and refresh from RFC 7986).

Local times with their zone, so that half past six stays half past six. What has no date is not in it, breaks are not
meetings; a cancelled meeting stays in, marked, since calendars that already show it must learn of it.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import icalendar

from studycircle.documents.programme import DateState, Programme, Session
from studycircle.documents.replying import AGREED
from studycircle.documents.rich import to_plain
from studycircle.documents.schedule import (
    ends_at,
    has_time,
    in_order,
    language_of,
    place_of,
    starts_at,
    zone_of,
)
from studycircle.writers.programme.entries import is_in_calendar, place_entry, title_of
from studycircle.writers.programme.links import (
    group_address,
    series_address,
    series_uid,
    session_address,
    session_uid,
    urn,
)
from studycircle.writers.programme.reading_entries import reading_entry
from studycircle.writers.programme.timezones import timezone
from studycircle.writers.programme.words import Words

STATUS = {DateState.CANCELLED: "CANCELLED", DateState.PROPOSED: "TENTATIVE"}
REFRESH = dt.timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Feed:
    """A series for a calendar of several. ``gone``: sessions that were taken out, bare; ``without``: the keys of
    those to leave out; ``answers``: where one says whether one comes, by key."""

    programme: Programme
    gone: tuple[Session, ...] = ()
    without: frozenset[str] = frozenset()
    answers: Mapping[str, str] = field(default_factory=dict)


def write_calendar(
    programme: Programme, *, session: str = "", address: str = "", gone: tuple[Session, ...] = ()
) -> bytes:
    """The calendar of all dated meetings, or of the one with the key ``session``.

    ``address``: the absolute address of the group's site, if it is known. ``gone``: sessions that were taken out,
    bare: calendars that show them learn that they are cancelled. The same programme gives the same bytes.
    """
    calendar = _begin()
    if not session:
        _describe(calendar, programme, address)
    keys = {one.key for one in programme.series.sessions if session not in ("", one.key)}
    _fill(calendar, [Feed(programme, () if session else gone, frozenset(keys))], address)
    return bytes(calendar.to_ical(sorted=False))


def write_entry(programme: Programme, session: str, *, address: str = "", organiser: str = "") -> bytes:
    """The one meeting with the key ``session``, for mail. ``organiser``: the mail address it comes from, which what is
    published by mail must name (RFC 5546 §3.2.1)."""
    calendar = _begin()
    keys = frozenset(one.key for one in programme.series.sessions if one.key != session)
    _fill(calendar, [Feed(programme, without=keys)], address)
    for event in calendar.walk("VEVENT") if organiser else ():
        sender = icalendar.vCalAddress(f"mailto:{organiser}")
        sender.params["cn"] = clean(one_line(programme.group.name)).replace('"', "'")
        event.add("organizer", sender)
    return bytes(calendar.to_ical(sorted=False))


def write_feed_of(feeds: Sequence[Feed], *, name: str, uid: str, address: str = "", source: str = "") -> bytes:
    """Several series in one calendar called ``name``, which is ``uid`` in the world; ``source``: its own address,
    unless that is a secret."""
    calendar = _begin()
    calendar.add("uid", urn(uid))
    _name(calendar, name)
    if feeds:
        calendar.add("x-wr-timezone", str(zone_of(feeds[0].programme)))
    _refresh(calendar)
    if address:
        calendar.add("url", group_address(address))
    if source:
        calendar.add("source", source, parameters={"value": "URI"})
    _fill(calendar, feeds, address)
    return bytes(calendar.to_ical(sorted=False))


def _begin() -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Studycircle//Studycircle//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    return calendar


def _fill(calendar: icalendar.Calendar, feeds: Sequence[Feed], address: str) -> None:
    """The zones first, each once, then the meetings."""
    chosen = [
        (feed, [one for one in in_order(feed.programme.series) if is_in_calendar(one) and one.key not in feed.without])
        for feed in feeds
    ]
    years: dict[str, list[int]] = {}
    for feed, sessions in chosen:
        here = [one.date.year for one in (*sessions, *feed.gone) if one.date]
        years.setdefault(str(zone_of(feed.programme)), []).extend(here)
    for zone, known in years.items():
        if known and zone != "UTC":
            calendar.add_component(timezone(zone, min(known), max(known)))
    for feed, sessions in chosen:
        words = Words(language_of(feed.programme))
        for one in sessions:
            calendar.add_component(_event(feed.programme, one, words, address, feed.answers.get(one.key, "")))
        for one in feed.gone:
            calendar.add_component(_event(feed.programme, one, words, ""))


def revised_at(programme: Programme, session: Session) -> dt.datetime:
    """When the session was last changed, in UTC, as far as is known: its own date of change, else the series' latest.

    Where nothing is known, the beginning of the year of the first date: the same every time, and seldom to come.
    """
    series = programme.series
    known = [session.changed] if session.changed else [one.changed for one in series.sessions if one.changed]
    if known:
        return max(known).astimezone(dt.UTC).replace(microsecond=0)
    year = min((one.date.year for one in series.sessions if one.date), default=2000)
    return dt.datetime(year, 1, 1, tzinfo=dt.UTC)


def _describe(calendar: icalendar.Calendar, programme: Programme, address: str) -> None:
    """The calendar's own name and address, for those who subscribe to it (RFC 7986 §5)."""
    series = programme.series
    calendar.add("uid", urn(series_uid(programme)))
    _name(calendar, series.title or programme.group.name)
    if series.summary:
        calendar.add("description", clean(to_plain(series.summary)))
    calendar.add("x-wr-timezone", str(zone_of(programme)))
    _refresh(calendar)
    if address:
        page = series_address(address, series.key)
        calendar.add("url", page)
        calendar.add("source", f"{page}calendar.ics", parameters={"value": "URI"})


def _name(calendar: icalendar.Calendar, name: str) -> None:
    name = clean(one_line(name))
    calendar.add("name", name)
    calendar.add("x-wr-calname", icalendar.vText(name))  # the library knows no X- property and would not escape it


def _refresh(calendar: icalendar.Calendar) -> None:
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")


def _event(programme: Programme, session: Session, words: Words, address: str, answer: str = "") -> icalendar.Event:
    series = programme.series
    event = icalendar.Event()
    event.add("uid", clean(one_line(session_uid(programme, session))))
    event.add("dtstamp", revised_at(programme, session))
    if session.changed:
        event.add("last-modified", revised_at(programme, session))
    event.add("sequence", session.sequence)
    start, end = starts_at(programme, session), ends_at(programme, session)
    if has_time(series, session):
        event.add("dtstart", _in_zone(start))
        event.add("dtend", _in_zone(end))
    elif session.date:
        event.add("dtstart", session.date)
    event.add("status", STATUS.get(session.state, "CONFIRMED"))
    event.add("summary", clean(one_line(_summary(programme, session, words))))
    place = place_entry(place_of(series, session), words)
    if place and (place.name or place.room):
        event.add("location", clean(one_line(", ".join(filter(None, (place.name, place.room))))))
    if description := _description(programme, session, words, address, answer):
        event.add("description", clean(description))
    if address:
        event.add("url", session_address(address, series.key, session.key))
    if place and place.online:
        event.add("conference", place.online, parameters={"value": "URI"})
    return event


def _in_zone(moment: dt.datetime | None) -> dt.datetime | None:
    """UTC is written as such: no calendar needs rules for it."""
    if moment is not None and str(moment.tzinfo) == "UTC":
        return moment.astimezone(dt.UTC)
    return moment


def _summary(programme: Programme, session: Session, words: Words) -> str:
    """What stands in the day's box: the title first, then whose meeting it is."""
    name = programme.series.title or programme.group.name
    title = title_of(session, words)
    if session.state is DateState.CANCELLED:  # many calendars do not show the status
        title = words.gettext("Cancelled: %(title)s") % {"title": title}
    return f"{title} · {name}" if name and name != title else title


def _description(programme: Programme, session: Session, words: Words, address: str, answer: str) -> str:
    """What to read, where exactly, and what else one must know, in plain lines."""
    place = place_entry(place_of(programme.series, session), words)
    lines = [session.status_note, to_plain(session.summary)]
    for reading in (reading_entry(one, words, "", programme.shelf) for one in session.readings):
        link = next((link.href for link in reading.links if "://" in link.href), "")
        title = words.comma.join(filter(None, (reading.title, reading.after)))
        lines.append(" ".join(filter(None, (reading.lead, title, link))))
    if session.leader:
        lines.append(words.gettext("Led by %(name)s") % {"name": session.leader})
    if place:
        lines += [place.directions, " ".join(filter(None, (place.online_words, place.online)))]
    if answer and session.state in AGREED:
        lines.append(words.gettext("Will you come? %(link)s") % {"link": answer})
    lines.append(session_address(address, programme.series.key, session.key))
    return "\n".join(filter(None, lines))


def one_line(text: str) -> str:
    """``text`` with every run of white space as one space: for names, which have one line."""
    return " ".join(text.split())


def clean(text: str) -> str:
    """``text`` without control characters, with plain line ends: nothing in it can end or begin a line of its own."""
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]", "", text)

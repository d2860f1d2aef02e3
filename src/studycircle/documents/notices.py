"""What mail tells of a session: what was told, what is different now, when to remind, and until when mail is of use.

The clock is passed in. Every instant given out is aware; local hours follow the rule of ``schedule.py``.
"""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from studycircle.documents.programme import Audience, DateState, Kind, Programme, Rights, Session
from studycircle.documents.schedule import DAY, local, place_of, starts_at, time_of, zone_of

DAYS, HOUR = 2, dt.time(18)  # before the meeting, and at which local hour, people are reminded
MOST_DAYS = 30


@dataclass(frozen=True, slots=True)
class Told:
    """A session as somebody knows it who was told of it: when and where, and whether at all."""

    state: DateState = DateState.TBA
    date: dt.date | None = None
    time: dt.time | None = None
    zone: str = "UTC"
    place: str = ""  # its name and address
    room: str = ""
    online: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether one can write it into a diary."""
        return self.date is not None and self.state in (DateState.FIXED, DateState.MOVED)

    @property
    def starts_at(self) -> dt.datetime | None:
        """Its start; without a known hour the start of the day; ``None`` without a date."""
        return local(self.date, self.time or dt.time.min, self.zone) if self.date else None


class Matter(StrEnum):
    """A difference somebody must know who meant to come."""

    CANCELLED = "cancelled"
    ON_AGAIN = "on again"
    FIXED = "fixed"  # it has a date now
    UNSETTLED = "unsettled"  # it has none any more
    DATE = "date"
    TIME = "time"
    PLACE = "place"
    ROOM = "room"
    ONLINE = "online"


def told_of(programme: Programme, session: Session) -> Told:
    """What a mail tells that is written from ``session`` as it is in ``programme``."""
    place = place_of(programme.series, session)
    return Told(
        state=session.state,
        date=session.date,
        time=time_of(programme.series, session),
        zone=zone_of(programme).key,
        place=", ".join(filter(None, (place.name, place.address))),
        room=place.room,
        online=place.online or place.online_words,
    )


def matters(before: Told, after: Told) -> tuple[Matter, ...]:
    """What is different for whoever was told ``before``, the weightiest first."""
    if DateState.CANCELLED in (before.state, after.state):
        if before.state is after.state:
            return ()
        return (Matter.CANCELLED,) if after.state is DateState.CANCELLED else (Matter.ON_AGAIN,)
    if before.is_settled != after.is_settled:
        return (Matter.FIXED,) if after.is_settled else (Matter.UNSETTLED,)
    if not after.is_settled:
        return ()
    when = (Matter.DATE,) if before.date != after.date else ()
    if not when and (before.time, before.zone) != (after.time, after.zone):
        when = (Matter.TIME,)
    pairs = ((Matter.PLACE, before.place, after.place), (Matter.ONLINE, before.online, after.online))
    where = tuple(matter for matter, was, is_now in pairs if was != is_now)
    if Matter.PLACE not in where and before.room != after.room:
        where = (Matter.ROOM, *where)
    return (*when, *where)


def taken_out(known: Told) -> Told:
    """What whoever was told ``known`` must know of a session that is in the programme no more: it is off."""
    return replace(known, state=DateState.CANCELLED) if known.is_settled else known


def may_still_matter(before: Told, after: Told, now: dt.datetime) -> bool:
    """Whether a change is news at ``now``: neither the meeting people know of nor the one there is has begun."""
    known, coming = before.starts_at, after.starts_at
    if after.state is DateState.CANCELLED or coming is None:
        return known is None or now < known
    return now < coming


def remind_at(programme: Programme, session: Session, days: int, hour: dt.time) -> dt.datetime | None:
    """When to remind people of ``session``: so many days before it, at that hour of its own zone, in UTC.

    ``None`` where there is nothing to remind of: a break, or no date that was agreed. Never after the start.
    """
    start = starts_at(programme, session)
    settled = session.state in (DateState.FIXED, DateState.MOVED)
    if session.kind is not Kind.MEETING or not settled or session.date is None or start is None:
        return None
    try:
        at = local(session.date - days * DAY, hour, zone_of(programme).key)
    except OverflowError:  # the first days a date can hold
        return None
    return min(at, start - dt.timedelta(hours=1), key=dt.datetime.timestamp).astimezone(dt.UTC)


def weekly_at(zone: str, weekday: int, hour: dt.time, after: dt.datetime) -> dt.datetime:
    """The first such hour of such a day of the week (0 is Monday) in ``zone`` later than ``after``, in UTC."""
    day = after.astimezone(local(after.date(), hour, zone).tzinfo).date()
    days = (weekday - day.weekday()) % 7
    for weeks in range(3):
        moment = local(day + (days + 7 * weeks) * DAY, hour, zone).astimezone(dt.UTC)
        if moment > after:
            return moment
    raise AssertionError("a week has passed within three")


def as_mailed(programme: Programme) -> Programme:
    """The members' programme with those links alone that open without signing in: whoever gets mail has no account."""
    shelf = tuple(
        text if text.rights in (Rights.PUBLIC_DOMAIN, Rights.OPEN) else replace(text, extracts=())
        for text in programme.shelf
    )
    sessions = tuple(
        replace(
            session,
            readings=tuple(
                replace(
                    reading,
                    editions=tuple(one for one in reading.editions if not one.file or one.audience is Audience.PUBLIC),
                )
                for reading in session.readings
            ),
        )
        for session in programme.series.sessions
    )
    return replace(programme, series=replace(programme.series, sessions=sessions), shelf=shelf, course=())


def at_hand(programme: Programme, session: Session) -> tuple[str, ...]:
    """The keys of the session's readings that can be had: by a link, as a file, or from the shelf."""
    shelf = {text.key for text in programme.shelf if text.extracts or text.link}
    return tuple(
        reading.key
        for reading in session.readings
        if reading.text in shelf or any(one.link or one.file for one in reading.editions)
    )

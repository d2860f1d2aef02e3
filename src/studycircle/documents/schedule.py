"""The rules of time: when a session starts and ends, what is past, what comes next, when a page grows stale.

A session keeps the wall clock of its series' zone, so half past six stays half past six across a clock change.
Every instant given out is aware and in that zone. Two kinds of wall time need a rule (PEP 495), always ``fold=0``:

- *twice*, in the hour a clock repeats in autumn: the first of the two is meant;
- *never*, in the hour a clock skips in spring: as if the clock had not yet been changed, so 1.30 becomes 2.30.

"Now" is always passed in, and must be aware.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from studycircle.documents.programme import DateState, Kind, Place, Programme, Series, Session, Slot
from studycircle.documents.rich import to_plain

USUAL_MINUTES = 120  # how long a meeting lasts where nobody said
DAY = dt.timedelta(days=1)


@lru_cache(maxsize=1024)
def known_zone(name: str) -> ZoneInfo | None:
    """The zone called ``name`` in the IANA database, or ``None``."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, such as "Europe"
        return None


def zone_of(programme: Programme) -> ZoneInfo:
    """The series' zone, else the group's, else UTC; a name that is empty or unknown is passed over."""
    return known_zone(programme.series.zone) or known_zone(programme.group.zone) or ZoneInfo("UTC")


def language_of(programme: Programme) -> str:
    """The series' language (BCP 47), else the group's, else English."""
    return programme.series.language or programme.group.language or "en"


def is_meeting(session: Session) -> bool:
    """Whether people meet: not on a break, not where it is cancelled."""
    return session.kind is Kind.MEETING and session.state is not DateState.CANCELLED


def time_of(series: Series, session: Session) -> dt.time | None:
    """The local time it starts: its own, else the usual one (a break has no usual one), else ``None``."""
    if session.time is not None or session.kind is Kind.BREAK:
        return session.time
    return series.slot.time


def has_time(series: Series, session: Session) -> bool:
    """Whether the hour is known. If not, ``starts_at`` and ``ends_at`` are the bounds of the whole day."""
    return time_of(series, session) is not None


def minutes_of(series: Series, session: Session) -> int:
    """How long it lasts: its own, else the usual, else ``USUAL_MINUTES``."""
    if session.minutes is not None:
        return session.minutes
    return USUAL_MINUTES if series.slot.minutes is None else series.slot.minutes


def place_of(series: Series, session: Session) -> Place:
    """Where it is: its own place, else the usual one; with the session's own room, where it has one."""
    place = series.place if session.place is None else session.place
    return replace(place, room=session.room) if session.room else place


def starts_at(programme: Programme, session: Session) -> dt.datetime | None:
    """The local start, or ``None`` without a date; without a known time the start of the day (see ``has_time``)."""
    if session.date is None:
        return None
    return _wall(session.date, time_of(programme.series, session) or dt.time.min, zone_of(programme))


def ends_at(programme: Programme, session: Session) -> dt.datetime | None:
    """The local end, or ``None`` without a date; without a known time the end of the day.

    Minutes are minutes that pass: a meeting of two hours across a clock change still lasts two hours.
    """
    start = starts_at(programme, session)
    if start is None or session.date is None:
        return None
    try:
        if not has_time(programme.series, session):
            return _wall(session.date + DAY, dt.time.min, zone_of(programme))
        # In UTC: adding to a local datetime moves the hands of the clock, not time.
        end = start.astimezone(dt.UTC) + dt.timedelta(minutes=minutes_of(programme.series, session))
        return end.astimezone(zone_of(programme))
    except OverflowError:  # the last day a date can hold
        return start


def is_past(programme: Programme, session: Session, now: dt.datetime) -> bool:
    """Whether it is over. What has no date is never past."""
    end = ends_at(programme, session)
    # In UTC: two datetimes of one zone are compared by their clocks, which an autumn night repeats.
    return end is not None and end <= now.astimezone(dt.UTC)


def next_session(programme: Programme, now: dt.datetime) -> Session | None:
    """The meeting that comes next. Tonight's stays next until it ends; cancelled, breaks and undated are skipped."""
    ahead = [session for session in programme.series.sessions if is_meeting(session) and session.date is not None]
    ahead = [session for session in ahead if not is_past(programme, session, now)]
    return min(ahead, key=lambda session: _order(programme.series, session), default=None)


def in_order(series: Series) -> tuple[Session, ...]:
    """The sessions by date and time; the undated keep their places in the list."""
    dated = sorted((session for session in series.sessions if session.date), key=lambda one: _order(series, one))
    waiting = iter(dated)
    return tuple(session if session.date is None else next(waiting) for session in series.sessions)


def days_until(programme: Programme, session: Session, now: dt.datetime) -> int | None:
    """Local nights until its date: 0 is today, negative is past; ``None`` without a date."""
    if session.date is None:
        return None
    return (session.date - now.astimezone(zone_of(programme)).date()).days


def turns_at(programme: Programme, now: dt.datetime) -> dt.datetime | None:
    """The next instant at which a page baked at ``now`` would be out of date; ``None`` if it never will be.

    That is the end of a session, or the coming local midnight while a date lies ahead (pages say "in six days").
    """
    ends = [
        end
        for one in programme.series.sessions
        if not is_past(programme, one, now) and (end := ends_at(programme, one)) is not None
    ]
    if not ends:
        return None
    zone = zone_of(programme)
    midnight = _wall(now.astimezone(zone).date() + DAY, dt.time.min, zone)
    return min(midnight, *ends, key=dt.datetime.timestamp)


def local(date: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """That hour of that day on the clocks of ``zone`` (UTC if it is unknown), by the rule above."""
    return _wall(date, time, known_zone(zone) or ZoneInfo("UTC"))


def _order(series: Series, session: Session) -> tuple[dt.date, dt.time]:
    return session.date or dt.date.max, time_of(series, session) or dt.time.min


def _wall(date: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """That hour of that day on the zone's clocks, by the rule for hours told twice or never (see the module)."""
    wall = dt.datetime.combine(date, time.replace(tzinfo=None, fold=0), zone)
    try:
        return wall.astimezone(dt.UTC).astimezone(zone)  # there and back: an hour that never is becomes one that is
    except OverflowError:  # the first and the last day a date can hold
        return wall


@dataclass(frozen=True, slots=True)
class SeriesSummary:
    """A series in one line of a list: enough for a group's page and for search, no session loaded."""

    group_key: str
    key: str
    title: str
    summary: str  # plain text
    language: str
    first: dt.date | None  # of its meetings
    last: dt.date | None
    meetings: int  # neither cancelled nor a break; the undated count
    next_key: str | None
    next_title: str | None
    next_starts_at: dt.datetime | None
    is_open: bool = False  # a session's date is still to be agreed


def summarise(programme: Programme, now: dt.datetime) -> SeriesSummary:
    """The series of ``programme`` as it stands at ``now``."""
    series = programme.series
    meetings = [session for session in series.sessions if is_meeting(session)]
    dates = [session.date for session in meetings if session.date is not None]
    coming = next_session(programme, now)
    return SeriesSummary(
        group_key=programme.group.key,
        key=series.key,
        title=series.title,
        summary=to_plain(series.summary),
        language=language_of(programme),
        first=min(dates, default=None),
        last=max(dates, default=None),
        meetings=len(meetings),
        next_key=coming.key if coming else None,
        next_title=coming.title if coming else None,
        next_starts_at=starts_at(programme, coming) if coming else None,
        is_open=any(session.date is None for session in meetings),
    )


def dates_of_slot(slot: Slot, first: dt.date, last: dt.date, not_on: Collection[dt.date] = ()) -> tuple[dt.date, ...]:
    """Every date from ``first`` to ``last``, both included, on the slot's weekday, without those in ``not_on``."""
    if slot.weekday is None:
        return ()
    ahead = (slot.weekday - first.weekday()) % 7
    days = range(ahead, (last - first).days + 1, 7)
    return tuple(date for day in days if (date := first + dt.timedelta(days=day)) not in not_on)


def date_near(month: int, day: int, near: dt.date, weekday: int | None = None) -> dt.date | None:
    """The date with that month and day nearest to ``near``; with a ``weekday`` (0 is Monday), the nearest that fits.

    ``None`` if no year within eight of ``near`` has such a date (31 June; eight: leap days around 1900 and 2100).
    """
    found = []
    for year in range(max(near.year - 8, dt.MINYEAR), min(near.year + 8, dt.MAXYEAR) + 1):
        try:
            date = dt.date(year, month, day)
        except ValueError:
            continue
        if weekday is None or date.weekday() == weekday:
            found.append(date)
    return min(found, key=lambda date: (abs(date - near), date), default=None)

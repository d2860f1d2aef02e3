"""What an organiser should know of new dates before they are saved: holidays, the hours of a clock change, two at once.

Holidays are passed in: which days they are is a question to others (``holidays_of.py``).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from studycircle.documents.programme import Kind, Programme, Session
from studycircle.documents.schedule import is_meeting, is_past, starts_at, time_of, zone_of


class RemarkKind(StrEnum):
    """What is to be pointed out."""

    HOLIDAY = "holiday"
    NEVER = "never"  # the clocks skip that hour
    TWICE = "twice"  # the clocks repeat that hour
    FORWARD = "forward"  # the clocks have gone forward since the meeting before; the hour stays
    BACK = "back"
    SAME_DAY = "same-day"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing about one session. ``words``: the name of the holiday, or the title of the other session."""

    kind: RemarkKind
    session: Session
    words: str = ""


def remarks(
    before: Programme | None, after: Programme, holidays: Mapping[dt.date, str], now: dt.datetime
) -> tuple[Remark, ...]:
    """What is to be said of the meetings of ``after`` whose day or hour is another than in ``before``, by date.

    Without ``before``: of all that are to come.
    """
    was = {} if before is None else {one.key: _when(before, one) for one in before.series.sessions}
    meetings = [one for one in after.series.sessions if is_meeting(one) and one.date is not None]
    meetings.sort(key=lambda one: (one.date or dt.date.max, time_of(after.series, one) or dt.time.min))
    found = []
    for at, session in enumerate(meetings):
        if was.get(session.key) == _when(after, session) or (before is None and is_past(after, session, now)):
            continue
        found += _of_day(after, session, holidays, now)
        found += _of_clock(after, session, meetings[at - 1] if at else None)
    return tuple(found)


def _when(programme: Programme, session: Session) -> tuple[dt.date | None, dt.time | None, str, bool]:
    return session.date, time_of(programme.series, session), zone_of(programme).key, is_meeting(session)


def _of_day(programme: Programme, session: Session, holidays: Mapping[dt.date, str], now: dt.datetime) -> list[Remark]:
    # A cancelled row may stand beside the one that takes its day.
    beside = [
        other
        for other in programme.series.sessions
        if other.key != session.key and other.date == session.date and (is_meeting(other) or other.kind is Kind.BREAK)
    ]
    found = [Remark(RemarkKind.SAME_DAY, session, other.title or other.number or other.key) for other in beside]
    if session.date is not None and session.date in holidays:
        found.append(Remark(RemarkKind.HOLIDAY, session, holidays[session.date]))
    if is_past(programme, session, now):
        found.append(Remark(RemarkKind.PAST, session))
    return found


def _of_clock(programme: Programme, session: Session, earlier: Session | None) -> list[Remark]:
    time, zone = time_of(programme.series, session), zone_of(programme)
    if session.date is None or time is None:
        return []
    if kind := _odd_hour(session.date, time, zone):
        return [Remark(kind, session)]
    ahead, before = _ahead(programme, session), _ahead(programme, earlier)
    if ahead is None or before is None or ahead == before:
        return []
    return [Remark(RemarkKind.FORWARD if ahead > before else RemarkKind.BACK, session)]


def _ahead(programme: Programme, session: Session | None) -> dt.timedelta | None:
    """How far the clocks are ahead of UTC when it starts."""
    start = starts_at(programme, session) if session else None
    return start.utcoffset() if start else None


def _odd_hour(date: dt.date, time: dt.time, zone: ZoneInfo) -> RemarkKind | None:
    """Whether that hour of that day is told never or twice (PEP 495)."""
    wall = dt.datetime.combine(date, time.replace(tzinfo=None, fold=0), zone)
    if wall.utcoffset() == wall.replace(fold=1).utcoffset():
        return None
    there_and_back = wall.astimezone(dt.UTC).astimezone(zone)
    return RemarkKind.TWICE if there_and_back.replace(tzinfo=None) == wall.replace(tzinfo=None) else RemarkKind.NEVER

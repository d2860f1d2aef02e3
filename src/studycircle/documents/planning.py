"""Planning a series: dates from a slot, a session moved, all that follow shifted, a week put in between.

Every act takes a programme and gives another; nothing is told of it to anybody. Three rules hold for all of them:

- A day once told and then changed is *moved*, from the day that was told first; back on that day it is fixed again.
  What is only proposed, or not public yet (``told=False``), is just another day.
- What is over stays where it was, and so do cancelled rows and breaks; their days are given to nobody else.
- A list that stood in the order of its dates still does.

``today`` is the local date; ``not_on`` are days on which nobody meets.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from studycircle.documents.keys import new_key
from studycircle.documents.programme import DateState, Kind, Programme, Series, Session
from studycircle.documents.schedule import in_order, is_meeting, time_of

WEEK = dt.timedelta(weeks=1)
LAST = -1  # the last such weekday of a month
TOLD = (DateState.FIXED, DateState.MOVED)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often people meet: every ``every`` weeks, or, with ``nth``, on that weekday of each month.

    ``weekday``: 0 is Monday. ``nth``: 1 for the first of the month, up to 5; ``LAST`` for the last.
    """

    weekday: int
    every: int = 1
    nth: int | None = None


def dates_of(
    rhythm: Rhythm, first: dt.date, last: dt.date = dt.date.max, not_on: Collection[dt.date] = ()
) -> Iterator[dt.date]:
    """The dates of ``rhythm`` from ``first`` to ``last``, both included, without those in ``not_on``.

    Every other week counts from the first one on or after ``first``; a day left out does not change which week it is.
    """
    days = _in_weeks(rhythm, first, last) if rhythm.nth is None else _in_months(rhythm, rhythm.nth, first, last)
    return (day for day in days if day not in not_on)


def _in_weeks(rhythm: Rhythm, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    start = first.toordinal() + (rhythm.weekday - first.weekday()) % 7
    return map(dt.date.fromordinal, range(start, last.toordinal() + 1, 7 * rhythm.every))


def _in_months(rhythm: Rhythm, nth: int, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        day = _nth_of_month(month // 12, month % 12 + 1, rhythm.weekday, nth)
        if day is not None and first <= day <= last:
            yield day


def _nth_of_month(year: int, month: int, weekday: int, nth: int) -> dt.date | None:
    start = dt.date(year, month, 1)
    days = [start.toordinal() + (weekday - start.weekday()) % 7 + 7 * week for week in range(5)]
    within = [day for at in days if at <= dt.date.max.toordinal() and (day := dt.date.fromordinal(at)).month == month]
    return within[-1] if nth == LAST else within[nth - 1] if nth <= len(within) else None


def rhythm_of(series: Series) -> Rhythm | None:
    """How often ``series`` has met so far, as its slot and dates say; ``None`` where they say nothing."""
    days = sorted({one.moved_from or one.date for one in series.sessions if one.date and one.kind is Kind.MEETING})
    weekday = series.slot.weekday
    if weekday is None:
        weekday = Counter(day.weekday() for day in days).most_common(1)[0][0] if days else None
    if weekday is None:
        return None
    days = [day for day in days if day.weekday() == weekday]
    gaps = [(after - before).days for before, after in pairwise(days)]
    if gaps and min(gaps) >= 28:
        if len(places := {(day.day + 6) // 7 for day in days}) == 1:
            return Rhythm(weekday, nth=places.pop())
        if all((day + WEEK).month != day.month for day in days):
            return Rhythm(weekday, nth=LAST)
    # Of gaps that are as frequent the shortest: a longer one is a week left out.
    every = min(Counter(gaps).items(), key=lambda one: (-one[1], one[0]))[0] // 7 if gaps else 1
    return Rhythm(weekday, every)


def gaps_of(series: Series, rhythm: Rhythm, today: dt.date) -> tuple[dt.date, ...]:
    """The days to come of ``rhythm``, between the first and the last of the dates, on which the list has nothing."""
    days = {one.date for one in series.sessions if one.date}
    if not days:
        return ()
    return tuple(day for day in dates_of(rhythm, min(days), max(days), days) if day >= today)


def on_day(session: Session, date: dt.date, *, told: bool = True) -> Session:
    """``session`` on that day: what its state becomes, see the module. A cancelled one is to take place after all."""
    there = replace(session, date=date, date_words="")
    if session.kind is Kind.BREAK or session.state is DateState.PROPOSED or date == session.date:
        return there
    was_told = told and session.date is not None and session.state is not DateState.TBA
    if not was_told:
        return replace(there, state=DateState.FIXED, moved_from=None)
    first_told = session.moved_from or session.date
    if date == first_told:
        return replace(there, state=DateState.FIXED, moved_from=None)
    return replace(there, state=DateState.MOVED, moved_from=first_told)


def undated(series: Series) -> tuple[Session, ...]:
    """The meetings that wait for a date."""
    return tuple(session for session in series.sessions if session.date is None and is_meeting(session))


def free_days(programme: Programme, days: Iterable[dt.date]) -> Iterator[dt.date]:
    """``days`` without those on which the programme has something."""
    taken = {session.date for session in programme.series.sessions}
    return (day for day in days if day not in taken)


def fill_dates(
    programme: Programme,
    days: Iterator[dt.date],
    keys: Collection[str],
    *,
    state: DateState = DateState.FIXED,
    time: dt.time | None = None,
) -> Programme:
    """The sessions of ``keys`` that have no date, in order, on the next of ``days``; what is left of these is for more.

    ``state``: fixed or proposed. ``time``: where it is not the usual one. For sessions beyond the last day nothing
    changes.
    """
    waiting = [session for session in undated(programme.series) if session.key in keys]
    dated = {
        session.key: replace(on_day(session, day), state=state, time=time or session.time)
        for session, day in zip(waiting, days, strict=False)
    }
    return _with(programme, [dated.get(session.key, session) for session in programme.series.sessions])


def add_sessions(
    programme: Programme,
    days: Iterator[dt.date],
    titles: Iterable[str],
    *,
    state: DateState = DateState.FIXED,
    time: dt.time | None = None,
) -> Programme:
    """New sessions of these titles (empty for one without) on the next of ``days``; numbered on where others are."""
    sessions = list(programme.series.sessions)
    taken = {session.key for session in sessions}
    numbers = [session.number for session in sessions if is_meeting(session)]
    count = max(map(int, numbers), default=0) if all(number.isdecimal() for number in numbers) else None
    for title, day in zip(titles, days, strict=False):
        number = ""
        if count is not None:
            count += 1
            number = str(count)
        key = new_key(title or f"session {number}", taken, "session")
        taken.add(key)
        sessions.append(Session(key, title, number, state=state, date=day, time=time))
    return _with(programme, sessions)


def move(programme: Programme, key: str, date: dt.date, *, told: bool = True) -> Programme:
    """One session on another day; nothing else moves."""
    return _changed(programme, {key: on_day(_of(programme, key), date, told=told)})


def following(programme: Programme, key: str, today: dt.date) -> tuple[Session, ...]:
    """The meetings that would move on: that session and what comes after it, by date; nothing that is over."""
    sessions = programme.series.sessions
    start = _of(programme, key)
    after = {session.key for session in sessions[sessions.index(start) :]}
    order = [
        session
        for session in sessions
        if is_meeting(session)
        and session.date is not None
        and session.date >= today
        and (session.key in after if start.date is None else session.date >= start.date)
    ]
    order.sort(key=lambda one: (one.date or dt.date.max, time_of(programme.series, one) or dt.time.min))
    # Two on one day: the one that was asked for begins.
    return tuple(order[next((at for at, one in enumerate(order) if one.key == key), 0) :])


def shift_by_weeks(
    programme: Programme,
    key: str,
    weeks: int,
    *,
    today: dt.date,
    not_on: Collection[dt.date] = (),
    told: bool = True,
) -> Programme:
    """That session and all that follow, so many weeks later (or earlier).

    Where one would come to a day that is not free, or to one that another has just been given, it goes a week further.
    """
    moving = following(programme, key, today)
    closed = _closed(programme, moving, not_on)
    moved: dict[str, Session] = {}
    was = last = dt.date.min
    for session in moving:
        assert session.date is not None
        day = last if session.date == was else _in_reach(session.date, weeks)  # two on one day stay together
        while (day in closed or (day <= last and session.date != was)) and day <= dt.date.max - WEEK:
            day += WEEK
        was, last = session.date, day
        moved[session.key] = on_day(session, day, told=told)
    return _changed(programme, moved)


def shift_to_slots(
    programme: Programme,
    key: str,
    rhythm: Rhythm,
    *,
    today: dt.date,
    not_on: Collection[dt.date] = (),
    told: bool = True,
) -> Programme:
    """That session on the next free day of ``rhythm``, and of those that follow as many further as must make room."""
    moving = following(programme, key, today)
    if not moving or moving[0].date is None:
        return programme
    return _changed(programme, _pushed(programme, moving, moving[0].date, rhythm, not_on, told))


def _pushed(
    programme: Programme,
    moving: Sequence[Session],
    last: dt.date,
    rhythm: Rhythm,
    not_on: Collection[dt.date],
    told: bool,
) -> dict[str, Session]:
    """Of ``moving`` those that stand in the way when all up to ``last`` is taken, on the next days of ``rhythm``."""
    # From the first of them, so that every other week goes on in the weeks it was in.
    start = moving[0].date if moving else None
    days = dates_of(rhythm, start or last, not_on=_closed(programme, moving, not_on))
    pushed = {}
    for session in moving:
        if session.date is not None and session.date > last:
            break
        last = next((day for day in days if day > last), last)
        pushed[session.key] = on_day(session, last, told=told)
    return pushed


def insert(
    programme: Programme,
    session: Session,
    beside: str,
    *,
    before: bool,
    rhythm: Rhythm | None = None,
    today: dt.date,
    not_on: Collection[dt.date] = (),
    told: bool = True,
) -> Programme:
    """``session`` before or after the one with the key ``beside``; its own key must be new.

    With a ``rhythm`` it gets the day of the one it comes before, and that one and what follows make room; at the end
    it gets the next free day. Without, it stays on the day it brings, or without one.
    """
    sessions = list(programme.series.sessions)
    at = sessions.index(_of(programme, beside))
    moved: dict[str, Session] = {}
    if rhythm is not None:
        moving = following(programme, beside, today)
        if not before and moving and moving[0].key == beside:
            moving = moving[1:]
        if moving and moving[0].date:
            day = moving[0].date
            moved = _pushed(programme, moving, day, rhythm, not_on, told)
        else:
            start = max(filter(None, (sessions[at].date, today)))
            closed = _closed(programme, (), not_on)
            day = next(dates_of(rhythm, start, not_on={*closed, start}), start)
        session = on_day(session, day, told=False)
    sessions.insert(at if before else at + 1, session)
    return _with(programme, [moved.get(one.key, one) for one in sessions])


def cancel(programme: Programme, key: str, why: str = "") -> Programme:
    """The session does not take place; its row stays where it was, so that nobody waits at a locked door."""
    session = _of(programme, key)
    off = replace(session, state=DateState.CANCELLED, status_note=why or session.status_note)
    return _changed(programme, {key: off})


def reinstate(programme: Programme, key: str) -> Programme:
    """A cancelled session takes place after all, on its day if it has one."""
    session = _of(programme, key)
    state = DateState.TBA if session.date is None else DateState.MOVED if session.moved_from else DateState.FIXED
    return _changed(programme, {key: replace(session, state=state, status_note="")})


def by_date(programme: Programme) -> Programme:
    """The rows in the order of their dates; what has none keeps its place in the list."""
    series = programme.series
    return replace(programme, series=replace(series, sessions=in_order(series)))


def reordered(programme: Programme, keys: Sequence[str]) -> Programme:
    """The rows in the order of ``keys``; what is not named stands behind, as it stood."""
    place = {key: at for at, key in enumerate(keys)}
    sessions = sorted(programme.series.sessions, key=lambda session: place.get(session.key, len(place)))
    return replace(programme, series=replace(programme.series, sessions=tuple(sessions)))


def _of(programme: Programme, key: str) -> Session:
    return next(session for session in programme.series.sessions if session.key == key)


def _closed(programme: Programme, moving: Sequence[Session], not_on: Collection[dt.date]) -> set[dt.date]:
    """The days nobody can be moved to: left out, or taken by what stays where it is."""
    keys = {session.key for session in moving}
    return {*not_on, *(one.date for one in programme.series.sessions if one.date and one.key not in keys)}


def _in_reach(date: dt.date, weeks: int) -> dt.date:
    """So many weeks from ``date``, within what a date can hold."""
    return dt.date.fromordinal(min(max(date.toordinal() + 7 * weeks, 1), dt.date.max.toordinal()))


def _changed(programme: Programme, changed: dict[str, Session]) -> Programme:
    return _with(programme, [changed.get(session.key, session) for session in programme.series.sessions])


def _with(programme: Programme, sessions: Sequence[Session]) -> Programme:
    """``programme`` with these sessions: in the order of their dates, if it stood so before."""
    old = programme.series
    new = replace(programme, series=replace(old, sessions=tuple(sessions)))
    return by_date(new) if in_order(old) == old.sessions else new

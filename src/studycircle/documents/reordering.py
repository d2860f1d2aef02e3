"""One session to another place in the list: what becomes of the dates.

Either they stay where they are, and each session takes the day and hour of the place it comes to; or each session
keeps its own, and only the list is another. What is over, cancelled, only proposed or without a date keeps its own in
any case, and its place while the others change theirs; so does a break, unless it is the one that is moved. A day that
was told and is now another counts as moved (see ``planning.py``).
"""

import datetime as dt
from dataclasses import replace

from studycircle.documents.planning import TOLD, by_date, on_day, reordered
from studycircle.documents.programme import Kind, Programme, Session


def place_of_key(programme: Programme, key: str) -> int:
    """Where the session of that key stands in the list, from 0."""
    return next(at for at, session in enumerate(programme.series.sessions) if session.key == key)


def placed(
    programme: Programme, key: str, place: int, *, dates_stay: bool, today: dt.date, told: bool = True
) -> Programme:
    """``programme`` with the session of that key at ``place`` of its list, from 0; further than the ends is the end.

    ``dates_stay``: the dates stay where they are, and so does all that keeps its own. ``today``: the local date;
    ``told``: whether the dates are public already.
    """
    sessions = programme.series.sessions
    keys = [session.key for session in sessions]
    keys.remove(key)
    keys.insert(max(0, place), key)
    moved = reordered(programme, keys)
    if not dates_stay:
        return moved
    if not _gives_its_day(sessions[place_of_key(programme, key)], key, today):
        return by_date(moved) if by_date(programme) == programme else moved
    coming = iter([one for one in moved.series.sessions if _gives_its_day(one, key, today)])
    rows = [_at(next(coming), one, told) if _gives_its_day(one, key, today) else one for one in sessions]
    return replace(programme, series=replace(programme.series, sessions=tuple(rows)))


def _at(session: Session, place: Session, told: bool) -> Session:
    """``session`` on the day and at the hour of the one that stood there."""
    assert place.date is not None
    return replace(on_day(session, place.date, told=told), time=place.time)


def place_beside(programme: Programme, key: str, by: int, *, today: dt.date) -> int:
    """The place one up (``by`` = -1) or down (1): past what keeps its day, so that something comes of it."""
    sessions = programme.series.sessions
    at = place_of_key(programme, key)
    last = max(0, min(at + by, len(sessions) - 1))
    if not _gives_its_day(sessions[at], key, today):
        return last
    ahead = range(at - 1, -1, -1) if by < 0 else range(at + 1, len(sessions))
    return next((to for to in ahead if _gives_its_day(sessions[to], key, today)), last)


def _gives_its_day(session: Session, key: str, today: dt.date) -> bool:
    """Whether its day is one that others may take, while the session of ``key`` is moved."""
    if session.date is None or session.date < today or session.state not in TOLD:
        return False
    return session.kind is Kind.MEETING or session.key == key

"""A date that is looked for by asking: what people answer, how it is counted, and what becomes of the session.

While people are asked a session without a date is *proposed*; it stands in no calendar until one of the dates is fixed.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from studycircle.documents.planning import dates_of, fill_dates, free_days, gaps_of, rhythm_of
from studycircle.documents.programme import DateState, Programme, Session
from studycircle.documents.schedule import is_meeting


class Choice(StrEnum):
    """What somebody says to one date. Who says nothing to it is not counted there."""

    YES = "yes"
    IF_NEED_BE = "if-need-be"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Option:
    """A date people are asked about. ``time`` is local; none: the usual one."""

    key: str
    date: dt.date
    time: dt.time | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """What was said to one date. ``is_best``: none suits more people; two can be as good."""

    option: Option
    yes: int = 0
    if_need_be: int = 0
    no: int = 0
    is_best: bool = False


def tally(options: Sequence[Option], answers: Iterable[Mapping[str, str]]) -> tuple[Count, ...]:
    """The count for each of ``options``, from what each answer says by the key of an option.

    Best is where most people can come; of those where as many can, where most can come gladly.
    """
    said = {option.key: dict.fromkeys(Choice, 0) for option in options}
    for answer in answers:
        for key, choice in answer.items():
            if key in said and choice in set(Choice):
                said[key][Choice(choice)] += 1
    worth = {key: (one[Choice.YES] + one[Choice.IF_NEED_BE], one[Choice.YES]) for key, one in said.items()}
    best = max(worth.values(), default=(0, 0))
    return tuple(
        Count(option, one[Choice.YES], one[Choice.IF_NEED_BE], one[Choice.NO], worth[key] == best and best[0] > 0)
        for option, (key, one) in zip(options, said.items(), strict=True)
    )


def may_be_asked(session: Session) -> bool:
    """Whether there is a date to look for: a meeting that has none yet, or one that is proposed."""
    return is_meeting(session) and session.state in (DateState.TBA, DateState.PROPOSED)


def looked_for(programme: Programme, key: str) -> Programme:
    """The session of that key as one whose date is being looked for."""
    return _with(programme, key, state=DateState.PROPOSED)


def not_looked_for(programme: Programme, key: str) -> Programme:
    """The session as one nobody is asked about any more: without a date it is to be announced again."""
    session = _of(programme, key)
    if session.state is not DateState.PROPOSED or session.date is not None:
        return programme
    return _with(programme, key, state=DateState.TBA)


def fixed(programme: Programme, key: str, option: Option) -> Programme:
    """The session on the date that was agreed, at its hour where that is not the usual one."""
    time = option.time or _of(programme, key).time
    bare = _with(programme, key, date=None, time=None if time == programme.series.slot.time else time)
    return fill_dates(bare, iter((option.date,)), {key}, state=DateState.FIXED)


def suggestions(programme: Programme, today: dt.date, most: int) -> tuple[dt.date, ...]:
    """Days one could propose: those of the usual rhythm from tomorrow on, on which the series has nothing yet."""
    series = programme.series
    rhythm = rhythm_of(series)
    if rhythm is None:
        return ()
    # Counted from a day of its own, so that every other week goes on in the weeks it was in.
    days = [one.date for one in series.sessions if one.date and one.date.weekday() == rhythm.weekday]
    after = (day for day in dates_of(rhythm, max(days, default=today)) if day > today)
    gaps = [day for day in gaps_of(series, rhythm, today) if day > today]
    return tuple(islice([*gaps, *islice(free_days(programme, after), most)], most))


def _of(programme: Programme, key: str) -> Session:
    return next(session for session in programme.series.sessions if session.key == key)


def _with(programme: Programme, key: str, **changes: object) -> Programme:
    sessions = tuple(
        replace(one, **changes) if one.key == key else one  # type: ignore[arg-type]
        for one in programme.series.sessions
    )
    return replace(programme, series=replace(programme.series, sessions=sessions))

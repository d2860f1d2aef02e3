"""Who comes to a meeting: when one can say so, and who gets the seats."""

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

from studycircle.documents.programme import DateState, Programme, Session
from studycircle.documents.schedule import is_meeting, is_past

Waiting = TypeVar("Waiting")

AGREED = frozenset({DateState.FIXED, DateState.MOVED})


def takes_replies(programme: Programme, session: Session, now: dt.datetime) -> bool:
    """Whether one can say if one comes: a meeting on an agreed day that is not over."""
    is_agreed = session.date is not None and session.state in AGREED
    return is_agreed and is_meeting(session) and not is_past(programme, session, now)


def has_room(seats: int | None, taken: int) -> bool:
    """Whether one more can come, where ``taken`` of ``seats`` are; without a number there is room for everybody."""
    return seats is None or taken < seats


def moving_up(waiting: Sequence[Waiting], seats: int | None, taken: int) -> Sequence[Waiting]:
    """Those of ``waiting``, in the order they wait, who get a seat now. Nobody loses one where seats become fewer."""
    return waiting if seats is None else waiting[: max(0, seats - taken)]

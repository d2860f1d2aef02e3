"""Whether what somebody sends is likely to be theirs: decided from how it was sent, never from what it thinks.

Nothing a person may have sent is thrown away. They are asked to send it again, with their words kept; or it waits,
apart from what else waits, for a moderator's eye.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

QUICKEST, OLDEST = dt.timedelta(seconds=3), dt.timedelta(hours=24)  # between opening a form and sending it
MOST_LINKS = 3
MOST_LINKS_TRUSTED = 10
MOST_IN_HOUR, MOST_IN_DAY = 20, 60  # from one network: a class in one room may all write in one evening
ATTACK_IN_HOUR = 40  # from strangers to one group; beyond, it is taken to be under attack


class Verdict(StrEnum):
    """What becomes of it."""

    WELCOME = "welcome"
    SUSPECT = "suspect"  # waits apart
    BUSY = "busy"  # too much from there: later
    HASTY = "hasty"  # quicker than anybody writes: press again
    STALE = "stale"  # the form is too old, or not ours: press again
    LINKS = "links"  # too many of them
    AGAIN = "again"  # said already


@dataclass(frozen=True, slots=True)
class Attempt:
    """How a comment was sent. ``age`` of the form; ``None``: it is not one of ours.

    ``is_trapped``: a field was filled that nobody sees. ``is_again``: the same words came to this group in the last
    day. ``is_solved``: their browser did the sum it was asked to do. ``of_…``: what came before it. ``is_trusted``:
    it came by the link of a member whose comments need nobody's leave.
    """

    age: dt.timedelta | None
    links: int = 0
    is_trapped: bool = False
    is_again: bool = False
    is_solved: bool = False
    is_trusted: bool = False
    of_network_in_hour: int = 0
    of_network_in_day: int = 0
    of_group_in_hour: int = 0
    is_attacked: bool = False


def is_attacked(attempt: Attempt) -> bool:
    """Whether the group's moderators said so, or more comes from strangers than people write."""
    return attempt.is_attacked or attempt.of_group_in_hour >= ATTACK_IN_HOUR


def judge(attempt: Attempt) -> Verdict:
    """What becomes of a comment that was sent like that."""
    if attempt.of_network_in_hour >= MOST_IN_HOUR or attempt.of_network_in_day >= MOST_IN_DAY:
        return Verdict.BUSY
    if attempt.age is None or attempt.age > OLDEST:
        return Verdict.STALE
    if attempt.links > (MOST_LINKS_TRUSTED if attempt.is_trusted else MOST_LINKS):
        return Verdict.LINKS
    if attempt.is_again:
        return Verdict.AGAIN
    if attempt.is_trusted:
        return Verdict.WELCOME
    if attempt.age < QUICKEST:
        return Verdict.HASTY
    if attempt.is_trapped or (is_attacked(attempt) and not attempt.is_solved):
        return Verdict.SUSPECT
    return Verdict.WELCOME

"""What is known of how a comment was sent, so that ``documents/spam.py`` can judge it; and what is kept to know it.

What is kept are keyed hashes in the table of limits, a day.
"""

import datetime as dt
import re

from studycircle.discussion.models import Talk
from studycircle.discussion.sums import is_solved
from studycircle.documents.spam import Attempt, is_attacked
from studycircle.documents.spoken import link_count
from studycircle.members import limits
from studycircle.store.models import Group

FEW = 25  # letters
NETWORK, STRANGERS, WORDS = "comment-network", "comment-strangers", "comment-words"


def attempt(
    group: Group,
    network: str,
    words: str,
    *,
    age: dt.timedelta | None,
    trap: str = "",
    answer: str = "",
    is_trusted: bool = False,
    now: dt.datetime,
) -> Attempt:
    """How a comment was sent. ``trap`` and ``answer`` (to the sum) are what came in the form's fields."""
    return Attempt(
        age=age,
        links=link_count(words),
        is_trapped=bool(trap),
        is_again=_is_again(group, words, now),
        is_solved=bool(answer) and not is_trusted and is_solved(answer, now=now),
        is_trusted=is_trusted,
        of_network_in_hour=limits.tries(NETWORK, network, limits.HOUR, now=now),
        of_network_in_day=limits.tries(NETWORK, network, limits.DAY, now=now),
        of_group_in_hour=limits.tries(STRANGERS, str(group.pk), limits.HOUR, now=now),
        is_attacked=Talk.objects.filter(group=group, is_attacked=True).exists(),
    )


def note(group: Group, network: str, words: str, *, is_trusted: bool, now: dt.datetime) -> None:
    """Let a comment that was kept count."""
    limits.note(NETWORK, network, now=now)
    if plain := _plain(words):
        limits.note(WORDS, f"{group.pk} {plain}", now=now)
    if not is_trusted:
        limits.note(STRANGERS, str(group.pk), now=now)


def asks_for_sum(group: Group, *, now: dt.datetime) -> bool:
    """Whether a stranger's browser has to do a sum at the moment."""
    strangers = limits.tries(STRANGERS, str(group.pk), limits.HOUR, now=now)
    switched = Talk.objects.filter(group=group, is_attacked=True).exists()
    return is_attacked(Attempt(None, of_group_in_hour=strangers, is_attacked=switched))


def _is_again(group: Group, words: str, now: dt.datetime) -> bool:
    plain = _plain(words)
    return bool(plain) and limits.tries(WORDS, f"{group.pk} {plain}", limits.DAY, now=now) > 0


def _plain(words: str) -> str:
    """The same for words that differ only in signs nobody reads; "" for few ("Thank you!"), which many may say."""
    plain = re.sub(r"\W+", "", words).casefold()
    return plain if len(plain) >= FEW else ""

"""How much of a text is in what was made of it, word by word and in order."""

import re
from collections.abc import Sequence

WORD = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*")
RUN = 4  # words that must agree before two texts are taken to be together again; fewer after a short gap
REACH = 4000  # words passed over at most: a page of notes stands between two lines of a paragraph

DEAR = 10  # words of the other text passed over sooner than one that is wanted


def split(plain: str) -> list[str]:
    """The words of ``plain``; an ideograph is one. Hyphens are left out: who puts lines together again cannot tell the
    one of "self-interest" from one that only ended a line."""
    words = [re.sub("[-\u2010\u2011]", "", word) for word in WORD.findall(plain)]
    return [word for run in words for word in (run if "\u3000" < run[0] < "\ufaff" else (run,))]


def sequence_recall(wanted: Sequence[str], found: Sequence[str]) -> float:
    """The share of ``wanted`` that is in ``found`` in the same order; what else is in ``found`` does not count.

    Never more than the longest common subsequence gives: where the two part, they are taken up again where the fewest
    words of both are passed over.
    """
    kept = at = here = 0
    while at < len(wanted) and here < len(found):
        if wanted[at] == found[here]:
            kept, at, here = kept + 1, at + 1, here + 1
            continue
        skipped, passed = _meeting(wanted, at, found, here)
        if skipped + passed == 0:
            break
        at, here = at + skipped, here + passed
    return kept / max(len(wanted), 1)


def _meeting(wanted: Sequence[str], at: int, found: Sequence[str], here: int) -> tuple[int, int]:
    """How many words of each to pass over until they agree; (0, 0) if nowhere near. What is wanted is given up last:
    contents, heads and notes may stand between."""
    best, cost = (0, 0), REACH
    for skipped in range(min(REACH // DEAR, len(wanted) - at)):
        if DEAR * skipped >= cost:
            break
        word = wanted[at + skipped]
        for place in range(here, min(here + cost - DEAR * skipped, len(found))):
            if found[place] != word:
                continue
            run = min(RUN, 1 + (skipped + place - here) // 4)
            if found[place : place + run] == list(wanted[at + skipped : at + skipped + run]):
                best, cost = (skipped, place - here), DEAR * skipped + place - here
                break
    return best

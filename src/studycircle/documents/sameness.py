"""Which things of an old row of things a new row still has: blocks of a text taken in again, or its notes.

First what is the same to the letter, then what has the same letters, then what is much alike. Whatever stands between
two things found is compared only with what stood between them, so that time follows the change and not the length;
a thing that has moved far away must be the same, or long and much alike.
"""

import difflib
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from studycircle.documents.numerals import fold

GRAM = 4  # letters of the pieces by which likeness is weighed
ALIKE = 0.5  # share of pieces in common (Dice) that makes one of the other, in the same place
LONE_ALIKE = 0.3  # where nothing else stands in that place, before or after
MOVED_ALIKE = 0.8  # elsewhere
LONG = 40  # letters from which a thing may be found elsewhere
WITHIN = 0.75  # share of the shorter one's pieces that makes it a part of the other
SEVERAL = 12  # letters from which a thing may be a part of another
COMMON = 40  # a piece that more things have tells nothing
LARGEST_GAP = 4_000_000  # pairs that difflib may look at in one gap


@dataclass(frozen=True, slots=True)
class Thing:
    """``sort``: only things of one sort are the same. ``exact``: all that is in it; ``plain``: gives its words."""

    sort: str
    exact: Hashable
    plain: Callable[[], str]


@dataclass(slots=True)
class Sameness:
    """``pairs``: place in the new row -> place in the old. ``split``, ``merged``: of what is no pair, the place in the
    other row of what it was part of, or is part of now."""

    pairs: dict[int, int] = field(default_factory=dict)
    split: dict[int, int] = field(default_factory=dict)  # new -> old
    merged: dict[int, int] = field(default_factory=dict)  # old -> new


def same(old: Sequence[Thing], new: Sequence[Thing]) -> Sameness:
    """What of ``old`` is in ``new``, and where."""
    found = Sameness()
    _pair_up(found.pairs, [(one.sort, one.exact) for one in old], [(one.sort, one.exact) for one in new])
    used = set(found.pairs.values())
    old_letters = {at: _letters(one) for at, one in enumerate(old) if at not in used}
    new_letters = {at: _letters(one) for at, one in enumerate(new) if at not in found.pairs}
    _pair_up(
        found.pairs,
        [(one.sort, old_letters.get(at) or at) for at, one in enumerate(old)],
        [(one.sort, new_letters.get(at) or -at) for at, one in enumerate(new)],
    )
    _drop_short_moves(found.pairs, old)
    _Likeness(found, old, new).find()
    return found


def longest_rise(places: Sequence[int]) -> set[int]:
    """The indices of a longest rising run in ``places``: what stayed in order."""
    tails: list[int] = []
    values: list[int] = []
    before = [-1] * len(places)
    for at, place in enumerate(places):
        spot = bisect_left(values, place)
        before[at] = tails[spot - 1] if spot else -1
        if spot == len(values):
            values.append(place)
            tails.append(at)
        else:
            values[spot], tails[spot] = place, at
    kept = set()
    at = tails[-1] if tails else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return kept


def in_order(pairs: dict[int, int]) -> list[tuple[int, int]]:
    """The (new, old) pairs that did not move."""
    listed = sorted(pairs.items())
    kept = longest_rise([was for _, was in listed])
    return [pair for at, pair in enumerate(listed) if at in kept]


def _letters(thing: Thing) -> str:
    return "".join(mark for mark in fold(thing.plain()) if mark.isalnum())


def _pair_up(pairs: dict[int, int], old: list[Hashable], new: list[Hashable]) -> None:
    """Pair what is unique in both rows, and then, within what stands between, what is in the same order."""
    used = set(pairs.values())
    old_count = Counter(sign for at, sign in enumerate(old) if at not in used)
    new_count = Counter(sign for at, sign in enumerate(new) if at not in pairs)
    where = {sign: at for at, sign in enumerate(old) if at not in used and old_count[sign] == 1}
    for at, sign in enumerate(new):
        if at not in pairs and new_count[sign] == 1 and sign in where:
            pairs[at] = where[sign]
    used = set(pairs.values())
    for (new_start, old_start), (new_stop, old_stop) in _gaps(pairs, len(old), len(new)):
        theirs = [at for at in range(old_start, old_stop) if at not in used]
        ours = [at for at in range(new_start, new_stop) if at not in pairs]
        if not theirs or not ours:
            continue
        matcher = difflib.SequenceMatcher(
            None, [old[at] for at in theirs], [new[at] for at in ours], autojunk=len(theirs) * len(ours) > LARGEST_GAP
        )
        for block in matcher.get_matching_blocks():
            for step in range(block.size):
                pairs[ours[block.b + step]] = theirs[block.a + step]


def _gaps(pairs: dict[int, int], old: int, new: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """((new, old) start, (new, old) stop) of what stands between the pairs that did not move."""
    kept = [(-1, -1), *in_order(pairs), (new, old)]
    return [
        ((one[0] + 1, one[1] + 1), other)
        for one, other in pairwise(kept)
        if other[0] - one[0] > 1 and other[1] - one[1] > 1
    ]


def _drop_short_moves(pairs: dict[int, int], old: Sequence[Thing]) -> None:
    """ "Yes, sir." said elsewhere is not the paragraph that was here."""
    kept = {at for at, _ in in_order(pairs)}
    for at in [at for at in pairs if at not in kept and len(_letters(old[pairs[at]])) < LONG]:
        del pairs[at]


class _Likeness:
    """The weighing of what is left."""

    def __init__(self, found: Sameness, old: Sequence[Thing], new: Sequence[Thing]) -> None:
        self.found = found
        used = set(found.pairs.values())
        self.old = {at: _letters(one) for at, one in enumerate(old) if at not in used}
        self.new = {at: _letters(one) for at, one in enumerate(new) if at not in found.pairs}
        self.old_grams = {at: _grams(letters) for at, letters in self.old.items()}
        self.new_grams = {at: _grams(letters) for at, letters in self.new.items()}
        self.sorts = ([one.sort for one in old], [one.sort for one in new])
        self.gap_of_new: dict[int, int] = {}
        self.gap_of_old: dict[int, int] = {}
        for gap, ((new_start, old_start), (new_stop, old_stop)) in enumerate(_gaps(found.pairs, len(old), len(new))):
            self.gap_of_new |= {at: gap for at in range(new_start, new_stop) if at in self.new}
            self.gap_of_old |= {at: gap for at in range(old_start, old_stop) if at in self.old}
        self.in_gap = (Counter(self.gap_of_new.values()), Counter(self.gap_of_old.values()))

    def find(self) -> None:
        """Parts first, since the first part keeps the place of the whole; then the most alike first."""
        if not self.old or not self.new:
            return
        common = self._common()
        self._parts(common)
        taken = set(self.found.pairs.values()) | set(self.found.merged)
        weighed = []
        for (at, was), shared in common.items():
            if at in self.found.pairs or at in self.found.split or was in taken:
                continue
            dice = 2 * shared / (len(self.new_grams[at]) + len(self.old_grams[was]))
            if dice >= self._needed(at, was):
                weighed.append((-dice, at, was))
        for _, at, was in sorted(weighed):
            if at not in self.found.pairs and was not in taken:
                self.found.pairs[at] = was
                taken.add(was)

    def _near(self, at: int, was: int) -> bool:
        return at in self.gap_of_new and self.gap_of_new[at] == self.gap_of_old.get(was, -1)

    def _needed(self, at: int, was: int) -> float:
        if self._near(at, was):
            gap = self.gap_of_new[at]
            return LONE_ALIKE if self.in_gap[0][gap] == self.in_gap[1][gap] == 1 else ALIKE
        return MOVED_ALIKE if min(len(self.new[at]), len(self.old[was])) >= LONG else 2.0

    def _common(self) -> dict[tuple[int, int], int]:
        """How many pieces each pair that may be the same has in common."""
        places: dict[str, list[int]] = defaultdict(list)
        for was, grams in self.old_grams.items():
            for gram in grams:
                places[gram].append(was)
        common: dict[tuple[int, int], int] = {}
        for at, grams in self.new_grams.items():
            votes = Counter(was for gram in grams if len(there := places.get(gram, ())) <= COMMON for was in there)
            near = [was for was in votes if self._near(at, was)]
            far = [was for was, _ in votes.most_common(3)]
            for was in {*near, *far}:
                if self.sorts[0][was] == self.sorts[1][at]:
                    common[at, was] = len(grams & self.old_grams[was])
        return common

    def _parts(self, common: dict[tuple[int, int], int]) -> None:
        """A paragraph split in several, or several made one: the first keeps."""
        split: dict[int, list[int]] = defaultdict(list)
        merged: dict[int, list[int]] = defaultdict(list)
        for (at, was), shared in common.items():
            mine, theirs = len(self.new_grams[at]), len(self.old_grams[was])
            if not self._near(at, was) or min(len(self.new[at]), len(self.old[was])) < SEVERAL:
                continue
            if shared >= WITHIN * min(mine, theirs):
                if mine < theirs:
                    split[was].append(at)
                else:
                    merged[at].append(was)
        taken = set(self.found.pairs.values())
        for was, parts in sorted(split.items()):
            left = [at for at in sorted(parts) if at not in self.found.pairs and at not in self.found.split]
            if len(left) > 1 and sum(len(self.new[at]) for at in left) <= 1.3 * len(self.old[was]):
                self.found.pairs[left[0]] = was
                self.found.split |= dict.fromkeys(left[1:], was)
                taken.add(was)
        for at, parts in sorted(merged.items()):
            left = [was for was in sorted(parts) if was not in taken]
            is_free = at not in self.found.pairs and at not in self.found.split
            if is_free and len(left) > 1 and sum(len(self.old[was]) for was in left) <= 1.3 * len(self.new[at]):
                self.found.pairs[at] = left[0]
                self.found.merged |= dict.fromkeys(left[1:], at)
                taken.update(left)


def _grams(letters: str) -> frozenset[str]:
    if len(letters) <= GRAM:
        return frozenset((letters,)) if letters else frozenset()
    return frozenset(letters[at : at + GRAM] for at in range(len(letters) - GRAM + 1))

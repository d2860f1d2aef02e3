"""Laying one string of letters beside another: where it fits best, letter by letter.

The distances of a whole column are kept in the bits of one integer (Myers 1999, in Hyyrö's form), so that a passage
of some hundred letters takes milliseconds without any library.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fit:
    """How a pattern fits a text: for each of its letters the place of its partner, -1 where it has none.

    ``same``: for each letter whether the partner is the same letter. ``edits``: letters changed, missing or too many.
    """

    places: tuple[int, ...]
    same: tuple[bool, ...]
    edits: int

    def likeness(self, start: int, stop: int) -> float:
        """How much of ``pattern[start:stop]`` is there, from 0 to 1; letters pushed in between count against it."""
        if start >= stop:
            return 0.0
        kept = sum(self.same[start:stop])
        span = self.span(start, stop)
        return kept / max(stop - start, span[1] - span[0]) if span else 0.0

    def span(self, start: int, stop: int) -> tuple[int, int] | None:
        """Where ``pattern[start:stop]`` stands in the text; ``None`` where nothing of it does."""
        there = [place for place in self.places[start:stop] if place >= 0]
        return (there[0], there[-1] + 1) if there else None


def fit(pattern: str, text: str) -> Fit:
    """The best place of ``pattern`` within ``text``; what stands before and after it in ``text`` costs nothing."""
    size = len(pattern)
    if not size or not text:
        return Fit((-1,) * size, (False,) * size, size)
    masks: dict[str, int] = {}
    for at, letter in enumerate(pattern):
        masks[letter] = masks.get(letter, 0) | 1 << at
    full = (1 << size) - 1
    last = 1 << (size - 1)
    rise, fall = full, 0  # between rows of one column
    downs: list[int] = []  # for each column: rows whose distance is one more than the row's above
    rights: list[int] = []  # for each column: rows whose distance is one more than in the column before
    distance = best = size
    end = 0
    for column, letter in enumerate(text, 1):
        equal = masks.get(letter, 0)
        zero = ((((equal & rise) + rise) ^ rise) | equal | fall) & full
        plus = (fall | ~(zero | rise)) & full
        minus = rise & zero
        rights.append(plus)
        distance += bool(plus & last) - bool(minus & last)
        plus = plus << 1 & full
        rise = (minus << 1 | ~(zero | plus)) & full
        fall = plus & zero
        downs.append(rise)
        if distance < best:
            best, end = distance, column
    return _traced(pattern, text, downs, rights, end, best)


def _traced(pattern: str, text: str, downs: list[int], rights: list[int], column: int, edits: int) -> Fit:
    """The way back from the best end to the beginning of the pattern."""
    row = len(pattern)
    places = [-1] * row
    same = [False] * row
    while row and column:
        bit = 1 << (row - 1)
        if pattern[row - 1] == text[column - 1]:
            places[row - 1], same[row - 1] = column - 1, True
            row, column = row - 1, column - 1
        elif downs[column - 1] & bit:
            row -= 1
        elif rights[column - 1] & bit:
            column -= 1
        else:
            places[row - 1] = column - 1
            row, column = row - 1, column - 1
    return Fit(tuple(places), tuple(same), edits)

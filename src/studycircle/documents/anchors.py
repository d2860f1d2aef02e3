"""Where words are: finding a quoted passage again, in the same text taken in anew or in another edition.

Only letters and digits are compared, without capitals and accents: line ends, hyphenation, quotation marks and
spelling of spaces are then no difference at all. Places where pieces of the quotation and of what stood around it
gather are laid beside it letter by letter. A passage that is gone is not found: the words must be there, and short
ones must stand among the words they stood among. Better no place than a wrong one.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, cached_property

from studycircle.documents.alignment import fit
from studycircle.documents.numerals import fold
from studycircle.documents.text import Text, block_plain

GRAM = 6  # letters of the pieces that are looked up
COMMON = 80  # a piece that stands in more places tells little
AROUND = 60  # letters of context that are weighed on each side
LONG = 1200  # letters from which only a passage's beginning and end are looked for
END = 400  # and so many of each
BIN = 32  # letters by which the shift of one place may vary
TRIED = 6  # places that are looked at closely

ENOUGH = 0.6  # of a quotation's letters must be there
TELLING = 40  # letters of a quotation that tell its place by themselves …
TOLD = 0.72  # … where so much of it is there
AMONG = 0.62  # of a short quotation and the words around it together
SIDE = 0.6  # of the words on one side at least
LEAST = 20  # letters, quotation and context together, below which nothing is told
SNAP = 3  # letters by which a passage is widened to whole words
TIE = 0.03  # nearer than this, two places are as good as each other


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage found again: ``haystack[start:end]``; ``score``: how much of it is there, from 0 to 1."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """A passage found in a text, from ``start`` in the words (``block_plain``) of block ``index``, whose paragraph
    number is ``number``, to ``end`` in those of block ``last``: mostly the same one."""

    index: int
    number: str
    start: int
    last: int
    end: int
    score: float


def find_passage(
    haystack: str, quote: str, *, before: str = "", after: str = "", near: int | None = None
) -> Passage | None:
    """Where ``quote`` stands in ``haystack``; ``None`` where it does not, or nobody can tell which place is meant.

    ``before``, ``after``: what stood around it. ``near``: about where it is expected, which decides between places
    that are as good as each other. For many quotations from one text make one ``Concordance``.
    """
    return Concordance(haystack).find(quote, before=before, after=after, near=near)


def find_quote(text: Text, quote: str, *, before: str = "", after: str = "", near: str = "") -> Found | None:
    """Where ``quote`` stands in ``text``, as ``find_passage``; ``near`` is a paragraph number."""
    return QuoteFinder(text).find(quote, before=before, after=after, near=near)


class QuoteFinder:
    """A text made ready for finding many quotations."""

    def __init__(self, text: Text) -> None:
        self.text = text
        words = [block_plain(block) for block in text.blocks]
        self.starts = [0]
        for said in words:
            self.starts.append(self.starts[-1] + len(said) + 1)
        self.at_number = {block.number: self.starts[at] for at, block in enumerate(text.blocks) if block.number}
        self.concordance = Concordance("\n".join(words))

    def find(self, quote: str, *, before: str = "", after: str = "", near: str = "") -> Found | None:
        """As ``find_quote``."""
        expected = self.at_number.get(near)
        passage = self.concordance.find(quote, before=before, after=after, near=expected)
        if passage is None and expected is not None and not (before or after):
            passage = self._within(quote, expected)
        if passage is None:
            return None
        index = bisect_right(self.starts, passage.start) - 1
        last = bisect_right(self.starts, passage.end - 1) - 1
        start, end = passage.start - self.starts[index], passage.end - self.starts[last]
        return Found(index, self.text.blocks[index].number, start, last, end, passage.score)

    def _within(self, quote: str, start: int) -> Passage | None:
        """A word or two, which only the paragraph they are said to be in can tell: if they are there once."""
        own = _squeezed(quote)
        index = bisect_right(self.starts, start) - 1
        block = Concordance(block_plain(self.text.blocks[index]))
        if not own or block.letters.count(own) != 1:
            return None
        at = block.letters.find(own)
        return Passage(start + block.places[at], start + block.places[at + len(own) - 1] + 1, 1.0)


@cache
def _letters_of(mark: str) -> str:
    return "".join(letter for letter in fold(mark) if letter.isalnum())


def _squeezed(words: str) -> str:
    return "".join(map(_letters_of, words))


@dataclass(frozen=True, slots=True)
class _Place:
    """One place that was looked at: ``own``, ``around`` and ``together`` are the likeness of the quotation, of the
    better side of its context and of all of it."""

    start: int
    stop: int
    own: float
    around: float
    together: float


def _lacking(beyond: str) -> int:
    """How many letters beyond an edge still belong to its word; none where that is not near."""
    count = next((at for at, mark in enumerate(beyond) if not mark.isalnum()), len(beyond))
    return count if count <= SNAP else 0


class Concordance:
    """A long string made ready for finding many passages in it."""

    def __init__(self, haystack: str) -> None:
        self.haystack = haystack
        letters: list[str] = []
        self.places: list[int] = []  # of each letter in the haystack
        for at, mark in enumerate(haystack):
            if folded := _letters_of(mark):
                letters.append(folded)
                self.places.append(at)
                if len(folded) > 1:
                    self.places.extend([at] * (len(folded) - 1))
        self.letters = "".join(letters)

    @cached_property
    def grams(self) -> dict[str, list[int]]:
        """Where each piece of ``GRAM`` letters stands."""
        found: dict[str, list[int]] = defaultdict(list)
        for at in range(len(self.letters) - GRAM + 1):
            found[self.letters[at : at + GRAM]].append(at)
        return found

    def find(self, quote: str, *, before: str = "", after: str = "", near: int | None = None) -> Passage | None:
        """As ``find_passage``."""
        own = _squeezed(quote)
        left, right = _squeezed(before)[-AROUND:], _squeezed(after)[:AROUND]
        if len(own) > LONG:
            return self._long(quote, own, left, right, near)
        expected = None if near is None else bisect_right(self.places, near - 1)
        place = self._best(own, left, right, expected) if own else None
        return self._passage(place.start, place.stop, place.own) if place else None

    def _passage(self, start: int, stop: int, score: float) -> Passage:
        """The place of letters in the haystack, widened to whole words where little is missing."""
        first, last = self.places[start], self.places[stop - 1] + 1
        if score < 1:
            first -= _lacking(self.haystack[max(0, first - SNAP - 1) : first][::-1])
            last += _lacking(self.haystack[last : last + SNAP + 1])
        return Passage(first, last, round(score, 3))

    def _long(self, quote: str, own: str, left: str, right: str, near: int | None) -> Passage | None:
        """A long passage by its beginning and its end, which must stand about as far apart as they did."""
        expected = None if near is None else bisect_right(self.places, near - 1)
        head = self._best(own[:END], left, own[END : END + AROUND], expected)
        if head is None:
            return None
        tail = self._best(own[-END:], own[-END - AROUND : -END], right, head.start + len(own) - END)
        if tail is None or not 0.6 <= (tail.stop - head.start) / len(own) <= 1.6:
            return None
        return self._passage(head.start, tail.stop, (head.own + tail.own) / 2)

    # Choosing.

    def _best(self, own: str, left: str, right: str, expected: int | None) -> _Place | None:
        whole = left + own + right
        exact = self.letters.find(whole)
        if len(whole) >= LEAST and (left or right) and exact >= 0 and self.letters.find(whole, exact + 1) < 0:
            return _Place(exact + len(left), exact + len(left) + len(own), 1.0, 1.0, 1.0)
        tried = [self._looked_at(own, left, right, shift) for shift in self._shifts(own, left, right, expected)]
        places = sorted(
            {place for place in tried if place is not None and self._is_sure(place, own, left + right)},
            key=lambda place: (-place.together, place.start),
        )
        if not places:
            return None
        equals = [place for place in places if place.together >= places[0].together - TIE]
        apart = [place for place in equals if place.start >= places[0].stop or place.stop <= places[0].start]
        if not apart:
            return places[0]
        if expected is None:
            return None
        return min(equals, key=lambda place: abs(place.start - expected))

    def _is_sure(self, place: _Place, own: str, around: str) -> bool:
        """Whether the passage is there, and not only something like it."""
        if place.own < ENOUGH or (len(own) + len(around) < LEAST and (around or len(own) < LEAST // 2)):
            return False
        if len(own) >= TELLING and place.own >= TOLD:
            return True
        if not around:
            return place.own >= TOLD
        return place.together >= AMONG and place.around >= SIDE

    # Looking.

    def _shifts(self, own: str, left: str, right: str, expected: int | None) -> list[int]:
        """Where in the text the pattern may begin, the most promising first."""
        pattern = left + own + right
        votes: Counter[int] = Counter()
        for at in range(len(pattern) - GRAM + 1):
            there = self.grams.get(pattern[at : at + GRAM], ())
            if len(there) <= COMMON:
                for place in there:
                    votes[(place - at) // BIN] += 1
        near = {bin_: count + votes.get(bin_ + 1, 0) for bin_, count in votes.items()}
        shifts = [bin_ * BIN + BIN // 2 for bin_, _ in sorted(near.items(), key=lambda one: -one[1])[:TRIED]]
        if len(own) >= LEAST // 2:  # the very words, wherever they are, if that is in few places
            at = self.letters.find(own)
            exact: list[int] = []
            while at >= 0 and len(exact) <= TRIED:
                exact.append(at - len(left))
                at = self.letters.find(own, at + 1)
            shifts += exact if len(exact) <= TRIED else []
        return shifts

    def _looked_at(self, own: str, left: str, right: str, shift: int) -> _Place | None:
        pattern = left + own + right
        room = BIN * 2 + len(pattern) // 6
        start = max(0, shift - room)
        window = self.letters[start : shift + len(pattern) + room]
        first, stop = len(left), len(left) + len(own)
        laid = fit(pattern, window)
        span = laid.span(first, stop)
        likeness = laid.likeness(first, stop)
        around = max(laid.likeness(0, first), laid.likeness(stop, len(pattern)))
        together = laid.likeness(0, len(pattern))
        if likeness < TOLD and len(own) >= LEAST:  # perhaps what stood around it is gone, or something came between
            alone = fit(own, window)
            if alone.likeness(0, len(own)) > likeness + 0.1:
                likeness, span = alone.likeness(0, len(own)), alone.span(0, len(own))
        if span is None:
            return None
        return _Place(start + span[0], start + span[1], likeness, around, together)

"""Lines of a PDF set in together on both sides: quotations, which have a right edge of their own, and verse."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from studycircle.readers.text.pdf_lines import Line

FEWEST = 2  # lines
DEEP = 0.9  # of the letters' size, on either side
NEAR = 0.35  # of the letters' size: two edges this close are one
_SENTENCE = re.compile(r"[.!?][\"'”’»)\]]*$")
TIGHT = 1.35  # of the leading: no further from one another, and there is no space between lines
FULL = 0.6  # of the letters' size: this close to the right edge, and a line is full
APART = 2.4  # of the leading: further from one another, and lines are not set in together


@dataclass(frozen=True, slots=True)
class Inset:
    """Lines set in together: where the furthest of them ends, and whether they are lines of verse."""

    right: float
    verse: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What lines are set in from: a column's edges, and how deep a paragraph's first line stands."""

    left: float
    right: float
    indent: float
    size: float
    leading: float


def insets(
    pages: Sequence[Sequence[Line]], frame: Callable[[Line], Frame], may: Callable[[Line], bool]
) -> dict[int, Inset]:
    """By the identity of each line that is set in: the inset it belongs to. ``may``: whether a line can be of one at
    all, as an item of a list cannot."""
    runs = [run for page in pages for run in _runs(page, frame, may)]
    depth = {id(run): round(min(line.left for line in run) - frame(run[0]).left) for run in runs}
    poems = {depth[id(run)] for run in runs if _is_verse(run)}
    found: dict[int, Inset] = {}
    for run in runs:
        # Two lines of a stanza that is parted by a page's end hardly tell what they are.
        verse = _is_verse(run) or (depth[id(run)] in poems and _begins_large(run) and not _is_full(run))
        if verse or _is_full(run):  # else nothing tells where its right edge is
            inset = Inset(max(line.right for line in run), verse)
            found.update({id(line): inset for line in run})
    return found


def _runs(page: Sequence[Line], frame: Callable[[Line], Frame], may: Callable[[Line], bool]) -> Iterator[list[Line]]:
    """Lines of a page that are set in together and share a left edge; lines that are only centred do not."""
    run: list[Line] = []
    for line in [*page, None]:
        inside = line is not None and may(line) and _is_set_in(line, frame(line))
        if run and not (line is not None and inside and _goes_on(run, line, frame(line))):
            left = min(one.left for one in run)
            flush = sum(one.left - left < NEAR * one.size for one in run)
            if len(run) >= FEWEST and flush * 2 >= len(run):
                yield run
            run = []
        run += [line] if line is not None and inside else []


def _is_set_in(line: Line, edges: Frame) -> bool:
    deep = max(DEEP * edges.size, edges.indent + NEAR * edges.size)
    return line.left - edges.left > deep and edges.right - line.right > DEEP * edges.size


def _goes_on(run: Sequence[Line], line: Line, edges: Frame) -> bool:
    """Whether a line is set in with those before it; below a space only where it begins at their left edge."""
    last, gap = run[-1], run[-1].base - line.base
    if last.column != line.column or abs(last.size - line.size) > 0.07 * line.size or gap <= 0:
        return False
    same = abs(line.left - min(one.left for one in run)) < NEAR * line.size
    return gap < (APART if same else TIGHT) * edges.leading


def _is_full(run: Sequence[Line]) -> bool:
    """Whether enough lines go to the right edge for one to be told: prose."""
    right = max(line.right for line in run)
    full = sum(right - line.right < FULL * line.size for line in run)
    return full > 1 and full >= 0.4 * len(run)


def _is_verse(run: Sequence[Line]) -> bool:
    """Whether lines begin like lines of verse, and mostly end where the next word had still had room."""
    right = max(line.right for line in run)
    room = sum(right - line.right > after.first_word + 0.3 * line.size for line, after in pairwise(run))
    return _begins_large(run) and room >= 0.4 * (len(run) - 1)


def _begins_large(run: Sequence[Line]) -> bool:
    """Whether lines begin with capitals, and are not each a sentence, as the items of a list are."""
    large = sum(line.words.lstrip("\"'“‘«([—–-")[:1].isupper() for line in run)
    whole = sum(_SENTENCE.search(line.words) is not None for line in run)
    return large >= 0.7 * len(run) and whole <= 0.6 * len(run)


def usual_indent(depths: Counter[float]) -> float:
    """How deep the first lines of paragraphs stand, of how often each depth was seen."""
    return depths.most_common(1)[0][0] if depths else 0.0

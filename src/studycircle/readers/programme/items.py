"""Lists that the markup does not show: "1.", "Q2", "iii." at the beginning of paragraphs, "(1) … (2) …" inside one."""

import itertools
import re
from dataclasses import dataclass, field, replace

from studycircle.readers.programme.asking import asks
from studycircle.readers.programme.blocks import Block, Page, Shape, Zone, slice_spans, tidy_spans, words_of
from studycircle.readers.programme.language import Tongue

OPENING = re.compile(
    r"(?:[QF]\.?\s?)?\(?(?P<sign>\d{1,2}|[ivx]{1,5}|[a-h])(?P<end>[.):]\s+|[.):]\s*\n|\s+(?<=\d\s))(?=\S)"
    r"|(?P<round>[①-⑳])\s*(?=\S)"
)
DASHES = ("– ", "- ", "— ", "• ", "· ", "* ")
INLINE_NUMBER = re.compile(r"(?:(?<=\s)|^)[(（](\d{1,2})[)）]\s*")
ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
MAX_BETWEEN = 3  # paragraphs that may belong to one number: a quotation, and what is asked about it


@dataclass(slots=True)
class _Run:
    """Paragraphs that count on, with the lettered parts between them."""

    scale: str  # "1", "i" or "a"
    first: int = 1
    items: list[tuple[int, re.Match[str]]] = field(default_factory=list)
    parts: list[tuple[int, re.Match[str]]] = field(default_factory=list)
    letter: str = "a"  # the part that may come next
    between: int = 0

    def takes(self, index: int, opening: re.Match[str]) -> bool:
        """Whether a paragraph is the next item, or a part of the last one."""
        sign = opening["sign"] or str(ord(opening["round"]) - ord("①") + 1)
        if sign == _sign(self.scale, self.first + len(self.items)):
            self.items.append((index, opening))
            self.letter = "b" if re.match(r"\(?a[.)]\s", opening.string[opening.end() :]) else "a"
        elif self.scale == "1" and self.items and sign == self.letter:
            self.parts.append((index, opening))
            self.letter = chr(ord(self.letter) + 1)
        else:
            return False
        self.between = 0
        return True


def mark_counted(page: Page, heads: set[int], names: Tongue) -> None:
    """Make numbered paragraphs list items, where at least two count on from one another and one of them asks.

    They count from one, or on from the session before.
    """
    run, last = _Run("1"), 0
    dashed: list[int] = []
    for index, block in enumerate(page.blocks):
        plain = block.shape is Shape.PARAGRAPH and not block.marker and block.zone is Zone.MAIN and index not in heads
        if plain and block.text.startswith(DASHES):
            dashed.append(index)
        elif dashed:
            _mark_dashed(page.blocks, dashed, names)
            dashed = []
        opening = OPENING.match(block.text) if plain else None
        if opening and run.takes(index, opening):
            continue
        if block.parent >= 0 or block.shape is Shape.QUOTE:
            continue
        run.between += 1
        if run.items and (opening or not plain or run.between > MAX_BETWEEN):
            last = _mark(page.blocks, run, names) or last
            run = _Run("1")
        if opening:
            run = _begun(index, opening, last) or run
    _mark(page.blocks, run, names)
    _mark_dashed(page.blocks, dashed, names)


def _mark_dashed(blocks: list[Block], places: list[int], names: Tongue) -> None:
    """Make paragraphs with a dash before them items, where half of them ask."""
    if len(places) < 2 or sum(asks(blocks[index].text, names) for index in places) * 2 < len(places):
        return
    for index in places:
        block = blocks[index]
        spans = tidy_spans(slice_spans(block.spans, len(DASHES[0])))
        blocks[index] = replace(block, shape=Shape.ITEM, spans=spans, marker=block.text[0], text="")


def _sign(scale: str, number: int) -> str:
    """The number on a scale, as it is written; empty where the scale ends."""
    if scale == "i":
        return ROMANS[number - 1] if number <= len(ROMANS) else ""
    return str(number) if scale == "1" else chr(ord("a") + number - 1)


def _begun(index: int, opening: re.Match[str], last: int) -> _Run | None:
    """A run that begins with this paragraph, if one can: with the first sign of a scale, or after ``last``."""
    for run in (_Run("1"), _Run("i"), _Run("a"), _Run("1", last + 1)):
        if run.takes(index, opening):
            return run
    return None


def _mark(blocks: list[Block], run: _Run, names: Tongue) -> int:
    """Make a run's paragraphs items; gives the last number, 0 where it is no list of questions."""
    if len(run.items) < 2 or not any(asks(blocks[index].text, names) for index, _ in run.items):
        return 0
    for place, (index, opening) in enumerate(run.items, run.first):
        _make_item(blocks, index, opening, f"{place}.")
    for index, opening in run.parts:
        _make_item(blocks, index, opening, f"{opening['sign']})")
    return run.first + len(run.items) - 1


def _make_item(blocks: list[Block], index: int, opening: re.Match[str], marker: str) -> None:
    block = blocks[index]
    spans = tidy_spans(slice_spans(block.spans, opening.end()))
    blocks[index] = replace(block, shape=Shape.ITEM, spans=spans, marker=marker, text="")


def split_inline_lists(page: Page) -> None:
    """A paragraph that runs "(1) … (2) …" becomes its opening words and the items."""
    blocks: list[Block] = []
    for block in page.blocks:
        marks = list(INLINE_NUMBER.finditer(block.text)) if _may_run(block) else []
        counted = len(marks) >= 2 and [int(m[1]) for m in marks] == list(range(1, len(marks) + 1))
        if not counted:
            blocks.append(block)
            continue
        cuts = [m.start() for m in marks] + [len(block.text)]
        pieces = [block.text[a:b] for a, b in itertools.pairwise(cuts)]
        if sum("?" in piece or "？" in piece for piece in pieces) * 2 < len(pieces):
            blocks.append(block)
            continue
        opening = slice_spans(block.spans, 0, marks[0].start())
        if words_of(opening):
            blocks.append(
                replace(
                    block,
                    shape=Shape.HEADING if len(words_of(opening)) < 40 else Shape.PARAGRAPH,
                    level=7,
                    spans=tidy_spans(opening),
                    text="",
                )
            )
        for mark, end in zip(marks, cuts[1:], strict=True):
            item = tidy_spans(slice_spans(block.spans, mark.end(), end))
            blocks.append(replace(block, shape=Shape.ITEM, spans=item, marker=f"({mark[1]})", gap=0, text=""))
    if len(blocks) != len(page.blocks):
        _renumber_parents(page.blocks, blocks)
        page.blocks = blocks


def _may_run(block: Block) -> bool:
    """A quick test before a slow one."""
    return block.shape is Shape.PARAGRAPH and block.parent < 0 and block.text.count("(") + block.text.count("（") >= 2


def _renumber_parents(old: list[Block], new: list[Block]) -> None:
    places = {id(block): index for index, block in enumerate(new)}
    for block in new:
        if block.parent >= 0:
            block.parent = places.get(id(old[block.parent]), -1)

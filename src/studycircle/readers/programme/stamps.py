"""The last line of a card, "Mill · 5 May · with Ada", parted into a line each, so that the date stands alone."""

import itertools
from dataclasses import replace

from studycircle.readers.programme.blocks import Block, Page, Shape, Zone, slice_spans, tidy_spans
from studycircle.readers.programme.dates import find_dates, numbers_in
from studycircle.readers.programme.hours import find_times
from studycircle.readers.programme.language import Tongue, holds_any
from studycircle.readers.programme.lead import JUNK

SIGNS = (" · ", " • ", " | ")
LEAST = 3  # cards that make a list
MAX_LINE = 160


def split_stamps(page: Page, names: Tongue) -> None:
    """Part the lines in the cards of ``page`` that tell, beside the date, where and with whom.

    Only where several stand apart from each other, below what they are about; where the date comes first, or such
    lines follow each other, they are the schedule itself.
    """
    found = {
        index: pieces
        for index, block in enumerate(page.blocks)
        if index and holds_any(block.text, SIGNS) and (pieces := _parted(block, names))
    }
    together = sum(index + 1 in found for index in found)
    if len(found) < LEAST or together * 5 > len(found):
        return
    blocks: list[Block] = []
    places: dict[int, int] = {}
    for index, block in enumerate(page.blocks):
        places[index] = len(blocks)
        blocks.extend(found.get(index, [block]))
    for block in blocks:
        block.parent = places.get(block.parent, -1)
    page.blocks = blocks


def _parted(block: Block, names: Tongue) -> list[Block]:
    """A block for each part of a line one part of which, but not the first, is a date; else nothing."""
    text = block.text
    plain = block.shape is Shape.PARAGRAPH and block.zone is Zone.MAIN and len(text) <= MAX_LINE
    if not plain or not numbers_in(text) or names.words("posted", "by", "unusual").match(text):
        return []
    cuts = [0, *sorted(at for sign in SIGNS for at in _places(text, sign)), len(text)]
    parts = [(a, b) for a, b in itertools.pairwise(cuts) if JUNK.sub("", text[a:b])]
    dated = [number for number, (a, b) in enumerate(parts) if _is_date(text[a:b], names)]
    if len(dated) != 1 or dated[0] == 0:
        return []
    pieces = (tidy_spans(slice_spans(block.spans, a + _junk(text[a:b]), b)) for a, b in parts)
    return [replace(block, spans=spans, text="", gap=block.gap if not n else 0) for n, spans in enumerate(pieces)]


def _places(text: str, sign: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(sign, at)] if sign in text else []


def _junk(text: str) -> int:
    found = JUNK.match(text)
    return found.end() if found and "(" not in found[0] else 0


def _is_date(text: str, names: Tongue) -> bool:
    """Whether words begin with a date and say nothing else but an hour, or a remark in brackets."""
    dates = find_dates(text, names)
    if not dates or JUNK.sub("", text[: dates[0].start]):
        return False
    left = text[dates[0].end :]
    if time := next(iter(find_times(left, names)), None):
        left = left[: time.start] + left[time.end :]
    return not JUNK.sub("", left) or left.strip()[:1] == "("

"""Several meetings told in one paragraph, parted into a line each."""

import itertools
import re
from dataclasses import replace

from studycircle.readers.programme.blocks import Block, Page, Shape, Zone, slice_spans, tidy_spans
from studycircle.readers.programme.dates import FoundDate, find_dates, numbers_in
from studycircle.readers.programme.language import Tongue

LEAST = 3  # meetings that make a list
MAX_TOPIC, MAX_LISTED = 200, 100
LEAST_TEXT, MAX_RUN = 16, 1500
PARTED = re.compile(r";\s+(?=\S)")
BEFORE = 24  # characters of a weekday, or of words such as "Dates:", before the first date


def split_runs(page: Page, names: Tongue) -> None:
    """Part "21 January: Gilead, by M. Robinson 25 February: Home, by …", and "27 April 18 May 15 June"."""
    runs = {
        index: pieces
        for index, block in enumerate(page.blocks)
        if block.shape is Shape.PARAGRAPH
        and LEAST_TEXT < len(block.text) <= MAX_RUN
        and (block.text[0].isdigit() or block.text.count(":") >= LEAST)
        and (pieces := _parted(block, names))
    }
    if not runs:
        return
    blocks: list[Block] = []
    places: dict[int, int] = {}
    for index, block in enumerate(page.blocks):
        places[index] = len(blocks)
        blocks.extend(runs.get(index, [block]))
    for block in blocks:
        block.parent = places.get(block.parent, -1)
    page.blocks = blocks


def _parted(block: Block, names: Tongue) -> list[Block]:
    """The lines of one paragraph; none where it is no run of meetings."""
    numbers = numbers_in(block.text)
    if block.zone is not Zone.MAIN or len(numbers) < LEAST or numbers[0][0] > BEFORE:
        return []
    dates = [date for date in find_dates(block.text, names) if date.month]
    if len(dates) < LEAST or dates[0].start > BEFORE or block.text[: dates[0].start].rstrip().endswith((":", "：")):
        return []
    listed = _are_listed(block.text, dates)
    if not listed and not _are_told(block.text, dates) and not _are_bare(block.text, dates):
        return []
    starts = [0, *(date.start for date in dates[1:]), len(block.text)]
    if listed:  # "…; 7 July Ann; tba Bea": whoever has no date yet
        starts[-1:-1] = [sign.end() for sign in PARTED.finditer(block.text, dates[-1].end)]
    pieces = [tidy_spans(slice_spans(block.spans, a, b)) for a, b in itertools.pairwise(starts)]
    return [replace(block, spans=spans, text="") for spans in pieces]


def _are_told(text: str, dates: list[FoundDate]) -> bool:
    """Whether each date has a colon and a topic behind it."""
    ends = [*(date.start for date in dates[1:]), len(text)]
    told = [text[date.end : end] for date, end in zip(dates, ends, strict=True)]
    return all(words.lstrip()[:1] in (":", "：") and 3 < len(words) < MAX_TOPIC for words in told)


def _are_listed(text: str, dates: list[FoundDate]) -> bool:
    """Whether each date has a few words behind it, and a semicolon or comma before the next."""
    between = [text[one.end : two.start].rstrip() for one, two in itertools.pairwise(dates)]
    parted = all(words.endswith((";", ",", "；")) and 3 < len(words) < MAX_LISTED for words in between)
    return parted and ";" in "".join(between) and text[: dates[0].start].strip() == ""


def _are_bare(text: str, dates: list[FoundDate]) -> bool:
    """Whether there is nothing but dates, each with its own month."""
    at = 0
    for date in dates:
        if text[at : date.start].strip():
            return False
        at = date.end
    return not text[at:].strip(" .")

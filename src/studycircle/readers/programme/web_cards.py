"""Cards of a web page: divisions side by side, each of which tells of one meeting in an order of its own."""

import re
from collections import Counter
from dataclasses import replace

from studycircle.readers.programme.blocks import Block, Page, Shape, Span, Zone, tidy_spans
from studycircle.readers.programme.dates import find_dates
from studycircle.readers.programme.heads import read_head
from studycircle.readers.programme.hours import find_times
from studycircle.readers.programme.language import Tongue

MAX_DATE = 60  # letters of a line that tells the day
MAX_BESIDE = 4  # letters of it that are neither day nor hour: "Uhr"
MAX_TOPIC = 200
NO_LETTERS = re.compile(r"[\W\d_]+")
COLUMN = " | "


def open_cards(page: Page, names: Tongue) -> None:
    """Let each card open with its day, and its heading follow, whatever stands over or between them.

    A card is the widest division with one line that tells a day and nothing else; one alone is no card.
    """
    blocks = page.blocks
    dated = [index for index, block in enumerate(blocks) if _tells_day(block, names)]
    within = Counter(box for index in dated for box in blocks[index].path)
    cards = [(index, *card) for index in dated if (card := _card(blocks[index].path, within))]
    around = Counter(outer for _, outer, _ in cards)
    rows = {
        box for index, outer, _ in cards if around[outer] > 1 for box in blocks[index].path
    }  # and what is around them
    for index, outer, box in cards:
        if outer in rows:
            _open(blocks, index, box, names)


def _tells_day(block: Block, names: Tongue) -> bool:
    """Whether a line is a day, perhaps with its hour; one in columns ("May | 4 | 2026") is put together."""
    if block.shape not in (Shape.PARAGRAPH, Shape.HEADING) or block.zone is not Zone.MAIN or len(block.path) < 2:
        return False
    text = block.text
    if not 3 < len(text) <= MAX_DATE:
        return False
    parts = text.split(COLUMN)
    if 1 < len(parts) < 5 and any(part.casefold().strip(".") in names.months for part in parts):
        text = " ".join(parts)
        joined = replace(block, spans=tidy_spans(_without_columns(block.spans)), text="")
        block.spans, block.text = joined.spans, joined.text
    dates = find_dates(text, names)
    if len(dates) != 1 or not (dates[0].month or dates[0].first):
        return False
    left = text[: dates[0].start] + " " + text[dates[0].end :]
    for time in reversed(find_times(left, names)):
        left = left[: time.start] + " " + left[time.end :]
    label = names.words("date").match(left)
    return len(NO_LETTERS.sub("", left[label.end() if label else 0 :])) <= MAX_BESIDE


def _without_columns(spans: tuple[Span, ...]) -> list[Span]:
    return [span._replace(text=span.text.replace("|", " ")) for span in spans]


def _card(path: tuple[int, ...], within: Counter[int]) -> tuple[int, int] | None:
    """The widest division around one day alone, and the one around that."""
    at = next((at for at, box in enumerate(path) if within[box] == 1), 0)
    return (path[at - 1], path[at]) if at else None


def _open(blocks: list[Block], date: int, box: int, names: Tongue) -> None:
    """Move day and heading of one card to its top."""
    first, end = date, date + 1
    while first and box in blocks[first - 1].path:
        first -= 1
    while end < len(blocks) and box in blocks[end].path:
        end += 1
    heading = _heading(blocks, first, end, date, names)
    if heading is None or any(block.parent >= first for block in blocks[first : max(date, heading)]):
        return
    if (first, end - 1) == (heading, date):
        return  # topics over their days are known as such
    order = [date, heading, *(at for at in range(first, end) if at not in (date, heading))]
    places = {was: first + at for at, was in enumerate(order)}
    moved = [blocks[at] for at in order]
    for block in moved:
        block.parent = places.get(block.parent, block.parent)
    blocks[first:end] = moved


def _heading(blocks: list[Block], first: int, end: int, date: int, names: Tongue) -> int | None:
    """The one heading of a card that stands over all others in it."""
    found = [
        at for at in range(first, end) if at != date and blocks[at].shape is Shape.HEADING and blocks[at].level < 7
    ]
    highest = min((blocks[at].level for at in found), default=0)
    over = [at for at in found if blocks[at].level == highest]
    if len(over) != 1 or not 2 < len(blocks[over[0]].text) <= MAX_TOPIC:
        return None
    return None if read_head(over[0], blocks[over[0]], names) else over[0]

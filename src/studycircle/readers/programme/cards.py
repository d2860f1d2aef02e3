"""Meetings told line by line: the date, where, the hour, and only then what it is about."""

from collections import Counter
from collections.abc import Sequence

from studycircle.readers.programme.blocks import Block, Page, Shape, words_of
from studycircle.readers.programme.dates import find_dates
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.hours import FoundTime, find_times
from studycircle.readers.programme.language import Tongue

MAX_LINES = 4  # from the date to the hour
MAX_LINE = 80
MAX_AROUND = 10  # letters beside the hour: "at … o'clock sharp"


def take_cards(drafts: Sequence[Draft], bodies: list[list[int]], page: Page, names: Tongue) -> None:
    """Take the lines between a bare date and its hour as the place, where most meetings are told so."""
    cards = [_card(draft, body, page, names) for draft, body in zip(drafts, bodies, strict=True)]
    told = [card for card in cards if card]
    lines = Counter(page.blocks[at].text for card in told for at in card[0])
    if len(told) < 2 or len(told) * 2 < len(drafts):
        return
    for draft, body, card in zip(drafts, bodies, cards, strict=True):
        if card is None:
            continue
        where, at, time = card
        if where and not (lines[first := page.blocks[where[0]].text] > 1 or names.words("place").match(first)):
            continue  # a topic stands there
        draft.place = draft.place or ", ".join(page.blocks[index].text.strip(" .,;") for index in where)
        draft.time, draft.minutes = time.time, time.minutes
        for index in where:
            draft.found("place", page.blocks[index].lines, 0.7)
        draft.found("time", page.blocks[at].lines)
        del body[: len(where) + 1]


def _card(draft: Draft, body: Sequence[int], page: Page, names: Tongue) -> tuple[list[int], int, FoundTime] | None:
    """The lines before the hour under a bare date, the line of the hour, and the hour."""
    if draft.time or draft.head.columns or words_of(draft.head.rest).strip(" .,:"):
        return None
    for count, index in enumerate(body[:MAX_LINES]):
        block = page.blocks[index]
        if block.marker or block.shape is Shape.QUOTE or len(block.text) > MAX_LINE:
            return None
        if time := _only_hour(block, names):
            return list(body[:count]), index, time
    return None


def _only_hour(block: Block, names: Tongue) -> FoundTime | None:
    """The hour of a line that tells nothing else."""
    times = find_times(block.text, names)
    if len(times) != 1 or len(block.text) - (times[0].end - times[0].start) > MAX_AROUND:
        return None
    return None if find_dates(block.text, names) else times[0]

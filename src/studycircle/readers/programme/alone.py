"""A page of one meeting: what stands under "Readings" is read there, and the page is called after what it is about."""

import re

from studycircle.readers.programme.assembly import Assembly
from studycircle.readers.programme.blocks import Block, Page, Shape, Zone, words_of
from studycircle.readers.programme.bodies import read_body
from studycircle.readers.programme.book import READING, book_said
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.heads import MONTH_LINE
from studycircle.readers.programme.language import Tongue
from studycircle.readers.programme.naming import COMMON, GROUP_WORD, PARTED

PLACE_KEY = re.compile(r"address|venue|location|place|organi[sz]er|host")
CALLED = re.compile(r"(?P<month>[^:：–—]{3,30}?)\s*[:：–—]\s*(?P<topic>\S.*)")


def read_alone(made: Assembly) -> None:
    """Give the only meeting of a page its topic and its readings, where its own lines tell none."""
    if len(made.drafts) != 1:
        return
    (draft,) = made.drafts
    _take_place(made, draft)
    if not any(found.sure >= 0.5 for found, _ in draft.readings):
        _take_said(made, draft)
    title, lines = _title_of(made.page)
    several = _is_of_first(draft)
    if several:
        title, lines = _heading_over(made, draft) or ("" if COMMON.fullmatch(title) else title, lines)
    if title and (several or not draft.title):
        draft.title = _without_month(title, made.names)
        draft.found("title", lines, 0.7)
    if draft.title and not any(found.sure >= 0.5 for found, _ in draft.readings):
        _take_readings(made, draft)


def _is_of_first(draft: Draft) -> bool:
    """Whether the meeting is called after the first of several works for want of a topic."""
    works = draft.main_works()
    return len(works) > 1 and draft.title == works[0].title and draft.lines["title"] == draft.lines["date"]


def _heading_over(made: Assembly, draft: Draft) -> tuple[str, tuple[int, ...]] | None:
    """The heading right above the one that tells the day: "## Night School", "#### 1 April"."""
    blocks, at = made.page.blocks, draft.head.block
    above = blocks[at - 1] if at and not words_of(draft.head.rest) else None
    if above is None or above.shape is not Shape.HEADING or above.zone is not Zone.MAIN or above.level >= 7:
        return None
    if blocks[at].shape is not Shape.HEADING or blocks[at].level <= above.level or GROUP_WORD.search(above.text):
        return None
    return above.text, above.lines


def _take_place(made: Assembly, draft: Draft) -> None:
    """ "9 October — 18:30 — THE MILL": what front matter tells of as a place or a host is no topic."""
    told = {words.casefold() for key, (words, _) in made.page.meta.items() if PLACE_KEY.search(key)}
    if draft.title and draft.title.casefold() in told:
        draft.readings = [one for one in draft.readings if one[0].title != draft.title]
        draft.place, draft.title = draft.place or draft.title, ""
        draft.found("place", tuple(draft.lines["title"]), 0.7)


def _take_said(made: Assembly, draft: Draft) -> None:
    """The book that a sentence about the meeting names: "We have begun to read Orlando by Virginia Woolf"."""
    for block in [block for note in draft.notes for block in note]:
        book = book_said(block, made.names) if READING.search(block.text) else None
        if book:
            draft.readings.append((book, block.lines))
            draft.title = draft.title or book.title
            draft.found("title", block.lines, 0.6)
            return


def _title_of(page: Page) -> tuple[str, tuple[int, ...]]:
    """What the page is called and its lines; without the name of the group where a heading tells the rest alone."""
    title, line = page.meta.get("title", ("", 0))
    if not GROUP_WORD.search(title):
        return title, (line,)
    pieces = [piece for piece in PARTED.split(title) if not GROUP_WORD.search(piece)]
    heading = next((b for b in page.blocks if b.shape is Shape.HEADING and b.text in pieces), None)
    return (heading.text, heading.lines) if heading else ("", ())


def _without_month(title: str, names: Tongue) -> str:
    """ "February 2021: Sharing a boat" is about sharing a boat."""
    match = CALLED.fullmatch(title)
    month = MONTH_LINE.fullmatch(match["month"]) if match else None
    return match["topic"] if match and month and month[1].casefold() in names.months else title


def _take_readings(made: Assembly, draft: Draft) -> None:
    """What stands under the one heading that announces readings, up to the next heading as high."""
    over = [index for index, block in enumerate(made.page.blocks) if _announces(block, made.names)]
    if len(over) != 1:
        return
    heading, taken = made.page.blocks[over[0]], over[:]
    for index in range(over[0] + 1, len(made.page.blocks)):
        block = made.page.blocks[index]
        if block.zone is not Zone.MAIN or (block.shape is Shape.HEADING and block.level <= heading.level):
            break
        if index not in made.placed:
            taken.append(index)
    read_body(draft, [made.page.blocks[index] for index in taken], made.names)
    made.placed.update(taken)


def _announces(block: Block, names: Tongue) -> bool:
    heading = block.shape is Shape.HEADING and block.zone is Zone.MAIN
    return heading and names.words("reading").fullmatch(block.text.strip(" :*_：")) is not None

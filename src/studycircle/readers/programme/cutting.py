"""What stands away from the schedule, cut into sections: at headings, at gaps, and where short lines name a work."""

import itertools
import re
from collections.abc import Sequence

from studycircle.readers.programme.asking import is_question_heading
from studycircle.readers.programme.blocks import Block, Shape
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.language import Tongue
from studycircle.readers.programme.matching import NUMBER, Section, by_heading

MAX_BETWEEN = 160  # letters
MAX_KEY = 30
DOTTED_DAY = re.compile(r"(?<!\d)\d{1,2}\.\s?\d{1,2}\.$")  # "zu 10.5." ends no sentence


def _next_number(before: Sequence[Block], block: Block) -> bool:
    """Whether a numbered item goes on a list that a gap broke."""
    last = next((b.marker for b in reversed(before) if b.marker and NUMBER.search(b.marker)), "")
    numbers = [NUMBER.search(marker) for marker in (last, block.marker)]
    return bool(numbers[0] and numbers[1] and int(numbers[1][0]) == int(numbers[0][0]) + 1 > 2)


def _goes_on(blocks: Sequence[tuple[int, Block]], position: int) -> bool:
    """Whether a numbered list goes on after the block at ``position``."""
    before = next((b.marker for _, b in reversed(blocks[:position]) if NUMBER.search(b.marker)), "")
    after = next(
        (
            b.marker if b.shape is Shape.ITEM else ""
            for _, b in blocks[position + 1 :]
            if b.marker or b.shape is Shape.HEADING
        ),
        "",
    )
    numbers = [NUMBER.search(marker) for marker in (before, after)]
    return bool(numbers[0] and numbers[1] and int(numbers[1][0]) == int(numbers[0][0]) + 1)


def cut_sections(
    blocks: Sequence[tuple[int, Block]], question_after: "Sequence[bool]", names: Tongue, *, spaced: bool
) -> list[Section]:
    """Cut the blocks after a schedule into sections: at headings, double gaps, and where a new introduction begins."""
    sections: list[Section] = []
    last_index = -10
    asked = False
    for position, (index, block) in enumerate(blocks):
        heading = block.shape is Shape.HEADING or (
            bool(block.gap)
            and not block.marker
            and block.text.endswith((":", "："))
            and len(block.text) < 110
            and block.parent < 0
        )
        asks_here = question_after[position]
        fresh = (
            not sections or heading or index != last_index + 1 or (spaced and block.gap >= 2 and not _next_number(sections[-1].blocks, block))  # noqa: E501 - one thought, one line
            or (
                not spaced and asked and not asks_here and not block.marker and block.parent < 0
                and not _under_own_heading(sections[-1], blocks, question_after, position, names)
                and block.shape is Shape.PARAGRAPH and not _goes_on(blocks, position)
            )
        )  # fmt: skip
        if fresh:
            sections.append(Section(block if heading else None))
            asked = False
        if not heading:
            sections[-1].blocks.append(block)
            asked = asked or asks_here or bool(block.marker)
        last_index = index
    return sections


def _under_own_heading(
    section: Section, blocks: Sequence[tuple[int, Block]], asked: Sequence[bool], position: int, names: Tongue
) -> bool:  # fmt: skip
    """Whether what is told between two questions stands under a heading that is of these questions alone."""
    if section.heading is None or is_question_heading(section.heading.text, names):
        return False
    (_, here), following = blocks[position], blocks[position + 1 : position + 2]
    return len(here.text) < MAX_BETWEEN and bool(following) and asked[position + 1] and not following[0][1].marker


def cut_at_labels(section: Section, drafts: Sequence[Draft], names: Tongue) -> list[Section]:
    """A section cut where a short bare line stands over a list of its own: "On More", then "1." or "a)".

    Where the numbers run through all lists, the line has to name a session.
    """
    pieces = [Section(section.heading, [], section.under_questions)]
    blocks = section.blocks
    for block, following in itertools.zip_longest(blocks, blocks[1:]):
        if following is not None and _is_label(block, following, drafts, names):
            pieces.append(Section(block, [], section.under_questions))
        else:
            pieces[-1].blocks.append(block)
    return [piece for piece in pieces if piece.blocks or piece.heading]


def _is_label(block: Block, following: Block, drafts: Sequence[Draft], names: Tongue) -> bool:
    if (
        block.shape is not Shape.PARAGRAPH
        or block.marker
        or block.parent >= 0
        or len(block.text) >= 80
        or (block.text.endswith((".", "?", "!", ",", ";", "。", "？")) and not DOTTED_DAY.search(block.text[:MAX_KEY]))
    ):
        return False
    strong = bool(block.spans) and all(span.strong for span in block.spans if span.text.strip())
    number = NUMBER.search(following.marker)
    if strong or not following.marker:
        return strong
    return not number or int(number[0]) == 1 or by_heading(block.text, drafts, (), names) is not None

"""The questions of a course reader: items of a list, their lettered parts items within them, with room to write."""

import re
from collections.abc import Callable, Iterable, Iterator

from studycircle.documents.inline import Inline
from studycircle.documents.pins import NOWHERE
from studycircle.documents.programme import Question, Quotation
from studycircle.documents.text import Block, BlockKind, block_plain
from studycircle.writers.programme.entries import question_entry
from studycircle.writers.text.course_draft import Draft, Printed, plain
from studycircle.writers.text.course_rich import rich_blocks

LINES = 4  # to write on below a question
PART_LINES = 3  # below a lettered part of one
COUNTED = re.compile(r"\d{1,6}|[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+")  # what a list can count by


def add_question(
    draft: Draft, question: Question, position: int, key: str, link: Callable[[str], str], places: Iterable[Printed]
) -> None:
    """``question``, ``position`` counted from 1. ``link``: see ``rich_blocks``; ``places``: where its quotations may
    stand."""
    entry = question_entry(question, str(position))
    marker = f"{entry.number}." if COUNTED.fullmatch(entry.number) else ""
    quotations = [one for one in question.quotations if one.words in entry.quotations]
    lead = [*rich_blocks(question.text, key, link, depth=1), *_quoted(quotations, key, places)]
    if question.bring:
        said = plain(draft.words.gettext("Bring this to the meeting."))
        lead.append(Block(f"{key}.bring", BlockKind.ITEM, Inline(f"<em>{said}</em>"), level=1))
    lead = _marked(lead or [Block(f"{key}.0", BlockKind.ITEM, level=1)], marker, entry.number)
    draft.blocks += lead
    for place, part in enumerate(question.parts, 1):
        own = f"{key}.part-{place}"
        label = f"{part.label})" if part.label.isalnum() else part.label
        made = rich_blocks(part.text, own, link, depth=2, marker=label)
        made = made or (Block(f"{own}.0", BlockKind.ITEM, level=2, marker=label),)
        draft.room[made[-1].key] = PART_LINES
        draft.blocks += made
    close = rich_blocks(question.close, f"{key}.close", link, depth=1)
    draft.blocks += close
    if close:
        draft.room[close[-1].key] = PART_LINES if question.parts else LINES
    elif not question.parts:
        draft.room[lead[-1].key] = LINES


def _marked(blocks: list[Block], marker: str, number: str) -> list[Block]:
    """The blocks of a question with its number: as the mark of its item, or in its words where no list counts so."""
    first = blocks[0]
    words = first.words if marker else Inline(f"<strong>{plain(number)}</strong> {first.words}")
    return [Block(first.key, first.kind, words, level=first.level, marker=marker), *blocks[1:]]


def _quoted(quotations: Iterable[Quotation], key: str, places: Iterable[Printed]) -> Iterator[Block]:
    """Quotations, each with the number of the paragraph where it stands, if that is printed here."""
    for count, quotation in enumerate(quotations, 1):
        words = f"<em>{plain(quotation.words)}</em>"
        if found := next(filter(None, (_found(quotation, printed) for printed in places)), None):
            words += f' <a href="#{found[0]}">¶\N{NO-BREAK SPACE}{found[1]}</a>'
        yield Block(f"{key}.quoted-{count}", BlockKind.ITEM, Inline(words), level=1)


def _found(quotation: Quotation, printed: Printed) -> tuple[str, str] | None:
    """Key and number of the paragraph in which it stands."""
    if quotation.place == NOWHERE:
        return None
    source, _, anchor = quotation.place.partition("#p")
    if anchor and source != printed.source:
        return None
    wanted = _letters(quotation.words)
    for block in printed.text.blocks:
        if block.number and (block.number == anchor if anchor else wanted and wanted in _letters(block_plain(block))):
            return f"{printed.prefix}{block.key}", block.number
    return None


def _letters(words: str) -> str:
    """Letters and digits alone: quotes and spaces differ between editions."""
    return "".join(filter(str.isalnum, words.casefold()))

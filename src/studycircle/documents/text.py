"""The Text: one reading's content, as plain frozen data.

A text is a flat list of blocks with notes and images beside it. Readers make it, writers turn it into a page, a
book or a print. An empty string or tuple means "not said". Words are ``Inline`` (see ``inline.py``).

**Paragraph numbers.** They are a group's common ground, so one rule holds for every format: counted through the
whole text from 1, every paragraph, quoted paragraph, stanza, list item, listing and table has a number; headings,
figures, breaks and notes have none, nor has what belongs to the book and not to the text: its title page and its
printed contents. A list item or quotation of several paragraphs has a number for each. A number is kept when the
text is taken in again (``retake.py``); a paragraph that came in between is then "46a". Writers show numbers, and
never make them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from studycircle.documents.inline import NO_WORDS, Inline, note_keys, to_plain


class BlockKind(StrEnum):
    """What a block is. Whether it is quoted, and where it stands in the book, are fields of their own."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # one paragraph of a list item; the list is the run of items
    VERSE = "verse"  # one stanza: lines parted by br, indented by leading em spaces
    CODE = "code"  # a listing: lines parted by br, indented by no-break spaces
    TABLE = "table"
    FIGURE = "figure"
    BREAK = "break"  # a change of scene or thought: a rule, three stars


class Matter(StrEnum):
    """Whether a block is the text itself, or belongs to the book around it."""

    BODY = "body"
    TITLE = "title"  # the printed title page, half-title, imprint
    CONTENTS = "contents"  # the printed table of contents


NUMBERED = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.VERSE, BlockKind.CODE, BlockKind.TABLE})


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; ``across`` and ``down`` are the columns and rows it fills."""

    words: Inline = NO_WORDS
    head: bool = False
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text people can point at.

    ``words``: of a table or figure, its caption. ``level``: of a heading 1 for a part or chapter of the whole text
    (the title is not a heading), 2 below it; of a list item its depth, from 1. ``marker``: of an item as printed,
    "•", "3." or "(a)"; empty for the further paragraphs of an item. ``image``: the key of a figure's image.
    """

    key: str
    kind: BlockKind
    words: Inline = NO_WORDS
    number: str = ""
    level: int = 0
    marker: str = ""
    quoted: bool = False
    align: str = ""  # "centre" or "right", where the source sets it apart
    matter: Matter = Matter.BODY
    lang: str = ""  # BCP 47, where it is not the text's
    direction: str = ""  # "rtl" or "ltr", where the source says so
    rows: tuple[Row, ...] = ()
    image: str = ""  # empty where it could not be had
    alternative: str = ""  # what the image shows, for who cannot see it


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note below the text. ``mark`` is how the text points at it: unique through the whole text, "7" or "*"."""

    key: str
    mark: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the text, bytes and all."""

    key: str
    media: str  # "image/jpeg"
    data: bytes
    width: int = 0  # pixels, 0 if unknown
    height: int = 0


@dataclass(frozen=True, slots=True)
class Apart:
    """What came with the source but is not the text: kept, and never mixed in.

    ``kind``: "licence", "credits" (who made the electronic edition) or "transcriber" (their notes and corrections).
    """

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Text:
    """One reading. ``source``: the address or name it was taken from; ``rights``: as the source states them.

    ``retired``: paragraph numbers that are gone and not given again (``retake.py``).
    """

    key: str
    title: str = ""
    author: str = ""
    translator: str = ""
    year: str = ""
    language: str = ""  # BCP 47; empty if unknown
    source: str = ""
    rights: str = ""
    blocks: tuple[Block, ...] = ()
    notes: tuple[Footnote, ...] = ()
    images: tuple[Image, ...] = ()
    apart: tuple[Apart, ...] = ()
    retired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading of its level or above: ``blocks[start:stop]``.

    What stands before the first heading is a section of level 0 with neither key nor title.
    """

    key: str
    title: str
    level: int
    start: int
    stop: int


def is_numbered(block: Block) -> bool:
    """Whether ``block`` has a paragraph number by the rule above."""
    return block.kind in NUMBERED and block.matter is Matter.BODY


def number_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """``blocks`` with the numbers 1, 2, 3 …; only for a text that is taken in for the first time."""
    count = 0
    numbered = []
    for block in blocks:
        count += is_numbered(block)
        numbered.append(replace(block, number=str(count) if is_numbered(block) else ""))
    return tuple(numbered)


def heading_words(block: Block) -> str:
    """A heading on one line: "9. Karl Kautsky, His School and His Book."."""
    lines = [line.strip() for line in to_plain(block.words).split("\n") if line.strip()]
    ended = [line if line[-1] in ".:;,!?–—-" else f"{line}." for line in lines[:-1]]
    return " ".join([*ended, *lines[-1:]])


def sections(text: Text) -> tuple[Section, ...]:
    """Every section of ``text`` in reading order, those within others too."""
    headings = [
        (index, block)
        for index, block in enumerate(text.blocks)
        if block.kind is BlockKind.HEADING and block.matter is Matter.BODY
    ]
    found = []
    first = headings[0][0] if headings else len(text.blocks)
    if first:
        found.append(Section("", "", 0, 0, first))
    for place, (index, block) in enumerate(headings):
        later = (at for at, other in headings[place + 1 :] if other.level <= block.level)
        stop = next(later, len(text.blocks))
        found.append(Section(block.key, heading_words(block), block.level, index, stop))
    return tuple(found)


def notes_of(text: Text, blocks: Iterable[Block]) -> tuple[Footnote, ...]:
    """The notes ``blocks`` point at, in the order they do; a note's own notes follow it."""
    by_key = {note.key: note for note in text.notes}
    found: dict[str, Footnote] = {}

    def gather(some: Iterable[Block]) -> None:
        for block in some:
            for words in (block.words, *(cell.words for row in block.rows for cell in row.cells)):
                for key in note_keys(words):
                    if key in by_key and key not in found:
                        found[key] = by_key[key]
                        gather(by_key[key].blocks)

    gather(blocks)
    return tuple(found.values())


def block_plain(block: Block) -> str:
    """The words of a block without marks; cells and rows of a table on lines of their own, with tabs between cells."""
    parts = [to_plain(block.words)] if block.words else []
    parts += ["\t".join(to_plain(cell.words).replace("\n", " ") for cell in row.cells) for row in block.rows]
    return "\n".join(parts)

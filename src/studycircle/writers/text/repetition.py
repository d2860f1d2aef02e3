"""What of the printed title page and contents says nothing that the edition does not say anyway."""

import re
from collections.abc import Iterator, Sequence

from studycircle.documents.inline import pages
from studycircle.documents.text import Block, Matter, Text, block_plain, heading_words
from studycircle.writers.text.chapters import is_heading

REPEATED = {Matter.TITLE: 0.34, Matter.CONTENTS: 0.15}  # the share of new words up to which print is not repeated
FEW = 2  # new words are none: "by", "Contents"
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMERAL = re.compile(r"[ivxlc]+")


def known_words(text: Text) -> set[str]:
    """The words that title page and contents of the edition say anyway."""
    headings = [heading_words(block) for block in text.blocks if is_heading(block)]
    return _words(" ".join((text.title, text.author, text.translator, *headings)))


def is_new(run: Sequence[Block], known: set[str], matter: Matter) -> bool:
    """Whether print of this ``matter`` says more than ``known``, or shows a picture."""
    words = _words(" ".join(map(block_plain, run)))
    return any(block.image or "<img" in block.words for block in run) or len(words - known) > max(
        FEW, REPEATED[matter] * len(words)
    )


def printed_pages(block: Block) -> Iterator[str]:
    """The printed pages that begin in ``block``."""
    for words in (block.words, *(cell.words for row in block.rows for cell in row.cells)):
        yield from pages(words)


def title_page_of(text: Text, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The printed title page ``blocks`` of ``text``, to be shown beside the edition's own title; nothing if it says no
    more than that, no printed page begins in it and no link leads there.
    """
    led_to = "".join(block.words for block in text.blocks)
    if is_new(blocks, known_words(text), Matter.TITLE) or any(True for block in blocks for _ in printed_pages(block)):
        return blocks
    return blocks if any(f'"#{block.key}"' in led_to for block in blocks) else ()


def _words(plain: str) -> set[str]:
    return {word for word in _WORD.findall(plain.casefold()) if not _NUMERAL.fullmatch(word)}

"""HTML inside a Markdown page: its tables and lists are read as those of a web page, its styles are no words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from studycircle.readers.programme.blocks import Block, Cell, Span
from studycircle.readers.programme.inline import read_inline
from studycircle.readers.programme.web import read_web

OPENING = re.compile(r"<(?P<tag>table|ul|ol|dl|style|script)(?=[\s>])", re.I)
TAGS = {
    tag: re.compile(rf"<(?P<closes>/?){tag}(?=[\s>])", re.I) for tag in ("table", "ul", "ol", "dl", "style", "script")
}


def tag_opened(body: str) -> str:
    """The element that a line opens, if it is one read here; else nothing."""
    found = OPENING.match(body)
    return found["tag"].lower() if found else ""


def end_of(lines: Sequence[str], at: int, tag: str) -> int:
    """The line after the one that closes the element which line ``at`` opens; 0 if none does."""
    depth = 0
    for number in range(at, len(lines)):
        for sign in TAGS[tag].finditer(lines[number]):
            depth += -1 if sign["closes"] else 1
        if depth <= 0:
            return number + 1
    return 0


def read_embedded(lines: Sequence[str], at: int, references: Mapping[str, str]) -> list[Block]:
    """The blocks of HTML in ``lines``, the first of which is line ``at`` (from 0) of the page."""
    if tag_opened(lines[0].lstrip()) in ("style", "script"):
        return []
    blocks = read_web("\n".join(lines)).blocks
    for block in blocks:
        block.lines, block.path = tuple([number + at for number in block.lines]), ()
    return [_with_marks(block, references) for block in blocks]


def _with_marks(block: Block, references: Mapping[str, str]) -> Block:
    """``block`` with the links that are written in Markdown all the same."""
    if "](" not in block.text:
        return block
    cells = tuple([Cell(_marked(cell.spans, references), cell.header) for cell in block.cells])
    return replace(block, spans=_marked(block.spans, references), cells=cells, text="")


def _marked(spans: Sequence[Span], references: Mapping[str, str]) -> tuple[Span, ...]:
    marked: list[Span] = []
    for span in spans:
        inner = read_inline(span.text, references) if span.link is None and "](" in span.text else (span,)
        marked.extend(inner)
    return tuple(marked)

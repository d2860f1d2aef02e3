"""A page as the rest of the reader sees it: blocks of words in order, each knowing its lines.

Every kind of source (text, Markdown, HTML, DOCX) becomes the same list, so what follows is written once.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

_SPACES = re.compile(r"\s+")


class Shape(StrEnum):
    """What a block looks like."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    QUOTE = "quote"


class Zone(StrEnum):
    """Which region of the page a block stands in; only MAIN is searched for the programme."""

    MAIN = "main"
    CONTENTS = "contents"  # a table of contents: repeats the headings
    COMMENTS = "comments"
    MARGIN = "margin"  # navigation, side bar, footer, cookie notice


class Span(NamedTuple):
    """A run of words in one style. ``when`` is the machine-readable date of a ``time`` element."""

    text: str
    link: str | None = None
    em: bool = False
    strong: bool = False
    struck: bool = False
    when: str = ""


@dataclass(slots=True)
class Cell:
    """One cell of a table row; ``\\n`` in its words is a line break."""

    spans: tuple[Span, ...]
    header: bool = False
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = words_of(self.spans)


@dataclass(slots=True)
class Block:
    """A heading, paragraph, list item, table row or quotation.

    ``lines``: the 1-based source lines it stands on. ``level``: of a heading 1 to 6, and 7 for a short line
    that stands alone; of an item its depth. ``marker``: "1.", "a)", "•". ``gap``: blank lines before it.
    ``parent``: index of the item it stands inside, else -1. ``box``: the list, table or division it stands in.
    """

    shape: Shape
    lines: tuple[int, ...]
    spans: tuple[Span, ...] = ()
    level: int = 0
    marker: str = ""
    cells: tuple[Cell, ...] = ()
    gap: int = 0
    parent: int = -1
    box: int = 0
    zone: Zone = Zone.MAIN
    path: tuple[int, ...] = ()  # the divisions around it, outermost first
    text: str = field(default="")

    def __post_init__(self) -> None:
        if not self.text:
            self.text = " | ".join(cell.text for cell in self.cells) if self.cells else words_of(self.spans)

    @property
    def letters(self) -> int:
        """How many letters it has, apart from the addresses that are written out in it."""
        return len(self.text) - sum([len(span.text) for span in self.links if "://" in span.text])

    @property
    def links(self) -> tuple[Span, ...]:
        if self.cells:
            return tuple([span for cell in self.cells for span in cell.spans if span.link is not None])
        if len(self.spans) == 1:  # as most blocks have
            return self.spans if self.spans[0].link is not None else ()
        return tuple([span for span in self.spans if span.link is not None])


@dataclass(slots=True)
class Page:
    """The blocks of one source, and what it says of itself outside them."""

    blocks: list[Block]
    lines: int = 0  # how many lines the source has
    markup: tuple[int, ...] = ()  # lines that hold no words of the page: tags, scripts, styles, comments, rules
    meta: dict[str, tuple[str, int]] = field(default_factory=dict)  # "title", "date", "lang", "site": (words, line)


def words_of(spans: Iterable[Span]) -> str:
    """The plain words of ``spans``: white space tidied, line breaks kept."""
    pieces = [span.text for span in spans]
    text = pieces[0] if len(pieces) == 1 else "".join(pieces)
    if text.isprintable() and "  " not in text:  # no white space but single spaces
        return text.strip()
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def slice_spans(spans: Iterable[Span], start: int, end: int | None = None) -> tuple[Span, ...]:
    """The spans between two offsets of their joined text."""
    kept: list[Span] = []
    at = 0
    for span in spans:
        size = len(span.text)
        left = max(0, start - at)
        right = size if end is None else min(size, end - at)
        if left < right or (size == 0 and start <= at and (end is None or at <= end)):
            kept.append(with_text(span, span.text[left:right]))
        at += size
    return tuple(kept)


def with_text(span: Span, text: str) -> Span:
    """The same span with other words."""
    return Span(text, *span[1:])


def tidy_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Runs of white space become one space (line breaks stay), those at both ends fall away.

    Afterwards the joined text of the spans is exactly ``words_of`` them, so offsets agree.
    """
    kept: list[Span] = []
    last = "\n"
    for span in spans:
        text = span.text
        if "  " in text or not text.isprintable():
            text = _SPACES.sub(_one_space, text)
        if text[:1] in (" ", "\n"):
            if last == "\n" or last == text[0] == " ":
                text = text[1:]
            elif last == " ":  # the line ends here: no space before its end
                _drop_last(kept)
        if text:
            kept.append(span if text is span.text else with_text(span, text))
            last = text[-1]
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept and kept[-1].text[-1].isspace():
        kept[-1] = with_text(kept[-1], kept[-1].text.rstrip())
    return tuple(kept)


def _one_space(run: re.Match[str]) -> str:
    return "\n" if "\n" in run[0] else " "


def _drop_last(kept: list[Span]) -> None:
    kept[-1] = with_text(kept[-1], kept[-1].text[:-1])
    if not kept[-1].text:
        kept.pop()

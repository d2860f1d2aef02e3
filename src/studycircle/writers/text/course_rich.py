"""Rich text of a programme as blocks of a text: notes and questions within a book. They have no paragraph numbers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from xml.etree import ElementTree

from studycircle.documents.inline import Inline, to_plain
from studycircle.documents.rich import BLOCKS, Rich, parse
from studycircle.documents.text import Block, BlockKind
from studycircle.writers.programme.paper import visible

BULLET = "•"
_SPACES = re.compile(r"[ \t\r\n\f]+")


def rich_blocks(
    rich: Rich, key: str, link: Callable[[str], str], *, level: int = 3, depth: int = 0, marker: str = ""
) -> tuple[Block, ...]:
    """``rich`` as blocks called ``key.1``, ``key.2`` …

    ``link`` says where an address leads to from the book, "" for nowhere. ``level``: of its highest headings.
    ``depth``: where all of it is an item of a list, how deep that is; ``marker`` then stands before its first words.
    """
    if not rich:
        return ()
    walk = _Walk(key, link, level, marker)
    walk.flow(parse(rich), depth, quoted=False)
    return tuple(walk.made)


@dataclass(slots=True)
class _Walk:
    key: str
    link: Callable[[str], str]
    level: int
    marker: str  # of the item that has no words yet
    below: bool = False  # whether a heading of the higher kind came before
    made: list[Block] = field(default_factory=list)

    def flow(self, element: ElementTree.Element, depth: int, *, quoted: bool) -> None:
        """All that stands in ``element``. A quotation in an item stays a part of it, or the list would end there."""
        for part in self._parts(element):
            if isinstance(part, str):
                self._paragraph(part, depth, quoted)
            elif part.tag in ("ul", "ol"):
                self._list(part, depth, quoted)
            elif part.tag == "blockquote":
                self.flow(part, depth, quoted=quoted or not depth)
            elif part.tag == "p":
                self._paragraph(self._words(part), depth, quoted)
            elif depth or quoted:
                self._paragraph(f"<strong>{self._words(part)}</strong>", depth, quoted)
            else:
                self._heading(part)

    def _parts(self, element: ElementTree.Element) -> Iterator[str | ElementTree.Element]:
        """Its blocks, and the words between them as paragraphs."""
        words = _escaped(element.text)
        for child in element:
            if child.tag in BLOCKS:
                yield words
                yield child
                words = ""
            else:
                words += self._mark(child)
            words += _escaped(child.tail)
        yield words

    def _list(self, element: ElementTree.Element, depth: int, quoted: bool) -> None:
        if self.marker:  # the item begins with a list
            self._add(BlockKind.ITEM, "", level=depth, marker=self.marker, quoted=quoted)
        for place, item in enumerate(element, 1):
            self.marker = f"{place}." if element.tag == "ol" else BULLET
            self.flow(item, depth + 1, quoted=quoted)
            self.marker = ""

    def _paragraph(self, words: str, depth: int, quoted: bool) -> None:
        if not visible(to_plain(Inline(words))):
            return
        if depth:
            self._add(BlockKind.ITEM, words, level=depth, marker=self.marker, quoted=quoted)
        else:
            self._add(BlockKind.PARAGRAPH, words, quoted=quoted)

    def _heading(self, element: ElementTree.Element) -> None:
        words = self._words(element)
        if visible(to_plain(Inline(words))):
            self.below = self.below or element.tag == "h3"
            self._add(BlockKind.HEADING, words, level=self.level + (self.below and element.tag == "h4"))

    def _add(self, kind: BlockKind, words: str, *, level: int = 0, marker: str = "", quoted: bool = False) -> None:
        key = f"{self.key}.{len(self.made) + 1}"
        self.made.append(Block(key, kind, Inline(words.strip()), level=level, marker=marker, quoted=quoted))
        self.marker = ""

    def _words(self, element: ElementTree.Element) -> str:
        """The inline content of ``element``."""
        return _escaped(element.text) + "".join(self._mark(child) + _escaped(child.tail) for child in element)

    def _mark(self, element: ElementTree.Element) -> str:
        words = self._words(element)
        if element.tag == "br":
            return "<br/>"
        if not words:
            return ""
        if element.tag == "a":
            href = self.link(element.get("href", ""))
            return f'<a href="{escape(href)}">{words}</a>' if href else words
        if element.tag == "span":
            return _span(element.get("lang", ""), element.get("dir", ""), words)
        return f"<{element.tag}>{words}</{element.tag}>"


def _span(lang: str, direction: str, words: str) -> str:
    said = (f' lang="{escape(lang)}"' if lang else "") + (f' dir="{direction}"' if direction in ("ltr", "rtl") else "")
    return f"<span{said}>{words}</span>" if said else words


def _escaped(text: str | None) -> str:
    return escape(_SPACES.sub(" ", text or ""), quote=False)

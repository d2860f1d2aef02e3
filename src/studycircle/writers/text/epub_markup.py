"""Blocks as the XHTML of an EPUB file: the page's markup (``markup.py``), and what is different in a book.

Numbers are small words in the margin and no links, which a book has no use for; notes have a way back; places are
named for their file; and nothing leads nowhere: a link, a note or an image that is not there leaves its words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from html import escape, unescape

from studycircle.documents.inline import PAGE, Inline
from studycircle.documents.text import Block, BlockKind, Footnote
from studycircle.writers.text.epub_files import Layout, Place, unique
from studycircle.writers.text.epub_navigation import Label
from studycircle.writers.text.markup import Markup, page_anchor

_RB = re.compile(r"</?rb>")
_ONLY_MARKS = re.compile(rf"(?:{PAGE.pattern}|\s)+")


@dataclass(slots=True)
class EpubMarkup(Markup):
    """How the blocks of one file are written. ``file``: its name. ``printed``: gathers the printed pages that
    begin in it."""

    file: str = ""
    layout: Layout = field(default_factory=Layout)
    printed: list[Label] = field(default_factory=list)
    current: str = ""  # the key of the block being written
    referred: dict[str, str] = field(default_factory=dict)  # note -> the name of the first reference to it

    def block(self, block: Block) -> str:
        """One block that is not a list item. One that only marks pages is no paragraph."""
        if block.kind is BlockKind.PARAGRAPH and not block.number and _ONLY_MARKS.fullmatch(block.words):
            return f"<div{self._attributes(block)}>{self.words(block.words)}</div>\n"
        if block.image and not self.picture(block.image):
            block = replace(block, image="")
        return Markup.block(self, block)

    def notes(self, notes: Iterable[Footnote]) -> str:
        """Notes as the items of a list, each with its mark as the way back."""
        return "".join(map(self._note, notes))

    def words(self, words: Inline) -> str:
        """Inline words with their links, marks and images led to where they are."""
        made = Markup.words(self, words)
        return _RB.sub("", made) if "<rb>" in made else made  # HTML knows it no more

    def _level(self, block: Block) -> int:
        return min(max(block.level, 1), 6)  # ``epub_files.py`` has seen to it that none is left out

    def _region(self, block: Block) -> str:
        return ""  # nothing moves in a book

    def _attributes(self, block: Block) -> str:
        self.current = block.key
        place = self.layout.blocks.get(block.key)
        said = Markup._attributes(self, block)
        if place is None or place.name in self.shown:
            return said
        self.shown.add(place.name)
        return f' id="{place.name}"{said}'

    def _once(self, name: str) -> bool:
        return False  # the names of the page; a file of the book has its own

    def _number(self, block: Block) -> str:
        """The number. Where no pages are marked it does their work: a device can go to it, and leave it unread."""
        if not block.number:
            return ""
        shown = escape(block.number)
        place = self.layout.numbers.get(block.key)
        if place is None:
            return f'<small class="n">{shown}</small> '
        kind = f'epub:type="pagebreak" role="doc-pagebreak" aria-label="{self.paragraph} {shown}"'
        return f'<small class="n" id="{place.name}" {kind}>{shown}</small> '

    def _reference(self, found: re.Match[str]) -> str:
        key, mark = found[1], found[2]
        place = self.layout.notes.get(key)
        if place is None:
            return f"<sup>\u202f{mark}</sup>"
        own = ""
        if key not in self.referred:
            self.referred[key] = unique(f"ref-{key}", self.layout.taken[self.file])
            own = f' id="{self.referred[key]}"'
        href = place.seen_from(self.file)
        return f'<sup>\u202f<a{own} class="ref" epub:type="noteref" role="doc-noteref" href="{href}">{mark}</a></sup>'

    def _page(self, found: re.Match[str]) -> str:
        if self.layout.numbers:
            return ""
        name = unique(page_anchor(unescape(found[1])), self.layout.taken[self.file])
        self.printed.append(Label(unescape(found[1]), Place(self.file, name), self.current))
        return (
            f'<span id="{name}" class="page" epub:type="pagebreak" role="doc-pagebreak" aria-label="{found[1]}"></span>'
        )

    def _picture(self, found: re.Match[str]) -> str:
        if not self.picture(found[1]):
            return f"[{found[2]}]" if found[2] else ""
        return Markup._picture(self, found)

    def _note(self, note: Footnote) -> str:
        mark = f'<span class="mark">{escape(note.mark)}</span> '
        if back := self.referred.get(note.key):
            way = (
                f'epub:type="backlink" role="doc-backlink" href="#{back}" aria-label="{escape(note.mark)}: {self.back}"'
            )
            mark = f'<a class="mark" {way}>{escape(note.mark)}</a> '
        inner = self.blocks(note.blocks)
        opening = re.match(r"<p[^>]*>", inner)
        inner = f"{opening[0]}{mark}{inner[opening.end() :]}" if opening else f"<p>{mark}</p>\n{inner}"
        name = self.layout.notes[note.key].name
        # What opens notes in a small window looks for a footnote; at the end of a chapter they are endnotes.
        return f'<li id="{name}" class="note" epub:type="endnote footnote">\n{inner}</li>\n'

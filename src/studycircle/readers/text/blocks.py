"""From an HTML tree to draft blocks, in reading order."""

import re
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import groupby
from typing import Any

from studycircle.documents.inline import PICTURE, Inline, to_plain
from studycircle.documents.text import BlockKind, Cell, Matter, Row
from studycircle.readers.text.draft import Draft, Look
from studycircle.readers.text.figures import figure_of
from studycircle.readers.text.looks import Looks, look_of
from studycircle.readers.text.numerals import integer, numeral
from studycircle.readers.text.verse import VERSE, is_line, is_lines, is_stanza, lines_of, take_lines
from studycircle.readers.text.words import (
    BLOCKS,
    UNREAD,
    Words,
    classes_of,
    clean,
    direction_of,
    language_of,
    page_label,
    tag_of,
    tidy,
)

TITLE_TYPES = re.compile(
    r"(?:^|\s)(?:doc-)?(?:title-?page|title-matter|half-?title-?page|imprint|colophon|copyright-page|cover)(?:\s|$)"
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
HEADING = re.compile(r"h[1-6]$")
ONLY_IMAGE = re.compile(r'^(?:<a [^>]*>)?<img src="([^"]*)" alt="([^"]*)"/>(?:</a>)?(?:<br/>)*')
ORNAMENT = re.compile(r"(?:[*•·]\s*){3,}|⁂")  # a change of scene
DEEPEST = 200
ICON = 64  # pixels


@dataclass(frozen=True, slots=True)
class Around:
    """What a block stands in."""

    quoted: bool = False
    depth: int = 0  # of lists
    classes: str = ""
    align: str = ""
    lang: str = ""
    direction: str = ""
    matter: Matter = Matter.BODY
    box: Any = None
    nesting: int = 0


@dataclass(slots=True)
class Walk:
    """Walks a tree and gathers its drafts."""

    words: Words
    looks: Looks
    drafts: list[Draft] = field(default_factory=list)
    pending: str = ""  # page marks that wait for the next block
    marker: str = ""  # of the list item whose first paragraph is still to come

    def container(self, element: Any, around: Around) -> None:
        """Everything in ``element``: its blocks, and runs of loose inline words as paragraphs."""
        run: list[str] = []
        if element.text:
            run.append(clean(element.text))
        for child in element:
            tag = tag_of(child)
            if tag and self._is_block(child, tag):
                self._loose(element, run, around)
                self.block(child, tag, around)
            else:
                self.words.element(child, run)
            if child.tail:
                run.append(clean(child.tail))
        self._loose(element, run, around)

    def _is_block(self, element: Any, tag: str) -> bool:
        if tag in BLOCKS:
            return True
        if tag in UNREAD or tag == "svg":
            return False
        return len(element) > 0 and any(tag_of(inner) in BLOCKS for inner in element.iterdescendants())

    def _loose(self, element: Any, run: list[str], around: Around) -> None:
        if run:
            words = tidy("".join(run))
            run.clear()
            if words:
                self._emit(element, BlockKind.PARAGRAPH, words, around, tag="p" if tag_of(element) in BLOCKS else "")

    def block(self, element: Any, tag: str, around: Around) -> None:
        """One block-level element."""
        if around.nesting > DEEPEST:
            self.words.book.report("too-deep", "A part of the page is nested too deeply and is kept as plain words.")
            self._emit(element, BlockKind.PARAGRAPH, clean(" ".join(element.itertext())).strip(), around)
            return
        classes = ""
        if element.attrib:
            if (style := element.get("style")) and HIDDEN.search(style):
                return
            self.words.anchor(element)
            classes = classes_of(element)
            if label := page_label(element, classes):
                self.pending += self.words.page(element, label)
                return
        if tag == "p" or tag == "address":
            self._paragraph(element, classes, around)
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            level = int(tag[1])
            self._emit(element, BlockKind.HEADING, self.words.take(element), around, classes=classes, level=level)
        elif tag == "hr":
            self._emit(element, BlockKind.BREAK, "", around, classes=classes)
        elif tag == "pre":
            self._preformatted(element, classes, around)
        elif tag == "table":
            self._table(element, classes, around)
        elif tag in ("ul", "ol"):
            self._list(element, tag, self._into(element, classes, around))
        elif tag == "dt":
            self._emit(element, BlockKind.PARAGRAPH, f"<strong>{self.words.take(element)}</strong>", around)
        elif tag == "figure" or (tag == "div" and "fig" in classes and self._is_picture(element)):
            self._figure(element, classes, around)
        elif tag == "hgroup":
            self._heading_group(element, around)
        elif VERSE.search(classes) or (VERSE.search(around.classes) and is_lines(element, tag)):
            self._verse(element, classes, self._into(element, classes, around))
        else:
            self.container(element, self._into(element, classes, around))

    def _into(self, element: Any, classes: str, around: Around) -> Around:
        """What stands in ``element`` stands in."""
        tag = tag_of(element)
        look = self._look(element, classes)
        align = "centre" if tag == "center" else look.align or around.align
        return replace(
            around,
            quoted=around.quoted or tag == "blockquote",
            depth=around.depth + (tag in ("ul", "ol", "dd")),
            classes=f"{around.classes} {classes} {element.get('id') or ''}".strip()
            if element.attrib
            else around.classes,
            align=align,
            lang=language_of(element) or around.lang,
            direction=direction_of(element) or around.direction,
            matter=_matter(classes) or around.matter,
            box=element,
            nesting=around.nesting + 1,
        )

    def _look(self, element: Any, classes: str) -> Look:
        if not element.attrib:
            return Look()
        look = self.looks.of(classes, element.get("style") or "")
        if (align := (element.get("align") or "").lower()) in ("center", "right"):
            look = look_of(f"text-align: {align}").over(look)
        return look

    def _emit(
        self,
        element: Any,
        kind: BlockKind,
        words: str,
        around: Around,
        *,
        tag: str = "",
        classes: str = "",
        level: int = 0,
        **more: Any,
    ) -> Draft | None:
        bare = not words or (not to_plain(Inline(words)).strip("\u200b\ufeff \xa0\n") and "<img" not in words)
        if bare and kind not in (BlockKind.BREAK, BlockKind.FIGURE, BlockKind.TABLE):
            if "doc-pagebreak" in words:
                self.pending += "".join(re.findall(r"<span role=[^>]*/>", words))
            return None
        if "<img" in words and kind is BlockKind.PARAGRAPH and not to_plain(Inline(words)).strip():
            self._figures(element, words, around, classes)
            return None
        own = self._look(element, classes or classes_of(element))
        look = Look(own.align or around.align, own.bold, own.size)
        if kind is not BlockKind.BREAK:
            words, self.pending = self.pending + words, ""
        if kind is BlockKind.PARAGRAPH and around.depth:
            kind, more["marker"], self.marker = BlockKind.ITEM, self.marker, ""
            level = around.depth
        ids, self.words.ids = self.words.ids, []
        draft = Draft(
            kind, words, ids, tag or tag_of(element), classes, around.classes, look, level,
            quoted=around.quoted, matter=around.matter, lang=language_of(element) or around.lang,
            direction=direction_of(element) or around.direction, line=element.sourceline,
            source=element, box=around.box, **more,
        )  # fmt: skip
        self.drafts.append(draft)
        return draft

    def _paragraph(self, element: Any, classes: str, around: Around) -> None:
        words = self.words.take(element)
        if ORNAMENT.fullmatch(words):
            self._emit(element, BlockKind.BREAK, "", around, classes=classes)
        elif (found := ONLY_IMAGE.match(words)) and words[found.end() :] and "<img" not in words[found.end() :]:
            caption, alternative = words[found.end() :], unescape(found[2])
            self._emit(
                element, BlockKind.FIGURE, caption, around, classes=classes, image=found[1], alternative=alternative
            )
        elif VERSE.search(classes) and "<br/>" in words:
            for stanza in re.split(r"(?:<br/>){2,}", words):
                self._emit(element, BlockKind.VERSE, stanza, around, classes=classes)
        else:
            self._emit(element, BlockKind.PARAGRAPH, words, around, classes=classes)

    def _figures(self, element: Any, words: str, around: Around, classes: str) -> None:
        """A paragraph of nothing but images: each is a figure, but for icons beside a picture."""
        self.pending += "".join(re.findall(r"<span role=[^>]*/>", words))
        found = [(key, unescape(alternative)) for key, alternative in PICTURE.findall(words)]
        pictures = [one for one in found if not self._is_icon(one[0])]
        for key, alternative in pictures or found:
            self._emit(element, BlockKind.FIGURE, "", around, classes=classes, image=key, alternative=alternative)

    def _is_icon(self, key: str) -> bool:
        image = self.words.book.images.get(key)
        return image is not None and 0 < image.width <= ICON and 0 < image.height <= ICON

    def _is_picture(self, element: Any) -> bool:
        return sum(tag_of(inner) == "img" for inner in element.iterdescendants()) == 1

    def _figure(self, element: Any, classes: str, around: Around) -> None:
        found = figure_of(element, self.words)
        if found is None:
            self.words.ids = [name for name in self.words.ids if name]
            self.container(element, self._into(element, classes, around))
            return
        caption, key, alternative = found
        self._emit(
            element, BlockKind.FIGURE, caption, around, classes=classes, image=key, alternative=alternative
        )  # fmt: skip

    def _heading_group(self, element: Any, around: Around) -> None:
        levels = [int(tag_of(inner)[1]) for inner in element.iterdescendants() if HEADING.match(tag_of(inner))]
        if not levels:
            self.container(element, self._into(element, classes_of(element), around))
            return
        lines = [clean(element.text or "")]
        for child in element:
            if tag_of(child):
                self.words.anchor(child)
                lines.append(self.words.take(child))
            lines.append(clean(child.tail or ""))
        words = "<br/>".join(filter(None, map(tidy, lines)))
        self._emit(element, BlockKind.HEADING, words, around, level=min(levels))

    def _list(self, element: Any, tag: str, around: Around) -> None:
        value = integer(element.get("start"), 1)
        kind = element.get("type") or "1"
        run = [clean(element.text or "")]
        for child in element:
            name = tag_of(child)
            is_block = bool(name) and self._is_block(child, name)
            if is_block:
                self._loose(element, run, around)
            if name == "li":
                value = integer(child.get("value"), value)
                self.words.anchor(child)
                self.marker = "•" if tag == "ul" else f"{numeral(value, kind)}."
                value += 1
                classes = classes_of(child)
                self.container(child, self._into(child, classes, around))
                self.marker = ""
            elif is_block:
                self.block(child, name, around)
            else:
                self.words.element(child, run)
            run.append(clean(child.tail or ""))
        self._loose(element, run, around)

    def _preformatted(self, element: Any, classes: str, around: Around) -> None:
        """Listings stay; else the pieces between blank lines are stanzas (notes are told apart later)."""
        for inner in element.iterdescendants():
            self.words.anchor(inner)
        code = next((inner for inner in element if tag_of(inner) == "code"), None)
        lines = _lines(element)
        if code is not None or re.search(r"(?:^|\s)(?:code|highlight|source|sourceCode|language-\S+)(?:\s|$)", classes):
            words = "<br/>".join(line.replace(" ", "\xa0") for line in lines)
            self._emit(element, BlockKind.CODE, words.strip("\xa0"), around, classes=classes)
            return
        indent = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
        stanza: list[str] = []
        inside = replace(around, box=element)
        for line in [*lines, ""]:
            if line.strip():
                inner = line[indent:].rstrip()
                blank = len(inner) - len(inner.lstrip(" "))
                stanza.append("\u2003" * ((blank + 1) // 2) + tidy(inner))
            elif stanza:
                self._emit(element, BlockKind.VERSE, "<br/>".join(stanza), inside, classes=classes)
                stanza = []

    def _verse(self, element: Any, classes: str, around: Around) -> None:
        """A poem or stanza: its line elements, or its text parted by ``br``, one draft a stanza."""
        lines: list[str] = []

        def close() -> None:
            if lines:
                self._emit(element, BlockKind.VERSE, "<br/>".join(lines), around, classes=classes)
                lines.clear()

        run: list[str] = [clean(element.text)] if element.text else []
        for child in element:
            name, own = tag_of(child), classes_of(child)
            if name in BLOCKS or (name == "span" and re.search(r"(?:^|\s)(?:i\d+|line|l)(?:\s|$)", own)):
                lines += take_lines(run)
                if page_label(child, own) or is_stanza(child, name, own) or not is_line(child, name, own):
                    close()
                    self.block(child, name, around)
                else:
                    self.words.anchor(child)
                    lines += lines_of(self.words.take(child), own)
                    if name == "p" and lines and ("<br/>" in lines[-1] or "<br/>" in self.words.take(child)):
                        close()
            else:
                self.words.element(child, run)
            if child.tail and child.tail.strip():
                run.append(clean(child.tail))
        lines += take_lines(run)
        close()

    def _table(self, element: Any, classes: str, around: Around) -> None:
        """A table with cells of words; one that only lays out a page is read as what it holds."""
        flat = [cell for cell in element.iter() if tag_of(cell) in ("td", "th") and _owner(cell) is element]
        # By parent, in their order: pages forget the row around cells, and browsers add it.
        rows = [(row, list(cells)) for row, cells in groupby(flat, key=lambda cell: cell.getparent())]
        heavy = any(
            tag_of(inner) in ("table", "ul", "ol", "pre", "h1", "h2", "h3") for cell in flat for inner in cell.iter()
        )
        if not flat or heavy or max(len(cells) for _, cells in rows) == 1:
            self.container(element, self._into(element, classes, around))
            return
        caption = next((self.words.take(child) for child in element if tag_of(child) == "caption"), "")
        made = []
        for row, cells in rows:
            self.words.anchor(row)
            made.append(Row(tuple(self._cell(cell, row) for cell in cells)))
        rows_made = tuple(
            row for row in made if any(to_plain(cell.words).strip() or "<img" in cell.words for cell in row.cells)
        )
        if rows_made:
            self._emit(element, BlockKind.TABLE, caption, around, classes=classes, rows=rows_made)

    def _cell(self, cell: Any, row: Any) -> Cell:
        self.words.anchor(cell)
        head = tag_of(cell) == "th" or "thead" in (tag_of(row), tag_of(row.getparent()))
        across, down = (min(max(integer(cell.get(name), 1), 1), 100) for name in ("colspan", "rowspan"))
        return Cell(Inline(self.words.take(cell).strip("\xa0")), head, across, down)


def _matter(classes: str) -> Matter | None:
    """What a box says its content is to the book; the last is how our own books say it."""
    if TITLE_TYPES.search(classes):
        return Matter.TITLE
    return Matter.CONTENTS if "contents-matter" in classes else None


def _lines(element: Any) -> list[str]:
    """The lines of a preformatted element, escaped, blanks kept."""
    text = "".join(element.itertext()).expandtabs(4).replace("\r\n", "\n")
    lines = text.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return [clean_line(line) for line in lines]


def clean_line(line: str) -> str:
    """A preformatted line, escaped and without control characters, its blanks kept."""
    kept = "".join(letter for letter in line if letter.isprintable() or letter == "\xa0")
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").rstrip()


def _owner(cell: Any) -> Any:
    """The table a cell belongs to."""
    parent = cell.getparent()
    while parent is not None and tag_of(parent) != "table":
        parent = parent.getparent()
    return parent

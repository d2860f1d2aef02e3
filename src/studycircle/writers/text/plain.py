"""A text as plain text that is pleasant to read in any editor: 72 columns, the paragraphs' numbers in the margin.

Every word is there: the printed title page and contents, the notes after the chapter that points at them, printed
pages as [Page 12], what a picture shows. What plain text cannot show (language, direction, the picture itself) is
left out.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from studycircle.documents.inline import Inline
from studycircle.documents.text import Block, BlockKind, Footnote, Matter, Text
from studycircle.writers.programme.words import Words
from studycircle.writers.text.chapters import chapters
from studycircle.writers.text.plain_tables import table_lines
from studycircle.writers.text.plain_words import columns, plain_words, wrap

WIDTH = 72  # columns of a line with its margin
MARGIN = 6  # columns; more where a number needs them
QUOTED = 4  # columns a quotation stands in
ITEM = 4  # columns the words of a list item stand in, for each level
OVERRUN = 4  # columns the rest of a long line of verse stands in
BREAK = "*   *   *"
RULE = "-" * 20
NAMELESS = Inline('<img src="" alt=""/>')
UNDERLINE = {1: "=", 2: "-"}

Saying = Callable[[Inline], str]  # inline words as plain text


def write_plain(text: Text, *, language: str = "") -> str:
    """``text`` as plain text. ``language``: of the words around the text; empty: the text's own."""
    page = _Page(text, Words(language or text.language or "en"))
    return "\n".join(page.lines()).strip("\n") + "\n"


class _Page:
    """The lines of one text."""

    def __init__(self, text: Text, says: Words) -> None:
        self.text = text
        self.says = says
        longest = max((len(block.number) for block in text.blocks), default=0)
        self.margin = max(MARGIN, longest + 2)
        self.measure = WIDTH - self.margin
        self._page, self._picture = says.gettext("Page"), says.gettext("Picture")

    def lines(self) -> Iterator[str]:
        """Title, chapters with their notes, and who made the edition."""
        yield from self._head()
        for chapter in chapters(self.text):
            for matter, same in groupby(chapter.blocks, key=lambda block: block.matter):
                yield from (self._blocks if matter is Matter.BODY else self._apart)(list(same))
            if chapter.notes:
                yield from ["", "", " " * self.margin + RULE, *self._notes(chapter.notes)]
        yield from self._foot()

    def _head(self) -> Iterator[str]:
        text, says = self.text, self.says
        translated = says.gettext("translated by %(name)s") % {"name": text.translator} if text.translator else ""
        title = wrap(" ".join(text.title.split()), self.measure)
        yield from self._set_in([*title, "=" * max(map(columns, title), default=0)] if text.title else [])
        yield from self._set_in(
            [line for said in (text.author, translated, text.year) if said for line in self._wrap(said)]
        )

    def _foot(self) -> Iterator[str]:
        says = self.says
        credits = [" ".join(one.words.split()) for one in self.text.apart if one.kind == "credits"]
        labelled = [
            (says.gettext("Source"), self.text.source),
            (says.gettext("Rights"), self.text.rights),
            *((says.gettext("Electronic edition"), words) for words in credits),
        ]
        lines = [line for label, said in labelled if said for line in self._wrap(f"{label}: {said}")]
        if lines:
            yield from self._set_in(["", "", RULE, "", *lines])

    def _wrap(self, said: str) -> list[str]:
        return wrap(" ".join(said.split()), self.measure)

    def _set_in(self, lines: Iterable[str], number: str = "") -> Iterator[str]:
        """Lines beside the margin; the first with the paragraph's number in it."""
        margin = f"{number:>{self.margin - 2}}  " if number else " " * self.margin
        for line in lines:
            yield f"{margin}{line}".rstrip()
            margin = " " * self.margin

    def _apart(self, blocks: Iterable[Block]) -> Iterator[str]:
        """A printed title page or contents: line under line."""
        yield from ["", "", *self._set_in([RULE]), ""]
        for block in blocks:
            yield from self._set_in(_block(block, self.measure, self.said))
        yield from ["", *self._set_in([RULE])]

    def _blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        before: tuple[Block, int] | None = None
        for block in blocks:
            lines = _block(block, self.measure, self.said)
            yield from [""] * _gap(before, block, len(lines))
            yield from self._set_in(lines, block.number)
            before = block, len(lines)

    def _notes(self, notes: Iterable[Footnote]) -> Iterator[str]:
        """Notes, each behind its mark, the further lines set in below the first."""
        for note in notes:
            label = f"[{note.mark}] "
            indent = " " * min(columns(label), 2 * ITEM)
            lines: list[str] = []
            for place, block in enumerate(note.blocks):
                own = _block(block, self.measure - len(indent), self.said)
                lines += ([""] if place and block.kind is not BlockKind.ITEM else []) + own
            yield ""
            if lines and len(indent) == columns(label):
                yield from self._set_in([f"{label}{lines[0]}", *(indent + line for line in lines[1:])])
            else:  # a mark too long to stand beside the words stands above them
                yield from self._set_in([label, *(indent + line for line in lines)])

    def said(self, words: Inline) -> str:
        """Inline words as plain text."""
        return plain_words(words, page=self._page, picture=self._picture)


def _gap(before: tuple[Block, int] | None, block: Block, size: int) -> int:
    """The blank lines above ``block``: ``size`` is how many lines it has, as that of the one ``before`` is known."""
    if block.kind is BlockKind.HEADING:
        close = before is not None and before[0].kind is BlockKind.HEADING
        return 1 if close else 3 if block.level <= 1 else 2
    if before and before[0].kind is block.kind is BlockKind.ITEM and max(before[1], size) <= 2:
        return 0
    return 1


def _block(block: Block, measure: int, said: Saying) -> list[str]:
    """The lines of a block in ``measure`` columns."""
    if not block.quoted:
        return _KINDS[block.kind](block, measure, said)
    lines = _KINDS[block.kind](block, measure - QUOTED, said)
    return [" " * QUOTED + line if line else "" for line in lines]


def _paragraph(block: Block, measure: int, said: Saying) -> list[str]:
    return _aligned(wrap(said(block.words), measure), block.align, measure)


def _heading(block: Block, measure: int, said: Saying) -> list[str]:
    lines = wrap(said(block.words), measure)
    sign = UNDERLINE.get(max(block.level, 1), "")
    return [*lines, sign * max(map(columns, lines))] if sign else lines


def _item(block: Block, measure: int, said: Saying) -> list[str]:
    """The marker stands as printed; the words of a further paragraph under those of the first."""
    marker = f"{block.marker} " if block.marker else ""
    indent = min(ITEM * max(block.level, 1), measure // 2)
    before = " " * (ITEM * (max(block.level, 1) - 1)) if marker else " " * indent
    before = before[: indent - ITEM] if marker and len(before) > indent - ITEM else before
    label = f"{before}{marker}"
    label += " " * (indent - columns(label))
    first, *others = wrap(said(block.words), measure - columns(label), measure - indent)
    return [f"{label}{first}", *(" " * indent + line for line in others)]


def _verse(block: Block, measure: int, said: Saying) -> list[str]:
    lines: list[str] = []
    for line in said(block.words).split("\n"):
        bare = line.lstrip("\u2003")
        indent = " " * min(2 * (len(line) - len(bare)), measure // 2)
        first, *others = wrap(bare, measure - len(indent), measure - len(indent) - OVERRUN)
        lines += [indent + first, *(f"{indent}{' ' * OVERRUN}{rest}" for rest in others)]
    return _aligned(lines, block.align, measure)


def _code(block: Block, measure: int, said: Saying) -> list[str]:
    return said(block.words).replace("\xa0", " ").split("\n")


def _table(block: Block, measure: int, said: Saying) -> list[str]:
    caption = [*wrap(said(block.words), measure), ""] if block.words else []
    return caption + table_lines(block.rows, measure, said)


def _figure(block: Block, measure: int, said: Saying) -> list[str]:
    """What the picture shows, and under it what is printed there."""
    shown = f"[{block.alternative}]" if block.alternative else "" if block.words else said(NAMELESS)
    lines = wrap(" ".join(shown.split()), measure) if shown else []
    return lines + (wrap(said(block.words), measure) if block.words else [])


def _break(block: Block, measure: int, said: Saying) -> list[str]:
    return _aligned([BREAK], "centre", measure)


def _aligned(lines: list[str], align: str, measure: int) -> list[str]:
    if not align:
        return lines
    share = 2 if align == "centre" else 1
    return [" " * (max(measure - columns(line), 0) // share) + line if line else "" for line in lines]


_KINDS: dict[BlockKind, Callable[[Block, int, Saying], list[str]]] = {
    BlockKind.PARAGRAPH: _paragraph,
    BlockKind.HEADING: _heading,
    BlockKind.ITEM: _item,
    BlockKind.VERSE: _verse,
    BlockKind.CODE: _code,
    BlockKind.TABLE: _table,
    BlockKind.FIGURE: _figure,
    BlockKind.BREAK: _break,
}

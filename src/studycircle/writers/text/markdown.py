"""A text as one Markdown file that reads well as it stands, in any viewer, and can be read back.

CommonMark with pipe tables and footnotes. A paragraph's number stands in front of it, ¶47, for everybody to see; a
no-break space after it tells it from the words. ``readers/text/markdown.py`` gives the same text back: the head says
that the file is ours, so that nothing in it is guessed. What Markdown has no sign for is HTML, as CommonMark allows:
raised letters, languages, alignment, the printed title page, tables with spans. Pictures stand at the end, so that
the file is whole by itself.

It cannot express, and a text that comes back lacks: the keys of blocks, which are made anew; headings below level 5;
what is marked inside a listing; the licence and the transcriber's notes.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from studycircle.documents.inline import Inline, to_plain
from studycircle.documents.text import Block, BlockKind, Footnote, Image, Matter, Row, Text
from studycircle.writers.text.chapters import chapters
from studycircle.writers.text.markdown_words import MarkdownWords, escaped, guarded, held

BREAK = "* * *"
MATTER = {Matter.TITLE: "title-page", Matter.CONTENTS: "printed-contents"}  # classes the reader knows
_NUMBER = re.compile(r"([1-9]\d{0,5})\.")
_SAID_MARKER = re.compile(r"\S{0,8}\xa0")
_LABEL = re.compile(r"[^\s\[\]\\^]+")
_FIELDS = ("title", "author", "translator", "year", "language", "source", "rights")


def write_text_markdown(text: Text) -> str:
    """``text`` as Markdown."""
    return "\n\n".join(part for part in _Page(text).parts() if part) + "\n"


class _Page:
    """The parts of one file, which blank lines keep apart."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._labels = {note.key: note.mark if _LABEL.fullmatch(note.mark) else note.key for note in text.notes}
        self._images = {image.key: image for image in text.images}
        self._words = MarkdownWords(lambda key: self._labels.get(key, key), self._picture)
        self._targets = _targets(text)

    def parts(self) -> Iterator[str]:
        """The head, the chapters each with its notes, and the pictures."""
        yield _head(self._text)
        if self._text.title:
            yield f"# {held(escaped(' '.join(self._text.title.split())))}"
        for chapter in chapters(self._text):
            yield from self._blocks(chapter.blocks)
            yield from map(self._note, chapter.notes)
        yield "\n".join(map(_definition, self._text.images))

    def _picture(self, key: str) -> str:
        return f"[{key}]" if key in self._images else "(<>)"

    def _blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        """Blocks that have a setting in common stand in one ``div`` that says it."""
        for (said, quoted), same in groupby(blocks, key=lambda block: (_setting(block), block.quoted)):
            inner = "\n\n".join(part for part in self._run(list(same)) if part)
            if quoted:
                inner = "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
            yield f"<div{said}>\n\n{inner}\n\n</div>" if said else inner

    def _run(self, blocks: Sequence[Block]) -> Iterator[str]:
        for is_item, same in groupby(blocks, key=lambda block: block.kind is BlockKind.ITEM):
            if is_item:
                yield _Lists(self).written(list(same))
            else:
                yield from map(self.block, same)

    def block(self, block: Block) -> str:
        """One block that is not a list item."""
        kind, before = block.kind, self.before(block)
        if kind is BlockKind.HEADING:
            words = re.sub(r"#$", r"\\#", self._words.one_line(block.words))
            return f"{'#' * min(max(block.level, 1) + 1, 6)} {before}{words}"
        if kind is BlockKind.PARAGRAPH:
            return self.paragraph(block)
        if kind is BlockKind.VERSE:
            # Lines ended by a backslash are verse to the reader, and so is one line ended for nothing.
            words = self._words.paragraph(block.words, before, end="\\")
            return words if "\n" in words else f"{words}<br>"
        if kind is BlockKind.CODE:
            return f"{before.rstrip()}\n\n{_listing(block)}".lstrip("\n")
        if kind is BlockKind.TABLE:
            return f"{before.rstrip()}\n\n{self._table(block)}".lstrip("\n")
        if kind is BlockKind.FIGURE:
            picture = f"{before}![{escaped(block.alternative)}]{self._picture(block.image)}"
            return f"{picture}<br>\n{self._words.paragraph(block.words)}" if block.words else picture
        return BREAK

    def before(self, block: Block) -> str:
        """What stands in front of a block's words: its number, and an anchor where a link of the text leads to it."""
        anchor = f'<a id="to-{block.key}"></a>' if block.key in self._targets else ""
        return anchor + (f"¶{block.number}\xa0" if block.number else "")

    def paragraph(self, block: Block) -> str:
        """A paragraph or the words of an item."""
        return self._words.paragraph(block.words, self.before(block))

    def _table(self, block: Block) -> str:
        rows = block.rows
        plain = all(cell.across == cell.down == 1 for row in rows for cell in row.cells)
        even = len({len(row.cells) for row in rows}) == 1
        heads = [[cell.head for cell in row.cells] for row in rows]
        if block.words or not plain or not even or any(map(any, heads[1:])) or any(heads[0]) != all(heads[0]):
            return self._html_table(block)
        cells = [[self._words.one_line(cell.words) for cell in row.cells] for row in rows]
        if not all(heads[0]):
            cells.insert(0, [""] * len(cells[0]))
        lines = [f"| {' | '.join(row)} |" for row in cells]
        return "\n".join([lines[0], f"|{' --- |' * len(cells[0])}", *lines[1:]])

    def _html_table(self, block: Block) -> str:
        caption = f"<caption>{self._html(block.words)}</caption>\n" if block.words else ""
        return f"<table>\n{caption}{''.join(map(self._html_row, block.rows))}</table>"

    def _html_row(self, row: Row) -> str:
        made = ""
        for cell in row.cells:
            name = "th" if cell.head else "td"
            spans = (f' colspan="{cell.across}"' if cell.across > 1 else "") + (
                f' rowspan="{cell.down}"' if cell.down > 1 else ""
            )
            made += f"<{name}{spans}>{self._html(cell.words)}</{name}>"
        return f"<tr>{made}</tr>\n"

    def _html(self, words: Inline) -> str:
        """Inline words as the HTML they are; references to notes as everywhere else in the file."""
        made = re.sub(
            r'<a role="doc-noteref" href="#([^"]*)">.*?</a>', lambda m: f"[^{self._labels.get(m[1], m[1])}]", words
        )
        made = re.sub(r"<(span role[^>]*|a)/>", r"<\1></span>", made)
        made = made.replace('<a href="#', '<a href="#to-')
        return made.replace("\n", " ")

    def _note(self, note: Footnote) -> str:
        label = f"[^{self._labels[note.key]}]:"
        inner = "\n\n".join(self._blocks(note.blocks))
        first = note.blocks[0] if note.blocks else None
        stands_beside = first is not None and first.kind is BlockKind.PARAGRAPH and not _setting(first)
        inner = "\n".join(f"    {line}" if line else "" for line in inner.split("\n"))
        return f"{label} {inner.lstrip(' ')}" if stands_beside and first and not first.quoted else f"{label}\n{inner}"


@dataclass(slots=True)
class _Lists:
    """A run of items as nested lists."""

    page: _Page
    indents: list[int] = field(default_factory=list)  # where the words of the open item of each level stand
    values: list[int] = field(default_factory=list)  # the number the next item of each level would have; 0: bullets
    lines: list[str] = field(default_factory=list)

    def written(self, items: Sequence[Block]) -> str:
        """All the items, blank lines between them so that every viewer makes paragraphs of them."""
        for item in items:
            level = max(item.level, 1)
            if item.marker or len(self.indents) < level:
                self._item(item, level)
            else:  # a further paragraph of the item that is open
                del self.indents[level:], self.values[level:]
                self._put("", self.page.paragraph(item), self.indents[-1])
        return "\n\n".join(self.lines)

    def _item(self, item: Block, level: int) -> None:
        del self.indents[level:], self.values[level:]
        signs = ""
        while len(self.indents) < level - 1:  # an item of its own for each level that is passed over
            self.indents.append((self.indents[-1] if self.indents else 0) + 2)
            self.values.append(0)
            signs += "- "
        is_open = len(self.indents) == level
        outer = self.indents[level - 2] if level > 1 else 0
        words = self.page.paragraph(item)
        sign, value, said = self._sign(item, self.values[-1] if is_open else None, words)
        if said is not None:
            words = self._with_marker(item, said)
        del self.indents[level - 1 :], self.values[level - 1 :]
        self.indents.append(outer + len(sign))
        self.values.append(value)
        self._put(signs + sign, words, outer + len(sign))

    def _sign(self, item: Block, expected: int | None, words: str) -> tuple[str, int, str | None]:
        """The list sign for an item, the number that would come next, and the marker to be said in words, if any."""
        found = _NUMBER.fullmatch(item.marker)
        if found and (expected in (None, 0) or expected == int(found[1])):
            return f"{found[1]}. ", int(found[1]) + 1, None
        told = _SAID_MARKER.match(to_plain(item.words)) is not None
        return "- ", 0, None if item.marker == "•" and not told else item.marker

    def _with_marker(self, item: Block, marker: str) -> str:
        """A marker no list has, "(a)", said in front of the words, a no-break space after it."""
        before = self.page.before(item)
        words = self.page.paragraph(item)
        said = f"{guarded(escaped(marker))}\xa0" if marker else "&#160;"
        return before + said + words.removeprefix(before)

    def _put(self, sign: str, words: str, indent: int) -> None:
        first, *others = words.split("\n")
        start = " " * (indent - len(sign)) + sign
        self.lines.append("\n".join([start + first, *(" " * indent + line if line else "" for line in others)]))


def _head(text: Text) -> str:
    """What the text says of itself, as the YAML that many programs read at the head of Markdown."""
    said = {name: " ".join(getattr(text, name).split()) for name in _FIELDS}
    lines = [f"{name}: {_value(value)}" for name, value in said.items() if value]
    credits = [one.words for one in text.apart if one.kind == "credits"]
    lines += [f"credits: {json.dumps(words, ensure_ascii=False)}" for words in credits]
    return "\n".join(["---", "studycircle-text: 1", *lines, "---"])


def _value(value: str) -> str:
    if re.fullmatch(r"[^\W\d_][\w .,()’-]*[\w.)]", value) and value.lower() not in (
        "yes",
        "no",
        "true",
        "false",
        "null",
        "on",
        "off",
    ):
        return value
    return json.dumps(value, ensure_ascii=False)


def _setting(block: Block) -> str:
    """The attributes of the ``div`` that says how a block is set."""
    said = f' class="{MATTER[block.matter]}"' if block.matter in MATTER else ""
    said += f' align="{"center" if block.align == "centre" else block.align}"' if block.align else ""
    said += f' lang="{escape(block.lang)}"' if block.lang else ""
    return said + (f' dir="{block.direction}"' if block.direction else "")


def _listing(block: Block) -> str:
    lines = to_plain(block.words).replace("\xa0", " ")
    longest = max((len(run) for run in re.findall("`{3,}", lines)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{lines}\n{fence}"


def _definition(image: Image) -> str:
    return f"[{image.key}]: data:{image.media};base64,{base64.b64encode(image.data).decode()}"


def _targets(text: Text) -> frozenset[str]:
    """The keys of the blocks that links of the text lead to."""
    found: set[str] = set()
    for block in (*text.blocks, *(block for note in text.notes for block in note.blocks)):
        for words in (block.words, *(cell.words for row in block.rows for cell in row.cells)):
            if '<a href="#' in words:
                found.update(re.findall(r'<a href="#([^"]*)"', words))
    return frozenset(found)

"""Blocks as XHTML: the reading page's, of which the EPUB's (``epub_markup.py``) is a variety.

Every numbered block carries its number as a link to itself ("p47"), so that it can be pointed at and shared.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from itertools import groupby

from studycircle.documents.inline import (
    NOTE_REF,
    PAGE,
    PICTURE,
    Inline,
    to_plain,
)
from studycircle.documents.keys import slug
from studycircle.documents.text import Block, BlockKind, Footnote, Matter
from studycircle.writers.text.chapters import anchor
from studycircle.writers.text.grid import Placed, placed

LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.S)
_ORDERED = re.compile(r"^[(]?(\d{1,6}|[a-zA-Z]|[ivxlcdmIVXLCDM]+)[.)]$")
_LINE_TAGS = re.compile(r"<(/?)(em|strong|span|a|sup|sub|code|ruby)\b[^>]*?(/?)>")


@dataclass(slots=True)
class Markup:
    """How the blocks of one file are written.

    ``link``: where a block's key leads from this file; of a link that leads nowhere the words stay. ``outward``: the
    same for an address. ``note``: the same for a note's key. ``picture``: an image's address. ``top``: the level
    of the highest headings. ``paragraph``, ``back`` and ``table_name``: what those are called aloud. ``margin``: what
    else, as markup, stands in the margin beside the paragraph of a number. ``shown``: anchors already in the file,
    since an anchor can stand only once.
    """

    link: Callable[[str], str]
    note: Callable[[str], str]
    picture: Callable[[str], str]
    top: int = 2
    paragraph: str = "Paragraph"
    back: str = "Back to the text"
    table_name: str = "Table"
    outward: Callable[[str], str] = str
    margin: Callable[[str], str] | None = None
    shown: set[str] = field(default_factory=set)
    depth: int = 0  # the level of the last heading

    def blocks(self, blocks: Iterable[Block]) -> str:
        """All the blocks, one under another."""
        made = []
        for (quoted, matter), same in groupby(blocks, key=lambda block: (block.quoted, block.matter)):
            inner = self._run(list(same))
            if quoted:
                inner = f"<blockquote>\n{inner}</blockquote>\n"
            if matter is not Matter.BODY:
                inner = f'<div class="{matter.value}-matter">\n{inner}</div>\n'
            made.append(inner)
        return "".join(made)

    def _run(self, blocks: Sequence[Block]) -> str:
        made = []
        for is_item, same in groupby(blocks, key=lambda block: block.kind is BlockKind.ITEM):
            run = list(same)
            made.append(self._list(run) if is_item else "".join(map(self.block, run)))
        return "".join(made)

    def block(self, block: Block) -> str:
        """One block that is not a list item."""
        own, number = self._attributes(block), self._number(block)
        kind = block.kind
        if kind is BlockKind.PARAGRAPH:
            return f"<p{own}>{number}{self.words(block.words)}</p>\n"
        if kind is BlockKind.HEADING:
            name = f"h{self._level(block)}" if block.matter is Matter.BODY else "p"
            return f"<{name}{own}>{self.words(block.words)}</{name}>\n"
        if kind is BlockKind.VERSE:
            return f"<p{own}>{number}{self._lines(block.words)}</p>\n"
        if kind is BlockKind.CODE:
            return f"<p{own}>{number}<code>{self.words(block.words)}</code></p>\n"
        if kind is BlockKind.TABLE:
            return self._table(block, own, number)
        if kind is BlockKind.FIGURE:
            return self._figure(block, own)
        return f"<hr{own}/>\n"

    def notes(self, notes: Iterable[Footnote]) -> str:
        """Notes, each with its mark as the way back."""
        return "".join(self._note(note) for note in notes)

    def words(self, words: Inline) -> str:
        """Inline words with their links, marks and images led to where they are."""
        if "<" not in words:
            return words
        made: str = words
        if "<a " in made:
            made = LINK.sub(self._link, made)
            made = NOTE_REF.sub(self._reference, made)
        if "doc-pagebreak" in made:
            made = PAGE.sub(self._page, made)
        if "<img" in made:
            made = PICTURE.sub(self._picture, made)
        return made

    def _level(self, block: Block) -> int:
        """The level of a heading; none is left out below the one before."""
        deepest = self.depth + 1 if self.depth else max(self.top, 1)
        self.depth = min(max(block.level + self.top - 1, 1), deepest, 6)
        return self.depth

    def _attributes(self, block: Block) -> str:
        name = anchor(block)
        classes = _classes(block)
        if block.kind is BlockKind.HEADING and in_capitals(to_plain(block.words)):
            classes = f"{classes} capitals".lstrip()
        said = f' id="{name}"' if self._once(name) else ""
        if classes:
            said += f' class="{classes}"'
        if block.lang:
            said += f' lang="{block.lang}"'
        return said + (f' dir="{block.direction}"' if block.direction else "")

    def _once(self, name: str) -> bool:
        if not name or name in self.shown:
            return False
        self.shown.add(name)
        return True

    def _number(self, block: Block) -> str:
        """The number in the margin. The blank after it keeps it apart from the first word."""
        if not block.number:
            return ""
        own = f'<a class="n" href="#p{block.number}" aria-label="{self.paragraph} {block.number}">{block.number}</a> '
        return own + (self.margin(block.number) if self.margin else "")

    def _link(self, found: re.Match[str]) -> str:
        href = unescape(found[1])
        href = self.link(href[1:]) if href.startswith("#") else self.outward(href)
        return f'<a href="{escape(href)}">{found[2]}</a>' if href else found[2]

    def _reference(self, found: re.Match[str]) -> str:
        key, mark = found[1], found[2]
        own = f' id="ref-{key}"' if self._once(f"ref-{key}") else ""
        # A narrow no-break space keeps the mark apart from the word, for eyes and for machines.
        return f'<sup>\u202f<a{own} class="ref" role="doc-noteref" href="{escape(self.note(key))}">{mark}</a></sup>'

    def _page(self, found: re.Match[str]) -> str:
        name = page_anchor(found[1])
        own = f' id="{name}"' if self._once(name) else ""
        return f'<span{own} class="page" data-page="{found[1]}"></span>'  # the style shows it, for ears too

    def _picture(self, found: re.Match[str]) -> str:
        if not found[1]:
            return f"[{found[2]}]"
        return f'<img src="{escape(self.picture(found[1]))}" alt="{found[2]}"/>'

    def _lines(self, words: Inline) -> str:
        lines = self.words(words).split("<br/>")
        if not all(map(_is_balanced, lines)):
            return "<br/>\n".join(lines)
        return "<br/>\n".join(map(_line, lines))

    def _table(self, block: Block, own: str, number: str) -> str:
        caption = f"<caption>{self.words(block.words)}</caption>\n" if block.words else ""
        rows = ["" for _ in block.rows]
        for one in placed(block.rows):
            rows[one.y] += self._cell(one)
        body = "".join(f"<tr>{row}</tr>\n" for row in rows)
        own = own if 'class="' in own else f'{own} class="table"'
        return f"<div{own}{self._region(block)}>{number}<table>\n{caption}<tbody>\n{body}</tbody>\n</table></div>\n"

    def _region(self, block: Block) -> str:
        """What lets a table wider than the page be moved by keyboard."""
        return f' role="region" tabindex="0" aria-label="{self.table_name} {block.number}"'

    def _cell(self, one: Placed) -> str:
        name = "th" if one.cell.head else "td"
        spans = (f' colspan="{one.across}"' if one.across > 1 else "") + (
            f' rowspan="{one.down}"' if one.down > 1 else ""
        )
        return f"<{name}{spans}>{self.words(one.cell.words)}</{name}>"

    def _figure(self, block: Block, own: str) -> str:
        caption = f"\n<figcaption>{self.words(block.words)}</figcaption>" if block.words else ""
        alternative = escape(block.alternative or to_plain(block.words))
        if block.image:
            return (
                f'<figure{own}><img src="{escape(self.picture(block.image))}" alt="{alternative}"/>{caption}</figure>\n'
            )
        if not block.alternative and not block.words:
            return ""
        said = f'<p class="missing">[{alternative}]</p>' if block.alternative else ""
        return f"<figure{own}>{said}{caption}</figure>\n"

    def _list(self, items: Sequence[Block]) -> str:
        """A run of items as nested lists; an item's further paragraphs stay in it."""
        made: list[str] = []
        open_lists: list[str] = []
        for item in items:
            level = max(item.level, 1)
            while len(open_lists) > level:
                made.append(f"</li>\n</{open_lists.pop()}>\n")
            name = _list_name(item.marker)
            if item.marker and len(open_lists) == level and not open_lists[-1].startswith(name.split()[0]):
                made.append(f"</li>\n</{open_lists.pop()}>\n")
            if len(open_lists) == level and item.marker:
                made.append("</li>\n")
            elif len(open_lists) == level:
                made.append(f"<p{self._attributes(item)}>{self._number(item)}{self.words(item.words)}</p>\n")
                continue
            while len(open_lists) < level:
                kind = name if len(open_lists) == level - 1 else 'ul class="plain"'
                made.append(f"<{kind}>\n" + ("<li>" if len(open_lists) < level - 1 else ""))
                open_lists.append(kind.split()[0])
            made.append(
                f"<li{_value(item.marker)}><p{self._attributes(item)}>{self._number(item)}{self.words(item.words)}</p>\n"
            )
        while open_lists:
            made.append(f"</li>\n</{open_lists.pop()}>\n")
        return "".join(made)

    def _note(self, note: Footnote) -> str:
        shown = escape(note.mark)
        mark = f'<span class="mark">{shown}</span> '
        if f"ref-{note.key}" in self.shown:
            way = f'role="doc-backlink" href="#ref-{note.key}" aria-label="{self.back}"'
            mark = f'<a class="mark" {way}>{shown}</a> '
        inner = self.blocks(note.blocks)
        inner = re.sub(
            r"^(<p[^>]*>)?", lambda found: found[0] + mark if found[1] else f"<p>{mark}</p>\n", inner, count=1
        )
        return f'<div id="{note.key}" class="note">\n{inner}</div>\n'


def page_anchor(label: str) -> str:
    """What a printed page is called in an address."""
    return f"page-{slug(label) or 'x'}"


def in_capitals(words: str) -> bool:
    """Whether ``words`` are all in capitals, as the headings of many old books are."""
    return words.upper() == words != words.lower()


def _classes(block: Block) -> str:
    classes = []
    if block.align:
        classes.append(block.align)
    if block.kind in (BlockKind.VERSE, BlockKind.CODE, BlockKind.TABLE):
        classes.append(block.kind.value)
    if block.kind is BlockKind.HEADING and block.matter is Matter.TITLE:
        classes.append("title")
    return " ".join(classes)


def _list_name(marker: str) -> str:
    """The list element for a marker; a marker no list element can make is written out by none."""
    if not (found := _ORDERED.match(marker)):
        return "ul" if marker else 'ul class="plain"'
    said = found[1]
    if said.isdigit():
        return "ol"
    if len(said) > 1 or said in "iIvVxX":
        return f'ol type="{"i" if said.islower() else "I"}"'
    return f'ol type="{"a" if said.islower() else "A"}"'


def _value(marker: str) -> str:
    found = _ORDERED.match(marker)
    if not found:
        return ""
    said = found[1]
    if said.isdigit():
        return f' value="{int(said)}"'
    if len(said) > 1 or said in "iIvVxX":
        return f' value="{_roman(said)}"'
    return f' value="{ord(said.lower()) - 96}"'


def _roman(said: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}[letter] for letter in said.lower()]
    return sum(-value if any(later > value for later in values[at + 1 :]) else value for at, value in enumerate(values))


def _is_balanced(line: str) -> bool:
    depth = 0
    for closing, _, empty in _LINE_TAGS.findall(line):
        depth += 0 if empty else -1 if closing else 1
        if depth < 0:
            return False
    return depth == 0


def _line(line: str) -> str:
    bare = line.lstrip("\u2003")
    indent = min(len(line) - len(bare), 8)
    return f'<span class="line{f" i{indent}" if indent else ""}">{bare}</span>'

"""The course reader as it is put together."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urljoin

from studycircle.documents.inline import Inline
from studycircle.documents.programme import Programme, Session
from studycircle.documents.rich import NOT_XML
from studycircle.documents.text import Block, BlockKind, Footnote, Image, Text
from studycircle.writers.programme import paper as print_
from studycircle.writers.programme.pages import span_of
from studycircle.writers.programme.words import Words
from studycircle.writers.text.pdf_layout import Layout, Opening

SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class Printed:
    """A text, or a part of one, that stands in the book. ``prefix``: what its keys begin with there; ``heading``: the
    key of its heading; ``under``: what its session is called."""

    source: str  # the key of the text
    text: Text  # as it was before it was set in
    prefix: str
    heading: str
    under: str

    def holds(self, source: str, text: Text) -> bool:
        """Whether all of ``text``, the text ``source`` or a part of it, is here."""
        return source == self.source and {block.key for block in text.blocks} <= {b.key for b in self.text.blocks}


@dataclass(slots=True)
class Draft:
    """What is in the book so far, and how it is to be laid out."""

    programme: Programme
    texts: Mapping[str, Text]
    words: Words
    address: str
    blocks: list[Block] = field(default_factory=list)
    notes: list[Footnote] = field(default_factory=list)
    images: dict[str, Image] = field(default_factory=dict)
    printed: list[Printed] = field(default_factory=list)
    openings: dict[str, Opening] = field(default_factory=dict)
    room: dict[str, int] = field(default_factory=dict)
    apart: set[str] = field(default_factory=set)

    @property
    def title(self) -> str:
        """What the book is called."""
        programme = self.programme
        name = print_.visible(programme.series.title) or print_.visible(programme.group.name)
        return name or self.words.gettext("Reading group")

    def text(self) -> Text:
        """The book as a text."""
        group = self.programme.group.name
        return Text(
            key=self.programme.series.key or "course",
            title=self.title,
            author=group if group != self.title else "",
            year=span_of(self.programme, self.words),
            language=self.words.language,
            source=self.address,
            blocks=tuple(self.blocks),
            notes=tuple(self.notes),
            images=tuple(self.images.values()),
        )

    def layout(self) -> Layout:
        """How it is laid out on paper."""
        return Layout(self.openings, self.room, self.apart)

    def links(self, page: str = "") -> Callable[[str], str]:
        """Where addresses lead to from the book; relative ones are those of a ``page`` below the series' own."""
        base = f"{self.address.rstrip('/')}/{page}" if self.address else ""
        return lambda address: print_.web_link(urljoin(base, address) if base else address)

    def open(self, key: str, words: str, opening: Opening, *, level: int = 1) -> None:
        """Add a heading that opens a page."""
        self.openings[key] = opening
        self.head(key, words, level)

    def head(self, key: str, words: str, level: int) -> None:
        """Add a heading; its lines are parted by line ends."""
        lines = Inline("<br/>".join(map(plain, words.split("\n"))))
        self.blocks.append(Block(key, BlockKind.HEADING, lines, level=level))

    def say(self, key: str, words: Iterable[str], *, direction: str = "") -> None:
        """Add a paragraph of these lines, inline words each, if there are any; it stands by itself."""
        if lines := [line for line in words if line]:
            self.apart.add(key)
            self.blocks.append(Block(key, BlockKind.PARAGRAPH, Inline("<br/>".join(lines)), direction=direction))


def session_key(session: Session) -> str:
    """The key of a session's heading. What stands in it adds to the key with full stops, which no key of a programme
    holds, so that none is the same as another."""
    return f"s-{session.key}"


def plain(words: str) -> str:
    """``words`` as inline words on one line; a no-break space stays one."""
    return escape(SPACES.sub(" ", NOT_XML.sub("", words)).strip(), quote=False)


def linked(href: str, words: str) -> str:
    """Inline ``words`` as a link, where they lead anywhere."""
    return f'<a href="{escape(href)}">{words}</a>' if href else words

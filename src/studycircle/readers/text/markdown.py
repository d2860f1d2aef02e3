"""Markdown: CommonMark with tables, strike-through and footnotes, through the same path as HTML.

A file that ``writers/text/markdown.py`` wrote says so in its head; then nothing is guessed, its paragraphs keep the
numbers in front of them, and the text comes back as it was.
"""

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from lxml import html
from markdown_it import MarkdownIt

from studycircle.documents.inline import Inline
from studycircle.documents.problem import Problem
from studycircle.documents.text import BlockKind, Matter, Row, Text
from studycircle.readers.text.blocks import Around, Walk
from studycircle.readers.text.draft import Book, Draft, DraftNote
from studycircle.readers.text.finish import finish
from studycircle.readers.text.headings import find_headings
from studycircle.readers.text.html import Beside, urlsplit_safe
from studycircle.readers.text.looks import Looks
from studycircle.readers.text.notes import mark_notes, take_notes
from studycircle.readers.text.pictures import Pictures
from studycircle.readers.text.tree import decode
from studycircle.readers.text.words import Words

OWN = "studycircle-text"  # the field by which a file of ours is known
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_FIELD = re.compile(r"^(\w[\w-]*)\s*:\s*(.*?)\s*$", re.M)
_NOTE = re.compile(r"^\[\^([^\]\s]+)\]:[ \t]*(.*(?:\n(?:[ \t]{2,}.*|[ \t]*$))*)", re.M)
_REF = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_FENCE = re.compile(r"^(```+|~~~+).*?^\1[ \t]*$", re.M | re.S)
_VERSE = re.compile(r"<p>(?=(?:[^\n]*<br />\n)+[^\n]*</p>|[^\n]*<br></p>)")
_NUMBER = re.compile(r"¶(\d+[a-z]*)(?:\xa0|$)")
_POINTER = re.compile(r'<a role="doc-noteref" href="##(fn-\d+)">[^<]*</a>')
_MARKER = re.compile(r"(\S{0,8})\xa0")


def read_markdown(
    data: bytes, name: str = "", *, address: str = "", beside: Beside | None = None
) -> tuple[Text, list[Problem]]:
    """The text of a Markdown file. Fields of a YAML-like head (title, author, translator, year, language, source,
    rights) are taken; HTML inside is cleaned like any page's. Relative links stay relative, unless ``address`` says
    where the file came from."""
    words = decode(data).replace("\r\n", "\n").replace("\x00", "")
    book = Book()
    book.about.source = address
    head, words = _front(words)
    _learn(book, head)
    page = _Page(words)
    pictures = Pictures(book, beside)
    walk_words = Words(book, lambda written: _follow(written, address), pictures.take)
    book.drafts = _walked(page.body, walk_words)
    for place, (label, note) in enumerate(page.notes, 1):
        mark = label if OWN in head or label.isdigit() else str(place)
        book.notes.append(
            DraftNote(f"note:fn-{place}", mark, _walked(note, walk_words) or [Draft(BlockKind.PARAGRAPH)])
        )
    if OWN in head:
        _as_written(book)
        mark_notes(book)
    else:
        take_notes(book)
        find_headings(book)
    return finish(book, name.rsplit("/", 1)[-1].removesuffix(".md"))


def _front(words: str) -> tuple[dict[str, str], str]:
    """The fields of the head, and what stands below it."""
    found = _FRONT.match(words)
    fields = _FIELD.findall(found[1]) if found else []
    if not found or not fields:
        return {}, words
    return {field.lower(): _value(said) for field, said in fields}, words[found.end() :]


def _value(said: str) -> str:
    if said.startswith('"') and said.endswith('"'):
        try:
            return str(json.loads(said))
        except ValueError:
            pass
    return said.strip("\"'")


def _learn(book: Book, said: dict[str, str]) -> None:
    about = book.about
    about.title, about.author = said.get("title", ""), said.get("author", "")
    about.translator, about.year = said.get("translator", ""), said.get("year", said.get("date", ""))
    about.language = said.get("language", said.get("lang", ""))
    about.source, about.rights = said.get("source", about.source), said.get("rights", "")
    if OWN in said and said.get("credits"):
        book.apart.append(("credits", said["credits"]))


class _Page:
    """Markdown as HTML: its ``body``, and its ``notes`` as (label, HTML)."""

    def __init__(self, words: str) -> None:
        fenced: list[str] = []

        def keep(found: re.Match[str]) -> str:
            fenced.append(found[0])
            return f"\x01{len(fenced) - 1}\x01"

        outside = _FENCE.sub(keep, words)
        notes = dict(_NOTE.findall(outside))
        outside = _NOTE.sub("", outside) if notes else outside
        self._place = {label: place for place, label in enumerate(notes, 1)}
        self._parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        self._shared: dict[str, Any] = {}  # what links and pictures are defined as, anywhere in the file
        held = re.sub("\x01(\\d+)\x01", lambda found: fenced[int(found[1])], self._hold(outside))
        self.body = self._render(held)
        self.notes = [(label, self._render(self._hold(_outdent(note)))) for label, note in notes.items()]

    def _hold(self, words: str) -> str:
        """Note references as private letters, which go through the parser unseen."""
        place = self._place
        return _REF.sub(lambda m: f"\ue100{place[m[1]]}\ue101" if m[1] in place else m[0], words) if place else words

    def _render(self, words: str) -> str:
        page = self._parser.render(words, self._shared)
        page = re.sub("\ue100(\\d+)\ue101", r'<a class="footnote-ref" href="#fn-\1">\1</a>', page)
        # Where every line is ended by hand, the lines are meant: verse.
        return _VERSE.sub('<p class="verse">', page)


def _walked(page: str, words: Words) -> list[Draft]:
    """The drafts of a page, what points at notes led to them."""
    root = html.document_fromstring(f"<body>{page}</body>".encode(), parser=html.HTMLParser(encoding="utf-8"))
    walk = Walk(words, Looks())
    walk.container(root, Around())
    if walk.pending and walk.drafts:
        walk.drafts[-1].words += walk.pending
    for draft in walk.drafts:
        draft.words = _pointed(draft.words)
        draft.rows = tuple(
            Row(tuple(replace(cell, words=Inline(_pointed(cell.words))) for cell in row.cells)) for row in draft.rows
        )
    return walk.drafts


def _pointed(words: str) -> str:
    """``words`` with references to the notes of ``_Page``."""
    return _POINTER.sub(r'<a role="doc-noteref" href="#note:\1"></a>', words) if "doc-noteref" in words else words


def _as_written(book: Book) -> None:
    """Take a file of ours at its word: numbers, markers, levels, the printed contents."""
    kept: list[Draft] = []
    number, ids = "", list[str]()
    for place, draft in enumerate(book.drafts):
        if not place and draft.kind is BlockKind.HEADING and draft.level == 1:
            continue  # the title, which the head names too
        if "printed-contents" in draft.around:
            draft.matter = Matter.CONTENTS
        if found := _NUMBER.match(draft.words):
            number, draft.words = found[1], draft.words[found.end() :]
            if not draft.words and not draft.rows:
                ids = draft.ids
                continue  # it is that of the table or listing below
        draft.number, number = number, ""
        draft.ids, ids = ids + draft.ids, []
        kept.append(draft)
    book.drafts = kept
    for draft in [*kept, *(draft for note in book.notes for draft in note.drafts)]:
        if draft.kind is BlockKind.HEADING:
            draft.level = max(draft.level - 1, 1)
        if draft.kind is BlockKind.PARAGRAPH and draft.classes == "verse":
            draft.kind = BlockKind.VERSE  # of one line
        if draft.kind is BlockKind.ITEM and draft.marker == "•" and (found := _MARKER.match(draft.words)):
            draft.marker, draft.words = found[1], draft.words[found.end() :]


def _outdent(body: str) -> str:
    return "\n".join(line[4:] if line.startswith("    ") else line.lstrip() for line in body.split("\n"))


def _follow(written: str, address: str) -> str:
    if written.startswith("#"):
        return f"#{written}"
    if address:
        return urljoin(address, written)
    return written if urlsplit_safe(written) in ("http", "https", "mailto", "tel", "") else ""

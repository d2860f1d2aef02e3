"""Plain text: Project Gutenberg's books (its Volunteers' formatting guidelines), e-mail, and anybody's.

Nothing marks what a line is but its shape, so its shape is asked: ``plain_lines.py``.
"""

import itertools
import re

from studycircle.documents.problem import Problem
from studycircle.documents.text import BlockKind, Matter, Text
from studycircle.errors import ReadError
from studycircle.readers.text.boilerplate import END, set_apart, starts_book
from studycircle.readers.text.draft import Book, Draft
from studycircle.readers.text.finish import finish
from studycircle.readers.text.headings import find_headings
from studycircle.readers.text.html import Beside
from studycircle.readers.text.notes import take_notes
from studycircle.readers.text.plain_lines import (
    BREAK,
    BULLET,
    COUNTED,
    UNDERLINE,
    Piece,
    counted_headings,
    counted_items,
    heading_level,
    indent_of,
    inline,
    is_verse,
    is_wrapped,
    kept,
    pieces,
    unwrapped,
    width_of,
)
from studycircle.readers.text.printed_contents import CONTENTS
from studycircle.readers.text.tree import decode

LARGEST = 32_000_000  # bytes
UNWRAPPED = 120  # a line longer than this was never wrapped, and is a paragraph
LONGEST_TITLE = 200  # letters
LONGEST_OWN = 100  # of a title that only its place tells
FAR = 400  # pieces a printed table of contents has at most
LOOKED_FOR = 4  # of its pieces: what heads the column of page numbers is no entry
_PAGED = re.compile(r"\S(?: {3,}|[ .]{3,})\d{1,4}\.?\s*$")
_BY = re.compile(  # "By Rosa Luxemburg", "von Franz Kafka"
    r"(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|PAR|[Pp]or|POR|[Dd]i|DI|[Aa]v|AV|[Dd]oor|DOOR)\s+"
    r"([^\W\d_][\w.’'-]*(?: (?:[^\W\d_][\w.’'-]*)){0,5})"
)
_NOTES = re.compile(r"^\W*(?:foot|end)?notes\W*$", re.I)


def read_plain(
    data: bytes, name: str = "", *, address: str = "", beside: Beside | None = None
) -> tuple[Text, list[Problem]]:
    """The text of a plain text file, its wrapped lines as paragraphs. ``beside`` is not asked: it has no images.
    Raises ``ReadError`` where there is nothing to read."""
    if len(data) > LARGEST:
        raise ReadError(name, "this file is too large", "Split it.")
    words = decode(data).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\f", "\n\n")
    if not words.strip():
        raise ReadError(name, "it is empty")
    lines = [line.expandtabs(8).rstrip() for line in words.split("\n")]
    book = Book()
    book.about.source = address
    end = next((at for at, line in enumerate(lines) if END.search(line)), len(lines))
    start = next((at + 1 for at in range(end - 1, -1, -1) if starts_book(lines[at])), 0)
    while 0 < start < len(lines) and lines[start].strip():
        start += 1  # the line that starts the book may be wrapped
    book.drafts = [_as_it_is(piece) for piece in pieces(lines[:start])]
    book.drafts += _Shapes(lines[start:end]).drafts(pieces(lines[start:end], start + 1))
    book.drafts += [_as_it_is(piece) for piece in pieces(lines[end:], end + 1)]
    set_apart(book)
    called = name.rsplit("/", 1)[-1].removesuffix(".txt")
    _title(book)
    _own_title(book, called)
    _numbered_notes(book.drafts)
    take_notes(book)
    find_headings(book)
    return finish(book, called)


def _as_it_is(piece: Piece) -> Draft:
    """A piece of the licence: its fields are told apart by their lines."""
    return Draft(BlockKind.VERSE, kept(piece.lines), line=piece.at)


class _Shapes:
    """Tells the pieces of one text apart by how its lines usually are."""

    def __init__(self, lines: list[str]) -> None:
        self._width = width_of(lines)
        self._made: list[Draft] = []
        self._headings: set[int] = set()  # lines that the counting of all shows to be headings

    def drafts(self, some: list[Piece], quoted: bool = False) -> list[Draft]:
        """The drafts of ``some`` pieces."""
        self._headings = counted_headings(some)
        place = 0
        while place < len(some):
            piece = some[place]
            if not quoted and len(piece.lines) == 1 and CONTENTS.match(piece.lines[0]):
                place = self._contents(some, place)
                continue
            self._piece(piece, quoted)
            place += 1
        if self._is_below_heading():
            self._made[-1].kind = BlockKind.PARAGRAPH  # with nothing under it: "THE END"
        return self._made

    def _contents(self, some: list[Piece], place: int) -> int:
        """The printed contents: up to where its first entry is met again, as the heading it names."""
        self._add(BlockKind.HEADING, inline(some[place].lines[0]), some[place], matter=Matter.CONTENTS, level=2)
        for piece in some[place + 1 : (stop := _end_of_contents(some, place))]:
            for line in piece.lines:
                self._add(BlockKind.PARAGRAPH, inline(line.strip()), piece, matter=Matter.CONTENTS)
        return stop

    def _piece(self, piece: Piece, quoted: bool) -> None:
        lines = piece.lines
        marked = [line.lstrip().startswith(">") for line in lines]
        if any(marked):
            at = next((at for at, mark in enumerate(marked) if mark is not marked[0]), len(lines))
            if marked[0]:
                inner = [re.sub(r"^\s*(?:> ?)+", "", line) for line in lines[:at]]
                for part in pieces(inner, piece.at):
                    self._piece(part, True)
            else:
                self._piece(Piece(lines[:at], piece.at, piece.blank), quoted)
            if at < len(lines):
                self._piece(Piece(lines[at:], piece.at + at, 0), quoted)
        elif len(lines) > 1 and UNDERLINE.match(lines[1]) and len(lines[0].split()) <= 15:
            level = 2 if "=" in lines[1] else 3
            self._add(BlockKind.HEADING, inline(lines[0].strip()), piece, level=level, quoted=quoted)
            if lines[2:]:
                self._piece(Piece(lines[2:], piece.at + 2, 0), quoted)
        elif len(lines) == 1 and BREAK.match(lines[0]):
            self._add(BlockKind.BREAK, "", piece, quoted=quoted)
        elif not quoted and (
            level := heading_level(piece, self._is_below_heading()) or 4 * (piece.at in self._headings)
        ):
            words = "<br/>".join(inline(line.strip()) for line in lines)
            self._add(BlockKind.HEADING, words, piece, level=level)
        elif sum(bool(BULLET.match(line)) for line in lines) > 1 and BULLET.match(lines[0]):
            self._items(piece, [at for at, line in enumerate(lines) if BULLET.match(line)], quoted)
        elif starts := counted_items(lines):
            self._items(piece, starts, quoted)
        else:
            self._prose(piece, quoted)

    def _heading(self, piece: Piece) -> int:
        return heading_level(piece, self._is_below_heading()) or (4 if piece.at in self._headings else 0)

    def _is_below_heading(self) -> bool:
        return bool(self._made) and self._made[-1].kind is BlockKind.HEADING

    def _items(self, piece: Piece, starts: list[int], quoted: bool) -> None:
        for at, stop in zip(starts, [*starts[1:], len(piece.lines)], strict=True):
            number = COUNTED.match(piece.lines[at])
            sign = number or BULLET.match(piece.lines[at])
            assert sign is not None
            words = unwrapped([piece.lines[at][sign.end() :], *piece.lines[at + 1 : stop]])
            marker = number[1] + number[2] if number else "•"
            self._add(BlockKind.ITEM, words, piece, level=1, marker=marker, quoted=quoted)

    def _prose(self, piece: Piece, quoted: bool) -> None:
        lines = piece.lines
        if max(map(len, lines)) > UNWRAPPED:
            for line in lines:
                self._add(BlockKind.PARAGRAPH, inline(line.strip()), piece, quoted=quoted)
            return
        label = re.match(r"\s*(?:[\[{](?:\w+ )?[\w*†‡§]{1,4}(?:[\]}]|:)|\*)", lines[0])
        if not label and is_verse(lines, self._width) and not is_wrapped(lines):
            self._add(BlockKind.VERSE, kept(lines), piece, quoted=quoted)
            return
        goes_on = bool(self._made) and self._made[-1].quoted  # a letter's signature
        set_in = (len(lines) > 1 or goes_on) and min(map(indent_of, lines)) > 1
        for part in [lines] if set_in else _by_first_line(lines):
            self._add(BlockKind.PARAGRAPH, unwrapped(part), piece, quoted=quoted or (set_in and not label))

    def _add(
        self, kind: BlockKind, words: str, piece: Piece, *, level: int = 0, marker: str = "", quoted: bool = False,
        matter: Matter = Matter.BODY,
    ) -> None:  # fmt: skip
        tag = "p" if kind is BlockKind.PARAGRAPH else ""
        draft = Draft(kind, words, tag=tag, level=level, marker=marker, quoted=quoted, matter=matter, line=piece.at)
        self._made.append(draft)


def _by_first_line(lines: list[str]) -> list[list[str]]:
    """Paragraphs that are parted only by their first line's indent."""
    found = [[lines[0]]]
    for before, line in itertools.pairwise(lines):
        if 2 <= indent_of(line) <= 8 and indent_of(before) == 0:
            found.append([line])
        else:
            found[-1].append(line)
    return found


def _end_of_contents(some: list[Piece], place: int) -> int:
    """Where the printed contents under the heading at ``place`` end: where one of their first entries is met again, as
    the heading it names. Contents below the book have their entries above."""
    first = some[place + 1 : place + 1 + LOOKED_FOR]
    for below, entry in ((below, _bare(line)) for below, piece in enumerate(first, place + 2) for line in piece.lines):
        for at in range(below, min(place + FAR, len(some))):
            if entry and (words := _bare(some[at].lines[0])) and _same(words, entry):
                while at > below and some[at - 1].blank > 2 and heading_level(some[at - 1]):
                    at -= 1  # the part it is the first chapter of
                return at
    above = {_bare(piece.lines[0]) for piece in some[:place]}
    at = place + 1
    if at + 1 < len(some) and any(map(_PAGED.search, some[at + 1].lines)):
        at += 1  # below what heads the columns
    while at < len(some) and any(_bare(line) in above or _PAGED.search(line) for line in some[at].lines):
        at += 1
    return max(at, min(place + 2, len(some)))


def _bare(line: str) -> str:
    """The letters of an entry, without the page it stands on."""
    return re.sub(r"\W+", " ", re.sub(r"[\s.]+\d+\s*$", "", line)).strip().casefold()


def _same(heading: str, entry: str) -> bool:
    return heading == entry or (len(heading) > 3 and entry.startswith(f"{heading} "))


def _title(book: Book) -> None:
    """The title the licence names, where the book begins with it, heads the title page."""
    title = _bare(re.split(r"[:;]|, Complete|, Vol", book.about.title)[0])
    for draft in book.drafts[:3]:
        if title and len(draft.words) < LONGEST_TITLE and f"{_bare(draft.plain)} ".startswith(f"{title} "):
            draft.kind, draft.level = BlockKind.HEADING, 1
            return


def _own_title(book: Book, called: str) -> None:
    """Where no licence names a title: a first line that the file is called by, or below which stands who wrote it."""
    body = [draft for draft in book.drafts if draft.matter is Matter.BODY]
    if book.about.title or not body or body[0].kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
        return
    first, more = body[0], body[1:2]
    title = first.plain.replace("\n", " ")
    by = _BY.fullmatch(more[0].plain) if more and more[0].kind is BlockKind.PARAGRAPH else None
    if len(title) > LONGEST_OWN or title.endswith((".", ",", ";", ":")) or not (by or _bare(title) == _bare(called)):
        return
    book.about.title = title
    first.kind, first.level, first.matter = BlockKind.HEADING, 1, Matter.TITLE
    if by and not book.about.author:
        book.about.author, more[0].matter = by[1], Matter.TITLE


def _numbered_notes(drafts: list[Draft]) -> None:
    """Notes at the end, "1. So it says.", are written as the text points at them: "[1]"."""
    heads = [at for at, draft in enumerate(drafts) if len(draft.words) < 40 and _NOTES.match(draft.plain)]
    if not heads:
        return
    shown = {mark for draft in drafts[: heads[-1]] for mark in re.findall(r"\[(\d{1,4})\]", draft.words)}
    for draft in drafts[heads[-1] + 1 :]:
        if (found := re.match(r"(\d{1,4})[.)]\s+", draft.words)) and found[1] in shown:
            draft.words = f"[{found[1]}] {draft.words[found.end() :]}"

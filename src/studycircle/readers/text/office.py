"""Documents of word processors, DOCX, ODT and RTF: from the page their readers make to a text.

Their styles say what is a heading, the title, the printed contents; only where no style does are headings guessed.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from studycircle.documents.problem import Problem
from studycircle.documents.text import BlockKind, Matter, Text
from studycircle.readers.text.blocks import Around, Walk
from studycircle.readers.text.boilerplate import set_apart
from studycircle.readers.text.draft import About, Book, Draft, DraftNote
from studycircle.readers.text.finish import finish
from studycircle.readers.text.html import urlsplit_safe
from studycircle.readers.text.looks import Looks
from studycircle.readers.text.page import Page
from studycircle.readers.text.pictures import Pictures
from studycircle.readers.text.words import Words

_ALL_STRONG = re.compile(r"(?:<[^>]*>)*<strong>(?:(?!</?strong>).)*</strong>(?:</[^>]*>|<br/>)*", re.S)
_SPOKEN = re.compile(r"[.,;:!?…]$")
_LONGEST_HEADING = 16  # words


@dataclass(slots=True)
class Office:
    """What a reader found: the page, its notes by key (``note:…``) with their marks, and what is said of it."""

    page: Page = field(default_factory=Page)
    notes: dict[str, tuple[str, Page]] = field(default_factory=dict)
    about: About = field(default_factory=About)
    problems: list[tuple[str, str, str]] = field(default_factory=list)  # code, words, excerpt

    def note(self, key: str) -> str:
        """A new note ``key``; gives the mark it has: counted through the text."""
        mark = str(len(self.notes) + 1)
        self.notes[key] = (mark, Page())
        return mark

    def report(self, code: str, words: str, excerpt: str = "") -> None:
        """What could not be kept."""
        self.problems.append((code, words, excerpt))


def office_text(office: Office, name: str, image: Callable[[str], bytes | None]) -> tuple[Text, list[Problem]]:
    """The text of an office document. ``image`` gives the bytes of an image by the name its page uses."""
    book = Book(about=office.about)
    for problem in office.problems:
        book.report(problem[0], problem[1], excerpt=problem[2])
    words = Words(book, _follow, Pictures(book, image).take)
    book.drafts = _drafts(words, office.page)
    for key, (mark, page) in office.notes.items():
        drafts = _drafts(words, page)
        book.notes.append(DraftNote(key, mark, drafts or [Draft(BlockKind.PARAGRAPH, mark)]))
    set_apart(book)
    _mark_matter(book)
    if not any(_is_heading(draft) for draft in book.drafts):
        _guess_headings(book.drafts)
    _level(book.drafts)
    return finish(book, re.sub(r"\.\w{2,4}$", "", name.rsplit("/", 1)[-1]))


def _drafts(words: Words, page: Page) -> list[Draft]:
    walk = Walk(words, Looks())
    walk.container(page.root, Around())
    for draft in walk.drafts:
        if draft.kind is BlockKind.ITEM and draft.marker and draft.box is not None:
            draft.marker = draft.box.get("title") or ""
    return walk.drafts


def _follow(written: str) -> str:
    if written.startswith("#note:"):
        return written
    if written.startswith("#"):
        return f"#{written}"
    return written if urlsplit_safe(written) in ("http", "https", "mailto", "tel") else ""


def _mark_matter(book: Book) -> None:
    """Title page and printed contents, by their styles; the title itself where the document says no better."""
    for place, draft in enumerate(book.drafts):
        if draft.around.startswith("contents"):
            draft.matter = Matter.CONTENTS
            above = book.drafts[place - 1] if place else None
            if above is not None and above.matter is Matter.BODY and above.kind is BlockKind.HEADING:
                above.matter = Matter.CONTENTS
        elif draft.matter is Matter.TITLE:
            draft.look.align = draft.look.align or "centre"
    titled = [draft.plain for draft in book.drafts[:20] if draft.matter is Matter.TITLE]
    if titled and book.about.title.casefold().split() not in [title.casefold().split() for title in titled]:
        book.about.title = titled[0].replace("\n", " ")


def _is_heading(draft: Draft) -> bool:
    return draft.kind is BlockKind.HEADING and draft.matter is Matter.BODY


def _guess_headings(drafts: Sequence[Draft]) -> None:
    """Without a single heading style: short lines all in bold or large type, with text below, are meant as headings."""
    for place, draft in enumerate(drafts):
        if draft.kind is not BlockKind.PARAGRAPH or draft.quoted or draft.matter is not Matter.BODY:
            continue
        words = draft.plain
        strong = _ALL_STRONG.fullmatch(draft.words) is not None
        short = 0 < len(words.split()) <= _LONGEST_HEADING and not _SPOKEN.search(words.strip())
        if short and "<img" not in draft.words and (strong or draft.look.size > 1.1) and _text_below(drafts, place):
            draft.kind, draft.level = BlockKind.HEADING, 1 if draft.look.size > 1.1 else 2
            draft.words = re.sub(r"</?strong>", "", draft.words)


def _text_below(drafts: Sequence[Draft], place: int) -> bool:
    return any(len(draft.plain.split()) > _LONGEST_HEADING for draft in drafts[place + 1 : place + 4])


def _level(drafts: Sequence[Draft]) -> None:
    """Levels from 1 on without a gap."""
    above: list[int] = []
    for draft in filter(_is_heading, drafts):
        while above and above[-1] >= draft.level:
            above.pop()
        above.append(draft.level)
        draft.level = len(above)

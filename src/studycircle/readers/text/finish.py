"""From drafts to a frozen text: keys, numbers, links that lead somewhere."""

import hashlib
import itertools
import re
from collections.abc import Iterator

from studycircle.documents.inline import PICTURE, Inline, to_plain
from studycircle.documents.keys import slug
from studycircle.documents.problem import Problem
from studycircle.documents.text import (
    NUMBERED,
    Apart,
    Block,
    BlockKind,
    Cell,
    Footnote,
    Image,
    Matter,
    Row,
    Text,
)
from studycircle.readers.text.draft import Book, Draft

LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LINK = re.compile(r'<a href="#([^"]*)">((?:(?!</a>).)*)</a>')
_NOTE = re.compile(r'<a role="doc-noteref" href="#(note:[^"]*)">')
_MARK = re.compile(r'<span role="doc-pagebreak"[^>]*/>')


def finish(book: Book, name: str = "") -> tuple[Text, list[Problem]]:
    """The text the drafts make, and what was not kept. ``name``: what it is called where it has no title."""
    book.drafts = _without_stray_breaks(book.drafts)
    _number(book.drafts)
    taken: set[str] = set()
    keys = [_key_of(draft, taken) for draft in book.drafts]
    where = {anchor: key for draft, key in zip(book.drafts, keys, strict=True) for anchor in draft.ids}
    note_keys = {note.key: f"n{place}" for place, note in enumerate(book.notes, 1)}
    blocks = [_freeze(draft, key, where, note_keys) for draft, key in zip(book.drafts, keys, strict=True)]
    notes = []
    for note in book.notes:
        inner = tuple(_freeze(d, _key_of(d, taken), where, note_keys) for d in note.drafts)
        notes.append(Footnote(note_keys[note.key], note.mark, inner))
    about = book.about
    title = " ".join((about.title or _title_in(book.drafts) or name or "Untitled").split())
    text = Text(
        key=slug(title) or "text",
        title=title,
        author=" ".join(about.author.split()),
        translator=" ".join(about.translator.split()),
        year=about.year,
        language=about.language,
        source=about.source,
        rights=about.rights,
        blocks=tuple(blocks),
        notes=tuple(notes),
        images=_used(book),
        apart=tuple(Apart(kind, words) for kind, words in book.apart),
    )
    if not any(block.number for block in text.blocks):
        book.report("no-text", "No paragraph of text was found in it.")
    return text, book.problems


def _number(drafts: list[Draft]) -> None:
    """Give the numbers 1, 2, 3 …; where the source says numbers those stay, and what came in between is "46a"."""
    numbered = []
    for draft in drafts:
        if draft.kind in NUMBERED and draft.matter is Matter.BODY:
            numbered.append(draft)
        else:
            draft.number = ""
    said = {draft.number for draft in numbered} - {""}
    if not said:
        for count, draft in enumerate(numbered, 1):
            draft.number = str(count)
    last = ""
    for draft in numbered:
        if not draft.number:
            base = last.rstrip(LETTERS) or "0"
            draft.number = next(made for made in map(f"{base}{{}}".format, _letters()) if made not in said)
            said.add(draft.number)
        last = draft.number


def _letters() -> Iterator[str]:
    """a, b … z, aa, ab …"""
    for length in itertools.count(1):
        yield from map("".join, itertools.product(LETTERS, repeat=length))


def _used(book: Book) -> tuple[Image, ...]:
    """The images that are still shown somewhere, in their order."""
    drafts = [*book.drafts, *(draft for note in book.notes for draft in note.drafts)]
    shown = {draft.image for draft in drafts}
    for draft in drafts:
        for words in (draft.words, *(cell.words for row in draft.rows for cell in row.cells)):
            if "<img" in words:
                shown |= {key for key, _ in PICTURE.findall(words)}
    return tuple(image for key, image in book.images.items() if key in shown)


def _key_of(draft: Draft, taken: set[str]) -> str:
    """A key that comes from the block's own words, so that it stays where others come and go around it."""
    letter = "h" if draft.kind is BlockKind.HEADING else draft.kind.value[0]
    made = slug(draft.plain) if draft.kind is BlockKind.HEADING else ""
    if not made or not made[0].isalpha() or re.fullmatch(r"(?:p|n|pg|note-?|page-?)\d+\w*", made):
        said = f"{draft.words}|{draft.image}|{draft.rows}"
        digest = hashlib.blake2b(_MARK.sub("", said).encode("utf-8", "replace"), digest_size=5).hexdigest()
        made = f"{letter}-{made or digest}"
    key, count = made, 1
    while key in taken:
        count += 1
        key = f"{made}-{count}"
    taken.add(key)
    return key


def _freeze(draft: Draft, key: str, where: dict[str, str], notes: dict[str, str]) -> Block:
    rows = tuple(
        Row(tuple(Cell(_settle(c.words, where, notes), c.head, c.across, c.down) for c in row.cells))
        for row in draft.rows
    )
    align = draft.look.align if draft.kind in (BlockKind.PARAGRAPH, BlockKind.VERSE) else ""
    return Block(
        key, draft.kind, _settle(draft.words, where, notes), draft.number, draft.level, draft.marker, draft.quoted,
        align, draft.matter, draft.lang, draft.direction, rows, draft.image, draft.alternative,
    )  # fmt: skip


def _settle(words: str, where: dict[str, str], notes: dict[str, str]) -> Inline:
    """Words whose links lead to keys; a link to nowhere leaves only its words."""
    if "<a " not in words:
        return Inline(words)

    def led(found: re.Match[str]) -> str:
        key = where.get(found[1])
        return f'<a href="#{key}">{found[2]}</a>' if key else found[2]

    words = _LINK.sub(led, words)
    return Inline(_NOTE.sub(lambda found: f'<a role="doc-noteref" href="#{notes[found[1]]}">', words))


def _without_stray_breaks(drafts: list[Draft]) -> list[Draft]:
    """Rules stay where they part text from text, not beside headings, one another or the book's ends."""
    kept: list[Draft] = []
    for place, draft in enumerate(drafts):
        if draft.kind is BlockKind.BREAK:
            follows = drafts[place + 1] if place + 1 < len(drafts) else None
            before = kept[-1] if kept else None
            if (
                before is None or follows is None or BlockKind.HEADING in (before.kind, follows.kind)
                or BlockKind.BREAK in (before.kind, follows.kind) or Matter.BODY not in (before.matter, follows.matter)
                or before.matter is not follows.matter
            ):  # fmt: skip
                if follows is not None and draft.ids:
                    follows.ids = draft.ids + follows.ids
                continue
        kept.append(draft)
    return kept


def _title_in(drafts: list[Draft]) -> str:
    """The first heading of the title page, else of the text."""
    found = [draft for draft in drafts[:60] if draft.kind is BlockKind.HEADING]
    titled = [draft for draft in found if draft.matter is Matter.TITLE] or found
    return to_plain(Inline(titled[0].words)).replace("\n", " ").strip(" .") if titled else ""

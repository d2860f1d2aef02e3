"""A reading set into a book with others: its keys made its own, its headings moved down, its numbers kept."""

import re
from dataclasses import dataclass, replace
from html import escape

from studycircle.documents.inline import NOTE_REF, PICTURE, Inline, relink
from studycircle.documents.text import Block, BlockKind, Footnote, Matter, Text, heading_words, notes_of
from studycircle.writers.programme.words import Words
from studycircle.writers.text.course_draft import plain

_MARKED = re.compile(r'href="#|<img ')


def set_in(text: Text, prefix: str, pictures: str, *, title: str, level: int, language: str) -> Text:
    """``text`` as a part of a book in ``language``: under the heading ``title`` of ``level``, which it begins with.

    Every key gets ``prefix``, those of images ``pictures``. Paragraph numbers stay what they are. The printed title
    page and contents, which belong to a book of its own, are left out.
    """
    body = [block for block in text.blocks if block.matter is Matter.BODY]
    heading, body = _headed(body, title)
    highest = min((block.level for block in body if block.kind is BlockKind.HEADING), default=1)
    body += _unreferred(text)
    heading = heading or Block(".title", BlockKind.HEADING, Inline(plain(title)))
    here = {block.key for block in body}
    tongue = _tongue(text.language, language)
    setting = _Setting(prefix, pictures, here, heading.key, level + 1 - highest, *tongue)
    return replace(
        text,
        blocks=(replace(setting.block(heading), level=level), *map(setting.block, body)),
        notes=tuple(setting.note(note) for note in notes_of(text, text.blocks)),
        images=tuple(replace(image, key=f"{pictures}{image.key}") for image in text.images),
    )


def _unreferred(text: Text) -> list[Block]:
    """Notes nothing points at, as the last words of the text they belong to."""
    pointed = {note.key for note in notes_of(text, text.blocks)}
    made: list[Block] = []
    for note in (note for note in text.notes if note.key not in pointed):
        first, *others = note.blocks or (Block(f"{note.key}.1", BlockKind.PARAGRAPH),)
        mark = f"<sup>{escape(note.mark, quote=False)}</sup> "
        made += [replace(first, words=Inline(f"{mark}{first.words}")), *others]
    return [Block(".notes", BlockKind.BREAK), *made] if made else []


def _headed(body: list[Block], title: str) -> tuple[Block | None, list[Block]]:
    """The heading that says the title, if the text begins with one, and the rest."""
    if body and body[0].kind is BlockKind.HEADING and _letters(heading_words(body[0])) == _letters(title):
        return body[0], body[1:]
    return None, body


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))


def _tongue(own: str, book: str) -> tuple[str, str]:
    """Language and direction to be said of each block, where they are not the book's."""
    if not own or own.casefold() == book.casefold():
        return "", ""
    direction = Words(own).direction
    return own, direction if direction != Words(book).direction else ""


@dataclass(frozen=True, slots=True)
class _Setting:
    prefix: str
    pictures: str
    here: set[str]
    heading: str  # where links lead to whose block is not in the book
    down: int
    lang: str
    direction: str

    def block(self, block: Block) -> Block:
        is_heading = block.kind is BlockKind.HEADING
        return replace(
            block,
            key=f"{self.prefix}{block.key}",
            words=self._words(block.words),
            level=block.level + self.down if is_heading else block.level,
            lang=block.lang or self.lang,
            direction=block.direction or ("" if block.lang else self.direction),
            image=block.image and f"{self.pictures}{block.image}",
            rows=tuple(
                replace(row, cells=tuple(replace(cell, words=self._words(cell.words)) for cell in row.cells))
                for row in block.rows
            ),
        )

    def note(self, note: Footnote) -> Footnote:
        return replace(note, key=f"{self.prefix}{note.key}", blocks=tuple(map(self.block, note.blocks)))

    def _words(self, words: Inline) -> Inline:
        if not _MARKED.search(words):
            return words
        made: str = relink(words, lambda key: f"#{self.prefix}{key if key in self.here else self.heading}")
        made = NOTE_REF.sub(lambda m: f'<a role="doc-noteref" href="#{self.prefix}{m[1]}">{m[2]}</a>', made)
        return Inline(PICTURE.sub(self._picture, made))

    def _picture(self, found: re.Match[str]) -> str:
        return f'<img src="{self.pictures if found[1] else ""}{found[1]}" alt="{found[2]}"/>'

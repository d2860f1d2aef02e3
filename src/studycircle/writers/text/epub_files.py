"""A text laid out as the files of an EPUB: what goes into which, and what each place in them is called.

In a book of many readings a paragraph number may come again, even within a file; so places are found by the keys of
blocks, and the name of a place is made for its file.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from studycircle.documents.inline import PAGE, Inline, page_mark
from studycircle.documents.text import (
    Block,
    BlockKind,
    Footnote,
    Matter,
    Text,
    block_plain,
    notes_of,
)
from studycircle.writers.text.chapters import Chapter, anchor, chapters, is_heading
from studycircle.writers.text.repetition import is_new, known_words, printed_pages

SHORT = 12_000  # characters; on paper too a shorter text is set without chapters
LONGEST = 220_000  # characters of one file; some devices give up at 300 KB
MOST_LABELS = 2_500  # lines in the list of pages; devices and validators take too long over more
LONGEST_NAME = 40  # characters of what a file without a heading is called
_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: a file, and a name within it ("" for the file itself)."""

    file: str
    name: str = ""

    def seen_from(self, file: str) -> str:
        """The address that leads here from ``file``."""
        fragment = f"#{self.name}" if self.name else ""
        return fragment if self.file == file and fragment else f"{self.file}{fragment}"


@dataclass(slots=True)
class Layout:
    """The files with the text itself, in reading order, and where in them everything is.

    ``blocks`` and ``notes``: places by key. ``numbers``: those of paragraph numbers, by the key of their block, where
    they do the work of pages (see ``is_paged``). ``taken``: the names used in each file.
    """

    files: dict[str, Chapter] = field(default_factory=dict)
    blocks: dict[str, Place] = field(default_factory=dict)
    notes: dict[str, Place] = field(default_factory=dict)
    numbers: dict[str, Place] = field(default_factory=dict)
    taken: dict[str, set[str]] = field(default_factory=dict)


def lay_out(text: Text) -> Layout:
    """The files of ``text``. What of the printed title page and contents says nothing new is left out: the book has
    its own. The marks of printed pages in it stay."""
    layout = Layout()
    known = known_words(text)
    waiting: tuple[Block, ...] = ()  # pages that begin in print that is left out
    parts = list(_levelled(_run_on(chapters(text))))
    for chapter in parts:
        blocks = (*waiting, *_without_repetition(chapter.blocks, known))
        waiting = ()
        if chapter is not parts[-1] and all(map(_only_marks, blocks)) and not chapter.notes:
            waiting = blocks
            continue
        for part in _parts(replace(chapter, blocks=blocks)):
            _name(layout, f"chapter-{len(layout.files) + 1:03}.xhtml", part)
    if not is_paged(text):
        _number(layout)
    return layout


def _number(layout: Layout) -> None:
    """Name the places of the numbers that do the work of pages: all, or in a very long text each fifth, tenth …"""
    own = [(file, block) for file, part in layout.files.items() for block in part.blocks if block.number]
    step = 1 if len(own) <= MOST_LABELS else -(-len(own) // MOST_LABELS // 5) * 5
    for file, block in own:
        if step == 1 or (block.number.isdigit() and int(block.number) % step == 0):
            layout.numbers[block.key] = Place(file, unique(f"no{block.number}", layout.taken[file]))


def is_paged(text: Text) -> bool:
    """Whether people find their place by the printed pages that are marked in ``text``. Where a number comes again it
    is a book of many readings, of which each would have pages of its own and some none."""
    return not _has_many_readings(text.blocks) and any(
        True for block in _all_blocks(text) for _ in printed_pages(block)
    )


def _has_many_readings(blocks: Iterable[Block]) -> bool:
    numbers = [block.number for block in blocks if block.number]
    return len(set(numbers)) < len(numbers)


def _all_blocks(text: Text) -> Iterator[Block]:
    yield from text.blocks
    for note in text.notes:
        yield from note.blocks


def _name(layout: Layout, file: str, part: Chapter) -> None:
    """Put ``part`` into ``file``, and name the places in it."""
    layout.files[file] = part
    taken = layout.taken[file] = set()
    for block in part.blocks:
        layout.blocks[block.key] = Place(file, unique(anchor(block), taken))
    for note in part.notes:
        layout.notes[note.key] = Place(file, unique(note.key, taken))
        for block in note.blocks:
            if block.key:
                layout.blocks[block.key] = Place(file, unique(anchor(block), taken))


def unique(wished: str, taken: set[str]) -> str:
    """A name for a place that is not ``taken`` in its file, and is from then on; XML names begin with a letter."""
    name = _UNFIT.sub("-", wished)
    if not name[:1].isalpha():
        name = f"at-{name}"
    if name in taken:
        count = 2
        while f"{name}-{count}" in taken:
            count += 1
        name = f"{name}-{count}"
    taken.add(name)
    return name


def file_title(chapter: Chapter) -> str:
    """What a file is called: its heading, else its first words."""
    if chapter.title:
        return chapter.title
    words = next((words for block in chapter.blocks if (words := " ".join(block_plain(block).split()))), "–")
    if len(words) <= LONGEST_NAME:
        return words
    return (
        words[:LONGEST_NAME].rpartition(" ")[0].rstrip(" ,;:.–—-") + " …"
        if " " in words[:LONGEST_NAME]
        else (words[:LONGEST_NAME] + "…")
    )


def _run_on(parts: Sequence[Chapter]) -> Sequence[Chapter]:
    """The chapters; those of one text as short as an essay follow one another, for each file begins a page."""
    blocks = tuple(block for part in parts for block in part.blocks)
    if sum(len(block.words) for block in blocks) >= SHORT or _has_many_readings(blocks):
        return parts
    notes = tuple(note for part in parts for note in part.notes)
    return (replace(parts[0], blocks=blocks, notes=notes),) if parts else ()


def _levelled(parts: Iterable[Chapter]) -> Iterator[Chapter]:
    """The chapters with headings that leave out no level on the way down, through the whole book."""
    open_levels: list[int] = []
    for chapter in parts:
        blocks = []
        for block in chapter.blocks:
            if is_heading(block):
                while open_levels and open_levels[-1] >= block.level:
                    open_levels.pop()
                open_levels.append(block.level)
                block = replace(block, level=len(open_levels))
            blocks.append(block)
        yield replace(chapter, blocks=tuple(blocks))


def _without_repetition(blocks: Iterable[Block], known: set[str]) -> Iterator[Block]:
    for matter, same in groupby(blocks, key=lambda block: block.matter):
        run = list(same)
        if matter is Matter.BODY or is_new(run, known, matter):
            yield from run
        elif marks := "".join(page_mark(label) for block in run for label in printed_pages(block)):
            yield Block(run[0].key, BlockKind.PARAGRAPH, Inline(marks), matter=matter)


def _only_marks(block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and not PAGE.sub("", block.words).strip()


def _parts(chapter: Chapter) -> Iterator[Chapter]:
    """The chapter in files that are not too long, notes with the words that point at them; nothing where nothing is
    in it."""
    if not chapter.notes and not any(map(_says_something, chapter.blocks)):
        return
    runs: list[list[Block]] = [[]]
    length = 0
    for block in chapter.blocks:
        own = len(block.words) + sum(len(cell.words) for row in block.rows for cell in row.cells)
        if runs[-1] and length + own > LONGEST and block.kind is not BlockKind.ITEM:
            runs.append([])
            length = 0
        runs[-1].append(block)
        length += own
    if len(runs) == 1:
        yield chapter
        return
    left = {note.key: note for note in chapter.notes}
    for place, run in enumerate(runs):
        notes = _notes_in(chapter, run, left) if place < len(runs) - 1 else tuple(left.values())
        yield Chapter(chapter.key if place == 0 else "", chapter.title, tuple(run), notes)


def _says_something(block: Block) -> bool:
    return bool(block.words or block.rows or block.image or block.alternative)


def _notes_in(chapter: Chapter, run: list[Block], left: dict[str, Footnote]) -> tuple[Footnote, ...]:
    pointed = notes_of(Text("", notes=chapter.notes), run)
    return tuple(left.pop(note.key) for note in pointed if note.key in left)

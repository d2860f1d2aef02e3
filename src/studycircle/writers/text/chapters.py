"""A text cut into chapters: the pages of the reading site, the files of an EPUB."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from studycircle.documents.text import Block, BlockKind, Footnote, Matter, Section, Text, notes_of, sections

LONGEST = 150_000  # characters of a chapter, before the headings below are looked at too


@dataclass(frozen=True, slots=True)
class Chapter:
    """A run of blocks that stand together, with the notes they point at first.

    ``key``: of its first heading, empty for what stands before any. ``first`` and ``last``: its paragraph numbers.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]
    notes: tuple[Footnote, ...]

    @property
    def numbers(self) -> tuple[str, str]:
        """The first and the last paragraph number in it; empty if it has none."""
        found = [block.number for block in self.blocks if block.number]
        return (found[0], found[-1]) if found else ("", "")


def anchor(block: Block) -> str:
    """What a block is called in an address: "p47" if it has a number, else its key."""
    return f"p{block.number}" if block.number else block.key


def chapters(text: Text) -> tuple[Chapter, ...]:
    """The text cut at its headings: at the highest level, and deeper where chapters would be very long.

    A heading with nothing of its own under it (a part) stands with its first chapter.
    """
    level = _level(text)
    every = sections(text)
    # The first section starts a chapter whatever its level: a part of a text may begin below its chapters.
    starts = [section for section in every if section.level <= level or section is every[0]]
    cut: list[tuple[Section, int]] = []
    for section in starts:
        if cut and all(block.kind is BlockKind.HEADING for block in text.blocks[cut[-1][1] : section.start]):
            continue
        cut.append((section, section.start))
    made, told = [], set[str]()
    for place, (section, start) in enumerate(cut):
        stop = cut[place + 1][1] if place + 1 < len(cut) else len(text.blocks)
        blocks = text.blocks[start:stop]
        notes = tuple(note for note in notes_of(text, blocks) if note.key not in told)
        told |= {note.key for note in notes}
        made.append(Chapter(section.key, section.title, blocks, notes))
    left = tuple(note for note in text.notes if note.key not in told)
    if left and made:  # notes nothing points at stay with the last chapter
        last = made[-1]
        made[-1] = Chapter(last.key, last.title, last.blocks, (*last.notes, *left))
    return tuple(made)


def _level(text: Text) -> int:
    """How deep to cut: deeper while a chapter would be very long and there is a deeper heading."""
    headed = [
        (at, b.level) for at, b in enumerate(text.blocks) if b.kind is BlockKind.HEADING and b.matter is Matter.BODY
    ]
    deepest = max((level for _, level in headed), default=0)
    lengths = [len(block.words) for block in text.blocks]
    highest = min((level for _, level in headed), default=1)
    for level in range(highest, min(deepest, 3)):
        cuts = [at for at, own in headed if own <= level] + [len(lengths)]
        if all(sum(lengths[start:stop]) <= LONGEST for start, stop in itertools.pairwise(cuts)):
            return level
    return min(deepest, 3) or 1


def is_heading(block: Block) -> bool:
    """Whether a block heads a section of the text."""
    return block.kind is BlockKind.HEADING and block.matter is Matter.BODY


def split_matter(blocks: Iterable[Block]) -> tuple[tuple[Block, ...], tuple[Block, ...], tuple[Block, ...]]:
    """Title page, printed contents and body among ``blocks``."""
    found: dict[Matter, list[Block]] = {matter: [] for matter in Matter}
    for block in blocks:
        found[block.matter].append(block)
    return tuple(found[Matter.TITLE]), tuple(found[Matter.CONTENTS]), tuple(found[Matter.BODY])

"""Parts of a text: the chapters or paragraphs set for one session, as a text of its own with the whole's numbers."""

import hashlib
import re
from dataclasses import dataclass, replace

from studycircle.documents.inline import PICTURE, Inline
from studycircle.documents.keys import LONGEST_KEPT
from studycircle.documents.part_found import Range, find_ranges, number_order
from studycircle.documents.text import Block, BlockKind, Cell, Footnote, Matter, Row, Text, notes_of, sections

LONGEST_SUFFIX = 60  # characters that tell a part's key from the whole's
_LINK_HERE = re.compile(
    r'<a href="#([^"]*)">((?:(?!</?a\b).|<a role="doc-noteref"[^>]*>(?:(?!</a>).)*</a>)*)</a>', re.S
)
_HYPHENS = re.compile(r"(?<=[\dIVXLC])\s?(?:-|--|‐|‑|‒|—|―)\s?(?=[\dIVXLC])", re.I)


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of a text: ``ranges`` of its blocks (``blocks[start:stop]``), in order and apart.

    ``first``, ``last``: the first and last paragraph number in it, empty where it has none. ``name``: as people write
    it, "chapters 1–3".
    """

    ranges: tuple[Range, ...]
    first: str
    last: str
    name: str


def find_part(text: Text, words: str) -> Portion | None:
    """The part of ``text`` that ``words`` mean ("chapters 1–3", "¶ 12–80"); ``None`` where that cannot be told."""
    ranges = find_ranges(text, words)
    name = _HYPHENS.sub("–", " ".join(words.split()).strip(" .,;:"))
    return _portion(text, ranges, name) if ranges else None


def portion_of_numbers(text: Text, first: str, last: str) -> Portion | None:
    """From paragraph number ``first`` to ``last``.

    A number that is gone stands for the next that is left within the two. ``None`` where none is left, or they do not
    follow one another.
    """
    if number_order(first) > number_order(last):
        return None
    numbers = [(number_order(block.number), at) for at, block in enumerate(text.blocks) if block.number]
    within = [(order, at) for order, at in numbers if number_order(first) <= order <= number_order(last)]
    if not within:
        return None
    start, stop = min(within)[1], max(within)[1]
    name = f"¶ {first}" if first == last else f"¶ {first}–{last}"
    return _portion(text, ((start, stop + 1),), name) if start <= stop else None


def _portion(text: Text, ranges: tuple[Range, ...], name: str) -> Portion:
    numbers = [block.number for start, stop in ranges for block in text.blocks[start:stop] if block.number]
    return Portion(ranges, numbers[0] if numbers else "", numbers[-1] if numbers else "", name)


def part_of(text: Text, portion: Portion) -> Text:
    """``portion`` as a text of its own: its blocks under the headings they stand under, its notes, its images.

    Keys and numbers are those of the whole. A link that leads out of it leaves its words. The printed title page and
    contents are left out.
    """
    blocks = [text.blocks[at] for at in _places(text, portion)]
    notes = notes_of(text, blocks)
    here = {block.key for block in blocks}
    for note in notes:
        here |= {note.key, *(block.key for block in note.blocks)}
    inside = [_linked(block, here) for block in blocks]
    notes = tuple(Footnote(note.key, note.mark, tuple(_linked(block, here) for block in note.blocks)) for note in notes)
    shown = _shown((*inside, *(block for note in notes for block in note.blocks)))
    suffix = _suffix(portion)
    return replace(
        text,
        key=f"{text.key[: LONGEST_KEPT - len(suffix) - 1].rstrip('-')}-{suffix}".lstrip("-"),
        title=f"{text.title}: {portion.name}" if text.title else portion.name,
        blocks=tuple(inside),
        notes=notes,
        images=tuple(image for image in text.images if image.key in shown),
    )


def _places(text: Text, portion: Portion) -> list[int]:
    """The blocks of ``portion`` and the headings over them, in order."""
    over = [section for section in sections(text) if section.level]
    places: set[int] = set()
    for start, stop in portion.ranges:
        places.update(at for at in range(start, stop) if text.blocks[at].matter is Matter.BODY)
        first = next((at for at in range(start, stop) if text.blocks[at].matter is Matter.BODY), start)
        level = text.blocks[first].level if text.blocks[first].kind is BlockKind.HEADING else 99
        places.update(s.start for s in over if s.start < first < s.stop and s.level < level)
    return sorted(places)


def _linked(block: Block, here: set[str]) -> Block:
    """``block`` whose links lead to ``here`` or are words."""

    def inside(words: Inline) -> Inline:
        if 'href="#' not in words:
            return words
        return Inline(_LINK_HERE.sub(lambda found: found[0] if found[1] in here else found[2], words))

    rows = tuple(
        Row(tuple(Cell(inside(cell.words), cell.head, cell.across, cell.down) for cell in row.cells))
        for row in block.rows
    )
    return replace(block, words=inside(block.words), rows=rows)


def _shown(blocks: tuple[Block, ...]) -> set[str]:
    """The keys of the images that ``blocks`` show."""
    shown = {block.image for block in blocks if block.image}
    for block in blocks:
        for words in (block.words, *(cell.words for row in block.rows for cell in row.cells)):
            if "<img" in words:
                shown |= {key for key, _ in PICTURE.findall(words)}
    return shown


def _suffix(portion: Portion) -> str:
    """The end of a part's key: "p12-80"; of several ranges, or one without numbers, also a sign of which."""
    span = f"p{portion.first}" if portion.first == portion.last else f"p{portion.first}-{portion.last}"
    if len(portion.ranges) == 1 and portion.first and len(span) <= LONGEST_SUFFIX:
        return span
    sign = hashlib.sha256(repr(portion.ranges).encode()).hexdigest()[:6]
    return f"{span}-{sign}" if portion.first and len(span) <= LONGEST_SUFFIX else f"part-{sign}"

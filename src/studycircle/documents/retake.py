"""Taking a text in again: unchanged paragraphs keep their keys and numbers, and it is said what moved.

A number stands for the same paragraph for ever: groups say "paragraph 47", and notes hang on it. So one that came in
between is "46a", the next after it "46b"; one before the first is "0a"; what is added at the end is counted on. A
number that is gone is never given again (``Text.retired``). Of a paragraph split in two the first part keeps the
number, of two made one the first one's stays. A paragraph that moved takes its number along.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from studycircle.documents.inline import Inline
from studycircle.documents.part_found import number_order
from studycircle.documents.sameness import Sameness, Thing, in_order, same
from studycircle.documents.text import Block, Cell, Footnote, Image, Row, Text, block_plain, is_numbered

_LED = re.compile(r'(?<= href="#)[^"]*(?=")')
_SHOWN = re.compile(r'(?<=<img src=")[^"]*(?=")')
_NUMBER = re.compile(r"(\d+)([a-z]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Retaken:
    """What became of the paragraphs, by their numbers.

    ``kept``: how many kept their number, changed and moved ones among them. ``split``: ("46a", "46"): what is 46a was
    part of 46. ``merged``: ("61", "60"): what was 61 is part of 60 now; 61 is among the removed too.
    """

    kept: int = 0
    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    split: tuple[tuple[str, str], ...] = ()
    merged: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether every paragraph stayed as and where it was."""
        return not (self.changed or self.added or self.removed or self.moved)


def retake(old: Text, new: Text) -> tuple[Text, Retaken]:
    """``new`` with the keys and numbers of all that ``old`` has too, and what became of the paragraphs."""
    pictures = _image_keys(old.images, new.images)
    signs = ({image.key: image.key for image in old.images}, pictures)
    found = same(_things(old.blocks, signs[0]), _things(new.blocks, signs[1]))
    found_notes = same(_note_things(old.notes, signs[0]), _note_things(new.notes, signs[1]))
    keys = _keys(old, new, found, found_notes, signs)
    numbers = _numbers(old, new, found)
    settled = tuple(_settled(block, numbers[at], keys, pictures) for at, block in enumerate(new.blocks))
    notes = tuple(
        Footnote(
            keys[note.key],
            note.mark,
            tuple(_settled(block, block.number, keys, pictures) for block in note.blocks),
        )
        for note in new.notes
    )
    given = {block.number for block in settled}
    removed = tuple(block.number for block in old.blocks if block.number and block.number not in given)
    text = replace(
        new,
        key=old.key,
        blocks=settled,
        notes=notes,
        images=tuple(replace(image, key=pictures[image.key]) for image in new.images),
        retired=(*old.retired, *removed),
    )
    return text, _report(old, text, found, removed)


# What is compared.


def _things(blocks: Sequence[Block], images: dict[str, str]) -> list[Thing]:
    """``images``: from an image's key to the one under which it is known in both texts."""
    return [_thing(block, images) for block in blocks]


def _thing(block: Block, images: dict[str, str]) -> Thing:
    sort = "numbered" if is_numbered(block) else f"{block.kind}-{block.matter}"
    words = tuple(
        _SHOWN.sub(lambda found: images.get(found[0], ""), _LED.sub("", said)) if "<" in said else said
        for said in (block.words, *(cell.words for row in block.rows for cell in row.cells))
    )
    shown = images.get(block.image, "")
    return Thing(sort, (block.kind, words, shown, block.alternative), lambda: f"{block_plain(block)} {shown}")


def _note_things(notes: Sequence[Footnote], images: dict[str, str]) -> list[Thing]:
    return [_note_thing(note, images) for note in notes]


def _note_thing(note: Footnote, images: dict[str, str]) -> Thing:
    inner = _things(note.blocks, images)
    return Thing("note", tuple(thing.exact for thing in inner), lambda: " ".join(thing.plain() for thing in inner))


def _image_keys(old: Sequence[Image], new: Sequence[Image]) -> dict[str, str]:
    """From the key of each new image to the one it is to have: that of the same picture, else a free one."""
    known = {image.data: image.key for image in reversed(old)}
    taken = {image.key for image in old}
    keys: dict[str, str] = {}
    for image in new:
        key = known.pop(image.data, "")
        keys[image.key] = key or _free(image.key, taken)
        taken.add(keys[image.key])
    return keys


# Keys and numbers.


def _free(key: str, taken: set[str]) -> str:
    number, free = 2, key
    while free in taken:
        free, number = f"{key}-{number}", number + 1
    return free


def _keys(
    old: Text, new: Text, found: Sameness, notes: Sameness, images: tuple[dict[str, str], dict[str, str]]
) -> dict[str, str]:
    """From the key of each block and note of ``new`` to the one it is to have."""
    keys = {new.blocks[at].key: old.blocks[was].key for at, was in found.pairs.items()}
    for at, was in notes.pairs.items():
        note, before = new.notes[at], old.notes[was]
        keys[note.key] = before.key
        inner = same(_things(before.blocks, images[0]), _things(note.blocks, images[1]))
        keys |= {note.blocks[here].key: before.blocks[there].key for here, there in inner.pairs.items()}
    taken = {*_all_keys(old), *keys.values()}
    for key in _all_keys(new):
        if key not in keys:
            keys[key] = _free(key, taken)
            taken.add(keys[key])
    return keys


def _all_keys(text: Text) -> Iterable[str]:
    yield from (block.key for block in text.blocks)
    for note in text.notes:
        yield note.key
        yield from (block.key for block in note.blocks)


def _numbers(old: Text, new: Text, found: Sameness) -> list[str]:
    """The number of each block of ``new``."""
    used = _Given((*(block.number for block in old.blocks if block.number), *old.retired))
    numbers = ["" for _ in new.blocks]
    for at, was in found.pairs.items():
        numbers[at] = old.blocks[was].number if is_numbered(new.blocks[at]) else ""
    end = max((at for at, number in enumerate(numbers) if number), default=-1)
    before = "0"
    for at, block in enumerate(new.blocks):
        if is_numbered(block) and not numbers[at]:
            is_end = at > end and at not in found.split
            numbers[at] = used.at_end() if is_end else used.after(before)
        before = numbers[at] or before
    return numbers


class _Given:
    """The numbers ever given, as the last letters after each: 46 -> "b" of "46b"."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self.last: dict[int, int] = {}
        for number in numbers:
            if found := _NUMBER.fullmatch(number):
                self.last[int(found[1])] = max(self.last.get(int(found[1]), 0), _letters_value(found[2]))

    def at_end(self) -> str:
        """The next number of the whole text."""
        number = max(self.last, default=0) + 1
        self.last[number] = 0
        return str(number)

    def after(self, before: str) -> str:
        """The next of the row 46a … 46z, 46aa …"""
        found = _NUMBER.fullmatch(before)
        base = int(found[1]) if found else 0
        self.last[base] = self.last.get(base, 0) + 1
        return f"{base}{_letters(self.last[base])}"


def _letters(value: int) -> str:
    letters = ""
    while value:
        value, rest = divmod(value - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _letters_value(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - ord("a") + 1
    return value


def _settled(block: Block, number: str, keys: dict[str, str], images: dict[str, str]) -> Block:
    """``block`` with its number, and with the keys that it, its links and its pictures are to have."""
    key = keys[block.key]
    if not (block.rows or block.image or "<" in block.words):
        return block if (block.key, block.number) == (key, number) else replace(block, key=key, number=number)

    def settle(words: Inline) -> Inline:
        if "<" not in words:
            return words
        words = Inline(_LED.sub(lambda found: keys.get(found[0], found[0]), words))
        return Inline(_SHOWN.sub(lambda found: images.get(found[0], found[0]), words))

    rows = tuple(
        Row(tuple(Cell(settle(cell.words), cell.head, cell.across, cell.down) for cell in row.cells))
        for row in block.rows
    )
    image = images.get(block.image, block.image)
    return replace(block, key=key, number=number, words=settle(block.words), rows=rows, image=image)


def _report(old: Text, text: Text, found: Sameness, removed: tuple[str, ...]) -> Retaken:
    numbered = {at: was for at, was in found.pairs.items() if text.blocks[at].number and old.blocks[was].number}
    stayed = dict(in_order(numbered))
    known = {block.number for block in old.blocks}

    def number(at: int) -> str:
        return text.blocks[at].number

    split = ((number(at), old.blocks[was].number) for at, was in sorted(found.split.items()))
    merged = ((old.blocks[was].number, number(at)) for was, at in sorted(found.merged.items()))
    return Retaken(
        kept=len(numbered),
        changed=tuple(
            number(at)
            for at, was in sorted(numbered.items())
            if text.blocks[at] != old.blocks[was] and block_plain(text.blocks[at]) != block_plain(old.blocks[was])
        ),
        added=tuple(block.number for block in text.blocks if block.number and block.number not in known),
        removed=tuple(sorted(removed, key=number_order)),
        moved=tuple(number(at) for at in sorted(numbered) if at not in stayed),
        split=tuple(pair for pair in split if all(pair)),
        merged=tuple(pair for pair in merged if all(pair)),
    )

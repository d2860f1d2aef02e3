"""What the headings of a text say of themselves: chapter 3, part two, the preface; and how far each reaches."""

from dataclasses import dataclass, replace

from studycircle.documents.numerals import fold
from studycircle.documents.part_words import BESIDE, RANK, Token, tokens
from studycircle.documents.text import Matter, Section, Text, sections

LAST_BARE = 150  # a heading that is only a number, "1984", is rather a title from here on
_BESIDE = frozenset(fold(BESIDE).split())


@dataclass(frozen=True, slots=True)
class Name:
    """One thing a heading calls itself. Without ``units`` it is only a number; ``named``: "preface" and the like."""

    units: frozenset[str] = frozenset()
    number: tuple[int, ...] = ()
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Head:
    """A heading with its names, outermost first: "PART TWO. CHAPTER I." has two. ``title``: the folded rest.

    ``stops``: where each name's portion ends; it begins at ``section.start``.
    """

    section: Section
    names: tuple[Name, ...]
    title: str
    said: str  # the whole heading, folded
    beside: bool = False  # it heads notes, an index and the like, or stands under such a heading
    stops: tuple[int, ...] = ()


def heads(text: Text) -> tuple[Head, ...]:
    """All headings of the text itself, in order."""
    found: list[Head] = []
    beside_until = 0
    for section in sections(text):
        if not section.level:
            continue
        said = fold(section.title)
        names, title = read_heading(said)
        first = next(iter(tokens(said)), None)
        is_beside = first is not None and first.label in _BESIDE and not names
        if is_beside and section.stop > beside_until:
            beside_until = section.stop
        found.append(Head(section, names, title, said, is_beside or section.start < beside_until))
    found = _without_stray_numbers(found)
    last = _last_body(text)
    return tuple(
        replace(head, stops=tuple(_stop(found, at, of, last) for of in range(len(head.names))))
        for at, head in enumerate(found)
    )


def read_heading(said: str) -> tuple[tuple[Name, ...], str]:
    """The names a folded heading begins with, and the rest of its words."""
    names: list[Name] = []
    all_tokens = tokens(said)
    at = 0
    while at < len(all_tokens):
        name, after = _name_at(all_tokens, at, said)
        if name is None or (not name.units and any(not one.named for one in names)):
            break
        names.append(name)
        at = after
        while at < len(all_tokens) and all_tokens[at].senses & {"comma", "to"} and not all_tokens[at].label.isalpha():
            at += 1
    rest = said[all_tokens[at].start :] if at < len(all_tokens) else ""
    return tuple(names), rest.strip(" .:;,–—-")


def _name_at(found: list[Token], at: int, said: str) -> tuple[Name | None, int]:
    """The name that begins at token ``at``, and the place after it."""
    while at < len(found) - 1 and "skip" in found[at].senses and not found[at].number:
        at += 1
    one = found[at]
    other = found[at + 1] if at + 1 < len(found) else None
    if other is not None and one.units and "skip" in other.senses and not other.number and at + 2 < len(found):
        other, at = found[at + 2], at + 1  # "Chapter the Second", "№"
    if other is not None and one.units and other.number:
        return Name(one.units, other.number), at + 2
    before_han = at and found[at - 1].label == "第"
    if other is not None and one.number and other.units and (one.ordinal or before_han):
        return Name(other.units, one.number), at + 2
    if one.named and not one.units and (_ends_line(said, one) or other is None):
        return Name(named=one.named), at + 1
    if one.number and (_ends_line(said, one) or (one.label[0].isdigit() and _is_spaced(said, one))):
        return (Name(number=one.number), at + 1) if one.number[0] <= LAST_BARE else (None, at)
    return None, at


def _ends_line(said: str, token: Token) -> bool:
    """Whether the heading ends with the token, or a sign parts it from the rest."""
    rest = said[token.end :].lstrip()
    return said[token.end - 1] == "." or not rest or rest[0] in ".:)–—-|、．·"


def _is_spaced(said: str, token: Token) -> bool:
    return said[token.end : token.end + 1] in (" ", "\u3000")


def _without_stray_numbers(found: list[Head]) -> list[Head]:
    """Bare numbers count only where the one before or after stands in a heading of the same level: "12 Angry Men"."""
    bare = {(head.section.level, name.number) for head in found for name in head.names if not name.units}
    kept = []
    for head in found:
        names = tuple(
            name
            for name in head.names
            if name.units
            or name.named
            or any((head.section.level, (*name.number[:-1], name.number[-1] + step)) in bare for step in (-1, 1))
        )
        kept.append(head if names == head.names else replace(head, names=names, title=head.said))
    return kept


def _last_body(text: Text) -> int:
    return next((at + 1 for at in range(len(text.blocks) - 1, -1, -1) if text.blocks[at].matter is Matter.BODY), 0)


def _stop(found: list[Head], at: int, of: int, last: int) -> int:
    """Where the portion of name ``of`` ends: with the section, but parts and chapters may be of one level."""
    head, name = found[at], found[at].names[of]
    section = head.section
    later = found[at + 1 :]
    if name.named and of + 1 < len(head.names):  # "INTRODUCTION. I.", and then "II", "III"
        return _counted_on(head, later, last)
    is_outer = of + 1 < len(head.names)
    is_flat = bool(later) and later[0].section.start == section.start + 1 and later[0].section.level == section.level
    rank = min((RANK.get(unit, 2) for unit in name.units), default=2)
    if rank > 1 or not (is_outer or is_flat):
        return section.stop
    for other in later:
        shares = any(name.units & theirs.units for theirs in other.names)
        named = other.beside or any(theirs.named for theirs in other.names)
        if other.section.level < section.level or (other.section.level == section.level and (shares or named)):
            return other.section.start
    return last


def _counted_on(head: Head, later: list[Head], last: int) -> int:
    number = head.names[-1].number
    stop = head.section.stop
    if head.names[-1].units or number[-1:] != (1,):
        return stop
    for other in later:
        if other.section.start < stop:
            continue
        number = (*number[:-1], number[-1] + 1)
        if other.section.start != stop or other.names != (Name(number=number),):
            break
        stop = other.section.stop
    return stop

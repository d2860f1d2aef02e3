"""Large first letters of a PDF's chapters, two lines deep or more: letters of the line whose word they begin."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from studycircle.readers.text.pdf_letters import Letter

LARGE = 1.7  # times the size of the text
MOST = 2  # letters: an opening quotation mark may stand before it
REACH = 8.0  # lines an initial is deep at most
TALL = 0.75  # of its size: how high a capital stands


def with_initials(found: list[Letter]) -> list[Letter]:
    """The letters of a page, its initials moved to the line they begin, and the lines beside them to the left edge."""
    sizes = Counter(letter.face.size for letter in found)
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    for group in _groups(found, size):
        found = _moved(found, group, size)
    return found


def _groups(found: Sequence[Letter], size: float) -> list[list[Letter]]:
    """Large letters that stand alone."""
    groups: list[list[Letter]] = []
    for letter in found:
        if letter.face.size < LARGE * size:
            continue
        last = groups[-1][-1] if groups else None
        if last and letter.base == last.base and letter.left - last.right < 2 * letter.face.size:
            groups[-1].append(letter)
        else:
            groups.append([letter])
    usual = [one for one in groups if len(one) <= MOST and one[-1].sign.isalpha()]
    return [one for one in usual if one[0].face.size < REACH * size]


def _moved(found: list[Letter], group: Sequence[Letter], size: float) -> list[Letter]:
    """``found`` with an initial where it belongs; as it was, where no lines stand beside it."""
    firsts = _beside(found, group, size)
    if len(firsts) < 2:
        return found
    first, left = firsts[0], group[0].left
    wide = (first.left - left) / len(group)
    initial = [
        replace(one, left=left + at * wide, right=left + (at + 1) * wide, base=first.base, face=first.face)
        for at, one in enumerate(group)
    ]
    moved = {id(one): [replace(one, left=left)] for one in firsts}
    moved[id(first)] = [*initial, replace(first, spaced=first.spaced and not first.sign.isalpha())]
    moved |= {id(one): [] for one in group}
    return [letter for one in found for letter in moved.get(id(one), [one])]


def _beside(found: Sequence[Letter], group: Sequence[Letter], size: float) -> list[Letter]:
    """The first letters of the lines an initial stands beside, from the top; its box may be deeper than the letter."""
    capital, right = group[-1], group[-1].right
    starts: dict[float, Letter] = {}
    for letter in found:
        if letter.face.size < LARGE * size and letter.left < right + 1.5 * size:
            known = starts.get(letter.base)
            starts[letter.base] = letter if known is None or letter.left < known.left else known
    lines = [starts[base] for base in sorted(starts, reverse=True)]
    lines = [one for one in lines if one.base < capital.base + TALL * capital.face.size]
    made: list[Letter] = []
    for line in lines:
        if line.left < right - size or (made and abs(line.left - made[-1].left) > size):
            break
        if made and line.base < capital.base - size and made[-1].base - line.base > 2 * size:
            break
        made.append(line)
    return made if made and made[-1].base < capital.base + size else []

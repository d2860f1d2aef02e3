"""Lines of a plain text as pieces between blank lines, and what their shape tells: verse, headings, breaks."""

import itertools
import re
from dataclasses import dataclass

from studycircle.readers.text.headings import CHAPTER, NUMERAL, ORDINAL, PARENT
from studycircle.readers.text.numerals import to_roman
from studycircle.readers.text.words import clean, tidy

BREAK = re.compile(r"^\s*(?:(?:[*#~•·]\s*){3,}|[-_=]{3,}\s*|[*⁂]\s*)$")
UNDERLINE = re.compile(r"^\s*(={3,}|-{3,})\s*$")
BULLET = re.compile(r"^\s*([-•*])\s+(?=\S)")
_EMPHASIS = re.compile(r"(?<![\w_])_(?=\S)([^_]+?)(?<=\S)_(?![\w_])")
COUNTED = re.compile(r"^\s*(\d{1,3})([.)])\s+(?=\S)")
_NUMBERED = re.compile(r"^\s*(?:[A-Z]|\d{1,3}|[IVXLC]{1,7})\.\s+[^\W\d_].*[^.,;:!?]$")
_CHINESE = re.compile(  # "第一回　…　…": the number, and one or two lines of verse that name the chapter
    r"^\s*[^\s。，；！？」]{0,8}第[一二三四五六七八九十百零〇廿\d]{1,6}"
    r"(?:[^\s。，；！？」]{0,8}|[章回節节卷部篇折齣]\s*[^\s。；！？」]{1,20}(?:\s+[^\s。；！？」]{1,20})?)$"
)
_IDEOGRAPHS = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
_COUNT = re.compile(r"\s*(\d{1,3}|[IVXLC]{1,7})\.")
_VALUES = {to_roman(value): value for value in range(1, 100)}
NARROW = 50  # letters of a line that may be prose
TOP = 4  # blank lines that the beginning counts for, as those before a chapter do
SHORT = 15  # words of a heading at most
HEADING = 60  # letters of one that nothing but a number marks


@dataclass(slots=True)
class Piece:
    """Lines without a blank one between. ``at``: the number of the first; ``blank``: how many blank lines are above,
    ``below``: how many below."""

    lines: list[str]
    at: int
    blank: int
    below: int = 0


def pieces(lines: list[str], first: int = 1) -> list[Piece]:
    """The pieces of ``lines``, the first of which is line ``first`` of the file."""
    found: list[Piece] = []
    blank, inside = TOP, False
    for at, line in enumerate(lines, first):
        if not line.strip():
            blank, inside = blank + 1, False
        elif inside:
            found[-1].lines.append(line)
        else:
            if found:
                found[-1].below = blank
            found.append(Piece([line], at, blank))
            blank, inside = 0, True
    return found


def width_of(lines: list[str]) -> int:
    """How long the lines of wrapped prose are: what nine in ten of the longer ones keep to."""
    lengths = sorted(len(line) for line in lines if len(line) > 40)
    return lengths[len(lengths) * 9 // 10] if lengths else 72


def indent_of(line: str) -> int:
    """The spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))


def is_verse(lines: list[str], width: int) -> bool:
    """Whether lines are to stay lines: several, and all well short of the width, so that nothing wrapped them; or
    columns."""
    if len(lines) < 2:
        return False
    longest = max(len(line.rstrip()) for line in lines)
    indented = min(indent_of(line) for line in lines) > 0 or sum(indent_of(line) > 0 for line in lines) > 1
    columns = sum(bool(re.search(r"\S {3,}\S", line)) for line in lines)
    return longest < width * (0.9 if indented else 0.75) or columns * 2 > len(lines)


def is_wrapped(lines: list[str]) -> bool:
    """Whether a line's end is only where the next word had no room: prose, however far it is set in."""
    longest = max(map(len, lines))
    if longest < NARROW or len(lines) < 2:
        return False
    pairs = list(itertools.pairwise(lines))
    room = any(len(line) + 1 + len(after.split()[0]) <= longest for line, after in pairs)
    small = sum(after.lstrip(" _\"“'‘")[:1].islower() for _, after in pairs)
    return not room and small * 2 > len(pairs)


def heading_level(piece: Piece, below_heading: bool = False) -> int:
    """The level of the heading a piece is, 2 for a chapter, 3 and 4 below; 0 where it is none. Capitals that stand
    closer to what is above them are a signature, or the end; right below a heading they are its second line."""
    words = " ".join(line.strip() for line in piece.lines)
    if len(piece.lines) > 3 or len(words.split()) > SHORT or words.startswith(("***", "[", "(", '"', "“", "_")):
        return 0
    first = piece.lines[0].strip()
    if CHAPTER.match(first) or PARENT.match(first) or _CHINESE.match(words):
        return 0 if words.endswith((",", ";")) or (len(words.split()) > 4 and first[0].islower()) else 2
    if ORDINAL.match(words) and re.match(rf"(?:{NUMERAL})\W*$", words, re.I):
        return 3 if re.fullmatch(r"[IVXLCDM]+\W*", words) or (words.isdigit() and piece.blank > 1) else 0
    if re.match(r"(?:[A-Z]\. ){2,}[A-Z]+\.?$", words):
        return 0  # a signature: initials and a name
    if words.isupper() and sum(letter.isalpha() for letter in words) > 2:
        if piece.blank < piece.below and not below_heading:
            return 0
        return 3 if re.match(r"\d", words) else 2
    return 4 if len(piece.lines) == 1 and piece.blank > 1 and len(words) < HEADING and _NUMBERED.match(words) else 0


def counted_headings(some: list[Piece]) -> set[int]:
    """The lines of headings that stand no further from the text than its paragraphs do: short lines that count on from
    1, with prose below each."""
    found: list[tuple[int, int, int]] = []  # value, place, line
    for place, piece in enumerate(some):
        words = piece.lines[0].strip()
        count = (
            _COUNT.match(words) if len(piece.lines) == 1 and len(words) < HEADING and _NUMBERED.match(words) else None
        )
        if count and (value := _VALUES.get(count[1]) or (int(count[1]) if count[1].isdigit() else 0)):
            found.append((value, place, piece.at))
    values = [value for value, _, _ in found]
    if len(found) < 2 or values != list(range(1, len(found) + 1)):
        return set()
    ends = [*(place for _, place, _ in found[1:]), len(some)]
    told = (some[place + 1 : end] for (_, place, _), end in zip(found, ends, strict=True))
    is_prose = all(any(sum(map(len, piece.lines)) > 2 * HEADING for piece in below) for below in told)
    return {line for _, _, line in found} if is_prose else set()


def counted_items(lines: list[str]) -> list[int]:
    """Where the items of a numbered list begin, if ``lines`` are one: the numbers go up by one from the first line."""
    starts = [(at, found) for at, line in enumerate(lines) if (found := COUNTED.match(line))]
    numbers = [int(found[1]) for _, found in starts]
    goes_up = len(starts) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return [at for at, _ in starts] if goes_up and starts[0][0] == 0 else []


def unwrapped(lines: list[str]) -> str:
    """Lines of prose as one run of inline words; a dash or hyphen at a line's end stays, without a space after it."""
    run = ""
    for line in lines:
        line = line.strip()
        close = not run or re.search(r"(?:--|—|\w-)$", run[-2:])
        if not close and line and _IDEOGRAPHS.match(run[-1]) and _IDEOGRAPHS.match(line[0]):
            close = True
        run += line if close else f" {line}"
    return inline(run)


def kept(lines: list[str]) -> str:
    """Lines that stay lines, with what they are indented as em spaces."""
    least = min((indent_of(line) for line in lines), default=0)
    made = ["\u2003" * ((indent_of(line) - least + 1) // 2) + tidy(clean(line.strip())) for line in lines]
    return _EMPHASIS.sub(r"<em>\1</em>", "<br/>".join(made))


def inline(words: str) -> str:
    """Plain words as inline words, ``_so_`` as emphasis."""
    return _EMPHASIS.sub(r"<em>\1</em>", tidy(clean(words)))

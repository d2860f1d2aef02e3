"""Inline words as plain text, and plain text as lines of a width, told by columns: an ideograph takes two."""

import re
import unicodedata
from html import unescape

from studycircle.documents.inline import NOTE_REF, PAGE, PICTURE, Inline

# A page that begins within a word is told after it.
_IN_WORD = re.compile(rf"(?<=[^\s>])({PAGE.pattern.replace('(', '(?:')})([^\s<]+)")
_MARKED_PAGE = re.compile(rf"((?<=[^\s>]) ?)?{PAGE.pattern} ?")
_AWAY = re.compile(r'<a href="([^"#][^"]*)">(.*?)</a>', re.S)
_RAISED = re.compile(r"<sup>(.*?)</sup>", re.S)
_SUNK = re.compile(r"<sub>(.*?)</sub>", re.S)
_GLOSS = re.compile(r"(?:<rp>[^<]*</rp>)?<rt>(.*?)</rt>(?:<rp>[^<]*</rp>)?", re.S)
_BREAK = re.compile(r"<br/>\n?")
_TAG = re.compile(r"<[^>]*>")
# Emphasis of a part of a word: signs would break the word.
_IN_LETTERS = re.compile(r"(?<=\w)<(em|strong)>([^<]*)</\1>|<(em|strong)>([^<]*)</\3>(?=\w)")
_SIGNS = (("<em>", "_"), ("</em>", "_"), ("<strong>", "*"), ("</strong>", "*"))
_WIDE = re.compile("[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f"
                   "\uff00-\uff60\uffe0-\uffe6\U0001f300-\U0001faff\U00020000-\U0003fffd]")  # fmt: skip
# A line may end after an ideograph, but not before a mark that closes, nor after one that opens.
_OPENING, _CLOSING = (
    "（〔［｛〈《「『【〘〖“‘([",
    "、。，．・：；？！）〕］｝〉》」』】〙〗々ーぁぃぅぇぉっゃゅょァィゥェォッャュョ”’…—.,;:!?)]",
)
_PIECE = re.compile(f"[{re.escape(_OPENING)}]*(?:{_WIDE.pattern}|(?:(?!{_WIDE.pattern}).)+?(?=$|{_WIDE.pattern}))"
                    f"[{re.escape(_CLOSING)}]*", re.S)  # fmt: skip


def plain_words(words: Inline, *, page: str = "Page", picture: str = "Picture") -> str:
    """All that ``words`` say, ``br`` as a line end: ``_emphasis_``, ``*strong*``, note marks as [7], pages as
    [Page 12], an address after the words that lead to it, x^2, H_{2}O, the reading of ruby in brackets."""
    if "<" not in words:
        return unescape(words) if "&" in words else words
    made: str = words
    made = NOTE_REF.sub(lambda found: f"[{found[2]}]", made)
    if "doc-pagebreak" in made:
        made = _IN_WORD.sub(r"\2\1", made)
        made = _MARKED_PAGE.sub(lambda found: f"{'' if found[1] is None else ' '}[{page} {found[2]}] ", made).rstrip(
            " "
        )
    made = PICTURE.sub(lambda found: f"[{found[2] or picture}]", made)
    made = _AWAY.sub(_with_address, made)
    if "<em>" in made or "<strong>" in made:
        made = _IN_LETTERS.sub(lambda found: found[2] or found[4] or "", made)
        for tag, sign in _SIGNS:
            made = made.replace(tag, sign)
    made = _RAISED.sub(_raised, made)
    made = _SUNK.sub(lambda found: f"_{{{found[1]}}}", made)
    made = _GLOSS.sub(lambda found: f"({found[1]})", made)
    return unescape(_TAG.sub("", _BREAK.sub("\n", made)))


def _with_address(found: re.Match[str]) -> str:
    address, words = found[1], found[2]
    said = unescape(_TAG.sub("", words)).strip()
    target = unescape(address)
    if said in (target, target.removeprefix("mailto:"), target.removeprefix("tel:")):
        return words
    return f"{words} &lt;{address}&gt;"


def _raised(found: re.Match[str]) -> str:
    words = found[1]
    if words.startswith("[") and words.endswith("]"):
        return words  # a note's mark
    if words.isalpha():
        return words  # an abbreviation: Mr, 1er
    return f"^{words}" if len(words) == 1 else f"^{{{words}}}"


def columns(words: str) -> int:
    """How many columns ``words`` takes where every letter has the same width."""
    if words.isascii():
        return len(words)
    return sum(
        2 if unicodedata.east_asian_width(letter) in "WF" else not unicodedata.combining(letter) for letter in words
    )


def wrap(words: str, width: int, further: int | None = None) -> list[str]:
    """``words`` as lines of at most ``width`` columns, the second and later ones of at most ``further``; line ends in
    it stay. What cannot be parted stays whole."""
    lines: list[str] = []
    for line in words.split("\n"):
        lines += _wrapped(line, width if not lines else further or width, further or width)
    return lines


def _wrapped(line: str, width: int, further: int) -> list[str]:
    ascii_only = line.isascii()
    if (len(line) if ascii_only else columns(line)) <= width:
        return [line.strip(" ")]
    measure = len if ascii_only else columns
    lines: list[str] = []
    current, used = "", 0
    for word in line.split(" "):
        if not word:
            continue
        pieces = _PIECE.findall(word) if not ascii_only and _WIDE.search(word) else (word,)
        for place, piece in enumerate(pieces):
            size = measure(piece)
            gap = " " if current and not place else ""
            if current and used + len(gap) + size > width:
                lines.append(current)
                current, used, width = piece, size, further
            else:
                current, used = f"{current}{gap}{piece}", used + len(gap) + size
    return [*lines, current]


def padded(words: str, width: int) -> str:
    """``words`` with blanks up to ``width`` columns."""
    return words + " " * (width - columns(words))

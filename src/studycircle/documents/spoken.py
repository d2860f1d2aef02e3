"""Words that anybody may send: plain text, made harmless, and the little that a page makes of it.

Paragraphs, quotations (lines that begin with ">"), links (http and https) and paragraph numbers ("¶ 47") are told
apart; everything else is words. A writer escapes what it gets from here, as it does all text.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

LONGEST, LONGEST_NAME = 5000, 60  # characters
MOST_MARKS = 4  # accents on one letter; what has more climbs over the lines above and below
DEEPEST = 3  # quotations in quotations

# Joiners, and the marks that only say where a neutral sign belongs: Persian, Hindi and Arabic cannot do without.
# Every other control of direction or shape can make a line read as something else than it is.
JOINERS = frozenset("\u200c\u200d\u200e\u200f\u061c")
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
BLANK = re.compile(r"\n(?:[^\S\n]*\n){2,}")
QUOTED = re.compile(r"(?:\s?>)+ ?")
SPECIAL = re.compile(r"(?P<link>https?://[^\s<>\"“”„«»\\^`{|}]+)|¶[ \xa0]?(?P<number>[0-9]{1,6}[a-z]{0,2})\b", re.I)
CLOSING = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of a line. ``link``: the address they are; ``number``: of the paragraph they name."""

    words: str
    link: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that belong together; ``depth``: how often they are quoted."""

    lines: tuple[tuple[Run, ...], ...]
    depth: int = 0


def tidy(words: str) -> str:
    """``words`` without what nobody can see or what spoils the page around them; lines end in a line feed."""
    text = unicodedata.normalize("NFC", LINE_END.sub("\n", words).expandtabs(4))
    text = "".join(_seen(text))
    lines = (line.rstrip() for line in text.split("\n"))
    return BLANK.sub("\n\n", "\n".join(lines)).strip("\n")


def tidy_name(words: str) -> str:
    """The same for a name: one line, no more than a name needs."""
    return " ".join(tidy(words).translate({ord(sign): None for sign in "\u200e\u200f\u061c"}).split())[:LONGEST_NAME]


def link_count(words: str) -> int:
    """How many links ``words`` hold."""
    return sum(bool(run.link) for passage in passages(words) for line in passage.lines for run in line)


def passages(words: str) -> tuple[Passage, ...]:
    """``words``, tidied before, as a page shows them."""
    marked = [_unquoted(line) for line in words.split("\n")]
    made = []
    # A blank line parts two paragraphs, and so does the end of a quotation.
    for (is_blank, depth), lines in groupby(marked, key=lambda line: (not line[1].strip(), line[0])):
        if not is_blank:
            made.append(Passage(tuple(tuple(_runs(line)) for _, line in lines), depth))
    return tuple(made)


def _seen(text: str) -> Iterator[str]:
    marks = 0
    for sign in text:
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        is_noncharacter = 0xFDD0 <= ord(sign) <= 0xFDEF or ord(sign) & 0xFFFE == 0xFFFE
        if sign == "\n" or sign in JOINERS or not (kind in UNSEEN or is_noncharacter or marks > MOST_MARKS):
            yield sign


def _unquoted(line: str) -> tuple[int, str]:
    found = QUOTED.match(line)
    return (min(found[0].count(">"), DEEPEST), line[found.end() :]) if found else (0, line)


def _runs(line: str) -> Iterator[Run]:
    at = 0
    for found in SPECIAL.finditer(line):
        said = _trimmed(found[0]) if found["link"] else found[0]
        link = said if found["link"] and _is_address(said) else ""
        if found["link"] and not link:
            continue
        if found.start() > at:
            yield Run(line[at : found.start()])
        yield Run(said, link, (found["number"] or "").lower())
        at = found.start() + len(said)
    if at < len(line):
        yield Run(line[at:])


def _trimmed(link: str) -> str:
    """Without the full stop after it, and the bracket it stands in."""
    while link and (
        link[-1] in ".,;:!?'’…*_" or (link[-1] in CLOSING and link.count(link[-1]) > link.count(CLOSING[link[-1]]))
    ):
        link = link[:-1]
    return link


def _is_address(link: str) -> bool:
    """Whether it leads where it says: a host, and no name before it that looks like one."""
    try:
        parts = urlsplit(link)
        return bool(parts.hostname) and "@" not in parts.netloc and (parts.port is None or parts.port > 0)
    except ValueError:
        return False

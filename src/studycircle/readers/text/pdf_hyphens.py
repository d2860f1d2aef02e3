"""Hyphens at the ends of a PDF's lines: what the rest of the text tells of them."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from studycircle.readers.text.pdf_paragraphs import Para

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def joined_words(paras: Iterable[Para]) -> Counter[str]:
    """How often each word stands in the middle of a line: what tells a hyphen at a line's end from a hyphenation.

    The first part of a compound is counted too, with its hyphen: "self-".
    """
    seen = Counter[str]()
    for para in paras:
        for before, line in zip([None, *para.lines], para.lines, strict=False):
            parted = before is not None and before.words.endswith("-")
            words = [word.lower() for word in _WORD.findall(line.words)[parted:-1]]
            seen.update(words)
            seen.update(word[: word.index("-") + 1] for word in words if "-" in word)
    return seen


def hyphenates(paras: Iterable[Para], seen: Counter[str]) -> bool:
    """Whether words are parted at lines' ends at all: often, or where what hyphens join there is known as one word."""
    lines = ends = whole = 0
    for line, follows in (pair for para in paras for pair in pairwise(para.lines)):
        lines += 1
        before, after = re.search(r"([^\W\d_]+)-$", line.words), re.match(r"[^\W\d_]+", follows.words)
        if before and after:
            ends += 1
            whole += seen[(before[1] + after[0]).lower()] > 0
    return ends > 0.03 * lines or (ends > 0 and whole >= 0.2 * ends)

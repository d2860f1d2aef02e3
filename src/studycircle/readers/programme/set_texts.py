"""Where a page says what is set to be read: "The wool trade. Read: Owl, chapter 2"."""

import re
from collections.abc import Sequence
from functools import cache

from studycircle.readers.programme.blocks import Block, Span, slice_spans
from studycircle.readers.programme.clauses import is_labelled, read_clauses, split_clauses
from studycircle.readers.programme.copies import only_copies
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.language import Tongue, any_of, holds_any, tongue
from studycircle.readers.programme.parts import part_pattern

ADDRESS = re.compile(r"https?://|www\.", re.I)
READ = ("read", "lesen", "lire", "leer", "leggere", "ler", "läs")


def topic_and_texts(spans: tuple[Span, ...], names: Tongue) -> tuple[tuple[Span, ...], list[Found]] | None:
    """The topic of a row and what it sets, where it says "Read:" or "Text:" between them."""
    text = "".join([span.text for span in spans])
    told = _read(names.code).search(text) if holds_any(text, ":：") else None
    rest = slice_spans(spans, told.end()) if told else ()
    if told is None or only_copies(rest, names) is not None or ADDRESS.match(text, told.end()):
        return None  # "Text: pdf" is a copy of the topic
    clauses = split_clauses(rest, names)
    works = [found for clause in clauses for found in read_clauses(clause, names)]
    return slice_spans(spans, 0, told.start()), [work._replace(sure=max(work.sure, 0.75)) for work in works]


def says_reading(bodies: Sequence[list[Block]], names: Tongue) -> bool:
    """Whether a page says "Reading: …" before what is read; then nothing else in its lists is a reading."""
    listed = [body for body in bodies if any(block.marker for block in body)]
    labelled = [body for body in listed if any(is_labelled(block.text, names) for block in body)]
    return len(labelled) > 1 and len(labelled) * 3 >= len(listed) * 2


def names_text(found: Found, text: str, names: Tongue) -> bool:
    """Whether a plain topic is a text after all: it tells a part, or calls itself a paper or a book."""
    if re.search(r"\bpart \d", text):
        return False
    return (bool(found.part) and bool(part_pattern(names.code).search(text))) or bool(
        names.words("reading").search(text)
    )


@cache
def _read(code: str) -> re.Pattern[str]:
    words = any_of([*tongue(code).listed("reading"), *READ])
    return re.compile(rf"(?<=\S[.:;,?!”\"»’)])\s+{words}\s?[:：]\s+(?=\S)", re.I)

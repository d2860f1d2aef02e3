"""Passages of one book that the rows of a page go through: "Acts 5: 1-11 – a lie with consequences"."""

import re
from collections import Counter

from studycircle.documents.programme import DateState
from studycircle.readers.programme.assembly import Assembly
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.language import Tongue

PASSAGE = re.compile(
    r"(?<![^\W_])(?:[1-3]\s)?(?P<book>[^\W\d_]{3,})\s\d{1,3}(?P<verse>:\s?\d{1,3})?(?:\s?[-–—]{1,2}\s?\d{1,3}(?::\s?\d{1,3})?)?(?![\w:])"
)
NO_CLOCK = re.compile(r":\s?(?:\d|[6-9]\d|\d{3})")  # "5:3", "5:71": no hour is written so
MAX_NOTE = 200
LEAST = 3  # rows that make a custom


def passages_told(made: Assembly) -> None:
    """Where most rows tell a chapter of the same book, and some of them verses, that is what is read."""
    rows = [(draft, said) for draft in made.drafts if (said := _passages(draft, made.names))]
    books = Counter(book for _, said in rows for book in {match["book"] for match in said})
    book, often = books.most_common(1)[0] if books else ("", 0)
    told = [match for _, said in rows for match in said if match["book"] == book]
    verses = len([match for match in told if match["verse"] and NO_CLOCK.fullmatch(match["verse"])])
    least = 2 if made.names.words("part").fullmatch(book) else 1  # the Acts of the Apostles, or those of a play
    if often < LEAST or often * 2 < len(made.drafts) or verses < least:
        return
    for draft, said in rows:
        passage = next((match[0] for match in said if match["book"] == book), "")
        if passage and not any(found.sure >= 0.5 and passage in found.title for found, _ in draft.readings):
            others = [
                (found, lines) for found, lines in draft.readings if found.sure >= 0.7 and not _inside(found, passage)
            ]
            draft.readings = [(Found(passage, sure=0.8), tuple(sorted(draft.lines["title"]))), *others]


def _passages(draft: Draft, names: Tongue) -> list[re.Match[str]]:
    if draft.head.columns or draft.state is DateState.CANCELLED:
        return []
    text = draft.whole or draft.title
    if draft.notes and not any(found.sure >= 0.5 for found, _ in draft.readings):
        text += "\n" + draft.notes[0][0].text[:MAX_NOTE]  # "You can find the study guide for Acts 9:32–10:48 here"
    return [match for match in PASSAGE.finditer(text) if _could_be_book(match, names)]


def _could_be_book(match: re.Match[str], names: Tongue) -> bool:
    """Whether a word before a number may be the name of a book: no month, no "Week", no "Room"."""
    word = match["book"]
    told = word[0].isupper() and word.casefold() not in names.months
    return told and not names.words("session", "place", "term").fullmatch(word)


def _inside(found: Found, passage: str) -> bool:
    return bool(found.part) and found.part.split()[0] == passage.split()[0]

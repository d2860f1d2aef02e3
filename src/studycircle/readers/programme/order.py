"""Which comes first, title or author, where both could be either: the other lines of the page tell."""

import re
from collections import Counter

from studycircle.documents.programme import DateState
from studycircle.readers.programme.assembly import Assembly
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.language import holds_any
from studycircle.readers.programme.parts import only_part
from studycircle.readers.programme.persons import looks_like_name

PARTED = re.compile(r"(?P<first>[^–—]+?)\s+[–—-]\s+(?P<second>[^–—(\[]+?)(?:\s*[(\[][^()\[\]]*[)\]])?\.?")
TALK = re.compile(
    r"\b(?:talks|speakers?|seminar|lectures?|colloquium|journal club|presenters?|vortr[aä]ge?|referent\w*)\b", re.I
)
DASHES = (" – ", " — ", " - ")
LONGEST_NAME = 4  # words
LEAST_OFTEN = 2  # times that somebody is named behind a dash, else "Error Handling" is what a chapter is called
MAX_LINE = 200


def settle_order(made: Assembly) -> None:
    """Read "Mrs Dalloway – Virginia Woolf" as title and author where the lines beside it are so."""
    lines = [(d, match) for d in made.drafts if d.whole and (match := _parted(d))]
    if len(lines) < 2:
        return
    often = Counter(match["second"].casefold() for _, match in lines)
    before = Counter(match["first"].casefold() for _, match in lines)
    forward = backward = 0
    for _, match in lines:
        first, second = match["first"], match["second"]
        chapter = only_part(first, made.names) != "" and often[second.casefold()] < LEAST_OFTEN
        forward += not chapter and _is_person(second) and (not looks_like_name(first) or often[second.casefold()] > 1)
        backward += _is_person(first) and (not _is_person(second) or before[first.casefold()] > 1)
    if forward <= backward * 2 or forward * 3 < len(lines):
        return  # what stands behind most dashes is no person: "Chapter 6 – Parsing", "Chapter 8 – Error Handling"
    first = min(made.heads)
    talks = any(TALK.search(block.text) for block in made.page.blocks[:first])
    for draft, match in lines:
        if _is_person(match["second"]):
            _turn(draft, match["first"].strip(' "“”«»„'), match["second"], talks=talks)


def _parted(draft: Draft) -> re.Match[str] | None:
    """A line of two parts with a dash between them, which says no more."""
    if draft.head.columns or draft.leader or len(draft.whole) > MAX_LINE or not holds_any(draft.whole, DASHES):
        return None
    if draft.state is DateState.CANCELLED:
        return None
    marked = any(found.how != "plain" and found.sure >= 0.7 for found, _ in draft.readings)
    return None if marked else PARTED.fullmatch(draft.whole)


def _is_person(words: str) -> bool:
    """Whether words may be the name of one person, given name and surname, or of two."""
    return looks_like_name(words) and 1 < len(words.split()) <= LONGEST_NAME and not words.isupper()


def _turn(draft: Draft, title: str, person: str, *, talks: bool) -> None:
    """Take the first part for the title, the second for who wrote it, or gives the talk."""
    head = set(draft.lines["date"])
    others = [(found, lines) for found, lines in draft.readings if head.isdisjoint(lines)]
    draft.title = title
    if talks:
        draft.leader, draft.readings = person, others
    else:
        lines = tuple(sorted(draft.lines["title"] or head))
        draft.readings = [(Found(title, person, sure=0.8), lines), *others]

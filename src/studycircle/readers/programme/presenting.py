"""Who presents what: on a line before, behind the topic, or before each of several linked works."""

import itertools
import re
from collections.abc import Container

from studycircle.readers.programme.blocks import Span, slice_spans, words_of
from studycircle.readers.programme.citations import ALSO, AUTHORS_PARTED, CAPITAL
from studycircle.readers.programme.copies import IDENTIFIER, Copy, without_copies
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.language import Tongue, holds_any
from studycircle.readers.programme.persons import looks_like_name
from studycircle.readers.programme.readings import read_reading

PRINTED = re.compile(r"\bet al\b|\b(?:19|20)\d\d\b|\bdoi\b", re.I)
PERSON = rf"{CAPITAL}(?:[ .’'-]+{CAPITAL}){{1,3}}\s\((?!ed|trans)[^\W\d_a-z][^()]{{1,60}}\)"
SPEAKERS = re.compile(
    rf"(?P<sign>,|\s[–—-])\s+{PERSON}(?:(?:,|,?\s(?:and|und|et|y|e|och|&))\s+{PERSON}){{0,4}}(?:\s\([\d.,:–-]+\w*\))?\s*\.?\s*$"
)
FULL_NAME = rf"{CAPITAL}(?:[ .’'-]+{CAPITAL}){{1,3}}"
# "Ada Quill/Ben Sedge (University) – ", "Ada Quill, University of Weir: "
SPEAKER_FIRST = re.compile(
    rf"\s*(?P<name>{FULL_NAME}(?:(?:\s?/\s?|\s?&\s|,\s(?:and\s)?|\s(?:and|und|et|y|e|och)\s){FULL_NAME}){{0,3}})"
    r"(?:\s\((?P<where>[^()]{2,90})\)\s*[:,–—-]|,\s(?P<beside>[^(),:–—]{2,60})(?::|\s[–—-]))\s+(?=\S)"
)
COUNTRIES = {"UK", "US", "USA", "GB", "UAE", "EU", "DDR", "GDR", "BRD", "USSR", "URSS"}
# Where people are who give talks, and what they are there.
POST = re.compile(
    r"\b(?:universi\w*|uni|institut\w*|college|school|facult\w*|dep(?:ar)?t\w*|laborator\w*|academ\w*|archives?|cnrs|ens|eth|mit"
    r"|prof\w*|doct\w*|agrégée?|ph\.?d|post-?doc\w*|lecturer|fellow|curator|student\w*)\b",
    re.I,
)
# The name of one: "University of Weir", "Weir College", "Universität Weiler", and no "The Institute".
PLACE_OF_LEARNING = re.compile(
    r"(?:(?:University|Institute|College|School) (?:of|for)|Universi(?:té|tät|tà|teit|tet|dade?)|Instituto?|École)"
    r"(?: (?:and|d[aeiou]|de[nrs]|la|van|för|zu|[^\W\d_a-z][\w’'-]*)){1,6}"
    r"|(?!The |Die |An? )(?:[^\W\d_a-z][\w’'-]* ){1,5}(?:University|Universität|College|Institute?)"
    r"|(?:.*\s)?[\u4e00-\u9fff]{2,10}(?:大学|大学院|研究所)"
)
BRACKETS = re.compile(r"\s*\([^()]*\)")
ASIDE = re.compile(r"[\s,;.]*(?:\([^()]*\)[\s,;.]*)?")  # "(part 2)" behind a title
MAX_VENUE = 60
SCHOOLS = ("niversi", "nstitut", "ollege", "chool", "cole ", "大学", "研究所")  # one is in any such name


def is_place_of_learning(text: str) -> bool:
    """Whether words are the name of a university or the like, and nothing else."""
    return holds_any(text, SCHOOLS) and PLACE_OF_LEARNING.fullmatch(text) is not None


def presenter_first(spans: tuple[Span, ...]) -> tuple[tuple[Span, ...], str]:
    """What stands under a first line that is a person's name, and that name, where an article is cited there."""
    text = "".join([span.text for span in spans])
    name, line_break, rest = text.partition("\n")
    if not line_break or not PRINTED.search(rest) or not 1 < len(name.split()) < 8 or not looks_like_name(name):
        return spans, ""
    return slice_spans(spans, len(name) + 1), name.strip()


def presenter_by(spans: tuple[Span, ...], names: Tongue, known: Container[str] = ()) -> tuple[str, tuple[Copy, ...]]:
    """Who presents, and where the article is kept, in "A. Name, arXiv:1234.5678"; all ``known`` people without one."""
    if not known and not any(span.link for span in spans):
        return "", ()
    rest, copies = without_copies(spans, names)
    people = [name.strip() for name in AUTHORS_PARTED.split(BRACKETS.sub("", words_of(rest)).strip(" ,;&")) if name]
    kept = bool(copies) and all(IDENTIFIER.fullmatch(copy.label) for copy in copies)
    named = all(len(name.split()) > 1 and looks_like_name(name) and (kept or name in known) for name in people)
    return (", ".join(people), copies) if people and named and (kept or not copies) else ("", ())


def linked_work(spans: tuple[Span, ...], names: Tongue) -> Found | None:
    """The work of "A. Author and B. Author. [Its Title]. Where 2016": the one link, and its authors before it; or,
    without a link, the one title in bold letters or italics."""
    marked = [index for index, span in enumerate(spans) if span.link]
    links = len({spans[index].link for index in marked})
    marked = marked or [index for index, span in enumerate(spans) if span.strong or span.em]
    if not marked or marked[0] == 0 or links > 1 or marked[-1] - marked[0] != len(marked) - 1:
        return None
    before, title = words_of(spans[: marked[0]]), spans[marked[0] : marked[-1] + 1]
    after = words_of(spans[marked[-1] + 1 :])
    label, _, told = before.rpartition(": ")
    before = told if told and label else before
    authors = [name for name in AUTHORS_PARTED.split(ALSO.sub("", before).strip(" .,:;")) if name]
    if len(words_of(title).split()) < (3 if links else 2) or len(after) > MAX_VENUE:
        return None
    if not authors or not before.endswith((".", ":", ",")) or not all(looks_like_name(name) for name in authors):
        return None
    found = read_reading((Span(words_of(title).rstrip("."), spans[marked[0]].link, em=not links),), names)
    return found._replace(author=before.strip(" .,:;"), sure=0.9) if found else None


def works_by_line(spans: tuple[Span, ...], names: Tongue) -> tuple[list[Found], str]:
    """The works of a cell that has one on most of its lines, and what its first line says they are about."""
    text = "".join([span.text for span in spans])
    cuts = [0, *(at + 1 for at, sign in enumerate(text) if sign == "\n"), len(text) + 1]
    lines = [slice_spans(spans, a, b - 1) for a, b in itertools.pairwise(cuts)]
    lines = [line for line in lines if words_of(line)]
    works = [work for line in lines if (work := linked_work(line, names))]
    if len(lines) < 2 or not works:
        return [], ""
    others = [words_of(line) for line in lines if not linked_work(line, names)]
    if not all(other.endswith(":") or other.startswith("-") or len(works) > 2 for other in others):
        return [], ""
    first = words_of(lines[0])
    return works, first.strip(" :-") if first in others else ""


def speaker_last(spans: tuple[Span, ...]) -> tuple[tuple[Span, ...], str]:
    """The topic of "Its title, A. Name (University) and B. Name (Institute)", and who speaks; all the words and ""."""
    text = "".join([span.text for span in spans])
    match = SPEAKERS.search(text) if ")" in text[-12:] else None
    if not match or len(text[: match.start()].split()) < 2:
        return spans, ""
    if any(span.em for span in slice_spans(spans, match.start(), match.end())):
        return spans, ""  # "Franz Kafka, *Das Schloss* (Teil 1)"
    if match["sign"] != "," and not all(POST.search(where) for where in BRACKETS.findall(match[0])):
        return spans, ""  # "Old mills – Ada Quill (Vintage)"
    names = [name for name in AUTHORS_PARTED.split(BRACKETS.sub("", match[0]).strip(" ,.–—-")) if name.strip()]
    if not all(looks_like_name(name) and 1 < len(name.split()) < 5 for name in names):
        return spans, ""
    return slice_spans(spans, 0, match.start()), ", ".join(name.strip() for name in names)


def speaker_first(spans: tuple[Span, ...]) -> tuple[tuple[Span, ...], str]:
    """The topic of "A. Name (University) – Its title", and who speaks; all the words and ""."""
    match = SPEAKER_FIRST.match("".join([span.text for span in spans]))
    if not match or not all(looks_like_name(name) for name in AUTHORS_PARTED.split(match["name"])):
        return spans, ""
    if (beside := match["beside"]) and not is_place_of_learning(beside):
        return spans, ""
    where = beside or match["where"]
    if not POST.search(where) and (not where.isupper() or where in COUNTRIES):  # "MIT"
        return spans, ""
    return slice_spans(spans, match.end()), match["name"]


def presented_works(spans: tuple[Span, ...], names: Tongue) -> list[tuple[str, Found]]:
    """Who presents what in "A. Name: [Its title] B. Name: [Another]"; empty where a cell holds anything else."""
    works: list[tuple[str, Found]] = []
    name = ""
    for span in spans:
        text = span.text.strip()
        if span.link and name and (found := read_reading((Span(text, span.link),), names)):
            works.append((name, found._replace(sure=0.85)))
            name = ""
        elif text.endswith(":") and looks_like_name(text[:-1]):
            name = text[:-1]
        elif text and not ASIDE.fullmatch(text):
            return []
    return works if not name else []

"""An author alone behind a title: "Margaret Fell.", "(William Morris)", "William Penn, maxims 1-150"."""

import re
from collections.abc import Sequence
from functools import cache

from studycircle.readers.programme.blocks import Span, tidy_spans, words_of
from studycircle.readers.programme.citations import PRESS
from studycircle.readers.programme.clauses import read_clause, role_of
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.language import Tongue, any_of, tongue
from studycircle.readers.programme.parts import only_part, part_pattern, split_part
from studycircle.readers.programme.persons import looks_like_name
from studycircle.readers.programme.rows import leader_pattern

SIGNS_AROUND = ' \t\n,;:–—-|*_•·.→“”„«»"'
SIGNS_BETWEEN = ("|", "·", "*")

MAX_AUTHOR = 60
MAX_PART = 60
OTHERS = re.compile(r"\s+(?:and|und|et|y|e|och|og|en|и|και)\s+(?:others|andere|autres|otros|altri|outros|andra|другие|άλλοι)$", re.I)  # fmt: skip  # noqa: E501 - one thought, one line
NAME_BEHIND = re.compile(r"(?<=\s)\((?P<name>[^\W\d]{2,}(?: [^\W\d_]\.)?(?: [^\W\d]{2,}){1,2})\)$")
YEAR = re.compile(r"(?:c\.\s*)?1[0-9]\d\d|20\d\d")


def author_alone(text: str, names: Tongue) -> tuple[str, str] | None:
    """The author and the part that a clause consists of; ``None`` where it says anything else, or one name only."""
    text = text.strip(" ()[].,;:–—-")
    name, _, part = text.partition(",")
    name, part = OTHERS.sub("", name.strip()), part.strip()
    if len(name) > MAX_AUTHOR or len(name.split()) < 2 or not looks_like_name(name):
        return None
    if names.words("leader", "session", "reading", "questions", "place").search(name):
        return None
    if not part or YEAR.fullmatch(part):
        return name, ""
    told = part_pattern(names.code).match(part) or names.words("part").match(part)
    counted = part[:1].islower() and (any(map(str.isdigit, part)) or part_pattern(names.code).search(part))
    return (name, part) if (told or counted) and len(part) <= MAX_PART else None


def by_name_behind(found: Found, text: str) -> Found:
    """A work with its author, where a full name stands in brackets behind it: "On weirs and mills (Ada Quill)"."""
    topic = found.how == "plain" and " " not in found.author  # "Weirs: an introduction (Ada Quill)"
    named = NAME_BEHIND.search(text) if text[-1:] == ")" and (topic or not found.author) else None
    if not named or named["name"] != found.part or PRESS.search(found.part) or not looks_like_name(found.part):
        return found
    title = text[: named.start()].strip() if found.author else found.title
    return found._replace(title=title, author=found.part, part="", sure=max(found.sure, 0.75))


def joined_work(clauses: list[tuple[Span, ...]], text: str, names: Tongue) -> list[tuple[Span, ...]]:
    """Clauses with author and title in one, and the part: "Ada Quill · Springs · chapter 1" parts them by a point."""
    if len(clauses) < 2 or text[len(words_of(clauses[0])) :].lstrip()[:1] not in SIGNS_BETWEEN:
        return clauses
    name = author_alone(words_of(clauses[0]), names)
    if (
        not name
        or name[1]
        or role_of(words_of(clauses[1]), names)[0]
        or leader_pattern(names.code).match(words_of(clauses[1]))
    ):
        return clauses
    parted = 3 if len(clauses) > 2 and only_part(words_of(clauses[2]), names) else 2
    work = [*clauses[0]]
    for clause in clauses[1:parted]:
        work += [Span(", "), *clause]
    return [tidy_spans(work), *clauses[parted:]]


def bold_work(bold: tuple[Span, ...], clauses: Sequence[tuple[Span, ...]], names: Tongue) -> tuple[Found | None, int]:
    """The work that bold words tell with the first clause behind them, and how many clauses that takes.

    "**Author, Title** (chapters 1-3)", or "**Title, chapters 1-3** (Author)".
    """
    behind = words_of(clauses[0]) if clauses else ""
    cited = read_clause(bold, names)
    if cited and cited.author and cited.sure >= 0.75:
        _, part = split_part(f"{cited.title} {behind}", names)
        return cited._replace(part=cited.part or part, how="bold"), 1 if part and clauses else 0
    if told := author_alone(behind, names):
        title, part = split_part(words_of(bold).strip(SIGNS_AROUND), names)
        return Found(title.strip(SIGNS_AROUND), told[0], told[1] or part, sure=0.85), 1
    return None, 0


@cache
def author_line(code: str) -> re.Pattern[str]:
    """ "by Wilkie Collins", "Author: Wilkie Collins"."""
    by = any_of([*tongue(code).listed("by"), "~~"])
    label = any_of([*tongue(code).listed("author"), "~~"])
    return re.compile(rf"(?:{by}\s+|{label}\s?[:：]\s*)(?P<name>[^.,;:(\[]{{3,60}})", re.I)

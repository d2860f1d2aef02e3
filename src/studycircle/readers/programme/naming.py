"""What the group and the series are called."""

import re
from dataclasses import dataclass

from studycircle.readers.programme.assembly import Assembly
from studycircle.readers.programme.blocks import Block, Page, Shape, Zone
from studycircle.readers.programme.dates import find_dates
from studycircle.readers.programme.heads import is_month_line
from studycircle.readers.programme.language import Tongue, fold

GROUP_WORD = re.compile(r"(?:reading|book|study|journal|philosophy|discussion)\s*(?:group|circle|club)|readers|circle|club|seminar|lesekreis|lesegruppe|literaturkreis|cercle|groupe de lecture|club de lecture|tertulia|círculo|grupo de|gruppo di|circolo|clube|roda de|cirkel|läse|bokcirkel|кружок|клуб|λέσχη|όμιλος|ομάδα|読書会|勉強会|leesgroep|leeskring|læse|lese|klub|koło|kroužek|kör|okuma|독서|读书", re.I)  # fmt: skip  # noqa: E501 - one thought, one line

COMMON = re.compile(r"schedule|timetable|contents|table of contents|calendar|calend[aá]rio|programme?|programa|programm|inhalt|sommaire|calendrier|schema|program|home|index|welcome|willkommen|about.*|description|news", re.I)  # fmt: skip  # noqa: E501 - one thought, one line
NO_NAME = re.compile(r"@|\s/\s|\d(?:[ -]?\d){7}")
TITLE_ORDER = 2  # a page is titled for search engines: what it says of itself at its very top comes first
PARTED = re.compile(r"\s+[|–—•·»›]\s+|\s+-\s+")
YEAR = re.compile(r"(?:19|20)\d\d")
ENDS_SENTENCE = re.compile(r"[^\W\d]{3}[.!,;]$|[。！]")
TELLS_KIND = re.compile(r"(?:an?|une?|una|uno|eine?|uma?|ett?|een)\s", re.I)  # "A club for people who …" is no name
WAY = re.compile(r"(?:skip|jump) to|^home\b|\s\|\s.*\s\|\s|›", re.I)  # through a site
NEXT = re.compile(r"\s+(?:next session|next meeting)\b", re.I)


@dataclass(frozen=True, slots=True)
class Naming:
    """The names, and the lines they were found on."""

    group: str = ""
    series: str = ""
    group_lines: tuple[int, ...] = ()
    series_lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Words that may be a name; ``order`` counts from the top of the page."""

    text: str
    lines: tuple[int, ...]
    order: int
    prominent: bool  # a heading, or a piece of the page's title


def name_page(page: Page, made: Assembly, names: Tongue) -> Naming:
    """Choose the names among the headings before the schedule, the title and the site's name."""
    candidates = _candidates(page, made, names)
    site, site_line = page.meta.get("site", ("", 0))
    if site:
        group = _Candidate(site, (site_line,), 0, prominent=True)
    elif candidates:
        group = max(candidates, key=lambda c: _speaks_of_group(c, names))
    else:
        return Naming()
    others = [c for c in candidates if fold(c.text) != fold(group.text) and fold(c.text) not in fold(group.text)]
    best = max(others, key=lambda c: _speaks_of_series(c, names), default=None)
    series = best if best and _speaks_of_series(best, names) > 0 else group
    return Naming(group.text, series.text, group.lines, series.lines)


def _candidates(page: Page, made: Assembly, names: Tongue) -> list[_Candidate]:
    first = min(made.heads, default=len(page.blocks))
    when = made.usual.lines.get("time")  # "Tuesdays at 7pm, The Lock House" is the habit
    titles = [
        b
        for b in page.blocks[:first]
        if b.zone is Zone.MAIN and _could_name(b, names) and (b.lines != when or GROUP_WORD.search(b.text))
    ]
    title, title_line = page.meta.get("title", ("", 0))
    if not titles and not title:
        titles = [b for b in page.blocks[:3] if b.text and len(b.text) < 160]
    found = [
        _Candidate(piece, block.lines, order, block.shape is Shape.HEADING)
        for order, block in enumerate(titles)
        for piece in _pieces(block.text)
    ]
    return found + [_Candidate(piece, (title_line,), TITLE_ORDER, prominent=True) for piece in _pieces(title)]


def _pieces(text: str) -> list[str]:
    """The parts of a title, such as "Lent 2022 | Open Table"; without what it says of the next session."""
    pieces = [piece.removesuffix("[edit]").strip(" *_#:：") for piece in PARTED.split(NEXT.split(text)[0])]
    return [piece for piece in pieces if len(piece) > 2]


def _speaks_of_group(candidate: _Candidate, names: Tongue) -> float:
    """How much the words look like the name of a group: it tells what it does, and stands first."""
    score = 2.0 * bool(GROUP_WORD.search(candidate.text)) + 1.0 * candidate.prominent
    score -= 1.5 * bool(_of_a_time(candidate.text, names)) + 3.0 * _is_sentence(candidate.text)
    score -= 4.0 * _is_common(candidate.text, names) + 2.0 * bool(TELLS_KIND.match(candidate.text))
    return score - 0.3 * min(candidate.order, 4)


def _speaks_of_series(candidate: _Candidate, names: Tongue) -> float:
    """How much the words look like the name of a series: of a term or year, or simply the next heading."""
    score = 0.9 * candidate.prominent + 1.2 * _of_a_time(candidate.text, names)
    score -= 3.0 * _is_sentence(candidate.text) + 4.0 * _is_common(candidate.text, names)
    score -= 1.0 * (len(candidate.text.split()) < 3 and not _of_a_time(candidate.text, names))
    return score - 0.2 * min(candidate.order, 4)


def _of_a_time(text: str, names: Tongue) -> int:
    """Whether words name a year, a term, or both: 0 to 2."""
    return bool(YEAR.search(text)) + bool(names.words("term").search(text))


def _is_sentence(text: str) -> bool:
    """Whether words are, or go on as, a sentence; names are short and begin with a capital where there are any."""
    return len(text) > 90 or text[:1].islower() or bool(ENDS_SENTENCE.search(text))


def _is_common(text: str, names: Tongue) -> bool:
    """Whether words are a heading that any page may have ("Schedule"), a way through a site, or how to reach people."""
    found = COMMON.fullmatch(text.strip(" :.?!"))
    roles = ("topic", "reading", "date", "time", "place", "session", "questions", "notes", "comments", "term", "other")
    match = names.words(*roles).match(text)
    return bool(found or NO_NAME.search(text) or (match and match.end() >= len(text.strip(" :.?!"))))


def _could_name(block: Block, names: Tongue) -> bool:
    text = block.text
    if block.shape in (Shape.ROW, Shape.ITEM, Shape.QUOTE) or not 3 < len(text) < 140 or "://" in text:
        return False
    if WAY.search(text) or is_month_line(block, names) or names.words("posted").match(text):
        return False
    plain = block.shape is Shape.HEADING or (len(text) < 90 and not text.rstrip().endswith((".", "!", "?", ":")))
    return (
        plain
        and not text.rstrip().endswith(":")
        and not names.words("date", "time", "place").match(text)
        and not (find_dates(text, names) and not GROUP_WORD.search(text))
    )

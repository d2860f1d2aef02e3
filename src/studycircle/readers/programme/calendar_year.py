"""Which year a date without one belongs to, and whether 5/6 is in May or in June.

No single rule is safe, so each year that could be meant is scored on all that the page tells: years beside other
dates, the term in a heading, the day the page was posted, the weekdays, what else mentions a year. Today comes last.
"""

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from studycircle.readers.programme.dates import FoundDate

YEAR = re.compile(r"(?<![\d./-])(?P<year>(?:19|20)\d\d)(?:\s?[/–-]\s?(?P<next>(?:20)?\d\d)(?!\d))?(?![\d])")
SINCE = re.compile(
    r"(?<!\w)(?:since|founded(?:\sin)?|seit|gegründet|depuis|fondé\w*|desde|fundad\w*|dal|sedan|siden|sinds|od|с|από)"
    r"(?:\s[^\W\d]+){0,2}\s$",
    re.I,
)  # "since 2014", "depuis septembre 2009": when the group began
FIRST_YEAR = 1995  # older years on a page about reading are years of publication
UNORDERED = 2  # steps on, and as many back, of a list that is in no order of time
FAR_BACK = dt.timedelta(days=60)
TOO_FAR = 270  # days from one meeting to the next


class Hint(NamedTuple):
    """A year the page names: how strongly it speaks, and the year after where it says "2019/20"."""

    year: int
    weight: float
    next: int | None = None


class Hints(NamedTuple):
    """All that bears on the year of a run of dates."""

    years: tuple[Hint, ...] = ()
    posted: dt.date | None = None
    weekday: int | None = None


def years_named(text: str, weight: float, today: dt.date) -> list[Hint]:
    """The years in ``text`` that a programme could be in."""
    hints = []
    for match in YEAR.finditer(text):
        year = int(match["year"])
        if FIRST_YEAR <= year <= today.year + 3:
            following = int(match["next"]) % 100 if match["next"] else None
            founded = SINCE.search(text, max(0, match.start() - 24), match.start())
            hints.append(
                Hint(year, weight * 0.2 if founded else weight, year + 1 if following == (year + 1) % 100 else None)
            )
    return hints


def settle_years(dates: Sequence[FoundDate], hints: Hints, today: dt.date) -> list[dt.date | None]:
    """The calendar dates of one run of sessions in page order; ``None`` where a date does not exist."""
    steps = _steps(dates)
    mixed = hints.posted is not None and len(set(steps)) > 1
    ways: tuple[bool | None, ...] = (True, False) if mixed else (sum(steps) < 0,)  # in sentences, days go to and fro
    if min(steps.count(1), steps.count(-1)) >= UNORDERED:
        ways += (None,)
    explicit = [date.year for date in dates if date.year]
    candidates = {year + step for year in explicit for step in (-1, 0, 1)}
    candidates |= {hint.year + step for hint in hints.years for step in (-1, 0, 1)}
    candidates |= {today.year + step for step in (-1, 0, 1)}
    if hints.posted:
        candidates |= {hints.posted.year, hints.posted.year + 1}
    if not explicit and not hints.posted and not hints.years:
        candidates |= set(range(today.year - 12, today.year + 2))
    best: tuple[float, list[dt.date | None]] | None = None
    for year, descending in itertools.product(sorted(candidates), ways):
        run = _lay_out(dates, year, descending)
        score = _score(dates, run, year, hints, today) - (_far_from(hints.posted, run) if mixed else 0)
        if best is None or score > best[0]:
            best = (score, run)
    return best[1] if best else [None for _ in dates]


def _steps(dates: Sequence[FoundDate]) -> list[int]:
    """Whether the days go on (1) or back (-1) from one to the next, where New Year is not between them."""
    steps = []
    for before, after in itertools.pairwise(dates):
        gap = _day_number(after) - _day_number(before)
        if before.year and after.year:
            gap += 366 * (after.year - before.year)
        if gap and abs(gap) < 200:
            steps.append((gap > 0) - (gap < 0))
    return steps


def _far_from(posted: dt.date | None, run: Sequence[dt.date | None]) -> float:
    """The share of days that are long before the page was posted, or long after."""
    days = [date for date in run if date]
    far = [date for date in days if posted and not -60 <= (date - posted).days <= 330]
    return len(far) / len(days) if days else 0.0


def _day_number(date: FoundDate) -> int:
    return date.month * 31 + date.day


def _lay_out(dates: Sequence[FoundDate], year: int, descending: bool | None) -> list[dt.date | None]:
    """The run with its first date in ``year``, rolling over at New Year; all in it where they are in no order."""
    laid: list[dt.date | None] = []
    last: dt.date | None = None
    for found in dates:
        if found.year:
            year = found.year
        elif last and descending is not None:
            year = last.year
            here = found.on(year)
            if here and not descending and here < last - FAR_BACK:
                year += 1
            elif here and descending and here > last + FAR_BACK:
                year -= 1
        date = found.on(year)
        laid.append(date)
        last = date or last
    return laid


def _score(
    dates: Sequence[FoundDate], run: list[dt.date | None], year: int, hints: Hints, today: dt.date
) -> float:  # fmt: skip
    real = [date for date in run if date]
    if not real:
        return -100.0
    score = -5.0 * (len(run) - len(real))
    first, last = min(real), max(real)
    said = [(f.weekday, d) for f, d in zip(dates, run, strict=True) if f.weekday is not None and d]
    if said:
        score += 6.0 * sum(d.weekday() == w for w, d in said) / len(said)
    if hints.weekday is not None:
        score += 2.5 * sum(d.weekday() == hints.weekday for d in real) / len(real)
    for hint in hints.years:
        if hint.year == first.year or (hint.next and hint.next in (first.year, last.year) and last.year >= hint.year):
            exact = hint.next is None or first.year == hint.year or first.month < 8
            score += hint.weight * (1.0 if exact else 0.4)
        elif hint.year == last.year:
            score += hint.weight * 0.6
    if hints.posted:
        ahead = (first - hints.posted).days
        score += 3.0 - abs(ahead) / 200 if -60 <= ahead <= 330 else 1.0 if -200 <= ahead < -60 else 0.0
    jumps = sum(
        f.year is not None and abs((d.year if d else year) - f.year) > 0 for f, d in zip(dates, run, strict=True)
    )
    far = sum(
        bool(f.year and not g.year and c and d and abs((d - c).days) > TOO_FAR)
        for (g, c), (f, d) in itertools.pairwise(zip(dates, run, strict=True))
    )  # "26 November, 28 January … and 24 June 2026": the year behind the last day is of those before it
    return (
        score
        - jumps
        - 3.0 * far
        - abs((first - today).days) / 36_500
        - (dates[0].year is not None and dates[0].year != year) * 3.0
    )


def day_first_evidence(dates: Sequence[FoundDate]) -> float:
    """How much better a run of open dates (5/6) reads with the day first: above 0 for day, below for month."""
    scores = []
    for day_first in (True, False):
        settled = [date.settled(day_first) for date in dates]
        numbers = [_day_number(date) for date in settled]
        gaps = [b - a for a, b in itertools.pairwise(numbers)]
        smooth = sum(0 < gap <= 70 for gap in gaps) / max(len(gaps), 1)
        weekly = sum(gap % 7 in (0, 3, 4) for gap in gaps) * 0.02
        scores.append(smooth + weekly)
    return scores[0] - scores[1]

"""The dates of all sessions: which number is the day, which year is meant, and where a session was moved."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from studycircle.documents.programme import DateState
from studycircle.readers.programme.assembly import Assembly
from studycircle.readers.programme.blocks import Block, Page, Shape, Zone, slice_spans, words_of
from studycircle.readers.programme.calendar_year import YEAR, Hint, Hints, day_first_evidence, settle_years, years_named
from studycircle.readers.programme.dates import find_dates, order_evidence
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.heads import Head, is_month_line
from studycircle.readers.programme.language import Tongue, holds_any

MAX_DATED = 60  # letters of a line that tells when the page was written: "Notice of 20.08.2019"
DASH_BEFORE = re.compile(r"\s(?:[–—]|-{1,2})\s$")
REST_OF_REMARK = re.compile(r"(?:,\s[^.:;|\n]{2,80})?[.!]?$")
MAX_SAID = 160  # letters of a remark under the schedule: "(All dates 2016.)"
TERM_KEYS = ("term", "semester", "quarter", "year")  # of front matter: "term: Spring 2021"
APART = 60  # days: within them the next in the list may well follow
LETTERS = re.compile(r"[^\W\d_]")
FILED = re.compile(r"(?<![\d-])((?:19|20)\d\d)-\d\d-\d\d-[a-z]")  # a file called after a day
MONTHS_FILED = ("-0", "-1")  # a quick test for one


def settled(head: Head, *, day_first: bool) -> Head:
    """The head with the open order of its dates decided."""
    date = head.date.settled(day_first) if head.date else None
    moved = head.moved_from.settled(day_first) if head.moved_from else None
    return head if date is head.date and moved is head.moved_from else replace(head, date=date, moved_from=moved)


def reads_day_first(page: Page, heads: Sequence[Head], names: Tongue) -> bool:
    """Whether 5/6 is in June on this page: by its other dates, by how its sessions follow, by where it is from."""
    if not any(date and date.first for head in heads for date in (head.date, head.moved_from)):
        return _usually_day_first(page, names)
    votes = sum(order_evidence(block.text) for block in page.blocks if "/" in block.text)
    if votes:
        return votes > 0
    unsettled = [head.date for head in heads if head.date and head.date.first]
    if len(unsettled) >= 3 and abs(lean := day_first_evidence(unsettled)) > 0.25:
        return lean > 0
    return _usually_day_first(page, names)


def _usually_day_first(page: Page, names: Tongue) -> bool:
    """What the language and country of a page make likely."""
    declared = page.meta.get("lang", ("", 0))[0].lower()
    if names.code != "en" or declared in ("en-gb", "en-ie", "en-au", "en-nz", "en-in", "en-za"):
        return True
    if declared == "en-us":
        return False
    text = " ".join([block.text for block in page.blocks[:40]])
    american = names.words("american").findall(text[:5000])
    return len(american) < 2


def posted_on(page: Page, names: Tongue, *, day_first: bool) -> tuple[dt.date, tuple[int, ...]] | None:
    """The day the page was posted or last changed, as it says itself."""
    if "date" in page.meta:
        words, line = page.meta["date"]
        found = find_dates(words[:40].replace("T", " "), names)
        if found and found[0].year:
            date = found[0].settled(day_first).on(found[0].year)
            if date:
                return date, (line,)
    for block in page.blocks:
        match = names.words("posted").search(block.text[:80])
        if not match or block.shape is Shape.ROW or block.zone is Zone.COMMENTS:
            continue
        for said in find_dates(block.text[:200], names):
            if said.year and (day := said.settled(day_first).on(said.year)):
                return day, block.lines
    return None


def set_dates(made: Assembly) -> None:
    """Settle the years, one run of dates (a table, a section) after another."""
    runs = _runs(made)
    weekday = made.usual.weekday
    known: list[dt.date] = []
    for run in runs:
        dated = [draft for draft in run if draft.head.date]
        dates = [draft.head.date for draft in dated if draft.head.date]
        dates = [f._replace(year=d.date.year) if d.date else f for f, d in zip(dates, dated, strict=True)]
        told = {(day.month, day.day): day.year for day in known}
        if sum((date.month, date.day) in told for date in dates) * 2 > len(dates) > 1:  # those above, told in detail
            dates = [date._replace(year=date.year or told.get((date.month, date.day))) for date in dates]
        hints = Hints(_year_hints(made, run, known), made.posted[0] if made.posted else None, weekday)
        for draft, date in zip(dated, settle_years(dates, hints, made.today), strict=True):
            draft.date = draft.date or date
            if draft.date is None:
                draft.state, draft.date_words = DateState.TBA, made.page.blocks[draft.head.block].text[:60]
            elif draft.head.moved_from:
                draft.moved_from = draft.head.moved_from.on(draft.head.moved_from.year or draft.date.year)
            if draft.date:
                known.append(draft.date)
            if not (draft.head.date and draft.head.date.year):
                draft.sure["date"] = 0.75


def follow_moves(made: Assembly) -> None:
    """ "Postponed to 21 October": moved there, unless that day has a row of its own; then this row is off."""
    names = made.names
    held = {(d.date.month, d.date.day) for d in made.drafts if d.date}
    fixed = {draft.date for draft in made.drafts if draft.state is DateState.FIXED}
    for draft in made.drafts:
        block = made.page.blocks[draft.head.block]
        left = draft.head.moved_from
        bare = left and not draft.head.columns and not words_of(draft.head.rest) and not block.marker
        if left and bare and draft.state is DateState.MOVED and draft.date in fixed:
            draft.date, draft.moved_from, draft.state = draft.moved_from, None, DateState.CANCELLED
            start = len(block.text) - len(block.text[left.end :].lstrip(" )]】:：;,|–—-"))
            draft.head = replace(draft.head, rest=slice_spans(block.spans, start))
            continue
        if not draft.date or draft.state is DateState.MOVED or not names.words("moved").search(block.text):
            continue
        for match in re.finditer(r"[^\W\d]+", block.text[:600]):
            word = names.words("moved").match(block.text, match.start())
            if not word or (names.words("moved").pattern and word[0].casefold() in WEAK_MOVES):
                continue
            dates = [d.settled(made.day_first) for d in find_dates(block.text[word.end() :][:40], names)]
            if (
                not dates
                or dates[0].start > 8
                or not dates[0].month
                or (dates[0].month, dates[0].day) == (draft.date.month, draft.date.day)
            ):
                continue
            if (dates[0].month, dates[0].day) in held:
                draft.state = DateState.CANCELLED
            elif new := dates[0].on(dates[0].year or draft.date.year + (dates[0].month < draft.date.month - 6)):
                draft.moved_from, draft.date, draft.state = draft.date, new, DateState.MOVED
                draft.cut = _remark_around(block.text, word.start(), word.end() + dates[0].end)
            break


WEAK_MOVES = {"now", "nu", "jetzt", "neu", "ora", "ahora", "agora", "теперь", "τώρα", "nå", "nyní", "teraz", "ara"}


def _remark_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole of a remark that tells of a move: "-- moved to 3 May, same hour" behind a dash."""
    dash = DASH_BEFORE.search(text, 0, start)
    rest = REST_OF_REMARK.match(text, end)
    return (dash.start(), rest.end()) if dash and rest else (start, end)


def _is_year_line(block: Block, names: Tongue) -> bool:
    """Whether a line is nothing but a year, or a term and its year: "2015", "Fall 2015"."""
    text = block.text
    if len(text) > 40 or block.cells or not ("20" in text or "19" in text):
        return False
    return (
        bool(YEAR.search(text))
        and not LETTERS.search(names.words("term").sub("", text))
        and not find_dates(text, names)
    )


def _runs(made: Assembly) -> list[list[Draft]]:
    """Sessions under one heading, in one kind of line, belong to one run."""
    runs: dict[tuple[int, bool], list[Draft]] = {}
    section = -1
    headings = {i for i, b in enumerate(made.page.blocks) if _is_section(b, made.names) or _is_year_line(b, made.names)}
    order = sorted(made.drafts, key=lambda d: d.head.block)
    at = 0
    alone = order[:1] if _stands_apart(order) else []
    before = 0
    for draft in order[len(alone) :]:
        number = int(draft.number) if draft.number.isdecimal() else 0
        if number == 1 < before and any(YEAR.search(b.text) for b in made.page.blocks[at : draft.head.block]):
            section = draft.head.block  # the numbers begin again, under words that name a year
        before = number
        while at <= draft.head.block:
            if at in headings and at not in made.heads and _is_wide(made, at):
                section = at
            at += 1
        runs.setdefault((section, draft.head.kind == "row"), []).append(draft)
    return [*runs.values(), *([alone] if alone else [])]


def _is_section(block: Block, names: Tongue) -> bool:
    """Whether a heading begins a new run of dates: one that is but the name of a month goes on with the last."""
    if block.shape is not Shape.HEADING or block.level == 7:
        return False
    month = is_month_line(block, names)
    return month is None or month[1] is not None


def _stands_apart(drafts: Sequence[Draft]) -> bool:
    """Whether the first date is of a meeting announced by itself, with its year, over a list of others without one."""
    dates = [draft.head.date for draft in drafts if draft.head.date]
    first = dates[0] if len(dates) > 3 and drafts[0].head.date else None
    if not first or not first.year or any(date.year for date in dates[1:]) or words_of(drafts[0].head.rest):
        return False
    days = (dates[1].month - first.month) * 31 + dates[1].day - first.day
    return drafts[0].head.kind == "lead" and not 0 < days <= APART


def _is_wide(made: Assembly, index: int) -> bool:
    """Whether a heading stands above sessions rather than inside one."""
    if _is_year_line(made.page.blocks[index], made.names):
        return True
    level = made.page.blocks[index].level
    levels = [
        made.page.blocks[d.head.block].level
        for d in made.drafts
        if made.page.blocks[d.head.block].shape is Shape.HEADING and made.page.blocks[d.head.block].level < 7
    ]
    if levels:
        return level < min(levels)
    bare = sum(not words_of(d.head.rest) and not d.head.columns for d in made.drafts)
    return bare * 2 < len(made.drafts)


def _year_hints(made: Assembly, run: list[Draft], known: Sequence[dt.date]) -> tuple[Hint, ...]:
    hints: list[Hint] = []
    first = min(draft.head.block for draft in run)
    weight = 4.0
    for index in range(first - 1, -1, -1):
        block = made.page.blocks[index]
        if index in made.heads:
            continue
        alone = _is_year_line(block, made.names)
        if alone or block.shape is Shape.HEADING or (block.shape is Shape.ROW and not block.cells):
            found = years_named(block.text, weight, made.today) or _years_of_days(block, made)
            hints.extend(found)
            if found and (alone or block.level < 7 or made.names.words("term").search(block.text)):
                weight = 1.5
        elif block.zone is Zone.MAIN and not made.names.words("posted").match(block.text):
            named = years_named(block.text[:600], 0.7, made.today)
            if named and made.names.words("term").search(block.text[:600]):
                named = [hint._replace(weight=3.0) for hint in named]
            named = named or _years_of_days(block, made)
            hints.extend(named)
    for key, value in (("title", 1.5), ("description", 0.5), *((key, 3.0) for key in TERM_KEYS)):
        if key in made.page.meta:
            hints.extend(years_named(made.page.meta[key][0], value, made.today))
    for block in made.page.blocks[first:]:
        if block.zone is Zone.MARGIN or "©" in block.text:
            hints.extend(years_named(block.text[:300], 0.6, made.today))
        elif block.zone is Zone.MAIN and "20" in block.text and len(block.text) < MAX_SAID and not block.cells:
            hints.extend(years_named(block.text, 0.3, made.today))
        elif holds_any(block.text, MONTHS_FILED) and (filed := FILED.search(block.text)):
            hints.extend(years_named(filed[1], 0.6, made.today))
    if known:
        hints.extend(years_named(str(max(known).year), 0.8, made.today))
    best: dict[tuple[int, int | None], float] = {}
    for hint in hints:
        best[(hint.year, hint.next)] = max(best.get((hint.year, hint.next), 0), hint.weight)
    return tuple(
        hint._replace(weight=best[(hint.year, hint.next)]) for hint in {(h.year, h.next): h for h in hints}.values()
    )


def _years_of_days(block: Block, made: Assembly) -> list[Hint]:
    """The year of a whole date in a short line: "Notice of 20.08.2019"."""
    days = find_dates(block.text, made.names) if len(block.text) < MAX_DATED else []
    return [hint for day in days if day.year for hint in years_named(str(day.year), 0.7, made.today)]


def zip_dates(made: Assembly) -> None:
    """ "Dates: 17.10., 7.11., …" in one line and numbered sessions in another belong together in order."""
    undated = [d for d in made.drafts if d.date is None and d.number and not d.lines["zip"]]
    if len(undated) < 2 or len(undated) * 2 < len(made.drafts):
        return
    for index, block in enumerate(made.page.blocks):
        if block.zone is not Zone.MAIN or index in made.heads or len(block.text) > 800:
            continue
        dates = [
            date.settled(made.day_first) for date in find_dates(block.text, made.names) if date.month or date.first
        ]
        if len(dates) != len(undated):
            continue
        hints = Hints(_year_hints(made, undated, []), made.posted[0] if made.posted else None, made.usual.weekday)
        for draft, date in zip(undated, settle_years(dates, hints, made.today), strict=True):
            if date:
                draft.date, draft.state, draft.date_words = date, DateState.FIXED, ""
                draft.found("date", block.lines, 0.7)
        made.placed.add(index)
        return

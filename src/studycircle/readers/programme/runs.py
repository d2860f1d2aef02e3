"""Which of the lines that could begin a session do: the schedule is a run of like lines, and stray dates are not in it."""  # noqa: E501 - one thought, one line

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from studycircle.readers.programme.asking import is_question_heading
from studycircle.readers.programme.blocks import Block, Page, Shape, Zone, words_of
from studycircle.readers.programme.counting import announces, counted, missing_numbers, without_sections
from studycircle.readers.programme.dates import MORE_DAYS, FoundDate, find_dates
from studycircle.readers.programme.heads import Head, is_month_line, open_trail, read_head
from studycircle.readers.programme.language import Tongue, fold
from studycircle.readers.programme.pairs import join_pairs, topics_above, without_counts, without_refrain
from studycircle.readers.programme.rows import state_of
from studycircle.readers.programme.tables import table_heads

MAX_LINE = 600
MAX_TOLD = 100
NEAR = 45  # days between a meeting and the next
LEAST_MONTHS = 3
MAX_SESSIONS = 600  # more is no programme of a group
PARTED = re.compile(r"\s*[*_]*\s*(?:[–—|·…]|--?\s|\.{3})")  # behind a topic, before its date
TOLD = re.compile(r"(?P<word>\w{3,}|\w\))[.?!]\s|^\d{2,4}\s\w+[.,]?$")  # sentences; "128 pages, 1 January 2017"
BEGINS = re.compile(r"\W*(?:starts?|begins?|beginn|ends?|ende|début|fin|inicio|início|inizio|fine)\s?[:：]", re.I)

# What a blog tells of a post beside its day: "1 min read".
READ_FOR = re.compile(
    r"\b\d{1,3}\s?(?:min(?:ute)?s?\.?\s(?:read|de lecture|de lectura|de leitura|di lettura)"
    r"|(?:min(?:uten)?\.?)\s(?:lesezeit|leestijd|läsning))",
    re.I,
)


def find_heads(page: Page, names: Tongue) -> list[Head]:
    """The heads of all sessions in page order."""
    tables = _from_tables(page, names)[:MAX_SESSIONS]
    lines = _from_lines(page, names)[:MAX_SESSIONS]
    chosen = without_counts(without_refrain(_choose(lines, tables, page, names), page, names))
    chosen = topics_above(chosen, page, names)
    chosen += _open_behind(chosen, page, names)
    heads = tables + join_pairs(chosen, page, names)
    if len([head for head in heads if head.kind != "label"]) < 2:
        heads = _from_date_list(page, names) or heads
    return sorted(heads, key=lambda head: head.block)[:MAX_SESSIONS]


def month_heads(page: Page, names: Tongue) -> list[Head]:
    """Where no line tells a day, a book each month: "April 2026" over what was read; the lines are all of one kind."""
    lines = [
        (index, block, month)
        for index, block in enumerate(page.blocks)
        if block.zone is Zone.MAIN and block.shape is not Shape.ROW and (month := is_month_line(block, names))
    ]
    blocks = page.blocks
    behind = [blocks[index + 1] if index + 1 < len(blocks) else None for index, _, _ in lines]
    over = all(block is not None and block.shape is Shape.HEADING and block.level < 7 for block in behind)
    alike = len({(block.shape, block.level) for _, block, _ in lines}) == 1
    if len(lines) < LEAST_MONTHS or not over or not alike or not all(month[1] for _, _, month in lines):
        return []
    return [Head(index, "month", words=block.text.strip(" :*-–—")) for index, block, _ in lines][:MAX_SESSIONS]


def _open_behind(chosen: Sequence[Head], page: Page, names: Tongue) -> list[Head]:
    """The lines of a list that have no day yet, right behind those that end with theirs."""
    trails = [head for head in chosen if head.kind == "trail"]
    taken = {head.block for head in chosen}
    found: list[Head] = []
    for head in trails if len(trails) > 1 else ():
        above = page.blocks[head.block]
        for index in range(head.block + 1, len(page.blocks)):
            block = page.blocks[index]
            alike = (block.shape, block.parent, block.zone) == (above.shape, above.parent, above.zone)
            open_one = open_trail(index, block, names) if alike and index not in taken else None
            if open_one is None:
                break
            found.append(open_one)
    return found


def _from_date_list(page: Page, names: Tongue) -> list[Head]:
    """A numbered list as long as a line of dates: "Dates: 3 Oct, 17 Oct, 31 Oct" and "1. Book I", "2. Book II" …"""
    counts = {len(find_dates(b.text, names)) for b in page.blocks if b.zone is Zone.MAIN and len(b.text) < 600} - {
        0,
        1,
        2,
    }
    run: list[Head] = []
    for index, block in enumerate(page.blocks):
        number = re.fullmatch(r"(\d{1,2})\.", block.marker)
        if not number or block.zone is not Zone.MAIN or block.parent >= 0:
            continue
        if int(number[1]) != len(run) + 1:
            if len(run) in counts:
                break
            run = []
        if int(number[1]) == len(run) + 1:
            labelled = read_head(index, block, names)  # "1. Treffen: …" says no more than its number
            rest = labelled.rest if labelled and labelled.kind == "label" else block.spans
            run.append(Head(index, "label", rest, number=number[1]))
    return run if len(run) in counts else []


def _from_tables(page: Page, names: Tongue) -> list[Head]:
    heads: list[Head] = []
    if not any(block.shape is Shape.ROW for block in page.blocks):
        return heads
    run: list[tuple[int, Block]] = []
    context: tuple[int, int | None] | None = None
    for index, block in [*enumerate(page.blocks), (-1, None)]:
        same = block is not None and block.shape is Shape.ROW and block.zone is Zone.MAIN
        if same and block is not None and (not run or run[-1][1].path[:1] == block.path[:1]):
            restart = run and block.cells and all(c.header for c in block.cells) and not run[-1][1].cells[-1].header
            restart = restart or (len(run) > 1 and _opens_alike(run[0][1], block))
            if restart:
                heads.extend(table_heads(run, names, context))
                run = []
            run.append((index, block))
            continue
        if run:
            heads.extend(table_heads(run, names, context))
        if block is not None and block.zone is Zone.MAIN and (month := is_month_line(block, names)):
            context = month
        run = [(index, block)] if same and block is not None else []
    return heads


def _opens_alike(first: Block, block: Block) -> bool:
    """Whether a row says again what the columns are: they are called as in the first row, or the first two are."""
    cells = [cell.text.casefold() for cell in block.cells[:2]]
    return len(cells) == 2 and all(cells) and cells == [cell.text.casefold() for cell in first.cells[:2]]


def _from_lines(page: Page, names: Tongue) -> list[Head]:
    heads: list[Head] = []
    asking: list[Head] = []
    context: tuple[int, int | None] | None = None
    count = 0  # of the list's numbers so far
    for index, block in enumerate(page.blocks):
        if block.zone is not Zone.MAIN or block.shape is Shape.ROW or len(block.text) > MAX_LINE:
            continue
        number = block.marker.strip("().")
        count = count + 1 if number == str(count + 1) else count
        month = is_month_line(block, names)
        if month:
            context = month
            continue
        head = read_head(
            index, block, names, counted=count > 1 and number == str(count), month=context[0] if context else 0
        )
        if head and block.shape is Shape.QUOTE and (head.kind != "lead" or not head.separated or block.parent >= 0):
            continue
        if head and head.date and not head.date.month and not head.date.first:
            if not context:
                continue
            date = head.date
            head = replace(head, date=FoundDate(date.start, date.end, date.day, context[0], context[1], date.weekday))
        elif head and head.date and context and context[1] and not head.date.year and head.date.month == context[0]:
            head = replace(head, date=head.date._replace(year=context[1]))
        if head and _is_plausible(head, block, names):
            heads.append(head)
            if head.kind == "label" and block.text.endswith("?"):
                asking.append(head)
    heads = counted(heads, asking, names) if asking else heads
    return without_sections(heads, names)


def _is_plausible(head: Head, block: Block, names: Tongue) -> bool:
    rest = "".join(span.text for span in head.rest).strip()
    if names.words("unusual").match(block.text) or names.words("unusual").match(rest):
        return False
    if len(rest) < MAX_TOLD and READ_FOR.search(rest):
        return False
    written = len(rest) < 60 and head.date is not None and head.date.year is not None
    if names.words("posted").match(block.text if head.kind == "trail" or not rest else rest if written else ""):
        return False
    if head.kind == "lead":
        prose = rest[:1].islower() and len(rest) > 40 and not names.words("cancelled").match(rest)
        return (head.separated or not prose) and not (head.on and (not head.separated or len(rest) > 200))
    if head.kind == "tba":
        return len(block.text) < 300
    if head.kind == "label":
        return len(rest) < 300 and (head.separated or not rest)
    if head.kind == "trail":
        by = (
            rest.endswith(".") and len(block.text) < MAX_TOLD and names.words("by").search(rest)
        )  # "Eels by Mia Pool. 7 May"
        parted = block.text[-1:] in ")]）" or PARTED.match(block.text, block.text.find(rest) + len(rest))
        ended = (rest.endswith(".") and not by) or (rest.endswith("?") and not parted)
        told = any(not names.words("part").fullmatch(match["word"] or "") for match in TOLD.finditer(rest))
        # "Week 1. What is to be done? I. Spontaneity | Oct 2" is a meeting, whatever its topic is like.
        return len(block.text) < 200 and (bool(head.label) or not (ended or told))
    return len(rest) < 400


def shape_of(block: Block) -> str:
    """What kind of line a head is: schedules are made of one kind."""
    if block.shape is Shape.HEADING and block.level < 7:
        return f"h{block.level}"
    if block.shape is Shape.ITEM and block.parent >= 0:
        return "inner"
    return "item" if block.shape is Shape.ITEM and not block.marker[:1].isdigit() else "line"


def _choose(heads: list[Head], tables: list[Head], page: Page, names: Tongue) -> list[Head]:
    buckets: dict[str, list[Head]] = defaultdict(list)
    if len(heads) > 2:  # "Start: 3 May" tells when a course begins
        heads = [head for head in heads if not BEGINS.match(page.blocks[head.block].text)]
    for head in heads:
        buckets[shape_of(page.blocks[head.block])].append(head)
    kept = {shape: _keep_kinds(bucket, page, names) for shape, bucket in buckets.items()}
    kept = {shape: bucket for shape, bucket in kept.items() if bucket}
    if not kept:
        return []
    known = {_day(head) for head in tables if head.date}
    if not tables:
        primary = max(kept, key=lambda shape: (_weight(kept[shape]), shape != "inner"))
        chosen = list(kept.pop(primary))
        known = {_day(head) for head in chosen if head.date}
    else:
        chosen = []
    kept = {shape: _not_keyed(bucket, chosen or tables, page, names) for shape, bucket in kept.items()}
    chosen = _not_keyed(chosen, chosen, page, names)
    dated = [head for head in chosen if head.kind != "label"]
    if len(chosen) > 3 and dated and chosen[0] is dated[0] and _is_day_of_page(dated):
        chosen = chosen[1:]
    chosen = _without_stamps(chosen, page)
    chosen.extend(missing_numbers(chosen, kept, names))
    size = len(tables) + len(chosen)
    for shape, bucket in kept.items():
        if bucket and (
            _belongs(bucket, known, size, shape, bool(tables))
            or _adjoins(bucket, known, page, names, others=tables or chosen, tables=bool(tables))
        ):
            chosen.extend(bucket)
    return chosen


def _without_stamps(chosen: list[Head], page: Page) -> list[Head]:
    """Without the lines that say when somebody wrote ("Jan 3 2021, 9:20 AM"), among meetings whose dates have no year;
    what follows the first of them under the schedule are comments."""
    plain = [head for head in chosen if head.date and not head.date.year]
    stamps = [head for head in chosen if head.date and head.date.year and head.time and not words_of(head.rest)]
    if len(plain) < 3 or len(plain) <= len(stamps):
        return chosen
    last = max(head.block for head in plain)
    first = next((head.block for head in stamps if head.block > last), None)
    if first is None:
        return chosen
    for block in page.blocks[first:]:
        block.zone = Zone.COMMENTS if block.zone is Zone.MAIN else block.zone
    return [head for head in chosen if head not in stamps and page.blocks[head.block].zone is Zone.MAIN]


def _may_be_one_day(one: FoundDate | None, other: FoundDate | None) -> bool:
    """Whether two dates can be the same, whichever figure of "2-3-17" is the day."""
    figures = {one.day, one.month} if one and one.month else set()
    return bool(figures and other and figures in ({other.day, other.month}, {other.first, other.second}))


def _is_day_of_page(dated: Sequence[Head]) -> bool:
    """Whether the first date is the page's own: it stands alone over meetings that only have numbers, or have their
    topics beside dates without a year."""
    first, others = dated[0], dated[1:]
    if first.kind == "trail" and not first.label and all(head.label for head in others):
        return any(_may_be_one_day(first.date, head.date) for head in others)  # "3 March to 2 June" over them all
    if first.kind != "lead" or first.rest or first.date is None or first.time:
        return False
    told = first.date.year is not None and len(others) > 2
    return not others or (
        told and all(h.rest and (h.kind == "tba" or (h.date and h.date.year is None)) for h in others)
    )


def _not_keyed(bucket: list[Head], others: list[Head], page: Page, names: Tongue) -> list[Head]:
    """Without lines that only point at a session told elsewhere: "For 24/10", "【第3回】" over its questions."""
    asked = _under_questions(page, names)
    days = [(h, _day(h) if h.date else None) for h in others if h.kind != "trail" or h.label or h.block not in asked]
    kept = []
    for head in bucket:
        day = _day(head) if head.date else None
        rest = words_of(head.rest)
        bare = len(rest.split()) <= 3
        same = [
            h
            for h, other in days
            if h is not head
            and (h.kind != "trail" or h.label or head.block in asked)
            and (day == other if day and other else bool(head.number) and head.number == h.number)
        ]
        pointing = (head.kind == "trail" and not head.label and bare) or (bare and head.block in asked)
        if head.kind == "label" and pointing and not rest:  # "Week 3" over its questions: the third of the dates
            same += [h for h, other in days if other and not h.number]
        told = any(
            len(rest) > 4 and fold(rest) in fold(page.blocks[h.block].text) for h in same
        )  # the same topic: its details
        ranging = head.date is not None and (head.date.until or MORE_DAYS.match(rest) is not None)
        if ranging or (head.kind == "lead" and not rest and not head.moved_from):
            single = [h for h in same if h.date and not h.date.until]
            if any(ranging or h.rest or h.columns for h in single) or announces(head, bucket, single, names):
                continue  # told elsewhere; or from when to when they meet
        if told or not (pointing and any(h.block not in asked for h in same)):
            kept.append(head)
    return kept


def _under_questions(page: Page, names: Tongue) -> set[int]:
    """The blocks below a heading that announces questions, up to the next heading as high."""
    inside: set[int] = set()
    level = 0
    for index, block in enumerate(page.blocks):
        if block.shape is Shape.HEADING:
            if is_question_heading(block.text, names):
                level = block.level
            elif level and block.level <= level and block.level < 7:
                level = 0
        if level:
            inside.add(index)
    return inside


def _weight(bucket: Sequence[Head]) -> float:
    return sum({"lead": 1.0, "trail": 0.8, "label": 0.5, "month": 0.6, "tba": 0.4}[head.kind] for head in bucket)


def _keep_kinds(bucket: list[Head], page: Page, names: Tongue) -> list[Head]:
    """Drop kinds that occur too rarely in this shape of line to be more than a coincidence."""
    counts: dict[str, int] = defaultdict(int)
    for head in bucket:
        counts[head.kind] += 1
    dated = counts["lead"] + counts["trail"]
    kept = []
    for head in bucket:
        rare = counts["trail"] < 2 or counts["trail"] * 4 < counts["lead"]
        full = head.date and head.date.year and page.blocks[head.block].shape is Shape.HEADING and counts["lead"]
        off = rare and head.kind == "trail" and state_of(words_of(head.rest), names)[0] is not None
        if head.kind == "trail" and not head.label and rare and not full and not off:
            continue
        if (
            head.kind == "month"
            and counts["month"] < 3
            and not (dated >= 3 and state_of(words_of(head.rest), names)[0])  # "August: no meeting" among dates
            and not any(0 < head.block - h.block <= 4 and h.kind == "lead" for h in bucket)
        ):
            continue
        if (
            head.kind in ("tba", "month")
            and any(h.block == head.block - 1 and h.date and not h.rest for h in bucket)
            and not page.blocks[head.block].gap
        ):
            continue
        if head.kind == "label" and counts["label"] < 2 and not any(h.label for h in bucket if h is not head):
            continue
        if head.kind == "tba" and dated + counts["month"] + counts["label"] == 0:
            continue
        kept.append(head)
    return kept


def _belongs(bucket: Sequence[Head], known: set[tuple[int, ...]], size: int, shape: str, tables: bool) -> bool:
    """Whether a second run of heads is of the programme: it details known dates, or is a run of its own."""
    dated = [head for head in bucket if head.date]
    if dated:
        overlap = sum(_day(head) in known for head in dated)
        if overlap * 2 >= len(dated):
            return True
        if shape == "inner":
            return False
        if tables and shape[0] == "h" and len(dated) > 1 and all(head.date and head.date.year for head in dated):
            return True
        return len(dated) >= 3 and (tables or len(bucket) * 3 >= size)
    if all(head.kind == "tba" for head in bucket):
        return shape != "inner" and bool(known)
    return shape != "inner" and len(bucket) >= 2


def _adjoins(
    bucket: Sequence[Head], known: set[tuple[int, ...]], page: Page, names: Tongue, *, others: Sequence[Head], tables: bool  # noqa: E501 - one thought, one line
) -> bool:  # fmt: skip
    """Whether one or two heads in lines of another shape are the meetings next to the others: the first, the coming.

    A date in the heading of the page is rather the day a post was written.
    """
    for head in bucket:
        block = page.blocks[head.block]
        heading = not head.rest and (block.level == 7 or (block.level > 1 and _in_section(head.block, page)))
        alone = heading or (
            block.shape is Shape.ITEM and block.parent < 0 and not _in_later_section(head, others, page)
        )
        alone = names.words("date").match(block.text) is not None or (alone and not tables)
        if len(bucket) > 2 or head.kind != "lead" or not head.separated or not alone:
            return False
    days = [month * 31 + day for month, day in known if month]
    return all(any(0 < min(gap, 372 - gap) < NEAR for day in days if (gap := abs(_number(h) - day))) for h in bucket)


def _in_later_section(head: Head, others: Sequence[Head], page: Page) -> bool:
    """Whether headings part a line from a schedule above it: it is in a list of something else."""
    last = max(h.block for h in others)
    between = page.blocks[last + 1 : head.block]
    return any(block.shape is Shape.HEADING and block.level < 7 for block in between)


def _in_section(index: int, page: Page) -> bool:
    """Whether a heading stands right under another one that is not the page's own: "Next time"."""
    return index > 1 and page.blocks[index - 1].shape is Shape.HEADING and page.blocks[index - 1].level > 1


def _number(head: Head) -> int:
    return head.date.month * 31 + head.date.day if head.date else 0


def _day(head: Head) -> tuple[int, ...]:
    date = head.date
    assert date is not None
    return tuple(sorted((date.first, date.second))) if date.first else (date.month, date.day)

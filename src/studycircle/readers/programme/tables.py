"""Tables of sessions: which column is which, and the head of each row."""

import re
from collections.abc import Sequence

from studycircle.readers.programme.blocks import Block, Cell, Shape, Span, slice_spans, words_of
from studycircle.readers.programme.dates import FoundDate, find_dates
from studycircle.readers.programme.heads import Head, is_month_line, struck_in
from studycircle.readers.programme.hours import find_times
from studycircle.readers.programme.labels import label_at
from studycircle.readers.programme.language import Tongue
from studycircle.readers.programme.lead import Lead
from studycircle.readers.programme.persons import looks_like_name

ROLES = ("date", "time", "leader", "author", "place", "reading", "topic", "further", "notes", "number")
BARE_DAY = re.compile(r"(?:(?P<weekday>[^\W\d]{2,4})\.?\s+)?(?P<day>3[01]|[12]?\d)(?:st|nd|rd|th|\.)?")
COUNTED = re.compile(
    r"(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[IVXL]+)(?:\s*(?:,|and|&|[-–])\s*)?)+", re.I
)
SIDE = re.compile(r"slides?|video|recordings?|code|folien|diapositivas?|diapos|handouts?")
GUEST = re.compile(r"guests?(?: speakers?)?|gäste?|gast|invité\w*|invitad\w*|ospit[ei]|convidad\w*|gäster")
SHORT_CITED = re.compile(r"[^\W\d_][^()\d]{2,60}\((?:1[5-9]|20)\d\d\b")  # "Owl & Elm (1980, chapter 2)"
LEAST_TOLD = 6  # letters behind a day in its cell
MAX_ALONE = 160  # a longer text that fills a row tells of the session above it
EMPTY = {"", ".", "-", "–", "—", "n/a", "na", "none", "tba", "tbd", "tbc", "?", "/", "…", "...", "―"}
MATERIAL = re.compile(r"\W*materi[ae]\w{1,3}\W*", re.I)
DOTTED = re.compile(r"(?P<first>1[0-2]|0?[1-9])\.(?P<second>3[01]|[12]\d|0?[1-9])")
OPENING = "“„«‘「『\"'*_"
MAX_GOING_ON = 24  # rows that go on with one meeting


def table_heads(
    rows: Sequence[tuple[int, Block]], names: Tongue, month: tuple[int, int | None] | None = None
) -> list[Head]:
    """The heads of one table's rows; none if the table is no schedule. ``rows``: blocks with their indices.

    ``month``: the month and year that a line above the table tells, for rows which only have a day.
    """
    body = list(rows)
    header = _take_header(body, names)
    if not body:
        return []
    width = max(len(block.cells) for _, block in rows)
    roles = _header_roles(header, width, names)
    if header is not None and "topic" not in roles.values():  # "Material", and no other column of what it is about
        roles = {i: "topic" if MATERIAL.fullmatch(header.cells[i].text) else role for i, role in roles.items()}
    for column in [column for column, role in roles.items() if role == "date"]:
        cells = [block.cells[column] for _, block in body if column < len(block.cells) and block.cells[column].text]
        if _is_month_first(cells):
            for _, block in body:
                block.cells = tuple([_day_first(c) if i == column else c for i, c in enumerate(block.cells)])
        elif cells and all(_only_hour(cell.text, names) for cell in cells):
            return []  # how one evening goes
    if stride := _repeats(body, width, names):
        return _side_by_side(body, stride, names)
    months = _month_column(body, width, names)
    dated = _date_column(body, width, names, (1, None) if months is not None else month)
    if dated is None and "date" not in roles.values() and "number" not in roles.values():
        return []
    for column, role in list(roles.items()):
        texts = [b.cells[column].text for _, b in body if column < len(b.cells) and b.cells[column].text.strip("–-— ")]
        if role == "topic" and texts and all(len(t) <= 4 and t.strip(".#").isdigit() for t in texts):
            roles[column] = "number"
        if role == "topic" and len(texts) > 1 and len({text.casefold() for text in texts}) == 1 and header is not None:
            roles[column] = "other"  # the same link in each row: "session", "notes"
        if (
            role in ("topic", "reading")
            and texts
            and sum(bool(COUNTED.fullmatch(t)) for t in texts) * 5 >= 4 * len(texts)
        ):
            roles[column] = "part"
    if dated is not None and roles.get(dated) not in (None, "date", "number", "topic"):
        roles = {i: role for i, role in roles.items() if i != dated}
    if dated is not None:
        roles = {i: ("topic" if role == "date" and i != dated else role) for i, role in roles.items()}
        roles[dated] = "date"
    if months is not None and dated is not None:
        roles[months] = "month"
    _guess(roles, body, width, names)
    return _row_heads(body, roles, names, month)


def _only_hour(text: str, names: Tongue) -> bool:
    """Whether a cell tells an hour and nothing else."""
    times = find_times(text, names)
    return bool(times) and times[0].end - times[0].start >= len(text.strip(" .,~")) and not find_dates(text, names)


def _is_month_first(cells: Sequence[Cell]) -> bool:
    """Whether the days of a column are told with dots and the month first: "8.23", "9.6"; hours are rounder."""
    days = [DOTTED.fullmatch(cell.text.strip()) for cell in cells]
    told = [int(day["second"]) for day in days if day]
    alike = 2 < len(told) == len(cells) and any(day % 5 for day in told)
    return alike and sum(day > 12 for day in told) * 3 >= len(told)


def _day_first(cell: Cell) -> Cell:
    """The day of such a cell as dots are read elsewhere: "23.8."."""
    day = DOTTED.fullmatch(cell.text.strip())
    return Cell((Span(f"{day['second']}.{day['first']}."),)) if day else cell


def _repeats(body: Sequence[tuple[int, Block]], width: int, names: Tongue) -> int:
    """How many columns make one session where rows hold two or more side by side; 0 where they do not."""
    dated = [
        column
        for column in range(width)
        if sum(_starts_with_date(b.cells[column].text, names) for _, b in body if column < len(b.cells)) * 3
        >= len(body) * 2
    ]
    if len(dated) < 2 or dated[0] != 0 or len(body) < 2:
        return 0
    stride = dated[1] - dated[0]
    whole = stride > 1 or all(_parts_of(cell, names) for _, b in body for cell in b.cells if cell.text)
    return stride if whole and all(column % stride == 0 for column in dated) else 0


def _parts_of(cell: Cell, names: Tongue) -> list[Cell]:
    """The day, and what is on, of a cell that holds both: "16.01.2023 Tolstoy, The Kreutzer Sonata"; else nothing."""
    dates = find_dates(cell.text, names)
    if not dates or dates[0].start > 3 or len(cell.text) - dates[0].end < LEAST_TOLD:
        return []
    return [Cell(slice_spans(cell.spans, 0, dates[0].end)), Cell(slice_spans(cell.spans, dates[0].end))]


def _side_by_side(body: Sequence[tuple[int, Block]], stride: int, names: Tongue) -> list[Head]:
    heads = []
    for index, block in body:
        for start in range(0, len(block.cells), stride):
            cells = block.cells[start : start + stride]
            part = Block(Shape.ROW, block.lines, cells=cells if stride > 1 else tuple(_parts_of(cells[0], names)))
            if part.cells and part.cells[0].text:
                roles = {0: "date", 1: "reading", 2: "leader"}
                heads.extend(_row_heads([(index, part)], roles, names, None))
    return heads


def _take_header(body: list[tuple[int, Block]], names: Tongue) -> Block | None:
    if not body:
        return None
    caption = body[0][1]
    if (
        len(body) > 2
        and sum(bool(cell.text.strip(" 1.")) for cell in caption.cells) == 1
        and _names_columns(body[1][1], names)
    ):
        body.pop(0)  # a line over the whole table
    first = body[0][1]
    is_header = all(cell.header for cell in first.cells if cell.text) and len(first.cells) > 1
    is_header = is_header or _names_columns(first, names)
    return body.pop(0)[1] if is_header else None


def _names_columns(row: Block, names: Tongue) -> bool:
    """Whether a row's cells name columns, one of them the date's."""
    roles = {} if find_dates(row.text, names) else _header_roles(row, len(row.cells), names)
    return len(roles) >= 2 and "date" in roles.values()


def _header_roles(header: Block | None, width: int, names: Tongue) -> dict[int, str]:
    roles: dict[int, str] = {}
    if header is None:
        return roles
    for column, cell in enumerate(header.cells[:width]):
        words = cell.text.casefold().replace("_", " ").strip(" :*")
        if words in ("#", "no", "no.", "nr", "nr.", "№") or words.endswith(" #"):
            roles[column] = "number"
        elif names.words("unusual").search(words):
            roles[column] = "deadline"
        elif names.words("further").match(words):
            roles[column] = "further"
        elif GUEST.fullmatch(words):
            roles[column] = "leader"
        elif SIDE.fullmatch(words):
            roles[column] = "other"
        else:
            if names.words("part").fullmatch(words.rstrip(":")) and words not in ("book", "books", "letter", "lecture"):
                roles[column] = "part"
                continue
            for role in ("date", "time", "leader", "author", "place", "reading", "topic", "notes"):
                match = names.words(role).match(words)
                if match and (match.end() >= len(words) * 0.4 or role != "topic"):
                    roles[column] = role
                    break
            else:
                if names.words("session").fullmatch(words.rstrip("s")):
                    roles[column] = "number"
                elif (match := names.words("topic").search(words)) and match.end() == len(words):
                    roles[column] = "topic"  # "Lecture topic"
                elif any(names.words(role).search(words) for role in ("leader",)):
                    roles[column] = "leader"
                elif names.words("reading").search(words):
                    roles[column] = "reading"
    if "deadline" in roles.values():
        if "date" not in roles.values():
            return {0: "deadline"}
        return {column: "other" if role == "deadline" else role for column, role in roles.items()}  # a link to sign up
    return roles


def _date_column(
    body: Sequence[tuple[int, Block]], width: int, names: Tongue, month: tuple[int, int | None] | None
) -> int | None:
    """The column where at least two rows, and most that have words there, begin with a date."""
    best: tuple[float, int] | None = None
    for column in range(width):
        rows = [block for _, block in body if width == 1 or sum(bool(cell.text) for cell in block.cells) > 1]
        filled = [block.cells[column].text for block in rows if column < len(block.cells) and block.cells[column].text]
        dated = sum(1 for text in filled if _starts_with_date(text, names) or (month and BARE_DAY.fullmatch(text)))
        if dated and (dated >= 2 or len(body) == 1 or month) and dated * 2 >= len(filled):
            score = dated - column * 0.01
            best = max(best or (score, column), (score, column))
    return best[1] if best else None


def _month_column(body: Sequence[tuple[int, Block]], width: int, names: Tongue) -> int | None:
    """The column that names the month of the rows, beside one that has but the day."""
    for column in range(width):
        cells = [block.cells[column] for _, block in body if column < len(block.cells) and block.cells[column].text]
        if len(cells) > 1 and all(_month_in(cell, names) for cell in cells):
            return column
    return None


def _month_in(cell: Cell, names: Tongue) -> tuple[int, int | None] | None:
    return is_month_line(Block(Shape.PARAGRAPH, (), cell.spans), names) if cell.text else None


def _starts_with_date(text: str, names: Tongue) -> bool:
    lead = Lead(text, names)
    lead.read()
    return lead.date is not None


def _guess(roles: dict[int, str], body: Sequence[tuple[int, Block]], width: int, names: Tongue) -> None:
    """Give the columns without a heading a role by what stands in them."""
    for column in range(width):
        if column in roles:
            continue
        texts = [
            block.cells[column].text
            for _, block in body
            if column < len(block.cells) and block.cells[column].text and sum(bool(c.text) for c in block.cells) > 1
        ]
        if not texts:
            continue
        if all((times := find_times(t, names)) and times[0].end - times[0].start >= len(t) - 4 for t in texts):
            roles[column] = "time"
        elif (
            sum((len(t) <= 4 and t.strip(".#").isdigit()) or bool(label_at(t, 0, names)) for t in texts) * 5
            >= len(texts) * 4
        ):
            roles[column] = "number"
        elif (
            len(texts) >= 2
            and column
            and sum(looks_like_name(t) and len(t.split()) <= 3 and "," not in t for t in texts)
            and (len(set(texts)) < len(texts) or all(len(t.split()) == 1 for t in texts))
        ) or (column and sum(names.words("leader").match(text) is not None for text in texts) * 3 > len(texts) * 2):
            roles[column] = "leader"
        elif "topic" not in roles.values() and "reading" not in roles.values():
            works = 0 if any("\n" in text for text in texts) else sum(_is_work(text) for text in texts)
            roles[column] = "reading" if works > 2 and works * 3 >= len(texts) * 2 else "topic"
        elif "reading" not in roles.values() or sum(bool(SHORT_CITED.match(t)) for t in texts) * 2 > len(texts):
            roles[column] = "reading"


def _is_work(text: str) -> bool:
    """Whether words are a work with its author before it: "Erasmus, In Praise of Folly"."""
    name, comma, title = text.partition(", ")
    return bool(comma) and looks_like_name(name) and title.lstrip(OPENING)[:1].isupper()


def _row_heads(
    body: Sequence[tuple[int, Block]], roles: dict[int, str], names: Tongue, context: tuple[int, int | None] | None
) -> list[Head]:
    heads: list[Head] = []
    if "deadline" in roles.values():
        return heads
    rows = dict(body)
    for index, block in body:
        columns: dict[str, tuple[Span, ...]] = {}
        for column, cell in enumerate(block.cells):
            role = roles.get(column, "other")
            if cell.text:
                columns[role] = (*columns[role], Span("\n"), *cell.spans) if role in columns else cell.spans
        filled = [cell for cell in block.cells if cell.text]
        if len(filled) == 1 and (month := _month_in(filled[0], names)):
            context = month
            continue
        if "month" in columns:
            context = _month_in(Cell(columns.pop("month")), names) or context
        if heads and set(columns) == {"reading"} and not block.cells[0].text:
            above = rows[heads[-1].block]
            if len(above.lines) < MAX_GOING_ON:
                _go_on(columns["reading"], block, heads[-1], above)
            continue
        if (
            len(filled) == 1
            and len(block.cells) > 2
            and (alone := _single_cell(index, filled[0].spans, names)) is not None
        ):
            heads.extend(alone)
            continue
        heads.append(_row_head(index, columns, names, context))
    return [head for head in heads if _is_row(head)]


def _go_on(reading: tuple[Span, ...], block: Block, head: Head, above: Block) -> None:
    """A row that tells no more than another work belongs to the meeting above it."""
    head.columns["reading"] = (*head.columns.get("reading", ()), Span("\n"), *reading)
    above.lines = (*above.lines, *block.lines)


def _single_cell(index: int, spans: tuple[Span, ...], names: Tongue) -> list[Head] | None:
    """A row of one wide cell: a break with its date, or a heading that starts no session; ``None``: an ordinary row."""
    text = words_of(spans)
    lead = Lead(text, names)
    lead.read()
    if lead.date and lead.date.month:
        rest = slice_spans(spans, lead.pos)
        return [Head(index, "row", (), lead.date, lead.moved_from, lead.time, lead.number, columns={"topic": rest})]
    if lead.date or lead.words:
        return None
    dates = find_dates(text, names) if len(text) < MAX_ALONE else []
    if not dates:
        return []
    before, after = slice_spans(spans, 0, dates[0].start), slice_spans(spans, dates[0].end)
    rest = before if words_of(before).endswith(":") and not words_of(after).strip(" ,.") else (*before, *after)
    if words_of(before).endswith(":") and words_of(after).startswith(","):
        rest = (*before, *slice_spans(spans, dates[0].end + 1))
    return [Head(index, "row", (), dates[0], columns={"topic": rest})]


def _row_head(
    index: int, columns: dict[str, tuple[Span, ...]], names: Tongue, context: tuple[int, int | None] | None
) -> Head:
    cell = columns.get("date", ())
    lead = Lead("".join(span.text for span in cell), names, struck_in(cell, 0))
    lead.read()
    date = lead.date
    day = BARE_DAY.fullmatch(words_of(cell)) if context else None
    if day and (date is None or (day["weekday"] or "").casefold() in names.short_weekdays):
        date = FoundDate(0, 1, int(day["day"]), weekday=date and date.weekday)  # "mar 14" under "Aprile" is a Tuesday
    if date and not date.month and not date.first and context:
        date = FoundDate(date.start, date.end, date.day, context[0], context[1], date.weekday)
    time = lead.time
    if "time" in columns and (times := find_times(words_of(columns["time"]), names)):
        time = times[0]
    label = label_at(words_of(columns.get("number", ())), 0, names)
    number = label[1] if label else words_of(columns.get("number", ())).strip(". #")
    words = "" if date else words_of(columns.get("date", ())).strip(" ~")
    words = "" if words == "." else words
    if not date and not words and names.words("tba").search(counted := words_of(columns.get("number", ()))):
        words = counted  # "Date tbc" where the others are counted
    return Head(
        index, "row", (), date, lead.moved_from, time, lead.number or (number if number.isdigit() else ""),
        label[2] if label else lead.label, words, columns=columns,
    )  # fmt: skip


def _is_row(head: Head) -> bool:
    said = [
        words_of(spans).casefold().strip()
        for role, spans in head.columns.items()
        if role not in ("date", "number", "time")
    ]
    return bool(head.date or head.words or head.number) and (
        any(word not in EMPTY - {"tba", "tbd", "tbc"} for word in said) or bool(head.date)
    )


def is_empty(text: str) -> bool:
    """Whether a cell says nothing: a dash, "N/A", "TBA"."""
    return text.casefold().strip(" ~") in EMPTY

"""Where a session begins: lines that open with a date, a number ("Week 3", "第3回"), or "date to be announced"."""

import re
from dataclasses import dataclass, field
from functools import cache

from studycircle.readers.programme.blocks import Block, Shape, Span, slice_spans, words_of
from studycircle.readers.programme.copies import NOT_A_READING
from studycircle.readers.programme.dates import FoundDate, find_dates, numbers_in
from studycircle.readers.programme.hours import FoundTime, find_times
from studycircle.readers.programme.labels import AFTER_NUMBER
from studycircle.readers.programme.language import Tongue, any_of, holds_any, tongue
from studycircle.readers.programme.lead import BEFORE_MONTH, JUNK, MAX_LEAD, RANGE, Lead
from studycircle.readers.programme.online import ONLINE

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:")  # for machines
ARTICLE = re.compile(r"(?:the|la|le|il|el|lo|der|die|das|dem|den|our|o|a|το|η)\s", re.I)
BEFORE_DAY = re.compile(r"\.?\s?[–—-]\s(?:[^\W\d]+\.?,?\s){0,3}$")  # "– meeting Monday " before a day
PARTS = re.compile(r"(?:[–—|·…(\[]|\.{2}|\s-)[^\w.]*$")  # what stands between a topic and the date behind it
LEADER = re.compile(r"\.(?:\s?\.){2,}\s*|…+\s*")  # the dots that lead the eye to the end of the line
DOTS = ("...", ". . .", "…")
MARK = re.compile(r"\s[a-z†‡]$")  # a lone letter behind the day refers to a legend
MONTH_LINE = re.compile(r"([^\W\d]+)\.?(?:,?\s+(?:de\s+)?((?:19|20)\d\d))?")
CJK_MONTH_LINE = re.compile(r"(?:((?:19|20)\d\d)\s*年\s*)?(1[0-2]|[1-9])\s*月")
# The first letters of a line, or those after the number it opens with.
UNENDED = re.compile(
    r"(?:[^\W\d_]+\s){1,3}(?:du|de|del|della|dell|di|do|da|of|of the|for|on|vom|am|den|van|z|от|на)", re.I
)
LETTERS = re.compile(r"[^\W\d_]{2,3}")
BEFORE_OPENING = ("some time", "någon", "irgendwann", "courant", "algún", "engang", "ergens", "kiedyś", "где", "no", "nr", "of", "de", "del", "do", "di", "den", "dei", "τον", "της", "ая", "ое", "ый")  # fmt: skip  # noqa: E501 - one thought, one line
IN_SOME_MONTH = re.compile(r"(?:(?:and|und|et|y|e|och|en|и|και|i)\s+)?(?:in|im|en|em|a|i|w|в)\s+([^\W\d_]+)", re.I)
OPENING = re.compile(r"[\s|,;:.\-–—()\[\]*·•→>~/_&]*(?:\d{1,3}\s*[.)]?\s+)?([^\W\d_]{2,3})")
DAY_ALONE = re.compile(
    r"(?:the\s+)?(?P<day>3[01]|[12]\d|0?[1-9])(?:(?:st|nd|rd|th|er|º|ª|:[ae]|η)(?=\s?[:：,.(–—-]|\s)|(?=\s?[:：](?!\d)|\s[–—-]\s|\s{2}))"
)  # "3rd: …", "17 – …" under the name of a month
FROM_DAY = re.compile(r"[\s:,–—-]*(?:from|vom|von|du|dal|del|de|från|fra|с|от|van|od)?\s*$", re.I)
FROM_DAY_FIRST = re.compile(r"(?:from|vom|von|du|dal|del|de|från|fra|с|от|van|od)\s+", re.I)
BRACKETED = re.compile(r"\s*[(（](?P<inner>[^()（）]{3,100})[)）]")
MAX_BETWEEN = 40  # letters between the old date and the new
MAX_OPENING = 60  # what stands before the date in the opening of a long text: a mark, a word with a colon
MAX_MONTH_LINE = 80
MAX_ROOM = 90
MAX_HOUR = 8  # letters of an hour at the end of a topic, and what parts it from the day
MAX_TO_HOUR = 4  # letters from a day to its hour


@dataclass(frozen=True, slots=True)
class Head:
    """The opening of a session: what its line says before (or after) the topic.

    ``kind``: "lead" (date first), "trail" (date last), "label" (a number and no date), "tba", "month", "row".
    ``rest``: the spans of the topic. ``words``: what stands in place of a date.
    """

    block: int
    kind: str
    rest: tuple[Span, ...] = ()
    date: FoundDate | None = None
    moved_from: FoundDate | None = None
    time: FoundTime | None = None
    number: str = ""
    label: str = ""
    words: str = ""
    separated: bool = True
    columns: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    on: bool = False  # "On 5 March …": only counts with a clear break after it
    place: str = ""
    dated_by: int = -1  # the block that tells the date, where it is another
    told: tuple[Span, ...] = ()  # what is read, in the sentence that tells the date


def read_head(index: int, block: Block, names: Tongue, *, counted: bool = False, month: int = 0) -> Head | None:
    """The head that ``block`` opens, if it does.

    ``counted``: its number is one of a list that counts on. ``month``: what the line above says, for "3rd: …" below it.
    """
    prefix = f"{block.marker} " if block.marker[:1].isdigit() else ""
    if counted and (word := MONTH_LINE.match(block.text)) and word[1].casefold() in names.months:
        prefix = ""  # "9. June, date to follow" is the ninth meeting
    text = prefix + block.text
    if len(text) < 2:
        return None
    if (block.text[-1:] in ")）" or holds_any(block.text, DOTS)) and (pending := _pending(index, block, names)):
        return pending
    if block.spans and block.spans[0].strong and (bracketed := _bracketed(index, block, names)):
        return bracketed
    if not _may_open(text, names):
        dates = find_dates(text[:MAX_LEAD], names) if numbers_in(block.text) else ()
        if not dates or (dates[0].start > MAX_OPENING and len(block.text) > MAX_LEAD):
            return None  # most lines of a page
    lead = Lead(text, names, struck_in(block.spans, len(prefix)))
    if month and (day := DAY_ALONE.match(text)) and not (lead.dates and lead.dates[0].start < day.end()):
        lead.dates.insert(0, FoundDate(day.start("day"), day.end(), int(day["day"])))
    lead.read()
    shift = len(prefix)
    dates = (
        [date._replace(start=date.start - shift, end=date.end - shift) for date in lead.dates] if shift else lead.dates
    )
    if not lead.date and not lead.words and not lead.label:
        return _trail(index, block, dates, names, "", "")
    if not lead.date and not lead.words:
        trail = _trail(index, block, dates, names, lead.number, lead.label, lead.pos - shift)
        if trail:
            return trail
    if lead.date and text[10:11] == "T" and STAMP.match(text):
        return None
    if lead.on and lead.date and not lead.separated:
        _turn_to_topic(lead)
    end = None
    if lead.words and not lead.tba:
        end = _date_behind(lead)
        if end is None:
            _date_inside(lead)
    rest = slice_spans(block.spans, max(0, lead.pos - len(prefix)), end and end - len(prefix))
    if lead.date and block.text[-1:] in ":：" and (words := words_of(rest))[:1].islower() and len(words) < MAX_OPENING:
        rest = ()  # "On 4 December we talk about:" – the topic is on the next line
    elif (
        lead.date
        and (lead.time or not lead.separated)
        and (text[lead.pos : lead.pos + 1].islower() or text[lead.pos : lead.pos + 1] == "@")
        and (where := _only_place(words_of(rest).split("\n")[0], names, after_hour=lead.time is not None))
    ):
        rest, lead.place, lead.separated = _behind_line(rest), where, True
    elif lead.date and lead.time and not lead.place and (led := _place_first(names.code).match(words_of(rest))):
        lead.place, lead.separated = led[1], True  # "25 May, 6 pm, in the garden: Louise Michel, …"
        rest = slice_spans(block.spans, max(0, lead.pos - len(prefix)) + led.end())
    elif lead.date and lead.time and not lead.place and _is_room(words_of(rest), names):
        rest, lead.place, lead.separated = (), words_of(rest).strip(" ."), True  # the topic is on the next line
    if (
        lead.date
        and rest
        and all(span.link for span in rest if span.text.strip())
        and NOT_A_READING.match(words_of(rest))
    ):
        rest = ()  # a link to the calendar, the map, the slides
    if lead.words and not lead.tba and lead.date and not lead.date.month and not lead.date.first:
        lead.date = lead.date._replace(month=names.months[lead.words.split()[0].strip(".").casefold()])  # "MAY – Thu 4"
    kind = (
        "lead"
        if lead.date
        else "tba"
        if lead.tba or (lead.words and names.words("tba").search(lead.words))
        else "month"
        if lead.words
        else "label"
    )
    if kind == "month" and names.words("tba").search(block.text):
        kind = "tba"
    return Head(index, kind, rest, lead.date, lead.moved_from, lead.time, lead.number, lead.label, lead.words, lead.separated, on=lead.on, place=lead.place)  # fmt: skip  # noqa: E501 - one thought, one line


def _turn_to_topic(lead: Lead) -> None:
    """ "On 5 May we start with …", "El 4 de abril no hay reunión": a sentence that goes on to what is on that day."""
    if turn := lead.names.words("turns_to").match(lead.text, lead.pos):
        lead.pos, lead.separated = turn.end(), True
    elif off := lead.names.words("cancelled", "break").search(lead.text, lead.pos, lead.pos + MAX_OPENING):
        lead.separated = off.start() - lead.pos < MAX_BETWEEN


def _behind_line(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """What stands below the first line."""
    line, broken, _ = "".join([span.text for span in spans]).partition("\n")
    return slice_spans(spans, len(line) + 1) if broken else ()


def _only_place(words: str, names: Tongue, *, after_hour: bool) -> str:
    """Where day and hour are followed by a place and nothing more, that place: "at the mill; upper floor"."""
    match = _place_cue(names.code).match(words) if len(words) < MAX_OPENING else None
    where = match[1].strip() if match else ""
    article = ARTICLE.match(where)
    capital = where[article.end() if article else 0 :][:1]
    named = capital.isupper() or capital.isdigit() or (after_hour and (article or names.code != "en"))
    return where if named or where[:1] == "(" else ""


def _is_room(words: str, names: Tongue) -> bool:
    """Whether words behind an hour begin with what a room is called by: "Room 4, Old Mill", "Salle Nord"."""
    room = names.words("place").match(words) if len(words) < MAX_ROOM else None
    named = words[room.end() :].lstrip()[:1] if room else ""
    return (named.isupper() or named.isdigit()) and " by " not in words and not holds_any(words, ':：“”„«"')


@cache
def _place_cue(code: str) -> re.Pattern[str]:
    cues = any_of([*tongue(code).listed("place_cue"), "~~"])
    return re.compile(rf"{cues}\s+([^:：–—|\"“„«»‘]+?)\.?$", re.I)


@cache
def _place_first(code: str) -> re.Pattern[str]:
    cues = any_of([*tongue(code).listed("place_cue"), "~~"])
    return re.compile(rf"{cues}\s+([^:：.?!]{{3,60}}?)\s?[:：]\s+(?=\S)", re.I)


def _may_open(text: str, names: Tongue) -> bool:
    """A quick test whether a line without a date can open a session, by how its first word begins."""
    first = text[:3]
    if not first.isalpha():
        opening = OPENING.match(text)
        if opening is None:
            return True
        first = opening[1]
    if text[2:3] == " " or text[1:2] == " ":  # "In June, date to follow"
        month = IN_SOME_MONTH.match(text)
        if month and month[1].casefold() in names.months:
            return True
    return ord(first[0]) >= 0x2E80 or first.casefold() in _openings(names.code)


@cache
def _openings(code: str) -> frozenset[str]:
    """How the words begin that may open a session where no date does: "Week 3", "second meeting", "tba", "late May"."""
    names = tongue(code)
    words = [word for role in ("session", "numbers", "ordinals", "tba", "date", "term") for word in names.listed(role)]
    words += [*names.months, *BEFORE_MONTH.split("|"), *AFTER_NUMBER.split("|"), *BEFORE_OPENING]
    return frozenset(letters[0].casefold() for word in words if (letters := LETTERS.match(word)))


def struck_in(spans: tuple[Span, ...], shift: int) -> tuple[tuple[int, int], ...]:
    """Where words are struck through."""
    ranges = []
    at = shift
    for span in spans:
        if span.struck and span.text.strip():
            ranges.append((at, at + len(span.text)))
        at += len(span.text)
    return tuple(ranges)


def _date_behind(lead: Lead) -> int | None:
    """ "May 2020 – Middlemarch – meeting Thursday 12 May, 7pm": where the topic ends, if the day is behind it."""
    date = next((d for d in lead.dates if d.start > lead.pos and _in_month(d, lead)), None)
    dash = BEFORE_DAY.search(lead.text, lead.pos, date.start) if date else None
    if date is None or not dash or dash.start() - lead.pos < 3:
        return None
    lead.date, lead.words = date, ""
    lead.time = next((time for time in lead.times if time.start >= date.end), None)
    return dash.start()


def _in_month(date: FoundDate, lead: Lead) -> bool:
    """Whether a date may be in the month that a line opens with."""
    month = lead.names.months.get(lead.words.split()[0].strip(".").casefold())
    return month in ((date.first, date.second) if date.first else (date.month,))


def _date_inside(lead: Lead) -> None:
    """ "April: not a Friday this time. Saturday 13 April, 12:00, at the mill: …": the line gives the day after all."""
    for date in lead.dates:
        if date.month and lead.names.months.get(lead.words.split()[0].casefold()) == date.month:
            lead.date, lead.words, lead.pos = date, "", date.end
            following = re.compile(r"[\s,;]*").match(lead.text, lead.pos)
            at = following.end() if following else lead.pos
            if lead._time(at):
                at = lead.pos
            place = re.compile(r"[\s,;]*([^:：]{3,60})[:：]\s").match(lead.text, at)
            if place:
                lead.place, lead.pos = (
                    re.sub(r"^(?:at|in|en|im|i|à|au|na|no|nel|nella|в|στο)\s+", "", place[1]),
                    place.end(),
                )
            return


def _trail(
    index: int, block: Block, dates: list[FoundDate], names: Tongue, number: str, label: str, start: int = 0
) -> Head | None:  # fmt: skip
    """A head whose date stands at the end: "Gearing Up (Monday, August 21, 2023)"."""
    text = block.text
    if len(text) > MAX_LEAD or not dates or "\n" in text:
        return None
    last = date = dates[-1]
    before = dates[-2] if len(dates) > 1 and dates[-2].start > start else None
    between = text[before.end : last.start] if before else ""
    after = text[last.end :]
    time = next((t for t in find_times(after, names)), None)
    left = after if not time else after[: time.start] + after[time.end :]
    moved_from = before if before and len(between) < MAX_BETWEEN and names.words("moved").search(between) else None
    if before and not moved_from and RANGE.fullmatch(between):
        date = before._replace(until=True)
    elif before and time and _is_told_again(between, left, names):
        date = before  # "3 May, 7pm in the mill, and 17 May, 7pm in the mill": the session is on the first
    elif before and not moved_from:
        return None  # "put up on 6.1., to be taken down on 30.6."
    opening = text[max(start, 0) : date.start].strip()
    if before is None and UNENDED.fullmatch(opening) and names.words("cancelled").search(after[:MAX_BETWEEN]):
        return Head(index, "lead", block.spans, date, None, None, number, label)  # "The club of 18 May is cancelled"
    remark = JUNK.sub("", MARK.sub("", left)) != ""
    if date.start <= start or (not date.month and not date.first) or (remark and len(left) > MAX_OPENING):
        return None
    place = ""
    if remark:
        told = JUNK.match(left)
        words = left[told.end() :] if told and PARTS.search(text[: date.start]) else ""
        by_hour = time is not None and time.start < MAX_TO_HOUR
        place = _told_place(left.strip(" ,;."), names) if by_hour else _only_place(words, names, after_hour=True)
        if not place and (len(words) > MAX_BETWEEN or not names.words("cancelled").match(words)):
            return None
    rest = slice_spans(block.spans, max(start, 0), (moved_from or date).start)
    words = _closing_weekday(names.code).sub("", "".join(span.text for span in rest))
    if date.until:
        words = FROM_DAY.sub("", words)
    elif label and len(words) < MAX_BETWEEN and names.words("cancelled", "moved").match(words.strip()):
        words = ""  # "8.ª sessão · adiada de 8 para 15 de Fevereiro": no topic yet
    if not words.strip() and not label:
        return None
    if UNENDED.fullmatch(words.strip()) and not names.words("cancelled", "posted").search(words):
        return Head(index, "lead", (), date, moved_from, time, number, label)  # "Club du 19 avril" has no topic
    if time is None and (hour := _hour_before(words, names)):
        time, words = hour, words[: hour.start].rstrip(" ,;:(–—-")
    topic = slice_spans(rest, 0, len(words))
    if remark and not place:
        topic = (*topic, Span(" – "), *slice_spans(block.spans, len(text) - len(left.lstrip(" ,;:.–—-|·)]"))))
    return Head(index, "trail", topic, date, moved_from, time, number, label, place=place)


def _hour_before(words: str, names: Tongue) -> FoundTime | None:
    """The hour that a topic ends with, right before its date: "Ada Quill, 12:00, 13/11/2025"."""
    if ":" not in words[-MAX_HOUR:] or not words.rstrip(" ,;")[-1:].isdigit():
        return None
    times = find_times(words, names)
    return times[-1] if times and times[-1].start and not words[times[-1].end :].strip(" ,;") else None


def _told_place(words: str, names: Tongue) -> str:
    """The place behind an hour at the end of a line: "in the mill", "on Zoom"."""
    online = ONLINE.search(words) if len(words) < MAX_BETWEEN else None
    by_what = online and words.count(" ") < 2 and not words[online.end() :].strip()
    return online[0] if by_what and online else _only_place(words, names, after_hour=True)


def _is_told_again(between: str, left: str, names: Tongue) -> bool:
    """Whether two days at the end of a line have an hour each, and the same place if any."""
    hour = next(iter(find_times(between, names)), None)
    words = between[: hour.start] + between[hour.end :] if hour else ""
    return names.words("and").fullmatch(words.replace(left.strip(" ,;."), "").strip(" ,;.")) is not None


def open_trail(index: int, block: Block, names: Tongue) -> Head | None:
    """ "Chapter 5: TBA", where the lines above end with their days."""
    opening = max(block.text.rfind(sign) for sign in ":：–—-(（")
    if opening < 2 or not names.words("tba").fullmatch(block.text[opening + 1 :].strip(" .)）")):
        return None
    return Head(index, "tba", slice_spans(block.spans, 0, opening), words=block.text[opening + 1 :].strip(" )）"))


def _pending(index: int, block: Block, names: Tongue) -> Head | None:
    """ "The last canto (date to follow)", "The last canto ...... to follow": the date of a topic is still open.

    In brackets below the headings, the words must speak of a date: "Emma (to follow)" may be a text.
    """
    text = block.text
    end = max(text.rfind("("), text.rfind("（"))
    told = text[end + 1 : -1]
    if len(text) <= MAX_LEAD and holds_any(text, DOTS) and (dots := LEADER.search(text)):
        end, told = dots.start(), text[dots.end() :]
    elif (
        end < 0
        or len(text) > MAX_MONTH_LINE
        or (block.shape is not Shape.HEADING and not names.words("date").match(told))
    ):
        return None
    lead = Lead(told, names)
    lead.read()
    if not lead.tba:
        return None
    rest = slice_spans(block.spans, 0, max(end, 0))
    topic = words_of(rest).strip(" .,").casefold()
    return Head(index, "tba", rest, words=lead.words) if topic and topic not in names.months else None


def _bracketed(index: int, block: Block, names: Tongue) -> Head | None:
    """ "**The ghost story** (19 March, 8 pm). Henry James, …": a bold topic, its date in brackets, and more."""
    text, bold = block.text, 0
    for span in block.spans:
        if not span.strong and span.text.strip():
            break
        bold += len(span.text)
    match = BRACKETED.match(text, bold)
    topic = slice_spans(block.spans, 0, bold)
    if not match or not 2 < len(words_of(topic)) < MAX_MONTH_LINE:
        return None
    from_day = FROM_DAY_FIRST.match(match["inner"])
    inner = match["inner"][from_day.end() :] if from_day else match["inner"]
    lead = Lead(inner, names)
    lead.read()
    if not (lead.date and (lead.date.month or lead.date.first)) and not lead.tba:
        return None
    number = block.marker.strip(".)") if block.marker[:1].isdigit() else ""
    rest = (*topic, *slice_spans(block.spans, match.end()))
    place = lead.place or _only_place(inner[lead.pos :], names, after_hour=True)
    kind = "lead" if lead.date else "tba"
    return Head(index, kind, rest, lead.date, lead.moved_from, lead.time, number, "", lead.words, place=place)


@cache
def _closing_weekday(code: str) -> re.Pattern[str]:
    """What parts a topic from the date behind it, a weekday included: "Meno – Wed " before "7/10"."""
    names = tongue(code)
    weekdays = any_of([*names.weekdays, *names.short_weekdays])
    between = r"(?:[\s(\[{（【,;:|·…–—-]|(?:\.\s?){2,})"
    return re.compile(rf"(?:{between}+{weekdays}[.,]?)?{between}*$", re.I)


def is_month_line(block: Block, names: Tongue) -> tuple[int, int | None] | None:
    """The month (and year) of a line that is nothing else: "SEPTEMBER", "October 2024"."""
    text = block.text.strip(" :*-–—") if len(block.text) <= MAX_MONTH_LINE else ""
    if not text:
        return None
    match = MONTH_LINE.fullmatch(text) if text.count(" ") < 3 else None
    if match and match[1].casefold() in names.months:
        if block.marker[:1].isdigit():
            return None  # "26. März" is a day
        return names.months[match[1].casefold()], int(match[2]) if match[2] else None
    match = CJK_MONTH_LINE.fullmatch(text) if text[-1] == "月" else None
    return (int(match[2]), int(match[1]) if match[1] else None) if match else None

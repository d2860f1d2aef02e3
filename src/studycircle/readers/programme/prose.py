"""Sessions told in sentences, on pages without any schedule: "Next up: … Thursday 14 November, 7.30pm, in the shed."."""  # noqa: E501 - one thought, one line

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from studycircle.readers.programme.blocks import Block, Page, Shape, Span, Zone, slice_spans, tidy_spans, words_of
from studycircle.readers.programme.clauses import read_clause
from studycircle.readers.programme.dates import FoundDate, find_dates, numbers_in, with_whole_days
from studycircle.readers.programme.heads import Head
from studycircle.readers.programme.hours import find_times
from studycircle.readers.programme.language import Tongue
from studycircle.readers.programme.readings import BIBLICAL

SENTENCE = re.compile(r"(?<=[^\W\d][.!?])\s+(?=[^\W\d_«“\"¿¡])|(?<=\d[.!?])\s+(?=[^\W\d_])|(?<=[。！？])|\n")
OPENING = re.compile(r"(?<!\w)[\"“„«「『]")
NEAR = 3  # sentences
MAX_QUOTED = 100
CAPTION = re.compile(r"\s*[^\W\d][\w ’']{1,30}[:：]\s+")
SHORT = re.compile(r"(?<!\w)[ap]\.m\.$|(?<!\w)(?:Dr|Mr|Mrs|Ms|St|Prof|Nr|No|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.$", re.I)
GOES_ABOUT = re.compile(r"(?<!\w)geht\s+es\s+(?:[^.;:!?]{1,80}\s)?um\s", re.I)  # "geht es im Saal um …"
TOPIC_ENDS = re.compile(r",\s+(?=an?\s)|,?\s+and\s+we\b|[,;]?\s+(?:at|on|in|am|um|à|a|le|el|il|den)?\s*$", re.I)
OPENS_QUOTED = re.compile(r"[“„«\"″‘『「]")
HISTORY = re.compile(r",?\s*1[0-8]\d\d(?!\d)")
PAST = re.compile(r"\b(?:was|were|took|had|war|fand|était|eut|fue|tuvo|foi|è stat[ao]|var|vond|był[ao]?)\b", re.I)
LISTING = " ,;.&·"
LEAST_ALIKE = 3  # sentences with day and weekday, and no more, that make a schedule
MAX_TOPIC = 140
MAX_ABOVE = 2  # blocks above the date of a story
MAX_DATELINE = 40
MAX_BETWEEN = 3  # blocks from the topic of a post to the sentence that tells its day


def told_heads(page: Page, heads: list[Head], names: Tongue) -> list[Head]:
    """The heads of what is told in sentences, if that is more than the lines of a schedule tell; else ``heads``.

    The paragraphs of the page are parted where several meetings are told in one.
    """
    if _is_dateline(heads, page):
        told = told_heads(page, [], names)
        if told:
            block = page.blocks[heads[0].block]
            page.meta.setdefault("date", (block.text, block.lines[0]))
        return told or heads
    if not all(head.on for head in heads):
        return heads + _next_one(page, heads, names)
    parted = replace(page, blocks=_parted(page, names))
    told = prose_heads(parted, names)
    if len(told) <= len(heads):
        return heads
    page.blocks = parted.blocks
    return _under_topics(told, page)


def _is_dateline(heads: Sequence[Head], page: Page) -> bool:
    """Whether the one dated line of a page is a whole date right under its title: the day of a news story."""
    head = heads[0] if len(heads) == 1 else None
    if head is None or head.kind != "lead" or head.date is None or not head.date.year or head.block > MAX_ABOVE:
        return False
    block = page.blocks[head.block]
    bare = block.shape is not Shape.ROW and not (words_of(head.rest) or head.time or head.label or head.place)
    return bare and len(block.text) <= MAX_DATELINE


def _next_one(page: Page, heads: Sequence[Head], names: Tongue) -> list[Head]:
    """The meeting that a sentence calls the next one, where the schedule does not have its day."""
    taken = {head.block for head in heads} | {head.dated_by for head in heads}
    days = {_day(head) for head in heads}
    if any(head.date is None or head.date.first for head in heads):
        return []
    for index, block in enumerate(page.blocks):
        if index in taken or not names.words("next_one").search(block.text):
            continue
        for head, sentence in _heads_in(page, index, names):
            if _is_next(head, sentence, names) and _day(head) not in days:
                return [replace(head, told=())]
    return []


def _is_next(head: Head, sentence: str, names: Tongue) -> bool:
    """Whether a sentence calls its meeting the next one, and tells weekday or hour."""
    told = head.time is not None or (head.date is not None and head.date.weekday is not None)
    return told and names.words("next_one").search(sentence) is not None


def prose_heads(page: Page, names: Tongue) -> list[Head]:
    """A head for each sentence that tells a meeting's date; empty if none does plainly."""
    told = [found for index in range(len(page.blocks)) for found in _heads_in(page, index, names)]
    wide = {
        id(head) for head, sentence in told if len(find_dates(sentence, names)) > 1
    }  # "from 29 January until 2 February"
    meant = {id(head) for head, sentence in told if names.words("session").search(sentence)}
    narrow = [head for head, _ in told if id(head) not in wide]
    chosen = _plainest(narrow, meant) or _plainest([head for head, _ in told if id(head) in wide], meant)
    more = [*_listed(page, names), *(head for head, sentence in told if _is_next(head, sentence, names))]
    days = {_day(head): head for head in reversed([*chosen, *more])}
    return sorted(days.values(), key=lambda head: head.block)


def _heads_in(page: Page, index: int, names: Tongue) -> list[tuple[Head, str]]:
    """The heads of the sentences of one block, each with its sentence."""
    block = page.blocks[index]
    if block.zone is not Zone.MAIN or block.shape in (Shape.ROW, Shape.QUOTE):
        return []
    elsewhere = names.words("posted", "other", "unusual").match(block.text)
    if elsewhere and not names.words("session").match(block.text, elsewhere.end() + 1):
        return []  # in Swedish, "andra" begins "andra datum" (other dates) and "andra träffen" (the second meeting)
    heads = []
    for start, end in _sentences(block.text, names):
        days = [date for date in find_dates(block.text[start:end], names) if date.month or date.first]
        head = _head(page, index, block, start, end, days, names) if days else None
        if head is not None:
            heads.append((head, block.text[start:end]))
    return heads


def _day(head: Head) -> tuple[int, int, int, int] | None:
    date = head.date
    return date and (date.day, date.month, date.first, date.second)


def _listed(page: Page, names: Tongue) -> list[Head]:
    """A head for every day of a list in a sentence: "four sessions: 20 February, 27 February and 13 March"."""
    heads: list[Head] = []
    run: list[Head] = []
    for index, block in enumerate([*page.blocks, None]):
        days = find_dates(block.text, names) if block and block.zone is Zone.MAIN else []
        ends = len(days) == 1 and block is not None and not block.text[days[0].end :].strip(LISTING)
        head = Head(index, "prose", (), days[0]) if ends else None
        goes_on = head is not None and block is not None and _joins(block.text[: days[0].start], names)
        if run and not (goes_on and block is not None and block.lines == page.blocks[run[-1].block].lines):
            heads += run if len(run) >= LEAST_ALIKE else []
            run = []
        if head is not None and (goes_on or not run):
            run.append(head)
    return heads


def _joins(text: str, names: Tongue) -> bool:
    """Whether there is no more than "and" between two days of a list."""
    words = text.strip(LISTING)
    return not words or names.words("and").fullmatch(words) is not None


def _parted(page: Page, names: Tongue) -> list[Block]:
    """The blocks of a page, with a block for every dated sentence, and one for what is told after it."""
    blocks: list[Block] = []
    places: dict[int, int] = {}
    for index, block in enumerate(page.blocks):
        places[index] = len(blocks)
        plain = block.shape is Shape.PARAGRAPH or (block.shape is Shape.ITEM and block.parent < 0)
        told = block.zone is Zone.MAIN and plain and len(numbers_in(block.text)) > 1
        if told and len(block.spans) == 1 and (whole := with_whole_days(block.text, names)) != block.text:
            block = replace(block, spans=(Span(whole),), text="")
        cuts = _cuts(block.text, names) if told else []
        pieces = [tidy_spans(slice_spans(block.spans, a, b)) for a, b in itertools.pairwise(cuts)]
        blocks.extend([replace(block, spans=spans, text="") for spans in pieces if words_of(spans)] or [block])
    for block in blocks:
        block.parent = places.get(block.parent, -1)
    return blocks


def _cuts(text: str, names: Tongue) -> list[int]:
    """Where to part a paragraph that tells of several meetings; empty where it does not."""
    sentences = _sentences(text, names)
    cuts = [0]
    dated = 0
    for start, end in sentences:
        days = [date for date in find_dates(text[start:end], names) if date.month or date.first]
        if not days:
            continue
        between = [(start + one.end, start + two.start) for one, two in itertools.pairwise(days)]
        parts = [start]
        if between and all(OPENS_QUOTED.search(text, a, b) for a, b in between):
            parts += [_before(text, a, b, names) for a, b in between]
        elif len(days) >= LEAST_ALIKE and all(_joins(text[a:b], names) for a, b in between):
            parts += [a for a, _ in between]
            cuts.append(start + days[-1].end)
        dated += len(parts)
        cuts += [*parts, end]
    return sorted({*cuts, len(text)}) if dated > 1 else []


def _before(text: str, start: int, at: int, names: Tongue) -> int:
    """Where the clause begins that holds a date: behind the last comma, bracket or "and" before it."""
    joined = [match.start() for match in names.words("and").finditer(text, start, at)]
    return max([text.rfind(sign, start, at) + 1 for sign in ",;)）"] + joined[-1:]) or at


def _sentences(text: str, names: Tongue) -> list[tuple[int, int]]:
    """Where the sentences of a text begin and end; no stop of a date ("29. Januar") or of "a.m." ends one."""
    cuts = [0]
    dates = find_dates(text, names)
    for match in SENTENCE.finditer(text):
        inside = any(date.start < match.start() < date.end for date in dates)
        if not inside and not SHORT.search(text[max(0, match.start() - 6) : match.start()]):
            cuts += [match.start(), match.end()]
    cuts.append(len(text))
    return [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True) if text[a:b].strip()]


def _head(
    page: Page, index: int, block: Block, start: int, end: int, days: Sequence[FoundDate], names: Tongue
) -> Head | None:  # fmt: skip
    sentence, date = block.text[start:end], days[0]
    if names.words("posted").search(sentence) or HISTORY.match(sentence, date.end):
        return None
    times = [t for t in find_times(sentence, names) if not date.start <= t.start < date.end]
    titled = _quoted_title(block, start, names)
    topic = _topic(page, index, block, (start, end), date, names)
    rest = titled or topic
    after = slice_spans(block.spans, start + date.end, end)
    if times and _is_place(sentence[max(date.end, times[0].end) :], names):
        titled = topic = rest = ()
    told = bool(times) or date.weekday is not None or (bool(titled) and block.shape is Shape.HEADING)
    told = told or _is_first(sentence[: date.start], names)
    if not told and (date.year or not _is_of_meeting(page, block, names) or not _stands_in(topic, after, block, end)):
        return None  # a day in running text may be one of history
    if not rest and names.words("unusual").search(sentence):
        return None
    return Head(index, "prose", rest, date, None, times[0] if times else None, told=() if rest else after)


def _is_first(text: str, names: Tongue) -> bool:
    """Whether what stands before a day calls it that of the first meeting, or of the next, which is still to come."""
    if PAST.search(text):
        return False
    nth = names.words("ordinals").search(text) if names.listed("ordinals") else None
    first = nth and names.words("session").match(text, nth.end() + 1)
    return bool(first) or names.words("next_one").search(text) is not None


def _is_place(text: str, names: Tongue) -> bool:
    """Whether the hour is followed by the name of a place in quotation marks: "um 19 Uhr im „Unterhaus“"."""
    opening = OPENS_QUOTED.search(text)
    return opening is not None and names.words("place_cue").fullmatch(text[: opening.start()].strip(" ,")) is not None


def _is_of_meeting(page: Page, block: Block, names: Tongue) -> bool:
    """Whether the paragraph that a sentence stands in speaks of meetings, or of what is talked about."""
    return any(names.words("session", "talk").search(b.text) for b in page.blocks if b.lines == block.lines)


def _stands_in(topic: tuple[Span, ...], after: tuple[Span, ...], block: Block, end: int) -> bool:
    """Whether a topic is told behind the day, or in what follows."""
    words = words_of(topic)
    return bool(words) and (words in words_of(after) or words in block.text[end:])


def _quoted_title(block: Block, start: int, names: Tongue) -> tuple[Span, ...]:
    """A title in quotation marks, in the sentence that tells the date or in the two after it."""
    for a, b in [place for place in _sentences(block.text, names) if place[0] >= start][:NEAR]:
        sentence = slice_spans(block.spans, a, b)
        opening = OPENING.search("".join([span.text for span in sentence]))
        piece = _until_closed(slice_spans(sentence, opening.start())) if opening else ()
        found = read_clause(piece, names) if piece else None
        if found and found.sure >= 0.75 and len(found.title) < MAX_QUOTED:
            return piece
    return ()


def _until_closed(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The words up to the end of the bracket that they stand in: "“Eels” by Mia Pool), Monday"."""
    depth = 0
    for at, sign in enumerate("".join([span.text for span in spans])):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return slice_spans(spans, 0, at)
    return spans


def _topic(
    page: Page, index: int, block: Block, where: tuple[int, int], date: FoundDate, names: Tongue
) -> tuple[Span, ...]:  # fmt: skip
    """The words that name what is read: in the sentence, before it, or in the lines around."""
    start, end = where
    told = _talked_about(slice_spans(block.spans, start, end), names)
    if told and not OPENS_QUOTED.search(block.text, start + date.end, end):
        return told
    pieces = [
        slice_spans(block.spans, start + date.end, end),
        slice_spans(block.spans, start, start + date.start),
        slice_spans(block.spans, 0, start),
        slice_spans(block.spans, end),
    ]
    near = [page.blocks[i] for i in (index - 1, index + 1, index - 2) if 0 <= i < len(page.blocks)]
    near = [b for b in near if b.zone is Zone.MAIN and not find_dates(b.text, names)]
    near = [b for b in near if b.lines != block.lines or b is page.blocks[min(index + 1, len(page.blocks) - 1)]]
    for piece in [*pieces, *(b.spans for b in near)]:
        text = words_of(piece)
        caption = CAPTION.match("".join(span.text for span in piece))
        if caption:
            piece = slice_spans(piece, caption.end())
        found = read_clause(piece, names) if 2 < len(text) < 300 else None
        if found and found.sure >= 0.7:
            return piece
    after = page.blocks[index + 1] if index + 1 < len(page.blocks) else None
    if told or (told := _talked_about(slice_spans(block.spans, end), names)):
        return told
    told_after = after is not None and after.lines == block.lines and not find_dates(after.text, names)
    return _talked_about(after.spans, names) if after and told_after else ()


def _talked_about(spans: tuple[Span, ...], names: Tongue) -> tuple[Span, ...]:
    """What stands behind "to discuss", "we'll talk about", up to where day, hour or a description follow."""
    text = "".join(span.text for span in spans)
    cue = names.words("talk").search(text) or (GOES_ABOUT.search(text) if names.code == "de" else None)
    if not cue:
        return ()
    passages = [match.span() for match in BIBLICAL.finditer(text, cue.end())]
    ends = [date.start for date in find_dates(text, names)] + [time.start for time in find_times(text, names)]
    ends = [at for at in ends if at > cue.end() and not any(a <= at < b for a, b in passages)]
    end = min(ends, default=len(text))
    topic = text[cue.end() : end]
    if (stop := TOPIC_ENDS.search(topic)) and stop.start():
        end = cue.end() + stop.start()
    sentence = next((b for a, b in _sentences(text[:end], names) if b > cue.end()), end)
    topic = text[cue.end() : sentence]
    sentence -= len(topic) - len(topic.rstrip(" .,;:"))
    return slice_spans(spans, cue.end(), sentence) if 2 < len(topic.strip(" .,;:")) <= MAX_TOPIC else ()


def _plainest(heads: Sequence[Head], meant: set[int]) -> list[Head]:
    """Those with a topic, or several that all tell the weekday; else the first one with both day and hour.

    ``meant``: those in sentences that speak of a meeting, by identity.
    """
    topical = [head for head in heads if head.rest]
    alike = [head for head in heads if head.date and head.date.weekday is not None]
    if len(alike) >= LEAST_ALIKE and len(alike) > len(topical):
        topical = [head if head.rest else replace(head, rest=head.told) for head in heads if head in alike]
    plain = [head for head in heads if head.time and (head in alike or id(head) in meant)]
    plain = plain or [head for head in heads if id(head) in meant and head.date and head.date.year]
    chosen = {_day(head): head for head in reversed(topical or plain[:1])}
    return sorted(chosen.values(), key=lambda head: head.block)


def _under_topics(heads: list[Head], page: Page) -> list[Head]:
    """The heads, where each stands under a heading of its own that names the topic: the posts of a weblog."""
    order = [head.block for head in heads]
    above: dict[int, int] = {}
    for before, at in itertools.pairwise([-1, *order]):
        topics = [
            i
            for i in range(before + 1, at)
            if page.blocks[i].shape is Shape.HEADING and page.blocks[i].zone is Zone.MAIN
        ]
        heading = page.blocks[topics[-1]] if topics else None
        if heading and _could_be_post(heading, at - topics[-1]):
            above[at] = topics[-1]
    titles = {page.blocks[at].text for at in above.values()}
    if len(heads) < 2 or len(above) * 4 < len(heads) * 3 or len(titles) < len(above):
        return [replace(head, told=()) for head in heads]
    return [_under(head, above[head.block], page) if head.block in above else replace(head, told=()) for head in heads]


def _could_be_post(heading: Block, distance: int) -> bool:
    """Whether a heading may name the post that a sentence stands in; a mere short line has to be right above it."""
    told = 2 < len(heading.text) <= MAX_TOPIC and heading.text[-1] not in ",:"
    return told and distance <= (MAX_BETWEEN if heading.level < 7 else 1)


def _under(head: Head, topic: int, page: Page) -> Head:
    """The head of a post: what its sentence names, if anything, is read; what merely stands after the day is not."""
    told = () if head.told else head.rest
    return replace(head, block=topic, rest=page.blocks[topic].spans, dated_by=head.block, told=told)

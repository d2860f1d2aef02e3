"""Sessions told in two lines: "Week 3" over "12 November: chapter 4", a topic over "12 November, 7pm"."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from studycircle.readers.programme.blocks import Block, Page, Shape, Zone, slice_spans, words_of
from studycircle.readers.programme.heads import Head, is_month_line
from studycircle.readers.programme.hours import find_times
from studycircle.readers.programme.language import Tongue
from studycircle.readers.programme.rows import place_in

COLON = re.compile(r"\s*[:：]")
COUNT = re.compile(r"\s*(\d{1,2})\s+(?=[^\W\d_])")
IN_BRACKETS = re.compile(r"\([^()]{2,60}\)")
MAX_TOPIC = 160
LEAST_ALIKE = 3
MAX_CARD = 5  # lines from a topic to the date under it


def join_pairs(heads: Sequence[Head], page: Page, names: Tongue) -> list[Head]:
    """The heads in page order, where hardly any number or month is without a date on a line of its own under it."""
    heads = sorted(heads, key=lambda head: head.block)
    undated = [head for head in heads if head.kind in ("label", "month")]
    pairs = {
        one.block: two
        for one, two in itertools.pairwise(heads)
        if one.kind in ("label", "month") and two.kind in ("lead", "trail", "tba")
    }
    if len(pairs) < 2 or len(pairs) * 5 < len(undated) * 4:
        return heads
    told = {two.block for two in pairs.values()}
    return [
        _joined(head, pairs[head.block], page, names) if head.block in pairs else head
        for head in heads
        if head.block not in told
    ]


def without_refrain(heads: Sequence[Head], page: Page, names: Tongue) -> list[Head]:
    """The heads, without words that stand beside nearly every date alike ("Done", "Book club"): no topic is that. An
    hour among them, and the room before it ("Room 701, 3pm"), are those of every meeting."""
    dated = [head for head in heads if head.kind == "lead" and not head.columns]
    said = Counter(words_of(head.rest).casefold() for head in dated)
    words, often = said.most_common(1)[0] if said else ("", 0)
    taken = {head.block for head in heads}
    alike = [head for head in dated if words_of(head.rest).casefold() == words]
    told = [head for head in alike if head.block + 1 < len(page.blocks) and head.block + 1 not in taken]
    if not words or often < LEAST_ALIKE or often * 4 < len(dated) * 3 or len(told) < often:
        return list(heads)
    hour = next(iter(find_times(words, names)), None)
    first = words_of(alike[0].rest)[: hour.start if hour else 0].strip(" ,;:–—-|·/")
    room = first if names.words("place").search(first) else ""
    return [
        replace(head, rest=(), separated=True, time=head.time or hour, place=head.place or room)
        if head in alike
        else head
        for head in heads
    ]


def without_counts(heads: Sequence[Head]) -> list[Head]:
    """The heads, where the topics before dates open with numbers that go up one by one: these count the meetings."""
    trails = [head for head in heads if head.kind == "trail"]
    counts = [COUNT.match("".join([span.text for span in head.rest])) for head in trails]
    numbers = [int(count[1]) for count in counts if count]
    if len(trails) < LEAST_ALIKE or numbers != list(range(1, len(trails) + 1)):
        return list(heads)
    bare = {
        id(head): replace(head, rest=slice_spans(head.rest, count.end()), number=count[1])
        for head, count in zip(trails, counts, strict=True)
        if count
    }
    return [bare.get(id(head), head) for head in heads]


def topics_above(heads: Sequence[Head], page: Page, names: Tongue) -> list[Head]:
    """The heads, where nearly all dates stand alone under their topics: a heading, or the first line of a paragraph."""
    heads = _pending_under_headings(heads, page, names)
    dated = [head for head in heads if head.kind == "lead" and not head.columns]
    dated = [head for head in dated if not names.words("tba").fullmatch(words_of(head.rest))]
    bare = [head for head in dated if not (words := words_of(head.rest)) or _is_remark(words, names)]
    if len(bare) < 2 or len(bare) * 5 < len(dated) * 4:
        return list(heads)
    taken = {head.block for head in heads}
    cards = _headings_over(bare, page, taken)
    topics = {head.block: at for head in bare if (at := _topic_above(head, page, taken, cards, names)) is not None}
    open_ = [head for head in heads if head.kind == "tba" and not words_of(head.rest)]
    told = {page.blocks[at].text.strip(" .") for at in topics.values()}
    days = {_day_of(head) for head in bare if head.block in topics}
    untold = [head for head in dated if head.block not in topics and _day_of(head) not in days]  # at the top once more
    if len(told) < 2 or len(told) * 4 < len(topics) * 3 or len(topics) < len(untold) * 4:
        return list(heads)
    later = {head.block: _first_of_card(head.block, page, taken, names) for head in open_}
    topics |= {block: at for block, at in later.items() if at is not None}
    return [
        replace(
            head,
            block=at,
            rest=page.blocks[at].spans,
            dated_by=head.block,
            place=head.place or place_in(words_of(head.rest), names),
        )
        if (at := topics.get(head.block)) is not None
        else head
        for head in heads
    ]


def _day_of(head: Head) -> tuple[int, int, int, int] | None:
    return (head.date.day, head.date.month, head.date.first, head.date.second) if head.date else None


def _pending_under_headings(heads: Sequence[Head], page: Page, names: Tongue) -> list[Head]:
    """The heads; "date to be confirmed" alone under a heading is of what the heading names, unless that has a date."""
    taken = {head.block for head in heads}
    told = []
    for head in heads:
        at = head.block - 1
        bare = head.kind == "tba" and not words_of(head.rest) and at > 0 and not {at, at - 1} & taken
        above = page.blocks[at] if bare and page.blocks[at].path == page.blocks[head.block].path else None
        if above is not None and _is_heading(above) and above.level > 1 and _could_be_topic(above, names):
            head = replace(head, block=at, rest=above.spans, dated_by=head.block)
        told.append(head)
    return told


def _topic_above(head: Head, page: Page, taken: set[int], cards: dict[int, int], names: Tongue) -> int | None:
    """The block that is the topic of the bare date in ``head``; its author may stand between them. ``cards``: as
    ``_headings_over`` has it."""
    block = page.blocks[head.block]
    if head.block == 0 or (block.shape is Shape.HEADING and block.level < 7):
        return None
    at = head.block - 1
    if at and at not in taken and names.words("by").match(page.blocks[at].text):
        block, at = page.blocks[at], at - 1
    above = page.blocks[at]
    if (over := cards.get(head.block)) is not None:
        return over if _could_be_topic(page.blocks[over], names) else None
    if (over := _first_of_card(head.block, page, taken, names)) is not None:
        return over
    if at in taken or above.zone is not Zone.MAIN or above.shape in (Shape.ROW, Shape.QUOTE):
        return None
    joined = above.gap > 0 and not block.gap and block.lines[0] <= above.lines[-1] + 1  # no ruled line between
    opens = joined or block.parent == at or (above.shape is Shape.HEADING and above.level < 7)
    return at if opens and _could_be_topic(above, names) else None


def _headings_over(dates: Sequence[Head], page: Page, taken: set[int]) -> dict[int, int]:
    """``_heading_over`` the date of each block; none where such a heading follows the last date too, which then opens
    a card."""
    over = {head.block: at for head in dates if (at := _heading_over(head.block, page, taken)) is not None}
    behind = page.blocks[dates[-1].block + 1 : dates[-1].block + 2]
    opens = any(
        _is_heading(block) and block.level in {page.blocks[at].level for at in over.values()} for block in behind
    )
    return {} if opens else over


def _heading_over(date: int, page: Page, taken: set[int]) -> int | None:
    """The heading of a few lines the last of which is a date, as on a card: a topic, who speaks, and when."""
    behind = page.blocks[date + 1] if date + 1 < len(page.blocks) else None
    if behind is not None and behind.zone is Zone.MAIN and not _is_heading(behind):
        return None
    for at in range(date - 1, max(-1, date - 1 - MAX_CARD), -1):
        block = page.blocks[at]
        if at in taken or block.zone is not Zone.MAIN or block.shape is Shape.ROW:
            return None
        if _is_heading(block):
            return at if at < date - 1 else None
    return None


def _is_remark(words: str, names: Tongue) -> bool:
    """Whether what stands behind a date is no topic: words in brackets, or where they meet."""
    cue = names.words("place_cue").match(words)
    return IN_BRACKETS.fullmatch(words) is not None or (cue is not None and place_in(words, names) != "")


def _first_of_card(date: int, page: Page, taken: set[int], names: Tongue) -> int | None:
    """The first of the few lines that stand together, apart from others, about a date that says what it is, or is the
    last of them: "Candide", "We read: …", "When: 5 May"."""
    block = page.blocks[date]
    behind = page.blocks[date + 1] if date + 1 < len(page.blocks) else None
    if block.gap or (_opens_card(date, page) and behind is not None and _is_heading(behind) and _is_in(block, behind)):
        return None  # the date itself opens the card, over its topic
    last = behind is None or _opens_card(date + 1, page) or behind.zone is not Zone.MAIN
    told = last or names.words("date", "time").match(block.text)
    for at in range(date - 1, max(-1, date - 1 - MAX_CARD), -1):
        above = page.blocks[at]
        if at in taken or above.zone is not Zone.MAIN or not _is_in(block, above):
            return None
        if _opens_card(at, page) and _announces(above, names):
            return at + 1 if at + 1 < date and _could_be_topic(page.blocks[at + 1], names) else None
        opens = _opens_card(at, page) and (told or above.shape is Shape.HEADING)
        if opens and _could_be_topic(above, names):
            return at
        if above.gap or above.shape is Shape.HEADING:
            return None
    return None


def _is_in(block: Block, other: Block) -> bool:
    """Whether a block stands in the division of a page that another one does, or in one inside it."""
    return other.path == block.path[: len(other.path)] if block.path else other.box == block.box


def _opens_card(at: int, page: Page) -> bool:
    """Whether a line is apart from the one before it: by a blank line, or as the first in its part of the page."""
    block = page.blocks[at]
    if at == 0 or block.gap > 0 or block.shape is Shape.HEADING:
        return True
    return bool(block.path) and block.path[-1] not in page.blocks[at - 1].path


def _is_heading(block: Block) -> bool:
    return block.shape is Shape.HEADING and block.level < 7


def _could_be_topic(block: Block, names: Tongue) -> bool:
    """Whether a line may tell what a meeting is about."""
    text = block.text
    if not 2 < len(text) <= MAX_TOPIC or text[-1] in ":：" or is_month_line(block, names):
        return False
    return not _announces(block, names) and not names.words("posted", "date", "time", "place").match(text)


def _announces(block: Block, names: Tongue) -> bool:
    """Whether a line only says that what comes next stands below it: "Upcoming"."""
    return names.words("next_one").fullmatch(block.text.strip(" .!")) is not None


def _joined(one: Head, two: Head, page: Page, names: Tongue) -> Head:
    """One head of both lines: it stands where the topic does."""
    place = two.place or (place_in(words_of(two.rest), names) if words_of(one.rest) else "")
    if words_of(one.rest) and (place or _is_bare(two, page)):
        time = one.time or two.time
        return replace(one, kind="lead", date=two.date, time=time, words="", place=place, dated_by=two.block)
    return replace(two, number=two.number or one.number, label=two.label or one.label)


def _is_bare(head: Head, page: Page) -> bool:
    """Whether a dated line has no topic: nothing, or words with a colon before the date."""
    words = words_of(head.rest)
    text = page.blocks[head.block].text
    return not words or (head.kind == "trail" and COLON.match(text, text.find(words) + len(words)) is not None)

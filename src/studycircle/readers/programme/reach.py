"""How far a session reaches: the blocks that stand under its head."""

import itertools
import re
from collections import Counter

from studycircle.readers.programme.asking import asks, is_question_heading
from studycircle.readers.programme.assembly import Assembly
from studycircle.readers.programme.authors import author_line
from studycircle.readers.programme.blocks import Block, Shape, Zone, words_of
from studycircle.readers.programme.calendar_year import YEAR
from studycircle.readers.programme.clauses import role_of
from studycircle.readers.programme.dates import find_dates
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.language import fold, holds_any
from studycircle.readers.programme.runs import shape_of

CAPITAL = re.compile(r"(?<!\w)[^\W\d_a-zà-ÿа-яα-ω].*")
FIRST = ("1.", "1)", "(1)")
MAX_CALLED = 80  # letters of a line that names what is asked about
LEAST_RUN = 3  # meetings told in lines of one kind
MAX_BELOW = 60  # blocks under the last meeting


def bodies_of(made: Assembly) -> list[list[int]]:
    """The blocks under each head, up to the next head or the end of its section."""
    page = made.page
    order = sorted(made.heads)
    spaced = any(b.gap >= 2 for b in page.blocks) and sum(page.blocks[h].gap >= 2 for h in order) * 2 < len(order)
    close = not any(b.gap >= 2 for h in order[:-1] for b in page.blocks[h + 1 : h + 2])
    recurring = _recurring(made)
    bodies: list[list[int]] = []
    for draft in made.drafts:
        start = draft.head.block
        if page.blocks[start].shape is Shape.ROW:
            bodies.append([])
            continue
        following = next((h for h in order if h > start), len(page.blocks))
        parted = following < len(page.blocks) and page.blocks[following].marker in FIRST
        body: list[int] = []
        inside = 0
        for index in range(start + 1, following):
            block = page.blocks[index]
            if (
                block.shape is Shape.HEADING
                and page.blocks[start].shape is not Shape.ITEM  # a list ends at a heading
                and index == start + 1
                and not words_of(draft.head.rest)
                and block.level < 7
            ):
                inside = block.level
            elif start == order[-1] and index - start < MAX_BELOW and _asks_of_others(made, index):
                break
            elif _is_title(made, draft, block, index - start) or (block.level == 7 and _label(block) in recurring):
                pass
            elif _ends_body(
                made,
                page.blocks[start],
                block,
                inside,
                spaced=spaced and (index > start + 1 or (close and start == order[-1])),
                parted=parted,
            ):
                break
            body.append(index)
        bodies.append(body)
    _stay_in_division(made, bodies)
    _trim_last(made, bodies)
    return bodies


def _stay_in_division(made: Assembly, bodies: list[list[int]]) -> None:
    """The last session ends with its division of a web page, where each of the others is told in one of its own."""
    blocks = made.page.blocks
    starts = [draft.head.block for draft in made.drafts]
    if len(starts) < 2 or len(set(starts)) < len(starts) or any(blocks[at].shape is Shape.ROW for at in starts):
        return
    within = Counter(box for at in starts for box in blocks[at].path)
    own = [next((box for box in blocks[at].path if within[box] == 1), 0) for at in starts]
    last = max(range(len(starts)), key=lambda i: starts[i])
    if all(own) and all(own[i] in blocks[at].path for i, body in enumerate(bodies) if i != last for at in body):
        bodies[last] = [at for at in bodies[last] if own[last] in blocks[at].path]


def _asks_of_others(made: Assembly, index: int) -> bool:
    """Whether a heading announces questions on all meetings: the line under it is what an earlier one reads."""
    blocks = made.page.blocks
    below = blocks[index + 1] if index + 1 < len(blocks) else None
    if below is not None and _names_other(made, blocks[index].text):
        return True
    if (
        below is None
        or below.marker
        or not 3 < len(below.text) < MAX_CALLED
        or not is_question_heading(blocks[index].text, made.names)
    ):
        return False
    called = fold(below.text).strip(" :.*")
    if days := find_dates(below.text, made.names):  # "for 5 May"
        day = days[0].settled(made.day_first)
        return len(called) < 2 * (day.end - day.start) + 8 and any(
            d.date and (d.date.month, d.date.day) == (day.month, day.day) for d in made.drafts[:-1]
        )
    told = (blocks[i].text for head in made.heads for i in (head, head + 1) if i < index)
    return not asks(below.text, made.names) and any(called in fold(text) for text in told)


def _names_other(made: Assembly, text: str) -> bool:
    """Whether a heading announces questions on what an earlier meeting reads, and not the last: "Questions on Emma"."""
    word = made.names.words("questions").match(text) if len(text) < MAX_CALLED else None
    name = CAPITAL.search(text, word.end()) if word and is_question_heading(text, made.names) else None
    if not name:
        return False
    called, (*others, last) = fold(name[0]).strip(" :.*"), sorted(made.heads)
    blocks = made.page.blocks

    def told(head: int) -> bool:
        return any(called in fold(block.text) for block in blocks[head : head + 2])

    return len(called) > 3 and not told(last) and any(told(head) for head in others)


def _recurring(made: Assembly) -> set[str]:
    """The lines that stand alone under several meetings, such as "Speakers:": they part what a meeting tells."""
    blocks = made.page.blocks[min(made.heads) :]
    lines = Counter(_label(b) for b in blocks if b.shape is Shape.HEADING and b.level == 7 and b.zone is Zone.MAIN)
    return {line for line, often in lines.items() if often > 1}


def _label(block: Block) -> str:
    return block.text.strip(" :：*_").casefold()


def _is_title(made: Assembly, draft: Draft, block: Block, after: int) -> bool:
    """Whether a line that stands alone is the title under a bare date, or tells its author under that."""
    if block.shape is not Shape.HEADING or block.level < 7 or words_of(draft.head.rest) or block.zone is not Zone.MAIN:
        return False
    return after == 1 or (after == 2 and author_line(made.names.code).match(block.text) is not None)


def _ends_body(made: Assembly, head: Block, block: Block, inside: int, *, spaced: bool, parted: bool) -> bool:
    """``parted``: the next head begins a list of its own, so that a heading before it is of that list."""
    if block.zone is not Zone.MAIN or block.shape is Shape.ROW:
        return True
    if spaced and block.gap >= 2:
        return True
    if block.shape is Shape.HEADING:
        own = head.level if head.shape is Shape.HEADING and head.level < 7 else inside
        if block.level < 7:
            return block.level <= own if own else not is_question_heading(block.text, made.names) or block.level <= 2
        text = block.text
        if (
            not own
            and made.names.words("term").search(text)
            and YEAR.search(text)
            and not is_question_heading(text, made.names)
        ):
            return True  # "Spring Term 2021"
        spoken = (
            is_question_heading(text, made.names)
            or role_of(text.strip(" :*_"), made.names)[0]
            or made.names.words("reading", "notes", "leader", "place").match(text.strip(" *_"))
        )
        return (
            not own
            and not spoken
            and not asks(text, made.names)
            and (head.shape is not Shape.ITEM or parted)
            and _is_section_line(text)
        )
    if head.shape is Shape.ITEM and not head.marker[:1].isdigit():
        below = head.text.endswith((":", "：")) and not block.gap and block.marker != head.marker
        return block.parent < 0 and block.shape is not Shape.QUOTE and not below
    return False


def _is_section_line(text: str) -> bool:
    return len(text) < 60 and not holds_any(text.rstrip(": "), ',«“"(:')


def _trim_last(made: Assembly, bodies: list[list[int]]) -> None:
    """The last session does not swallow the rest of the page: it gets hardly more than the longest of the others."""
    lined = [(d, i) for i, d in enumerate(made.drafts) if made.page.blocks[d.head.block].shape is not Shape.ROW]
    if len(lined) < 3:
        return
    by_shape: dict[tuple[str, bool], list[int]] = {}
    trails = sum(draft.head.kind == "trail" for draft, _ in lined)
    mixed = LEAST_RUN <= trails <= len(lined) - LEAST_RUN  # a list, "3 May: Emma", and its details, "Emma (3 May)"
    for draft, i in lined:
        shape = shape_of(made.page.blocks[draft.head.block])
        by_shape.setdefault((shape, mixed and draft.head.kind == "trail"), []).append(i)
    for indices in by_shape.values():
        last = max(indices, key=lambda i: made.drafts[i].head.block)
        others = [len(bodies[i]) for i in indices if i != last]
        longest = max(others, default=0)
        typical = sorted(len(bodies[i]) for i in indices)[len(indices) // 2]
        if typical == 0 and len(indices) >= 4:
            asked = any(_asks_there(made, bodies[i]) for i in indices if i != last)
            apart = all(made.page.blocks[made.drafts[i].head.block].gap for i in indices)
            for i in indices:
                bare = not words_of(made.drafts[i].head.rest)
                if not bare and not (asked and _asks_there(made, bodies[i])):
                    bodies[i] = _right_below(made, bodies[i], apart=apart)
            continue
        bodies[last] = bodies[last][: longest + 2]


def _right_below(made: Assembly, body: list[int], *, apart: bool) -> list[int]:
    """The lines that no blank line parts from the head above them, where heads are set ``apart``; else those that say
    what they are for: "Optional: …"."""
    blocks = made.page.blocks
    if apart:
        return list(itertools.takewhile(lambda i: not blocks[i].gap, body))
    return list(itertools.takewhile(lambda i: not blocks[i].gap and role_of(blocks[i].text, made.names)[0], body))


def _asks_there(made: Assembly, body: list[int]) -> bool:
    return bool(body) and any(asks(made.page.blocks[i].text, made.names) for i in body[:3])

"""What stands away from the schedule is brought home: notes, questions and late readings to their sessions."""

import re
from collections.abc import Sequence

from studycircle.documents.programme import DateState
from studycircle.readers.programme.asking import NUMBERED, Asking, asks, is_question_heading
from studycircle.readers.programme.assembly import Assembly
from studycircle.readers.programme.blocks import Block, Shape, Span, Zone
from studycircle.readers.programme.clauses import read_clause
from studycircle.readers.programme.cutting import cut_at_labels, cut_sections
from studycircle.readers.programme.dates import find_dates, has_figure, numbers_in
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.language import Tongue
from studycircle.readers.programme.matching import (
    Section,
    by_content,
    by_heading,
    heading_dates,
)
from studycircle.readers.programme.speaking import by_turn, by_words, cut_at_openings, session_named

MAX_SECTIONS = 200
MAX_PAIRS = 30_000  # of a block and a session: each may be held against each, and no group's page has so many
TOLD_END = re.compile(r"(?<=[^\W\d][.!])\s+")  # of what is told rather than asked


def bring_home(made: Assembly) -> None:
    """Give the notes and questions that stand elsewhere to their sessions."""
    page, names = made.page, made.names
    first = min(made.heads)
    loose = [
        (i, b)
        for i, b in enumerate(page.blocks)
        if i > first and i not in made.placed and b.zone is Zone.MAIN and b.shape is not Shape.ROW
    ]
    if len(loose) * len(made.drafts) > MAX_PAIRS:
        return  # they are listed as left over
    last = max(made.heads)
    behind = [b for i, b in loose if i > last]
    spaced = any(b.gap >= 2 for b in behind[1:])  # the first gap parts them from the schedule
    asked = [asks(b.text, names) or (b.marker != "" and not b.marker.startswith("[")) for _, b in loose]
    sections = cut_sections(loose, asked, names, spaced=spaced)
    _know_questions(sections, names)
    sections = [piece for section in sections for piece in cut_at_labels(section, made.drafts, names)]
    sections = [piece for section in sections for piece in cut_at_openings(section, made.drafts, names)]
    open_sections: list[Section] = []
    current: Draft | None = None
    for section in sections:
        if section.called:
            current = session_named(section.called, made.drafts, names)
            if current is not None:
                _fill(made, current, section)
                continue
        elif section.heading is not None:
            current = by_heading(
                section.heading.text,
                made.drafts,
                heading_dates(section.heading, names, day_first=made.day_first),
                names,
            )
            if current is None and _asks_much(section, names):
                called = section.heading.text
                current = by_words(called, made.drafts, names) or by_turn(called, made.drafts, names)
            if current is not None:
                _fill(made, current, section)
                continue
        if section.blocks:
            opening = section.blocks[0]
            if current is None and len(opening.text) < 60 and not asks(opening.text, names) and len(section.blocks) > 1:
                named = by_heading(
                    opening.text, made.drafts, heading_dates(opening, names, day_first=made.day_first), names
                )
                if named is not None:
                    section.heading, section.blocks = opening, section.blocks[1:]
                    _fill(made, named, section)
                    continue
            open_sections.append(section)
    candidates = [s for s in open_sections if _is_study(s, names)][:MAX_SECTIONS]
    held = [d for d in made.drafts if d.state is not DateState.CANCELLED]
    free = [d for d in held if not d.questions]
    matched = by_content(candidates, free, names)
    if len(held) == 1:  # one meeting: whatever is asked is asked there
        matched = {i: held[0] for i, s in enumerate(candidates) if any(asks(b.text, names) for b in s.blocks)}
    else:
        _take_last_left(matched, candidates, held)
    for index, section in enumerate(candidates):
        if index in matched:
            _fill(made, matched[index], section)
        else:
            made.standing.append(section)


def _asks_much(section: Section, names: Tongue) -> bool:
    """Whether a section is mostly questions."""
    asked = sum(asks(block.text, names) for block in section.blocks)
    return asked > 0 and (section.under_questions or asked * 2 >= len(section.blocks))


def _take_last_left(matched: dict[int, Draft], candidates: Sequence[Section], held: Sequence[Draft]) -> None:
    """One section left and one session without notes or questions belong together, where others found theirs."""
    bare = [d for d in held if not d.questions and not d.notes and not any(d is m for m in matched.values())]
    left = [i for i in range(len(candidates)) if i not in matched]
    if len(bare) == len(left) == 1 and len(matched) >= 3 and candidates[left[0]].heading is None:
        matched[left[0]] = bare[0]


def _know_questions(sections: list[Section], names: Tongue) -> None:
    """Sections under a heading that announces questions hold them even without question marks."""
    level, active = 0, False
    for section in sections:
        heading = section.heading
        if heading is not None:
            if is_question_heading(heading.text, names):
                level, active = heading.level, True
            elif heading.level <= level and heading.level < 7:
                active = False
        section.under_questions = active


def _is_study(section: Section, names: Tongue) -> bool:
    """Whether a section could be notes on a reading: prose of some length, or questions."""
    questions = sum([asks(block.text, names) for block in section.blocks])
    if questions >= 2 and questions * 10 >= 6 * len(section.blocks) and section.blocks[0].marker:
        return True
    if (
        section.heading is not None
        and not is_question_heading(section.heading.text, names)
        and section.heading.level < 7
        and not section.under_questions
    ):
        return False
    return questions > 0 or sum([len(b.text) for b in section.blocks]) > 120


def _fill(made: Assembly, draft: Draft, section: Section) -> None:
    asking = Asking(made.names)
    asking.expected = section.under_questions
    note: list[Block] = []
    blocks = section.blocks
    for index, block in enumerate(blocks):
        if is_question_heading(block.text, made.names) and not NUMBERED.fullmatch(block.marker):
            asking.expected = True
            draft.found("questions", block.lines, 0.7)
        elif not asking.take(block, blocks[index + 1] if index + 1 < len(blocks) else None):
            note.append(block)
    note = asking.introduction() + note
    draft.questions.extend(asking.questions)
    if note:
        draft.notes.append(note)
    if section.heading is not None:
        draft.found("notes", section.heading.lines, 0.8)
        made.placed.add(made.places[id(section.heading)])
    made.placed.update(made.places[id(block)] for block in blocks)


def late_readings(made: Assembly) -> None:
    """ "Optional reading for 24/10: …" after the schedule, by date."""
    days = {(d.date.month, d.date.day): d for d in made.drafts if d.date}
    for index, block in enumerate(made.page.blocks):
        if (
            index in made.placed
            or block.zone is not Zone.MAIN
            or block.shape is not Shape.PARAGRAPH
            or len(block.text) > 600
            or not numbers_in(block.text)
        ):
            continue
        for sentence in TOLD_END.split(block.text):
            if not has_figure(sentence):
                continue
            dates = [d.settled(made.day_first) for d in find_dates(sentence, made.names)]
            if len(dates) != 1 or (dates[0].month, dates[0].day) not in days:
                continue
            cue = made.names.words("further", "shorter").search(sentence)
            if not cue:
                continue
            start = block.text.find(sentence)
            after = sentence[dates[0].end :].lstrip(" ,:–—-")
            before = made.names.words("shorter").search(sentence)
            words = f"{(before[0] if before else cue[0])}: {after}"
            found = read_clause((Span(words),), made.names)
            if found and start >= 0:
                draft = days[(dates[0].month, dates[0].day)]
                draft.readings.append((found._replace(sure=max(found.sure, 0.6)), block.lines))
                made.placed.add(index)

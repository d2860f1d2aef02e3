"""Sessions told twice (list and detail, contents and section) become one."""

from studycircle.readers.programme.asking import is_question_heading
from studycircle.readers.programme.assembly import Assembly
from studycircle.readers.programme.blocks import words_of
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.matching import (
    similar,
    titles_of,
)

ALIKE = 0.9  # of two topics without dates


def merge(made: Assembly) -> None:
    """Sessions told twice (list and detail, contents and section) become one."""
    kept: list[Draft] = []
    for draft in made.drafts:
        twin = next((other for other in kept if _is_twin(other, draft, made)), None)
        if twin is None:
            kept.append(draft)
        elif _is_detail(twin, draft):
            draft.readings = [told for told in draft.readings if told[0].title != draft.title]  # the topic, linked
            _absorb(twin, draft)
            if len(twin.readings) > 1:
                twin.readings = [told for told in twin.readings if told[0].title != twin.title]
        else:
            _absorb(twin, draft)
    made.drafts = kept


def _is_twin(one: Draft, two: Draft, made: Assembly) -> bool:
    if one.date and two.date:
        if one.date == two.moved_from and similar(one.title, two.title) >= ALIKE:
            return True  # the list has the old date, the detail the new one
        if one.date != two.date or (one.time and two.time and one.time != two.time):
            return False
        if (
            one.head.kind == two.head.kind == "row"
            and abs(one.head.block - two.head.block) < 3
            and similar(one.title, two.title) < 0.9
        ):
            return False
        if not one.title or not two.title or similar(one.title, two.title) >= 0.5:
            return True
        if is_question_heading(two.title, made.names):
            two.title = ""
            return True
        return any(similar(a, b) >= 0.7 for a in titles_of(one) for b in titles_of(two))
    if one.head.kind == two.head.kind == "tba" and one.title and not one.date and not two.date:
        return not one.readings and bool(two.readings) and similar(one.title, two.title) >= ALIKE
    if one.number and one.number == two.number and one.head.block != two.head.block:
        if bool(one.date) != bool(two.date) and (
            one.title == two.title or not two.title or not words_of(two.head.rest) or _is_detail(one, two)
        ):
            return True
        return not two.date and not one.date and (similar(one.title, two.title) >= 0.6 or not words_of(two.head.rest))
    return False


def _is_detail(one: Draft, two: Draft) -> bool:
    """Whether a row of a table with days is told of again by its number: "Class 2: its topic" over what is read."""
    return one.head.kind == "row" and two.head.kind == "label" and one.date is not None and two.date is None


def _absorb(one: Draft, two: Draft) -> None:
    """Add what the second telling has."""
    if not one.title or (one.title == one.head.label.strip() and two.title):
        one.title = two.title
    if two.date and (one.date is None or one.date == two.moved_from):
        one.date, one.state, one.moved_from = two.date, two.state, two.moved_from
    one.time, one.minutes = one.time or two.time, one.minutes or two.minutes
    one.leader, one.place = one.leader or two.leader, one.place or two.place
    if two.readings and any(r.sure >= 0.5 for r, _ in two.readings) and len(two.readings) >= len(one.readings):
        detailed = two.lines["row"] or two.questions or two.notes or len(two.readings) > len(one.readings)
        one.readings = two.readings if detailed else [*one.readings, *two.readings]
    elif two.readings:
        one.readings = [*one.readings, *two.readings]
    one.questions = one.questions + two.questions
    one.notes = one.notes + two.notes
    for what, lines in two.lines.items():
        one.lines[what] |= lines

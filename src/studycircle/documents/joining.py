"""Two sessions made one, and one made two: what hangs on them goes along, and keeps its keys where it can."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from studycircle.documents.keys import new_key
from studycircle.documents.programme import DateState, Programme, Question, Reading, Session
from studycircle.documents.rich import Rich


def merge_sessions(programme: Programme, key: str, other: str, *, title: str = "") -> Programme:
    """The session ``other`` taken into the session ``key``, which keeps its address and its day.

    Readings, notes, questions and files join; the numbers of questions go on. ``title``: of the two together; else
    that of the first. The second is no longer there; the store keeps its row, and its key is nobody else's.
    """
    one, two = (_of(programme, name) for name in (key, other))
    joined = replace(
        one,
        title=title or one.title or two.title,
        leader=", ".join(dict.fromkeys(filter(None, (one.leader, two.leader)))),
        summary=_both(one.summary, two.summary),
        record=_both(one.record, two.record),
        readings=_beside(one.readings, _not_there(one.readings, two.readings)),
        notes=_beside(one.notes, two.notes),
        questions=_beside(one.questions, _counted_on(one.questions, two.questions)),
        attachments=_beside(one.attachments, two.attachments),
    )
    sessions = [joined if session.key == key else session for session in programme.series.sessions]
    left = tuple(session for session in sessions if session.key != other)
    return replace(programme, series=replace(programme.series, sessions=left))


def split_session(
    programme: Programme,
    key: str,
    reading: str,
    parts: tuple[str, str],
    *,
    title: str = "",
    questions: Collection[str] = (),
) -> tuple[Programme, Session]:
    """A long reading over two sessions: the programme with the first part, and the session of the second, to be put in.

    ``reading``: the key of the reading that is split; ``parts``: what the two are called, "chapters 1–3", "chapters
    4–6". ``title``: of the second session; else the same. ``questions``: the keys of those that go with the second
    part; they keep their numbers. Everything else stays with the first.
    """
    session = _of(programme, key)
    whole = next(one for one in session.readings if one.key == reading)
    # How long a part takes to read nobody has said.
    first, second = (replace(whole, part=part, minutes=None) for part in parts)
    stay = replace(
        session,
        readings=tuple(first if one.key == reading else one for one in session.readings),
        questions=tuple(one for one in session.questions if one.key not in questions),
    )
    new = Session(
        new_key(title or session.title, {one.key for one in programme.series.sessions}, "session"),
        title or session.title,
        state=DateState.TBA,
        time=session.time,
        minutes=session.minutes,
        place=session.place,
        room=session.room,
        leader=session.leader,
        readings=(second,),
        questions=tuple(one for one in session.questions if one.key in questions),
    )
    sessions = tuple(stay if one.key == key else one for one in programme.series.sessions)
    return replace(programme, series=replace(programme.series, sessions=sessions)), new


def _of(programme: Programme, key: str) -> Session:
    return next(session for session in programme.series.sessions if session.key == key)


def _both(one: Rich, two: Rich) -> Rich:
    return one if one == two else Rich(one + two)


def _not_there(readings: Sequence[Reading], more: Sequence[Reading]) -> list[Reading]:
    """Of ``more`` what ``readings`` do not say already, whatever its key."""
    there = {replace(reading, key="") for reading in readings}
    return [reading for reading in more if replace(reading, key="") not in there]


def _counted_on(questions: Sequence[Question], more: Sequence[Question]) -> list[Question]:
    """``more`` with the numbers that follow those of ``questions``, where both are counted."""
    if not all(question.number.isdecimal() for question in (*questions, *more)) or not questions:
        return list(more)
    last = max(int(question.number) for question in questions)
    return [replace(question, number=str(number)) for number, question in enumerate(more, last + 1)]


def _beside(things: Sequence[Any], more: Sequence[Any]) -> tuple[Any, ...]:
    """Both lists as one; a key that is taken gives way to a new one."""
    taken = {thing.key for thing in things}
    joined = list(things)
    for thing in more:
        key = new_key(thing.key, taken) if thing.key in taken else thing.key
        taken.add(key)
        joined.append(replace(thing, key=key))
    return tuple(joined)

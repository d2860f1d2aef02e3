"""A programme in the Markdown form that a person likes to write (docs/markdown-form.md).

``readers/programme/markdown.py`` reads it back the same, but for sources, which it does not carry, and for what
``documents/tidy.py`` smoothes in rich text.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from studycircle.documents.form_lines import (
    LETTERED,
    NUMBERED,
    PLACE_LINES,
    QUOTED,
    SECTIONS,
    Keyed,
    is_session_line,
    read_contact,
    read_reading,
    read_session,
    say_contact,
    say_link,
    say_reading,
    say_session,
    usual_key,
)
from studycircle.documents.form_marks import Marks, escaped, marks_for, say_marks, say_value, split_end, title_of
from studycircle.documents.form_times import read_slot, say_length, say_slot, say_time
from studycircle.documents.keys import new_key
from studycircle.documents.programme import (
    Attachment,
    Audience,
    Contact,
    Group,
    Note,
    Part,
    Place,
    Programme,
    Question,
    Quotation,
    Reading,
    Series,
    Session,
    Slot,
)
from studycircle.writers.programme.rich_markdown import from_rich

Thing = TypeVar("Thing", bound=Keyed)
SOME_DAY = dt.date(2000, 1, 1)


def write_markdown(programme: Programme) -> str:
    """``programme`` as text in the Markdown form, ending in a line end."""
    group, series = programme.group, programme.series
    blocks = ["\n".join(["---", *_front(group, series), "---"]), from_rich(series.summary)]
    if group.summary:
        blocks += ["### About the group", from_rich(group.summary)]
    blocks += _notes(series.notes)
    blocks += _files(series.attachments)
    for session, key in _with_usual_keys(series.sessions):
        blocks += _session(session, key)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _with_usual_keys(things: Iterable[Thing]) -> Iterator[tuple[Thing, str]]:
    """Each thing, and the key it would have if none were shown."""
    taken: set[str] = set()
    for thing in things:
        yield thing, usual_key(thing, taken)
        taken.add(thing.key)


def _key(thing: Any, usual: str) -> Marks:
    return {"key": thing.key} if thing.key != usual else {}


def _line(words: str, marks: Marks) -> str:
    return " ".join(filter(None, (words, say_marks(marks))))


# The head of the file.


def _front(group: Group, series: Series) -> Iterator[str]:
    yield "studycircle: 1"
    name, title = escaped(group.name), escaped(series.title)
    marks = marks_for(group, {"name": title_of(name)}) | _key(group, new_key(group.name, (), "group"))
    yield f"group: {_line(name, marks)}".rstrip()
    marks = marks_for(series, {"title": title_of(title)}) | _key(series, new_key(series.title, (), "series"))
    yield f"series: {_line(title, marks)}".rstrip()
    yield f"language: {say_value(group.language)}".rstrip()
    yield f"zone: {say_value(group.zone)}".rstrip()
    yield from _values({"country": group.country, "region": group.region, "accent": group.accent})
    yield from _values({"series-language": series.language, "series-zone": series.zone})
    yield from _slot(series.slot)
    yield from (line[:1].lower() + line[1:] for line in _place(series.place))
    for contact, key in _with_usual_keys(series.contacts):
        yield f"contact: {_contact(contact, key)}".rstrip()
    yield from _values({"uid": series.uid})


def _values(values: Mapping[str, str]) -> Iterator[str]:
    for name, value in values.items():
        if value:
            yield f"{name}: {say_value(value)}"


def _slot(slot: Slot) -> Iterator[str]:
    if slot.words and read_slot(slot.words) == slot and say_value(slot.words) == slot.words:
        yield f"usual: {slot.words}"
    else:
        yield from _values({"usual": say_slot(slot), "usual-words": slot.words})


def _place(place: Place) -> Iterator[str]:
    """A line for each field of ``place`` that is not as in an empty one."""
    for name, field in PLACE_LINES.items():
        value = getattr(place, field)
        if value != getattr(Place(), field):
            yield from _values({name.capitalize(): str(value)})


def _contact(contact: Contact, key: str) -> str:
    words = say_contact(contact)
    return _line(words, marks_for(contact, {**read_contact(words), "audience": Audience.MEMBERS}) | _key(contact, key))


# A session.


def _session(session: Session, key: str) -> Iterator[str]:
    words = say_session(session)
    marks = _key(session, key)
    for today in (None, SOME_DAY):  # a title may begin with what is a date only if a year is near
        marks |= marks_for(session, read_session(words, today)[0])
    marks |= marks_for(session, {"sequence": 0, "changed": None})
    if session.place is not None:  # then a line "Room" is that place's
        marks |= marks_for(session, {"room": ""})
    yield "\n".join([_line("## " + words, marks).replace("##  ", "## ").rstrip(), *_session_lines(session)])
    summary = from_rich(session.summary)
    has_list = re.search(r"^- ", summary, re.M)  # which would be taken for readings
    if has_list:
        yield "### Summary"
    yield re.sub(r"^([^:\n\\]*):", r"\1\:", summary) if is_session_line(summary.partition("\n")[0]) else summary
    readings = "\n".join(f"- {_reading(reading, key)}".rstrip() for reading, key in _with_usual_keys(session.readings))
    if readings and has_list:
        yield "### Readings"
    yield readings
    yield from _notes(session.notes)
    if session.questions:
        yield "### Questions"
    for question, question_key in _with_usual_keys(session.questions):
        yield _question(question, question_key)
    yield from _files(session.attachments)
    if session.record:
        yield "### Record"
        yield from_rich(session.record)


def _session_lines(session: Session) -> Iterator[str]:
    yield from _values(
        {
            "Number": session.number,
            "When": session.date_words,
            "Moved from": session.moved_from.isoformat() if session.moved_from else "",
            "Time": say_time(session.time) if session.time is not None else "",
            "Length": say_length(session.minutes) if session.minutes is not None else "",
        }
    )
    if session.place is not None:
        lines = list(_place(session.place))
        # "Room" alone would be another room at the usual place.
        yield from lines if any(not line.startswith("Room:") for line in lines) else ["Place:", *lines]
    else:
        yield from _values({"Room": session.room})
    yield from _values({"Leader": session.leader, "Why": session.status_note})


def _reading(reading: Reading, key: str) -> str:
    words = say_reading(reading)
    links = " ".join(say_link(edition, usual) for edition, usual in _with_usual_keys(reading.editions))
    note = f"– {escaped(reading.note)}" if reading.note.strip() else ""
    words = " ".join(filter(None, (words, links, note)))
    got, _ = read_reading(words)
    return _line(words, marks_for(reading, got) | _key(reading, key))


def _files(attachments: tuple[Attachment, ...]) -> Iterator[str]:
    if attachments:
        yield "### Files"
        yield "\n".join(f"- {say_link(one, key)}" for one, key in _with_usual_keys(attachments))


def _notes(notes: tuple[Note, ...]) -> Iterator[str]:
    for note, key in _with_usual_keys(notes):
        words = escaped(note.title)
        title = title_of(words)
        if not note.title:
            words = "Notes"
        marks = marks_for(note, {"title": title, "audience": Audience.PUBLIC}) | _key(note, key)
        if note.title and title.casefold() in SECTIONS:
            marks[".note"] = ""
        yield f"### {_line(words, marks)}".rstrip()
        yield from_rich(note.body)


# A question.


def _question(question: Question, key: str) -> str:
    marks = _key(question, key)
    label = f"{question.number}."
    if not NUMBERED.fullmatch(label):
        label = "-"
        marks |= marks_for(question, {"number": ""})
    marks |= marks_for(question, {"heading": ""}) | ({".bring": ""} if question.bring else {})
    text = _guarded(from_rich(question.text))
    blocks = [say_marks(marks), text] if "\n" in text else [f"{say_marks(marks)} {text}"]
    blocks += [_part(part) for part in question.parts]
    if question.close and not question.parts:
        blocks.append("{.close}")
    blocks.append(_guarded(from_rich(question.close)))
    blocks.append("\n".join(_quoted(quotation) for quotation in question.quotations))
    text = "\n\n".join(block for block in (block.strip(" ") for block in blocks) if block)
    indent = " " * (len(label) + 1)
    return re.sub(r"(?m)^ +$", "", f"{label} {text}".replace("\n", "\n" + indent)).rstrip()


def _guarded(text: str) -> str:
    """``text`` with lines that begin like a lettered part or a quotation guarded from being taken for one."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if LETTERED.match(line):
            lines[at] = line.replace(")", r"\)", 1)
        elif line.startswith(QUOTED):
            lines[at] = line.replace(":", r"\:", 1)
    return "\n".join(lines)


def _part(part: Part) -> str:
    has_label = LETTERED.fullmatch(f"{part.label})") and part.label != "?"
    label = f"{part.label})" if has_label else "?) " + say_marks({"label": part.label})
    text = from_rich(part.text)
    indent = " " * (label.index(")") + 2)
    return re.sub(r"(?m)^ +$", "", f"{label} {text}".rstrip().replace("\n", "\n" + indent))


def _quoted(quotation: Quotation) -> str:
    words = say_value(quotation.words) or '""'
    if split_end(words)[1]:  # it would be taken for marks
        words = '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _line(f"{QUOTED} {words}", {"place": quotation.place} if quotation.place else {})

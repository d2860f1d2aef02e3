"""The Markdown form that a person likes to write (docs/markdown-form.md), written by hand or by our writer.

Forgiving: keys, zone, language and most else may be left out. What is not understood becomes a problem with its line;
nothing is dropped in silence.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from studycircle.documents.form_lines import (
    BULLET,
    PLACE_LINES,
    SECTIONS,
    SESSION_LINES,
    Keyed,
    is_session_line,
    links_in,
    read_contact,
    read_line,
    read_link,
    read_reading,
    read_session,
    usual_key,
)
from studycircle.documents.form_marks import Marks, read_value, split_end, title_of, with_marks
from studycircle.documents.form_times import read_length, read_slot, read_time
from studycircle.documents.keys import new_key
from studycircle.documents.problem import Problem
from studycircle.documents.programme import (
    Attachment,
    Audience,
    Contact,
    Edition,
    Group,
    Note,
    Place,
    Programme,
    Question,
    Reading,
    Series,
    Session,
    Slot,
)
from studycircle.documents.rich import Rich
from studycircle.documents.values import fault_in
from studycircle.errors import ReadError
from studycircle.readers.programme.form_questions import read_questions
from studycircle.readers.programme.rich_markdown import to_rich

Line = tuple[int, str]  # its number, from 1, and its text
Thing = TypeVar("Thing", bound=Keyed)
Held = TypeVar("Held", Group, Series, Place, Session)

VERSION = "1"
FRONT = re.compile(r"\A\ufeff?\s*---[ \t]*\r?\n(?:[^\n]*\n){0,60}?[ \t]*studycircle[ \t]*:[ \t]*(\S+)", re.I)
KEY = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)*")  # keys become names of folders
GROUP_LINES = {name: name for name in ("language", "zone", "country", "region", "accent")}
SERIES_LINES = {"series language": "language", "series zone": "zone", "uid": "uid"}


def looks_like_form(text: str) -> bool:
    """Whether ``text`` (its beginning is enough) has front matter that says ``studycircle: 1``."""
    return FRONT.match(text) is not None


def read_markdown(text: str, *, name: str = "", today: dt.date | None = None) -> tuple[Programme, tuple[Problem, ...]]:
    """The programme in ``text``, and what could not be placed or understood.

    ``today`` settles dates without a year ("2 March"), which are titles if it is not given. ``name`` is used in
    errors. Raises ``ReadError`` where the form is of a version this Studycircle does not know.
    """
    match = FRONT.match(text)
    if match and match[1] != VERSION:
        raise ReadError(name, f"this form has version {match[1]}; this Studycircle reads version {VERSION}")
    form = _Form(today)
    lines = list(enumerate(re.sub(r"\r\n?", "\n", text).removeprefix("\ufeff").split("\n"), 1))
    front, body = _cut_front(lines)
    opening, *chapters = _cut(body, "## ")
    group, series = form.front(front)
    group, series = form.opening(opening.lines, group, series)
    sessions = form.keyed(form.session(chapter) for chapter in chapters)
    programme = Programme(group, replace(series, sessions=sessions))
    return programme, tuple(sorted(form.problems, key=lambda problem: problem.line or 0))


@dataclass(frozen=True, slots=True)
class _Chapter:
    """A heading and the lines below it; before the first heading, only lines."""

    heading: Line
    lines: list[Line]


def _cut_front(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines of the front matter, and the rest."""
    start = next((at for at, (_, text) in enumerate(lines) if text.strip()), len(lines))
    if start < len(lines) and lines[start][1].strip() == "---":
        for end in range(start + 1, len(lines)):
            if lines[end][1].strip() in ("---", "..."):
                return lines[start + 1 : end], lines[end + 1 :]
        start += 1
    end = start  # no front matter, or one without an end: as far as it looks like one
    while end < len(lines) and read_line(lines[end][1]):
        end += 1
    return lines[start:end], lines[end:]


def _cut(lines: list[Line], sign: str) -> list[_Chapter]:
    """``lines`` cut before each heading that begins with ``sign``; first what stands before any."""
    chapters = [_Chapter((0, ""), [])]
    for number, text in lines:
        if text.startswith(sign) or text == sign.rstrip():
            chapters.append(_Chapter((number, text[len(sign) :].strip()), []))
        else:
            chapters[-1].lines.append((number, text))
    return chapters


def _with(thing: Held, name: str, value: Any) -> Held:
    """``thing`` with another value in the field called ``name``."""
    return replace(thing, **{name: value})


def _rich(lines: Iterable[Line]) -> Rich:
    return to_rich("\n".join(text for _, text in lines))


@dataclass
class _Form:
    """One reading of a form: it gathers the problems."""

    today: dt.date | None
    problems: list[Problem] = field(default_factory=list)

    def problem(self, code: str, words: str, line: Line, excerpt: str = "") -> None:
        self.problems.append(Problem(code, words, line[0], excerpt or line[1].strip()))

    def left_over(self, lines: Iterable[Line]) -> None:
        for line in lines:
            if line[1].strip():
                self.problem("left-over", "This line has no place here.", line)

    def keyed(self, things: Iterable[tuple[Thing, Marks]]) -> tuple[Thing, ...]:
        """Things with their keys: the one shown, else the usual one."""
        marked = list(things)
        taken = {marks["key"] for _, marks in marked if "key" in marks}
        used: set[str] = set()
        result = []
        for thing, marks in marked:
            key = marks.get("key")
            if key is None or key in used:
                key = usual_key(thing, taken)
            taken.add(key)
            used.add(key)
            result.append(replace(thing, key=key))
        return tuple(result)

    def fields(self, kind: type, got: dict[str, Any], marks: Marks, line: Line) -> dict[str, Any]:
        """``got``, put right by ``marks``."""
        if not KEY.fullmatch(marks.get("key", "none")):
            self.problem("left-over", "Keys are made of a–z, 0–9 and hyphens.", line, marks.pop("key"))
        result, strange = with_marks(kind, got, marks)
        for name, text in strange.items():
            self.problem("left-over", "This mark is not understood.", line, f"{name}={text}")
        return result

    # The head of the file.

    def front(self, lines: list[Line]) -> tuple[Group, Series]:
        group, series, place, slot = Group(key=""), Series(key=""), Place(), Slot()
        contacts = []
        for line in lines:
            found = read_line(line[1])
            if found is None:
                self.left_over([line])
                continue
            name, value = found
            if name == "group":
                group = self._titled(group, "name", value, line)
            elif name in ("series", "title"):
                series = self._titled(series, "title", value, line)
            elif name in GROUP_LINES:
                group = self._checked(group, GROUP_LINES[name], read_value(value), line)
            elif name in SERIES_LINES:
                series = self._checked(series, SERIES_LINES[name], read_value(value), line)
            elif name == "usual":
                told = read_slot(read_value(value))
                slot = replace(told, words=slot.words or told.words)
            elif name == "usual words":
                slot = replace(slot, words=read_value(value))
            elif name in PLACE_LINES:
                place = self._place(place, name, value, line)
            elif name in ("contact", "contacts"):
                contacts.append(self._contact(value, line))
            elif name != "studycircle":
                self.left_over([line])
        group = replace(group, key=group.key or new_key(group.name, (), "group"))
        series = replace(series, key=series.key or new_key(series.title, (), "series"))
        return group, replace(series, place=place, slot=slot, contacts=self.keyed(contacts))

    def _titled(self, thing: Any, title: str, value: str, line: Line) -> Any:
        words, marks = split_end(value)
        got = self.fields(type(thing), {title: title_of(words)}, marks, line)
        return replace(thing, **got, key=marks.get("key", thing.key))

    def _place(self, place: Place, name: str, value: str, line: Line) -> Place:
        value = read_value(value)
        if name.endswith(" for"):
            try:
                return _with(place, PLACE_LINES[name], Audience(value.lower()))
            except ValueError:
                self.problem("left-over", "Say public, members or organisers.", line)
                return place
        return _with(place, PLACE_LINES[name], value)

    def _contact(self, value: str, line: Line) -> tuple[Contact, Marks]:
        words, marks = split_end(value)
        return Contact(key="", **self.fields(Contact, read_contact(words), marks, line)), marks

    def opening(self, lines: list[Line], group: Group, series: Series) -> tuple[Group, Series]:
        """What stands before the first session: words about the series and the group, notes, files."""
        first, *chapters = _cut(lines, "### ")
        kept = []
        for line in first.lines:
            if not line[1].startswith("# "):
                kept.append(line)
            elif not series.title:
                title = title_of(line[1][2:])
                series = replace(series, title=title, key=new_key(title, (), "series"))
            else:
                self.left_over([line])
        summary, notes, files = [Rich(_rich(kept))], [], []
        for chapter in chapters:
            match self._section(chapter):
                case "group":
                    group = replace(group, summary=_rich(chapter.lines))
                case "summary":
                    summary.append(_rich(chapter.lines))
                case "files":
                    files += self._files(chapter.lines)
                case "readings" | "questions":
                    self.left_over([chapter.heading, *chapter.lines])
                case _:
                    notes.append(self._note(chapter))
        series = replace(series, summary=Rich("".join(summary)))
        return group, replace(series, notes=self.keyed(notes), attachments=self.keyed(files))

    @staticmethod
    def _section(chapter: _Chapter) -> str:
        """Which section a heading begins: one that has a name, else a note."""
        words, marks = split_end(chapter.heading[1])
        return "note" if ".note" in marks else SECTIONS.get(title_of(words).casefold(), "note")

    def _note(self, chapter: _Chapter) -> tuple[Note, Marks]:
        words, marks = split_end(chapter.heading[1])
        title = title_of(words) if self._section(chapter) == "note" else ""
        got = self.fields(Note, {"title": title}, marks, chapter.heading)
        return Note(key="", body=_rich(chapter.lines), **got), marks

    def _files(self, lines: list[Line]) -> list[tuple[Attachment, Marks]]:
        files = []
        for line, words in self._bullets(lines):
            links = links_in(words)
            for link in links:
                got, marks = read_link(Attachment, link)
                files.append((Attachment(key="", **self.fields(Attachment, got, marks, line)), marks))
            if not links:
                self.left_over([line])
        return files

    def _bullets(self, lines: list[Line]) -> list[tuple[Line, str]]:
        """The items of a list, each in one line; what is no item is left over."""
        items: list[tuple[Line, str]] = []
        for line in lines:
            number, text = line
            if match := BULLET.match(text):
                items.append((line, text[match.end() :].strip()))
            elif text.strip() and items and (text[0].isspace() or _stands_on(lines, number)):
                items[-1] = (items[-1][0], f"{items[-1][1]} {text.strip()}")
            else:
                self.left_over([line])
        return items

    # A session.

    def session(self, chapter: _Chapter) -> tuple[Session, Marks]:
        words, marks = split_end(chapter.heading[1])
        got, wrong = read_session(words, self.today)
        got = self.fields(Session, got, marks, chapter.heading)
        first, *sections = _cut(chapter.lines, "### ")
        session = Session(key="", **got)
        if wrong and not {"date", "title"} & set(marks):
            self.problem("wrong-date", f"There is no such date: {wrong}.", chapter.heading)
            session = replace(session, date_words=wrong)
        session, rest = self._session_lines(session, first.lines)
        summary, items = _cut_items(rest)
        summaries, readings, notes = [_rich(summary)], self._readings(items), []
        questions: list[tuple[Question, Marks]] = []
        files: list[tuple[Attachment, Marks]] = []
        for section in sections:
            match self._section(section):
                case "summary" | "group":
                    summaries.append(_rich(section.lines))
                case "readings":
                    readings += self._readings(section.lines)
                case "questions":
                    questions += read_questions(section.lines, self.fields, self.left_over)
                case "files":
                    files += self._files(section.lines)
                case "record":
                    session = replace(session, record=Rich(session.record + _rich(section.lines)))
                case _:
                    notes.append(self._note(section))
        session = replace(
            session,
            summary=Rich("".join(summaries)),
            readings=self.keyed(readings),
            notes=self.keyed(notes),
            questions=self.keyed(questions),
            attachments=self.keyed(files),
        )
        return session, marks

    def _session_lines(self, session: Session, lines: list[Line]) -> tuple[Session, list[Line]]:
        """``session`` with what the lines at its head tell; and the lines after these."""
        place, room = session.place, session.room
        told_room = None
        at = 0
        while at < len(lines) and (not lines[at][1].strip() or is_session_line(lines[at][1])):
            found = read_line(lines[at][1])
            if found and found[0] == "room":
                told_room = read_value(found[1])
            elif found and found[0] in PLACE_LINES:
                place = self._place(place or Place(), found[0], found[1], lines[at])
            elif found:
                session = self._session_line(session, SESSION_LINES[found[0]], read_value(found[1]), lines[at])
            at += 1
        if told_room is not None:
            if place is None:
                room = told_room
            else:
                place = replace(place, room=told_room)
        return replace(session, place=place, room=room), lines[at:]

    def _session_line(self, session: Session, name: str, value: str, line: Line) -> Session:
        readers: dict[str, Callable[[str], Any]] = {
            "time": read_time,
            "minutes": read_length,
            "moved_from": _iso_date,
        }
        if name not in readers:
            return _with(session, name, value)
        told = readers[name](value)
        if told is None:
            what = {"time": "time", "minutes": "length", "moved_from": "date"}[name]
            self.problem(f"wrong-{what}", f"This is no {what}: {value}.", line)
        return self._checked(session, name, told, line)

    def _checked(self, thing: Held, name: str, value: Any, line: Line) -> Held:
        """``thing`` with ``value`` in its field ``name``, if that can be (``documents/values.py``)."""
        if fault := fault_in(name, value):
            self.problem(f"wrong-{name}", f"{fault[0].upper()}{fault[1:]}.", line)
            return thing
        return _with(thing, name, value)

    def _readings(self, lines: list[Line]) -> list[tuple[Reading, Marks]]:
        readings = []
        for line, text in self._bullets(lines):
            words, marks = split_end(text)
            got, links = read_reading(words)
            editions = []
            for link in links:
                told, link_marks = read_link(Edition, link)
                editions.append((Edition(key="", **self.fields(Edition, told, link_marks, line)), link_marks))
            got = self.fields(Reading, got, marks, line)
            readings.append((Reading(key="", **got, editions=self.keyed(editions)), marks))
        return readings


def _iso_date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _stands_on(lines: list[Line], number: int) -> bool:
    """Whether the line with that number follows another without a blank line between them."""
    return any(other == number - 1 and text.strip() for other, text in lines)


def _cut_items(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Paragraphs and the like, and the items of lists that stand at the margin."""
    words: list[Line] = []
    items: list[Line] = []
    in_item = False
    for number, text in lines:
        if BULLET.match(text):
            in_item = True
        elif in_item and text.strip() and not text[0].isspace():
            in_item = _stands_on(lines, number)
        (items if in_item else words).append((number, text))
    return words, [line for line in items if line[1].strip()]

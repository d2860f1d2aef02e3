"""How sessions, questions and places are said on a page: plain frozen data for the templates, every text ready.

The templates only lay out; whatever must be decided or put into words is decided here.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from studycircle.documents.programme import (
    Attachment,
    Audience,
    Contact,
    DateState,
    Kind,
    Place,
    Programme,
    Question,
    Session,
)
from studycircle.documents.rich import Rich, to_plain
from studycircle.documents.schedule import ends_at, is_meeting, place_of, starts_at, time_of
from studycircle.writers.programme.links import Link, address_of, outward
from studycircle.writers.programme.maps import geo_uri, map_link
from studycircle.writers.programme.pinned import pin_links
from studycircle.writers.programme.reading_entries import ReadingEntry, format_name, reading_entry
from studycircle.writers.programme.words import Words

# Words by which a page says that a date is not set; "date to be agreed" says it better.
UNSET = {"tba", "tbc", "tbd", "t.b.a.", "t.b.c.", "t.b.d.", "to be announced", "to be confirmed", "to be agreed"}


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A place in lines."""

    name: str  # name and address
    room: str
    directions: str
    map: str  # a link to a map
    geo: str  # the same for a phone's own map
    online: str
    online_words: str


@dataclass(frozen=True, slots=True)
class QuestionEntry:
    """A question with its anchor."""

    anchor: str
    number: str
    text: SafeString
    quotations: tuple[str, ...]
    parts: tuple[tuple[str, SafeString], ...]
    close: SafeString
    heading: str = ""  # a small heading over it
    bring: bool = False  # to the meeting
    pins: tuple[Link, ...] = ()  # "¶ 47": where the words stand that it quotes


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A session as a row of the schedule, and as the head of its own page."""

    key: str
    href: str
    number: str
    title: str
    classes: str  # "past cancelled"
    day: str  # "Monday 4 November", or what the group said, or "date to be agreed"
    hour: str
    usual_hour: bool
    when: str  # day, hour and year
    until: str  # " – 8.30 pm", to stand right behind the hour
    machine_day: str
    machine_when: str
    ends: str  # UTC, of meetings that will take place
    state: str  # "Cancelled"
    state_note: str
    leader: str
    place: PlaceEntry | None
    usual_place: bool
    readings: tuple[ReadingEntry, ...]
    more: tuple[Link, ...]  # "7 questions"
    calendar: str  # the way to its calendar file
    cancelled: bool
    full: bool = True  # with its readings, place and leader


def html(rich: Rich, level: int = 3) -> SafeString:
    """A programme's rich text as HTML, its topmost headings at ``level``; trusted, see ``documents/rich.py``.

    XML closes an empty element in itself, HTML does not: ``<em/>`` would never end.
    """
    text = str(rich)
    if "/>" in text:
        text = re.sub(r"<(?!br\b)(\w+)((?:\s+\w+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*/>", r"<\1\2></\1>", text)
        text = re.sub(r"<br\s*/>", "<br>", text)
    if "<a " in text:
        text = re.sub(r'(<a\s[^>]*?href=")([^"]*)"', _outward_href, text)
    top = 3 if "<h3>" in text else 4
    if top != level and "<h4>" in text:
        text = re.sub(r"(</?h)([34])>", lambda tag: f"{tag[1]}{int(tag[2]) - top + level}>", text)
    return mark_safe(text)  # noqa: S308 - Rich came through a reader's sanitiser


def _outward_href(match: re.Match[str]) -> str:
    address = match[2].replace("&amp;", "&")
    return f'{match[1]}{escape(outward(address) or "#")}"'


def is_in_calendar(session: Session) -> bool:
    """Whether the session stands in the calendar: a meeting with a date, even if it is cancelled."""
    return session.date is not None and session.kind is Kind.MEETING and session.state is not DateState.TBA


def title_of(session: Session, words: Words) -> str:
    """What a session is called: its title, else its main reading, else its number, else its day."""
    if session.title:
        return session.title
    if session.readings:
        return session.readings[0].title
    if session.number:
        return words.gettext("Session %(number)s") % {"number": session.number}
    if session.kind is Kind.BREAK:
        return words.gettext("No meeting")
    return words.day(session.date) if session.date else session.date_words or words.gettext("A session")


def session_entry(
    programme: Programme,
    session: Session,
    words: Words,
    up: str,
    *,
    href: str = "",
    brief: bool = False,
    this_year: int = 0,
) -> SessionEntry:
    """``session`` for a page ``up`` from the group's folder, which links to it as ``href``. Knows nothing of now.

    ``brief``: as a row among others (see ``reading_entry``). ``this_year``: see ``state_of``.
    """
    series = programme.series
    time = time_of(series, session)
    start, end = starts_at(programme, session), ends_at(programme, session)
    return SessionEntry(
        key=session.key,
        href=href,
        number=session.number,
        title=title_of(session, words),
        classes=" ".join(dict.fromkeys(("break" if session.kind is Kind.BREAK else "meeting", session.state.value))),
        day=day_of(session, words, year=False),
        hour=words.clock(time) if time else "",
        usual_hour=time == series.slot.time,
        when=words.moment(session.date, time, year=True) if session.date else day_of(session, words),
        until=words.until(end.time()) if end and time and (session.minutes or series.slot.minutes) else "",
        machine_day=session.date.isoformat() if session.date else "",
        machine_when=machine_moment(start, time),
        ends=end.astimezone(dt.UTC).isoformat(timespec="minutes") if end and is_meeting(session) else "",
        state=state_of(session, words, this_year),
        state_note=session.status_note if session.status_note != session.title else "",
        leader=session.leader,
        place=None if session.kind is Kind.BREAK else place_entry(place_of(series, session), words),
        usual_place=session.place is None and not session.room,
        readings=tuple(
            replace(
                reading_entry(reading, words, up, programme.shelf, brief=brief),
                is_titled=reading.title.casefold() == session.title.casefold(),
            )
            for reading in session.readings
        ),
        more=_more(session, words, href) if href else (),
        calendar=f"{href}session.ics" if href and is_in_calendar(session) else "",
        cancelled=session.state is DateState.CANCELLED and session.kind is Kind.MEETING,
    )


def _more(session: Session, words: Words, href: str) -> tuple[Link, ...]:
    """What one finds on the session's own page."""
    questions = words.ngettext("%(number)s question", "%(number)s questions", len(session.questions))
    note = session.notes[0].key if session.notes else ""
    return tuple(
        link
        for link, there in (
            (Link(words.gettext("Notes"), f"{href}#note-{note}"), session.notes),
            (Link(questions, f"{href}#questions"), session.questions),
            (Link(words.gettext("What was said"), f"{href}#record"), session.record),
        )
        if there
    )


def machine_moment(start: dt.datetime | None, time: dt.time | None) -> str:
    """A date, or a date with its hour and offset, as ``<time datetime>`` and schema.org want it."""
    if start is None:
        return ""
    return start.isoformat(timespec="minutes") if time else start.date().isoformat()


def day_of(session: Session, words: Words, *, year: bool = True) -> str:
    """The day, or the group's own words for it, or that it is still to be agreed."""
    if session.date:
        return words.day(session.date, year=year)
    if session.date_words and session.date_words.casefold().strip() not in UNSET:
        return session.date_words
    return words.gettext("Date to be agreed") if session.state is not DateState.CANCELLED else ""


def state_of(session: Session, words: Words, this_year: int = 0) -> str:
    """What one must know of the date, if anything: no state is told by colour or line alone.

    ``this_year``: that of who reads, in which a date needs no year; 0 on what is read in any year.
    """
    if session.kind is Kind.BREAK:
        return words.gettext("No meeting")
    if session.state is DateState.CANCELLED:
        return words.gettext("Cancelled")
    if session.state is DateState.MOVED:
        if session.moved_from is None:
            return words.gettext("This date has been moved")
        before = words.day(session.moved_from, year=session.moved_from.year != this_year)
        return words.gettext("Moved from %(day)s") % {"day": before}
    if session.state is DateState.PROPOSED and session.date is None:
        return words.gettext("A date is being looked for")
    if session.state is DateState.PROPOSED:
        return words.gettext("Proposed date, not agreed yet")
    if not session.date and day_of(session, words) == session.date_words:
        return words.gettext("Date to be agreed")
    return ""


def with_years(entries: list[SessionEntry], sessions: list[Session], words: Words) -> list[SessionEntry]:
    """The rows with the year said wherever it begins."""
    said, rows = None, []
    for entry, session in zip(entries, sessions, strict=True):
        if session.date and session.date.year != said:
            said = session.date.year
            entry = replace(entry, day=words.day(session.date, year=True))
        rows.append(entry)
    return rows


def place_entry(place: Place, words: Words) -> PlaceEntry | None:
    """``place`` in words; ``None`` if nothing is known of it."""
    room = words.gettext("Room %(room)s") % {"room": place.room} if place.room[:1].isdigit() else place.room
    entry = PlaceEntry(
        name=words.comma.join(filter(None, (place.name, place.address))),
        room=room,
        directions=place.directions,
        map=map_link(place),
        geo=geo_uri(place),
        online=outward(place.online),
        online_words=place.online_words or (words.gettext("Join online") if place.online else ""),
    )
    return entry if any((entry.name, entry.room, entry.directions, entry.online_words)) else None


def attachment_link(attachment: Attachment, words: Words, up: str) -> Link:
    """An attachment with its format and size: "PDF, 296 KB"."""
    name = format_name(attachment.format, words) if attachment.format not in ("", "web") else ""
    size = words.size(attachment.size) if attachment.size else ""
    detail = ", ".join(filter(None, (name, size)))
    return Link(attachment.title or words.gettext("A file"), address_of(attachment, up), detail)


def contact_links(contact: Contact) -> tuple[Link, ...]:
    """The ways to reach somebody."""
    number = re.sub(r"[^\d+]", "", contact.phone)
    return tuple(
        link
        for link in (
            Link(contact.phone, f"tel:{number}"),
            Link(contact.email, outward(f"mailto:{contact.email}")),
            Link(contact.url.split("://")[-1].rstrip("/"), outward(contact.url)),
        )
        if link.words
    )


ContactEntry = tuple[str, tuple[Link, ...], bool]


def contact_entries(contacts: tuple[Contact, ...]) -> tuple[ContactEntry, ...]:
    """Name and ways of each, and whether only members see them here."""
    return tuple((one.name, contact_links(one), one.audience is not Audience.PUBLIC) for one in contacts)


def question_entries(questions: tuple[Question, ...]) -> list[QuestionEntry]:
    """The questions with their anchors; a group that does not number gets the numbers of their order."""
    return [question_entry(question, str(position)) for position, question in enumerate(questions, 1)]


def asked_entries(programme: Programme, session: Session, words: Words, up: str) -> list[QuestionEntry]:
    """The questions of ``session`` for a page ``up`` from the group's folder, with the paragraphs they quote."""
    return [
        replace(entry, pins=pin_links(session, question, programme.shelf, words, up))
        for entry, question in zip(question_entries(session.questions), session.questions, strict=True)
    ]


def question_entry(question: Question, position: str) -> QuestionEntry:
    """A quotation that the text itself holds is not said twice."""
    texts = (question.text, *(part.text for part in question.parts), question.close)
    said = _letters("".join(map(to_plain, texts)))
    return QuestionEntry(
        anchor=question.key if re.fullmatch(r"q\d+[a-z]?", question.key) else f"q-{question.key}",
        number=question.number or position,
        text=html(question.text),
        quotations=tuple(one.words for one in question.quotations if _letters(one.words) not in said),
        parts=tuple((part.label, html(part.text)) for part in question.parts),
        close=html(question.close),
        heading=question.heading,
        bring=question.bring,
    )


def _letters(text: str) -> str:
    """Letters and digits alone: quotes and spaces differ between a quotation and its question."""
    return "".join(filter(str.isalnum, text))

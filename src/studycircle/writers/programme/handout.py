"""The handout: what a meeting works with, on paper: readings, notes, and questions with room to write.

What it says stands here; how it looks, in ``templates/typst/handout.typ``.
"""

from collections.abc import Iterable
from typing import Any

from studycircle.documents.programme import Note, Programme, Question, Reading, Session, Shelved
from studycircle.documents.rich import to_plain
from studycircle.documents.schedule import language_of, place_of, time_of
from studycircle.errors import WriteError
from studycircle.writers.programme import paper as print_
from studycircle.writers.programme.copies import shelved_of
from studycircle.writers.programme.entries import day_of, question_entry
from studycircle.writers.programme.links import group_address
from studycircle.writers.programme.pinned import pin_links
from studycircle.writers.programme.reading_entries import role_lead
from studycircle.writers.programme.words import Words
from studycircle.writers.typeset import typeset

PAPERS = ("a4", "letter", "a5")


def write_handout(
    programme: Programme, *, session: str | None = None, paper: str = "a4", address: str = "", site: str = ""
) -> bytes:
    """The handout of one session (its key), or of all that have questions, each on a page of its own, as PDF.

    ``address`` is printed at the foot; ``site`` is that of the group's folder, for links into texts.
    Raises ``WriteError`` where there is no such session, or nothing to print.
    """
    if paper not in PAPERS:
        raise WriteError(f"a handout cannot be printed on {paper!r}", f"Choose one of {', '.join(PAPERS)}.")
    sessions = [one for one in programme.series.sessions if (one.questions if session is None else one.key == session)]
    if not sessions:
        raise WriteError(
            f"there is no session {session!r}" if session is not None else "no session has questions",
            "A handout is made for a session, or for all that have questions.",
        )
    return typeset("handout", handout_data(programme, sessions, paper, address, site), language_of(programme))


def handout_data(
    programme: Programme, sessions: list[Session], paper: str, address: str, site: str = ""
) -> dict[str, Any]:
    """What the template is given."""
    words = Words(language_of(programme))
    title = programme.series.title or programme.group.name
    if len(sessions) == 1:
        title = print_.heading_of(sessions[0], words)
    return {
        **print_.frame(programme, print_.visible(title) or words.gettext("Handout"), address),
        "paper": paper,
        "sessions": [_session(words, programme, session, site) for session in sessions],
        "say": {
            "readings": words.gettext("To read"),
            "questions": words.gettext("Questions"),
            "notes": words.gettext("Notes"),
            "pins": words.gettext("In the text:"),
            "bring": words.gettext("Bring this to the meeting."),
        },
    }


def _session(words: Words, programme: Programme, session: Session, site: str) -> dict[str, Any]:
    when = day_of(session, words)
    if session.date:
        when = words.moment(session.date, time_of(programme.series, session), year=True)
    where = print_.place_lines(words, place_of(programme.series, session))
    return {
        "title": print_.heading_of(session, words),
        "number": session.number,
        "when": when,
        "where": words.comma.join(where[:2]),
        "state": print_.state_words(words, session),
        "leader": print_.led_by(words, session),
        "summary": print_.tree(session.summary),
        "readings": [_reading(words, reading, programme.shelf) for reading in session.readings],
        "notes": [_note(note) for note in session.notes if note.title or to_plain(note.body)],
        "questions": [
            _question(question, position, _pins(words, programme, session, question, site))
            for position, question in enumerate(session.questions, 1)
        ],
    }


def _reading(words: Words, reading: Reading, shelf: Iterable[Shelved]) -> dict[str, Any]:
    text = shelved_of(reading, shelf)
    translator = reading.translator and words.gettext("translated by %(name)s") % {"name": reading.translator}
    link = next((print_.web_link(edition.link) for edition in reading.editions if edition.link), "")
    return {
        "lead": role_lead(reading.role, reading.minutes or 0, words),
        "author": reading.author or (text.author if text else ""),
        "title": reading.title,
        "after": [part for part in (reading.part, translator, reading.year) if part],
        "note": reading.note,
        "href": link,
    }


def _note(note: Note) -> dict[str, Any]:
    return {"title": print_.visible(note.title), "body": print_.tree(note.body)}


def _pins(words: Words, programme: Programme, session: Session, question: Question, site: str) -> list[dict[str, str]]:
    """The paragraphs it quotes; links where the site's address is known, and to be looked up in any copy."""
    links = pin_links(session, question, programme.shelf, words, group_address(site))
    return [{"words": link.words, "href": print_.web_link(link.href)} for link in links]


def _question(question: Question, position: int, pins: list[dict[str, str]]) -> dict[str, Any]:
    entry = question_entry(question, str(position))
    return {
        "number": entry.number,
        "heading": print_.visible(entry.heading),
        "bring": entry.bring,
        "pins": pins,
        "text": print_.tree(question.text),
        "quotations": list(entry.quotations),
        "parts": [{"label": part.label, "text": print_.tree(part.text)} for part in question.parts],
        "close": print_.tree(question.close),
    }

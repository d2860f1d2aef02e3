"""The leaflet: a series on one sheet of paper, to be copied, folded and left where readers pass.

What it says stands here; how it looks, and how much of it fits, in ``templates/typst/leaflet.typ``.
"""

import datetime as dt
import re
from typing import Any

from studycircle.documents.programme import Contact, DateState, Kind, Programme, Role, Series, Session
from studycircle.documents.rich import to_plain
from studycircle.documents.schedule import is_past, language_of, time_of
from studycircle.errors import WriteError
from studycircle.writers.programme import paper as print_
from studycircle.writers.programme.entries import day_of
from studycircle.writers.programme.pages import slot_of, span_of
from studycircle.writers.programme.picture import Picture, drawing
from studycircle.writers.programme.words import Words
from studycircle.writers.typeset import typeset

PAPERS = ("a5", "a4", "letter")
# A full stop ends a sentence after a word of four letters or a closing mark, for shorter ones may be abbreviations
# ("Dr.", "z. B."), and where a space and no small letter follow; a CJK one always does.
SENTENCE_END = re.compile(r"""(?:(?<=\w{4}\.)|(?<=[”’»")\]]\.)|(?<=[!?…]))["'”’»)\]]*\s+|(?<=[。！？])""")
LONGEST_SENTENCE = 420  # characters, after which it is cut between words
SHORT_SUMMARY = 200  # characters of a session's summary
MOST_SENTENCES = 16
MOST_CONTACTS = 8  # on paper; the site names all
MOST_ROWS = 120  # more than any of the papers holds


def write_leaflet(
    programme: Programme, *, paper: str = "a5", address: str = "", now: dt.datetime, picture: Picture | None = None
) -> bytes:
    """The leaflet of ``programme`` as PDF of two pages: A5 front and back, or ``a4`` or ``letter`` to be folded once.

    ``address`` is the site's, printed as a QR code and in words; ``now`` (aware) decides what is past. People to ask
    are printed if they are in the programme: it was cut for its audience. ``picture``: for the cover of a sheet that is
    folded, where there is room. Raises ``WriteError``.
    """
    if paper not in PAPERS:
        raise WriteError(f"a leaflet cannot be printed on {paper!r}", f"Choose one of {', '.join(PAPERS)}.")
    return typeset("leaflet", leaflet_data(programme, paper, address, now, picture), language_of(programme))


def leaflet_data(
    programme: Programme, paper: str, address: str, now: dt.datetime, picture: Picture | None = None
) -> dict[str, Any]:
    """What the template is given."""
    series = programme.series
    words = Words(language_of(programme))
    title = print_.visible(series.title) or print_.visible(programme.group.name) or words.gettext("Reading group")
    return {
        **print_.frame(programme, title, address),
        "paper": paper,
        "qr": {"svg": print_.qr_code(address)},
        "group": programme.group.name if programme.group.name != title else "",
        "about": [sentences(text) for text in _about(programme).split("\n\n") if text][:MOST_SENTENCES],
        "facts": _facts(words, programme),
        "span": span_of(programme, words),
        "rows": _rows(words, programme, now),
        "picture": drawing(picture),
        "contacts": [_contact(contact) for contact in series.contacts[:MOST_CONTACTS]],
        "say": _say(words),
    }


def sentences(text: str) -> list[str]:
    """A paragraph in sentences, each with the space after it, so that it can be ended after any of them."""
    text = " ".join(text.split())
    starts = [0, *(end.end() for end in SENTENCE_END.finditer(text) if not text[end.end() : end.end() + 1].islower())]
    pieces = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return [_cut(piece) for piece in pieces if piece][:MOST_SENTENCES]


def _cut(sentence: str) -> str:
    if len(sentence) <= LONGEST_SENTENCE:
        return sentence
    start = sentence[:LONGEST_SENTENCE]
    return (start.rsplit(" ", 1)[0] if " " in start else start).rstrip(" ,;:–-") + " …"


def _beginning(text: str) -> list[str]:
    """The first sentences of ``text``, some three lines of them."""
    kept: list[str] = []
    for sentence in sentences(text):
        if kept and sum(map(len, kept)) + len(sentence) > SHORT_SUMMARY:
            break
        kept.append(sentence)
    return kept


def _about(programme: Programme) -> str:
    return to_plain(programme.series.summary) or to_plain(programme.group.summary)


def _facts(words: Words, programme: Programme) -> list[dict[str, Any]]:
    """When and where, as a rule."""
    when = slot_of(programme, words)
    where = print_.place_lines(words, programme.series.place)
    return [
        {"label": label, "lines": lines}
        for label, lines in ((words.gettext("When"), [when] if when else []), (words.gettext("Where"), where))
        if lines
    ]


def _rows(words: Words, programme: Programme, now: dt.datetime) -> list[dict[str, Any]]:
    """The schedule, a row for each session; the year is said where it changes, at first from that of ``now``."""
    author = _author_of_all(programme)
    rows, year = [], now.year
    for session in programme.series.sessions[:MOST_ROWS]:
        changes = bool(session.date and session.date.year != year)
        year = session.date.year if session.date else year
        row = _row(words, programme.series, session, changes, now)
        row["past"] = is_past(programme, session, now)
        row["readings"] = _readings(session, row["title"], author)
        rows.append(row)
    return rows


def _row(words: Words, series: Series, session: Session, year: bool, now: dt.datetime) -> dict[str, Any]:
    time = time_of(series, session)
    differs = time is not None and time != series.slot.time
    weekday = series.slot.weekday
    notes = [
        print_.state_words(words, session, now.year),
        print_.led_by(words, session),
        *print_.session_place(words, session),
    ]
    return {
        "day": print_.short_day(words, session.date, weekday, year=year) if session.date else day_of(session, words),
        "dated": session.date is not None,
        "hour": words.clock(time) if differs and time else "",
        "title": print_.heading_of(session, words),
        "summary": _beginning(to_plain(session.summary)),
        "notes": _run_on(list(dict.fromkeys(note for note in notes if note))),
        "cancelled": session.state is DateState.CANCELLED,
        "break": session.kind is Kind.BREAK,
    }


def _run_on(notes: list[str]) -> list[str]:
    """The same for one line, which sets marks of its own between them: only the last keeps its full stop."""
    return [note if note is notes[-1] else note.removesuffix(".") for note in notes]


def _author_of_all(programme: Programme) -> str:
    """Whoever wrote every main reading and is named above the schedule: said once, that is enough."""
    series = programme.series
    readings = [reading for session in series.sessions for reading in session.readings if reading.role is Role.MAIN]
    authors = {reading.author for reading in readings if reading.author}
    author = authors.pop() if len(authors) == 1 else ""
    head = f"{series.title} {_about(programme)}".casefold()
    return author if author and author.split()[-1].casefold() in head else ""


def _readings(session: Session, title: str, known_author: str) -> list[dict[str, str]]:
    """The main readings, without what the session's title, or the series', says already."""
    readings = [
        {
            "author": "" if reading.author == known_author else reading.author,
            "title": "" if reading.title.casefold() == title.casefold() else reading.title,
            "part": reading.part,
        }
        for reading in session.readings
        if reading.role is Role.MAIN
    ]
    return [reading for reading in readings if any(reading.values())]


def _contact(contact: Contact) -> dict[str, Any]:
    ways = (contact.phone, contact.email, print_.address_words(contact.url))
    return {"name": contact.name, "ways": [way for way in ways if way]}


def _say(words: Words) -> dict[str, str]:
    """The leaflet's own words."""
    return {
        "programme": words.gettext("Programme"),
        "come": words.gettext("How to come along"),
        "site": words.gettext("Readings, notes and changes of date:"),
        "earlier": words.gettext("Earlier dates are on the site."),
        "further": words.gettext("Further dates are on the site."),
        "later": words.gettext("Further dates will be announced."),
        "qr": words.gettext("QR code of the address"),
    }

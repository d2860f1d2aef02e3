"""The attendance sheet: who was there, filled in by hand.

Nobody's name is printed unless whoever asks for the sheet gives the names: a sheet that lies about is read.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from studycircle.documents.programme import DateState, Programme, Session
from studycircle.documents.schedule import in_order, is_meeting, language_of, place_of, time_of
from studycircle.errors import WriteError
from studycircle.writers.programme import paper as print_
from studycircle.writers.programme.entries import day_of
from studycircle.writers.programme.placard import session_of
from studycircle.writers.programme.words import Words
from studycircle.writers.typeset import typeset

PAPERS = ("a4", "letter")
LINES = {"a4": 20, "letter": 18}  # for names, on a page
COLUMNS = 6  # dates on a page
MOST_NAMES = 200
MOST_PAGES = 20


def write_attendance(
    programme: Programme, *, now: dt.datetime, session: str | None = None, paper: str = "a4", names: Sequence[str] = ()
) -> bytes:
    """The sheet of one session (its key), or of all meetings that are not cancelled, as PDF; ``now``: dates of its year
    are printed without one. Raises ``WriteError``."""
    return typeset("attendance", attendance_data(programme, session, paper, names, now), language_of(programme))


def attendance_data(
    programme: Programme, session: str | None, paper: str, names: Sequence[str], now: dt.datetime
) -> dict[str, Any]:
    """What the template is given."""
    if paper not in PAPERS:
        raise WriteError(f"an attendance sheet cannot be printed on {paper!r}", f"Choose one of {', '.join(PAPERS)}.")
    words, series = Words(language_of(programme)), programme.series
    title = print_.visible(series.title) or print_.visible(programme.group.name) or words.gettext("Reading group")
    if session is not None:
        found = session_of(programme, session)
        name, facts = print_.heading_of(found, words), [title, *_facts(words, programme, found)]
        parts = [{"heads": [[words.gettext("How to reach me, if I like")]], "widths": [5, 5]}]
    else:
        name, facts, parts = title, [words.gettext("Who was there")], _columns(words, programme, now)
    shown = [name.strip() for name in names if print_.visible(name)][:MOST_NAMES]
    return {
        **print_.frame(programme, name, ""),
        "paper": paper,
        "name": name,
        "facts": [fact for fact in facts if fact],
        "parts": parts,
        "names": [*shown, *[""] * max(0 if len(shown) > LINES[paper] else LINES[paper] - len(shown), 4)],
        "say": {"name": words.gettext("Name"), "number": "№"},
    }


def _facts(words: Words, programme: Programme, session: Session) -> list[str]:
    when = day_of(session, words)
    if session.date:
        when = words.moment(session.date, time_of(programme.series, session), year=True)
    where = print_.place_lines(words, place_of(programme.series, session))
    return [when, words.comma.join(where[:2])]


def _columns(words: Words, programme: Programme, now: dt.datetime) -> list[dict[str, Any]]:
    """The dates of the meetings, some on each page; the year below the first date of a page, unless it is that
    of ``now``, and wherever it changes."""
    meetings = [one for one in in_order(programme.series) if is_meeting(one) and one.state is not DateState.CANCELLED]
    weekday = programme.series.slot.weekday
    pages = []
    for at in range(0, max(len(meetings), 1), COLUMNS)[:MOST_PAGES]:
        heads, year = [], now.year
        for one in meetings[at : at + COLUMNS]:
            is_new = one.date is not None and one.date.year != year
            year = one.date.year if one.date else year
            lines = print_.date_lines(words, one.date, weekday, year=is_new) if one.date else []
            heads.append(lines or [print_.heading_of(one, words)[:40]])
        pages.append(heads or [[""]])
    return [{"heads": page, "widths": [8, *[3] * len(page)]} for page in pages]

"""The demonstration group: it studies "Running a reading group", our own handbook, in six evenings.

The chapters beside this file are the readings, and documentation for organisers; ``programme.md`` is the programme
as its group might have written it. Only the dates are not real: they are laid around the day of the demonstration.
"""

import datetime as dt
from dataclasses import replace
from importlib.resources import files

from studycircle.documents.programme import Kind, Programme, Session
from studycircle.errors import ReadError
from studycircle.readers.programme.markdown import read_markdown

_FOLDER = files(__name__)
_PAST_MEETINGS = 2  # enough of a past to have records, with most of the series still to come


def handbook_chapters() -> dict[str, str]:
    """The chapters in reading order: file name ("chapter-1.md") to Markdown."""
    names = sorted(entry.name for entry in _FOLDER.iterdir() if entry.name.startswith("chapter-"))
    return {name: _FOLDER.joinpath(name).read_text(encoding="utf-8") for name in names}


def handbook_programme(today: dt.date) -> Programme:
    """The group's programme, moved by whole weeks so that two meetings lie before ``today``.

    The third is on ``today`` or in one to six days. Raises ``ReadError`` if ``programme.md`` is damaged.
    """
    programme, problems = read_markdown(_FOLDER.joinpath("programme.md").read_text(encoding="utf-8"))
    if problems:
        raise ReadError("programme.md", problems[0].words or problems[0].code)
    sessions = programme.series.sessions
    shift = _shift(sessions, today)
    return replace(programme, series=replace(programme.series, sessions=tuple(_moved(s, shift) for s in sessions)))


def _shift(sessions: tuple[Session, ...], today: dt.date) -> dt.timedelta:
    """How far to move the dates: a whole number of weeks, so that every weekday stays what the words say it is."""
    meetings = sorted(s.date for s in sessions if s.kind is Kind.MEETING and s.date)
    upcoming = meetings[_PAST_MEETINGS]
    days_ahead = (upcoming.weekday() - today.weekday()) % 7
    return today + dt.timedelta(days=days_ahead) - upcoming


def _moved(session: Session, shift: dt.timedelta) -> Session:
    return replace(
        session,
        date=session.date and session.date + shift,
        moved_from=session.moved_from and session.moved_from + shift,
    )

"""A whole programme on one page that stands by itself: its style inside, every session with notes and questions."""

import datetime as dt

from django.utils.safestring import SafeString, mark_safe

from studycircle.documents.programme import Programme
from studycircle.documents.schedule import in_order, is_past, language_of, next_session
from studycircle.writers.programme.entries import (
    contact_entries,
    html,
    place_entry,
    question_entries,
    session_entry,
    with_years,
)
from studycircle.writers.programme.pages import slot_of, span_of
from studycircle.writers.programme.templates import render, style_of
from studycircle.writers.programme.words import Words

# Notes and questions stand below the session's row, in the column of its words.
BESIDE = (
    "@media (min-width:52rem){.schedule .whole{grid-column:2}}"
    ".schedule .whole{border:0;padding:0}.whole>:last-child{padding-bottom:.7rem}"
    ".whole h4{font:600 1rem var(--serif);margin:1.5rem 0 .5rem}"
)


def one_page(programme: Programme, *, now: dt.datetime) -> bytes:
    """The page as UTF-8; it needs no other file and can be sent or pasted anywhere."""
    words, series = Words(language_of(programme)), programme.series
    upcoming = next_session(programme, now)
    sessions = in_order(series)
    entries = [session_entry(programme, one, words, "", this_year=now.year) for one in sessions]
    entries = with_years(entries, list(sessions), words)
    return render(
        "one_page.html",
        {
            "words": words,
            "style": _style(programme.group.accent),
            "title": series.title or programme.group.name,
            "group_name": programme.group.name,
            "slot": slot_of(programme, words),
            "span": span_of(programme, words),
            "place": place_entry(series.place, words),
            "contacts": contact_entries(series.contacts),
            "summary": html(series.summary or programme.group.summary),
            "notes": [(note.title or words.gettext("Notes"), html(note.body)) for note in series.notes],
            "sessions": [
                {
                    "entry": entry,
                    "anchor": f"s-{session.key}",
                    "is_next": session is upcoming,
                    "is_past": is_past(programme, session, now),
                    "summary": html(session.summary, 4),
                    "notes": [(note.title or words.gettext("Notes"), html(note.body, 5)) for note in session.notes],
                    "questions": question_entries(session.questions),
                }
                for entry, session in zip(entries, sessions, strict=True)
            ],
        },
    )


def _style(accent: str) -> SafeString:
    return mark_safe(style_of(accent) + BESIDE)  # noqa: S308 - our own style, a checked colour

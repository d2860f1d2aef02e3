"""What an editor writes: the notes and questions of a session, and nothing else of it."""

import dataclasses
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from studycircle.documents.audience import seen_by
from studycircle.documents.programme import Audience, Note, Programme, Session
from studycircle.store import queries
from studycircle.web.editing import NotesDesk, session_of, stamp, with_session
from studycircle.web.work import StaleError, Work, on_edited_series, person_of


@on_edited_series
def home(request: HttpRequest, work: Work) -> HttpResponse:
    """The sessions of a series, each with the way to its notes and questions."""
    shown = work.programme if _is_organiser(request, work) else seen_by(work.programme, Audience.MEMBERS)
    return render(request, "people/notes.html", {"series": work.series, "programme": shown})


@on_edited_series
def session(request: HttpRequest, work: Work, key: str) -> HttpResponse:
    """Write the notes and questions of one session."""
    found, row = session_of(work.programme, key), work.series
    if found is None or row is None:
        raise Http404
    # What organisers keep to themselves an editor neither sees nor loses.
    hidden: tuple[Note, ...] = ()
    if not _is_organiser(request, work):
        hidden = tuple(note for note in found.notes if note.audience is Audience.ORGANISERS)
    desk = NotesDesk.of(found, request.POST if request.method == "POST" else None, hidden=hidden)
    context: dict[str, Any] = {"series": row, "session": found, "desk": desk, "stamp": _stamp(found)}
    if request.method != "POST":
        return render(request, "people/notes_session.html", context)
    if request.POST.get("stamp") != _stamp(found):
        theirs = {"notes": [note for note in found.notes if note not in hidden], "questions": found.questions}
        return render(request, "people/notes_session.html", {**context, "theirs": theirs}, status=409)
    if not desk.is_valid():
        return render(request, "people/notes_session.html", context, status=422)
    typed = desk.typed()

    def change(programme: Programme) -> Programme:
        old = session_of(programme, key)
        if old is None or _stamp(old) != _stamp(found):
            raise StaleError
        return with_session(programme, dataclasses.replace(old, notes=typed.notes, questions=typed.questions))

    work.keep(change)
    messages.success(request, _("Saved."))
    return redirect("notes", row.group.key, row.key)


def _stamp(session: Session) -> str:
    """Of what the form shows."""
    return stamp(Session(session.key, notes=session.notes, questions=session.questions))


def _is_organiser(request: HttpRequest, work: Work) -> bool:
    assert work.series is not None
    return queries.groups_organised_by(person_of(request)).filter(pk=work.series.group_id).exists()

"""Two organisers at once: the second is shown what the first has done beside what they typed, and chooses.

A form carries the stamp of what it was filled from. Where that is not what stands now, the history knows what it was,
and so what each of the two has changed. What only one of them changed is kept without asking.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from studycircle.documents.merge import merge
from studycircle.documents.programme import Group, Programme, Series, Session
from studycircle.documents.reconcile import Meeting, plain, reconcile
from studycircle.store import history
from studycircle.store.history import Owner
from studycircle.web.editing import SeriesDesk, SessionDesk, Typed, session_of, stamp, with_session
from studycircle.web.history import say_saved
from studycircle.web.work import StaleError, Work
from studycircle.writers.programme.markdown import write_markdown

LOOK_BACK = 50  # versions, for what a form was filled from
BOTH_KEPT = gettext_noop("Saved. Somebody else changed this meanwhile; what both of you did is kept.")
AS_IT_IS = gettext_noop("It is as the other has left it; nothing was changed.")
GONE = "gone"  # the stamp of a session that somebody has taken out

Cut = Callable[[Programme], Programme | None]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What the page shows: where the two meet, and the stamp of what the form was begun from."""

    meeting: Meeting
    begun: str


def head_of(programme: Programme) -> Programme:
    """What holds for the whole series."""
    return plain(Programme(programme.group, replace(programme.series, sessions=())))


def cut_of(key: str) -> Cut:
    """What gives a programme with that session alone, or ``None`` where it is not there."""

    def cut(programme: Programme) -> Programme | None:
        found = session_of(programme, key)
        return None if found is None else alone(found)

    return cut


def alone(session: Session | None) -> Programme:
    """A programme of that session and nothing else, to be compared."""
    return Programme(Group(""), Series("", sessions=(session,) if session else ()))


def begun_from(owner: Owner, seen: str, cut: Cut) -> Programme | None:
    """What a form with the stamp ``seen`` was filled from, as the history knows it; ``None`` where it does not."""
    for version in history.versions_of(owner)[:LOOK_BACK]:
        part = cut(history.programme_at(version))
        if part is not None and seen == stamp(part):
            return part
    return None


def fresh(programme: Programme, cut: Cut, seen: str) -> Programme:
    """``programme``, if what ``cut`` takes of it still bears that stamp. Raises ``StaleError`` where it does not."""
    part = cut(programme)
    if (stamp(part) if part is not None else GONE) != seen:
        raise StaleError
    return programme


@dataclass(frozen=True, slots=True)
class Part:
    """What a form is about, as a programme of it alone.

    ``cut``: it, out of a whole programme; ``desk``: its forms, filled from it or from what was typed; ``typed``: it, as
    typed; ``put``: a whole programme with it in its place; ``show``: the page with the forms and what else there is to
    say, under a status; ``done``: the answer when it is saved, given the number of the version and the words for it.
    """

    cut: Cut
    desk: Callable[[Programme, Typed], Any]
    typed: Callable[[Any], Programme]
    put: Callable[[Programme, Programme], Programme]
    show: Callable[[Any, dict[str, Any], int], HttpResponse]
    done: Callable[[int | None, str], HttpResponse]


def settle(request: HttpRequest, work: Work, part: Part) -> HttpResponse | None:
    """The answer to a form about what is not any more what it was filled from; ``None``: nothing is known of it.

    Saved where nobody is overruled, or where the organiser has chosen; else the comparison.
    """
    there = part.cut(work.programme)
    now = GONE if there is None else stamp(there)
    seen = request.POST.get("begun") or request.POST.get("stamp", "")
    base = begun_from(work.owner, seen, part.cut)
    start = base or there
    if start is None:
        return None
    has_chosen = request.POST.get("stamp") == now
    desk = part.desk((there or start) if has_chosen else start, request.POST)
    if not desk.is_valid():
        kept = {"stamp": request.POST.get("stamp", ""), "begun": request.POST.get("begun", "")}
        return part.show(desk, kept, 422)
    mine, theirs = part.typed(desk), there or alone(None)
    if request.POST.get("take") == "theirs" and has_chosen:
        result = theirs if base is None or there is None else merge(base, theirs, mine)
    else:
        meeting = reconcile(base, mine, theirs)
        if not has_chosen and (base is None or meeting.clashes):
            return part.show(part.desk(meeting.merged, None), {"stamp": now, "conflict": Conflict(meeting, seen)}, 409)
        result = mine if has_chosen else meeting.merged
    number = work.keep(lambda programme: part.put(fresh(programme, part.cut, now), result))
    if number is None:
        return part.done(None, _(AS_IT_IS))
    return part.done(number, _("Saved.") if has_chosen else _(BOTH_KEPT))


def settle_session(request: HttpRequest, work: Work, key: str, context: dict[str, Any]) -> HttpResponse | None:
    """The same for a session with all that is in it."""

    def show(desk: SessionDesk, more: dict[str, Any], status: int) -> HttpResponse:
        shown = {**context, "session": desk.session, "desk": desk, **more}
        return render(request, "desk/session.html", shown, status=status)

    def put(programme: Programme, part: Programme) -> Programme:
        return with_session(programme, part.series.sessions[0]) if part.series.sessions else programme

    part = Part(
        cut_of(key),
        lambda part, typed: SessionDesk.of(part.series.sessions[0], typed, work.shelf),
        lambda desk: alone(desk.typed()),
        put,
        show,
        lambda number, words: _done(request, work, number, words),
    )
    return settle(request, work, part)


def settle_head(request: HttpRequest, work: Work, context: dict[str, Any]) -> HttpResponse | None:
    """The same for what holds for the whole series."""

    def show(desk: SeriesDesk, more: dict[str, Any], status: int) -> HttpResponse:
        return render(request, "desk/head.html", {**context, "desk": desk, **more}, status=status)

    part = Part(
        head_of,
        SeriesDesk.of,
        lambda desk: desk.typed(),
        with_head,
        show,
        lambda number, words: _done(request, work, number, words),
    )
    return settle(request, work, part)


def settle_text(request: HttpRequest, work: Work, mine: Programme, context: dict[str, Any]) -> HttpResponse:
    """The same for a whole programme that was typed as text."""
    theirs = plain(work.programme)
    base = begun_from(work.owner, request.POST.get("stamp", ""), plain)
    meeting = reconcile(base, plain(mine), theirs)
    if base is None or meeting.clashes:
        shown = {"text": write_markdown(meeting.merged), "conflict": Conflict(meeting, "")}
        return render(request, "desk/text.html", {**context, **shown}, status=409)

    def change(programme: Programme) -> Programme:
        same = fresh(programme, plain, stamp(theirs))
        series = replace(meeting.merged.series, key=same.series.key, uid=same.series.uid)
        return replace(same, group=meeting.merged.group, series=series)

    number = work.keep(change)
    return _done(request, work, number, _(BOTH_KEPT) if number else _(AS_IT_IS))


def with_head(programme: Programme, head: Programme) -> Programme:
    """``programme`` with all that holds for the whole series as ``head`` says it."""
    same = programme.series
    series = replace(head.series, key=same.key, uid=same.uid, sessions=same.sessions)
    return replace(programme, group=head.group, series=series)


def _done(request: HttpRequest, work: Work, number: int | None, words: str) -> HttpResponse:
    say_saved(request, work.base, words, number)
    return redirect(work.base)

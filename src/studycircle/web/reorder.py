"""A session moved to another place in the list: at once where no date changes, else after a look at which would."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from studycircle.documents.planning import by_date
from studycircle.documents.programme import Programme, Session
from studycircle.documents.reconcile import plain
from studycircle.documents.reordering import place_beside, place_of_key, placed
from studycircle.web.editing import session_of, stamp
from studycircle.web.history import say_saved, undo_address
from studycircle.web.planning import preview_of, scene_of
from studycircle.web.planning_forms import PlanForm, Scene
from studycircle.web.verdict import changes_of
from studycircle.web.work import StaleError, Work, on_draft, on_series

STAY, ALONG = "stay", "along"


class PlaceForm(PlanForm):
    """Which place, counted from 1; ``dates``: whether they stay where they are or go along with their sessions."""

    heading = _("Move in the list")

    place = forms.TypedChoiceField(label=_("To place"), coerce=int)

    @classmethod
    def begin(cls, scene: Scene) -> dict[str, Any]:
        return {"place": place_of_key(scene.programme, scene.key) + 1}

    def prepare(self) -> None:
        sessions = self.scene.programme.series.sessions
        named = [(at, f"{at}. {one.title or one.number or one.date_words}") for at, one in enumerate(sessions, 1)]
        self.fields["place"].choices = named  # type: ignore[attr-defined]

    def placed(self, programme: Programme, dates: str) -> Programme:
        """``programme`` after the move. Only after ``is_valid()``."""
        return placed(
            programme,
            self.scene.key,
            self.cleaned_data["place"] - 1,
            dates_stay=dates == STAY,
            today=self.scene.today,
            told=self.scene.told,
        )


def move_session(request: HttpRequest, work: Work, key: str) -> HttpResponse:
    """Move one session; POST says ``to`` ("up", "down") or ``place``, and ``do`` when what comes of it was seen."""
    session = session_of(work.programme, key)
    if session is None:
        return render(request, "desk/gone.html", {"work": work}, status=404)
    scene = scene_of(work, session)
    form = PlaceForm(_typed(request.POST, scene) if request.method == "POST" else None, scene=scene)
    context = {"work": work, "form": form, "session": session}
    if request.method != "POST" or not form.is_valid():
        return _show(request, context, 200 if request.method != "POST" else 422)
    ways = {dates: form.placed(work.programme, dates) for dates in (STAY, ALONG)}
    dates = request.POST.get("do", "")
    if "do" not in request.POST and "preview" not in request.POST and not _asks(work.programme, ways):
        dates = ALONG
    elif dates not in ways or request.POST.get(f"seen-{dates}") != stamp(ways[dates]):
        # Nothing is done that was not seen: the programme may have changed since.
        context["preview"] = preview_of(work.programme, ways[STAY])
        context |= {"place": form.cleaned_data["place"], "along": stamp(ways[ALONG]), "has_changed": bool(dates)}
        context["is_same"] = plain(ways[STAY]) == plain(work.programme)
        return _show(request, context, 409 if dates else 200)

    def change(programme: Programme) -> Programme:
        if plain(programme) != plain(work.programme):
            raise StaleError
        return form.placed(programme, dates)

    return _done(request, work, session, ways[dates], work.keep(change))


def _typed(sent: QueryDict, scene: Scene) -> QueryDict:
    """What was sent, with "up" and "down" as the place they mean."""
    typed = sent.copy()
    if sent.get("to") in ("up", "down"):
        by = -1 if sent["to"] == "up" else 1
        typed["place"] = str(place_beside(scene.programme, scene.key, by, today=scene.today) + 1)
    return typed


def _asks(programme: Programme, ways: dict[str, Programme]) -> bool:
    """Whether there is something to choose: dates would change, or not stand in their order any more."""
    was_in_order = by_date(programme) == programme
    return plain(ways[STAY]) != plain(ways[ALONG]) and (was_in_order and by_date(ways[ALONG]) != ways[ALONG])


def _show(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    page = "desk/move_form.html" if request.htmx else "desk/move.html"  # type: ignore[attr-defined]
    return render(request, page, context, status=status)


def _done(request: HttpRequest, work: Work, session: Session, after: Programme, number: int | None) -> HttpResponse:
    place, all_of_them = place_of_key(after, session.key) + 1, len(after.series.sessions)
    name = session.title or session.number
    said = _("“%(title)s” is now number %(place)d of %(all)d.") % {"title": name, "place": place, "all": all_of_them}
    if not request.htmx:  # type: ignore[attr-defined]
        say_saved(request, work.base, said, number)
        return redirect(f"{work.base}#{session.key}")
    done = replace(work, programme=after)
    context = {
        "work": done,
        "said": said,
        "undo_at": undo_address(work.base, number),
        "moved": session.key,
        "changes": changes_of(done),
    }
    response = render(request, "desk/moved.html", context)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#sessions-list", "outerHTML"
    return response


draft_move_session, series_move_session = on_draft(move_session), on_series(move_session)

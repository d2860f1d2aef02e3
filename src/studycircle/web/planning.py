"""Slots and dates on the desk: each act is a form, then what it would change, then one button that does it."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from studycircle.documents.compare import Change, compare
from studycircle.documents.planning import by_date
from studycircle.documents.programme import DateState, Programme, Session
from studycircle.documents.reconcile import plain
from studycircle.documents.remarks import Remark, remarks
from studycircle.documents.schedule import zone_of
from studycircle.holidays_of import holidays_of, regions_of
from studycircle.store import clock
from studycircle.web.editing import session_of, stamp
from studycircle.web.history import say_saved
from studycircle.web.planning_acts import ACTS, acts_for
from studycircle.web.planning_forms import FillForm, PlanForm, Scene
from studycircle.web.work import StaleError, Work, on_draft, on_series

DATE_FIELDS = {"date", "state", "moved_from", "date_words"}


@dataclass(frozen=True, slots=True)
class Moved:
    """A session whose date or its state is another; ``before`` is ``None`` where it is new."""

    session: Session
    before: Session | None


@dataclass(frozen=True, slots=True)
class Row:
    """A session on the page of dates, with what is to be said of it and what can be done."""

    session: Session
    remarks: tuple[Remark, ...]
    acts: tuple[tuple[str, Any], ...]  # name and words


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would do; ``seen`` is the stamp of its outcome."""

    seen: str
    moved: tuple[Moved, ...]
    changes: tuple[Change, ...]  # all but those of dates
    remarks: tuple[Remark, ...]


def dates(request: HttpRequest, work: Work) -> HttpResponse:
    """All dates at a glance, the acts for each session, and the form that fills dates from a slot."""
    programme = work.programme
    regions = regions_of(programme.group.country)
    if request.POST.get("region") in {"", *dict(regions)}:
        region = request.POST["region"]
        number = work.keep(lambda old: replace(old, group=replace(old.group, region=region)))
        say_saved(request, work.base, _("Saved."), number)
        return redirect(f"{work.base}dates/")
    if "order" in request.POST:
        say_saved(request, work.base, _("The sessions stand in the order of their dates."), work.keep(by_date))
        return redirect(f"{work.base}dates/")
    said = remarks(None, programme, _holidays(programme), clock.now())
    rows = [
        Row(
            session,
            tuple(one for one in said if one.session.key == session.key),
            acts_for(session, programme),
        )
        for session in programme.series.sessions
    ]
    context = {
        "rows": rows,
        "is_in_order": by_date(programme) == programme,
        "regions": regions,
    }
    return _act(request, work, FillForm, None, "desk/plan.html", context)


def plan(request: HttpRequest, work: Work, key: str, act: str) -> HttpResponse:
    """One act on one session."""
    session = session_of(work.programme, key)
    if session is None:
        return render(request, "desk/gone.html", {"work": work}, status=404)
    if act not in dict(acts_for(session, work.programme)):
        raise Http404
    return _act(request, work, ACTS[act], session, "desk/plan_act.html", {"session": session})


def _act(
    request: HttpRequest, work: Work, kind: type[PlanForm], session: Session | None, page: str, context: dict[str, Any]
) -> HttpResponse:
    scene = scene_of(work, session)
    form = kind(request.POST if request.method == "POST" else None, scene=scene)
    context = {"work": work, "form": form, **context}
    if request.method != "POST":
        return render(request, page, context)
    if not form.is_valid():
        return render(request, page, context, status=422)
    after = form.apply(work.programme)
    seen = stamp(after)
    if "do" in request.POST and request.POST.get("seen") == seen:

        def change(programme: Programme) -> Programme:
            result = form.apply(programme) if plain(programme) == plain(work.programme) else None
            if result is None:
                raise StaleError
            return result

        say_saved(request, work.base, _("Done."), work.keep(change))
        return redirect(f"{work.base}dates/")
    # Nothing is done that was not seen: what was typed has changed since, or the programme has.
    context["preview"] = preview_of(work.programme, after)
    context["has_changed"] = "do" in request.POST
    return render(request, page, context, status=409 if "do" in request.POST else 200)


def scene_of(work: Work, session: Session | None) -> Scene:
    """What stands now, and begins with ``session``; of a draft of a new series nobody has been told."""
    today = clock.now().astimezone(zone_of(work.programme)).date()
    return Scene(work.programme, today, work.series is not None, session)


def preview_of(before: Programme, after: Programme) -> Preview:
    """What an act does that makes ``after`` of ``before``."""
    was = {session.key: session for session in before.series.sessions}
    moved = [
        Moved(session, was.get(session.key))
        for session in after.series.sessions
        if session.key not in was or _date_of(was[session.key]) != _date_of(session)
    ]
    keys = {one.session.key for one in moved}
    rest = tuple(one for one in compare(before, after) if not _is_of_date(one, keys))
    said = remarks(before, after, _holidays(after), clock.now())
    return Preview(stamp(after), tuple(moved), rest, said)


def _date_of(session: Session) -> tuple[dt.date | None, DateState]:
    return session.date, session.state


def _is_of_date(change: Change, keys: set[str]) -> bool:
    """Whether the list of dates says it already."""
    thing, __, field = change.path.partition(".")
    key = thing.removeprefix("session:")
    return thing == f"session:{key}" and key in keys and field in {"", *DATE_FIELDS}


def _holidays(programme: Programme) -> dict[dt.date, str]:
    group = programme.group
    years = {session.date.year for session in programme.series.sessions if session.date}
    return dict(holidays_of(group.country, group.region, years, get_language() or ""))


draft_dates, series_dates = on_draft(dates), on_series(dates)
draft_plan, series_plan = on_draft(plan), on_series(plan)

"""The organiser's desk: what is there, taking a page in, correcting it, editing a series."""

import dataclasses
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studycircle.documents.adopt import keep_keys
from studycircle.documents.attention import JUDGED
from studycircle.documents.keys import new_key
from studycircle.documents.pins import places_of, with_places
from studycircle.documents.programme import Programme, Series, Session
from studycircle.documents.reconcile import plain
from studycircle.errors import ReadError, WriteError
from studycircle.readers.programme.markdown import read_markdown
from studycircle.store import actions, clock, groups, models, queries
from studycircle.store.models import Right
from studycircle.web.attention import Outlook, outlook
from studycircle.web.conflict import (
    alone,
    cut_of,
    fresh,
    head_of,
    settle_head,
    settle_session,
    settle_text,
    with_head,
)
from studycircle.web.editing import (
    SeriesDesk,
    SessionDesk,
    session_of,
    stamp,
    with_session,
    without_session,
)
from studycircle.web.history import say_saved
from studycircle.web.intake import BeginForm, IntakeForm, take_in
from studycircle.web.people import group_of
from studycircle.web.pieces import looked_at
from studycircle.web.planning_acts import acts_for
from studycircle.web.shelf import wanted
from studycircle.web.spoken import words_of
from studycircle.web.verdict import changes_of
from studycircle.web.work import Work, on_draft, on_series, person_of, series_for_organiser
from studycircle.writers.programme.markdown import write_markdown

LONGEST_NAME = 500  # of what is fine


def home(request: HttpRequest) -> HttpResponse:
    """What needs the organiser in all their groups, what comes next, and the ways everywhere; and what else a person is
    to whom."""
    person = person_of(request)
    series = list(queries.series_organised_by(person).order_by("-position", "-pk"))
    rows = list(queries.groups_organised_by(person))
    groups = [(group, [one for one in series if one.group_id == group.pk]) for group in rows]
    edited = list(queries.series_edited_by(person))
    others = [
        (one, [row for row in edited if row.group_id == one.group_id])
        for one in queries.memberships_of(person)
        if one.right != Right.ORGANISER
    ]
    view = outlook(rows, series, queries.drafts_of(person), clock.now())
    return render(request, "desk/home.html", {"groups": groups, "others": others, "outlook": view})


def group_home(request: HttpRequest, group: str) -> HttpResponse:
    """The same for one group; while it has no programme, how to give it one."""
    person, row = person_of(request), group_of(request, group)
    series = list(queries.series_organised_by(person).filter(group=row).order_by("-position", "-pk"))
    view = outlook([row], series, queries.drafts_of(person).filter(group=row), clock.now())
    context = {"groups": [(row, series)], "outlook": view}
    return render(request, "desk/home.html", {**_empty(row), **context})


def _empty(group: models.Group) -> dict[str, Any]:
    """What the page of a group shows that has no programme."""
    form = IntakeForm(groups=[group], initial={"group": group.key})
    return {"group": group, "groups": [(group, [])], "outlook": Outlook(), "form": form, "begin": BeginForm()}


@require_POST
def fine(request: HttpRequest, group: str) -> HttpResponse:
    """Say that something is fine as it is, so that it is not pointed out; or, with ``again``, that it is not."""
    row = group_of(request, group)
    back = request.POST.get("back") or reverse("group-home", args=[row.key])
    back = back if back in (reverse("desk"), reverse("group-home", args=[row.key])) else reverse("desk")
    if "again" in request.GET:
        models.Fine.objects.filter(group=row, pk=_number(request.GET["again"])).delete()
        return redirect(back)
    name, key = request.POST.get("name", ""), request.POST.get("series", "")
    series = get_object_or_404(models.Series, group=row, key=key) if key else None
    if name.partition(":")[0] not in JUDGED or len(name) > LONGEST_NAME:
        raise Http404
    said, __ = models.Fine.objects.get_or_create(
        group=row, series=series, name=name, defaults={"said_at": clock.now(), "said_by": person_of(request)}
    )
    undo_at = f"{reverse('fine', args=[row.key])}?again={said.pk}"
    messages.success(request, _("It is not pointed out any more."), extra_tags=undo_at)
    return redirect(back)


def _number(words: str) -> int:
    return int(words) if words.isdecimal() and len(words) < 18 else 0


@require_POST
def sure(request: HttpRequest, work: Work) -> HttpResponse:
    """A field of a draft was looked at and is right: it is not doubtful any more."""
    field = request.POST.get("field", "")
    work.keep(
        lambda programme: dataclasses.replace(
            programme,
            sources=tuple(
                dataclasses.replace(one, sureness=1.0) if one.field == field else one for one in programme.sources
            ),
        )
    )
    return redirect("desk" if request.POST.get("back") == "desk" else f"{work.base}#verdict")


def intake(request: HttpRequest, group: str = "", series: str = "") -> HttpResponse:
    """Take a page in: paste, upload or address; into a series that is there, if one is named, else into one of the
    organiser's groups or a new one."""
    person = person_of(request)
    row = series_for_organiser(request, group, series) if series else None
    if row is None and not queries.may_found(person):
        raise Http404
    groups = list(queries.groups_organised_by(person)) if row is None else []
    usual = groups[0].key if len(groups) == 1 else ""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = IntakeForm(*sent, groups=groups, initial={"group": request.GET.get("group", usual)})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                draft = take_in(form, person, row, now=clock.now())
                return redirect("draft", draft.pk)
            except ReadError as error:
                form.add_error(None, words_of(error))
    return render(request, "desk/intake.html", {"form": form, "series": row}, status=status)


def overview(request: HttpRequest, work: Work) -> HttpResponse:
    """The whole programme on one page; of a draft, beside its source and with what wants looking at."""
    return render(request, "desk/overview.html", {"work": work, "changes": changes_of(work)})


def head(request: HttpRequest, work: Work) -> HttpResponse:
    """Edit what holds for the whole series."""
    desk = SeriesDesk.of(work.programme, request.POST if request.method == "POST" else None)
    seen = stamp(head_of(work.programme))
    if request.method != "POST":
        return render(request, "desk/head.html", {"work": work, "desk": desk, "stamp": seen})
    if request.POST.get("stamp") != seen or "begun" in request.POST:
        return settle_head(request, work, {"work": work, "stamp": seen}) or redirect(work.base)
    if not desk.is_valid():
        return render(request, "desk/head.html", {"work": work, "desk": desk, "stamp": seen}, status=422)

    typed = desk.typed()
    say_saved(
        request,
        work.base,
        _("Saved."),
        work.keep(lambda old: looked_at(with_head(fresh(old, head_of, seen), typed), "group", "series")),
    )
    return redirect(work.base)


def session(request: HttpRequest, work: Work, key: str) -> HttpResponse:
    """Edit one session, with its readings, notes and questions."""
    found = session_of(work.programme, key)
    if found is not None:
        return _edit_session(request, work, found)
    # Somebody has taken it out; what was typed meanwhile can bring it back.
    settled = settle_session(request, work, key, {"work": work}) if request.method == "POST" else None
    return settled or render(request, "desk/gone.html", {"work": work}, status=404)


def new_session(request: HttpRequest, work: Work) -> HttpResponse:
    """Add a session."""
    return _edit_session(request, work, Session(key=""))


def _edit_session(request: HttpRequest, work: Work, found: Session) -> HttpResponse:
    desk = SessionDesk.of(found, request.POST if request.method == "POST" else None, work.shelf)
    context: dict[str, Any] = {"work": work, "desk": desk, "session": found, "stamp": stamp(alone(found))}
    context["lines"] = work.lines_of(found.key) or work.lines
    context["acts"] = acts_for(found, work.programme)
    if request.method != "POST":
        return render(request, "desk/session.html", context)
    if found.key and (request.POST.get("stamp") != context["stamp"] or "begun" in request.POST):
        return settle_session(request, work, found.key, context) or redirect(work.base)
    if not desk.is_valid():
        return render(request, "desk/session.html", context, status=422)
    typed = desk.typed()

    def change(programme: Programme) -> Programme:
        if typed.key:
            seen = with_session(fresh(programme, cut_of(typed.key), context["stamp"]), typed)
            return looked_at(seen, f"session:{typed.key}")
        key = new_key(typed.title, {old.key for old in programme.series.sessions}, "session")
        return with_session(programme, dataclasses.replace(typed, key=key))

    say_saved(request, work.base, _("Saved."), work.keep(change))
    return redirect(work.base)


@require_POST
def remove_session(request: HttpRequest, work: Work, key: str) -> HttpResponse:
    """Take a session out of the programme; its row is kept, archived, and comes back with its key."""
    if session_of(work.programme, key):
        number = work.keep(lambda programme: without_session(programme, key))
        say_saved(request, work.base, _("The session was taken out."), number)
    return redirect(work.base)


def text(request: HttpRequest, work: Work) -> HttpResponse:
    """Edit the whole programme as text, in the Markdown form."""
    written = write_markdown(plain(work.programme))
    context: dict[str, Any] = {"work": work, "text": written, "stamp": stamp(written_of(work))}
    if request.method != "POST":
        return render(request, "desk/text.html", context)
    typed, seen = request.POST.get("text", "").replace("\r\n", "\n"), request.POST.get("stamp", "")
    context["text"] = typed
    try:
        programme, problems = read_markdown(typed, name=_("the text"), today=clock.now().date())
    except ReadError as error:
        return render(request, "desk/text.html", {**context, "error": error, "stamp": seen}, status=422)
    if not programme.series.sessions and work.programme.series.sessions:
        nothing = ReadError("", _("there is no session in this text, and so it was not saved"))
        return render(request, "desk/text.html", {**context, "error": nothing, "stamp": seen}, status=422)
    programme = keep_keys(work.programme, programme)
    kept = {session.key for session in programme.series.sessions}
    gone = [session for session in work.programme.series.sessions if session.key not in kept]
    if (problems or gone) and "anyway" not in request.POST:
        lost = {"problems": problems, "gone": gone, "stamp": seen}
        return render(request, "desk/text.html", {**context, **lost}, status=422)

    def change(old: Programme) -> Programme:
        # The group's and the series' keys are their addresses; a text cannot move them.
        group = dataclasses.replace(programme.group, key=old.group.key)
        series = dataclasses.replace(programme.series, key=old.series.key, uid=old.series.uid)
        # Pins that were found while the text was open are in nobody's way.
        return with_places(Programme(group, series, old.sources), places_of(old), only_empty=True)

    if seen != context["stamp"]:
        return settle_text(request, work, change(work.programme), context)
    say_saved(request, work.base, _("Saved."), work.keep(lambda old: change(fresh(old, plain, seen))))
    return redirect(work.base)


def written_of(work: Work) -> Programme:
    """The programme as its text says it: what a reader found where is no part of it."""
    return dataclasses.replace(work.programme, sources=())


@require_POST
def begin(request: HttpRequest, group: str) -> HttpResponse:
    """Begin a series of the group without a page: a draft that has no session yet."""
    row = group_of(request, group)
    form = BeginForm(request.POST)
    if not form.is_valid():
        context = {"group": row, "groups": [(row, [])], "outlook": Outlook(), "begin": form}
        return render(
            request,
            "desk/home.html",
            {**context, "form": IntakeForm(groups=[row], initial={"group": row.key})},
            status=422,
        )
    title = form.cleaned_data["title"]
    series = Series(new_key(title, (), "series"), title=title)
    draft = actions.start_draft(
        Programme(groups.document(row), series),
        (),
        group=row,
        source="",
        name=title,
        media="",
        by=person_of(request),
        now=clock.now(),
    )
    return redirect("draft", draft.pk)


@require_POST
def save_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a draft's programme live."""
    draft = get_object_or_404(queries.drafts_of(person_of(request)), pk=pk)
    try:
        outcome = actions.save_draft(draft, now=clock.now(), by=person_of(request))
    except WriteError as error:
        messages.error(request, words_of(error))
        return redirect("draft", draft.pk)
    base = reverse("series", args=[outcome.series.group.key, outcome.series.key])
    page = f"/{outcome.series.group.key}/{outcome.series.key}/"
    live = format_html('{} <a href="{}">{}</a>', _("The site is live."), page, _("See the public page"))
    say_saved(request, base, live, outcome.version)
    if any(one.reading.session.series_id == outcome.series.pk for one in wanted(outcome.series.group)):
        return redirect("series-readings", outcome.series.group.key, outcome.series.key)
    return redirect(base)


@require_POST
def discard_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    draft = get_object_or_404(queries.drafts_of(person_of(request)), pk=pk)
    actions.discard_draft(draft)
    messages.success(request, _("The draft was discarded. Nothing was published."))
    return redirect("desk")


draft_overview, series_overview = on_draft(overview), on_series(overview)
draft_head, series_head = on_draft(head), on_series(head)
draft_session, series_session = on_draft(session), on_series(session)
draft_new_session, series_new_session = on_draft(new_session), on_series(new_session)
draft_remove_session, series_remove_session = on_draft(remove_session), on_series(remove_session)
draft_text, series_text = on_draft(text), on_series(text)
draft_sure = on_draft(sure)

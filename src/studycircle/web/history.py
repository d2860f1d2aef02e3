"""The history of a programme on the desk: who did what when, how it was, and the ways back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studycircle.documents.compare import compare
from studycircle.documents.reconcile import plain
from studycircle.documents.schedule import zone_of
from studycircle.errors import WriteError
from studycircle.store import clock, history, models
from studycircle.store import undo as ways_back
from studycircle.web.spoken import words_of
from studycircle.web.work import Work, on_draft, on_series, person_of

ON_A_PAGE = 20


def say_saved(request: HttpRequest, base: str, words: str, number: int | None) -> None:
    """Tell the organiser what was done, with a button that undoes version ``number`` at once.

    ``base``: the address the pages of the series or draft begin with.
    """
    # The tags of a message are its only other field: base.html makes them the address of the button.
    messages.success(request, words, extra_tags=undo_address(base, number))


def undo_address(base: str, number: int | None) -> str:
    """Where version ``number`` is undone; "" where there is nothing to undo."""
    return f"{base}history/{number}/undo/" if number and number > 1 else ""


def versions(request: HttpRequest, work: Work) -> HttpResponse:
    """Who changed what and when, the newest first."""
    page = Paginator(history.versions_of(work.owner), ON_A_PAGE).get_page(request.GET.get("page"))
    newest = history.versions_of(work.owner).values_list("number", flat=True).first()
    return render(
        request, "desk/history.html", {"work": work, "page": page, "newest": newest, "zone": zone_of(work.programme)}
    )


def version(request: HttpRequest, work: Work, number: int) -> HttpResponse:
    """The programme as it was, with what it would change to have it back, and what was changed then."""
    found = _version(work, number)
    was = history.programme_at(found)
    now = plain(work.programme)
    before = history.versions_of(work.owner).filter(number=number - 1).first()
    context: dict[str, Any] = {"work": work, "version": found, "was": was, "zone": zone_of(work.programme)}
    # What holds for the whole group is not restored.
    context["changes"] = compare(now, type(now)(now.group, was.series))
    context["then"] = compare(history.programme_at(before), was) if before else None
    return render(request, "desk/history_version.html", context)


@require_POST
def undo(request: HttpRequest, work: Work, number: int) -> HttpResponse:
    """Take back one change."""
    _version(work, number)
    try:
        made = ways_back.undo(work.owner, number, by=person_of(request), now=clock.now())
    except WriteError as error:
        messages.error(request, words_of(error))
        return redirect(f"{work.base}history/")
    say_saved(request, work.base, _("That was undone."), made)
    return redirect(work.base)


@require_POST
def restore(request: HttpRequest, work: Work, number: int) -> HttpResponse:
    """Make the programme what it was."""
    _version(work, number)
    made = ways_back.restore(work.owner, number, by=person_of(request), now=clock.now())
    say_saved(request, work.base, _("The programme is again as it was."), made)
    return redirect(work.base)


def _version(work: Work, number: int) -> models.Version:
    found = history.versions_of(work.owner).filter(number=number).first()
    if found is None:
        raise Http404
    return found


draft_versions, series_versions = on_draft(versions), on_series(versions)
draft_version, series_version = on_draft(version), on_series(version)
draft_undo, series_undo = on_draft(undo), on_series(undo)
draft_restore, series_restore = on_draft(restore), on_series(restore)

"""The shelf on the organiser's desk: what the group has to read, taking a text in, and who may have it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studycircle.errors import ReadError
from studycircle.library import takings
from studycircle.store import clock, models, queries, shelf
from studycircle.web.shelf_forms import EditionForm, ShelveForm, TakeInForm
from studycircle.web.spoken import words_of
from studycircle.web.work import person_of, series_for_organiser

READABLE = frozenset({"web", "epub", "pdf", "text", "word"})  # formats of a link that a text can be made of


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reading of a session that is only a link yet, and could stand on the shelf."""

    reading: models.Reading
    link: str

    @property
    def place(self) -> str:
        """How the form that takes it in names the reading."""
        return str(self.reading.pk)


def home(request: HttpRequest, group: str) -> HttpResponse:
    """Every text of the group, and the readings that are only links."""
    row = _group(request, group)
    works = models.Work.objects.filter(group=row, archived=False).order_by("author", "title", "pk")
    rows = [
        (work, [one for one in work.editions.all() if not one.archived]) for work in works.prefetch_related("editions")
    ]
    away = models.TextEdition.objects.filter(group=row, archived=True)
    return render(
        request,
        "desk/shelf.html",
        {"group": row, "works": [one for one in rows if one[1]], "away": away, "wanted": list(wanted(row))},
    )


def new(request: HttpRequest, group: str) -> HttpResponse:
    """Take a text in; for the reading that is named, if one is."""
    row = _group(request, group)
    reading = _reading(row, request.POST.get("for") or request.GET.get("for", ""))
    sent = request.method == "POST"
    form = ShelveForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        group=row,
        initial={"address": request.GET.get("address", "")},
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                brought, text, problems = form.read()
            except ReadError as error:
                form.add_error(None, words_of(error))
            else:
                edition = shelf.shelve(
                    row,
                    text,
                    problems,
                    brought,
                    by=person_of(request),
                    now=clock.now(),
                    rights=form.cleaned_data["rights"],
                    work=form.chosen_work,
                )
                if reading is not None:
                    shelf.set_text(reading, edition, by=person_of(request), now=clock.now())
                messages.success(request, _("It is on the shelf. The books are being made."))
                return redirect("shelf-text", row.key, edition.key)
    context = {"group": row, "form": form, "reading": reading}
    return render(request, "desk/shelf_new.html", context, status=status)


def readings(request: HttpRequest, group: str, series: str) -> HttpResponse:
    """Offer to take in the readings of a series from their links; how far those are that were asked for."""
    row = series_for_organiser(request, group, series)
    links = [one for one in wanted(row.group) if one.reading.session.series_id == row.pk]
    if request.method == "POST":
        chosen = set(request.POST.getlist("reading"))
        takings.ask([(one.reading, one.link) for one in links if one.place in chosen], by=person_of(request))
        return redirect("series-readings", group, series)
    asked = models.Taking.objects.filter(reading__session__series=row).select_related("reading__session")
    under_way = {one.reading_id for one in asked if one.is_under_way}
    context = {
        "group": row.group,
        "series": row,
        "asked": asked,
        "wanted": [one for one in links if one.reading.pk not in under_way],
        "is_under_way": bool(under_way),
        "failed": {one.reading_id for one in asked if one.state == models.Taking.State.FAILED},
    }
    return render(request, "desk/readings.html", context)


def text(request: HttpRequest, group: str, key: str) -> HttpResponse:
    """One text: what is said of it, its copies, what was not kept, who reads it, its versions."""
    edition = _edition(request, group, key)
    seen = _stamp(edition)
    form = EditionForm(request.POST if request.method == "POST" else None, instance=edition)
    status = 200
    if request.method == "POST":
        if request.POST.get("stamp") != seen:
            form.add_error(
                None, _("Somebody changed this while you were writing. Yours is below; save again to keep it.")
            )
            status = 409
        elif form.is_valid():
            shelf.describe(form.save(commit=False))
            messages.success(request, _("Saved."))
            return redirect("shelf-text", group, key)
        else:
            status = 422
        edition.refresh_from_db()
    sessions = models.Reading.objects.filter(
        text=key, archived=False, session__archived=False, session__series__group=edition.group_id
    ).select_related("session__series")
    context = {
        "group": edition.group,
        "edition": edition,
        "form": form,
        "stamp": seen,
        "versions": edition.versions.select_related("taken_by"),
        "readings": sessions,
        "length": next((one for one in edition.extracts if not one.part), None),
        "parts": [one for one in edition.extracts if one.part],
        "missed": sorted({one.part for one in sessions if one.part} - {one.part for one in edition.extracts}),
    }
    return render(request, "desk/shelf_text.html", context, status=status)


def again(request: HttpRequest, group: str, key: str) -> HttpResponse:
    """Take the text in again: paragraphs that stayed the same keep their numbers."""
    edition = _edition(request, group, key)
    sent = request.method == "POST"
    form = TakeInForm(
        request.POST if sent else None, request.FILES if sent else None, initial={"address": edition.link}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                brought, text, problems = form.read()
            except ReadError as error:
                form.add_error(None, words_of(error))
            else:
                shelf.take_again(edition, text, problems, brought, by=person_of(request), now=clock.now())
                messages.success(request, _("Taken in. What became of the paragraph numbers is said below."))
                return redirect("shelf-text", group, key)
    context = {"group": edition.group, "form": form, "edition": edition}
    return render(request, "desk/shelf_new.html", context, status=status)


@require_POST
def put_away(request: HttpRequest, group: str, key: str) -> HttpResponse:
    """Take an edition off the shelf, or put it back; nothing is thrown away."""
    edition = _edition(request, group, key)
    shelf.put_away(edition, archived=not edition.archived)
    messages.success(request, _("It was put away.") if edition.archived else _("It is on the shelf again."))
    return redirect("shelf", group)


def _group(request: HttpRequest, key: str) -> models.Group:
    """The group, if whoever asks organises it; else 404, as if there were none."""
    return get_object_or_404(queries.groups_organised_by(person_of(request)), key=key)


def _edition(request: HttpRequest, group: str, key: str) -> models.TextEdition:
    editions = models.TextEdition.objects.select_related("group", "work")
    return get_object_or_404(editions, group=_group(request, group), key=key)


def _stamp(edition: models.TextEdition) -> str:
    """Of what the form shows; carried by it, so that nobody overwrites what they have not seen."""
    values = [str(getattr(edition, name)) for name in EditionForm.Meta.fields]
    return hashlib.blake2b("\x1f".join(values).encode(), digest_size=8).hexdigest()


def _reading(group: models.Group, words: str) -> models.Reading | None:
    """The reading of the group that a form names by its number, or a link by keys: "bees/on-wax/the-hive"."""
    rows = models.Reading.objects.select_related("session__series")
    rows = rows.filter(session__series__group=group, session__archived=False, archived=False)
    if words.isdecimal() and len(words) < 18:
        return rows.filter(pk=int(words)).first()
    series, session, key = (*words.split("/"), "", "", "")[:3]
    return rows.filter(session__series__key=series, session__key=session, key=key).first()


def wanted(group: models.Group) -> Iterator[Wanted]:
    """The readings without a text that have a link to one."""
    editions = models.Edition.objects.filter(
        reading__session__series__group=group,
        reading__session__series__archived=False,
        reading__session__archived=False,
        reading__archived=False,
        reading__text="",
        archived=False,
        link__startswith="http",
        format__in=READABLE,
    ).select_related("reading__session__series")
    first: dict[int, models.Edition] = {}
    for edition in editions.order_by("reading__session__position", "reading__position", "position"):
        first.setdefault(edition.reading_id, edition)
    for edition in first.values():
        yield Wanted(edition.reading, edition.link)

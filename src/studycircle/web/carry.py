"""Taking a group along and bringing it back: its export, its import, and deleting it or one of its series."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from studycircle.errors import ReadError, WriteError
from studycircle.moving.bringing import Brought, bring
from studycircle.moving.leaving import KEPT, delete_group
from studycircle.moving.packing import export
from studycircle.moving.unpacking import Export
from studycircle.store import actions, clock, models, queries
from studycircle.web.people import group_of
from studycircle.web.spoken import spoken, words_of
from studycircle.web.work import person_of, series_for_organiser


class ExportForm(forms.Form):
    """An export somebody brings."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("the ZIP that “Export” gave, as it is"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )


class BringForm(ExportForm):
    """An export of which a group is made."""

    key = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("only if it shall be another than it was: small letters, digits and hyphens"),
    )


class DeleteForm(forms.Form):
    """The name of what is to be deleted, typed: nobody deletes a group by a slip."""

    name = forms.CharField(
        label=gettext_lazy("Type its name to delete it"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, wanted: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.wanted = wanted

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if name.casefold() != " ".join(self.wanted.split()).casefold():
            raise ValidationError(_("That is another name. Nothing was deleted."))
        return name


def everything(request: HttpRequest, group: str) -> HttpResponse:
    """What can be done with a group as a whole, and with its series; on POST, an export is put into it."""
    row = group_of(request, group)
    sent = request.method == "POST"
    form = ExportForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and (brought := _brought(request, form, into=row)):
        return _said(request, brought, "group-everything", row.key)
    series = models.Series.objects.filter(group=row).order_by("-position", "-pk")
    context = {
        "group": row,
        "form": form,
        "live": [one for one in series if not one.archived],
        "gone": [one for one in series if one.archived],
    }
    return render(request, "desk/everything.html", context, status=422 if sent else 200)


def group_export(request: HttpRequest, group: str) -> FileResponse:
    """The whole group in one ZIP."""
    row = group_of(request, group)
    return _file(row, None, row.key)


def series_export(request: HttpRequest, group: str, series: str) -> FileResponse:
    """One series, with the texts it reads, in one ZIP."""
    row = series_for_organiser(request, group, series)
    return _file(row.group, row, f"{row.group.key}-{row.key}")


def _file(group: models.Group, only: models.Series | None, name: str) -> FileResponse:
    now = clock.now()
    file = export(group, now=now, only=only)
    name = f"{name}-{now:%Y-%m-%d}.zip"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def bring_back(request: HttpRequest) -> HttpResponse:
    """A group out of its export."""
    if not queries.may_found(person_of(request)):
        raise Http404
    sent = request.method == "POST"
    form = BringForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and (brought := _brought(request, form)):
        return _said(request, brought, "group-home", brought.group.key)
    return render(request, "desk/bring.html", {"form": form}, status=422 if sent else 200)


def _brought(request: HttpRequest, form: ExportForm, into: models.Group | None = None) -> Brought | None:
    """What came of the file, or nothing: then the form says why."""
    if not form.is_valid():
        return None
    upload, key = form.cleaned_data["file"], form.cleaned_data.get("key", "")
    try:
        opened = Export(upload.file, upload.name)
        return bring(opened, now=clock.now(), by=person_of(request), key=key, into=into)
    except (ReadError, WriteError) as error:
        form.add_error(None, words_of(error))
    return None


def _said(request: HttpRequest, brought: Brought, page: str, key: str) -> HttpResponse:
    titles = ", ".join(one.title or one.key for one in brought.series)
    words = {"group": brought.group.name or brought.group.key, "series": titles or "–", "texts": brought.texts}
    messages.success(request, _("Brought to “%(group)s”: %(series)s. Texts: %(texts)s.") % words)
    for remark in brought.remarks:
        messages.info(request, spoken(remark.words))
    return redirect(page, key)


def group_delete(request: HttpRequest, group: str) -> HttpResponse:
    """Delete a group for good; for its organisers and the administrators of the installation."""
    person = person_of(request)
    organised = queries.groups_organised_by(person)
    rows = models.Group.objects.filter(archived=False) if person.is_superuser else organised
    row = get_object_or_404(rows, key=group)
    name = row.name or row.key
    form = DeleteForm(request.POST or None, wanted=name)
    if request.method == "POST" and form.is_valid():
        delete_group(row, now=clock.now())
        words = {"name": name, "days": KEPT.days}
        messages.success(
            request, _("“%(name)s” was deleted. Its export stays on this server for %(days)s days.") % words
        )
        return redirect("desk")
    context = {"group": row, "name": name, "form": form, "days": KEPT.days}
    context["is_organiser"] = organised.filter(pk=row.pk).exists()
    return render(request, "desk/delete_group.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def series_delete(request: HttpRequest, group: str, series: str) -> HttpResponse:
    """Take a series off the site and the desk; it can be brought back."""
    row = series_for_organiser(request, group, series)
    actions.take_off(row, now=clock.now())
    if queries.coming_when_taken_off(row).exists():
        said = _("“%s” was deleted. Calendars and whoever was told of its coming meetings will hear that they are off.")
    else:
        said = _("“%s” was deleted.")
    # The tags of a message are the address of its button, which brings the series back (desk/base.html).
    undo = reverse("series-bring-back", args=[group, series])
    messages.success(request, said % (row.title or row.key), extra_tags=undo)
    return redirect("group-everything", group)


@require_POST
def series_bring_back(request: HttpRequest, group: str, series: str) -> HttpResponse:
    """Put a series back that was deleted."""
    row = get_object_or_404(models.Series, group=group_of(request, group), key=series, archived=True)
    actions.put_back(row, now=clock.now())
    messages.success(request, _("“%s” is there again.") % (row.title or row.key))
    return redirect("group-everything", group)

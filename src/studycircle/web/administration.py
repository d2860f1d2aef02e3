"""Groups as wholes: founding one, saying how it stands; and the administrator's page of all groups and people."""

import dataclasses
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studycircle.documents.programme import Group
from studycircle.errors import WriteError
from studycircle.intake import own_zone
from studycircle.store import actions, clock, groups, models, people, queries
from studycircle.web.editing import stamp
from studycircle.web.people import group_of
from studycircle.web.people_forms import FoundForm, GroupSettingsForm, OrganiserForm
from studycircle.web.spoken import words_of
from studycircle.web.work import person_of


def found(request: HttpRequest) -> HttpResponse:
    """Found a group without taking in a page."""
    person = person_of(request)
    if not queries.may_found(person):
        raise Http404
    home = queries.groups_organised_by(person).first()
    zone = own_zone()
    # A server mostly runs in UTC, and no group does: better to ask than to be an hour late.
    usual = {"language": get_language() or "en", "zone": "" if zone == "UTC" else zone}
    if home:
        usual = {"language": home.language, "zone": home.zone, "country": home.country, "region": home.region}
    form = FoundForm(request.POST or None, initial=usual)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            document = form.apply(Group(form.cleaned_data["key"]))
            try:
                row = groups.found(document, form.cleaned_data["domain"], by=person)
            except WriteError as error:
                form.add_error(None, words_of(error))
            else:
                messages.success(request, _("The group “%s” is founded. Now give it a programme.") % row.name)
                return redirect("group-home", row.key)
    return render(request, "people/found.html", {"form": form}, status=status)


def group_settings(request: HttpRequest, group: str) -> HttpResponse:
    """How the group stands: name, language, time zone, country, colour, its own host, what it is."""
    row = group_of(request, group)
    document = groups.document(row)
    seen = stamp(dataclasses.replace(document, key=f"{row.key} {row.domain}"))
    initial = {**GroupSettingsForm.initial_of(document), "domain": row.domain}
    form = GroupSettingsForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {"group": row, "form": form, "stamp": seen}
    if request.method != "POST":
        return render(request, "people/settings.html", context)
    if request.POST.get("stamp") != seen:
        return render(request, "people/settings.html", {**context, "conflict": True}, status=409)
    if form.is_valid():
        try:
            groups.change(
                row, form.apply(document), form.cleaned_data["domain"], now=clock.now(), by=person_of(request)
            )
        except WriteError as error:
            form.add_error("domain", words_of(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("group-settings", row.key)
    return render(request, "people/settings.html", context, status=422)


def administration(request: HttpRequest) -> HttpResponse:
    """All groups and people; on POST, make somebody organiser of a group."""
    _administrator(request)
    form = OrganiserForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            person, group = form.cleaned_data["person"], form.cleaned_data["group"]
            actions.make_organiser(person, group)
            words = {"name": person.username, "group": group.name or group.key}
            messages.success(request, _("%(name)s organises “%(group)s” now.") % words)
            return redirect("administration")
    organisers = Count("memberships", filter=Q(memberships__right=models.Right.ORGANISER))
    context = {
        "form": form,
        "groups": models.Group.objects.filter(archived=False)
        .annotate(people=Count("memberships"), organisers=organisers)
        .order_by("name", "key"),
        "people": models.Person.objects.prefetch_related("memberships__group").order_by("username"),
    }
    return render(request, "people/administration.html", context, status=status)


@require_POST
def administer_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a person administrator, or no longer; let them sign in, or no longer."""
    _administrator(request)
    person = get_object_or_404(models.Person, pk=pk)
    match request.POST.get("do"):
        case "make-administrator" | "unmake-administrator" as do:
            people.make_administrator(person, on=do == "make-administrator")
        case "let-in" | "shut-out" as do:
            people.let_in(person, on=do == "let-in")
    messages.success(request, _("Saved."))
    return redirect("administration" if person.pk != person_of(request).pk else "desk")


def _administrator(request: HttpRequest) -> None:
    """404, as if there were nothing, for anybody but an administrator."""
    if not person_of(request).is_superuser:
        raise Http404

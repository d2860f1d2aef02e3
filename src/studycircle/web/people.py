"""The people of a group on its desk: who they are to it, inviting, and what can be undone."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studycircle.errors import WriteError
from studycircle.store import clock, models, people, queries
from studycircle.store.mail import send_soon
from studycircle.web.language import language_to
from studycircle.web.people_forms import MAY, RIGHTS, InviteForm
from studycircle.web.spoken import words_of
from studycircle.web.work import person_of


def home(request: HttpRequest, group: str) -> HttpResponse:
    """Everybody in the group, the open invitations, and who was taken out; on POST, invite somebody."""
    row = group_of(request, group)
    form = InviteForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _invite(request, row, form)
            except WriteError as error:
                form.add_error(None, words_of(error))
            else:
                return redirect("people", row.key)
    now = clock.now()
    rank = list(models.Right)
    members = models.Membership.objects.filter(group=row).select_related("person").order_by("person__username")
    context = {
        "group": row,
        "form": form,
        "members": sorted(members, key=lambda one: rank.index(models.Right(one.right))),
        "invitations": [
            (one, link_of(request, one, mailed=False), one.made_at + people.LIFE)
            for one in people.open_invitations(row, now=now)
        ],
        "departures": models.Departure.objects.filter(group=row).select_related("person"),
        "rights": RIGHTS,
    }
    return render(request, "people/home.html", context, status=status)


def _invite(request: HttpRequest, group: models.Group, form: InviteForm) -> None:
    """Make the invitation, and mail its link if there is an address."""
    right, email = models.Right(form.cleaned_data["right"]), form.cleaned_data["email"]
    made = people.invite(group, right, email, by=person_of(request), now=clock.now())
    if not email:
        messages.success(request, _("The link stands below. Pass it on to one person; it works once."))
        return
    words = {"group": group.name or group.key, "by": person_of(request).username, "may": MAY[right]}
    link = link_of(request, made, mailed=True)
    with translation.override(language_to(email, group.language)):
        text = _(
            "%(by)s invites you to the reading group “%(group)s”. %(may)s\n\n"
            "To accept, open this link:\n\n%(link)s\n\n"
            "It works once, for two weeks. If you do not want to take part, do nothing."
        ) % {**words, "link": link}
        send_soon(_("Invitation to “%(group)s”") % words, text, email)
    if settings.MAIL:
        messages.success(request, _("The invitation is on its way to %s.") % email)
    else:
        said = _(
            "No mail reaches %s, because no mail server is set up. The link stands below: pass it on; it works once."
        )
        messages.success(request, said % email)


def link_of(request: HttpRequest, invitation: models.Invitation, *, mailed: bool) -> str:
    """The absolute link of an invitation; at the installation's own address, where people sign in."""
    path = reverse("invitation", args=[people.token(invitation, mailed=mailed)])
    return settings.ADDRESS + path if settings.ADDRESS else request.build_absolute_uri(path)


@require_POST
def change(request: HttpRequest, group: str, pk: int) -> HttpResponse:
    """Give a person of the group another right, or take them out."""
    row = group_of(request, group)
    person = _person_of_group(row, pk)
    right, seen = request.POST.get("right", ""), request.POST.get("stamp", "")
    if right == "none":
        people.remove(person, row, seen=seen, now=clock.now())
        messages.success(request, _("%s was taken out of the group. Below you can undo it.") % person.username)
    elif right in models.Right.values:
        people.change_right(person, row, models.Right(right), seen=seen)
        messages.success(request, _("Saved."))
    if queries.groups_organised_by(person_of(request)).filter(pk=row.pk).exists():
        return redirect("people", row.key)
    return redirect("desk")  # they stepped back themselves


@require_POST
def bring_back(request: HttpRequest, group: str, pk: int) -> HttpResponse:
    """Undo that a person was taken out."""
    row = group_of(request, group)
    departure = get_object_or_404(models.Departure.objects.select_related("person"), group=row, person=pk)
    people.bring_back(departure.person, row)
    messages.success(request, _("%s is part of the group again.") % departure.person.username)
    return redirect("people", row.key)


@require_POST
def withdraw(request: HttpRequest, group: str, pk: int) -> HttpResponse:
    """Let the link of an invitation no longer work."""
    row = group_of(request, group)
    people.withdraw(get_object_or_404(models.Invitation, group=row, pk=pk), now=clock.now())
    messages.success(request, _("The invitation was withdrawn."))
    return redirect("people", row.key)


def group_of(request: HttpRequest, key: str) -> models.Group:
    """The group, if whoever asks organises it; else 404, as if there were none."""
    return get_object_or_404(queries.groups_organised_by(person_of(request)), key=key)


def _person_of_group(group: models.Group, pk: int) -> models.Person:
    return get_object_or_404(models.Membership.objects.select_related("person"), group=group, person=pk).person

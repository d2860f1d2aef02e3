"""Joining a group without an account: a form, a mail, and a page that confirms when its button is pressed.

The answer is the same whether the address is known or not: nobody learns here who is a member.
"""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from studycircle.errors import WriteError
from studycircle.members import limits, people
from studycircle.members.models import Member
from studycircle.store import clock
from studycircle.store.models import Group
from studycircle.web.language import spoken
from studycircle.web.member_forms import KINDS, JoinForm
from studycircle.web.visitors import age_of, for_visitors, network_of, opened_now

QUICKEST, OLDEST = dt.timedelta(seconds=2), dt.timedelta(hours=24)  # between opening the form and sending it
FROM_A_NETWORK_IN_AN_HOUR = 20  # a class in one room may all join in one evening
TO_A_GROUP_IN_A_DAY = 500


@for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, group: str) -> HttpResponse:
    """Leave an address; what comes of it comes by mail."""
    row = get_object_or_404(Group, key=group, archived=False)
    with translation.override(spoken(row.language)):
        if request.method != "POST" and "sent" in request.GET:
            return render(request, "members/join_sent.html", {"group": row})
        return _join(request, row)


def _join(request: HttpRequest, group: Group) -> HttpResponse:
    now, purpose = clock.now(), f"join.{group.pk}"
    sent = request.POST.copy()
    form = JoinForm(
        sent if request.method == "POST" else None,
        pseudonym=people.new_pseudonym(group, ""),
        opened=opened_now(purpose, now=now),
    )
    status = 200
    if request.method == "POST":
        status = 422
        age = age_of(sent.get("opened", ""), purpose, now=now)
        if form.is_valid() and form.cleaned_data["website"]:
            return redirect(f"{request.path}?sent")  # a program: it need not know that nothing was done
        if form.is_valid() and (age is None or age > OLDEST):
            sent["opened"] = opened_now(purpose, now=now)
            form.add_error(None, _("This form was open for very long. Press the button once more."))
        elif form.is_valid() and age is not None and age < QUICKEST:
            form.add_error(None, _("That was quicker than most people are. Press the button once more."))
        elif form.is_valid():
            if _may_try(request, group, now):
                people.join(group, form.cleaned_data["email"], form.wishes(), now=now)
                return redirect(f"{request.path}?sent")
            status = 429
            form.add_error(None, _("Very many people joined just now. Try again in an hour."))
    return render(request, "members/join.html", {"group": group, "form": form}, status=status)


def _may_try(request: HttpRequest, group: Group, now: dt.datetime) -> bool:
    network = limits.attempt("join", network_of(request), FROM_A_NETWORK_IN_AN_HOUR, limits.HOUR, now=now)
    return network and limits.attempt("join-group", group.key, TO_A_GROUP_IN_A_DAY, limits.DAY, now=now)


@for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the link is for, and join when the button is pressed: programs that look through mail only open it."""
    member = people.member_of(token, "confirm")
    if member is None:
        return render(request, "members/gone.html", status=404)
    with translation.override(language_of(member)):
        error = ""
        if request.method == "POST":
            try:
                people.confirm(member, now=clock.now())
                return redirect(reverse("member", args=[people.token_of(member, "me")], query={"welcome": ""}))
            except WriteError as refused:
                error = f"{refused.what}. {refused.hint}".strip()
        heard = people.wishes_of(member).hears
        context = {
            "member": member,
            "group": member.group,
            "hears": [words for kind, words in KINDS.items() if kind in heard],
            "error": error,
            "me": people.token_of(member, "me"),
            "leave": people.token_of(member, "leave"),
        }
        return render(request, "members/confirm.html", context, status=422 if error else 200)


def language_of(member: Member) -> str:
    """The language of the pages of ``member``: theirs, else the group's, as far as the interface speaks it."""
    return spoken(member.language or member.group.language)

"""Accepting an invitation: the one way to an account that anybody may walk, with a link somebody gave them."""

from typing import Any

from allauth.account.internal import flows
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from studycircle.errors import WriteError
from studycircle.store import clock, people
from studycircle.web.people_forms import JoinForm
from studycircle.web.spoken import words_of
from studycircle.web.work import person_of


@login_not_required
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the link is for; on POST, accept it: as who is signed in, or with a new account."""
    opened = people.opened(token, now=clock.now())
    if opened is None:
        return render(request, "people/invitation_gone.html", status=404)
    context: dict[str, Any] = {"invitation": opened.invitation, "group": opened.invitation.group}
    if request.user.is_authenticated:
        if request.method == "POST":
            people.accept(opened.invitation, person_of(request), now=clock.now())
            messages.success(request, _("You are part of “%s” now.") % opened.invitation.group.name)
            return redirect("desk")
        return render(request, "people/invitation.html", context)
    has_account = opened.was_mailed and people.address_is_known(opened.invitation.email)
    form = JoinForm(request.POST or None, needs_password=not opened.was_mailed)
    status = 200
    if request.method == "POST" and not has_account:
        status = 422
        if form.is_valid():
            words = form.cleaned_data
            try:
                person = people.join(opened, words["name"], words["password"], now=clock.now())
            except WriteError as error:
                form.add_error("name", words_of(error))
            else:
                messages.success(request, _("Welcome. You are part of “%s” now.") % opened.invitation.group.name)
                answer: HttpResponse = flows.login.perform_login(request, Login(user=person))
                return answer
    context |= {"form": form, "has_account": has_account}
    return render(request, "people/invitation.html", context, status=status)

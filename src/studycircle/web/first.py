"""The first account of an installation, made by whoever started it: with a link that stands where it was started."""

from allauth.account.internal import flows
from allauth.account.models import Login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from studycircle.errors import WriteError
from studycircle.store import clock, people
from studycircle.web.people_forms import JoinForm
from studycircle.web.spoken import words_of


@login_not_required
@never_cache
def first(request: HttpRequest, token: str) -> HttpResponse:
    """Make the account that administers the place, and sign in. Once somebody has one, there is nothing here."""
    if not people.may_be_first(token, now=clock.now()):
        raise Http404
    form = JoinForm(request.POST or None, needs_password=True)
    form.fields["name"].help_text = _("you sign in with it, and the people you invite see it")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                person = people.be_first(
                    token, form.cleaned_data["name"], form.cleaned_data["password"], now=clock.now()
                )
            except WriteError as error:
                form.add_error(None, words_of(error))
            else:
                answer: HttpResponse = flows.login.perform_login(request, Login(user=person))
                return answer
    return render(request, "account/first.html", {"form": form}, status=status)

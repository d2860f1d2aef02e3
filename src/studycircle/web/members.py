"""The page of a member's own, behind a personal link: everything can be seen, changed and ended there."""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from studycircle.errors import WriteError
from studycircle.members import kindle, links, people, privacy, replies
from studycircle.members.models import Member
from studycircle.store import clock
from studycircle.store.models import Reading
from studycircle.web.comments import said_by
from studycircle.web.joining import language_of
from studycircle.web.member_forms import MeForm
from studycircle.web.replies import entries
from studycircle.web.visitors import for_visitors
from studycircle.writers.programme.links import subscribe_links

SAYS = (
    "welcome",
    "kept",
    "link",
    "calendar",
    "book",
    "no-book",
)  # what the page says was done, by the word in its address


@for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest, token: str) -> HttpResponse:
    """See and change what one hears, is called and has answered."""
    member = people.member_of(token, "me")
    if member is None:
        return gone(request)
    with translation.override(language_of(member)):
        wishes = people.wishes_of(member)
        initial = {
            "hears": [kind.value for kind in wishes.hears],
            "pseudonym": wishes.pseudonym,
            "language": wishes.language,
            "kindle": wishes.kindle,
        }
        form = MeForm(request.POST if request.method == "POST" else None, initial=initial)
        if request.method == "POST" and form.is_valid():
            people.change(member, form.wishes())
            return redirect(f"{request.path}?kept")
        address = links.calendar_link(member)
        context = {
            "member": member,
            "group": member.group,
            "token": token,
            "form": form,
            "done": next((word for word in SAYS if word in request.GET), ""),
            "coming": entries(replies.coming(member, now=clock.now())),
            "reply": people.token_of(member, "reply"),
            "comment": people.token_of(member, "comment"),
            "said": said_by(member),
            "suggested": "",
            "books": kindle.books_of_the_week(member.group, clock.now()) if member.kindle else (),
            "sender": kindle.sender(),
            "calendar": address,
            "subscribe": subscribe_links(address, member.group.name) if address else (),
        }
        return render(request, "members/me.html", context, status=422 if form.is_bound else 200)


@for_visitors
@require_safe
def export(request: HttpRequest, token: str) -> HttpResponse:
    """All that is kept of whoever has the link, as a file."""
    member = people.member_of(token, "me")
    if member is None:
        return gone(request)
    content = json.dumps(privacy.export(member), indent=1, ensure_ascii=False, default=str)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{member.group.key}.json"'
    return response


def _act(act: Callable[[Member], None], said: str) -> Callable[..., HttpResponse]:
    """A view that does ``act`` for whoever has the link, and goes back to their page, which says so."""

    @for_visitors
    @require_POST
    def do(request: HttpRequest, token: str) -> HttpResponse:
        member = people.member_of(token, "me")
        if member is None:
            return gone(request)
        act(member)
        return redirect(reverse("member", args=[people.token_of(member, "me")], query={said: ""}))

    return do


make_calendar = _act(people.make_calendar, "calendar")
revoke_calendar = _act(people.revoke_calendar, "kept")
write_again = _act(people.write_again, "kept")
new_link = _act(people.new_link, "link")


@for_visitors
@require_POST
def send_book(request: HttpRequest, token: str, reading: int) -> HttpResponse:
    """Mail the book of a reading to the device of whoever has the link."""
    member = people.member_of(token, "me")
    if member is None:
        return gone(request)
    rows = Reading.objects.select_related("session__series").filter(session__series__group=member.group_id)
    said = "book"
    try:
        kindle.send_reading(member, get_object_or_404(rows, pk=reading), clock.now())
    except WriteError:  # the page offers no such book, or did not when it was opened
        said = "no-book"
    return redirect(reverse("member", args=[token], query={said: ""}))


@for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str, purpose: str = "me") -> HttpResponse:
    """Leave: asked first where a person opens it; a POST, from the page or from a mail program, does it at once.

    ``purpose``: of the link; "leave" for the one in a mail's List-Unsubscribe (RFC 8058).
    """
    member = people.member_of(token, purpose)
    if member is None:
        return gone(request)
    with translation.override(language_of(member)):
        context = {"group": member.group, "member": member}
        if request.method != "POST":
            me_token = people.token_of(member, "me") if member.confirmed_at else ""
            return render(request, "members/leave.html", {**context, "token": me_token})
        privacy.erase(member, now=clock.now())
        return render(request, "members/left.html", context)


def gone(request: HttpRequest) -> HttpResponse:
    """A link that leads nowhere any more."""
    return render(request, "members/gone.html", status=404)

"""Will you come? A page for each session, behind a link of the member's own; it keeps nothing until a button is
pressed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from studycircle.errors import WriteError
from studycircle.members import people, replies
from studycircle.members.models import Member, Reply
from studycircle.store import clock
from studycircle.store.models import Session
from studycircle.web.joining import language_of
from studycircle.web.visitors import for_visitors
from studycircle.writers.programme.entries import ContactEntry, SessionEntry, contact_entries, session_entry
from studycircle.writers.programme.words import Words

TAKEN_BACK = "back"


@dataclass(frozen=True, slots=True)
class Entry:
    """A session one can answer, in words."""

    coming: replies.Coming
    words: SessionEntry
    has_online: bool
    place_in_line: int  # from 1 where they wait for a seat, else 0
    contacts: tuple[ContactEntry, ...]  # whom to ask


@for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str, session: int) -> HttpResponse:
    """Say whether one comes to the session, or take it back."""
    member = people.member_of(token, "reply")
    row = Session.objects.filter(pk=session, series__group=member.group_id).first() if member else None
    if member is None or row is None:
        return render(request, "members/gone.html", status=404)
    with translation.override(language_of(member)):
        error = ""
        if request.method == "POST":
            said = request.POST.get("answer", "")
            if said in Reply.Answer.values or said == TAKEN_BACK:
                try:
                    replies.reply(member, row, None if said == TAKEN_BACK else Reply.Answer(said), now=clock.now())
                    return redirect(f"{request.path}?kept")
                except WriteError as refused:
                    error = refused.what
        return _page(request, member, row, error)


def _page(request: HttpRequest, member: Member, row: Session, error: str) -> HttpResponse:
    found = replies.coming(member, now=clock.now(), only=row)
    suggested = request.GET.get("answer", "")
    context = {
        "group": member.group,
        "member": member,
        "entry": entries(found)[0] if found else None,
        "suggested": suggested if suggested in Reply.Answer.values else "",
        "is_kept": "kept" in request.GET and not error,
        "error": error,
        "action": request.path,
        "me": people.token_of(member, "me"),
    }
    status = 409 if error else 422 if request.method == "POST" else 200
    return render(request, "members/reply.html", context, status=status)


def entries(found: Sequence[replies.Coming]) -> list[Entry]:
    """Those sessions in the language of the page."""
    words = Words(get_language() or "en")
    return [_entry(one, words) for one in found]


def _entry(one: replies.Coming, words: Words) -> Entry:
    said = session_entry(one.programme, one.session, words, "")
    line = 0
    if one.reply is not None and one.reply.is_waiting:
        before = Reply.objects.filter(session=one.row, is_waiting=True).values_list("pk", flat=True)
        line = list(before).index(one.reply.pk) + 1
    contacts = contact_entries(one.programme.series.contacts)
    return Entry(one, said, bool(said.place and said.place.online), line, contacts)

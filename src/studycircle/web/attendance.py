"""Members on the desk: how many hear what, who comes to a session, and who came. No mail address is shown here."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from studycircle.discussion.models import Comment
from studycircle.documents.programme import Kind
from studycircle.members import replies
from studycircle.members.models import Member, Reply
from studycircle.members.people import HEARS
from studycircle.store import clock, models
from studycircle.web.editing import session_of
from studycircle.web.member_forms import KINDS, SeatsForm
from studycircle.web.people import group_of
from studycircle.web.work import Work, on_series


def members(request: HttpRequest, group: str) -> HttpResponse:
    """The members of a group by the names they chose, and how many hear what."""
    row = group_of(request, group)
    said = Exists(Comment.objects.filter(author=OuterRef("pk")))
    replied = Exists(Reply.objects.filter(member=OuterRef("pk")))
    rows = Member.objects.filter(group=row).annotate(has_said=said, has_replied=replied).order_by("pseudonym", "pk")
    everybody = [one for one in rows if _has_joined(one)]
    confirmed = [one for one in everybody if one.confirmed_at is not None]
    context = {
        "group": row,
        "members": confirmed,
        "waiting": len(everybody) - len(confirmed),
        "only_said": sum(one.confirmed_at is not None and not _has_joined(one) for one in rows),
        "refused": sum(one.refused_at is not None for one in confirmed),
        "hears": [(words, sum(getattr(one, HEARS[kind]) for one in confirmed)) for kind, words in KINDS.items()],
    }
    return render(request, "members/desk.html", context)


def _has_joined(member: Member) -> bool:
    """Whether they wish to hear from the group or take part, and have not only given their address for a comment."""
    takes_part = getattr(member, "has_replied", False) or bool(member.calendar or member.kindle)
    hears = any(getattr(member, name) for name in HEARS.values())
    return hears or takes_part or not getattr(member, "has_said", False)


@require_http_methods(["GET", "HEAD", "POST"])
def session_replies(request: HttpRequest, work: Work, key: str) -> HttpResponse:
    """Who comes to a session, how many can, and a list to tick who came."""
    row = get_object_or_404(models.Session, series=work.series, key=key, archived=False, kind=Kind.MEETING)
    seats = replies.seats_of(row)
    form = SeatsForm(request.POST if "save-seats" in request.POST else None, initial={"seats": seats})
    if request.method == "POST" and not form.is_bound:
        replies.note_attendance(row, _came(request), now=clock.now())
        messages.success(request, _("Saved."))
        return redirect(request.path)
    if form.is_bound and form.is_valid():
        replies.set_seats(row, form.cleaned_data["seats"], now=clock.now())
        messages.success(request, _("Saved."))
        return redirect(request.path)
    context = {**_lists(row), "work": work, "session": session_of(work.programme, key), "form": form}
    return render(request, "members/desk_session.html", context, status=422 if form.is_bound else 200)


def _lists(row: models.Session) -> dict[str, Any]:
    said = list(Reply.objects.filter(session=row).select_related("member"))
    answered = {one.member_id for one in said}
    others = Member.objects.filter(group=row.series.group_id).exclude(pk__in=answered).exclude(confirmed_at=None)
    order = {Reply.Answer.YES: 0, Reply.Answer.ONLINE: 1, Reply.Answer.NO: 3}
    said.sort(key=lambda one: (2 if one.is_waiting else order[Reply.Answer(one.answer)], one.answered_at, one.pk))
    return {
        "count": replies.count(row),
        "replies": said,
        "others": list(others.order_by("pseudonym", "pk")),
        "came": sum(bool(one.attended) for one in said),
    }


def _came(request: HttpRequest) -> dict[int, bool]:
    """What was ticked otherwise than it was shown: two who tick at once do not undo one another."""
    shown, was, ticked = (
        {int(number) for number in request.POST.getlist(name) if number.isascii() and number.isdecimal()}
        for name in ("shown", "was", "came")
    )
    return {number: number in ticked for number in shown if (number in ticked) != (number in was)}


series_replies = on_series(session_replies)

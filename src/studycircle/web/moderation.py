"""The comments of a group on its desk: what waits, what was set apart, what can be closed, and what was done."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from studycircle.discussion import moderation, queries
from studycircle.discussion.actions import Subject
from studycircle.discussion.models import Comment, Lock, ModerationAct
from studycircle.discussion.moderation import Seen
from studycircle.errors import WriteError
from studycircle.store import clock, models
from studycircle.web.comment_forms import ReasonForm
from studycircle.web.comments import page_of
from studycircle.web.people import group_of
from studycircle.web.spoken import words_of
from studycircle.web.work import person_of
from studycircle.writers.programme.said import comment_html

MOST, MOST_LOGGED, MOST_TALKS, MOST_LINKED = 100, 50, 30, 5  # on one page
Kind = ModerationAct.Kind


def home(request: HttpRequest, group: str) -> HttpResponse:
    """What a moderator should look at, oldest first, and everything else below."""
    row = group_of(request, group)
    waiting, apart = queries.queue(row), queries.set_apart(row)
    log = ModerationAct.objects.filter(group=row).select_related("comment", "session", "by")[:MOST_LOGGED]
    context = {
        "group": row,
        "number": waiting.count(),
        "waiting": [_shown(one) for one in waiting[:MOST]],
        "apart_number": apart.count(),
        "apart": [_shown(one) for one in apart[:MOST]],
        "reasons": ReasonForm(),
        "talks": _talks(row),
        "log": [(act, _done_words(act)) for act in log],
        "talk": queries.talk_of(row),
    }
    return render(request, "comments/desk.html", context)


@require_POST
def decide(request: HttpRequest, group: str) -> HttpResponse:
    """Approve comments, or hide them: one by its own button, or all that are ticked."""
    row = group_of(request, group)
    form = ReasonForm(request.POST)
    why = form.said() if form.is_valid() else ""
    kind, seen = _decision(request)
    done = moderation.decide(row, kind, seen, why, by=person_of(request), now=clock.now())
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"acts": [act.pk for act in done.acts], "stale": done.stale})
    number = len(done.acts)
    if number and kind is Kind.APPROVE:
        said = ngettext("One comment is approved.", "%(number)d comments are approved.", number)
        messages.success(request, format_html("{} {}", said % {"number": number}, _where(done.acts)))
    elif number:
        said = ngettext("One comment is hidden.", "%(number)d comments are hidden.", number)
        messages.success(request, said % {"number": number})
    if done.stale:
        messages.error(request, _("What was changed since you saw it was left alone: look once more."))
    if not number and not done.stale:
        messages.error(request, _("Nothing was ticked."))
    return redirect("moderation", row.key)


@require_POST
def undo(request: HttpRequest, group: str, pk: int) -> HttpResponse:
    """Let it be as it was before that entry of the log."""
    row = group_of(request, group)
    act = get_object_or_404(ModerationAct, group=row, pk=pk)
    is_json = "application/json" in request.headers.get("Accept", "")
    try:
        moderation.undo(act, by=person_of(request), now=clock.now())
    except WriteError as error:
        if is_json:
            return JsonResponse({"error": words_of(error)}, status=409)
        messages.error(request, words_of(error))
        return redirect("moderation", row.key)
    if is_json:
        return JsonResponse({})
    messages.success(request, _("It is as it was before."))
    return redirect("moderation", row.key)


@require_POST
def lock(request: HttpRequest, group: str) -> HttpResponse:
    """Close a conversation, or open it again."""
    row = group_of(request, group)
    number, reading, question = (request.POST.get(name, "") for name in ("session", "reading", "question"))
    rows = models.Session.objects.select_related("series__group").filter(series__group=row)
    session = get_object_or_404(rows, pk=number if number.isascii() and number.isdecimal() and len(number) < 18 else 0)
    subject, by, now = Subject(session, reading[:200], question[:200]), person_of(request), clock.now()
    if subject not in [one["subject"] for one in _talks(row)]:
        raise Http404
    if "close" in request.POST:
        moderation.close(subject, "", by=by, now=now)
        messages.success(request, _("The conversation is closed. What was said stays."))
    else:
        moderation.open_again(subject, "", by=by, now=now)
        messages.success(request, _("People can add to the conversation again."))
    return redirect("moderation", row.key)


@require_POST
def settings(request: HttpRequest, group: str) -> HttpResponse:
    """Whether the group takes comments, and how."""
    row = group_of(request, group)
    moderation.set_talk(row, is_open="is_open" in request.POST, is_attacked="is_attacked" in request.POST)
    messages.success(request, _("Saved."))
    return redirect("moderation", row.key)


def _decision(request: HttpRequest) -> tuple[ModerationAct.Kind, list[Seen]]:
    for kind in (Kind.APPROVE, Kind.HIDE):
        if kind.value in request.POST:
            one = request.POST[kind.value]
            return kind, [_seen(words) for words in ([one] if one != "ticked" else request.POST.getlist("one"))]
    raise Http404


def _seen(words: str) -> Seen:
    number, _, revision = words.partition(".")
    if not all(one.isascii() and one.isdecimal() and len(one) < 18 for one in (number, revision)):
        raise Http404
    return Seen(int(number), int(revision))


def _where(acts: Iterable[ModerationAct]) -> SafeString:
    """Links to comments that were approved, one for each page."""
    pages: dict[int, tuple[str, str]] = {}
    for act in acts:
        if act.comment is not None and act.comment.session_id not in pages:
            session = act.comment.session
            pages[session.pk] = (page_of(act.comment), session.title or session.number or session.key)
    return format_html_join(" ", '<a href="{}">{}</a>', list(pages.values())[:MOST_LINKED])


def _done_words(act: ModerationAct) -> str:
    """What was done, as the buttons call it."""
    return _("approved") if act.kind == Kind.APPROVE else str(act.get_kind_display())


def _shown(comment: Comment) -> dict[str, Any]:
    session = comment.session
    page = f"/{comment.group.key}/{session.series.key}/{session.key}/"
    return {
        "comment": comment,
        "body": comment_html(comment.words),
        "page": page,
        "title": session.title or session.number or session.key,
        "is_first": comment.author is not None and comment.author.trusted_at is None,
        "answered": comment_html(comment.parent.words) if comment.parent is not None else "",
    }


def _talks(group: models.Group) -> list[dict[str, Any]]:
    """The conversations there are, the liveliest last said first; and those that are closed."""
    rows = Comment.objects.filter(group=group, state__in=Comment.SHOWN, session__archived=False)
    found: dict[Subject, dict[str, Any]] = {}
    for one in rows.select_related("session__series__group").order_by("-said_at")[:1000]:
        subject = Subject(one.session, one.reading, one.question)
        found.setdefault(subject, {"subject": subject, "number": 0, "is_locked": False})["number"] += 1
    locks = Lock.objects.filter(session__series__group=group).select_related("session__series__group")
    for closed in locks:
        subject = Subject(closed.session, closed.reading, closed.question)
        found.setdefault(subject, {"subject": subject, "number": 0})["is_locked"] = True
    shown = sorted(found.values(), key=lambda talk: not talk["is_locked"])
    return [{**talk, "about": _about(talk["subject"])} for talk in shown[:MOST_TALKS]]


def _about(subject: Subject) -> str:
    if subject.reading:
        row = models.Reading.objects.filter(session=subject.session, key=subject.reading).first()
        return _("on “%(title)s”") % {"title": row.title if row else subject.reading}
    if subject.question:
        row_of = models.Question.objects.filter(session=subject.session, key=subject.question).first()
        return _("on question %(number)s") % {"number": (row_of.number if row_of else "") or subject.question}
    return ""

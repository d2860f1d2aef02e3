"""Commenting without an account: the page on which one says something, and the pages behind the links that follow."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from studycircle.discussion import actions, guard, links, queries
from studycircle.discussion.models import Comment
from studycircle.discussion.sums import new_sum
from studycircle.documents import programme as documents
from studycircle.documents.programme import Audience, Programme
from studycircle.documents.schedule import language_of
from studycircle.documents.spam import Verdict, judge
from studycircle.errors import WriteError
from studycircle.members import people
from studycircle.members.models import Member
from studycircle.store import clock, models
from studycircle.store.load import load_programme
from studycircle.web.comment_forms import CommentForm, EditForm, StrangerForm
from studycircle.web.editing import session_of
from studycircle.web.language import spoken
from studycircle.web.visitors import age_of, for_visitors, network_of, opened_now
from studycircle.writers.programme.entries import asked_entries, title_of
from studycircle.writers.programme.said import comment_html
from studycircle.writers.programme.words import Words

FORM = "comment"
MOST_SAID = 100  # on one page
REFUSALS = {
    Verdict.BUSY: gettext_lazy("Very much was sent from where you are. Your words stand below: try again in an hour."),
    Verdict.HASTY: gettext_lazy("That was quicker than most people write. Press the button once more."),
    Verdict.STALE: gettext_lazy("This form was open for very long. Press the button once more."),
    Verdict.LINKS: gettext_lazy("There are too many links in it. Leave the most important ones."),
    Verdict.AGAIN: gettext_lazy("These words came here before. If they were yours, they are kept: nothing is lost."),
}
OFTEN = gettext_lazy("This address was written to several times today. Come by the link in one of these mails.")


@dataclasses.dataclass(frozen=True, slots=True)
class Spot:
    """Where something is said: a session, as everybody may see it; and the comment that is answered."""

    row: models.Session
    programme: Programme
    session: documents.Session
    to: Comment | None

    @property
    def page(self) -> str:
        """The address of the session's page."""
        return f"/{self.programme.group.key}/{self.programme.series.key}/{self.session.key}/"

    def subject(self, form: CommentForm) -> actions.Subject:
        """What the comment in ``form`` is about; of an answer, what the answered one is."""
        if self.to is not None:
            return actions.Subject(self.row, self.to.reading, self.to.question, self.to)
        return actions.Subject(self.row, form.reading(), form.question())


@for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, group: str, series: str, session: str) -> HttpResponse:
    """Say something on a session, under a name of one's choice and with an address that is asked once."""
    rows = models.Session.objects.select_related("series__group")
    return _say(request, get_object_or_404(rows, series__group__key=group, series__key=series, key=session), None)


@for_visitors
@require_safe
def say_on_text(request: HttpRequest, group: str, key: str) -> HttpResponse:
    """From the pages of a text: on to the session that reads it."""
    rows = models.TextEdition.objects.select_related("group")
    edition = get_object_or_404(rows, group__key=group, key=key, archived=False)
    reading = queries.reading_of(edition, clock.now().date())
    if reading is None:
        raise Http404
    series = reading.session.series
    address = reverse("comment", args=[group, series.key, reading.session.key])
    return redirect(f"{address}?about=reading:{reading.key}")


@for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def say_by_link(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """The same by a link of one's own, which says who it is."""
    member = people.member_of(token, "comment")
    row = models.Session.objects.select_related("series__group").filter(pk=pk).first()
    if member is None or row is None or row.series.group_id != member.group_id:
        return _gone(request)
    return _say(request, row, member)


def _say(request: HttpRequest, row: models.Session, member: Member | None) -> HttpResponse:
    if row.archived or row.series.archived or not actions.takes_comments(row.series.group):
        raise Http404
    programme = load_programme(row.series, audience=Audience.PUBLIC)
    session = session_of(programme, row.key)
    if session is None:
        raise Http404
    spot = Spot(row, programme, session, _answered(request, row))
    with translation.override(spoken(language_of(programme))):
        return _form_page(request, spot, member)


def _form_page(request: HttpRequest, spot: Spot, member: Member | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    initial = {"about": request.GET.get("about", ""), "paragraph": request.GET.get("paragraph", "")[:12]}
    about = [] if spot.to else _choices(spot)
    form: CommentForm = (StrangerForm if member is None else CommentForm)(data, about=about, initial=initial)
    status = 200
    if data is not None:
        status = 422
        if form.is_valid():
            try:
                answer = _take(request, spot, member, form)
            except WriteError as refused:
                answer, status = f"{refused.what}. {refused.hint}".strip(), 409
            if isinstance(answer, HttpResponse):
                return answer
            form.add_error(None, answer)
            status = 429 if answer in (REFUSALS[Verdict.BUSY], OFTEN) else status
    return render(request, "comments/say.html", _context(request, spot, member, form), status=status)


def _take(request: HttpRequest, spot: Spot, member: Member | None, form: CommentForm) -> HttpResponse | Any:
    """Keep what was sent and lead on, or give the words that say why not."""
    now, group, values = clock.now(), spot.row.series.group, form.cleaned_data
    subject, words, network = spot.subject(form), values["words"], network_of(request)
    is_trusted = member is not None and member.trusted_at is not None
    if member is not None and (said := actions.said_just_now(member, subject, words, now=now)) is not None:
        return _to_own(said, is_owner=True)
    attempt = guard.attempt(
        group,
        network,
        words,
        age=age_of(values["opened"], FORM, now=now),
        trap=values.get("website", ""),
        answer=values.get("sum", ""),
        is_trusted=is_trusted,
        now=now,
    )
    verdict = judge(attempt)
    if verdict in REFUSALS:
        return REFUSALS[verdict]
    with transaction.atomic():
        if member is not None:
            made = actions.say_as(member, subject, words, values["paragraph"], now=now)
        elif verdict is Verdict.SUSPECT:
            made = actions.set_apart(
                values["name"], subject, words, values["paragraph"], suspicion=verdict.value, now=now
            )
        else:
            assert isinstance(form, StrangerForm)
            asked = actions.say_from(values["email"], form.wishes(), subject, words, values["paragraph"], now=now)
            if asked is None:
                return OFTEN
            made = asked
        guard.note(group, network, words, is_trusted=is_trusted, now=now)
    return _to_own(made, is_owner=member is not None)


def _context(request: HttpRequest, spot: Spot, member: Member | None, form: CommentForm) -> Mapping[str, Any]:
    now, words = clock.now(), Words(translation.get_language() or "en")
    asks = member is None and guard.asks_for_sum(spot.row.series.group, now=now)
    return {
        "spot": spot,
        "group": spot.row.series.group,
        "title": title_of(spot.session, words),
        "answered": comment_html(spot.to.words) if spot.to else "",
        "is_locked": actions.is_locked(_subject(spot)),
        "member": member,
        "form": form,
        "opened": opened_now(FORM, now=now),
        "sum": json.dumps(new_sum(now=now)) if asks else "",
    }


def _subject(spot: Spot) -> actions.Subject:
    if spot.to is None:
        return actions.Subject(spot.row)
    return actions.Subject(spot.row, spot.to.reading, spot.to.question)


def _choices(spot: Spot) -> list[tuple[str, str]]:
    """What of the session one can talk about."""
    words = Words(translation.get_language() or "en")
    made = [("", _("the session"))]
    made += [
        (f"reading:{one.key}", ", ".join(filter(None, (_("“%(title)s”") % {"title": one.title}, one.part))))
        for one in spot.session.readings
    ]
    asked = asked_entries(spot.programme, spot.session, words, "")
    made += [
        (f"question:{one.key}", _("question %(number)s") % {"number": entry.number})
        for one, entry in zip(spot.session.questions, asked, strict=True)
    ]
    return made if len(made) > 1 else []


def _answered(request: HttpRequest, row: models.Session) -> Comment | None:
    number = request.GET.get("to", "")
    if not number:
        return None
    found = Comment.objects.filter(session=row, state__in=Comment.SHOWN)
    return get_object_or_404(found, pk=_number(number))


def _number(words: str) -> int:
    if not (words.isascii() and words.isdecimal() and len(words) < 18):
        raise Http404
    return int(words)


def _to_own(comment: Comment, *, is_owner: bool) -> HttpResponse:
    return redirect("comment-own", links.own_token(comment, is_owner=is_owner))


@for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say that a comment is one's own, by the link in a mail; opening it does nothing."""
    comment = links.confirmed(token)
    if comment is None:
        return _gone(request)
    with translation.override(_language(comment)):
        error = ""
        if comment.confirmed_at is not None:
            return _to_own(comment, is_owner=True)
        if request.method == "POST" and request.POST.get("revision") != str(comment.revision):
            error = _("The words were changed meanwhile. Read them once more.")
        elif request.method == "POST":
            try:
                return _to_own(actions.confirm(comment, now=clock.now()), is_owner=True)
            except WriteError as refused:
                error = f"{refused.what}. {refused.hint}".strip()
        shown = {"comment": comment, "group": comment.group, "body": comment_html(comment.words)}
        context = {**shown, "error": error, "page": page_of(comment)}
        return render(request, "comments/confirm.html", context, status=409 if error else 200)


@for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, token: str) -> HttpResponse:
    """What became of a comment, for whoever said it; there it is changed, and withdrawn."""
    found = links.own(token)
    if found is None:
        return _gone(request)
    comment, is_owner = found
    with translation.override(_language(comment)):
        form = EditForm(request.POST if request.method == "POST" else None, initial={"words": comment.words})
        status = 200
        if "withdraw" in request.POST:
            actions.withdraw(comment)
            return redirect(request.path)
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    actions.edit(comment, form.cleaned_data["words"], now=clock.now(), is_owner=is_owner)
                    return redirect(f"{request.path}?kept")
                except WriteError as refused:
                    form.add_error(None, f"{refused.what}. {refused.hint}".strip())
                    status = 409
        hidden = comment.moderation.filter(kind="hide", undone_at=None).first() if comment.state == "hidden" else None
        context = {
            "comment": comment,
            "group": comment.group,
            "body": comment_html(comment.words),
            "form": form,
            "is_asked": comment.author is not None and comment.confirmed_at is None,
            "may_edit": actions.may_edit(comment, now=clock.now(), is_owner=is_owner) or form.is_bound,
            "is_kept": "kept" in request.GET and request.method == "GET",
            "why": hidden.why if hidden else "",
            "page": page_of(comment),
        }
        return render(request, "comments/own.html", context, status=status)


@for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, group: str, series: str, session: str, pk: int) -> HttpResponse:
    """Tell the moderators that they should look at a comment. The answer is the same whatever comes of it."""
    rows = Comment.objects.select_related("session__series__group")
    where = {"group__key": group, "series__key": series, "session__key": session}
    comment = get_object_or_404(rows, **where, pk=pk, state__in=Comment.SHOWN)
    with translation.override(_language(comment)):
        if request.method == "POST":
            age = age_of(request.POST.get("opened", ""), f"{FORM}.{comment.pk}", now=clock.now())
            if age is not None and not request.POST.get("website"):
                actions.report(comment, network_of(request), now=clock.now())
        context = {
            "is_done": request.method == "POST",
            "group": comment.group,
            "comment": comment,
            "body": comment_html(comment.words),
            "opened": opened_now(f"{FORM}.{comment.pk}", now=clock.now()),
            "page": page_of(comment),
        }
        return render(request, "comments/report.html", context)


def said_by(member: Member) -> list[tuple[Comment, str]]:
    """What ``member`` said, newest first, each with the token of its own page."""
    rows = Comment.objects.filter(author=member).exclude(confirmed_at=None).select_related("session")
    return [(one, links.own_token(one, is_owner=True)) for one in rows.order_by("-said_at")[:MOST_SAID]]


def _language(comment: Comment) -> str:
    series = comment.session.series
    return spoken(series.language or series.group.language)


def page_of(comment: Comment) -> str:
    """The comment on the page of its session."""
    session = comment.session
    return f"/{session.series.group.key}/{session.series.key}/{session.key}/#c-{comment.pk}"


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "comments/gone.html", status=404)

"""Looking for a date: the organiser asks, people answer by signed link, one click fixes what was found."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from studycircle.documents.polling import Count, may_be_asked, suggestions
from studycircle.documents.programme import Audience, Programme
from studycircle.documents.schedule import language_of, time_of, zone_of
from studycircle.errors import WriteError
from studycircle.store import clock, models, polls
from studycircle.store.load import load_programme
from studycircle.web.editing import session_of
from studycircle.web.history import say_saved
from studycircle.web.language import spoken
from studycircle.web.poll_forms import AnswerForm, AskForm, LinksForm, option_words
from studycircle.web.spoken import words_of
from studycircle.web.work import Work, on_series, person_of
from studycircle.writers.programme.entries import title_of
from studycircle.writers.programme.words import Words

SUGGESTED = 8


def poll(request: HttpRequest, work: Work, key: str) -> HttpResponse:
    """Ask about dates, and see what was answered."""
    row = _session_row(work, key)
    found = polls.poll_of(row)
    form = _ask_form(request, work, key, found)
    context = _context(request, work, key, found)
    if request.method != "POST":
        if found is None and not context["may_be_asked"]:
            raise Http404
        return render(request, "polls/desk.html", {**context, "form": form})
    if not form.is_valid():
        return render(request, "polls/desk.html", {**context, "form": form, "is_wrong": True}, status=422)
    try:
        __, version = polls.ask(row, form.asked(), by=person_of(request), now=clock.now())
    except WriteError as error:
        form.add_error(None, words_of(error))
        return render(request, "polls/desk.html", {**context, "form": form, "is_wrong": True}, status=409)
    say_saved(request, work.base, _("Saved."), version)
    return redirect(_address(work, key))


@require_POST
def act_on_poll(request: HttpRequest, work: Work, key: str, act: str) -> HttpResponse:
    """One of the acts below, on the poll of that session."""
    found = polls.poll_of(_session_row(work, key))
    if found is None or act not in ACTS:
        raise Http404
    try:
        ACTS[act](request, work, found)
    except WriteError as error:
        messages.error(request, words_of(error))
    return redirect(_address(work, key))


def _make_links(request: HttpRequest, work: Work, found: models.Poll) -> None:
    form = LinksForm(request.POST)
    if not form.is_valid():
        raise WriteError(str(next(iter(form.errors.values()))[0]).rstrip("."))
    made = polls.make_links(found, form.cleaned_data["labels"], now=clock.now())
    messages.success(request, _("%(number)d links were made. Copy them below.") % {"number": len(made)})


def _withdraw(request: HttpRequest, work: Work, found: models.Poll) -> None:
    link = get_object_or_404(found.answers, pk=_number(request))
    polls.withdraw_link(found, link.pk, now=clock.now())
    messages.success(request, _("The link was withdrawn, and what was answered by it does not count."))


def _bring_back(request: HttpRequest, work: Work, found: models.Poll) -> None:
    link = get_object_or_404(found.answers, pk=_number(request))
    polls.withdraw_link(found, link.pk, now=None)
    messages.success(request, _("The link counts again."))


def _close(request: HttpRequest, work: Work, found: models.Poll) -> None:
    polls.close(found, by=person_of(request), now=clock.now())
    messages.success(request, _("The poll is over."))


def _open_again(request: HttpRequest, work: Work, found: models.Poll) -> None:
    polls.open_again(found, by=person_of(request), now=clock.now())
    messages.success(request, _("People can answer again."))


def _fix(request: HttpRequest, work: Work, found: models.Poll) -> None:
    version = polls.fix(found, request.POST.get("option", ""), by=person_of(request), now=clock.now())
    say_saved(request, work.base, _("The date is fixed. Every page, the calendar and the leaflet follow."), version)


ACTS: dict[str, Callable[[HttpRequest, Work, models.Poll], None]] = {
    "links": _make_links,
    "withdraw": _withdraw,
    "bring-back": _bring_back,
    "close": _close,
    "open-again": _open_again,
    "fix": _fix,
}


def _number(request: HttpRequest) -> int:
    words = request.POST.get("link", "")
    if not (words.isascii() and words.isdecimal() and len(words) < 18):
        raise Http404
    return int(words)


def _session_row(work: Work, key: str) -> models.Session:
    return get_object_or_404(models.Session, series=work.series, key=key, archived=False)


def _address(work: Work, key: str) -> str:
    return f"{work.base}sessions/{key}/poll/"


def _ask_form(request: HttpRequest, work: Work, key: str, found: models.Poll | None) -> AskForm:
    today = clock.now().astimezone(zone_of(work.programme)).date()
    slots = [(one.date, one.time) for one in polls.options(found)] if found else []
    suggested = [day for day in suggestions(work.programme, today, SUGGESTED + len(slots)) if (day, None) not in slots]
    initial: dict[str, Any] = {"revision": 0, "is_shared": True}
    if found:
        initial = {
            "revision": found.revision,
            "words": found.words,
            "is_shared": bool(found.shared),
            "hides_results": found.hides_results,
        }
    data = request.POST if request.method == "POST" else None
    return AskForm(data, initial=initial, slots=slots, suggested=suggested[:SUGGESTED], today=today)


def _context(request: HttpRequest, work: Work, key: str, found: models.Poll | None) -> dict[str, Any]:
    session = session_of(work.programme, key)
    assert session is not None
    usual = time_of(work.programme.series, session)
    context: dict[str, Any] = {"work": work, "session": session, "poll": found, "usual": usual}
    context["may_be_asked"] = may_be_asked(session)
    if found is None:
        return context
    said, rows = polls.answers(found), polls.options(found)
    links = [(one, _link(request, polls.own_token(one))) for one in found.answers.exclude(label="", answered_at=None)]
    links += [(one, _link(request, polls.own_token(one))) for one in found.answers.filter(label="", answered_at=None)]
    return context | {
        "is_open": polls.is_open(found),
        "counts": [(one, option_words(one.option, usual)) for one in polls.count(found)],
        "answers": [(one, [one.choices.get(option.key, "") for option in rows]) for one in said],
        "columns": [option_words(one, usual, year=False) for one in rows],
        "shared": _link(request, polls.shared_token(found)) if found.shared else "",
        "links": links,
        "links_form": LinksForm(),
    }


def _link(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("poll", args=[token]))


@csrf_exempt  # the signed link itself says who may answer: no other site knows it, and no cookie is needed
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Answer by signed link. Opening it keeps nothing; sending answers, or changes what was answered before."""
    opened = polls.opened(token, now=clock.now())
    if opened is None:
        response = render(request, "polls/gone.html", status=404)
    else:
        programme = load_programme(opened.poll.session.series, audience=Audience.PUBLIC)
        # Those who are asked speak the group's language; the organiser's desk may speak another.
        with translation.override(spoken(language_of(programme))):
            response = _answer(request, opened, programme)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is all one needs to answer
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, opened: polls.Opened, programme: Programme) -> HttpResponse:
    found = opened.poll
    session = session_of(programme, found.session.key)
    if session is None:  # taken out of the programme
        return render(request, "polls/gone.html", status=404)
    usual = time_of(programme.series, session)
    form = AnswerForm(
        request.POST if request.method == "POST" else None, opened=opened, options=polls.options(found), usual=usual
    )
    error, is_open = "", polls.is_open(found)
    if request.method == "POST" and not opened.is_shared and is_open and form.is_valid():
        values = form.cleaned_data
        try:
            polls.answer(opened, form.choices(), values["name"], values["remark"], now=clock.now())
            return redirect(f"{request.path}?kept")
        except WriteError as refused:
            error = f"{refused.what}. {refused.hint}".strip()
    words = Words(translation.get_language() or "en")
    context = {
        "poll": found,
        "opened": opened,
        "programme": programme,
        "session": session,
        "title": title_of(session, words),
        "site": f"/{programme.group.key}/{programme.series.key}/",
        "form": form,
        "error": error,
        "is_open": is_open,
        "is_kept": "kept" in request.GET and request.method == "GET",
        "agreed": words.moment(session.date, usual, year=True) if session.date and not is_open else "",
        "counts": _counts(found, usual) if not (found.hides_results and is_open) else [],
        "action": reverse("poll", args=[polls.fresh_token(opened, now=clock.now())]) if opened.is_shared else "",
    }
    return render(request, "polls/answer.html", context, status=_status(request, form, error, is_open))


def _status(request: HttpRequest, form: AnswerForm, error: str, is_open: bool) -> int:
    if request.method != "POST":
        return 200
    return 409 if error or not is_open else 422


def _counts(found: models.Poll, usual: dt.time | None) -> list[tuple[Count, str]]:
    return [(one, option_words(one.option, usual)) for one in polls.count(found)]


series_poll, series_act_on_poll = on_series(poll), on_series(act_on_poll)

"""A group's mail on its desk: each session's reminder with its preview, what became of the mail, the weekly day."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from studycircle.documents.notices import MOST_DAYS, as_mailed
from studycircle.documents.programme import Audience, Kind, Programme
from studycircle.documents.programme import Session as SessionDocument
from studycircle.documents.schedule import language_of, zone_of
from studycircle.members import letters, notices, reminders
from studycircle.members.models import Digest, Notice, Reminder
from studycircle.store import clock, models
from studycircle.store.load import load_programme
from studycircle.store.mail import send_soon
from studycircle.web.editing import session_of
from studycircle.web.fields import ClockField
from studycircle.web.people import group_of
from studycircle.web.work import Work, on_series, person_of
from studycircle.writers.mail import sessions
from studycircle.writers.mail.letter import Written
from studycircle.writers.mail.sessions import Ways
from studycircle.writers.mail.write import write_letter
from studycircle.writers.programme.words import Words

# A letter has its styles in it, which no other page may; it may do nothing else.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox"
KINDS = {
    Notice.Kind.CONFIRM: gettext_lazy("confirming an address"),
    Notice.Kind.REMINDER: gettext_lazy("reminders"),
    Notice.Kind.CHANGE: gettext_lazy("changes"),
    Notice.Kind.RECAP: gettext_lazy("what was said"),
    Notice.Kind.DIGEST: gettext_lazy("weekly letters"),
    Notice.Kind.READING: gettext_lazy("new readings"),
    Notice.Kind.SEAT: gettext_lazy("free seats"),
    Notice.Kind.COMMENT: gettext_lazy("comments"),
    Notice.Kind.KINDLE: gettext_lazy("books for devices"),
}
STATES = {
    Notice.State.QUEUED: gettext_lazy("queued"),
    Notice.State.IN_FLIGHT: gettext_lazy("in flight"),
    Notice.State.WAITING: gettext_lazy("waiting to be tried again"),
    Notice.State.SENT: gettext_lazy("sent"),
    Notice.State.REFUSED: gettext_lazy("refused"),
    Notice.State.DROPPED: gettext_lazy("not sent, of no use any more"),
}
DAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)


class ReminderForm(forms.Form):
    """When a session is reminded of, and what the organiser wants to say."""

    is_on = forms.BooleanField(label=gettext_lazy("Send a reminder"), required=False)
    days = forms.IntegerField(label=gettext_lazy("Days before"), min_value=0, max_value=MOST_DAYS)
    hour = ClockField(label=gettext_lazy("At"), help_text=gettext_lazy("on the clocks where the group meets"))
    words = forms.CharField(
        label=gettext_lazy("What you want to say"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("It stands on top. When, where and what to read follow by themselves."),
    )


class DigestForm(forms.Form):
    """When the weekly letter goes out."""

    weekday = forms.TypedChoiceField(label=gettext_lazy("Day"), coerce=int, choices=list(enumerate(DAYS)))
    hour = ClockField(label=gettext_lazy("At"))


@require_http_methods(["GET", "HEAD", "POST"])
def session_mail(request: HttpRequest, work: Work, key: str) -> HttpResponse:
    """The mail of one session: its reminder as it will arrive, when it goes out, and what was sent already."""
    row, document = _session_of(work, key)
    reminder = _reminder_of(row)
    initial = {name: getattr(reminder, name) for name in ("days", "hour", "words")} | {"is_on": not reminder.is_off}
    form = ReminderForm(request.POST if "days" in request.POST else None, initial=initial)
    if request.method == "POST" and not form.is_bound:
        _settle_recap(request, reminder)
        return redirect(request.path)
    if form.is_bound and form.is_valid():
        _save(reminder, work.programme, document, form.cleaned_data)
        if "test" in request.POST:
            _send_test(request, work, row, reminder)
        else:
            messages.success(request, _("Saved."))
        return redirect(request.path)
    # Whether a comment is somebody's is asked beside the session, and is no mail of it.
    sent = Notice.objects.filter(session=row).exclude(kind=Notice.Kind.CONFIRM).values_list("kind", "state")
    said = [((KINDS[Notice.Kind(kind)], _state_words(state))) for kind, state in sent]
    context = {
        "work": work,
        "session": document,
        "form": form,
        "reminder": reminder,
        "due_at": _local(reminder.due_at, work.programme),
        "recap_at": _local(reminder.recap_at, work.programme),
        "letter": written(work, row, reminder),
        "spoken": language_of(work.programme),  # by the letter
        "counts": [(words, said.count(words)) for words in dict.fromkeys(said)],
    }
    return render(request, "post/session.html", context, status=422 if form.is_bound else 200)


@require_safe
def session_mail_preview(request: HttpRequest, work: Work, key: str) -> HttpResponse:
    """The reminder as a mail program shows it."""
    row, _document = _session_of(work, key)
    response = HttpResponse(written(work, row, _reminder_of(row)).html)
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def group_mail(request: HttpRequest, group: str) -> HttpResponse:
    """How many mails of the group are where on their way, which did not get through, and when the week is told."""
    row = group_of(request, group)
    digest, __ = Digest.objects.get_or_create(group=row, defaults={"due_at": reminders.next_digest(row, clock.now())})
    form = DigestForm(request.POST or None, initial={"weekday": digest.weekday, "hour": digest.hour})
    if request.method == "POST" and form.is_valid():
        digest.weekday, digest.hour = form.cleaned_data["weekday"], form.cleaned_data["hour"]
        digest.due_at = reminders.next_digest(row, clock.now(), digest)
        digest.save()
        messages.success(request, _("Saved."))
        return redirect(request.path)
    counted = notices.counts(row)
    context = {
        "group": row,
        "form": form,
        "counts": [(KINDS[Notice.Kind(kind)], _state_words(state), n) for (kind, state), n in counted.items()],
        "failures": [(one, KINDS[Notice.Kind(one.kind)]) for one in notices.failures(row)],
    }
    return render(request, "post/group.html", context, status=422 if form.is_bound else 200)


def written(work: Work, row: models.Session, reminder: Reminder) -> Written:
    """The reminder as it would go out now, with links that lead nowhere in the place of a member's own."""
    programme = as_mailed(load_programme(row.series, audience=Audience.MEMBERS))
    session = session_of(programme, row.key)
    assert session is not None
    site = letters.site_of(row.series.group)
    ways = Ways(site, *(f"{site}#" for _way in ("me", "leave", "yes", "online", "no")))
    words = Words(language_of(programme))
    letter = sessions.reminder(programme, session, ways, words, said=reminder.words)
    return write_letter(letter, words, accent=programme.group.accent)


def _session_of(work: Work, key: str) -> tuple[models.Session, SessionDocument]:
    rows = models.Session.objects.select_related("series__group")
    row = get_object_or_404(rows, series=work.series, key=key, archived=False, kind=Kind.MEETING)
    document = session_of(work.programme, key)
    assert document is not None
    return row, document


def _state_words(state: str) -> str:
    """Where a mail is on its way; without a mail server none gets any further than the outbox."""
    is_kept = state == Notice.State.SENT and not settings.MAIL
    return _("kept in the outbox") if is_kept else str(STATES[Notice.State(state)])


def _reminder_of(row: models.Session) -> Reminder:
    """Its plan; one that was saved before there were plans is drafted now."""
    found = Reminder.objects.filter(session=row).first()
    if found is None:
        reminders.draft(row.series, now=clock.now())
        found = Reminder.objects.get(session=row)
    return found


@transaction.atomic
def _save(reminder: Reminder, programme: Programme, session: SessionDocument, values: dict[str, Any]) -> None:
    row = Reminder.objects.select_for_update().get(pk=reminder.pk)
    row.is_off, row.days, row.hour = not values["is_on"], values["days"], values["hour"]
    row.words = values["words"].replace("\r\n", "\n")
    reminders.schedule(row, programme, session, clock.now())
    row.save(update_fields=["is_off", "days", "hour", "words", "due_at"])
    reminder.words = row.words


def _send_test(request: HttpRequest, work: Work, row: models.Session, reminder: Reminder) -> None:
    """Mail the reminder to whoever asks, at the address of their account."""
    email = person_of(request).email
    if not email:
        messages.error(request, _("Your account has no mail address. Add one under “Account”, then try again."))
        return
    letter = written(work, row, reminder)
    send_soon(_("Test: %s") % letter.subject, letter.text, email, letter.html)
    messages.success(request, _("Saved, and a test is on its way to %s.") % email)


def _settle_recap(request: HttpRequest, reminder: Reminder) -> None:
    """Send what was said now, or never."""
    act, now = request.POST.get("recap"), clock.now()
    if act == "now":
        Reminder.objects.filter(pk=reminder.pk, recapped_at=None).exclude(recap_at=None).update(recap_at=now)
        messages.success(request, _("It goes out within a minute."))
    elif act == "never":
        Reminder.objects.filter(pk=reminder.pk, recapped_at=None).update(recap_at=None, recapped_at=now)
        messages.success(request, _("It will not be sent."))


def _local(moment: dt.datetime | None, programme: Programme) -> dt.datetime | None:
    """The hour on the clocks where the group meets, for a template, which else would tell it in UTC."""
    return moment.astimezone(zone_of(programme)).replace(tzinfo=None) if moment else None


series_mail, series_mail_preview = on_series(session_mail), on_series(session_mail_preview)

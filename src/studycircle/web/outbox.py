"""Where no mail server is set up, mail lies in files; an administrator can look at it here, and nobody else."""

import datetime as dt
import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from studycircle.documents.schedule import known_zone
from studycircle.store import queries
from studycircle.web.post import LETTER_POLICY
from studycircle.web.work import person_of

MOST = 100  # the newest


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The mails that lie there, newest first."""
    _only_administrators(request)
    files = sorted(_folder().glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)[:MOST]
    mails = [(file.stem, mail, _sent_at(mail)) for file in files for mail in [_read(file)]]
    context = {"mails": mails, "is_there": not settings.MAIL, "zone": _zone(request)}
    return render(request, "post/outbox.html", context)


@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One of them: its headers and its text; with ``?html`` as a mail program shows it."""
    _only_administrators(request)
    file = _folder() / f"{name}.log"
    if not file.is_file():
        raise Http404
    message = _read(file)
    page = message.get_body(("html",))
    if "html" in request.GET and page is not None:
        response = HttpResponse(page.get_content())
        response.headers["Content-Security-Policy"] = LETTER_POLICY
        return response
    text = message.get_body(("plain",))
    context = {
        "message": message,
        "sent_at": _sent_at(message),
        "zone": _zone(request),
        "headers": list(message.items()),
        "text": text.get_content() if text else "",
        "has_html": page is not None,
    }
    return render(request, "post/mail.html", context)


def _only_administrators(request: HttpRequest) -> None:
    if not person_of(request).is_superuser:
        raise Http404


def _sent_at(message: EmailMessage) -> dt.datetime | None:
    """When it was written, as its header says."""
    moment = getattr(message["Date"], "datetime", None)
    return moment.replace(tzinfo=dt.UTC) if moment and moment.tzinfo is None else moment  # "-0000" is UTC


def _zone(request: HttpRequest) -> dt.tzinfo:
    """Whose clocks the page goes by: those of the first group whoever looks organises, else UTC."""
    group = queries.groups_organised_by(person_of(request)).first()
    return (known_zone(group.zone) if group else None) or dt.UTC


def _folder() -> Path:
    """The folder, if mail goes into files; else one that is not there."""
    return Path(getattr(settings, "EMAIL_FILE_PATH", None) or settings.DATA / "mail")


def _read(file: Path) -> EmailMessage:
    """The first mail in the file. Mail that is sent in one go shares one; the post makes one for each."""
    raw = file.read_bytes().partition(b"\n" + b"-" * 79 + b"\n")[0]
    return email.message_from_bytes(raw, policy=email.policy.default)

"""Mail, written in the transaction of what it tells of, and sent by the worker after it."""

import email.policy
from collections.abc import Mapping
from typing import Any

import django
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q, QuerySet

from studycircle.store.models import Job
from studycircle.store.tasks import task

# Django folds a long header, and Python then encodes a word it cannot fold: an address in List-Unsubscribe would no
# longer be one. 998 is what a line may hold (RFC 5322 §2.1.1).
POLICY = email.policy.SMTP.clone(max_line_length=998)
FIRST = 50  # the priority of mail somebody sits and waits for


class Mail(EmailMultiAlternatives):
    """A mail whose headers are left in one line each."""

    def message(self, *_args: Any, **_options: Any) -> Any:
        """The message; Django before 6.0 has no policy to be told, and folds nothing that matters."""
        return super().message(policy=POLICY) if django.VERSION >= (6, 0) else super().message()


def unsent() -> QuerySet[Job]:
    """The mails that were tried and have not gone out: given up, or to be tried again."""
    tried = Q(failed_at__isnull=False) | Q(attempts__gte=2, held_until=None)
    return Job.objects.filter(tried, task=send.module_path)


@task()
def send(subject: str, text: str, to: str, html: str = "", headers: Mapping[str, str] | None = None) -> None:
    """Send one mail to one person; tried again later where the mail server does not answer."""
    mail = Mail(subject, text, to=[to], headers=dict(headers or {}))
    if html:
        mail.attach_alternative(html, "text/html")
    mail.send()


def send_soon(subject: str, text: str, to: str, html: str = "", headers: Mapping[str, str] | None = None) -> None:
    """Let the worker send it before anything else. Nobody can tell from how long we take whether there was a mail."""
    send.using(priority=FIRST).enqueue(subject, text, to, html, dict(headers or {}))

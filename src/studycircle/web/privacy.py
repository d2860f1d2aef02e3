"""What is kept of whom, and for how long, in plain words; the numbers are those the deleting goes by."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.http import require_safe

from studycircle.discussion import keeping
from studycircle.members import erasures, limits, people
from studycircle.members import privacy as terms
from studycircle.store.models import Group
from studycircle.web.language import spoken
from studycircle.web.visitors import for_visitors


@for_visitors
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """For everybody, in the language of their browser."""
    return render(request, "members/privacy.html", _context())


@for_visitors
@require_safe
def of_group(request: HttpRequest, group: str) -> HttpResponse:
    """The same in the language of a group, with the way to it."""
    row = get_object_or_404(Group, key=group, archived=False)
    with translation.override(spoken(row.language)):
        return render(request, "members/privacy.html", {**_context(), "group": row})


def _context() -> dict[str, Any]:
    return {
        "unconfirmed_hours": int(people.UNCONFIRMED_FOR.total_seconds() // 3600),
        "reply_days": terms.REPLIES_FOR.days,
        "mail_days": terms.MAIL_LOG_FOR.days,
        "attempt_hours": int(limits.LONGEST.total_seconds() // 3600),
        "hidden_days": keeping.HIDDEN_FOR.days,
        "log_days": keeping.LOG_FOR.days,
        "erasure_days": erasures.KEPT_FOR.days,
        "session_days": settings.SESSION_COOKIE_AGE // 86400,
    }

"""The one clock of the server. Everything below it is told the time; only edges and jobs ask for it, here.

``STUDYCIRCLE_NOW`` (an ISO moment with its offset) lets the clock start there instead, and run on: to see a series
as it will be on a given evening, and in tests.
"""

import datetime as dt
from functools import cache

from django.conf import settings
from django.utils import timezone


def now() -> dt.datetime:
    """The time, aware, in UTC."""
    return timezone.now() + _ahead()


@cache
def _ahead() -> dt.timedelta:
    """How far this process' clock was set ahead of the machine's (or back, if negative), at its first question."""
    return dt.datetime.fromisoformat(settings.NOW) - timezone.now() if settings.NOW else dt.timedelta()

"""Limits on what anybody may do who is not signed in, so that nobody fills other people's letter boxes through us.

What is kept is a keyed hash, and only as long as some limit counts it.
"""

import datetime as dt

from django.utils.crypto import salted_hmac

from studycircle.members.models import Attempt

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LONGEST = DAY  # no limit looks further back


def attempt(what: str, whose: str, most: int, within: dt.timedelta, *, now: dt.datetime) -> bool:
    """Whether ``whose`` (a network, an address, a group) may do ``what`` once more: at most ``most`` times ``within``.

    If so it counts. ``within`` is a day at most.
    """
    if tries(what, whose, within, now=now) >= most:
        return False
    note(what, whose, now=now)
    return True


def tries(what: str, whose: str, within: dt.timedelta, *, now: dt.datetime) -> int:
    """How often ``whose`` did ``what`` of late. ``within`` is a day at most."""
    assert within <= LONGEST
    return Attempt.objects.filter(key=key_of(what, whose), at__gt=now - within).count()


def note(what: str, whose: str, *, now: dt.datetime) -> None:
    """Let it count that ``whose`` did ``what``."""
    Attempt.objects.create(key=key_of(what, whose), at=now)


def forget(what: str, whose: str) -> None:
    """Let it never have been tried."""
    Attempt.objects.filter(key=key_of(what, whose)).delete()


def forget_old(now: dt.datetime) -> int:
    """Delete what no limit counts any more; how many."""
    return Attempt.objects.filter(at__lte=now - LONGEST).delete()[0]


def key_of(what: str, whose: str) -> str:
    """What stands in the table instead of ``whose``; nobody without the installation's secret can tell who it is."""
    return salted_hmac(f"studycircle.limit.{what}", whose, algorithm="sha256").hexdigest()[:32]

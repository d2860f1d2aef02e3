"""Links that do not rot: every address of every programme is asked for now and then, politely, in the background.

A run asks each host at most once, and a host that was asked in the last seconds not at all; the next run follows when
the next link is due. What is found is kept in rows (``store/links.py``) and shown on the desk.
"""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.dispatch import receiver

from studycircle import fetch
from studycircle.errors import FetchError, UnfetchableError
from studycircle.store import clock, links
from studycircle.store.jobs import LONG
from studycircle.store.models import Group, Link, Series, TextEdition
from studycircle.store.signals import group_changed, series_changed, text_changed
from studycircle.store.tasks import task

log = logging.getLogger(__name__)
State = Link.State

HOUR, DAY, WEEK = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(weeks=1)
PAUSES = (HOUR, 6 * HOUR, DAY, 3 * DAY)  # after the first, second … failure in a row; then weekly
FAILURES, LASTING = 3, DAY  # a link is broken after so many failures over so long
REST = dt.timedelta(seconds=10)  # between two questions to one host
MOST = 50  # questions in a run
SPELL = dt.timedelta(minutes=1)  # after which a run lets other work go first
SECONDS = 15.0  # for one answer
LATE = LONG - 2  # books, which somebody waits for, go first

GONE = frozenset({404, 410})
BUSY = frozenset({408, 425, 429})  # like 5xx: it may be otherwise in an hour


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one question. ``status``: the server's number; without one, ``words`` says why there is none.

    ``rest``: how long the server wants to be left in peace. ``is_ours``: it is we who do not ask for such an address.
    """

    status: int | None = None
    words: str = ""
    rest: dt.timedelta = dt.timedelta(0)
    is_ours: bool = False

    @property
    def is_good(self) -> bool:
        """Whether there is a page."""
        return self.status is not None and self.status < 400

    @property
    def is_failure(self) -> bool:
        """Whether people cannot get at it either, as far as one can tell. Where a server only lets no program look
        (401, 403, 405, 999 …), or we ourselves do not, nobody knows."""
        if self.status is None:
            return not self.is_ours
        return self.status in GONE | BUSY or 500 <= self.status < 600


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a link. ``since``: when what it suffers from began; ``status``: its last answer's."""

    state: State = State.UNKNOWN
    failures: int = 0
    since: dt.datetime | None = None
    status: int | None = None


def after(answer: Answer, was: Standing, now: dt.datetime, *, spread: float = 0.5) -> tuple[Standing, dt.datetime]:
    """What is known of a link after ``answer``, and when to ask again. ``spread`` (0 to 1): where in the day, so that
    not all are asked for at once."""
    weekly = now + WEEK + (spread - 0.5) * DAY
    if answer.is_good:
        return Standing(State.GOOD, status=answer.status), weekly
    if not answer.is_failure:
        began = was.since if was.since and not was.failures else now
        return Standing(State.DOUBTFUL, since=began, status=answer.status), max(weekly, now + answer.rest)
    failures = was.failures + 1
    since = was.since if was.since and was.failures else now
    standing = Standing(was.state, failures, since, answer.status)
    if answer.status in GONE:
        is_broken = was.status in GONE or was.state is State.BROKEN
        standing = replace(standing, state=State.BROKEN if is_broken else State.DOUBTFUL)
    elif failures >= FAILURES and now - since >= LASTING:
        standing = replace(standing, state=State.BROKEN)
    again = now + PAUSES[failures - 1] if failures <= len(PAUSES) else weekly
    return standing, max(again, now + answer.rest)


def answer_of(address: str, now: dt.datetime, *, may_connect: fetch.AddressCheck = fetch.is_public) -> Answer:
    """Ask for ``address`` once."""
    try:
        asked = fetch.ask(address, seconds=SECONDS, may_connect=may_connect)
    except FetchError as error:
        words = error.what.removeprefix(f"{error.name}: ")
        return Answer(words=words, is_ours=isinstance(error, UnfetchableError))
    return Answer(asked.status, rest=_rest(asked.retry_after, now) if asked.status in (429, 503) else dt.timedelta(0))


def _rest(retry_after: str, now: dt.datetime) -> dt.timedelta:
    """How long "Retry-After" says to wait: seconds or a date (RFC 9110 §10.2.3); a week at most."""
    said = retry_after.strip()
    if said.isascii() and said.isdecimal():
        return min(WEEK, dt.timedelta(seconds=int(said[:9])))
    try:
        until = parsedate_to_datetime(said)
        return min(WEEK, max(dt.timedelta(0), until.replace(tzinfo=until.tzinfo or dt.UTC) - now))
    except (ValueError, OverflowError):
        return dt.timedelta(0)


def check_due(
    now: Callable[[], dt.datetime], *, ask: Callable[[str, dt.datetime], Answer] = answer_of
) -> dt.datetime | None:
    """Ask for the links that are due; gives when to look again, if there are any links.

    Where no host at all answers it may be our own line that is down, and then nobody is blamed.
    """
    began = now()
    silent: list[tuple[Link, Answer]] = []
    has_heard = False
    for row in links.due(began, rest=REST)[:MOST]:
        if now() - began >= SPELL:
            break
        if not links.begin(row, now()):
            continue
        answer = ask(row.address, now())
        if answer.status is None and not answer.is_ours:
            silent.append((row, answer))
            continue
        has_heard = has_heard or answer.status is not None
        _settle(row, answer, now())
    for row, answer in silent:
        if has_heard or len(silent) == 1:
            _settle(row, answer, now())
        else:
            Link.objects.filter(pk=row.pk).update(next_at=now() + HOUR)
    return links.next_due()


def _settle(row: Link, answer: Answer, now: dt.datetime) -> None:
    """Keep what is known of the link now."""
    was = Standing(State(row.state), row.failures, row.failing_since, row.status)
    standing, again = after(answer, was, now, spread=int(row.digest[:8], 16) / 2**32)
    Link.objects.filter(pk=row.pk).update(
        state=standing.state,
        failures=standing.failures,
        failing_since=standing.since,
        status=standing.status,
        words=answer.words,
        next_at=again,
    )
    if answer.status in (429, 503):
        links.let_rest(row.host, now + max(answer.rest, HOUR))


# When to look.


@task()
def note_links(pk: int | None = None) -> None:
    """See which links the programmes of a group have, or those of every group; then ask for those that are due."""
    address = urlsplit(settings.ADDRESS).hostname or ""
    groups = Group.objects.all()
    ours = frozenset({address, *groups.values_list("domain", flat=True)} - {""})
    for group in groups if pk is None else groups.filter(pk=pk):
        links.note_links(group, ours=ours, now=clock.now())
    _look_again(links.next_due())


@task()
def check_links() -> None:
    """Ask for the links that are due, and again when the next ones are."""
    _look_again(check_due(clock.now))


def _look_again(due: dt.datetime | None) -> None:
    if due is not None:
        check_links.using(priority=LATE, run_after=max(due, clock.now() + REST)).enqueue()


@receiver(series_changed)
def on_series_changed(series: Series, **_: Any) -> None:
    """New links are to be asked for, gone ones forgotten."""
    note_links.using(priority=LATE).enqueue(series.group_id)


@receiver(text_changed)
def on_text_changed(edition: TextEdition, **_: Any) -> None:
    """So does a text of the shelf link to where it came from."""
    note_links.using(priority=LATE).enqueue(edition.group_id)


@receiver(group_changed)
def on_group_changed(group: Group, **_: Any) -> None:
    """Its own words may link too, and it may be archived, or at another host."""
    note_links.using(priority=LATE).enqueue(group.pk)

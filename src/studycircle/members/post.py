"""The post: takes the mails that are due, sends them over one connection, and writes down each step.

A worker claims a batch by a lease. Of each mail it writes that it is in flight before it goes, and what became of it
after; so of a worker that is killed at most the one mail in flight is sent again, under the same Message-ID. Several
processes may be at it on PostgreSQL: rows that another holds are skipped. Time is asked of the clock passed in.
"""

import datetime as dt
import logging
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.db.models import Q, QuerySet

from studycircle.members import letters, planning
from studycircle.members.fates import Fate, Next, fate_of
from studycircle.members.models import Member, Notice
from studycircle.store import clock
from studycircle.store.jobs import bell
from studycircle.store.models import Group, Session
from studycircle.store.worker import LOOK_EVERY

log = logging.getLogger(__name__)

State = Notice.State
BATCH = 50
LEASE = dt.timedelta(minutes=2)  # longer than the slowest server may take over one mail
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=5), dt.timedelta(hours=4)  # of one mail, between tries
GIVEN_UP_AFTER = dt.timedelta(days=5)  # RFC 5321 §4.5.4.1
FRESH = 1.0  # seconds: how old what decides about a mail may be when it is sent
TROUBLES = 3  # broken connections one after another, and the server is down
REST = (15.0, 300.0)  # seconds without a try while the server is down: the first, and the longest
PLAN_EVERY = 20.0  # seconds
DONE = (State.SENT, State.REFUSED, State.DROPPED)


@dataclass
class Line:
    """The connection to the mail server, kept open for many mails; and how it has been lately."""

    make: Callable[[], Any] = get_connection
    backend: Any = None
    troubles: int = 0
    rests: int = 0
    rest_until: float = 0.0  # on the machine's own clock, which nobody sets

    def open(self) -> bool:
        """Whether there is a connection. If not, it rests before it is tried again."""
        if time.monotonic() < self.rest_until:
            return False
        if self.backend is None:
            backend = self.make()
            try:
                backend.open()
            except Exception as error:  # whatever the backend raises, the mails can wait
                self.rest(f"{type(error).__name__}: {error}")
                return False
            self.backend = backend
        return True

    @property
    def is_smtp(self) -> bool:
        """Whether bytes are sent; a provider's service wants the parts of a mail."""
        return isinstance(self.backend, EmailBackend)

    def send(self, mail: Any) -> None:
        """Send one; raises what the backend raises. What is no connection (a file) is closed after each."""
        if self.is_smtp:
            self.backend.connection.sendmail(mail.from_email, mail.to, mail.raw)
        else:
            self.backend.send_messages([mail])
        self.troubles = self.rests = 0
        if not (getattr(self.backend, "connection", None) or getattr(self.backend, "session", None)):
            self.lose()

    def lose(self) -> None:
        """Let go of the connection."""
        backend, self.backend = self.backend, None
        if backend is not None:
            with suppress(Exception):  # it may be broken in any way
                backend.close()

    def trouble(self, fate: Fate) -> None:
        """Take note of an error: after a few broken connections in a row the server is taken to be down."""
        if fate.is_lost:
            self.lose()
            self.troubles += 1
        if fate.next is Next.PAUSE or self.troubles >= TROUBLES:
            self.rest(fate.words.partition(" ")[0])  # what follows may name somebody, and a log is not erased

    def rest(self, why: str) -> None:
        """Try nothing for a while that doubles each time."""
        self.lose()
        first, longest = REST
        seconds = min(longest, first * 2**self.rests)
        self.rests, self.troubles = min(self.rests + 1, 10), 0
        self.rest_until = time.monotonic() + seconds
        log.warning("no mail can be sent for now, the next try is in %d s: %s", seconds, why)


@dataclass
class Post:
    """One worker at the post. ``lease``: how long a batch is its own."""

    clock: Callable[[], dt.datetime] = clock.now
    line: Line = field(default_factory=Line)
    lease: dt.timedelta = LEASE
    batch: int = BATCH
    holder: str = field(default_factory=lambda: str(uuid.uuid4()))
    kept: letters.Kept | None = None
    until: Callable[[], bool] = lambda: False  # whether to stop after the mail in hand

    def round(self) -> int:
        """Take one batch of what is due and send it; how many mails were dealt with."""
        if not due(self.clock()).exists() or not self.line.open():
            return 0
        batch = claim(self.clock(), self.holder, self.lease, self.batch)
        desk, outcome, dealt = self._desk(batch), None, 0
        try:
            for pk in batch:
                if self.until() or not self.line.open():
                    break
                if time.monotonic() - desk.laid_at > FRESH:
                    desk = self._desk(batch[dealt:])
                dealt += 1
                outcome = self._deal(pk, desk, outcome)
        finally:
            with transaction.atomic():
                _write(outcome)
                release(self.holder)
        return dealt

    def _desk(self, batch: Sequence[int]) -> letters.Desk:
        """The mails of the batch with all that decides whether and how they are sent, as it is now."""
        _renew(self.holder, self.clock() + self.lease)
        rows = list(Notice.objects.filter(pk__in=batch, holder=self.holder).select_related("member"))
        # Most are about one session: it, its series and its group are looked up once.
        numbers = {row.session_id for row in rows if row.session_id}
        sessions = Session.objects.select_related("series__group").in_bulk(numbers)
        groups = Group.objects.in_bulk({row.member.group_id for row in rows})
        for row in rows:
            row.member.group = groups[row.member.group_id]
            if row.session_id:
                row.session = sessions[row.session_id]
        desk = letters.Desk(rows, self.kept)
        self.kept = desk.kept
        return desk

    def _deal(self, pk: int, desk: letters.Desk, last: "Outcome | None") -> "Outcome | None":
        """Send the mail of that row, unless it is of no use any more; what is to be written of it.

        ``last``: of the mail before, written in the same transaction that says that this one is in flight.
        """
        now, notice = self.clock(), desk.notices.get(pk)
        if notice is None:  # its member has left, or the lease ran out
            return last
        mail, told, outcome = None, None, None
        try:
            composed = letters.compose(notice, desk, now)
            if composed is None:
                outcome = Outcome(notice, State.DROPPED, now)
            else:
                mail = letters.address(composed, notice, now, whole=not self.line.is_smtp)
                told = composed.told
        except Exception as error:  # a letter that cannot be written must not keep the others back
            log.exception("mail %d cannot be written", notice.pk)
            outcome = _after(notice, fate_of(error), now, attempts=notice.attempts + 1)
        with transaction.atomic():
            _write(last)
            if outcome is not None:
                return outcome
            begun = {"state": State.IN_FLIGHT, "attempts": notice.attempts + 1, "held_until": now + self.lease}
            if not _held(notice).update(**begun, told=told):
                return None
        try:
            self.line.send(mail)
        except Exception as error:  # each kind has its own fate
            fate = fate_of(error)
            self.line.trouble(fate)
            return _after(notice, fate, self.clock(), attempts=notice.attempts + 1)
        return Outcome(notice, State.SENT, self.clock())


@dataclass(frozen=True)
class Outcome:
    """What is to be written of a mail. ``values``: beyond its state."""

    notice: Notice
    state: State
    at: dt.datetime
    values: dict[str, Any] = field(default_factory=dict)
    is_bad_address: bool = False


def due(now: dt.datetime) -> QuerySet[Notice]:
    """The mails that can be sent: those whose time has come, and those a worker that was killed had in hand."""
    free = Q(held_until=None) | Q(held_until__lte=now)
    waiting = Q(state__in=(State.QUEUED, State.WAITING), run_after__lte=now)
    return Notice.objects.filter(free & waiting | Q(state=State.IN_FLIGHT, held_until__lte=now))


def claim(now: dt.datetime, holder: str, lease: dt.timedelta, most: int) -> list[int]:
    """Take at most so many of the mails that are due, the urgent first, for ``holder`` alone until the lease ends."""
    with transaction.atomic():
        rows = due(now).order_by("-priority", "run_after", "pk")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        chosen = list(rows.values_list("pk", flat=True)[:most])
        Notice.objects.filter(pk__in=chosen).update(holder=holder, held_until=now + lease)
    return chosen


def release(holder: str) -> None:
    """Give back what was claimed and not begun."""
    held = Notice.objects.filter(holder=holder, state__in=(State.QUEUED, State.WAITING))
    held.update(holder="", held_until=None)


def _renew(holder: str, until: dt.datetime) -> None:
    """Keep the rest of the batch."""
    Notice.objects.filter(holder=holder, state__in=(State.QUEUED, State.WAITING)).update(held_until=until)


def _held(notice: Notice) -> QuerySet[Notice]:
    """The row, if it is there and still this worker's."""
    return Notice.objects.filter(pk=notice.pk, holder=notice.holder)


def _write(outcome: Outcome | None) -> None:
    if outcome is None:
        return
    values = {"state": outcome.state, "holder": "", "held_until": None, **outcome.values}
    if outcome.state in DONE:
        values["done_at"] = outcome.at
    _held(outcome.notice).update(**values)
    if outcome.is_bad_address:
        Member.objects.filter(pk=outcome.notice.member_id, refused_at=None).update(refused_at=outcome.at)


def _after(notice: Notice, fate: Fate, now: dt.datetime, *, attempts: int) -> Outcome:
    """What is to be written after an error. A pause of the whole queue costs the mail no attempt."""
    if fate.next is Next.PAUSE:
        values = {"attempts": notice.attempts, "error": fate.words, "run_after": now}
        return Outcome(notice, State.WAITING, now, values)
    is_old = now - notice.queued_at >= GIVEN_UP_AFTER
    values = {"attempts": attempts, "error": fate.words}
    if fate.next is Next.REFUSE or is_old:
        is_their_address = notice.kind != Notice.Kind.KINDLE
        return Outcome(notice, State.REFUSED, now, values, fate.is_bad_address and is_their_address)
    values["run_after"] = now + pause(attempts, notice.pk)
    return Outcome(notice, State.WAITING, now, values)


def pause(attempts: int, number: int) -> dt.timedelta:
    """How long a mail waits after so many tries: minutes, then hours; a few seconds apart from its neighbours'."""
    doubled: dt.timedelta = FIRST_PAUSE * 2 ** min(attempts - 1, 20)
    return min(doubled, LONGEST_PAUSE) + dt.timedelta(seconds=number % 60)


def work(until: Callable[[], bool], *, post: Post | None = None) -> None:
    """Plan and send until ``until`` says to stop: a thread of the server, or a process of its own."""
    post, planned = post or Post(until=until), float("-inf")
    while not until():
        heard, dealt = bell.rings, 0
        try:
            close_old_connections()
            if time.monotonic() - planned >= PLAN_EVERY:
                planned = time.monotonic()
                planning.plan_due(post.clock())
            dealt = post.round()
        except (OperationalError, InterfaceError):
            log.exception("the post cannot reach the database")
            connection.close()
        except Exception:
            log.exception("the post stumbled")
        if not dealt:
            post.line.lose()
            bell.wait(heard, LOOK_EVERY)
    post.line.lose()
    connection.close()

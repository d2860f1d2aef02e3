"""The queue: background calls kept in our own database, with Django's tasks API in front.

A call is enqueued in the transaction of the change that asks for it, so neither can be lost without the other.
Tasks must be idempotent: a call whose worker was killed is made again. Of equal calls only one waits.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import threading
import traceback
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from studycircle.store import clock
from studycircle.store.models import Job
from studycircle.store.tasks import BaseTaskBackend, Task, TaskResult, TaskResultStatus

log = logging.getLogger(__name__)
LEASE = dt.timedelta(seconds=60)
MAX_ATTEMPTS = 8
LONGEST_PAUSE = dt.timedelta(hours=1)


class Bell:
    """Rings when this process has enqueued something: its workers need not wait for their next look at the table."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self.rings = 0

    def ring(self) -> None:
        """Wake whoever waits."""
        with self._condition:
            self.rings += 1
            self._condition.notify_all()

    def wait(self, heard: int, seconds: float) -> None:
        """Wait for a ring after the ``heard`` first ones, at most ``seconds``."""
        with self._condition:
            self._condition.wait_for(lambda: self.rings > heard, seconds)


bell = Bell()
LONG = -1  # the priority of calls that may take minutes


class DatabaseBackend(BaseTaskBackend):
    """``task.enqueue(…)`` and ``task.using(run_after=…).enqueue(…)`` make rows of ``Job``."""

    supports_defer = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any, Any]:
        """Keep the call; if an equal one waits already, let it run at the earlier of the two times."""
        now = clock.now()
        run_after = task.run_after or now
        call = _call(task.module_path, args, kwargs)
        waiting = Job.objects.select_for_update().filter(call=call, held_until=None, failed_at=None)
        with transaction.atomic():
            # The lock keeps a worker from taking the waiting call before our own change is committed: it would
            # run on what was before. If one just did, the call is kept once more. Of two that insert at once the
            # unique constraint lets one through.
            while (job := waiting.first()) is None:
                made = Job(task=task.module_path, args=list(args), kwargs=dict(kwargs), call=call)
                made.priority, made.made_at, made.run_after = task.priority, now, run_after
                Job.objects.bulk_create([made], ignore_conflicts=True)
            if run_after < job.run_after:
                job.run_after = run_after
                job.save(update_fields=["run_after"])
        transaction.on_commit(bell.ring)
        return TaskResult(
            task=task,
            id=str(job.pk),
            status=TaskResultStatus.READY,
            enqueued_at=job.made_at,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


def _call(path: str, args: Any, kwargs: Any) -> str:
    return hashlib.blake2b(json.dumps([path, args, kwargs], sort_keys=True).encode(), digest_size=16).hexdigest()


def claim(now: dt.datetime, *, least: int | None = None) -> Job | None:
    """Take the most urgent call that is due, for ``LEASE``; ``None`` if there is none. ``least``: the lowest priority.

    Due is also what another worker held and let run out: it was killed.
    """
    free = Q(held_until=None) | Q(held_until__lte=now)
    due = Job.objects.filter(free, run_after__lte=now, failed_at=None).order_by("-priority", "run_after", "pk")
    if least is not None:
        due = due.filter(priority__gte=least)
    if not due.exists():  # a look that takes no lock
        return None
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        job = due.first()
        if job is None:
            return None
        job.attempts += 1
        job.holder = str(uuid.uuid4())
        job.held_until = now + LEASE
        job.save(update_fields=["attempts", "holder", "held_until"])
    return job


def run(job: Job, *, clock: Callable[[], dt.datetime] = clock.now) -> bool:
    """Make the call of a claimed job, renewing the lease meanwhile; whether it succeeded.

    A failed call is made again after a pause that doubles, at most ``MAX_ATTEMPTS`` times; then its row stays,
    with the error.
    """
    if job.attempts > MAX_ATTEMPTS:  # it took its workers down with it, each time
        _give_up(job, "The worker was killed each time it ran this.", clock())
        return False
    done = threading.Event()
    renewal = threading.Thread(target=_renew, args=(job, done, clock), daemon=True, name="lease")
    renewal.start()
    try:
        import_string(job.task).call(*job.args, **job.kwargs)
    except Exception:  # whatever a task raises is its row's to keep
        log.exception("%s failed (attempt %d of %d)", job, job.attempts, MAX_ATTEMPTS)
        failed(job, traceback.format_exc(), clock())
        return False
    finally:
        done.set()
        renewal.join()
    _held(job).delete()
    return True


def failed(job: Job, error: str, now: dt.datetime) -> None:
    """Put a job that raised back for later, or give it up."""
    if job.attempts >= MAX_ATTEMPTS:
        _give_up(job, error, now)
        return
    pause = min(LONGEST_PAUSE, dt.timedelta(seconds=5 * 2**job.attempts))
    with transaction.atomic():
        if Job.objects.filter(call=job.call, held_until=None, failed_at=None).exists():
            _held(job).delete()  # an equal call waits: it does the work
        else:
            _held(job).update(held_until=None, holder="", run_after=now + pause, error=error)


def _give_up(job: Job, error: str, now: dt.datetime) -> None:
    _held(job).update(held_until=None, holder="", failed_at=now, error=error)


def _held(job: Job) -> Any:
    """The row, if this worker still holds it: after a long stall another may have taken it over."""
    return Job.objects.filter(pk=job.pk, holder=job.holder)


def _renew(job: Job, done: threading.Event, clock: Callable[[], dt.datetime]) -> None:
    try:
        while not done.wait(LEASE.total_seconds() / 3):
            _held(job).update(held_until=clock() + LEASE)
    finally:
        connection.close()  # this thread's own

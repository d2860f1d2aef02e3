"""The worker: threads that make the queued calls, beside the server or in a process of its own."""

import logging
import threading
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from studycircle.store import clock, jobs

log = logging.getLogger(__name__)
# Work that is no queue of calls, by the name of its thread: other rooms enter theirs. Each goes on until told to stop.
LINES: dict[str, Callable[[Callable[[], bool]], None]] = {}
LOOK_EVERY = 1.0  # seconds; what this process enqueues itself is seen at once


def server_is_over() -> bool:
    """Whether the process these threads belong to wants to end."""
    return not threading.main_thread().is_alive()


def start_workers() -> None:
    """Start two threads: one for any call, and one that leaves out the long ones, so that a change of room is on the
    site at once while a long book is being set; and one for each of ``LINES``. They are no daemons: when the process
    ends they finish the call they are at, and then stop.
    """
    for name, least in (("worker", None), ("quick-worker", jobs.LONG + 1)):
        threading.Thread(target=work, kwargs={"least": least}, name=name).start()
    start_lines(server_is_over)


def start_lines(until: Callable[[], bool]) -> list[threading.Thread]:
    """Start a thread for each of ``LINES``."""
    threads = [threading.Thread(target=line, args=(until,), name=name) for name, line in LINES.items()]
    for thread in threads:
        thread.start()
    return threads


def work(until: Callable[[], bool] = server_is_over, *, least: int | None = None) -> None:
    """Make due calls until ``until`` says to stop; asked between calls, and each second while there are none.

    ``least``: calls of a lower priority are left to others.
    """
    while not until():
        heard = jobs.bell.rings
        try:
            close_old_connections()
            was_one = work_once(least)
        except (OperationalError, InterfaceError):
            # The database is away or busy; the lease frees what was begun.
            log.exception("the worker cannot reach the database")
            connection.close()
            was_one = False
        if not was_one:
            jobs.bell.wait(heard, LOOK_EVERY)
    connection.close()


def work_once(least: int | None = None) -> bool:
    """Make one due call; whether there was one."""
    job = jobs.claim(clock.now(), least=least)
    if job is None:
        return False
    jobs.run(job)
    return True

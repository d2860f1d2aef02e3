"""``studycircle manage work``: the worker as a process of its own, for hosts that bake or mail much."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from studycircle.store.worker import start_lines, work


class Command(BaseCommand):
    """Make the queued calls until a signal ends it; the call it is at is finished first."""

    help = "Do the background work in this process (start the server with STUDYCIRCLE_WORKER=none)."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        lines = start_lines(stop.is_set)
        work(stop.is_set)
        for line in lines:
            line.join()

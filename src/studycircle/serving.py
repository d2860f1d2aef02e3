"""Starting the server: one process for the baked pages, the desk and the work in the background."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

from studycircle.errors import StudycircleError

THREADS = 2  # for Python code; more only take the interpreter from one another
PATIENCE = 45  # seconds for what is being done when told to stop; a service manager waits a minute or more


def serve(*, port: int, host: str = "127.0.0.1", ready: Callable[[str], None] = lambda path: None) -> None:
    """Bring the database up to date and serve until a signal ends it; what is being done is finished first.

    What is not finished within ``PATIENCE`` is broken off and done again after the next start.

    Before it serves, ``ready`` is told the path by which the first account is made; "" where somebody has one.
    Raises ``StudycircleError`` where the port is taken. With ``STUDYCIRCLE_WORKER=none`` the background work is left
    to another process (``studycircle manage work``).
    """
    _check_port(host, port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studycircle.project.settings")
    os.environ.setdefault("STUDYCIRCLE_WORKER", "thread")
    os.environ.setdefault("STUDYCIRCLE_HERE", f"http://127.0.0.1:{port}")
    ready(prepare())
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "studycircle.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,  # one that hangs, in a call of ours or in its own end, would never be left
        websockets=False,
        log_level=LogLevels.warning,
        process_name=None,
    ).serve()


def prepare() -> str:
    """Make or migrate the tables, erase again who was erased, and ask for a look at every baked file and every link.

    The desk's own style and scripts are written here and now: the first page that is asked for needs them.
    Gives the path by which the first account is made; "" where somebody has one.
    """
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections
    from django.urls import reverse

    from studycircle.library.links import LATE, note_links
    from studycircle.members import privacy
    from studycircle.members.housekeeping import keep_house
    from studycircle.members.reminders import draft_everything
    from studycircle.publishing.jobs import bake_everything
    from studycircle.publishing.static import bake_assets
    from studycircle.store import clock, people

    call_command("migrate", verbosity=0, interactive=False)
    privacy.replay(clock.now())
    bake_assets(Path(settings.STATIC_ROOT), Path(settings.DATA) / "records")
    keep_house.enqueue()
    bake_everything.enqueue()
    draft_everything.enqueue()
    note_links.using(priority=LATE).enqueue()
    token = people.first_token(now=clock.now())
    path = reverse("first", args=[token]) if token else ""
    connections.close_all()  # the server's process is forked from this one
    return path


def _check_port(host: str, port: int) -> None:
    """Raise where nobody may listen: the server itself would only say so in its log."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise StudycircleError(
                f"Nothing can listen at {host}, port {port}: {getattr(error, 'strerror', None) or error}",
                "Is Studycircle running already? Another port: --port 8001.",
            ) from error

"""Groups that stand at a host of their own: which host is which group's, for the shim, for Django and its checks.

The table is a small file of the data folder, written when a group changes: the shim gives out pages without asking
the database, and no restart is needed.
"""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from studycircle.store.keys import OF_THE_INSTALLATION

FILE = "domains.json"


class Domains:
    """The table as the file says: a look at its time every ``look_every`` seconds, a read when it changed."""

    def __init__(self, path: Path, look_every: float = 0.2) -> None:
        self.path = path
        self.look_every = look_every
        self._next_look = 0.0
        self._state: tuple[int, int] | None = None
        self._groups: dict[str, str] = {}

    def groups(self) -> dict[str, str]:
        """The keys of the groups by their host, "reading.example.org"."""
        now = time.monotonic()
        if now >= self._next_look:
            self._look()
            self._next_look = now + self.look_every
        return self._groups

    def _look(self) -> None:
        try:
            found = self.path.stat()
            state = (found.st_mtime_ns, found.st_ino)
            if state != self._state:
                self._groups = json.loads(self.path.read_text("utf-8"))
                self._state = state
        except FileNotFoundError:
            self._groups, self._state = {}, None

    def group_of(self, host: str) -> str | None:
        """The key of the group at that host (with or without a port), if it is a group's."""
        groups = self.groups()
        return groups.get(host.partition(":")[0].rstrip(".").lower()) if groups else None


class Hosts(list[str]):
    """Django's ``ALLOWED_HOSTS``, which must be a list: the installation's own hosts, then its groups'."""

    def __init__(self, own: list[str], domains: Domains) -> None:
        super().__init__(own)
        self.domains = domains

    def __iter__(self) -> Iterator[str]:
        yield from super().__iter__()
        yield from self.domains.groups()


def is_of_the_installation(path: str) -> bool:
    """Whether what is at ``path`` is the same at every host: the desk, accounts, styles; not a group's page."""
    return path.split("/", 2)[1] in OF_THE_INSTALLATION


def at_own_domain(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: at a group's host the root of the address space is that group's folder."""
    domains = Domains(settings.DATA / FILE)

    def respond(request: HttpRequest) -> HttpResponse:
        group = domains.group_of(request.META.get("HTTP_HOST", ""))
        if group and not is_of_the_installation(request.path_info):
            request.path_info = f"/{group}{request.path_info}"
        request.group_at_domain = group or ""  # type: ignore[attr-defined]
        return get_response(request)

    return respond

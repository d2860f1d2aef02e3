"""The shim: whoever has no session cookie gets the baked file, before Django is even asked.

A page costs one open, one read, and no lock. Compressed forms stand beside the files (publishing/folder.py).
"""

import os
import re
import stat
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from studycircle.project.domains import Domains, is_of_the_installation
from studycircle.publishing.media import media_of

Headers = list[tuple[str, str]]
Start = Callable[[str, Headers], object]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

# Each step of a path: not hidden, no "..", no backslash, no control character.
PATH = re.compile(r"(?:/[^/\\.\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]*)+/?")
FRESH = "public, max-age=0, must-revalidate"


class Shim:
    """A WSGI application that serves the files below ``public``, and asks ``django`` for all else.

    ``cookie``: the name of the session cookie; ``headers`` go with every file. Files below ``/static/`` are for
    everybody; of the others, who is signed in gets Django's. A wrong address below a group's folder gets that
    group's ``404.html``. ``domains``: the groups that stand at a host of their own, where their folder is the root.
    """

    def __init__(
        self,
        django: Application,
        public: Path,
        *,
        cookie: str,
        headers: Iterable[tuple[str, str]],
        domains: Domains | None = None,
    ) -> None:
        self.django = django
        self.domains = domains
        self.public = str(public)
        self.session = re.compile(rf"(?:^|[;\s]){re.escape(cookie)}=")
        # The same address reads otherwise for who is signed in, and a baked page may change at any time.
        self.headers = [
            *headers,
            ("Cache-Control", "public, max-age=0, must-revalidate"),
            ("Vary", "Accept-Encoding, Cookie"),
        ]

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """PEP 3333."""
        asked = path = environ["PATH_INFO"]
        group = self.domains.group_of(environ.get("HTTP_HOST", "")) if self.domains else None
        if group and not is_of_the_installation(asked):
            path = f"/{group}{asked}"
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not PATH.fullmatch(path):
            return self.django(environ, start)
        if self.session.search(environ.get("HTTP_COOKIE", "")) and not path.startswith("/static/"):
            return self.django(environ, start)
        try:
            name = self.public + path.encode("latin-1").decode()  # PEP 3333: bytes in the guise of latin-1
        except UnicodeDecodeError:
            return self.django(environ, start)
        answer = self._file(name + "index.html" if name.endswith("/") else name, environ, start)
        if answer is None and os.path.isfile(f"{name}/index.html"):  # noqa: PTH113 - a Path costs more than the look
            return self._redirect(f"{asked.rstrip('/')}/", environ, start)
        if answer is None and path != asked and asked.startswith(f"/{group}/"):  # as it is called at the usual host
            return self._redirect(asked.removeprefix(f"/{group}"), environ, start)
        if answer is None:
            not_found = f"{self.public}/{path.split('/', 2)[1]}/404.html"
            answer = self._file(not_found, environ, start, status="404 Not Found")
        return self.django(environ, start) if answer is None else answer

    def _file(self, name: str, environ: dict[str, Any], start: Start, status: str = "200 OK") -> list[bytes] | None:
        for form in accepted(environ.get("HTTP_ACCEPT_ENCODING", "")):
            if (found := _read(name + form)) is not None:
                break
        else:
            return None
        content, tag = found
        tag = f'"{tag}{form}"'
        if status == "200 OK" and tag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start("304 Not Modified", [*self.headers, ("ETag", tag)])
            return [b""]
        headers = [
            *self.headers,
            ("Content-Type", media_of(name)),
            ("Content-Length", str(len(content))),
            ("ETag", tag),
        ]
        if form:
            headers.append(("Content-Encoding", "br" if form == ".br" else "gzip"))
        start(status, headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else content]

    def _redirect(self, path: str, environ: dict[str, Any], start: Start) -> list[bytes]:
        query = environ.get("QUERY_STRING", "")
        address = quote(path.encode("latin-1")) + (f"?{query}" if query else "")
        start("301 Moved Permanently", [*self.headers, ("Location", address), ("Content-Length", "0")])
        return [b""]


def _read(name: str) -> tuple[bytes, str] | None:
    """The whole of a file and the name of its state; ``None`` if there is no file of that name, or it is a link."""
    try:
        descriptor = os.open(name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except (OSError, ValueError):
        return None
    try:
        # From the open file: a bake may put another in its place meanwhile.
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            return None
        content = os.read(descriptor, state.st_size)
        while len(content) < state.st_size and (more := os.read(descriptor, state.st_size - len(content))):
            content += more  # a read may give less than was asked for
        return content, f"{state.st_mtime_ns:x}-{state.st_size:x}"
    finally:
        os.close(descriptor)


@lru_cache(maxsize=256)
def accepted(header: str) -> tuple[str, ...]:
    """The endings to look for, best first, for an Accept-Encoding header (RFC 9110 §12.5.3)."""
    refused = re.compile(r";\s*q=0(?:\.0*)?\s*$", re.I)
    names = {part.split(";")[0].strip().lower() for part in header.split(",") if not refused.search(part)}
    return (*(ending for name, ending in (("br", ".br"), ("gzip", ".gz")) if name in names), "")

"""`studycircle serve` as a host starts it: one process that serves, bakes, and stops when it is told to."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from studycircle.errors import StudycircleError
from studycircle.serving import serve

ROOT = Path(__file__).resolve().parents[2]
SERVE = "import sys; from studycircle.serving import serve; serve(port=int(sys.argv[1]))"
IMPORT = """
import datetime as dt, django, sys
django.setup()
from studycircle.store import actions, models
from studycircle.documents.programme import *
now = dt.datetime.now(dt.UTC)
session = Session("bees", sys.argv[1], state=DateState.FIXED, date=now.date() + dt.timedelta(days=3), time=dt.time(18))
print(actions.import_programme(Programme(Group("apiary", "Apiary"), Series("spring", title="Spring", sessions=(session,))), now=now))
"""
ENDLESS = """
import django, sys, time
django.setup()
from studycircle import serving
from studycircle.store import worker
serving.PATIENCE = 1
worker.LINES["endless"] = lambda until: time.sleep(3600)
serving.serve(port=int(sys.argv[1]))
"""
PRAGMAS = """
import django
django.setup()
from django.db import connection
for name in ("journal_mode", "synchronous"):
    with connection.cursor() as cursor:
        print(cursor.execute(f"PRAGMA {name}").fetchone()[0])
"""


class Server:
    """A running server of its own data folder."""

    def __init__(self, folder: Path, code: str = SERVE, **environment: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.environment = {**os.environ, "STUDYCIRCLE_DATA": str(folder), "STUDYCIRCLE_DATABASE": "", **environment}
        self.environment["DJANGO_SETTINGS_MODULE"] = "studycircle.project.settings"
        self.log = (folder / "log").open("w")
        command = [sys.executable, "-c", code, str(self.port)]
        self.process = subprocess.Popen(
            command, env=self.environment, stderr=self.log, stdout=self.log, start_new_session=True
        )

    def python(self, code: str, *arguments: str) -> str:
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout

    def get(self, path: str, **headers: str):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            return urllib.request.urlopen(request, timeout=60)
        except urllib.error.HTTPError as error:
            return error

    def wait_for(self, path: str, words: bytes) -> float:
        """Seconds until the page at ``path`` has ``words``."""
        start = time.monotonic()
        while (passed := time.monotonic() - start) < 120:
            try:
                if words in self.get(path).read():
                    return passed
            except OSError:
                assert self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.05)
        raise AssertionError(f"{words!r} never came at {path}\n{(self.folder / 'log').read_text()}")

    def wait_until(self, is_so) -> None:
        end = time.monotonic() + 120
        while not is_so():
            assert time.monotonic() < end, (self.folder / "log").read_text()
            time.sleep(0.05)

    def end(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)  # with the process it forked
            self.process.wait()
        self.log.close()


@pytest.fixture
def server(tmp_path):
    one = Server(tmp_path)
    yield one
    one.end()


@pytest.fixture
def without_worker(tmp_path):
    one = Server(tmp_path, STUDYCIRCLE_WORKER="none")
    yield one
    one.end()


def test_the_first_page_finds_its_style_and_scripts(without_worker):
    without_worker.wait_for("/account/sign-in/", b"desk.css")
    page = without_worker.get("/account/sign-in/").read().decode()
    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert "/static/desk.css" in assets
    answers = [without_worker.get(path) for path in assets]
    assert [(one.status, "html" in one.headers["Content-Type"]) for one in answers] == [(200, False)] * len(assets)


def test_serves_and_bakes_and_stops(server):
    server.wait_for("/static/desk.css", b"{")
    server.python(IMPORT, "On bees")
    server.wait_for("/apiary/spring/bees/", b"On bees")
    # Until it is baked, by the server's own worker, Django makes it: that has no ETag.
    # (The group's page of what is not there has one too, and may be baked before.)
    server.wait_until(lambda: (one := server.get("/apiary/spring/bees/")).status == 200 and one.headers["ETag"])
    answer = server.get("/apiary/spring/bees/")
    assert answer.headers["Set-Cookie"] is None
    assert answer.headers["ETag"]
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    again = server.get("/apiary/spring/bees/", **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status, again.read()) == (304, b"")
    server.wait_until(lambda: b"Spring" in server.get("/apiary/").read() and server.get("/apiary/").headers["ETag"])
    head = urllib.request.Request(f"http://127.0.0.1:{server.port}/apiary/", method="HEAD")
    with urllib.request.urlopen(head, timeout=60) as told:
        assert (told.read(), told.headers["Content-Length"]) == (b"", str(len(server.get("/apiary/").read())))
    assert server.get("/apiary/nothing/").status == 404
    server.python(IMPORT, "On wasps")
    server.wait_for("/apiary/spring/bees/", b"On wasps")
    sign_in = server.get("/account/sign-in/")
    assert sign_in.headers["Content-Security-Policy"] == policy  # the same on Django's own pages
    assert server.python(PRAGMAS).split() == ["wal", "2"]
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(100) == 0
    assert not re.search("Traceback|ERROR", (server.folder / "log").read_text())


def test_what_never_ends_is_broken_off(tmp_path):
    one = Server(tmp_path, ENDLESS)
    try:
        one.wait_for("/account/sign-in/", b"desk.css")
        one.process.send_signal(signal.SIGTERM)
        assert one.process.wait(100) == 0
        with pytest.raises(ProcessLookupError):
            os.killpg(one.process.pid, 0)  # nor is anybody left of those it forked
    finally:
        one.end()


def test_says_that_the_port_is_taken():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(StudycircleError, match=f"Nothing can listen at 127.0.0.1, port {port}"):
            serve(port=port)


def test_the_settings_are_fit_for_the_world(tmp_path):
    environment = {
        **os.environ,
        "STUDYCIRCLE_DATA": str(tmp_path),
        "STUDYCIRCLE_ADDRESS": "https://reading.example.org",
    }
    environment |= {"DJANGO_SETTINGS_MODULE": "studycircle.project.settings"}
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

"""The house as people meet it: the real server in a process of its own, and what must hold of every page."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

COMMAND = Path(sys.executable).with_name("studycircle")
PHONE, DESK = {"width": 360, "height": 640}, {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Server:
    """Where it answers, and the password of its organiser "ann"."""

    address: str
    password: str


@contextmanager
def serve(folder: Path, **environment: str) -> Iterator[Server]:
    """``studycircle serve`` with its data in ``folder`` and an organiser, "ann"."""
    environment = {**os.environ, "STUDYCIRCLE_DATA": str(folder / "data"), **environment}
    made = subprocess.run(
        [COMMAND, "add-organiser", "ann"], env=environment, check=True, capture_output=True, text=True
    )
    port = free_port()
    with (folder / "log").open("w") as log:
        running = subprocess.Popen([COMMAND, "serve", "--port", str(port)], env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/account/sign-in/")
            yield Server(address, made.stdout.split("password: ")[1].strip())
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(100)


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def get(address: str) -> bytes:
    """What a visitor gets at ``address``."""
    with urllib.request.urlopen(address, timeout=60) as answer:
        content: bytes = answer.read()
        return content


def wait_for(address: str, words: str = "", seconds: float = 180) -> str:
    """The page at ``address`` as a visitor gets it, once it is there and says ``words``."""
    ends = time.monotonic() + seconds
    said = ""
    while time.monotonic() < ends:
        try:
            said = get(address).decode()
            if words in said:
                return said
        except OSError as error:  # nothing answers yet, or not in time
            said = str(error)
        time.sleep(0.05)
    raise AssertionError(f"{address} never said {words!r}; last: {said[:500]}")


# Timers and events that the page has still to come to, such as the caret's after a focus, are over then.
SETTLED = "() => new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done)), 50))"


def to_the_end(page: Page) -> None:
    """Bring the caret to the end of the words that have the focus, no faster than a person is."""
    page.evaluate(SETTLED)
    page.keyboard.press("Control+End")
    page.evaluate(SETTLED)


def check(page: Page) -> None:
    """What must hold of every page of the desk: nothing axe objects to, nothing that sticks out on a phone."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], page.url
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    page.set_viewport_size(DESK)

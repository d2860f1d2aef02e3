"""One Chromium for all the tests of a file; and Django's own server, for those who need no process of its own."""

import threading
from collections.abc import Iterator

import pytest
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser, expect, sync_playwright

from tests.judges import CHROMIUM_FLAGS, chromium

expect.set_options(timeout=30_000)  # milliseconds: what a page does after a click may take long on a busy machine


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread, and Django would take what a test does for a call from within it.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def live_server(live_server, monkeypatch):
    """All threads of this server share one connection to the database, which can be in one transaction only: of two
    answers at once, one would see or undo what the other has begun. So it gives them one after the other."""
    turn, answer = threading.Lock(), WSGIHandler.__call__

    def in_turn(*given):
        with turn:
            return answer(*given)

    monkeypatch.setattr(WSGIHandler, "__call__", in_turn)
    return live_server

"""Joining, confirming, replying and leaving, without script and by the keyboard alone, with mail from a real server."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page

from studycircle.members import links, replies
from studycircle.members.models import Member, Reply
from studycircle.store import actions, clock, models
from tests.browser.house import COMMAND, PHONE, free_port, wait_for
from tests.browser.test_comments import HOOK, hostile
from tests.browser.test_comments import WALK as WALK_COMMENTS
from tests.programmes import NOW, RICH

ROOT = Path(__file__).resolve().parents[2]
WREN = "wren@example.org"
ASK = r"mailto:ruth@example\.org$|tel:07700900\d{3}$"  # whom the organisers name
WALK = (
    WALK_COMMENTS.replace('"p br', '"section p br')
    .replace("https?:", "(https?|webcal):")
    .replace("|$)/", f"|$|{ASK})/")
)
FILL = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from studycircle.store import actions
from tests.programmes import NOW, RICH
group = actions.import_programme(RICH, now=NOW).series.group
print(actions.add_organiser("ann", group))
"""


class Letters:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        self.kept.append(envelope.content)  # type: ignore[attr-defined]
        return "250 kept"

    def link(self, to: str, path: str, seconds: float = 90) -> str:
        """The link with that path in the last mail to that address, once it is there."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            for data in reversed(self.kept):
                letter = message_from_bytes(data, policy=default)
                text = letter.get_body(("plain",)).get_content()
                if to in letter["To"] and (found := re.search(rf"http://\S+{path}[^\s>]+", text)):
                    return found[0]
            time.sleep(0.05)
        raise AssertionError(f"no mail to {to} has a link to {path}")


@dataclass(frozen=True)
class Server:
    address: str
    password: str
    letters: Letters


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, letters = tmp_path_factory.mktemp("members"), Letters()
    post = Controller(letters, hostname="127.0.0.1", port=free_port())
    post.start()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "studycircle.project.settings",
        "STUDYCIRCLE_DATA": str(folder / "data"),
        "STUDYCIRCLE_MAIL": f"smtp://127.0.0.1:{post.port}",
        "STUDYCIRCLE_MAIL_FROM": "Reading <post@example.org>",
        "STUDYCIRCLE_NOW": "2026-10-20T12:00:00+00:00",
    }
    made = subprocess.run(
        [sys.executable, "-c", FILL], env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    )
    port = free_port()
    with (folder / "log").open("w") as log:
        running = subprocess.Popen([COMMAND, "serve", "--port", str(port)], env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/canalside/bread-and-water/")
            wait_for(f"{address}/static/member.css")
            yield Server(address, made.stdout.strip(), letters)
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(100)
            post.stop()


def tab_to(page: Page, words: str, most: int = 80) -> None:
    """Go on with the keyboard until what has those words (or is labelled so) has the focus."""
    name = "node => node.labels?.[0]?.textContent || node.textContent || ''"
    for _ in range(most):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        if focus.count() and words in " ".join(focus.evaluate(name).split()):
            return
    raise AssertionError(f"no key leads to {words!r} on {page.url}")


def press(page: Page, words: str, key: str = "Enter") -> None:
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press(key)


def says(page: Page, words: str) -> None:
    assert words in " ".join(page.locator("main").inner_text().split()), page.locator("main").inner_text()


def check(page: Page, addresses: list[str]) -> None:
    """What must hold of every page, looked at with script on: nothing axe objects to, nothing sticks out on a phone."""
    for address in addresses:
        page.goto(address)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address


def test_from_joining_to_leaving_without_script_and_by_keyboard_alone(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    watched = browser.new_context(viewport=PHONE)
    asked: list[str] = []
    for one in (context, watched):
        one.on("request", lambda request: asked.append(request.url))
    page, looker = context.new_page(), watched.new_page()

    page.goto(f"{server.address}/canalside/")
    press(page, "Get reminders by mail")
    check(looker, [page.url, f"{page.url}?sent", f"{server.address}/privacy/", f"{server.address}/privacy/canalside/"])
    tab_to(page, "Your mail address")
    page.keyboard.type(WREN)
    tab_to(page, "new comments")
    page.keyboard.press("Space")
    tab_to(page, "What you want to be called here")
    page.keyboard.type("Wren")
    page.wait_for_timeout(2100)  # people take that long
    press(page, "Send me the link", "Space")
    says(page, "Look into your mail")

    page.goto(server.letters.link(WREN, "/join/confirm/"))
    check(looker, [page.url])
    says(page, "new comments")
    press(page, "Yes, I want to join")
    says(page, "Hello, Wren")
    me = page.url
    check(looker, [me])

    press(page, "I come")
    says(page, "You come.")
    check(looker, [page.url])
    press(page, "No, not this time")
    says(page, "You do not come.")
    press(page, "My own page")
    press(page, "Make my calendar")
    says(page, "Its address, to copy")
    check(looker, [page.url])
    calendar = page.locator("#address").input_value()
    assert b"BEGIN:VCALENDAR" in urllib.request.urlopen(calendar).read()

    press(page, "Leave, and have everything erased")
    check(looker, [page.url])
    press(page, "Leave, and erase everything")
    says(page, "You have left")
    for gone in (me, calendar):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(gone)
    assert [cookie for one in (context, watched) for cookie in one.cookies()] == []
    assert [url for url in asked if not url.startswith((server.address, "data:"))] == []


def test_an_organiser_ticks_who_came_on_a_phone(browser: Browser, server: Server) -> None:
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto(f"{server.address}/account/sign-in/")
    page.get_by_label("Name or mail address").fill("ann")
    page.get_by_label("Password").fill(server.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    session = f"{server.address}/desk/groups/canalside/bread-and-water/sessions/sweetness-and-power/replies/"
    check(page, [f"{server.address}/desk/groups/canalside/members/", session])
    page.get_by_label("Seats").fill("12")
    page.get_by_role("button", name="Save").last.click()
    page.wait_for_url(session)
    says(page, "12 seats are free.")


def test_hostile_names_neither_run_nor_become_markup(browser, db, settings, tmp_path, monkeypatch, shared_data) -> None:
    """Whatever the tables hold: on the desk's lists, on pages of one's own, and in a form that is shown again."""
    settings.DATA, settings.PUBLIC = tmp_path, tmp_path / "public"
    monkeypatch.setattr(clock, "now", lambda: NOW)
    series = actions.import_programme(RICH, now=NOW).series
    session = models.Session.objects.get(series=series, key="sweetness-and-power")
    lines = [line.replace("\0", "")[:80] for line in hostile(shared_data)]
    made = Member.objects.bulk_create(
        Member(group=series.group, email=f"{at}@example.org", address=f"{at}@example.org", pseudonym=line,
               code=f"code-{at}", calendar=f"calendar-{at}", asked_at=NOW, confirmed_at=NOW)
        for at, line in enumerate(lines)
    )  # fmt: skip
    answers = [Reply(session=session, member=one, answer="yes", answered_at=NOW) for one in made[::2]]
    Reply.objects.bulk_create(answers)
    replies.set_seats(session, 5, now=NOW)
    organiser = Client()
    person = models.Person.objects.create_user("ann")
    actions.make_organiser(person, series.group)
    organiser.force_login(person)

    context = browser.new_context(bypass_csp=True)  # here the escaping alone is asked
    context.add_init_script(HOOK)
    page, shown = context.new_page(), {"body": b""}
    page.route("**/*", lambda route: route.fulfill(body=shown["body"], content_type="text/html"))

    def harmless(content: bytes) -> None:
        shown["body"] = content
        page.goto("http://127.0.0.1:9/page")
        assert (page.evaluate("fired"), page.evaluate(WALK, "main")) == ([], []), content

    desk = "/desk/groups/canalside"
    for path in (f"{desk}/members/", f"{desk}/bread-and-water/sessions/{session.key}/replies/"):
        content = organiser.get(path).content
        assert content.count(b"<bdi>") >= len(lines)
        harmless(content)
    visitor = Client()
    for one in made[:: len(made) // 25]:
        for link in (
            links.me_link(one),
            links.reply_link(one, session),
            links.confirm_link(one),
            links.leave_link(one),
        ):
            harmless(visitor.get("/" + link.split("/", 3)[3]).content)
        fields = dict.fromkeys(("email", "pseudonym", "language", "opened", "hears"), one.pseudonym)
        answer = visitor.post("/join/canalside/", fields)
        assert answer.status_code == 422
        harmless(answer.content)
    context.close()

"""Passkeys, an authenticator app and mailed links in a real browser, against the real server and a mail server."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from tests.browser.house import COMMAND, DESK, check, free_port, wait_for


class Letters:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        self.kept.append(envelope.content)  # type: ignore[attr-defined]
        return "250 kept"

    def last(self, to: str, words: str, seconds: float = 90) -> str:
        """The text of the last mail to that address with those words, once it is there."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            for data in reversed(self.kept):
                letter = message_from_bytes(data, policy=default)
                text = letter.get_body(("plain",)).get_content()
                if letter["To"] == to and words in text:
                    return text
            time.sleep(0.05)
        raise AssertionError(f"no mail to {to} says {words!r}")


@dataclass(frozen=True)
class Server:
    address: str
    password: str
    letters: Letters


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    letters = Letters()
    post = Controller(letters, hostname="127.0.0.1", port=free_port())
    post.start()
    environment = {
        **os.environ,
        "STUDYCIRCLE_DATA": str(tmp_path / "data"),
        "STUDYCIRCLE_MAIL": f"smtp://127.0.0.1:{post.port}",
        "STUDYCIRCLE_MAIL_FROM": "Reading <post@example.org>",
    }
    made = subprocess.run(
        [COMMAND, "add-organiser", "ann"], env=environment, check=True, capture_output=True, text=True
    )
    port = free_port()
    with (tmp_path / "log").open("w") as log:
        running = subprocess.Popen([COMMAND, "serve", "--port", str(port)], env=environment, stdout=log, stderr=log)
        try:
            address = f"http://localhost:{port}"  # a passkey needs https, or this name
            wait_for(f"{address}/account/sign-in/")
            yield Server(address, made.stdout.split("password: ")[1].strip(), letters)
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(100)
            post.stop()


@pytest.fixture
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A browser's window; in the end it has asked nobody else, and has had nothing but our two cookies."""
    context = browser.new_context(viewport=DESK)
    asked: list[str] = []
    said: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: said.append(message.text))
    yield context
    assert [url for url in asked if not url.startswith((server.address, "data:"))] == []
    assert [words for words in said if "Content Security Policy" in words or "Refused" in words] == []
    assert {cookie["name"] for cookie in context.cookies()} <= {"studycircle_session", "studycircle_csrf"}
    context.close()


def by_password(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/account/sign-in/")
    page.get_by_label("Name or mail address").fill("ann")
    page.get_by_label("Password").fill(server.password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(lambda url: "/account/" not in url and "/desk/" not in url)
    assert [cookie["name"] for cookie in page.context.cookies()] in ([], ["studycircle_csrf"])


def show_who_it_is(page: Page, server: Server) -> None:
    page.wait_for_url("**/account/again/**")
    check(page)
    page.get_by_label("Password").fill(server.password)
    page.get_by_role("button", name="Go on").click()


@dataclass
class Device:
    """Chromium's pretended authenticator."""

    session: CDPSession
    name: str

    @classmethod
    def of(cls, page: Page) -> "Device":
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return cls(session, made["authenticatorId"])

    def knows_the_finger(self, known: bool) -> None:
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.name, "isUserVerified": known})


def test_a_passkey_alone_and_as_the_second_step(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    device = Device.of(page)
    by_password(page, server)
    page.wait_for_url("**/desk/")
    page.get_by_role("link", name="Account").click()
    check(page)
    page.goto(f"{server.address}/account/second-step/webauthn/add/")
    show_who_it_is(page, server)
    check(page)
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/recovery-codes/")
    assert page.locator(".codes li").count() == 10
    check(page)
    page.goto(f"{server.address}/account/")
    assert page.get_by_text("one passkey").count() == 1
    sign_out(page)

    page.goto(f"{server.address}/account/sign-in/")
    check(page)
    device.knows_the_finger(False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The device did not answer").wait_for()
    device.knows_the_finger(True)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk/")
    sign_out(page)

    by_password(page, server)
    page.wait_for_url("**/second-step/authenticate/")
    check(page)
    page.goto(f"{server.address}/desk/")
    page.wait_for_url("**/second-step/authenticate/")  # the password alone opens nothing
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/desk/")


def test_an_authenticator_app(context: BrowserContext, server: Server) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    page = context.new_page()
    by_password(page, server)
    page.goto(f"{server.address}/account/second-step/totp/activate/")
    show_who_it_is(page, server)
    check(page)
    size = page.locator("img.qr").evaluate("image => image.naturalWidth")
    assert size > 100
    secret = page.locator("code").inner_text()

    def code(ahead: int = 0) -> str:
        return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))

    page.get_by_label("Authenticator code").fill(code())
    page.get_by_role("button", name="Use the app").click()
    page.wait_for_url("**/recovery-codes/")
    sign_out(page)
    by_password(page, server)
    page.wait_for_url("**/second-step/authenticate/")
    page.locator("input[name=code]").fill(code(1))  # the present one was used: each opens once
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/desk/")


def test_an_address_is_confirmed_and_then_opens_by_mail_and_so_does_an_invitation(
    browser: Browser, context: BrowserContext, server: Server
) -> None:
    page = context.new_page()
    by_password(page, server)
    page.goto(f"{server.address}/account/mail/")
    page.get_by_label("Email").fill("ann@example.org")
    page.get_by_role("button", name="Send the mail").click()
    page.get_by_text("is waiting").wait_for()
    check(page)
    letter = server.letters.last("ann@example.org", "To confirm it")
    page.goto(re.findall(r"http://localhost\S+", letter)[0])
    check(page)
    page.get_by_role("button", name="Yes, that is right").click()
    page.wait_for_url("**/account/")
    assert page.locator("dd", has_text="ann@example.org").count() == 1

    page.goto(f"{server.address}/desk/groups/new/")
    check(page)
    page.get_by_label("Name of the group").fill("Canal Readers")
    page.get_by_label("Time zone").fill("Europe/London")
    page.get_by_role("button", name="Create the group").click()
    page.wait_for_url("**/desk/groups/canal-readers/")
    page.get_by_role("link", name="People").click()
    check(page)
    page.get_by_label("As").select_option("editor")
    page.get_by_label("Mail address").fill("eve@example.org")
    page.get_by_role("button", name="Invite").click()
    page.get_by_text("is on its way").wait_for()
    check(page)
    guest = browser.new_context(viewport=DESK)
    theirs = guest.new_page()
    letter = server.letters.last("eve@example.org", "invites you")
    theirs.goto(re.findall(r"http://localhost\S+", letter)[0])
    check(theirs)
    theirs.get_by_label("Your name").fill("Eve")
    theirs.get_by_role("button", name="Take part").click()
    theirs.wait_for_url("**/desk/")
    assert theirs.get_by_role("link", name="Canal Readers").count() == 1
    check(theirs)
    guest.close()

    sign_out(page)
    page.goto(f"{server.address}/account/sign-in/code/")
    check(page)
    page.get_by_label("Email").fill("ann@example.org")
    page.get_by_role("button", name="Send it").click()
    page.wait_for_url("**/code/confirm/**")
    check(page)
    letter = server.letters.last("ann@example.org", "Your code")
    page.goto(re.findall(r"http://localhost\S+", letter)[0])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/")

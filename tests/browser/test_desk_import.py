"""From a pasted page to a living site, in a real browser against the real server: the organiser, then a visitor."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.house import DESK, PHONE, Server, check, serve, wait_for

OWN_PAGE = Path(__file__).parents[1] / "cases/pages/quay-socialists/in.txt"


@pytest.fixture
def server(tmp_path: Path, now: str) -> Iterator[Server]:
    """Its clock is set to ``now``."""
    with serve(tmp_path, STUDYCIRCLE_NOW=now) as server:
        yield server


def sign_in(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/desk/")
    check(page)
    page.get_by_label("Name or mail address").fill("ann")
    page.get_by_label("Password").fill(server.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{server.address}/desk/")
    check(page)


def take_in(page: Page, text: str) -> None:
    check(page)
    page.get_by_label("Paste the page").fill(text)
    page.get_by_role("button", name="Read it").click()
    page.wait_for_url("**/desk/drafts/*/")
    check(page)


@dataclass(frozen=True)
class Case:
    """A page to take in, and what a visitor must find afterwards."""

    now: str
    sessions: int
    next: str
    questions: int
    reading: str
    moved: tuple[str, str]  # words of the page, and what they become before it is imported again
    shown: str  # how the public page says the change


SEED = Case(
    now="2013-08-30T12:00:00+00:00",
    sessions=12,
    next="Lessons of October",
    questions=7,
    reading="Lessons of October",
    moved=("7th October - Critique", "9th October - Critique"),
    shown="Wednesday 9 October",
)

OWN = Case(
    now="2016-04-10T12:00:00+00:00",
    sessions=9,
    next="The Junius Pamphlet",
    questions=5,
    reading="The Junius Pamphlet",
    moved=("27th April - The Russian", "28th April - The Russian"),
    shown="Thursday 28 April",
)


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture
def now(case: Case) -> str:
    return case.now


@pytest.mark.parametrize("case", [SEED], indirect=True, ids=["seed"])
def test_from_a_page_to_its_living_site(browser: Browser, server: Server, case: Case, shared_data: Path) -> None:
    whole_way(browser, server, case, (shared_data / "pages/raw/00-seed.txt").read_text())


@pytest.mark.parametrize("case", [OWN], indirect=True, ids=["own"])
def test_the_same_with_a_page_of_our_own(browser: Browser, server: Server, case: Case) -> None:
    whole_way(browser, server, case, OWN_PAGE.read_text())


def whole_way(browser: Browser, server: Server, case: Case, text: str) -> None:
    page = browser.new_context(viewport=DESK).new_page()
    sign_in(page, server)
    page.get_by_role("link", name="Take in a page").first.click()
    take_in(page, text)
    assert page.get_by_role("heading", name=f"{case.sessions} sessions were found").count() == 1
    every_field_leads_to_its_line(page)
    correct_a_field(page, case)
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/desk/groups/*/*/")
    check(page)
    series = page.locator("#said").get_by_role("link", name="See the public page").get_attribute("href")
    desk = page.url

    wait_for(server.address + series, case.next)
    visitor_finds_the_next_session(browser, server, series, case)
    import_again(page, server, case, text, desk, series)


def every_field_leads_to_its_line(page: Page) -> None:
    targets = page.eval_on_selector_all("a[href^='#L']", "all => all.map(a => a.getAttribute('href').slice(1))")
    assert len(targets) > 20
    missing = page.evaluate("all => all.filter(id => !document.getElementById(id))", targets)
    assert missing == []
    assert page.locator("li.left-over").count() >= 1


def correct_a_field(page: Page, case: Case) -> None:
    page.locator("ol.sessions").get_by_role("link", name=case.next, exact=True).click()
    check(page)
    page.get_by_label("Led by").fill("Ruth")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/desk/drafts/*/")


def visitor_finds_the_next_session(browser: Browser, server: Server, series: str, case: Case) -> None:
    """Without script, cookie or account, and without a request to anybody else."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(server.address)
    page.goto(server.address + series)
    card = page.locator("#next")
    assert "Next session" in card.inner_text() or "NEXT SESSION" in card.inner_text()
    assert case.next in card.inner_text()
    assert case.reading in card.inner_text()
    card.get_by_role("link", name=case.next).first.click()
    assert page.locator("h1").inner_text() == case.next
    assert "Ruth" in page.locator("main").inner_text()
    assert page.locator("ol.questions > li").count() == case.questions
    assert context.cookies() == []
    assert {re.match(r"https?://[^/]+", url)[0] for url in asked} == {server.address}
    context.close()


def import_again(page: Page, server: Server, case: Case, text: str, desk: str, series: str) -> None:
    """What changed is shown before it is saved; addresses stay."""
    before = session_addresses(wait_for(server.address + series))
    page.goto(desk)
    page.get_by_role("link", name="Take in a new version of the page").click()
    assert case.moved[0] in text
    take_in(page, text.replace(*case.moved))
    changes = page.locator(".changes").inner_text()
    assert case.moved[1].partition(" - ")[0].partition("th")[0] in changes
    assert "Ruth" not in changes  # the organiser's own correction is not on the page, and stays all the same
    page.get_by_role("button", name="Save the changes").click()
    page.wait_for_url("**/desk/groups/*/*/")
    assert session_addresses(now := wait_for(server.address + series, case.shown)) == before
    assert "Ruth" in now


def session_addresses(markup: str) -> set[str]:
    return set(re.findall(r'<h3>(?:<span[^>]*>[^<]*</span>&nbsp; )?<a href="([^"]+)"', markup))

"""Every page of the desk and of accounts, from the address table itself: at 400 % zoom, on a phone, and before axe.

At 400 % a window of 1280 × 1024 has 320 × 256 CSS pixels left (WCAG 2.2, 1.4.10). Public pages: test_site_pages.py.
"""

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from studycircle.store import models
from tests.web.conftest import ada, ann, bea, data, eda, mia, series  # noqa: F401 - fixtures
from tests.web.test_access import EXPECTED, OTHERWISE, address_of, bees, clients, draft  # noqa: F401 - fixtures

# A mail as it arrives: its page lets no script run, axe's neither, so its markup is looked at on an empty page.
LETTER = "series-mail-preview"
ZOOMED, PHONE = {"width": 320, "height": 256}, {"width": 360, "height": 640}
SHOTS = os.environ.get("SHOTS", "")  # a folder for pictures to look at
ONLY = os.environ.get("PAGES", "").split() or list(EXPECTED)  # names, to look at some of them alone
# What runs over the side, and would have to be scrolled to: by its outermost element.
OVER = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const over = [...document.body.querySelectorAll("*")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && (box.right > room + 0.5 || box.left < -0.5) && getComputedStyle(one).position !== "absolute";
  });
  return [document.documentElement.scrollWidth, ...over.slice(0, 3).map((one) => one.outerHTML.slice(0, 160))];
}"""


@pytest.fixture
def pages(live_server, address_of, clients):  # noqa: F811
    """The pages each of three people sees: the visitor's, the organiser's and the administrator's own."""
    seen = {"visitor": [], "organiser": [], "administrator": []}
    for name in ONLY:
        for role in seen:
            if role == "administrator" and name not in OTHERWISE["administrator"]:
                continue
            answer = clients[role].get(address_of(name))
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                seen[role].append((name, live_server.url + address_of(name)))
    return seen


def in_turn(browser: Browser, live_server, clients, pages, language: str) -> Iterator[tuple[Page, str]]:  # noqa: F811
    """Each page, open on a phone."""
    models.Person.objects.update(language=language)
    for role, addresses in pages.items():
        context = browser.new_context(viewport=PHONE, locale=language)
        context.add_cookies(
            [{"name": one, "value": of.value, "url": live_server.url} for one, of in clients[role].cookies.items()]
        )
        page = context.new_page()
        for name, address in addresses:
            page.goto(address, wait_until="load")
            assert is_at(page, address), (name, page.url)
            if name == LETTER:
                letter = page.content()
                page.goto("about:blank")
                page.set_content(letter)
            yield page, name
        context.close()


def is_at(page: Page, address: str) -> bool:
    """Whether ``page`` shows ``address``, and was not led elsewhere."""
    return page.url.partition("?")[0].partition("#")[0] == address.partition("?")[0]


def fits(page: Page, name: str) -> list[object]:
    """What runs over the side, at both sizes."""
    wrong: list[object] = []
    for size in (PHONE, ZOOMED):
        page.set_viewport_size(size)
        if over := page.evaluate(OVER):
            wrong.append((name, size["width"], over))
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{size['width']}.png", full_page=True)
    page.set_viewport_size(PHONE)
    return wrong


def test_every_page_fits_and_axe_finds_nothing_wrong(browser, live_server, clients, pages):  # noqa: F811
    wrong: list[object] = []
    looked_at = set()
    for page, name in in_turn(browser, live_server, clients, pages, "en"):
        looked_at.add(name)
        wrong += fits(page, name)
        found = Axe().run(page).response["violations"]
        if name == LETTER:  # a mail is no page of a site, and has no landmarks
            found = [one for one in found if one["id"] not in {"landmark-one-main", "region"}]
        wrong += [
            (name, one["id"], one["nodes"][0]["html"][:160], one["nodes"][0]["failureSummary"][-200:]) for one in found
        ]
    assert wrong == []
    assert looked_at >= (
        {"desk", "group-home", "series", "series-session", "series-print", "administration", "people"} & set(ONLY)
    )


@pytest.mark.parametrize("language", ["de", "ar"])
def test_every_page_fits_in_long_words_and_from_right_to_left(browser, live_server, clients, pages, language):  # noqa: F811
    wrong = [one for page, name in in_turn(browser, live_server, clients, pages, language) for one in fits(page, name)]
    assert wrong == []

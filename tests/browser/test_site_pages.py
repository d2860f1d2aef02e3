"""The pages of a site in a real browser, and before the Nu HTML checker: for eyes, ears, phones and paper."""

import datetime as dt
import json
import mimetypes
import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route

from studycircle.documents.audience import seen_by
from studycircle.documents.programme import Audience, Programme
from studycircle.documents.schedule import summarise
from studycircle.readers.programme.page import read_page
from studycircle.writers.programme.options import SiteOptions
from studycircle.writers.programme.site import group_files, series_files
from tests.judges import node_modules, program
from tests.programmes import ADDRESS, NOW, RICH, in_arabic, in_german, of_many

SERIES_PAGE = "canalside/bread-and-water/"
SESSION_PAGE = "canalside/bread-and-water/sweetness-and-power/"
PHONE, DESK = {"width": 360, "height": 640}, {"width": 1280, "height": 900}


def write_site(programme: Programme, folder: Path) -> None:
    """The public site of ``programme`` at NOW, without its PDFs."""
    shown = seen_by(programme, Audience.PUBLIC)
    options = SiteOptions(NOW, f"{ADDRESS}{shown.group.key}/", papers=())
    files = [*series_files(shown, options), *group_files(shown.group, [summarise(shown, NOW)], options)]
    for file in files:
        path = folder / shown.group.key / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.write())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sites")
    for programme in (RICH, in_arabic(), in_german()):
        write_site(programme, folder)
    return folder


def visit(browser: Browser, folder: Path, now: dt.datetime = NOW, **options: object) -> tuple[Page, list[str]]:
    """A page whose site is ``folder``, and the list of addresses outside it that were asked for."""
    context: BrowserContext = browser.new_context(**options)
    strangers: list[str] = []

    def answer(route: Route) -> None:
        address = route.request.url.split("?")[0].split("#")[0]
        path = folder / address.removeprefix(ADDRESS)
        path = path / "index.html" if address.endswith("/") else path
        if not address.startswith(ADDRESS) or not path.is_file():
            strangers.append(address)
            route.abort()
        else:
            media = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            route.fulfill(body=path.read_bytes(), content_type=media)

    context.route("**/*", answer)
    page = context.new_page()
    page.clock.set_fixed_time(now)
    return page, strangers


def pages(folder: Path) -> list[str]:
    """Every page; but the short address for the door, which leads on at once to a page that is among them."""
    found = (str(path.relative_to(folder)).removesuffix("index.html") for path in folder.rglob("*.html"))
    return sorted(path for path in found if not path.endswith("now/"))


def verdict_of_nu(folder: Path) -> list[object]:
    jar = node_modules() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    verdict = subprocess.run(
        [program("java"), "-jar", str(jar), "--format", "json", "--skip-non-html", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(verdict.stderr)["messages"]


def verdict_of_axe(page: Page, folder: Path) -> list[tuple[str, str, str]]:
    wrong = []
    for path in pages(folder):
        page.goto(ADDRESS + path)
        found = Axe().run(page).response["violations"]
        wrong += [(path, one["id"], node["html"]) for one in found for node in one["nodes"]]
    return wrong


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_and_no_request_leaves_the_site(browser, folder, scheme):
    page, strangers = visit(browser, folder, color_scheme=scheme, viewport=PHONE)
    assert verdict_of_axe(page, folder) == []
    assert strangers == []
    assert page.context.cookies() == []
    page.context.close()


def test_the_nu_checker_finds_nothing_wrong(folder):
    assert verdict_of_nu(folder) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_site_of_the_seed_page_passes_both_judges(browser, tmp_path, shared_data, scheme):
    text = (shared_data / "pages/raw/00-seed.txt").read_bytes()
    programme, _ = read_page(text, name="00-seed.txt", today=dt.date(2013, 8, 1))
    write_site(programme, tmp_path)
    assert verdict_of_nu(tmp_path) == []
    page, strangers = visit(browser, tmp_path, color_scheme=scheme)
    assert verdict_of_axe(page, tmp_path) == []
    assert strangers == []
    page.context.close()


@pytest.mark.parametrize("width", [320, 360, 800, 1280])
def test_nothing_runs_over_the_side(browser, folder, width):
    page, _ = visit(browser, folder, viewport={"width": width, "height": 800})
    for path in pages(folder):
        page.goto(ADDRESS + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.context.close()


def test_a_phone_answers_before_any_scrolling(browser, folder):
    """What is it, when and where is the next meeting, what do I read, how do I come along."""
    page, _ = visit(browser, folder, viewport=PHONE)
    page.goto(ADDRESS + SERIES_PAGE)
    for answer in (
        "h1",
        "#next .date",
        "#next h3",
        "#next .where",
        "#next .ask",
        "#next .reading.main cite",
        "#next .reading.main .formats a >> nth=0",
    ):
        box = page.locator(answer).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 640, answer
    page.context.close()


def test_next_goes_by_the_readers_clock_where_nobody_baked_anew(browser, folder):
    """The site was written on 20 October; someone looks on 30 October."""
    page, _ = visit(browser, folder, now=NOW + dt.timedelta(days=10), viewport=DESK)
    page.goto(ADDRESS + SERIES_PAGE)
    card = page.locator("#next")
    assert card.locator("h3").inner_text().split() == ["5", "The", "Grain", "Trade"]
    where = " ".join(card.locator(".where").inner_text().lower().split())
    assert where == "where weir lane library, 2 weir lane, room 12"
    assert card.locator(".date").inner_text() == "Monday 9 November, 7\xa0pm"
    assert "ruth@example.org" in card.inner_text()
    assert card.locator("h2").inner_text().lower() == "next session · in 10 days"
    assert page.locator(".schedule .now").get_attribute("id") == "s-at-the-library"
    assert "past" in (page.locator("#s-sweetness-and-power").get_attribute("class") or "").split()
    page.context.close()


def test_when_all_is_over_the_card_steps_back(browser, folder):
    page, _ = visit(browser, folder, now=dt.datetime(2028, 1, 1, tzinfo=dt.UTC))
    page.goto(ADDRESS + SERIES_PAGE)
    section = page.locator("#next")
    assert section.locator("h2").inner_text().lower() == "the next date is to be agreed"
    assert section.locator("h3").count() == 0
    assert section.locator(".where").is_visible()
    page.context.close()


def test_without_a_script_everything_is_there(browser, folder):
    page, _ = visit(browser, folder, java_script_enabled=False)
    page.goto(ADDRESS + SERIES_PAGE)
    assert page.locator("#next-heading").inner_text().lower() == "next session"
    assert page.locator("#next h3").inner_text().split() == ["4", "Sweetness", "and", "Power"]
    page.locator("#next h3 a").click()
    assert page.url == ADDRESS + SESSION_PAGE
    assert page.locator("#q3").is_visible()
    page.context.close()


def test_the_keyboard_finds_the_way_past_the_head(browser, folder):
    page, _ = visit(browser, folder, viewport=PHONE)
    page.goto(ADDRESS + SESSION_PAGE)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("one => one === document.activeElement")
    assert (skip.bounding_box() or {})["width"] > 50
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    page.context.close()


def test_paper_has_no_navigation_and_dark_ink(browser, folder):
    page, _ = visit(browser, folder, color_scheme="dark")
    page.goto(ADDRESS + SESSION_PAGE)
    page.emulate_media(media="print", color_scheme="dark")
    for away in (".turn", "footer", ".skip"):
        assert not page.locator(away).is_visible()
    style = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    assert style == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    page.context.close()


def test_a_long_past_is_folded_away(browser, tmp_path):
    """Forty evenings, most of them over: the coming ones are near the top."""
    write_site(of_many(60), tmp_path)
    page, _ = visit(browser, tmp_path)
    page.goto(f"{ADDRESS}canalside/many/")
    assert page.locator("details summary").inner_text() == "42 sessions before"
    assert not page.locator("#s-s1").is_visible()
    assert page.locator("#s-s43").is_visible()
    page.context.close()

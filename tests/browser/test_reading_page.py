"""The reading page in a real browser: looked over by judges, used by hand and key, with and without script or network."""

import functools
import http.server
import json
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from studycircle.documents.text import Text
from studycircle.project.headers import CONTENT_SECURITY_POLICY
from studycircle.writers.text.web import Pin, ReadingOptions, Way, reading_files, reading_page
from tests.judges import node_modules, program
from tests.texts import RICH, in_hebrew, of_chapters

PHONE, DESK, WIDE = ({"width": width, "height": 800} for width in (360, 1280, 1600))
OPTIONS = ReadingOptions(
    back=Way("../", "The series"),
    formats=(Way("../book.epub", "EPUB", 312_000),),
    pins=(Pin("2", "../#q1", "Question 1"), Pin("2", "../#q2", "Question 2")),
    part="chapters 1 to 3",
    whole=Way("../", "The whole text"),
)


class Server(http.server.ThreadingHTTPServer):
    """A static host: the folder, the site's security policy, and a way to be away."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/a/deep/folder/"

    def go_away(self) -> None:
        self.shutdown()
        self.server_close()


class Handler(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        super().end_headers()

    def log_message(self, *words: object) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]


def write(made: Text, folder: Path, options: ReadingOptions = OPTIONS) -> None:
    for file in reading_files(made, path="", options=options):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.write())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    site = folder / "a" / "deep" / "folder"
    write(RICH, site / "rich")
    write(of_chapters(), site / "chapters", ReadingOptions(by_chapter=True, back=Way("../", "The series")))
    write(in_hebrew(), site / "hebrew")
    (site / "alone.html").write_bytes(reading_page(RICH))
    return folder


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    server = Server(folder)
    yield server
    server.go_away()


@pytest.fixture
def visit(browser: Browser, server: Server):
    """A page on the server in a browser profile of its own; what the browser complains of fails the test."""
    contexts, complaints = [], []

    def visit(path: str, **options: object) -> Page:
        context = browser.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        page.goto(server.address + path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


def pages(folder: Path) -> list[str]:
    """The pages of the site; the one that stands alone is for opening from a disk."""
    site = folder / "a" / "deep" / "folder"
    return sorted(str(path.relative_to(site)) for path in site.rglob("*.html") if path.name != "alone.html")


def open_all(page: Page, address: str, chosen: str) -> None:
    """The page at ``address`` with everything unfolded and ``chosen`` as its colour or size."""
    page.goto(address)
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    page.locator(f"#{chosen}").check()
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_the_nu_checker_finds_nothing_wrong(folder):
    jar = node_modules() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [program("java"), "-jar", str(jar), "--errors-only", "--format", "json", "--skip-non-html", str(folder)]
    verdict = subprocess.run(command, capture_output=True, text=True, check=False)
    assert json.loads(verdict.stderr)["messages"] == []


@pytest.mark.parametrize("look", ["light", "sepia", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_axe_finds_nothing_wrong(visit, server, folder, look, size):
    page = visit("rich/", viewport=size)
    wrong = []
    for path in pages(folder):
        open_all(page, server.address + path, look)
        found = Axe().run(page).response["violations"]
        wrong += [(path, one["id"], node["html"]) for one in found for node in one["nodes"]]
    assert wrong == []


@pytest.mark.parametrize("width", [320, 360, 740, 1000, 1600])
@pytest.mark.parametrize("size", ["usual", "larger"])
def test_nothing_runs_over_the_side(visit, server, folder, width, size):
    page = visit("rich/", viewport={"width": width, "height": 800})
    for path in pages(folder):
        open_all(page, server.address + path, size)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_line_has_as_many_letters_as_eyes_like(visit):
    page = visit("chapters/c1.html")
    width = page.locator("#p4").evaluate("one => one.getBoundingClientRect().width")
    letter = page.evaluate(
        """() => { const range = document.createRange(); const words = document.querySelector("#p4").lastChild;
        range.setStart(words, 0); range.setEnd(words, 60);
        const boxes = [...range.getClientRects()]; return boxes.reduce((sum, box) => sum + box.width, 0) / 60 }"""
    )
    assert 58 <= width / letter <= 72


def test_numbers_stand_in_the_margin_or_on_a_phone_in_the_line(visit):
    for size, beside in ((DESK, True), (PHONE, False)):
        page = visit("chapters/c1.html", viewport=size)
        number = page.locator("#p3 .n").bounding_box()
        block = page.locator("#p3").bounding_box()
        assert (number["x"] + number["width"] <= block["x"]) is beside
        assert abs(number["y"] - block["y"]) < 12


@pytest.mark.parametrize("script", [True, False])
def test_a_note_that_is_asked_for_stands_at_the_foot_of_the_window_and_the_place_is_kept(visit, script):
    page = visit("chapters/c1.html", viewport=PHONE, java_script_enabled=script)
    page.locator("#ref-n1").scroll_into_view_if_needed()
    before = page.locator("#ref-n1").bounding_box()["y"]
    page.locator("#ref-n1").click()
    box = page.locator("#n1").bounding_box()
    assert box["y"] + box["height"] == pytest.approx(PHONE["height"], abs=1)
    assert page.locator("#ref-n1").bounding_box()["y"] == pytest.approx(before, abs=2)
    page.locator("#n1 .mark").click()
    assert page.url.endswith("#ref-n1")
    assert page.locator("#n1").evaluate("one => getComputedStyle(one).position") == "static"


@pytest.mark.parametrize(("path", "side"), [("chapters/c1.html", 1), ("hebrew/", -1)])
def test_with_room_a_note_stands_beside_its_reference(visit, path, side):
    page = visit(path, viewport=WIDE)
    note, reference = page.locator("#n1").bounding_box(), page.locator("#ref-n1").bounding_box()
    column = page.locator("main").bounding_box()
    assert abs(note["y"] - reference["y"]) < 30
    assert note["x"] >= column["x"] + column["width"] if side > 0 else note["x"] + note["width"] <= column["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]


def test_a_number_leads_to_its_paragraph_from_any_page(visit):
    page = visit("chapters/c1.html")
    page.keyboard.press("g")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    assert page.url.endswith("c1.html#p5")
    page.keyboard.press("g")
    page.keyboard.type("20")
    page.keyboard.press("Enter")
    page.wait_for_url("**/c2.html#p20")
    assert page.locator("#p20").evaluate("one => one.matches(':target')")


def test_a_number_that_is_not_there_is_said(visit):
    page = visit("rich/")
    page.keyboard.press("g")
    page.keyboard.type("4000")
    page.keyboard.press("Enter")
    said = page.locator("#number").evaluate("one => one.validationMessage")
    assert said == "There is no paragraph of this number."


def test_the_address_of_a_paragraph_holds_for_the_text_as_a_whole(visit):
    page = visit("chapters/#p30")
    page.wait_for_url("**/c3.html#p30")


def test_keys_go_from_paragraph_to_paragraph_and_can_be_turned_off(visit):
    page = visit("chapters/c2.html")

    def focused() -> str:
        return page.evaluate("document.activeElement.textContent")

    page.keyboard.press("j")
    first = int(focused())
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused() == str(first + 2)
    page.keyboard.press("k")
    assert focused() == str(first + 1)
    page.locator(".look summary").click()
    page.locator("#keys").uncheck()
    page.keyboard.press("j")
    assert focused() != str(first + 2)


def stored(page: Page) -> dict[str, str]:
    return page.evaluate("({...localStorage})")


def test_nothing_is_kept_unless_asked_and_all_of_it_forgotten_when_told(visit, server):
    page = visit("chapters/c2.html")
    page.locator(".look summary").click()
    page.locator("#sepia").check()
    page.mouse.wheel(0, 3000)
    page.wait_for_timeout(600)
    assert stored(page) == {}
    page.reload()
    assert page.locator("#as-device").is_checked()
    page.locator(".look summary").click()
    page.locator("#sepia").check()
    page.locator("#remember").check()
    page.locator("#large").check()
    page.mouse.wheel(0, 6000)
    page.wait_for_timeout(600)
    page.goto(server.address + "chapters/")
    assert page.locator("#sepia").is_checked()
    assert page.locator("#large").is_checked()
    line = page.locator(".resume")
    assert line.inner_text().startswith("Go on where you were: paragraph ")
    number = line.locator("b").inner_text()
    line.locator("a").click()
    page.wait_for_url(f"**/c2.html#p{number}")
    page.locator(".look summary").click()
    page.locator("#remember").uncheck()
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(600)
    assert stored(page) == {}
    assert page.context.cookies() == []


def test_a_copy_is_kept_only_if_asked_and_is_read_without_a_network(visit, server):
    page = visit("chapters/c1.html")
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    assert not any("offline.js" in path for path in server.asked)
    page.locator(".look summary").click()
    page.locator("#offline").check()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    server.go_away()
    for path in ("chapters/", "chapters/c3.html", "chapters/whole.html"):
        page.goto(server.address + path)
        assert page.locator("footer").inner_text().startswith("Public domain.")
        assert page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(251, 248, 241)"
    page.locator(".look summary").click()
    assert page.locator("#offline").is_checked()
    page.locator("#offline").uncheck()
    page.wait_for_function("caches.keys().then(all => all.length === 0)")
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_without_a_script_all_is_there_and_nothing_that_needs_one(visit):
    page = visit("chapters/c1.html", java_script_enabled=False)
    assert not page.locator(".resume").is_visible()
    page.locator(".go summary").click()
    assert not page.locator("#number").is_visible()
    page.locator(".look summary").click()
    assert not page.locator("#remember").is_visible()
    page.locator("#dark").check()
    assert page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(26, 23, 20)"
    page.locator(".go li a >> nth=0").click()
    assert page.url.endswith("#p5")


def test_the_keyboard_finds_the_way_past_the_head(visit):
    page = visit("rich/", viewport=PHONE)
    page.keyboard.press("Tab")
    assert page.locator(".skip").evaluate("one => one === document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rich/#text")


def test_paper_has_no_navigation_and_dark_ink(visit):
    page = visit("chapters/c1.html", color_scheme="dark")
    page.locator(".look summary").click()
    page.locator("#dark").check()
    page.emulate_media(media="print", color_scheme="dark")
    for away in (".top", ".turn", ".skip"):
        assert not page.locator(away).is_visible()
    style = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    assert style == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.locator("#p3 .n").is_visible()


def test_the_page_alone_opens_from_a_disk(browser, folder):
    page = browser.new_context(viewport=PHONE).new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url.split(":")[0]))
    page.goto((folder / "a" / "deep" / "folder" / "alone.html").as_uri())
    assert page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(251, 248, 241)"
    assert page.locator("figure img >> nth=0").evaluate("one => one.naturalWidth") == 4
    assert set(asked) <= {"file", "data"}
    assert Axe().run(page).response["violations"] == []
    page.context.close()


def test_no_request_leaves_the_site(browser, server):
    page = browser.new_context().new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.address + "rich/")
    assert all(address.startswith(server.address) for address in asked)
    page.context.close()

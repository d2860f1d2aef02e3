"""The programme edited on one page in a real browser: in place, by keyboard alone, without script, by two at once;
sessions moved by keyboard and by drag; words pasted from Word."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.house import to_the_end

COMMAND = Path(sys.executable).with_name("studycircle")
PASTES = Path(__file__).parents[1] / "cases/paste"
PHONE, DESK, ZOOMED = {"width": 360, "height": 640}, {"width": 1280, "height": 900}, {"width": 320, "height": 256}

# All that rich text can say, some of it in ways no editor would write it.
ALL = (
    '<h3>A head</h3><p>One <em>two <strong>three</strong></em>, <em><a href="/x/?a=1&amp;b=2">four</a> five</em>'
    ' x<sup>2</sup> H<sub>2</sub>O <code>a  b</code><br/>a line <span lang="el">λόγος</span>'
    ' <span lang="ar" dir="rtl">كلمة <em>هنا</em></span> end.</p>'
    "<blockquote><p>Quoted.</p><blockquote><p>Deeper.</p></blockquote><ul><li>in it</li></ul></blockquote>"
    "<ul><li>one<ol><li>inner</li></ol></li><li><p>two</p><p>more of it</p></li>"
    "<li><blockquote><p>only quoted</p></blockquote></li></ul>"
    "<h4>Small</h4><p>« espaces\u00a0» &lt;b&gt; &amp;amp; “”</p>"
)
NAMES = ("title", "keyboard", "drag", "paste", "two", "round", "plain", "looks", "lost", "frames")
SEED = f"""
import datetime as dt, django
django.setup()
from studycircle.documents.programme import *
from studycircle.documents.rich import Rich
from studycircle.store import actions, clock
def on(day): return dt.date(2030, 11, day)
def meeting(key, title, day, **more): return Session(key, title, state=DateState.FIXED, date=on(day), **more)
for name in {NAMES!r}:
    sessions = (
        meeting("wax", "Wax", 4, readings=(Reading("hive", "The Hive", "A. Bee"),), leader="Ruth",
            notes=(Note("all", "Everything", Rich({ALL!r})),),
            questions=(Question("q1", "1", Rich("<p>Why <em>wax</em>?</p>")),)),
        meeting("honey", "Honey", 11), meeting("swarm", "Swarm", 18), Session("queen", "Queen"),
    )
    series = Series(name, title=name.title(), slot=Slot(0, dt.time(18, 30)), place=Place("Barn"), sessions=sessions)
    actions.import_programme(Programme(Group("hive", "Hive"), series), now=clock.now())
"""


@dataclass(frozen=True)
class Server:
    address: str
    passwords: dict[str, str]
    data: Path

    def series(self, name: str) -> str:
        return f"{self.address}/desk/groups/hive/{name}/"

    def stored(self, name: str, table: str, column: str, session: str = "wax") -> list[str]:
        """What stands in a column of that session's rows, in order."""
        rows = f"SELECT t.{column} FROM store_{table} t JOIN store_session s ON s.id = t.session_id"
        return self._asked(f"{rows} JOIN store_series r ON r.id = s.series_id WHERE r.key = ? AND s.key = ?"
                           " AND NOT t.archived ORDER BY t.position", name, session)  # fmt: skip

    def sessions(self, name: str, column: str) -> list[str]:
        query = f"SELECT s.{column} FROM store_session s JOIN store_series r ON r.id = s.series_id"
        return self._asked(f"{query} WHERE r.key = ? AND NOT s.archived ORDER BY s.position", name)

    def _asked(self, query: str, *values: str) -> list[str]:
        with sqlite3.connect(next(self.data.glob("*.sqlite3"))) as database:
            return [row[0] for row in database.execute(query, values)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """``studycircle serve`` with a group of ten series that are alike, and two organisers of it."""
    folder = tmp_path_factory.mktemp("desk")
    environment = {
        **os.environ,
        "STUDYCIRCLE_DATA": str(folder / "data"),
        "STUDYCIRCLE_NOW": "2030-10-01T12:00:00+00:00",
    }
    environment["DJANGO_SETTINGS_MODULE"] = "studycircle.project.settings"

    def run(*command: str | Path) -> str:
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    run(COMMAND, "add-organiser", "first")  # of all groups there are: none
    run(sys.executable, "-c", SEED)
    passwords = {name: run(COMMAND, "add-organiser", name).split("password: ")[1].strip() for name in ("ann", "ben")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "log").open("w") as log:
        running = subprocess.Popen([COMMAND, "serve", "--port", str(port)], env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            ends = time.monotonic() + 120
            while True:
                try:
                    urllib.request.urlopen(f"{address}/account/sign-in/", timeout=5)
                    break
                except OSError:
                    assert time.monotonic() < ends, (folder / "log").read_text()
                    time.sleep(0.1)
            yield Server(address, passwords, folder / "data")
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(100)


@pytest.fixture(scope="module")
def states(browser: Browser, server: Server) -> dict[str, object]:
    """What a browser keeps of whoever has signed in."""
    kept = {}
    for name, password in server.passwords.items():
        page = browser.new_context().new_page()
        page.goto(f"{server.address}/account/sign-in/")
        page.get_by_label("Name or mail address").fill(name)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(f"{server.address}/desk/")
        kept[name] = page.context.storage_state()
        page.context.close()
    return kept


@pytest.fixture
def desk(browser: Browser, server: Server, states: dict[str, object], request: pytest.FixtureRequest):
    """Opens a series' page for somebody; what the browser complains of fails the test."""
    complaints: list[str] = []

    def open_page(series: str, who: str = "ann", **options: object) -> Page:
        context = browser.new_context(storage_state=states[who], **{"viewport": DESK, **options})
        request.addfinalizer(context.close)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.goto(server.series(series))
        return page

    yield open_page
    # What the server refuses is no fault of the page.
    assert [one for one in complaints if not re.search(r"status of (403|409|422|500)", one)] == []


def piece(page: Page, anchor: str) -> Locator:
    return page.locator(f"[id='{anchor}']")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.closest('[id]').id")


def violations(page: Page) -> list[tuple[str, str]]:
    return [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page).response["violations"]]


def open_words(page: Page, anchor: str) -> Locator:
    """The editor of a piece that is rich text."""
    details = page.locator("details", has=piece(page, anchor)).first
    if not details.evaluate("one => one.open"):
        details.locator("summary").first.click()
    piece(page, anchor).locator("a.edit").click()
    words = piece(page, anchor).locator(".page").first
    expect(words).to_be_visible()
    words.focus()
    return words


def save(page: Page, anchor: str) -> None:
    piece(page, anchor).get_by_role("button", name="Save", exact=True).click()
    expect(piece(page, anchor).locator(".said")).to_contain_text("Saved.")


def test_a_title_by_keyboard_alone(desk, server: Server) -> None:
    page = desk("title")
    edit = page.get_by_role("link", name="edit title, Wax")
    for _ in range(60):
        page.keyboard.press("Tab")
        if edit.evaluate("one => one === document.activeElement"):
            break
    expect(edit).to_be_focused()
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Title")
    expect(field).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(edit).to_be_focused()

    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Beeswax")
    page.keyboard.press("Escape")
    expect(page.get_by_role("alert")).to_contain_text("not saved")
    expect(field).to_have_value("Beeswax")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="edit title, Beeswax")).to_be_focused()
    expect(page.locator("#announced")).to_have_text("Saved.")
    assert server.sessions("title", "title")[0] == "Beeswax"
    assert page.url == server.series("title")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # undo is the next thing
    page.wait_for_url(server.series("title"))
    expect(page.locator("#said")).to_contain_text("That was undone.")
    assert server.sessions("title", "title")[0] == "Wax"


def test_what_is_wrong_is_said_where_it_is(desk) -> None:
    page = desk("title")
    piece(page, "honey.date").locator("a.edit").click()
    form = piece(page, "honey.date").locator("form").last
    form.get_by_label("The date is").select_option("tba")
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form.locator(".errors li")).to_have_text("There is a date. Choose fixed or proposed, or clear the date.")
    expect(form.get_by_label("The date is")).to_be_focused()
    assert violations(page) == []
    form.get_by_role("link", name="Back without saving").click()
    expect(piece(page, "honey.date").locator("a.edit")).to_be_focused()


def test_what_is_typed_is_not_lost_when_somebody_is_signed_out(desk) -> None:
    page = desk("lost")
    piece(page, "wax.leader").locator("a.edit").click()
    page.get_by_label("Led by").fill("Ann")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("What you typed is still here")
    expect(page.get_by_label("Led by")).to_have_value("Ann")


def test_a_session_moved_by_keyboard(desk, server: Server) -> None:
    page = desk("keyboard")
    handle = page.get_by_role("button", name="Move: Swarm")
    handle.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#announced")).to_contain_text("Session 3 moved to place 2 of 4.")
    page.keyboard.press("Escape")
    expect(page.locator("#announced")).to_have_text("Session 3 is back at place 3.")
    expect(handle).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#announced")).to_have_text("Session 3 is at the end of the list.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What would change")).to_be_focused()
    expect(page.locator(".panel li")).to_have_count(3)
    assert violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("“Swarm” is now number 1 of 4.")
    expect(handle).to_be_focused()
    assert server.sessions("keyboard", "key") == ["swarm", "wax", "honey", "queen"]
    assert server.sessions("keyboard", "date") == ["2030-11-04", "2030-11-11", "2030-11-18", None]
    page.locator("#said").get_by_role("button", name="Undo").click()
    page.wait_for_url(server.series("keyboard"))
    assert server.sessions("keyboard", "key") == ["wax", "honey", "swarm", "queen"]


def drag(page: Page, name: str, below: str) -> None:
    """Take a session by its handle and let it go in the lower half of another."""
    page.mouse.move(0, 0)
    page.evaluate("scrollTo(0, 0)")
    handle = page.get_by_role("button", name=f"Move: {name}").bounding_box()
    target = page.locator(f"[id='{below}']").bounding_box()
    page.mouse.move(handle["x"] + 10, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(handle["x"] + 10, target["y"] + target["height"] * 0.8, steps=8)


def order(page: Page) -> list[str]:
    return page.eval_on_selector_all(".session", "all => all.map(one => one.id)")


def test_a_session_moved_by_drag(desk, server: Server) -> None:
    page = desk("drag")
    drag(page, "Wax", "honey")
    assert order(page) == ["honey", "wax", "swarm", "queen"]
    page.mouse.up()
    expect(page.locator("[id='wax'] .panel li")).to_have_count(2)
    page.get_by_role("link", name="Leave it").click()
    assert order(page) == ["wax", "honey", "swarm", "queen"]
    assert server.sessions("drag", "key") == ["wax", "honey", "swarm", "queen"]

    drag(page, "Wax", "honey")
    page.mouse.up()
    page.get_by_role("button", name="Each keeps its date; only the list changes").click()
    expect(page.locator("#said")).to_contain_text("“Wax” is now number 2 of 4.")
    assert server.sessions("drag", "key") == ["honey", "wax", "swarm", "queen"]
    assert server.sessions("drag", "date") == ["2030-11-11", "2030-11-04", "2030-11-18", None]


def paste(page: Page, markup: str, words: str = "") -> None:
    """As the browser does it: the clipboard's forms come with the event."""
    page.evaluate(
        """([markup, words]) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/html", markup);
            clipboardData.setData("text/plain", words);
            const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }""",
        [markup, words],
    )


def test_words_pasted_from_word(desk, server: Server) -> None:
    page = desk("paste")
    words = open_words(page, "wax.note._new")
    paste(page, (PASTES / "word/in.html").read_text())
    expect(words.locator("ol li")).to_have_count(2)
    assert "mso" not in words.inner_html().lower()
    piece(page, "wax.note._new").get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#announced")).to_have_text("Saved.")
    expected = (PASTES / "word/expected.html").read_text().replace("\n", "")
    assert server.stored("paste", "note", "body")[-1] == expected

    words = open_words(page, "wax.question.q1")
    to_the_end(page)
    paste(page, "<p class=MsoNormal><b>Really</b>?<o:p></o:p></p>")  # one paragraph goes into the line
    expect(words).to_have_text("Why wax?Really?")
    save(page, "wax.question.q1")
    assert server.stored("paste", "question", "text") == ["<p>Why <em>wax</em>?<strong>Really</strong>?</p>"]


def test_without_the_server_the_plain_words_are_pasted(desk) -> None:
    page = desk("paste")
    page.route("**/desk/paste/", lambda route: route.fulfill(status=500))
    words = open_words(page, "wax.question.q1")
    page.keyboard.press("Control+A")
    paste(page, "<p class=MsoNormal><b>Only</b> words</p>", "Only words")
    expect(words).to_have_text("Only words")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(".piece.open")).to_have_count(0)


def test_what_is_opened_and_saved_stays_byte_for_byte(desk, server: Server) -> None:
    page = desk("round")
    assert server.stored("round", "note", "body") == [ALL]
    open_words(page, "wax.note.all")
    save(page, "wax.note.all")
    assert server.stored("round", "note", "body") == [ALL]
    # And when something is typed and taken back, so that the editor's own HTML is sent; and of a change, the rest.
    open_words(page, "wax.note.all")
    to_the_end(page)
    page.keyboard.type("x")
    page.keyboard.press("Backspace")
    page.keyboard.type("!")
    sent = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    save(page, "wax.note.all")
    assert "note-body-html=" in sent[0]
    assert server.stored("round", "note", "body") == [ALL.removesuffix("</p>") + "!</p>"]


def test_the_editors_buttons_by_keyboard(desk, server: Server) -> None:
    page = desk("round")
    words = open_words(page, "wax.question.q1")
    page.keyboard.press("Control+A")
    page.keyboard.type("One")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+F10")
    expect(page.get_by_role("button", name=re.compile("^Strong")).first).to_be_focused()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="List", exact=True).first).to_be_focused()
    page.keyboard.press("Enter")
    expect(words).to_be_focused()
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+]")
    page.keyboard.press("Control+B")
    page.keyboard.type("three")
    page.keyboard.press("Control+B")
    page.keyboard.type(" ")
    page.keyboard.press("Control+K")
    page.get_by_label("Address of the link").fill("example.org/four")
    page.keyboard.press("Enter")
    assert violations(page) == []
    save(page, "wax.question.q1")
    assert server.stored("round", "question", "text") == [
        "<p>One</p><ul><li>two<ul><li><strong>three</strong>"
        ' <a href="https://example.org/four">https://example.org/four</a></li></ul></li></ul>'
    ]


def test_two_organisers_at_once(desk, server: Server) -> None:
    ann, ben = desk("two"), desk("two", "ben")
    for page in (ann, ben):
        piece(page, "wax.leader").locator("a.edit").click()
    ben.get_by_label("Led by").fill("Ben")
    save(ben, "wax.leader")
    ann.get_by_label("Led by").fill("Ann")
    ann.get_by_role("button", name="Save", exact=True).click()
    comparison = ann.get_by_role("alert")
    expect(comparison).to_contain_text("Somebody else changed this while you were writing")
    assert comparison.locator("tbody td").all_inner_texts() == ["Ruth", "Ben", "Ann"]
    assert server.sessions("two", "leader")[0] == "Ben"
    assert violations(ann) == []
    ann.get_by_role("button", name="Take theirs where we differ").click()
    expect(piece(ann, "wax.leader")).to_contain_text("led by Ben")
    expect(piece(ann, "wax.leader").locator("a.edit")).to_be_focused()


def test_who_types_before_the_next_frame_is_drawn_loses_nothing(desk, server: Server) -> None:
    page = desk("frames")
    page.add_init_script("window.requestAnimationFrame = () => 0")
    page.reload()
    details = page.locator("details", has=piece(page, "wax.question.q1")).first
    details.locator("summary").first.click()
    piece(page, "wax.question.q1").locator("a.edit").click()
    expect(piece(page, "wax.question.q1").locator(".page").first).to_be_focused()
    page.keyboard.type(" Yes.")
    save(page, "wax.question.q1")
    assert server.stored("frames", "question", "text") == ["<p>Why <em>wax</em>? Yes.</p>"]


def test_the_form_of_a_whole_session_has_the_editor_too(desk, server: Server) -> None:
    page = desk("lost")
    page.goto(server.series("lost") + "sessions/wax/")
    page.get_by_text("Question 1: Why wax?").click()
    words = page.locator(".page[role=textbox]").first  # the text area it was made of has the same name
    words.focus()
    to_the_end(page)
    page.keyboard.type(" Yes.")
    page.get_by_label("Led by").fill("Ann")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(server.series("lost"))
    assert server.stored("lost", "question", "text") == ["<p>Why <em>wax</em>? Yes.</p>"]
    assert server.stored("lost", "note", "body") == [ALL]
    assert server.sessions("lost", "leader")[0] == "Ann"


def test_the_usual_place_is_changed_in_its_place(desk) -> None:
    page = desk("lost")
    page.get_by_role("link", name="edit usual place").click()
    field = page.get_by_role("textbox", name="Place")
    expect(field).to_be_focused()
    field.fill("Attic")
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(piece(page, "all..venue")).to_contain_text("Attic")
    expect(page.get_by_role("link", name="edit usual place")).to_be_focused()


def test_the_same_without_script(desk, server: Server) -> None:
    page, ben = desk("plain", java_script_enabled=False), desk("plain", "ben", java_script_enabled=False)
    assert page.locator(".handle:visible").count() == 0
    piece(page, "wax.note.all").locator("xpath=ancestor::details").locator("summary").click()
    piece(page, "wax.note.all").locator("a.edit").click()
    area = page.get_by_label("Note", exact=False).last
    assert area.input_value().startswith("#### A head\n\nOne [two **three**]{em}")
    area.fill("Only *this*.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/plain/#wax.note.all")
    assert server.stored("plain", "note", "body") == ["<p>Only <em>this</em>.</p>"]

    page.get_by_role("button", name="Move down: Wax").click()
    assert page.get_by_role("heading", name="What would change").count() == 1
    page.get_by_role("button", name="Move it; the dates stay").click()
    page.wait_for_url("**/plain/#wax")
    assert server.sessions("plain", "key") == ["honey", "wax", "swarm", "queen"]

    for one in (page, ben):
        one.goto(server.series("plain") + "sessions/wax/edit/leader/")
    ben.get_by_label("Led by").fill("Ben")
    ben.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Led by").fill("Ann")
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.locator("table.both tbody td").all_inner_texts() == ["Ruth", "Ben", "Ann"]
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/plain/#wax.leader")
    assert server.sessions("plain", "leader")[1] == "Ann"


@pytest.mark.parametrize("size", [PHONE, ZOOMED], ids=["phone", "zoomed"])
@pytest.mark.parametrize("below", ["", "sessions/wax/edit/question/q1/", "sessions/wax/", "sessions/wax/move/"])
def test_on_a_phone_and_at_four_times_the_size(desk, server: Server, size: dict[str, int], below: str) -> None:
    page = desk("looks", viewport=size)
    page.goto(server.series("looks") + below)
    if not below:
        words = open_words(page, "wax.question.q1")
        piece(page, "wax.date").locator("a.edit").click()
        expect(piece(page, "wax.date").locator("form")).to_have_count(1)
        assert words.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert violations(page) == []
    # Wherever the Tab key leads, what has the focus is to be seen: no bar lies over it.
    for _ in range(45):
        page.keyboard.press("Tab")
        assert page.evaluate(IS_SEEN), page.evaluate("document.activeElement.outerHTML")


IS_SEEN = """() => {
    const one = document.activeElement;
    if (one === document.body) return true;
    const box = one.getBoundingClientRect();
    const x = box.left + Math.min(box.width / 2, 20), y = box.top + Math.min(box.height / 2, 10);
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return false;
    const above = document.elementFromPoint(x, y);
    return one === above || one.contains(above) || above?.contains(one);
}"""

"""A Sunday night at the keyboard: a page comes in, a date is found, things move, are printed, carried away and back."""

import datetime as dt
import re
import time
import urllib.error
import urllib.request
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Browser

from studycircle.documents.compare import compare
from studycircle.documents.native import parse_programme
from studycircle.documents.programme import Programme
from tests.browser.house import DESK, PHONE, Server, check, get, serve, to_the_end, wait_for
from tests.browser.keyboard import Keyboard

OWN_PAGE = Path(__file__).parents[1] / "cases/pages/quay-socialists/in.txt"
ROOM = "Room 3, under the stairs"
PACKED = {".gz", ".br"}


@dataclass(frozen=True)
class Evening:
    """A page, when it comes in, and what becomes of which of its sessions, by their titles."""

    now: str
    undated: str  # gets its date by a poll
    days: tuple[str, str]  # proposed; the second suits everybody
    found: dt.date  # which is that one
    moved: str
    moved_to: dt.date
    cancelled: str
    quoting: str  # its first quotation stands in a text that comes to the shelf


SEED = Evening(
    "2013-08-30T12:00:00+00:00",
    undated="On the United Front",
    days=("Monday 9 December 2013", "Monday 23 December 2013"),
    found=dt.date(2013, 12, 23),
    moved="Lessons of Spain",
    moved_to=dt.date(2013, 10, 23),
    cancelled="Against the Stream",
    quoting="Lessons of October",
)
OWN = Evening(
    "2016-04-10T12:00:00+00:00",
    undated="Order Prevails in Berlin",
    days=("Wednesday 11 May 2016", "Wednesday 25 May 2016"),
    found=dt.date(2016, 5, 25),
    moved="The Russian Revolution",
    moved_to=dt.date(2016, 4, 28),
    cancelled="The National Question",
    quoting="The Junius Pamphlet",
)


def test_the_page_of_the_house(browser: Browser, tmp_path: Path, shared_data: Path) -> None:
    with serve(tmp_path, STUDYCIRCLE_NOW=SEED.now) as server:
        whole_evening(browser, server, SEED, (shared_data / "pages/raw/00-seed.txt").read_text(), tmp_path)


def test_a_page_of_our_own(browser: Browser, tmp_path: Path) -> None:
    with serve(tmp_path, STUDYCIRCLE_NOW=OWN.now) as server:
        whole_evening(browser, server, OWN, OWN_PAGE.read_text(), tmp_path)


def whole_evening(browser: Browser, server: Server, evening: Evening, text: str, folder: Path) -> None:
    page = browser.new_context(viewport=DESK).new_page()  # type: ignore[arg-type]
    page.on("filechooser", lambda _: None)  # else Chromium is told anew at each expectation, and may be too late
    keys = Keyboard(page)
    sign_in(keys, server)
    keys.follow("Take in a page", "a")
    keys.fill("Paste the page", text)
    keys.follow("Read it", "button")
    correct_what_is_doubtful(keys)
    keys.follow("Publish", "button")
    desk = page.url
    group, series = desk.rstrip("/").rsplit("/", 2)[1:]
    site = f"{server.address}/{group}/{series}/"
    before = events(wait_for(f"{site}calendar.ics", "END:VCALENDAR"))

    find_a_date(browser, keys, evening, desk)
    move_and_cancel(keys, evening, desk)
    pin(keys, evening, desk, site, folder)
    print_everything(keys, desk, site)
    calendar = wait_for(f"{site}calendar.ics", "CANCELLED")
    follows_exactly(before, events(calendar), evening)

    carried, addresses = carry_away(keys, desk, folder / "before.zip"), public_addresses(folder, group)
    delete(keys, carried.group.name, site)
    brought = bring_back(keys, server, desk, folder)
    assert compare(carried, brought) == ()
    assert replace(carried, sources=()) == replace(brought, sources=())
    stand_again(folder, group, addresses)
    assert wait_for(f"{site}calendar.ics") == calendar


def sign_in(keys: Keyboard, server: Server) -> None:
    keys.page.goto(f"{server.address}/desk/")
    keys.fill("Name or mail address", "ann")
    keys.fill("Password", server.password)
    keys.follow("Sign in", "button")


def correct_what_is_doubtful(keys: Keyboard) -> None:
    """What the page does not say plainly is listed first; a field leads to its form, is corrected, and doubted no more."""
    page = keys.page
    check(page)
    doubtful = page.locator(".verdict > .check > li")
    first, number = doubtful.first.locator("a").first.inner_text(), doubtful.count()
    keys.follow(first, "a")
    assert first == "introduction"
    keys.to("What it is about")
    to_the_end(page)
    page.keyboard.insert_text(" Bring a friend.")
    keys.follow("Save", "button")
    assert doubtful.count() == number - 1
    assert not any(one.startswith(first) for one in doubtful.all_inner_texts())


def find_a_date(browser: Browser, keys: Keyboard, evening: Evening, desk: str) -> None:
    """The organiser asks; three people answer by one link, each without a cookie; one press fixes the date."""
    page = keys.page
    page.goto(desk)
    keys.follow(evening.undated, "a")
    keys.follow("Look for a date together", "a")
    for day in evening.days:
        keys.press(day, "Space")
    keys.follow("Ask", "button")
    check(page)
    link = page.get_by_label("One link for all").first.input_value()
    for name, steps in (("Ada", 2), ("Ben", 1), ("Cem", 2)):  # no, if need be, no; to the second day all say yes
        answer(browser, link, name, dict(zip(evening.days, (steps, 0), strict=True)))
    page.reload()
    assert page.get_by_role("heading", name="3 answers").count() == 1
    keys.follow(f"Fix this date: {evening.days[1]}", "button")
    assert page.get_by_text("The date is fixed.").count() == 1


def answer(browser: Browser, link: str, name: str, choices: dict[str, int]) -> None:
    """``choices``: how many times one goes down from "yes", for each day."""
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(link)
    keys = Keyboard(page)
    for day, steps in choices.items():
        keys.press("yes", "Space", within=day)
        for _ in range(steps):
            page.keyboard.press("ArrowDown")
    keys.fill("Your name", name)
    keys.follow("Send my answer", "button")
    assert page.get_by_text("Your answer is kept.").count() == 1
    assert context.cookies() == []
    context.close()


def move_and_cancel(keys: Keyboard, evening: Evening, desk: str) -> None:
    """One session gets another day and room, one is called off; each is looked at before it is done."""
    page = keys.page
    page.goto(desk)
    keys.follow(evening.moved, "a")
    keys.follow("Move", "a")
    keys.to("New day", "input")
    page.keyboard.type(evening.moved_to.strftime("%m%d%Y"))  # as one types into the browser's own field for a day
    keys.fill("Another room at the usual place", ROOM)
    keys.follow("See what would change", "button")
    assert ROOM in page.inner_text(".verdict")
    keys.follow("Move", "button")
    page.goto(desk)
    keys.follow(evening.cancelled, "a")
    keys.follow("Cancel", "a")
    keys.fill("Why, for everybody to read", "The heating is broken.")
    keys.follow("See what would change", "button")
    keys.follow("Cancel", "button")


def pin(keys: Keyboard, evening: Evening, desk: str, site: str, folder: Path) -> None:
    """The text that a question quotes comes to the shelf; the session reads it, and the question finds its place."""
    page = keys.page
    programme = parse_programme(get(f"{site}programme.json").decode())
    session = next(one for one in programme.series.sessions if one.title == evening.quoting)
    quoted = next(quotation.words for question in session.questions for quotation in question.quotations)
    text = folder / "lamp.md"
    begins = (
        "It begins elsewhere, with a walk along the canal. Nobody had thought of bringing a lamp; so they stood and "
        "talked until the moon came up, and said what they remembered."
    )
    text.write_text(f"# The lamp\n\n{begins}\n\nThen it says: {quoted}\n\nSo it ends.\n", "utf-8")
    page.goto(f"{desk.rstrip('/').rsplit('/', 1)[0]}/shelf/new/")
    keys.to("A file", "input")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(text)
    keys.choose("Who may have it", "in the public domain")
    keys.follow("Take it in", "button")
    page.goto(desk)
    keys.follow(evening.quoting, "a")
    keys.press("Reading 1")
    keys.choose("Text", "The lamp")
    keys.follow("Save", "button")
    # Books of the whole series are made meanwhile, and a slow machine has one hand free for both.
    assert "¶" in wait_for(f"{site}{session.key}/", "#p2", seconds=240)


def print_everything(keys: Keyboard, desk: str, site: str) -> None:
    """One press gives all there is to print: the book of the whole course too, once it is made."""
    wait_for(site, "/course.pdf", seconds=240)
    keys.page.goto(desk)
    keys.follow("To print", "a")
    keys.to("Everything in one ZIP", "a")
    with keys.page.expect_download() as download:
        keys.page.keyboard.press("Enter")
    papers = zipfile.ZipFile(download.value.path())
    pieces = ("leaflet", "handbill", "poster", "small-poster", "handout", "sign", "attendance")
    # The book of the whole course comes along once the house has made it.
    assert {*papers.namelist()} - {"course-reader.pdf"} == {f"{name}.pdf" for name in pieces}
    assert all(papers.read(name).startswith(b"%PDF-") for name in papers.namelist())


def events(calendar: str) -> dict[str, tuple[str, int, str, str]]:
    """Of each event of a calendar, by its UID: when it begins, its SEQUENCE, its status and where it is."""
    found = icalendar.Calendar.from_ical(calendar).walk("VEVENT")
    return {
        str(one["UID"]): (
            one.decoded("DTSTART").isoformat(),
            int(one["SEQUENCE"]),
            str(one["STATUS"]),
            str(one.get("LOCATION", "")),
        )
        for one in found
    }


def follows_exactly(before: dict[str, tuple], after: dict[str, tuple], evening: Evening) -> None:
    """What was moved or cancelled is told to calendars under the UID it had; what got its date is new in them."""
    changed = [(before[uid], now) for uid, now in after.items() if uid in before and before[uid] != now]
    assert sorted(before) == sorted(set(after) & set(before))
    moved, cancelled = sorted(changed, key=lambda pair: pair[1][2] == "CANCELLED")
    assert (moved[1][0][:10], ROOM in moved[1][3], moved[1][2]) == (evening.moved_to.isoformat(), True, "CONFIRMED")
    assert (cancelled[1][0], cancelled[1][2]) == (cancelled[0][0], "CANCELLED")
    assert [now[1] > was[1] for was, now in changed] == [True, True]
    [new] = [now for uid, now in after.items() if uid not in before]
    assert (new[0][:10], new[2]) == (evening.found.isoformat(), "CONFIRMED")


def carry_away(keys: Keyboard, desk: str, file: Path) -> Programme:
    """Everything in one ZIP; gives the programme in it."""
    keys.page.goto(f"{desk.rstrip('/').rsplit('/', 1)[0]}/")
    keys.follow("Export, import, delete", "a")
    keys.to("Export the group", "a")
    with keys.page.expect_download() as download:
        keys.page.keyboard.press("Enter")
    download.value.save_as(file)
    with zipfile.ZipFile(file) as export:
        [name] = [name for name in export.namelist() if re.fullmatch(r"(?:[^/]+/)*series/[^/]+/programme\.json", name)]
        return parse_programme(export.read(name).decode())


def public_addresses(folder: Path, group: str) -> set[str]:
    """Every address below the group's own, from the folder that is the site."""
    site = folder / "data/public" / group
    return {str(file.relative_to(site)) for file in site.rglob("*") if file.is_file() and file.suffix not in PACKED}


def stand_again(folder: Path, group: str, addresses: set[str], seconds: float = 120) -> None:
    """Wait until the same addresses stand as before, and no other."""
    ends = time.monotonic() + seconds
    while public_addresses(folder, group) != addresses:
        assert time.monotonic() < ends, public_addresses(folder, group) ^ addresses
        time.sleep(0.2)


def delete(keys: Keyboard, name: str, site: str) -> None:
    keys.follow("Delete the group with everything in it", "a")
    keys.fill("Type its name to delete it", name)
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Enter")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(site)


def bring_back(keys: Keyboard, server: Server, desk: str, folder: Path) -> Programme:
    page = keys.page
    page.goto(f"{server.address}/desk/groups/new/")
    keys.follow("Bring a group back from its file", "a")
    keys.to("The file", "input")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(folder / "before.zip")
    keys.follow("Bring it back", "button")
    return carry_away(keys, desk, folder / "after.zip")

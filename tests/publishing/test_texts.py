"""The copies of a text: made once, where they belong, shown where they are read, gone when they must be."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from studycircle.documents.programme import Audience, Group, Programme, Reading, Rights, Series, Session
from studycircle.documents.text import Block, BlockKind, Inline, Text, number_blocks
from studycircle.errors import WriteError
from studycircle.publishing import bake, texts
from studycircle.publishing.course import bake_course
from studycircle.publishing.live import live_file
from studycircle.store import actions, models, shelf
from studycircle.store.load import load_programme
from studycircle.store.worker import work_once
from tests.publishing.test_folder import contents

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
LOREM = "The hive is a house of many rooms, and in each of them somebody works at night. "
BOOKS = {
    "on-bees.epub",
    "on-bees.pdf",
    "on-bees-a4.pdf",
    "on-bees-large.pdf",
    "on-bees.txt",
    "on-bees.md",
}


@pytest.fixture(autouse=True)
def no_kindle(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(texts, "can_write_kindle", lambda: False)


def bees(words: str = LOREM) -> Text:
    blocks = []
    for chapter in (1, 2, 3):
        blocks.append(Block(f"chapter-{chapter}", BlockKind.HEADING, Inline(f"Chapter {chapter}"), level=1))
        blocks += [Block(f"p-{chapter}-{at}", BlockKind.PARAGRAPH, Inline(f"{at}. {words}")) for at in range(4)]
    return Text("on-bees", "On Bees", "Ada Fenn", language="en", blocks=number_blocks(blocks))


@pytest.fixture
def series(data: Path, db) -> models.Series:
    """A session that reads the second chapter of a text everybody may have."""
    reading = Reading("bees", "On Bees", "Ada Fenn", part="chapter 2", text="on-bees")
    document = Programme(
        Group("apiary", "Apiary readers", country="GB"),
        Series("spring", title="Spring", sessions=(Session("one", "Bees", readings=(reading,)),)),
    )
    return actions.import_programme(document, now=NOW).series


def shelve(series: models.Series, text: Text | None = None, rights: Rights = Rights.OPEN) -> models.TextEdition:
    brought = shelf.Brought(b"bees", "bees.txt", address="https://example.org/bees")
    return shelf.shelve(series.group, text or bees(), (), brought, by=None, now=NOW, rights=rights)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file() and path.suffix not in (".gz", ".br")}


def page(data: Path) -> str:
    return (data / "public/apiary/spring/one/index.html").read_text(encoding="utf-8")


def work() -> None:
    while work_once():
        pass


def test_whole_and_part_are_made_and_shown(data, series):
    shelve(series)
    work()
    folder = data / "public/apiary/texts/on-bees"
    assert names(folder) >= BOOKS | {"index.html", "reading.css"}
    assert names(folder / "p5-8") >= {"on-bees-p5-8.epub", "on-bees-p5-8.pdf", "on-bees-p5-8-large.pdf"}
    (text,) = load_programme(series, audience=Audience.PUBLIC).shelf
    whole, part = text.extracts
    assert (whole.part, whole.first, whole.last) == ("", "1", "12")
    assert (part.part, part.first, part.last) == ("chapter 2", "5", "8")
    assert part.words * 3 == pytest.approx(whole.words, rel=0.05)
    assert {copy.format for copy in part.copies} == {"web", "epub", "pdf", "pdf a4", "large print", "text", "markdown"}
    assert all(copy.size == (data / "public/apiary" / copy.path).stat().st_size for copy in part.copies[1:])
    assert 'href="../../texts/on-bees/p5-8/on-bees-p5-8.epub"' in page(data)
    assert "¶\u00a05–8" in page(data)


def test_a_second_time_nothing_is_done_and_the_text_is_not_opened(data, series, monkeypatch: pytest.MonkeyPatch):
    edition = shelve(series)
    assert texts.bake_text(edition)
    monkeypatch.setattr(texts, "current_text", None)
    assert not texts.bake_text(edition)


def test_the_same_text_gives_the_same_files(data, series):
    edition = shelve(series)
    texts.bake_text(edition)
    folder = data / "public/apiary/texts"
    first = contents(folder)
    (folder / "on-bees/on-bees.epub").unlink()
    assert not texts.bake_text(edition)
    assert contents(folder) == first


def test_what_is_for_members_never_lies_in_the_public_folder(data, series):
    shelve(series, rights=Rights.MEMBERS)
    work()
    assert not (data / "public/apiary/texts").exists()
    assert names(data / "for-members/apiary/texts/on-bees") >= BOOKS
    assert LOREM.encode() not in b"".join(contents(data / "public").values())
    for path in ("texts/on-bees/", "texts/on-bees/on-bees.epub", "texts/on-bees/p5-8/", "spring/course.epub"):
        shown = [live_file(f"apiary/{path}", audience=who, now=NOW) is not None for who in Audience]
        assert shown == [False, True, True], path
    assert 'href="https://example.org/bees"' in page(data)
    members = live_file("apiary/spring/one/", audience=Audience.MEMBERS, now=NOW)
    assert b"on-bees-p5-8.epub" in members.write()


def test_what_becomes_for_members_leaves_the_public_folder(data, series):
    edition = shelve(series)
    work()
    edition.rights = Rights.MEMBERS
    shelf.describe(edition)
    work()
    assert not (data / "public/apiary/texts").exists()
    assert not (data / "public/apiary/spring/course.epub").exists()
    assert names(data / "for-members/apiary/texts/on-bees") >= BOOKS
    edition.rights = Rights.LINK
    shelf.describe(edition)
    work()
    assert [path for path in (data / "for-members").rglob("*") if path.is_file()] == []
    assert "on-bees" not in page(data).replace("https://example.org/bees", "")


def test_put_away_its_copies_are_gone(data, series):
    edition = shelve(series)
    work()
    shelf.put_away(edition)
    work()
    assert not (data / "public/apiary/texts").exists()
    assert "texts/on-bees" not in page(data)


def test_another_part_of_it_gets_copies_of_its_own(data, series):
    shelve(series)
    work()

    def change(programme: Programme) -> Programme:
        (session,) = programme.series.sessions
        reading = replace(session.readings[0], part="chapters 2–3")
        return replace(programme, series=replace(programme.series, sessions=(replace(session, readings=(reading,)),)))

    actions.change_programme(series, change, now=NOW)
    work()
    assert (data / "public/apiary/texts/on-bees/p5-12/on-bees-p5-12.epub").is_file()
    assert not (data / "public/apiary/texts/on-bees/p5-8").exists()
    assert "on-bees-p5-12.pdf" in page(data)


def test_a_book_that_cannot_be_made_keeps_no_other_back(data, series):
    unprintable = "".join(map(chr, range(0x10570, 0x1057B))) * 8  # Vithkuqi: no face here has it
    edition = shelve(series, bees(unprintable))
    texts.bake_text(edition)
    edition.refresh_from_db()
    assert "on-bees.pdf: no font on this machine has the letters" in edition.failure
    assert {copy.format for copy in edition.extracts[0].copies} == {"web", "epub", "text", "markdown"}
    assert edition.baked == ""  # it is tried again


def test_the_course_in_one_book_stands_on_the_page_of_the_series(data, series):
    shelve(series)
    work()
    folder = data / "public/apiary/spring"
    assert {"course.epub", "course.pdf"} <= names(folder)
    assert 'href="../spring/course.epub"' in (folder / "index.html").read_text(encoding="utf-8")
    assert not bake_course(series, now=NOW)
    assert not (data / "for-members/apiary/spring").exists()  # it would say no more


def test_a_course_whose_pdf_failed_is_made_whole_at_the_next_bake(data, series, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise WriteError("typesetting took too long")

    shelve(series)
    with monkeypatch.context() as failing:
        failing.setattr("studycircle.publishing.course.write_course_pdf", refuse)
        work()
        folder = data / "public/apiary/spring"
        assert {"course.epub", "course.pdf"} & names(folder) == {"course.epub"}
        assert not bake_course(series, now=NOW)  # nothing new to tell, so no page is baked for it
    assert bake_course(series, now=NOW)
    assert {"course.epub", "course.pdf"} <= names(folder)
    assert not bake_course(series, now=NOW)


def test_pages_are_not_held_up_by_a_text(data, series):
    shelve(series)
    order = [job.task.rpartition(".")[2] for job in models.Job.objects.all()]
    assert order.index("bake_series") < order.index("bake_text") < order.index("bake_course")
    assert bake.bake_series(series, now=NOW).report.written != ()

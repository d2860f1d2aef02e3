"""A pin on every surface: the question's page, the margin of the text, the handout; and to nobody who may not read it."""

import datetime as dt
from dataclasses import replace

import pytest
from lxml import html

from studycircle.documents.programme import (
    Audience,
    Group,
    Programme,
    Question,
    Quotation,
    Reading,
    Rights,
    Series,
    Session,
)
from studycircle.documents.rich import from_plain
from studycircle.publishing import texts
from studycircle.publishing.live import live_file
from studycircle.store import actions, models, shelf
from studycircle.store.load import load_programme
from studycircle.writers.programme.handout import write_handout
from tests.printed import words
from tests.publishing.test_texts import NOW, bees, work
from tests.validators import pdf_ua_faults

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_kindle(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(texts, "can_write_kindle", lambda: False)


@pytest.fixture
def series(data, db) -> models.Series:
    """A session that reads the second chapter, and asks about its second paragraph and about the third chapter."""
    questions = (
        Question(
            "q1",
            "1",
            from_plain("Who works?"),
            quotations=(Quotation("2. The moth sleeps all day and is not asked."),),
            heading="On work",
            bring=True,
        ),
        Question("q2", "2", from_plain("Who rests?"), quotations=(Quotation("Nobody in the third chapter rests."),)),
    )
    reading = Reading("bees", "On Bees", "Ada Fenn", part="chapter 2", text="on-bees")
    document = Programme(
        Group("apiary", "Apiary readers", country="GB"),
        Series("spring", title="Spring", sessions=(Session("one", "Bees", readings=(reading,), questions=questions),)),
    )
    return actions.import_programme(document, now=NOW).series


def take_in(series: models.Series, rights: Rights = Rights.OPEN) -> models.TextEdition:
    text = bees()
    own = {"p-2-1": "2. The moth sleeps all day and is not asked.", "p-3-0": "Nobody in the third chapter rests."}
    blocks = tuple(replace(one, words=type(one.words)(own.get(one.key, one.words))) for one in text.blocks)
    brought = shelf.Brought(b"bees", "bees.txt", address="https://example.org/bees")
    return shelf.shelve(series.group, replace(text, blocks=blocks), (), brought, by=None, now=NOW, rights=rights)


def links(page: bytes) -> dict[str, str]:
    return {one.text_content(): one.get("href") for one in html.fromstring(page).xpath("//a[contains(., '¶')]")}


def test_a_pin_stands_on_the_page_and_in_the_margin(data, series):
    take_in(series)
    work()
    public = data / "public/apiary"
    page = (public / "spring/one/index.html").read_bytes()
    assert links(page) == {"¶\xa06": "../../texts/on-bees/p5-8/#p6", "¶\xa09": "../../texts/on-bees/#p9"}
    assert html.fromstring(page).xpath("//h3/text()") == ["On work"]
    assert b"Bring this to the meeting." in page
    for folder, up, shown in (("", "../../", ["1", "2"]), ("p5-8/", "../../../", ["1"])):
        root = html.fromstring((public / f"texts/on-bees/{folder}index.html").read_bytes())
        found = {one.text_content(): one.get("href") for one in root.xpath("//*[@class='pins']/a")}
        assert found == {f"Question {number}": f"{up}spring/one/#q{number}" for number in shown}


def test_a_text_for_members_is_linked_for_members_alone(data, series):
    take_in(series, Rights.MEMBERS)
    work()
    assert links((data / "public/apiary/spring/one/index.html").read_bytes()) == {}
    page = live_file("apiary/spring/one/", audience=Audience.MEMBERS, now=NOW)
    assert sorted(links(page.write())) == ["¶\xa06", "¶\xa09"]
    programmes = {who: load_programme(series, audience=who) for who in (Audience.PUBLIC, Audience.MEMBERS)}
    said = {who: " ".join(words(write_handout(one, session="one"))) for who, one in programmes.items()}
    assert ["In the text: ¶ 6" in said[who] for who in programmes] == [False, True]


def test_the_handout_says_where_it_stands_and_links_where_it_can(data, series):
    take_in(series)
    work()
    programme = load_programme(series, audience=Audience.PUBLIC)
    pdf = write_handout(programme, session="one", site="https://example.org/apiary/")
    assert b"https://example.org/apiary/texts/on-bees/p5-8/#p6" in pdf
    assert pdf_ua_faults(pdf) == []
    (page,) = words(pdf)
    assert "ON WORK" in page.upper()
    assert "Bring this to the meeting. In the text: ¶ 6" in page


def test_a_pin_goes_with_its_series_and_its_text(data, series):
    edition = take_in(series)
    work()
    margin = data / "public/apiary/texts/on-bees/index.html"
    actions.take_off(series, now=NOW)
    work()
    assert 'class="pins"' not in margin.read_text(encoding="utf-8")
    actions.change_programme(series, lambda programme: programme, now=NOW + dt.timedelta(days=1))
    shelf.put_away(edition)
    work()
    assert links((data / "public/apiary/spring/one/index.html").read_bytes()) == {}


def test_whoever_has_read_it_finds_the_way_on_to_the_sessions_while_they_are_few(data, series):
    take_in(series)
    work()

    def on(folder: str) -> list[tuple[str, str]]:
        root = html.fromstring((data / f"public/apiary/texts/on-bees/{folder}index.html").read_bytes())
        return [(one.text, one.get("href")) for one in root.xpath("//footer/p[@class='on']/a")]

    assert on("") == [("Spring: Bees", "../../spring/one/")]
    assert on("p5-8/") == [("Spring: Bees", "../../../spring/one/")]

    def again(programme: Programme) -> Programme:
        (one,) = programme.series.sessions
        others = tuple(replace(one, key=key, questions=()) for key in ("two", "three", "four"))
        return replace(programme, series=replace(programme.series, sessions=(one, *others)))

    actions.change_programme(series, again, now=NOW + dt.timedelta(days=1))
    work()
    assert on("") == []

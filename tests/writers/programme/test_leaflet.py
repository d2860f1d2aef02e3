"""The leaflet: two pages on any paper, everything said, nothing a copier would lose, valid for screen readers."""

import base64
import datetime as dt
import json
from dataclasses import replace

import pytest

from studycircle.documents.audience import seen_by
from studycircle.documents.programme import (
    Audience,
    Contact,
    DateState,
    Group,
    Place,
    Programme,
    Reading,
    Series,
    Session,
    Slot,
)
from studycircle.documents.rich import NOTHING, from_plain
from studycircle.documents.text import Image
from studycircle.errors import WriteError
from studycircle.writers.programme.colour import contrast
from studycircle.writers.programme.leaflet import leaflet_data, sentences, write_leaflet
from studycircle.writers.programme.paper import address_words, dark, qr_code, web_link
from studycircle.writers.programme.picture import Picture
from tests.printed import marks, sizes, tags, title, words
from tests.programmes import NOW, RICH, in_arabic, in_german, of_many
from tests.validators import pdf_ua_faults

pytestmark = pytest.mark.filterwarnings("error::studycircle.writers.typeset.TypesettingWarning")

ADDRESS = "https://canalside.example.org/bread-and-water/"
PUBLIC = seen_by(RICH, Audience.PUBLIC)
DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")
PAGES = {"a5": (148, 210), "a4": (297, 210), "letter": (279, 216)}


def in_russian() -> Programme:
    return Programme(
        Group("kruzhok", "Кружок чтения на Петроградской стороне", language="ru", zone="Europe/Moscow"),
        Series(
            "revolyutsiya",
            title="Перманентная революция и её критики в международной печати двадцатых годов",
            summary=from_plain("Мы читаем вместе каждый понедельник. Приходите и приводите друзей."),
            slot=Slot(0, dt.time(19, 30)),
            sessions=tuple(
                Session(f"v{n}", f"Вечер {n}", state=DateState.FIXED, date=dt.date(2026, 9, 7) + dt.timedelta(weeks=n))
                for n in range(9)
            ),
        ),
    )


SERIES_OF_EVERY_KIND = {
    "rich": PUBLIC,
    "three": of_many(3),
    "forty-eight": of_many(48),
    "german": in_german(),
    "russian": in_russian(),
    "arabic": in_arabic(),
    "empty": Programme(Group("g"), Series("s")),
}


@pytest.mark.parametrize("paper", PAGES)
@pytest.mark.parametrize("programme", SERIES_OF_EVERY_KIND.values(), ids=SERIES_OF_EVERY_KIND)
def test_every_leaflet_is_two_pages_of_valid_tagged_pdf(programme: Programme, paper: str):
    pdf = write_leaflet(programme, paper=paper, address=ADDRESS, now=NOW)
    assert sizes(pdf) == [PAGES[paper]] * 2
    assert pdf_ua_faults(pdf) == []


def test_the_front_says_what_when_where_and_how_and_the_back_the_programme():
    front, back = words(write_leaflet(PUBLIC, address=ADDRESS, now=NOW))
    assert front == (
        "Canalside Readers Bread and Water September 2026 – January 2027 "
        "Ten evenings on what people ate, drank and paid for it. We read a chapter or two at home and talk about it "
        "slowly. You need not have read anything before. "
        "When Mondays, 6.30 pm Where The Lock-keeper’s House, Canal Row Upper room door on Weir Lane; ring twice "
        "How to come along Ruth 07700 900123 ruth@example.org "
        "Readings, notes and changes of date: canalside.example.org/ bread-and-water"
    )
    assert back == (
        "Programme 28 September The Mill on the Floss George Eliot, book first "
        "5 October Bread & Roses <again> Cancelled – The towpath was under water. "
        "19 October The Wanderer all 115 lines Moved from Monday 12 October; Led by Femi "
        "26 October Sweetness and Power Sidney W. Mintz, chapters 1–3 Led by Ruth "
        "How sugar came to the table, and who paid for it. "
        "2 November Half-term No meeting "
        "9 November 7 pm The Grain Trade Weir Lane Library, 2 Weir Lane; Room 12 "
        "16 November A call with the author Proposed date, not agreed yet; Video call "
        "11 January 2027 The Long Winter "
        "Date to be agreed On Salt "
        "early May A walk to the mill Date to be agreed"
    )


def test_a_folded_sheet_opens_at_the_cover():
    """Outside the cover stands right and the back left; inside the panels follow one another."""
    outside, inside = marks(write_leaflet(PUBLIC, paper="a4", address=ADDRESS, now=NOW))
    halves = {mark.words: "right" if mark.left > 148.5 else "left" for mark in (*outside, *inside) if mark.words}
    assert [halves[said] for said in ("Bread and Water", "Mondays, 6.30\xa0pm", "Ruth", "Half-term")] == [
        "right",
        "right",
        "left",
        "right",
    ]
    assert not [mark for mark in (*outside, *inside) if mark.left < 148.5 < mark.right]


def test_a_folded_sheet_opens_from_the_other_side_in_arabic():
    outside, _ = marks(write_leaflet(in_arabic(), paper="a4", address=ADDRESS, now=NOW))
    (code,) = (mark for mark in outside if mark.kind == "path" and mark.bottom - mark.top > 20)
    assert code.left > 148.5
    assert {mark.left < 148.5 for mark in outside if mark.words and mark.top < 60} == {True}


def test_a_screen_reader_hears_headings_a_list_and_what_the_code_is_for():
    front, back = tags(write_leaflet(PUBLIC, address=ADDRESS, now=NOW))
    assert [kind for kind in front.kinds() if kind[0] == "H"] == ["H1", "H2"]
    assert front.alts() == ["QR code of the address: canalside.example.org/bread-and-water"]
    assert back.kinds()[:2] == ["Document", "H2"]
    assert back.kinds().count("LI") == len(PUBLIC.series.sessions)


def test_title_and_language_are_set():
    pdf = write_leaflet(in_german(), address=ADDRESS, now=NOW)
    assert title(pdf) == "Brot und Wasserversorgungsgenossenschaften"
    assert b"/Lang(de)" in pdf.replace(b"/Lang (", b"/Lang(")


@pytest.mark.parametrize("paper", PAGES)
def test_a_black_and_white_copier_loses_nothing(paper: str):
    """No picture, no pale ink, no small type, whatever colour the group has chosen."""
    pale = replace(PUBLIC, group=replace(PUBLIC.group, accent="#ffd700"))
    for page in marks(write_leaflet(pale, paper=paper, address=ADDRESS, now=NOW)):
        assert {mark.kind for mark in page} <= {"text", "path"}
        for mark in page:
            colour = "#" + "".join(f"{channel:02x}" for channel in mark.colour)
            assert contrast(colour, "#ffffff") >= 7


@pytest.mark.parametrize("paper", PAGES)
def test_the_code_is_large_enough_and_has_quiet_around_it(paper: str):
    front, _ = marks(write_leaflet(PUBLIC, paper=paper, address=ADDRESS, now=NOW))
    (code,) = (mark for mark in front if mark.kind == "path" and mark.bottom - mark.top > 20)
    assert code.right - code.left >= 25
    assert code.bottom - code.top >= 25
    quiet = 4 * 28 / 33  # four modules (ISO/IEC 18004), of 33 in a code of this length, in 28 mm
    for mark in front:
        apart = (
            mark.left > code.right + quiet
            or mark.right < code.left - quiet
            or mark.top > code.bottom + quiet
            or mark.bottom < code.top - quiet
        )
        assert mark == code or apart, mark


def test_without_an_address_there_is_no_code_and_no_empty_promise():
    pdf = write_leaflet(of_many(120), now=NOW)
    front, back = words(pdf)
    assert "Readings, notes" not in front
    assert tags(pdf)[0].alts() == []
    assert back.startswith("Programme 26 October Evening 43 ")
    assert back.endswith(" Further dates will be announced.")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/relative", "ftp://example.org", "https://", " "])
def test_an_address_people_cannot_open_is_none(address: str):
    assert (web_link(address), address_words(address), qr_code(address)) == ("", "", "")


def test_addresses_are_said_as_one_would_write_them():
    assert address_words("https://lesen.example.org/straße/") == "lesen.example.org/straße"
    assert web_link("https://lesen.example.org/straße/") == "https://lesen.example.org/stra%C3%9Fe/"


def test_when_people_meet_is_said_as_on_the_site():
    """In the group's own words where they are few, else by day and hour."""
    slot = Slot(1, dt.time(19, 0), words="every other Tuesday, 7 for 7.30")
    few = replace(PUBLIC, series=replace(PUBLIC.series, slot=slot))
    assert " When every other Tuesday, 7 for 7.30 Where " in words(write_leaflet(few, now=NOW))[0]
    many = replace(PUBLIC, series=replace(PUBLIC.series, slot=replace(slot, words="A reading group that meets " * 9)))
    assert " When Tuesdays, 7 pm Where " in words(write_leaflet(many, now=NOW))[0]


def test_the_year_is_said_where_it_changes_at_first_from_this_one():
    def days(year):
        return [row["day"] for row in leaflet_data(RICH, "a4", "", NOW.replace(year=year))["rows"]]

    assert days(2026)[:2] == ["28 September", "5 October"]
    assert days(2028)[:2] == ["28 September 2026", "5 October"]


def test_people_are_named_only_if_they_are_in_the_programme():
    nobody = replace(PUBLIC, series=replace(PUBLIC.series, contacts=()))
    front, _ = words(write_leaflet(nobody, address=ADDRESS, now=NOW))
    assert "How to come along" not in front
    assert "07700" not in front


def test_a_long_series_comes_whole_in_smaller_steps():
    _, back = words(write_leaflet(of_many(30), address=ADDRESS, now=NOW))
    assert [f"Evening {number}" in back for number in range(1, 31)] == [True] * 30
    assert "on the site" not in back


def test_a_series_too_long_for_the_sheet_leaves_out_the_past_then_the_end_and_says_so():
    """120 weeks from January 2026; by 20 October 42 are over."""
    _, back = words(write_leaflet(of_many(120), address=ADDRESS, now=NOW))
    assert back.startswith("Programme Earlier dates are on the site. 26 October Evening 43 ")
    assert back.endswith(" Further dates are on the site.")
    assert "Evening 42 " not in back
    assert "Evening 120" not in back


@pytest.mark.parametrize(("sessions", "panels"), [(6, ["right"]), (24, ["left", "right"])])
def test_a_schedule_takes_both_inner_panels_before_its_type_gets_small(sessions: int, panels: list[str]):
    _, inside = marks(write_leaflet(of_many(sessions), paper="a4", address=ADDRESS, now=NOW))
    rows = [mark for mark in inside if mark.words.startswith("Evening ")]
    assert sorted({"right" if mark.left > 148.5 else "left" for mark in rows}) == panels
    assert min(mark.bottom - mark.top for mark in rows) > 2.4  # capital to foot of "g", at 9.5 pt or more


def test_two_panels_share_a_long_series_evenly():
    _, inside = marks(write_leaflet(of_many(60), paper="a4", address=ADDRESS, now=NOW))
    rows = [mark for mark in inside if mark.words.startswith("Evening ")]
    left = [mark.words for mark in rows if mark.left < 148.5]
    assert len(rows) == 60
    assert abs(len(left) - 30) <= 1
    assert [mark.words for mark in rows] == [f"Evening {number}" for number in range(1, 61)]


def test_an_author_named_above_is_not_named_in_every_row():
    readings = tuple(
        Session(f"s{n}", f"Essay {n}", readings=(Reading("r", f"Essay {n}", "Michel de Montaigne", part=f"book {n}"),))
        for n in range(1, 4)
    )
    programme = Programme(Group("g", "Readers"), Series("s", title="Montaigne, slowly", sessions=readings))
    assert words(write_leaflet(programme, now=NOW))[1].count("Montaigne") == 0
    other = replace(programme, series=replace(programme.series, title="Slowly"))
    assert words(write_leaflet(other, now=NOW))[1].count("Michel de Montaigne") == 3


def test_nothing_stands_outside_the_margins_even_with_very_long_words():
    long = replace(
        PUBLIC.series,
        title="Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenversicherungsanstalt " * 3,
        place=Place("x" * 300),
        contacts=(Contact("c", "y" * 200, email="z" * 200 + "@example.org"),),
        sessions=(Session("s", "w" * 300, date_words="n" * 60),),
    )
    for page in marks(write_leaflet(replace(PUBLIC, series=long), address=ADDRESS + "p" * 150, now=NOW)):
        assert [mark for mark in page if mark.left < 14 or mark.right > 135 or mark.bottom > 198] == []


def test_an_address_that_has_to_be_broken_is_broken_at_its_joints_and_nothing_is_added():
    person = Contact("c", "Ada", email="reading-group-organiser@southlondon.example.org")
    programme = replace(PUBLIC, series=replace(PUBLIC.series, contacts=(person,)))
    pdf = write_leaflet(programme, address="https://southlondon.example.org/a-very-long-name-of-a-series", now=NOW)
    lines = [mark.words for mark in marks(pdf)[0] if mark.words]
    start = lines.index("Ada") + 1
    assert lines[start : start + 2] == ["reading-group-organiser@", "southlondon.example.org"]
    assert lines[-2:] == ["southlondon.example.org/", "a-very-long-name-of-a-series"]


def test_many_people_and_a_long_way_to_the_door_still_fit_the_front():
    place = Place(
        "The Old Ropeworks", "Tar Lane", directions="Through the yard, past the dye vats, up the stairs. " * 8
    )
    people = tuple(Contact(f"c{n}", f"Person {n}", f"07700 90000{n}", f"person{n}@example.org") for n in range(8))
    crowded = replace(PUBLIC, series=replace(PUBLIC.series, place=place, contacts=people))
    pdf = write_leaflet(crowded, address=ADDRESS, now=NOW)
    assert "Person 7, 07700 900007, person7@example.org" in words(pdf)[0]
    assert [mark for mark in marks(pdf)[0] if mark.bottom > 198] == []


def test_the_same_programme_gives_the_same_bytes():
    assert write_leaflet(PUBLIC, address=ADDRESS, now=NOW) == write_leaflet(PUBLIC, address=ADDRESS, now=NOW)


def test_an_unknown_paper_is_refused():
    with pytest.raises(WriteError, match="a leaflet cannot be printed on 'a3'"):
        write_leaflet(PUBLIC, paper="a3", now=NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One evening. Another evening.", ["One evening. ", "Another evening."]),
        (
            "Wer mag, bringt z. B. Kuchen mit. Und Dr. Ada Fenn liest.",
            ["Wer mag, bringt z. B. Kuchen mit. Und Dr. Ada Fenn liest."],
        ),
        ("He asked “Why?” Nobody knew.", ["He asked “Why?” ", "Nobody knew."]),
        ("Written in 1906. (He was young.) Read it.", ["Written in 1906. ", "(He was young.) ", "Read it."]),
        ("春の会です。初めての方も歓迎。", ["春の会です。", "初めての方も歓迎。"]),
        ("word " * 100, ["word " * 83 + "word …"]),
        ("", []),
    ],
)
def test_a_summary_can_end_after_any_sentence(text: str, expected: list[str]):
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("colour", "expected"), [("#1f5f6b", "#1f5f6b"), ("", "#9c2b1c"), ("red", "#9c2b1c"), ("#000000", "#000000")]
)
def test_a_colour_that_prints_dark_is_kept(colour: str, expected: str):
    assert dark(colour) == expected


def test_hostile_words_are_printed_or_dropped_but_never_obeyed(shared_data):
    hostile = json.loads((shared_data / "hostile" / "malicious" / "out" / "strings.json").read_text())
    strings = [one for many in hostile.values() if isinstance(many, list) for one in many if isinstance(one, str)]
    strings += json.loads((shared_data / "hostile" / "blns" / "blns.json").read_text())
    assert len(strings) > 400
    for start in range(0, len(strings), 110):
        some = strings[start : start + 110]
        sessions = tuple(
            Session(f"s{index}", text, leader=text, date_words=text, readings=(Reading("r", text, text),))
            for index, text in enumerate(some)
        )
        programme = Programme(
            Group("g", some[0], language=some[-1], accent=some[1]),
            Series("s", title=some[2], summary=NOTHING, place=Place(some[3], some[4]), sessions=sessions),
        )
        assert len(sizes(write_leaflet(programme, address=some[5], now=NOW))) == 2


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_picture_stands_on_the_cover_of_the_folded_sheet(paper):
    picture = Picture(Image("picture", "image/png", DOT, 40, 30), "a lock gate")
    pdf = write_leaflet(PUBLIC, paper=paper, address=ADDRESS, now=NOW, picture=picture)
    plain = write_leaflet(PUBLIC, paper=paper, address=ADDRESS, now=NOW)
    assert tags(pdf)[0].alts() == ["a lock gate", *tags(plain)[0].alts()]
    # The words may stand elsewhere: where there is no picture, the first go into its place.
    assert sorted(" ".join(words(pdf)).split()) == sorted(" ".join(words(plain)).split())


def test_where_the_cover_has_no_room_the_picture_is_left_out():
    picture = Picture(Image("picture", "image/png", DOT, 40, 1), "a thin line")  # it would be a stamp
    pdf = write_leaflet(PUBLIC, paper="a4", address=ADDRESS, now=NOW, picture=picture)
    assert "a thin line" not in tags(pdf)[0].alts()


def test_the_small_leaflet_has_no_picture():
    picture = Picture(Image("picture", "image/png", DOT, 40, 30), "a lock gate")
    assert "a lock gate" not in tags(write_leaflet(PUBLIC, address=ADDRESS, now=NOW, picture=picture))[0].alts()


def test_notes_of_a_row_run_on_without_two_marks_between_them():
    first = replace(PUBLIC.series.sessions[0], status_note="The choir sings.", leader="Ruth")
    programme = replace(PUBLIC, series=replace(PUBLIC.series, sessions=(first,)))
    assert leaflet_data(programme, "a4", "", NOW)["rows"][0]["notes"] == ["The choir sings", "Led by Ruth"]

"""Everything on paper: one page where one is meant, readable from afar, valid for screen readers, never markup."""

import base64
import dataclasses
import zipfile
from dataclasses import replace
from io import BytesIO

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from studycircle.documents.audience import seen_by
from studycircle.documents.programme import Audience, Contact, Group, Place, Programme, Series, Session, Slot
from studycircle.documents.rich import from_plain
from studycircle.documents.text import Image
from studycircle.errors import WriteError
from studycircle.writers.programme.attendance import write_attendance
from studycircle.writers.programme.picture import Picture
from studycircle.writers.programme.placard import HANDBILLS, POSTERS, write_handbill, write_poster
from studycircle.writers.programme.print_set import PrintOptions, as_zip, pieces_of, sheet_of, usual_size
from studycircle.writers.programme.sign import write_sign
from tests.printed import marks, sizes, tags, words
from tests.programmes import NOW, RICH, in_arabic, in_german, of_many
from tests.validators import pdf_ua_faults

pytestmark = pytest.mark.filterwarnings("error::studycircle.writers.typeset.TypesettingWarning")

SITE = "https://canalside.example.org/"
ADDRESS = f"{SITE}bread-and-water/"
PUBLIC = seen_by(RICH, Audience.PUBLIC)
PAPERS = {"a3": (297, 420), "a4": (210, 297), "tabloid": (279, 432), "letter": (216, 279)}
BILLS = {"a5": (148, 210), "a4": (297, 210), "letter": (279, 216)}
DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")
PICTURE = Picture(Image("picture", "image/png", DOT, 40, 30), "a lock gate")
HOSTILE = '#panic("x") ]{} $ \\ " */ // @label <b> = #import "house.typ"'


def hostile() -> Programme:
    """A programme that says in every field what would be an instruction, if it were read as one."""
    place = Place(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    session = replace(RICH.series.sessions[3], title=HOSTILE, leader=HOSTILE, summary=from_plain(HOSTILE), place=place)
    question = replace(session.questions[1], heading=HOSTILE, number=HOSTILE, bring=True, text=from_plain(HOSTILE))
    session = replace(session, questions=(question,), status_note=HOSTILE)
    series = Series(
        "s",
        title=HOSTILE,
        summary=from_plain(HOSTILE),
        slot=Slot(words=HOSTILE),
        place=place,
        contacts=(Contact("c", HOSTILE, HOSTILE, HOSTILE),),
        sessions=(session,),
    )
    return Programme(Group("g", HOSTILE, country="US"), series)


KINDS = {
    "rich": PUBLIC,
    "arabic": in_arabic(),
    "german": in_german(),
    "empty": Programme(Group("g"), Series("s")),
    "long": replace(
        of_many(48), series=replace(of_many(48).series, title="Of the Origin of Everything and Nothing " * 9)
    ),
    "hostile": hostile(),
}


@pytest.mark.parametrize("programme", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("size", ["a4", "letter"])
def test_every_piece_of_every_series_is_valid_tagged_pdf(programme: Programme, size: str):
    options = PrintOptions(NOW, SITE, size, picture=PICTURE, names=(HOSTILE, "Ann"))
    for session in ("", *[one.key for one in programme.series.sessions[:1]]):
        for name in pieces_of(programme, session, SITE):
            pdf = sheet_of(name, programme, replace(options, session=session)).pdf()
            assert pdf_ua_faults(pdf) == [], (name, session)
            if name in ("poster", "small-poster", "handbill", "sign"):
                assert len(sizes(pdf)) == 1, (name, session)


@pytest.mark.parametrize("name", pieces_of(hostile(), "", SITE))
def test_what_is_typed_is_printed_as_it_is(name: str):
    said = "".join("".join(words(sheet_of(name, hostile(), PrintOptions(NOW, SITE, "letter")).pdf())).split())
    assert '#panic("x")]{}$\\"*///@label<b>=#import"house.typ"' in said.replace("\u200b", "")


@pytest.mark.parametrize("paper", POSTERS)
def test_a_poster_can_be_read_at_three_metres(paper: str):
    """Its title, day and place: capitals of 9 mm are seen there as those of 3 mm are at one metre."""
    pdf = write_poster(PUBLIC, paper=paper, address=ADDRESS, now=NOW)
    assert sizes(pdf) == [PAPERS[paper]]
    large = {size: said for said, size in printed_in(pdf) if size >= 40}
    said = " ".join(said for said, size in printed_in(pdf) if size >= 40)
    assert large
    assert all(one in said for one in ("Bread and", "Water", "Mondays, 6.30", "Lock-keeper’s", "Canal"))


def printed_in(pdf: bytes) -> list[tuple[str, float]]:
    """Each run of words with the size of its type, in points."""
    with pdfium.PdfDocument(pdf) as document:
        page = document[0]
        text = page.get_textpage()
        runs = [one for one in page.get_objects(max_depth=6) if one.type == raw.FPDF_PAGEOBJ_TEXT]
        return [(text.get_text_bounded(*one.get_bounds()).strip(), size_of(one)) for one in runs]


def size_of(run) -> float:
    import ctypes

    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(run, size)
    return size.value * abs(run.get_matrix().d)


def test_a_poster_says_what_when_where_and_what_comes_next():
    (page,) = words(write_poster(PUBLIC, paper="a3", address=ADDRESS, now=NOW))
    assert page == (
        "Canalside Readers Bread and Water September 2026 – January 2027 "
        "Ten evenings on what people ate, drank and paid for it. We read a chapter or two at home and talk about it "
        "slowly. You need not have read anything before. When Mondays, 6.30 pm "
        "Where The Lock-keeper’s House, Canal Row Upper room door on Weir Lane; ring twice "
        "Next dates 26 October Sweetness and Power Led by Ruth 2 November Half-term No meeting "
        "9 November The Grain Trade Weir Lane Library, 2 Weir Lane; Room 12 "
        "16 November A call with the author Proposed date, not agreed yet; Video call "
        "Everything about it: canalside.example.org/bread-and-water"
    )


def test_the_poster_of_a_session_says_that_it_is_cancelled_or_moved():
    for key, said in (
        ("rain-stopped-us", "Monday 5 October, 6.30 pm Cancelled – The towpath was under water."),
        ("the-wanderer", "Monday 19 October, 6.30 pm Moved from Monday 12 October"),
    ):
        (page,) = words(write_poster(PUBLIC, session=key, paper="a4", address=ADDRESS, now=NOW))
        assert said in page
    with pytest.raises(WriteError):
        write_poster(PUBLIC, session="nowhere", now=NOW)


@pytest.mark.parametrize("paper", HANDBILLS)
def test_a_handbill_is_one_side_and_large_sheets_hold_two(paper: str):
    pdf = write_handbill(PUBLIC, paper=paper, address=ADDRESS, now=NOW, picture=PICTURE)
    assert sizes(pdf) == [BILLS[paper]]
    (page,) = words(pdf)
    assert page.count("Mondays, 6.30 pm") == (1 if paper == "a5" else 2)
    assert not [mark for mark in marks(pdf)[0] if paper == "a4" and mark.words and mark.left < 148.5 < mark.right]


def test_nothing_is_printed_thin_grey_and_codes_are_large_enough():
    for pdf in (
        write_poster(PUBLIC, paper="a4", address=ADDRESS, now=NOW),
        write_handbill(PUBLIC, address=ADDRESS, now=NOW),
        write_sign(PUBLIC, address=f"{ADDRESS}door/"),
        write_attendance(PUBLIC, now=NOW),
    ):
        (page, *_) = marks(pdf)
        assert max(sum(mark.colour) / 3 for mark in page if mark.words) < 110
        codes = [mark for mark in page if mark.kind == "path" and mark.right - mark.left > 24 < mark.bottom - mark.top]
        assert "Name" in words(pdf)[0] or codes


def test_a_picture_is_told_to_who_cannot_see_it():
    alts = tags(write_poster(PUBLIC, paper="a4", address=ADDRESS, now=NOW, picture=PICTURE))[0].alts()
    assert alts == ["a lock gate", "QR code of the address: canalside.example.org/bread-and-water"]


def test_a_broken_picture_stops_nothing():
    broken = Picture(Image("picture", "image/png", DOT[:20] + b"\0" * 40, 40, 30), "nothing")
    assert len(sizes(write_poster(PUBLIC, paper="a4", address=ADDRESS, now=NOW, picture=broken))) == 1


def test_the_sign_leads_to_the_door_and_says_no_place_that_could_change():
    (page,) = words(write_sign(PUBLIC, address=f"{ADDRESS}door/"))
    assert page == (
        "Canalside Readers Bread and Water Mondays, 6.30 pm "
        "Nobody here? This always leads to the place and hour of the moment: canalside.example.org/bread-and-water/door"
    )
    with pytest.raises(WriteError):
        write_sign(PUBLIC, address="")


def test_no_name_is_printed_that_was_not_asked_for():
    assert words(write_attendance(PUBLIC, now=NOW, session="the-mill")) == [
        "The Mill on the Floss Bread and Water Monday 28 September 2026, 6.30 pm "
        "The Lock-keeper’s House, Canal Row, Upper room № Name How to reach me, if I like "
        + " ".join(map(str, range(1, 21)))
        + " Canalside Readers"
    ]
    (page,) = words(write_attendance(PUBLIC, now=NOW, session="the-mill", names=["Ann", " ", "Femi"]))
    assert "1 Ann 2 Femi 3 4" in page


def test_a_series_has_a_column_for_each_date_that_is_met_on():
    first, second = words(write_attendance(PUBLIC, now=NOW))
    assert "28 Sep 19 Oct 26 Oct 9 Nov 16 Nov 11 Jan 2027" in first
    assert "5 Oct" not in first
    assert "On Salt A walk to the mill" in second


def test_paper_of_another_year_says_the_year():
    later = NOW.replace(year=2028)
    assert "28 Sep 2026 19 Oct 26 Oct" in words(write_attendance(PUBLIC, now=later))[0]
    (page,) = words(write_poster(PUBLIC, session="the-wanderer", paper="a4", now=later))
    assert "Monday 19 October 2026, 6.30 pm Moved from Monday 12 October 2026" in page
    (page,) = words(write_poster(PUBLIC, session="the-wanderer", paper="a4", now=NOW))
    assert "Monday 19 October, 6.30 pm Moved from Monday 12 October" in page


@pytest.mark.parametrize(("year", "line"), [(2026, "Monday 19 October,"), (2028, "Monday 19 October 2026,")])
def test_in_large_type_a_line_ends_behind_a_date_not_inside_it(year, line):
    (page,) = marks(write_poster(PUBLIC, session="the-wanderer", paper="a4", now=NOW.replace(year=year)))
    assert line in [mark.words.replace("\N{NO-BREAK SPACE}", " ") for mark in page]


def test_what_there_is_depends_on_the_series_and_the_session():
    everything = ("leaflet", "handbill", "poster", "small-poster", "handout", "sign", "attendance")
    assert pieces_of(PUBLIC, "", SITE) == everything
    assert pieces_of(PUBLIC, "the-mill", "") == ("handbill", "poster", "small-poster", "attendance")
    assert pieces_of(KINDS["empty"], "", "") == ("leaflet", "handbill", "poster", "small-poster", "attendance")
    assert [usual_size(replace(PUBLIC, group=replace(PUBLIC.group, country=c))) for c in ("GB", "US")] == [
        "a4",
        "letter",
    ]


def test_the_same_set_gives_the_same_bytes():
    def packed() -> bytes:
        sheets = [sheet_of(name, PUBLIC, PrintOptions(NOW, SITE)) for name in ("poster", "sign")]
        return as_zip((f"{one.name}.pdf", one.pdf()) for one in sheets)

    one = packed()
    assert packed() == one
    with zipfile.ZipFile(BytesIO(one)) as archive:
        assert archive.namelist() == ["poster.pdf", "sign.pdf"]
        assert archive.testzip() is None


def test_a_preview_is_the_first_page_as_a_picture():
    for name in ("leaflet", "handout"):  # of several pages
        preview = sheet_of(name, PUBLIC, PrintOptions(NOW, SITE)).preview(ppi=30)
        assert preview.startswith(b"\x89PNG")


def test_every_field_of_the_hostile_programme_is_hostile():
    (session,) = hostile().series.sessions
    assert isinstance(session, Session)
    strings = [getattr(session, field.name) for field in dataclasses.fields(session)]
    assert strings.count(HOSTILE) == 3


def test_no_word_of_a_large_title_stands_alone_below():
    programme = replace(PUBLIC, series=replace(PUBLIC.series, title="Slow Reading beside the Old Water"))
    runs = printed_in(write_poster(programme, paper="a4", address=ADDRESS, now=NOW))
    largest = max(size for _, size in runs)
    assert [said for said, size in runs if size == largest] == ["Slow Reading", "beside the", "Old Water"]


def test_a_long_way_to_find_it_ends_with_a_sentence():
    ways = "the green door beside the shop window. Two steps with a rail, a ramp for whoever asks, and all else on one floor."
    programme = replace(PUBLIC, series=replace(PUBLIC.series, place=Place(name="The Mill", directions=ways)))
    (page,) = words(write_poster(programme, paper="a3", address=ADDRESS, now=NOW))
    assert "The Mill the green door beside the shop window. Next dates" in page

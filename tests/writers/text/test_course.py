"""The course reader: a whole series in one book, nothing of it lost, every number what it is elsewhere."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from studycircle.documents.inline import Inline, is_inline, note_ref
from studycircle.documents.programme import (
    Contact,
    DateState,
    Edition,
    Group,
    Kind,
    Note,
    Part,
    Programme,
    Question,
    Quotation,
    Reading,
    Role,
    Series,
    Session,
)
from studycircle.documents.rich import Rich, to_plain
from studycircle.documents.text import Block, BlockKind, Footnote, Image, Matter, Text, block_plain, number_blocks
from studycircle.handbook import handbook_chapters, handbook_programme
from studycircle.readers.text.markdown import read_markdown
from studycircle.writers.text.course import course_text, write_course_epub, write_course_pdf
from studycircle.writers.text.course_rich import rich_blocks
from tests import printed
from tests.documents.strategies import programmes, some_rich
from tests.judges import ace_faults
from tests.programmes import RICH, in_arabic
from tests.recall import sequence_recall, split
from tests.validators import epub_faults, missing, pdf_ua_faults

pytestmark = pytest.mark.filterwarnings("error::studycircle.writers.typeset.TypesettingWarning")

NOW = dt.datetime(2026, 10, 20, 12, 0, tzinfo=dt.UTC)
ADDRESS = "https://lamplighters.example.org/running-a-reading-group/"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)


def handbook() -> tuple[Programme, dict[str, Text]]:
    """The handbook's programme, its readings bound to the chapters of the same title."""
    texts = {}
    for name, words in handbook_chapters().items():
        text, _ = read_markdown(words.encode(), name)
        texts[name.removesuffix(".md")] = replace(text, language="en")
    keys = {text.title: key for key, text in texts.items()}
    programme = handbook_programme(NOW.date())
    sessions = tuple(
        replace(one, readings=tuple(replace(r, text=keys.get(r.title, "")) for r in one.readings))
        for one in programme.series.sessions
    )
    return replace(programme, series=replace(programme.series, sessions=sessions)), texts


def of(*sessions: Session, **fields) -> Programme:
    return Programme(Group("g", "Readers", language="en"), Series("s", title="Slowly", sessions=sessions, **fields))


def meeting(key: str, *readings: Reading, **fields) -> Session:
    named = {"title": key.title(), "state": DateState.FIXED, "date": dt.date(2026, 11, 3), **fields}
    return Session(key, readings=readings, **named)


def essay(key: str, name: str, language: str = "en", **fields) -> Text:
    """A text of two chapters with a note, a link, an image and a title page; every essay has the same keys in it."""
    blocks = (
        Block("t", BlockKind.PARAGRAPH, Inline(f"{name}, a printed title page"), matter=Matter.TITLE),
        Block("one", BlockKind.HEADING, Inline("Chapter I"), level=1),
        Block("a", BlockKind.PARAGRAPH, Inline(f'{name} begins{note_ref("n", "1")}, see <a href="#two">below</a>.')),
        Block(
            "b", BlockKind.PARAGRAPH, Inline(f'{name} goes on. <a href="#t">The title</a> <img src="i" alt="a dot"/>')
        ),
        Block("f", BlockKind.FIGURE, Inline("A dot"), image="i", alternative=f"{name}, a dot"),
        Block("two", BlockKind.HEADING, Inline("Chapter II"), level=1),
        Block("c", BlockKind.PARAGRAPH, Inline(f"{name} argues that nothing is so short as to be understood.")),
        Block("d", BlockKind.PARAGRAPH, Inline(f"{name} ends{note_ref('m', '2')}.")),
    )
    notes = tuple(
        Footnote(at, mark, (Block(f"{at}-1", BlockKind.PARAGRAPH, Inline(f"{name}, note {mark}.")),))
        for at, mark in (("n", "1"), ("m", "2"), ("left", "3"))
    )
    named = {"title": name, "author": "Ann Author", **fields}
    image = Image("i", "image/png", PNG, 1, 1)
    return Text(key, language=language, blocks=number_blocks(blocks), notes=notes, images=(image,), **named)


def course(programme: Programme, texts: Mapping[str, Text] | None = None) -> Text:
    return course_text(programme, texts or {}, now=NOW, address=ADDRESS)


def plain(text: Text) -> str:
    return "\n".join(block_plain(block) for block in text.blocks)


def outline(text: Text) -> list[tuple[int, str]]:
    headings = [block for block in text.blocks if block.kind is BlockKind.HEADING]
    return [(block.level, block_plain(block).replace("\n", ". ")) for block in headings]


def under(text: Text, heading: str) -> list[Block]:
    """What stands between the last heading that says ``heading`` and the next of its level or above."""
    start = max(at for at, block in enumerate(text.blocks) if outline_words(block) == heading)
    level = text.blocks[start].level
    rest = text.blocks[start + 1 :]
    stop = next((n for n, b in enumerate(rest) if b.kind is BlockKind.HEADING and b.level <= level), len(rest))
    return list(rest[:stop])


def outline_words(block: Block) -> str:
    return block_plain(block).replace("\n", ". ") if block.kind is BlockKind.HEADING else ""


def check_epub(book: bytes, folder: Path) -> None:
    path = folder / "course.epub"
    path.write_bytes(book)
    assert epub_faults(path) == []


def epub_words(book: bytes) -> str:
    """The words of an EPUB in reading order, numbers in the margin too."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        names = sorted(name for name in archive.namelist() if re.search(r"/chapter-\d+\.xhtml$", name))
        pages = [etree.fromstring(archive.read(name)) for name in names]
    return "\n".join(" ".join(page.itertext()) for page in pages)


def pdf_words(pdf: bytes) -> str:
    """The words of a PDF without hyphens that only end a line, and without running heads and folios."""
    with pdfium.PdfDocument(pdf) as document:
        pages = []
        for page in document:
            margin = 18 * printed.MM
            pages.append(page.get_textpage().get_text_bounded(bottom=margin, top=page.get_height() - margin))
    return re.sub(r"[\ufffe\x02]\s*", "", "\n".join(pages))


# --- the handbook: everything, in both forms ---


@pytest.fixture(scope="module")
def whole() -> tuple[Programme, dict[str, Text], bytes, bytes]:
    programme, texts = handbook()
    (pdf,) = write_course_pdf(programme, texts, now=NOW, address=ADDRESS)
    return programme, texts, write_course_epub(programme, texts, now=NOW, address=ADDRESS), pdf


def test_the_handbook_is_a_valid_book_in_both_forms(whole, tmp_path: Path):
    _, _, epub, pdf = whole
    check_epub(epub, tmp_path)
    assert ace_faults(tmp_path / "course.epub") == []
    assert pdf_ua_faults(pdf) == []
    assert printed.title(pdf) == "Running a reading group"


def test_every_word_of_notes_readings_and_questions_is_there_in_order(whole):
    programme, texts, epub, pdf = whole
    wanted = []
    for session in programme.series.sessions:
        wanted += [session.summary and to_plain(session.summary), *(to_plain(note.body) for note in session.notes)]
        key = next((reading.text for reading in session.readings if reading.text), None)
        wanted += ["\n".join(block_plain(b) for b in texts[key].blocks if b.kind is not BlockKind.TABLE)] if key else []
        for question in session.questions:
            wanted += [to_plain(question.text), *(to_plain(part.text) for part in question.parts)]
            wanted.append(to_plain(question.close))
    said = split("\n".join(filter(None, wanted)))
    assert len(said) > 13_000
    for found in (epub_words(epub), pdf_words(pdf)):
        assert sequence_recall(said, split(found)) >= 0.999
    everywhere = set(split(pdf_words(pdf))) & set(split(epub_words(epub)))
    notes = "\n".join(block_plain(b) for text in texts.values() for note in text.notes for b in note.blocks)
    tables = "\n".join(block_plain(b) for t in texts.values() for b in t.blocks if b.kind is BlockKind.TABLE)
    assert set(split(f"{notes}\n{tables}")) - everywhere == set()


def test_numbers_are_those_of_each_reading_and_nothing_else_has_one(whole):
    programme, texts, epub, pdf = whole
    book = course(programme, texts)
    own = [(block.number, block_plain(block)) for text in texts.values() for block in text.blocks if block.number]
    assert [(block.number, block_plain(block)) for block in book.blocks if block.number] == own
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        names = sorted(name for name in archive.namelist() if "/chapter-" in name)
        shown = re.findall(r'class="n"[^>]*>([^<]+)<', "".join(archive.read(n).decode() for n in names))
    assert shown == [number for number, _ in own]
    margin = [
        mark.words for page in printed.marks(pdf)[4:] for mark in page if mark.right < 20 and mark.words.isdigit()
    ]
    assert margin == [number for number, _ in own]


def test_the_outline_goes_from_session_to_reading_to_chapter(whole):
    programme, texts, _, pdf = whole
    found = outline(course(programme, texts))
    at = found.index((1, "1. Beginning"))
    assert found[at : at + 4] == [
        (1, "1. Beginning"),
        (2, "Before you read"),
        (2, "Beginning"),
        (3, "Why read together"),
    ]
    assert [words for level, words in found if level == 1] == [
        "Programme",
        "How to come along",
        "1. Beginning",
        "2. Choosing what to read",
        "3. The evening itself",
        "4. Questions that open a text",
        "5. The people in the room",
        "6. Keeping it going",
        "Supper, and the next book",
    ]
    assert all(after[0] <= before[0] + 1 for before, after in pairwise(found))
    with pdfium.PdfDocument(pdf) as document:
        marks = [(mark.level + 1, " ".join(mark.get_title().split())) for mark in document.get_toc()]
    assert [(level, words.replace(". ", " ", 1)) for level, words in marks] == [
        (level, words.replace(". ", " ", 1)) for level, words in found
    ]


def test_sessions_open_on_right_hand_pages_and_running_heads_tell_where_one_is(whole):
    _, _, _, pdf = whole
    pages = printed.words(pdf)
    opening = [
        n
        for n, page in enumerate(pages, 1)
        if re.match(r"\d (Beginning|Choosing|The|Questions|Keeping)\b.*Led by", page)
    ]
    assert len(opening) == 6
    assert [number for number in opening if number % 2 == 0] == []
    reading = next(page for page in pages if "Say who it is for" in page and "Contents" not in page)
    assert reading.startswith("Running a reading group 1. Beginning ")
    asking = [page for page in pages if page.startswith("1. Beginning Questions ")]
    assert asking


def test_below_every_question_there_is_room_to_write(whole):
    programme, *_, pdf = whole
    rules = [[mark for mark in page if _is_rule(mark)] for page in printed.marks(pdf)]
    wanted = 0
    for session in programme.series.sessions:
        for question in session.questions:
            wanted += 3 * len(question.parts) + 3 * bool(question.parts and question.close)
            wanted += 4 * (not question.parts)
    assert sum(map(len, rules)) == wanted
    gaps = [after.top - before.top for page in rules for before, after in pairwise(page)]
    assert min(gaps) > 8


def _is_rule(mark: printed.Mark) -> bool:
    """Whether it is a line to write on: it begins where the words of a question do, one of a table farther out."""
    return mark.kind == "path" and mark.left > 28 and mark.right - mark.left > 50 and mark.bottom - mark.top < 1


def test_the_same_programme_gives_the_same_bytes(whole):
    programme, texts, epub, pdf = whole
    assert write_course_epub(programme, texts, now=NOW, address=ADDRESS) == epub
    assert write_course_pdf(programme, texts, now=NOW, address=ADDRESS) == (pdf,)


def test_a_long_reader_comes_in_volumes_that_lose_nothing(whole):
    programme, texts, _, _ = whole
    volumes = write_course_pdf(programme, texts, now=NOW, address=ADDRESS, most_pages=20)
    assert len(volumes) == 2
    assert [pdf_ua_faults(pdf) for pdf in volumes] == [[], []]
    margin = [
        mark.words
        for pdf in volumes
        for page in printed.marks(pdf)[4:]
        for mark in page
        if mark.right < 20 and mark.words.isdigit()
    ]
    assert margin == [block.number for text in texts.values() for block in text.blocks if block.number]


# --- front and back ---


def test_the_front_says_when_where_and_whom_to_ask():
    programme, texts = handbook()
    front = "\n".join(block_plain(block) for block in course(programme, texts).blocks[:12])
    for words in (
        "Tuesday 6 October 2026\t1. Beginning",
        "Tuesday 3 November\tThe floor is being varnished No meeting",
        "Date to be agreed\tSupper, and the next book",
        "The programme as it stood on Tuesday 20 October 2026.",
        "When\tTuesdays, 7.30\N{NO-BREAK SPACE}pm",
        "Ruth, lamplighters@example.org Sam, 07700 900123",
        "lamplighters.example.org/running-a-reading-group",
    ):
        assert words in front


def test_only_the_contacts_the_programme_holds_are_named():
    programme = of(meeting("first", Reading("r", "A book")), contacts=(Contact("a", "Ann", phone="07700 900456"),))
    assert "07700 900456" in plain(course(programme))
    assert "07700" not in plain(course(replace(programme, series=replace(programme.series, contacts=()))))


def test_sources_and_rights_of_what_is_printed_stand_at_the_end():
    texts = {"e": essay("e", "Of Books", source="https://example.org/books", rights="CC BY 4.0")}
    book = course(of(meeting("first", Reading("r", "Of Books", text="e"))), texts)
    assert [block_plain(block) for block in under(book, "Where the texts come from")] == [
        "Ann Author, Of Books\nexample.org/books\nCC BY 4.0"
    ]


# --- readings ---


def test_a_series_without_any_text_says_where_its_readings_are(tmp_path: Path):
    reading = Reading(
        "r",
        "On Liberty",
        "John Stuart Mill",
        part="chapter II",
        editions=(
            Edition("e", "web", "https://example.org/mill"),
            Edition("lost", "pdf", label="Click here"),  # it does not say where: nothing anybody could do with it
            Edition("paper", "print"),
        ),
    )
    programme = of(meeting("first", reading), meeting("second", summary=Rich("<p>We look back.</p>")))
    book = course(programme)
    assert block_plain(under(book, "First")[1]) == (
        "John Stuart Mill, On Liberty, chapter II\nread online: example.org/mill\nin print"
    )
    assert outline(book)[-2:] == [(1, "First"), (1, "Second")]
    check_epub(write_course_epub(programme, {}, now=NOW), tmp_path)
    (pdf,) = write_course_pdf(programme, {}, now=NOW)
    assert pdf_ua_faults(pdf) == []


def test_an_empty_series_is_still_a_book(tmp_path: Path):
    programme = Programme(Group("g"), Series("s"))
    check_epub(write_course_epub(programme, {}, now=NOW), tmp_path)
    (pdf,) = write_course_pdf(programme, {}, now=NOW)
    assert pdf_ua_faults(pdf) == []
    assert "Reading group" in printed.words(pdf)[0]


def test_a_text_that_may_not_be_given_is_not_in_the_book():
    session = meeting("first", Reading("r", "Of Books", text="e"), Reading("q", "Of Trees", text="f"))
    book = course(of(session), {"f": essay("f", "Of Trees")})
    assert "Of Trees begins" in plain(book)
    assert "Of Books begins" not in plain(book)
    assert "Of Books" in plain(book)


def test_two_readings_of_a_session_keep_their_numbers_notes_images_and_links_apart(tmp_path: Path):
    texts = {"e": essay("e", "Of Books"), "f": essay("f", "Of Trees")}
    programme = of(meeting("first", Reading("r", "Of Books", text="e"), Reading("q", "Of Trees", text="f")))
    book = course(programme, texts)
    assert [(block.number, block_plain(block)[:8]) for block in book.blocks if block.number] == [
        *((str(n), "Of Books") for n in range(1, 5)),
        *((str(n), "Of Trees") for n in range(1, 5)),
    ]
    keys = [block.key for block in book.blocks]
    assert len(set(keys)) == len(keys)
    assert len({note.key for note in book.notes}) == 4
    assert len({image.key for image in book.images}) == 2
    for name in ("Of Books", "Of Trees"):
        begins, goes_on = (
            next(b for b in book.blocks if block_plain(b).startswith(f"{name} {x}")) for x in ("beg", "goes")
        )
        targets = re.findall(r'<a href="#([^"]+)">', begins.words + goes_on.words)
        by_key = {block.key: block_plain(block) for block in book.blocks}
        # What led to the printed title page leads to the reading's own heading.
        assert [by_key[key] for key in targets] == ["Chapter II", name]
        noted = {note.key: block_plain(note.blocks[0]) for note in book.notes}
        assert [noted[key] for key in re.findall(r'doc-noteref" href="#([^"]+)"', begins.words)] == [f"{name}, note 1."]
        assert f"3 {name}, note 3." in plain(book)  # nothing points at it
    assert "a printed title page" not in plain(book)
    check_epub(write_course_epub(programme, texts, now=NOW), tmp_path)
    (pdf,) = write_course_pdf(programme, texts, now=NOW)
    assert pdf_ua_faults(pdf) == []


def test_each_session_has_its_own_part_of_one_text(tmp_path: Path):
    texts = {"e": essay("e", "Of Books")}
    sessions = (
        meeting("first", Reading("r", "Of Books", part="chapter I", text="e")),
        meeting("second", Reading("r", "Of Books", part="chapter II", text="e")),
    )
    book = course(of(*sessions), texts)
    numbers = [[b.number for b in under(book, name) if b.number] for name in ("First", "Second")]
    assert numbers == [["1", "2"], ["3", "4"]]
    assert "¶\N{NO-BREAK SPACE}3–4, about 1 minute to read" in plain(book)
    check_epub(write_course_epub(of(*sessions), texts, now=NOW), tmp_path)
    (pdf,) = write_course_pdf(of(*sessions), texts, now=NOW)
    assert pdf_ua_faults(pdf) == []


def test_what_is_printed_is_not_printed_again_but_pointed_at():
    texts = {"e": essay("e", "Of Books")}
    readings = (
        Reading("s", "Of Books", part="¶ 3", role=Role.SHORTER, minutes=5, text="e"),
        Reading("r", "Of Books", text="e"),
    )
    book = course(of(meeting("first", *readings), meeting("second", Reading("r", "Of Books", text="e"))), texts)
    assert plain(book).count("Of Books begins") == 1
    listed = [block_plain(b) for b in under(book, "First") if b.key.startswith("s-first.read")]
    assert listed == [
        "Of Books\n¶\N{NO-BREAK SPACE}1–4, about 1 minute to read",
        "Only 5 minutes? Read this instead: Of Books, ¶\N{NO-BREAK SPACE}3",
    ]
    again = next(b for b in book.blocks if b.key == "s-second.read-1")
    assert '<a href="#s-first.text.r.' in again.words


def test_a_shorter_reading_of_another_text_follows_the_main_one_and_a_further_one_is_only_listed():
    texts = {key: essay(key, name) for key, name in (("e", "Of Books"), ("f", "Of Trees"), ("g", "Of Rivers"))}
    readings = (
        Reading("c", "Of Rivers", role=Role.FURTHER, text="g"),
        Reading("b", "Of Trees", role=Role.SHORTER, text="f"),
        Reading("a", "Of Books", text="e"),
    )
    book = course(of(meeting("first", *readings)), texts)
    assert [words for level, words in outline(book) if level == 2] == ["Of Books", "Of Trees"]
    assert "To read further: Of Rivers" in plain(book)


def test_a_part_nobody_finds_is_the_whole_of_a_main_reading_and_nothing_of_a_shorter_one():
    texts = {"e": essay("e", "Of Books"), "f": essay("f", "Of Trees")}
    readings = (
        Reading("a", "Of Books", part="the good pages", text="e"),
        Reading("b", "Of Trees", part="the good pages", role=Role.SHORTER, text="f"),
    )
    book = course(of(meeting("first", *readings)), texts)
    assert "Of Books ends" in plain(book)
    assert "Of Trees ends" not in plain(book)
    assert "¶" not in plain(book)


def test_a_text_in_another_language_says_so_of_every_block(tmp_path: Path):
    if not Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc").exists():
        missing("Noto Serif CJK (Debian: fonts-noto-cjk)")
    hebrew, chinese = essay("e", "על ספרים", "he"), essay("f", "論書", "zh-Hant")
    session = meeting(
        "first",
        Reading("r", "על ספרים", text="e"),
        Reading("q", "論書", text="f"),
        title="論語 ושאר ספרים",
        questions=(Question("q1", "1", Rich("<p>למה?</p>")),),
    )
    texts = {"e": hebrew, "f": chinese}
    book = course(of(session), texts)
    for words, said in (("על ספרים", ("he", "rtl")), ("論書", ("zh-Hant", ""))):
        blocks = [b for b in under(book, words) if not b.key.endswith("about")]
        assert {(block.lang, block.direction) for block in blocks} == {said}
    check_epub(write_course_epub(of(session), texts, now=NOW), tmp_path)
    (pdf,) = write_course_pdf(of(session), texts, now=NOW)
    assert pdf_ua_faults(pdf) == []
    # Numbers stand where lines begin: on the right in Hebrew, on the left in Chinese.
    marks = [mark for page in printed.marks(pdf)[4:] for mark in page if mark.words.isdigit()]
    assert [mark.words for mark in marks if mark.left > 148 - 16] == ["1", "2", "3", "4"]
    assert [mark.words for mark in marks if mark.right < 20] == ["1", "2", "3", "4"]


def test_a_book_from_right_to_left_is_valid(tmp_path: Path):
    check_epub(write_course_epub(in_arabic(), {}, now=NOW), tmp_path)
    (pdf,) = write_course_pdf(in_arabic(), {}, now=NOW)
    assert pdf_ua_faults(pdf) == []


def test_a_programme_with_everything_in_it_is_valid(tmp_path: Path):
    keyed = {"the-mill": essay("the-mill", "Of Mills")}
    sessions = tuple(
        replace(
            one, readings=tuple(replace(reading, text="the-mill") for reading in one.readings[:1]) + one.readings[1:]
        )
        for one in RICH.series.sessions
    )
    programme = replace(RICH, series=replace(RICH.series, sessions=sessions))
    check_epub(write_course_epub(programme, keyed, now=NOW, address=ADDRESS), tmp_path)
    for paper in ("a5", "a4", "letter", "large"):
        (pdf,) = write_course_pdf(programme, keyed, now=NOW, address=ADDRESS, paper=paper)
        assert pdf_ua_faults(pdf) == []


# --- sessions, notes, questions ---


def test_a_break_and_a_session_nothing_is_known_of_stand_only_in_the_programme():
    rest = Session("rest", "No meeting in May", kind=Kind.BREAK, date=dt.date(2026, 5, 5))
    book = course(of(meeting("first", Reading("r", "A book")), rest, Session("later", "Something else")))
    assert [words for level, words in outline(book) if level == 1] == ["Programme", "How to come along", "First"]
    assert "No meeting in May" in plain(book)
    assert "Something else" in plain(book)


def test_several_notes_without_a_title_stand_under_one_heading():
    notes = (
        Note("a", body=Rich("<p>One.</p>")),
        Note("b", body=Rich("<p>Two.</p>")),
        Note("c", "Who she was", Rich("<p>Three.</p>")),
    )
    book = course(of(meeting("first", notes=notes)))
    assert outline(book)[-3:] == [(1, "First"), (2, "Notes"), (2, "Who she was")]
    assert [block_plain(block) for block in under(book, "Notes")] == ["One.", "Two."]


def test_questions_are_numbered_with_quotations_placed_and_parts_lettered():
    question = Question(
        "q",
        "7",
        Rich("<p>Is it <em>so</em>?</p><p>Think.</p>"),
        (Quotation("nothing is so short"), Quotation("Is it so")),
        (Part("a", Rich("<p>First</p>")), Part("b", Rich("<p>Second</p>"))),
        Rich("<p>All together.</p>"),
    )
    texts = {"e": essay("e", "Of Books")}
    book = course(of(meeting("first", Reading("r", "Of Books", text="e"), questions=(question,))), texts)
    asked = under(book, "Questions")
    assert [(block.marker, block.level, block.words) for block in asked] == [
        ("7.", 1, "Is it <em>so</em>?"),
        ("", 1, "Think."),
        ("", 1, '<em>nothing is so short</em> <a href="#s-first.text.r.c">¶\N{NO-BREAK SPACE}3</a>'),
        ("a)", 2, "First"),
        ("b)", 2, "Second"),
        ("", 1, "All together."),
    ]


def test_a_quotation_whose_place_is_known_leads_there():
    question = Question("q", text=Rich("<p>Why?</p>"), quotations=(Quotation("ends thus", "e#p4"),))
    texts = {"e": essay("e", "Of Books")}
    book = course(of(meeting("first", Reading("r", "Of Books", text="e"), questions=(question,))), texts)
    assert under(book, "Questions")[1].words == (
        '<em>ends thus</em> <a href="#s-first.text.r.d">¶\N{NO-BREAK SPACE}4</a>'
    )


def test_a_number_no_list_counts_by_is_said_in_words():
    questions = (Question("q1", "1*", Rich("<p>Why?</p>")), Question("q2", "", Rich("<p>How?</p>")))
    asked = under(course(of(meeting("first", questions=questions))), "Questions")
    assert [(block.marker, block.words) for block in asked] == [("", "<strong>1*</strong> Why?"), ("2.", "How?")]


@pytest.mark.parametrize(
    ("rich", "made"),
    [
        ("<p>One<br/>two</p>", [("paragraph", 0, "", "One<br/>two")]),
        ("<h3>Up</h3><h4>Down</h4>", [("heading", 3, "", "Up"), ("heading", 4, "", "Down")]),
        ("<h4>Alone</h4>", [("heading", 3, "", "Alone")]),
        ("<ol><li>a</li><li><p>b</p><p>c</p></li></ol>", [("item", 1, "1.", "a"), ("item", 1, "2.", "b"), ("item", 1, "", "c")]),
        ("<ul><li><ul><li>in</li></ul></li></ul>", [("item", 1, "•", ""), ("item", 2, "•", "in")]),
        ("<ul><li>a<ul><li>in</li></ul>after</li></ul>", [("item", 1, "•", "a"), ("item", 2, "•", "in"), ("item", 1, "", "after")]),
        ("<p> </p><p><em> </em></p>", []),
        ('<p><a href="/there">x</a> <a href="https://example.org/">y</a></p>', [("paragraph", 0, "", 'x <a href="https://example.org/">y</a>')]),
    ],
)  # fmt: skip
def test_rich_text_becomes_blocks(rich: str, made: list):
    blocks = rich_blocks(Rich(rich), "k", lambda href: href if href.startswith("http") else "")
    assert [(block.kind.value, block.level, block.marker, block.words) for block in blocks] == made
    assert [block.key for block in blocks] == [f"k.{n}" for n in range(1, len(blocks) + 1)]


@given(some_rich)
def test_no_word_of_rich_text_is_lost(rich: Rich):
    blocks = rich_blocks(rich, "k", lambda href: "")
    assert all(is_inline(block.words) for block in blocks)
    wanted = "".join(to_plain(rich).split())
    assert "".join("".join(block_plain(block) for block in blocks).split()) in (wanted, wanted.strip())


@settings(max_examples=40)  # a programme is large
@given(programmes, st.lists(st.sampled_from(["e", "f", ""]), min_size=1, max_size=5))
def test_every_programme_makes_a_sound_text(programme: Programme, picked: list[str]):
    texts = {"e": essay("e", "Of Books"), "f": essay("f", "על ספרים", "he")}
    sessions = tuple(
        replace(one, readings=tuple(replace(r, text=picked[n % len(picked)]) for n, r in enumerate(one.readings)))
        for one in programme.series.sessions
    )
    book = course(replace(programme, series=replace(programme.series, sessions=sessions)), texts)
    keys = [block.key for block in (*book.blocks, *(b for note in book.notes for b in note.blocks))]
    assert len(set(keys)) == len(keys)
    assert all(is_inline(w) for b in book.blocks for w in (b.words, *(c.words for r in b.rows for c in r.cells)))
    found = [block.level for block in book.blocks if block.kind is BlockKind.HEADING]
    assert all(after <= before + 1 for before, after in pairwise(found))
    linked = {key for b in book.blocks for key in re.findall(r'<a href="#([^"]+)">', f"{b.words}{b.rows}")}
    assert linked <= set(keys)

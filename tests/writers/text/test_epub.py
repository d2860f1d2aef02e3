"""A text as an EPUB: valid, accessible, nothing lost, numbers as in every format."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

from studycircle.documents.inline import Inline, note_ref, page_mark
from studycircle.documents.text import (
    Apart,
    Block,
    BlockKind,
    Footnote,
    Image,
    Matter,
    Text,
)
from studycircle.writers.text import epub_files
from studycircle.writers.text.epub import EpubOptions, write_epub
from studycircle.writers.text.epub_files import LONGEST, MOST_LABELS
from tests.books import NS, Book, accessibility_faults, body_words, book, faults, own_numbers, plain, written_numbers
from tests.recall import split
from tests.texts import LOREM, PNG, RICH, block, heading, in_hebrew, of_chapters, paragraph, text

# --- words and numbers ---


@pytest.mark.parametrize("made", [RICH, of_chapters(), in_hebrew()], ids=["rich", "chapters", "hebrew"])
def test_every_number_stands_before_its_words(made: Text):
    written = book(write_epub(made))
    assert written_numbers(written) == own_numbers(made)
    assert split(written.words()) == body_words(made)
    assert written.broken_links() == []


def test_numbers_are_small_words_that_need_no_style():
    page = book(write_epub(text(paragraph("Read on.")))).files["chapter-001.xhtml"].decode()
    assert re.search('<p id="p1"><small class="n"[^>]*>1</small> Read on.</p>', page)


def test_numbers_that_come_again_are_found_by_the_reading_they_are_in():
    reading = [heading("A reading", 2), paragraph("Of one."), paragraph("Of two.")]
    session = [heading("Session"), paragraph("What we do.")]
    blocks = [replace(b, key=f"{place}-{b.kind}-{n}") for place in range(3) for n, b in enumerate([*session, *reading])]
    numbered = [
        replace(b, number=str(place % 5 - 2) if b.kind is BlockKind.PARAGRAPH and place % 5 > 2 else "")
        for place, b in enumerate(blocks)
    ]
    numbered[-1] = replace(numbered[-1], words=Inline(f'See <a href="#{blocks[8].key}">that</a>.'))
    written = book(write_epub(Text("t", title="Course", language="en", blocks=tuple(numbered))))
    assert [words for words, _ in written.entries("page-list")] == [
        *("Session 1", "Session 2"),
        *("2 · Session 1", "2 · Session 2"),
        *("3 · Session 1", "3 · Session 2"),
    ]
    assert [number for number, _ in written.numbers()] == ["1", "2"] * 3
    (link,) = written.chapters()[-1].xpath("//x:p//x:a/@href", namespaces=NS)
    assert link == "chapter-002.xhtml#p1"
    assert written.broken_links() == []


def test_of_very_many_numbers_each_fifth_is_listed_and_marked():
    written = book(write_epub(text(*[paragraph("p")] * (2 * MOST_LABELS))))
    assert [words for words, _ in written.entries("page-list")] == [str(n) for n in range(5, 2 * MOST_LABELS + 1, 5)]
    marked = written.chapters()[0].xpath("//x:small[@role='doc-pagebreak']", namespaces=NS)
    assert [one.text for one in marked][:2] == ["5", "10"]
    assert len(written.numbers()) == 2 * MOST_LABELS
    assert written.broken_links() == []


def test_pages_counted_anew_are_named_after_their_part():
    pages_of = [paragraph(f"{page_mark(str(n))}Page {n}") for n in (1, 2, 3)]
    made = text(
        heading("One"),
        *pages_of,
        heading("Two"),
        paragraph(page_mark("4") + "p"),
        heading("Words, and What They Mean in Dutch"),
        *pages_of,
    )
    assert [words for words, _ in book(write_epub(made)).entries("page-list")] == [
        *("1", "2", "3", "4"),
        *("Words, and What They Mean in 1", "Words, and What They Mean in 2", "Words, and What They Mean in 3"),
    ]


def test_a_book_of_many_readings_goes_by_paragraphs_and_not_by_their_several_pages(tmp_path: Path):
    """Parts of two readings, "12–14" and "3–13", one of them with marks of print."""
    readings = (("On Bees", range(12, 15), ""), ("On Wax", range(3, 14), page_mark("7")))
    blocks: list[Block] = []
    for title, numbers, mark in readings:
        blocks.append(heading(title, key=title[3:].lower()))
        blocks += [replace(paragraph(f"{mark}Said.", key=f"{title[3:].lower()}-{n}"), number=str(n)) for n in numbers]
    epub = write_epub(Text("t", title="Course", language="en", blocks=tuple(blocks)))
    written = book(epub)
    assert [words for words, _ in written.entries("page-list")] == [
        *(f"On Bees {n}" for n in range(12, 15)),
        *(f"On Wax {n}" for n in range(3, 14)),
    ]
    assert written.meta("pageBreakSource") == ["none"]
    assert faults(epub, tmp_path) == []
    assert accessibility_faults(epub, tmp_path) == []


def test_numbers_that_come_again_within_a_file_have_places_of_their_own():
    twice = tuple(replace(paragraph(words, key=words.lower()), number="1") for words in ("One", "Other"))
    last = paragraph('<a href="#other">there</a>', key="last")
    written = book(write_epub(Text("t", title="Twice", language="en", blocks=(*twice, last))))
    assert written.page("chapter-001.xhtml").xpath("//x:p/@id", namespaces=NS) == ["p1", "p1-2", "last"]
    assert written.page("chapter-001.xhtml").xpath("//x:p//x:a/@href", namespaces=NS) == ["#p1-2"]
    assert written.entries("page-list") == [("1", "chapter-001.xhtml#no1"), ("2 · 1", "chapter-001.xhtml#no1-2")]


def test_a_chapter_too_long_for_old_devices_goes_on_in_another_file(tmp_path: Path):
    note = Footnote("n", "*", (paragraph("Noted.", key="noted"),))
    long = [paragraph(LOREM * 4) for _ in range(LONGEST // len(LOREM * 4) + 5)]
    made = text(heading("One"), *long, paragraph("End" + note_ref("n", "*")), notes=(note,))
    epub = write_epub(made)
    written = book(epub)
    assert len(written.chapters()) == 2
    assert all(len(data) < 300_000 for name, data in written.files.items() if name.startswith("chapter"))
    assert written_numbers(written) == own_numbers(made)
    assert [len(page.findall(".//x:li[@class='note']", NS)) for page in written.chapters()] == [0, 1]
    assert written.entries("toc") == [("One", "chapter-001.xhtml"), ("About this edition", "about.xhtml")]
    assert faults(epub, tmp_path) == []


# --- the parts of a book ---


def test_its_pages_are_in_the_order_of_a_book():
    assert book(write_epub(of_chapters())).spine() == [
        *("cover.xhtml", "title.xhtml", "contents.xhtml"),
        *("chapter-001.xhtml", "chapter-002.xhtml", "chapter-003.xhtml", "chapter-004.xhtml"),
        "about.xhtml",
    ]


def test_contents_lead_to_chapters_and_say_their_paragraphs():
    written = book(write_epub(of_chapters()))
    chapters = ["Chapter 1. Of Part 1", "Chapter 2. Of Part 2", "Chapter 3. Of Part 3"]
    files = ["chapter-002.xhtml", "chapter-003.xhtml", "chapter-004.xhtml"]
    assert written.entries("toc") == [
        ("To the librarians.", "chapter-001.xhtml"),
        *zip(chapters, files, strict=True),
        ("About this edition", "about.xhtml"),
    ]
    lines = written.page("contents.xhtml").iterfind(".//x:a", NS)
    assert ["".join(line.itertext()) for line in lines] == [
        "To the librarians. ¶\u00a01",
        "Chapter 1. Of Part 1 ¶\u00a02–13",
        "Chapter 2. Of Part 2 ¶\u00a014–25",
        "Chapter 3. Of Part 3 ¶\u00a026–37",
    ]
    points = etree_words(written, "toc.ncx", ".//ncx:navPoint/ncx:navLabel/ncx:text")
    assert points == [words for words, _ in written.entries("toc")]


def etree_words(written: Book, name: str, path: str) -> list[str]:
    return [one.text for one in written.page(name).iterfind(path, NS)]


def test_landmarks_tell_where_the_text_begins():
    assert book(write_epub(of_chapters())).entries("landmarks") == [
        ("Cover", "cover.xhtml"),
        ("Title page", "title.xhtml"),
        ("Contents", "contents.xhtml"),
        ("The text", "chapter-001.xhtml"),
        ("About this edition", "about.xhtml"),
    ]


def test_no_level_of_headings_is_left_out():
    made = text(
        heading("One"), heading("Deep", 4), paragraph("p"), heading("Two"), heading("Not so deep", 2), paragraph("q")
    )
    written = book(write_epub(made))
    found = [
        (one.tag[-2:], one.text)
        for page in written.chapters()
        for one in page.iter()
        if one.tag[-2] == "h" and one.tag[-1].isdigit()
    ]
    assert found == [("h1", "One"), ("h2", "Deep"), ("h1", "Two"), ("h2", "Not so deep")]


def test_printed_pages_are_listed_where_the_text_has_them():
    written = book(write_epub(of_chapters()))
    assert written.entries("page-list") == [
        ("10", "chapter-002.xhtml#page-10"),
        ("20", "chapter-003.xhtml#page-20"),
        ("30", "chapter-004.xhtml#page-30"),
    ]
    assert written.meta("pageBreakSource") == ["The printed edition of Of Reading"]
    assert etree_words(written, "toc.ncx", ".//ncx:pageTarget/ncx:navLabel/ncx:text") == ["10", "20", "30"]
    (mark,) = written.page("chapter-002.xhtml").iterfind(".//x:span[@role='doc-pagebreak']", NS)
    assert (mark.get("aria-label"), mark.get(f"{{{NS['epub']}}}type")) == ("10", "pagebreak")


def test_without_printed_pages_the_numbers_are_listed():
    written = book(write_epub(in_hebrew()))
    assert written.entries("page-list") == [(str(n), f"chapter-001.xhtml#no{n}") for n in (1, 2, 3)]
    number = written.page("chapter-001.xhtml").find(".//x:small", NS)
    assert (number.get("role"), number.get("aria-label"), number.text) == ("doc-pagebreak", "Paragraph 1", "1")
    assert written.meta("pageBreakSource") == ["none"]


def test_chapters_of_an_essay_follow_one_another_and_those_of_a_book_begin_a_page():
    def files(words: int) -> list[str]:
        parts = [made for n in (1, 2) for made in (heading(f"Chapter {n}"), paragraph("bread " * words))]
        written = book(write_epub(text(*parts)))
        assert written.broken_links() == []
        return [href.partition("#")[0] for _, href in written.entries("toc")][:2]

    assert files(900) == ["chapter-001.xhtml", "chapter-001.xhtml"]
    assert files(1_100) == ["chapter-001.xhtml", "chapter-002.xhtml"]


def test_notes_have_a_way_back():
    written = book(write_epub(of_chapters(1)))
    page = written.page("chapter-001.xhtml")
    (there,) = page.iterfind(".//x:a[@role='doc-noteref']", NS)
    assert (there.get("href"), there.get("id"), there.text) == ("#n1", "ref-n1", "1")
    (note,) = page.iterfind(".//x:li", NS)
    assert (note.get("id"), note.get(f"{{{NS['epub']}}}type")) == ("n1", "endnote footnote")
    (back,) = note.iterfind(".//x:a", NS)
    assert (back.get("href"), back.get("role"), back.text) == ("#ref-n1", "doc-backlink", "1")
    assert plain(note).split() == ["1", "Note", "1,", "a", "short", "one."]


def test_a_note_that_another_chapter_points_at_is_found_there(monkeypatch):
    monkeypatch.setattr(epub_files, "SHORT", 0)
    note = Footnote("n", "*", (paragraph("Noted.", key="noted"),))
    chapters = [made for n in (1, 2) for made in (heading(f"Chapter {n}"), paragraph(f"See{note_ref('n', '*')}"))]
    written = book(write_epub(text(*chapters, notes=(note,))))
    assert [page.xpath("//x:a[@role='doc-noteref']/@href", namespaces=NS) for page in written.chapters()] == [
        ["#n"],
        ["chapter-001.xhtml#n"],
    ]
    assert written.broken_links() == []


def test_print_that_says_nothing_new_is_left_out_but_not_its_pages():
    front = [
        paragraph(f"{page_mark('iii')}OF READING", matter=Matter.TITLE),
        paragraph("By Ann Author", matter=Matter.TITLE),
        paragraph(f"Contents{page_mark('v')}", matter=Matter.CONTENTS),
        paragraph("Of Beginnings 1", matter=Matter.CONTENTS),
    ]
    written = book(write_epub(text(*front, heading("Of Beginnings"), paragraph(f"{page_mark('1')}So."))))
    assert [words for words, _ in written.entries("page-list")] == ["iii", "v", "1"]
    assert "OF READING" not in "".join(plain(page) for page in written.chapters())
    assert "Contents" not in "".join(plain(page) for page in written.chapters())
    told = [*front, paragraph("Printed for the Bee Press in Wax Lane, sold by all good libraries", matter=Matter.TITLE)]
    (page,) = book(write_epub(text(*told, heading("Of Beginnings"), paragraph("So.")))).chapters()
    assert "Wax Lane" in plain(page)


def test_where_the_text_comes_from_is_told_and_a_licence_only_if_it_asks():
    licence = Apart("licence", "Licence words.\n\nMore of it.")
    made = replace(of_chapters(1), source="https://example.org/book", translator="Tom Translator")
    made = replace(made, apart=(*made.apart, licence, Apart("transcriber", "Accents corrected.")))
    page = book(write_epub(made)).page("about.xhtml")
    assert [" ".join(plain(one).split()) for one in page.iter(f"{{{NS['x']}}}p")] == [
        "Source: https://example.org/book",
        "Rights: Public domain.",
        "Electronic edition: Typed by a volunteer.",
        "The numbers in the margin count the paragraphs. They are the same on the web, in the e-book and on paper.",
        "Accents corrected.",
    ]
    assert page.xpath("//x:a/@href", namespaces=NS) == ["https://example.org/book"]
    demanding = book(write_epub(replace(made, rights="GNU Free Documentation License 1.3"))).page("about.xhtml")
    assert [plain(one) for one in demanding.iterfind(".//x:div/x:p", NS)] == [
        *("Licence words.", "More of it.", "Accents corrected."),
    ]


# --- what it says of itself ---


def test_metadata_is_what_is_known():
    options = EpubOptions(
        identifier="https://example.org/of-reading",
        modified=dt.datetime(2026, 3, 2, 18, 30, tzinfo=dt.timezone(dt.timedelta(hours=1))),
        subtitle="Six Letters",
        foot="The Bee Readers",
    )
    written = book(write_epub(RICH, options))
    assert written.dc("identifier") == ["https://example.org/of-reading"]
    assert written.dc("title") == ["Of Reading", "Six Letters"]
    assert written.dc("creator") == ["Ann Author"]
    assert written.dc("contributor") == ["Tom Translator"]
    assert written.meta("role") == ["aut", "trl"]
    assert written.dc("language") == ["en"]
    assert written.dc("date") == ["1859"]
    assert written.dc("source") == ["https://example.org/book"]
    assert written.dc("rights") == ["Public domain."]
    assert written.meta("dcterms:modified") == ["2026-03-02T17:30:00Z"]
    title = plain(written.page("title.xhtml").find("x:body", NS)).split("\n")
    assert [line for line in title if line] == [
        *("Ann Author", "Of Reading", "Six Letters", "translated by Tom Translator", "1859", "The Bee Readers"),
    ]


def claims(made: Text) -> dict[str, list[str]]:
    written = book(write_epub(made))
    names = (
        "accessMode",
        "accessModeSufficient",
        "accessibilityFeature",
        "accessibilityHazard",
        "accessibilitySummary",
    )
    return {name: written.meta(f"schema:{name}") for name in names} | {"conformsTo": written.meta("dcterms:conformsTo")}


def test_only_what_is_so_is_claimed_of_its_accessibility():
    everywhere = ["displayTransformability", "readingOrder", "tableOfContents"]
    assert claims(text(paragraph("Words."))) == {
        "accessMode": ["textual"],
        "accessModeSufficient": ["textual"],
        "accessibilityFeature": [*everywhere, "pageNavigation", "pageBreakMarkers"],
        "accessibilityHazard": ["none"],
        "accessibilitySummary": [
            "All of the text can be read aloud, in braille, and in any size and colour. "
            "Paragraphs can be looked up by their numbers."
        ],
        "conformsTo": [],
    }
    figure = block(BlockKind.FIGURE, image="i1", alternative="A square")
    image = Image("i1", "image/png", PNG, 4, 2)
    shown = text(heading("One" + page_mark("1")), paragraph("<ruby>漢<rt>kan</rt></ruby>"), figure, images=(image,))
    assert claims(shown) == {
        "accessMode": ["textual", "visual"],
        "accessModeSufficient": ["textual,visual", "textual"],
        "accessibilityFeature": [
            *(*everywhere, "structuralNavigation", "pageNavigation", "pageBreakMarkers", "alternativeText"),
            "rubyAnnotations",
        ],
        "accessibilityHazard": ["none"],
        "accessibilitySummary": [
            "All of the text can be read aloud, in braille, and in any size and colour. "
            "Pages of the printed edition can be looked up. Every image has a description."
        ],
        "conformsTo": [],
    }
    moving = Image(
        "i1", "image/gif", b"GIF89a\x04\x00\x02\x00\x00\x00\x00" + b"\x21\xf9\x04\x00\x00\x00\x00\x00" * 2, 4, 2
    )
    silent = claims(text(replace(figure, alternative=""), images=(moving,)))
    assert silent["accessModeSufficient"] == ["textual,visual"]
    assert silent["accessibilityHazard"] == ["unknown"]
    assert silent["accessibilityFeature"] == everywhere
    assert silent["accessibilitySummary"][0].endswith("Some images have no description.")


def test_the_same_text_gives_the_same_bytes():
    assert write_epub(RICH) == write_epub(RICH)


def test_another_text_is_another_book():
    first, second = (book(write_epub(text(paragraph("p"), title=title))) for title in ("One", "Two"))
    assert first.dc("identifier") != second.dc("identifier")


@pytest.mark.parametrize("language", ["", "english!", "x"])
def test_a_language_nobody_knows_is_not_claimed(language: str, tmp_path: Path):
    epub = write_epub(text(paragraph("Words."), language=language))
    assert book(epub).dc("language") == ["und"]
    assert faults(epub, tmp_path) == []


def test_words_of_the_house_are_in_the_language_asked_for_and_say_so():
    page = book(write_epub(in_hebrew(), EpubOptions(language="de"))).page("contents.xhtml")
    assert (page.get("lang"), page.get("dir")) == ("he", "rtl")
    (title,) = page.iterfind(".//x:h1", NS)
    assert (title.text, title.get("lang"), title.get("dir")) == ("Inhalt", "de", "ltr")
    assert book(write_epub(in_hebrew())).package.find(".//opf:spine", NS).get("page-progression-direction") == "rtl"

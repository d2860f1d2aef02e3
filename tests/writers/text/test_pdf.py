"""A text as a book on paper: nothing lost, numbers as in every format, and PDF/UA-1."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from studycircle.documents.inline import Inline, from_plain, note_ref, to_plain
from studycircle.documents.text import (
    BlockKind,
    Footnote,
    Image,
    Matter,
    Text,
    block_plain,
)
from studycircle.errors import WriteError
from studycircle.readers.text.table import read_text
from studycircle.writers.text.epub import write_epub
from studycircle.writers.text.pdf import write_text_pdf
from studycircle.writers.text.pdf_volumes import volumes
from studycircle.writers.text.plain import write_plain
from studycircle.writers.text.web import reading_page
from tests import printed
from tests.books import book, own_numbers, written_numbers
from tests.recall import sequence_recall, split
from tests.texts import LOREM, PNG, RICH, block, heading, paragraph, text
from tests.validators import missing, pdf_ua_faults

pytestmark = pytest.mark.filterwarnings("error::studycircle.writers.typeset.TypesettingWarning")

PAPERS = {"a5": (148, 210), "a4": (210, 297), "letter": (216, 279), "large": (210, 297)}
# Running heads and page numbers stand within this of the edge, in millimetres, by the height of the paper.
FURNITURE = {210: 18, 297: 22, 279: 25}
BOOKS = (
    "dictatorship-vs-democracy.htm",
    "on-liberty.htm",
    "war-and-peace.htm",
    "french-primer/44157-h.htm",
    "leaves-of-grass/1322-h.htm",
    "on-liberty.txt",
    "manifesto.txt",
    "chinese-23839.txt",
    "introduction-to-mathematics.pdf",
    "standardebooks-on-liberty",
)


def one(made: tuple[bytes, ...]) -> bytes:
    (pdf,) = made
    return pdf


def said(pdf: bytes) -> str:
    """All the words but running heads and page numbers, with hyphens that only end a line undone."""
    with pdfium.PdfDocument(pdf) as document:
        pages = []
        for page in document:
            margin = FURNITURE[round(page.get_height() / printed.MM)] * printed.MM
            text_page = page.get_textpage()
            pages.append(text_page.get_text_bounded(bottom=margin, top=page.get_height() - margin))
            text_page.close()
            page.close()
    return re.sub(r"[\ufffe\x02]\s*", "", "\n".join(pages))


def numbers_with_words(pages: str, blocks: list[tuple[str, str]]) -> list[str]:
    """The numbers found just before the words they belong to, in order."""
    found, at = [], 0
    plain = " ".join(split(pages))
    for number, words in blocks:
        # A page's mark, and a mark of a list item, may stand between; and the mark of a note between the words.
        first = r"(?: \d+)? ".join(map(re.escape, split(words)[:4]))
        place = re.compile(rf"(?:^| )({number}) (?:\w+ ){{0,2}}?{first}").search(plain, at, at + 200_000)
        if place:
            found.append(place[1])
            at = place.end(1)
    return found


def numbered(one_text: Text) -> list[tuple[str, str]]:
    return [(b.number, block_plain(b).strip()) for b in one_text.blocks if b.number and split(block_plain(b))]


def needs_chinese_letters() -> None:
    if not Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc").exists():
        missing("Noto Serif CJK (Debian: fonts-noto-cjk)")


@pytest.mark.parametrize("paper", PAPERS)
def test_everything_a_text_can_hold_is_printed_as_pdf_ua(paper: str):
    needs_chinese_letters()
    pdf = one(write_text_pdf(RICH, paper=paper))
    assert pdf_ua_faults(pdf) == []
    assert set(printed.sizes(pdf)) == {PAPERS[paper]}
    words = set(split(said(pdf)))
    wanted = {w for b in (*RICH.blocks, *(b for n in RICH.notes for b in n.blocks)) for w in split(block_plain(b))}
    # A title page that says no more than the title, here in capitals, is not printed beside it.
    assert {word.casefold() for word in wanted} <= {word.casefold() for word in words}
    assert {"Ann", "Author", "Translator", "1859", "example", "Public", "kan"} <= words
    assert numbers_with_words(said(pdf), numbered(RICH)) == [number for number, _ in numbered(RICH)]


def test_an_unknown_paper_is_refused():
    with pytest.raises(WriteError, match="there is no paper called a9"):
        write_text_pdf(RICH, paper="a9")


def test_the_same_text_gives_the_same_bytes():
    assert write_text_pdf(RICH) == write_text_pdf(RICH)


def test_an_empty_text_is_a_title():
    pdf = one(write_text_pdf(Text("t")))
    assert pdf_ua_faults(pdf) == []
    assert "A text" in said(pdf)


def test_headings_are_bookmarks_without_marks_and_no_level_is_left_out():
    with pdfium.PdfDocument(one(write_text_pdf(RICH))) as document:
        marks = [(mark.level, mark.get_title()) for mark in document.get_toc()]
    assert [(level, " ".join(title.split())) for level, title in marks] == [
        (0, "Chapter I Of Beginnings"),
        (1, "A heading two levels down"),
        (0, "Of Endings"),
    ]


def test_numbers_stand_in_the_margin_one_below_the_other_and_are_small():
    inserted = replace(RICH, blocks=tuple(replace(b, number="2a") if b.number == "3" else b for b in RICH.blocks))
    marks = [mark for page in printed.marks(one(write_text_pdf(inserted))) for mark in page]
    margin = [mark for mark in marks if mark.right < 20 and mark.words]
    assert [mark.words for mark in margin] == [b.number for b in inserted.blocks if b.number]
    assert "2a" in [mark.words for mark in margin]
    assert max(mark.right for mark in margin) - min(mark.right for mark in margin) < 0.6
    assert all(mark.bottom - mark.top < 3 for mark in margin)


def test_numbers_of_a_text_from_right_to_left_stand_on_the_right():
    words = "שלום לכולם וברוכים הבאים אל הקריאה המשותפת שלנו"
    pdf = one(write_text_pdf(text(paragraph(words), paragraph(words), language="he", title="שלום", author="")))
    (marks, *_) = printed.marks(pdf)
    assert [mark.words for mark in marks if mark.left > 148 - 20 and mark.words.isdigit()] == ["1", "2"]
    assert pdf_ua_faults(pdf) == []


def test_a_note_is_at_the_foot_of_the_page_that_points_at_it():
    filler = [paragraph(LOREM * 3) for _ in range(12)]
    made = text(
        *filler[:6],
        paragraph("Pointing" + note_ref("n", "9")),
        *filler[6:],
        notes=(Footnote("n", "9", (paragraph("Below."),)),),
    )
    pages = printed.words(one(write_text_pdf(made)))
    (page,) = [page for page in pages if "Pointing" in page]
    assert re.search(r"9\s*Below\. \d+$", page)


def test_no_heading_ends_a_page_and_no_page_begins_with_the_last_line_of_a_paragraph():
    many = [
        made
        for n in range(60)
        for made in (heading(f"Part {n}", 2), *[paragraph(f"{n} " + LOREM + "lastword.")] * (n % 3 + 1))
    ]
    pages = [page.split("\n") for page in _lines(one(write_text_pdf(text(*many)))) if "lastword" in page]
    for lines in pages:
        body = [line.strip() for line in lines if line.strip()][1:-1]  # without running head and folio
        if body:
            assert not body[-1].startswith("Part ")
            assert not re.fullmatch(r"\S+ lastword\.|lastword\.", body[0])


def _lines(pdf: bytes) -> list[str]:
    with pdfium.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\r", "") for page in list(document)[4:]]


def test_words_are_broken_by_the_language_of_the_text_and_never_in_large_print():
    words = "Donaudampfschifffahrtsgesellschaft und Lebensversicherungsgesellschaften gemeinsam betrachtet " * 20
    german = text(paragraph(words), language="de")
    assert _hyphens(german, "a5") > 5
    assert _hyphens(german, "large") == 0


def _hyphens(made: Text, paper: str) -> int:
    with pdfium.PdfDocument(one(write_text_pdf(made, paper=paper))) as document:
        return sum(len(re.findall("[\ufffe\x02]", page.get_textpage().get_text_range())) for page in document)


@pytest.mark.parametrize(
    "words", ['#panic("x")', "= Not a heading", "$ x^2 $ *bold* @ref <label> // no", '"); read("/etc/passwd") //']
)
def test_words_are_never_read_as_markup(words: str):
    pages = said(one(write_text_pdf(text(paragraph(from_plain(words)), title=words))))
    assert words in " ".join(pages.split())


def test_an_image_that_is_broken_stops_nothing():
    broken = text(
        paragraph("Before"),
        block(BlockKind.FIGURE, image="i", alternative="A map"),
        images=(Image("i", "image/png", PNG[:40], 4, 2),),
    )
    pdf = one(write_text_pdf(broken))
    assert pdf_ua_faults(pdf) == []
    assert "A map" in [alt for tag in printed.tags(pdf) for alt in tag.alts()]


def test_arabic_hindi_chinese_and_japanese_are_set_in_faces_of_their_own():
    needs_chinese_letters()
    for language, words in (
        ("ar", "في البدء كانت القراءة"),
        ("hi", "पढ़ना सबके लिए"),
        ("zh", "子曰學而時習之"),
        ("ja", "読書会はじまる"),
    ):
        pdf = one(write_text_pdf(text(paragraph(words), heading(words), language=language, title=words, author="")))
        assert pdf_ua_faults(pdf) == []
        assert "□" not in said(pdf)


def test_chinese_has_the_face_and_the_punctuation_of_its_own_script():
    needs_chinese_letters()
    for words, language, face in (
        ("子曰：「學而時習之，不亦說乎？」", "zh", "TC"),
        ("子曰：「学而时习之，不亦说乎？」", "zh", "SC"),
        ("子曰：「學而時習之，不亦說乎？」", "zh-Hans", "SC"),
        ("子曰：「學而時習之，不亦說乎？」", "", "SC"),
    ):
        pdf = one(write_text_pdf(text(paragraph(words), language=language, title=words, author="")))
        with pdfium.PdfDocument(pdf) as document:
            faces = {mark.get_font().get_base_name() for mark in document[0].get_objects([raw.FPDF_PAGEOBJ_TEXT])}
        assert {name.partition("CJK")[2][:2].upper() for name in faces if "CJK" in name} == {face}


def test_a_running_head_gives_a_long_title_the_room_a_short_chapter_leaves():
    title = "A Long and Winding Title (Or the Other One)"
    made = text(
        *[block for n in (1, 2, 3) for block in (heading(f"{n}. On"), *[paragraph(LOREM * 3)] * 12)], title=title
    )
    with pdfium.PdfDocument(one(write_text_pdf(made))) as document:
        heads = {page.get_textpage().get_text_bounded(bottom=page.get_height() - 50).strip() for page in document}
    assert f"Ann Author, {title} 2. On" in {" ".join(head.split()) for head in heads}


def test_letters_without_a_font_are_an_error_that_says_what_to_install():
    with pytest.raises(WriteError) as caught:
        write_text_pdf(text(paragraph("".join(map(chr, range(0x10570, 0x1057B))) * 8)))  # Vithkuqi: Noto has no serif
    assert "no font on this machine has the letters" in caught.value.what
    assert "apt install" in caught.value.hint


def test_volumes_are_cut_before_the_highest_heading_near_and_have_their_own_notes_and_title_page():
    chapters = [made for n in range(8) for made in (heading(f"Chapter {n}"), *[paragraph(LOREM)] * 40)]
    made = text(*chapters, paragraph("End" + note_ref("n", "*")), notes=(Footnote("n", "*", (paragraph("Noted."),)),))
    first, second = write_text_pdf(made, most_pages=50)
    assert pdf_ua_faults(first) == pdf_ua_faults(second) == []
    assert [printed.title(first), printed.title(second)] == ["Of Reading, Volume 1 of 2", "Of Reading, Volume 2 of 2"]
    assert "Noted." not in said(first)
    assert "Noted." in said(second)
    assert numbers_with_words(said(first) + said(second), numbered(made)) == [number for number, _ in numbered(made)]


def test_nothing_is_lost_between_volumes():
    blocks = RICH.blocks * 5
    for longest in (1, 300, 2000, 10**6):
        assert tuple(b for volume in volumes(blocks, longest) for b in volume) == blocks


def _web_numbers(page: str) -> list[tuple[str, str]]:
    """Every number of a reading page with the first words that follow it."""
    found = re.findall(
        r'<a class="n" href="#p([^"]+)"[^>]*>[^<]*</a>(.*?)(?=<a class="n"|</article>|<section|$)', page, re.S
    )
    found = [(number, re.sub(r"<sup>\u202f.*?</sup>", "", after)) for number, after in found]
    return [(number, to_plain(Inline(re.sub(r"\s+", " ", after.replace("<br/>", " "))))) for number, after in found]


@pytest.mark.parametrize("name", BOOKS)
def test_a_real_book_is_all_there_and_paragraph_47_is_the_same_in_all_four(shared_data: Path, name: str):
    """Its PDF is held to the source word by word; then PDF, web page, EPUB and plain text are read back."""
    path = shared_data / "texts" / name
    data, name = (zipped(path), f"{name}.epub") if path.is_dir() else (path.read_bytes(), name)
    source, _ = read_text(data, name=name.rpartition("/")[2], beside=lambda rel: _beside(path.parent, rel))
    pdf = one(write_text_pdf(source))
    assert pdf_ua_faults(pdf) == []
    pages = said(pdf)
    # From the first number on: what contents before it say comes again in the headings.
    body = [b for b in source.blocks if b.matter is Matter.BODY]
    body = body[next(place for place, b in enumerate(body) if b.number) :]
    wanted, found = split("\n".join(map(block_plain, body))), split(pages)
    first = split(block_plain(body[0]))[:3]
    # A mark of the printed page may stand between the number and the words.
    opening = next(at for at in range(len(found)) if found[at : at + len(first)] == first and "1" in found[at - 2 : at])
    assert sequence_recall(wanted, found[opening:]) >= 0.999
    everywhere = set(split(pages))
    notes = split("\n".join(block_plain(b) for note in source.notes for b in note.blocks))
    assert sum(word in everywhere for word in notes) >= 0.999 * len(notes)
    web = [(number, split(words)[:4]) for number, words in _web_numbers(reading_page(source).decode()) if split(words)]
    own = numbered(source)
    assert [number for number, _ in web] == [number for number, _ in own]
    assert all(
        split(words)[:3] == shown[: len(split(words)[:3])] for (_, shown), (_, words) in zip(web, own, strict=True)
    )
    assert numbers_with_words(pages, own) == [number for number, _ in own]
    assert written_numbers(book(write_epub(source))) == own_numbers(source)
    assert _plain_numbers(write_plain(source)) == [
        (b.number, _begins(f"{b.marker} {block_plain(b)}")) for b in source.blocks if b.number
    ]


def _plain_numbers(page: str) -> list[tuple[str, str]]:
    """Every number in the margin of a plain text with the first letter beside it."""
    lines = page.split("\n")
    found = [(at, shown[1]) for at, line in enumerate(lines) if (shown := re.match(r" {0,5}([0-9]+[a-z]*)  ", line))]
    ends = [at for at, _ in found[1:]] + [len(lines)]
    return [
        # The mark of a printed page, "[Page 12]", may stand before the first word.
        (number, _begins(re.sub(r"^(?:\s*\[Page \w+\])+", "", "\n".join(lines[at:end]).strip().removeprefix(number))))
        for (at, number), end in zip(found, ends, strict=True)
    ]


def _begins(words: str) -> str:
    """The first letter: a plain text has no lowered ones, and writes what follows it otherwise."""
    return "".join(split(words)[:1])[:1]


def zipped(folder: Path) -> bytes:
    """The folder of an EPUB as its one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.write(folder / "mimetype", "mimetype")
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name != "mimetype":
                book.write(path, path.relative_to(folder).as_posix())
    return out.getvalue()


def _beside(folder: Path, relative: str) -> bytes | None:
    path = folder / relative
    return path.read_bytes() if path.is_file() else None

"""PDF in: paragraphs from what Typst sets, column by column and page by page; scans and broken files refused."""

import json
import sys
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
import typst

from studycircle.documents.inline import is_inline, pages, to_plain
from studycircle.documents.text import BlockKind, Matter, Text
from studycircle.errors import ReadError
from studycircle.readers.text.pdf import read_pdf
from studycircle.readers.text.table import read_text

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from bench import pdf_in_layouts as layouts
from bench.pdf_in import TYPST, TYPST_WAYS, bag, f1, known_paragraphs, ours

HANDBOOK = Path(__file__).resolve().parents[3] / "src" / "studycircle" / "handbook"
SENTENCE = "The boats came in at dawn and nobody on the quay had slept, since the lamp had gone out again. "


def set_by_typst(markup: str) -> bytes:
    return typst.compile(markup.encode())


def read(markup: str) -> tuple[Text, list]:
    return read_pdf(set_by_typst(markup), "made.pdf")


def plainly(text: Text) -> list[str]:
    return [" ".join(to_plain(block.words).split()) for block in text.blocks]


@pytest.mark.parametrize("way", sorted(TYPST_WAYS))
@pytest.mark.parametrize("chapter", ["chapter-1", "chapter-2", "chapter-4"])
def test_a_chapter_comes_back_by_its_paragraphs(way: str, chapter: str, tmp_path: Path):
    known = known_paragraphs(read_text((HANDBOOK / f"{chapter}.md").read_bytes(), name="chapter.md")[0], 5000)
    made = tmp_path / "chapter.pdf"
    made.write_bytes(typst.compile((TYPST_WAYS[way] + TYPST).encode(), sys_inputs={"known": json.dumps(known)}))
    assert f1(bag(ours(made)), bag([words for _, _, words in known])) >= 0.93


@pytest.mark.parametrize("style", sorted(layouts.TYPST_STYLES))
def test_other_columns_faces_heads_and_notes_come_back_too(style: str, tmp_path: Path):
    chapter = read_text((HANDBOOK / "chapter-5.md").read_bytes(), name="chapter.md")[0]
    known = layouts.noted(known_paragraphs(chapter, 5000), style == "facing")
    made = tmp_path / "chapter.pdf"
    layouts.by_typst(known, layouts.TYPST_STYLES[style], made)
    assert f1(bag(ours(made)), bag([one for entry in known for one in (entry[2], *entry[3:])])) >= 0.96


def test_a_note_that_says_the_same_on_every_page_is_no_running_foot():
    pages = "\n#pagebreak()\n".join(f"{SENTENCE * 5} End#footnote[Ibid., p. {number}.]." for number in range(30, 36))
    text, _ = read(f'#set page(width: 12cm, height: 9cm, numbering: "1")\n#set text(10pt)\n{pages}')
    assert [to_plain(note.blocks[0].words) for note in text.notes] == [
        f"Ibid., p. {number}." for number in range(30, 36)
    ]


DRAWING = """#figure(numbering: none, supplement: none, caption: [Fig. 3.], box(width: 6cm, height: 3cm, {
  place(line(start: (0cm, 3cm), end: (6cm, 0cm))); place(line(start: (0cm, 3cm), end: (6cm, 3cm)))
  place(dx: 0.1cm, dy: 2.1cm)[A]; place(dx: 5.2cm, dy: 0.5cm)[B]
}))
"""


def test_a_drawing_is_a_figure_and_the_paragraph_around_it_stays_whole():
    text, problems = read(
        "#set page(width: 12cm, height: 18cm)\n#set par(justify: true, first-line-indent: 1.5em, spacing: 0.65em)\n"
        f"{SENTENCE * 4}\n\n#place(bottom, float: true)[{DRAWING}]\n\n{SENTENCE * 2} The line from A to B"
        f" is what they drew. {SENTENCE * 9}\n\n{SENTENCE}"
    )
    kinds = [block.kind for block in text.blocks]
    assert kinds.count(BlockKind.FIGURE) == 1
    assert kinds.count(BlockKind.PARAGRAPH) == 3
    (figure,) = [block for block in text.blocks if block.kind is BlockKind.FIGURE]
    assert (to_plain(figure.words), figure.alternative) == ("Fig. 3.", "A, B")
    (image,) = text.images
    assert (image.media, image.key) == ("image/png", figure.image)
    assert image.width > image.height > 100
    assert "The line from A to B is what they drew." in plainly(text)[1]
    assert problems == []


def test_a_table_with_rules_and_words_in_a_frame_are_no_figures():
    text, _ = read(
        "#table(columns: 3, [Month], [Book], [Pages], [May], [On Liberty], [40], [June], [Capital], [90])\n\n"
        f"#rect(radius: 5pt, inset: 8pt)[{SENTENCE * 3}]\n\n{SENTENCE * 3}"
    )
    assert BlockKind.FIGURE not in [block.kind for block in text.blocks]
    said = " ".join(plainly(text))
    assert all(word in said for word in ("Month", "Liberty", "90"))


def test_the_title_page_and_what_heads_the_printed_contents_are_no_text():
    entries = "\n\n".join(f"Chapter {n} of the book #box(width: 1fr, repeat[.]) {n * 7}" for n in range(1, 5))
    text, _ = read(
        '#set document(title: "The Harbour Book")\n#set page(width: 12cm, height: 18cm)\n'
        "#align(center)[#text(20pt)[THE HARBOUR BOOK]\n\nBy A. Reader\n\nLondon]\n#pagebreak()\n"
        f"= Contents\n{entries}\n#pagebreak()\n"
        f"#text(18pt)[The Harbour Book]\n\n= One\n{SENTENCE * 9}\n\n= Two\n{SENTENCE * 9}"
    )
    assert text.title == "The Harbour Book"
    assert [(block.kind.value, block.level) for block in text.blocks if block.matter is Matter.BODY] == [
        ("heading", 1),
        ("paragraph", 0),
        ("heading", 1),
        ("paragraph", 0),
    ]
    assert {"London", "By A. Reader", "Contents"} <= set(plainly(text))


def test_a_paragraph_over_a_page_keeps_whole_and_has_the_pages_mark():
    text, problems = read(
        '#set page(width: 10cm, height: 8cm, numbering: "1")\n#counter(page).update(41)\n'
        f"= The Quay\n{SENTENCE * 12}\n\n{SENTENCE * 3}"
    )
    assert [block.kind for block in text.blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]
    assert plainly(text) == ["The Quay", (SENTENCE * 12).strip(), (SENTENCE * 3).strip()]
    found = [label for block in text.blocks for label in pages(block.words)]
    assert found[0] == "41"
    assert found == [str(41 + at) for at in range(len(found))]
    assert len(found) > 1
    assert problems == []


def test_running_heads_go_whether_they_change_by_page_or_chapter():
    text, _ = read(
        "#set page(width: 10cm, height: 8cm, header: context [A Harbour Book #h(1fr) #counter(page).display()])\n"
        + "\n\n".join(f"Paragraph number {number} begins. {SENTENCE * 4}" for number in range(1, 9))
    )
    assert "Harbour Book" not in " ".join(plainly(text))
    assert plainly(text) == [f"Paragraph number {n} begins. {(SENTENCE * 4).strip()}" for n in range(1, 9)]


def test_notes_at_the_foot_are_notes_with_their_place():
    text, _ = read(
        "#set page(width: 12cm, height: 9cm)\n"
        f"He slept.#footnote[So he said.] {SENTENCE * 3}\n\n{SENTENCE * 4} Then she left.#footnote[At noon.]"
    )
    assert [(note.mark, to_plain(note.blocks[0].words)) for note in text.notes] == [
        ("1", "So he said."),
        ("2", "At noon."),
    ]
    assert plainly(text)[0] == f"He slept. {(SENTENCE * 3).strip()}"
    assert [block.words.count("doc-noteref") for block in text.blocks] == [1, 1]


def test_hyphens_of_the_setting_go_and_those_of_words_stay():
    words = "An extraordinarily well-known self-interested misunderstanding of unquestionably considerable importance. "
    text, _ = read(
        '#set page(width: 7cm, height: 12cm)\n#set text(lang: "en", hyphenate: true)\n#set par(justify: true)\n'
        + words * 6
    )
    said = Counter(" ".join(plainly(text)).split())
    assert said == Counter((words * 6).split())


def test_lists_looks_and_display_lines():
    text, _ = read(
        "#set page(width: 12cm, height: 16cm)\n"
        f"{SENTENCE}It was _very_ *late*.\n\n- first thing\n- second thing, {SENTENCE}\n+ counted\n+ again\n\n"
        "#align(center)[\\* \\* \\*]\n\n" + SENTENCE * 2
    )
    shown = [(block.kind.value, block.marker) for block in text.blocks]
    assert shown == [
        ("paragraph", ""), ("item", "•"), ("item", "•"), ("item", "1."), ("item", "2."), ("break", ""),
        ("paragraph", ""),
    ]  # fmt: skip
    assert text.blocks[0].words.endswith("It was <em>very</em> <strong>late</strong>.")
    assert all(is_inline(block.words) for block in text.blocks)


def test_a_title_and_language_the_file_states_are_taken():
    text, _ = read(f'#set document(title: "Quay and Tide", author: "A. Walker")\n#set text(lang: "de")\n{SENTENCE}')
    assert (text.title, text.author, text.language) == ("Quay and Tide", "A. Walker", "de")


def test_a_scan_says_so_with_what_to_do():
    with pytest.raises(ReadError, match="pictures without text") as refusal:
        read("#rect(width: 5cm, height: 5cm, fill: black)")
    assert "OCR" in refusal.value.hint


def test_what_is_not_a_whole_pdf_is_refused_or_read():
    whole = set_by_typst(SENTENCE * 40)
    with pytest.raises(ReadError, match="not a PDF"):
        read_pdf(b"<html>", "page.pdf")
    refused = 0
    for place in range(10, len(whole), max(len(whole) // 25, 1)):
        try:
            read_pdf(whole[:place], "cut.pdf")
        except ReadError:
            refused += 1
    assert refused > 0


def test_a_locked_pdf_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def locked(*_: object, **__: object) -> None:
        raise pypdfium2.PdfiumError("Failed to load document (PDFium: Incorrect password error).")

    monkeypatch.setattr(pypdfium2, "PdfDocument", locked)
    with pytest.raises(ReadError, match="password"):
        read_pdf(b"%PDF-1.7", "locked.pdf")


def test_whiteheads_book_has_its_chapters_pages_and_whole_paragraphs(shared_data: Path):
    file = shared_data / "texts" / "introduction-to-mathematics.pdf"
    text, _ = read_pdf(file.read_bytes(), file.name)
    chapters = [to_plain(block.words) for block in text.blocks if block.words.startswith("CHAPTER ")]
    assert len(chapters) == 17
    assert chapters[0] == "CHAPTER I\nTHE ABSTRACT NATURE OF MATHEMATICS"
    said = [to_plain(block.words) for block in text.blocks]
    assert not any("INTRODUCTION TO MATHEMATICS 1" in one or "METHODS OF APPLICATION 1" in one for one in said)
    (methods,) = [one for one in said if one.startswith("Now think a bit further as to what all this means.")]
    assert methods.endswith("The law is not quite true and the result it gives will not be quite accurate. "
                            "In fact, it may well be hopelessly wrong.")  # fmt: skip
    printed = [label for block in text.blocks for label in pages(block.words)]
    assert [label for label in printed if label.isdigit()][:30] == [str(page) for page in range(2, 7)] + [
        str(page) for page in range(8, 15)
    ] + [str(page) for page in range(16, 29)] + ["30", "31", "32", "33", "34"]

"""Made-up books in the shapes volunteers give them, in ``cases/books``: each read as its label says, no word lost or
added, and the same paragraph under the same number in every form."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from studycircle.documents.inline import pages
from studycircle.documents.text import BlockKind, Footnote, Matter, Text, block_plain, heading_words
from studycircle.readers.text.table import read_text
from studycircle.writers.text.epub import write_epub
from studycircle.writers.text.pdf import write_text_pdf
from studycircle.writers.text.plain import write_plain
from studycircle.writers.text.web import reading_page
from tests.books import book, faults, own_numbers, written_numbers
from tests.readers.text.test_html import all_blocks
from tests.recall import split
from tests.validators import pdf_ua_faults
from tests.writers.text.test_epub_books import web_numbers

CASES = Path(__file__).resolve().parents[2] / "cases" / "books"
NAMES = sorted(folder.name for folder in CASES.iterdir())
# What a note is called where it stands; writers number notes themselves, and make their own headings.
MARKS = re.compile(
    r"\[(?:Footnote |Note )?\w{1,2}[:\]]|\{\d+\}|\(\s*return\s*\)|^\s*(?:(?:FOOT)?NOTES?|NOTAS):?\s*$", re.M | re.I
)


def source(name: str) -> tuple[Text, dict[str, Any], bytes, str]:
    folder = CASES / name
    file = next(folder.glob("in.*"))
    text, _ = read_text(file.read_bytes(), name=file.name)
    return text, json.loads((folder / "expected.json").read_text()), file.read_bytes(), file.suffix


def note_words(note: Footnote) -> str:
    return " ".join(" ".join(block_plain(block).split()) for block in note.blocks)


@pytest.mark.parametrize("name", NAMES)
def test_a_book_is_read_as_its_label_says(name: str):
    text, wanted, _, _ = source(name)
    blocks = [block for block in text.blocks if block.matter is Matter.BODY]
    found = {
        "title": text.title,
        "author": text.author,
        "translator": text.translator,
        "language": text.language,
        "headings": [[b.level, heading_words(b)] for b in blocks if b.kind is BlockKind.HEADING],
        "pages": [label for b in all_blocks(text) for words in words_of(b) for label in pages(words)],
        "apart": sorted({one.kind for one in text.apart}),
        "verse": sum(b.kind is BlockKind.VERSE for b in blocks),
        "quoted": sum(b.quoted for b in blocks),
    }
    assert {key: value for key, value in found.items() if key in wanted} == {
        key: value for key, value in wanted.items() if key in found
    }
    notes = sorted(map(note_words, text.notes))
    assert len(notes) == len(wanted["notes"])
    assert [
        note[: len(begins)] for note, begins in zip(notes, sorted(wanted["notes"]), strict=True)
    ] == sorted(wanted["notes"])  # fmt: skip
    whole = " ".join(" ".join(block_plain(block).split()) for block in all_blocks(text))
    assert [words for words in wanted.get("together", []) if words not in whole] == []
    assert "Gutenberg" not in whole


def words_of(block: Any) -> list[Any]:
    return [block.words, *(cell.words for row in block.rows for cell in row.cells)]


@pytest.mark.parametrize("name", NAMES)
def test_no_word_is_lost_and_none_is_added(name: str):
    text, _, data, suffix = source(name)
    plain = data.decode() if suffix == ".txt" else shown(data)
    wanted = counted(re.sub(r"-\n", "-", plain))
    found = counted("\n".join([*map(block_plain, all_blocks(text)), *(one.words for one in text.apart)]))
    assert (wanted - found, found - wanted) == (Counter(), Counter())


def shown(data: bytes) -> str:
    """The words a page shows, without the numbers of printed pages and the raised marks of notes; a picture of the
    first letter is that letter."""
    root: Any = html.document_fromstring(re.sub(rb"<\?xml[^>]*>", b"", data))
    for element in root.xpath("//img[@class='dropcap']"):
        element.tail = f"{element.get('alt')}{element.tail or ''}"
    for element in root.xpath("//head | //*[contains(@class, 'pagenum')] | //sup[a]"):
        element.drop_tree()
    for element in root.iter(
        "p", "div", "h1", "h2", "h3", "h5", "td", "th", "li", "dt", "dd", "br", "pre", "figcaption"
    ):
        element.text, element.tail = f"\n{element.text or ''}", f"\n{element.tail or ''}"
    return str(root.text_content())


def counted(words: str) -> Counter[str]:
    """How often each word of more than a letter is in ``words``; numbers and letters alone are marks of notes."""
    return Counter(word for word in split(MARKS.sub(" ", words).replace("_", " ")) if len(word) > 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_paragraph_has_one_number_in_every_form(name: str, tmp_path: Path):
    text, _, _, _ = source(name)
    epub = write_epub(text)
    assert faults(epub, tmp_path) == []
    assert written_numbers(book(epub)) == own_numbers(text)
    assert web_numbers(reading_page(text)) == own_numbers(text)
    numbers = [number for number, _ in own_numbers(text)]
    assert re.findall(r"^ {0,5}(\d+)  ", write_plain(text), re.M) == numbers
    again, _ = read_text(epub, name="book.epub")
    assert own_numbers(again) == own_numbers(text)
    (pdf,) = write_text_pdf(text)
    assert pdf_ua_faults(pdf) == []

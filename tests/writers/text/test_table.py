"""The table of text writers: each makes what it says, and a text goes through all of them."""

import io
import re
import subprocess
import sys
import zipfile

import pytest

from studycircle.documents.inline import Inline, note_ref
from studycircle.documents.native import parse_text
from studycircle.documents.text import Block, BlockKind, Footnote, Image, Text, number_blocks
from studycircle.writers.text.table import TEXT_WRITERS, TextOptions

JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300080606070605080707070909080a0c140d0c0b0b0c1912130f141d1a1f1e1d1a1c1c"
    "20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432ffc0000b080001000101011100ffc4001f0000010501010101010100"
    "000000000000000102030405060708090a0bffc400b5100002010303020403050504040000017d01020300041105122131410613516107227114"
    "328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a63646566"
    "6768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3"
    "d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9faffda0008010100003f00fbd3ffd9"
)
TEXT = Text(
    "bees", title="On Bees", author="Ann Author", language="en",
    blocks=number_blocks([
        Block("h", BlockKind.HEADING, Inline("The Hive"), level=1),
        Block("p", BlockKind.PARAGRAPH, Inline(f"Bees hum.{note_ref('n1', '1')}")),
        Block("f", BlockKind.FIGURE, image="i1", alternative="A hive"),
    ]),
    notes=(Footnote("n1", "1", (Block("q", BlockKind.PARAGRAPH, Inline("So says Ben.")),)),),
    images=(Image("i1", "image/jpeg", JPEG, 1, 1),),
)  # fmt: skip
BEGINS = {
    "html": b"<!doctype html>", "epub": b"PK\x03\x04", "pdf": b"%PDF-", "txt": b"      On Bees\n", "md": b"---\n", "json": b"{\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", BEGINS)
def test_each_makes_what_it_says(kind):
    (made,) = TEXT_WRITERS[kind].write(TEXT, TextOptions())
    assert made.startswith(BEGINS[kind])


def test_all_are_tested_but_the_one_that_needs_calibre():
    assert set(TEXT_WRITERS) - set(BEGINS) == {"azw3"}
    assert [writer.suffix for writer in TEXT_WRITERS.values()] == [f".{kind}" for kind in TEXT_WRITERS]


def test_kindle_is_offered_only_with_calibre(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert {kind: writer.can_write() for kind, writer in TEXT_WRITERS.items()} == {
        kind: kind != "azw3" for kind in TEXT_WRITERS
    }


def test_the_page_stands_alone():
    page = TEXT_WRITERS["html"].write(TEXT, TextOptions())[0].decode()
    fetched = re.findall(r"<(?:link|script|img|source)[^>]*?(?:src|href)=\"([^\"]*)", page)
    assert [address[:22] for address in fetched if not address.startswith("#")] == ["data:,", "data:image/jpeg;base64"]
    assert "<style>" in page


def test_nothing_is_lost_in_json():
    assert parse_text(TEXT_WRITERS["json"].write(TEXT, TextOptions())[0].decode()) == TEXT


def test_the_language_around_the_text_can_be_another():
    book = TEXT_WRITERS["epub"].write(TEXT, TextOptions(language="de"))[0]
    assert any("Inhalt" in zipfile.ZipFile(io.BytesIO(book)).read(name).decode("utf-8", "replace")
               for name in zipfile.ZipFile(io.BytesIO(book)).namelist() if name.endswith("html"))  # fmt: skip


def test_the_paper_is_taken():
    sizes = [TEXT_WRITERS["pdf"].write(TEXT, TextOptions(paper=paper))[0] for paper in ("a4", "letter")]
    assert sizes[0] != sizes[1]


def test_the_table_loads_nothing_heavy():
    code = "import sys, studycircle.writers.text.table; print(sorted({'typst', 'django', 'lxml', 'babel'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"

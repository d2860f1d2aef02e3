"""Which reader a file is for."""

import dataclasses
from collections import Counter
from pathlib import Path

import pytest

from studycircle.documents.inline import Inline, to_plain
from studycircle.documents.native import dump_text
from studycircle.documents.text import Block, BlockKind, Text
from studycircle.errors import ReadError
from studycircle.readers.text.table import TEXT_READERS, kind_of, read_text

PACKAGE = b"PK\x03\x04" + b"\0" * 26
ODT = PACKAGE + b"mimetypeapplication/vnd.oasis.opendocument.text"
EPUB = PACKAGE + b"mimetypeapplication/epub+zip"
DOCX = PACKAGE + b"[Content_Types].xml" + b"word/document.xml"
SMALL = Text("small", title="Small", blocks=(Block("p-1", BlockKind.PARAGRAPH, Inline("Few <em>words</em>."), "1"),))
MENUS = (
    b"<!doctype html><title>An essay</title><nav><a href='/'>Home</a></nav><form action='/search'><input></form>"
    b"<article><p>" + b"The words of the essay are these, and they go on for a while. " * 20 + b"</p></article>"
)
GUTENBERG = (
    b"<html><head><title>The Project Gutenberg eBook of A Book</title></head><body><nav></nav><form></form>"
    b"<p>*** START OF THE PROJECT GUTENBERG EBOOK A BOOK ***</p><p>Its words.</p></body></html>"
)


def test_the_whole_family_is_in_the_table():
    assert list(TEXT_READERS) == [
        "html", "article", "epub", "docx", "odt", "rtf", "pdf", "markdown", "plain", "json",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "name", "media", "kind"),
    [
        (b"<p>x", "x.htm", "", "html"),
        (b"<p>x", "reading", "text/html; charset=utf-8", "html"),
        (b"<p>x", "", "", "html"),
        (b"<!-- a --> <!DOCTYPE html>\n<p>x", "x.txt", "text/plain", "html"),
        (MENUS, "essay.html", "", "article"),
        (GUTENBERG, "book.html", "", "html"),
        (b"# x", "x.MD", "", "markdown"),
        (b"# x", "x.md", "application/octet-stream", "markdown"),
        (b"# x", "reading", "text/markdown", "markdown"),
        (b"Words.", "x.txt", "", "plain"),
        (b"Words.", "reading", "application/octet-stream", "plain"),
        ("Wörter.".encode("utf-16"), "", "", "plain"),
        (b"%PDF-1.7", "reading.html", "text/html", "pdf"),
        (b"{\\rtf1 x}", "letter.doc", "application/msword", "rtf"),
        (ODT, "notes", "", "odt"),
        (EPUB, "book.zip", "application/zip", "epub"),
        (PACKAGE + b"META-INF/container.xml", "book", "", "epub"),
        (DOCX, "notes.zip", "application/zip", "docx"),
        (dump_text(SMALL).encode(), "x.txt", "", "json"),
        (b"{}", "x.json", "", "json"),
        (b"<!-- -->" * 2000, "x.txt", "", "plain"),
    ],
)
def test_content_tells_before_name_and_media_type(data: bytes, name: str, media: str, kind: str):
    assert kind_of(data, name, media) == kind


def test_a_page_from_an_address_is_an_article_unless_it_is_a_book():
    page = b"<!doctype html><title>x</title><p>Words.</p>"
    assert kind_of(page, address="https://example.org/essay") == "article"
    assert kind_of(GUTENBERG, address="https://example.org/book.html") == "html"
    assert kind_of(b"Words.", address="https://example.org/book.txt?raw") == "plain"


def test_who_knows_better_names_the_reader():
    text, _ = read_text(MENUS, "essay.html", reader="html")
    assert [to_plain(block.words)[:9] for block in text.blocks] == ["Home", "The words"]
    text, _ = read_text(b"<b>no", "x.html", reader="plain")
    assert [block.words for block in text.blocks] == ["&lt;b&gt;no"]
    with pytest.raises(ReadError, match="there is no reader called mobi"):
        read_text(b"x", reader="mobi")


def test_our_own_json_comes_back_as_it_was():
    text = dataclasses.replace(SMALL, author="N. N.")
    assert read_text(dump_text(text).encode(), "small.json") == (text, [])


def test_the_charset_the_server_says_counts():
    text, _ = read_text("<p>Où est-il ?</p>".encode("cp1252"), media="text/html; charset=windows-1252")
    assert [block.words for block in text.blocks] == ["Où est-il ?"]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "", "it is empty"),
        (b" \n", "x.html", "it is empty"),
        (b"\0\1", "x.bin", "this kind of file is not one we can read"),
        (b"\x7fELF\2\1\1" + b"\0" * 60, "x.txt", "this kind of file is not one we can read"),
        (PACKAGE, "x.zip", "it is an archive"),
        (PACKAGE, "x.epub", "it is an archive"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "page.png", "it is a picture"),
        (b"\0" * 60 + b"BOOKMOBI", "x.azw3", "it is a Kindle book"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60, "x.doc", "it is an old Word file"),
        (b"not a PDF at all", "x.pdf", ""),
        (b"<html><body><script>alert(1)</script></body></html>", "x.html", "there is no text in it"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data: bytes, name: str, words: str):
    if not words:  # it is words, whatever it is called
        assert kind_of(data, name) == "plain"
        return
    with pytest.raises(ReadError, match=words) as refusal:
        read_text(data, name)
    assert refusal.value.hint


def test_real_pages_and_books_are_told_apart(shared_data: Path):
    books = [
        *(shared_data / "texts").glob("*.htm"),
        *(shared_data / "texts").glob("*/*.htm"),
        *(shared_data / "texts").glob("*/epub/text/*.xhtml"),
    ]
    assert Counter(kind_of(file.read_bytes(), file.name) for file in books) == {"html": 19}
    pages = [file for file in (shared_data / "articles").glob("*/source.html") if file.stat().st_size > 10_000]
    kinds = Counter(kind_of(file.read_bytes(), file.name) for file in pages)
    assert kinds["article"] >= 0.95 * len(pages)
    assert Counter(kind_of(f.read_bytes(), f.name, "", "https://example.org/a.html") for f in pages) == {
        "article": len(pages)
    }

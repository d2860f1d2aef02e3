"""What comes into a book from outside: links, images, letters and keys of any kind."""

import base64
from dataclasses import replace
from pathlib import Path

import pytest

from studycircle.documents.inline import note_ref
from studycircle.documents.text import (
    Apart,
    BlockKind,
    Footnote,
    Image,
)
from studycircle.writers.text.addresses import outward
from studycircle.writers.text.epub import EpubOptions, write_epub
from tests.books import NS, book, faults, plain
from tests.texts import PNG, RICH, block, heading, paragraph, text

WEBP = base64.b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")  # one pixel
LETTERS_WITHOUT_FONT = "".join(map(chr, range(0x10570, 0x1057B))) * 2  # Vithkuqi: Noto has no serif


def test_links_that_lead_nowhere_leave_their_words(tmp_path: Path):
    words = (
        '<a href="#gone">gone</a> <a href="other.html#x">beside</a> <a href="https://exa mple/">bad</a> '
        '<a href="https://example.org/ä?q=a%zz#b#c">whole</a> <a href="mailto:ann@example.org">mail</a> '
        f'<a href="http://[">broken</a> {note_ref("none", "9")} <img src="i9" alt="a lost picture"/>'
    )
    made = text(paragraph(words), block(BlockKind.FIGURE, image="i9", alternative="Lost"))
    epub = write_epub(made)
    page = book(epub).page("chapter-001.xhtml")
    assert page.xpath("//x:p//x:a/@href", namespaces=NS) == [
        "https://example.org/%C3%A4?q=a%25zz#b%23c",
        "mailto:ann@example.org",
    ]
    said = plain(page.find("x:body", NS)).split()
    assert said == ["gone", "beside", "bad", "whole", "mail", "broken", "[a", "lost", "picture]", "[Lost]"]
    assert faults(epub, tmp_path) == []
    sourced = book(write_epub(replace(made, source="https://example.org/books/one.html"))).page("chapter-001.xhtml")
    assert "https://example.org/books/other.html#x" in sourced.xpath("//x:p//x:a/@href", namespaces=NS)


@pytest.mark.parametrize(
    ("href", "made"),
    [
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org", "https://example.org"),
        ("HTTPS://Example.org/A", "https://Example.org/A"),
        ("tel:+447700900123", "tel:+447700900123"),
        ("https:///path", ""),
        ("https://a..b/", ""),
        ("?page=2", ""),
    ],
)
def test_addresses_are_made_whole_or_left_out(href: str, made: str):
    assert outward(href) == made


def test_images_no_kindle_knows_are_drawn_anew_and_what_is_no_image_is_left_to_its_words(tmp_path: Path):
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
    images = (
        Image("i1", "image/webp", WEBP),
        Image("i2", "image/svg+xml", drawing, 40, 20),
        Image("i3", "image/png", b"not a picture"),
        Image("i4", "image/jpeg", PNG),
    )
    figures = [block(BlockKind.FIGURE, image=f"i{n}", alternative=f"Picture {n}") for n in (1, 2, 3, 4)]
    epub = write_epub(text(*figures, images=images))
    written = book(epub)
    shown = [src.rpartition(".")[2] for src in written.page("chapter-001.xhtml").xpath("//x:img/@src", namespaces=NS)]
    assert shown == ["png", "png", "png"]
    assert all(data.startswith(b"\x89PNG") for name, data in written.files.items() if name.endswith(".png"))
    assert plain(written.page("chapter-001.xhtml").find("x:body", NS)) == "[Picture 3]"
    assert faults(epub, tmp_path) == []


def test_a_title_whose_letters_have_no_font_here_has_a_cover_all_the_same(tmp_path: Path):
    epub = write_epub(text(paragraph("p"), title=LETTERS_WITHOUT_FONT, author=""))
    assert "cover.svg" in book(epub).files
    assert LETTERS_WITHOUT_FONT[:16] in book(epub).files["cover.svg"].decode()
    assert faults(epub, tmp_path) == []


def test_a_cover_is_a_picture_every_device_shows():
    assert book(write_epub(RICH)).files["cover.png"][:24].hex().endswith("000004b000000708")  # 1200 × 1800


@pytest.mark.parametrize("strange", ['"><script>alert(1)</script>', "a\x00b\x0bc", "&amp; <b>", "]]>", "\ud800"])
def test_no_words_are_taken_for_markup(strange: str, tmp_path: Path):
    epub = write_epub(
        text(
            paragraph("p"), title=strange, author=strange, translator=strange, year=strange, rights=strange, source=strange,
            apart=(Apart("credits", strange), Apart("transcriber", strange)),
        ),
        EpubOptions(subtitle=strange, foot=strange),
    )  # fmt: skip
    assert faults(epub, tmp_path) == []
    assert b"<script" not in b"".join(data for name, data in book(epub).files.items() if name.endswith("xhtml"))


def test_keys_that_are_no_names_for_xml_are_made_into_some(tmp_path: Path):
    note = Footnote("1", "1", (paragraph("Noted.", key="9"),))
    made = text(
        heading("Notes", key="notes"), heading("1905", 2, key="1905-a-year"), heading("p1", 2, key="p1"), paragraph("p" + note_ref("1", "1")),
        heading("x", 2, key="ref-1"), paragraph('<a href="#1905-a-year">y</a><a href="#p1">p</a>'), notes=(note,),
    )  # fmt: skip
    epub = write_epub(made)
    assert book(epub).broken_links() == []
    assert faults(epub, tmp_path) == []

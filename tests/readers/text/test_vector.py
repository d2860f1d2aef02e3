"""Drawings: what draws is kept, what runs, leads out or never ends is not."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from studycircle.readers.text.epub import read_epub
from studycircle.readers.text.vector import LARGEST, clean_drawing
from studycircle.writers.text.epub import EpubOptions, write_epub
from studycircle.writers.text.pdf import write_text_pdf
from studycircle.writers.text.web import ReadingOptions, reading_files
from tests.printed import marks, words
from tests.validators import epub_faults, pdf_ua_faults

NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def svg(body: str, said: str = 'viewBox="0 0 40 20"') -> bytes:
    return f"<svg {NAMES} {said}>{body}</svg>".encode()


def chain(name: str, link: str) -> str:
    """Eight elements, each of which shows the one before it ten times."""
    return "".join(f'<{name} id="a{n}">{link.format(n - 1) * 10}</{name}>' for n in range(1, 9))


def cleaned(body: str) -> str:
    """What is left of ``body``."""
    drawing = clean_drawing(svg(body))
    assert drawing
    return re.sub(r"^<svg[^>]*>|</svg>$|^<svg[^>]*/>$", "", drawing.data.decode())


def test_what_draws_is_kept():
    body = (
        '<style>.a{fill:red}</style><defs><linearGradient id="g"><stop offset="1" stop-color="blue"/></linearGradient>'
        '</defs><g transform="scale(2)"><path class="a" d="M0 0h5"/><rect width="4" height="5" fill="url(#g)"/></g>'
        '<use xlink:href="#g"/><text x="1">One <tspan>two</tspan> three</text>'
        f'<image width="4" height="4" xlink:href="data:image/png;base64,{PNG}"/>'
    )
    assert cleaned(body) == body


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("<script>alert(1)</script><path/>", "<path/>"),
        ('<path onclick="alert(1)" ONLOAD="alert(1)" d="M0"/>', '<path d="M0"/>'),
        ('<a xlink:href="javascript:alert(1)" href="javascript:alert(1)"><path/></a>', "<g><path/></g>"),
        ('<use xlink:href="http://example.org/a.svg#b"/>', "<use/>"),
        ('<use href="data:image/svg+xml;base64,PHN2Zy8+#b"/>', "<use/>"),
        ('<image xlink:href="http://example.org/a.png"/>', ""),
        ('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>', ""),
        ('<image href="data:image/png;base64,PHN2Zy8+"/>', ""),
        ('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">A</p></foreignObject>', ""),
        ('<iframe xmlns="http://www.w3.org/1999/xhtml" src="https://example.org"/>', ""),
        ('<rect><animate attributeName="href" to="javascript:alert(1)"/><set attributeName="onclick"/></rect>', "<rect/>"),
        ('<rect fill="url(http://example.org/a)" stroke="url(//example.org)"/>', "<rect/>"),
        ('<rect style="fill:red;background:url(http://example.org/a);fill:u\\72l(//a)"/>', '<rect style="fill:red"/>'),
        ("<style>@import url(http://example.org/a);@font-face{src:url(//a)}.a{fill:red;mask:url(//a)}</style>",
         "<style>.a{fill:red}</style>"),
        ("<style>.a{mask:image-set('//example.org/a' 1x)}</style>", ""),
        ('<rect filter="url(#f)"/><filter id="f"><feImage href="http://example.org/a"/></filter>', "<rect/>"),
        ("<?xml-stylesheet href='http://example.org/a.css'?><!-- a --><path/>", "<path/>"),
    ],
)  # fmt: skip
def test_what_runs_moves_or_leads_out_is_not(body: str, left: str):
    assert cleaned(body) == left


def test_that_something_seen_is_missing_is_told():
    drawing = clean_drawing(svg("<foreignObject/><path/>"))
    assert drawing
    assert not drawing.whole
    drawing = clean_drawing(svg("<script/><path/>"))
    assert drawing
    assert drawing.whole


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg",
        b"<html><svg/></html>",
        svg('<g id="a"><use href="#a"/></g>'),
        svg('<g id="a0"><rect/></g>' + chain("g", '<use href="#a{}"/>')),
        svg('<rect id="a0"/>' + chain("pattern", '<rect fill="URL( #a{} )"/>') + '<rect fill="url(#a8)"/>'),
        svg("<g>" * 250 + "</g>" * 250),
        svg("<rect/>" * 60_000),
        svg("<!--" + "a" * LARGEST + "-->"),
        svg("", 'viewBox="0 0 100000 1"'),
    ],
    ids=["nothing", "broken", "no drawing", "itself", "uses", "patterns", "deep", "many", "large", "a line"],
)  # fmt: skip
def test_what_is_none_or_draws_without_end_is_refused(data: bytes):
    assert clean_drawing(data) is None


def test_entities_are_not_unfolded():
    bomb = b"<!DOCTYPE svg [" + b'<!ENTITY a "%b">' % (b"a" * 1000) + b'<!ENTITY b "&a;&a;">]>'
    drawing = clean_drawing(bomb + svg("<text>x&b;y</text>"))
    assert drawing
    assert etree.fromstring(drawing.data).xpath("string()") == "xy"


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ('width="10mm" height="5mm"', (38, 19)),
        ('width="100%" height="100%" viewBox="0 0 200 100"', (200, 100)),
        ('width="80000" height="40000"', (4000, 2000)),
        ("", (300, 150)),
    ],
)
def test_it_has_the_size_it_says(said: str, size: tuple[int, int]):
    drawing = clean_drawing(svg("<path/>", said))
    assert drawing
    assert (drawing.width, drawing.height) == size


def test_cleaning_it_again_changes_nothing():
    drawing = clean_drawing(svg('<style>.a{fill:red}</style><rect class="a" style="fill:red ; stroke : blue"/>'))
    assert drawing
    assert clean_drawing(drawing.data) == drawing


def book_with(drawing: bytes, alternative: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/epub+zip")
        package.writestr(
            "META-INF/container.xml",
            '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        package.writestr(
            "a.opf",
            '<package version="3.0" xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            "<dc:title>Locks</dc:title><dc:language>en</dc:language></metadata><manifest>"
            '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="b" href="b.svg" media-type="image/svg+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
        )
        package.writestr(
            "a.xhtml",
            '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Locks</title></head><body><h1>Locks</h1>'
            f'<p>How a lock works.</p><p><img src="b.svg" alt="{alternative}"/></p><p>So it works.</p></body></html>',
        )
        package.writestr("b.svg", drawing)
    return out.getvalue()


def test_a_drawing_of_a_book_is_in_every_form_of_it(tmp_path: Path):
    drawing = svg(
        '<script>alert(1)</script><rect width="40" height="20" fill="#ff0000" onclick="alert(1)"/><text>Gate</text>'
    )
    text, problems = read_epub(book_with(drawing, "A lock"), "locks.epub")
    assert problems == []
    (image,) = text.images
    assert (image.media, image.width, image.height) == ("image/svg+xml", 40, 20)
    files = {file.path: file for file in reading_files(text, path="t", options=ReadingOptions())}
    (shown,) = (file for path, file in files.items() if path.endswith(".svg"))
    assert b"alert" not in shown.write()
    assert shown.media == "image/svg+xml"
    (tmp_path / "locks.epub").write_bytes(write_epub(text, EpubOptions()))
    assert epub_faults(tmp_path / "locks.epub") == []
    (pdf,) = write_text_pdf(text, paper="a5")
    assert pdf_ua_faults(pdf) == []
    assert "Gate" in "".join(words(pdf))
    red = [mark for page in marks(pdf) for mark in page if mark.kind == "path" and mark.colour == (255, 0, 0)]
    assert len(red) == 1

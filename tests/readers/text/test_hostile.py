"""Files made to do harm, and everything else nobody here has written: read or refused, and never obeyed."""

import io
import json
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycircle.documents.inline import is_inline
from studycircle.documents.native import dump_text, parse_text
from studycircle.documents.rich import is_safe_link
from studycircle.documents.text import Text
from studycircle.errors import ReadError
from studycircle.readers.text.confined import Limits, read_confined
from studycircle.readers.text.table import TEXT_READERS, read_text
from tests.readers.text.test_epub import book, books, every, page, zipped

LINK = re.compile(r'\b(?:href|src|action|xlink:href)="([^"]*)"')
TAG = re.compile(r"<(\w+)([^<>]*)>")
UNDERSTOOD = re.compile(r"^(?:it |its |this |none |the list|the program|there is|reading )")
watched: list[str] | None = None  # what has been done that a reader may not, while somebody watches


def note(event: str, arguments: tuple[object, ...]) -> None:
    if watched is None:
        return
    # Finding out what an exception was opens source files, and libraries load parts of themselves: reading is no harm.
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    leaves = event.startswith(
        ("socket.", "subprocess.", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.fork")
    )
    changes = event.startswith(("os.remove", "os.rename", "os.mkdir", "os.link", "os.symlink", "shutil.", "urllib."))
    if writes or leaves or changes:
        watched.append(f"{event} {arguments[:1]}")


sys.addaudithook(note)


@contextmanager
def nothing_done() -> Iterator[None]:
    """Fails if, within, a file is written, a socket opened or a program started."""
    global watched
    watched = []
    try:
        yield
        done = watched
    finally:
        watched = None
    assert done == []


def assert_safe(text: Text, name: str) -> None:
    """Nothing that is run, and no link to anything but an address, a note or a block."""
    keys = {block.key for block in every(text)} | {note.key for note in text.notes}
    images = {image.key for image in text.images} | {""}
    for block in every(text):
        assert block.image in images, name
        for words in (block.words, *(cell.words for row in block.rows for cell in row.cells)):
            assert is_inline(words), (name, words)
            for tag, attributes in TAG.findall(words):
                for link in LINK.findall(attributes):
                    assert link in images if tag == "img" else is_safe_link(link), (name, words)
                    assert not link.startswith("#") or link[1:] in keys, (name, words)
    assert parse_text(dump_text(text)) == text, name


def outcome(data: bytes, name: str, **options: str) -> str:
    """ "read", or why not; in this process, watched."""
    try:
        with nothing_done():
            text, _ = read_text(data, name, **options)
    except ReadError as error:
        assert_understood(error, name)
        return error.what
    assert_safe(text, name)
    return "read"


def assert_understood(error: ReadError, name: str) -> None:
    said = error.what.removeprefix(f"{name}: ")
    assert UNDERSTOOD.match(said), error.what
    assert not re.search(r"Error|Exception|Traceback|0x|\bNone\b|broke down|took", said), error.what


@pytest.fixture(scope="module")
def payloads(shared_data: Path) -> list[str]:
    """Every piece of HTML somebody has made to run a script."""
    folder = shared_data / "hostile" / "xss"
    items = json.loads((folder / "h5sc-items.json").read_text())
    named = json.loads((folder / "h5sc-payloads.json").read_text())
    found = [re.sub(r"%(\w+)%", lambda name: named.get(name[1], name[0]), item["data"]) for item in items]
    found += [item["payload"] for item in json.loads((folder / "dompurify-expect.json").read_text())]
    found += json.loads((folder / "feedparser.json").read_text())
    found += json.loads((shared_data / "hostile" / "blns" / "blns.json").read_text())
    for file in sorted(folder.glob("*.txt")):
        found += file.read_text("utf-8", "replace").splitlines()
    found += (shared_data / "hostile" / "ssrf" / "ssrf_urls.txt").read_text().splitlines()
    return [one for one in found if one.strip()]


@pytest.mark.parametrize("reader", ["html", "article", "markdown", "plain"])
def test_no_script_survives(reader: str, payloads: list[str]):
    assert len(payloads) > 3000
    for payload in payloads:
        around = f"<p>before</p>{payload}<p>after</p>" if reader in ("html", "article") else payload
        outcome(around.encode("utf-8", "replace"), "page", reader=reader)


def test_no_link_of_theirs_survives(payloads: list[str]):
    for payload in payloads:
        for quote in ('"', "'"):
            said = payload.replace(quote, "&#39;" if quote == "'" else "&quot;")
            data = f"<p>A <a href={quote}{said}{quote}>link</a> and <img src={quote}{said}{quote} alt={quote}{said}{quote}>."
            assert outcome(data.encode("utf-8", "replace"), "page.html", reader="html") == "read"


def test_no_script_survives_in_a_book(payloads: list[str]):
    for start in range(0, len(payloads), 200):
        pages = {f"p{at}": f"<html><body><p>x</p>{one}" for at, one in enumerate(payloads[start : start + 200])}
        assert outcome(book(pages), "book.epub") == "read"


# What each file does is what its name says; the words are what an organiser reads.
MALICIOUS = {
    "00-good.epub": "read",
    "01-zipslip.epub": "read",
    "02-abs-path.epub": "read",
    "03-win-slip.epub": "read",
    "04-symlink.epub": "read",
    "05-opf-traversal.epub": "read",
    "06-href-traversal.epub": "read",
    "07-xxe-opf.epub": "read",
    "08-xxe-http.epub": "read",
    "09-billion-laughs.epub": "read",
    "10-deep-nesting.epub": "read",
    "11-long-attr.epub": "read",
    "12-script.epub": "read",
    "13-remote.epub": "read",
    "14-css.epub": "read",
    "15-bidi-title.epub": "read",
    "16-dup.epub": "read",
    "17-bomb-ratio.epub": "read",
    "18-20000-entries.epub": "read",
    "19-id-clobber.epub": "read",
    "20-nul-name.epub": "read",
    "21-undef-encoding.epub": "read",
    "22-truncated.epub": "it is damaged, or not a document of this kind",
    "23-crc.epub": "its part META-INF/container.xml is damaged",
    "24-empty.epub": "it is empty",
    "25-html-as.epub": "there is no text in it",
    "26-polyglot.epub": "this kind of file is not one we can read",
    "27-lying-count.epub": "read",
    "28-lying-size.epub": "read",
    "30-good.docx": "read",
    "31-xxe.docx": "its XML is broken",
    "32-lol.docx": "its XML is broken",
    "33-external-image.docx": "read",
    "34-file-image.docx": "read",
    "35-js-link.docx": "read",
    "36-bomb.docx": "read",
    "37-deep.docx": "its XML is broken",
    "strings.json": "this JSON is not a Studycircle text",
}


def test_malicious_files_are_read_or_refused_in_a_child_with_limits(
    shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    said = {}
    for file in sorted((shared_data / "hostile" / "malicious" / "out").iterdir()):
        try:
            text, _ = read_confined(file.read_bytes(), file.name, reader=f"{__name__}:read_watched")
            assert_safe(text, file.name)
            assert "root:" not in dump_text(text), file.name
            said[file.name] = "read"
        except ReadError as error:
            assert_understood(error, file.name)
            said[file.name] = error.what.removeprefix(f"{file.name}: ")
    assert said == MALICIOUS
    assert list(tmp_path.iterdir()) == []


def read_watched(data: bytes, name: str = "", **options: str):
    with nothing_done():
        return read_text(data, name, **options)


def test_every_book_is_read_or_refused(shared_data: Path):
    said = [outcome(data, name) for name, data in books(shared_data / "epubs")]
    assert said.count("read") >= 212
    assert len(said) >= 217


def test_every_document_of_an_office_program_is_read_or_refused(shared_data: Path):
    said = {
        file.name: outcome(file.read_bytes(), file.name)
        for file in sorted((shared_data / "office").rglob("*"))
        if file.suffix in (".docx", ".odt", ".rtf", ".epub", ".png", ".html", ".md")
    }
    assert list(said.values()).count("read") >= 0.9 * len(said)


def test_xml_attacks_and_whatever_else_lies_about_are_read_or_refused(shared_data: Path):
    for file in sorted((shared_data / "hostile").rglob("*")):
        if file.is_file() and "malicious" not in file.parts:
            for reader in ("", "html", "epub", "docx", "odt", "rtf", "pdf", "json"):
                outcome(file.read_bytes()[:300_000], file.name, reader=reader)


def bomb() -> bytes:
    """A book whose pages are small packed and unpack to more than a gigabyte."""
    names = [f"p{place}" for place in range(40)]
    return book(dict.fromkeys(names, page("<p>x</p>" + " " * 31_000_000)))


HARD = {  # what it is: (the reader it is made for, the bytes)
    "a page of comments": ("html", b"<!-- -->" * 300_000 + b"<p>x"),
    "deep": ("html", b"<div>" * 200_000 + b"x"),
    "deep inline": ("html", b"<p>" + b"<b>" * 100_000 + b"x"),
    "one long line": ("plain", b"word " * 1_000_000),
    "one long word": ("html", b"w" * 3_000_000),
    "open brackets": ("markdown", b"[" * 50_000),
    "asterisks": ("markdown", b"*" * 100_000 + b" x"),
    "underscores": ("markdown", b"_a " * 50_000),
    "quotes within quotes": ("markdown", b"> " * 50_000 + b"x"),
    "a wide table": ("html", b"<table><tr>" + b"<td colspan=65534 rowspan=65534>x</td>" * 5000 + b"</tr></table>"),
    "many anchors": ("html", b"<p>" + b"".join(b'<a id="a%d" href="#a%d">*</a>' % (n, n + 1) for n in range(20_000))),
    "many notes": ("html", b"".join(b'<p class="footnote">[%d] Note.</p>' % n for n in range(20_000))),
    "entities": ("html", b"<p>" + b"&amp;" * 500_000),
    "a charset that is none": ("html", b'<meta charset="punycode"><p>' + b"x-" * 300_000),
    "doctypes": ("html", b"<?xml version='1.0'?><html><body>" + b"<!DOCTYPE x " * 100_000),
    "scripts without an end": ("", b"<html>" + b"<script " * 100_000 + b"><p>x"),
    "blank lines": ("plain", b"\n" * 1_000_000 + b"x"),
}


@pytest.mark.parametrize("name", HARD)
def test_what_is_made_to_take_for_ever_does_not(name: str):
    reader, data = HARD[name]
    try:
        text, _ = read_confined(data, name, reader=f"{__name__}:read_as", media=reader)
        assert_safe(text, name)
    except ReadError as error:
        assert_understood(error, name)


def read_as(data: bytes, name: str = "", *, media: str = ""):
    """``media`` names the reader: the child is handed no more."""
    return read_text(data, name, reader=media)


def test_a_bomb_is_refused_before_it_takes_the_memory():
    with pytest.raises(ReadError, match=r"too large when unpacked|more memory than a reading may take"):
        read_confined(bomb(), "bomb.epub")


def test_the_limits_hold_for_every_reader():
    with pytest.raises(ReadError, match="needs more memory"):
        read_confined(b"<p>" + b"word " * 4_000_000, "large.html", limits=Limits(memory=10_000_000))


@pytest.mark.parametrize("reader", sorted(TEXT_READERS))
@given(data=st.binary(max_size=300))
def test_bytes_of_no_kind_are_read_or_refused(reader: str, data: bytes):
    outcome(data, "a file", reader=reader)


@given(words=st.text(st.sampled_from("<>/ab\"'=&;#pdiv!-[]\n *_`x:("), max_size=80))
@pytest.mark.parametrize("reader", ["html", "article", "markdown", "plain"])
def test_broken_markup_is_read_or_refused(reader: str, words: str):
    outcome(words.encode(), "a page", reader=reader)


WHOLE = book({"a": "<h1>A</h1><p>Words of it.</p>", "b": "<p>And more.</p>"})


@given(place=st.integers(0, len(WHOLE) - 1), byte=st.integers(0, 255))
def test_a_book_with_one_wrong_byte_is_read_or_refused(place: int, byte: int):
    outcome(WHOLE[:place] + bytes([byte]) + WHOLE[place + 1 :], "book.epub")


@given(place=st.integers(0, len(WHOLE) - 1))
def test_a_book_cut_short_is_read_or_refused(place: int):
    outcome(WHOLE[:place], "book.epub")


def test_entries_that_name_a_place_outside_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.xhtml").write_text(page("<p>secret</p>"))
    manifest = (
        '<item id="out" href="../../../secret.xhtml" media-type="application/xhtml+xml"/>'
        f'<item id="abs" href="file://{tmp_path}/secret.xhtml" media-type="application/xhtml+xml"/>'
    )
    data = book(
        {"a": f"<p>Words.<img src='{tmp_path}/secret.xhtml' alt=''/></p>"},
        manifest=manifest,
        spine='<itemref idref="a"/><itemref idref="out"/><itemref idref="abs"/>',
        more={"../evil.xhtml": "x", "/evil.xhtml": "x", "OPS/../../evil.xhtml": "x"},
    )
    text, problems = read_text(data, "book.epub")
    assert [block.words for block in text.blocks] == ["Words."]
    assert "secret" not in dump_text(text)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.xhtml"]
    assert {problem.code for problem in problems} == {"package-flaw", "part-missing", "image-missing"}


def test_a_zip_that_lies_of_its_sizes_is_refused():
    whole = bytearray(zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": "x" * 5000}))
    directory = whole.rindex(b"PK\x01\x02")
    whole[directory + 24 : directory + 28] = (10).to_bytes(4, "little")  # says it unpacks to ten bytes
    assert outcome(bytes(whole), "lying.epub") != "read"
    assert zipfile.is_zipfile(io.BytesIO(bytes(whole)))

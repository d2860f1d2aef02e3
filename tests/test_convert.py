"""``studycircle convert``: what it takes for a book and what for a page, what it writes, how it ends."""

import base64
import dataclasses
import io
import json
import re
import sys
import zipfile

import pytest

from studycircle import cli, convert
from studycircle.writers.text.table import TEXT_WRITERS

BOOK = """<!doctype html><html lang="en"><head><title>On Bees</title><meta name="author" content="Ann Author"></head><body>
<h1>On Bees</h1>
<h2>Chapter I. The Hive</h2>
<p>Of the hive, its wax and its hum, much has been written, and little of it by those who have kept one for long.</p>
<p>A hive hums. <img src="images/bee.png" alt="a bee"></p>
<h2>Chapter II. The Honey</h2>
<p>Honey is what is left of summer when summer is over, and keeps longer than the memory of whoever gathered it.</p>
<iframe src="https://example.org/"></iframe>
</body></html>"""
PAGE = """Beekeepers' reading circle

Tuesdays at 7pm, Barn Hall, Hive Lane.

3 March 2026 - The Hive

10 March 2026 - Wax and Honey
"""
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=")


def run(*arguments):
    return cli.main([str(argument) for argument in arguments])


def refused(*arguments) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*arguments)
    assert ended.value.code == 2


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "bees.html"
    path.write_text(BOOK)
    (tmp_path / "images").mkdir()
    (tmp_path / "images/bee.png").write_bytes(PIXEL)
    return path


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "circle.txt"
    path.write_text(PAGE)
    return path


@pytest.mark.parametrize(
    ("kind", "begins"),
    [
        ("epub", b"PK\x03\x04"), ("pdf", b"%PDF-1."), ("html", b"<!doctype html>\n"), ("txt", b"      On Bees\n"),
        ("md", b"---\nstudycircle-text: 1\n"), ("json", b'{\n "format": "studycircle-text"'),
    ],
)  # fmt: skip
def test_a_book_in_each_form(kind, begins, book, tmp_path):
    out = tmp_path / "out"
    assert run("convert", book, "--to", kind, "-o", out) == 0
    assert out.read_bytes().startswith(begins)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_what_was_not_kept_is_told_with_its_line(book, tmp_path, capsys):
    run("convert", book, "--to", "txt", "-o", tmp_path / "out")
    assert re.search(r"^bees\.html:8: .*iframe", capsys.readouterr().err, re.M)


def test_the_pictures_beside_a_book_come_along(book, tmp_path):
    run("convert", book, "--to", "json", "-o", tmp_path / "out.json", "--as", "book")
    [image] = json.loads((tmp_path / "out.json").read_text())["images"]
    assert base64.b64decode(image["data"]) == PIXEL


@pytest.mark.parametrize("way", ["../secret.png", "/{home}/secret.png", "linked.png"])
def test_a_picture_outside_of_the_books_folder_is_not_taken(way, book, tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret.png").write_bytes(PIXEL)
    (inner / "linked.png").symlink_to(tmp_path / "secret.png")
    (inner / "bees.html").write_text(BOOK.replace("images/bee.png", way.format(home=tmp_path)))
    run("convert", inner / "bees.html", "--to", "json", "--as", "book", "-o", tmp_path / "out.json")
    assert "images" not in json.loads((tmp_path / "out.json").read_text())


def test_the_same_paragraph_has_the_same_number_in_every_form(book, tmp_path):
    found = {}
    for kind, pattern in (
        ("txt", r"^ *(\d+)  Honey is"), ("md", r"^¶(\d+)\xa0Honey is"), ("html", r'id="p(\d+)"[^>]*>(?:<a.*?</a> )?Honey is'),
    ):  # fmt: skip
        run("convert", book, "--to", kind, "-o", tmp_path / kind, "--as", "book")
        found[kind] = re.findall(pattern, (tmp_path / kind).read_text(), re.M)
    run("convert", book, "--to", "epub", "-o", tmp_path / "b.epub")
    archive = zipfile.ZipFile(tmp_path / "b.epub")
    words = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml"))
    found["epub"] = re.findall(r'id="p(\d+)"(?:(?!id="p).)*?Honey is', words, re.S)
    assert found == {kind: ["3"] for kind in found}


# What the input is


@pytest.mark.parametrize("kind", ["json", "html"])
def test_the_input_decides_where_the_form_does_not(kind, book, page, tmp_path, capsys):
    for source, said, other in ((book, "book", "page"), (page, "group's page", "book")):
        assert run("convert", source, "--to", kind, "-o", tmp_path / source.stem, "--today", "2026-03-01") == 0
        assert f"{source.name}: read as a {said} (--as {other} to read it as a {other})" in capsys.readouterr().err
    assert ("studycircle-text" in (tmp_path / "bees").read_text()) is (kind == "json")
    assert "Wax and Honey" in (tmp_path / "circle").read_text()


def test_or_whoever_asks_decides(page, tmp_path, capsys):
    run("convert", page, "--to", "json", "--as", "book", "-o", tmp_path / "text.json")
    run("convert", page, "--to", "json", "--as", "page", "-o", tmp_path / "page.json", "--today", "2026-03-01")
    assert [json.loads((tmp_path / f"{name}.json").read_text())["format"] for name in ("text", "page")] == [
        "studycircle-text", "studycircle-programme",
    ]  # fmt: skip
    assert "read as" not in capsys.readouterr().err


def test_our_own_json_says_what_it_is(book, page, tmp_path):
    for source in (book, page):
        first, again = tmp_path / f"{source.stem}.json", tmp_path / f"{source.stem}-again.json"
        run("convert", source, "--to", "json", "-o", first, "--today", "2026-03-01")
        assert run("convert", first, "--to", "json", "-o", again) == 0
        assert again.read_text() == first.read_text()


def test_what_it_writes_as_a_book_it_reads(book, tmp_path):
    for kind in ("epub", "md", "html"):
        run("convert", book, "--to", kind, "--as" if kind == "html" else "--part", "book" if kind == "html" else "",
            "-o", tmp_path / f"b.{kind}")  # fmt: skip
        assert run("convert", tmp_path / f"b.{kind}", "--to", "txt", "-o", tmp_path / f"{kind}.txt") == 0
        assert "Honey is what is left of summer" in (tmp_path / f"{kind}.txt").read_text()


def test_standard_input_and_output(monkeypatch, capsysbinary):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BOOK.encode())))
    assert run("convert", "-", "--to", "md") == 0
    assert b"# On Bees\n" in capsysbinary.readouterr().out


# Parts and volumes


def test_a_part_keeps_the_numbers_of_the_whole(book, tmp_path):
    assert run("convert", book, "--to", "txt", "--part", "chapter 2", "-o", tmp_path / "out") == 0
    words = (tmp_path / "out").read_text()
    assert "   3  Honey is" in words
    assert "A hive hums" not in words
    assert run("convert", book, "--to", "txt", "--part", "¶ 2-3", "-o", tmp_path / "out") == 0
    assert [number for number in "123" if f"   {number}  " in (tmp_path / "out").read_text()] == ["2", "3"]


def test_a_part_that_is_not_there_is_said(book, capsys):
    assert run("convert", book, "--to", "txt", "--part", "chapter 40") == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "the part “chapter 40” was not found in it" in said.err


def test_volumes_are_files_of_their_own(book, tmp_path, monkeypatch, capsys):
    two = dataclasses.replace(TEXT_WRITERS["pdf"], write=lambda text, options: (b"one", b"two"))
    monkeypatch.setitem(TEXT_WRITERS, "pdf", two)
    assert run("convert", book, "--to", "pdf", "-o", tmp_path / "out.pdf") == 0
    assert [(tmp_path / f"out-{number}.pdf").read_bytes() for number in (1, 2)] == [b"one", b"two"]
    assert run("convert", book, "--to", "pdf") == 5
    assert "it comes in 2 volumes" in capsys.readouterr().err


def test_an_output_that_is_a_folder_gets_the_books_name(book, tmp_path):
    (tmp_path / "shelf").mkdir()
    run("convert", book, "--to", "txt", "-o", tmp_path / "shelf")
    assert [path.name for path in (tmp_path / "shelf").iterdir()] == ["bees.txt"]


# A folder of books


def test_every_book_of_a_folder(book, tmp_path, capsys):
    (tmp_path / "bees.md").write_text("# Of bees\n\nThey hum.\n")
    (tmp_path / "wasps.md").write_text("# Of wasps\n\nThey do not.\n")
    (tmp_path / "notes.xyz").write_text("not a book")
    assert run("convert", tmp_path, "--to", "txt", "-o", tmp_path / "shelf") == 0
    made = sorted(path.name for path in (tmp_path / "shelf").iterdir())
    assert made == ["bees.html.txt", "bees.md.txt", "wasps.txt"]
    assert [line for line in capsys.readouterr().err.splitlines() if " of 3: " in line] == [
        "1 of 3: bees.html", "2 of 3: bees.md", "3 of 3: wasps.md",
    ]  # fmt: skip


def test_a_book_that_fails_does_not_keep_the_others(book, tmp_path, capsys):
    (tmp_path / "a-broken.epub").write_bytes(b"PK\x03\x04 and nothing more")
    assert run("convert", tmp_path, "--to", "epub", "-o", tmp_path / "shelf") == 1
    assert [path.name for path in (tmp_path / "shelf").iterdir()] == ["bees.epub"]
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1] == "studycircle: 1 of 2 books could not be converted: a-broken.epub."
    assert any(line.startswith("studycircle: a-broken.epub: ") for line in lines)


def test_a_folder_without_books_is_said(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert run("convert", tmp_path / "empty", "--to", "epub", "-o", tmp_path / "shelf") == 3
    assert "there is no book in this folder" in capsys.readouterr().err
    assert not (tmp_path / "shelf").exists()


# Wrong usage, and other ends


@pytest.mark.parametrize(
    "arguments",
    [
        ("--to", "papyrus"),
        ("--to", "ics", "--as", "book"),
        ("--to", "epub", "--as", "page"),
        ("--to", "ics", "--part", "chapter 1"),
        ("--to", "json", "--as", "page", "--part", "chapter 1"),
        ("--to", "leaflet", "--paper", "large"),
        ("--to", "epub", "--paper", "a4"),
    ],
)
def test_what_does_not_go_together_is_refused(arguments, book):
    refused("convert", book, *arguments)


def test_a_folder_is_of_books_and_goes_to_a_folder(tmp_path):
    refused("convert", tmp_path, "--to", "ics", "-o", tmp_path / "x")
    refused("convert", tmp_path, "--to", "epub")


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.epub", b"PK\x03\x04 and nothing more"), ("x.pdf", b"%PDF-1.4 and nothing more"), ("x.html", b""), ("x.txt", b"\0\1\2" * 99)],
)  # fmt: skip
def test_a_book_that_cannot_be_read_is_said_and_nothing_is_written(name, content, tmp_path, capsys):
    (tmp_path / name).write_bytes(content)
    assert run("convert", tmp_path / name, "--to", "epub", "-o", tmp_path / "out.epub") == 3
    assert capsys.readouterr().err.startswith(f"studycircle: {name}: ")
    assert not (tmp_path / "out.epub").exists()


def test_a_book_that_is_too_large_is_said(book, monkeypatch, capsys):
    monkeypatch.setattr(convert, "BOOK", 100)
    assert run("convert", book, "--to", "txt") == 3
    assert "it is larger than" in capsys.readouterr().err


def test_other_ends(book, tmp_path, capsys):
    assert run("convert", tmp_path / "nowhere.epub", "--to", "txt") == 3
    assert run("convert", "http://127.0.0.1/book.epub", "--to", "txt") == 4
    assert run("convert", book, "--to", "txt", "-o", tmp_path / "no" / "folder.txt") == 5
    said = capsys.readouterr().err
    for words in ("no such file", "private network", "folder.txt: "):
        assert words in said


def test_without_calibre_a_kindle_book_is_refused(book, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run("convert", book, "--to", "azw3", "-o", tmp_path / "out.azw3") == 5
    assert "calibre" in capsys.readouterr().err


def test_books_are_not_meant_for_a_screen(book, monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert run("convert", book, "--to", "epub") == 5
    assert "Name a file with -o" in capsys.readouterr().err


def test_pages_and_books_are_told_apart(shared_data, capsys):
    import datetime as dt

    from studycircle.intake import PageOptions, take

    options = PageOptions(dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    pages = sorted((shared_data / "pages" / "raw").iterdir())
    books = [path for path in (shared_data / "texts").rglob("*") if path.suffix in (".htm", ".txt", ".pdf")]
    assert [path.name for path in pages if not convert.is_page(take(str(path)), options)] == []
    assert [path.name for path in books if convert.is_page(take(str(path)), options)] == []

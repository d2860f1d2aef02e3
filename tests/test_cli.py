"""The command: what it writes, what it says, how it ends."""

import io
import json
import sys
from pathlib import Path

import pytest

from studycircle import cli
from studycircle.documents.native import parse_programme

PAGE = """Beekeepers' reading circle

Tuesdays at 7pm, Barn Hall, Hive Lane. Ring Ann on 07700 900123.

3 March 2026 - The Hive

1. Why does a hive hum?
2. Who is the queen?

10 March 2026 - Wax and Honey

Add new comment
"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "circle.txt"
    path.write_text(PAGE)
    return path


def run(*arguments):
    return cli.main([str(argument) for argument in (*arguments,)])


def test_publish_writes_a_site_and_says_what_was_left_over(page, tmp_path, capsys):
    site = tmp_path / "site"
    assert run("publish", page, site, "--today", "2026-03-01", "--address", "https://bees.example.org") == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"{site}: ")
    assert "circle.txt:" in said.err
    [series] = [path.parent for path in site.glob("*/index.html") if path.parent.name != "now"]
    assert {path.name for path in series.iterdir() if path.suffix in (".ics", ".xml", ".md", ".json", ".pdf")} == {
        "calendar.ics", "feed.xml", "programme.md", "programme.json", "sitemap.xml",
        "leaflet.pdf", "leaflet-a4.pdf", "leaflet-letter.pdf", "handout.pdf",
    }  # fmt: skip
    words = (series / "index.html").read_text()
    assert "Tuesday 3 March" in words
    for file in site.rglob("*"):
        if file.suffix in (".html", ".ics", ".xml", ".md", ".json"):
            assert "07700" not in file.read_text(), file


def test_publish_again_writes_nothing(page, tmp_path, capsys):
    site = tmp_path / "site"
    run("publish", page, site, "--today", "2026-03-01")
    capsys.readouterr()
    run("publish", page, site, "--today", "2026-03-01")
    assert ": 0 files written, " in capsys.readouterr().out


def test_contacts_are_shown_when_asked_for(page, tmp_path):
    run("convert", page, "--to", "html", "-o", tmp_path / "x.html", "--with-contacts", "--today", "2026-03-01")
    assert "07700" in (tmp_path / "x.html").read_text()


@pytest.mark.parametrize(
    ("kind", "begins"),
    [
        ("json", b'{\n "format": "studycircle-programme"'),
        ("markdown", b"---\nstudycircle: 1\n"),
        ("ics", b"BEGIN:VCALENDAR\r\n"),
        ("html", b"<!doctype html>\n"),
        ("leaflet", b"%PDF-1."),
        ("handout", b"%PDF-1."),
    ],
)
def test_convert(kind, begins, page, tmp_path):
    out = tmp_path / "out"
    assert run("convert", page, "--to", kind, "-o", out, "--today", "2026-03-01") == 0
    assert out.read_bytes().startswith(begins)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_what_it_writes_it_reads(page, tmp_path):
    for kind, name in (("json", "a.json"), ("markdown", "a.md")):
        run("convert", page, "--to", kind, "-o", tmp_path / name, "--today", "2026-03-01")
        run("convert", tmp_path / name, "--to", "json", "-o", tmp_path / f"{name}.json")
    first, second = (parse_programme((tmp_path / f"{name}.json").read_text()) for name in ("a.json", "a.md"))
    assert first == second


def test_standard_input_and_output(monkeypatch, capsysbinary):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))
    assert run("convert", "-", "--to", "json", "--today", "2026-03-01") == 0
    said = capsysbinary.readouterr()
    assert [session["title"] for session in json.loads(said.out)["series"]["sessions"]] == ["The Hive", "Wax and Honey"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "picture"),
        (b"Nothing here could be a programme.", "no session was found in it"),
        (b"x" * (10 * 2**20 + 1), "larger than 10 MB"),
        (b'{"format": "studycircle-programme", "version": 99}', "version 99"),
    ],
    ids=["empty", "picture", "no programme", "huge", "newer version"],
)
def test_an_unreadable_source_is_said_and_nothing_is_written(content, said, tmp_path, capsys):
    source, site = tmp_path / "x.txt", tmp_path / "site"
    source.write_bytes(content)
    assert run("publish", source, site) == 3
    assert said in capsys.readouterr().err
    assert not site.exists()


def test_other_ends(page, tmp_path, capsys):
    assert run("publish", tmp_path / "nowhere.txt", tmp_path / "site") == 3
    assert run("publish", "http://127.0.0.1/", tmp_path / "site") == 4
    assert run("publish", page, tmp_path / "site", "--zone", "Mars/Olympus") == 3
    assert run("convert", page, "--to", "json", "-o", tmp_path / "no" / "folder.json") == 5
    assert run("publish", page, page) == 5
    said = capsys.readouterr().err
    for words in ("no such file", "private network", "no time zone called Mars/Olympus", "folder.json: "):
        assert words in said
    assert not (tmp_path / "site").exists()
    with pytest.raises(SystemExit) as ended:
        run("convert", page, "--to", "papyrus")
    assert ended.value.code == 2


def test_the_zone_is_taken(page, tmp_path, capsys):
    run("convert", page, "--to", "json", "-o", tmp_path / "x.json", "--zone", "Europe/Athens", "--today", "2026-03-01")
    assert parse_programme((tmp_path / "x.json").read_text()).group.zone == "Europe/Athens"
    assert "time zone" not in capsys.readouterr().err


def test_a_zone_the_page_does_not_tell_is_this_computers(page, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    page.write_text(PAGE.replace(" Ring Ann on 07700 900123.", ""))  # a number can tell the country
    run("convert", page, "--to", "json", "-o", tmp_path / "x.json", "--today", "2026-03-01")
    assert parse_programme((tmp_path / "x.json").read_text()).group.zone == "Asia/Tokyo"
    assert "Asia/Tokyo, this computer's own, was taken" in capsys.readouterr().err


def test_files_beside_the_page_come_along(tmp_path, capsys):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/bees.txt").write_text("Hum.")
    form = tmp_path / "bees.md"
    run("convert", _page_with_file(tmp_path), "--to", "markdown", "-o", form)
    run("publish", form, tmp_path / "site")
    assert (tmp_path / "site/files/texts/bees.txt").read_text() == "Hum."
    assert capsys.readouterr().err == ""
    (tmp_path / "texts/bees.txt").unlink()
    run("publish", form, tmp_path / "site")
    assert "texts/bees.txt is not beside it" in capsys.readouterr().err
    assert not (tmp_path / "site/files").exists()


def test_a_file_named_from_here_is_found(tmp_path, capsys):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/bees.txt").write_text("Hum.")
    form = _page_with_file(tmp_path)
    form.write_text(form.read_text().replace("texts/bees.txt", "./texts/bees.txt"))
    assert run("publish", form, tmp_path / "site") == 0
    assert capsys.readouterr().err == ""


def test_files_of_others_are_not_written_over_unasked(page, tmp_path, capsys):
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("somebody's own page")
    assert run("publish", page, site, "--today", "2026-03-01") == 5
    assert "holds files that are not ours, and would be written over: index.html" in capsys.readouterr().err
    assert [path.name for path in site.iterdir()] == ["index.html"]
    assert (site / "index.html").read_text() == "somebody's own page"
    assert run("publish", page, site, "--today", "2026-03-01", "--replace") == 0
    assert (site / "index.html").read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--address", "ftp://example.org"), "is no address of a site"),
        (("--address", "reading circle"), "is no address of a site"),
        (("--today", "2026-02-31"), "is no day; write it as 2026-03-02"),
    ],
)
def test_wrong_usage_is_said_plainly(arguments, said, page, capsys):
    with pytest.raises(SystemExit) as ended:
        run("convert", page, "--to", "json", *arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("port", ["abc", "99999", "-1"])
def test_a_port_that_is_none_is_said_plainly(port, capsys, monkeypatch):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit) as ended:
        run("serve")
    assert ended.value.code == 2
    assert f"{port!r} is no port; write a number from 1 to 65535" in capsys.readouterr().err


def test_an_output_is_written_whole_where_it_leads(page, tmp_path):
    (tmp_path / "far").mkdir()
    link = tmp_path / "out.json"
    link.symlink_to(tmp_path / "far" / "real.json")
    assert run("convert", page, "--to", "json", "-o", link, "--today", "2026-03-01") == 0
    assert link.is_symlink()
    assert json.loads((tmp_path / "far" / "real.json").read_text())["format"] == "studycircle-programme"
    assert run("convert", page, "--to", "json", "-o", "/dev/null", "--today", "2026-03-01") == 0
    assert Path("/dev/null").is_char_device()


def test_damaged_json_is_called_so(tmp_path, capsys):
    broken = tmp_path / "programme.json"
    broken.write_text('{"format": "studycircle-programme", "version": 1,')
    assert run("convert", broken, "--to", "markdown") == 3
    assert "this is not JSON" in capsys.readouterr().err


def _page_with_file(folder: Path) -> Path:
    path = folder / "bees.json"
    session = {
        "key": "bees", "title": "Bees", "state": "fixed", "date": "2026-03-03",
        "readings": [{"key": "b", "title": "Bees", "editions": [{"key": "t", "format": "text", "file": "texts/bees.txt"}]}],
    }  # fmt: skip
    body = {"group": {"key": "g", "name": "G"}, "series": {"key": "s", "title": "S", "sessions": [session]}}
    path.write_text(json.dumps({"format": "studycircle-programme", "version": 1, **body}))
    return path

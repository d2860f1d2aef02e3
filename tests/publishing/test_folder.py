"""A folder holds the site, whatever happens."""

import gzip
import os
import signal
from pathlib import Path

import brotli
import pytest

from studycircle.errors import WriteError
from studycircle.publishing.folder import RECORDS, BakeReport, write_folder
from studycircle.writers.programme.site import SiteFile

HTML = "text/html; charset=utf-8"
LONG = b"<p>Slowly, and with a pencil in hand.</p>\n" * 100


def file(path: str, content: bytes, media: str = HTML, needs: str | None = None) -> SiteFile:
    return SiteFile(path, media, content.hex() if needs is None else needs, lambda: content)


def never() -> bytes:
    raise AssertionError("written without need")


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a site, without the record's folder."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and RECORDS not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_writes_files_with_their_compressed_forms(tmp_path):
    report = write_folder([file("index.html", LONG), file("a/b.pdf", LONG, "application/pdf")], tmp_path)
    assert report == BakeReport(("index.html", "a/b.pdf"), (), 0)
    found = contents(tmp_path)
    assert list(found) == ["a/b.pdf", "index.html", "index.html.br", "index.html.gz"]
    assert brotli.decompress(found["index.html.br"]) == gzip.decompress(found["index.html.gz"]) == LONG


def test_what_is_small_is_not_compressed(tmp_path):
    write_folder([file("index.html", LONG)], tmp_path)
    write_folder([file("index.html", b"<p>Short</p>")], tmp_path)
    assert contents(tmp_path) == {"index.html": b"<p>Short</p>"}


def test_the_same_content_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_folder([file("index.html", LONG)], tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_asks_for_no_content_where_nothing_is_needed(tmp_path):
    write_folder([file("index.html", LONG), file("b.html", LONG)], tmp_path)
    again = [SiteFile("index.html", HTML, LONG.hex(), never), file("b.html", b"new")]
    assert write_folder(again, tmp_path) == BakeReport(("b.html",), (), 1)


def test_a_file_that_comes_out_as_before_keeps_its_time(tmp_path):
    write_folder([file("index.html", LONG, needs="1")], tmp_path)
    os.utime(tmp_path / "index.html", ns=(1, 1))
    assert write_folder([file("index.html", LONG, needs="2")], tmp_path) == BakeReport((), (), 1)
    assert (tmp_path / "index.html").stat().st_mtime_ns == 1
    assert write_folder([SiteFile("index.html", HTML, "2", never)], tmp_path) == BakeReport((), (), 1)


def test_removes_what_it_wrote_and_is_no_longer_wanted_and_nothing_else(tmp_path):
    (tmp_path / "mine.txt").write_text("not the site's")
    write_folder([file("index.html", LONG), file("a/b/c.html", LONG)], tmp_path)
    assert write_folder([file("index.html", LONG)], tmp_path) == BakeReport((), ("a/b/c.html",), 1)
    assert set(contents(tmp_path)) == {"index.html", "index.html.br", "index.html.gz", "mine.txt"}
    assert not (tmp_path / "a").exists()


def test_a_file_may_become_a_folder_and_the_other_way_round(tmp_path):
    write_folder([file("a", b"1"), file("b/c", b"2")], tmp_path)
    write_folder([file("a/c", b"3"), file("b", b"4")], tmp_path)
    assert contents(tmp_path) == {"a/c": b"3", "b": b"4"}


def test_two_records_share_a_folder(tmp_path):
    shared = file("files/map.txt", b"map")
    write_folder([shared, file("a.html", b"a")], tmp_path, record="a")
    write_folder([shared, file("b.html", b"b")], tmp_path, record="b")
    write_folder([], tmp_path, record="a")
    assert contents(tmp_path) == {"b.html": b"b", "files/map.txt": b"map"}
    write_folder([], tmp_path, record="b")
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("damage", ["cut", "gone", "no gz", "cut br"])
def test_repairs_what_was_damaged(tmp_path, damage):
    write_folder([file("index.html", LONG)], tmp_path)
    whole = contents(tmp_path)
    name = {"no gz": "index.html.gz", "cut br": "index.html.br"}.get(damage, "index.html")
    if damage.startswith("cut"):
        os.truncate(tmp_path / name, 9)
    else:
        (tmp_path / name).unlink()
    assert write_folder([file("index.html", LONG)], tmp_path).written == ("index.html",)
    assert contents(tmp_path) == whole


def test_a_spoilt_record_means_all_is_written_again(tmp_path):
    write_folder([file("index.html", LONG)], tmp_path)
    (tmp_path / RECORDS / "site.json").write_bytes(b"")
    assert write_folder([file("index.html", LONG)], tmp_path).unchanged == 1
    assert write_folder([SiteFile("index.html", HTML, LONG.hex(), never)], tmp_path).unchanged == 1


def test_tells_how_far_it_is(tmp_path):
    told = []
    files = [file("a", b"1"), file("b", b"2"), file("c", b"3")]
    write_folder(files[:1], tmp_path)
    write_folder(files, tmp_path, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_file_that_cannot_be_made_keeps_no_other_back(tmp_path):
    def fail():
        raise WriteError("no font has these letters")

    write_folder([file("leaflet.pdf", b"old"), file("z.html", b"1")], tmp_path)
    files = [SiteFile("leaflet.pdf", "application/pdf", "new", fail), file("z.html", b"2")]
    with pytest.raises(WriteError, match="no font"):
        write_folder(files, tmp_path)
    assert contents(tmp_path) == {"leaflet.pdf": b"old", "z.html": b"2"}
    told = []
    report = write_folder(files, tmp_path, on_failure=lambda path, error: told.append((path, error.what)))
    assert (report, told) == (BakeReport((), (), 1), [("leaflet.pdf", "no font has these letters")])
    assert write_folder([file("leaflet.pdf", b"new"), files[1]], tmp_path) == BakeReport(("leaflet.pdf",), (), 1)
    write_folder(files, tmp_path, on_failure=lambda path, error: None)
    write_folder(files[1:], tmp_path)
    assert contents(tmp_path) == {"z.html": b"2"}


@pytest.mark.parametrize(
    "path", ["../x", "/etc/x", "a/../../x", ".hidden", "a/.git/x", "", "a//b", "a/", "a\\b", "a\x00b", "a\nb", ".."]
)
def test_never_writes_outside(tmp_path, path):
    with pytest.raises(WriteError):
        write_folder([file("index.html", b"1"), file(path, b"2")], tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_follows_no_link_out_of_the_folder(tmp_path):
    site, outside = tmp_path / "site", tmp_path / "outside"
    site.mkdir()
    outside.mkdir()
    (outside / "kept.txt").write_text("kept")
    (site / "a").symlink_to(outside)
    with pytest.raises(WriteError, match="is a link"):
        write_folder([file("a/kept.txt", b"2")], site)
    assert (outside / "kept.txt").read_text() == "kept"
    write_folder([], site)  # and removes nothing through it
    assert (outside / "kept.txt").read_text() == "kept"


def test_a_link_in_the_place_of_a_file_is_replaced_not_followed(tmp_path):
    (tmp_path / "kept.txt").write_text("kept")
    for name in ("index.html", ".index.html.part"):
        (tmp_path / "site" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "site" / name).symlink_to(tmp_path / "kept.txt")
    write_folder([file("index.html", b"new")], tmp_path / "site")
    assert (tmp_path / "kept.txt").read_text() == "kept"
    assert (tmp_path / "site" / "index.html").read_bytes() == b"new"
    assert not (tmp_path / "site" / "index.html").is_symlink()


OLD = [file("index.html", LONG + b"old"), file("gone/a.html", LONG), file("same.html", LONG), file("small.txt", b"o")]
NEW = [file("index.html", LONG + b"new"), file("new/b.html", LONG), file("same.html", LONG), file("small.txt", b"n")]


def killed_at(step: int, folder: Path) -> bool:
    """Bake NEW over ``folder`` in a child that kills itself before the given change of the disk; whether it did."""
    child = os.fork()
    if child == 0:
        left = step

        def counted(change):
            def then(*arguments, **options):
                nonlocal left
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                left -= 1
                return change(*arguments, **options)

            return then

        for name in ("replace", "write_bytes", "unlink", "rmdir", "mkdir"):
            setattr(Path, name, counted(getattr(Path, name)))
        write_folder(NEW, folder)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_a_bake_killed_at_any_point_is_repaired_by_the_next(tmp_path):
    whole = {}
    for name, files in (("old", OLD), ("new", NEW)):
        write_folder(files, tmp_path / name)
        whole[name] = contents(tmp_path / name)
    step = 0
    while True:
        folders = [tmp_path / f"{step}-forward", tmp_path / f"{step}-back"]
        for folder in folders:
            write_folder(OLD, folder)
        killed = [killed_at(step, folder) for folder in folders]
        if not any(killed):
            break
        assert all(killed)
        for path, content in contents(folders[0]).items():
            assert Path(path).name.startswith(".") or content in (whole["old"].get(path), whole["new"].get(path))
        write_folder(NEW, folders[0])
        assert contents(folders[0]) == whole["new"]
        write_folder(OLD, folders[1])
        assert contents(folders[1]) == whole["old"]
        step += 1
    assert step > 30

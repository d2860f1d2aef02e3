"""The command line: export, import, backup and restore."""

import os
import sqlite3
import subprocess
import sys
import zipfile

import pytest

from studycircle.errors import ReadError, StudycircleError, WriteError
from studycircle.moving import backup
from studycircle.moving.commands import export_to, import_from
from studycircle.moving.leaving import delete_group
from studycircle.store import models
from tests.moving.conftest import LATER, NOW


@pytest.mark.django_db
def test_export_and_import(full, tmp_path):
    path = tmp_path / "out.zip"
    said = export_to(path, "canalside", "", now=NOW)
    assert said.endswith("MB. It is for organisers: what only members may see is in it.")
    with pytest.raises(StudycircleError, match="A group cannot have the key “canalside”"):
        import_from(path, "", now=LATER)
    delete_group(full, now=NOW)
    assert import_from(path, "", now=LATER).startswith("canalside: bread-and-water, spring; texts: 2\n")
    assert models.Series.objects.filter(group__key="canalside").count() == 2
    alone = tmp_path / "alone.zip"
    export_to(alone, "canalside", "spring", now=NOW)
    models.Group.objects.create(key="elsewhere")
    assert import_from(alone, "elsewhere", now=LATER).startswith("elsewhere: spring; texts: 0\n")


@pytest.mark.django_db
def test_what_is_not_there_is_said(full, tmp_path):
    for group, series, hint in (
        ("nobody", "", "There are: canalside."),
        ("canalside", "x", "It has: bread-and-water, spring."),
    ):
        with pytest.raises(StudycircleError) as caught:
            export_to(tmp_path / "x.zip", group, series, now=NOW)
        assert caught.value.hint == hint
    with pytest.raises(WriteError):
        export_to(tmp_path / "no" / "x.zip", "canalside", "", now=NOW)
    with pytest.raises(ReadError):
        import_from(tmp_path / "none.zip", "", now=LATER)
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.django_db
def test_another_installation_takes_it(full, tmp_path):
    path = tmp_path / "out.zip"
    export_to(path, "canalside", "", now=NOW)
    environment = {**os.environ, "STUDYCIRCLE_DATA": str(tmp_path / "other")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    program = "import sys; from studycircle.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "import", str(path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "canalside: bread-and-water, spring; texts: 2")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        5, "studycircle: A group cannot have the key “canalside”.",
    )  # fmt: skip


@pytest.fixture
def installation(tmp_path):
    data = tmp_path / "var"
    (data / "shelf" / "ab").mkdir(parents=True)
    (data / "public").mkdir()
    (data / "public" / "index.html").write_text("baked")
    (data / "shelf" / "ab" / "abc").write_bytes(b"a text")
    (data / "secret_key").write_text("secret")
    with sqlite3.connect(data / "db.sqlite3") as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES (1)")
    return data


def test_backup_and_restore(installation, tmp_path):
    path, new = tmp_path / "backup.zip", tmp_path / "new"
    writer = sqlite3.connect(installation / "db.sqlite3")
    writer.execute("BEGIN")
    writer.execute("INSERT INTO t VALUES (2)")  # not committed yet: no part of the backup
    assert "people and secrets too" in backup.back_up(installation, path)
    writer.close()
    assert path.stat().st_mode & 0o777 == 0o600
    backup.restore(new, path)
    assert sqlite3.connect(new / "db.sqlite3").execute("SELECT x FROM t").fetchall() == [(1,)]
    assert (new / "shelf" / "ab" / "abc").read_bytes() == b"a text"
    assert ((new / "secret_key").read_text(), (new / "secret_key").stat().st_mode & 0o777) == ("secret", 0o600)
    assert not (new / "public").exists()
    with pytest.raises(WriteError, match="is not empty"):
        backup.restore(new, path)


def test_notes_of_who_has_left_outlive_a_restore(installation, tmp_path):
    path, new = tmp_path / "backup.zip", tmp_path / "new"
    for folder, notes in ((installation, {"a": "1", "b": "1"}), (new, {"b": "2", "c": "2"})):
        (folder / "erasures").mkdir(parents=True)
        for name, words in notes.items():
            (folder / "erasures" / name).write_text(words)
    backup.back_up(installation, path)
    backup.restore(new, path)
    assert {file.name: file.read_text() for file in (new / "erasures").iterdir()} == {"a": "1", "b": "2", "c": "2"}
    assert (new / "erasures").stat().st_mode & 0o777 == 0o700
    assert (new / "db.sqlite3").is_file()


def test_what_is_no_backup_is_not_restored(tmp_path):
    path = tmp_path / "bad.zip"
    for name in ("../db.sqlite3", "/etc/x", "other/x"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("db.sqlite3", b"")
            archive.writestr(name, b"x")
        with pytest.raises(ReadError):
            backup.restore(tmp_path / "new", path)
    path.write_bytes(b"no zip")
    with pytest.raises(ReadError):
        backup.restore(tmp_path / "new", path)
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".*"))


def test_a_database_elsewhere_is_not_backed_up_by_halves(installation, tmp_path, monkeypatch):
    monkeypatch.setenv("STUDYCIRCLE_DATABASE", "postgresql://x/y")
    with pytest.raises(WriteError):
        backup.back_up(installation, tmp_path / "x.zip")

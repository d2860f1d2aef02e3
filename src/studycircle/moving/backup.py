"""All of an installation in one ZIP, taken while it runs; and put back into an empty data folder.

What is made from the rest, such as baked pages, is left out: the next start makes it again.
"""

import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from studycircle.errors import ReadError, WriteError
from studycircle.publishing.folder import is_path

DATABASE = "db.sqlite3"
KEY_FILE = "secret_key"
ERASURES = "erasures"  # who has left (members/erasures.py): no restore may bring them back
FOLDERS = ("files", "shelf", "deleted", ERASURES)


def back_up(data: Path, path: Path) -> str:
    """Write the backup of the data folder ``data`` to ``path``; the words to print. SQLite only."""
    if os.environ.get("STUDYCIRCLE_DATABASE") or not (data / DATABASE).is_file():
        raise WriteError(
            f"the database is not {data / DATABASE}", "With PostgreSQL use pg_dump, and copy files, shelf, secret_key."
        )
    part = path.with_name(f".{path.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=data, prefix="backup-") as folder:
            # Rows first: a file they name is there, and what comes later is named by nobody in them.
            copy = Path(folder) / DATABASE
            connection = sqlite3.connect(data / DATABASE, timeout=60)
            try:
                connection.execute("VACUUM INTO ?", [str(copy)])
            finally:
                connection.close()
            part.unlink(missing_ok=True)
            part.touch(mode=0o600)  # it holds the secret that signs cookies
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
                archive.write(copy, DATABASE)
                for name, file in _files(data):
                    archive.write(file, name)
        part.replace(path)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise WriteError(f"{path} could not be written: {error}") from error
    return f"{path}: {path.stat().st_size / 1e6:.1f} MB. Keep it safe: everything is in it, people and secrets too."


def _files(data: Path) -> Iterator[tuple[str, Path]]:
    if (data / KEY_FILE).is_file():
        yield KEY_FILE, data / KEY_FILE
    for folder in FOLDERS:
        for file in sorted((data / folder).rglob("*")):
            name = file.relative_to(data).as_posix()
            if file.is_file() and not file.is_symlink() and is_path(name):
                yield name, file


def restore(data: Path, path: Path) -> str:
    """Put a backup into the data folder ``data``, which must be empty or not there; the words to print.

    The notes of who has left may lie in it: they stay, and the next start erases again whom the backup brings back.
    """
    if data.exists() and any(one.name != ERASURES for one in data.iterdir()):
        raise WriteError(f"{data} is not empty", "Move what is in it away, or name another folder: STUDYCIRCLE_DATA.")
    place = data.with_name(f".{data.name}.restoring")
    shutil.rmtree(place, ignore_errors=True)
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            ours = {DATABASE, KEY_FILE, *FOLDERS}
            if DATABASE not in names or not all(is_path(one) and one.split("/")[0] in ours for one in names):
                raise ReadError(path.name, "this is no backup of Studycircle")
            archive.extractall(place)
        if (place / KEY_FILE).exists():
            (place / KEY_FILE).chmod(0o600)
        if (data / ERASURES).is_dir():  # newer than those of the backup
            shutil.copytree(data / ERASURES, place / ERASURES, dirs_exist_ok=True)
        if (place / ERASURES).is_dir():
            (place / ERASURES).chmod(0o700)
        if data.exists():
            shutil.rmtree(data)
        place.replace(data)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise ReadError(path.name, f"it could not be put back: {error}") from error
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return f"{data}: everything is back. Start it with studycircle serve, which makes the pages again."

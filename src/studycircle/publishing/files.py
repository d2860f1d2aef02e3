"""The files a programme gives out: its group's own PDFs, books and pictures, copied into the site if it shows them."""

import mimetypes
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from studycircle.documents.programme import Programme
from studycircle.publishing.folder import is_path
from studycircle.writers.programme.site import SiteFile

TEXTS = "texts"  # the folder of the copies of a group's texts
COURSE = "course"  # the name of the books of a whole series, in its folder

# What a page brings along. Nothing people read by itself: a paper beside it may be for members alone.
BELONGS_TO_PAGE = frozenset({".css", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})


def shown_files(programme: Programme, folder: Path) -> Iterator[SiteFile]:
    """The files below ``folder`` that ``programme`` names, as files of the site; what is not there is passed over.

    ``programme`` was cut for its audience, so what it names may be shown. A name that leads out of the folder
    by a link, or to something hidden, is not followed. A page "talk/index.html" brings along the style and pictures
    of its folder.
    """
    inside = folder.resolve()
    for path in dict.fromkeys(path for name in _names(programme) for path in _with_folder(_path(name), inside)):
        source = (folder / path).resolve()
        if is_path(f"files/{path}") and source.is_relative_to(inside) and source.is_file():
            yield _site_file(path, source)


def _path(name: str) -> str:
    """The path below the folder, as pages link to it (``writers/programme/links.py``)."""
    return "/".join(step for step in name.split("/") if step not in ("", ".", ".."))


def missing_files(programme: Programme, folder: Path) -> tuple[str, ...]:
    """The files ``programme`` names that are not below ``folder``: links to them would lead nowhere."""
    there = {file.path.removeprefix("files/") for file in shown_files(programme, folder)}
    return tuple(name for name in dict.fromkeys(_names(programme)) if name and _path(name) not in there)


def _with_folder(path: str, folder: Path) -> Iterator[str]:
    """``path``, and where it is a page that has a folder of its own, what lies beside it: its style and pictures."""
    yield path
    home, slash, name = path.rpartition("/")
    if slash and name == "index.html" and (folder / home).resolve().is_relative_to(folder):
        for beside in sorted((folder / home).rglob("*")):
            if beside.suffix.lower() in BELONGS_TO_PAGE:
                yield beside.relative_to(folder).as_posix()


def _site_file(path: str, source: Path) -> SiteFile:
    state = source.stat()
    media = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return SiteFile(f"files/{path}", media, f"{state.st_size}-{state.st_mtime_ns}", partial(source.read_bytes))


def _names(programme: Programme) -> Iterator[str]:
    series = programme.series
    for attachment in series.attachments:
        yield attachment.file
    for session in series.sessions:
        for attachment in session.attachments:
            yield attachment.file
        for reading in session.readings:
            for edition in reading.editions:
                yield edition.file

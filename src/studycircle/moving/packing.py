"""A whole group, or one of its series, in one ZIP that can be taken anywhere.

It holds what organisers see, members' rooms and numbers among it: it is for organisers. People are no part of it; what
they said for all to read is.
"""

import datetime as dt
import hashlib
import json
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings
from django.db import transaction

import studycircle
from studycircle.discussion.carrying import kept_said
from studycircle.documents.bundle import KeptGroup, KeptShelf, texts_of, with_files
from studycircle.documents.native import dump_as, dump_programme
from studycircle.documents.programme import Audience
from studycircle.documents.programme import Group as GroupDocument
from studycircle.moving import layout
from studycircle.moving.layout import Entry, Manifest, Piece
from studycircle.moving.words import README
from studycircle.publishing.files import TEXTS, shown_files
from studycircle.publishing.folder import is_path
from studycircle.readers.text.pictures import make_image, suffix
from studycircle.store import files, history
from studycircle.store.bundle import kept_series, shelf_of
from studycircle.store.load import load_programme, read_row
from studycircle.store.models import Group, Series
from studycircle.writers.programme.markdown import write_markdown

PACKED = frozenset({".azw3", ".epub", ".gif", ".jpeg", ".jpg", ".mp3", ".pdf", ".png", ".webp", ".zip"})
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes
PIECE = 2**20  # bytes that are copied at a time


@dataclass(frozen=True, slots=True)
class _Whole:
    """All that rows say of a group, at one moment."""

    group: KeptGroup
    series: tuple[Piece, ...]
    is_whole: bool


def export(group: Group, *, now: dt.datetime, only: Series | None = None) -> IO[bytes]:
    """The ZIP of all of ``group`` but its people, or of one series with the texts it reads; a file without a name.

    Raises ``StudycircleError`` where the disk has lost a text.
    """
    whole = _rows(group, only)
    file = tempfile.TemporaryFile(dir=settings.DATA)  # noqa: SIM115 - whoever asked closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        packing = _Packing(archive)
        packing.add(layout.README, BytesIO(README.encode()))
        shelf = whole.group.shelf
        kept = replace(whole.group, shelf=with_files(shelf, dict(_places(shelf))))
        packing.say(layout.GROUP_FILE, dump_as(layout.GROUP, kept))
        for piece in whole.series:
            _pack_series(packing, piece)
        _pack_texts(packing, shelf)
        _pack_files(packing, group, whole)
        version, entries = studycircle.__version__, tuple(packing.entries)
        made = Manifest(version, now, group.key, whole.group.series, whole.is_whole, entries)
        packing.say(layout.MANIFEST, dump_as(layout.FORMAT, made))
    file.seek(0)
    return file


@transaction.atomic
def _rows(group: Group, only: Series | None) -> _Whole:
    rows = [only] if only else list(Series.objects.filter(group=group, archived=False).order_by("position", "pk"))
    # Copies of texts are left out: they are made anew.
    programmes = [replace(load_programme(row, audience=Audience.ORGANISERS), shelf=(), course=()) for row in rows]
    shelf = shelf_of(group, texts_of(programmes[0]) if only else None)
    names = tuple(programme.series.key for programme in programmes)
    kept = KeptGroup(read_row(GroupDocument, group), names, shelf, group.domain)
    pieces = (
        Piece(programme, kept_series(row), kept_said(row), history.pieces_of(row))
        for programme, row in zip(programmes, rows, strict=True)
    )
    return _Whole(kept, tuple(pieces), only is None)


class _Packing:
    """Puts files into the ZIP, and remembers what the manifest says of them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.entries: list[Entry] = []

    def say(self, path: str, words: str) -> None:
        self.add(path, BytesIO(words.encode(errors="replace")))

    def add(self, path: str, source: IO[bytes]) -> None:
        info = zipfile.ZipInfo(path, LONG_AGO)
        is_packed = PurePosixPath(path).suffix.lower() in PACKED
        info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        size, digest = 0, hashlib.sha256()
        with self.archive.open(info, "w") as target:
            while piece := source.read(PIECE):
                target.write(piece)
                digest.update(piece)
                size += len(piece)
        self.entries.append(Entry(path, size, digest.hexdigest()))


def _pack_series(packing: _Packing, piece: Piece) -> None:
    key, more = piece.programme.series.key, piece.more
    packing.say(layout.of_series(key, "programme.json"), dump_programme(piece.programme))
    packing.say(layout.of_series(key, "programme.md"), write_markdown(piece.programme))
    if more.look is not None and more.look.picture:
        data = files.kept(more.look.picture)
        image = make_image("picture", data)
        path = layout.of_series(key, f"picture.{suffix(image) if image else 'bin'}")
        packing.add(path, BytesIO(data))
        more = replace(more, look=replace(more.look, picture=path))
    packing.say(layout.of_series(key, "more.json"), dump_as(layout.SERIES, more))
    packing.say(layout.of_series(key, "said.json"), dump_as(layout.SAID, piece.said))
    versions = json.dumps(piece.history, ensure_ascii=False, separators=(",", ":"))
    packing.say(layout.of_series(key, "history.json"), versions)


def _places(shelf: KeptShelf) -> Iterator[tuple[str, str]]:
    """The files of the shelf with their places in the export; one that several versions share has one place."""
    seen: set[str] = set()
    for edition in shelf.editions:
        for version in edition.versions:
            ending = PurePosixPath(version.name).suffix.lower()
            source = f"source{ending if ending[1:].isalnum() and ending.isascii() and len(ending) < 9 else ''}"
            for name, place in ((version.text, "text.json"), (version.source, source)):
                if name not in seen:
                    seen.add(name)
                    yield name, layout.of_text(edition.key, version.number, place)


def _pack_texts(packing: _Packing, shelf: KeptShelf) -> None:
    for name, path in _places(shelf):
        data = files.kept(name)
        packing.add(path, BytesIO(zlib.decompress(data) if path.endswith("/text.json") else data))


def _pack_files(packing: _Packing, group: Group, whole: _Whole) -> None:
    """What the group gives out, and its site as it stands; of both, for one series, what belongs to it."""
    folder = Path(settings.FILES) / group.key
    only = "" if whole.is_whole else whole.group.series[0]
    if only:
        for file in sorted(shown_files(whole.series[0].programme, folder), key=lambda one: one.path):
            packing.add(file.path, BytesIO(file.write()))
    else:
        _pack_folder(packing, folder, layout.FILES)
    texts = [edition.key for edition in whole.group.shelf.editions]
    _pack_folder(packing, Path(settings.PUBLIC) / group.key, layout.SITE, _beginnings(only, texts))


def _beginnings(only: str, texts: Collection[str]) -> tuple[str, ...]:
    """How the paths begin of what belongs to one series; nothing for the whole site."""
    return (f"{only}/", "files/", *(f"{TEXTS}/{key}/" for key in texts)) if only else ()


def _pack_folder(packing: _Packing, folder: Path, place: str, beginnings: tuple[str, ...] = ()) -> None:
    inside = folder.resolve()
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        is_wanted = not beginnings or "/" not in path or path.startswith(beginnings)
        is_copy = file.suffix in (".br", ".gz") and file.with_suffix("").is_file()
        if not is_wanted or is_copy or not is_path(path) or not file.resolve().is_relative_to(inside):
            continue
        try:
            source = file.open("rb")
        except OSError:  # a folder; or baked away meanwhile
            continue
        with source:
            packing.add(f"{place}{path}", source)

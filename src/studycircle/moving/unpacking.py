"""An export opened again. It may come from anybody: what it says of itself is checked before any of it is believed.

Only what the manifest names is read, never more of it than it says, and nothing is written under a name from it.
"""

import hashlib
import json
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from studycircle.documents.bundle import KeptGroup, KeptSaid, KeptSeries
from studycircle.documents.native import parse_as, parse_programme, parse_text
from studycircle.documents.nesting import nests_too_deep
from studycircle.documents.text import Block, Image, Text
from studycircle.errors import ReadError
from studycircle.moving import layout
from studycircle.moving.layout import Entry, Manifest, Piece
from studycircle.publishing.folder import is_path
from studycircle.readers.text.pictures import make_image
from studycircle.readers.text.vector import clean_drawing

LARGEST = 2**31 - 1  # bytes of a ZIP; beyond, another kind of index begins
MOST_ENTRIES, LONGEST_INDEX = 50_000, 16 * 2**20
ALL = 2 * 2**30  # bytes of all that is read; the site in it is not
LARGEST_JSON, LARGEST_FILE = 96 * 2**20, 512 * 2**20
DAMAGED = "it is damaged or cut short"
AGAIN = "Export the group again, and bring the ZIP as it is."

_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,199}")  # of blocks, notes and pictures of a text
LANGUAGE = re.compile(r"[A-Za-z0-9-]{0,60}")  # or what a careless page called one
_NUMBER = re.compile(r"(?:[0-9]{1,9}[a-z]{0,9})?")


class Export:
    """An export whose outside is in order. Everything it gives is checked when it is asked for."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        """Raises ``ReadError`` where ``file`` is no export, or a strange one."""
        self.name = name
        _check_end(file, name)
        try:
            self.archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise ReadError(name, DAMAGED, AGAIN) from error
        self.infos = _infos(self.archive, name)
        if layout.MANIFEST not in self.infos:
            raise ReadError(name, "it has no manifest, so it is no export of Studycircle", AGAIN)
        self.manifest = parse_as(layout.FORMAT, Manifest, self._words(layout.MANIFEST), name)
        self.entries = self._entries()
        self.group = parse_as(layout.GROUP, KeptGroup, self.words(layout.GROUP_FILE), name)
        if self.group.series != self.manifest.series or len(set(self.group.series)) != len(self.group.series):
            raise ReadError(name, "its manifest is that of another group", AGAIN)

    @property
    def strangers(self) -> int:
        """How many files are in it that no export put there."""
        unknown = set(self.infos) - set(self.entries) - {layout.MANIFEST}
        return sum(not path.endswith("/") for path in unknown)

    def series(self, key: str) -> Piece:
        """The series of that key."""
        programme = parse_programme(self.words(layout.of_series(key, "programme.json")), self.name)
        if programme.series.key != key:
            raise ReadError(self.name, f"the series “{key}” is called otherwise inside")
        more = parse_as(layout.SERIES, KeptSeries, self.words(layout.of_series(key, "more.json")), self.name)
        said = parse_as(layout.SAID, KeptSaid, self.words(layout.of_series(key, "said.json")), self.name)
        return Piece(programme, more, said, self._pieces(layout.of_series(key, "history.json")))

    def text(self, path: str) -> Text:
        """A text of the shelf."""
        text = parse_text(self.words(path), self.name)
        for fault in _faults(text):
            raise ReadError(self.name, f"{path}: {fault}")
        return text

    def files(self) -> Iterator[Entry]:
        """The files the group gives out; those of the site are none of them."""
        return (entry for path, entry in self.entries.items() if path.startswith(layout.FILES))

    def words(self, path: str) -> str:
        """A file of words."""
        return self.read(path, LARGEST_JSON).decode("utf-8", "replace")

    def read(self, path: str, most: int = LARGEST_FILE) -> bytes:
        """A file, whole. Raises ``ReadError`` where it is not there, too large, or not what the manifest says."""
        entry = self.entries.get(path)
        if entry is None:
            raise ReadError(self.name, f"{path} is missing from it", AGAIN)
        data = self._read(path, most)
        if (len(data), hashlib.sha256(data).hexdigest()) != (entry.size, entry.sha256):
            raise ReadError(self.name, f"{path} is not what the manifest says", AGAIN)
        return data

    def _words(self, path: str) -> str:
        return self._read(path, LARGEST_JSON).decode("utf-8", "replace")

    def _read(self, path: str, most: int) -> bytes:
        info = self.infos[path]
        if info.file_size > most:
            raise ReadError(self.name, f"{path} in it is larger than {most // 2**20} MB")
        try:
            with self.archive.open(info) as source:
                return source.read(most + 1)  # never more than the index says; and then the checksum is compared
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise ReadError(self.name, DAMAGED, AGAIN) from error

    def _entries(self) -> dict[str, Entry]:
        entries = {entry.path: entry for entry in self.manifest.files}
        if len(entries) != len(self.manifest.files):
            raise ReadError(self.name, "its manifest names a file twice")
        for path, entry in entries.items():
            if not is_path(path):
                raise ReadError(self.name, f"“{path}” cannot be the path of a file in it")
            if path not in self.infos or self.infos[path].file_size != entry.size:
                raise ReadError(self.name, f"{path} is missing from it, or not what the manifest says", AGAIN)
        if sum(entry.size for path, entry in entries.items() if not path.startswith(layout.SITE)) > ALL:
            raise ReadError(self.name, f"unpacked it is larger than {ALL // 2**30} GB")
        return entries

    def _pieces(self, path: str) -> dict[str, Any]:
        words = self.words(path)
        try:
            if nests_too_deep(words):
                raise ValueError("nests too deep")
            pieces = json.loads(words)
            json.dumps(pieces, ensure_ascii=False).encode()  # half of a character, which nothing can write down
        except ValueError as error:
            raise ReadError(self.name, f"{path} is not JSON", AGAIN) from error
        if not isinstance(pieces, dict):
            raise ReadError(self.name, f"{path} is not understood", AGAIN)
        return pieces


def _check_end(file: IO[bytes], name: str) -> None:
    """Look at the end of the ZIP before anything takes its index into memory."""
    size = file.seek(0, 2)
    if size > LARGEST:
        raise ReadError(name, "it is larger than 2 GB")
    file.seek(max(0, size - 66_000))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise ReadError(name, "this is no ZIP file, or it is cut short", AGAIN)
    entries, index = struct.unpack("<HI", tail[at + 10 : at + 16])
    if entries > MOST_ENTRIES or index > LONGEST_INDEX or tail[max(0, at - 20) : at].startswith(_END_64):
        raise ReadError(name, f"it holds more than {MOST_ENTRIES:,} files")
    file.seek(0)


def _infos(archive: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    infos: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        path = info.filename
        steps = path.removesuffix("/").split("/")
        if path != info.orig_filename or "\\" in path or ".." in steps or "" in steps or re.match("[A-Za-z]:", path):
            raise ReadError(name, f"“{info.orig_filename}” in it leads out of its folder")
        if path in infos:
            raise ReadError(name, f"“{path}” is in it twice")
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise ReadError(name, f"“{path}” in it is a link, not a file")
        if info.flag_bits & 1:
            raise ReadError(name, "it is locked with a password", "Bring it without one.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ReadError(name, f"“{path}” in it is packed in a way we do not know", AGAIN)
        infos[path] = info
    return infos


def _faults(text: Text) -> Iterator[str]:
    """What no reader of ours would have put into a text: its keys become names of files and places in pages."""
    blocks = [*text.blocks, *(block for note in text.notes for block in note.blocks)]
    keys = [block.key for block in blocks] + [note.key for note in text.notes] + [image.key for image in text.images]
    if not all(_KEY.fullmatch(key) for key in keys):
        yield "a key in it cannot be one"
    if len({block.key for block in text.blocks}) != len(text.blocks):
        yield "a key in it stands twice"
    if not all(_NUMBER.fullmatch(number) for number in (*(block.number for block in blocks), *text.retired)):
        yield "a paragraph number in it cannot be one"
    if not all(map(_is_plain, blocks)):
        yield "a language or direction in it is not understood"
    if not all(map(_is_picture, text.images)):
        yield "a picture in it is none"


def _is_picture(image: Image) -> bool:
    """Whether its bytes are what it says; of drawings only those that nothing need be taken out of."""
    if image.media == "image/svg+xml":
        drawing = clean_drawing(image.data)
        return drawing is not None and drawing.data == image.data
    made = make_image("i", image.data)
    return made is not None and made.media == image.media


def _is_plain(block: Block) -> bool:
    return (
        bool(LANGUAGE.fullmatch(block.lang))
        and block.direction in ("", "ltr", "rtl")
        and block.align in ("", "centre", "right")
        and (not block.image or bool(_KEY.fullmatch(block.image)))
        and 0 <= block.level <= 99
        and all(0 <= cell.across <= 1000 and 0 <= cell.down <= 1000 for row in block.rows for cell in row.cells)
    )

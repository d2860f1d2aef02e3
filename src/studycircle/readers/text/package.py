"""A document that is a ZIP of parts (DOCX, ODT, EPUB): read part by part, within limits, and never unpacked to disk."""

import io
import posixpath
import zipfile
from typing import Any

from studycircle.errors import ReadError
from studycircle.readers.text.tree import parse_xml

LARGEST_PART = 32_000_000  # bytes of one part, unpacked: three times War and Peace as Word writes it
LARGEST = 160_000_000  # bytes of all parts that are read
BROKEN = (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, NotImplementedError, zipfile.zlib.error)  # type: ignore[attr-defined]
AGAIN = "Open it in the program it came from and save it again."


class Package:
    """The parts of ``data``. Raises ``ReadError`` if it is not such a file; ``name`` is used in errors."""

    def __init__(self, data: bytes, name: str = "") -> None:
        self.name = name
        self._read = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN as error:
            raise ReadError(name, "it is damaged, or not a document of this kind", AGAIN) from error
        # Some programs write the separators of Windows.
        self._names = {info.filename.replace("\\", "/"): info for info in self._zip.infolist()}

    def names(self) -> list[str]:
        """The paths of all entries as the file lists them; one path may stand there twice."""
        return [info.filename for info in self._zip.infolist()]

    def has(self, path: str) -> bool:
        """Whether there is such a part."""
        return path in self._names

    def read(self, path: str) -> bytes | None:
        """The bytes of a part, ``None`` if there is none. Raises ``ReadError`` if it is broken or too large."""
        info = self._names.get(path)
        if info is None:
            return None
        if info.flag_bits & 1:
            raise ReadError(self.name, "it opens only with a password", "Save it again without.")
        try:
            with self._zip.open(info) as part:
                data = part.read(LARGEST_PART + 1)  # what the header says of its size may be a lie
        except BROKEN as error:
            raise ReadError(self.name, f"its part {path} is damaged", AGAIN) from error
        self._read += len(data)
        if len(data) > LARGEST_PART or self._read > LARGEST:
            raise ReadError(self.name, "it is too large when unpacked", "Split it, or save it as plain text.")
        return data

    def xml(self, path: str) -> Any:
        """The root element of a part, ``None`` if there is none. Raises ``ReadError``."""
        data = self.read(path)
        return parse_xml(data, self.name) if data is not None else None

    def beside(self, folder: str, target: str) -> str:
        """The path of ``target`` as a part in ``folder`` names it; never outside of the package."""
        if target.startswith("/"):
            return posixpath.normpath(target).lstrip("/")
        return posixpath.normpath(posixpath.join(folder, target))

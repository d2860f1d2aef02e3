"""Files kept by what is in them: the same bytes are kept once, and a name never means anything else."""

import hashlib
import os
import zlib
from pathlib import Path

from django.conf import settings

from studycircle.documents import native
from studycircle.documents.text import Text
from studycircle.errors import StudycircleError


def keep(data: bytes) -> str:
    """Keep ``data``; its name. Written under another name and synced first: who finds the name finds all of it."""
    name = name_of(data)
    path = path_of(name)
    if path.exists():
        path.touch()  # who throws away what nobody names any more leaves what was asked for just now
        return name
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{name}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return name


def adopt(file: Path, path: Path) -> None:
    """Let ``file``, which is on the same disk, be the one at ``path``, synced first."""
    with file.open("rb") as source:
        os.fsync(source.fileno())
    path.parent.mkdir(parents=True, exist_ok=True)
    file.replace(path)


def name_of(data: bytes) -> str:
    """The name under which ``data`` is kept, or would be."""
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def kept(name: str) -> bytes:
    """The bytes of that name. Raises ``StudycircleError`` where the disk has lost them."""
    try:
        return path_of(name).read_bytes()
    except OSError as error:
        raise StudycircleError(
            "A file of the shelf is missing from this server", "Restore it from a backup, or take the text in again."
        ) from error


def keep_text(text: Text) -> str:
    """Keep a text, packed: its JSON with all images; its name."""
    return keep(packed(text))


def packed(text: Text) -> bytes:
    """A text as it is kept."""
    return zlib.compress(native.dump_text(text).encode(), 6)


def kept_text(name: str) -> Text:
    """The text of that name."""
    return native.parse_text(zlib.decompress(kept(name)).decode(), name)


def path_of(name: str) -> Path:
    """Where a file of that name lies."""
    return Path(settings.SHELF) / name[:2] / name

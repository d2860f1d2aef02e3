"""Images of a text: told apart by their first bytes, never by what the source says they are."""

import base64
import re
import struct
from collections.abc import Callable
from urllib.parse import unquote

from studycircle.documents.text import Image
from studycircle.readers.text.draft import Book
from studycircle.readers.text.vector import clean_drawing

LARGEST = 8_000_000  # bytes of one image
ALL = 80_000_000  # bytes of all images of a text
_SUFFIX = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/svg+xml": "svg"}


class Pictures:
    """Takes in the images a source names, each once."""

    def __init__(self, book: Book, beside: Callable[[str], bytes | None] | None) -> None:
        self._book, self._beside = book, beside
        self._keys: dict[str, str] = {}
        self._bytes = 0

    def take(self, source: str) -> str:
        """The key of the image ``source``, or nothing where it cannot be had; then a problem says so."""
        if source[:5].lower() == "data:":
            return self._keep(source, _inline_data(source))
        path = unquote(source.split("#")[0].split("?")[0])
        if not path or path in self._keys:
            return self._keys.get(path, "")
        data = None
        if self._beside is not None and not re.match(r"[a-z][a-z0-9+.-]*:|//|/|\\", path, re.I):
            data = self._beside(path)
        return self._keep(path, data)

    def _keep(self, path: str, data: bytes | None) -> str:
        if path in self._keys:
            return self._keys[path]
        self._keys[path] = ""
        image = self._made(f"i{len(self._book.images) + 1}", path, data) if data else None
        if image is None or len(image.data) > LARGEST or self._bytes + len(image.data) > ALL:
            self._book.report(
                "image-missing", "An image is not there, too large, or not an image; its words stay.", excerpt=path
            )
            return ""
        self._bytes += len(image.data)
        self._book.images[image.key] = image
        self._keys[path] = image.key
        return image.key

    def _made(self, key: str, path: str, data: bytes) -> Image | None:
        """The image, or a drawing made safe."""
        drawing = clean_drawing(data)
        if drawing is None:
            return make_image(key, data)
        if not drawing.whole:
            self._book.report("drawing-in-part", "Not all of a drawing could be kept.", excerpt=path)
        return Image(key, "image/svg+xml", drawing.data, drawing.width, drawing.height)


def _inline_data(source: str) -> bytes | None:
    """The bytes of an address that holds them (RFC 2397); nothing if they are not in base64."""
    head, _, body = source[: LARGEST * 2].partition(",")
    if not head.endswith(";base64"):
        return None
    try:
        return base64.b64decode(unquote(body))
    except ValueError:
        return None


def make_image(key: str, data: bytes) -> Image | None:
    """An image of the text, if the bytes are a JPEG, PNG, GIF or WebP; drawings come through ``clean_drawing``."""
    if data.startswith(b"\xff\xd8\xff"):
        return Image(key, "image/jpeg", data, *_jpeg_size(data))
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return Image(key, "image/png", data, *struct.unpack(">II", data[16:24]))
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return Image(key, "image/gif", data, *struct.unpack("<HH", data[6:10]))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Image(key, "image/webp", data)
    return None


def suffix(image: Image) -> str:
    """How the name of the image's file ends."""
    return _SUFFIX.get(image.media, "bin")


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height from the frame header (ITU T.81 §B.2.2)."""
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], struct.unpack(">H", data[place + 2 : place + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return 0, 0

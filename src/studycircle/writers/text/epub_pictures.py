"""The images of a book: in forms every device shows, named by their content; and the cover."""

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from textwrap import wrap

from studycircle.documents.text import Image, Text
from studycircle.errors import WriteError
from studycircle.writers.programme.colour import PAPER
from studycircle.writers.programme.paper import dark, typst_language
from studycircle.writers.programme.words import Words
from studycircle.writers.text.epub_pages import Edition
from studycircle.writers.typeset import picture

SHOWN = {  # how files of each kind begin; one that is broken off there, or is no image at all, is shown by nobody
    "image/jpeg": re.compile(rb"\xff\xd8\xff.*?\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf].{7}", re.S),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n.{4}IHDR.{17}", re.S),
    "image/gif": re.compile(rb"GIF8[79]a.{7}", re.S),
}
COVER_PPI = 216  # of a sheet of 400 × 600 points: 1200 × 1800 pixels
INK = "#241f1a"


def fit_images(text: Text) -> Iterator[Image]:
    """The images of ``text`` a device can show. Kindles know no WebP, and a drawing may hold anything: such an image
    is drawn anew as PNG. What is no image is left out, and its words stand for it."""
    for image in text.images:
        media = next((kind for kind, opening in SHOWN.items() if opening.match(image.data)), "")
        if media:
            yield replace(image, media=media)
        elif again := _redrawn(image):
            yield again


def moves(image: Image) -> bool:
    """Whether an image may move: a GIF of more than one picture (GIF89a §23, the control block before each)."""
    return image.media == "image/gif" and image.data.count(b"\x21\xf9\x04") > 1


def _redrawn(image: Image) -> Image | None:
    if image.media == "image/svg+xml":
        svg = image.data.decode("utf-8", "replace")
    elif size := webp_size(image.data):
        content = base64.b64encode(image.data).decode("ascii")
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{size[0]}"'
            f' height="{size[1]}"><image width="{size[0]}" height="{size[1]}"'
            f' xlink:href="data:image/webp;base64,{content}"/></svg>'
        )
    else:
        return None
    try:
        # Typst makes three points of four pixels (CSS 2.2 §4.3.2).
        return replace(image, media="image/png", data=picture("image", {"title": "–", "svg": svg}, ppi=96))
    except WriteError:
        return None


def webp_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a WebP image (RFC 9649 §2.5–2.7); nothing where it is none."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return None
    if data[12:16] == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF


def cover(edition: Edition, language: str, accent: str) -> tuple[str, str, bytes]:
    """Name, media type and content of the cover: drawn here, or by the device where its letters have no font here."""
    about = {
        "title": edition.title,
        "name": edition.title,
        "group": edition.author,
        "subtitle": edition.subtitle,
        "translated": edition.translated,
        "foot": edition.foot or edition.year,
        "rubric": dark(accent),
        "direction": Words(language).direction,
        **typst_language(language),
    }
    try:
        return "cover.png", "image/png", picture("cover", about, language, ppi=COVER_PPI)
    except WriteError:
        return "cover.svg", "image/svg+xml", _plain_cover(edition, dark(accent)).encode()


def _plain_cover(edition: Edition, rubric: str) -> str:
    lines = wrap(edition.title, 16) or [""]
    size = min(96, 620 // max(4, *map(len, lines)) * 2)
    title = "".join(
        f'<text x="190" y="{420 + place * size * 5 // 4}" font-size="{size}">{escape(line)}</text>'
        for place, line in enumerate(lines[:8])
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1800" width="1200" height="1800">'
        f'<rect width="1200" height="1800" fill="{PAPER}"/><g fill="{INK}" font-family="serif">'
        f'<text x="190" y="240" font-size="56" fill="{rubric}">{escape(edition.author)}</text>{title}'
        f'<rect x="190" y="1500" width="138" height="5" fill="{rubric}"/>'
        f'<text x="190" y="1580" font-size="40">{escape(edition.foot or edition.year)}</text></g></svg>\n'
    )

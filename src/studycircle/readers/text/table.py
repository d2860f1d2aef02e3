"""Every way in for a text, in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import unquote

from studycircle.documents.native import parse_text
from studycircle.documents.problem import Problem
from studycircle.documents.text import Text
from studycircle.errors import ReadError
from studycircle.readers.text.html import Beside
from studycircle.readers.text.kinds import is_piece_of_html, is_web_page, kind_told, refuse_unreadable
from studycircle.readers.text.tree import as_sent, decode


def read_native(
    data: bytes, name: str = "", *, address: str = "", beside: Beside | None = None
) -> tuple[Text, list[Problem]]:
    """A text in Studycircle's own JSON, as it was."""
    return parse_text(decode(data), name), []


def _read_later(kind: str) -> Callable[..., tuple[Text, list[Problem]]]:
    """The reader ``read_KIND`` of the module of that name, which is loaded when it is first used: all of them take a
    third of a second."""

    def read(*given: Any, **named: Any) -> tuple[Text, list[Problem]]:
        made: tuple[Text, list[Problem]] = getattr(import_module(f"studycircle.readers.text.{kind}"), f"read_{kind}")(
            *given, **named
        )
        return made

    return read


@dataclass(frozen=True, slots=True)
class TextReader:
    """One way in: how its files end, its media types, and the function that reads them."""

    suffixes: tuple[str, ...]
    media: tuple[str, ...]
    read: Callable[..., tuple[Text, list[Problem]]]


TEXT_READERS = {
    "html": TextReader(
        (".html", ".htm", ".xhtml", ".xht"), ("text/html", "application/xhtml+xml"), _read_later("html")
    ),
    "article": TextReader(
        (), (), _read_later("article")
    ),  # of a web page, without its menus: told from a book by its content
    "epub": TextReader((".epub",), ("application/epub+zip",), _read_later("epub")),
    "docx": TextReader(
        (".docx",), ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",), _read_later("docx")
    ),
    "odt": TextReader((".odt",), ("application/vnd.oasis.opendocument.text",), _read_later("odt")),
    "rtf": TextReader((".rtf",), ("application/rtf", "text/rtf"), _read_later("rtf")),
    "pdf": TextReader((".pdf",), ("application/pdf",), _read_later("pdf")),
    "markdown": TextReader((".md", ".markdown", ".mkd"), ("text/markdown", "text/x-markdown"), _read_later("markdown")),
    "plain": TextReader((".txt", ".text", ".asc"), ("text/plain",), _read_later("plain")),
    "json": TextReader((".json",), ("application/json",), read_native),  # our own, lossless
}


# What is one stream of words: the server may say its charset, and if it has no words, there is nothing of it. A book
# or document without words is still one, and comes in with a problem that says so.
WITHOUT_PACKAGE = frozenset({"html", "article", "plain", "markdown"})


def read_text(
    data: bytes,
    name: str = "",
    *,
    media: str = "",
    address: str = "",
    reader: str = "",
    beside: Beside | None = None,
) -> tuple[Text, list[Problem]]:
    """The text of a file, by what it is: its content, the end of its name, or its media type, in this order.

    ``name`` is used in errors, and as a title where the file has none. ``address``: where it came from, for relative
    links. ``reader``: one of ``TEXT_READERS``, where somebody knows better. ``beside``: gives the bytes of a file next
    to it (an image) by relative path, or ``None``. Raises ``ReadError`` where it cannot be read; the problems say what
    was not kept.
    """
    kind = reader or kind_of(data, name, media, address)
    if kind not in TEXT_READERS:
        raise ReadError(name, f"there is no reader called {kind}", f"There are {', '.join(TEXT_READERS)}.")
    if not data.strip():
        raise ReadError(name, "it is empty", "Look whether the file was copied whole.")
    if kind in WITHOUT_PACKAGE:
        data = as_sent(data, media)
    text, problems = TEXT_READERS[kind].read(data, name, address=address, beside=beside)
    if kind in WITHOUT_PACKAGE and not text.blocks and not text.notes:
        raise ReadError(name, "there is no text in it", "Open it and look; pictures of pages are no text.")
    return text, problems


def kind_of(data: bytes, name: str = "", media: str = "", address: str = "") -> str:
    """Which reader a file is for. Raises ``ReadError`` where none is."""
    kind = kind_told(data) or _by_name(name or unquote(address.partition("?")[0])) or _by_media(media)
    if kind in ("epub", "docx", "odt", "pdf", "rtf") and kind_told(data) != kind:
        kind = ""  # it is only called so
    if not kind or kind in ("plain", "markdown", "html", "json"):
        refuse_unreadable(data, name)
        kind = kind or ("html" if is_piece_of_html(data) else "plain")
    if kind == "html":
        return "article" if is_web_page(data, address) else "html"
    return kind


def _by_name(name: str) -> str:
    name = name.lower()
    return next((kind for kind, reader in TEXT_READERS.items() if name.endswith(reader.suffixes or "\n")), "")


def _by_media(media: str) -> str:
    essence = media.partition(";")[0].strip().lower()
    return next((kind for kind, reader in TEXT_READERS.items() if essence in reader.media), "")

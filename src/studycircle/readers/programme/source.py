"""Bytes into a page: which kind of source it is, how it is encoded, and what is refused."""

import io
import re
import zipfile
from html import escape

from studycircle.errors import ReadError
from studycircle.readers.programme.blocks import Page
from studycircle.readers.programme.lines import read_lines
from studycircle.readers.programme.web import read_web

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024  # of a DOCX: pictures are large, words are not
MAX_XML = 20 * 1024 * 1024
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.I)
MARKUP = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!doctype\s+html|<html|<head|<body|<div|<p[\s>]|<table|<h[1-6][\s>]|<ul|<ol|<section|<article|<main|<!--)", re.I)  # fmt: skip  # noqa: E501 - one thought, one line
BINARY_HEADS = {b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
                b"\xd0\xcf\x11\xe0": "an old Word file (.doc)", b"{\\rtf": "an RTF file", b"\x1f\x8b": "a packed file",
                b"Rar!": "a packed file", b"7z\xbc\xaf": "a packed file", b"\x7fELF": "a program", b"MZ\x90": "a program"}  # fmt: skip  # noqa: E501 - one thought, one line
ENDLESS = re.compile(r"[^\S\n]{100,}")
MANY = " " * 100
HINT = "Save the page as text, HTML, Markdown or DOCX and try again."


def read_source(data: bytes, *, name: str = "", media: str = "") -> Page:
    """The page in ``data``; ``name`` and ``media`` help to tell its kind.

    Raises ``ReadError`` for what is empty, larger than 10 MB, or none of text, HTML, Markdown and DOCX.
    """
    if len(data) > MAX_BYTES:
        raise ReadError(
            name, "it is larger than 10 MB", "Keep only the page with the programme and leave pictures out."
        )
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise ReadError(name, "it is empty", "Check that the page was saved, and try again.")
    if data[:4] == b"PK\x03\x04":
        return _read_docx(data, name)
    for head, kind in BINARY_HEADS.items():
        if data.startswith(head):
            raise ReadError(name, f"it is {kind}, and not a page that can be read", HINT)
    if name.lower().endswith(".docx") or "wordprocessingml" in media:
        raise ReadError(name, "it is not a Word file (DOCX), although its name says so", HINT)
    text = decode(data, name)
    return read_web(text) if _is_web(text, name, media) else read_lines(text)


def _is_web(text: str, name: str, media: str) -> bool:
    kind, ending = media.lower().partition(";")[0].strip(), name.lower().rpartition(".")[2]
    if kind in ("text/html", "application/xhtml+xml") or ending in ("html", "htm", "xhtml"):
        return True
    if kind in ("text/markdown", "text/plain") or ending in ("md", "markdown", "txt", "text"):
        return bool(re.match(r"\s*(?:<!doctype\s+html|<html[\s>])", text[:500], re.I))
    return bool(MARKUP.match(text[:1000]))


def decode(data: bytes, name: str = "") -> str:
    """The words in ``data``: by its byte order mark, as UTF-8, as the page declares, else as Windows-1252.

    Line ends become ``\\n``. Raises ``ReadError`` for binary data.
    """
    text = _decode(data)
    head = text[:20_000]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Most pages hold nothing but letters, signs, spaces and line ends, which is quickly told.
    plain = text.replace("\n", "").isprintable()
    odd = head.count("\ufffd") + (0 if plain else len(CONTROLS.findall(head)))
    if odd > 8 + len(head) // 50:
        raise ReadError(name, "it holds binary data, not words", HINT)
    if plain:
        return ENDLESS.sub(MANY, text) if MANY in text else text
    text = text.replace("\x0b", "\n").replace("\x0c", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = text.replace("\u00ad", "").replace("\ufeff", "").replace("\x00", "").replace("\u200b", "")
    return ENDLESS.sub(MANY, text)  # endless white space tells nothing and costs time


def _decode(data: bytes) -> str:
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(codec, "replace")
    declared = META_CHARSET.search(data[:4096])
    try:
        return data.decode("utf-8")
    except ValueError:
        codecs = [*([declared[1].decode("ascii", "replace")] if declared else []), *_likely(data)]
    for codec in codecs:
        try:
            return data.decode(codec)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _likely(data: bytes) -> list[str]:
    """Old encodings to try, by which bytes are frequent."""
    high = [byte for byte in data[:20_000] if byte >= 0x80]
    if not high:
        return []
    if data[:2000].count(0) > 400:
        return ["utf-16-le", "utf-16-be"]
    if len(high) > len(data[:20_000]) // 3:
        cyrillic = sum(byte >= 0xE0 for byte in high) > len(high) * 0.6
        return ["cp1251"] if cyrillic else ["shift_jis", "euc_jp", "cp1253", "koi8_r"]
    return ["cp1252"]


def _read_docx(data: bytes, name: str) -> Page:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            names = {info.filename for info in infos}
            unpacked = sum(info.file_size for info in infos)
            largest = max((info.file_size for info in infos if info.filename.endswith((".xml", ".rels"))), default=0)
            packed_well = any(i.file_size > 1_000_000 and i.file_size > 200 * max(i.compress_size, 1) for i in infos)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ReadError(name, "it is a damaged Word or ZIP file", HINT) from error
    if not any(part.startswith("word/") for part in names):
        raise ReadError(name, "it is a ZIP file, but not a Word file (DOCX)", HINT)
    if unpacked > MAX_UNPACKED or largest > MAX_XML or packed_well or len(infos) > 5000:
        raise ReadError(
            name, "it would unpack to far more than a page", "Save the text alone in a new file and try again."
        )
    if any(b"<!DOCTYPE" in archive_head for archive_head in _xml_heads(data)):
        raise ReadError(name, "it holds a document type, which no Word file has", HINT)
    import mammoth  # an eighth of what this reader imports, and few pages come from Word

    try:
        result = mammoth.convert_to_html(io.BytesIO(data), convert_image=mammoth.images.img_element(lambda _: {}))
    except Exception as error:  # mammoth raises whatever its parsers do
        raise ReadError(name, "it is a damaged Word file", HINT) from error
    markup = re.sub(r"(<(?:p|h[1-6]|li|tr|ul|ol|table)[ >])", r"\n\1", str(result.value))
    page = read_web(markup.replace("\x00", "") or escape(""))
    return _number_by_block(page)


def _xml_heads(data: bytes) -> list[bytes]:
    heads = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.filename.endswith((".xml", ".rels")):
                try:
                    with archive.open(info) as part:
                        heads.append(part.read(4096))
                except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
                    continue
    return heads


def _number_by_block(page: Page) -> Page:
    """A Word file has no lines: its paragraphs are counted instead."""
    for number, block in enumerate(page.blocks, 1):
        block.lines = (number,)
    page.lines, page.markup = len(page.blocks), ()
    return page

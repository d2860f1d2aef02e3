"""What kind of file some bytes are, told from the bytes themselves."""

import re

from studycircle.documents.native import TEXT_FORMAT
from studycircle.errors import ReadError
from studycircle.readers.text.boilerplate import START
from studycircle.readers.text.tree import decode

KNOWN = "Studycircle reads HTML, EPUB, Word (DOCX), ODT, RTF, PDF, Markdown and plain text."
# (first bytes, where they stand, what to tell)
_PICTURE = ("it is a picture", "Run it through a program that recognises text (OCR) first.")
_KINDLE = ("it is a Kindle book", "Take the same book as EPUB; calibre turns one into the other.")
_RECORDING = ("it is a recording", "Set it as a link beside the reading.")
UNPACK = "Unpack it and take the reading."
UNREADABLE = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "it is an old Word file (DOC) or the like", "Save it as DOCX."),
    (b"BOOKMOBI", 60, *_KINDLE),
    (b"TPZ", 0, *_KINDLE),
    (b"AT&TFORM", 0, "it is a scan (DjVu): pictures of pages, without words", "Look for the book as EPUB or HTML."),
    (b"\x89PNG\r\n\x1a\n", 0, *_PICTURE),
    (b"\xff\xd8\xff", 0, *_PICTURE),
    (b"GIF8", 0, *_PICTURE),
    (b"II*\x00", 0, *_PICTURE),
    (b"MM\x00*", 0, *_PICTURE),
    (b"WEBP", 8, *_PICTURE),
    (b"ID3", 0, *_RECORDING),
    (b"OggS", 0, *_RECORDING),
    (b"ftyp", 4, *_RECORDING),
    (b"PK\x03\x04", 0, "it is an archive (ZIP) of other files, or a damaged document", UNPACK),
    (b"PK\x05\x06", 0, "it is an empty archive (ZIP)", KNOWN),
    (b"\x1f\x8b", 0, "it is an archive (GZIP)", UNPACK),
    (b"Rar!", 0, "it is an archive (RAR)", UNPACK),
    (b"7z\xbc\xaf", 0, "it is an archive (7z)", UNPACK),
    (b"%!PS", 0, "it is PostScript", "Turn it into a PDF first."),
)
_HTML = re.compile(  # possessive, so that a page of nothing but comments is given up at once
    r"(?:<\?xml[^>]*+>|(?><!--.*?-->)|\s)*+<(?:!doctype\s+html|html|head|body|title|meta)\b", re.I | re.S
)
_PIECE = re.compile(r"\s*+<(?:p|div|h[1-6]|br|a|span|table|ul|ol|article|section|main)\b[^<>]*>", re.I)
# What a book in HTML says of itself, and what web pages have around their articles.
_BOOK = re.compile(
    r"pg-?boilerplate|<title>[^<]{0,300}Project Gutenberg|epub:type=|z3998:|gutenberg\.org/ebooks|"
    r"name=[\"']generator[\"'][^>]{0,300}(?:ebookmaker|pandoc)",
    re.I,
)
_AROUND = (
    re.compile(r"<nav\b|role=[\"']navigation", re.I),
    re.compile(r"<(?:header|footer|aside)\b", re.I),
    re.compile(r"<(?:form|input|button)\b", re.I),
    re.compile(r"<script\b[^>]{0,300}\bsrc\s*=", re.I),
    re.compile(r"property=[\"'](?:og|article):", re.I),
    re.compile(
        r"(?:class|id)=[\"'][^\"']{0,100}(?:menu|side-?bar|nav-?bar|breadcrumb|comment|share|social|cookie|masthead|footer)",
        re.I,
    ),
    re.compile(r"<link\b[^>]{0,300}rel=[\"'](?:canonical|alternate|amphtml|icon|shortcut icon)", re.I),
)
SIGNS = 2  # of a web page, where no address says that it is one
LOOK = 400_000  # letters of a page looked at


def kind_told(data: bytes) -> str:
    """The kind that the content tells, whatever the file is called: "" where it tells none."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(b"PK\x03\x04"):
        return _of_package(data)
    if head.startswith(b"{") and TEXT_FORMAT.encode() in head[:200]:
        return "json"
    return "html" if _HTML.match(decode(data[:4096])) else ""


def is_piece_of_html(data: bytes) -> bool:
    """Whether the bytes begin like a part cut out of a page."""
    return bool(_PIECE.match(decode(data[:4096])))


def _of_package(data: bytes) -> str:
    """The kind of a ZIP: EPUB and ODT begin with their media type (ODF 1.3 part 2, §3.3; EPUB 3.3, §4.3)."""
    if b"mimetypeapplication/vnd.oasis.opendocument.text" in data[:200]:
        return "odt"
    if b"mimetypeapplication/epub+zip" in data[:200] or b"META-INF/container.xml" in data:
        return "epub"
    if b"word/document" in data:
        return "docx"
    return "odt" if b"content.xml" in data and b"META-INF/manifest.xml" in data else ""


def refuse_unreadable(data: bytes, name: str) -> None:
    """Raise ``ReadError`` where the bytes are no words: a picture, an archive, a program."""
    if not data.strip():
        raise ReadError(name, "it is empty", "Look whether the file was copied whole.")
    for mark, place, what, hint in UNREADABLE:
        if data[place : place + len(mark)] == mark:
            raise ReadError(name, what, hint)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return  # UTF-16, where every other byte of an English text is null
    head = data[:8192]
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    if controls * 50 > len(head):
        raise ReadError(name, "this kind of file is not one we can read", KNOWN)


def is_web_page(data: bytes, address: str = "") -> bool:
    """Whether an HTML page is an article with menus around it, and not a book or a page that is all text."""
    words = decode(data)
    looked = words if len(words) <= LOOK else words[: LOOK // 2] + words[-LOOK // 2 :]
    if START.search(looked) or _BOOK.search(looked[:20_000]):
        return False
    signs = sum(bool(sign.search(looked)) for sign in _AROUND)
    return bool(address) or signs >= SIGNS

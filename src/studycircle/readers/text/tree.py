"""Bytes of HTML or XHTML to a tree, safely: no entity, no outside file, no network, whatever the document says."""

import codecs
import re
from html import escape
from html.entities import html5
from typing import Any

from lxml import etree, html

from studycircle.errors import ReadError

MOST_DECLARED = 4_000  # letters of a document type that are looked through for names
LARGEST = 64_000_000  # bytes: sixteen times War and Peace
_DOCTYPE = re.compile(  # with what may stand before it; looked for there alone, so that a thousand of them cost nothing
    r"((?:\s|<\?[^>]*+>|(?><!--.*?-->))*+)<!DOCTYPE\b(?:[^>\[\"']|\"[^\"]*\"|'[^']*')*+(?:\[.*?\]\s*)?>", re.I | re.S
)
_DECLARED = re.compile(r"""<!ENTITY\s+([A-Za-z][\w.-]{0,31})\s+(?:"([^"<&%]{0,99})"|'([^'<&%]{0,99})')\s*>""")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)""", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Python decodes these too. No page is written in them, punycode takes for ever, and UTF-7 hides what it says.
_NO_CHARSETS = frozenset(
    ["punycode", "idna", "unicode_escape", "unicode-escape", "raw_unicode_escape", "undefined", "utf-7", "utf7"]
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")  # no tree can hold them
_OF_HEAD = frozenset({"title", "meta", "link", "base", "style", "script", "noscript", "template", etree.Comment})
_XML_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})


def decode(data: bytes) -> str:
    """The words of ``data``: by byte order mark, what its bytes look like, or declaration. Never fails."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    found = _XML_ENCODING.match(data[:200]) or _CHARSET.search(data[:4000])
    said = found[1].decode("ascii").lower() if found else "utf-8"
    # The web reads these labels as Windows-1252 (WHATWG Encoding §4.2): the "quotes" of old pages live there.
    said = "cp1252" if said in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii") else said
    # Programs that save a page make it UTF-8 and let it say what it said; nothing else is UTF-8 by accident.
    for encoding in (said, "utf-8", "cp1252") if data.isascii() else ("utf-8", said, "cp1252"):
        if encoding in _NO_CHARSETS:
            continue
        try:
            return data.decode(encoding)
        except (ValueError, LookupError):  # "undefined" raises the parent of UnicodeDecodeError
            continue
    return data.decode("latin-1")


def as_sent(data: bytes, media: str) -> bytes:
    """``data`` in UTF-8, if the server said its charset: that counts before what the page says (WHATWG Encoding §6)."""
    found = re.search(r"""charset\s*=\s*["']?([\w.:-]+)""", media, re.I)
    if not found or found[1].lower() in _NO_CHARSETS:
        return data
    try:
        return codecs.BOM_UTF8 + data.decode(found[1]).encode()
    except (LookupError, ValueError):
        return data


def parse_html(data: bytes, name: str = "") -> Any:
    """The root element of an HTML or XHTML document. Raises ``ReadError`` where there is nothing to read."""
    if len(data) > LARGEST:
        raise ReadError(name, "this page is too large", "Split it, or take the plain text.")
    text = _CONTROLS.sub("", decode(data).replace("\f", " "))
    if not text.strip():
        raise ReadError(name, "it is empty")
    head = text[:1000].lstrip().lower()
    root = None
    if head.startswith("<?xml") or "xhtml" in head:
        root = _parse_xml(text)
    if root is None:
        root = _parse_loose(text)
    if root is None:
        raise ReadError(name, "it has nothing that can be read as a page")
    return root


def _parse_xml(text: str) -> Any:
    """As XML, so that ``<a id="x"/>`` is empty; nothing if it is not well-formed."""
    text = _with_own_letters(text)
    text = _DECLARATION.sub("", _without_doctype(text), count=1)
    for name in set(_ENTITY.findall(text)) - _XML_OWN:
        if f"{name};" in html5:  # a page may make up a million others
            text = text.replace(f"&{name};", escape(html5[f"{name};"], quote=False))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        root = etree.fromstring(text.strip().encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root if root.tag in ("{http://www.w3.org/1999/xhtml}html", "html") else None


def _with_own_letters(text: str) -> str:
    """``text`` with the words its document type declares names for in their place: plain words only."""
    found = _DOCTYPE.match(text)
    for name, double, single in _DECLARED.findall(found[0][:MOST_DECLARED]) if found else ():
        said = double or single
        if len(text) + text.count(f"&{name};") * len(said) <= LARGEST and name not in _XML_OWN:
            text = text.replace(f"&{name};", said)
    return text


def _without_doctype(text: str) -> str:
    found = _DOCTYPE.match(text)
    return found[1] + text[found.end() :] if found else text


def _parse_loose(text: str) -> Any:
    parser = html.HTMLParser(encoding="utf-8", remove_pis=True, huge_tree=False)
    text = _DECLARATION.sub("", _without_doctype(text), count=1)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    _empty_head(root)
    return root


def _empty_head(root: Any) -> None:
    """Move out of the head what is no part of it: a page may leave ``<body>`` out, and the parser, which does not
    know the newer elements, then takes them to be still in the head."""
    head = root.find("head")
    first = next((child for child in head if child.tag not in _OF_HEAD), None) if head is not None else None
    if first is None:
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    moved = list(head)[head.index(first) :]
    above = body.text
    body.text = None
    for place, element in enumerate(moved):
        body.insert(place, element)  # with the words that follow it
    if above:
        moved[-1].tail = f"{moved[-1].tail or ''}{above}"


def parse_xml(data: bytes, name: str = "") -> Any:
    """The root element of any other XML (an EPUB's package). Raises ``ReadError`` if it is not well-formed."""
    text = _DECLARATION.sub("", _without_doctype(decode(data).replace("\x00", "")), count=1)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        return etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(name, "its XML is broken", "Make the file again with the program it came from.") from error

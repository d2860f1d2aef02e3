"""The words inside a block: a tiny XHTML vocabulary, kept as a well-formed fragment.

``em``, ``strong``, ``sup``, ``sub``, ``code``, ``br``; ``a`` with ``href``; ``span`` with ``lang`` and ``dir``;
``ruby``, ``rb``, ``rt``, ``rp``; ``img`` with ``src`` (the key of an image of the text; empty where it
could not be had) and ``alt``. Two marks have a
form of their own, so that every writer finds them:

- a note reference: ``<a role="doc-noteref" href="#KEY">MARK</a>``, KEY being the note's;
- a page of the printed edition: ``<span role="doc-pagebreak" aria-label="12"/>``, where that page begins.

``#KEY`` in any other link is the key of a block of the same text. Attributes stand in the order named here and in
double quotes, so that patterns suffice to write them anew. Whoever makes ``Inline`` from outside material comes
through a text reader; everything else may then trust it.
"""

import re
from collections.abc import Callable
from html import escape, unescape
from typing import NewType
from xml.etree import ElementTree

from studycircle.documents.rich import is_safe_link

Inline = NewType("Inline", str)
NO_WORDS = Inline("")

ATTRIBUTES = {
    "em": frozenset[str](),
    "strong": frozenset[str](),
    "sup": frozenset[str](),
    "sub": frozenset[str](),
    "code": frozenset[str](),
    "br": frozenset[str](),
    "ruby": frozenset[str](),
    "rb": frozenset[str](),
    "rt": frozenset[str](),
    "rp": frozenset[str](),
    "a": frozenset({"href", "role"}),
    "span": frozenset({"lang", "dir", "role", "aria-label"}),
    "img": frozenset({"src", "alt"}),
}

NOTE_REF = re.compile(r'<a role="doc-noteref" href="#([^"]*)">(.*?)</a>', re.S)
PAGE = re.compile(r'<span role="doc-pagebreak" aria-label="([^"]*)"/>')
LINK_HERE = re.compile(r'<a href="#([^"]*)">')
PICTURE = re.compile(r'<img src="([^"]*)" alt="([^"]*)"/>')
_UNSPOKEN = re.compile(r'<a role="doc-noteref"[^>]*>.*?</a>|<r[tp]>.*?</r[tp]>', re.S)
_BREAK = re.compile(r"<br/>\n?")
_TAG = re.compile(r"<[^>]*>")


def from_plain(words: str) -> Inline:
    """Plain words as inline words; line ends become ``br``."""
    return Inline("<br/>".join(escape(line, quote=False) for line in words.split("\n")))


def to_plain(words: Inline) -> str:
    """The words alone, without note marks and the readings of ruby; ``br`` as a line end."""
    if "<" not in words:
        return unescape(words) if "&" in words else words
    text = _TAG.sub("", _BREAK.sub("\n", _UNSPOKEN.sub("", words)))
    return unescape(text) if "&" in text else text


def note_ref(key: str, mark: str) -> str:
    """A reference to the note ``key``, shown as ``mark``."""
    return f'<a role="doc-noteref" href="#{key}">{escape(mark, quote=False)}</a>'


def page_mark(label: str) -> str:
    """The mark of a printed page's beginning."""
    return f'<span role="doc-pagebreak" aria-label="{escape(label)}"/>'


def note_keys(words: Inline) -> list[str]:
    """The keys of the notes ``words`` point at, in order."""
    return [found[0] for found in NOTE_REF.findall(words)] if "doc-noteref" in words else []


def pages(words: Inline) -> list[str]:
    """The labels of the printed pages that begin in ``words``, in order."""
    return [unescape(label) for label in PAGE.findall(words)] if "doc-pagebreak" in words else []


def without_marks(words: Inline) -> Inline:
    """``words`` without note references and page marks, for headings repeated elsewhere."""
    return Inline(PAGE.sub("", NOTE_REF.sub("", words)))


def relink(words: Inline, where: Callable[[str], str]) -> Inline:
    """``words`` with every link to a block led to ``where(key)``."""
    if 'href="#' not in words:
        return words
    return Inline(LINK_HERE.sub(lambda found: f'<a href="{escape(where(found[1]))}">', words))


def is_inline(words: str) -> bool:
    """Whether ``words`` keeps to the vocabulary."""
    if "<!" in words or "<?" in words:
        return False
    try:
        root = ElementTree.fromstring(f"<words>{words}</words>")  # noqa: S314 - no doctype can stand inside an element
    except ElementTree.ParseError:
        return False
    return all(_is_known(element) for element in root.iter() if element is not root)


def _is_known(element: ElementTree.Element) -> bool:
    if element.tag not in ATTRIBUTES or set(element.keys()) - ATTRIBUTES[element.tag]:
        return False
    if element.get("role", "doc-noteref") not in ("doc-noteref", "doc-pagebreak"):
        return False
    return element.tag != "a" or is_safe_link(element.get("href", ""))

"""HTML as rich text: what the desk's editor sends, and what is pasted there from Word, other writers and web pages.

The one sanitiser of what people write on the desk. Only words and what ``Rich`` can say of them is carried over, so
nothing else can come through. Of a paste, bold and italics are known by their styles too, and Word's paragraphs that
look like list items become items (``office.py`` knows its ways).
"""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from lxml import etree, html

from studycircle.documents.rich import NOT_XML, Rich, from_plain, is_rich, is_safe_link, unparse
from studycircle.documents.tidy import tidy_tree
from studycircle.readers.programme import office
from studycircle.readers.text.words import BLOCKS, SAME, UNREAD, direction_of, language_of, tag_of

LONGEST = 4_000_000  # characters of a paste: Word sends a book of styles along with a sentence
DEEPEST = 60  # levels; below that words are kept, and nothing is said of them
HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
LISTS = ("ul", "ol")
UNSEEN = UNREAD | {"xml", "noscript", "colgroup", "del"}  # "del": taken out while changes were being followed
FROM_ELSEWHERE = re.compile(r"(?:https?:|mailto:|tel:)", re.I)
FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->(.*)<!--\s*EndFragment\s*-->", re.S | re.I)

TAG = re.compile(r"<[^<>]*>")
UNREAD_WORDS = re.compile(r"<(script|style|title)\b.*?</\1\s*>|<!--.*?-->", re.S | re.I)

Mark = tuple[str, tuple[tuple[str, str], ...]]


def from_html(markup: str, *, is_pasted: bool = False) -> Rich:
    """``markup`` as tidy rich text; never raises, and of what cannot be read the words are left.

    ``is_pasted``: it comes from another programme, so that styles tell of it, and links within a page lead nowhere.
    """
    markup = NOT_XML.sub(" ", markup[:LONGEST])
    is_office = is_pasted and office.is_from(markup)
    if is_pasted and (fragment := FRAGMENT.search(markup)):
        markup = fragment[1]
    try:
        parser = html.HTMLParser(no_network=True, remove_pis=True, remove_comments=True, encoding="utf-8")
        page = html.document_fromstring(f"<body>{office.without_conditions(markup)}".encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return _words_of(markup)
    walk = _Walk(is_pasted=is_pasted, is_office=is_office)
    walk.content(page, (), 0)
    rich = unparse(tidy_tree(walk.root))
    return rich if rich and is_rich(rich) else _words_of(markup)


def _words_of(markup: str) -> Rich:
    """What is left of a page nobody can make sense of: too deep, or cut off."""
    return from_plain(unescape(TAG.sub(" ", UNREAD_WORDS.sub(" ", markup))))


class _Walk:
    """Builds the tree of ``Rich`` while it goes through that of the page."""

    def __init__(self, *, is_pasted: bool, is_office: bool) -> None:
        self.root = Element("rich")
        self.path = [self.root]  # the quotation, list or item one is in, the innermost last
        self.tag = "p"  # what the next line will be
        self.line: Element | None = None
        self.is_pasted, self.is_office = is_pasted, is_office
        self.items = office.Items()
        self.skip = 0  # letters that are only the sign of an item

    def content(self, element: Any, marks: tuple[Mark, ...], depth: int) -> None:
        if depth > DEEPEST:
            self.say("".join(element.itertext()), marks)
            return
        self.say(element.text or "", marks)
        for child in element:
            self.element(child, marks, depth + 1)
            self.say(child.tail or "", marks)

    def element(self, element: Any, marks: tuple[Mark, ...], depth: int) -> None:
        tag = tag_of(element)
        style = office.style_of(element) if self.is_pasted else {}
        if not tag or tag in UNSEEN or tag.startswith("v:") or office.is_unseen(style):
            return
        if tag == "br":
            self.say_mark("br")
        elif tag == "img":
            self.say(element.get("alt") or "", marks)
        elif tag == "hr":
            self.block("p")
            self.say("* * *", ())
            self.line = None
        elif tag in BLOCKS:
            self.parted(element, tag, style, self.marks(element, tag, style, marks), depth)
        else:
            self.content(element, self.marks(element, tag, style, marks), depth)

    def parted(self, element: Any, tag: str, style: Mapping[str, str], marks: tuple[Mark, ...], depth: int) -> None:
        """An element that stands on lines of its own."""
        item = office.item_of(element, style) if self.is_pasted else None
        was = self.tag
        if item is not None:
            self.line = self.items.line_for(item, self.path[-1])
            self.skip = item.sign
        elif tag in LISTS or tag == "li" or tag == "blockquote" or office.is_quote(element):
            self.inside(tag if tag in (*LISTS, "li") else "blockquote", element, marks, depth)
            return
        elif tag == "tr" and office.is_plain_row(element):
            self.block("p")
            self.row(element, marks)
            self.line = None
            return
        else:
            self.block(HEADINGS.get(tag) or ("h3" if office.is_title(element) else was))
        self.content(element, marks, depth)
        self.tag, self.line, self.skip = was, None, 0

    def inside(self, tag: str, element: Any, marks: tuple[Mark, ...], depth: int) -> None:
        """A list, an item or a quotation, with what is in it."""
        self.block("p")
        path = list(self.path)
        here = self.path[-1]
        if tag == "li" and here.tag not in LISTS:
            here = SubElement(here, "ul")
        elif tag != "li" and here.tag in LISTS:  # a list right in a list belongs to the item before it
            here = here[-1] if len(here) else SubElement(here, "li")
        self.path.append(SubElement(here, tag))
        self.content(element, marks, depth)
        self.block("p")
        self.path = path

    def row(self, element: Any, marks: tuple[Mark, ...]) -> None:
        """A row of a table, its cells in one line."""
        cells = [" ".join("".join(cell.itertext()).split()) for cell in element]
        self.say(" – ".join(filter(None, cells)), marks)

    def block(self, tag: str) -> None:
        """End the line; the next one will be of that kind."""
        self.line, self.tag = None, tag
        self.items.end()

    def say(self, words: str, marks: tuple[Mark, ...]) -> None:
        """Add words to the line, within ``marks``."""
        if self.skip:
            self.skip, words = max(0, self.skip - len(words)), words[self.skip :]
        if not words or (self.line is None and words.isspace() and "\xa0" not in words):
            return
        here = self._open_line()
        for tag, attributes in marks:
            if not (tag == "strong" and here.tag in ("h3", "h4") and self.is_pasted):
                here = SubElement(here, tag, dict(attributes))
        if len(here):
            here[-1].tail = (here[-1].tail or "") + words
        else:
            here.text = (here.text or "") + words

    def say_mark(self, tag: str) -> None:
        SubElement(self._open_line(), tag)

    def _open_line(self) -> Element:
        if self.line is None:
            self.items.end()
            here = self.path[-1]
            if here.tag in LISTS:
                here = here[-1] if len(here) else SubElement(here, "li")
            self.line = SubElement(here, self.tag)
        return self.line

    def marks(self, element: Any, tag: str, style: Mapping[str, str], around: tuple[Mark, ...]) -> tuple[Mark, ...]:
        """What is to be said of words in ``element``: what is said around it, and what it adds."""
        marks = list(around)
        tags = {name for name, _ in around}
        marks += [(name, ()) for name in office.said_by(style, SAME.get(tag), element) if name not in tags]
        if tag == "a" and "a" not in tags and (address := self.address(element)):
            marks.append(("a", (("href", address),)))
        if not self.is_office:  # Word says the language of every word
            said = (("lang", language_of(element)), ("dir", direction_of(element)))
            if tag not in BLOCKS and any(value for _, value in said):
                marks.append(("span", tuple((name, value) for name, value in said if value)))
        return tuple(marks)

    def address(self, element: Any) -> str:
        """Where a link leads, if it may lead there."""
        address = (element.get("href") or "").strip()
        if len(address) > 2000 or not is_safe_link(address):
            return ""
        return address if not self.is_pasted or FROM_ELSEWHERE.match(address) else ""

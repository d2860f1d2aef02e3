"""DTBook (ANSI/NISO Z39.86), the markup of talking books, which EPUB 2 allows: as the HTML it means."""

import re
from typing import Any

from lxml import etree

from studycircle.readers.text.words import EPUB_TYPE, tag_of

# element of DTBook -> (element of HTML, its class)
_MEANS = {
    "doctitle": ("p", "title"), "docauthor": ("p", "author"), "covertitle": ("p", "title"),
    "book": ("div", ""), "frontmatter": ("div", ""), "bodymatter": ("div", "bodymatter"), "rearmatter": ("div", ""),
    "level": ("section", ""), "bridgehead": ("p", "head"), "hd": ("h4", ""), "levelhd": ("h4", ""),
    "poem": ("div", "poem"), "linegroup": ("div", "stanza"), "line": ("div", "line"), "linenum": ("span", "linenum"),
    "epigraph": ("blockquote", ""), "byline": ("p", ""), "dateline": ("p", ""), "author": ("p", ""),
    "imggroup": ("figure", ""), "sidebar": ("aside", ""), "prodnote": ("div", ""), "lic": ("span", ""),
    "sent": ("span", ""), "w": ("span", ""),
}  # fmt: skip


def as_html(root: Any) -> Any:
    """The tree of a DTBook document with HTML's elements; ``root`` is changed."""
    for element in list(root.iter()):
        tag = tag_of(element)
        if tag in ("note", "annotation"):
            _become(element, "div", "footnote")
        elif tag in ("noteref", "annoref"):
            _become(element, "a", "noteref")
            element.set("href", f"#{(element.get('idref') or '').lstrip('#')}")
        elif tag == "pagenum":
            _become(element, "span", "")
            element.set(EPUB_TYPE, "pagebreak")
        elif tag == "list":
            _become(element, "ol" if element.get("type") == "ol" else "ul", "")
            element.attrib.pop("type", None)
        elif tag == "caption" and tag_of(element.getparent()) != "table":
            _become(element, "figcaption", "")
        elif re.fullmatch(r"level\d", tag):
            _become(element, "section", "")
        elif tag in _MEANS:
            _become(element, *_MEANS[tag])
    return next((element for element in root.iter() if tag_of(element) == "div"), etree.Element("div"))


def _become(element: Any, tag: str, name: str) -> None:
    element.tag = tag
    if name and not element.get("class"):
        element.set("class", name)

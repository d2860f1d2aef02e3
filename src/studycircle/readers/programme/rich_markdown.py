"""Markdown as rich text: CommonMark without HTML, and "[words]{lang=el}" for what it has no sign for.

"[…]{sup}", "{sub}", "{em}", "{strong}", "{code}", "{lang=… dir=…}". Headings of four marks and fewer become ``h3``,
of more ``h4``; a picture becomes a link to it; a rule becomes "* * *". A link that is not safe loses its address,
which stays in words. The indentation of code and empty brackets are lost, nothing else.
"""

import json
import re
from functools import cache
from xml.etree.ElementTree import Element, SubElement

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from studycircle.documents.rich import ATTRIBUTES, NOT_XML, Rich, from_plain, is_rich, is_safe_link, unparse
from studycircle.documents.tidy import tidy_tree

PLAIN_SPANS = frozenset({"em", "strong", "sup", "sub", "code"})
SPAN = re.compile(r'\{(?:(?P<tag>[a-z]+)|(?P<pairs>(?: ?(?:lang|dir)=(?:[\w.:/+-]+|"(?:[^"\\\n]|\\.)*"))+))\}')
PAIR = re.compile(r'(lang|dir)=([\w.:/+-]+|"(?:[^"\\\n]|\\.)*")')
DIRECTIONS = ("ltr", "rtl", "auto")
BLOCK_TAGS = {
    "paragraph": "p",
    "blockquote": "blockquote",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
}

MOST_BRACKETS = 2000  # each may begin a link, and is looked for to the end of its paragraph: that grows as a square


def to_rich(markdown: str) -> Rich:
    """``markdown`` as tidy rich text (see ``documents/tidy.py``)."""
    text = NOT_XML.sub("", markdown)
    if text.count("[") > MOST_BRACKETS:
        return from_plain(text)
    root = Element("rich")
    _fill(root, _parser().parse(text))
    rich = unparse(tidy_tree(root))
    return rich if is_rich(rich) else from_plain(text)  # too deeply nested to be meant


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 100})
    # Addresses are kept as they are written; whether they are safe is asked below.
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.inline.ruler.before("link", "span", _span)
    return parser


def _span(state: StateInline, silent: bool) -> bool:
    """A rule of markdown-it for "[words]{…}"."""
    if state.src[state.pos] != "[":
        return False
    start, end = state.pos, state.posMax
    label_end = state.md.helpers.parseLinkLabel(state, start)
    match = SPAN.match(state.src, label_end + 1, end) if label_end >= 0 else None
    if match is None or not (match["pairs"] or match["tag"] in PLAIN_SPANS):
        return False
    if not silent:
        tag = match["tag"] or "span"
        opening = state.push("span_open", tag, 1)
        for name, value in PAIR.findall(match["pairs"] or ""):
            value = str(json.loads(value)) if value.startswith('"') else value
            if name == "lang" or value in DIRECTIONS:
                opening.attrSet(name, value)
        state.pos, state.posMax = start + 1, label_end
        state.md.inline.tokenize(state)
        state.push("span_close", tag, -1)
    state.pos, state.posMax = match.end(), end
    return True


def _fill(root: Element, tokens: list[Token]) -> None:
    """Put the blocks that ``tokens`` tell into ``root``."""
    path = [root]
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if token.type == "inline":
            _fill_line(path[-1], token.children or [])
        elif token.type in ("fence", "code_block"):
            _lines_of_code(SubElement(path[-1], "p"), token.content)
        elif token.type == "hr":
            SubElement(path[-1], "p").text = "* * *"
        elif token.nesting == 1:
            tag = BLOCK_TAGS.get(name) or ("h3" if token.tag in ("h1", "h2", "h3", "h4") else "h4")
            path.append(SubElement(path[-1], tag))
        elif token.nesting == -1:
            path.pop()


def _lines_of_code(paragraph: Element, content: str) -> None:
    for at, line in enumerate(content.rstrip("\n").split("\n")):
        if at:
            SubElement(paragraph, "br")
        SubElement(paragraph, "code").text = line


def _fill_line(block: Element, tokens: list[Token]) -> None:
    path = [block]
    for token in tokens:
        here = path[-1]
        if token.type == "softbreak":
            _say(here, " ")
        elif token.type == "hardbreak":
            SubElement(here, "br")
        elif token.type == "code_inline":
            SubElement(here, "code").text = token.content
        elif token.type == "image":
            _image(here, token)
        elif token.type == "link_open":
            path.append(_link(here, str(token.attrGet("href") or "")))
        elif token.nesting == 1:
            known = ATTRIBUTES.get(token.tag, frozenset())
            attributes = {name: str(value) for name, value in token.attrs.items() if name in known}
            path.append(SubElement(here, token.tag, attributes))
        elif token.nesting == -1:
            path.pop()
        else:
            _say(here, token.content)


def _link(here: Element, address: str) -> Element:
    if is_safe_link(address):
        return SubElement(here, "a", {"href": address})
    if address:
        _say(here, f"({address}) ")
    return SubElement(here, "span")


def _image(here: Element, token: Token) -> None:
    link = _link(here, str(token.attrGet("src") or ""))
    link.text = token.content or str(token.attrGet("src") or "")


def _say(element: Element, words: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words

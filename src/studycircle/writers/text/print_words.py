"""Inline words as a tree of data for the book's template, which sets it and never reads it as markup.

A node is a string or a dict with a ``tag``: ``em``, ``strong``, ``sup``, ``sub``, ``code``, ``span``, ``a`` (a link
outwards) and ``to`` (a link within) have a ``body``; ``br``, ``note``, ``page``, ``img`` and ``ruby`` what they need.
"""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from studycircle.documents.inline import Inline, to_plain
from studycircle.documents.text import Image
from studycircle.writers.programme.paper import DEEPEST, Tree, typst_language, visible, web_link

PLAIN = frozenset({"em", "strong", "sup", "sub", "code"})
_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class Setting:
    """What words lead to: ``note`` gives the node of a reference to a note by key and mark, ``is_here`` says whether
    a block is in the same volume, ``images`` are those of the text, ``picture`` is what one without words is called."""

    note: Callable[[str, str], dict[str, Any]]
    is_here: Callable[[str], bool]
    images: Mapping[str, Image]
    picture: str = "Picture"

    def nodes(self, words: Inline) -> Tree:
        """The tree of ``words``."""
        if "<" not in words:
            plain = _spaces(to_plain(words))
            return [plain] if plain else []
        root = ElementTree.fromstring(f"<w>{words}</w>")  # noqa: S314 - documents/inline.py says why it can be trusted
        return _joined(self._content(root, 0))

    def _content(self, element: ElementTree.Element, depth: int) -> Tree:
        nodes: Tree = [_spaces(element.text)]
        for child in element:
            nodes += self._node(child, depth + 1)
            tail = _spaces(child.tail)
            nodes.append(tail.lstrip(" ") if child.tag == "br" else tail)
        return [node for node in nodes if node != ""]

    def _node(self, element: ElementTree.Element, depth: int) -> Tree:
        tag, role = element.tag, element.get("role", "")
        if tag == "br":
            return [{"tag": "br"}]
        if role == "doc-noteref":
            return [self.note(element.get("href", "").removeprefix("#"), _plain(element))]
        if role == "doc-pagebreak":
            return [{"tag": "page", "label": element.get("aria-label", "")}]
        if tag == "img":
            return self._image(element)
        if tag == "ruby":
            return _ruby(element)
        if depth > DEEPEST:
            return [_plain(element)]
        body = self._content(element, depth)
        if tag in PLAIN:
            return [{"tag": tag, "body": body}] if body else []
        if tag == "span":
            return [_span(element, body)] if body else []
        return self._link(element, body) if tag == "a" else body

    def _link(self, element: ElementTree.Element, body: Tree) -> Tree:
        href = element.get("href", "")
        if not any(visible(_said(node)) for node in body):
            return body
        if href.startswith("#"):
            return [{"tag": "to", "href": href[1:], "body": body}] if self.is_here(href[1:]) else body
        return [{"tag": "a", "href": web_link(href), "body": body}] if web_link(href) else body

    def _image(self, element: ElementTree.Element) -> Tree:
        alternative = element.get("alt", "")
        image = self.images.get(element.get("src", ""))
        if image is None:
            return [f"[{alternative}]"] if alternative else []
        return [{"tag": "img", **drawn(image), "alt": alternative or self.picture}]


def drawn(image: Image) -> dict[str, Any]:
    """An image as data: within a drawing, since JSON holds no bytes, and since one that is broken then stays empty and
    stops nothing. Its size is in points; a pixel is 0.75 of one (CSS 2.2 §4.3.2)."""
    width, height = image.width or 400, image.height or 300
    size = {"width": width * 0.75, "height": height * 0.75}
    if image.media == "image/svg+xml" and _is_well_formed(image.data):
        return {"svg": image.data.decode(), **size}  # within another drawing its words would have no fonts
    content = base64.b64encode(image.data).decode("ascii")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}"'
        f' height="{height}" viewBox="0 0 {width} {height}"><image width="{width}" height="{height}"'
        f' xlink:href="data:{image.media};base64,{content}"/></svg>'
    )
    return {"svg": svg, **size}


def _is_well_formed(drawing: bytes) -> bool:
    """Whether Typst can read it, as made by our reader: without a document type, in UTF-8."""
    if b"<!" in drawing:
        return False
    try:
        root = ElementTree.fromstring(drawing.decode())  # noqa: S314 - without a document type there are no entities
    except (ElementTree.ParseError, ValueError):
        return False
    return root.tag == "{http://www.w3.org/2000/svg}svg"


def lines(nodes: Tree) -> list[Tree]:
    """The lines of ``nodes``, parted at every ``br``; what goes over the end of a line is in both."""
    found: list[Tree] = [[]]
    for node in nodes:
        if isinstance(node, str) or "body" not in node:
            if isinstance(node, dict) and node["tag"] == "br":
                found.append([])
            else:
                found[-1].append(node)
            continue
        first, *others = lines(node["body"])
        found[-1].append({**node, "body": first})
        found += [[{**node, "body": other}] for other in others]
    return found


def _ruby(element: ElementTree.Element) -> Tree:
    """Each base with its reading; brackets for those who cannot show them above are left out."""
    nodes: Tree = []
    base = _spaces(element.text)
    for child in element:
        said = _plain(child)
        if child.tag == "rt":
            nodes.append({"tag": "ruby", "base": base.strip(), "reading": said})
            base = ""
        elif child.tag != "rp":
            base += said
        base += _spaces(child.tail).strip()
    return [*nodes, base] if base else nodes


def _span(element: ElementTree.Element, body: Tree) -> dict[str, Any]:
    return {
        "tag": "span",
        **typst_language(element.get("lang", "")),
        "direction": element.get("dir", ""),
        "body": body,
    }


def _joined(nodes: Tree) -> Tree:
    """Without spaces at either end."""
    if nodes and isinstance(nodes[0], str):
        nodes[0] = nodes[0].lstrip(" ")
    if nodes and isinstance(nodes[-1], str):
        nodes[-1] = nodes[-1].rstrip(" ")
    return [node for node in nodes if node != ""]


def _said(node: Any) -> str:
    if isinstance(node, str):
        return node
    return "".join(map(_said, node.get("body", ()))) or str(node.get("base", node.get("svg", "")))


def _plain(element: ElementTree.Element) -> str:
    return _spaces("".join(element.itertext()))


def _spaces(text: str | None) -> str:
    return _SPACES.sub(" ", text or "")

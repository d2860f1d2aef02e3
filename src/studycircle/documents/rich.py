"""Rich text of a programme: a tiny, safe XHTML vocabulary, kept as a well-formed fragment.

Blocks: ``p``, ``blockquote`` (of blocks), ``ul``/``ol`` of ``li`` (of inline text or blocks), ``h3``, ``h4``.
Inline: ``em``, ``strong``, ``a`` (``href``: http, https, mailto, tel or relative), ``sup``, ``sub``, ``code``, ``br``,
``span`` (``lang``, ``dir``). No other element, no other attribute. Whoever makes ``Rich`` from outside
material must come through a reader's sanitiser; everything else may then trust it.
"""

import re
from typing import NewType
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

Rich = NewType("Rich", str)
NOTHING = Rich("")

BLOCKS = frozenset({"p", "blockquote", "ul", "ol", "li", "h3", "h4"})
INLINE = frozenset({"em", "strong", "a", "sup", "sub", "code", "br", "span"})
ATTRIBUTES = {"a": frozenset({"href"}), "span": frozenset({"lang", "dir"})}
TOP = BLOCKS - {"li"}
# What may stand in what; elements not named hold inline content. Only "li" may hold text or blocks.
CONTENT = {"rich": TOP, "blockquote": TOP, "ul": frozenset({"li"}), "ol": frozenset({"li"}), "li": TOP | INLINE}
DEEPEST = 40  # levels; beyond that is an attack, not a text
SAFE_LINK = re.compile(r"(?:https?://[^/]|mailto:|tel:|[#?]|\.{0,2}/(?!/)|[^\s:/?#]+(?:[/?#]|$))", re.I)
LINE_END = "\x00"  # stands for ``br`` while words are gathered: no XML holds it, a plain line end is but a space
UNSAFE_IN_LINK = re.compile(r"[\x00-\x20\x7f-\x9f\\]")  # browsers read a backslash as a slash
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2


def is_safe_link(address: str) -> bool:
    """Whether ``address`` may stand in an ``href``: no scheme but http(s), mailto and tel; no control characters."""
    return bool(SAFE_LINK.match(address)) and not UNSAFE_IN_LINK.search(address)


def parse(rich: Rich) -> ElementTree.Element:
    """The fragment as an element ``<rich>`` holding its blocks; raises ``ParseError`` if it is not well-formed."""
    return ElementTree.fromstring(f"<rich>{rich}</rich>")  # noqa: S314 - inside an element no doctype can stand, so no entities


def unparse(root: ElementTree.Element) -> Rich:
    """The content of ``root`` written out, the inverse of ``parse``. Trusts that ``root`` keeps to the vocabulary."""
    pieces = [escape(root.text or "")]
    for child in root:
        attributes = "".join(f" {name}={quoteattr(value)}" for name, value in child.items())
        inside = unparse(child)
        pieces.append(f"<{child.tag}{attributes}>{inside}</{child.tag}>" if child.tag != "br" else "<br/>")
        pieces.append(escape(child.tail or ""))
    return Rich("".join(pieces))


def is_rich(text: str) -> bool:
    """Whether ``text`` keeps to the vocabulary: well-formed, nothing unknown or misplaced, safe links, no bare text."""
    if "<!" in text or "<?" in text:
        return False
    try:
        root = parse(Rich(text))
    except (ElementTree.ParseError, ValueError):  # ValueError: a lone surrogate
        return False
    return _is_well_placed(root, DEEPEST)


def _is_well_placed(element: ElementTree.Element, depth: int) -> bool:
    """Whether all under ``element`` is known and stands where it may."""
    allowed = CONTENT.get(element.tag, INLINE)
    if element.tag == "br":
        allowed = frozenset()
    if depth == 0 or any(child.tag not in allowed or not _has_good_attributes(child) for child in element):
        return False
    if not (allowed & INLINE) and any(text.strip() for text in _strings(element)):
        return False
    if element.tag == "a" and next(element.iterfind(".//a"), None) is not None:
        return False
    return all(_is_well_placed(child, depth - 1) for child in element)


def _strings(element: ElementTree.Element) -> list[str]:
    return [element.text or "", *(child.tail or "" for child in element)]


def _has_good_attributes(element: ElementTree.Element) -> bool:
    if set(element.keys()) - ATTRIBUTES.get(element.tag, frozenset()):
        return False
    if element.tag == "a":
        return is_safe_link(element.get("href", ""))
    return element.get("dir", "auto") in ("ltr", "rtl", "auto")


def from_plain(text: str) -> Rich:
    """Plain text as rich text: blank lines part paragraphs, single line ends become spaces."""
    text = NOT_XML.sub("", text)
    paragraphs = (" ".join(block.split()) for block in re.split(r"\n\s*\n", text))
    return Rich("".join(f"<p>{escape(words)}</p>" for words in paragraphs if words))


def to_plain(rich: Rich) -> str:
    """The words alone, blocks parted by blank lines, ``br`` as a line end."""
    if not rich:
        return ""
    blocks: list[str] = []
    _gather(parse(rich), blocks, [])
    return "\n\n".join(blocks)


def _gather(element: ElementTree.Element, blocks: list[str], pending: list[str]) -> None:
    """Append the words under ``element`` to ``blocks``; ``pending`` holds inline words of the open block."""
    is_block = element.tag in BLOCKS or element.tag == "rich"
    words: list[str] = [] if is_block else pending
    if element.tag == "br":
        words.append(LINE_END)
    words.append(element.text or "")
    for child in element:
        if child.tag in BLOCKS:
            _close(words, blocks)
        _gather(child, blocks, words)
        words.append(child.tail or "")
    if is_block:
        _close(words, blocks)


def _close(words: list[str], blocks: list[str]) -> None:
    text = "\n".join(" ".join(line.split()) for line in "".join(words).split(LINE_END)).strip()
    words.clear()
    if text:
        blocks.append(text)

"""What word processors put on the clipboard, and what they mean by it: Word, LibreOffice, Google Docs.

Word tells of lists by styles of paragraphs, of which the sign ("·", "1.") is a part of the words.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from studycircle.readers.text.words import tag_of

FROM_OFFICE = re.compile(r"mso-|class=[\"']?Mso|schemas-microsoft-com:office|LibreOffice|docs-internal-guid", re.I)
CONDITION = re.compile(r"<!\[(?:if|endif|else)[^>]*>", re.I)
IN_LIST = re.compile(r"\bl\d+\s+level(\d)", re.I)
SIGN = re.compile(r"\s*(?:[·•▪●○■□§o–-]|(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,6})[.)])[\s\xa0]{2,}")
NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxlcIVXLC]{1,6})[.)]|\d{1,3}")
RAISED = {"super": "sup", "sub": "sub"}
PLAIN_WEIGHTS = {"normal", "lighter", "100", "200", "300", "400", "500"}


def is_from(markup: str) -> bool:
    """Whether a word processor wrote ``markup``."""
    return bool(FROM_OFFICE.search(markup))


def without_conditions(markup: str) -> str:
    """``markup`` without Word's marks that are no comment, "<![if !supportLists]>"; what stands between stays."""
    return CONDITION.sub("", markup)


def style_of(element: Any) -> Mapping[str, str]:
    """The declarations of an element's own style, in small letters."""
    said = str(element.get("style") or "")[:10_000].lower()
    pairs = (one.partition(":") for one in said.split(";"))
    return {name.strip(): value.strip() for name, colon, value in pairs if colon}


def is_unseen(style: Mapping[str, str]) -> bool:
    """Whether nobody is to see it: what is hidden, and the sign of a list item."""
    return (
        style.get("display") == "none"
        or style.get("mso-hide") == "all"
        or style.get("mso-list") == "ignore"
        or style.get("mso-element", "").startswith("comment")
    )


def said_by(style: Mapping[str, str], tag: str | None, element: Any) -> Iterator[str]:
    """The names of the marks: what the element is (``tag``), unless its style says otherwise, and what that adds."""
    weight, slant = style.get("font-weight", ""), style.get("font-style", "")
    if (tag == "strong" and weight not in PLAIN_WEIGHTS) or weight in ("bold", "bolder", "600", "700", "800", "900"):
        yield "strong"
    if (tag == "em" and slant != "normal") or slant in ("italic", "oblique"):
        yield "em"
    if tag in ("sup", "sub", "code"):
        yield tag
    elif (raised := RAISED.get(style.get("vertical-align", ""))) and tag != raised:
        yield raised
    elif "MsoFootnoteReference" in (element.get("class") or ""):
        yield "sup"


def is_quote(element: Any) -> bool:
    """Whether a paragraph is in Word's style for a quotation."""
    return any(name in ("MsoQuote", "MsoIntenseQuote") for name in (element.get("class") or "").split())


def is_title(element: Any) -> bool:
    """Whether a paragraph is in Word's style for a title."""
    return any(name.startswith(("MsoTitle", "MsoSubtitle")) for name in (element.get("class") or "").split())


def is_plain_row(element: Any) -> bool:
    """Whether a row of a table is one of facts, several cells with a line in each, and no layout of a page."""
    cells = [cell for cell in element if "".join(cell.itertext()).strip()]
    inner = {"table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}
    return len(cells) > 1 and all(
        sum(tag_of(one) in ("p", "div", "br") for one in cell.iter()) < 2
        and not any(tag_of(one) in inner for one in cell.iter())
        for cell in cells
    )


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph that is a list item. ``sign``: so many of its first letters are the sign of the list."""

    level: int
    tag: str  # "ul", "ol"
    sign: int = 0


def item_of(element: Any, style: Mapping[str, str]) -> Item | None:
    """What an item a paragraph of Word's is, if it is one."""
    found = IN_LIST.search(style.get("mso-list", ""))
    if not found and not (element.get("class") or "").startswith("MsoListParagraph"):
        return None
    marked = next((one for one in element.iter() if style_of(one).get("mso-list") == "ignore"), None)
    sign = None if marked is not None else SIGN.match("".join(element.itertext()))
    if not found and sign is None and marked is None:
        return None
    words = "".join(marked.itertext()) if marked is not None else sign[0] if sign else ""
    is_numbered = NUMBER.fullmatch(words.strip(" \xa0\t\r\n")) is not None
    return Item(int(found[1]) if found else 1, "ol" if is_numbered else "ul", sign.end() if sign else 0)


@dataclass(slots=True)
class Items:
    """The lists that are open while item follows item, the innermost last."""

    lists: list[Element] = field(default_factory=list)

    def line_for(self, item: Item, container: Element) -> Element:
        """A new line for ``item``, in the list it belongs to; a new list stands in ``container`` or in an item."""
        level = min(max(item.level, 1), len(self.lists) + 1)
        del self.lists[level:]
        if len(self.lists) == level and self.lists[-1].tag != item.tag:
            self.lists.pop()
        if len(self.lists) < level:
            around = container if not self.lists else self.lists[-1][-1]
            self.lists.append(SubElement(around, item.tag))
        return SubElement(SubElement(self.lists[-1], "li"), "p")

    def end(self) -> None:
        """Something else follows."""
        self.lists.clear()

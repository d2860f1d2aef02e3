"""What of a web page is a menu, a comment or hidden, and no part of its text: by tags, roles, and names of classes."""

import re
from collections import Counter
from typing import Any

from studycircle.readers.programme.blocks import Block, Zone

MARGIN_TAGS = {"nav", "aside", "footer"}
MARGIN_ROLES = {"navigation", "search", "contentinfo", "complementary", "dialog", "alert"}
MARGIN_WORDS = {"nav", "navbar", "navigation", "menu", "sidebar", "side", "aside", "widget", "widgets", "footer", "foot",  # noqa: E501 - one thought, one line
                "cookie", "cookies", "breadcrumb", "breadcrumbs", "topbar", "pagination", "share", "sharing", "related",
                "consent", "social", "skip", "pager", "colophon", "ads", "newsletter"}  # fmt: skip
COMMENT_WORDS = {"comment", "comments", "commentlist", "respond", "disqus"}
CONTENTS_WORDS = {"toc", "contents"}
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
HIDDEN_WORDS = {"visually", "sr"}  # visually-hidden, sr-only
ICONS = ("material-icons", "material-symbols")  # a font that draws "calendar_today" as a picture
NAME_WORD = re.compile(r"[a-z]+|\d+")


def is_hidden(element: Any) -> bool:
    """Whether nobody who looks at the page sees the element."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if "style" in element.attrib and HIDDEN.search(element.get("style")):
        return True
    name = element.get("class")
    if name and name.startswith(ICONS):
        return True
    return bool(name) and bool(HIDDEN_WORDS & set(NAME_WORD.findall(name.lower()))) and element.tag != "body"


def zone_of(element: Any, around: Zone) -> Zone:
    """The zone an element opens, from its tag, role, and the words in its class and id."""
    if around is not Zone.MAIN or element.tag in ("body", "main", "html"):
        return around
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    words = set(NAME_WORD.findall(names)) if names != " " else set()
    role = element.get("role") or ""
    if role == "doc-toc" or words & CONTENTS_WORDS:
        return Zone.CONTENTS
    if (words & COMMENT_WORDS and element.tag != "article") or (words & COMMENT_WORDS and "post" not in words):
        return Zone.COMMENTS
    if element.tag == "footer" and _is_of_card(element):
        return around
    if element.tag in MARGIN_TAGS or role in MARGIN_ROLES or words & MARGIN_WORDS:
        return Zone.MARGIN
    return around


def _is_of_card(footer: Any) -> bool:
    """Whether a footer is that of one of several like parts side by side, each with its own: the end of a card."""
    card = footer.getparent()
    if card is None or card.tag not in ("article", "li", "div") or footer.getnext() is not None:
        return False
    beside = (card.getprevious(), card.getnext())
    return any(other is not None and other.tag == card.tag and other.find("footer") is not None for other in beside)


def settle_zones(blocks: list[Block]) -> list[Block]:
    """Undo what swallowed the page: a wrapper named "with-sidebar" is no side bar, "page-contents" no table of them."""
    for swallower in (Zone.CONTENTS, Zone.MARGIN):
        sizes: Counter[Zone] = Counter()
        for block in blocks:
            sizes[block.zone] += len(block.text)
        if sizes[swallower] > 6 * (sizes[Zone.MAIN] + sizes[Zone.COMMENTS] + 40):
            for block in blocks:
                if block.zone is swallower:
                    block.zone = Zone.MAIN
    return blocks

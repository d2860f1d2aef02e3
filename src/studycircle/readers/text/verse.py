"""How a poem is told in HTML, and what its lines are."""

import re
from typing import Any

from studycircle.readers.text.words import BLOCKS, INDENT, classes_of, tag_of, tidy

VERSE = re.compile(r"(?:^|[\s:_-])(?:poem|poetry|poetry-container|stanza|verse|linegroup|lg|song|hymn)(?:\s|$)", re.I)
STANZA = re.compile(r"(?:^|[\s:_-])(?:stanza|linegroup|lg|verse)(?:\s|$)", re.I)


def is_stanza(child: Any, name: str, classes: str) -> bool:
    """Whether a box of a poem is a stanza. A "verse" is one to some, and a line to others."""
    if name != "div" or not STANZA.search(classes):
        return False
    parted = any(tag_of(inner) == "br" or tag_of(inner) in BLOCKS for inner in child.iterdescendants())
    return parted or not re.search(r"(?:^|\s)verse(?:\s|$)", classes)


def is_line(child: Any, name: str, classes: str) -> bool:
    """Whether an element of a poem is a line of it (or a paragraph of lines)."""
    if name == "p" and re.search(r"(?:^|\s)(?:ttl|title|head|author)", classes):
        return False
    return name in ("p", "div", "span", "li") and not any(tag_of(inner) in BLOCKS for inner in child.iterdescendants())


def is_lines(element: Any, tag: str) -> bool:
    """Whether a box within a poem is nothing but lines of it."""
    children = [child for child in element if tag_of(child)]
    return tag in ("div", "blockquote") and len(children) > 1 and all(
        tag_of(child) == "div" and is_line(child, "div", classes_of(child)) for child in children
    )  # fmt: skip


def lines_of(words: str, classes: str) -> list[str]:
    """The lines of one element of a poem, as far in as its class says."""
    found = INDENT.search(classes)
    blank = "\u2003" * min((int(found[1]) + 1) // 2, 8) if found else ""
    return [blank + line for line in words.split("<br/>") if line]


def take_lines(run: list[str]) -> list[str]:
    """The lines of the loose words in ``run``, which is emptied."""
    words = tidy("".join(run))
    run.clear()
    return [line for line in words.split("<br/>") if line]

"""Small moves on an lxml tree that keep the words between the elements."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree

_NAME = re.compile(r"[a-z][\w.-]*")


def last_in(element: Any) -> Any:
    """The last element that stands directly in ``element``, without counting them all."""
    return next(element.iterchildren(reversed=True), None)


def add_words(element: Any, words: str | None) -> None:
    """Put words at the end of an element."""
    if not words:
        return
    if (last := last_in(element)) is not None:
        last.tail = (last.tail or "") + words
    else:
        element.text = (element.text or "") + words


def drop(element: Any) -> None:
    """Take an element out; the words behind it stay."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
        element.tail = None
    # Into a document of its own: lxml frees a part without one in time that grows with the square of its size.
    etree.Element("dropped").append(element)


def put_in_place(old: Any, new: Any) -> None:
    """Set ``new`` where ``old`` stands; the words behind ``old`` stay."""
    new.tail = old.tail
    old.getparent().replace(old, new)


def after(element: Any, *, whole: bool = False, inside: Any = None) -> Any:
    """The next element in reading order, or ``None``; with ``whole``, the next one outside of ``element``.

    ``inside``: the element whose end is the end; without it, that of the tree.
    """
    if not whole and (first := next(iter(element), None)) is not None:
        return first
    while element is not None and element is not inside:
        follows = element.getnext()
        if follows is not None:
            return follows
        element = element.getparent()
    return None


def is_blank(words: str | None) -> bool:
    """Whether there is nothing to read."""
    return not words or words.isspace()


def text_of(element: Any, limit: int | None = None) -> str:
    """The words of an element with white space made single; with ``limit``, about that many letters of it."""
    if limit is None:
        return " ".join("".join(element.itertext()).split())
    pieces: list[str] = []
    size = 0
    for event, inner in islice(etree.iterwalk(element, events=("start", "end")), 8 * limit):
        piece = inner.text if event == "start" else inner.tail if inner is not element else None
        if piece:
            pieces.append(piece)
            size += len(piece.strip())
        if size > limit:
            break
    return " ".join("".join(pieces).split())


def own_words(element: Any) -> Iterator[str]:
    """The pieces of text that stand directly in an element."""
    if element.text:
        yield element.text
    for child in element:
        if child.tail:
            yield child.tail


def plain_names(root: Any) -> None:
    """Give every element its HTML name, lower-case and without namespace, and leave out comments."""
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction, etree.Entity)
    for element in root.iter(etree.Element):
        name = element.tag.rpartition("}")[2].lower()
        if name != element.tag:
            element.tag = name if _NAME.fullmatch(name) else "span"  # broken markup makes names no tree takes again

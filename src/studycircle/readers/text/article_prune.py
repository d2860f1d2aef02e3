"""What stands within the article and is no part of it: forms, sharing bars, lists of links, empty frames."""

import re
from collections.abc import Callable
from typing import Any

from studycircle.readers.text.article_boxes import clear_boxes, is_video
from studycircle.readers.text.article_shape import is_short
from studycircle.readers.text.article_signs import ASKING, SHARING, names_of, weight
from studycircle.readers.text.article_tree import after, drop, is_blank

BESIDE = frozenset(["aside", "footer", "link"])
CONTROLS = frozenset(["input", "textarea", "select", "button"])


def prune(article: Any, *, by_name: bool, by_shape: bool) -> None:
    """Take out of ``article`` what does not belong to it. ``by_name``: class and id have their say; ``by_shape``:
    so has what a box holds: links, pictures, fields, and how little prose."""
    data = {table for table in article.iter("table") if holds_data(table)}
    if by_shape:
        for tag in ("form", "fieldset"):
            clear_boxes(article, tag, data, by_name=by_name)
    _drop(article, lambda one: one.tag in BESIDE or (one.tag in ("object", "embed") and not is_video(one)))
    for part in article:
        _drop(part, _shares_or_asks)
    _drop(article, lambda one: one.tag in CONTROLS or (one.tag == "iframe" and not is_video(one)))
    _drop(article, lambda one: one.tag in ("h1", "h2") and by_name and weight(one) < 0)
    if by_shape:
        for tag in ("table", "ul", "div"):
            clear_boxes(article, tag, data, by_name=by_name)
    _drop(article, lambda one: one.tag == "p" and _is_empty(one))


def _drop(article: Any, unwanted: Callable[[Any], bool]) -> None:
    element = next(iter(article), None)
    while element is not None:
        gone = unwanted(element)
        follows = after(element, whole=gone, inside=article)
        if gone:
            drop(element)
        element = follows


def _shares_or_asks(element: Any) -> bool:
    """Whether an element is a bar to share the page with, or a box that asks to subscribe or to agree."""
    names = names_of(element)
    return bool(SHARING.search(names) or ASKING.search(names)) and is_short(element)


def _is_empty(paragraph: Any) -> bool:
    if any(inner.tag in ("img", "embed", "object", "iframe") for inner in paragraph.iterdescendants()):
        return False
    return all(map(is_blank, paragraph.itertext()))


def holds_data(table: Any) -> bool:
    """Whether a table is one, and not a means to lay out a page."""
    if table.get("role") == "presentation" or table.get("datatable") == "0":
        return False
    if table.get("summary"):
        return True
    inner = [element.tag for element in table.iterdescendants()]
    caption = next(table.iter("caption"), None)
    if caption is not None and (len(caption) or not is_blank(caption.text)):
        return True
    if not {"col", "colgroup", "tfoot", "thead", "th"}.isdisjoint(inner):
        return True
    if "table" in inner:
        return False
    rows = columns = 0
    for row in table.iter("tr"):
        rows += _span(row, "rowspan")
        columns = max(columns, sum(_span(cell, "colspan") for cell in row.iterchildren("td")))
    if rows == 1 or columns == 1:
        return False
    return rows >= 10 or columns > 4 or rows * columns > 10


def _span(element: Any, name: str) -> int:
    said = (element.get(name) or "").strip()
    return max(int(said), 1) if re.fullmatch(r"[0-9]{1,3}", said) else 1

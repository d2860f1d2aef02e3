"""Three versions of a programme brought together: what a page said once, what it says now, what people made of it.

An import again must not undo what an organiser corrected by hand: only what the page itself changed is taken over.
"""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

Document = TypeVar("Document")


def merge(base: Document, page: Document, ours: Document) -> Document:
    """``ours`` with what ``page`` changed since ``base``; all three have the same keys for the same things.

    Where both changed one field, the page wins: an organiser looks at the changes before they are saved. A thing
    somebody took out stays out, and a thing somebody added stays, unless the page did the same or the opposite since.
    """
    merged: Document = _merge(base, page, ours)
    return merged


def _merge(base: Any, page: Any, ours: Any) -> Any:
    if page == base:
        return ours
    if is_dataclass(page) and is_dataclass(ours) and type(page) is type(base) is type(ours):
        values = {
            field.name: _merge(getattr(base, field.name), getattr(page, field.name), getattr(ours, field.name))
            for field in fields(page)
        }
        return replace(ours, **values)  # type: ignore[type-var]
    if _is_keyed(page) and _is_keyed(ours) and _is_keyed(base):
        return _merge_keyed(base, page, ours)
    return page


def _is_keyed(value: Any) -> bool:
    return isinstance(value, tuple) and all(hasattr(item, "key") for item in value)


def _merge_keyed(base: Sequence[Any], page: Sequence[Any], ours: Sequence[Any]) -> tuple[Any, ...]:
    """Things with keys, in the page's order; what only we have stands behind what it stood behind."""
    was, has = {item.key: item for item in base}, {item.key: item for item in ours}
    merged = []
    for item in page:
        if item.key in has and item.key in was:
            merged.append(_merge(was[item.key], item, has[item.key]))
        elif item.key not in was or item != was[item.key]:
            merged.append(item)
    behind = ""
    for item in ours:
        if item.key not in was and item.key not in {one.key for one in page}:
            at = next((index for index, one in enumerate(merged) if one.key == behind), -1)
            merged.insert(at + 1, item)
        behind = item.key
    return tuple(merged)

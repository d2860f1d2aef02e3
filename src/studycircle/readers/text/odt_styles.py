"""Styles and lists of an ODT (ODF 1.3 part 3, §16 and §19): what a paragraph, a span, a list item is meant to be."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from studycircle.readers.text.office_xml import child, format_count, local, number_of, value

_ROLES = (
    ("title", re.compile(r"^(?:title|subtitle)$")),
    ("contents", re.compile(r"^(?:contents|user index|illustration index|table index) ?(?:\d|heading)")),
    ("quote", re.compile(r"^(?:quotations|quote|block ?text)")),
    ("verse", re.compile(r"verse|poem|poetry|stanza")),
    ("code", re.compile(r"preformatted|source ?code|source text")),
    ("caption", re.compile(r"^(?:caption|illustration|table|figure|text|drawing)(?:caption)?$")),
)
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass(frozen=True, slots=True)
class OdtStyle:
    """What a style says, with all its parents."""

    role: str = ""
    align: str = ""
    direction: str = ""
    lang: str = ""
    strong: bool = False
    em: bool = False
    code: bool = False
    hidden: bool = False
    shift: str = ""
    size: float = 0.0  # points
    set_in: bool = False  # on both sides


class OdtStyles:
    """The styles of a document by family and name; automatic ones, of its content, over the common ones."""

    def __init__(self, roots: Iterable[Any]) -> None:
        self._elements: dict[tuple[str, str], Any] = {}
        self._lists: dict[str, dict[int, Any]] = {}
        self._known: dict[tuple[str, str], OdtStyle] = {}
        self.default = OdtStyle()
        for root in roots:
            for element in root.iter("{*}style", "{*}list-style", "{*}default-style"):
                self._take(element)

    def _take(self, element: Any) -> None:
        if local(element) == "style":
            self._elements[value(element, "family"), value(element, "name")] = element
        elif local(element) == "list-style":
            self._lists[value(element, "name")] = {number_of(value(level, "level"), 1): level for level in element}
        elif value(element, "family") == "paragraph":
            said = _said(element, OdtStyle())
            self.default = OdtStyle(lang=said.lang, size=said.size)

    def of(self, family: str, name: str, depth: int = 0) -> OdtStyle:
        """The style ``name`` of "paragraph" or "text"."""
        element = self._elements.get((family, name))
        if element is None or depth > 20:
            return replace(OdtStyle(), role=_role(name))
        if (family, name) not in self._known:
            parent = value(element, "parent-style-name")
            above = self.of(family, parent, depth + 1) if parent else OdtStyle()
            self._known[family, name] = _said(element, replace(above, role=_role(name) or above.role))
        return self._known[family, name]

    def marker(self, list_name: str, level: int, counts: dict[int, int]) -> str:
        """How an item at ``level`` of a list is marked, the items of each level having been counted."""
        style = self._lists.get(list_name, {}).get(level)
        if style is None or local(style) != "list-level-style-number":
            return "•"
        form = value(style, "num-format")
        if not form:
            return ""
        shown = max(number_of(value(style, "display-levels"), 1), 1)
        levels = range(max(level - shown + 1, 1), level + 1)
        said = ".".join(format_count(counts.get(one, 1), _FORMS.get(form, "decimal")) for one in levels)
        return f"{value(style, 'num-prefix')}{said}{value(style, 'num-suffix')}".strip()

    def start(self, list_name: str, level: int) -> int:
        """What the items of a level are counted from."""
        style = self._lists.get(list_name, {}).get(level)
        return number_of(value(style, "start-value"), 1) if style is not None else 1


def _role(name: str) -> str:
    plain = name.replace("_20_", " ").replace("_", " ").lower()
    return next((role for role, pattern in _ROLES if pattern.search(plain)), "")


def _said(element: Any, above: OdtStyle) -> OdtStyle:
    text, paragraph = child(element, "text-properties"), child(element, "paragraph-properties")
    style = above
    if re.search(r"source_20_text|source text|teletype|verbatim", value(element, "name").lower()):
        style = replace(style, code=True)
    if text is not None:
        style = _letters(text, style)
    if paragraph is not None:
        align = value(paragraph, "text-align")
        sides = [_points(value(paragraph, f"margin-{side}")) for side in ("left", "right")]
        style = replace(
            style,
            align={"center": "centre", "right": "right", "end": "right"}.get(align, "" if align else style.align),
            direction={"rl-tb": "rtl", "rl": "rtl"}.get(value(paragraph, "writing-mode"), style.direction),
            set_in=min(sides) >= 18 if any(sides) else style.set_in,
        )
    return style


def _letters(text: Any, style: OdtStyle) -> OdtStyle:
    weight, slant = value(text, "font-weight"), value(text, "font-style")
    line, position = value(text, "text-underline-style"), value(text, "text-position")
    language, country = value(text, "language"), value(text, "country")
    lang = f"{language}-{country}" if country not in ("", "none") else language
    points = _points(value(text, "font-size"))
    return replace(
        style,
        strong=(weight == "bold" or weight >= "600") if weight else style.strong,
        em=slant in ("italic", "oblique") or (bool(line) and line != "none") if slant or line else style.em,
        hidden=value(text, "display") == "none" or style.hidden,
        shift=("sup" if position.startswith(("super", "33")) else "sub" if position.startswith("sub") else "")
        if position
        else style.shift,
        lang=lang if language and language not in ("none", "zxx") else style.lang,
        size=points or style.size,
    )


def _points(said: str) -> float:
    found = re.match(r"(-?[\d.]+)(pt|cm|mm|in)$", said)
    units = {"pt": 1.0, "cm": 28.35, "mm": 2.835, "in": 72.0}
    try:
        return float(found[1]) * units[found[2]] if found else 0.0
    except ValueError:
        return 0.0

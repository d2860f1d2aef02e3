"""Styles and numbering of a DOCX (ECMA-376 part 1, §17.7 and §17.9): what a paragraph is meant to be."""

import re
from dataclasses import dataclass, field
from typing import Any

from studycircle.readers.text.office_xml import child, format_count, is_on, local, number_of, value

_ROLES = (
    ("title", re.compile(r"^(?:title|subtitle|author|date|cover)\b")),
    ("contents", re.compile(r"^(?:toc \d|toc ?heading|table of figures|contents \d)")),
    ("quote", re.compile(r"^(?:(?:intense |block )?quot|block ?text|zitat|citation|epigraph)")),
    ("verse", re.compile(r"verse|poem|poetry|line ?block|stanza")),
    ("code", re.compile(r"source ?code|preformatted|macro text|verbatim")),
    ("caption", re.compile(r"caption|bildunterschrift|légende|legend")),
)
_HEADING = re.compile(r"^(?:heading|überschrift|titre|kop|título|titolo|rubrik) ?(\d)\b")


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says, with all it is based on."""

    name: str = ""
    role: str = ""
    level: int = 0  # of a heading
    number: tuple[str, int] | None = None  # the list it stands in, and the level there
    bold: bool = False
    italic: bool = False
    code: bool = False
    size: int = 0  # half points


class Styles:
    """The styles of a document, by identifier."""

    def __init__(self, root: Any) -> None:
        self._elements = {value(e, "styleId"): e for e in root if local(e) == "style"} if root is not None else {}
        self._known: dict[str, Style] = {}
        default = child(root, "docDefaults", "rPrDefault", "rPr") if root is not None else None
        lang = child(default, "lang") if default is not None else None
        self.language = value(lang) if lang is not None else ""
        normal = next(
            (e for e in self._elements.values() if value(e, "default") == "1" and value(e, "type") == "paragraph"), None
        )
        size = child(normal, "rPr", "sz") if normal is not None else None
        if size is None and default is not None:
            size = child(default, "sz")
        self.size = number_of(value(size)) if size is not None else 0

    def of(self, identifier: str, seen: int = 0) -> Style:
        """The style called ``identifier``; an unknown one says nothing."""
        if identifier in self._known:
            return self._known[identifier]
        element = self._elements.get(identifier)
        if element is None or seen > 20:
            return Style(name=identifier.lower(), role=_role(identifier.lower()))
        based = child(element, "basedOn")
        above = self.of(value(based), seen + 1) if based is not None else Style()
        named = child(element, "name")
        name = (value(named) if named is not None else identifier).lower()
        self._known[identifier] = style = _style(element, name, above)
        return style


def _role(name: str) -> str:
    if _HEADING.match(name):
        return "heading"
    return next((role for role, pattern in _ROLES if pattern.search(name)), "")


def _style(element: Any, name: str, above: Style) -> Style:
    role, level = _role(name) or above.role, above.level
    if found := _HEADING.match(name):
        level = int(found[1])
    outline = child(element, "pPr", "outlineLvl")
    if outline is not None and role in ("", "heading"):
        depth = number_of(value(outline), 9)
        role, level = ("heading", depth + 1) if depth < 9 else ("", 0)
    if role == "heading" and not level:
        level = 1
    numbered = numbering(child(element, "pPr"))
    number = above.number if numbered is None else (numbered[0] or (above.number or ("", 0))[0], numbered[1])
    switches = {name: child(element, "rPr", tag) for name, tag in (("bold", "b"), ("italic", "i"))}
    size = child(element, "rPr", "sz")
    return Style(
        name, role, level, number,
        is_on(switches["bold"]) if switches["bold"] is not None else above.bold,
        is_on(switches["italic"]) if switches["italic"] is not None else above.italic,
        above.code or bool(re.search(r"verbatim|source code|html code|code char", name)),
        number_of(value(size)) if size is not None else above.size,
    )  # fmt: skip


def numbering(properties: Any) -> tuple[str, int] | None:
    """The list and level paragraph properties name; ``None`` where they say nothing."""
    said = child(properties, "numPr") if properties is not None else None
    if said is None:
        return None
    number, level = child(said, "numId"), child(said, "ilvl")
    return (value(number) if number is not None else ""), min(number_of(value(level)) if level is not None else 0, 8)


@dataclass(slots=True)
class Level:
    """One level of a list: how it counts, and how it shows what it counted ("%1.%2.")."""

    form: str = "decimal"
    shown: str = "%1."
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """Counts the items of every list as the document is read."""

    root: Any
    _abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    _instances: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for element in self.root if self.root is not None else ():
            if local(element) == "abstractNum":
                levels = {number_of(value(e, "ilvl")): _level(e) for e in element if local(e) == "lvl"}
                self._abstract[value(element, "abstractNumId")] = levels
        for element in self.root if self.root is not None else ():
            if local(element) == "num":
                self._take_instance(element)

    def _take_instance(self, element: Any) -> None:
        named = child(element, "abstractNumId")
        abstract, starts = (value(named) if named is not None else ""), {}
        for override in element:
            if local(override) != "lvlOverride":
                continue
            level = number_of(value(override, "ilvl"))
            own, start = child(override, "lvl"), child(override, "startOverride")
            if own is not None:
                changed = f"{abstract}/{value(element, 'numId')}"
                self._abstract[changed] = {**self._abstract.get(abstract, {}), level: _level(own)}
                abstract = changed
            if start is not None:
                starts[level] = number_of(value(start), 1)
        self._instances[value(element, "numId")] = (abstract, starts)

    def marker(self, number: str, level: int) -> str | None:
        """The marker of the next item at ``level`` of list ``number``; ``None`` where there is no such list."""
        if number not in self._instances:
            return None
        abstract, starts = self._instances[number]
        levels = self._abstract.get(abstract, {})
        counts = self._counts.setdefault(abstract, {})
        if level in starts and (number, level) not in self._begun:
            counts[level] = starts[level]
        else:
            counts[level] = counts.get(level, levels.get(level, Level()).start - 1) + 1
        self._begun.add((number, level))
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        return _shown(levels, counts, level)


def _shown(levels: dict[int, Level], counts: dict[int, int], level: int) -> str:
    said = levels.get(level, Level(form="bullet"))
    if said.form == "bullet":
        return "•"
    if said.form == "none":
        return ""

    def count(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        one = levels.get(at, Level())
        return format_count(counts.get(at, one.start), one.form)

    return re.sub(r"%(\d)", count, said.shown).strip()


def _level(element: Any) -> Level:
    found = {name: child(element, name) for name in ("numFmt", "lvlText", "start")}
    said = {name: value(inner) if inner is not None else "" for name, inner in found.items()}
    return Level(said["numFmt"] or "decimal", said["lvlText"], number_of(said["start"], 1))

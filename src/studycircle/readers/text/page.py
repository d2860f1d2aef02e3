"""A page in the making: paragraphs as an office document lists them, put into lists, quotations, poems and listings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from studycircle.readers.text.runs import Run, evenly, fill, line_break, plain

_CAPTIONED = re.compile(r"\w")
DEEPEST = 9


@dataclass(frozen=True, slots=True)
class Setting:
    """What a paragraph is.

    ``role``: "" (a paragraph), "heading", "title", "contents", "quote", "verse", "code", "caption", "note-text" or
    "item" (of a list, with its ``level`` from 1 and ``marker`` as printed; without one it goes on with the item).
    """

    role: str = ""
    level: int = 0
    marker: str = ""
    align: str = ""
    lang: str = ""
    direction: str = ""
    large: bool = False


@dataclass(frozen=True, slots=True)
class PageCell:
    """A cell: its own page, and the columns and rows it fills."""

    page: "Page"
    head: bool = False
    across: int = 1
    down: int = 1


class Page:
    """Gathers paragraphs and tables into one tree of HTML, ``root``."""

    def __init__(self) -> None:
        self.root = etree.Element("body")
        self._role = ""  # of the container that is open
        self._open: Any = None
        self._lists: list[Any] = []

    def add(self, runs: Sequence[Run], setting: Setting) -> None:
        """One paragraph."""
        if not plain(runs).strip() and not any(run.element is not None for run in runs):
            self._close() if setting.role == "verse" else None
            return
        if setting.role == "item":
            self._item(runs, setting)
        elif setting.role == "heading":
            self._close()
            self._paragraph(self.root, runs, setting, f"h{min(max(setting.level, 1), 6)}")
        elif setting.role == "code":
            self._listing(runs)
        elif setting.role == "caption":
            self._close()
            self._caption(self._paragraph(self.root, runs, setting, "p"))
        elif setting.role == "verse" and self._role == "verse":
            fill(self._open[-1], [line_break(), *runs])  # the next line of the stanza
        elif setting.role in ("quote", "verse", "title", "contents"):
            self._paragraph(self._within(setting.role), runs, setting, "p")
        else:
            self._close()
            self._paragraph(self.root, runs, setting, "p")

    def table(self, rows: Sequence[Sequence[PageCell]]) -> None:
        """One table; the caption right above it becomes its own."""
        self._close()
        table = etree.Element("table")
        before = self.root[-1] if len(self.root) else None
        if before is not None and before.get("class") == "caption":
            self.root.remove(before)
            before.tag = "caption"
            table.append(before)
        for row in rows:
            line = etree.SubElement(table, "tr")
            for cell in row:
                made = etree.SubElement(line, "th" if cell.head else "td")
                for name, value in (("colspan", cell.across), ("rowspan", cell.down)):
                    if value > 1:
                        made.set(name, str(value))
                made.extend(_flat(cell.page.root) if max(map(len, rows)) > 1 else list(cell.page.root))
        self.root.append(table)

    def go_on(self, runs: Sequence[Run]) -> None:
        """One more line of the paragraph or heading last added."""
        fill(self.root[-1], [line_break(), *evenly(runs)])

    def rule(self) -> None:
        """A change of scene or thought."""
        self._close()
        etree.SubElement(self.root, "hr")

    def extend(self, other: "Page") -> None:
        """All of another page after this one."""
        self._close()
        self.root.extend(list(other.root))

    def _paragraph(self, parent: Any, runs: Sequence[Run], setting: Setting, tag: str) -> Any:
        element = etree.SubElement(parent, tag)
        if setting.role == "caption":
            element.set("class", "caption")
        for name, value in (("lang", setting.lang), ("dir", setting.direction)):
            if value:
                element.set(name, value)
        if setting.align:
            element.set("align", {"centre": "center"}.get(setting.align, setting.align))
        if setting.large:
            element.set("style", "font-size: 1.3em")
        return fill(element, evenly(runs) if setting.role in ("heading", "title") else runs)

    def _close(self) -> None:
        self._role, self._open, self._lists = "", None, []

    def _within(self, role: str) -> Any:
        if self._role != role:
            self._close()
            self._role = role
            self._open = etree.SubElement(self.root, "blockquote" if role == "quote" else "div")
            if role != "quote":
                self._open.set("class", {"verse": "stanza", "title": "title-page", "contents": "contents"}[role])
        return self._open

    def _item(self, runs: Sequence[Run], setting: Setting) -> None:
        if self._role != "item":
            self._close()
            self._role = "item"
        level = min(max(setting.level, 1), DEEPEST)
        del self._lists[level:]
        while len(self._lists) < level:
            above = self._lists[-1] if self._lists else None
            parent = self.root if above is None else (above[-1] if len(above) else above)
            self._lists.append(etree.SubElement(parent, "ul"))
        inner = self._lists[-1]
        if setting.marker or not len(inner):
            item = etree.SubElement(inner, "li")
            item.set("title", setting.marker)
        self._paragraph(inner[-1], runs, setting, "p")

    def _listing(self, runs: Sequence[Run]) -> None:
        lines = plain(runs)
        if self._role == "code":
            self._open.text += f"\n{lines}"
            return
        self._close()
        self._role = "code"
        self._open = etree.SubElement(self.root, "pre")
        self._open.set("class", "code")
        fill(self._open, [Run(lines)])

    def _caption(self, caption: Any) -> None:
        """A caption right below an image alone makes a figure of both."""
        shown = caption.getprevious()
        alone = shown is not None and shown.tag == "p" and not "".join(shown.itertext()).strip()
        if alone and len(list(shown.iter("img"))) == 1:
            figure = etree.Element("figure")
            shown.addprevious(figure)
            figure.append(next(shown.iter("img")))
            self.root.remove(shown)
            caption.tag = "figcaption"
            figure.append(caption)


def _flat(root: Any) -> list[Any]:
    """The content of a cell as paragraphs alone, list items with their markers: a table of words stays a table."""
    for item in list(root.iter("li")):
        first = next(item.iter("p"), None)
        if first is not None and item.get("title"):
            first.text = f"{item.get('title')} {first.text or ''}"
    for heading in root.iter("h1", "h2", "h3", "h4", "h5", "h6", "pre"):
        heading.tag = "p"
    if any(element.tag in ("li", "blockquote", "div") for element in root.iter()):
        root[:] = list(root.iter("p"))
    pieces: list[Any] = []
    for paragraph in list(root):
        if paragraph.tag == "p":
            paragraph.tag = "span"
            pieces += [etree.Element("br")] if pieces else []
        pieces.append(paragraph)
    return pieces

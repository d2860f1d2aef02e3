"""ODT, and nothing outside of it: OpenDocument text (ODF 1.3 part 3, §5–§7)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from studycircle.documents.problem import Problem
from studycircle.documents.text import Text
from studycircle.errors import ReadError
from studycircle.readers.text.html import Beside
from studycircle.readers.text.odt_runs import Runs
from studycircle.readers.text.odt_styles import OdtStyles
from studycircle.readers.text.office import Office, office_text
from studycircle.readers.text.office_xml import child, local, number_of, value
from studycircle.readers.text.package import AGAIN, Package
from studycircle.readers.text.page import Page, PageCell, Setting
from studycircle.readers.text.runs import Run, plain

DEEPEST = 12
DRAWN = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"  # frames, groups, shapes
_WRAPPERS = frozenset(
    ["section", "index-body", "index-title", "table-of-content", "illustration-index", "table-index", "object-index",
     "user-index", "alphabetical-index", "bibliography", "text-box"]
)  # fmt: skip


def read_odt(
    data: bytes, name: str = "", *, address: str = "", beside: Beside | None = None
) -> tuple[Text, list[Problem]]:
    """The text of an ODT: deleted passages and comments left out. Raises ``ReadError``."""
    package = Package(data, name)
    root = package.xml("content.xml")
    body = child(root, "body", "text") if root is not None else None
    if body is None:
        raise ReadError(name, "it is not a text document (ODT)", AGAIN)
    office = Office()
    office.about.source = address
    _learn(package, office)
    common = package.xml("styles.xml") if package.has("styles.xml") else None
    styles = OdtStyles([one for one in (common, root) if one is not None])
    reader = _Odt(styles, office, Runs(styles, office, package))
    reader.body(body, office.page, _Place())
    reader.notes()
    office.about.language = office.about.language or styles.default.lang
    return office_text(office, name, package.read)


def _learn(package: Package, office: Office) -> None:
    root = package.xml("meta.xml") if package.has("meta.xml") else None
    meta = child(root, "meta") if root is not None else None
    for element in meta if meta is not None else ():
        said = (element.text or "").strip()
        if local(element) == "title":
            office.about.title = said
        elif local(element) in ("creator", "initial-creator"):
            office.about.author = office.about.author or said
        elif local(element) == "language" and re.fullmatch(r"[A-Za-z]{2,3}(?:-\w+)*", said):
            office.about.language = said


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a paragraph stands: ``level`` of the list, its first paragraph with a marker, the depth of boxes."""

    level: int = 0
    marker: str = ""
    contents: bool = False
    depth: int = 0


@dataclass(slots=True)
class _Odt:
    styles: OdtStyles
    office: Office
    runs: Runs
    _ended: dict[str, dict[int, int]] = field(default_factory=dict)  # the counts each list style ended with
    _outline: dict[int, int] = field(default_factory=dict)

    def notes(self) -> None:
        """The notes' own pages; notes within notes too."""
        done: set[str] = set()
        while waiting := [key for key in self.office.notes if key not in done]:
            for key in waiting:
                done.add(key)
                self.body(self.runs.notes[key], self.office.notes[key][1], _Place())

    def body(self, element: Any, page: Page, place: _Place) -> None:
        """The blocks of a text, section, cell, note or box."""
        for inner in element:
            name = local(inner)
            if name in ("p", "h"):
                self._paragraph(inner, name, page, place)
                place = replace(place, marker="")
            elif name in ("list", "numbered-paragraph"):
                self._list(inner, page, place, "", {})
            elif name == "table":
                self._table(inner, page, replace(place, depth=place.depth + 1))
            elif name in _WRAPPERS and not _is_hidden(inner):
                self.body(inner, page, replace(place, contents=place.contents or name == "table-of-content"))
            elif str(inner.tag).startswith(DRAWN):
                self._loose(inner, page, place)

    def _loose(self, frame: Any, page: Page, place: _Place) -> None:
        runs, boxes = self.runs.inside(frame)
        page.add(runs, Setting())
        self._boxes(boxes, page, place)

    def _boxes(self, boxes: list[Any], page: Page, place: _Place) -> None:
        for box in boxes:
            if place.depth < DEEPEST:
                self.body(box, page, _Place(depth=place.depth + 1))

    def _paragraph(self, element: Any, name: str, page: Page, place: _Place) -> None:
        style = self.styles.of("paragraph", value(element, "style-name"))
        runs, boxes = self.runs.of(element, style)
        setting = Setting(style.role, 0, "", style.align, self._told(style.lang), style.direction)
        base = self.styles.default.size
        if base and (style.size or base) > base * 1.15:
            setting = replace(setting, large=True)
        if name == "h":
            level = number_of(value(element, "outline-level"), 1)
            setting = replace(setting, role="title" if style.role == "title" else "heading", level=level)
            runs = [Run(f"{place.marker} "), *runs] if place.marker not in ("", "•") else runs
        elif place.contents:
            setting = replace(setting, role="contents")
        elif place.level:
            setting = replace(setting, role="item", level=place.level, marker=place.marker)
        elif not style.role and style.set_in:
            setting = replace(setting, role="quote")
        if plain(runs).strip() or any(run.element is not None for run in runs) or setting.role in ("verse", "code"):
            page.add(runs, setting)
        self._boxes(boxes, page, place)

    def _told(self, lang: str) -> str:
        main = self.office.about.language or self.styles.default.lang
        return lang if lang.split("-")[0] != main.split("-")[0] else ""

    def _list(self, element: Any, page: Page, place: _Place, above: str, counts: dict[int, int]) -> None:
        level = place.level + 1
        named = value(element, "style-name") or above
        goes_on = value(element, "continue-numbering") == "true" or value(element, "continue-list")
        if level == 1:
            counts = dict(self._ended.get(named, {})) if goes_on else {}
        elif not goes_on:
            counts.pop(level, None)
        for item in [element] if local(element) == "numbered-paragraph" else element:
            if local(item) not in ("list-item", "list-header", "numbered-paragraph"):
                continue
            marker = ""
            if local(item) != "list-header":
                said = number_of(value(item, "start-value"), -1)
                counts[level] = said if said >= 0 else counts.get(level, self.styles.start(named, level) - 1) + 1
                marker = self.styles.marker(named, level, counts)
            self._item(item, page, replace(place, level=min(level, 9), marker=marker), named, counts)
        self._ended[named] = dict(counts)

    def _item(self, item: Any, page: Page, place: _Place, named: str, counts: dict[int, int]) -> None:
        for inner in item:
            if local(inner) == "list":
                self._list(inner, page, place, named, counts)
            else:
                self.body([inner], page, place)
                place = replace(place, marker="")

    def _table(self, element: Any, page: Page, place: _Place) -> None:
        if place.depth > DEEPEST:
            self.office.report("too-deep", "A table within too many others is not kept.")
            return
        rows = []
        for line, head in _lines(element, False):
            row = []
            for cell in line:
                if local(cell) != "table-cell":
                    continue
                inner = Page()
                self.body(cell, inner, _Place(depth=place.depth))
                across = max(number_of(value(cell, "number-columns-spanned"), 1), 1)
                down = max(number_of(value(cell, "number-rows-spanned"), 1), 1)
                row += [PageCell(inner, head, across, down)]
            rows.append(row)
        if any(rows):
            page.table(rows)


def _is_hidden(section: Any) -> bool:
    """Whether a section is not shown, always or as its condition was when the document was saved (§5.4)."""
    return value(section, "display") == "none" or value(section, "is-hidden") == "true"


def _lines(element: Any, head: bool) -> Iterator[tuple[Any, bool]]:
    """The rows of a table, and whether they are of its head."""
    for inner in element:
        if local(inner) == "table-row":
            yield inner, head
        elif local(inner) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _lines(inner, head or local(inner) == "table-header-rows")

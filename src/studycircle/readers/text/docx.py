"""DOCX, and nothing outside of it: WordprocessingML (ECMA-376 part 1, §17), transitional and strict alike."""

import re
from dataclasses import replace
from typing import Any

from studycircle.documents.problem import Problem
from studycircle.documents.text import Text
from studycircle.errors import ReadError
from studycircle.readers.text.docx_runs import Runs
from studycircle.readers.text.docx_styles import Numbering, Styles, numbering
from studycircle.readers.text.html import Beside
from studycircle.readers.text.office import Office, office_text
from studycircle.readers.text.office_xml import child, is_on, local, number_of, value
from studycircle.readers.text.package import AGAIN, Package
from studycircle.readers.text.page import Page, PageCell, Setting
from studycircle.readers.text.runs import Run, plain

MAIN = "word/document.xml"
DEEPEST = 12  # tables and boxes within one another
INDENTED = 360  # twentieths of a point on both sides make a quotation


def read_docx(
    data: bytes, name: str = "", *, address: str = "", beside: Beside | None = None
) -> tuple[Text, list[Problem]]:
    """The text of a DOCX: changes accepted, comments left out. Raises ``ReadError``."""
    package = Package(data, name)
    main = _main_part(package)
    root = package.xml(main)
    body = child(root, "body") if root is not None else None
    if body is None:
        raise ReadError(name, "it is not a Word document (DOCX)", AGAIN)
    office = Office()
    office.about.source = address
    _learn(package, office)
    folder = main.rpartition("/")[0]
    reader = _Docx(package, folder, main.rpartition("/")[2], office)
    reader.body(body, office.page)
    reader.notes()
    if (
        package.has(f"{folder}/comments.xml")
        and (comments := package.xml(f"{folder}/comments.xml")) is not None
        and len(comments)
    ):
        office.report("comments-left-out", "The comments in its margin are not kept.")
    office.about.language = office.about.language or reader.runs.language()
    return office_text(office, name, reader.image)


def _main_part(package: Package) -> str:
    relations = package.xml("_rels/.rels") if package.has("_rels/.rels") else None
    for relation in relations if relations is not None else ():
        if value(relation, "Type").endswith("/officeDocument"):
            return package.beside("", value(relation, "Target"))
    return MAIN


def _learn(package: Package, office: Office) -> None:
    root = package.xml("docProps/core.xml") if package.has("docProps/core.xml") else None
    for element in root if root is not None else ():
        said = (element.text or "").strip()
        if local(element) == "title" and not re.match(r"Microsoft Word - |.*\.docx?$", said):
            office.about.title = said
        elif local(element) == "creator":
            office.about.author = said
        elif local(element) == "language" and re.fullmatch(r"[A-Za-z]{2,3}(?:-\w+)*", said):
            office.about.language = said


class _Docx:
    """Walks the parts of one document."""

    def __init__(self, package: Package, folder: str, main: str, office: Office) -> None:
        self.package, self.folder, self.office = package, folder, office
        optional = {one: f"{folder}/{one}.xml" for one in ("styles", "numbering", "footnotes", "endnotes")}
        parts = {one: package.xml(path) if package.has(path) else None for one, path in optional.items()}
        self.styles, self.numbering = Styles(parts["styles"]), Numbering(parts["numbering"])
        self.runs = Runs(self.styles, office, self._relations(main))
        self._notes = {"foot": parts["footnotes"], "end": parts["endnotes"]}
        self._joined: list[Run] = []  # of a paragraph that goes on in the next
        self._in_item = 0  # the level of the list item above

    def _relations(self, part: str) -> dict[str, tuple[str, bool]]:
        path = f"{self.folder}/_rels/{part}.rels"
        root = self.package.xml(path) if self.package.has(path) else None
        return {
            value(one, "Id"): (value(one, "Target"), value(one, "TargetMode") == "External")
            for one in (root if root is not None else ())
        }

    def image(self, path: str) -> bytes | None:
        return self.package.read(self.package.beside(self.folder, path))

    def notes(self) -> None:
        """The notes the text points at, and those they point at themselves."""
        done: set[str] = set()
        while waiting := [key for key in self.office.notes if key not in done]:
            for key in waiting:
                done.add(key)
                _, kind, identifier = key.split(":", 2)
                root = self._notes[kind]
                found = next((e for e in root if value(e, "id") == identifier), None) if root is not None else None
                if found is not None:
                    self.runs.relations = self._relations(f"{kind}notes.xml")
                    self.body(found, self.office.notes[key][1])

    def body(self, element: Any, page: Page, depth: int = 0) -> None:
        """The blocks of a body, cell, note or box."""
        for inner in element:
            name = local(inner)
            if name == "p":
                self._paragraph(inner, page, depth)
            elif name == "tbl":
                self._table(inner, page, depth + 1)
            elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
                self.body(inner, page, depth)
            elif name == "altChunk":
                self.office.report("left-out", "A document put into this one is not kept.")

    def _paragraph(self, element: Any, page: Page, depth: int) -> None:
        properties = child(element, "pPr")
        runs, boxes = self.runs.of(element, self._style(properties))
        runs = [*self._joined, *runs]
        self._joined = []
        if properties is not None and plain(runs).strip() and _goes_on(properties):
            parted = "" if _is_drop_cap(properties) else " "
            self._joined = [*runs, Run(parted)]
            return
        setting = self._setting(properties, runs)
        if setting.role == "heading" and setting.marker:
            runs = [Run(f"{setting.marker} "), *runs]
        page.add(runs, setting)
        for box in boxes:
            if depth < DEEPEST:
                self.body(box, page, depth + 1)

    def _style(self, properties: Any) -> Any:
        named = child(properties, "pStyle") if properties is not None else None
        return self.styles.of(value(named)) if named is not None else self.styles.of("Normal")

    def _setting(self, properties: Any, runs: list[Run]) -> Setting:
        style = self._style(properties)
        role, level = style.role, style.level
        number = numbering(properties) if properties is not None else None
        listed = (number[0] or (style.number or ("", 0))[0], number[1]) if number else style.number
        marker = None
        if listed and listed[0] not in ("", "0") and (plain(runs).strip() or any(r.element is not None for r in runs)):
            marker = self.numbering.marker(*listed)
        setting = Setting(
            role, level, marker or "", large=bool(self.styles.size and self.runs.size > self.styles.size * 1.15)
        )
        if properties is not None:
            setting = _set_by(properties, setting)
            outline = child(properties, "outlineLvl")
            if outline is not None and not role and number_of(value(outline), 9) < 9:
                setting = replace(setting, role="heading", level=number_of(value(outline)) + 1)
        if setting.role in ("", "quote") and marker is not None and listed:
            setting = replace(setting, role="item", level=listed[1] + 1)
        elif not setting.role and self._in_item and _hangs(properties, style.name):
            setting = replace(setting, role="item", level=self._in_item)
        elif not setting.role and properties is not None and _is_set_in(properties):
            setting = replace(setting, role="quote")
        self._in_item = setting.level if setting.role == "item" else 0
        return setting

    def _table(self, element: Any, page: Page, depth: int) -> None:
        if depth > DEEPEST:
            self.office.report("too-deep", "A table within too many others is not kept.")
            return
        rows: list[list[PageCell]] = []
        open_cells: dict[int, tuple[int, int]] = {}  # column: where the cell that goes on downwards begins
        header = _heads(child(element, "tblPr"))
        for line in _rows(element):
            properties = child(line, "trPr")
            before = child(properties, "gridBefore") if properties is not None else None
            column = number_of(value(before)) if before is not None else 0
            head = properties is not None and child(properties, "tblHeader") is not None
            row: list[PageCell] = []
            for cell in _cells(line):
                said = child(cell, "tcPr")
                span = child(said, "gridSpan") if said is not None else None
                merge = child(said, "vMerge") if said is not None else None
                across = max(number_of(value(span), 1), 1) if span is not None else 1
                inner = Page()
                self.body(cell, inner, depth)
                if merge is not None and value(merge) != "restart" and column in open_cells and not len(inner.root):
                    at, place = open_cells[column]
                    rows[at][place] = replace(rows[at][place], down=rows[at][place].down + 1)
                else:
                    open_cells.pop(column, None)
                    if merge is not None:
                        open_cells[column] = (len(rows), len(row))
                    row.append(PageCell(inner, head or (header and not rows), across))
                column += across
            rows.append(row)
        if any(rows):
            page.table(rows)


def _rows(element: Any) -> list[Any]:
    """The rows of a table, or the cells of a row, also those in content controls."""
    found = []
    for inner in element:
        if local(inner) in ("tr", "tc"):
            found.append(inner)
        elif local(inner) in ("sdt", "sdtContent", "ins", "customXml", "moveTo"):
            found += _rows(inner)
    return found


_cells = _rows


def _heads(properties: Any) -> bool:
    """Whether the table's look sets its first row apart, and it is more than a frame (§17.4.55)."""
    look = child(properties, "tblLook") if properties is not None else None
    style = child(properties, "tblStyle") if properties is not None else None
    if look is None or style is None or value(style).lower() in ("tablegrid", "tablenormal"):
        return False
    said = value(look, "firstRow")
    mask = value(look)
    return (
        said in ("1", "true", "on") if said else bool(re.fullmatch(r"[0-9A-Fa-f]{1,8}", mask) and int(mask, 16) & 0x20)
    )


def _goes_on(properties: Any) -> bool:
    """A paragraph whose end is deleted, or a large first letter, belongs to the next."""
    return _is_drop_cap(properties) or child(properties, "rPr", "del") is not None


def _is_drop_cap(properties: Any) -> bool:
    frame = child(properties, "framePr")
    return frame is not None and value(frame, "dropCap") in ("drop", "margin")


def _set_by(properties: Any, setting: Setting) -> Setting:
    """``setting`` with the alignment and direction a paragraph says itself. Right is where Hebrew begins."""
    align, bidi = child(properties, "jc"), child(properties, "bidi")
    direction = "rtl" if bidi is not None and is_on(bidi) else ""
    said = {"center": "centre", "right": "right", "end": "right"}.get(value(align), "") if align is not None else ""
    return replace(setting, align="" if direction and said == "right" else said, direction=direction)


def _indents(properties: Any) -> tuple[int, int]:
    indent = child(properties, "ind") if properties is not None else None
    if indent is None:
        return 0, 0
    left = number_of(value(indent, "left") or value(indent, "start"))
    return left, number_of(value(indent, "right") or value(indent, "end"))


def _is_set_in(properties: Any) -> bool:
    return min(_indents(properties)) >= INDENTED


def _hangs(properties: Any, style: str) -> bool:
    """Whether a paragraph without a marker goes on with the list item above it."""
    return style.startswith(("list continue", "list paragraph")) and bool(
        _indents(properties)[0] or "continue" in style
    )

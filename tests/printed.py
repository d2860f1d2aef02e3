"""What is in a PDF, for tests: its words in the order of reading, its tags, where things stand on the page."""

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

MM = 72 / 25.4


@dataclass(frozen=True)
class Tag:
    """An element of the structure tree, with what is below it."""

    kind: str
    alt: str
    children: tuple["Tag", ...]

    def kinds(self) -> list[str]:
        return [self.kind, *(kind for child in self.children for kind in child.kinds())]

    def alts(self) -> list[str]:
        return [*filter(None, [self.alt]), *(alt for child in self.children for alt in child.alts())]


def words(pdf: bytes) -> list[str]:
    """The words of each page, in the order in which the page says them, white space as single spaces."""
    with pdfium.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    # Pdfium gives a hyphen that only ends a line as a control character.
    return [" ".join(page.replace("\x02", "").split()) for page in pages]


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page, in whole millimetres."""
    with pdfium.PdfDocument(pdf) as document:
        return [(round(page.get_width() / MM), round(page.get_height() / MM)) for page in document]


def title(pdf: bytes) -> str:
    with pdfium.PdfDocument(pdf) as document:
        return document.get_metadata_value("Title")


def tags(pdf: bytes) -> list[Tag]:
    """The roots of the structure tree of each page, one after another."""
    with pdfium.PdfDocument(pdf) as document:
        found = []
        for page in document:
            tree = raw.FPDF_StructTree_GetForPage(page)
            count = raw.FPDF_StructTree_CountChildren(tree)
            found += [_tag(raw.FPDF_StructTree_GetChildAtIndex(tree, index)) for index in range(count)]
            raw.FPDF_StructTree_Close(tree)
        return found


def _tag(element) -> Tag:
    count = raw.FPDF_StructElement_CountChildren(element)
    children = (raw.FPDF_StructElement_GetChildAtIndex(element, index) for index in range(count))
    return Tag(
        _string(raw.FPDF_StructElement_GetType, element),
        _string(raw.FPDF_StructElement_GetAltText, element),
        tuple(_tag(child) for child in children if child),
    )


def _string(read, element) -> str:
    size = read(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    read(element, buffer, size)
    return buffer.raw[:size].decode("utf-16-le").rstrip("\0")


@dataclass(frozen=True)
class Mark:
    """Something on a page: a run of text or a drawing, its box in millimetres from the top left, its colour."""

    kind: str  # "text", "path", "image" or "form"
    words: str
    left: float
    top: float
    right: float
    bottom: float
    colour: tuple[int, int, int]


KINDS = {
    raw.FPDF_PAGEOBJ_TEXT: "text",
    raw.FPDF_PAGEOBJ_PATH: "path",
    raw.FPDF_PAGEOBJ_IMAGE: "image",
    raw.FPDF_PAGEOBJ_FORM: "form",
}


def marks(pdf: bytes) -> list[list[Mark]]:
    """All that stands on each page, in the order in which it is drawn."""
    with pdfium.PdfDocument(pdf) as document:
        return [[_mark(page, one) for one in page.get_objects(max_depth=4)] for page in document]


def _mark(page, one) -> Mark:
    left, bottom, right, top = one.get_bounds()
    height = page.get_height()
    text = ""
    if one.type == raw.FPDF_PAGEOBJ_TEXT:
        text = page.get_textpage().get_text_bounded(left, bottom, right, top).strip()
    channels = [ctypes.c_uint() for _ in range(4)]
    read = raw.FPDFPageObj_GetStrokeColor if top - bottom < 1 else raw.FPDFPageObj_GetFillColor
    read(one, *channels)
    red, green, blue, _ = (channel.value for channel in channels)
    return Mark(
        KINDS.get(one.type, str(one.type)),
        text,
        left / MM,
        (height - top) / MM,
        right / MM,
        (height - bottom) / MM,
        (red, green, blue),
    )

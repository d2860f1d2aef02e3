"""Drawings and pictures of a PDF's pages: where they are, which letters are theirs, and what they look like.

A figure interrupts the text it stands in. The letters within it ("A", "B", "Fig. 7.") are no words of a sentence: they
are taken out before lines are made, and the figure is painted by PDFium, letters and all.
"""

import math
import re
import struct
import zlib
from collections.abc import Sequence
from ctypes import c_float
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from studycircle.readers.text.pdf_letters import Letter
from studycircle.readers.text.pdf_lines import Line, pieces_of

CAPTION = re.compile(r"^(?:fig(?:ure|ura|\.)?|abb(?:ildung|\.)|diagram|рис\.?|tafel|plate)\s*[\dIVX]+", re.I)
LEAST = 24.0  # points: what is lower or narrower is a rule, a bullet, a border
LARGEST = 0.6  # of the page: what is larger is its ground
TOGETHER = 10.0  # points: nearer, and two strokes are one drawing
MOST_STROKES = 5000  # looked at on a page
LONGEST_LABEL = 6  # words
DENSE = 0.25  # letters in a square as wide as they are high: denser, and what is drawn is a table or a frame
SCALE = 2.0  # pixels a point: shown half as large again as it was printed
MOST_PIXELS = 1_500_000


@dataclass(slots=True)
class Figure:
    """A drawing or picture; ``labels`` are the words within it. ``after``: the line it follows in reading order."""

    page: int
    left: float
    foot: float
    right: float
    top: float
    drawn: bool = False  # with strokes that are neither level nor upright, or a picture
    labels: list[str] = field(default_factory=list)
    caption: Line | None = None
    after: Line | None = None

    def touches(self, other: "Figure") -> bool:
        """Whether two are one."""
        level = self.left - TOGETHER < other.right and other.left - TOGETHER < self.right
        return level and self.foot - TOGETHER < other.top and other.foot - TOGETHER < self.top

    def take_in(self, other: "Figure") -> None:
        """Make both one."""
        self.left, self.right = min(self.left, other.left), max(self.right, other.right)
        self.foot, self.top = min(self.foot, other.foot), max(self.top, other.top)
        self.drawn = self.drawn or other.drawn


def figures_of(page: Any, at: int, letters: list[Letter]) -> tuple[list[Figure], list[Letter]]:
    """The figures of a loaded page ``at``, and its letters without theirs."""
    found: list[Figure] = []
    drawings = _drawings(page, at)
    pieces = pieces_of(letters) if drawings else []
    for figure in drawings:
        own = [piece for piece in pieces if _belongs(piece, figure)]
        figure.caption = _caption(figure, pieces, own)
        if _is_table(figure, own) or any(_crosses(piece, figure) for piece in pieces if piece not in own):
            continue
        if not figure.drawn and figure.caption is None:
            continue
        own += [figure.caption] if figure.caption is not None and figure.caption not in own else []
        figure.labels = [piece.words for piece in own if piece is not figure.caption]
        held = {id(letter) for piece in own for letter in piece.letters}
        letters = [letter for letter in letters if id(letter) not in held]
        pieces = [piece for piece in pieces if piece not in own]
        for piece in own:
            _widen(figure, piece) if piece is not figure.caption else None
        found.append(figure)
    return found, letters


def place_figures(pages: Sequence[Sequence[Line]], figures: Sequence[Figure]) -> None:
    """Say after which line each figure stands, and mark the line that goes on below it."""
    for figure in figures:
        order = [line for page in pages[: figure.page + 1] for line in page]
        before = [line for line in order if line.page < figure.page or _is_above(line, figure)]
        figure.after = before[-1] if before else None
        below = order[order.index(figure.after) + 1 :] if figure.after else order
        if below:
            below[0].below_figure = True


def painted(document: Any, figure: Figure) -> bytes:
    """The figure as PNG, on white."""
    page = document[figure.page]
    try:
        width, height = page.get_size()
        area = (figure.right - figure.left) * (figure.top - figure.foot)
        scale = min(SCALE, math.sqrt(MOST_PIXELS / max(area, 1.0)))
        crop = (figure.left, figure.foot, width - figure.right, height - figure.top)
        bitmap = page.render(scale=scale, crop=tuple(max(side - 2, 0) for side in crop), rev_byteorder=True)
        rows = bytes(bitmap.buffer)
        lines = [rows[y * bitmap.stride :][: bitmap.width * bitmap.n_channels] for y in range(bitmap.height)]
        return _png(bitmap.width, bitmap.height, bitmap.n_channels, lines)
    finally:
        page.close()


def _drawings(page: Any, at: int) -> list[Figure]:
    """What is drawn on a page, in pieces that stand together."""
    whole = pdfium.FPDF_GetPageWidthF(page) * pdfium.FPDF_GetPageHeightF(page)
    clusters: list[Figure] = []
    for index in range(min(pdfium.FPDFPage_CountObjects(page), MOST_STROKES)):
        shape = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(shape)
        sides = [c_float() for _ in range(4)]
        if kind == pdfium.FPDF_PAGEOBJ_TEXT or not pdfium.FPDFPageObj_GetBounds(shape, *sides):
            continue
        left, foot, right, top = (side.value for side in sides)
        if (right - left) * (top - foot) > LARGEST * whole:
            continue
        one = Figure(at, left, foot, right, top, kind != pdfium.FPDF_PAGEOBJ_PATH or _is_slanted(shape))
        for other in [cluster for cluster in clusters if cluster.touches(one)]:
            one.take_in(other)
            clusters.remove(other)
        clusters.append(one)
    return [one for one in clusters if min(one.right - one.left, one.top - one.foot) >= LEAST]


def _is_slanted(shape: Any) -> bool:
    """Whether a stroke has a part that is neither level nor upright."""
    x, y = c_float(), c_float()
    last = (0.0, 0.0)
    for index in range(min(pdfium.FPDFPath_CountSegments(shape), 200)):
        segment = pdfium.FPDFPath_GetPathSegment(shape, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return True
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = (x.value, y.value)
        if kind == pdfium.FPDF_SEGMENT_LINETO and min(abs(here[0] - last[0]), abs(here[1] - last[1])) > 1:
            return True
        last = here
    return False


def _belongs(piece: Line, figure: Figure) -> bool:
    """Whether words stand within a figure or right at its edge."""
    reach = 1.3 * piece.size
    level = figure.left - reach < piece.left and piece.right < figure.right + reach
    return level and figure.foot - reach < piece.base and piece.base + 0.7 * piece.size < figure.top + reach


def _is_table(figure: Figure, own: Sequence[Line]) -> bool:
    """Whether there is too much to read in it for a drawing."""
    room = (figure.right - figure.left) * (figure.top - figure.foot)
    letters = sum(len(piece.letters) for piece in own)
    size = max((piece.size for piece in own), default=1.0)
    wordy = any(len(piece.words.split()) > LONGEST_LABEL for piece in own)
    # "A", "B", "−1": what names points may stand closer than words.
    names = figure.drawn and len(own) > 2 and letters <= 3 * len(own)
    return wordy or letters * size * size > (2 * DENSE if figure.caption or names else DENSE) * room


def _crosses(piece: Line, figure: Figure) -> bool:
    """Whether a line of text runs over a figure: it is a frame, or a ground."""
    return (
        piece.left < figure.right
        and piece.right > figure.left
        and figure.foot < piece.base < figure.top - 0.3 * piece.size
    )


def _caption(figure: Figure, pieces: Sequence[Line], own: Sequence[Line]) -> Line | None:
    """The line "Fig. 7." within the figure or right below it."""
    for piece in sorted(pieces, key=lambda one: -one.base):
        below = figure.foot - 3.5 * piece.size < piece.base < figure.foot + 1.5 * piece.size
        level = figure.left < (piece.left + piece.right) / 2 < figure.right
        if CAPTION.match(piece.words) and (piece in own or (below and level)):
            return piece
    return None


def _widen(figure: Figure, piece: Line) -> None:
    figure.left, figure.right = min(figure.left, piece.left), max(figure.right, piece.right)
    figure.foot = min(figure.foot, piece.base - 0.3 * piece.size)
    figure.top = max(figure.top, piece.base + 0.8 * piece.size)


def _is_above(line: Line, figure: Figure) -> bool:
    """Whether a line of the figure's page comes before it: it is higher, or stands in a column to the left."""
    aside = line.right < figure.left and line.left < figure.left - 4 * line.size
    return line.base > figure.foot if not aside else True


def _png(width: int, height: int, channels: int, lines: Sequence[bytes]) -> bytes:
    """Rows of red, green and blue as PNG; grey where they are grey."""
    if channels == 4:
        lines = [b"".join(line[x : x + 3] for x in range(0, len(line), 4)) for line in lines]
    grey = channels == 1 or all(line[0::3] == line[1::3] == line[2::3] for line in lines)
    rows = b"".join(b"\0" + (line[0::3] if grey and channels > 1 else line) for line in lines)
    head = struct.pack(">IIBBBBB", width, height, 8, 0 if grey else 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    made = b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + made

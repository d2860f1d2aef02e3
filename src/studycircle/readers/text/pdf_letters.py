"""The letters of a PDF's page with where they stand and what they look like, by PDFium."""

import ctypes
import math
import re
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import normalize

import pypdfium2.raw as pdfium

_ITALIC = re.compile(r"ital|obli|slant|(?:^|\+)(?:CM|SF|EC)(?:TI|SL|MI|BXTI)", re.I)
_BOLD = re.compile(r"bold|black|heavy|(?:^|\+)(?:CM|SF|EC)BX", re.I)
_ITALIC_FLAG, _BOLD_FLAG = 1 << 6, 1 << 18  # ISO 32000-1, table 123
_SIGNS = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "∗": "*", "ı": "i"}
# Accents TeX's old fonts print as signs of their own, before the letter they stand on.
_ACCENTS = {
    "`": "\u0300", "´": "\u0301", "ˆ": "\u0302", "˜": "\u0303", "¯": "\u0304", "˘": "\u0306", "˙": "\u0307",
    "¨": "\u0308", "˚": "\u030a", "˝": "\u030b", "ˇ": "\u030c", "¸": "\u0327", "˛": "\u0328",
}  # fmt: skip
_HYPHENS = {0x02: "-", 0xFFFE: "-", 0x2010: "-"}  # the first two are PDFium's for a hyphen at a line's end


@dataclass(frozen=True, slots=True)
class Face:
    """What letters of one text object share. ``size``: as shown, in points."""

    size: float
    bold: bool = False
    italic: bool = False
    upright: bool = True


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter; ``base`` is the height of its baseline. ``spaced``: a space stands before it in the file."""

    sign: str
    left: float
    right: float
    base: float
    face: Face
    spaced: bool = False
    raised: bool = False  # a figure drawn as a superscript without smaller letters


def letters(page: Any) -> tuple[list[Letter], int]:
    """The letters of a loaded page in the file's order, and how many were turned on their side and left out."""
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return [], 0
    try:
        return _gather(text)
    finally:
        pdfium.FPDFText_ClosePage(text)


def _gather(text: Any) -> tuple[list[Letter], int]:
    found: list[Letter] = []
    turned, spaced = 0, False
    faces: dict[int, Face] = {}
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    last: tuple[float, float, float] | None = None
    for index in range(max(pdfium.FPDFText_CountChars(text), 0)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in (0x0A, 0x0D, 0x00):  # PDFium's own guess at a line's end
            continue
        if code in (0x20, 0xA0, 0x09):
            spaced = spaced or pdfium.FPDFText_IsGenerated(text, index) != 1
            continue
        face = _face(text, index, faces)
        if not face.upright:
            turned += 1
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text, index, box) or not pdfium.FPDFText_GetCharOrigin(
            text, index, x, y
        ):
            continue
        sign = _HYPHENS.get(code) or (chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd")
        sign = _SIGNS.get(sign, sign)
        here = (box.left, box.right, y.value)
        if here == last and found:  # the letters of a ligature share its box
            found[-1] = replace(found[-1], sign=found[-1].sign + sign)
            continue
        last = here
        raised = sign.isdigit() and _is_raised(text, index, y.value, face.size)
        letter = Letter(sign, box.left, box.right, y.value, face, spaced, raised)
        if found and found[-1].sign in _ACCENTS and _sits_on(found[-1], letter):
            letter = replace(letter, sign=normalize("NFC", sign + _ACCENTS[found[-1].sign]), spaced=found.pop().spaced)
        found.append(letter)
        spaced = False
    return found, turned


def _is_raised(text: Any, index: int, base: float, size: float) -> bool:
    """Whether the ink of a figure hangs above the line, as fonts' own superscripts do."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top):
        return False
    return bottom.value - base > 0.2 * size


def _sits_on(accent: Letter, letter: Letter) -> bool:
    """Whether an accent stands over or under the letter that follows it."""
    middle = (accent.left + accent.right) / 2
    return (
        letter.sign.isalpha()
        and letter.left < middle < letter.right
        and abs(accent.base - letter.base) < letter.face.size
    )


def _face(text: Any, index: int, known: dict[int, Face]) -> Face:
    shown = pdfium.FPDFText_GetTextObject(text, index)
    key = ctypes.cast(shown, ctypes.c_void_p).value or 0
    if key and key in known:
        return known[key]
    matrix = pdfium.FS_MATRIX()
    scale, upright = 1.0, True
    if pdfium.FPDFText_GetMatrix(text, index, matrix):
        scale = math.hypot(matrix.c, matrix.d)
        upright = abs(matrix.b) <= 0.1 * max(abs(matrix.a), 1e-6) and matrix.a > 0
    flags = ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(text, index, None, 0, flags)
    name = ""
    if 0 < length < 1000:
        held = ctypes.create_string_buffer(length)
        pdfium.FPDFText_GetFontInfo(text, index, held, length, flags)
        name = held.value.decode("utf-8", "replace")
    weight = pdfium.FPDFText_GetFontWeight(text, index)
    face = Face(
        round(pdfium.FPDFText_GetFontSize(text, index) * scale, 2) or 1.0,
        bool(_BOLD.search(name)) or bool(flags.value & _BOLD_FLAG) or 600 <= weight <= 1000,
        bool(_ITALIC.search(name)) or bool(flags.value & _ITALIC_FLAG),
        upright,
    )
    if key:
        known[key] = face
    return face

"""Drawings in SVG, made safe: rebuilt from the elements and attributes that only draw.

A drawing is shown as an image, where nothing in it can run; but its file can also be opened by itself, on any static
host. So what remains has no script, no event, no animation, no link, and names nothing outside of itself.
"""

import base64
import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from studycircle.errors import ReadError
from studycircle.readers.text.tree import decode, parse_xml
from studycircle.readers.text.words import CONTROLS, tag_of

LARGEST = 2_000_000  # bytes of one drawing
MOST_ELEMENTS = 50_000  # drawn, each as often as it is referred to
DEEPEST = 200  # levels, references included
WIDEST = 4_000  # pixels
SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"

_ELEMENTS = """
svg g defs symbol switch clipPath mask pattern marker linearGradient radialGradient text tspan textPath a
path rect circle ellipse line polyline polygon stop use image title desc style
"""
_KEPT = {name.lower(): name for name in _ELEMENTS.split()}
_REFERRING = frozenset({"use", "textPath", "linearGradient", "radialGradient", "pattern"})
_WORDED = frozenset({"text", "tspan", "textPath", "title", "desc"})
# What CSS may set too (SVG 2 §6.6), without what fetches, filters or moves.
_LOOKS_ALONE = """
alignment-baseline baseline-shift clip-path clip-rule color color-interpolation direction display
dominant-baseline fill fill-opacity fill-rule font-family font-size font-stretch font-style font-variant
font-weight letter-spacing marker marker-end marker-mid marker-start mask opacity overflow paint-order
shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap
stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-rendering
transform unicode-bidi vector-effect visibility word-spacing writing-mode
"""
_PLACING = """
class clipPathUnits cx cy d dx dy fx fy gradientTransform gradientUnits height id lengthAdjust markerHeight
markerUnits markerWidth maskContentUnits maskUnits method offset orient pathLength patternContentUnits
patternTransform patternUnits points preserveAspectRatio r refX refY rotate rx ry spacing spreadMethod
startOffset textLength viewBox width x x1 x2 y y1 y2
"""
_LOOKS = frozenset(_LOOKS_ALONE.split())
_ATTRIBUTES = _LOOKS | frozenset(_PLACING.split())
# A name with "%" or an escape in it would be another name to a browser.
_UNSAFE = re.compile(r"[\\<>@:/;{}]|url\s*\((?!\s*[\"']?#[^%)]+\))", re.I)
_LOCAL = re.compile(r"url\(\s*[\"']?#([^\"')\s]+)", re.I)
_RASTER = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s]+)", re.I)
_RASTERS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;|quot;|apos;|#)[^;\s&]{1,40};")
_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.S)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+(?:e[+-]?[0-9]{1,2})?)\s*(px|pt|pc|mm|cm|in)?\s*", re.I)
_PIXELS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}  # CSS 2.2 §4.3.2


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing that is safe to show, and to open by itself; ``whole``: nothing that is seen was left out."""

    data: bytes
    width: int  # pixels
    height: int
    whole: bool


def clean_drawing(data: bytes) -> Drawing | None:
    """The drawing ``data`` holds, with only what draws; nothing where it is none, broken, or draws without end."""
    if len(data) > LARGEST or b"<svg" not in data.replace(b"\x00", b""):
        return None
    try:
        source = parse_xml(_without_entities(decode(data)).encode())
    except ReadError:
        return None
    if tag_of(source) != "svg":
        return None
    size = _size(source)
    cleaner = _Cleaner(_shades(source))
    root = cleaner.element(source)
    if root is None or size is None:
        return None
    named = {element.get("id"): element for element in reversed(list(root.iter())) if element.get("id")}
    if not _ends(root, named):
        return None
    width, height = size
    root.attrib.pop("x", None)
    root.attrib.pop("y", None)
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    if _box(root) is None:
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    return Drawing(etree.tostring(root), max(1, round(width)), max(1, round(height)), cleaner.whole)


def _without_entities(text: str) -> str:
    """Without a declared encoding, which no longer holds, and entities, which none of ours declares."""
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", _ENTITY.sub("", text), count=1)


@dataclass(slots=True)
class _Cleaner:
    shades: frozenset[str]  # the names of gradients
    whole: bool = True

    def element(self, source: Any) -> Any:
        """A copy of ``source`` with what draws; nothing if it does not."""
        name = _KEPT.get(tag_of(source))
        if name is None or etree.QName(source).namespace not in (None, SVG):
            self.whole = self.whole and tag_of(source) not in ("foreignobject", "image", "filter")
            return None
        if name == "a":  # what it leads to is not kept, what it shows is
            name = "g"
        made: Any = etree.Element(f"{{{SVG}}}{name}", nsmap={None: SVG, "xlink": XLINK[1:-5]})
        for key, value in source.attrib.items():
            self._attribute(made, name, key, value)
        if name == "image" and not made.get(XLINK):
            self.whole = False
            return None
        if name == "style":
            made.text = self._style("".join(source.itertext()))
            return made if made.text else None
        if name in _WORDED:
            made.text = _words(source.text)
        for child in source:
            kept = self.element(child) if tag_of(child) else None
            words = _words(child.tail) if name in _WORDED else None
            if kept is not None:
                made.append(kept)
                kept.tail = words
            elif words and len(made):
                made[-1].tail = (made[-1].tail or "") + words
            elif words:
                made.text = (made.text or "") + words
        return made

    def _attribute(self, made: Any, name: str, key: str, value: str) -> None:
        if key in ("href", XLINK):
            if name in _REFERRING and re.fullmatch(r"\s*#[^\s%]+\s*", value):
                made.set(XLINK, value.strip())
            elif name == "image" and _is_raster(value):
                made.set(XLINK, "".join(value.split()))
        elif key == "style":
            if looks := _declarations(value):
                made.set(key, looks)
        elif key == "{http://www.w3.org/XML/1998/namespace}space":
            made.set(key, "preserve" if value == "preserve" else "default")
        elif key in _ATTRIBUTES and not _UNSAFE.search(value):
            made.set(key, value)

    def _style(self, css: str) -> str:
        """A style sheet's plain rules, not those that begin with "@". They refer to gradients alone: else what draws
        without end could hide behind them."""
        kept = []
        for selector, body in _RULE.findall(_COMMENT.sub("", css)):
            selector = " ".join(selector.rpartition(";")[2].split())
            looks = _declarations(body)
            if not self.shades.issuperset(_LOCAL.findall(looks)):
                looks = ";".join(one for one in looks.split(";") if self.shades.issuperset(_LOCAL.findall(one)))
                self.whole = False
            if looks and re.fullmatch(r"[\w\s.#,>+~*-]+", selector):
                kept.append(f"{selector}{{{looks}}}")
        return "".join(kept)


def _shades(source: Any) -> frozenset[str]:
    """The names that only gradients have."""
    named = [
        (element.get("id"), tag_of(element).endswith("gradient")) for element in source.iter() if element.get("id")
    ]
    return frozenset(name for name, is_shade in named if is_shade) - {name for name, is_shade in named if not is_shade}


def _words(text: str | None) -> str | None:
    return CONTROLS.sub("", text) if text else None


def _is_raster(value: str) -> bool:
    found = _RASTER.fullmatch(value.strip())
    if not found:
        return False
    try:
        return base64.b64decode(found[1][:64].replace("\n", "")[:16]).startswith(_RASTERS)
    except ValueError:
        return False


def _declarations(css: str) -> str:
    """The declarations of a style that set looks by themselves."""
    kept = []
    for declaration in _COMMENT.sub("", css).split(";"):
        name, _, value = declaration.partition(":")
        if name.strip().lower() in _LOOKS and value.strip() and not _UNSAFE.search(value):
            kept.append(f"{name.strip().lower()}:{value.strip()}")
    return ";".join(kept)


def _size(source: Any) -> tuple[float, float] | None:
    """Width and height in pixels: as said, else of the box; nothing where there is no room to draw in."""
    box = _box(source)
    said = tuple(_pixels(source.get(name) or "") for name in ("width", "height"))
    width, height = said if all(said) else box or (said[0] or 300.0, said[1] or 150.0)  # CSS 2.2 §10.3.2
    if not width or not height or max(width, height) / min(width, height) > 1000:
        return None
    fit = min(1.0, WIDEST / max(width, height))
    return round(width * fit, 2), round(height * fit, 2)


def _box(source: Any) -> tuple[float, float] | None:
    numbers = re.split(r"[\s,]+", (source.get("viewBox") or "").strip())
    try:
        _, _, width, height = map(float, numbers)
    except ValueError:
        return None
    return (width, height) if 0 < width < 1e6 and 0 < height < 1e6 else None


def _pixels(length: str) -> float:
    found = _LENGTH.fullmatch(length)
    return min(float(found[1]) * _PIXELS[(found[2] or "px").lower()], 1e6) if found else 0.0


def _ends(root: Any, named: dict[str, Any]) -> bool:
    """Whether drawing ends: no element shows itself, and all of them are not too many, however often each is shown."""
    counts: dict[Any, int] = {}
    open_: set[Any] = set()

    def count(element: Any, depth: int) -> int:
        if element in counts:
            return counts[element]
        if element in open_ or depth > DEEPEST:
            return MOST_ELEMENTS + 1
        open_.add(element)
        targets = {element.get(XLINK, "")[1:], *_LOCAL.findall(" ".join(element.attrib.values()))}
        total = 1 + sum(count(child, depth + 1) for child in element)
        total += sum(count(named[target], depth + 1) for target in targets if target in named)
        open_.discard(element)
        counts[element] = total = min(total, MOST_ELEMENTS + 1)
        return total

    return count(root, 0) <= MOST_ELEMENTS

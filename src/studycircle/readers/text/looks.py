"""What a stylesheet says of a class, as far as it tells headings, centred lines and signatures."""

import re

from studycircle.readers.text.draft import Look

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)  # old pages hide their stylesheet in a comment of HTML
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"^(\w*)\.([\w-]+)$")
_SIZES = {"large": 1.2, "larger": 1.2, "x-large": 1.5, "xx-large": 2.0, "small": 0.85, "smaller": 0.85, "x-small": 0.7}


class Looks:
    """The looks of the classes of one source."""

    def __init__(self, css: str = "") -> None:
        self._by_class: dict[str, Look] = {}
        for selectors, declared in _RULE.findall(_COMMENT.sub("", css[:500_000])):
            look = look_of(declared)
            for selector in selectors.split(","):
                if found := _SELECTOR.match(selector.strip()):
                    known = self._by_class.get(found[2], Look())
                    self._by_class[found[2]] = look.over(known)

    def of(self, classes: str, style: str = "") -> Look:
        """The look of an element with these classes and this style attribute."""
        look = look_of(style) if style else Look()
        for name in classes.split():
            if known := self._by_class.get(name):
                look = look.over(known)
        return look


def look_of(declared: str) -> Look:
    """The look of a list of CSS declarations."""
    look = Look()
    for declaration in declared.lower().split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip(), value.replace("!important", "").strip()
        if name == "text-align":
            look.align = {"center": "centre", "right": "right", "end": "right"}.get(value, "")
        elif name == "font-weight":
            look.bold = value in ("bold", "bolder", "600", "700", "800", "900")
        elif name == "font-size":
            look.size = _size(value)
    return look


def _size(value: str) -> float:
    if value in _SIZES:
        return _SIZES[value]
    found = re.match(r"([\d.]+)\s*(em|rem|%|px|pt)", value)
    if not found:
        return 1.0
    try:
        return float(found[1]) / {"em": 1, "rem": 1, "%": 100, "px": 16, "pt": 12}[found[2]]
    except ValueError:
        return 1.0

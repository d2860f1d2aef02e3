"""What the XML of word processors has in common: names without their namespaces, switches, counts."""

import re
from typing import Any

from studycircle.readers.text.numerals import to_roman


def local(element: Any) -> str:
    """An element's name without its namespace, which strict and transitional documents write differently."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Any, name: str = "val") -> str:
    """An attribute by its local name, empty if there is none."""
    for key, said in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(said)
    return ""


def child(element: Any, *path: str) -> Any:
    """The first element down ``path`` of local names, or ``None``."""
    for name in path:
        element = next((inner for inner in element if local(inner) == name), None)
        if element is None:
            return None
    return element


def is_on(element: Any) -> bool:
    """Whether a switch such as ``<w:b/>`` is on."""
    return value(element) not in ("0", "false", "off", "none")


def number_of(said: str, otherwise: int = 0) -> int:
    """A number as an attribute says it."""
    return int(said) if re.fullmatch(r"-?\d{1,9}", said) else otherwise


def format_count(count: int, form: str) -> str:
    """``count`` in one of the forms of ECMA-376 §17.18.59, the rare ones in digits."""
    if form in ("lowerLetter", "upperLetter") and count > 0:
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 % 5 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        return to_roman(count).lower() if form == "lowerRoman" else to_roman(count)
    return f"{count:02}" if form == "decimalZero" else str(count)

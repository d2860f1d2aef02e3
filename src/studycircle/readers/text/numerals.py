"""Numbers as lists show them: digits, letters, Roman numerals."""

import re

MARKERS = {"a": "abcdefghijklmnopqrstuvwxyz", "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def integer(text: str | None, otherwise: int) -> int:
    """The number an attribute says, ``otherwise`` where it says none."""
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else otherwise


def numeral(value: int, kind: str) -> str:
    """``value`` as a list of that ``type`` shows it: "1", "a", "A", "i" or "I"."""
    if kind in MARKERS and 0 < value <= 26:
        return MARKERS[kind][value - 1]
    if kind in ("i", "I") and 0 < value < 4000:
        roman = to_roman(value)
        return roman if kind == "I" else roman.lower()
    return str(value)


def to_roman(value: int) -> str:
    """A number below 4000 as a Roman numeral."""
    made = ""
    for size, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        made += letters * (value // size)
        value %= size
    return made

"""A formula in one line, as people type it: ``x²``, ``a/b``, ``∑_(i=1)^n i``; from Office Math and from MathML."""

import re
from typing import Any

from studycircle.readers.text.office_xml import child, local, value

# Of Office Math (ECMA-376 §22.1) by the names of the parts, of MathML (§3) by their places.
_NAMED = {
    "sSup": (("e", ""), ("sup", "^")),
    "sSub": (("e", ""), ("sub", "_")),
    "sSubSup": (("e", ""), ("sub", "_"), ("sup", "^")),
    "sPre": (("sub", "_"), ("sup", "^"), ("e", "")),
    "f": (("num", ""), ("den", "/")),
    "rad": (("deg", ""), ("e", "√")),
    "limLow": (("e", ""), ("lim", "_")),
    "limUpp": (("e", ""), ("lim", "^")),
}
_PLACED = {
    "msup": ("", "^"),
    "msub": ("", "_"),
    "msubsup": ("", "_", "^"),
    "mfrac": ("", "/"),
    "munder": ("", "_"),
    "mover": ("", "^"),
    "munderover": ("", "_", "^"),
}
_TABLES = {"m": "mr", "mtable": "mtr"}
_BETWEEN = {"eqArr": "; ", "func": " "}
_LEAVES = frozenset(["t", "mi", "mn", "mo", "ms", "mtext"])
_UNSAID = frozenset(["annotation", "annotation-xml"])
_UNSEEN = {0x2061: " ", 0x2062: None, 0x2063: None, 0x2064: None}  # between a function and what it is of; times; and
_SMALL = {  # for what there are small letters for
    "^": str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻"),
    "_": str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋"),
}
_COUNT = re.compile(r"[0-9+\-−]*[0-9]")
_ONE = re.compile(r"[\w.,]*|.|\([^()]*\)", re.S)


def formula_words(element: Any) -> str:
    """The words and signs of a formula, or of a part of it."""
    name = local(element)
    inner = [one for one in element if local(one) and local(one) not in _UNSAID]
    if name in _LEAVES:
        return "".join(element.itertext()).translate(_UNSEEN)
    if name in _NAMED:
        parts = {local(one): one for one in inner}
        return _joined([(sign, parts[part]) for part, sign in _NAMED[name] if part in parts])
    if name in _PLACED and len(inner) == len(_PLACED[name]):
        is_accent = name == "mover" and not re.search(r"\w", "".join(inner[1].itertext()))
        return _joined(list(zip(("", "") if is_accent else _PLACED[name], inner, strict=True)))
    if name == "mroot" and len(inner) == 2:
        return _joined([("", inner[1]), ("√", inner[0])])
    if name in _TABLES:
        return "; ".join(", ".join(map(formula_words, row)) for row in inner if local(row) == _TABLES[name])
    if name in ("d", "nary", "acc"):
        return _with_its_sign(element, name)
    words = _BETWEEN.get(name, "").join(filter(None, map(formula_words, inner)))
    return f"√{_held(words)}" if name == "msqrt" else words


def _joined(parts: list[tuple[str, Any]]) -> str:
    """Parts, each after its sign; what is not there has none."""
    return "".join(_after(sign, formula_words(part).strip()) for sign, part in parts)


def _after(sign: str, words: str) -> str:
    if sign in _SMALL and _COUNT.fullmatch(words):
        return words.translate(_SMALL[sign])
    return sign + _held(words) if words else ""


def _held(words: str) -> str:
    """Words that could be taken apart, in brackets."""
    return words if _ONE.fullmatch(words) else f"({words})"


def _with_its_sign(element: Any, name: str) -> str:
    """Brackets, a sum or an integral, an accent: what sign it is stands in the properties (§22.1.2.24, 70, 1)."""
    properties = child(element, f"{name}Pr")
    said = {local(one): value(one) for one in properties} if properties is not None else {}
    parts = [formula_words(one) for one in element if local(one) == "e"]
    if name == "d":
        return said.get("begChr", "(") + said.get("sepChr", "|").join(parts) + said.get("endChr", ")")
    if name == "acc":
        return "".join(parts) + said.get("chr", "\u0302")
    limits = [(sign, one) for sign, part in (("_", "sub"), ("^", "sup")) if (one := child(element, part)) is not None]
    return f"{said.get('chr', '∫')}{_joined(limits)} {''.join(parts)}".rstrip()

"""Labels that count meetings: "Week 3", "第3回", "second session"."""

import re
from functools import cache

from studycircle.readers.programme.language import Tongue, any_of, tongue

CJK_LABEL = re.compile(r"(?:第|제)?\s*([\d０-９一二三四五六七八九十]{1,3})\s*(?:回目?|次|周目?|週目?|講|课|夜|期|회차?|주차|강|번째\s*모임)|第\s*([\d０-９一二三四五六七八九十]{1,3})\s*(?:章読書会|部会)")  # fmt: skip  # noqa: E501 - one thought, one line
AFTER_NUMBER = "st|nd|rd|th|er|ère|re|eme|ème|e|η|ος|ο"
ROMAN = r"[ivxlIVXL]{1,6}(?!\w)"
CJK_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
CJK_NUMBERS = {c: i for i, c in enumerate("一二三四五六七八九十", 1)}


@cache
def _labels(code: str) -> re.Pattern[str]:
    names = tongue(code)
    words = any_of([*names.listed("session"), *(f"{w}s" for w in names.listed("session"))])
    numbers = any_of([*names.listed("numbers"), "~~"])
    ordinals = any_of([*names.listed("ordinals"), "~~"])
    day = rf"(?!\.?\s+{any_of(names.months)})"  # "Week 1 - 6 November" is one week
    return re.compile(
        rf"(?:(?P<word>{words})\.?\s*(?:no\.?|nr\.?|n[º°.]|#|№)?\s*(?P<after>\d{{1,3}}|{ROMAN}|{numbers})(?:\s*[-–&+]\s*\d{{1,3}}(?![/.]?\d){day})?(?!\w)"
        rf"|(?P<before>\d{{1,3}})\s*(?:\.?[ªº]|\.|{AFTER_NUMBER}|-?(?:я|е|й|ая|ое|ый))?\s*(?P<word2>{words})(?!\w)"
        rf"|(?P<ordinal>{ordinals})\s+(?P<word3>{words})(?!\w))",
        re.I,
    )


def label_at(text: str, pos: int, names: Tongue) -> tuple[int, str, str] | None:
    """A label such as "Week 3" at ``pos``: its end, its number as digits where known, and its words."""
    match = None if text.isascii() else CJK_LABEL.match(text, pos)
    if match:
        number = (match[1] or match[2]).translate(CJK_DIGITS)
        return match.end(), str(CJK_NUMBERS.get(number, number)), match[0]
    match = _labels(names.code).match(text, pos)
    if not match:
        return None
    number = match["after"] or match["before"] or match["ordinal"]
    return match.end(), _digits(number, names), match[0]


def find_label(text: str, names: Tongue) -> tuple[int, str, str] | None:
    """The first label anywhere in a short text."""
    for match in [*CJK_LABEL.finditer(text), *_labels(names.code).finditer(text)]:
        return label_at(text, match.start(), names)
    return None


def _digits(number: str, names: Tongue) -> str:
    word = number.casefold()
    if word.isdigit():
        return str(int(word))
    for role in ("numbers", "ordinals"):
        for code in (names.code, "en"):
            listed = [w.casefold() for w in tongue(code).listed(role)]
            own = listed[: len(listed)]
            for index, name in enumerate(own):
                if word == name or (name.endswith("*") and word.startswith(name[:-1])):
                    return str(index % 10 + 1 if index >= 20 else index + 1)
    return _roman(word) if re.fullmatch("[ivxl]+", word) else number


def _roman(word: str) -> str:
    values = {"i": 1, "v": 5, "x": 10, "l": 50}
    total = 0
    for here, after in zip(word, [*word[1:], ""], strict=True):
        total += -values[here] if after and values[after] > values[here] else values[here]
    return str(total)

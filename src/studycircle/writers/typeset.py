"""Typesetting: data into a fixed Typst template, tagged PDF or a picture out. The one door to Typst.

Data reaches a template as JSON and never as markup, so no word of it can be taken for an instruction; what Typst
does, it does in another process (``typesetter.py``), so a document that hangs or explodes takes nothing with it.
"""

import json
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from studycircle.errors import WriteError
from studycircle.writers.typesetter import Workshop, workshop

REPLACEMENT = "□"  # printed for a character no font has, so that a reader sees something is missing
UNREADABLE = 0.03  # the share of letters without a glyph from which on a document is not made
# What is longer than any word may be broken anywhere; CJK breaks by rules of its own.
LONG_WORD = re.compile(r"[^\s\u2e80-\uffff]{40,}")
PRESENTATION = {0xFE0E: None, 0xFE0F: None}  # whether a sign is wanted as text or in colour: here it is text
NOT_WORDS = frozenset({"href", "svg"})  # fields of the data that are not read by people
TYPED = frozenset({"address", "ways"})  # those people type in again: broken by rules of their own, in house.typ

# Letters of scripts for which the embedded fonts have nothing, or only a typewriter face.
BEYOND = re.compile(
    "[\u0600-\u1cff\u2e80-\ud7ff\uf900-\ufaff\ufb50-\ufdff\ufe70-\ufeff\U00010000-\U0001efff\U00020000-\U0003ffff]"
)
MISSING_GLYPH = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
RUST_ESCAPE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))", re.DOTALL)
# The first words of the Unicode names of letters that fonts-noto-cjk has; fonts-noto-core has the others.
CJK = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "FULLWIDTH", "HALFWIDTH"})


class TypesettingWarning(UserWarning):
    """Typst set the document and has something to say about it: a flaw of a template, not of the data."""


def typeset(template: str, data: dict[str, Any], language: str = "en", *, within: Workshop | None = None) -> bytes:
    """``data`` set by ``templates/typst/<template>.typ``, as PDF/UA-1 (ISO 14289-1); same data, same bytes.

    ``within``: typesetters with limits of their own, for long documents. Characters the embedded fonts lack are looked
    for in the system's fonts; those found nowhere are printed as "□".
    Raises ``WriteError`` where too many letters have no font, or where it takes too much time or memory.
    """
    return _settle(template, data, language, _try if within is None else partial(_try, within=within))[0]


def picture(template: str, data: dict[str, Any], language: str = "en", *, ppi: float) -> bytes:
    """The first page of a template as PNG; otherwise like ``typeset``."""
    # Of missing letters Typst tells only when it makes a PDF, which takes a fraction of the time.
    _, text, every_font = _settle(template, data, language, _try)
    png, _ = _try(template, text, language, every_font, ppi=ppi)
    return png


def _settle(
    template: str, data: dict[str, Any], language: str, attempt: Callable[..., tuple[bytes, set[str]]]
) -> tuple[bytes, str, bool]:
    """The PDF, with the JSON it was made of in the end, and whether it took the system's fonts."""
    data = _printable(data)
    text = json.dumps(data, ensure_ascii=False)
    every_font = bool(BEYOND.search(text))
    # With embedded fonts, with every font, without what is missing, without what that brought to light.
    for _ in range(4):
        pdf, missing = attempt(template, text, language, every_font)
        if not missing:
            return pdf, text, every_font
        if every_font:
            _refuse_unreadable(missing, "".join(_words(data)))
            text = _without(missing, text)
        every_font = True
    raise WriteError("the document holds characters that cannot be printed", "Take unusual characters out of it.")


def warm_up() -> None:
    """Start a typesetter beforehand; returns at once, so that it starts while the caller does something else."""
    workshop.hire()


def close() -> None:
    """End the typesetters. At exit this is done by itself; they start again when needed."""
    workshop.close()


def _try(
    template: str, text: str, language: str, every_font: bool, within: Workshop | None = None, ppi: float = 0
) -> tuple[bytes, set[str]]:
    """The PDF or picture, or the characters for which there is no glyph."""
    request = {"template": template, "data": text, "language": language, "every_font": every_font, "ppi": ppi}
    answer, pdf = (within or workshop).set(request)
    for warning in answer["warnings"]:
        warnings.warn(warning, TypesettingWarning, stacklevel=3)
    error = answer["error"]
    missing = {_unescaped(escaped) for escaped in MISSING_GLYPH.findall(error)}
    if error and not missing:
        raise WriteError(f"the document could not be typeset: {error.strip().splitlines()[0]}", "Please report this.")
    return pdf, missing


def _printable(value: Any, field: str = "") -> Any:
    """``value`` with every string made fit for print; addresses are left whole."""
    if isinstance(value, dict):
        return {key: _printable(item, key) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item, field) for item in value]
    if not isinstance(value, str) or field in NOT_WORDS:
        return value
    value = value.translate(PRESENTATION)
    if not value.isprintable():  # what has no form is among these, and books are long
        value = "".join(map(_printable_character, value))
    if field in TYPED:
        return value
    # A zero-width space is where a line may end: nothing runs off the page.
    return LONG_WORD.sub(lambda word: "\u200b".join(re.findall(".{1,6}", word[0])), value)


def _printable_character(character: str) -> str:
    """The character, or what stands for one that has no form: nothing is left to turn lines around or end them."""
    if character.isascii() and character.isprintable():
        return character
    match unicodedata.category(character):
        case "Cc" | "Zl" | "Zp":
            return "\n" if character == "\n" else " "
        case "Cs":
            return "\N{REPLACEMENT CHARACTER}"
        case "Cf":  # joiners and the soft hyphen belong to words; marks of direction could turn a line around
            return character if character in "\u00ad\u200b\u200c\u200d" else ""
    return character


def _words(value: Any, field: str = "") -> Iterator[str]:
    """Every string in ``value`` that people read."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _words(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _words(item, field)
    elif isinstance(value, str) and field not in NOT_WORDS:
        yield value


def _unescaped(text: str) -> str:
    """A string as it was before Rust printed it for debugging."""
    return RUST_ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], text)


def _without(missing: set[str], text: str) -> str:
    """The JSON ``text`` with "□" for everything in ``missing`` (ASCII is JSON's own, and always has a glyph)."""
    for cluster in sorted(missing, key=len, reverse=True):
        if not cluster.isascii():
            text = text.replace(cluster, REPLACEMENT)
    return text


def _refuse_unreadable(missing: set[str], words: str) -> None:
    letters = sum(map(_is_letter, words))
    lost = {character for cluster in missing for character in cluster if _is_letter(character)}
    if sum(words.count(character) for character in lost) <= UNREADABLE * letters:
        return
    scripts = sorted({unicodedata.name(character, "unknown").split()[0] for character in lost})
    packages = sorted({"fonts-noto-cjk" if script in CJK else "fonts-noto-core" for script in scripts})
    raise WriteError(
        f"no font on this machine has the letters of this document ({', '.join(map(str.title, scripts))})",
        f"Install fonts that have them (on Debian: apt install {' '.join(packages)}) and try again.",
    )


def _is_letter(character: str) -> bool:
    """Letters, and the vowel signs that stand beside them, as in Hindi."""
    category = unicodedata.category(character)
    return category[0] == "L" or category == "Mc"

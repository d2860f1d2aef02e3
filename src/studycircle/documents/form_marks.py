r"""Marks of the Markdown form: "{#key for=members}", escapes, and which key a thing has that shows none.

The form (docs/markdown-form.md) shows a thing in words, "Ann, *A Book*, chapter 1". What these words cannot carry
stands behind them in braces. ``marks_for`` finds out what that is by reading the words again, so that nothing is
lost whatever they are; the reader and the writer share the grammar that is in this file and ``form_lines.py``.
"""

import datetime as dt
import json
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_type_hints

Marks = dict[str, str]  # name to value; "key" for "#…"; ".note", ".close" and ".bring" are words without a value

VALUE = r'"(?:[^"\\\n]|\\.)*"|[^\s"{}]+'
MARK = rf"#[a-z0-9-]+|[a-z][a-z_-]*=(?:{VALUE})|\.note|\.close|\.bring"
MARKS = rf"\{{((?:{MARK})(?:\s+(?:{MARK}))*)\}}"
AT_END = re.compile(rf"(?:^|\s+){MARKS}\s*$")
AT_START = re.compile(rf"{MARKS}(?:\s+|$)")
ONE = re.compile(rf"#([a-z0-9-]+)|([a-z][a-z_-]*)=({VALUE})|(\.[a-z]+)")

# How fields are called in braces where that is not their name.
NAMES = {"audience": "for", "sequence": "seq"}
FIELDS = {name: field for field, name in NAMES.items()}


def say_marks(marks: Mapping[str, str]) -> str:
    """``marks`` in braces, the key first; "" of none."""
    said = []
    for name, value in sorted(marks.items(), key=lambda mark: mark[0] != "key"):
        if name == "key" and re.fullmatch(r"[a-z0-9-]+", value):
            said.append(f"#{value}")
        elif name.startswith("."):
            said.append(name)
        else:
            said.append(f"{NAMES.get(name, name)}={_say_value(value)}")
    return "{" + " ".join(said) + "}" if said else ""


def read_marks(inside: str) -> Marks:
    """What stands between braces; trusts that ``MARKS`` matched."""
    marks = {}
    for key, name, value, word in ONE.findall(inside):
        if key or word:
            marks[word or "key"] = key
        else:
            marks[FIELDS.get(name, name)] = read_value(value)
    return marks


def split_end(line: str) -> tuple[str, Marks]:
    """A line, and the marks at its end."""
    match = AT_END.search(line)
    return (line[: match.start()], read_marks(match[1])) if match else (line, {})


def split_start(text: str) -> tuple[str, Marks]:
    """A text, and the marks at its beginning."""
    match = AT_START.match(text)
    return (text[match.end() :], read_marks(match[1])) if match else (text, {})


def say_value(value: str) -> str:
    """The value of a line "Name: value": bare where it can be, else in quotes as in JSON."""
    is_bare = value == value.strip() and not re.search(r"[\x00-\x1f\x7f]", value)
    return value if is_bare and not re.match(r'".*"$', value) else _quoted(value)


def _say_value(value: str) -> str:
    return value if re.fullmatch(r"[\w.:/+@%?=&,;#-]+", value) else _quoted(value)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_value(value: str) -> str:
    """The inverse of ``say_value``; forgiving: what only looks quoted stays as it is."""
    if len(value) >= 2 and value.startswith('"') and value.endswith('"'):
        try:
            return str(json.loads(value))
        except ValueError:
            return value
    return value


def escaped(words: str) -> str:
    """Plain words for a line that has marks: in one line, no sign taken for a sign."""
    return re.sub(r"[\\{}*\[\]]|<(?=[A-Za-z]+:)", r"\\\g<0>", " ".join(words.split()))


# While a line is taken apart, an escaped sign is a sign of nothing: a character from Unicode's private use area.
HIDDEN = 0xE000


HIDE = re.compile(rf"{MARKS}|\\([!-/:-@\[-`{{-~])")


def hide(text: str) -> str:
    r"""``text`` with "\*" and its like as private characters; marks, whose backslashes are JSON's, stay."""
    return HIDE.sub(lambda match: chr(HIDDEN + ord(match[2])) if match[2] else match[0], text)


def show(text: str) -> str:
    """The signs that ``hide`` hid, bare."""
    return re.sub("[\ue000-\ue07f]", lambda match: chr(ord(match[0]) - HIDDEN), text)


def title_of(text: str) -> str:
    """The plain words of a title that may be emphasised."""
    return show(hide(text).replace("*", "")).strip()


def as_text(value: Any) -> str:
    """The value of a field as the text in a mark."""
    if value is None:
        return ""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def marks_for(thing: Any, got: Mapping[str, Any]) -> Marks:
    """Marks for those fields of ``thing`` that its words did not tell: ``got`` is what reading the words gives."""
    return {name: as_text(getattr(thing, name)) for name, value in got.items() if getattr(thing, name) != value}


def with_marks(kind: type, got: dict[str, Any], marks: Marks) -> tuple[dict[str, Any], Marks]:
    """The fields ``got`` from words, put right by ``marks``; and the marks that are not understood."""
    hints = _hints(kind)
    result, strange = dict(got), {}
    for name, text in marks.items():
        if name == "key" or name.startswith("."):
            continue
        try:
            result[name] = _from_text(hints[name], text)
        except (KeyError, ValueError):
            strange[name] = text
    return result, strange


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _from_text(kind: Any, text: str) -> Any:
    """The value of type ``kind`` written as ``text``. Raises ``ValueError``."""
    arms = [arm for arm in get_args(kind) if arm is not type(None)]
    if arms:
        return _from_text(arms[0], text) if text else None
    if kind in (dt.date, dt.time, dt.datetime):
        return kind.fromisoformat(text)
    if kind is int or (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return kind(text)
    if kind is not str:
        raise ValueError(f"no mark can say a {kind}")
    return text

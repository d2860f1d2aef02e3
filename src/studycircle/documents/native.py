"""Lossless, versioned JSON for the documents.

The codec is driven by the dataclasses themselves: a field added there is written and read here without a line.
Fields at their default are left out, so that old files stay readable and new ones stay small.
"""

import base64
import json
import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from studycircle.documents.inline import is_inline
from studycircle.documents.keys import is_key
from studycircle.documents.nesting import nests_too_deep
from studycircle.documents.programme import Programme
from studycircle.documents.rich import Rich, is_rich
from studycircle.documents.text import Text
from studycircle.documents.values import faults
from studycircle.errors import ReadError

FORMAT = "studycircle-programme"
TEXT_FORMAT = "studycircle-text"
VERSION = 1

Document = TypeVar("Document")


def dump_programme(programme: Programme) -> str:
    """``programme`` as JSON text, stable: the same document gives the same characters."""
    return dump_as(FORMAT, programme)


def parse_programme(text: str, name: str = "") -> Programme:
    """The programme in ``text``; ``name`` is used in errors.

    Raises ``ReadError`` where it is not one, or too new, its words are not safe, a value cannot be (``values.py``), or
    a key cannot be one: keys become names of folders.
    """
    programme = parse_as(FORMAT, Programme, text, name)
    for fault in faults(programme):
        raise ReadError(name, fault)
    for key in _keys(programme):
        if not is_key(key):
            raise ReadError(name, f"“{key}” cannot be a key", "Keys are made of a–z, 0–9 and hyphens.")
    return programme


def _keys(document: Any) -> typing.Iterator[str]:
    """The keys of ``document`` and of all within it."""
    for field in fields(document):
        value = getattr(document, field.name)
        if field.name == "key":
            yield value
        for part in value if isinstance(value, tuple) else (value,):
            if is_dataclass(part):
                yield from _keys(part)


def dump_text(text: Text) -> str:
    """``text`` as JSON text, images and all, stable like a programme's."""
    return dump_as(TEXT_FORMAT, text)


def parse_text(text: str, name: str = "") -> Text:
    """The text in the JSON ``text``. Raises ``ReadError`` where it is not one, too new, or its words are not safe."""
    made = parse_as(TEXT_FORMAT, Text, text, name)
    for block in (*made.blocks, *(block for note in made.notes for block in note.blocks)):
        for words in (block.words, *(cell.words for row in block.rows for cell in row.cells)):
            if ("<" in words or "&" in words or ">" in words) and not is_inline(words):
                raise ReadError(name, f"the words of {block.key} are not understood")
    return made


def dump_as(format_name: str, document: Any) -> str:
    """Any of the documents' dataclasses as JSON text that says at its head what it is."""
    body = {"format": format_name, "version": VERSION, **to_data(document)}
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def parse_as(format_name: str, kind: type[Document], text: str, name: str = "") -> Document:
    """What ``dump_as`` wrote under that format. Raises ``ReadError`` where it is something else, or too new."""
    what = format_name.removeprefix("studycircle-")
    try:
        if nests_too_deep(text):
            raise ValueError("nests too deep")
        body = json.loads(text)
        text.encode()  # JSON can spell half of a character ("\\ud800"), which nothing can write down
        json.dumps(body, ensure_ascii=False).encode()
    except ValueError as error:
        raise ReadError(name, "this is not JSON", f"Export the {what} again.") from error
    if not isinstance(body, dict) or body.pop("format", None) != format_name:
        raise ReadError(name, f"this JSON is not a Studycircle {what}")
    version = body.pop("version", None)
    if version != VERSION:
        raise ReadError(
            name,
            f"this {what} has version {version}; this Studycircle reads version {VERSION}",
            "Upgrade Studycircle and try again.",
        )
    return from_data(kind, body, name)


def to_data(document: Any) -> dict[str, Any]:
    """A dataclass as plain JSON data, without the fields that are at their default."""
    data = {}
    for field in fields(document):
        value = getattr(document, field.name)
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        if default is MISSING or value != default:
            data[field.name] = _plain(value)
    return data


def from_data(kind: type[Document], data: Any, name: str = "") -> Document:
    """The dataclass ``kind`` from what ``to_data`` gave. Raises ``ReadError`` naming the field that is wrong."""
    return typing.cast(Document, _build(kind, data, kind.__name__.lower(), name))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return to_data(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value


@cache
def _types(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _build(kind: Any, data: Any, path: str, name: str) -> Any:
    """``data`` as a value of type ``kind``; ``path`` and ``name`` are for the error."""
    if kind is Rich and isinstance(data, str) and data and not is_rich(data):
        raise ReadError(name, f"{path}: these words are not understood")
    if isinstance(kind, typing.NewType):
        kind = kind.__supertype__
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        if data is None:
            return None
        return _build(next(arm for arm in typing.get_args(kind) if arm is not type(None)), data, path, name)
    if origin is tuple:
        if not isinstance(data, list):
            raise ReadError(name, f"{path} should be a list")
        item = typing.get_args(kind)[0]
        return tuple(_build(item, value, f"{path}[{index}]", name) for index, value in enumerate(data))
    if is_dataclass(kind):
        return _build_dataclass(typing.cast(type, kind), data, path, name)
    return _build_scalar(kind, data, path, name)


def _build_dataclass(kind: type, data: Any, path: str, name: str) -> Any:
    if not isinstance(data, dict):
        raise ReadError(name, f"{path} should be an object")
    known = _types(kind)
    if strange := sorted(set(data) - set(known)):
        raise ReadError(name, f"{path} has a field this version does not know: {strange[0]}")
    values = {field: _build(known[field], value, f"{path}.{field}", name) for field, value in data.items()}
    try:
        return kind(**values)
    except TypeError as error:  # a field without a default is missing
        raise ReadError(name, f"{path} is incomplete: {error}") from error


def _build_scalar(kind: Any, data: Any, path: str, name: str) -> Any:
    try:
        if kind in (date, datetime, time):
            return kind.fromisoformat(data)
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return kind(data)
        if kind is bytes:
            return base64.b64decode(data, validate=True)
        if kind is float and type(data) is int:
            return float(data)
        if type(data) is kind:
            return data
    except (ValueError, TypeError) as error:
        raise ReadError(name, f"{path}: {data!r} is not understood") from error
    raise ReadError(name, f"{path}: {data!r} is not understood")

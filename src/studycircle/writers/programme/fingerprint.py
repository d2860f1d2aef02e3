"""Fingerprints: what a file's content depends on, in one short hash. Same fingerprint, same bytes."""

import hashlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from typing import Any

WRITERS = Path(__file__).resolve().parents[1]
# What lays out dates, calendars and pages: an upgrade of one may change the bytes.
LIBRARIES = ("babel", "django", "icalendar", "segno", "typst", "tzdata")


def fingerprint(*parts: object) -> str:
    """A hash of ``parts`` (text, numbers, dates, enums, and tuples and dataclasses of them) and of our own code."""
    words = [writers_version()]
    for part in parts:
        _gather(part, words)
    whole = "\x1f".join(words)  # a separator no reader lets into a text
    return hashlib.blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _gather(value: Any, words: list[str]) -> None:
    """Append all that ``value`` says to ``words``. (``repr`` says it too, but takes twice as long.)"""
    kind = value.__class__
    if kind is str:
        words.append(value)
    elif kind is tuple:
        words.append("(")
        for item in value:
            _gather(item, words)
        words.append(")")
    elif (take := _fields_of(kind)) is not None:
        words.append(kind.__name__)
        for item in take(value):
            _gather(item, words)
    else:
        words.append(repr(value))


@cache
def _fields_of(kind: type) -> Callable[[Any], tuple[object, ...]] | None:
    """What takes all fields out of a dataclass; ``None`` for any other kind."""
    if not is_dataclass(kind):
        return None
    names = [field.name for field in fields(kind)]
    return attrgetter(*names) if len(names) > 1 else lambda value: tuple(getattr(value, name) for name in names)


@cache
def writers_version() -> str:
    """A hash of the writers' code, templates, catalogues and libraries: new code writes everything anew."""
    state = hashlib.blake2b(digest_size=16)
    for file in sorted([*WRITERS.rglob("*"), *(WRITERS.parent / "locale").rglob("*.mo")]):
        if file.is_file() and file.suffix != ".pyc":
            state.update(file.name.encode())
            state.update(file.read_bytes())
    for name in LIBRARIES:
        state.update(version(name).encode())
    return state.hexdigest()

"""What a value of a programme may be, where its type alone does not say: asked at every way in."""

import re
import zoneinfo
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from studycircle.documents.programme import Programme

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")  # BCP 47, in outline
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
COUNTRY = re.compile(r"[A-Z]{2}")  # ISO 3166-1
REGION = re.compile(r"[^\W_][\w .-]{0,59}")  # ISO 3166-2 after the country; or a town with holidays of its own
LONGEST = 100_000  # minutes: some weeks, for a retreat or for reading a long book
NUMBERS = {"minutes": LONGEST, "size": 2**53, "sequence": 2**31 - 1}


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def fault_in(field: str, value: Any) -> str:
    """What is wrong with ``value`` for a field of that name, as the end of a sentence; empty if nothing is."""
    if field in NUMBERS and value is not None and not 0 <= value <= NUMBERS[field]:
        return f"{value} is out of range"
    if not isinstance(value, str) or not value:
        return ""
    if field == "zone" and value not in _zones():
        return f"there is no time zone called “{value}”; write one such as Europe/London"
    if field == "language" and not LANGUAGE.fullmatch(value):
        return f"“{value}” is no language; write a short code such as en, de or pt-BR"
    if field == "accent" and not COLOUR.fullmatch(value):
        return f"“{value}” is no colour; write one such as #8a1c1c"
    if field == "country" and not COUNTRY.fullmatch(value):
        return f"“{value}” is no country; write two letters such as GB"
    if field == "region" and not REGION.fullmatch(value):
        return f"“{value}” is no region; write its code without the country, such as SCT"
    return ""


def faults(programme: Programme) -> Iterator[str]:
    """Everything that is wrong with the values of ``programme``, keys that stand twice among siblings included."""
    yield from _faults(programme)


def _faults(document: Any) -> Iterator[str]:
    for field in fields(document):
        value = getattr(document, field.name)
        if fault := fault_in(field.name, value):
            yield f"{field.name}: {fault}"
        if is_dataclass(value):
            yield from _faults(value)
        elif isinstance(value, tuple) and value and is_dataclass(value[0]):
            seen: set[str] = set()
            for item in value:
                key = getattr(item, "key", None)
                if key is not None and key in seen:
                    yield f"{field.name}: the key “{key}” stands twice"
                if key is not None:
                    seen.add(key)
                yield from _faults(item)

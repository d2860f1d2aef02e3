"""Everything that turns bytes into a programme, in one table."""

import dataclasses
import datetime as dt
import zoneinfo
from collections.abc import Callable

from studycircle.documents import native
from studycircle.documents.problem import Problem
from studycircle.documents.programme import Programme
from studycircle.errors import ReadError
from studycircle.readers.programme.markdown import looks_like_form, read_markdown
from studycircle.readers.programme.page import read_page

Reading = tuple[Programme, tuple[Problem, ...]]


def _read_json(data: bytes, name: str, media: str, today: dt.date) -> Reading:
    return native.parse_programme(data.decode("utf-8-sig", "replace"), name), ()


def _read_form(data: bytes, name: str, media: str, today: dt.date) -> Reading:
    return read_markdown(data.decode("utf-8-sig", "replace"), name=name, today=today)


def _read_page(data: bytes, name: str, media: str, today: dt.date) -> Reading:
    return read_page(data, name=name, media=media, today=today)


READERS: dict[str, Callable[[bytes, str, str, dt.date], Reading]] = {
    "json": _read_json,  # our own JSON
    "form": _read_form,  # our own Markdown form
    "page": _read_page,  # anybody's page: text, HTML, Markdown, DOCX
}


def reader_for(data: bytes, *, name: str = "", media: str = "") -> str:
    """The name in ``READERS`` of the reader that understands ``data``: our own forms say so at their head.

    What is called JSON is read as ours, so that a damaged file is refused with its place and not read as prose.
    """
    head = data[:2000].decode("utf-8-sig", "replace").lstrip()
    called_json = name.lower().endswith(".json") or "json" in media
    if (head.startswith("{") and (called_json or native.FORMAT in head)) or (called_json and head.startswith("[")):
        return "json"
    return "form" if looks_like_form(head) else "page"


def read_programme(data: bytes, *, name: str = "", media: str = "", today: dt.date) -> Reading:
    """The programme in ``data`` and what could not be placed; ``today`` settles a year nothing else tells.

    ``name`` (file name) and ``media`` (media type) help to recognise the format. Raises ``ReadError``.
    """
    return READERS[reader_for(data, name=name, media=media)](data, name, media, today)


def with_zone(programme: Programme, zone: str) -> Programme:
    """The programme in the time zone called ``zone``; ``ReadError`` if there is none of that name."""
    if zone not in zoneinfo.available_timezones():
        raise ReadError("", f"there is no time zone called {zone}", "Give one such as Europe/London.")
    return dataclasses.replace(
        programme,
        group=dataclasses.replace(programme.group, zone=zone),
        series=dataclasses.replace(programme.series, zone=""),
    )

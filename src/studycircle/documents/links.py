"""The links of a programme: where each address stands, and another put in its place."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit

from studycircle.documents.programme import Edition, Programme, Reading, Series, Session, Shelved
from studycircle.documents.rich import Rich

# Fields that hold an address. That of an online meeting is none of them: for some services, to open it is to come in.
FIELDS = frozenset({"link", "url", "map_link"})
HREF = re.compile(r'(?<=<a href=")([^"]*)(?=")')  # as rich text is written: the attribute stands alone
ARCHIVE = "web.archive.org"


@dataclass(frozen=True, slots=True)
class Linked:
    """An address, and where it stands: in a session or the series itself; as a reading's edition, on the shelf, or in
    whatever else may hold one."""

    address: str
    session: Session | None = None
    reading: Reading | None = None
    edition: Edition | None = None
    shelved: Shelved | None = None


def page_of(address: str) -> str:
    """What a server is asked for: the address without its fragment; empty where it is none on the web."""
    page = address.strip().partition("#")[0]
    return page if re.match(r"https?://", page, re.I) and host_of(page) else ""


def host_of(address: str) -> str:
    """The host of an address, in lower case; empty where it cannot be told."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # a bracket without its other
        return ""


def links_of(programme: Programme) -> Iterator[Linked]:
    """Every link to the web, in order; an address that stands in several places comes once for each."""
    yield from (one for one in _links_of(programme) if page_of(one.address))


def _links_of(programme: Programme) -> Iterator[Linked]:
    series: Series = programme.series
    for part in (programme.group, replace(series, sessions=())):
        yield from (Linked(address) for address in _addresses(part))
    for session in series.sessions:
        for reading in session.readings:
            yield from (Linked(edition.link, session, reading, edition) for edition in reading.editions)
        yield from (Linked(address, session) for address in _addresses(replace(session, readings=())))
    yield from (Linked(one.link, shelved=one) for one in programme.shelf)


def _addresses(document: Any) -> list[str]:
    found: list[str] = []

    def note(address: str) -> str:
        found.append(address)
        return address

    _with_addresses(document, note)
    return found


def with_page(programme: Programme, page: str, new: str) -> Programme:
    """``programme`` with the address ``new`` wherever a link leads to ``page``; the shelf is left alone.

    A place within the page stays part of the link, unless ``new`` names one itself.
    """

    def put(address: str) -> str:
        if page_of(address) != page:
            return address
        fragment = address.strip().partition("#")[2]
        return f"{new}#{fragment}" if fragment and "#" not in new else new

    changed: Programme = _with_addresses(replace(programme, shelf=()), put)
    return replace(changed, shelf=programme.shelf)


def without_editions(programme: Programme, page: str) -> Programme:
    """``programme`` without the links to ``page`` of readings that stand on the shelf: there is a copy of those."""

    def in_reading(reading: Reading) -> Reading:
        if not reading.text:
            return reading
        kept = (replace(one, link="") if page_of(one.link) == page else one for one in reading.editions)
        return replace(
            reading,
            editions=tuple(new for old, new in zip(reading.editions, kept, strict=True) if new == old or new.file),
        )

    sessions = tuple(
        replace(session, readings=tuple(map(in_reading, session.readings))) for session in programme.series.sessions
    )
    return replace(programme, series=replace(programme.series, sessions=sessions))


def archived_at(address: str) -> str:
    """Where a web archive has its newest copy of that page, if it has one; empty for what is such a copy itself."""
    return "" if host_of(address) == ARCHIVE else f"https://{ARCHIVE}/web/{address}"


def archive_of(address: str) -> str:
    """Where a web archive lists all the copies it has of that page; empty for what is such a copy itself."""
    return "" if host_of(address) == ARCHIVE else f"https://{ARCHIVE}/web/*/{address}"


def _with_addresses(document: Any, change: Callable[[str], str]) -> Any:
    """``document`` with every address in it changed, those in rich text too."""
    if isinstance(document, tuple):
        made = tuple(_with_addresses(one, change) for one in document)
        return document if made == document else made
    if not is_dataclass(document) or isinstance(document, type):
        return document
    changed = {}
    for field in fields(document):
        old = getattr(document, field.name)
        if field.type is Rich:
            new: Any = HREF.sub(lambda found: escape(change(unescape(found[1]))), old) if "<a " in old else old
        elif isinstance(old, str):
            new = change(old) if old and field.name in FIELDS else old
        else:
            new = _with_addresses(old, change)
        if new != old:
            changed[field.name] = new
    return replace(document, **changed) if changed else document

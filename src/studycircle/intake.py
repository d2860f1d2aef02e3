"""What the command takes in: a file, an address or standard input; read as a group's page or as a book."""

import datetime as dt
import os
import sys
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from studycircle.documents.problem import Problem
from studycircle.documents.programme import Programme
from studycircle.documents.text import Text
from studycircle.errors import ReadError
from studycircle.fetch import LIMIT as PAGE  # bytes
from studycircle.fetch import fetch

BOOK = 100 * 1024 * 1024  # bytes; each reader has limits of its own below it


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes to read, and what is known of where they came from."""

    data: bytes
    name: str
    media: str = ""
    address: str = ""
    folder: Path | None = None  # in which the file lies


@dataclass(frozen=True, slots=True)
class PageOptions:
    """How a page is read: ``zone`` is the group's time zone, empty if the page tells it."""

    now: dt.datetime
    zone: str = ""
    with_contacts: bool = False


def take(source: str, limit: int = PAGE) -> Source:
    """What stands in the file, at the address, or on standard input ("-"). Raises ``ReadError``."""
    if source.startswith(("http://", "https://")):
        fetched = fetch(source, limit=limit)
        return Source(fetched.data, fetched.name, fetched.media, fetched.address)
    folder = None
    try:
        if source == "-":
            data, name = sys.stdin.buffer.read(limit + 1), "standard input"
        else:
            with Path(source).open("rb") as file:
                data, name, folder = file.read(limit + 1), Path(source).name, Path(source).parent
    except OSError as error:
        raise ReadError(source, (error.strerror or "it cannot be read").lower()) from error
    if len(data) > limit:
        hint = "Give the page itself, not an archive." if limit == PAGE else "Split it."
        raise ReadError(source, f"it is larger than {limit // (1024 * 1024)} MB", hint)
    return Source(data, name, folder=folder)


def read_page(source: Source, options: PageOptions) -> Programme:
    """The programme on a page, cut for its audience; what could not be placed is told on standard error."""
    from studycircle.documents.audience import seen_by
    from studycircle.documents.programme import Audience
    from studycircle.readers.table import read_programme, with_zone

    name = source.name
    programme, problems = read_programme(source.data, name=name, media=source.media, today=options.now.date())
    zone = options.zone
    if not zone and any(problem.code == "zone-unknown" for problem in problems):
        zone = own_zone()
        say(f"{name}: it does not tell the time zone; {zone}, this computer's own, was taken (--zone)")
    if zone:
        programme = with_zone(programme, zone)
        problems = tuple(problem for problem in problems if problem.code != "zone-unknown")
    tell(name, problems)
    if not programme.series.sessions:
        raise ReadError(
            name,
            "no session was found in it",
            "Is it the page with the schedule? Each session needs a date or a title.",
        )
    return seen_by(programme, Audience.ORGANISERS if options.with_contacts else Audience.PUBLIC)


def read_book(source: Source) -> Text:
    """The text of a book, read in a process of its own; what was not kept is told on standard error."""
    from studycircle.readers.text.confined import read_confined

    text, problems = read_confined(
        source.data,
        source.name,
        reader="studycircle.readers.text.beside:read_with_folder",
        media=source.media,
        address=source.address,
        folder=str(source.folder.resolve()) if source.folder else "",
    )
    tell(source.name, problems)
    return text


def own_zone() -> str:
    """The IANA name of this computer's time zone, as far as it tells; else UTC."""
    name = os.environ.get("TZ", "").lstrip(":") or os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    return name if name in zoneinfo.available_timezones() else "UTC"


def say(words: str) -> None:
    """A line on standard error, which keeps standard output for what was asked for."""
    sys.stderr.write(f"{words}\n")


def tell(name: str, problems: Iterable[Problem]) -> None:
    """Each problem on a line, with the line of the source it is about."""
    for problem in problems:
        place = f"{name}:{problem.line}" if problem.line else name
        excerpt = f" | {problem.excerpt}" if problem.excerpt else ""
        say(f"{place}: {problem.words or problem.code}{excerpt}")

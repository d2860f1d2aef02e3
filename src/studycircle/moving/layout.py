"""How an export is laid out: a ZIP with a manifest, documents as JSON, files as they are.

README.txt                     what this is, in words
group.json                     the group, its shelf, the series that come with it
series/KEY/programme.json      everything an organiser sees of it; programme.md beside it, for people
series/KEY/more.json           polls, print set, sessions that were taken out, versions
series/KEY/history.json        the pieces those versions are made of
series/KEY/said.json           comments, as everybody may read them
series/KEY/picture.jpg         of the print set
shelf/KEY/1/text.json          a text as it is read, with its permanent paragraph numbers
shelf/KEY/1/source.epub        what it was taken from
files/…                        what the group gives out
site/…                         the public site as it stood; nothing of it is needed to bring the group back
manifest.json                  every other file with its size and SHA-256
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from studycircle.documents.bundle import KeptSaid, KeptSeries
from studycircle.documents.programme import Programme

FORMAT = "studycircle-export"
GROUP, SERIES, SAID = "studycircle-group", "studycircle-series", "studycircle-said"  # the documents within

MANIFEST, README, GROUP_FILE = "manifest.json", "README.txt", "group.json"
FILES, SITE = "files/", "site/"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an export."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in an export. ``whole``: all of the group, not some of its series."""

    program: str
    made_at: dt.datetime
    group: str
    series: tuple[str, ...]
    whole: bool
    files: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One series in an export. ``history``: the pieces its versions are made of."""

    programme: Programme
    more: KeptSeries
    said: KeptSaid
    history: dict[str, Any]


def of_series(key: str, name: str) -> str:
    """Where a file of a series stands."""
    return f"series/{key}/{name}"


def of_text(edition: str, number: int, name: str) -> str:
    """Where a file of a version of a text stands."""
    return f"shelf/{edition}/{number}/{name}"

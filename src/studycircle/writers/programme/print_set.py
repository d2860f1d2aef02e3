"""The print set: everything on paper that a series or one of its sessions needs, in one table; and as one ZIP."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from studycircle.documents.programme import Programme
from studycircle.documents.schedule import in_order, language_of
from studycircle.writers.programme.attendance import attendance_data
from studycircle.writers.programme.handout import handout_data
from studycircle.writers.programme.leaflet import leaflet_data
from studycircle.writers.programme.links import door_address, series_address, session_address
from studycircle.writers.programme.pages import has_handout
from studycircle.writers.programme.picture import Picture
from studycircle.writers.programme.placard import placard_data
from studycircle.writers.programme.sign import sign_data
from studycircle.writers.programme.site import LETTER_COUNTRIES
from studycircle.writers.typeset import picture, typeset

SIZES = ("a4", "letter")
POSTER = {"a4": "a3", "letter": "tabloid"}  # twice the sheet
PLACARDS = frozenset({"handbill", "poster", "small-poster"})  # one template for all three
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first a ZIP can say; that of today would make other bytes of the same


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """``site``: the address of the group's folder, "" if it is not known; ``session``: the key of one, "" for the whole
    series; ``names``: only if the organiser wants them printed on the attendance sheet."""

    now: dt.datetime
    site: str = ""
    size: str = "a4"
    session: str = ""
    picture: Picture | None = None
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One piece of the set, not yet typeset."""

    name: str  # "poster"
    template: str
    data: dict[str, Any]
    language: str

    def pdf(self) -> bytes:
        """As PDF/UA-1; the same data, the same bytes. Raises ``WriteError``."""
        return typeset(self.template, self.data, self.language)

    def preview(self, ppi: float = 60) -> bytes:
        """Its first page as PNG. Raises ``WriteError``."""
        return picture(self.template, self.data, self.language, ppi=ppi)


def usual_size(programme: Programme) -> str:
    """The sheet of paper of the group's country."""
    return "letter" if programme.group.country in LETTER_COUNTRIES else "a4"


def pieces_of(programme: Programme, session: str, site: str) -> tuple[str, ...]:
    """The names of the pieces there can be, the most wanted first."""
    sessions = [one for one in in_order(programme.series) if one.key == session]
    questions = any(one.questions for one in sessions) if session else has_handout(programme)
    there = {
        "leaflet": not session,
        "handbill": True,
        "poster": True,
        "small-poster": True,
        "handout": questions,
        "sign": bool(site),
        "attendance": True,
    }
    return tuple(name for name, is_there in there.items() if is_there)


def sheet_of(name: str, programme: Programme, options: PrintOptions) -> Sheet:
    """The piece of that name; the programme is cut for its audience. Raises ``WriteError``, and ``KeyError`` for a name
    nothing has."""
    size, key, session = options.size, programme.series.key, options.session or None
    address = series_address(options.site, key)
    if session:
        address = session_address(options.site, key, session)

    def placard(sheet: str) -> dict[str, Any]:
        return placard_data(programme, sheet, address, options.now, session=session, picture=options.picture)

    def handout() -> dict[str, Any]:
        asked = [one for one in in_order(programme.series) if (one.key == session if session else one.questions)]
        return handout_data(programme, asked, size, address, options.site)

    data: dict[str, Callable[[], dict[str, Any]]] = {
        "leaflet": lambda: leaflet_data(programme, size, address, options.now, options.picture),
        "handbill": lambda: placard(f"handbill {size}"),
        "poster": lambda: placard(f"poster {POSTER[size]}"),
        "small-poster": lambda: placard(f"poster {size}"),
        "handout": handout,
        "sign": lambda: sign_data(programme, size, door_address(options.site, key)),
        "attendance": lambda: attendance_data(programme, session, size, options.names, options.now),
    }
    template = "placard" if name in PLACARDS else name
    return Sheet(name, template, data[name](), language_of(programme))


def as_zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The files under their names; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(entry, data)
    return out.getvalue()

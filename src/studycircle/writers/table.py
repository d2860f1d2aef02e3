"""Everything that turns a programme into one file, in one table. The site, which is many, is ``programme/site.py``."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from studycircle.documents.native import dump_programme
from studycircle.documents.programme import Programme


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """What a writer may want to know besides the programme: the clock, the site's address, the paper ("" is usual)."""

    now: dt.datetime
    address: str = ""
    paper: str = ""


def _json(programme: Programme, options: WriteOptions) -> bytes:
    return dump_programme(replace(programme, sources=())).encode()


# The others are loaded when asked for: the typesetter and the calendar library take a while.


def _markdown(programme: Programme, options: WriteOptions) -> bytes:
    from studycircle.writers.programme.markdown import write_markdown

    return write_markdown(programme).encode()


def _calendar(programme: Programme, options: WriteOptions) -> bytes:
    from studycircle.writers.programme.calendar import write_calendar

    return write_calendar(programme, address=options.address)


def _page(programme: Programme, options: WriteOptions) -> bytes:
    from studycircle.writers.programme.one_page import one_page

    return one_page(programme, now=options.now)


def _leaflet(programme: Programme, options: WriteOptions) -> bytes:
    from studycircle.writers.programme.leaflet import write_leaflet

    return write_leaflet(programme, paper=options.paper or "a5", address=options.address, now=options.now)


def _handout(programme: Programme, options: WriteOptions) -> bytes:
    from studycircle.writers.programme.handout import write_handout

    return write_handout(programme, paper=options.paper or "a4", address=options.address)


WRITERS: dict[str, Callable[[Programme, WriteOptions], bytes]] = {
    "json": _json,
    "markdown": _markdown,
    "ics": _calendar,
    "html": _page,
    "leaflet": _leaflet,
    "handout": _handout,
}

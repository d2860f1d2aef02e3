"""What is known of a page while its sessions are put together: where every room finds and leaves it."""

import datetime as dt
from dataclasses import dataclass, field

from studycircle.readers.programme.blocks import Page
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.language import Tongue
from studycircle.readers.programme.matching import Section
from studycircle.readers.programme.usual import Usual


@dataclass(slots=True)
class Assembly:
    """The sessions of a page, and which blocks went where."""

    page: Page
    names: Tongue
    today: dt.date
    drafts: list[Draft] = field(default_factory=list)
    heads: set[int] = field(default_factory=set)
    placed: set[int] = field(default_factory=set)  # indices of blocks that went into sessions
    standing: list[Section] = field(default_factory=list)  # notes that belong to no session
    posted: tuple[dt.date, tuple[int, ...]] | None = None
    day_first: bool = True
    usual: Usual = field(default_factory=Usual)
    places: dict[int, int] = field(default_factory=dict)  # the index of each block, by its identity
    book: Found | None = None

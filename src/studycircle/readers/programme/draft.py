"""A session while it is being read: what has been found of it so far, and on which lines."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from studycircle.documents.programme import DateState, Kind, Role
from studycircle.readers.programme.blocks import Block
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.heads import Head


@dataclass(slots=True)
class Asked:
    """A question as found: its blocks, its lettered parts, and what follows them."""

    number: str
    blocks: list[Block]
    parts: list[tuple[str, list[Block]]] = field(default_factory=list)
    close: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """One session. ``lines`` tells for each field where it was found; ``sure`` how sure the reader is of it."""

    head: Head
    title: str = ""
    whole: str = ""  # the words of the row, before they were read as author and title
    number: str = ""
    kind: Kind = Kind.MEETING
    state: DateState = DateState.TBA
    date: dt.date | None = None
    moved_from: dt.date | None = None
    time: dt.time | None = None
    minutes: int | None = None
    date_words: str = ""
    weekday: int | None = None
    cut: tuple[int, int] | None = None  # where the row's words tell of a move
    leader: str = ""
    place: str = ""
    status_note: str = ""
    readings: list[tuple[Found, tuple[int, ...]]] = field(default_factory=list)
    questions: list[Asked] = field(default_factory=list)
    notes: list[list[Block]] = field(default_factory=list)
    attachments: list[tuple[str, str, tuple[int, ...]]] = field(default_factory=list)
    lines: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    sure: dict[str, float] = field(default_factory=dict)

    def found(self, what: str, lines: tuple[int, ...], sure: float = 0.9) -> None:
        """Remember where ``what`` was found."""
        self.lines[what].update(lines)
        self.sure[what] = min(sure, self.sure.get(what, 1.0))

    def main_works(self) -> list[Found]:
        """What is to be read first of all, as far as the reader is sure that it is a work."""
        return [found for found, _ in self.readings if found.role is Role.MAIN and found.sure >= 0.5]

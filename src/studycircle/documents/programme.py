"""The Programme: one series of a reading group, as plain frozen data.

Readers make it, writers turn it into something people use, the store keeps it. Nothing here knows of files,
rows, requests or the clock. Strings are plain text unless their type is ``Rich`` (see ``rich.py``). An empty
string, ``None`` or an empty tuple means "not said". Keys are permanent: short, lower-case, made of ``a-z0-9-``,
unique among their siblings; addresses, calendar entries, replies and comments hang on them.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from studycircle.documents.rich import NOTHING, Rich


class Audience(StrEnum):
    """Who may see something. Each one sees what the ones before it see."""

    PUBLIC = "public"
    MEMBERS = "members"
    ORGANISERS = "organisers"

    def may_see(self, shown_to: "Audience") -> bool:
        """Whether this audience sees what is shown to ``shown_to``."""
        order = list(Audience)
        return order.index(shown_to) <= order.index(self)


class DateState(StrEnum):
    """What is known of a session's date."""

    TBA = "tba"  # to be announced: no date yet
    PROPOSED = "proposed"  # a date is suggested, not agreed
    FIXED = "fixed"
    MOVED = "moved"  # fixed anew, after another date had been told: see Session.moved_from
    CANCELLED = "cancelled"


class Kind(StrEnum):
    """What happens on a row of the schedule."""

    MEETING = "meeting"
    BREAK = "break"  # a holiday or reading week: a row of the programme on which nobody meets


class Role(StrEnum):
    """What a reading is to its session."""

    MAIN = "main"
    SHORTER = "shorter"  # instead of the main one, for who has little time
    FURTHER = "further"  # beside it, for who wants more


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or channel to ask. Personal data: for members unless the organiser says otherwise."""

    key: str
    name: str = ""
    phone: str = ""
    email: str = ""
    url: str = ""
    audience: Audience = Audience.MEMBERS


@dataclass(frozen=True, slots=True)
class Place:
    """Where people meet. ``name`` and ``address`` are always public; room and online link have their own audience."""

    name: str = ""  # "Foster Court, UCL"
    address: str = ""  # "Malet Place, WC1E 7JG"
    room: str = ""
    directions: str = ""  # "door on Weir Lane; ring twice"
    online: str = ""  # the address of an online meeting
    online_words: str = ""  # "Zoom, meeting 123 456", shown to the same audience as ``online``
    map_link: str = ""
    room_audience: Audience = Audience.PUBLIC
    online_audience: Audience = Audience.MEMBERS


@dataclass(frozen=True, slots=True)
class Slot:
    """The usual day and hour, "Mondays 18:30": a habit, not a recurrence rule; the real dates are listed."""

    weekday: int | None = None  # 0 is Monday
    time: dt.time | None = None  # local
    minutes: int | None = None  # how long a meeting lasts
    words: str = ""  # as the group says it: "every other Tuesday, 7 for 7.30"


@dataclass(frozen=True, slots=True)
class Edition:
    """One form in which a reading can be had: a link, or a file of the group's own."""

    key: str
    format: str = ""  # "web", "pdf", "epub", "kindle", "text", "word", "audio", "video", "print", "" if unknown
    link: str = ""  # an address; may be empty where the page only said "click here"
    file: str = ""  # path inside the group's files
    size: int | None = None  # bytes
    label: str = ""  # the words of the link
    language: str = ""  # BCP 47
    audience: Audience = Audience.PUBLIC


@dataclass(frozen=True, slots=True)
class Reading:
    """A work, or the part of it that is set."""

    key: str
    title: str
    author: str = ""
    role: Role = Role.MAIN
    part: str = ""  # "chapters 1–3", "six pages"
    translator: str = ""
    year: str = ""  # of publication, as written
    minutes: int | None = None  # to read it
    note: str = ""  # "new translation", "read the introduction first"
    text: str = ""  # the key of a Text on the group's shelf, where the group has it
    editions: tuple[Edition, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A study note of a session or of the whole series."""

    key: str
    title: str = ""
    body: Rich = NOTHING
    audience: Audience = Audience.PUBLIC


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words quoted in a question. ``place`` points at where they stand, once found ("text-key#p47"; ``pins.py``)."""

    words: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A lettered part of a question."""

    label: str  # "a"
    text: Rich


@dataclass(frozen=True, slots=True)
class Question:
    """A study question. ``number`` as people call it ("3"); ``close`` is what follows the lettered parts.

    ``heading``: a small heading over it, which holds for those after it too. ``bring``: to be thought over at home and
    brought to the meeting.
    """

    key: str
    number: str = ""
    text: Rich = NOTHING
    quotations: tuple[Quotation, ...] = ()
    parts: tuple[Part, ...] = ()
    close: Rich = NOTHING
    heading: str = ""
    bring: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file or page that belongs to a session or series but is not a reading: a leaflet, slides, minutes."""

    key: str
    title: str
    link: str = ""
    file: str = ""
    format: str = ""
    size: int | None = None  # bytes
    audience: Audience = Audience.PUBLIC


@dataclass(frozen=True, slots=True)
class Session:
    """One row of the schedule.

    ``date`` and ``time`` are local to the series' zone, never UTC. ``time``, ``minutes`` and ``place`` are
    overrides: ``None`` (or empty) means "as usual". ``date_words`` keeps what the page said where that is not a
    date ("early May", "Week 3", "tba"). ``record`` is the minutes of the meeting, written afterwards.
    """

    key: str
    title: str = ""
    number: str = ""  # as the group counts: "3", "II"
    kind: Kind = Kind.MEETING
    state: DateState = DateState.TBA
    date: dt.date | None = None
    time: dt.time | None = None
    minutes: int | None = None
    date_words: str = ""
    moved_from: dt.date | None = None
    place: Place | None = None
    room: str = ""  # another room at the usual place
    leader: str = ""
    summary: Rich = NOTHING
    status_note: str = ""  # why it is cancelled or moved, in the group's words
    readings: tuple[Reading, ...] = ()
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    record: Rich = NOTHING
    sequence: int = 0  # revisions a calendar must know of (RFC 5545 §3.8.7.4)
    changed: dt.datetime | None = None  # aware, UTC: when this session was last changed


@dataclass(frozen=True, slots=True)
class Series:
    """A run of sessions. ``uid`` is for life and unique in the world; calendar UIDs are made from it."""

    key: str
    uid: str = ""
    title: str = ""
    summary: Rich = NOTHING
    language: str = ""  # BCP 47; empty: the group's
    zone: str = ""  # IANA name, "Europe/London"; empty: the group's
    slot: Slot = Slot()
    place: Place = Place()
    contacts: tuple[Contact, ...] = ()
    sessions: tuple[Session, ...] = ()
    notes: tuple[Note, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Who reads. ``accent`` is a colour ("#8a1c1c"), empty for the house's own."""

    key: str
    name: str = ""
    language: str = "en"
    zone: str = "UTC"
    country: str = ""  # ISO 3166-1 alpha-2, for holidays and paper size
    region: str = ""  # whose holidays it has: ISO 3166-2 without the country ("SCT"), or a town as ``holidays`` has it
    summary: Rich = NOTHING
    accent: str = ""


class Rights(StrEnum):
    """What a group may do with a text on its shelf."""

    PUBLIC_DOMAIN = "public-domain"
    OPEN = "open"  # under an open licence
    MEMBERS = "members"  # a copy for members only
    LINK = "link"  # no copy at all, only the way to it


@dataclass(frozen=True, slots=True)
class Copy:
    """One form in which the house gives out a text: a reading page or a file."""

    format: str  # "web", "epub", "pdf", "large print", "text", "markdown", "kindle"
    path: str  # within the group's folder
    size: int | None = None  # bytes
    volume: int = 0  # from 1, where a book comes in several


@dataclass(frozen=True, slots=True)
class Extract:
    """A whole text, or the part of it that a session sets, with all the copies there are of it.

    ``part``: as the reading says it, "chapters 1–3"; empty for the whole. ``first`` and ``last``: its paragraph
    numbers. ``pages``: of our own A5 book.
    """

    part: str = ""
    first: str = ""
    last: str = ""
    words: int = 0
    minutes: int = 0
    pages: int = 0
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelved:
    """What a programme knows of a text on the group's shelf. ``link``: where it came from, if that is an address."""

    key: str
    title: str = ""
    author: str = ""
    rights: Rights = Rights.MEMBERS
    link: str = ""
    extracts: tuple[Extract, ...] = ()

    @property
    def audience(self) -> Audience:
        """Who may have the copies; the link is everybody's."""
        return Audience.MEMBERS if self.rights is Rights.MEMBERS else Audience.PUBLIC

    def extract(self, part: str) -> Extract | None:
        """The extract for a reading that sets ``part``; the whole where that part was not found in the text."""
        named = {one.part: one for one in self.extracts}
        return named.get(part) or named.get("")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a reader found a field: its path, its 1-based lines, and how sure the reader is (0 to 1).

    Paths are made of permanent keys: "group.name", "series.place", "session:results-and-prospects.date",
    "session:results-and-prospects/reading:1905.title".
    """

    field: str
    lines: tuple[int, ...]
    sureness: float = 1.0


@dataclass(frozen=True, slots=True)
class Programme:
    """A group and one series of it: what every reader of pages makes and every writer takes.

    ``sources``: only from a reader; the store does not keep them. ``shelf`` and ``course`` (the whole series in one
    book) only from the store, which makes the copies; saving a programme passes them over.
    """

    group: Group
    series: Series
    sources: tuple[Source, ...] = ()
    shelf: tuple[Shelved, ...] = ()
    course: tuple[Copy, ...] = ()

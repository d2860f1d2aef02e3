"""What belongs to a group and its series and stands in no programme: its shelf, its polls, its print, its history.

With the programmes this is everything a group can take along to another place. People are no part of it; what they
said for all to read is, under the name they said it by.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from studycircle.documents.compare import Change
from studycircle.documents.pins import pin_of
from studycircle.documents.problem import Problem
from studycircle.documents.programme import Group, Programme, Question, Quotation, Rights, Session
from studycircle.documents.retake import Retaken

AS_IT_WAS = Retaken()


@dataclass(frozen=True, slots=True)
class KeptText:
    """A text as it was taken in once. ``source`` and ``text`` say where what was brought and what was read are kept."""

    number: int
    source: str
    text: str
    taken_at: dt.datetime
    name: str = ""
    media: str = ""
    problems: tuple[Problem, ...] = ()
    retaken: Retaken = AS_IT_WAS


@dataclass(frozen=True, slots=True)
class KeptEdition:
    """An edition on the shelf with every version of its text; ``archived``: it was put away."""

    key: str
    work: str  # its key
    title: str = ""
    author: str = ""
    translator: str = ""
    year: str = ""
    language: str = ""
    rights: Rights = Rights.MEMBERS
    licence: str = ""
    link: str = ""
    archived: bool = False
    versions: tuple[KeptText, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptWork:
    """A work of which the shelf has editions."""

    key: str
    title: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class KeptShelf:
    """What a group has to read."""

    works: tuple[KeptWork, ...] = ()
    editions: tuple[KeptEdition, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptProposal:
    """One date of a poll."""

    date: dt.date
    time: dt.time | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class KeptChoice:
    """What was said to a proposal, by its place in the list."""

    proposal: int
    choice: str


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What one person answered. The link it came by is no part of it."""

    made_at: dt.datetime
    label: str = ""
    name: str = ""
    remark: str = ""
    choices: tuple[KeptChoice, ...] = ()
    answered_at: dt.datetime | None = None
    withdrawn_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptPoll:
    """Whom a session suits when."""

    session: str  # its key
    asked_at: dt.datetime
    words: str = ""
    hides_results: bool = False
    is_shared: bool = False
    closed_at: dt.datetime | None = None
    proposals: tuple[KeptProposal, ...] = ()
    answers: tuple[KeptAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptLook:
    """How a series looks on paper. ``picture`` says where it is kept."""

    picture: str = ""
    alternative: str = ""
    layout: str = ""
    paper: str = ""


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """One version in the history of a programme; ``content`` names the first of its pieces."""

    number: int
    act: str
    content: str
    made_at: dt.datetime
    of: int | None = None
    changes: tuple[Change, ...] = ()
    change_count: int = 0


@dataclass(frozen=True, slots=True)
class KeptSeries:
    """What belongs to a series beside its programme.

    ``gone``: the sessions that were taken out, without what hung on them: calendars are told of them, and should one
    come back, it is counted on from there.
    """

    gone: tuple[Session, ...] = ()
    polls: tuple[KeptPoll, ...] = ()
    look: KeptLook | None = None
    versions: tuple[KeptVersion, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptComment:
    """What somebody said for all to read. ``answers``: the place in the list of the comment it answers. ``mark``: tells
    the installation it was said on, and nobody else, whether its author has been erased since."""

    session: str  # its key; so the next two
    said_at: dt.datetime
    state: str
    reading: str = ""
    question: str = ""
    name: str = ""
    words: str = ""
    paragraph: str = ""
    edited_at: dt.datetime | None = None
    flags: int = 0
    settled: bool = False
    answers: int | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class KeptLock:
    """A conversation that is over."""

    session: str
    locked_at: dt.datetime
    reading: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class KeptSaid:
    """What was said on a series, in the order it was."""

    comments: tuple[KeptComment, ...] = ()
    locks: tuple[KeptLock, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptGroup:
    """A group as a whole. ``series``: the keys of those that come with it, in order; ``domain``: the host it had."""

    group: Group
    series: tuple[str, ...]
    shelf: KeptShelf = KeptShelf()
    domain: str = ""


def texts_of(programme: Programme) -> frozenset[str]:
    """The keys of the texts that readings of ``programme`` are."""
    return frozenset(one.text for session in programme.series.sessions for one in session.readings if one.text)


def with_texts(programme: Programme, keys: Mapping[str, str], *, others_stay: bool = False) -> Programme:
    """``programme`` for a shelf on which its texts have other keys: ``keys``, from the old to the new.

    A text that is not in ``keys`` is not on that shelf: readings do not name it, and no quotation is pinned in it;
    unless ``others_stay``.
    """

    def key_of(text: str) -> str:
        return keys.get(text, text if others_stay else "")

    def quotation(one: Quotation) -> Quotation:
        pin = pin_of(one.place)
        if pin is None:
            return one
        text = key_of(pin.text)
        return replace(one, place=replace(pin, text=text).place if text else "")

    def question(one: Question) -> Question:
        return replace(one, quotations=tuple(map(quotation, one.quotations)))

    def session(one: Session) -> Session:
        readings = tuple(replace(it, text=key_of(it.text)) for it in one.readings)
        return replace(one, readings=readings, questions=tuple(map(question, one.questions)))

    sessions = tuple(map(session, programme.series.sessions))
    return replace(programme, series=replace(programme.series, sessions=sessions))


def with_files(shelf: KeptShelf, names: Mapping[str, str]) -> KeptShelf:
    """``shelf`` with its files under the names they have elsewhere."""

    def text(one: KeptText) -> KeptText:
        return replace(one, source=names[one.source], text=names[one.text])

    editions = tuple(replace(one, versions=tuple(map(text, one.versions))) for one in shelf.editions)
    return replace(shelf, editions=editions)

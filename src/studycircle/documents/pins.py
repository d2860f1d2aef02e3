"""Pins: in which paragraph of a text the words stand that a question quotes.

A pin is the ``place`` of a quotation: "on-bees#p47", empty while nothing is known, ``NOWHERE`` where an organiser
wants none. Words that are not there are pinned to nothing: better no place than a wrong one (``anchors.py``).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from studycircle.documents.anchors import QuoteFinder
from studycircle.documents.parts import find_part, part_of
from studycircle.documents.programme import Programme, Question, Quotation, Session
from studycircle.documents.text import Text

NOWHERE = "-"  # an organiser wants no pin, and none is looked for

TextOf = Callable[[str], Text | None]  # the text of a key; nothing where the shelf has it not (any more)
Quoted = tuple[str, str, str]  # a quotation by the key of its session, that of its question, and its words
Places = Mapping[Quoted, str]
Change = Callable[[Session, Question, Quotation], Quotation]


@dataclass(frozen=True, slots=True)
class Pin:
    """A paragraph of a text: the text's key and the paragraph's number."""

    text: str
    number: str

    @property
    def place(self) -> str:
        """As ``Quotation.place`` says it."""
        return f"{self.text}#p{self.number}"


def pin_of(place: str) -> Pin | None:
    """The pin that ``place`` is, if it is one."""
    text, mark, number = place.partition("#p")
    return Pin(text, number) if text and mark and number else None


def texts_read(session: Session) -> tuple[tuple[str, str], ...]:
    """The texts of the shelf that ``session`` reads, each with the part that is set, in order."""
    return tuple(dict.fromkeys((one.text, one.part) for one in session.readings if one.text))


def quotations_of(programme: Programme) -> Iterator[tuple[Session, Question, Quotation]]:
    """Every quotation of every question."""
    for session in programme.series.sessions:
        for question in session.questions:
            for quotation in question.quotations:
                yield session, question, quotation


def not_found(programme: Programme) -> tuple[tuple[Session, Question, Quotation], ...]:
    """The quotations that have no pin though their session reads a text of the shelf."""
    return tuple(one for one in quotations_of(programme) if not one[2].place and texts_read(one[0]))


# Looking.


def find_pins(programme: Programme, text_of: TextOf) -> dict[Quoted, str]:
    """The places of quotations that ought to be others, by quotation; empty for a pin that is lost.

    Looked for is what has no place, and what has one that is gone: whose text the session does not read any more, or
    whose number the text has not. Every other place stays, whoever chose it, and so does one in a text nobody has here.
    """
    finder = _Finder(text_of)
    found = {}
    for session, question, quotation in quotations_of(programme):
        if (place := finder.place_of(session, quotation)) != quotation.place:
            found[session.key, question.key, quotation.words] = place
    return found


class _Finder:
    """Texts made ready for finding quotations in them, each once and when it is needed."""

    def __init__(self, text_of: TextOf) -> None:
        self._text_of = text_of
        self._texts: dict[str, Text | None] = {}
        self._numbers: dict[str, frozenset[str]] = {}
        self._finders: dict[tuple[str, str], QuoteFinder | None] = {}

    def place_of(self, session: Session, quotation: Quotation) -> str:
        """Where the quotation is to be pinned."""
        if quotation.place == NOWHERE:
            return NOWHERE
        pin, read = pin_of(quotation.place), texts_read(session)
        if pin and any(pin.text == key for key, _ in read) and self._is_there(pin):
            return quotation.place
        near = pin.number if pin else ""
        # First in the part that is set: words that stand in the text more than once may stand in it once.
        for key, part in (*((key, part) for key, part in read if part), *((key, "") for key, _ in read)):
            finder = self._finder(key, part)
            found = finder.find(quotation.words, near=near) if finder else None
            if found is not None and found.number:
                return Pin(key, found.number).place
        return ""

    def _is_there(self, pin: Pin) -> bool:
        text = self._text(pin.text)
        if text is None:
            return True
        if pin.text not in self._numbers:
            self._numbers[pin.text] = frozenset(block.number for block in text.blocks if block.number)
        return pin.number in self._numbers[pin.text]

    def _text(self, key: str) -> Text | None:
        if key not in self._texts:
            self._texts[key] = self._text_of(key)
        return self._texts[key]

    def _finder(self, key: str, part: str) -> QuoteFinder | None:
        if (key, part) not in self._finders:
            text = self._text(key)
            if text is not None and part:
                portion = find_part(text, part)
                text = part_of(text, portion) if portion else None
            self._finders[key, part] = QuoteFinder(text) if text is not None else None
        return self._finders[key, part]


# Changing places and nothing else.


def moved_pins(programme: Programme, was: Places, places: Places) -> Programme:
    """``programme`` with ``places`` for those quotations whose place still is what it ``was``."""

    def move(session: Session, question: Question, quotation: Quotation) -> Quotation:
        quoted = (session.key, question.key, quotation.words)
        if quoted in places and quotation.place == was.get(quoted):
            return replace(quotation, place=places[quoted])
        return quotation

    return _each(programme, move)


def places_of(programme: Programme) -> dict[Quoted, str]:
    """The place of each quotation."""
    return {(session.key, question.key, one.words): one.place for session, question, one in quotations_of(programme)}


def with_places(programme: Programme, places: Places, *, only_empty: bool = False) -> Programme:
    """``programme`` with those ``places`` for the quotations they name; ``only_empty``: for those that have none."""

    def place(session: Session, question: Question, quotation: Quotation) -> Quotation:
        if only_empty and quotation.place:
            return quotation
        return replace(quotation, place=places.get((session.key, question.key, quotation.words), quotation.place))

    return _each(programme, place)


def without_pins(session: Session) -> Session:
    """``session`` as people wrote it: nobody who reads a question over would say that its pins are part of it."""
    return _in_session(session, lambda *about: replace(about[2], place=""))


def _each(programme: Programme, change: Change) -> Programme:
    sessions = tuple(map(partial(_in_session, change=change), programme.series.sessions))
    if all(old is new for old, new in zip(programme.series.sessions, sessions, strict=True)):
        return programme
    return replace(programme, series=replace(programme.series, sessions=sessions))


def _in_session(session: Session, change: Change) -> Session:
    if not any(question.quotations for question in session.questions):
        return session
    questions = tuple(
        replace(question, quotations=tuple(change(session, question, one) for one in question.quotations))
        for question in session.questions
    )
    return session if questions == session.questions else replace(session, questions=questions)

"""Finding again, in a programme read anew, the things of the one we have: addresses and replies hang on their keys.

Likeness is weighed for every pair of an old and a new thing of one sort: how alike their words are, whether a mark
agrees that seldom changes (a session's date, a contact's number), whether the reader happened to give the same key.
The best pair is taken first. Words count most: in "week-1, week-2, …" the keys shift when a week is put in front, and
dates shift when a week is dropped, but a title goes along with its session.
"""

import difflib
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from studycircle.documents.keys import new_key
from studycircle.documents.programme import (
    Attachment,
    Contact,
    Edition,
    Group,
    Note,
    Place,
    Programme,
    Question,
    Quotation,
    Reading,
    Series,
    Session,
)
from studycircle.documents.rich import to_plain

ALIKE = 0.75  # enough by itself (difflib's ratio)
RATHER_ALIKE = 0.6  # enough where the mark or the key agrees
LONGEST = 200  # characters of a text that are weighed; the time difflib takes grows with the square

Thing = TypeVar("Thing", Session, Reading, Edition, Note, Question, Contact, Attachment)
File = TypeVar("File", Edition, Attachment)


@dataclass(frozen=True, slots=True)
class _Sort:
    """How things of one type are recognised."""

    words: Callable[[Any], str]
    mark: Callable[[Any], object] = lambda thing: None  # empty or None: has none
    gate: Callable[[Any], object] = lambda thing: None  # must be the same
    trust: float = 1.0  # how much mark and key weigh beside the words; little where they are but a number in a list
    lone: bool = False  # whether the only two left with one mark are the same, whatever their words


def adopt_keys(old: Programme, new: Programme, taken: Collection[str] = frozenset()) -> Programme:
    """``new``, with the keys of ``old`` on all that continues something of ``old``, and free keys on the rest.

    ``taken``: further keys that must not be given out, of things archived earlier. Kept from ``old`` is also what a
    group's page cannot know: the keys of group and series, ``uid``, the accent, who may see what, where quotations
    stand, uploaded files, which text of the shelf a reading is, the record of a meeting, revision marks. What the
    page does not say of the group (country, region, zone) stays too.
    """
    adoption = _Adoption(frozenset(taken))
    series = replace(
        new.series,
        key=old.series.key,
        uid=old.series.uid,
        place=_place(old.series.place, new.series.place),
        contacts=adoption.of(CONTACTS, old.series.contacts, new.series.contacts, _contact),
        notes=adoption.of(NOTES, old.series.notes, new.series.notes, _audience),
        attachments=adoption.files(ATTACHMENTS, old.series.attachments, new.series.attachments),
    )
    sessions = adoption.of(SESSIONS, old.series.sessions, new.series.sessions, adoption.session)
    sessions = tuple(_with_usual_audiences(session, old.series) for session in sessions)
    return replace(new, group=_group(old.group, new.group), series=replace(series, sessions=sessions))


def keep_keys(old: Programme, new: Programme) -> Programme:
    """``new``, typed over the text of ``old``: what goes by another name keeps its key, sessions their revision marks.

    In the Markdown form a key that follows from a title is not shown, so that a title typed anew would else be another
    address, without the replies and comments of the first.
    """
    before = {session.key: session for session in old.series.sessions}

    def inside(session: Session) -> Session:
        was = before.get(session.key)
        if was is None:
            return session
        return replace(
            session,
            readings=_renamed(READINGS, was.readings, session.readings),
            notes=_renamed(NOTES, was.notes, session.notes),
            questions=_renamed(QUESTIONS, was.questions, session.questions),
            sequence=was.sequence,
            changed=was.changed,
        )

    sessions = _renamed(SESSIONS, old.series.sessions, new.series.sessions)
    return replace(new, series=replace(new.series, sessions=tuple(inside(session) for session in sessions)))


def _renamed(sort: "_Sort", old: tuple[Thing, ...], new: tuple[Thing, ...]) -> tuple[Thing, ...]:
    """``new``; what has a key that ``old`` has not, but continues something that went from ``old``, has that one's."""
    known, kept = {thing.key for thing in old}, {thing.key for thing in new}
    gone = tuple(thing for thing in old if thing.key not in kept)
    fresh = {at: thing for at, thing in enumerate(new) if thing.key not in known}
    places = list(fresh)
    keys = {places[at]: gone[was].key for at, was in _pairs(sort, gone, tuple(fresh.values())).items()}
    return tuple(replace(thing, key=keys.get(at, thing.key)) for at, thing in enumerate(new))


class _Adoption:
    """One run of ``adopt_keys``: it remembers the keys that are taken."""

    def __init__(self, taken: frozenset[str]) -> None:
        self.taken = taken

    def of(
        self,
        sort: _Sort,
        old: tuple[Thing, ...],
        new: tuple[Thing, ...],
        keep: Callable[[Thing, Thing], Thing],
    ) -> tuple[Thing, ...]:
        """``new`` with keys; ``keep(old, new)`` carries over what is kept, where a thing continues another."""
        continued = _pairs(sort, old, new)
        taken = {*self.taken, *(thing.key for thing in old)}
        things = []
        for at, thing in enumerate(new):
            if at in continued:
                was = old[continued[at]]
                things.append(replace(keep(was, thing), key=was.key))
            else:
                is_free = thing.key and thing.key not in taken
                key = thing.key if is_free else new_key(thing.key, taken, type(thing).__name__.lower())
                taken.add(key)
                things.append(replace(self._inside(thing), key=key))
        return tuple(things)

    def files(self, sort: _Sort, old: tuple[File, ...], new: tuple[File, ...]) -> tuple[File, ...]:
        """As ``of``, for what may be an uploaded file: such a one stays, since no page can list it."""
        found: tuple[File, ...] = self.of(sort, old, new, _file)
        keys = {thing.key for thing in found}
        return found + tuple(thing for thing in old if thing.key not in keys and _is_upload(thing))

    def session(self, old: Session, new: Session) -> Session:
        place = new.place and _place(old.place, new.place) if old.place else new.place
        return replace(
            new,
            place=place,
            readings=self.of(READINGS, old.readings, new.readings, self.reading),
            notes=self.of(NOTES, old.notes, new.notes, _audience),
            questions=self.of(QUESTIONS, old.questions, new.questions, _question),
            attachments=self.files(ATTACHMENTS, old.attachments, new.attachments),
            record=new.record or old.record,
            sequence=old.sequence,
            changed=old.changed,
        )

    def reading(self, old: Reading, new: Reading) -> Reading:
        return replace(new, text=new.text or old.text, editions=self.files(EDITIONS, old.editions, new.editions))

    def _inside(self, thing: Thing) -> Thing:
        """Good keys inside a thing that continues nothing."""
        if isinstance(thing, Session):
            return self.session(Session(key=""), replace(thing, sequence=0, changed=None))
        if isinstance(thing, Reading):
            return self.reading(Reading(key="", title=""), thing)
        return thing


# What is carried over.


def _group(old: Group, new: Group) -> Group:
    return replace(
        new,
        key=old.key,
        accent=old.accent,
        name=new.name or old.name,
        country=new.country or old.country,
        region=new.region or (old.region if new.country in ("", old.country) else ""),
        zone=old.zone if new.zone in ("", "UTC") else new.zone,
    )


def _place(old: Place, new: Place) -> Place:
    return replace(new, room_audience=old.room_audience, online_audience=old.online_audience)


def _with_usual_audiences(session: Session, series: Series) -> Session:
    """A place read for the first time is shown to whom the usual one is; one that was there keeps its own choice."""
    was = next((one for one in series.sessions if one.key == session.key), None)
    if session.place is None or (was is not None and was.place is not None):
        return session
    return replace(session, place=_place(series.place, session.place))


def _contact(old: Contact, new: Contact) -> Contact:
    return replace(new, audience=old.audience)


def _audience(old: Note, new: Note) -> Note:
    return replace(new, audience=old.audience)


def _file(old: File, new: File) -> File:
    if new.link != old.link:  # another file: what was known of the old one is not true of it
        return replace(new, audience=old.audience)
    return replace(new, audience=old.audience, file=new.file or old.file, size=new.size or old.size)


def _is_upload(thing: Edition | Attachment) -> bool:
    return bool(thing.file) and not thing.link


def _question(old: Question, new: Question) -> Question:
    places = {quotation.words: quotation.place for quotation in old.quotations}

    def placed(quotation: Quotation) -> Quotation:
        return replace(quotation, place=quotation.place or places.get(quotation.words, ""))

    return replace(new, quotations=tuple(placed(quotation) for quotation in new.quotations))


# How each sort is recognised.


def _session_words(session: Session) -> str:
    readings = " ".join(reading.title for reading in session.readings)
    return session.title or readings or session.date_words or session.number


def _question_words(question: Question) -> str:
    parts = " ".join(to_plain(part.text) for part in question.parts)
    return f"{to_plain(question.text)} {parts} {to_plain(question.close)}"


SESSIONS = _Sort(_session_words, mark=lambda one: one.date, gate=lambda one: one.kind, lone=True)
READINGS = _Sort(lambda one: f"{one.author} {one.title}", mark=lambda one: one.part)
EDITIONS = _Sort(
    lambda one: one.link or one.file or one.label,
    mark=lambda one: one.format or "unknown",
    gate=lambda one: one.format,
    lone=True,
)
NOTES = _Sort(lambda one: f"{one.title} {to_plain(one.body)}", mark=lambda one: one.title)
QUESTIONS = _Sort(_question_words, mark=lambda one: one.number, trust=0.1)
CONTACTS = _Sort(lambda one: one.name, mark=lambda one: one.email or one.phone or one.url, lone=True)
ATTACHMENTS = _Sort(lambda one: one.title, mark=lambda one: one.link or one.file, lone=True)


def _pairs(sort: _Sort, old: tuple[Any, ...], new: tuple[Any, ...]) -> dict[int, int]:
    """For each place in ``new`` whose thing continues one of ``old``: the place of that one."""
    if old == new:
        return {at: at for at in range(len(new))}
    old_words, new_words = ([_normal(sort.words(thing)) for thing in things] for things in (old, new))
    pairs = _same(sort, old, new, old_words, new_words)
    used = set(pairs.values())
    weighed = []
    for at, thing in enumerate(new):
        if at in pairs:
            continue
        for was_at in sorted(set(range(len(old))) - used):
            weight = _weight(sort, old[was_at], thing, old_words[was_at], new_words[at])
            if weight > 0:
                weighed.append((-weight, abs(at - was_at), at, was_at))
    for _, _, at, was_at in sorted(weighed):
        if at not in pairs and was_at not in used:
            pairs[at] = was_at
            used.add(was_at)
    if sort.lone:
        pairs.update(_lone(sort, old, new, pairs))
    return pairs


def _same(
    sort: _Sort, old: tuple[Any, ...], new: tuple[Any, ...], old_words: list[str], new_words: list[str]
) -> dict[int, int]:
    """The pairs that win any weighing, found without weighing each against each: most things do not change.

    First those with the same key, mark and words; then mark and words; then words that only one old and one new have.
    """
    found: dict[int, int] = {}
    used: set[int] = set()

    def pair_up(sign_of: Callable[[Any], object], *, only_unique: bool) -> None:
        def waiting(things: tuple[Any, ...], words: list[str], done: Collection[int]) -> dict[object, list[int]]:
            places: dict[object, list[int]] = {}
            for at, (thing, said) in enumerate(zip(things, words, strict=True)):
                if at not in done and said and (sign := sign_of(thing)):
                    places.setdefault((sort.gate(thing), said, sign), []).append(at)
            return places

        before = waiting(old, old_words, used)
        for sign, places in waiting(new, new_words, found).items():
            was = before.get(sign, [])
            if only_unique and not (len(was) == len(places) == 1):
                continue
            for at, was_at in zip(places, was, strict=False):
                found[at] = was_at
                used.add(was_at)

    pair_up(lambda thing: (thing.key, sort.mark(thing)), only_unique=False)
    pair_up(sort.mark, only_unique=False)
    pair_up(lambda thing: "any", only_unique=True)
    return found


def _weight(sort: _Sort, old: Any, new: Any, old_words: str, new_words: str) -> float:
    """How surely ``new`` continues ``old``; 0 if it does not."""
    if sort.gate(old) != sort.gate(new):
        return 0
    same_mark = bool(sort.mark(new)) and sort.mark(old) == sort.mark(new)
    same_key = bool(new.key) and old.key == new.key
    likeness = _likeness(old_words, new_words)
    if not (old_words or new_words) and not (same_mark or same_key):
        return 0  # alike only in that nothing is known of either
    if likeness < (RATHER_ALIKE if same_mark or same_key else ALIKE):
        return 0
    return likeness + sort.trust * (same_mark + same_key / 2) + 2 * (old_words == new_words)


def _lone(sort: _Sort, old: tuple[Any, ...], new: tuple[Any, ...], pairs: dict[int, int]) -> dict[int, int]:
    """Pairs among what is left: the only new thing and the only old thing with one mark."""

    def left(things: tuple[Any, ...], used: Iterable[int]) -> dict[object, int]:
        known = set(used)
        marks = {
            at: (sort.mark(thing), sort.gate(thing))
            for at, thing in enumerate(things)
            if at not in known and sort.mark(thing)
        }
        counts = Counter(marks.values())
        return {mark: at for at, mark in marks.items() if counts[mark] == 1}

    waiting = left(old, pairs.values())
    return {at: waiting[mark] for mark, at in left(new, pairs).items() if mark in waiting}


def _normal(words: str) -> str:
    return " ".join(words.casefold().split())[:LONGEST]


def _likeness(one: str, other: str) -> float:
    """From 0 to 1; costly weighing only where it could reach ``RATHER_ALIKE``."""
    if one == other:
        return 1.0
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < RATHER_ALIKE or matcher.quick_ratio() < RATHER_ALIKE:
        return 0.0
    return matcher.ratio()

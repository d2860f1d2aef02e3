"""A past series as the beginning of a new one: what is read and asked comes along, who came and when does not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from studycircle.documents.keys import new_key
from studycircle.documents.pins import pin_of, quotations_of
from studycircle.documents.programme import (
    Audience,
    DateState,
    Edition,
    Kind,
    Place,
    Programme,
    Reading,
    Session,
    Shelved,
)
from studycircle.documents.rich import NOTHING


@dataclass(frozen=True, slots=True)
class Luggage:
    """How much of each kind there is in a programme: what comes along, and what stays where it was."""

    sessions: int = 0
    readings: int = 0
    texts: int = 0  # of the shelf
    notes: int = 0
    questions: int = 0
    pins: int = 0
    attachments: int = 0
    records: int = 0  # the minutes of meetings
    leaders: int = 0
    contacts: int = 0
    breaks: int = 0  # rows on which nobody meets
    places: int = 0  # sessions at a place, in a room or at an hour of their own


def luggage(programme: Programme) -> Luggage:
    """What is in ``programme``."""
    series = programme.series
    meetings = [one for one in series.sessions if one.kind is Kind.MEETING]
    return Luggage(
        sessions=len(meetings),
        readings=sum(len(one.readings) for one in meetings),
        texts=len({reading.text for one in meetings for reading in one.readings if reading.text}),
        notes=len(series.notes) + sum(len(one.notes) for one in meetings),
        questions=sum(len(one.questions) for one in meetings),
        pins=sum(pin_of(quotation.place) is not None for _, _, quotation in quotations_of(programme)),
        attachments=len(series.attachments) + sum(len(one.attachments) for one in meetings),
        records=sum(bool(one.record) for one in series.sessions),
        leaders=sum(bool(one.leader) for one in series.sessions),
        contacts=len(series.contacts),
        breaks=len(series.sessions) - len(meetings),
        places=sum(one.place is not None or bool(one.room) or one.time is not None for one in meetings),
    )


def restarted(
    programme: Programme, *, with_place: bool = True, with_contacts: bool = True, with_attachments: bool = True
) -> Programme:
    """A new series out of that of ``programme``: the same sessions in the same order, all without a date.

    Texts, readings, notes, questions and their pins come along. Left behind are dates, minutes, who led, places and
    hours of single sessions, breaks, and revision marks; the uid too, since calendars must not take it for the old
    series. The keys of sessions stay: they are new in a new series.
    """
    series = programme.series
    new = replace(
        series,
        uid="",
        place=series.place if with_place else Place(),
        contacts=series.contacts if with_contacts else (),
        attachments=series.attachments if with_attachments else (),
        sessions=tuple(_fresh(one, with_attachments) for one in series.sessions if one.kind is Kind.MEETING),
    )
    return Programme(programme.group, new)


def _fresh(session: Session, with_attachments: bool) -> Session:
    return replace(
        session,
        state=DateState.TBA,
        date=None,
        time=None,
        minutes=None,
        date_words="",
        moved_from=None,
        place=None,
        room="",
        leader="",
        status_note="",
        record=NOTHING,
        attachments=session.attachments if with_attachments else (),
        sequence=0,
        changed=None,
    )


def abroad(programme: Programme, taken: frozenset[str], base: str) -> Programme:
    """``programme`` for people of another group: what it has of its own group's becomes links to there.

    ``taken``: the texts they have on their own shelf; of the others the public copies, or where they came from.
    ``base``: the address of the group's site, or nothing; then its files are left out. What is not public is too.
    """
    shelf = {text.key: text for text in programme.shelf}

    def reading(one: Reading) -> Reading:
        editions = [it for it in map(edition, one.editions) if it is not None]
        if one.text in shelf and one.text not in taken:
            there = [it for it in links(shelf[one.text], one.part) if it.link not in {known.link for known in editions}]
            keys = {it.key for it in editions}
            for it in there:
                editions.append(replace(it, key=new_key(it.key, keys)))
                keys.add(editions[-1].key)
        return replace(one, editions=tuple(editions))

    def edition(one: Edition) -> Edition | None:
        if one.audience is not Audience.PUBLIC or (one.file and not base):
            return None
        return replace(one, link=f"{base}files/{quote(one.file)}", file="") if one.file else one

    def links(text: Shelved, part: str) -> Iterator[Edition]:
        extract = text.extract(part) if text.audience is Audience.PUBLIC and base else None
        for copy in extract.copies if extract else ():
            if copy.format in ("web", "epub"):
                yield Edition(copy.format, copy.format, f"{base}{copy.path}", size=copy.size)
        if not extract and text.link:
            yield Edition("source", "", text.link)

    def session(one: Session) -> Session:
        return replace(one, readings=tuple(map(reading, one.readings)))

    sessions = tuple(map(session, programme.series.sessions))
    return replace(programme, series=replace(programme.series, sessions=sessions))

"""What of a programme its organisers should look at: what is missing, what waits for them, what went wrong.

What stands in the programme is found here. What does not (a poll that runs, mail that failed) is reported by whoever
knows of it, as items too, so that another kind is a member of ``Want`` and somebody who reports it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from studycircle.documents.links import links_of, page_of
from studycircle.documents.programme import DateState, Edition, Programme, Session
from studycircle.documents.remarks import RemarkKind, remarks
from studycircle.documents.schedule import is_meeting, is_past, place_of, starts_at

DOUBTFUL = 0.7  # a field the reader is less sure of is pointed out
OVER = dt.timedelta(days=31)  # after its last meeting a series is left in peace
FAR = dt.datetime.max.replace(tzinfo=dt.UTC)


class Want(StrEnum):
    """What is to be looked at; of equal urgency the first stands first."""

    MAIL = "mail"  # an invitation could not be sent
    UNHEARD = "unheard"  # mail to members did not get through
    COMMENT = "comment"  # waits for a moderator
    POLL = "poll"  # people have answered
    NO_DATE = "no-date"  # and nobody is asked
    NO_PLACE = "no-place"
    NO_ROOM = "no-room"  # though others of the series have one
    NO_READING = "no-reading"
    NO_ADDRESS = "no-address"  # a page that was taken in said "click here", and not where
    HOLIDAY = "holiday"
    NEVER = "never"  # an hour the clocks skip
    TWICE = "twice"  # an hour they repeat
    DOUBT = "doubt"  # the reader of a draft's page was not sure
    NOT_TAKEN = "not-taken"  # a reading could not be taken in
    NO_BOOK = "no-book"  # the copies of a reading could not be made
    LINK = "link"  # does not answer
    TAKING = "taking"  # readings are being taken in: nothing to do but wait


# Where it may well be meant so: an organiser can say that it is fine.
JUDGED = frozenset(
    {Want.NO_DATE, Want.NO_ROOM, Want.NO_READING, Want.HOLIDAY, Want.NEVER, Want.TWICE, Want.DOUBT}
    | {Want.NO_PLACE, Want.NO_ADDRESS, Want.NOT_TAKEN, Want.MAIL, Want.UNHEARD}
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at.

    ``about`` tells it from others of its kind; ``session`` is the key of the session it belongs to, ``words`` what it
    is called, ``number`` how many it stands for, ``place`` what the desk needs to lead there, ``when`` how soon it
    matters.
    """

    want: Want
    about: str = ""
    session: str = ""
    words: str = ""
    number: int = 1
    place: str = ""
    when: dt.datetime | None = None

    @property
    def name(self) -> str:
        """What it is known by when somebody has said that it is fine."""
        return f"{self.want}:{self.session}:{self.about}"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true beside the programme: public holidays by date, and what was reported.

    A poll that nobody has answered yet is reported with the ``number`` 0.
    """

    holidays: Mapping[dt.date, str] = field(default_factory=dict)
    reported: tuple[Item, ...] = ()


def attention(programme: Programme, facts: Facts, now: dt.datetime) -> tuple[Item, ...]:
    """What organisers of ``programme`` should look at, the most urgent first: what concerns the next session."""
    found = [*_reported(programme, facts, now)]
    if not is_over(programme, now):
        asked = {item.session for item in facts.reported if item.want is Want.POLL}
        found += _undated(programme, asked)
        found += _unplaced(programme, now)
        found += _of_sessions(programme, now)
        found += _of_days(programme, facts.holidays, now)
    return tuple(sorted(found, key=urgency))


def doubts(programme: Programme) -> tuple[Item, ...]:
    """The fields of a draft its organiser should look at, in the order of its page."""
    unsure = (source for source in programme.sources if source.sureness < DOUBTFUL)
    return tuple(Item(Want.DOUBT, source.field) for source in unsure)


def urgency(item: Item) -> tuple[dt.datetime, int]:
    """What items are sorted by: what matters soonest first."""
    return item.when or FAR, list(Want).index(item.want)


def is_over(programme: Programme, now: dt.datetime) -> bool:
    """Whether the last meeting was long ago: nobody will give the rest of such a series a date or a room."""
    dates = [one for one in programme.series.sessions if is_meeting(one) and one.date is not None]
    return bool(dates) and all(is_past(programme, one, now - OVER) for one in dates)


def _ahead(programme: Programme, now: dt.datetime) -> list[Session]:
    """The meetings that have a date and are still to come."""
    sessions = (one for one in programme.series.sessions if is_meeting(one) and one.date is not None)
    return [one for one in sessions if not is_past(programme, one, now)]


def _undated(programme: Programme, asked: Iterable[str]) -> Iterator[Item]:
    for session in programme.series.sessions:
        is_open = is_meeting(session) and session.date is None and session.key not in asked
        if is_open and session.state in (DateState.TBA, DateState.PROPOSED):
            yield Item(Want.NO_DATE, session=session.key, words=session.title)


def _unplaced(programme: Programme, now: dt.datetime) -> Iterator[Item]:
    """No place at all: one item where the usual place is missing, which mends them all."""
    series = programme.series
    lost = [one for one in _ahead(programme, now) if not _is_somewhere(programme, one)]
    usual = [one for one in lost if one.place is None]
    if usual:
        first = min(usual, key=lambda one: starts_at(programme, one) or FAR)
        yield Item(Want.NO_PLACE, words=series.title, number=len(usual), when=starts_at(programme, first))
    for session in lost:
        if session.place is not None:
            yield Item(Want.NO_PLACE, session=session.key, words=session.title, when=starts_at(programme, session))


def _of_sessions(programme: Programme, now: dt.datetime) -> Iterator[Item]:
    series = programme.series
    has_rooms = any(place_of(series, one).room for one in series.sessions)
    for session in _ahead(programme, now):
        place, when = place_of(series, session), starts_at(programme, session)
        if has_rooms and not place.room and (place.name or place.address):
            yield Item(Want.NO_ROOM, session=session.key, words=session.title, when=when)
        if not session.readings:
            yield Item(Want.NO_READING, session=session.key, words=session.title, when=when)
        for reading in session.readings:
            lost = [one.key for one in reading.editions if _leads_nowhere(one)]
            if lost and not reading.text:
                yield Item(Want.NO_ADDRESS, reading.key, session.key, reading.title, len(lost), lost[0], when)


def _of_days(programme: Programme, holidays: Mapping[dt.date, str], now: dt.datetime) -> Iterator[Item]:
    wants = {RemarkKind.HOLIDAY: Want.HOLIDAY, RemarkKind.NEVER: Want.NEVER, RemarkKind.TWICE: Want.TWICE}
    for remark in remarks(None, programme, holidays, now):
        if want := wants.get(remark.kind):
            session = remark.session
            # Moved to another such day, it is to be looked at again.
            about = session.date.isoformat() if session.date else ""
            words = remark.words or session.title
            yield Item(want, about, session.key, words, when=starts_at(programme, session))


def _reported(programme: Programme, facts: Facts, now: dt.datetime) -> Iterator[Item]:
    """What others report, with when the session is that it belongs to; a link belongs to the first that has it."""
    sessions = {one.key: one for one in programme.series.sessions}
    linking: dict[str, str] = {}
    if any(item.want is Want.LINK for item in facts.reported):
        for link in links_of(programme):
            linking.setdefault(page_of(link.address), link.session.key if link.session else "")
    for item in facts.reported:
        if not item.number:
            continue
        key = linking.get(item.about, "") if item.want is Want.LINK else item.session
        session = sessions.get(key)
        soon = session is not None and not is_past(programme, session, now)
        when = item.when or (starts_at(programme, session) if session and soon else None)
        yield replace(item, session=key, when=when)


def _leads_nowhere(edition: Edition) -> bool:
    return not edition.link and not edition.file and edition.format != "print"


def _is_somewhere(programme: Programme, session: Session) -> bool:
    place = place_of(programme.series, session)
    return any((place.name, place.address, place.room, place.online, place.online_words, place.directions))

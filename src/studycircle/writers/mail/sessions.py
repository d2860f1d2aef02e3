"""The letters about one session: reminder, change, a seat that came free, a reading that is there, what was said."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace

from studycircle.documents.notices import Matter, Told, matters
from studycircle.documents.programme import Contact, DateState, Programme, Session
from studycircle.documents.rich import NOTHING
from studycircle.documents.schedule import ends_at, place_of, time_of
from studycircle.writers.mail.letter import Item, Letter, Link, Part
from studycircle.writers.programme.calendar import write_entry
from studycircle.writers.programme.entries import contact_links, is_in_calendar, place_entry, title_of
from studycircle.writers.programme.links import group_address, session_address
from studycircle.writers.programme.reading_entries import reading_entry
from studycircle.writers.programme.words import Words


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the links of one member's letters lead. ``site``: the group's pages; ``yes``, ``online`` and ``no``: the
    answers for this session; ``said``: what they answered already. ``sender``: the mail address it comes from."""

    site: str
    me: str = ""
    leave: str = ""
    yes: str = ""
    online: str = ""
    no: str = ""
    said: str = ""
    sender: str = ""


def reminder(programme: Programme, session: Session, ways: Ways, words: Words, *, said: str = "") -> Letter:
    """That the session is near. ``said``: what the organiser wants to say about it."""
    title = title_of(session, words)
    return Letter(
        subject=words.gettext("%(when)s: %(title)s") % {"when": _moment(programme, session, words), "title": title},
        title=title,
        over=programme.group.name,
        parts=(
            Part(words=said),
            _facts(programme, session, words),
            *_readings(programme, session, ways, words),
            *_answers(programme, session, ways, words),
            _page(programme, session, ways, words),
        ),
        why=words.gettext("You get this because you wish to be reminded of the sessions of %(group)s.")
        % {"group": programme.group.name},
        foot=foot(ways, words),
        calendar=_calendar(programme, session, ways),
    )


def change(programme: Programme, session: Session, before: Told, ways: Ways, words: Words, *, now_told: Told) -> Letter:
    """What is different from what this member was told, on top; then the session as it is now.

    ``before`` and ``now_told`` must differ in something that matters. ``session`` may be in ``programme`` no more.
    """
    different = matters(before, now_told)
    title = title_of(session, words)
    lines = tuple(_news(one, before, now_told, words) for one in different)
    note = (session.status_note,) if session.status_note else ()
    is_on = now_told.is_settled
    rest = (_facts(programme, session, words), *_answers(programme, session, ways, words)) if is_on else ()
    return Letter(
        subject=words.gettext("%(what)s: %(title)s") % {"what": _short(different[0], now_told, words), "title": title},
        title=title,
        over=programme.group.name,
        parts=(Part(news=(*lines, *note)), *rest, _page(programme, session, ways, words)),
        why=words.gettext("You get this because you were told otherwise before, or said that you are coming."),
        foot=foot(ways, words),
        calendar=_calendar(programme, _as_entry(session, before), ways),
    )


def seat(programme: Programme, session: Session, ways: Ways, words: Words) -> Letter:
    """That somebody who waited has a seat now."""
    title = title_of(session, words)
    return Letter(
        subject=words.gettext("A seat for you: %(title)s") % {"title": title},
        title=title,
        over=programme.group.name,
        parts=(
            Part(news=(words.gettext("A seat came free, and it is yours."),)),
            _facts(programme, session, words),
            Part(
                words=words.gettext("If you cannot come after all, please say so: somebody else may be waiting."),
                acts=tuple(link for link in (Link(words.gettext("I cannot come"), ways.no),) if link.href),
            ),
            _page(programme, session, ways, words),
        ),
        why=words.gettext("You get this because you are on the waiting list of this session."),
        foot=foot(ways, words),
        calendar=_calendar(programme, session, ways),
    )


def new_readings(programme: Programme, session: Session, keys: Collection[str], ways: Ways, words: Words) -> Letter:
    """That readings of the session, those with ``keys``, can be had now."""
    readings = [one for one in session.readings if one.key in keys] or list(session.readings)
    first = readings[0].title if readings else title_of(session, words)
    return Letter(
        subject=words.gettext("To read: %(title)s") % {"title": first},
        title=first,
        over=programme.group.name,
        parts=(
            _facts(programme, session, words, heading=title_of(session, words)),
            *_readings(programme, replace(session, readings=tuple(readings)), ways, words),
            _page(programme, session, ways, words),
        ),
        why=words.gettext("You get this because you wish to hear of new readings of %(group)s.")
        % {"group": programme.group.name},
        foot=foot(ways, words),
    )


def recap(programme: Programme, session: Session, ways: Ways, words: Words) -> Letter:
    """What was said at the meeting, as the organiser wrote it down."""
    title = title_of(session, words)
    return Letter(
        subject=words.gettext("What was said: %(title)s") % {"title": title},
        title=title,
        over=programme.group.name,
        parts=(
            Part(facts=((words.gettext("When"), _moment(programme, session, words)),)),
            Part(heading=words.gettext("What was said"), rich=session.record),
            _page(programme, session, ways, words),
        ),
        why=words.gettext("You get this because you wish to read what was said at %(group)s.")
        % {"group": programme.group.name},
        foot=foot(ways, words),
    )


def foot(ways: Ways, words: Words) -> tuple[Link, ...]:
    """The two links under every letter."""
    links = (Link(words.gettext("Change what you hear"), ways.me), Link(words.gettext("Leave the list"), ways.leave))
    return tuple(link for link in links if link.href)


# Pieces.


def _moment(programme: Programme, session: Session, words: Words) -> str:
    if session.date is None:
        return session.date_words or words.gettext("Date to be agreed")
    return words.moment(session.date, time_of(programme.series, session))


def _facts(programme: Programme, session: Session, words: Words, *, heading: str = "") -> Part:
    """When, where, and whom to ask."""
    time, end = time_of(programme.series, session), ends_at(programme, session)
    when = words.moment(session.date, time, year=True) if session.date else _moment(programme, session, words)
    if end and time and (session.minutes or programme.series.slot.minutes):
        when = words.gettext("%(when)s, until %(end)s") % {"when": when, "end": words.clock(end.time())}
    place = place_entry(place_of(programme.series, session), words)
    facts = [(words.gettext("When"), when)]
    if place and (where := "\n".join(filter(None, (place.name, place.room, place.directions)))):
        facts.append((words.gettext("Where"), where))
    if place and place.online_words:
        facts.append((words.gettext("Online"), "\n".join(filter(None, (place.online_words, place.online)))))
    if session.leader:
        facts.append((words.gettext("Who leads"), session.leader))
    if not heading and programme.series.contacts:
        facts.append((words.gettext("Ask"), "\n".join(_whom(one) for one in programme.series.contacts)))
    return Part(heading=heading, facts=tuple(facts), rich=NOTHING if heading else session.summary)


def _whom(contact: Contact) -> str:
    return " ".join(filter(None, (contact.name, *(link.words for link in contact_links(contact)))))


def _readings(programme: Programme, session: Session, ways: Ways, words: Words) -> tuple[Part, ...]:
    items = []
    for reading in session.readings:
        entry = reading_entry(reading, words, group_address(ways.site), programme.shelf, brief=True)
        detail = words.comma.join(filter(None, (entry.after, entry.time, entry.note)))
        links = tuple(link for link in entry.links if "://" in link.href)
        items.append(Item(" ".join(filter(None, (entry.lead, entry.title))), detail, links))
    return (Part(heading=words.gettext("To read"), items=tuple(items)),) if items else ()


def _answers(programme: Programme, session: Session, ways: Ways, words: Words) -> tuple[Part, ...]:
    place = place_of(programme.series, session)
    links = [Link(words.gettext("I am coming"), ways.yes)]
    if place.online or place.online_words:
        links.append(Link(words.gettext("I join online"), ways.online))
    links.append(Link(words.gettext("I cannot come"), ways.no))
    said = {
        "yes": words.gettext("You said that you are coming. Should that change, say so here:"),
        "online": words.gettext("You said that you join online. Should that change, say so here:"),
        "no": words.gettext("You said that you cannot come. Should that change, say so here:"),
    }.get(ways.said, "")
    acts = tuple(link for link in links if link.href)
    return (Part(heading=words.gettext("Are you coming?"), words=said, acts=acts),) if acts else ()


def _page(programme: Programme, session: Session, ways: Ways, words: Words) -> Part:
    """The way to the session's own page, where it has one."""
    if not ways.site or all(one.key != session.key for one in programme.series.sessions):
        return Part()
    address = session_address(ways.site, programme.series.key, session.key)
    return Part(acts=(Link(words.gettext("Everything about this session"), address),))


def _calendar(programme: Programme, session: Session, ways: Ways) -> bytes:
    """The session's entry, where it has a date."""
    if not is_in_calendar(session):
        return b""
    others = tuple(one for one in programme.series.sessions if one.key != session.key)
    programme = replace(programme, series=replace(programme.series, sessions=(*others, session)))
    return write_entry(programme, session.key, address=ways.site, organiser=ways.sender)


def _as_entry(session: Session, before: Told) -> Session:
    """The session as calendars must learn of it: one that lost its date is off on the day they have."""
    if session.date is not None or before.date is None:
        return session
    return replace(session, state=DateState.CANCELLED, date=before.date, time=before.time)


def _news(matter: Matter, before: Told, after: Told, words: Words) -> str:
    """One difference as a sentence."""
    said = {"before": _told_moment(before, words), "when": _told_moment(after, words)}
    if matter is Matter.CANCELLED:
        return words.gettext("Cancelled: there is no meeting on %(day)s.") % {"day": _told_day(before, after, words)}
    if matter is Matter.ON_AGAIN:
        return words.gettext("It takes place after all: %(when)s.") % said
    if matter is Matter.FIXED:
        return words.gettext("The date is fixed: %(when)s.") % said
    if matter is Matter.UNSETTLED:
        return words.gettext("Not on %(before)s any more. You will be told the new date.") % said
    if matter is Matter.DATE:
        return words.gettext("Now on %(when)s, no longer on %(before)s.") % said
    if matter is Matter.TIME:
        return words.gettext("Now %(when)s, no longer %(before)s.") % said
    if matter is Matter.ONLINE:
        return words.gettext("What you need to join online has changed; it stands below.")
    was, is_now = (before.place, after.place) if matter is Matter.PLACE else (before.room, after.room)
    was, is_now = was or words.gettext("not said"), is_now or words.gettext("not said")
    line = words.gettext("The place is now %(now)s, no longer %(before)s.")
    if matter is Matter.ROOM:
        line = words.gettext("The room is now %(now)s, no longer %(before)s.")
    return line % {"now": is_now, "before": was}


def _short(matter: Matter, after: Told, words: Words) -> str:
    """The weightiest difference in two or three words, for the subject."""
    return {
        Matter.CANCELLED: words.gettext("Cancelled"),
        Matter.ON_AGAIN: words.gettext("Takes place after all"),
        Matter.FIXED: words.gettext("Date fixed, %(when)s") % {"when": _told_moment(after, words)},
        Matter.UNSETTLED: words.gettext("Date off"),
        Matter.DATE: words.gettext("Moved to %(when)s") % {"when": _told_moment(after, words)},
        Matter.TIME: words.gettext("Another time, %(when)s") % {"when": _told_moment(after, words)},
        Matter.PLACE: words.gettext("Another place"),
        Matter.ROOM: words.gettext("Another room"),
        Matter.ONLINE: words.gettext("Another link"),
    }[matter]


def _told_moment(told: Told, words: Words) -> str:
    if told.date is None:
        return words.gettext("a date to be agreed")
    return words.moment(told.date, told.time)


def _told_day(before: Told, after: Told, words: Words) -> str:
    day: dt.date | None = before.date or after.date
    return words.day(day) if day else words.gettext("a date to be agreed")

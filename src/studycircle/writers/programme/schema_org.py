"""What a page says to search engines: schema.org as JSON-LD. Only what the page says too."""

import json

from django.utils.safestring import SafeString, mark_safe

from studycircle.documents.programme import DateState, Place, Programme, Session
from studycircle.documents.rich import to_plain
from studycircle.documents.schedule import ends_at, is_meeting, language_of, place_of, starts_at, time_of
from studycircle.writers.programme.entries import machine_moment, title_of
from studycircle.writers.programme.links import group_address, series_address, series_uid, session_address, session_uid
from studycircle.writers.programme.links import urn as urn_of
from studycircle.writers.programme.words import Words

STATUS = {DateState.CANCELLED: "EventCancelled", DateState.MOVED: "EventRescheduled"}


def series_data(programme: Programme, upcoming: Session | None, words: Words, base: str) -> SafeString:
    """The series as an ``EventSeries``, with the session that comes next."""
    series = programme.series
    dated = sorted(session.date for session in series.sessions if session.date and is_meeting(session))
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "EventSeries",
        "@id": urn_of(series_uid(programme)),
        "name": series.title or programme.group.name,
        "description": to_plain(series.summary),
        "url": series_address(base, series.key),
        "inLanguage": language_of(programme),
        "startDate": dated[0].isoformat() if dated else "",
        "endDate": dated[-1].isoformat() if dated else "",
        "location": _location(series.place),
        "organizer": _organizer(programme, base),
    }
    if upcoming is not None:
        data["subEvent"] = _event(programme, upcoming, words, base)
    return _script(data)


def session_data(programme: Programme, session: Session, words: Words, base: str) -> SafeString:
    """The session as an ``Event``; "" for what is none: a break, or a session without a date."""
    if session.date is None or not (is_meeting(session) or session.state is DateState.CANCELLED):
        return SafeString()
    series = programme.series
    event = _event(programme, session, words, base)
    event["superEvent"] = {
        "@type": "EventSeries",
        "@id": urn_of(series_uid(programme)),
        "name": series.title or programme.group.name,
        "url": series_address(base, series.key),
    }
    return _script({"@context": "https://schema.org", **event})


def _event(programme: Programme, session: Session, words: Words, base: str) -> dict[str, object]:
    start, end = starts_at(programme, session), ends_at(programme, session)
    time = time_of(programme.series, session)
    place = place_of(programme.series, session)
    modes = {
        (True, True): "MixedEventAttendanceMode",
        (True, False): "OfflineEventAttendanceMode",
        (False, True): "OnlineEventAttendanceMode",
    }
    mode = modes.get((bool(place.name or place.address), bool(place.online)))
    return {
        "@type": "EducationEvent",
        "@id": urn_of(session_uid(programme, session)),
        "name": title_of(session, words),
        "description": to_plain(session.summary),
        "url": session_address(base, programme.series.key, session.key),
        "inLanguage": language_of(programme),
        "startDate": machine_moment(start, time),
        "endDate": machine_moment(end, time) if time else "",
        "previousStartDate": session.moved_from.isoformat() if session.moved_from else "",
        "eventStatus": f"https://schema.org/{STATUS.get(session.state, 'EventScheduled')}",
        "eventAttendanceMode": f"https://schema.org/{mode}" if mode else "",
        "location": _location(place),
        "organizer": _organizer(programme, base),
        "workFeatured": [
            {"@type": "CreativeWork", "name": reading.title, "author": reading.author} for reading in session.readings
        ],
    }


def _location(place: Place) -> object:
    """A ``Place``, a ``VirtualLocation``, or both."""
    here = {"@type": "Place", "name": place.name or place.address, "address": place.address or place.name}
    there = {"@type": "VirtualLocation", "url": place.online}
    known = [where for where, is_known in ((here, place.name or place.address), (there, place.online)) if is_known]
    return known[0] if len(known) == 1 else known


def _organizer(programme: Programme, base: str) -> dict[str, object]:
    return {"@type": "Organization", "name": programme.group.name, "url": group_address(base)}


def _script(data: dict[str, object]) -> SafeString:
    """JSON that cannot end the script element it stands in, without its empty fields."""
    text = json.dumps(_without_empty(data), ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)  # noqa: S308 - no "<" is left in it


def _without_empty(value: object) -> object:
    if isinstance(value, dict):
        return {name: kept for name, one in value.items() if (kept := _without_empty(one)) not in ("", [], {}, None)}
    if isinstance(value, list):
        return [_without_empty(one) for one in value]
    return value

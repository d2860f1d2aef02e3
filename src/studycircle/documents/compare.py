"""What has changed between two programmes, and which things of a new one continue things of an old one.

Three questions, asked in this order when a page is imported again or a form is saved: ``adopt_keys`` (which session
is which), ``compare`` (what the organiser is shown before it is saved), ``revise`` (what calendars must be told).
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any, get_type_hints

from studycircle.documents.adopt import adopt_keys
from studycircle.documents.pins import pin_of, without_pins
from studycircle.documents.programme import Part, Programme, Quotation, Series, Session
from studycircle.documents.rich import NOTHING, Rich, to_plain
from studycircle.documents.schedule import minutes_of, place_of, time_of, zone_of

__all__ = ["Change", "ChangeKind", "adopt_keys", "compare", "revise"]


class ChangeKind(StrEnum):
    """What became of a field or a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"  # stands elsewhere among its siblings


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    ``path`` is built as ``Source.field`` is: "group.name", "series.place.room", "session:1905",
    "session:1905/reading:1905.title". ``before`` and ``after`` are printable, empty where there was or is nothing;
    of what moved they are its places in the list, from 1. ``label`` says what changed in words, from the outside
    in: ("Results and Prospects", "1905", "title").
    """

    path: str
    kind: ChangeKind
    before: str = ""
    after: str = ""
    label: tuple[str, ...] = ()


# Said by nobody: a counter and a clock.
SILENT = frozenset({"sequence", "changed"})
SINGULAR = {
    "sessions": "session",
    "readings": "reading",
    "editions": "edition",
    "notes": "note",
    "questions": "question",
    "contacts": "contact",
    "attachments": "attachment",
}


def compare(old: Programme, new: Programme) -> tuple[Change, ...]:
    """Every difference, in the order of the document; things are the same where their keys are.

    Sources, sequence numbers and stamps do not count. What was added or removed is one change, not one a field.
    """
    return (
        *_differences(old.group, new.group, "group", ()),
        *_differences(old.series, new.series, "series", ()),
    )


def _differences(old: Any, new: Any, path: str, label: tuple[str, ...]) -> Iterator[Change]:
    """The changes between two dataclasses of one type."""
    for name, kind in _fields(old):
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        words = (*label, name.replace("_", " "))
        if name in SINGULAR:
            # The series is the root of paths: "session:x", but "session:x/reading:y".
            root = "" if isinstance(old, Series) else f"{path}/"
            yield from _things(before, after, f"{root}{SINGULAR[name]}", label)
        elif is_dataclass(before) and is_dataclass(after):
            yield from _differences(before, after, f"{path}.{name}", words)
        else:
            yield _change(f"{path}.{name}", before, after, words, is_rich=kind is Rich)


def _change(path: str, before: Any, after: Any, label: tuple[str, ...], *, is_rich: bool) -> Change:
    was, is_now = _printed(before, is_rich=is_rich), _printed(after, is_rich=is_rich)
    if was == is_now:  # the same words, marked up otherwise
        was, is_now = str(before), str(after)
    if not was:
        return Change(path, ChangeKind.ADDED, "", is_now, label)
    if not is_now:
        return Change(path, ChangeKind.REMOVED, was, "", label)
    return Change(path, ChangeKind.CHANGED, was, is_now, label)


def _things(old: tuple[Any, ...], new: tuple[Any, ...], path: str, label: tuple[str, ...]) -> Iterator[Change]:
    """The changes between two lists of keyed things; ``path`` ends in their singular."""
    before = {thing.key: (at, thing) for at, thing in enumerate(old, 1)}
    after = {thing.key: (at, thing) for at, thing in enumerate(new, 1)}
    for key, (_, thing) in before.items():
        if key not in after:
            yield Change(f"{path}:{key}", ChangeKind.REMOVED, _name(thing), "", (*label, _name(thing)))
    shared = [key for key in after if key in before]
    steady = _longest_rise([before[key][0] for key in shared])
    for key, (at, thing) in after.items():
        here, words = f"{path}:{key}", (*label, _name(thing))
        if key not in before:
            yield Change(here, ChangeKind.ADDED, "", _name(thing), words)
            continue
        was_at, was = before[key]
        if was_at not in steady:
            yield Change(here, ChangeKind.MOVED, str(was_at), str(at), words)
        yield from _differences(was, thing, here, words)


def _longest_rise(places: Sequence[int]) -> frozenset[int]:
    """The longest run of ``places`` that rises: what stayed in order while the others moved (patience sorting)."""
    tops: list[int] = []  # the least end of a rising run of each length
    under: dict[int, int | None] = {}
    for place in places:
        at = bisect_left(tops, place)
        under[place] = tops[at - 1] if at else None
        tops[at : at + 1] = [place]
    run = set()
    place_or_none = tops[-1] if tops else None
    while place_or_none is not None:
        run.add(place_or_none)
        place_or_none = under[place_or_none]
    return frozenset(run)


def _fields(thing: Any) -> tuple[tuple[str, Any], ...]:
    return _fields_of(thing.__class__)


@cache
def _fields_of(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind) if field.name not in SILENT)


def _name(thing: Any) -> str:
    """What a person would call it: a session by date and title, a question by its first words."""
    words = next((text for name in ("title", "name", "label") if (text := getattr(thing, name, ""))), "")
    if isinstance(thing, Session):
        words = words or thing.number
        return " ".join(filter(None, (thing.date.isoformat() if thing.date else thing.date_words, words))) or thing.key
    text = to_plain(getattr(thing, "text", NOTHING) or getattr(thing, "body", NOTHING))
    words = words or getattr(thing, "format", "") or " ".join(text.split())
    return (words if len(words) <= 80 else words[:79] + "…") or thing.key


def _printed(value: Any, *, is_rich: bool = False) -> str:
    """A value as plain words: "2026-03-02", "18:30", "a) Who speaks?"."""
    if value is None or value is False:
        return ""
    if value is True:
        return "✓"
    if is_rich:
        return to_plain(value)
    if isinstance(value, dt.time):
        return value.isoformat("auto" if value.microsecond else "seconds" if value.second else "minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Part):
        return f"{value.label}) {to_plain(value.text)}"
    if isinstance(value, Quotation):
        pin = pin_of(value.place)
        place = f"¶\N{NO-BREAK SPACE}{pin.number}" if pin else value.place
        return f"“{value.words}”" + (f" ({place})" if place else "")
    if isinstance(value, tuple):
        return "\n".join(_printed(item) for item in value)
    if is_dataclass(value):
        return ", ".join(
            _printed(held, is_rich=kind is Rich)
            for name, kind in _fields(value)
            if (held := getattr(value, name)) and not isinstance(held, StrEnum)
        )
    return str(value)


def revise(old: Programme, new: Programme, now: dt.datetime) -> Programme:
    """``new`` with the revision marks of its sessions carried on from ``old``.

    ``sequence`` rises by one on exactly those sessions whose calendar entry reads otherwise than before (RFC 5545
    §3.8.7.4), also where they inherit the change: another usual time, place, zone or series title. ``changed`` is
    ``now`` on these and on those with any other change of their own. A session that is new starts at 0. What has no
    date before nor after has no entry, so its sequence stays.
    """
    before = {session.key: session for session in old.series.sessions}
    stamp = now.astimezone(dt.UTC)

    def revised(session: Session) -> Session:
        was = before.get(session.key)
        if was is None:
            return replace(session, sequence=0, changed=stamp)
        if _entry(old, was) != _entry(new, session):
            return replace(session, sequence=was.sequence + 1, changed=stamp)
        same = replace(session, sequence=was.sequence, changed=was.changed)
        # Where the house has found what is quoted is no news.
        return same if without_pins(same) == without_pins(was) else replace(same, changed=stamp)

    sessions = tuple(revised(session) for session in new.series.sessions)
    return replace(new, series=replace(new.series, sessions=sessions))


def _entry(programme: Programme, session: Session) -> tuple[Any, ...] | None:
    """All that a calendar shows of a session, its own and what it inherits; ``None`` without a date."""
    if session.date is None:
        return None
    series = programme.series
    return (
        series.title,
        session.title,
        session.number if not session.title else "",  # what an entry is called that has no title
        session.kind,
        session.state,
        session.date,
        time_of(series, session),
        minutes_of(series, session),
        zone_of(programme).key,
        place_of(series, session),
        session.moved_from,
    )

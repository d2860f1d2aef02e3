"""What the pages of dates and history say of changes and remarks."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import get_language_bidi as is_bidi
from django.utils.translation import gettext as _

from studycircle.documents.compare import Change
from studycircle.documents.programme import DateState
from studycircle.documents.reconcile import Clash
from studycircle.documents.remarks import Remark, RemarkKind
from studycircle.store.models import Version
from studycircle.web.forms import AUDIENCES, FORMATS, KINDS, ROLES, STATES, WEEKDAYS
from studycircle.writers.programme.words import Words

register = template.Library()

DATED_STATES = {DateState.FIXED, DateState.MOVED, DateState.TBA}
DAYS = {"date", "moved_from"}
VALUES: dict[str, Mapping[Any, Any]] = {
    "state": STATES,
    "kind": KINDS,
    "role": ROLES,
    "audience": AUDIENCES,
    "room_audience": AUDIENCES,
    "online_audience": AUDIENCES,
    "weekday": dict(WEEKDAYS),
    "format": FORMATS,
}
FIELDS = {
    "name": gettext_lazy("name"),
    "title": gettext_lazy("title"),
    "number": gettext_lazy("number"),
    "kind": gettext_lazy("what it is"),
    "state": gettext_lazy("what is known of the date"),
    "date": gettext_lazy("date"),
    "moved_from": gettext_lazy("moved from"),
    "date_words": gettext_lazy("in place of a date"),
    "time": gettext_lazy("time"),
    "minutes": gettext_lazy("length"),
    "place": gettext_lazy("place"),
    "room": gettext_lazy("room"),
    "address": gettext_lazy("address"),
    "leader": gettext_lazy("led by"),
    "summary": gettext_lazy("introduction"),
    "status_note": gettext_lazy("why it is moved or cancelled"),
    "record": gettext_lazy("minutes of the meeting"),
    "author": gettext_lazy("author"),
    "part": gettext_lazy("part"),
    "parts": gettext_lazy("lettered parts"),
    "note": gettext_lazy("remark"),
    "text": gettext_lazy("text"),
    "body": gettext_lazy("words"),
    "quotations": gettext_lazy("quotations"),
    "weekday": gettext_lazy("usual day"),
    "slot": gettext_lazy("usual time"),
    "words": gettext_lazy("in your words"),
    "link": gettext_lazy("link"),
    "language": gettext_lazy("language"),
    "zone": gettext_lazy("time zone"),
    "country": gettext_lazy("country"),
    "region": gettext_lazy("region of the country"),
    "accent": gettext_lazy("colour"),
    "online": gettext_lazy("online meeting"),
    "directions": gettext_lazy("how to find it"),
    "audience": gettext_lazy("shown to"),
    "room_audience": gettext_lazy("who sees the room"),
    "online_audience": gettext_lazy("who sees the online link"),
}
REMARKS = {
    RemarkKind.HOLIDAY: gettext_lazy("is a public holiday: %(words)s"),
    RemarkKind.NEVER: gettext_lazy("the clocks go forward over this hour, so it does not exist; take another"),
    RemarkKind.TWICE: gettext_lazy("the clocks go back over this hour, so it comes twice; the first is meant"),
    RemarkKind.FORWARD: gettext_lazy("the clocks have gone forward since the meeting before; the hour stays the same"),
    RemarkKind.BACK: gettext_lazy("the clocks have gone back since the meeting before; the hour stays the same"),
    RemarkKind.SAME_DAY: gettext_lazy("on the same day as “%(words)s”"),
    RemarkKind.PAST: gettext_lazy("lies in the past"),
}
ACTS = {
    Version.Act.FOUND: gettext_lazy("as it stood then"),
    Version.Act.CHANGED: gettext_lazy("changed by %(who)s"),
    Version.Act.IMPORTED: gettext_lazy("taken in by %(who)s"),
    Version.Act.UNDONE: gettext_lazy("a change undone by %(who)s"),
    Version.Act.RESTORED: gettext_lazy("an older version brought back by %(who)s"),
}


@register.filter
def about(change: Change | Clash) -> str:
    """What a change is of, from the outside in: "On wasps › The Hive › part"."""
    *things, last = change.label or (change.path,)
    field = change.path.rpartition(".")[2] if "." in change.path.rpartition("/")[2] else ""
    named = str(FIELDS.get(field, last)) if field else last
    outer = [str(FIELDS.get(thing.replace(" ", "_"), thing)) for thing in things]
    steps = [_with_day(words) for words in [*outer, named]]
    # From right to left, each step keeps its own direction, whatever stands beside it.
    return " › ".join(
        f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}" if is_bidi() else words for words in steps
    )


def _with_day(words: str) -> str:
    """A session is named by its date and title; its date as people say it."""
    first, __, rest = words.partition(" ")
    try:
        said = spoken_day(dt.date.fromisoformat(first))
    except ValueError:
        return words
    return Words(get_language() or "en").comma.join(filter(None, (rest, said)))


@register.filter
def in_short(changes: Sequence[Change]) -> list[Change]:
    """``changes`` without what a new date says already: that it was moved, and from where."""
    dated = {change.path.removesuffix(".date") for change in changes if change.path.endswith(".date")}
    silent = {f"{thing}.moved_from" for thing in dated}
    silent |= {f"{thing}.state" for thing in dated}
    return [
        change
        for change in changes
        if change.path not in silent or (change.path.endswith(".state") and change.after not in DATED_STATES)
    ]


@register.filter
def printed(value: str, path: str) -> str:
    """A value of a change in words: days and states as people say them."""
    field = path.rpartition(".")[2]
    if field in DAYS and value:
        return spoken_day(dt.date.fromisoformat(value))
    known = {str(member): words for member, words in VALUES.get(field, {}).items()}
    return str(known.get(value, value))


@register.filter
def spoken_day(date: dt.date) -> str:
    """A day in the desk's language, with its year."""
    return Words(get_language() or "en").day(date, year=True)


@register.filter
def state_words(state: DateState) -> str:
    """What is known of a date."""
    return str(STATES[state])


@register.filter
def remark_words(remark: Remark) -> str:
    """What is to be pointed out, after the name of its session."""
    return str(REMARKS[remark.kind]) % {"words": remark.words}


@register.filter
def done_by(version: Version) -> str:
    """Who did what, for one version."""
    who = version.made_by
    name = (who.get_full_name() or who.get_username()) if who else _("the house")
    return str(ACTS[Version.Act(version.act)]) % {"who": name}


@register.filter
def how_many(number: int) -> str:
    """So many sessions."""
    return ngettext("one session", "%(number)d sessions", number) % {"number": number}

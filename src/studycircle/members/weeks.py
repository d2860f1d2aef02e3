"""The week of a group, for its weekly letter: what comes, what was written down, what is talked about."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from studycircle.documents.native import to_data
from studycircle.documents.notices import as_mailed, told_of
from studycircle.documents.programme import Audience, Kind
from studycircle.documents.schedule import ends_at, is_past, starts_at
from studycircle.store.load import load_programme
from studycircle.store.models import Group, Series, Session
from studycircle.writers.mail.letter import Item
from studycircle.writers.mail.others import Row, Week

AHEAD, BEHIND = dt.timedelta(days=14), dt.timedelta(days=7)
MOST = 12  # sessions in one letter

# What else a week has to tell: other rooms enter theirs. Each gets the group and since when, and gives lines.
TALK: list[Callable[[Group, dt.datetime], list[Item]]] = []


def week_of(group: Group, now: dt.datetime) -> tuple[Week, dict[str, Any]]:
    """The week at ``now``, and what it tells of each session, by the number of its row."""
    ahead: list[Row] = []
    recaps: list[Row] = []
    told: dict[str, Any] = {}
    near = (now.date() - BEHIND - dt.timedelta(days=1), now.date() + AHEAD + dt.timedelta(days=1))
    rows = Session.objects.filter(series__group=group, archived=False, date__range=near)
    for series in Series.objects.filter(group=group, archived=False, sessions__in=rows).distinct():
        programme = as_mailed(load_programme(series, audience=Audience.MEMBERS))
        numbers = dict(rows.filter(series=series).values_list("key", "pk"))
        for session in programme.series.sessions:
            start, end = starts_at(programme, session), ends_at(programme, session)
            if session.key not in numbers or start is None or end is None or session.kind is not Kind.MEETING:
                continue
            if not is_past(programme, session, now) and start <= now + AHEAD:
                ahead.append((programme, session))
                told[str(numbers[session.key])] = to_data(told_of(programme, session))
            elif session.record and now - BEHIND <= end <= now:
                recaps.append((programme, session))
    talk = [item for part in TALK for item in part(group, now - BEHIND)]
    ahead.sort(key=_start)
    return Week(tuple(ahead[:MOST]), tuple(recaps[:MOST]), tuple(talk)), {"sessions": told}


def _start(row: Row) -> float:
    start = starts_at(*row)
    return start.timestamp() if start else 0

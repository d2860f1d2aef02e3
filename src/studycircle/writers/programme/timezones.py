"""The rules of a time zone as a calendar carries them: VTIMEZONE (RFC 5545 §3.6.5).

Written out change by change, from the IANA database. (The ``icalendar`` library can do it too, but version 7.3 tells
the onset of summer time in the new hour instead of the old one, an hour too late.)
"""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache

import icalendar

from studycircle.documents.schedule import known_zone

DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)


@lru_cache(maxsize=64)
def timezone(name: str, first: int, last: int) -> icalendar.Timezone:
    """The rules of the zone called ``name`` for the years ``first`` to ``last``, and a year on either side."""
    zone = known_zone(name) or dt.UTC
    start = dt.datetime(max(first - 1, dt.MINYEAR + 1), 1, 1, tzinfo=dt.UTC)
    end = dt.datetime(min(last + 2, dt.MAXYEAR), 1, 1, tzinfo=dt.UTC)
    groups: dict[tuple[bool, dt.timedelta, dt.timedelta, str], list[dt.datetime]] = {}
    before = _offset(start, zone)
    for moment in (start, *_changes(zone, start, end)):
        local = moment.astimezone(zone)
        offset = _offset(moment, zone)
        # The onset is told by the clock as it stood just before (RFC 5545 §3.6.5, DTSTART).
        onset = (moment + before).replace(tzinfo=None)
        groups.setdefault((bool(local.dst()), before, offset, local.tzname() or name), []).append(onset)
        before = offset
    rules = icalendar.Timezone()
    rules.add("tzid", name)
    for (is_summer, old, new, label), onsets in groups.items():
        rules.add_component(_observance(is_summer, old, new, label, onsets))
    return rules


def _changes(zone: dt.tzinfo, start: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
    """The first moments, in UTC, of each new offset between ``start`` and ``end``."""
    day = start
    while day < end:
        if _offset(day, zone) != _offset(day + DAY, zone):
            low, high = day, day + DAY
            while high - low > SECOND:
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                low, high = (middle, high) if _offset(middle, zone) == _offset(low, zone) else (low, middle)
            yield high
        day += DAY


def _offset(moment: dt.datetime, zone: dt.tzinfo) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or dt.timedelta()


def _observance(
    is_summer: bool, old: dt.timedelta, new: dt.timedelta, label: str, onsets: list[dt.datetime]
) -> icalendar.TimezoneDaylight | icalendar.TimezoneStandard:
    rule = icalendar.TimezoneDaylight() if is_summer else icalendar.TimezoneStandard()
    rule.add("dtstart", onsets[0])
    if onsets[1:]:
        rule.add("rdate", onsets[1:])
    rule.add("tzoffsetfrom", old)
    rule.add("tzoffsetto", new)
    rule.add("tzname", label)
    return rule

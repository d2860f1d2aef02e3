"""Calendars others subscribe to: what was taken out is said to be cancelled, with rising numbers, for ninety days."""

import datetime as dt
from dataclasses import replace

import icalendar
import pytest

from studycircle.documents.programme import Audience
from studycircle.publishing import bake
from studycircle.publishing.live import live_file
from studycircle.store import actions, models, queries
from studycircle.store.load import load_programme
from tests.programmes import NOW, RICH

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
KEY = "sweetness-and-power"  # on 26 October


@pytest.fixture
def series():
    return actions.import_programme(RICH, now=NOW).series


def without(programme):
    sessions = tuple(one for one in programme.series.sessions if one.key != KEY)
    return replace(programme, series=replace(programme.series, sessions=sessions))


def entry(data, name, now):
    """What the calendar of that name says of the session: its state and number."""
    calendar = icalendar.Calendar.from_ical((data / f"public/canalside/{name}").read_bytes())
    found = [event for event in calendar.walk("VEVENT") if str(event["UID"]).startswith(f"{KEY}@")]
    return [(str(event["STATUS"]), event["SEQUENCE"], event.decoded("DTSTAMP")) for event in found]


@pytest.mark.parametrize("name", ["calendar.ics", "bread-and-water/calendar.ics"])
def test_what_is_taken_out_and_put_back_is_told_with_rising_numbers(series, data, name):
    bake.bake_site(series.group, now=NOW)
    assert entry(data, name, NOW) == [("CONFIRMED", 0, NOW)]

    later = NOW + DAY
    whole = load_programme(series, audience=Audience.ORGANISERS)
    actions.change_programme(series, without, now=later)
    bake.bake_site(series.group, now=later)
    assert entry(data, name, later) == [("CANCELLED", 1, later)]
    assert not (data / f"public/canalside/bread-and-water/{KEY}").exists()

    actions.change_programme(series, lambda now: replace(now, series=whole.series), now=later + DAY)
    bake.bake_site(series.group, now=later + DAY)
    assert entry(data, name, later) == [("CONFIRMED", 2, later + DAY)]


def test_it_is_told_for_ninety_days_after_its_day_and_after_it_was_taken_out(series):
    actions.change_programme(series, without, now=NOW)
    (gone,) = queries.gone_sessions(series, now=NOW)
    assert (gone.key, gone.title, gone.readings, gone.summary) == (KEY, "", (), "")  # bare
    day = dt.datetime(2026, 10, 26, 12, tzinfo=dt.UTC)
    assert len(queries.gone_sessions(series, now=day + 89 * DAY)) == 1
    assert queries.gone_sessions(series, now=day + 90 * DAY) == ()
    models.Session.objects.filter(key=KEY).update(changed=day + 60 * DAY)  # taken out long after its day
    assert len(queries.gone_sessions(series, now=day + 149 * DAY)) == 1
    assert queries.gone_sessions(series, now=day + 150 * DAY) == ()


def test_what_had_no_date_or_was_no_meeting_leaves_no_trace(series):
    def bare(programme):
        keys = {"united-front", "half-term"}
        left = tuple(one for one in programme.series.sessions if one.key not in keys)
        return replace(programme, series=replace(programme.series, sessions=left))

    actions.change_programme(series, bare, now=NOW)
    assert queries.gone_sessions(series, now=NOW) == ()


def test_the_calendar_of_the_whole_group_follows_each_series(series, data):
    bake.bake_site(series.group, now=NOW)
    before = (data / "public/canalside/calendar.ics").read_bytes()
    second = replace(RICH, series=replace(RICH.series, key="winter", uid="", title="Winter"))
    added = actions.import_programme(second, now=NOW).series
    assert bake.bake_series(added, now=NOW).group_is_stale
    bake.bake_group(series.group, now=NOW)
    after = (data / "public/canalside/calendar.ics").read_bytes()
    assert after.count(b"BEGIN:VEVENT") == 2 * before.count(b"BEGIN:VEVENT")
    actions.take_off(added, now=NOW)
    assert bake.bake_series(added, now=NOW).group_is_stale
    bake.bake_group(series.group, now=NOW + 365 * DAY)
    assert (data / "public/canalside/calendar.ics").read_bytes() == before


@pytest.mark.parametrize("name", ["calendar.ics", "bread-and-water/calendar.ics"])
def test_what_a_series_had_still_to_come_is_off_with_it_and_on_again(series, data, name):
    bake.bake_site(series.group, now=NOW)
    coming = dt.datetime(2026, 10, 20, tzinfo=dt.UTC)  # some evenings are over
    before = icalendar.Calendar.from_ical((data / f"public/canalside/{name}").read_bytes()).walk("VEVENT")
    to_come = {str(one["UID"]) for one in before if str(one.decoded("DTSTART"))[:10] >= "2026-10-20"}
    assert 0 < len(to_come) < len(before)
    actions.take_off(series, now=coming)
    bake.bake_site(series.group, now=coming)
    content = (data / f"public/canalside/{name}").read_bytes()
    told = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert {str(one["UID"]) for one in told} == to_come
    assert {str(one["STATUS"]) for one in told} == {"CANCELLED"}
    assert entry(data, name, coming) == [("CANCELLED", 1, coming)]
    assert b"Bread" not in content
    assert b"Wanderer" not in content
    bake.bake_site(series.group, now=coming + 200 * DAY)
    path = data / f"public/canalside/{name}"
    assert not path.exists() or b"VEVENT" not in path.read_bytes()

    actions.put_back(series, now=coming + DAY)
    bake.bake_site(series.group, now=coming + DAY)
    assert entry(data, name, coming) == [("CONFIRMED", 2, coming + DAY)]
    actions.take_off(series, now=coming + 2 * DAY)
    actions.import_programme(RICH, now=coming + 3 * DAY)
    bake.bake_site(series.group, now=coming + 3 * DAY)
    assert entry(data, name, coming) == [("CONFIRMED", 4, coming + 3 * DAY)]


def test_who_is_signed_in_gets_the_same_calendar_live(series, data):
    bake.bake_site(series.group, now=NOW)
    live = live_file("canalside/calendar.ics", audience=Audience.PUBLIC, now=NOW)
    assert live.write() == (data / "public/canalside/calendar.ics").read_bytes()
    members = live_file("canalside/calendar.ics", audience=Audience.MEMBERS, now=NOW)
    assert b"https://meet.example.org/secret" in members.write()
    assert b"https://meet.example.org/secret" not in live.write()

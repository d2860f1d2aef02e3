"""The rules of time, above all on the nights on which clocks are changed."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from studycircle.documents.programme import DateState, Group, Kind, Place, Programme, Series, Session, Slot
from studycircle.documents.rich import Rich
from studycircle.documents.schedule import (
    SeriesSummary,
    date_near,
    dates_of_slot,
    days_until,
    ends_at,
    has_time,
    in_order,
    is_meeting,
    is_past,
    language_of,
    minutes_of,
    next_session,
    place_of,
    starts_at,
    summarise,
    time_of,
    turns_at,
    zone_of,
)

MONDAYS = Slot(0, dt.time(18, 30))


def programme(*sessions: Session, zone: str = "Europe/London", slot: Slot = MONDAYS, **series) -> Programme:
    return Programme(
        Group("readers", language="de", zone=zone), Series("water", slot=slot, sessions=sessions, **series)
    )


def session(key: str, date: dt.date | None, **more) -> Session:
    state = more.pop("state", DateState.FIXED if date else DateState.TBA)
    return Session(key, key.title(), date=date, state=state, **more)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def span(one: Programme) -> tuple[str, str]:
    """Start and end of the first session as they are written with their offsets."""
    first = one.series.sessions[0]
    return starts_at(one, first).isoformat(), ends_at(one, first).isoformat()


@pytest.mark.parametrize(
    ("series", "group", "expected"),
    [
        ("Asia/Tokyo", "Europe/London", "Asia/Tokyo"),
        ("", "Europe/London", "Europe/London"),
        ("Mars/Olympus", "Europe/London", "Europe/London"),
        ("", "Mars/Olympus", "UTC"),
        ("../../etc/passwd", "Europe", "UTC"),
        ("", "", "UTC"),
    ],
)
def test_the_zone_is_the_first_that_is_known(series, group, expected):
    assert zone_of(programme(zone=group).__class__(Group("g", zone=group), Series("s", zone=series))) == ZoneInfo(
        expected
    )


def test_the_language_is_the_series_then_the_groups_then_english():
    assert language_of(programme(language="fr")) == "fr"
    assert language_of(programme()) == "de"
    assert language_of(Programme(Group("g", language=""), Series("s"))) == "en"


def test_half_past_six_stays_half_past_six_across_the_clock_change():
    before = programme(session("a", dt.date(2026, 10, 19)))
    after = programme(session("b", dt.date(2026, 10, 26)))
    assert span(before) == ("2026-10-19T18:30:00+01:00", "2026-10-19T20:30:00+01:00")
    assert span(after) == ("2026-10-26T18:30:00+00:00", "2026-10-26T20:30:00+00:00")


@pytest.mark.parametrize(
    ("zone", "date", "time", "minutes", "expected"),
    [
        # London, 25 October 2026: two o'clock becomes one o'clock.
        ("Europe/London", (2026, 10, 25), (0, 30), 60, ("2026-10-25T00:30:00+01:00", "2026-10-25T01:30:00+01:00")),
        ("Europe/London", (2026, 10, 25), (0, 30), 120, ("2026-10-25T00:30:00+01:00", "2026-10-25T01:30:00+00:00")),
        ("Europe/London", (2026, 10, 25), (1, 30), 60, ("2026-10-25T01:30:00+01:00", "2026-10-25T01:30:00+00:00")),
        # London, 29 March 2026: one o'clock becomes two o'clock.
        ("Europe/London", (2026, 3, 29), (0, 30), 60, ("2026-03-29T00:30:00+00:00", "2026-03-29T02:30:00+01:00")),
        ("Europe/London", (2026, 3, 29), (1, 30), 60, ("2026-03-29T02:30:00+01:00", "2026-03-29T03:30:00+01:00")),
        # Lord Howe changes by half an hour: two o'clock becomes half past one, and the other way round.
        ("Australia/Lord_Howe", (2026, 4, 5), (1, 0), 60, ("2026-04-05T01:00:00+11:00", "2026-04-05T01:30:00+10:30")),
        ("Australia/Lord_Howe", (2026, 4, 5), (1, 45), 15, ("2026-04-05T01:45:00+11:00", "2026-04-05T01:30:00+10:30")),
        ("Australia/Lord_Howe", (2026, 10, 4), (2, 15), 30, ("2026-10-04T02:45:00+11:00", "2026-10-04T03:15:00+11:00")),
    ],
)
def test_nights_on_which_clocks_change(zone, date, time, minutes, expected):
    one = session("a", dt.date(*date), time=dt.time(*time), minutes=minutes)
    assert span(programme(one, zone=zone)) == expected


def test_without_a_time_a_session_is_the_whole_local_day():
    spring = programme(session("a", dt.date(2026, 3, 29)), slot=Slot())
    assert not has_time(spring.series, spring.series.sessions[0])
    assert span(spring) == ("2026-03-29T00:00:00+00:00", "2026-03-30T00:00:00+01:00")
    # In Beirut the day of the spring change begins at one o'clock.
    beirut = programme(session("a", dt.date(2026, 3, 29)), slot=Slot(), zone="Asia/Beirut")
    assert span(beirut) == ("2026-03-29T01:00:00+03:00", "2026-03-30T00:00:00+03:00")


def test_without_a_date_there_is_no_start_and_it_is_never_past():
    one = programme(session("a", None))
    tba = one.series.sessions[0]
    assert (starts_at(one, tba), ends_at(one, tba)) == (None, None)
    assert not is_past(one, tba, utc(2100, 1, 1))
    assert days_until(one, tba, utc(2026, 1, 1)) is None


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
def test_the_first_and_last_day_of_the_calendar_break_nothing(day, zone):
    one = programme(session("a", day), zone=zone, slot=Slot())
    first = one.series.sessions[0]
    assert is_past(one, first, utc(2026, 1, 1)) == (day == dt.date.min)
    assert summarise(one, utc(2026, 1, 1)).next_key == (None if day == dt.date.min else "a")


def test_time_minutes_and_place_are_as_usual_unless_a_session_says_otherwise():
    series = Series("s", slot=Slot(0, dt.time(18, 30), 90), place=Place("Lock House", room="1"))
    own = Session("a", time=dt.time(7), minutes=0, place=Place("Library"))
    assert (time_of(series, own), minutes_of(series, own), place_of(series, own)) == (dt.time(7), 0, Place("Library"))
    usual = Session("b", room="2")
    assert (time_of(series, usual), minutes_of(series, usual)) == (dt.time(18, 30), 90)
    assert place_of(series, usual) == Place("Lock House", room="2")
    assert minutes_of(Series("s"), usual) == 120
    assert time_of(series, Session("c", kind=Kind.BREAK)) is None


def test_tonights_session_stays_next_until_it_ends():
    one = programme(
        session("gone", dt.date(2026, 10, 19)),
        session("later", dt.date(2026, 11, 9)),
        session("cancelled", dt.date(2026, 10, 21), state=DateState.CANCELLED),
        session("break", dt.date(2026, 10, 22), kind=Kind.BREAK),
        session("tonight", dt.date(2026, 10, 26)),
        session("someday", None),
    )
    keys = {
        now: next_session(one, now).key
        for now in (utc(2026, 10, 19, 19, 29), utc(2026, 10, 19, 19, 30), utc(2026, 10, 26, 20, 29, 59))
    }
    assert list(keys.values()) == ["gone", "tonight", "tonight"]
    assert next_session(one, utc(2026, 10, 26, 20, 30)).key == "later"
    assert next_session(one, utc(2026, 11, 10)) is None
    assert [is_meeting(each) for each in one.series.sessions] == [True, True, False, False, True, True]


def test_what_is_past_is_asked_in_the_second_of_two_equal_hours_too():
    one = programme(session("night", dt.date(2026, 10, 25), time=dt.time(0), minutes=90))
    night = one.series.sessions[0]
    london = ZoneInfo("Europe/London")
    assert is_past(one, night, dt.datetime(2026, 10, 25, 1, 29, tzinfo=london)) is False
    # The same reading of the clock, an hour later.
    assert is_past(one, night, dt.datetime(2026, 10, 25, 1, 29, fold=1, tzinfo=london)) is True


def test_order_is_by_date_and_time_and_the_undated_keep_their_places():
    morning, evening = (session(key, dt.date(2026, 3, 2), time=dt.time(hour)) for key, hour in (("am", 9), ("pm", 19)))
    series = Series("s", sessions=(session("z", dt.date(2026, 4, 1)), session("tba", None), evening, morning))
    assert [one.key for one in in_order(series)] == ["am", "tba", "pm", "z"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (utc(2026, 10, 24, 12), "2026-10-25T00:00:00+01:00"),  # midnight: "in two days" becomes "tomorrow"
        (utc(2026, 10, 25, 12), "2026-10-26T00:00:00+00:00"),
        (utc(2026, 10, 26, 0), "2026-10-26T20:30:00+00:00"),  # the end
        (utc(2026, 10, 26, 20, 29, 59), "2026-10-26T20:30:00+00:00"),
        (utc(2026, 10, 26, 20, 30), None),
    ],
)
def test_a_page_turns_at_midnight_and_at_the_end_of_a_session(now, expected):
    turn = turns_at(programme(session("a", dt.date(2026, 10, 26)), session("b", None)), now)
    assert (turn and turn.isoformat()) == expected


def test_days_are_counted_in_the_local_calendar():
    one = programme(session("a", dt.date(2026, 10, 26)), zone="Pacific/Auckland")
    first = one.series.sessions[0]
    assert days_until(one, first, utc(2026, 10, 24, 10, 59)) == 2  # 23.59 on the 24th
    assert days_until(one, first, utc(2026, 10, 24, 11, 0)) == 1  # midnight
    assert days_until(one, first, utc(2026, 10, 27, 0)) == -1


def test_a_series_in_one_line():
    one = programme(
        session("b", dt.date(2026, 10, 26)),
        session("a", dt.date(2026, 10, 19)),
        session("cancelled", dt.date(2026, 12, 1), state=DateState.CANCELLED),
        session("break", dt.date(2026, 9, 1), kind=Kind.BREAK),
        session("tba", None),
        title="Fresh Water",
        summary=Rich("<p>Five <em>evenings</em>.</p>"),
    )
    assert summarise(one, utc(2026, 10, 20)) == SeriesSummary(
        group_key="readers",
        key="water",
        title="Fresh Water",
        summary="Five evenings.",
        language="de",
        first=dt.date(2026, 10, 19),
        last=dt.date(2026, 10, 26),
        meetings=3,
        next_key="b",
        next_title="B",
        next_starts_at=dt.datetime(2026, 10, 26, 18, 30, tzinfo=ZoneInfo("Europe/London")),
        is_open=True,
    )
    empty = summarise(programme(), utc(2026, 10, 20))
    assert (empty.first, empty.last, empty.meetings, empty.next_key, empty.next_starts_at) == (
        None,
        None,
        0,
        None,
        None,
    )


def test_the_dates_of_a_slot_are_listed_with_their_gaps():
    first, last = dt.date(2026, 3, 1), dt.date(2026, 3, 30)
    assert dates_of_slot(MONDAYS, first, last, [dt.date(2026, 3, 16)]) == (
        dt.date(2026, 3, 2),
        dt.date(2026, 3, 9),
        dt.date(2026, 3, 23),
        dt.date(2026, 3, 30),
    )
    assert dates_of_slot(MONDAYS, dt.date(2026, 3, 3), dt.date(2026, 3, 8)) == ()
    assert dates_of_slot(Slot(), first, last) == ()


@pytest.mark.parametrize(
    ("month", "day", "near", "weekday", "expected"),
    [
        (1, 4, dt.date(2025, 12, 20), None, dt.date(2026, 1, 4)),  # over New Year
        (12, 30, dt.date(2026, 1, 3), None, dt.date(2025, 12, 30)),
        (11, 4, dt.date(2026, 3, 1), 0, dt.date(2024, 11, 4)),  # 4 November was last a Monday in 2024
        (2, 29, dt.date(2026, 2, 1), None, dt.date(2024, 2, 29)),
        (6, 31, dt.date(2026, 3, 1), None, None),
    ],
)
def test_a_date_without_a_year_is_the_nearest_that_fits(month, day, near, weekday, expected):
    assert date_near(month, day, near, weekday) == expected

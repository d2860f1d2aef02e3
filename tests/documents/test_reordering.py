"""A session in another place of the list: the dates stay, or they go along."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycircle.documents.planning import by_date
from studycircle.documents.programme import DateState, Group, Kind, Programme, Series, Session
from studycircle.documents.reordering import place_beside, place_of_key, placed

TODAY = dt.date(2026, 1, 1)


def on(day: int) -> dt.date:
    return dt.date(2026, 1, day)


def row(key: str, day: int | None, state: DateState = DateState.FIXED, **more) -> Session:
    return Session(key, date=on(day) if day else None, state=state if day else DateState.TBA, **more)


def listed(*rows: Session) -> Programme:
    return Programme(Group("g"), Series("s", sessions=rows))


def said(programme: Programme) -> list[str]:
    """Key, day, and what is known of it if it is not simply fixed."""
    return [
        f"{one.key} {one.date.day}{'' if one.state is DateState.FIXED else f' {one.state}'}" if one.date else one.key
        for one in programme.series.sessions
    ]


ABC = listed(row("a", 5), row("b", 12), row("c", 19))


@pytest.mark.parametrize(
    ("key", "place", "expected"),
    [
        ("a", 2, ["b 5 moved", "c 12 moved", "a 19 moved"]),
        ("c", 0, ["c 5 moved", "a 12 moved", "b 19 moved"]),
        ("a", 1, ["b 5 moved", "a 12 moved", "c 19"]),
        ("a", 99, ["b 5 moved", "c 12 moved", "a 19 moved"]),
        ("b", -5, ["b 5 moved", "a 12 moved", "c 19"]),
        ("b", 1, ["a 5", "b 12", "c 19"]),
    ],
)
def test_the_dates_stay_where_they_are(key, place, expected):
    after = placed(ABC, key, place, dates_stay=True, today=TODAY)
    assert said(after) == expected
    assert [one.moved_from for one in after.series.sessions if one.key == key] == [
        None if expected == said(ABC) else ABC.series.sessions[place_of_key(ABC, key)].date
    ]


def test_nobody_was_told_so_nothing_is_moved():
    assert said(placed(ABC, "a", 1, dates_stay=True, today=TODAY, told=False)) == ["b 5", "a 12", "c 19"]


def test_the_sessions_keep_their_dates():
    after = placed(ABC, "a", 2, dates_stay=False, today=TODAY)
    assert said(after) == ["b 12", "c 19", "a 5"]


def test_the_hour_belongs_to_the_day_and_all_else_to_the_session():
    matinee = listed(row("a", 5, time=dt.time(15), room="Attic", minutes=90), row("b", 12))
    first, second = placed(matinee, "a", 1, dates_stay=True, today=TODAY).series.sessions
    assert (first.key, first.time, first.room, first.minutes) == ("b", dt.time(15), "", None)
    assert (second.key, second.time, second.room, second.minutes) == ("a", None, "Attic", 90)


def test_what_keeps_its_day():
    some = listed(
        row("over", 1),
        row("a", 5),
        row("off", 6, DateState.CANCELLED),
        row("break", 12, kind=Kind.BREAK),
        row("tba", None),
        row("maybe", 13, DateState.PROPOSED),
        row("b", 19),
    )
    expected = ["over 1", "b 5 moved", "off 6 cancelled", "break 12", "tba", "maybe 13 proposed", "a 19 moved"]
    assert said(placed(some, "a", 6, dates_stay=True, today=on(2))) == expected
    assert placed(some, "off", 0, dates_stay=True, today=on(2)) == some
    assert said(placed(some, "tba", 1, dates_stay=True, today=on(2)))[:3] == ["over 1", "tba", "a 5"]


def test_a_break_that_is_moved_takes_another_week():
    some = listed(row("a", 5), row("break", 12, kind=Kind.BREAK), row("b", 19))
    assert said(placed(some, "break", 2, dates_stay=True, today=TODAY)) == ["a 5", "b 12 moved", "break 19"]
    assert said(placed(some, "a", 1, dates_stay=True, today=TODAY)) == said(some)  # there is no day to take


def test_one_up_or_down_is_where_something_comes_of_it():
    some = listed(row("a", 5), row("break", 12, kind=Kind.BREAK), row("b", 19), row("tba", None))
    assert place_beside(some, "a", 1, today=TODAY) == 2
    assert place_beside(some, "b", -1, today=TODAY) == 0
    assert place_beside(some, "b", 1, today=TODAY) == 3
    assert place_beside(some, "tba", -1, today=TODAY) == 2
    assert said(placed(some, "b", 3, dates_stay=True, today=TODAY)) == said(some)  # nobody else has a day to give
    assert place_beside(some, "a", -1, today=TODAY) == 0
    assert place_beside(some, "tba", 1, today=TODAY) == 3


def test_a_list_in_no_order_is_not_put_in_one():
    some = listed(row("c", 19), row("a", 5), row("b", 12))
    assert said(placed(some, "b", 0, dates_stay=True, today=TODAY)) == ["b 19 moved", "c 5 moved", "a 12 moved"]


rows = st.lists(
    st.tuples(st.sampled_from([*range(1, 29), None]), st.sampled_from(DateState), st.sampled_from(Kind)),
    min_size=1,
    max_size=8,
)


@given(rows, st.integers(0, 7), st.integers(-2, 9), st.integers(1, 28))
def test_the_same_days_are_met_on_and_nothing_else_changes(drawn, at, place, today):
    before = listed(*(row(str(number), day, state, kind=kind) for number, (day, state, kind) in enumerate(drawn)))
    key = str(at % len(drawn))
    after = placed(before, key, place, dates_stay=True, today=on(today))
    assert sorted(str(one.date) for one in after.series.sessions) == sorted(
        str(one.date) for one in before.series.sessions
    )
    dated = {"date": None, "state": DateState.TBA, "moved_from": None, "date_words": "", "time": None}
    assert {replace(one, **dated) for one in after.series.sessions} == {
        replace(one, **dated) for one in before.series.sessions
    }
    was = {one.key: one for one in before.series.sessions}
    assert all(one == was[one.key] for one in after.series.sessions if one.date and one.date < on(today))


@given(rows, st.integers(0, 7), st.integers(0, 7))
def test_there_and_back_is_as_it_was(drawn, at, place):
    before = listed(*(row(str(number), day) for number, (day, _, _) in enumerate(drawn) if day))
    if not before.series.sessions:
        return
    before = by_date(before)
    last = len(before.series.sessions) - 1
    at, place = min(at, last), min(place, last)
    key = before.series.sessions[at].key
    there = placed(before, key, place, dates_stay=True, today=TODAY)
    if len({one.date for one in before.series.sessions}) == last + 1:
        assert placed(there, key, at, dates_stay=True, today=TODAY) == before

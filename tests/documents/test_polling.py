"""Counting what people say to dates, and what a poll makes of its session."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from studycircle.documents.polling import (
    Choice,
    Count,
    Option,
    fixed,
    looked_for,
    may_be_asked,
    not_looked_for,
    suggestions,
    tally,
)
from studycircle.documents.programme import DateState, Kind, Programme, Session
from studycircle.writers.programme.entries import is_in_calendar, state_of
from studycircle.writers.programme.words import Words
from tests.programmes import RICH, SERIES

A, B, C = (Option(key, dt.date(2026, 12, day), dt.time(18, 30)) for key, day in (("a", 1), ("b", 8), ("c", 15)))


def of(programme: Programme, key: str) -> Session:
    return next(one for one in programme.series.sessions if one.key == key)


def test_best_is_where_most_can_come_and_then_where_most_come_gladly():
    answers = [
        {"a": "yes", "b": "yes", "c": "if-need-be"},
        {"a": "yes", "b": "if-need-be", "c": "if-need-be"},
        {"a": "no", "b": "if-need-be", "c": "yes"},
    ]
    assert tally((A, B, C), answers) == (Count(A, 2, 0, 1), Count(B, 1, 2, 0, True), Count(C, 1, 2, 0, True))


def test_nobody_s_silence_is_a_yes():
    assert tally((A, B), []) == (Count(A), Count(B))
    assert tally((A, B), [{"a": "no"}]) == (Count(A, no=1), Count(B))
    assert tally((A,), [{"a": "maybe", "gone": "yes", "b": "yes"}]) == (Count(A),)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.sampled_from([*map(str, Choice), "x"]))))
def test_every_answer_is_counted_once(answers):
    for count in tally((A, B, C), answers):
        said = [answer.get(count.option.key) for answer in answers]
        assert (count.yes, count.if_need_be, count.no) == tuple(said.count(choice) for choice in Choice)


def test_only_a_meeting_without_an_agreed_date_is_asked_about():
    asked = [one.key for one in SERIES.sessions if may_be_asked(one)]
    assert asked == ["online-once", "united-front", "early-may"]
    assert not may_be_asked(Session("x", kind=Kind.BREAK))


def test_while_people_are_asked_the_page_says_so_and_no_calendar_has_it():
    asked = looked_for(RICH, "early-may")
    session = of(asked, "early-may")
    assert state_of(session, Words("en")) == "A date is being looked for"
    assert not is_in_calendar(session)
    assert replace(session, state=DateState.TBA) == of(RICH, "early-may")  # all else is kept
    assert not_looked_for(asked, "early-may") == RICH
    assert not_looked_for(RICH, "online-once") == RICH  # its proposed date stays proposed


def test_an_agreed_date_keeps_the_session_and_stands_in_its_place_of_the_list():
    after = fixed(looked_for(RICH, "united-front"), "united-front", Option("1", dt.date(2026, 12, 7)))
    was, session = of(RICH, "united-front"), of(after, "united-front")
    assert session == replace(was, state=DateState.FIXED, date=dt.date(2026, 12, 7), date_words="")
    assert [one.key for one in after.series.sessions][-4:] == ["online-once", "united-front", "new-year", "early-may"]


def test_an_hour_is_said_only_where_it_is_not_the_usual_one():
    def hour(time: dt.time | None, before: dt.time | None = None) -> dt.time | None:
        sessions = tuple(replace(one, time=before) if one.key == "early-may" else one for one in SERIES.sessions)
        programme = replace(RICH, series=replace(SERIES, sessions=sessions))
        return of(fixed(programme, "early-may", Option("1", dt.date(2026, 12, 7), time)), "early-may").time

    assert hour(None) is None
    assert hour(dt.time(18, 30)) is None
    assert hour(dt.time(15, 0)) == dt.time(15, 0)
    assert hour(None, dt.time(12, 0)) == dt.time(12, 0)
    assert hour(dt.time(18, 30), dt.time(12, 0)) is None


def test_a_proposed_date_gives_way_to_the_agreed_one():
    after = fixed(RICH, "online-once", Option("1", dt.date(2026, 11, 23)))
    assert (of(after, "online-once").state, of(after, "online-once").date) == (DateState.FIXED, dt.date(2026, 11, 23))
    assert of(after, "online-once").moved_from is None


def test_suggestions_are_the_usual_days_on_which_there_is_nothing():
    today = dt.date(2026, 10, 20)
    assert [str(day) for day in suggestions(RICH, today, 4)] == ["2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14"]
    beyond = suggestions(RICH, dt.date(2027, 1, 11), 2)
    assert [str(day) for day in beyond] == ["2027-01-18", "2027-01-25"]
    assert suggestions(replace(RICH, series=replace(SERIES, slot=type(SERIES.slot)(), sessions=())), today, 4) == ()

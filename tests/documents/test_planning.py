"""Planning: what moves, what stays, and what is called moved."""

import datetime as dt
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycircle.documents.joining import merge_sessions, split_session
from studycircle.documents.planning import (
    LAST,
    Rhythm,
    add_sessions,
    by_date,
    cancel,
    dates_of,
    fill_dates,
    following,
    free_days,
    gaps_of,
    insert,
    move,
    on_day,
    reinstate,
    reordered,
    rhythm_of,
    shift_by_weeks,
    shift_to_slots,
)
from studycircle.documents.programme import (
    DateState,
    Edition,
    Group,
    Kind,
    Note,
    Programme,
    Question,
    Reading,
    Series,
    Session,
    Slot,
)
from studycircle.documents.remarks import RemarkKind, remarks
from studycircle.documents.rich import Rich

NOW = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
MONDAYS = Rhythm(0)
FIXED, MOVED, TBA = DateState.FIXED, DateState.MOVED, DateState.TBA


def on(month: int, day: int) -> dt.date:
    return dt.date(2026, month, day)


def meeting(key: str, date: dt.date | None, state: DateState = FIXED, **more) -> Session:
    return Session(key, key.title(), state=state if date or state is not FIXED else TBA, date=date, **more)


def series_of(*sessions: Session, zone: str = "Europe/London") -> Programme:
    return Programme(Group("g", zone=zone), Series("s", slot=Slot(0, dt.time(18, 30)), sessions=sessions))


# Mondays; the 19th is a break, the 2 February was left out.
SPRING = series_of(
    meeting("a", on(1, 5)),
    meeting("b", on(1, 12)),
    Session("half-term", "Half term", kind=Kind.BREAK, state=FIXED, date=on(1, 19)),
    meeting("c", on(1, 26)),
    meeting("d", on(2, 9)),
)


def dates(programme: Programme) -> dict[str, str]:
    """The dates as "1-26", with what is moved and cancelled said."""
    return {
        one.key: (f"{one.date.month}-{one.date.day}" if one.date else "")
        + {FIXED: "", TBA: ""}.get(one.state, f" {one.state}")
        for one in programme.series.sessions
    }


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (Rhythm(0), [on(1, 5), on(1, 12), on(1, 19)]),
        (Rhythm(3), [on(1, 1), on(1, 8), on(1, 15)]),
        (Rhythm(0, every=2), [on(1, 5), on(1, 19), on(2, 2)]),
        (Rhythm(1, nth=1), [on(1, 6), on(2, 3), on(3, 3)]),
        (Rhythm(3, nth=1), [on(1, 1), on(2, 5), on(3, 5)]),
        (Rhythm(4, nth=5), [on(1, 30), on(5, 29), on(7, 31)]),
        (Rhythm(4, nth=LAST), [on(1, 30), on(2, 27), on(3, 27)]),
    ],
)
def test_dates_of_a_rhythm(rhythm, expected):
    assert list(islice(dates_of(rhythm, TODAY), 3)) == expected


def test_a_day_left_out_does_not_change_which_week_it_is():
    days = dates_of(Rhythm(0, every=2), on(1, 5), on(2, 16), {on(1, 19)})
    assert list(days) == [on(1, 5), on(2, 2), on(2, 16)]


def test_dates_end_where_dates_end():
    assert list(dates_of(Rhythm(4), dt.date(9999, 12, 20))) == [dt.date(9999, 12, 24), dt.date(9999, 12, 31)]
    assert list(dates_of(Rhythm(4, nth=LAST), dt.date(9999, 12, 20))) == [dt.date(9999, 12, 31)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([on(1, 5), on(1, 12), on(1, 26), on(2, 2)], Rhythm(0)),
        ([on(1, 5), on(1, 19), on(2, 2), on(3, 2)], Rhythm(0, every=2)),
        ([on(1, 5), on(2, 2), on(3, 2)], Rhythm(0, nth=1)),
        ([on(1, 26), on(2, 23), on(3, 30)], Rhythm(0, nth=LAST)),
        ([on(1, 5)], Rhythm(0)),
    ],
)
def test_the_rhythm_is_seen_from_the_dates(days, expected):
    sessions = [meeting(f"m{at}", day) for at, day in enumerate(days)]
    assert rhythm_of(Series("s", sessions=tuple(sessions))) == expected


def test_a_series_without_slot_or_dates_has_no_rhythm():
    assert rhythm_of(Series("s", sessions=(meeting("a", None),))) is None
    assert rhythm_of(Series("s", slot=Slot(2))) == Rhythm(2)


def test_the_days_left_out_so_far_are_seen():
    assert gaps_of(SPRING.series, MONDAYS, TODAY) == (on(2, 2),)
    assert gaps_of(SPRING.series, MONDAYS, on(2, 3)) == ()


def test_the_undated_get_the_free_days_in_order_and_the_rest_is_for_new_ones():
    tba = series_of(
        meeting("first", None, date_words="early May"), meeting("taken", on(1, 12)), meeting("second", None)
    )
    days = free_days(tba, dates_of(MONDAYS, TODAY))
    filled = fill_dates(tba, days, {"first", "second"}, time=dt.time(19))
    assert dates(filled) == {"first": "1-5", "taken": "1-12", "second": "1-19"}
    assert filled.series.sessions[0] == replace(
        tba.series.sessions[0], state=FIXED, date=on(1, 5), date_words="", time=dt.time(19)
    )
    more = add_sessions(filled, days, ["On Salt", ""])
    assert dates(more) == {
        "first": "1-5",
        "taken": "1-12",
        "second": "1-19",
        "on-salt": "1-26",
        "session": "2-2",
    }


def test_a_proposed_date_is_not_fixed():
    filled = fill_dates(series_of(meeting("a", None)), iter([on(1, 5)]), {"a"}, state=DateState.PROPOSED)
    assert dates(filled) == {"a": "1-5 proposed"}
    assert dates(move(filled, "a", on(1, 6))) == {"a": "1-6 proposed"}


def test_new_sessions_are_counted_on():
    counted = series_of(meeting("a", on(1, 5), number="1"), meeting("b", on(1, 12), number="2"))
    added = add_sessions(counted, dates_of(MONDAYS, on(1, 19)), ["", "B"])
    assert [(one.key, one.number) for one in added.series.sessions] == [
        ("a", "1"),
        ("b", "2"),
        ("session-3", "3"),
        ("b-2", "4"),
    ]
    assert [one.number for one in add_sessions(series_of(), iter([on(1, 5)]), [""]).series.sessions] == ["1"]


def test_who_has_no_day_left_stays_without():
    filled = fill_dates(series_of(meeting("a", None), meeting("b", None)), iter([on(1, 5)]), {"a", "b"})
    assert dates(filled) == {"a": "1-5", "b": ""}


def test_a_day_once_told_and_changed_is_moved():
    away = on_day(meeting("a", on(1, 5)), on(1, 7))
    assert (away.state, away.date, away.moved_from) == (MOVED, on(1, 7), on(1, 5))
    further = on_day(away, on(1, 9))
    assert (further.state, further.moved_from) == (MOVED, on(1, 5))
    assert on_day(further, on(1, 5)) == meeting("a", on(1, 5))
    assert on_day(meeting("a", on(1, 5)), on(1, 7), told=False) == meeting("a", on(1, 7))
    assert on_day(meeting("a", None), on(1, 7)) == meeting("a", on(1, 7))
    off = on_day(meeting("a", on(1, 5), DateState.CANCELLED), on(1, 7))
    assert (off.state, off.moved_from) == (MOVED, on(1, 5))


def test_one_session_moves_and_the_list_stays_in_order():
    moved = move(SPRING, "a", on(1, 13))
    assert dates(moved) == {"b": "1-12", "a": "1-13 moved", "half-term": "1-19", "c": "1-26", "d": "2-9"}
    out_of_order = reordered(SPRING, ["d", "a"])
    assert [*dates(out_of_order)] == ["d", "a", "b", "half-term", "c"]
    assert [*dates(move(out_of_order, "a", on(1, 13)))] == ["d", "a", "b", "half-term", "c"]
    assert by_date(out_of_order) == SPRING


def test_all_that_follow_shift_by_weeks_past_breaks_and_days_left_out():
    shifted = shift_by_weeks(SPRING, "b", 1, today=TODAY, not_on={on(2, 2)})
    assert dates(shifted) == {
        "a": "1-5",
        "half-term": "1-19",
        "b": "1-26 moved",  # not on the 19th
        "c": "2-9 moved",
        "d": "2-16 moved",
    }
    assert dates(shift_by_weeks(shifted, "b", -2, today=TODAY))["b"] == "1-12"


def test_what_is_over_and_what_is_cancelled_stays():
    some = cancel(SPRING, "c")
    assert dates(shift_by_weeks(some, "a", 1, today=on(1, 6))) == {
        "a": "1-5",
        "half-term": "1-19",
        "c": "1-26 cancelled",
        "b": "2-2 moved",
        "d": "2-16 moved",
    }


def test_two_on_one_day_stay_together():
    both = series_of(meeting("a", on(1, 5)), meeting("b", on(1, 5)), meeting("c", on(1, 12)))
    assert dates(shift_by_weeks(both, "a", 1, today=TODAY)) == {"a": "1-12 moved", "b": "1-12 moved", "c": "1-19 moved"}


def test_all_that_follow_shift_only_as_far_as_they_must():
    gap_may_be_used = shift_to_slots(SPRING, "b", MONDAYS, today=TODAY)
    assert dates(gap_may_be_used) == {"a": "1-5", "half-term": "1-19", "b": "1-26 moved", "c": "2-2 moved", "d": "2-9"}
    without = shift_to_slots(SPRING, "b", MONDAYS, today=TODAY, not_on={on(2, 2)})
    assert dates(without) == {
        "a": "1-5",
        "half-term": "1-19",
        "b": "1-26 moved",
        "c": "2-9 moved",
        "d": "2-16 moved",
    }


def test_every_other_week_goes_on_in_its_weeks():
    other = series_of(meeting("a", on(1, 5)), meeting("b", on(1, 19)))
    assert dates(shift_to_slots(other, "a", Rhythm(0, every=2), today=TODAY)) == {"a": "1-19 moved", "b": "2-2 moved"}


@pytest.mark.parametrize(
    ("beside", "before", "expected"),
    [
        ("b", True, {"a": "1-5", "new": "1-12", "half-term": "1-19", "b": "1-26 moved", "c": "2-2 moved", "d": "2-9"}),
        ("b", False, {"a": "1-5", "b": "1-12", "half-term": "1-19", "new": "1-26", "c": "2-2 moved", "d": "2-9"}),
        ("d", False, {"a": "1-5", "b": "1-12", "half-term": "1-19", "c": "1-26", "d": "2-9", "new": "2-16"}),
    ],
)
def test_a_week_is_put_in_and_the_rest_makes_room(beside, before, expected):
    put_in = insert(SPRING, Session("new", "New"), beside, before=before, rhythm=MONDAYS, today=TODAY)
    assert dates(put_in) == expected


def test_a_break_is_put_in():
    put_in = insert(SPRING, Session("snow", "Snow", kind=Kind.BREAK, state=FIXED), "a", before=True, rhythm=MONDAYS, today=TODAY)  # fmt: skip
    assert [(one.key, one.date, one.state) for one in put_in.series.sessions][:2] == [
        ("snow", on(1, 5), FIXED),
        ("a", on(1, 12), MOVED),
    ]


def test_a_session_is_put_in_without_a_date():
    put_in = insert(SPRING, Session("new", "New"), "c", before=True, today=TODAY)
    assert [*dates(put_in)] == ["a", "b", "half-term", "new", "c", "d"]
    assert put_in.series.sessions[3] == Session("new", "New")


def test_cancelled_and_reinstated():
    off = cancel(SPRING, "b", "The room is under water.")
    assert [(one.state, one.date, one.status_note) for one in off.series.sessions if one.key == "b"] == [
        (DateState.CANCELLED, on(1, 12), "The room is under water.")
    ]
    assert reinstate(off, "b") == SPRING
    moved = move(SPRING, "b", on(1, 13))
    assert reinstate(cancel(moved, "b"), "b") == moved
    assert dates(reinstate(cancel(series_of(meeting("a", None)), "a"), "a")) == {"a": ""}


def test_following_begins_with_the_one_that_was_asked_for():
    both = series_of(meeting("x", on(1, 5)), meeting("a", on(1, 5)), meeting("b", on(1, 12)), meeting("tba", None))
    assert [one.key for one in following(both, "a", TODAY)] == ["a", "b"]
    assert [one.key for one in following(both, "tba", TODAY)] == []


HIVE = Reading("hive", "The Hive", part="chapters 1–6", minutes=200, editions=(Edition("web", "web"),))
TWO = series_of(
    meeting(
        "a",
        on(1, 5),
        leader="Ann",
        summary=Rich("<p>One.</p>"),
        readings=(HIVE,),
        questions=(Question("q1", "1"), Question("q2", "2")),
        notes=(Note("note", "On wax"),),
    ),
    meeting(
        "b",
        on(1, 12),
        leader="Bo",
        summary=Rich("<p>Two.</p>"),
        readings=(replace(HIVE, key="other"), Reading("hive", "The Hive", part="chapter 7")),
        questions=(Question("q1", "1"),),
        notes=(Note("note", "On honey"),),
    ),
    meeting("c", on(1, 19)),
)


def test_two_sessions_become_one():
    merged = merge_sessions(TWO, "a", "b", title="A and B")
    assert [*dates(merged)] == ["a", "c"]
    assert merged.series.sessions[0] == replace(
        TWO.series.sessions[0],
        title="A and B",
        leader="Ann, Bo",
        summary=Rich("<p>One.</p><p>Two.</p>"),
        readings=(HIVE, Reading("hive-2", "The Hive", part="chapter 7")),
        questions=(Question("q1", "1"), Question("q2", "2"), Question("q1-2", "3")),
        notes=(Note("note", "On wax"), Note("note-2", "On honey")),
    )


def test_numbers_that_are_no_numbers_stay():
    named = replace(TWO.series.sessions[1], questions=(Question("q1", "iv"),))
    programme = replace(TWO, series=replace(TWO.series, sessions=(TWO.series.sessions[0], named)))
    assert [one.number for one in merge_sessions(programme, "a", "b").series.sessions[0].questions] == ["1", "2", "iv"]


def test_a_long_reading_becomes_two_sessions():
    stay, new = split_session(
        TWO, "a", "hive", ("chapters 1–3", "chapters 4–6"), title="The Hive, end", questions={"q2"}
    )
    assert stay.series.sessions[0] == replace(
        TWO.series.sessions[0],
        readings=(replace(HIVE, part="chapters 1–3", minutes=None),),
        questions=(Question("q1", "1"),),
    )
    assert new == Session(
        "the-hive-end",
        "The Hive, end",
        leader="Ann",
        readings=(replace(HIVE, part="chapters 4–6", minutes=None),),
        questions=(Question("q2", "2"),),
    )
    put_in = insert(stay, new, "a", before=False, rhythm=MONDAYS, today=TODAY)
    assert dates(put_in) == {"a": "1-5", "the-hive-end": "1-12", "b": "1-19 moved", "c": "1-26 moved"}


def said(before, after, holidays=None, now=NOW):
    return [(one.kind, one.session.key, one.words) for one in remarks(before, after, holidays or {}, now)]


def test_holidays_and_doubles_are_pointed_out_where_something_changed():
    holidays = {on(1, 26): "A Holiday", on(1, 13): "Another"}
    assert said(SPRING, move(SPRING, "a", on(1, 13)), holidays) == [(RemarkKind.HOLIDAY, "a", "Another")]
    assert said(SPRING, move(SPRING, "a", on(1, 12))) == [(RemarkKind.SAME_DAY, "a", "B")]
    assert said(SPRING, move(SPRING, "a", on(1, 19))) == [(RemarkKind.SAME_DAY, "a", "Half term")]
    assert said(SPRING, SPRING, holidays) == []
    assert said(None, SPRING, holidays) == [(RemarkKind.HOLIDAY, "c", "A Holiday")]
    assert said(SPRING, cancel(SPRING, "c"), holidays) == []
    assert said(SPRING, move(SPRING, "a", dt.date(2025, 12, 29))) == [(RemarkKind.PAST, "a", "")]


def test_the_hours_of_a_clock_change_are_pointed_out():
    early = replace(SPRING, series=replace(SPRING.series, slot=Slot(6, dt.time(1, 30)), sessions=()))
    night = add_sessions(early, iter([on(3, 29), on(10, 25)]), ["", ""])  # London: forward in March, back in October
    assert said(early, night) == [(RemarkKind.NEVER, "session-1", ""), (RemarkKind.TWICE, "session-2", "")]
    evenings = series_of(meeting("a", on(3, 23)), meeting("b", on(3, 30)), meeting("c", on(10, 26)))
    assert said(None, evenings) == [(RemarkKind.FORWARD, "b", ""), (RemarkKind.BACK, "c", "")]
    in_utc = series_of(meeting("a", on(3, 23)), meeting("b", on(3, 30)), zone="UTC")
    assert said(None, in_utc) == []


DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@given(
    st.lists(st.one_of(st.none(), DAYS), min_size=1, max_size=8),
    st.integers(0, 6),
    st.integers(1, 3),
    st.sets(DAYS, max_size=20),
    st.integers(1, 5),
    st.data(),
)
def test_a_shift_loses_nothing_and_gives_no_day_twice(days, weekday, every, not_on, weeks, data):
    """Whatever the dates: the same sessions, in the same order among those that moved, on days that were free."""
    sessions = [meeting(f"m{at}", day) for at, day in enumerate(days)]
    programme = by_date(series_of(*sessions))
    key = data.draw(st.sampled_from([one.key for one in sessions]))
    moving = [one.key for one in following(programme, key, TODAY)]
    for shifted in (
        shift_by_weeks(programme, key, weeks, today=TODAY, not_on=not_on),
        shift_to_slots(programme, key, Rhythm(weekday, every), today=TODAY, not_on=not_on),
    ):
        after = {one.key: one for one in shifted.series.sessions}
        before = {one.key: one for one in programme.series.sessions}
        assert set(after) == set(before)
        assert {key for key, one in before.items() if one != after[key]} <= set(moving)
        order = [after[key].date for key in moving]
        assert order == sorted(order)
        changed = [key for key in moving if after[key].date != before[key].date]
        closed = not_on | {before[key].date for key in before if key not in moving}
        assert not {after[key].date for key in changed} & closed

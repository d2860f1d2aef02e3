"""Two changes of one programme: what clashes, what does not, and nothing of either lost."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from studycircle.documents.compare import compare
from studycircle.documents.programme import DateState, Group, Programme, Question, Reading, Series, Session
from studycircle.documents.reconcile import Clash, overlap, plain, reconcile

BASE = Programme(
    Group("g"),
    Series(
        "s",
        sessions=(
            Session("bees", "On bees", readings=(Reading("hive", "The Hive"),), questions=(Question("q1", "1"),)),
            Session("wasps", "On wasps", state=DateState.FIXED, date=dt.date(2026, 3, 2)),
        ),
    ),
)


def changed(programme: Programme, at: int = 0, **fields) -> Programme:
    sessions = list(programme.series.sessions)
    sessions[at] = replace(sessions[at], **fields)
    return replace(programme, series=replace(programme.series, sessions=tuple(sessions)))


def test_what_only_one_changed_is_kept():
    meeting = reconcile(BASE, changed(BASE, title="Bees"), changed(BASE, leader="Bo"))
    assert meeting.clashes == ()
    assert [(one.path, one.after) for one in meeting.theirs] == [("session:bees.leader", "Bo")]
    assert meeting.merged == changed(BASE, title="Bees", leader="Bo")


def test_what_both_changed_clashes_and_mine_stands_till_somebody_chooses():
    meeting = reconcile(BASE, changed(BASE, title="Mine", room="1"), changed(BASE, title="Theirs", leader="Bo"))
    assert meeting.clashes == (Clash("session:bees.title", ("Mine", "title"), "On bees", "Theirs", "Mine"),)
    assert meeting.merged == changed(BASE, title="Mine", room="1", leader="Bo")


def test_the_very_same_change_is_no_clash():
    same = changed(BASE, title="Bees")
    meeting = reconcile(BASE, same, same)
    assert (meeting.clashes, meeting.theirs, meeting.merged) == ((), (), same)


def test_a_thing_one_took_out_and_the_other_changed_is_a_clash():
    mine = changed(BASE, readings=(Reading("hive", "The Hive", part="chapter 2"),))
    meeting = reconcile(BASE, mine, changed(BASE, readings=()))
    assert [(one.path, one.was, one.theirs, one.mine) for one in meeting.clashes] == [
        ("session:bees/reading:hive.part", "", "", "chapter 2"),
        ("session:bees/reading:hive", "The Hive", "", "The Hive"),
    ]
    assert meeting.merged == mine


def test_two_new_things_with_one_key_are_both_kept():
    mine = changed(BASE, questions=(Question("q1", "1"), Question("question", "mine")))
    theirs = changed(BASE, questions=(Question("q1", "1"), Question("question", "theirs")))
    meeting = reconcile(BASE, mine, theirs)
    assert meeting.clashes == ()
    assert {(one.key, one.number) for one in meeting.merged.series.sessions[0].questions} == {
        ("q1", "1"),
        ("question", "theirs"),
        ("question-2", "mine"),
    }


def test_a_day_and_a_state_are_one_thing():
    """Who moves a session and who cancels it must hear of each other."""
    cancelled = changed(BASE, 1, state=DateState.CANCELLED)
    meeting = reconcile(BASE, changed(BASE, 1, date=dt.date(2026, 3, 9)), cancelled)
    assert [one.path for one in meeting.clashes] == ["session:wasps.date", "session:wasps.state"]


def test_without_a_base_every_difference_is_a_clash():
    mine = changed(BASE, title="Mine", leader="Bo")
    meeting = reconcile(None, mine, BASE)
    assert [(one.path, one.was, one.theirs, one.mine) for one in meeting.clashes] == [
        ("session:bees.title", "", "On bees", "Mine"),
        ("session:bees.leader", "", "", "Bo"),
    ]
    assert meeting.merged == mine


def test_overlap_is_by_whole_steps():
    assert overlap({"session:a.title"}, {"session:a.title_x", "session:ab"}) == ()
    assert overlap({"session:a.place.room"}, {"session:a.place"}) == ("session:a.place.room", "session:a.place")
    assert overlap({"session:a"}, {"session:a/reading:b.title"}) == ("session:a", "session:a/reading:b.title")


def test_plain_leaves_marks_out():
    marked = changed(BASE, sequence=3, changed=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert plain(replace(marked, series=replace(marked.series, uid="x"))) == BASE


FIELDS = st.dictionaries(
    st.sampled_from(["title", "leader", "room", "number"]), st.sampled_from(["x", "y"]), max_size=3
)


@given(FIELDS, FIELDS)
def test_mine_is_whole_and_theirs_is_kept_where_i_changed_nothing(mine, theirs):
    meeting = reconcile(BASE, changed(BASE, **mine), changed(BASE, **theirs))
    assert meeting.merged == changed(BASE, **{**theirs, **mine})
    clashing = {field for field in mine if field in theirs and mine[field] != theirs[field]}
    assert {one.path for one in meeting.clashes} == {f"session:bees.{field}" for field in clashing}
    assert all(one.path in {change.path for change in compare(BASE, meeting.merged)} for one in meeting.theirs)

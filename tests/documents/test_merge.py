"""An import again takes over what the page changed, and nothing else."""

from dataclasses import replace

from hypothesis import given, settings

from studycircle.documents.merge import merge
from studycircle.documents.programme import Group, Place, Programme, Reading, Series, Session
from tests.documents.strategies import programmes


def of(*sessions, **series):
    return Programme(Group("g"), Series("s", sessions=sessions, **series))


ONE, TWO, THREE = Session("one", "One"), Session("two", "Two"), Session("three", "Three")


def test_what_the_page_did_not_touch_stays_as_people_made_it():
    ours = of(replace(ONE, leader="Ruth"), TWO, place=Place("Barn"))
    assert merge(of(ONE, TWO), of(ONE, replace(TWO, title="Zwei")), ours) == of(
        replace(ONE, leader="Ruth"), replace(TWO, title="Zwei"), place=Place("Barn")
    )


def test_both_may_change_different_fields_of_one_thing():
    merged = merge(of(ONE), of(replace(ONE, title="Eins")), of(replace(ONE, leader="Ruth")))
    assert merged == of(replace(ONE, title="Eins", leader="Ruth"))


def test_where_both_changed_one_field_the_page_wins():
    assert merge(of(ONE), of(replace(ONE, title="Eins")), of(replace(ONE, title="Un"))) == of(
        replace(ONE, title="Eins")
    )


def test_what_the_page_added_or_dropped_is_taken_over():
    assert merge(of(ONE, TWO), of(ONE, THREE), of(ONE, TWO)) == of(ONE, THREE)


def test_what_people_added_or_dropped_is_kept():
    assert merge(of(ONE, TWO), of(ONE, replace(TWO, number="2")), of(ONE, THREE, TWO)) == of(
        ONE, THREE, replace(TWO, number="2")
    )
    assert merge(of(ONE, TWO), of(replace(ONE, number="1"), TWO), of(ONE)) == of(replace(ONE, number="1"))


def test_what_people_dropped_comes_back_only_if_the_page_changed_it():
    assert merge(of(ONE, TWO), of(ONE, replace(TWO, title="Zwei")), of(ONE)) == of(ONE, replace(TWO, title="Zwei"))


def test_readings_inside_a_session_are_brought_together_too():
    base = replace(ONE, readings=(Reading("a", "A"),))
    page = replace(ONE, readings=(Reading("a", "A", part="chapter 1"),))
    ours = replace(ONE, readings=(Reading("a", "A", author="Ann"), Reading("b", "B")))
    merged = merge(of(base), of(page), of(ours))
    assert merged.series.sessions[0].readings == (Reading("a", "A", author="Ann", part="chapter 1"), Reading("b", "B"))


@settings(max_examples=25)
@given(programmes, programmes)
def test_an_unchanged_page_changes_nothing(page, ours):
    assert merge(page, page, ours) == ours


@settings(max_examples=25)
@given(programmes, programmes)
def test_what_nobody_corrected_becomes_what_the_page_says(base, page):
    assert merge(base, page, base) == page

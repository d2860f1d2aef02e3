"""What becomes of a comment, by how it was sent."""

import datetime as dt
from dataclasses import replace

import pytest

from studycircle.documents.spam import Attempt, Verdict, judge

PERSON = Attempt(dt.timedelta(minutes=2))


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, Verdict.WELCOME),
        ({"age": None}, Verdict.STALE),
        ({"age": dt.timedelta(hours=25)}, Verdict.STALE),
        ({"age": dt.timedelta(seconds=1)}, Verdict.HASTY),
        ({"links": 3}, Verdict.WELCOME),
        ({"links": 4}, Verdict.LINKS),
        ({"is_again": True}, Verdict.AGAIN),
        ({"is_trapped": True}, Verdict.SUSPECT),
        ({"of_network_in_hour": 19}, Verdict.WELCOME),
        ({"of_network_in_hour": 20}, Verdict.BUSY),
        ({"of_network_in_day": 60}, Verdict.BUSY),
        ({"of_group_in_hour": 39}, Verdict.WELCOME),
        ({"of_group_in_hour": 40}, Verdict.SUSPECT),
        ({"of_group_in_hour": 40, "is_solved": True}, Verdict.WELCOME),
        ({"is_attacked": True}, Verdict.SUSPECT),
        ({"is_attacked": True, "is_solved": True}, Verdict.WELCOME),
    ],
)
def test_a_stranger(change, verdict):
    assert judge(replace(PERSON, **change)) is verdict


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"age": dt.timedelta(0)}, Verdict.WELCOME),
        ({"is_trapped": True, "is_attacked": True}, Verdict.WELCOME),
        ({"links": 10}, Verdict.WELCOME),
        ({"links": 11}, Verdict.LINKS),
        ({"age": None}, Verdict.STALE),
        ({"of_network_in_hour": 20}, Verdict.BUSY),
    ],
)
def test_who_is_trusted(change, verdict):
    assert judge(replace(PERSON, is_trusted=True, **change)) is verdict

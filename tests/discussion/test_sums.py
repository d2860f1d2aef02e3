"""The sum a browser does, and who can pass without."""

import base64
import datetime as dt
import json

import pytest

from studycircle.discussion.sums import LARGEST, LIFE, _hash, is_solved, new_sum
from tests.programmes import NOW

pytestmark = pytest.mark.django_db


def solved(asked, **changed):
    number = next(at for at in range(LARGEST + 1) if _hash(asked["salt"], at) == asked["challenge"])
    said = {key: asked[key] for key in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**said, "number": number, **changed}).encode()).decode()


def test_a_sum_counts_once_and_within_the_hour():
    asked = new_sum(now=NOW)
    answer = solved(asked)
    assert is_solved(answer, now=NOW + LIFE)
    assert not is_solved(answer, now=NOW + LIFE)
    assert not is_solved(solved(new_sum(now=NOW)), now=NOW + LIFE + dt.timedelta(seconds=1))


@pytest.mark.parametrize(
    "changed",
    [
        {"number": -1},
        {"number": "x"},
        {"challenge": _hash("mine", 1), "salt": "mine", "number": 1},
        {"signature": "0" * 64},
        {"signature": "ä"},
        {"salt": "mine?expires=99999999999"},
        {"salt": None},
    ],
)
def test_what_was_not_done_does_not_count(changed):
    assert not is_solved(solved(new_sum(now=NOW), **changed), now=NOW)


@pytest.mark.parametrize("answer", ["", "x", "e30=", "W10=", "bnVsbA==", "A" * 2000, "é"])
def test_what_is_no_answer_does_not_count(answer):
    assert not is_solved(answer, now=NOW)

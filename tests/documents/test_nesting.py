"""Deep JSON is told before it is parsed."""

import json

import pytest

from studycircle.documents.native import parse_programme
from studycircle.documents.nesting import DEEPEST, nests_too_deep
from studycircle.errors import ReadError


def nest(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize(
    ("words", "deep"),
    [
        (nest(DEEPEST), False),
        (nest(DEEPEST + 1), True),
        ("[" * 100_000, True),
        (json.dumps([nest(5_000), 'a " quotation', *[[]] * 1_000]), False),
        (json.dumps([{"a": [1]}] * 1_000), False),
        ('{"a":' * 300, True),
    ],
)
def test_only_what_nests_counts(words: str, deep: bool) -> None:
    assert nests_too_deep(words) is deep


def test_a_programme_that_nests_without_end_is_refused() -> None:
    with pytest.raises(ReadError, match="not JSON"):
        parse_programme('{"format":"studycircle-programme","version":1,"group":' + "[" * 200_000)

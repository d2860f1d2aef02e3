"""Keys made from titles."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycircle.documents.keys import new_key, slug


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Lessons of October", "lessons-of-october"),
        ("What’s to be done?", "whats-to-be-done"),
        ("Straße & Œuvre, Łódź: Ærø", "strasse-oeuvre-lodz-aero"),
        ("Ⅳ. Crème brûlée", "iv-creme-brulee"),
        ("革命", ""),
        ("  ", ""),
        ("word " * 30, "word-word-word-word-word-word-word-word-word-word-word-word"),
        ("x" * 200, "x" * 60),
    ],
)
def test_slug(title, key):
    assert slug(title) == key


def test_new_keys_differ():
    assert new_key("Bees", {"bees", "bees-2"}) == "bees-3"
    assert new_key("革命", set(), "session-3") == "session-3"


@given(st.text())
def test_every_slug_is_a_key(title):
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(title))
    assert len(slug(title)) <= 60

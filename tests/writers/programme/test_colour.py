"""A group's accent can always be read."""

import re

from hypothesis import given
from hypothesis import strategies as st

from studycircle.writers.programme.colour import ENOUGH, NIGHT, NIGHT_RUBRIC, PAPER, RUBRIC, accents, contrast
from studycircle.writers.programme.templates import plain_file

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


@given(COLOURS)
def test_whatever_a_group_wishes_stands_out_by_day_and_by_night(wished):
    day, night = accents(wished)
    assert contrast(day, PAPER) >= ENOUGH
    assert contrast(night, NIGHT) >= ENOUGH


def test_a_colour_that_can_be_read_is_left_as_it_is():
    assert accents("#1F5F6B")[0] == "#1f5f6b"
    assert accents("#ffd700")[1] == "#ffd700"


def test_what_is_no_colour_gives_the_houses_own():
    assert accents("") == accents("red; } body { display: none") == (RUBRIC, NIGHT_RUBRIC)
    assert min(contrast(RUBRIC, PAPER), contrast(NIGHT_RUBRIC, NIGHT)) >= ENOUGH


def test_contrast_is_that_of_wcag():
    assert round(contrast("#000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


def test_the_grounds_are_those_of_the_style_sheet():
    assert re.findall(r"--paper: (#\w+);", plain_file("style.css"))[:2] == [PAPER, NIGHT]

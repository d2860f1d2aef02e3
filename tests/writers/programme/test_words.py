"""Days, hours and sizes in the group's language."""

import datetime as dt

import pytest
from babel.localedata import locale_identifiers

from studycircle.writers.programme.words import Words

DAY, HOUR = dt.date(2013, 11, 4), dt.time(18, 30)


@pytest.mark.parametrize(
    ("language", "without_year", "with_year"),
    [
        ("en", "Monday 4 November, 6.30\xa0pm", "Monday 4 November 2013, 6.30\xa0pm"),
        ("en-US", "Monday, November 4, 6:30\u202fPM", "Monday, November 4, 2013, 6:30\u202fPM"),
        ("de", "Montag, 4. November, 18:30", "Montag, 4. November 2013, 18:30"),
        ("fr", "lundi 4 novembre, 18:30", "lundi 4 novembre 2013, 18:30"),
        ("es", "lunes, 4 de noviembre, 18:30", "lunes, 4 de noviembre de 2013, 18:30"),
        ("el", "Δευτέρα 4 Νοεμβρίου, 6:30\u202fμ.μ.", "Δευτέρα 4 Νοεμβρίου 2013, 6:30\u202fμ.μ."),
        ("ru", "понедельник, 4 ноября, 18:30", "понедельник, 4 ноября 2013\u202fг., 18:30"),
        ("ja", "11月4日月曜日 18:30", "2013年11月4日月曜日 18:30"),
        ("tlh", "Monday 4 November, 6.30\xa0pm", "Monday 4 November 2013, 6.30\xa0pm"),
    ],
)
def test_a_moment_in_many_languages(language, without_year, with_year):
    words = Words(language)
    assert words.moment(DAY, HOUR) == without_year
    assert words.moment(DAY, HOUR, year=True) == with_year


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        ((0, 0), "midnight"),
        ((0, 5), "12.05\xa0am"),
        ((9, 0), "9\xa0am"),
        ((12, 0), "12 noon"),
        ((12, 30), "12.30\xa0pm"),
        ((19, 0), "7\xa0pm"),
    ],
)
def test_hours_in_english(hour, said):
    assert Words("en").clock(dt.time(*hour)) == said


def test_every_language_babel_knows_can_say_everything():
    for identifier in locale_identifiers():
        words = Words(identifier.replace("_", "-"))
        said = [
            words.moment(DAY, HOUR),
            words.moment(DAY, None, year=True),
            words.span(DAY, dt.date(2014, 3, 1)),
            words.weekly(0),
            words.size(1_500_000),
        ]
        assert all(said), identifier
        assert words.direction in ("ltr", "rtl")


def test_a_run_of_months_says_the_year_once():
    words = Words("en")
    assert words.span(dt.date(2013, 7, 15), DAY) == "July – November 2013"
    assert words.span(DAY, dt.date(2014, 1, 6)) == "November 2013 – January 2014"
    assert words.span(DAY, DAY) == "November 2013"


def test_sizes():
    assert [Words("en").size(count) for count in (1, 296_290, 999_999, 1_234_567, 2_000_000)] == [
        "1\xa0KB",
        "296\xa0KB",
        "1000\xa0KB",
        "1.2\xa0MB",
        "2\xa0MB",
    ]
    assert Words("de").size(1_234_567) == "1,2\xa0MB"

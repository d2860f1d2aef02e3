"""Dates and times in a line of text, in many languages; exact results."""

import datetime as dt

import pytest

from studycircle.readers.programme.calendar_year import Hint, Hints, day_first_evidence, settle_years, years_named
from studycircle.readers.programme.dates import FoundDate, find_dates, order_evidence, weekday_of, with_whole_days
from studycircle.readers.programme.hours import find_times
from studycircle.readers.programme.language import detect, tongue

TODAY = dt.date(2026, 11, 24)


def facts(language, text):
    """(day, month, year, weekday) of every date found."""
    return [(d.day, d.month, d.year, d.weekday) for d in find_dates(text, tongue(language))]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "15th July - Results and Prospects", (15, 7, None, None)),
        ("en", "Wed April 10th - chapters 2, 3, 4", (10, 4, None, 2)),
        ("en", "19 Sep 25", (19, 9, 2025, None)),
        ("en", "12 Feburary 2020", (12, 2, 2020, None)),
        ("de", "21. Setptember 2015", (21, 9, 2015, None)),
        ("de", "am Montag, 17.03 um 19.00 Uhr", (17, 3, None, 0)),
        ("en", "4 December 22 z", (4, 12, 2022, None)),
        ("en", "19 Sep 25 people came", (19, 9, None, None)),
        ("en", "1st of May, 2024", (1, 5, 2024, None)),
        ("en", "Oct. 22nd, 2024", (22, 10, 2024, None)),
        ("en", "Sept 8th, 2025", (8, 9, 2025, None)),
        ("en", "Monday, August 21, 2023", (21, 8, 2023, 0)),
        ("en", "2018-04-06", (6, 4, 2018, None)),
        ("en", "Thursday the 3rd of March 2022", (3, 3, 2022, 3)),
        ("de", "Do, 5. Dezember 2019, 19 Uhr", (5, 12, 2019, 3)),
        ("de", "17.10.", (17, 10, None, None)),
        ("fr", "le jeudi 3 février à 18h15", (3, 2, None, 3)),
        ("sv", "den 22a januari", (22, 1, None, None)),
        ("sv", "den 5:e maj", (5, 5, None, None)),
        ("fr", "1er mars 2021", (1, 3, 2021, None)),
        ("es", "viernes 5 de abril de 2024", (5, 4, 2024, 4)),
        ("it", "sabato 14 gennaio", (14, 1, None, 5)),
        ("pt", "quinta-feira, 3 de outubro", (3, 10, None, 3)),
        ("sv", "tisdag 12 september", (12, 9, None, 1)),
        ("el", "Τρίτη 3 Μαρτίου 2020", (3, 3, 2020, 1)),
        ("ru", "в четверг, 16 ноября", (16, 11, None, 3)),
        ("ja", "第1回 10月7日(土) 福沢諭吉", (7, 10, None, 5)),
        ("ja", "2024年2月10日(土)", (10, 2, 2024, 5)),
        ("nl", "woensdag 4 september", (4, 9, None, 2)),
        ("pl", "3 października 2024", (3, 10, 2024, None)),
        ("cs", "úterý 5. března", (5, 3, None, 1)),
        ("da", "mandag den 13. september", (13, 9, None, 0)),
        ("ca", "dimarts 3 de març", (3, 3, None, 1)),
        ("tr", "12 Mart 2024", (12, 3, 2024, None)),
        ("uk", "5 жовтня", (5, 10, None, None)),
        ("ko", "3월 5일", (5, 3, None, None)),
        ("zh", "2023年5月12日", (12, 5, 2023, None)),
        ("en", "16.II.", (16, 2, None, None)),
        ("en", "3. October 12th: Screening", (12, 10, None, None)),
        ("en", "October, 12th at 1PM", (12, 10, None, None)),
    ],
)
def test_a_date_says_what_it_says_and_no_more(language, text, expected):
    assert facts(language, text) == [expected]


def test_two_numbers_keep_their_order_open():
    (found,) = find_dates("5/6 | Kapital", tongue("en"))
    assert (found.first, found.second) == (5, 6)
    assert (found.settled(True).day, found.settled(True).month) == (5, 6)
    assert (found.settled(False).day, found.settled(False).month) == (6, 5)


def test_a_number_above_twelve_settles_its_own_order():
    assert facts("en", "2/27") == [(27, 2, None, None)]
    assert facts("en", "27/2") == [(27, 2, None, None)]
    assert order_evidence("2/27 and 2/6") < 0 < order_evidence("27/2")


@pytest.mark.parametrize(
    "text",
    [
        "Mark 11:1–25",
        "pp. 399-406",
        "the 1905 Revolution",
        "Meeting ID: 870 5550 1290",
        "ISBN 1718502702",
        "£12 for 4",
        "07700 900123",
    ],
)
def test_what_only_looks_like_a_date_is_none(text):
    assert find_dates(text, tongue("en")) == []


def test_a_run_of_days_before_one_month():
    assert with_whole_days("On 1, 8 and 15 March at noon", tongue("en")) == "On 1 March, 8 March, 15 March at noon"
    assert with_whole_days("el 5 y 12 de marzo de 2024", tongue("es")) == "el 5 de marzo de 2024, 12 de marzo de 2024"
    assert with_whole_days("12-14 March", tongue("en")) == "12-14 March"


def test_two_days_of_one_week_are_parted_by_a_stroke():
    assert facts("en", "28/30 Aug") == [(28, 8, None, None)]
    assert facts("en", "4/6 Sep") == [(4, 9, None, None)]
    assert facts("sv", "10/10 August Quill: Slussen") == [(0, 0, None, None)]


def test_a_range_is_its_first_day():
    (found,) = find_dates("12-14 March 2020", tongue("en"))
    assert (found.day, found.month, found.until) == (12, 3, True)


@pytest.mark.parametrize(
    ("language", "text", "time", "minutes"),
    [
        ("en", "Mondays at 6:30pm", dt.time(18, 30), None),
        ("en", "6.30 p.m.", dt.time(18, 30), None),
        ("en", "Tuesdays, 6:00–7:30 p.m.", dt.time(18), 90),
        ("en", "Fridays at 1 to 2 PM", dt.time(13), None),
        ("en", "Mondays from 3:15-4:30PM", dt.time(15, 15), 75),
        ("de", "donnerstags, 19.00–21.00 Uhr", dt.time(19), 120),
        ("de", "um 18 Uhr", dt.time(18), None),
        ("fr", "à 18h15", dt.time(18, 15), None),
        ("es", "a las siete y media de la tarde", dt.time(19, 30), None),
        ("sv", "kl. 18.30–20.00", dt.time(18, 30), 90),
        ("ja", "14時~16時", dt.time(14), 120),
        ("ja", "午後2時", dt.time(14), None),
        ("ja", "午後1時半から3時半", dt.time(13, 30), 120),
        ("ja", "午前10時から正午まで", dt.time(10), 120),
        ("ja", "午後7時から午後9時まで", dt.time(19), 120),
        ("ko", "오후 2시 반", dt.time(14, 30), None),
        ("nl", "om acht uur", dt.time(20), None),
        ("ru", "в 19:00", dt.time(19), None),
        ("el", "7 μ.μ.", dt.time(19), None),
        ("en", "noon", dt.time(12), None),
        ("de", "donnerstags, 18–20 Uhr", dt.time(18), 120),
        ("de", "von 17 – 18.30 Uhr", dt.time(17), 90),
        ("it", "dalle 16 alle 18", dt.time(16), 120),
        ("es", "de 18 a 20 h", dt.time(18), 120),
        ("en", "every Wednesday, 18-19.30", dt.time(18), 90),
        ("en", "Fridays 12-1:30", dt.time(12), 90),
        ("en", "meets at 3:30 on Fridays", dt.time(15, 30), None),
        ("en", "Tuesdays 7:30 to 9 am", dt.time(7, 30), 90),
        ("en", "Join us on Sunday, October 16th from 1-3 by the lock", dt.time(13), 120),
        ("en", "Sunday, October 16th from 10 to 12", dt.time(10), 120),
    ],
)
def test_times_of_day(language, text, time, minutes):
    found = find_times(text, tongue(language))
    assert [(t.time, t.minutes) for t in found] == [(time, minutes)]


def test_a_room_is_no_hour():
    assert find_times("Seminar Room 2.15, ground floor", tongue("en")) == []
    assert find_times("Raum 0.46", tongue("de")) == []
    assert find_times("We read chapters from 1-3", tongue("en")) == []


@pytest.mark.parametrize(
    ("language", "word", "number"),
    [
        ("en", "Mondays", 0),
        ("de", "donnerstags", 3),
        ("ru", "средам", 2),
        ("sv", "tisdagar", 1),
        ("pt", "quartas", 2),
        ("es", "sábados", 5),
        ("it", "venerdì", 4),
    ],
)
def test_weekdays_in_any_ending(language, word, number):
    assert weekday_of(word, tongue(language)) == number


def dated(*pairs):
    return [FoundDate(0, 1, day, month) for day, month in pairs]


def test_the_term_tells_the_year_and_new_year_rolls_over():
    hints = Hints(tuple(years_named("Wintersemester 2019/20", 4.0, TODAY)))
    run = settle_years(dated((17, 10), (5, 12), (9, 1), (6, 2)), hints, TODAY)
    assert run == [dt.date(2019, 10, 17), dt.date(2019, 12, 5), dt.date(2020, 1, 9), dt.date(2020, 2, 6)]


def test_the_posting_date_tells_the_year():
    hints = Hints((), dt.date(2022, 12, 18))
    assert settle_years(dated((14, 1), (28, 1)), hints, TODAY) == [dt.date(2023, 1, 14), dt.date(2023, 1, 28)]


def test_weekdays_tell_the_year_before_today_does():
    dates = [FoundDate(0, 1, 10, 4, None, 2), FoundDate(0, 1, 8, 5, None, 2)]
    run = settle_years(dates, Hints((Hint(2019, 0.6),)), TODAY)
    assert run == [dt.date(2019, 4, 10), dt.date(2019, 5, 8)]


def test_without_any_hint_today_tells_the_year():
    assert settle_years(dated((20, 11), (4, 12)), Hints(), TODAY) == [dt.date(2026, 11, 20), dt.date(2026, 12, 4)]


def test_a_log_of_the_past_runs_backwards():
    hints = Hints(tuple(years_named("Fall 2023 (past)", 4.0, TODAY)))
    run = settle_years(dated((14, 11), (10, 10), (12, 9)), hints, TODAY)
    assert run == [dt.date(2023, 11, 14), dt.date(2023, 10, 10), dt.date(2023, 9, 12)]


def test_a_day_that_does_not_exist_is_none():
    assert settle_years(dated((31, 2)), Hints((Hint(2024, 4.0),)), TODAY) == [None]


def test_an_open_order_is_settled_by_how_it_runs():
    months_first = [FoundDate(0, 1, first=m, second=d) for m, d in ((1, 9), (2, 6), (3, 5), (4, 2))]
    assert day_first_evidence(months_first) < 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We meet every Monday and read the book with anyone who is there", "en"),
        ("Wir treffen uns jeden Montag und lesen das Buch mit allen, die da sind", "de"),
        ("Nous lisons ensemble le livre et nous parlons de ce qui est dans le texte", "fr"),
        ("Nos reunimos todos los lunes y se lee el libro con los que están", "es"),
        ("Läsecirkeln ses på tisdagar och vi läser om det som är för alla", "sv"),
        ("Собираемся через четверг и читаем, что написано", "ru"),
        ("灯台もと読書会は毎週土曜日に開催します", "ja"),
        ("Διαβάζουμε μαζί και συζητάμε για το βιβλίο", "el"),
        ("Spotykamy się i czytamy to, co jest na stole, nie dla ocen", "pl"),
    ],
)
def test_the_language_of_a_page(text, language):
    assert detect(text) == language

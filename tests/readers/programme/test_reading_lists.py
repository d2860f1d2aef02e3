"""Long lists of weeks with several readings each, as courses and political schools have them: invented ones."""

import datetime as dt

from studycircle.documents.programme import Programme
from studycircle.readers.programme.page import read_page


def read(page: str) -> Programme:
    return read_page(page.encode(), name="page.txt", today=dt.date(2026, 11, 24))[0]


def works(programme: Programme) -> list[list[tuple[str, str]]]:
    return [[(r.author, r.title) for r in s.readings] for s in programme.series.sessions]


def test_a_line_that_comes_back_under_every_meeting_does_not_end_it() -> None:
    made = read(
        "Ferry Lane school 2025\n\nJanuary 9: What is a commons?\n\nSpeakers:\nAda Owl (Ferry Lane), Ben Finch\n\n"
        "Recommended reading:\nAda Owl: Letter to a Miller\nBen Finch: On Locks and Weirs\n\n"
        "January 16: Who owns the river?\n\nSpeakers:\nCara Heron (Boatyard), Dan Swift\n\n"
        "Recommended reading:\nCara Heron: The Tow Path\n"
    )
    assert works(made) == [
        [("Ada Owl", "Letter to a Miller"), ("Ben Finch", "On Locks and Weirs")],
        [("Cara Heron", "The Tow Path")],
    ]
    assert [s.leader for s in made.series.sessions] == [
        "Ada Owl (Ferry Lane), Ben Finch",
        "Cara Heron (Boatyard), Dan Swift",
    ]


def test_a_number_and_what_the_group_calls_its_meeting_may_stand_before_the_date() -> None:
    made = read(
        "Noites da Coruja 2024\n\n1ª Noite da Coruja – 04/06 – O rio e a vila\n\n"
        "CORUJA, Ada; GARÇA, Bento. O moinho parado: ensaio. São João: Editora do Cais, 1999\n\n"
        "2ª Noite da Coruja – 11/06 – A ponte\n\nGARÇA, Bento. Pontes e barcas. In: GARÇA, Bento. Obras. 2001. p. 3-9.\n"
    )
    assert [(str(s.date), s.number, s.title) for s in made.series.sessions] == [
        ("2024-06-04", "1", "O rio e a vila"),
        ("2024-06-11", "2", "A ponte"),
    ]
    assert works(made) == [
        [("CORUJA, Ada; GARÇA, Bento", "O moinho parado: ensaio")],
        [("GARÇA, Bento", "Pontes e barcas")],
    ]


def test_letters_in_brackets_behind_a_topic_are_no_part_of_a_work() -> None:
    made = read(
        "Spring 2023\n\nTuesday, February 7th Doubt (L, W)\n  • Owl, Thoughts in a Mill, ch. 2\n"
        "Thursday, February 9th Mind and mill (W, D)\nTuesday, February 14th Grain (L)\n  • Finch, The Granary, I-II\n"
        "Thursday, February 16th Chaff (D)\n"
    )
    assert [len(readings) for readings in works(made)] == [1, 0, 1, 0]


def test_a_letter_before_a_date_is_its_weekday() -> None:
    made = read(
        "Spring 2012\nMWF 10:25am-11:15am\nMill Hall 308\n\nThe river\n  • W 1/18: Introduction\n  • F 1/20\n"
        '    • Ada Owl, "Weirs and locks," Journal of Mills 5 (1997) 21-35\n  • M 1/23\n    • Ben Finch, Sermon 30\n'
    )
    sessions = made.series.sessions
    assert [str(s.date) for s in sessions] == ["2012-01-18", "2012-01-20", "2012-01-23"]
    assert sessions[0].title == "Introduction"
    assert sessions[1].title == "Weirs and locks"
    assert made.series.place.name == "Mill Hall 308"


def test_a_building_and_its_room_before_the_hour_are_the_place() -> None:
    made = read("Owl Hall 319 7:30-8:20 pm Mondays\n\nSpring 2024\n\n4/1 The mill\n\n4/8 The weir\n\n4/15 The lock\n")
    assert made.series.place.name == "Owl Hall 319"


def test_a_title_that_opens_with_an_article_is_no_label() -> None:
    made = read(
        "March 4, 2024 – Rivers\n\nThe Weir Reader: Essays on Water\n\nOwl, “On Locks”\n\n"
        "March 11, 2024 – Bridges\n\nThe Bridge Reader: Essays on Stone\n\nFinch, “On Arches”\n"
    )
    assert works(made) == [
        [("", "The Weir Reader: Essays on Water"), ("Owl", "On Locks")],
        [("", "The Bridge Reader: Essays on Stone"), ("Finch", "On Arches")],
    ]


def test_what_is_set_of_a_work_is_no_topic() -> None:
    made = read(
        'Lesekreis am Wehr\n\n1. Sitzung: 03.02.2025\n\nAda Eule: "Das Wehr" (1884)\n\nDora Rabe: "Die Mühle" (1885)\n\n2. Sitzung: 10.02.2025\n\n'
        'Bernd Fink: "Die Schleuse" (1879),\n\nEinleitung und Kapitel 3\n\nClara Reiher: "Brücken" (1974)\n'
    )
    assert [s.title for s in made.series.sessions] == ["1. Sitzung", "2. Sitzung"]


def test_years_from_and_to_are_no_telephone_number() -> None:
    made = read(
        "March 2, 2024 – Noise\n\nOwl, “The Quiet Mill, 1865-1930”\n\nFinch, “Weirs and Locks”\n\n"
        "March 9, 2024 – Light\n\nHeron, “Lamps of the Lane”\n\nSwift, “Dusk”\n"
    )
    assert works(made)[0] == [("Owl", "The Quiet Mill, 1865-1930"), ("Finch", "Weirs and Locks")]


def test_a_line_with_nothing_but_a_part_is_of_the_work_above_it() -> None:
    made = read(
        'Lesekreis am Wehr\n\n1. Sitzung: 03.02.2025\n\nAda Eule: "Das Wehr" (1925) (Netz: https://example.org/wehr)\n\n'
        'Teil 2.\n\nDora Rabe: "Die Mühle" (1885)\n\n2. Sitzung: 10.02.2025\n\nBernd Fink: "Die Schleuse" (1879)\n\n'
        'Clara Reiher: "Brücken" (1974)\n'
    )
    first = made.series.sessions[0].readings
    assert [(r.author, r.title, r.part) for r in first] == [
        ("Ada Eule", "Das Wehr", "Teil 2"),
        ("Dora Rabe", "Die Mühle", ""),
    ]


def test_what_the_page_is_called_is_no_book_where_others_are_read() -> None:
    made = read(
        "River Studies: Weirs and Water\n\n1/18/2024: Introduction\n\n1/25/2024: Locks\n  • Ada Owl, The Lock\n"
        "2/1/2024: Mills\n  • Ben Finch, The Mill\n"
    )
    assert works(made) == [[], [("Ada Owl", "The Lock")], [("Ben Finch", "The Mill")]]


def test_what_is_set_stands_behind_the_topic() -> None:
    made = read(
        "Schedule\n\nApril 2, Monday: Introduction to the course\n\nApril 4, Wed: What was a mill?  Read: Owl, The Mill, 27-47.\n\n"
        "April 6, Friday: “Life and Toil on the Weir”. Read: Finch, The Weir, Ch. 1.\n"
    )
    sessions = made.series.sessions
    assert [s.title for s in sessions] == [
        "Introduction to the course",
        "What was a mill?",
        "Life and Toil on the Weir",
    ]
    assert works(made) == [[], [("Owl", "The Mill, 27-47")], [("Finch", "The Weir")]]


def test_two_days_in_brackets_are_of_one_week() -> None:
    made = read(
        "Weekly Syllabus\n\nWeek I (Sept. 5)\n\n  • Readings: Owl, The Mill\n\nWeek II (Sept. 10 & 12)\n\n"
        "  • Readings: Finch, The Weir\n\nWeek III (Sept. 17 & 19)\n\n  • Readings: Heron, The Tow Path\n"
    )
    assert [(s.title, str(s.date)[5:]) for s in made.series.sessions] == [
        ("The Mill", "09-05"),
        ("The Weir", "09-10"),
        ("The Tow Path", "09-17"),
    ]


def test_a_bracket_with_a_part_ends_the_title() -> None:
    made = read(
        "Reading the River 2012\n\n3 February: Springs\n\n"
        "— Ada Owl (1965): The Mill (chapter 9. Of stones), Oxford: Lane Books, pp. 182-193\n\n"
        "— Ben Finch: The Weir, in Journal of Locks, Volume 2\n\n10 February: Floods\n\n— Cara Heron: The Tow Path\n"
    )
    assert works(made)[0] == [("Ada Owl", "The Mill"), ("Ben Finch", "The Weir")]

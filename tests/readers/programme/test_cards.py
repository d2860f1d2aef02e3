"""Meetings whose date stands below, behind or apart from their topic, and lists told again in detail."""

import datetime as dt

from studycircle.documents.programme import DateState, Programme
from studycircle.readers.programme.page import read_page


def read(page: str, name: str = "page.txt") -> Programme:
    return read_page(page.encode(), name=name, today=dt.date(2026, 11, 24))[0]


def rows(programme: Programme) -> list[tuple[str, str]]:
    return [(str(s.date), s.title) for s in programme.series.sessions]


def test_the_first_of_the_lines_that_stand_together_is_the_topic_of_the_date_that_closes_them():
    made = read(
        "Quarry readers, autumn 2024\n\n"
        "The law and the sea\nWe read: Ada Fenn, The Long Tide\nWhen: Thursday 3 October\n\n"
        "Savages and citizens\nWe read: Tom Reed, The Islanders\nWhen: Thursday 17 October\n\n"
        "A woman speaks\nWe read: Mia Pool, Eels\nWhen: Thursday 31 October\n\n"
        "An evening to plan together\nWhen: date to be fixed\n"
    )
    assert rows(made) == [
        ("2024-10-03", "The law and the sea"),
        ("2024-10-17", "Savages and citizens"),
        ("2024-10-31", "A woman speaks"),
        ("None", "An evening to plan together"),
    ]
    assert [r.title for s in made.series.sessions for r in s.readings] == ["The Long Tide", "The Islanders", "Eels"]


def test_a_fold_says_under_its_summary_when_it_is():
    folds = "".join(
        f"<details><summary>{topic}</summary><p><b>When:</b> {day}</p><p>{work}</p></details>"
        for topic, day, work in (
            ("Asking well", "7 October", "Ada Fenn, <i>Questions</i>"),
            ("Habit and virtue", "21 October", "Tom Reed, <i>Of Habit</i>"),
            ("A garden and a state", "4 November", "Mia Pool, <i>Letters</i>"),
        )
    )
    made = read(f"<h1>Old thinkers</h1><p>Autumn 2024, in the mill.</p>{folds}", "page.html")
    assert rows(made) == [
        ("2024-10-07", "Asking well"),
        ("2024-10-21", "Habit and virtue"),
        ("2024-11-04", "A garden and a state"),
    ]


def test_a_term_told_of_in_several_lines_is_a_topic():
    made = read(
        "<h1>Margins, spring 2023</h1><dl>"
        "<dt>Telling the siege</dt><dd>Ada Fenn, <cite>The Siege</cite></dd><dd>Monday 16 January</dd><dd>with Ben</dd>"
        "<dt>Those who burnt it</dt><dd>Tom Reed, <cite>Fires</cite></dd><dd>Monday 30 January (new hall)</dd>"
        "<dd>with Ann</dd>"
        "<dt>After the laws</dt><dd>Mia Pool, <cite>Statutes</cite></dd><dd>Monday 13 February</dd><dd>with Ben</dd>"
        "</dl>",
        "page.html",
    )
    assert rows(made) == [
        ("2023-01-16", "Telling the siege"),
        ("2023-01-30", "Those who burnt it"),
        ("2023-02-13", "After the laws"),
    ]


def test_the_foot_of_a_card_tells_place_date_and_leader():
    cards = "".join(
        f"<article><h3>{title}</h3><p>{author}</p><footer>📍 {place} · 🗓 {day} · led by {leader}</footer></article>"
        for title, author, place, day, leader in (
            ("The Alienist", "Ada Fenn", "Mill", "2 March", "Ann"),
            ("The Guitar", "Tom Reed", "Mill", "16 March", "Ben"),
            ("The Crossing", "Mia Pool", "Library", "13 April", "Ann"),
        )
    )
    made = read(f"<h1>Seven Saturdays 2024</h1><section>{cards}</section>", "page.html")
    assert rows(made) == [("2024-03-02", "The Alienist"), ("2024-03-16", "The Guitar"), ("2024-04-13", "The Crossing")]
    assert [s.place.name for s in made.series.sessions if s.place] == ["Library"]
    assert [s.leader for s in made.series.sessions] == ["Ann", "Ben", "Ann"]


def test_day_and_month_on_the_leaf_of_a_calendar_are_one_date():
    leaf = '<div class="s"><div><span class="d">{}</span><span class="m">{}</span></div><div><h4>{}</h4><p>{}</p></div></div>'
    made = read(
        "<h1>Slow letters 2026</h1>"
        + leaf.format(21, "Apr", "No other word", "Galatians 1:1–10")
        + leaf.format(28, "Apr", "His own story", "Galatians 1:11–24")
        + leaf.format(5, "May", "The quarrel", "Galatians 2:1–14")
        + leaf.format("?", "Jul", "Strawberries", "Date to be confirmed"),
        "page.html",
    )
    assert rows(made) == [
        ("2026-04-21", "No other word"),
        ("2026-04-28", "His own story"),
        ("2026-05-05", "The quarrel"),
        ("None", "Strawberries"),
    ]


def test_dots_lead_from_a_topic_to_its_date():
    made = read(
        "Coffee-house books, winter 2025-26\n\n"
        "Ada Fenn, “The Weir”, ch. 1-8 ............ 14 November\n"
        "Tom Reed, “Who pays?” ..................... 28 November\n"
        "Mia Pool, “Eels” (at the anglers' hut) .... 9 January\n"
        "Bea Cole, “Reeds” ......................... to be announced\n"
    )
    assert [str(s.date) for s in made.series.sessions] == ["2025-11-14", "2025-11-28", "2026-01-09", "None"]
    assert [s.readings[0].title for s in made.series.sessions] == ["The Weir", "Who pays?", "Eels", "Reeds"]


def test_a_place_or_the_end_of_a_meeting_is_told_behind_a_date_that_closes_the_line():
    made = read(
        "# The wooden bridge\n\n"
        "- Ada Fenn, *Manual* — 10/09/2025\n"
        "- Tom Reed, *Consolation* — 08/10/2025\n"
        "- Mia Pool, *Thoughts* — 13/11/2025, at the Old Library\n"
        "- Bea Cole, *What is light?* — 17/12/2025\n"
        "- Dan Hill, *Enquiry* — 21/01/2026, cancelled\n",
        "page.md",
    )
    assert [str(s.date) for s in made.series.sessions] == [
        "2025-09-10", "2025-10-08", "2025-11-13", "2025-12-17", "2026-01-21",
    ]  # fmt: skip
    assert made.series.sessions[2].place
    assert made.series.sessions[2].place.name == "the Old Library"
    assert made.series.sessions[4].state is DateState.CANCELLED


def test_details_below_a_list_have_its_years_and_are_read():
    made = read(
        "Switchyard readers, winter 2026\n\nAT A GLANCE\n1/14 Haymarket\n1/28 Pullman\n2/11 Lawrence\n3/25 Seattle\n\n"
        "THE DETAILS\n\nSeattle (March 25)\nAda Fenn, The Strike\n\nHaymarket (January 14)\nTom Reed, The Square\n\n"
        "Pullman (January 28)\nMia Pool, The Cars\n\nLawrence (February 11), moved to February 12\nBea Cole, Mills\n"
    )
    assert rows(made) == [
        ("2026-01-14", "Haymarket"),
        ("2026-01-28", "Pullman"),
        ("2026-02-12", "Lawrence"),
        ("2026-03-25", "Seattle"),
    ]
    assert [r.title for s in made.series.sessions for r in s.readings] == [
        "The Square",
        "The Cars",
        "Mills",
        "The Strike",
    ]


def test_both_days_behind_the_word_that_tells_of_a_move():
    made = read(
        "# Draught 2025\n\n### The overcoat\n- When: 5 October\n- Text: Ada Fenn, The Coat\n\n"
        "### The ward\n- When: moved from 30 November to 7 December\n- Text: Tom Reed, Ward Six\n\n"
        "### The sons\n- When: 14 December\n- Text: Mia Pool, Sons\n",
        "page.md",
    )
    assert rows(made) == [("2025-10-05", "The overcoat"), ("2025-12-07", "The ward"), ("2025-12-14", "The sons")]
    assert made.series.sessions[1].moved_from == dt.date(2025, 11, 30)


def test_capitals_without_accents_announce_questions_in_greek():
    made = read(
        "Πρόγραμμα 2025\n\n7 Οκτωβρίου: Άδα Φεν, «Το ποτάμι»\n21 Οκτωβρίου: Μία Πουλ, «Τα χέλια»\n"
        "4 Νοεμβρίου: Τομ Ριντ, «Ο μύλος»\n\nΕΡΩΤΗΣΕΙΣ\n\nΓια «Τα χέλια»\n1. Ποιος ψαρεύει;\n2. Τι μένει;\n"
    )
    assert [len(s.questions) for s in made.series.sessions] == [0, 2, 0]

"""Journal clubs and seminars on their own sites: what they link, how they list, and what is no reading of theirs."""

import datetime as dt

from studycircle.documents.programme import DateState, Programme, Role
from studycircle.readers.programme.page import read_page


def read(page: str, name: str = "page.md") -> Programme:
    return read_page(page.encode(), name=name, today=dt.date(2026, 11, 24))[0]


def works(programme: Programme) -> list[list[tuple[str, str]]]:
    return [[(r.title, r.author) for r in s.readings] for s in programme.series.sessions]


def test_a_link_on_the_authors_is_followed_by_the_title():
    made = read(
        "# Moss Club\n\nWe meet on Fridays at 5pm.\n\n## March 2024\n\n"
        "### March 22\n\n[Birch et al.](https://example.org/1) Water in the cushions of a moss that nobody waters\n\n&\n\n"
        "[Elm and Rowan.](https://example.org/2) A reply to those who water moss\n\n"
        "### March 8\n\n[Alder.](https://example.org/3) Why lichens are patient: ten years on a wall\n"
    )
    assert works(made) == [
        [
            ("Water in the cushions of a moss that nobody waters", "Birch et al."),
            ("A reply to those who water moss", "Elm and Rowan"),
        ],
        [("Why lichens are patient: ten years on a wall", "Alder")],
    ]


def test_a_linked_title_before_its_author_is_no_author():
    made = read(
        "# Moss Club\n\n- 8 March 2024: [Mosses.](https://example.org/1) Rowan Elm\n- 15 March 2024: To be told\n"
    )
    assert works(made)[0][0][0] == "Mosses"


def test_dots_stand_for_the_authors_left_out():
    made = read(
        '<h1>Nerve Club</h1><h3>4 June 2020<br><a href="https://example.org/1">Birch, R., Elm, F., Rowan, C. F., ... & '
        "Alder, P. (2020). How seventy gardeners count the same leaves. Leaves, 1-7.</a></h3>"
        '<p><a href="https://example.org/2">[Recording and materials]</a></p>'
        '<h3>28 May 2020<br><a href="https://example.org/3">Oak Jr, E., & Ash, G. J. (2006). Counting: first principles. '
        'Leaves and trees, 60(3), 220-232.</a></h3><p><a href="https://example.org/4">[Recording and materials]</a></p>',
        "page.html",
    )
    assert [[title for title, _ in found] for found in works(made)] == [
        ["How seventy gardeners count the same leaves"],
        ["Counting: first principles"],
    ]


def test_a_label_in_italics_is_no_title():
    made = read(
        "<h1>Refusals</h1><h3>Module 1: Saying no</h3><ul><li><b>Birch, C., &amp; Elm, P. (2009).</b> <i>On not "
        "answering.</i></li><li><i>Bonus / skim:</i><br><b>Ash, N., &amp; Oak, K. (2017).</b> <i>Who turned it off? "
        "Lamps in a northern village.</i><br>A study of a winter.</li></ul><h3>Module 2: Leaving</h3><p>To come.</p>",
        "page.html",
    )
    assert [(r.title, r.role) for r in made.series.sessions[0].readings] == [
        ("On not answering", Role.MAIN),
        ("Who turned it off? Lamps in a northern village", Role.FURTHER),
    ]


def test_what_stands_under_an_agenda_is_no_reading():
    made = read(
        "<h1>Knot seminar 2021</h1><h1>Day 1: Saturday September 4th</h1><h2>Announcements and Agendas:</h2><ul>"
        "<li>Who we are</li></ul><h1>Day 2: Saturday September 11th</h1><h2>Announcements and Agendas:</h2>"
        "<ul><li>Loops of rope</li><li>The theorem of the bight</li></ul>",
        "page.html",
    )
    assert [s.number for s in made.series.sessions] == ["1", "2"]
    assert works(made) == [[], []]


def test_a_card_ends_with_its_date():
    card = "<div><h3>{}</h3><div>journal club</div><div>{}</div><div>{}</div></div>"
    made = read(
        '<div class="page-rows-contents"><h2>Journal Club</h2><p>We meet on the second Friday of every month, from 11 am '
        "to 12 pm.</p><h2>Events</h2>"
        + card.format("Counting what was never sown", "Introduced by Ann Ash", "Mar 14, 2025")
        + card.format("A gain from gardens next door", "Introduced by Ole Oak", "Feb 14, 2025")
        + card.format("Harvests in the long run", "Introduced by Eva Elm", "Dec 13, 2024")
        + "</div>",
        "page.html",
    )
    assert [(str(s.date), s.title) for s in made.series.sessions] == [
        ("2025-03-14", "Counting what was never sown"),
        ("2025-02-14", "A gain from gardens next door"),
        ("2024-12-13", "Harvests in the long run"),
    ]


def test_a_week_with_a_date_still_open_is_one_meeting():
    made = read(
        "<h1>Lock-keepers' maths circle 2024</h1><h3>Week 1</h3><p><b>October, 7th at 5PM:</b> Chapters 1 and 2</p>"
        "<h3>Week 2</h3><p><b>?? at ??</b> Exercises</p><p><b>October, 14th at 5PM:</b> Chapter 3</p>"
        "<h3>Week 3</h3><p><b>?? at ??</b> Exercises</p><p><b>October, 21st at 5PM:</b> Chapter 4</p>",
        "page.html",
    )
    assert [(s.title, s.state) for s in made.series.sessions] == [
        ("Chapters 1 and 2", DateState.FIXED),
        ("Exercises", DateState.TBA),
        ("Chapter 3", DateState.FIXED),
        ("Exercises", DateState.TBA),
        ("Chapter 4", DateState.FIXED),
    ]


def test_a_list_of_meetings_ends_at_the_next_heading():
    made = read(
        "# 『苔の本』読書会\n\n## 開催履歴\n1. 2025年06月15日: [第1回](a.md)\n\n## 参加方法\n\n1. 資料を読む\n2. 連絡する\n"
    )
    assert [(s.title, s.readings) for s in made.series.sessions] == [("第1回", ())]


def test_a_line_over_a_quoted_title_tells_who_reads_from_it():
    made = read(
        '# Archiv der Lesungen\n\n## 11. Mai 2017\n\nkleine bühne, Moorstadt\n\nAnna Erle liest aus dem Roman\n"Torf"\n\n'
        '## 29. September 2016\n\nBücherei Moorstadt\nOle Esche liest aus seinem Roman\n„An einem nassen, kalten Tag des Jahres"\n'
    )
    assert [[title for title, _ in found] for found in works(made)] == [
        ["Torf"],
        ["An einem nassen, kalten Tag des Jahres"],
    ]


def test_dates_may_be_in_another_language_than_the_page():
    made = read(
        "_Seminar 1._ _31 mai, 17h30 -19h30, Salle Tourbe, 5 rue du Marais, Mousseville_\n\n**On the patience of mosses**\n\n"
        "**Ann Ash**\n\nMosses have been thought of as small, and what is small has been thought of as simple.\n\n"
        "_Seminar 2._ _7 juin, 14h – 16h, Salle Lichen, 5 rue du Marais, Mousseville_\n\n**Stones and their coats**\n\n"
        "**Ole Oak, Eva Elm, Ann Ash**\n\nWhat grows on a stone is not of the stone, and it will not leave it either.\n"
    )
    assert made.group.language == "en"
    assert [(s.date.month, s.date.day, s.title, s.place.name) for s in made.series.sessions] == [
        (5, 31, "On the patience of mosses", "Salle Tourbe, 5 rue du Marais, Mousseville"),
        (6, 7, "Stones and their coats", "Salle Lichen, 5 rue du Marais, Mousseville"),
    ]
    assert works(made) == [[], []]


def test_who_is_named_with_a_university_speaks():
    made = read(
        "# Séminaire sur les mousses, automne 2021\n\nLe mardi de 16h à 18h, salle Lichen.\n\n"
        "* Mardi 28 septembre : Odile Tourbe (Professeure, Université de Mousseville) – « La patience des mousses »\n"
        "* Mardi 5 octobre : Jean Frêne (Doctorant, École des Pierres) – « Les pierres et\n  leurs manteaux ».\n"
        "* Mardi 12 octobre : Ana Haya (Chili) – « Le champ »\n"
    )
    assert [(s.title, s.leader) for s in made.series.sessions] == [
        ("La patience des mousses", "Odile Tourbe"),
        ("Les pierres et leurs manteaux", "Jean Frêne"),
        ("Le champ", ""),
    ]
    assert [len(s.readings) for s in made.series.sessions] == [0, 0, 1]


def test_a_page_of_one_meeting_is_called_after_it_and_tells_its_readings_apart():
    made = read(
        '---\ntitle: "February 2021: Sharing a boat"\n---\n\n## Logistics\n* Date: February 23, 2021 5:30PM-7:00PM '
        "[Add to Calendar](https://example.org/c)\n* Zoom: https://example.org/z\n\n## Readings\n"
        "* [How our ferry was bought](https://example.org/1)\n* [Who owns the oars](https://example.org/2)\n\n"
        "Optional examples:\n* [A contract for rowers](https://example.org/3)\n\n## Topics\n\nThis month we are joined by a "
        "ferrywoman who has bought and shared more than one boat in her time on the river.\n"
    )
    (session,) = made.series.sessions
    assert session.title == "Sharing a boat"
    assert [(r.title, r.role) for r in session.readings] == [
        ("How our ferry was bought", Role.MAIN),
        ("Who owns the oars", Role.MAIN),
        ("A contract for rowers", Role.FURTHER),
    ]


def test_a_fold_holds_one_meeting_with_all_its_headings():
    entry = (
        '<li><h2>{}</h2><p>Research interests: {}</p><div><a href="https://example.org/{}">{}</a> {} <em>{}</em>, '
        "2019</div></li>"
    )
    made = read(
        "<h1>Peat Reading Group</h1><details><summary><span>24 September</span> <span>5 pm</span></summary><ol>"
        + entry.format("Ann Ash", "bogs", 1, "Keeping water: promise, habit, or both?", "Birch", "JPE")
        + entry.format("Ole Oak", "turf", 2, "A Model with a Turf Sector", "Elm and Rowan", "Turf")
        + "</ol></details>",
        "page.html",
    )
    (session,) = made.series.sessions
    assert [r.title for r in session.readings] == [
        "Keeping water: promise, habit, or both?",
        "A Model with a Turf Sector",
    ]


def test_initials_without_stops_and_a_year_are_a_reference():
    made = read(
        "# Moss lab meetings, spring 2021\n\n### February 12\n\nIntroductions\n\n### February 19\n\n"
        "Birch SA. 1992. The problem of scale in moss. Moss 73, 19-67. [link to paper](https://example.org/1)\n\n"
        "### February 26\n\nNick leads the discussion on tipping points\n"
        "  - Elm KA, CR Rowan, et al. 2021. How close are we to a dry wall? Walls 7(3): 1052\n"
    )
    assert works(made) == [
        [],
        [("The problem of scale in moss", "Birch SA")],
        [("How close are we to a dry wall?", "Elm KA, CR Rowan, et al")],
    ]


def test_a_speaker_stands_before_a_comma_with_what_their_university_is_called_for_short():
    made = read(
        "# 2025 student seminar on knots\n\n - **6/09** Ann Birch (MKU), Knots in rope, a brief introduction "
        "[Link](https://example.org/1)\n - **6/26** Ole Elm (MKU), Bights, bends, and hitches.\n"
        " - **7/14** Zora Ash (UK), Northwards\n"
    )
    assert [(s.title, s.leader) for s in made.series.sessions][:2] == [
        ("Knots in rope, a brief introduction", "Ann Birch"),
        ("Bights, bends, and hitches", "Ole Elm"),
    ]
    assert made.series.sessions[2].leader == ""


def test_a_picture_before_the_date_is_no_word():
    made = read(
        "# Atelier lecture\n\nNous lisons un livre par mois et nous en parlons ensemble dans le pré.\n\n🗓️ Date : __Mardi 5 Novembre 2024__\n"
    )
    assert [str(s.date) for s in made.series.sessions] == ["2024-11-05"]


def test_the_lines_of_a_card_that_lead_where_its_topic_does_are_no_readings():
    card = '<div><h3><a href="{0}">{1}</a></h3><div><a href="{0}">{2}</a></div><div><a href="{0}">{3}</a></div></div>'
    made = read(
        "<h1>Harvest journal club</h1>"
        + card.format("/jc/3", "Counting what was never sown", "March 2025 Journal Club by Ann Ash", "Mar 14, 2025")
        + card.format("/jc/2", "A gain from the gardens next door", "February 2025 Journal Club", "Feb 14, 2025")
        + card.format("/jc/1", "Harvests in the long run", "December 2024 Journal Club", "Dec 13, 2024"),
        "page.html",
    )
    assert [[title for title, _ in found] for found in works(made)] == [
        ["Counting what was never sown"],
        ["A gain from the gardens next door"],
        ["Harvests in the long run"],
    ]


def test_cards_that_open_with_their_date_are_called_after_the_heading_below():
    cards = [("3 March", "Ada Quill", "Springs"), ("10 March", "Ben Sedge", "Weirs"), ("17 March", "Leo Mill", "Eels")]
    made = read(
        "<h1>The Weir Readers</h1><h2>Spring 2026</h2>"
        + "".join([f"<div><span>{day}</span><h3>{who}</h3><p>{work}</p></div>" for day, who, work in cards]),
        "page.html",
    )
    assert [(str(s.date), s.title) for s in made.series.sessions] == [
        ("2026-03-03", "Springs"),
        ("2026-03-10", "Weirs"),
        ("2026-03-17", "Eels"),
    ]

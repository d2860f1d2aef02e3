"""Meetings told in sentences rather than in a schedule."""

import datetime as dt

from studycircle.documents.programme import Programme
from studycircle.readers.programme.page import read_page


def read(page: str, name: str = "page.txt") -> Programme:
    return read_page(page.encode(), name=name, today=dt.date(2026, 11, 24))[0]


def rows(programme: Programme) -> list[tuple[str, str]]:
    return [(str(s.date), s.title) for s in programme.series.sessions]


def authors(programme: Programme) -> list[list[str]]:
    return [[r.author for r in s.readings] for s in programme.series.sessions]


def test_several_meetings_in_one_paragraph_each_with_what_is_talked_about():
    made = read(
        "Winter on the quay\n\nPosted on December 1, 2024\n\n"
        "The Lamp Readers will meet at the Ferry Inn on Thursday, December 12 to discuss Eels, by Mia Pool, a tale of mud. "
        "Supper is at 6 p.m. as ever. On January 16, the Morning Group will meet at 10 a.m. to discuss The Long Weir by "
        "Stan Rush, a novel about a dam. The Evening Group will meet at 7 p.m. on January 9 to talk about Reeds by Si West. "
        "On January 30 at 7 p.m., the Lamp Readers will meet to discuss Mud by Kit Down.\n"
    )
    assert rows(made) == [
        ("2024-12-12", "Eels"),
        ("2025-01-16", "The Long Weir"),
        ("2025-01-09", "Reeds"),
        ("2025-01-30", "Mud"),
    ]
    assert authors(made) == [["Mia Pool"], ["Stan Rush"], ["Si West"], ["Kit Down"]]


def test_posts_whose_headings_are_the_topics():
    made = read(
        "<h1>The Ferry Circle</h1>"
        "<h2>March discussion: Common Waters</h2><p>Join us on Sunday, March 16th 2025 at 2pm for a discussion around "
        "Common Waters by Ida Marsh. As ever we’ll meet by the lock.</p><p>Bring a rug.</p>"
        "<h2>February discussion: Who Owns the Tide?</h2><p>Join us on Sunday, February 16th 2025 at 2pm as we discuss "
        "“Who Owns the Tide?” by Jo Ludlow.</p><p>Bring tea.</p>",
        "page.html",
    )
    assert rows(made) == [
        ("2025-03-16", "March discussion: Common Waters"),
        ("2025-02-16", "February discussion: Who Owns the Tide?"),
    ]
    assert authors(made) == [["Ida Marsh"], ["Jo Ludlow"]]


def test_two_days_in_one_sentence_each_with_its_book():
    made = read(
        "Il gruppo di lettura della diga si ritrova con chi vuole parlare di un libro.\n\n"
        "Il prossimo appuntamento, gratuito e su iscrizione, sarà il 25 novembre con “Giunchi” di Daniela Fiume.\n\n"
        "Poi si parlerà di altri due romanzi: il 15 dicembre di “Paese d’acqua”, il 19 gennaio di “Miele di palude”.\n\n"
        "Ultimo aggiornamento: 18-11-2023, 14:29\n"
    )
    assert [(str(s.date)[5:], s.title) for s in made.series.sessions] == [
        ("11-25", "Giunchi"),
        ("12-15", "Paese d’acqua"),
        ("01-19", "Miele di palude"),
    ]
    assert made.series.slot.time is None


def test_evenings_of_a_week_told_one_after_the_other():
    made = read(
        "Woche am Deich\n\nDie Gemeinden laden von Montag, 29. Januar bis Mittwoch, 31. Januar zum Lesen ein. "
        "Am Montag, 29. Januar geht es im Haus am Wehr um die große Flut. Am Dienstag, 30. Januar laden wir in den Speicher. "
        "Es wird um den Bau der Arche gehen. Am Mittwoch, 31. Januar kommen alle in die Mühle.\n"
    )
    assert [(str(s.date)[5:], s.title) for s in made.series.sessions] == [
        ("01-29", "die große Flut"),
        ("01-30", "den Bau der Arche gehen"),
        ("01-31", "kommen alle in die Mühle"),
    ]


def test_a_day_of_history_is_no_meeting():
    made = read("On 5 March 1848 there appeared “The Weir”, a leaflet by Karl Marsh. We still read it, now and then.\n")
    assert made.series.sessions == ()


def test_a_list_of_days_in_a_sentence():
    made = read(
        "Lesekreis am Wehr gestartet\n\nWir haben uns über das Buch gefreut und lesen weiter mit allen, die da sind. "
        "Die weiteren Termine sind am: 20.12.2013, 17.01.2014, 21.02.2014 und 21.03.2014 jeweils um 19:30 Uhr.\n"
    )
    assert [str(s.date) for s in made.series.sessions] == ["2013-12-20", "2014-01-17", "2014-02-21", "2014-03-21"]
    assert made.series.slot.time == dt.time(19, 30)
    made = read(
        "Evenings at the weir\n\nWe will have four sessions: February 20th, February 27th, March 13th, and March 20th. "
        "March 6th will be a break. On February 20th, we will read Eels by Mia Pool.\n"
    )
    assert [(str(s.date)[5:], s.title) for s in made.series.sessions] == [
        ("02-27", ""),
        ("03-13", ""),
        ("03-20", ""),
        ("02-20", "Eels"),
    ]


def test_passages_are_no_hours_and_are_read():
    made = read(
        "On Monday, November 20, we’ll have our third session. We’re meeting at 7:30 PM in the Reed Room at the Old Mill.\n"
        "You can view the guide for Acts 11:1—12:25 here\n"
        "On Monday, November 13, we’ll have our second session. We’re meeting at 7:30 PM in the Reed Room at the Old Mill.\n"
        "You can view the guide for Acts 9:32—10:48 here\n"
        "On Monday, November 6, we’ll have our first session. We’re meeting at 7:30 PM in the Reed Room at the Old Mill.\n"
        "You can view the guide for Acts 8:4—9:31 here\n"
    )
    assert [[r.title for r in s.readings] for s in made.series.sessions] == [
        ["Acts 11:1—12:25"],
        ["Acts 9:32—10:48"],
        ["Acts 8:4—9:31"],
    ]
    assert (made.series.slot.time, made.series.place.name) == (dt.time(19, 30), "the Reed Room")


def test_the_next_meeting_is_told_in_a_sentence_under_the_schedule():
    made = read(
        "Weir reading group\n\nTwo meetings took place on:\n\n- Wednesday, 10 July 2024, 2 pm: Reeds\n"
        "- Wednesday, 24 July 2024, 2 pm: Rushes\n\nWe thank Stan for the talks! The next one will be on Wednesday, 14 August, "
        "at 2 pm, and the chapter will be “Sedge and Sense”.\n"
    )
    assert rows(made) == [("2024-07-10", "Reeds"), ("2024-07-24", "Rushes"), ("2024-08-14", "Sedge and Sense")]


def test_a_place_in_quotation_marks_is_no_topic():
    made = read(
        "Lesekreis am Wehr\n\nWir lesen und diskutieren Texte, die wir gemeinsam bestimmen. Geplant ist ein erstes Treffen am "
        "Donnerstag, den 23.11.2017 um 19:00 Uhr im „Unterhaus“ am Deich.\n"
    )
    assert rows(made) == [("2017-11-23", "")]


def test_days_of_a_life_are_no_meetings():
    made = read(
        "Karl Marsh was born on 22 January. On 8 November he was arrested; in prison he wrote “The Weir”, which we still read."
        "\n\nOn 14 March the paper “The New Reed” was shut. On 1 May there were marches on the quay.\n"
    )
    assert made.series.sessions == ()


def test_the_book_for_next_time():
    made = read(
        "Weir book group\n\nWe had a lively talk about eels and about how old the lock is.\n\n"
        "Book for next time is Reeds by Si West and we’re meeting on Wednesday 24th of May in the Ferry Inn at 7.33pm\n"
    )
    assert [(str(s.date)[5:], s.title) for s in made.series.sessions] == [("05-24", "Reeds")]
    assert authors(made) == [["Si West"]]


def test_a_meeting_told_by_day_and_hour():
    made = read(
        "При библиотеке есть клуб, где читают и обсуждают книги все, кто хочет.\n\n"
        "26 января в 18:30 в зале состоится встреча участников клуба. Будем рады всем, кто придёт.\n"
    )
    assert [(str(s.date)[5:], str(s.time)) for s in made.series.sessions] == [("01-26", "18:30:00")]


def test_days_that_share_their_month():
    made = read(
        "Club de la presa\n\nEl club se reúne para leer y hablar de los libros que se eligen entre todos. "
        "Nos vemos los días 5, 12, 19 y 26 de marzo de 2024 a las 18:00 en el faro.\n"
    )
    assert [str(s.date) for s in made.series.sessions] == ["2024-03-05", "2024-03-12", "2024-03-19", "2024-03-26"]
    assert (made.series.slot.time, made.series.place.name) == (dt.time(18), "faro")


def test_one_sentence_lists_meetings_with_their_works_in_brackets():
    made = read(
        "Il circolo del mulino\n\nIl gruppo di lettura riprende in biblioteca.\n\nI prossimi incontri del 2026 sono lunedì 12 ottobre "
        "(si parla di “Acqua” di Ida Rana), lunedì 9 novembre (con “Pietra” di Max Lupo) e lunedì 14 dicembre "
        "(con “Legno” di Eva Gatto).\n"
    )
    assert rows(made) == [("2026-10-12", "Acqua"), ("2026-11-09", "Pietra"), ("2026-12-14", "Legno")]
    assert authors(made) == [["Ida Rana"], ["Max Lupo"], ["Eva Gatto"]]


def test_the_second_meeting_in_swedish_is_not_another_one():
    made = read(
        "# Kvarncirkeln\n\nVi läser Ida Ruds Vatten våren 2026.\n\n- Första träffen är den 22a januari kl 18-20. "
        "Till första träffen läser vi Del 1.\n- Andra träffen är den 5e februari kl 18-20. Denna gång läser vi Del 2.\n",
        "page.md",
    )
    assert [str(s.date) for s in made.series.sessions] == ["2026-01-22", "2026-02-05"]

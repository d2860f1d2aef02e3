"""Customs that a page keeps from row to row, and from which a row alone would not be understood."""

import datetime as dt

from studycircle.documents.programme import Programme
from studycircle.readers.programme.page import read_page


def read(page: str, name: str = "page.txt") -> Programme:
    return read_page(page.encode(), name=name, today=dt.date(2026, 11, 24))[0]


def rows(programme: Programme) -> list[tuple[str, str]]:
    return [(str(s.date), s.title) for s in programme.series.sessions]


def works(programme: Programme) -> list[list[tuple[str, str]]]:
    return [[(r.title, r.author) for r in s.readings] for s in programme.series.sessions]


def test_a_link_that_never_closed_its_quotation_mark_swallows_no_row():
    made = read(
        "<h1>Seminar on kites 2024</h1><ul><li>4 March 2024: <a href='https://x.example/a'>Strings</a></li>"
        "<li>11 March 2024: <a href='https://x.example/b<p>x</p>'>Tails</a></li>"
        "<li>18 March 2024: <a href='https://x.example/c'>Winds</a></li></ul>",
        "page.html",
    )
    assert rows(made) == [("2024-03-04", "Strings"), ("2024-03-11", "Tails"), ("2024-03-18", "Winds")]
    assert [r.copies for r in made.series.sessions[1].readings] == []


def test_a_table_that_holds_a_list_of_terms_is_only_a_frame():
    made = read(
        "<h1>Kite seminar</h1><table><tr><td><dl><dt>4 March 2024</dt><dd>Strings</dd><dt>11 March 2024</dt><dd>Tails</dd>"
        "<dt>18 March 2024</dt><dd>Winds</dd></dl></td></tr></table>",
        "page.html",
    )
    assert rows(made) == [("2024-03-04", "Strings"), ("2024-03-11", "Tails"), ("2024-03-18", "Winds")]


def test_a_name_behind_the_last_dash_leads_where_the_author_stands_first():
    made = read(
        "# Kite club 2024\n\n- 4 March 2024: Ida Rook, Strings and Other Ties – Ben\n"
        "- 11 March 2024: Max Swift, A Tail in the Wind – Cora\n- 18 March 2024: Eva Wren, The Low Sky – Ben\n"
        "- 25 March 2024: Jon Crake, Paper – Cora\n- 1 April 2024: Ann Finch, Glue – Dan\n",
        "page.md",
    )
    assert [s.leader for s in made.series.sessions] == ["Ben", "Cora", "Ben", "Cora", "Dan"]
    assert works(made)[2] == [("The Low Sky", "Eva Wren")]


def test_names_under_a_linked_title_are_its_authors():
    made = read(
        "<h1>Kite lab</h1><table><tr><th>Date</th><th>Paper</th></tr>"
        "<tr><td>4 March 2024</td><td><a href='https://x.example/a'>Strings under strain</a><br>Ida Rook, Max Swift</td></tr>"
        "<tr><td>11 March 2024</td><td><a href='https://x.example/b'>Why tails matter</a><br>Eva Wren, et al.</td></tr>"
        "</table>",
        "page.html",
    )
    assert works(made) == [
        [("Strings under strain", "Ida Rook, Max Swift")],
        [("Why tails matter", "Eva Wren, et al.")],
    ]


def test_plain_words_in_a_column_of_linked_works_are_none():
    row = "<tr><td>{} March 2024</td><td>{}</td></tr>"
    linked = "<a href='https://x.example/{0}'>Kites, volume {0}</a>"
    told = [linked.format(1), linked.format(2), "Spring picnic", linked.format(3)]
    made = read(
        "<h1>Kite lab</h1><table><tr><th>Date</th><th>Paper</th></tr>"
        + "".join(row.format(day, words) for day, words in zip((4, 11, 18, 25), told, strict=True))
        + "</table>",
        "page.html",
    )
    assert [len(found) for found in works(made)] == [1, 1, 0, 1]


def test_dates_and_names_in_one_paragraph_are_a_list():
    made = read("<h1>Drachenrunde</h1><p>Wir lesen gemeinsam ein Buch.</p><p>12.11.15 Ida; 03.12.15 Max; 07.01.16 Eva; offen Jon</p>", "page.html")  # fmt: skip
    assert [str(s.date) for s in made.series.sessions] == ["2015-11-12", "2015-12-03", "2016-01-07"]


def test_a_week_is_named_by_the_day_it_begins_on():
    made = read("Kite seminar 2024\n\nWeek of March 4: Strings\nWeek of March 11: Tails\nWeek of March 18: Winds\n")
    assert rows(made) == [("2024-03-04", "Strings"), ("2024-03-11", "Tails"), ("2024-03-18", "Winds")]
    made = read(
        "Seminario de cometas 2024\n\nSe lee el libro con los que están y hablamos de lo que hay en el texto.\n\nSemana del 4 de marzo: Hilos\nSemana del 11 de marzo: Colas\n"
        "Semana del 18 de marzo: Vientos\n"
    )
    assert rows(made) == [("2024-03-04", "Hilos"), ("2024-03-11", "Colas"), ("2024-03-18", "Vientos")]


def test_what_stands_beside_every_date_alike_is_no_topic():
    made = read(
        "# Kite seminar\n\n- March 4, 2024: Done\n\n  Strings by Ida Rook\n\n- March 11, 2024: Done\n\n  Tails by Max Swift\n\n"
        "- March 18, 2024: Done\n\n  Winds by Eva Wren\n",
        "page.md",
    )
    assert rows(made) == [("2024-03-04", "Strings"), ("2024-03-11", "Tails"), ("2024-03-18", "Winds")]


def test_on_which_side_of_the_dash_the_author_stands():
    made = read(
        "Kite readers\n\nA circle for whoever likes novels.\n\n4 March 2024 – Strings – Ida Rook\n"
        "8 April 2024 – The Low Sky – Eva Wren\n6 May 2024 – Paper – Jon Crake\n"
    )
    assert rows(made) == [("2024-03-04", "Strings"), ("2024-04-08", "The Low Sky"), ("2024-05-06", "Paper")]
    assert works(made) == [[("Strings", "Ida Rook")], [("The Low Sky", "Eva Wren")], [("Paper", "Jon Crake")]]


def test_two_hours_of_talk_are_no_hour_of_the_day():
    made = read(
        "Club de cometas\n\nSon 2 horas de conversación cada jueves a las 18:30 en el faro.\n\n4 de marzo de 2024: Hilos\n"
        "11 de marzo de 2024: Colas\n18 de marzo de 2024: Vientos\n"
    )
    assert made.series.slot.time == dt.time(18, 30)


def test_the_hour_and_the_service_on_lines_of_their_own():
    made = read(
        "# Wednesday kite study\n\nfrom noon to 1pm\n\nby zoom\n\n- 4 March 2024: Strings\n- 11 March 2024: Tails\n"
        "- 18 March 2024: Winds\n",
        "page.md",
    ).series
    assert (made.slot.weekday, made.slot.time, made.place.name) == (2, dt.time(12), "Zoom")


def test_a_group_that_meets_online_has_no_room():
    list_of_days = "4 March 2024: Strings\n11 March 2024: Tails\n18 March 2024: Winds\n"
    made = read("Kite readers\n\nThe circle will be held online, whoever asks gets the link.\n\n" + list_of_days)
    assert made.series.place.name == "online"
    made = read("Kite readers\n\nNotes of all talks are online, with pictures.\n\n" + list_of_days)
    assert made.series.place.name == ""


def test_passages_of_one_book_within_the_rows():
    made = read(
        "Lantern evenings\n\n- 4 March 2024 – Courage at the gate Acts 5: 1-11 – what a lie costs\n"
        "- 11 March 2024 – Could you be wrong? Acts 9 – a man falls from his horse\n"
        "- 18 March 2024 – You are not alone. Acts 18: 1-11 – a night in town\n",
        "page.md",
    )
    assert works(made) == [[("Acts 5: 1-11", "")], [("Acts 9", "")], [("Acts 18: 1-11", "")]]


def test_a_lone_letter_behind_the_day_refers_to_a_legend():
    made = read(
        "<h1>Kite circle</h1><p>z by the date: we met online.</p><p>Ida Rook, Strings, 4 December 2022 z</p>"
        "<p>Max Swift, Tails, 6 November 2022</p><p>Eva Wren, The Low Sky, 2 October 2022 z</p>",
        "page.html",
    )
    assert [str(s.date) for s in made.series.sessions] == ["2022-12-04", "2022-11-06", "2022-10-02"]


def test_numbers_that_begin_again_belong_to_another_term():
    made = read(
        "Kite philosophy\n\nSpring Term 2021: Winds\n\nWeek 1. 23rd January\n\nIda Rook, ‘Strings‘, ‘Tails‘\n\n"
        "Week 2. 30th January\n\nEva Wren, ‘The Low Sky’, ‘High Up’\n\nAutumn Term 2020: Paper\n\n"
        "Week 1. Saturday, 10th October\n\nJon Crake, ‘Glue’\n\nWeek 2. Saturday, 17th October\n\nMax Swift, ‘Knots’\n"
    )
    assert [str(s.date) for s in made.series.sessions] == ["2021-01-23", "2021-01-30", "2020-10-10", "2020-10-17"]
    assert works(made)[:2] == [
        [("Strings", "Ida Rook"), ("Tails", "Ida Rook")],
        [("The Low Sky", "Eva Wren"), ("High Up", "Eva Wren")],
    ]


def test_titles_above_their_dates_though_one_is_still_to_be_set():
    made = read(
        "Kite readers\n\nStrings by Ida Rook\nThursday, October 24 at 7pm\n\nA ball of string and where it led.\n\n"
        "The Low Sky by Eva Wren\nThursday, December 5 at 7pm\n\nA winter on the dunes.\n\n"
        "January 30 at 7pm - To Be Determined\n\nWould you like to suggest a book to discuss?\n"
    )
    assert [s.title for s in made.series.sessions] == ["Strings", "The Low Sky", "To Be Determined"]
    assert not any(s.questions for s in made.series.sessions)


def test_the_line_under_a_number_is_its_topic_with_a_stop_as_well():
    made = read(
        "Kite study\n\nWeek 1\n\nHow strings and tails belong together.\n\nWeek 2\n\nThe Knot\n\nWeek 3\n\nThe Wind\n\n"
        "Week 4\n\nThe Fall\n"
    )
    assert [s.title for s in made.series.sessions] == [
        "How strings and tails belong together",
        "The Knot",
        "The Wind",
        "The Fall",
    ]


def test_cells_that_each_hold_a_day_and_what_is_on():
    made = read(
        "Drachenkreis\n\nWir lesen, was in den Bücherregalen steht, und reden darüber.\n\n"
        "16.01.2023 Ida Ruhm, Die Schnur | 17.07.2023 Max Schwalbe, Der Wind |\n"
        "20.02.2023 Eva Star, Zwei Enden | 21.08.2023 Jon Krähe, Papier |\n"
        "20.03.2023 Udo Specht, Hoch oben | 18.09.2023 Ute Amsel, Leim |\n"
    )
    assert sorted(rows(made)) == [
        ("2023-01-16", "Die Schnur"),
        ("2023-02-20", "Zwei Enden"),
        ("2023-03-20", "Hoch oben"),
        ("2023-07-17", "Der Wind"),
        ("2023-08-21", "Papier"),
        ("2023-09-18", "Leim"),
    ]


def test_days_behind_a_stop_in_no_order_of_time():
    made = read(
        "Kite readers\n\nWe meet on the first and third Tuesdays of the month.\n\nVotes on the books of 2023\n"
        "1 Strings by Ida Rook. 7 March\nA tale of knots\n2 Tails by Max Swift. 21 February\nA tale of rags\n"
        "3 The Low Sky by Eva Wren. 6 June\nA tale of clouds\n4 Paper by Jon Crake. 18 July\nA tale of glue\n"
        "5 Glue by Ann Finch. 20 June\nA tale of paper\n6 Knots by Bea Daw. 17 January\nA tale of strings\n"
    )
    assert [date for date, _ in rows(made)] == [
        "2023-03-07",
        "2023-02-21",
        "2023-06-06",
        "2023-07-18",
        "2023-06-20",
        "2023-01-17",
    ]
    assert works(made)[0] == [("Strings", "Ida Rook")]


def test_books_of_the_month_with_labelled_authors_and_days_of_printing():
    made = read(
        "Kite club\n\n2026 list\n\n- January: In Praise of Kites\n\n  Author: Ida Rook\n\n  128 pages, January 1, 2017\n\n"
        "- February (via Zoom): Tails\n\n  Author: Max Swift\n\n  258 pages, May 15, 2008\n\n- March: The Low Sky\n\n"
        "  Author: Eva Wren\n",
        "page.md",
    )
    assert [s.title for s in made.series.sessions] == ["In Praise of Kites", "Tails", "The Low Sky"]
    assert works(made) == [
        [("In Praise of Kites", "Ida Rook")],
        [("Tails", "Max Swift")],
        [("The Low Sky", "Eva Wren")],
    ]


def test_according_to_is_no_monday():
    made = read(
        "Clube do papagaio\n\nLemos em conjunto, segundo a vontade de cada um, e conversamos sobre o texto que se leu.\n\n"
        "4 de março de 2024: Fios\n12 de março de 2024: Caudas\n"
    )
    assert made.series.slot.weekday is None


def test_the_hour_told_apart_from_the_day():
    made = read(
        "Kite club\n\n2nd Tuesday of the month\n\n6 pm in the Parlour\n\nWe gather once a month on the second Tuesday and talk.\n\n"
        "4 March 2024: Strings\n8 April 2024: Tails\n6 May 2024: Winds\n"
    ).series
    assert (made.slot.weekday, made.slot.time) == (1, dt.time(18))


def test_where_people_meet_is_told_right_behind_the_word():
    made = read(
        "Kite club\n\nCurrently, we meet in Rookery House in the small space at the back of the 1st floor.\n\n"
        "4 March 2024: Strings\n8 April 2024: Tails\n6 May 2024: Winds\n"
    ).series
    assert made.place.name.startswith("Rookery House")


def test_of_two_habits_that_with_a_place_is_the_group_s():
    made = read(
        "The Kite Society hosts every week:\nFridays 4:30-5:30PM |\nTea and talk in the open |\n"
        "Tuesdays 6:30PM @ Rookery 151 Syllabus\nAll welcome.\n\n"
        "Mar 24 2026 | Strings\nMar 31 2026 | Tails\nApr 14 2026 | Winds\n"
    ).series
    assert (made.slot.weekday, made.slot.time) == (1, dt.time(18, 30))
    assert made.place.name.startswith("Rookery 151")


def test_the_year_behind_the_last_day_of_a_list_over_new_year():
    made = read(
        "Clube do papagaio\n\nLemos e conversamos sobre os livros escolhidos por todos. As próximas sessões são nos dias "
        "26 de Novembro, 28 de Janeiro, 25 de Fevereiro, 25 de Março e 24 de Junho de 2026, sempre às 15h30.\n"
    )
    assert [str(s.date) for s in made.series.sessions] == [
        "2025-11-26",
        "2026-01-28",
        "2026-02-25",
        "2026-03-25",
        "2026-06-24",
    ]


def test_two_numbered_meetings_whose_topics_ask():
    made = read(
        "Introduction to Kites\n\nFirst Session: What Is Wind?\n\nIda Rook, On Air\n\n"
        "Second Session: How Do Kites Fly?\n\nMax Swift, Lift\n"
    )
    assert [s.title for s in made.series.sessions] == ["What Is Wind?", "How Do Kites Fly?"]


def test_what_pandoc_makes_of_classes_is_no_word_of_the_page():
    made = read(
        "# Kites {#kites .top}\n\n### [[Wednesdays 6-9pm]{._3oh .x}]{#c1 ._m}\n\n[]{#w1}\n\n### Week 1. Strings | Oct. 31, 2018\n\n"
        '- Ida Rook, [On Strings](/strings.pdf){.pdf target="_blank"}\n\n[]{#w2}\n\n### Week 2. Tails | Nov. 7, 2018\n\n'
        "- Max Swift, [The Tail](/tail.pdf)\n",
        "page.md",
    )
    assert [(s.title, [r.title for r in s.readings]) for s in made.series.sessions] == [
        ("Strings", ["On Strings"]),
        ("Tails", ["The Tail"]),
    ]
    assert made.series.slot.time == dt.time(18)


def test_hour_and_room_that_stand_behind_every_day_are_the_group_s():
    made = read(
        "川辺の読書会\n\n1月の課題図書です。\n2026/1/10(土) ひばり座 会議室 701 15時~17時頃まで\n課題図書 岩田みず 『水のほとり』 川辺文庫\n"
        "2026/1/17(土) ひばり座 会議室 701 15時~17時頃まで\n課題図書 岩田みず 『石の家』 川辺文庫\n"
        "2026/1/24(土) ひばり座 会議室 701 15時~17時頃まで\n課題図書 森野りん 『風』 川辺文庫\n"
    ).series
    assert [s.title for s in made.sessions] == ["水のほとり", "石の家", "風"]
    assert (made.slot.time, made.place.name) == (dt.time(15), "ひばり座 会議室 701")


def test_when_a_greek_page_was_posted_is_no_meeting():
    made = read(
        "Η Λέσχη του μύλου\n\n29.01.2026 | Ώρα δημοσίευσης: 14:23\n\nΗ επόμενη συνάντηση της Λέσχης θα πραγματοποιηθεί την Τετάρτη "
        "25 Φεβρουαρίου 2026, με το βιβλίο «Το νερό» της Άννας Μυλωνά (εκδόσεις Όχθη).\n"
    )
    assert rows(made) == [("2026-02-25", "Το νερό")]


def test_a_line_over_numbered_meetings_that_lists_their_days_is_none_of_them():
    made = read(
        "INTRODUCCIÓN A LA COMETA\n\n(Eva Loro, El Faro, Cullera, 16, 24 febrero y 2 de marzo de 2017).\n\nActividad de 3 sesiones.\n\n"
        "Primera sesión: EL HILO (16-2-17)\n\nSegunda sesión: LA COLA (24-2-17)\n\nTercera sesión: EL VIENTO (2-3-17)\n"
    )
    assert rows(made) == [("2017-02-16", "EL HILO"), ("2017-02-24", "LA COLA"), ("2017-03-02", "EL VIENTO")]


def test_a_title_in_italics_with_its_part_is_no_speaker():
    made = read(
        "# Kite readers 2024\n\n- 4 March 2024: Franz Kafka, *The Great Wall* (Part 1)\n"
        "- 11 March 2024: Franz Kafka, *The Great Wall* (Part 2)\n- 18 March 2024: Franz Kafka, *The Burrow*\n",
        "page.md",
    )
    assert works(made) == [
        [("The Great Wall", "Franz Kafka")],
        [("The Great Wall", "Franz Kafka")],
        [("The Burrow", "Franz Kafka")],
    ]

"""Pages as volunteers write them: short days, asides, remarks and questions away from the schedule."""

import datetime as dt

from studycircle.documents.programme import DateState, Programme
from studycircle.readers.programme.page import read_page


def read(page: str, name: str = "page.txt") -> Programme:
    return read_page(page.encode(), name=name, today=dt.date(2026, 11, 24))[0]


def rows(programme: Programme) -> list[tuple[str, str]]:
    return [(str(s.date), s.title) for s in programme.series.sessions]


def asked(programme: Programme) -> list[int]:
    return [len(s.questions) for s in programme.series.sessions]


WHEEL = (
    "# Wheelwrights' readers, 2024/25\n\n## November\n\n**3rd: Mary Shelley, *Frankenstein*** (Ann)\n"
    "In a rush? Her story *The Mortal Immortal* will do instead.\n\n**17th: no meeting, the kiln is on**\n\n"
    "## January\n\n**5th: Jane Austen, *Emma*** (Ann)\n\n**?? (after the thaw): Bram Stoker, *Dracula***\n\n"
    "## Worth chewing over\n\n### Emma\n\n1. Emma makes a match.\n   a. Whose?\n   b. Why?\n2. Is she kind?\n\n"
    "### Before every meeting\n\n* Who has the key?\n\n## Not us\n\n- 12 November: apple day\n"
)


def test_ordinals_under_the_name_of_a_month_are_days():
    made = read(WHEEL, "page.md")
    assert rows(made) == [
        ("2024-11-03", "Frankenstein"),
        ("2024-11-17", "no meeting, the kiln is on"),
        ("2025-01-05", "Emma"),
        ("None", "Dracula"),
    ]
    assert [r.title for r in made.series.sessions[0].readings] == ["Frankenstein", "The Mortal Immortal"]


def test_a_numbered_item_whose_lettered_parts_ask_is_one_question():
    made = read(WHEEL, "page.md")
    assert asked(made) == [0, 0, 2, 0]
    assert len(made.series.sessions[2].questions[0].parts) == 2


def test_paragraphs_that_say_what_is_on_on_a_day_are_sessions():
    made = read(
        "Club del Pozo\n\nComo siempre, los martes a las 19:00 en el molino. ¿Quién trae pan?\n\nLECTURAS 2023\n\n"
        "El martes 7 de febrero empezamos con Niebla, de Miguel de Unamuno (capítulos I a X).\n\n"
        "El 21 de febrero, Marianela, de Benito Pérez Galdós. Si vais mal de tiempo, leed solo el capítulo primero.\n\n"
        "El 7 de marzo toca Don Álvaro o la fuerza del sino, del Duque de Rivas. Para quien quiera más: Rosalía de Castro, Follas novas.\n\n"
        "El 21 de marzo no hay reunión.\n\nEl 4 de abril, La Regenta, de Leopoldo Alas.\n\n"
        "Y en mayo, con fecha por confirmar, Tristana, de Benito Pérez Galdós.\n"
    )
    assert rows(made) == [
        ("2023-02-07", "Niebla"),
        ("2023-02-21", "Marianela"),
        ("2023-03-07", "Don Álvaro o la fuerza del sino"),
        ("2023-03-21", "no hay reunión"),
        ("2023-04-04", "La Regenta"),
        ("None", "Tristana"),
    ]
    assert [(r.title, r.role.value) for r in made.series.sessions[2].readings][1:] == [("Follas novas", "further")]


MAIL = (
    "From: Candle readers <candle@example.org>\nDate: Wed, 28 Sep 2022 21:47:03 +0100\nSubject: Autumn list\n\n"
    "We are upstairs at the Lamp, on Wednesdays at half past seven (doors 7.15).\n\n"
    "12 October: Mary Hays, Emma Courtney. If you get a taste for it, go on to Fanny Burney, Evelina.\n\n"
    "26 October: Jane Austen, Persuasion. Opened by Kit.\n\n"
    "Some time in November, to be fixed when we know about the roof: Maria Edgeworth, Belinda.\n\n"
    "for the 12th\n1. Who is the book talking to?\n2. Reason or passion?\n\n"
    "> On 25 Sep 2022, at 08:14, Kit wrote:\n> Is it the 12th or the 19th?\n"
)


def test_a_mail_with_asides_and_the_mail_it_answers():
    made = read(MAIL)
    assert rows(made) == [("2022-10-12", "Emma Courtney"), ("2022-10-26", "Persuasion"), ("None", "Belinda")]
    assert [(r.author, r.title, r.role.value) for r in made.series.sessions[0].readings][1:] == [
        ("Fanny Burney", "Evelina", "further")
    ]
    assert asked(made) == [2, 0, 0]
    assert made.series.slot.time == dt.time(19, 30)


BOARD = (
    "GROUP READ: Villette\nStarted by quill, Jan 2 2021, 11:14 PM\n\nThe book is Villette by Charlotte Brontë.\n\n"
    "1/10 - Chapters 1-5 (mossy_bank)\n1/17 - Chapters 6-9 (finchley)\n1/24 - no chat, half of us are away\n"
    "1/31 - Chapters 10-12 (mossy_bank)\n2/7 - Chapters 13-20 (finchley) -- moved to 2/8, same time, sorry\n"
    "2/14 - Chapters 21-25 (old.owl)\n2/21 - Chapters 26-42 (old.owl)\n\n"
    "Questions:\n\nWeek 1\n1. Who tells?\n2. Who hides?\n\nWeek 3\n1. What is buried?\n\n"
    "finchley\nJan 3 2021, 9:20 AM\n\nI'm in! Is the old edition OK?\n"
)


def test_a_post_on_a_board_and_the_answers_to_it():
    made = read(BOARD)
    assert rows(made) == [
        ("2021-01-10", "Chapters 1-5"),
        ("2021-01-17", "Chapters 6-9"),
        ("2021-01-24", "no chat, half of us are away"),
        ("2021-01-31", "Chapters 10-12"),
        ("2021-02-08", "Chapters 13-20"),
        ("2021-02-14", "Chapters 21-25"),
        ("2021-02-21", "Chapters 26-42"),
    ]
    assert asked(made) == [2, 0, 0, 1, 0, 0, 0]
    assert made.series.sessions[0].leader == "mossy_bank"


NOTICE = (
    "THE SECOND-HAND THINKERS\n\npinned 6.1.25      take down after 30.6.25\n\n"
    "Usually the last Thursday of the month, 2 till 3.45 in the afternoon,\n"
    "in Room 3 (the one with the piano). There is a lift at the back of the\nhall. Nobody will ask you what you did.\n\n"
    "Thurs 30 Jan ......... Epictetus, The Enchiridion\n"
    "Thurs 27 Feb ......... Seneca, On the Shortness of Life\n"
    "                       ** in Room 1, because of the blood donors **\n"
    "Thurs 27 March ....... Marcus Aurelius, Meditations, books 2 and 4\n"
    "                       (optional: Plato, Crito)\n"
    "date t.b.a. .......... summer outing, no book\n"
)


def test_lines_under_a_topic_belong_to_its_row():
    made = read(NOTICE)
    sessions = made.series.sessions
    assert [str(s.date) for s in sessions] == ["2025-01-30", "2025-02-27", "2025-03-27", "None"]
    assert sessions[1].place is not None
    assert sessions[1].place.name == "Room 1"
    assert [r.title for r in sessions[2].readings] == ["Meditations", "Crito"]
    assert made.series.slot.time == dt.time(14)
    assert made.series.place.name.startswith("Room 3")


def test_questions_on_the_second_meeting_on_a_work():
    made = read(
        "# Roda\n\n- **14/03** Eça de Queirós, *A Relíquia*\n- **28/03** Eça de Queirós, *O Primo Basílio* (capítulos I a VI)\n"
        "- **11/04** Eça de Queirós, *O Primo Basílio* (capítulos VII a XVI)\n\n## Perguntas\n\n"
        "**Primo Basílio, segunda sessão**\n\n1. Quem paga?\n2. Quem sabe?\n\n**A Relíquia**\n\n1. Quem reza?\n",
        "page.md",
    )
    assert asked(made) == [1, 0, 2]


def test_questions_in_lines_broken_by_hand_after_the_last_meeting():
    made = read(
        '<html lang="sv"><h1>Bokbåten</h1><p><b>24 januari</b><br>Moa Martinson: Kvinnor och äppelträd<br>'
        "<b>7 februari</b><br>Hjalmar Söderberg: Doktor Glas<br>Hinner du inte, läs novellen Pälsen i stället<br>"
        "<b>21 februari</b><br>Dan Andersson: Kolarhistorier<br>Vill du läsa mer: Dan Andersson: De tre hemlösa</p>"
        "<p><b>FRÅGOR</b></p><p><b>Doktor Glas</b><br>1. Är han god?<br>2. Vem är du?</p>"
        "<p><b>Kvinnor och äppelträd</b><br>– Varför badet?<br>– Hur låter berättaren? Läs en sida högt.</p>",
        "page.html",
    )
    assert asked(made) == [2, 2, 0]
    assert [(r.title, r.role.value) for r in made.series.sessions[2].readings] == [
        ("Kolarhistorier", "main"),
        ("De tre hemlösa", "further"),
    ]


def test_a_title_that_speaks_of_a_feast_is_no_day_off():
    made = read(
        "<h1>Circolo</h1><p>Il lunedì alle 20:45, nella sala piccola.</p><div>13 gennaio 2020</div><h3>La cava</h3>"
        "<p>Giovanni Verga, <em>Rosso Malpelo</em></p><div>27 gennaio 2020</div><h3>La festa e il conto</h3>"
        "<p>Matilde Serao, <em>Il ventre di Napoli</em></p><div>data da stabilire</div><h3>Chi non lavora</h3>"
        "<p>Paul Lafargue, <em>Il diritto all’ozio</em></p>",
        "page.html",
    )
    assert [s.state for s in made.series.sessions] == [DateState.FIXED, DateState.FIXED, DateState.TBA]
    assert made.series.sessions[2].title == "Chi non lavora"


def test_two_titles_in_italics_are_two_works():
    made = read(
        "Spotykamy się w czwartki o 18.00 w świetlicy i czytamy to, co jest w tabeli.\n\n| Termin | Co czytamy |\n|---|---|\n| 18.01.2018 | Bolesław Prus, *Kamizelka* i *Anielka* |\n"
        "| 01.02.2018 | Eliza Orzeszkowa, *Dobra pani* |\n",
        "page.md",
    )
    assert [r.title for r in made.series.sessions[0].readings] == ["Kamizelka", "Anielka"]


def test_bare_dates_over_author_and_title():
    made = read(
        "Ferry readers\n\nWe have met since 2014, on Tuesdays at 6.45 for 7pm in the hall on Bobbin Street.\n\n"
        "Sept 10\nJonathan Swift - A Modest Proposal\n\nSept 24\nVoltaire - Candide (whole thing)\n\n"
        "Oct 8\nNikolai Gogol - The Nose\n\nOct 22  (upstairs, not the back room)\nMark Twain - A Dog's Tale\n\n"
        "(All dates 2024.)\n\n~ for the 10th of September ~\n\nWho speaks?\n\nFind the sentence he means.\n\nWhat is a child?\n"
    )
    assert rows(made) == [
        ("2024-09-10", "A Modest Proposal"),
        ("2024-09-24", "Candide"),
        ("2024-10-08", "The Nose"),
        ("2024-10-22", "A Dog's Tale"),
    ]
    assert asked(made) == [3, 0, 0, 0]
    assert made.series.slot.time == dt.time(19)
    assert made.series.place.name == "the hall on Bobbin Street"


def test_numbered_meetings_of_which_one_has_no_date_yet():
    made = read(
        "<h1>Quarry readers 2013</h1><p><b>1. Monday 4 March</b><br>Thomas Paine, <i>Rights of Man</i></p>"
        "<p><b>2. Monday 18 March</b><br>Mary Hays, <i>Emma Courtney</i></p>"
        "<p><b>3. Date tbc</b><br>Olaudah Equiano, <i>The Interesting Narrative</i></p>",
        "page.html",
    )
    assert rows(made)[-1] == ("None", "The Interesting Narrative")


def test_german_sentences_and_inflected_headings():
    made = read(
        "Lesecafé\n\nWir treffen uns mittwochs um 19 Uhr im Café und reden nicht nur über Bücher.\n\nPLAN 2018\n\n"
        "Am 19. September fangen wir mit Hauff an: Das kalte Herz.\n\nAm 10. Oktober: E. T. A. Hoffmann, Der Sandmann.\n\n"
        "Am 31. Oktober ist Feiertag, da treffen wir uns nicht.\n\nAm 14. November: Theodor Storm, Der Schimmelreiter. "
        "Wem das zu lang ist, der liest stattdessen Theodor Storm, Immensee.\n\nFRAGEN\n\nZum Sandmann:\n1. Wer ist hier ein "
        "Automat?\n2. Was verkauft Coppola?\n\nZum kalten Herzen:\n- Was kostet ein Herz?\n"
    )
    assert [str(s.date) for s in made.series.sessions] == ["2018-09-19", "2018-10-10", "2018-10-31", "2018-11-14"]
    assert made.series.sessions[2].state is DateState.CANCELLED
    assert asked(made) == [1, 2, 0, 0]
    assert [(r.title, r.role.value) for r in made.series.sessions[3].readings] == [
        ("Der Schimmelreiter", "main"),
        ("Immensee", "shorter"),
    ]


def test_moves_and_months_in_several_languages():
    german = read(
        "<h1>Lektürekurs Arbeit</h1><p>Wintersemester 2011/12, montags von 18 bis 20 Uhr, wir lesen und reden.</p><table>"
        "<tr><th>Datum</th><th>Text</th></tr><tr><td>9.1.</td><td>Max Weber, <i>Wissenschaft als Beruf</i></td></tr>"
        "<tr><td>23.1. entfällt, neuer Termin 30.1.</td><td>Ernst Kapp, <i>Grundlinien</i></td></tr></table>",
        "page.html",
    )
    assert rows(german)[1] == ("2012-01-30", "Grundlinien")
    french = read(
        "Le Cénacle\n\nNous nous retrouvons le premier mardi du mois à 20h15 dans la salle.\n\nProgramme 2009-2010\n\n"
        "mardi 6 octobre : Voltaire, Candide\nmardi 3 novembre : Denis Diderot, Jacques le Fataliste\n"
        "mardi 6 avril : report au mardi 13 avril, à cause de Pâques : Madame de La Fayette, La Princesse de Clèves\n\n"
        "Pour la séance de novembre\n1. Qui mène ?\n2. Qui suit ?\n"
    )
    assert rows(french)[2] == ("2010-04-13", "La Princesse de Clèves")
    assert asked(french) == [0, 2, 0]

"""Ways in which pages are laid out: each short, in the words of a group that does not exist."""

import datetime as dt

from studycircle.documents.programme import DateState, Programme
from studycircle.readers.programme.page import read_page


def read(page: str, name: str = "page.txt") -> Programme:
    return read_page(page.encode(), name=name, today=dt.date(2026, 11, 24))[0]


def rows(programme: Programme) -> list[tuple[str, str]]:
    return [(str(s.date), s.title) for s in programme.series.sessions]


def test_a_number_and_the_date_under_it_are_one_session():
    made = read(
        "<h1>Lock-keepers' maths circle 2024</h1>"
        "<h3>Week 1</h3><p><b>October, 7th at 5PM:</b> Chapters 1 and 2</p>"
        "<h3>Week 2</h3><p><b>October, 14th at 5PM:</b> Chapter 3</p>"
        "<h3>Week 3</h3><p><b>October, 21st at 5PM:</b> Chapter 4</p>",
        "page.html",
    )
    assert rows(made) == [("2024-10-07", "Chapters 1 and 2"), ("2024-10-14", "Chapter 3"), ("2024-10-21", "Chapter 4")]
    assert [s.number for s in made.series.sessions] == ["1", "2", "3"]


def test_a_book_of_the_month_gets_the_day_told_under_it():
    made = read(
        "Mill Hill readers\n\n2023/2024 titles:\nSeptember – Middlemarch\nA novel of provincial life and its webs.\n"
        "To be discussed: September 29th.\nOctober – Villette\nA teacher abroad keeps her own counsel.\n"
        "To be discussed: October 27th.\nNovember – Shirley\nMills, machines and two friends.\n"
        "To be discussed: November 24th.\n"
    )
    assert rows(made) == [("2023-09-29", "Middlemarch"), ("2023-10-27", "Villette"), ("2023-11-24", "Shirley")]


def test_a_year_on_a_line_of_its_own_counts_for_the_table_under_it():
    made = read(
        "<h2>Past meetings</h2><div>2015</div><table><tr><td>March 26</td><td>Trees that remember</td></tr>"
        "<tr><td>January 29</td><td>Lichens and time</td></tr></table>"
        "<div>2014</div><table><tr><td>November 26</td><td>A moth atlas</td></tr>"
        "<tr><td>June 20</td><td>Salt marshes</td></tr></table>",
        "page.html",
    )
    assert [date for date, _ in rows(made)] == ["2015-03-26", "2015-01-29", "2014-11-26", "2014-06-20"]


def test_who_presents_stands_over_the_article():
    made = read(
        "<h2>Journal club 2015</h2><table><tr><td>March 26</td><td>Ada Quill<br><b>Trees that remember their droughts, "
        "Thorne et al., Leaf 12:3</b></td></tr><tr><td>January 29</td><td>Ben Sedge<br><b>Lichens and the measure of "
        "time, Marsh et al., doi: 10.1/x</b></td></tr></table>",
        "page.html",
    )
    assert [title for _, title in rows(made)] == [
        "Trees that remember their droughts",
        "Lichens and the measure of time",
    ]
    assert [s.leader for s in made.series.sessions] == ["Ada Quill", "Ben Sedge"]
    assert made.series.sessions[0].readings[0].author == "Thorne et al."


def test_authors_before_a_linked_title_are_not_the_title():
    made = read(
        "## Spring 2020\n\n| Date | Paper |\n|---|---|\n| 02 Apr | Ada Quill and Ben Sedge. "
        "[Clocks that agree to disagree](https://example.org/a). LOCK 2016. |\n| 26 Mar | Cora Wick, Dan Fell, and Eve Holm. "
        "[A cheaper kind of waiting](https://example.org/b). TIME 2019. |\n",
        "page.md",
    )
    assert [title for _, title in rows(made)] == ["Clocks that agree to disagree", "A cheaper kind of waiting"]
    assert [len(s.readings) for s in made.series.sessions] == [1, 1]
    assert made.series.sessions[0].readings[0].author == "Ada Quill and Ben Sedge"


def test_references_with_the_year_in_brackets_or_after_a_stop():
    made = read(
        "## Readings\n\n* [30.4.2019] Quill, A., Sedge, B., & Wick, C. (2015). A measure of chords. Journal of Bells, 44(3), "
        "219–244.\n* [23.5.2019] Fell, Dan, and Eve Holm. 2018. “Harmony in small rooms.” Bells 35 (2).\n",
        "page.md",
    )
    assert rows(made) == [("2019-04-30", "A measure of chords"), ("2019-05-23", "Harmony in small rooms")]
    assert [len(s.readings) for s in made.series.sessions] == [1, 1]


def test_rows_of_one_cell_tell_of_the_row_above():
    made = read(
        "<h1>2024-winter</h1><table><tr><th>Speaker</th><th>Time and place</th><th>Paper</th></tr>"
        "<tr><th></th><th colspan=2>Abstract</th></tr>"
        "<tr><td>Ada</td><td>March 8th, 4-5pm in the loft</td><td>Types for the patient</td></tr>"
        "<tr><td></td><td colspan=2>We look at what a type can promise and what it had better not.</td></tr>"
        "<tr><td>Ben</td><td>March 15th, 4-5pm in the loft</td><td>Proofs by picture</td></tr>"
        "<tr><td></td><td colspan=2>A picture is no proof; we ask why it convinces all the same.</td></tr></table>",
        "page.html",
    )
    assert rows(made) == [("2024-03-08", "Types for the patient"), ("2024-03-15", "Proofs by picture")]


def test_a_title_alone_under_an_announcing_line():
    made = read(
        "Lesezirkel am Kai\n\nAm Donnerstag, 4. Dezember 2025, 19:00 Uhr, sprechen wir über:\n\nEffi Briest\n\n"
        "von Theodor Fontane\n\nEin Haus am Meer, in dem es spukt, und eine sehr junge Frau.\n\n"
        "Am Donnerstag, 9. Oktober 2025, 19:00 Uhr, sprechen wir über:\n\nDer Schimmelreiter\n\nvon Theodor Storm\n\n"
        "Ein Deich, ein Pferd und ein ganzes Dorf, das es besser weiß.\n"
    )
    assert rows(made) == [("2025-12-04", "Effi Briest"), ("2025-10-09", "Der Schimmelreiter")]
    assert [s.readings[0].author for s in made.series.sessions] == ["Theodor Fontane", "Theodor Storm"]


def test_where_and_when_on_the_line_of_the_date_are_no_title():
    made = read(
        "灯台の読書会です。毎回一冊の本をみんなで読んでいます。どなたでもどうぞ。\n\n2015/1/10(土) 港会館 会議室 3 15時~17時\n課題図書 夏目漱石 『三四郎』\n"
        "2015/1/17(土) 港会館 会議室 3 15時~17時\n課題図書 森鷗外 『雁』\n"
    )
    assert rows(made) == [("2015-01-10", "三四郎"), ("2015-01-17", "雁")]


def test_the_first_meeting_may_stand_over_the_list_of_the_others():
    made = read(
        "Cercle du phare\n\n20/11/2024\n15h00\nLivre de Victor Hugo : Les Travailleurs de la mer.\nAutres dates\n"
        "  • 18/12/2024 Livre de Jules Verne : Le Phare du bout du monde\n"
        "  • 08/01/2025 Livre de George Sand : La Mare au diable\n  • 19/02/2025 Livre de Colette : Sido\n"
    )
    assert [date for date, _ in rows(made)] == ["2024-11-20", "2024-12-18", "2025-01-08", "2025-02-19"]


def test_one_topic_on_two_days_begins_on_the_first():
    made = read(
        "Sunday class 2022\n\nNovember 6 – The garden\nNovember 13 – The flood\nNovember 27 & December 4 – No class\n"
        "December 11 & 18 – The tower\n"
    )
    assert [title for _, title in rows(made)] == ["The garden", "The flood", "No class", "The tower"]
    assert made.series.sessions[2].state is DateState.CANCELLED


def test_what_asks_on_its_own_under_a_date_is_the_topic():
    made = read(
        "Library club 2022\n\nMay 4\nEmma by Jane Austen\n\nJune 1\nWhat else are you reading?\n\n"
        "July 6\nPersuasion by Jane Austen\n"
    )
    assert rows(made)[1] == ("2022-06-01", "What else are you reading?")
    assert not made.series.sessions[1].questions


def test_a_club_named_after_one_day_meets_on_another():
    made = read(
        "The Last Tuesday Club meets at the library on the last Wednesday of the month at noon.\n\n"
        "3 May – Emma\n7 June – Persuasion\n5 July – Sanditon\n"
    )
    assert made.series.slot.weekday == 2


def test_the_hour_on_the_line_after_the_day():
    made = read(
        "# Tide club\n\nWe meet every Tuesday at:\n\n- **12:00 until 13:00**\n\n| Date | Who |\n|---|---|\n"
        "| 2025-01-28 | Tom |\n| 2025-02-04 | Ida |\n",
        "page.md",
    )
    assert (made.series.slot.weekday, made.series.slot.time) == (1, dt.time(12))


def test_two_spaces_after_a_stop_make_no_columns():
    made = read(
        "Hill readers, summer\n\nWeek 1)  Preface and Introduction\n\nWeek 2)  Reason - b.  What is made real\n\n"
        "Week 3)  Spirit - a.  The order of custom\n\nWeek 4)  Culture\n"
    )
    assert len(made.series.sessions) == 4


def test_the_day_of_a_page_does_not_date_the_list_under_it():
    made = read(
        "Pier book club\n2026/04/24 @ 15:30 - 17:30\nThe club meets on the last Friday of the month.\n2024/2025 titles:\n"
        "27 September – Emma\n25 October – Persuasion\n29 November – Sanditon\n31 January – Lady Susan\n"
    )
    assert [date for date, _ in rows(made)][1:] == ["2024-09-27", "2024-10-25", "2024-11-29", "2025-01-31"]


def test_a_page_that_closes_too_early_is_read_to_its_end():
    made = read(
        "<html><head><title>Harbour logic</title></head></html></div><div><p>March 7th 2025: <a href='https://x.example/a'>"
        "Tides and tenses</a></p><p>March 21st 2025: <a href='https://x.example/b'>Knots as proofs</a></p></div></html>",
        "page.html",
    )
    assert rows(made) == [("2025-03-07", "Tides and tenses"), ("2025-03-21", "Knots as proofs")]


def test_topics_that_ask_are_topics_where_their_numbers_go_on():
    made = read(
        "Ferry philosophers\n\nWeek 1: What is a harbour?\nLudlow, Essay on Shelter\n\n"
        "Week 2: Who owns the tide?\nMarsh, Common Waters\n\nWeek 3: Knots\nQuill, On Tying\n"
    )
    assert [s.title for s in made.series.sessions] == ["What is a harbour?", "Who owns the tide?", "Knots"]
    made = read(
        "## What is a harbour? (12 March 2024)\n- Ludlow\n\n## Knots (26 March 2024)\n- Quill\n\n"
        "## Tides (9 April 2024)\n- Marsh\n",
        "page.md",
    )
    assert rows(made)[0] == ("2024-03-12", "What is a harbour?")


def test_the_day_in_a_lists_number_tells_the_language_too():
    made = read("Lesekreis\n\n12. März: Schleusen\nLudwig\n\n26. März\nKnoten\n\n9. April: Deiche\nQuast\n")
    assert [str(s.date)[5:] for s in made.series.sessions] == ["03-12", "03-26", "04-09"]


def test_what_follows_the_hour_is_the_place_and_the_title_stands_below():
    made = read(
        "Cercle du quai\n\nMardi 14 janvier à 18h30, à la médiathèque\nLa Marée, de Jeanne Dupré\n\n"
        "Mardi 11 février à 18h30, au café du Phare\nLe Nœud, de Paul Corde\n\n"
        "Mardi 11 mars à 18h30, à la médiathèque\nL’Écluse, de Rose Berge\n"
    )
    assert [(s.title, s.place.name) for s in made.series.sessions][1] == ("Le Nœud", "café du Phare")
    assert [s.title for s in made.series.sessions] == ["La Marée", "Le Nœud", "L’Écluse"]
    made = read("# Club\nWed Nov 27 3pm at EBX; North Building; Reed Room (V2-62)\n- Ina tells\n\nWed Nov 13 3pm at EBX; North Building; Reed Room (V2-62)\n- Jon tells\n", "page.md")  # fmt: skip
    assert [str(s.date)[5:] for s in made.series.sessions] == ["11-27", "11-13"]


def test_lines_that_each_open_with_a_day_are_never_one_paragraph():
    made = read(
        "Book circle\n\nWednesday 10 January at 6pm: The Long Quay by Jane Aust\n"
        "Wednesday 14 February at 6pm: Silver Nets by George Elland\n"
        "Wednesday 13 March at 6pm: Hard Tides by Charles Dickinson\n"
    )
    assert [s.title for s in made.series.sessions] == ["The Long Quay", "Silver Nets", "Hard Tides"]


def test_months_decide_between_languages_that_share_their_small_words():
    made = read(
        "Club de lectura\n\n14 de enero: Niebla alta, de Miguel de Luna\n11 de febrero: Redes, de Carmen Rojo\n"
        "11 de marzo: La casa de las mareas, de Federico Soto\n"
    )
    assert [s.title for s in made.series.sessions] == ["Niebla alta", "Redes", "La casa de las mareas"]
    made = read("Olvasókör\n\nJanuár 10. Kis Mór: Az arany háló\nFebruár 14. Nagy Éva: A zsilip\nMárcius 13. Tar Pál: Csomók\n")  # fmt: skip
    assert len(made.series.sessions) == 3


def test_the_habit_in_one_line_with_bars_and_hours_with_one_letter():
    made = read(
        "Book Sisters\n\nMondays |  6:30pm to 8pm | Room B5\n\nAugust 5 | The Quay by Fiona Dove\n\n"
        "September 16 | Nets by Gerald Brook\n\nOctober 21 | Tides by Jan Skey\n"
    ).series
    assert (made.slot.weekday, str(made.slot.time), made.place.name) == (0, "18:30:00", "Room B5")
    made = read(
        "Monday, December 29, 2014\n\nWinter 2015 Schedule\n\nAll meetings are Thursdays 2.00p - 3.30p.\n\n"
        "Week 2 - Jan 15 - Quays\nWeek 3 - Jan 22 - Nets\nWeek 4 - Jan 29 - Tides\nWeek 5 - Feb 5 - Knots\n"
    ).series
    assert (made.slot.weekday, str(made.slot.time), len(made.sessions)) == (3, "14:00:00", 4)
    made = read(
        "Clube do cais\n\nReunimo-nos na segunda quarta-feira, às 18h30, na biblioteca.\n\n"
        "10 de janeiro – As Marés, de Eva Queirós\n14 de fevereiro – Os Nós, de José Sarmento\n"
    ).series
    assert made.slot.weekday == 2


def test_stamps_for_machines_are_no_sessions():
    made = read(
        "Lock club\n\nJanuary 24, 2024 – The Measure\n2024-01-24T13:30:00-05:00\n\nFebruary 28, 2024 – The Net\n"
        "2024-02-28T13:30:00-05:00\n"
    )
    assert rows(made) == [("2024-01-24", "The Measure"), ("2024-02-28", "The Net")]


def test_numbers_of_sections_are_no_days_and_a_month_may_stand_before_the_weekday():
    made = read(
        "# Study group\n\n### Session 1 — 3/4/2024\n**Reading:** Section 1.1\n**Exercises:** 1.1-1.8\n\n"
        "### Session 2 — 3/18/2024\n**Reading:** Section 1.2\n",
        "page.md",
    )
    assert [str(s.date) for s in made.series.sessions] == ["2024-03-04", "2024-03-18"]
    made = read(
        "Gruppo di lettura\n\nCalendario 2024, ci vediamo il giovedì.\n\nGENNAIO - giovedì 4\nAnna Riva, Lessico di mare\n"
        "FEBBRAIO - giovedì 1\nUgo Porto, La luna e i moli\nMARZO - giovedì 7\nIda Nodi, Il pescatore rampante\n"
    )
    assert [str(s.date) for s in made.series.sessions] == ["2024-01-04", "2024-02-01", "2024-03-07"]
    made = read(
        "Book Group\n\nJanuary 2025: The Bell by Iris Marsh (at Jo's)\nFebruary 2025: Belfry by Toni Moore (at Pat's)\n"
        "March 2025: Stones by John Willow (at Sue's house)\n"
    )
    assert [s.title for s in made.series.sessions] == ["The Bell", "Belfry", "Stones"]


def test_a_year_before_a_colon_two_days_with_a_slash_and_hours_with_stops():
    made = read(
        "Lesekreis am Wehr\n\nUnsere Liste\n\n12.06.2023: J.R. Quell, Das Wehr\n\n10.07.2023: Ida Schleuse, Zwei Kähne\n\n"
        "25.09.2023: Udo Kahn, Briefe vom Ufer\n"
    )
    assert rows(made) == [("2023-06-12", "Das Wehr"), ("2023-07-10", "Zwei Kähne"), ("2023-09-25", "Briefe vom Ufer")]
    assert made.series.sessions[0].readings[0].author == "J.R. Quell"
    made = read(
        "Weir class, Fall 2023\n\n1) September 9/10 – Who keeps the gate?\n2) Sept. 16/17 – Who pays for it?\n"
        "3) Sept. 30 /October 1 – What if it breaks?\n"
    )
    assert [str(s.date) for s in made.series.sessions] == ["2023-09-09", "2023-09-16", "2023-09-30"]
    made = read(
        "Poems at lunch\n\nMondays, 1.10–1.50, Old Chapel.\n\n27 April 2026: Reeds\n4 May: Rushes\n11 May: Sedge\n"
    )
    assert [str(s.date) for s in made.series.sessions] == ["2026-04-27", "2026-05-04", "2026-05-11"]
    assert made.series.slot.time == dt.time(13, 10)


def test_months_before_quoted_titles_and_days_told_behind_them():
    made = read(
        "Weir history group\n\nNov 19, 2015 - The Lock: A Life by Jo Quill\n\nJanuary 2016  “Barges: A Queen” by Kit Down\n"
        "February 2016  “The Map of Mud” by Si West\nMarch 2016   “Girls of the Mill” by Di Keen\n"
    )
    assert [s.title for s in made.series.sessions] == [
        "The Lock: A Life",
        "Barges: A Queen",
        "The Map of Mud",
        "Girls of the Mill",
    ]
    made = read(
        "Weir readers\n\n- November 2020 – How mills began : six wheels by Stan Weir – meeting Monday 11/30/2020 6pm via Zoom.\n"
        "- October 2020 – The Miller and the Cook by Si West.- meeting Monday October 10/26/2020 6pm via Zoom\n"
        "- September 2020 – Eels- a history by Mia Pool – meeting Monday 9/21/2020 6pm via Zoom\n"
    )
    assert rows(made) == [
        ("2020-11-30", "How mills began : six wheels"),
        ("2020-10-26", "The Miller and the Cook"),
        ("2020-09-21", "Eels- a history"),
    ]


def test_a_topic_stands_over_its_date():
    made = read(
        "<h1>Weir circle 2024</h1><h3>Middlemarch</h3><p>12 March 2024, 7pm</p><p>The first of two evenings.</p>"
        "<h3>Villette</h3><p>9 April 2024, 7pm</p><p>A teacher abroad.</p><h3>Shirley</h3><p>14 May 2024, 7pm</p>",
        "page.html",
    )
    assert rows(made) == [("2024-03-12", "Middlemarch"), ("2024-04-09", "Villette"), ("2024-05-14", "Shirley")]
    made = read(
        "Weir circle\n\nReeds and rushes\n12 March 2024, 7pm\n\nBring a flask.\n\nEels\n9 April 2024, 7pm\n\nAn old song.\n"
    )
    assert rows(made) == [("2024-03-12", "Reeds and rushes"), ("2024-04-09", "Eels")]


def test_units_over_weeks_are_no_meetings():
    made = read(
        "Weir study group\n\nUnit One: Water\nWeek One: Springs\n- (Quill) The Source (1848)\nWeek Two: Streams\n"
        "- (Quill) The Brook (1849)\nWeek Three: Weirs\n- (Sedge) The Dam (1850)\n"
    )
    assert [s.title for s in made.series.sessions] == ["Springs", "Streams", "Weirs"]


def test_meetings_run_on_in_one_paragraph():
    made = read(
        "Clube da represa 2023\n\n21 de janeiro: “Juncos”, de Ana Ribeira 25 de fevereiro: “Voltar ao rio”, de Rui Pontes "
        "25 de março: “A comporta”, de Lia Moinho\n"
    )
    assert rows(made) == [("2023-01-21", "Juncos"), ("2023-02-25", "Voltar ao rio"), ("2023-03-25", "A comporta")]
    made = read(
        "Club de lecture du barrage\n\n19 janvier 2026 : Cent ans de boue de Luc Roseau\n9 février : Nénuphar de Gaël Jonc\n"
        "27 avril 18 mai 15 juin\n"
    )
    assert [str(s.date)[5:] for s in made.series.sessions] == ["01-19", "02-09", "04-27", "05-18", "06-15"]
    assert [(r.title, r.author) for s in made.series.sessions for r in s.readings] == [
        ("Cent ans de boue", "Luc Roseau"),
        ("Nénuphar", "Gaël Jonc"),
    ]


def test_lines_of_which_some_are_parted_by_single_spaces_are_no_columns():
    made = read(
        "2026年度 水車の会\n\n  6月  6日土曜日  午後1時半から3時半   川辺の会    『水のほとり』    岩田みず著\n"
        "  7月  4日土曜日 午後1時から4時 石の会 『石の話』 森岡ゆき著\n"
        "  9月12日土曜日  午前10時から正午 木の会     『木と風』   田所あき著\n"
        " 10月  3日土曜日 午前10時から正午         風の会   『風の名』 小野はる著\n"
    )
    assert [(str(s.date), [(r.title, r.author) for r in s.readings]) for s in made.series.sessions] == [
        ("2026-06-06", [("水のほとり", "岩田みず")]),
        ("2026-07-04", [("石の話", "森岡ゆき")]),
        ("2026-09-12", [("木と風", "田所あき")]),
        ("2026-10-03", [("風の名", "小野はる")]),
    ]


def test_a_work_indented_as_a_quotation_under_its_date():
    made = read(
        "<h2>Weir seminar</h2><ul><li><b>Tuesday, 27/8/2024:</b></li><blockquote>TBA</blockquote>"
        "<li><b>Tuesday, 13/8/2024:</b><blockquote><a href='https://x.example/a.pdf'>A Weir with Dependent Gates</a>, the "
        "<a href='https://x.example/b'>full survey</a> by Ida Rook, Max Swift, Weirs 2024: Workshop on Water (to appear)"
        "</blockquote></li></ul>",
        "page.html",
    )
    assert ("2024-08-13", "A Weir with Dependent Gates") in rows(made)


def test_lines_broken_inside_a_sentence_are_one_paragraph_on_any_page():
    made = read(
        "Cercle du moulin\n\n"
        + "Les membres du cercle lisent un livre par mois et en parlent ensemble autour d'un thé. " * 3
        + "\n\n"
        "Mercredi 14 janvier 2026 :\n«La roue» d’Anna Ohle, présenté par Nina Saule.\n\n«Toute eau finit par venir au moulin un jour».\n"
        "Le titre de ce recueil ne dit pas ce que l'on croit d'abord, et l'auteure le sait mieux que\n"
        "personne, puisqu'elle est née dans un moulin. Nina parlera aussi, de la même auteure, de «La grande\n"
        "Écluse».\n\nMercredi 11 février 2026 :\n«La digue» de Luc Orme, présenté par Hugo Tremble.\n"
    )
    assert rows(made) == [("2026-01-14", "La roue"), ("2026-02-11", "La digue")]
    assert [[(r.title, r.author) for r in s.readings][:1] for s in made.series.sessions] == [
        [("La roue", "Anna Ohle")],
        [("La digue", "Luc Orme")],
    ]


def test_labelled_lines_of_any_length_stay_apart():
    made = read(
        "Weir readers\n\n" + "We read what the water has to say and we talk about it for an hour or two.\n" * 3 + "\n"
        "Week #1: 2 May 2026\nReading 1: “Contribution to a Critique of the Weir and its Keepers” by Ida Rook\nPages: 16-26\n"
        "Reading 2: Manuscripts of the Mill\nPages: 36-42\n"
        "Week #2: 9 May 2026\nReading: “All the Sluices of the Upper Valley, with Drawings” by Max Swift\nPages: 1-9\n"
    )
    assert [[(r.title, r.author, r.part) for r in s.readings] for s in made.series.sessions] == [
        [
            ("Contribution to a Critique of the Weir and its Keepers", "Ida Rook", "Pages 16-26"),
            ("Manuscripts of the Mill", "", "Pages 36-42"),
        ],
        [("All the Sluices of the Upper Valley, with Drawings", "Max Swift", "Pages 1-9")],
    ]


def test_a_column_may_tell_the_month_and_the_next_the_day():
    page = "<h1>Weir readers 2026</h1><table><tr><th>Month</th><th>Date</th><th>Reading</th></tr>" + "".join(
        f"<tr>{month}<td>{day}</td><td>{work}</td></tr>"
        for month, day, work in (
            ("<td rowspan=2>March</td>", "Thu 5", "Jane Austen, <i>Emma</i>"),
            ("", "Thu 26", "Jane Austen, <i>Persuasion</i>"),
            ("<td>April</td>", "9", "Jane Austen, <i>Lady Susan</i>"),
        )
    )
    made = read(page + "</table>", "page.html")
    assert rows(made) == [("2026-03-05", "Emma"), ("2026-03-26", "Persuasion"), ("2026-04-09", "Lady Susan")]


def test_another_place_behind_the_date_is_not_the_topic():
    page = "<h1>Weir readers 2026</h1>" + "".join(
        f"<h2>Session {n}: {topic}</h2><p>Date: {day}</p><p>Reading: {work}</p>"
        for n, topic, day, work in (
            (1, "Matches", "5 March", "Jane Austen, <i>Emma</i>"),
            (2, "Second thoughts", "26 March VENUE CHANGE: Bell Tower", "Jane Austen, <i>Persuasion</i>"),
            (3, "Schemes", "9 April", "Jane Austen, <i>Lady Susan</i>"),
        )
    )
    made = read(page, "page.html")
    assert rows(made)[1] == ("2026-03-26", "Second thoughts")
    place = made.series.sessions[1].place
    assert place is not None
    assert place.name == "Bell Tower"


def test_questions_behind_the_last_meeting_may_be_keyed_by_day():
    page = "Weir readers\n\nWe meet on Thursdays at 7pm in the Mill, in the spring of 2026.\n\n"
    page += "5 March  Jane Austen, Emma\n26 March  Jane Austen, Persuasion\n9 April  Jane Austen, Lady Susan\n\n"
    page += "Questions from last time\n\nfor 5 March\n- Who is vain?\n- Who is poor?\n\nfor 26 March\n- Who waits?\n"
    assert [len(s.questions) for s in read(page).series.sessions] == [2, 1, 0]


def test_a_numbered_task_among_questions_is_no_reading():
    page = "Weir readers\n\nWe meet on Thursdays at 7pm in the Mill, in the spring of 2026.\n\n"
    page += "## 5 March: Amos 5:1-7 and 2 Kings 4\n\n"
    page += '1. Who are the "salt of the earth"? Name one.\n2. Read 5:4 aloud.\n3. Who is asked to listen?\n\n'
    page += "## 26 March: Ruth 1\n\n1. Who goes?\n"
    first = read(page, "page.md").series.sessions[0]
    assert len(first.questions) == 3
    assert [r.title for r in first.readings] == ["Amos 5:1-7", "2 Kings 4"]


def test_pictures_may_stand_for_labels():
    page = "Weir readers\n\nWe meet on Thursdays at 7pm in the Mill, in the spring of 2026.\n\n"
    page += "📅 5 March\n📖 Jane Austen, Emma\n🗣 Ann\n📍 Bell Tower\n\n📅 12 March\n❌ we skip this one\n\n"
    page += "📅 26 March\n📖 Jane Austen, Persuasion\n🗣 Bea\n➕ Jane Austen, Sanditon\n\n"
    page += "📅 9 April\n📖 Jane Austen, Lady Susan\n🗣 Ann\n\n❓ Questions on Emma\nWho is vain?\nWho is poor?\n"
    made = read(page)
    assert rows(made) == [
        ("2026-03-05", "Emma"),
        ("2026-03-12", "❌ we skip this one"),
        ("2026-03-26", "Persuasion"),
        ("2026-04-09", "Lady Susan"),
    ]
    first, off, third, last = made.series.sessions
    assert (first.leader, first.place and first.place.name) == ("Ann", "Bell Tower")
    assert off.state is DateState.CANCELLED
    assert [(r.title, r.role.value) for r in third.readings] == [("Persuasion", "main"), ("Sanditon", "further")]
    assert (len(first.questions), len(last.questions)) == (2, 0)


def test_no_meeting_may_be_said_with_a_reason_in_brackets():
    page = (
        "<h1>Les lecteurs du moulin, 2026</h1><p>Nous nous réunissons le jeudi et nous lisons avec les amis.</p><table>"
    )
    page += "<tr><td>5 mars</td><td>Jane Austen, <i>Emma</i></td></tr><tr><td>26 mars</td><td>Pas d'atelier (crue)</td></tr>"
    page += "<tr><td>9 avril</td><td>Jane Austen, <i>Persuasion</i></td></tr></table>"
    sessions = read(page, "page.html").series.sessions
    assert [s.state is DateState.CANCELLED for s in sessions] == [False, True, False]

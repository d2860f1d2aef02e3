"""Short pages in several languages: little is said, and all of it is understood."""

import datetime as dt

from studycircle.documents.programme import DateState, Programme
from studycircle.readers.programme.page import read_page


def read(page: str, name: str = "page.txt") -> Programme:
    return read_page(page.encode(), name=name, today=dt.date(2026, 11, 24))[0]


def rows(programme: Programme) -> list[tuple[str, str, DateState]]:
    return [(str(s.date), s.title, s.state) for s in programme.series.sessions]


def test_letters_tell_swedish_from_danish():
    made = read(
        "Bokcirkeln Måsen\n\nVi träffas på torsdagar klockan 18.30 i biblioteket.\n\n"
        "8 okt – Selma Lagerlöf, Gösta Berlings saga\n22 okt – INSTÄLLT\n5 nov – Hjalmar Söderberg, Doktor Glas\n"
    )
    assert made.group.language == "sv"
    assert rows(made)[1][2] is DateState.CANCELLED


def test_a_cell_that_says_nobody_meets_cancels_whatever_its_column_is_called():
    made = read(
        "Roda de leitura\n\nNos encontramos às quartas às 19h na biblioteca.\n\n| Data | Livro | Autor |\n|---|---|---|\n"
        "| 7 de outubro | Dom Casmurro | Machado de Assis |\n| 14 de outubro | sem encontro | |\n"
        "| 21 de outubro | O Cortiço | Aluísio Azevedo |\n",
        "page.md",
    )
    assert [state for _, _, state in rows(made)] == [DateState.FIXED, DateState.CANCELLED, DateState.FIXED]


def test_a_weekday_before_a_closing_date_is_no_part_of_the_title():
    made = read("Philosophy lunch\n\nAll in Room 4.\n\n1) Plato, Meno – Wed 7/10\n2) Plato, Crito – Wed 14/10\n")
    assert [title for _, title, _ in rows(made)] == ["Plato, Meno", "Plato, Crito"]


def test_hardly_any_kana_and_works_in_corners():
    made = read(
        "水門を読む会\n\n会場：図書館\n\n10月7日(土) 14:00 「水門」\n10月14日(土) 14:00 「鴨」\n10月21日(土) 14:00 「芋」\n"
    )
    assert made.group.language == "ja"
    assert [[r.title for r in s.readings] for s in made.series.sessions] == [["水門"], ["鴨"], ["芋"]]
    made = read(
        "秋の読書会\n\n10月1日(土) 10:00~12:00『水門の本』6章\n10月15日(土) 10:00~12:00『水門の本』8章\n12月10日(土) 10:00~12:00「茶話会」※雑談\n"
    )
    assert [len(s.readings) for s in made.series.sessions] == [1, 1, 0]
    made = read(
        "秋の読書会の予定です。\n\n5月16日(月)第135回:\nこの回では「推し本」について、それぞれ10分ほどご紹介をいただきます。\n\n5月23日(月)第136回:\n水野著『水門の本』を読みます。「初参加」の方もどうぞ。\n"
    )
    assert [[r.title for r in s.readings] for s in made.series.sessions] == [[], ["水門の本"]]


def test_what_goes_on_is_no_name_and_what_stands_behind_most_dashes_no_person():
    made = read(
        "Weir class 2025\n\n| Session | Date | Topic |\n|---|---|---|\n|1 |Aug-18| Gates |\n|2 |Aug-25| Gates and Mud Review (cont.), Reeds, and Eels |\n"
        "|3 |Sep-01| No session (Tide Congress) |\n",
        "page.md",
    )
    assert [(date, title) for date, title, _ in rows(made)][:2] == [
        ("2025-08-18", "Gates"),
        ("2025-08-25", "Gates and Mud Review (cont.), Reeds, and Eels"),
    ]
    made = read(
        "Study group on the book “Build a Weir”\n\nWeek 1: Chapter 6 - Digging\nWeek 2: Chapter 7 - Planks\nWeek 3: Chapter 8 - Tide Handling\n"
        "Week 4: Chapter 9 - Gates\n"
    )
    assert [title for _, title, _ in rows(made)][2] == "Chapter 8 - Tide Handling"


def test_at_a_place_behind_the_hour():
    made = read(
        "# Reading the tide\n\nOur first meeting:\n\n  * Monday, April 24th, 6:30pm @ the Old Mill\n", "page.md"
    )
    assert (rows(made)[0][1], made.series.place.name or made.series.sessions[0].place.name) == ("", "the Old Mill")


def test_one_meeting_with_several_works_is_called_after_the_heading_over_its_day():
    made = read(
        "---\nname: Evening school - April\n---\n## Ratepayers' Night School\n\n##### April 1st, 2021\n\nWe talk in small groups.\n\n"
        "[**Who Owns the Weir, Chapter 1**](https://x.example/1) - Ada Pool (1848)\n\n"
        "[**Understanding Mud**](https://x.example/2) - Ben Marsh (2018)\n",
        "page.md",
    )
    assert [title for _, title, _ in rows(made)] == ["Ratepayers' Night School"]
    assert [r.author for r in made.series.sessions[0].readings] == ["Ada Pool", "Ben Marsh"]


def test_the_heading_over_a_day_is_not_its_topic_where_it_is_but_the_group():
    made = read(
        "# Harbour Reading Group\n\n## 1 April 2021\n\n- Ada Pool, *The Weir*\n- Ben Marsh, *Mud*\n",
        "page.md",
    )
    assert made.series.sessions[0].title == "The Weir"


def test_a_sentence_that_tells_the_first_meeting_needs_no_hour():
    told = "We meet every Wednesday from 1:00 to 2:30 in the boat house. Our first meeting {} on January 15, 2020.\n"
    assert [day for day, _, _ in rows(read("# Rivers\n\n" + told.format("will be"), "page.md"))] == ["2020-01-15"]
    assert rows(read("# Rivers\n\n" + told.format("was"), "page.md")) == []


def test_labels_behind_pictures_are_no_topic_and_signing_up_is_no_work():
    made = read(
        '---\ntitle: "Atelier du moulin"\ndate: "05-11-2024 23:00"\n---\n\nPremier atelier de l’année, pour lire et débattre ensemble.\n\n'
        "🗓️ Date : __Mardi 5 Novembre__  \n🕕 Horaire : __18h15 - 20h00__  \n📍 Lieu : Le moulin, 4 rue des Roseaux\n\n"
        "🔗 __Inscription obligatoire__ – [Le lien est dans la bio](https://x.example/moulin).\n",
        "page.md",
    )
    assert [(day, title) for day, title, _ in rows(made)] == [("2024-11-05", "Atelier du moulin")]
    assert made.series.sessions[0].readings == ()


def test_a_line_in_italics_that_begins_small_tells_more_of_a_film():
    made = read(
        "# Film al mulino 2008\n\n**1) Il mulino (giovedì 20 marzo)**\n\n_chi ha mai visto girare la ruota di notte in aprile_\n\n"
        "**2) La chiusa (giovedì 27 marzo)**\n\n_una guardiana racconta la sua vita sul fiume_\n",
        "page.md",
    )
    assert [(s.number, s.title) for s in made.series.sessions] == [("1", "Il mulino"), ("2", "La chiusa")]
    assert all("_" not in r.title and r.title[0].isupper() for s in made.series.sessions for r in s.readings)


def test_a_picture_before_the_colon_of_a_label_is_no_word():
    made = read(
        '---\ndate: "15-10-2024 23:00"\n---\n\nPremier club de lecture de l’année.\n\n'
        "Date 📅: __Mardi 15 Octobre__  \nHoraire 🕦 : __18h30-20h__  \nLieu 📍 : Le moulin, 4 rue des Roseaux\n",
        "page.md",
    )
    assert [day for day, _, _ in rows(made)] == ["2024-10-15"]
    assert (made.series.slot.time, made.series.place.name) == (dt.time(18, 30), "Le moulin, 4 rue des Roseaux")

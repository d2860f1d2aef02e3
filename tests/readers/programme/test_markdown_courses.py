"""Repositories that keep a course, a paper club or a table in Markdown: short pages of groups that do not exist."""

import datetime as dt

from studycircle.documents.programme import DateState, Programme
from studycircle.readers.programme.page import read_page


def read(page: str) -> Programme:
    return read_page(page.encode(), name="page.md", today=dt.date(2026, 11, 24))[0]


def rows(programme: Programme) -> list[tuple[str, str]]:
    return [(str(s.date), s.title) for s in programme.series.sessions]


def works(programme: Programme) -> list[list[tuple[str, str]]]:
    return [[(r.title, r.author) for r in s.readings] for s in programme.series.sessions]


def test_a_table_in_html_whose_weeks_hold_their_days():
    made = read(
        '+++\ndate = "21 Aug 2023"\ntitle = "Weir seminar"\n+++\n\nMore will be filled in.\n\n<style>\ntd { color: red; }\n</style>\n\n'
        '<table class="wide">\n<tr>\n<th>Week</th>\n<th>Lead</th><th>Topic</th>\n</tr>\n<tr>\n<td>0: 23 Aug</td>\n<td>Ada</td>\n'
        "<td>How a weir works</td>\n</tr>\n<tr>\n<td>1: 28/30 Aug</td><td>Ben</td>\n<td>[Reeds](https://example.org/reeds.pdf)</td>\n"
        "</tr>\n<tr><td>2: 4/6 Sep</td><td>Cleo</td><td>Mud</td></tr>\n</table>\n\n# Leading\n\nBring tea.\n"
    )
    assert rows(made) == [("2023-08-23", "How a weir works"), ("2023-08-28", "Reeds"), ("2023-09-04", "Mud")]
    assert [s.leader for s in made.series.sessions] == ["Ada", "Ben", "Cleo"]
    assert [e.link for r in made.series.sessions[1].readings for e in r.editions] == ["https://example.org/reeds.pdf"]


def test_a_list_in_html_in_markdown():
    made = read(
        "# Lock club 2024\n\n<ul>\n<li>3 March: <i>Gates</i> by Ada Quill</li>\n<li>10 March:\n<i>Sluices</i> by Ben Sedge</li>\n</ul>\n"
    )
    assert rows(made) == [("2024-03-03", "Gates"), ("2024-03-10", "Sluices")]


def test_html_that_never_ends_takes_no_time():
    for opened in ("<table>\n" * 20_000, "<table>\n<tr><td>\n", "<ul><li>A</li></ul>\n" * 5_000):
        made = read(f"# Lock club 2024\n\n- 3 March: Gates\n- 10 March: Sluices\n\n{opened}")
        assert rows(made) == [("2024-03-03", "Gates"), ("2024-03-10", "Sluices")]


def test_modules_between_numbered_lists_and_chapters_beside_other_works():
    made = read(
        "# Weekly schedule\n\nComplete the readings *before* the first class of the week.\n\nModule 1:\n\n"
        ":   [Tides](https://example.org/tides)\n\n    1.  *08/31/2015,* What is a tide?\n\n        1.  Ch.1.1–1.2.\n\n"
        "        2.  ‘The Tide Table’, Ada Quill, pp.44-53\n\n    2.  *09/07/2015,* Springs\n\n        1.  Ch.1.3\n\n"
        "Module 2:\n\n:   [The Use of\n    Weirs](https://example.org/weirs)\n\n    1.  *09/14/2015,* Gates\n\n        1.  Ch.2\n\n"
        "        2.  ‘A Gate Opens’, Ben Sedge\n\n    2.  *09/21/2015,* Sluices\n\n        1.  Ch.3\n"
    )
    assert [title for _, title in rows(made)] == ["What is a tide?", "Springs", "Gates", "Sluices"]
    assert [[title for title, _ in readings] for readings in works(made)] == [
        ["Ch.1.1–1.2", "The Tide Table"],
        ["Ch.1.3"],
        ["Ch.2", "A Gate Opens"],
        ["Ch.3"],
    ]


def test_questions_that_say_how_to_answer_them():
    made = read(
        "# Materialien\n\n## 28.09.\n\n<e>Die Anfänge</e>\n\n[Quill 1973](https://example.org/q.pdf),\n[Sedge 1986](https://example.org/s.pdf)\n\n"
        "1. Was ist eine Schleuse und wie hebt sie? Erläutert es am Bild in §6.\n"
        "2. Wozu dient das Wehr? Worin sind sich beide einig? Belegt es im Text.\n\n"
        "## 05.10.\n\n<e>-Kein Seminar-</e>\n\n## 12.10.\n\n<e>Ebbe</e>\n\n[Reed 2001](https://example.org/r.pdf)\n"
    )
    assert [len(s.questions) for s in made.series.sessions] == [2, 0, 0]
    assert [s.state for s in made.series.sessions] == [DateState.FIXED, DateState.CANCELLED, DateState.FIXED]


def test_links_side_by_side_are_a_work_each_and_plain_words_beside_links_are_none():
    made = read(
        "# Summer 2020\n\n| Date | Presenter | Topics |\n|---|---|---|\n|7/7/2020|Ada|[Fell et al.](https://example.org/1)|\n"
        "|6/30/2020|Ada|[Quill and Sedge](https://example.org/2), and [Reed, Moss, and Fern](https://example.org/3)|\n"
        "|6/23/2020|Ben|[Owl and Finch](https://example.org/4)|\n|6/2/2020|N/A|Discussion of goals and possible papers|\n"
    )
    assert [[title for title, _ in row] for row in works(made)] == [
        ["Fell et al"],
        ["Quill and Sedge", "Reed, Moss, and Fern"],
        ["Owl and Finch"],
        [],
    ]


def test_the_day_of_a_story_is_no_meeting():
    made = read(
        "A new season at the weir\n\n04/09/2025\n\nThe first meeting of the Tide Readers is on Tuesday 9 September, at 7:30 pm, "
        "in the old mill.\n\nThey will talk about “One Tide” by Ada Quill.\n"
    )
    assert rows(made) == [("2025-09-09", "One Tide")]


def test_how_an_evening_goes_is_no_reading_and_front_matter_tells_its_hour():
    made = read(
        "---\ntitle: Club de lecture\ndate: 2022-06-28T08:29:30.328Z\npublié: 17 mai 2023 · 20h → 21h30\nlieu: Moulin du bief\n---\n"
        "**Club du 19 avril 2023**\n\n* *La marée*, Ada Quill, éditions du Bief\n\n**Club du 15 mars 2023**\n\n- 20:00 Accueil\n"
        "- 20:15 «Incipit» (15 min)\n- 21:00 Fin\n"
    )
    assert [[title for title, _ in row] for row in works(made)] == [["La marée"], []]
    assert (made.series.slot.time, made.series.place.name) == (dt.time(20), "Moulin du bief")


def test_boxes_to_tick_and_the_day_a_course_begins():
    week = "- [ ] Read **Chapters {}**\n- [ ] Shared a note — **Ada**\n- [x] Opened an issue with what we learnt\n\n"
    made = read(
        "# How to Build a Weir\n_Start: 2025-09-29 · Pace: 2 a week_\n\n## Week 1 · Sep 29–Oct 05, 2025\n\n"
        + week.format("1–2")
        + "## Week 2 · Oct 06–Oct 12, 2025\n\n"
        + week.format("3–4")
        + "## Week 3 · Oct 13–Oct 19, 2025\n\n"
        + week.format("5–6")
    )
    assert rows(made) == [
        ("2025-09-29", "Chapters 1–2"),
        ("2025-10-06", "Chapters 3–4"),
        ("2025-10-13", "Chapters 5–6"),
    ]
    assert [[title for title, _ in row] for row in works(made)] == [
        ["Chapters 1–2"],
        ["Chapters 3–4"],
        ["Chapters 5–6"],
    ]


def test_a_row_that_tells_no_more_than_a_work_goes_on_with_the_meeting_above():
    made, problems = read_page(
        b"# Weir papers\n\n| Date | Who | Paper | Notes |\n|---|---|---|---|\n"
        b"| 5 March 2024 | Ada | Reed and Moss. **A Theory of Small Tides**. Weir Letters 2017 | [notes](https://example.org/1) |\n"
        b"| | | `Ebb (E)`: Ann Fern, Bo Owl. **Another Theory of Tides**. Mill 2018 | |\n"
        b"| 12 March 2024 | Bo | Jane Quill. **Nothing at All is Large**. Mill 2018 | [notes](https://example.org/2) |\n",
        name="page.md",
        today=dt.date(2026, 11, 24),
    )
    assert works(made) == [
        [("A Theory of Small Tides", "Reed and Moss"), ("Another Theory of Tides", "Ann Fern, Bo Owl")],
        [("Nothing at All is Large", "Jane Quill")],
    ]
    assert "left-over" not in {problem.code for problem in problems}


def test_a_topic_column_that_says_the_same_in_each_row_tells_no_topic():
    made = read(
        "# Paper Club\n\n| Date | Paper | Session |\n|---|---|---|\n"
        "| 5 March 2024 | [The Tide and the Mill](https://example.org/1) (*Weir Letters*, 2019) | [session](https://example.org/2) |\n"
        "| 12 March 2024 | [Mud Without Reeds](https://example.org/3) (*Weir Letters*, 2020) | [session](https://example.org/4) |\n"
    )
    assert rows(made) == [("2024-03-05", "The Tide and the Mill"), ("2024-03-12", "Mud Without Reeds")]


def test_a_row_that_goes_on_for_ever_takes_no_time():
    made = read(
        "# Weir papers\n\n| Date | Who | Paper |\n|---|---|---|\n| 5 March 2024 | Ada | Bo Reed. **A Small Tide**. Mill 2017 |\n"
        + "| | | Rob Roe. **Another Tide**. Mill 2018 |\n" * 2000
        + "| 12 March 2024 | Bo | Jane Quill. **Nothing is Large**. Mill 2018 |\n"
    )
    assert [date for date, _ in rows(made)] == ["2024-03-05", "2024-03-12"]


def test_as_a_rule_is_no_place():
    made = read(
        "# Die Schleusenleser\n\nAn jedem zweiten Mittwoch um 19 Uhr findet ein Abend statt, in der Regel lesen wir Romane.\n\n"
        "- 5. März 2024: Ada Quill, *Die Flut*\n- 2. April 2024: Bo Reed, *Der Schlamm*\n"
    )
    assert (made.series.slot.time, made.series.place.name) == (dt.time(19), "")
    made = read(
        "# Leitores do Moinho\n\nO clube acontece em Foz todas as quartas-feiras às 19h.\n\n"
        "- 5 de março de 2024: Ada Quill, *A maré*\n- 2 de abril de 2024: Bo Reed, *Lama*\n"
    )
    assert made.series.place.name == "Foz"

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


def test_days_with_dots_may_have_the_month_first_and_material_be_what_it_is_about():
    made = read(
        "# Weirs, 2022\n\n| Week | Date | Material | Guest |\n|---|---|---|---|\n| 1 | 8.23 | What a weir is for | |\n"
        "| 2 | 8.30 | The gate (**at the mill**) | Ada Pool (Leeds) |\n| 3 | 9.6 | Mud // **First sketch due Friday** | |\n"
        "| 4 | 9.13 | Reeds | Ben Marsh |\n"
    )
    assert [str(s.date) for s in made.series.sessions] == ["2022-08-23", "2022-08-30", "2022-09-06", "2022-09-13"]
    assert [s.leader for s in made.series.sessions] == ["", "Ada Pool (Leeds)", "", "Ben Marsh"]
    assert works(made) == [[], [], [], []]


def test_material_beside_a_topic_is_read():
    made = read(
        "| Date | Topic | Material |\n|---|---|---|\n| 3 May 2022 | Weirs | Ada Pool, *The Gate* |\n"
        "| 10 May 2022 | Mud | Ben Marsh, *Silt* |\n"
    )
    assert works(made) == [[("The Gate", "Ada Pool")], [("Silt", "Ben Marsh")]]


def test_the_term_in_front_matter_tells_the_year_and_tasks_are_not_read():
    made = read(
        "---\ncourse-title: Rivers\nterm: Spring 2021\n---\n\n# Schedule\n\n## Week 1: Jan 18--22\n\n"
        '- Introduction to the river\n- Ada Pool, "The Gate", 1-20.\n- Ben Marsh, "Silt", 3-9.\n\n### Lab 1: Folding a boat\n\n'
        '## Week 2: Jan 25--29\n\n### The _Mudlark_ School\n\n- Cleo Reed, _Reeds_, 1-12.\n- Ada Pool, "Two Gates".\n\n'
        '## Week 3: Feb 1--5\n\n- Ben Marsh, "More Silt", 10-30.\n- Cleo Reed, _Rushes_.\n\n### [Lab 2: Rowing](/labs/2)\n'
    )
    assert [str(s.date) for s in made.series.sessions] == ["2021-01-18", "2021-01-25", "2021-02-01"]
    assert works(made) == [
        [("The Gate", "Ada Pool"), ("Silt", "Ben Marsh")],
        [("Reeds", "Cleo Reed"), ("Two Gates", "Ada Pool")],
        [("More Silt", "Ben Marsh"), ("Rushes", "Cleo Reed")],
    ]


def test_how_an_evening_goes_is_no_schedule_and_a_dot_says_nothing():
    made = read(
        "# Moss club\n\nEvery Thursday at 9:00.\n\nDate | Person | Paper\n---|---|---\n2021-06-17 | Ada | [Moss](https://x.example/1)\n"
        "2021-06-24 | Ben | [Lichen](https://x.example/2)\n2021-07-01 | Cleo | .\n. | Dan | .\n\n"
        "When | What\n---|---\n9:00 | Tea\n9:55 | Last question\n9:59 | We go home\n"
    )
    assert [str(s.date) for s in made.series.sessions] == ["2021-06-17", "2021-06-24", "2021-07-01"]


def test_the_hour_in_the_zones_of_those_far_away_is_not_the_usual_one():
    made = read(
        "# Weir Book Club 2024\n\nEvery meeting will be held at 15:00 UTC.\n\n| Timezone | Local Meeting Time |\n|---|---|\n"
        "| British Summer Time UTC+1 | 16:00 |\n| Peru Time UTC-5 | 10:00 |\n\n| Chapter | Date |\n|---|---|\n"
        "| Introduction | Monday 8th July |\n| Chapter 1 | Monday 15th July |\n"
    )
    assert made.series.slot.time == dt.time(15)


def test_works_cited_by_author_and_year_in_a_column_without_a_heading_are_read():
    made = read(
        "  ------- -------------------------- ------------------- -------------------------\n"
        "  30/08   What a weir is             *Weirs*, §§1-27     Owl & Elm (1980, ch. 1)\n"
        "  06/09   Where the mud goes         *Weirs*, §§28-60    Owl & Elm (1980, ch. 2)\n"
        "  13/09   Who keeps the gate         *Weirs*, §§61-90    Owl & Elm (1980, ch. 3)\n"
        "  ------- -------------------------- ------------------- -------------------------\n"
    )
    assert [[title for title, _ in session] for session in works(made)] == [["Weirs", "Owl & Elm"]] * 3


def test_what_a_chapter_is_called_is_no_author_though_it_has_capitals():
    made = read(
        '# Study group on the book "Keep Your Own Weir"\n\nWe meet on Tuesdays from 6-7pm.\n\nWeek 1: Chapter 1 - prior to first meeting\n'
        "Week 2: Chapter 2 & 3 - Gates & Mud\nWeek 3: Chapter 4 - Reeds\nWeek 4: Chapter 5 - Flood Handling\n"
        "Week 5: Chapter 6 - Rushes\nWeek 6: Chapter 7 - Low Water\n"
    )
    assert [s.title for s in made.series.sessions][3] == "Chapter 5 - Flood Handling"
    assert all(r.author not in ("Flood Handling", "Low Water") for s in made.series.sessions for r in s.readings)


def test_a_linked_title_with_its_author_and_year_behind_a_stop_is_one_work():
    made = read(
        "# Ear club\n\n<table>\n<tr><td>10-Jan-22</td><td>[How a weir is heard. Owl (1976)](https://x.example/1.pdf)</td><td>Ada</td></tr>\n"
        "<tr><td>24-Jan-22</td><td>[What eels make of it. Elm & Pool (2007)](https://x.example/2.pdf)</td><td>Ben</td></tr>\n</table>\n"
    )
    assert works(made) == [[("How a weir is heard", "Owl")], [("What eels make of it", "Elm & Pool")]]

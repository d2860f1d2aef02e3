"""How groups keep their meetings in Markdown, in a repository or a wiki: short pages of groups that do not exist."""

import datetime as dt

from studycircle.documents.programme import DateState, Programme, Role
from studycircle.readers.programme.page import read_page


def read(page: str) -> Programme:
    return read_page(page.encode(), name="page.md", today=dt.date(2026, 11, 24))[0]


def rows(programme: Programme) -> list[tuple[str, str]]:
    return [(str(s.date), s.title) for s in programme.series.sessions]


def works(programme: Programme) -> list[list[tuple[str, str]]]:
    return [[(r.title, r.author) for r in s.readings] for s in programme.series.sessions]


def test_columns_called_as_a_machine_would():
    made = read(
        "# Weir ecology, autumn 2021\n\n| Wk | Date | Lect_# | Lecture_Topic | Required_Readings |\n|---|---|---|---|---|\n"
        "| 1 | 09/02 | A-1 | Reeds | Quill 2014 |\n| | 09/07 | B-2 | Mud | Sedge 2016 |\n| | 09/09 | A-3 | No Class | |\n"
    )
    assert rows(made) == [("2021-09-02", "Reeds"), ("2021-09-07", "Mud"), ("2021-09-09", "No Class")]
    assert made.series.sessions[2].state is DateState.CANCELLED


def test_a_list_counts_its_meetings_with_full_stops():
    made = read(
        "# Autumn 2018\n\nWe meet at the shore and talk of what is there.\n\n#### 29. November 27 Tides\n\nA walk.\n\n#### 30. December 4: Wrapping up\n\nA talk.\n\n"
        "#### 31. December 6 Soup\n\nA meal.\n"
    )
    assert rows(made) == [("2018-11-27", "Tides"), ("2018-12-04", "Wrapping up"), ("2018-12-06", "Soup")]


def test_a_file_called_after_a_day_is_no_meeting_and_tells_the_year():
    made = read(
        "# Lock club\n\n## Next\n\n## June 27\n\nGates: A History ([pdf](https://example.org/g.pdf))\n\n## Before\n\n"
        "### June 13\n\nOf Mud and Men\n\nhttps://example.org/mud.pdf\n\nSummary: [2017-06-13-mud.md](2017-06-13-mud.md)\n\n"
        "Artifacts\n- https://example.org/one\n- https://example.org/two\n\n"
        "### May 30\n\nA Slow River (Ada Quill and Ben Sedge 2012)\n\nhttps://example.org/slow.pdf\n\n"
        "### May 14\n\nWeirs\n\nhttps://example.org/weirs.pdf\n"
    )
    assert [date for date, _ in rows(made)] == ["2017-06-27", "2017-06-13", "2017-05-30", "2017-05-14"]
    assert [title for _, title in rows(made)][1:] == [
        "Of Mud and Men",
        "A Slow River",
        "Weirs",
    ]
    assert [[e.link for r in s.readings for e in r.editions] for s in made.series.sessions][1:] == [
        ["https://example.org/mud.pdf"],
        ["https://example.org/slow.pdf"],
        ["https://example.org/weirs.pdf"],
    ]


def test_where_readings_are_labelled_nothing_else_in_a_list_is_one():
    made = read(
        "# Shore seminar 2018\n\n#### 1. August 28 Sand\n* Reading: [Grains and their uses](https://example.org/a)\n"
        "* Activity: a sieve each\n\n#### 2. August 30 Salt\n* Everybody:\n    * Bring a pan\n* Files:\n    * pans.csv\n\n"
        "#### 3. September 4 Tides\n* ** Group 1 **\n    * Reading: [The near shore](https://example.org/b)\n"
        "* ** Group 2 **\n    * Reading: [The far shore](https://example.org/c)\n* Group work\n\n"
        "#### 4. September 6 Fog\n* Readings: [How fog lifts](https://example.org/d)\n"
    )
    assert [[title for title, _ in session] for session in works(made)] == [
        ["Grains and their uses"],
        [],
        ["The near shore", "The far shore"],
        ["How fog lifts"],
    ]


def test_cards_of_labelled_lines_are_no_quotation():
    made = read(
        "# Weir mathematics\n\nWe read of gates and of what is in them.\n\n## [Gates]\n> **Date**: September 25th, 2024\n>\n> **Presenter**: Ada Quill\n>\n"
        "> **Optional Reading**: Fell (2021) Sections 1.1, 2, Remark 2.30; Wick (2015) Exercise 7.11\n*   What a gate is\n"
        "*   Why it opens\n\n## [Locks (2)]\n> **Date**: October 2nd, 2024\n>\n> **Presenter**: Ben Sedge\n>\n"
        "> **Theoretical Reading**: Holm & Fell (2008) Section 3\n*   Two gates\n"
    )
    assert rows(made) == [("2024-09-25", "Gates"), ("2024-10-02", "Locks (2)")]
    assert [s.leader for s in made.series.sessions] == ["Ada Quill", "Ben Sedge"]
    assert [[author for _, author in session] for session in works(made)] == [["Fell", "Wick"], ["Holm & Fell"]]
    assert [r.role for r in made.series.sessions[0].readings] == [Role.FURTHER, Role.FURTHER]
    assert made.series.slot.time is None


def test_the_next_meeting_stands_over_the_table_of_the_others():
    made = read(
        "# Weir biology\n\n## Next Meeting\n\n**Date:** 25 September 2026, 11:00 UTC+3 (Istanbul)\n\n"
        "**Paper:** [How eels choose a river](https://example.org/eels)\n\n"
        "**Citation:** Quill, A., Sedge, B., & Wick, C. (2025). How eels choose a river. Pond, 8(3).\n\n"
        "## Upcoming\n\n| Date | Presenter |\n|---|---|\n| 2 October 2026 | Eve Holm |\n| 9 October 2026 | Dan Fell |\n"
    )
    assert [str(s.date) for s in made.series.sessions] == ["2026-09-25", "2026-10-02", "2026-10-09"]
    assert made.series.sessions[0].title == "How eels choose a river"
    assert works(made)[0] == [("How eels choose a river", "Quill, A., Sedge, B., & Wick, C")]


def test_who_presents_stands_beside_where_the_article_is_kept():
    made = read(
        "# Star club\n\n**2019**\n\n- Feb 23, **Ada Quill** (PP), [arXiv:1205.1450](https://example.org/1); \n"
        "          **Ben Sedge** (LR), [arXiv:1010.5788](https://example.org/2)\n"
        "  + <sub>(PP) *The binary star of the old mill II. A\n    strict test*, by C.D. Wick *et al.*\n"
        "  + <sub>(LR) *Do dark rivers form a lake with long-range\n    order?*, by\n    E. Holm, D. Fell\n"
        "- Mar 2, **Cora Wick** (PP), [arXiv:astro-ph/9605140](https://example.org/3); **Ada Quill** (LR)\n"
        "  + <sub>(PP) *Lenses that are made of neighbouring stars and of nothing else at all*, by N. Pol, M.\n"
        "McLaughlin, D.R. Lorimer\n  + <sub>(LR) ...\n- Mar 9, **No Group Meeting**\n"
    )
    assert [s.leader for s in made.series.sessions] == ["Ada Quill, Ben Sedge", "Cora Wick, Ada Quill", ""]
    assert works(made) == [
        [
            ("The binary star of the old mill II. A strict test", "C.D. Wick et al"),
            ("Do dark rivers form a lake with long-range order?", "E. Holm, D. Fell"),
        ],
        [
            (
                "Lenses that are made of neighbouring stars and of nothing else at all",
                "N. Pol, M. McLaughlin, D.R. Lorimer",
            )
        ],
        [],
    ]


def test_what_is_said_of_a_linked_work_is_no_reading():
    made = read(
        "# Night sky club\n\n### 2025-01-21: Ada\nDiscussed Papers:\n- [Rain on 590: the sky awakens](https://example.org/a) "
        "(Quill et al., 2025)\n  - Looks at rain\n- [Snow 12: a survey](https://example.org/b) (Sedge et al., 2024)\n\n"
        "Presented: \n[Fifty years of fog: a review](https://example.org/c) (Wick, 2024)\n- First fog is known\n"
        "- Harder to see in winter\n\n### 2025-01-14: Ben\nDiscussed Papers:\n- [Hail](https://example.org/d) (Fell, 2024)\n"
    )
    assert [[title for title, _ in session] for session in works(made)] == [
        ["Rain on 590: the sky awakens", "Snow 12: a survey", "Fifty years of fog: a review"],
        ["Hail"],
    ]


def test_no_club_tonight():
    made = read(
        "# 2021 Spring\n- February 17th: Ada Quill\n- February 24th: No JC (CONF)\n- March 3rd: Ben Sedge\n"
        "- March 10th: Cora Wick\n"
    )
    assert [s.state for s in made.series.sessions][1] is DateState.CANCELLED
    assert works(made) == [[], [], [], []]


def test_what_everybody_brings_names_no_meeting_and_the_author_stands_behind():
    made = read(
        "# Maison du Moulin\n\nLe groupe compte de 4 à 12 personnes, et nous lisons les livres que nous aimons.\n\n## 2023\n\n"
        "**Club du 19 avril 2023**\n\n* *Le bief*, Ada Quill (trad. B. Sedge), éditions du Pont\n* *Roue, roue*, Cora Wick\n"
        "* *Quai*, éditions du Pont\n\n**Club du 15 mars 2023**\n\n*Annulé à cause de la neige.*\n\n"
        "**Club du 15 février 2023**\n\n* *Vannes*, Dan Fell, éditions du Pont\n"
    )
    assert rows(made) == [("2023-04-19", ""), ("2023-03-15", "Annulé à cause de la neige."), ("2023-02-15", "Vannes")]
    assert made.series.sessions[1].state is DateState.CANCELLED
    assert works(made)[0] == [("Le bief", "Ada Quill"), ("Roue, roue", "Cora Wick"), ("Quai", "")]
    assert made.series.slot.time is None
    made = read(
        "# Club del mulino\n\n### 05 ottobre 2022\nPrimo incontro di tutti. Le proposte del mese sono queste:\n"
        "- **A.T.** *La ruota* (Dina Chiusa)\n- **B.S.** *Il canale* (Elio Ponte)\n- **B.S.** *La gora* (Ugo Sponda)\n\n"
        "### 09 novembre 2022\nSecondo incontro.\n- **C.W.** *Argini* (Ida Fiume)\n- *Chiuse* (Ada Rivo)\n- *Dighe* (Ivo Lago)\n"
    )
    assert [title for _, title in rows(made)] == ["Primo incontro di tutti", "Secondo incontro"]
    assert works(made)[0] == [("La ruota", "Dina Chiusa"), ("Il canale", "Elio Ponte"), ("La gora", "Ugo Sponda")]


def test_articles_that_only_their_address_tells():
    made = read(
        "Date | Presenter | URL\n-----|-----|-----\n**2018--2019**|\n05/03/2019 | Ada | "
        "[https://www.example.org/a-1](https://www.example.org/a-1)\n19/03/2019 | Ben | https://example.org/b-2\n"
        "02/04/2019 | Cora\n"
    )
    assert works(made) == [[("example.org/a-1", "")], [("example.org/b-2", "")], []]
    assert [s.leader for s in made.series.sessions] == ["Ada", "Ben", "Cora"]


def test_a_heading_with_its_date_behind_it_among_others():
    made = read(
        "# 読書ログ\n\n## 朝の会\n\n### 第1回 (2026/01/07)\n- 水門の話\n\n### 第2回 (2026/02/19)\n- 川の話\n\n"
        "## 週末の会\n\n### 0214: 堰の歴史 (2026/02/14)\n- 堰について\n"
    )
    assert [date for date, _ in rows(made)] == ["2026-01-07", "2026-02-14", "2026-02-19"] or [
        date for date, _ in rows(made)
    ] == ["2026-01-07", "2026-02-19", "2026-02-14"]


def test_meetings_listed_in_front_matter():
    page = (
        "---\nlayout: page\ntitle: Reading Group\nreads:\n\n"
        '    - date:   "26 April 2016"\n      venue:  "Lock Lab"\n      presenter: "Ada"\n      paper:    "How gates open"\n'
        '      url:     "https://example.org/gates.pdf"\n      doi:     "https://example.org/x"\n\n'
        '    - date:   "3 May 2016"\n      venue:  "Lock Lab"\n      presenter: "Ben"\n      paper:    "How gates close"\n'
        '      url:     "https://example.org/close.pdf"\n---\n\n## Schedule\n\n| Date | Location |\n|-|:-:|-: \n'
        "{% for read in page.reads %}| {{read.date}} | {{read.venue}} |\n{% endfor %}\n"
    )
    made = read(page)
    assert rows(made) == [("2016-04-26", "How gates open"), ("2016-05-03", "How gates close")]
    assert [s.leader for s in made.series.sessions] == ["Ada", "Ben"]
    assert [e.link for s in made.series.sessions for r in s.readings for e in r.editions] == [
        "https://example.org/gates.pdf",
        "https://example.org/close.pdf",
    ]


def test_commands_of_a_template_are_no_words_of_the_page():
    made = read(
        '# Weir club 2023\n\n![cover](/eel.jpg){: width="250" }\n\n- March 7: [Eels]({{ site.url }}/eels.pdf)\n'
        "- March 14: Reeds\n{% comment %}\n- March 21: Not yet\n{% endcomment %}\n- March 28: Mud\n"
    )
    assert rows(made) == [("2023-03-07", "Eels"), ("2023-03-14", "Reeds"), ("2023-03-28", "Mud")]


def test_one_meeting_told_in_sentences():
    made = read(
        '# Leserunde 16.8. zu "Die Schleuse am Abend"\n\nEs ist so weit, das nächste Treffen steht an. Am <b>16.8.</b> reden '
        'wir über "Die Schleuse am Abend" von Ada Quill.\n\nWir treffen uns in der Mühle und bringen Kuchen mit.\n'
    )
    assert [(s.title, len(s.readings)) for s in made.series.sessions] == [("Die Schleuse am Abend", 1)]
    made = read(
        "WHITSTOW, MILL--The Tide Book Club, which meets each month in the old mill, holds its next meeting on Sunday, "
        'September 24, from 2 to 4 p.m. The baker Dan Fell will lead a discussion of "One Tide: At Home by the Sea," a book '
        "that he has read twice.\n\nThe club is open to all.\n"
    )
    assert [(s.title, s.date and s.date.day) for s in made.series.sessions] == [("One Tide: At Home by the Sea", 24)]


def test_what_stands_right_below_a_day_in_a_list():
    made = read(
        "# Weir talkers\n\nWe meet every other Wednesday at 16:00 and read what is below.\n\n* 16th of October:\n"
        "[The Sovereign Mill ](https://example.org/mill.pdf)\n* 30th of October:\n"
        "- [A wiki page of the lock](https://example.org/lock)\n- [Manifesto of the lock](https://example.org/m.pdf)\n"
        "* 13th of November\n* 27th of November\n"
    )
    assert [[title for title, _ in session] for session in works(made)] == [
        ["The Sovereign Mill"],
        ["A wiki page of the lock", "Manifesto of the lock"],
        [],
        [],
    ]


def test_headings_with_their_whole_date_beside_a_table_of_old_meetings():
    made = read(
        "# Lock group\n\n## Next: 5 March 2024\n\n- **Presenter**: Ada Quill\n- **Paper**: [Stability](https://example.org/a.pdf), "
        "R. Marsh (1972)\n- **Slides**: [here](https://example.org/s.pdf)\n\n## 27 February 2024\n\n- **Presenter**: Ben Sedge\n"
        "- **Paper**: [Eels](https://example.org/b.pdf) (Fell et al., 2001)\n\n<details>\n<summary>Autumn 2023</summary>\n\n"
        "| Date | Presenter | Paper |\n|-|-|-|\n| 2023-11-07 | Cora Wick | [Reeds](https://example.org/c) |\n"
        "| 2023-11-14 | Dan Fell | [Mud](https://example.org/d) |\n\n</details>\n"
    )
    assert rows(made) == [
        ("2024-03-05", "Stability"),
        ("2024-02-27", "Eels"),
        ("2023-11-07", "Reeds"),
        ("2023-11-14", "Mud"),
    ]
    assert works(made)[:2] == [[("Stability", "R. Marsh")], [("Eels", "Fell et al.")]]
    assert [s.leader for s in made.series.sessions] == ["Ada Quill", "Ben Sedge", "Cora Wick", "Dan Fell"]
    assert len(made.series.sessions[0].readings[0].editions) == 1


def test_a_link_to_questions_announces_none_and_an_introduction_to_something_is_no_part():
    made = read(
        "# Weir logic\n\nOur text is *Gates and Forms* by Ada Quill.\n\n#### September 13 Locks\n* Reading: "
        "[How locks think](https://example.org/a)\n* [Questions](https://example.org/q)\n* Activity: draw a lock\n\n"
        "#### September 20 Introduction to weirs\n* Activity: draw a weir\n\n#### September 27 Mills\n* Reading: "
        "[How mills think](https://example.org/b)\n"
    )
    assert [len(s.questions) for s in made.series.sessions] == [0, 0, 0]
    assert [[title for title, _ in session] for session in works(made)] == [
        ["How locks think"],
        [],
        ["How mills think"],
    ]


def test_a_lesson_of_one_hour_is_no_time_of_day():
    made = read(
        "# 수문 스터디\n\n- 매주 수요일 21시 ~ 23시\n- 1시간 과제 + 1시간 발표\n\n|내용|날짜|발표자|\n|---|---|---|\n"
        "|2장|2021-06-16(수)|가람|\n|3장|2021-06-23(수)|나래|\n"
    )
    assert made.series.slot.time in (None, dt.time(21))


def test_parts_that_stand_before_the_title_they_are_of():
    made = read(
        "# Weir novels\n\n## 1 February 2018\nReading: Chapter 6 of The Mill\n\n## 8 February 2018\n"
        "Reading: Chapters 7-9 of *The Mill*\n\n## 15 February 2018\nChapter IV of Low Water by Ada Quill\n\n"
        '## 22 February 2018\nChapter 3 from "Eels" by Ben Sedge\n\n## 1 March 2018\n'
        "Reading: First half of [Reeds](https://example.org/r)\n\n## 8 March 2018\nReading: Ten poems of Love\n"
    )
    assert [(r.title, r.author, r.part) for s in made.series.sessions for r in s.readings] == [
        ("The Mill", "", "Chapter 6"),
        ("The Mill", "", "Chapters 7-9"),
        ("Low Water", "Ada Quill", "Chapter IV"),
        ("Eels", "Ben Sedge", "Chapter 3"),
        ("Reeds", "", "First half"),
        ("Ten poems of Love", "", ""),
    ]


def test_hour_and_room_in_front_matter():
    made = read(
        '---\ntitle: Winter 2026\ntime: "Thursdays 10:30 am - 12:00 pm, 4901 LCK"\nsessions:\n  - date: 2026-01-15\n'
        '    presenter: Ada Quill\n    title: Fast Locks\n    authors: Ben Sedge, Cora Wick\n    venue: "WEIR \'25"\n'
        "    link: https://example.org/a.pdf\n  - date: 2026-01-22\n    presenter: Dan Fell\n    title: Slow Locks\n"
        '    authors: Eve Marsh\n    venue: "WEIR \'24"\n    link: https://example.org/b.pdf\n---\n'
    )
    slot = made.series.slot
    assert (slot.weekday, slot.time, slot.minutes, made.series.place.name) == (3, dt.time(10, 30), 90, "4901 LCK")
    assert works(made) == [[("Fast Locks", "Ben Sedge, Cora Wick")], [("Slow Locks", "Eve Marsh")]]


def test_fenced_code_is_an_example():
    made = read(
        "# Lock group\n\n## 1 February 2018: Mills\n* Reading: Emma\n\n## How to add a meeting\n\n"
        "```yaml\n- date: 2018-03-01\n  title: Example\n```\n"
    )
    assert rows(made) == [("2018-02-01", "Mills")]


def test_a_lists_number_before_the_month_makes_no_year_of_the_day():
    made = read(
        "# Lock ecology, autumn 2018\n\n#### 26. November 13 Mud\n* Reading: Eels\n\n#### 27. November 20\n"
        "* Reading: Reeds\n\n#### 28. November 27 \n* Reading: Mills\n\n#### 29. November 29 Sluices\n* Reading: Weirs\n"
    )
    assert [s.date and s.date.isoformat() for s in made.series.sessions] == [
        "2018-11-13",
        "2018-11-20",
        "2018-11-27",
        "2018-11-29",
    ]


def test_commands_and_examples_that_never_end_hide_nothing_and_take_no_time():
    page = "# Weir Readers\n\n- 5 March 2026: Emma\n- 12 March 2026: Persuasion\n\n"
    for opening in ("```json\n", "{% comment %}\n", "{% ", "{{ "):
        assert rows(read(page + opening * 20_000)) == [("2026-03-05", "Emma"), ("2026-03-12", "Persuasion")]

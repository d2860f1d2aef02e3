"""How the lines of a schedule open: moves, dates in brackets, dates still open, and what stands between."""

import datetime as dt

from studycircle.documents.programme import DateState, Programme
from studycircle.readers.programme.page import read_page


def read(page: str, name: str = "page.txt") -> Programme:
    return read_page(page.encode(), name=name, today=dt.date(2026, 11, 24))[0]


def rows(programme: Programme) -> list[tuple[str, str, DateState]]:
    return [(str(s.date), s.title, s.state) for s in programme.series.sessions]


OPENING = "Weir readers\n\nWe meet on Thursdays at 7pm in the Mill, in the spring of 2026.\n\n"


def test_the_month_of_a_move_may_go_without_saying():
    made = read(OPENING + "5 March, put off to the 12th: Emma\n26 March: Persuasion\n9 April: Lady Susan\n")
    assert rows(made)[0] == ("2026-03-12", "Emma", DateState.MOVED)


def test_a_move_behind_the_topic_names_the_day_it_was_moved_from():
    made = read(OPENING + "## Emma (5 March, moved to 12 March)\n\n## Persuasion (26 March)\n\n", "page.md")
    assert rows(made)[0] == ("2026-03-12", "Emma", DateState.MOVED)
    assert made.series.sessions[0].moved_from == dt.date(2026, 3, 5)


def test_the_number_of_an_item_is_no_day_of_the_month_it_names():
    made = read(
        OPENING + "1. 5 March: Emma\n2. 26 March: Persuasion\n3. April, date to follow: Lady Susan\n", "page.md"
    )
    assert rows(made)[2] == ("None", "Lady Susan", DateState.TBA)


def test_a_heading_may_say_in_brackets_that_its_date_is_open():
    made = read(
        OPENING + "## Emma (5 March)\n\n## Persuasion (26 March)\n\n## Lady Susan (date to follow)\n\n", "page.md"
    )
    assert rows(made)[2] == ("None", "Lady Susan", DateState.TBA)


def test_a_break_whose_date_stands_last_is_kept_among_dates_that_stand_first():
    made = read(
        OPENING
        + "## 5 March: Emma\n\n## No meeting on 12 March\n\n## 26 March: Persuasion\n\n## 9 April: Lady Susan\n\n",
        "page.md",
    )
    assert [(day, state) for day, _, state in rows(made)][1] == ("2026-03-12", DateState.CANCELLED)


def test_a_remark_between_date_and_colon_is_no_topic():
    made = read(OPENING + "Thu 5 March: Emma\nWed 25 March (not the Thursday): Persuasion\nThu 9 April: Lady Susan\n")
    assert rows(made)[1][:2] == ("2026-03-25", "Persuasion")


def test_hour_and_place_before_a_colon_are_no_topic():
    made = read(OPENING + "5 March: Emma\n26 March, 6pm, in the Bell Tower: Persuasion\n9 April: Lady Susan\n")
    assert rows(made)[1][1] == "Persuasion"
    assert made.series.sessions[1].place is not None
    assert made.series.sessions[1].place.name == "the Bell Tower"


def test_a_struck_date_with_a_new_one_is_a_move_though_the_remarks_say_postponed():
    made = read(
        "Weir\n\n| Date | Author | Book | Notes |\n|---|---|---|---|\n| 5 March 2026 | Ada Quill | Springs | |\n"
        "| ~~12 March~~ 19 March 2026 | Ben Sedge | Weirs | postponed for the flood |\n| 2 April 2026 | Leo Mill | Eels | |\n",
        "page.md",
    )
    assert rows(made)[1] == ("2026-03-19", "Weirs", DateState.MOVED)


def test_a_whole_date_in_a_short_line_above_tells_the_year():
    made = read(
        "Кружок «Мельница»\n\nОбъявление от 20.08.2019\n\nМы встречаемся по воскресеньям, в 17:00.\n\n"
        "01.09 — А. Ручей, «Вода»\n15.09 — Б. Мост, «Берег»\n29.09 — встречи нет\nПозже, дата неизвестна — В. Луг, «Трава»\n"
    )
    assert [day for day, _, _ in rows(made)] == ["2019-09-01", "2019-09-15", "2019-09-29", "None"]


def test_a_row_tells_of_its_move_in_another_column():
    made = read(
        "Weir\n\n| Date | Book |\n|---|---|\n| 5 March 2026 | Ada Quill, Springs |\n"
        "| 12 March 2026 | moved to 19 March: Ben Sedge, Weirs |\n| 2 April 2026 | Leo Mill, Eels |\n",
        "page.md",
    )
    assert rows(made)[1] == ("2026-03-19", "Weirs", DateState.MOVED)


def test_an_hour_after_the_weekday_is_no_day_of_the_month():
    made = read(
        "Weir readers\n\nWe read on Thursdays, 7 to 9pm, at the Tool Library.\n\n5 March 2026: Emma\n12 March 2026: Nana\n"
    )
    assert (made.series.slot.time, made.series.place.name) == (dt.time(19), "the Tool Library")


def test_a_numbered_topic_may_hold_sentences_before_the_date_at_its_end():
    made = read(
        "Weir readers, 2026\n\nWeek 1. What is a weir? I. Water | Mar 5\n• Ida Rook, The Low Sluice\n"
        "Week 2. What is a weir? II. Stone | Mar 12\n• Max Swift, On Mortar\n"
        "Week 3. Who owns the mill? | Mar 19\n• Eva Wren, Title Deeds\n"
    )
    assert [(str(s.date), s.title) for s in made.series.sessions] == [
        ("2026-03-05", "What is a weir? I. Water"),
        ("2026-03-12", "What is a weir? II. Stone"),
        ("2026-03-19", "Who owns the mill?"),
    ]


def test_a_line_that_lists_all_days_is_the_habit_and_no_meeting():
    made = read(
        "Weir readers\n\nWednesdays, Mar 4, 11, 18, Apr 1. 7PM at the Old Mill.\n\nWeek 1 (Mar 4) – Water\n\n“Sluices”, Ida Rook\n\n"
        "Week 2 (Mar 11) – Stone\n\n“Mortar”, Max Swift\n\nWeek 3 (Mar 18) – Wood\n\n“Wheels”, Eva Wren\n"
    )
    assert [s.title for s in made.series.sessions] == ["Water", "Stone", "Wood"]
    assert (made.series.slot.weekday, made.series.slot.time) == (2, dt.time(19))


def test_a_numeric_date_behind_the_count_is_no_range_of_counts():
    made = read(OPENING + "Session 1 – 05/03: Emma\nSession 2 – 26/03: Persuasion\nSession 3 – 09/04: Lady Susan\n")
    assert [day for day, _, _ in rows(made)] == ["2026-03-05", "2026-03-26", "2026-04-09"]


def test_the_number_of_a_week_before_a_comma_is_no_day():
    made = read(OPENING + "Week 3, 5 March: Emma\nWeek 6, 26 March: Persuasion\nWeek 8, 9 April: Lady Susan\n")
    assert [day for day, _, _ in rows(made)] == ["2026-03-05", "2026-03-26", "2026-04-09"]


def test_weeks_may_be_told_short():
    page = "Bokcirkel Kvarnen\n\nVi träffas på torsdagar kl. 18 i kvarnen, och det är alltid någon som bjuder på kaffe. Våren 2026.\n\n"
    made = read(page + "v. 10, 5 mars - Emma\nv. 13, 26 mars - Övertalning\nv. 15, 9 april - Lady Susan\n")
    assert [day for day, _, _ in rows(made)] == ["2026-03-05", "2026-03-26", "2026-04-09"]


def test_a_month_without_a_meeting_is_kept_among_dates():
    made = read(OPENING + "5 March: Emma\n26 March: Persuasion\nApril: no meeting\n7 May: Lady Susan\n")
    assert rows(made)[2] == ("None", "no meeting", DateState.CANCELLED)


def test_years_of_an_era_and_a_month_in_a_frame():
    page = "水車読書会\n\n## 【3月】令和8年3月5日(木)\n\n『竹取物語』\n\n## 【4月】令和8年4月9日(木) ※会場:粉ひき小屋\n\n『方丈記』\n\n## 【5月】日程調整中\n\n『雨月物語』\n\n"
    made = read(page, "page.md")
    assert [row[:2] for row in rows(made)] == [
        ("2026-03-05", "『竹取物語』"),
        ("2026-04-09", "『方丈記』"),
        ("None", "『雨月物語』"),
    ]


def test_a_holiday_may_be_why_a_meeting_is_moved():
    made = read(OPENING + "5 March: Emma\n6 April, bank holiday, moved to 9 April: Persuasion\n7 May: Lady Susan\n")
    assert rows(made)[1] == ("2026-04-09", "Persuasion", DateState.MOVED)


def test_a_bold_line_under_number_and_date_is_the_topic():
    page = OPENING + "".join(
        f"### Session {n} · {day}\n**{topic}**\nReading: Jane Austen, *{work}*\n\n"
        for n, day, topic, work in ((1, "5 March", "Matches", "Emma"), (2, "26 March", "Second thoughts", "Persuasion"))
    )
    assert [title for _, title, _ in rows(read(page, "page.md"))] == ["Matches", "Second thoughts"]


def test_hour_and_place_may_stand_over_the_topic():
    page = OPENING + "5 March<br>Emma\n\n26 March, 6pm, in the Bell Tower<br>Persuasion\n\n9 April<br>Lady Susan\n\n"
    session = read(page, "page.md").series.sessions[1]
    assert (session.title, session.place and session.place.name) == ("Persuasion", "the Bell Tower")


def test_a_day_put_off_to_one_with_a_row_of_its_own_is_off():
    made = read(OPENING + "5 March: Emma\n26 March: postponed to 9 April\n9 April: Persuasion\n")
    assert rows(made) == [
        ("2026-03-05", "Emma", DateState.FIXED),
        ("2026-03-26", "postponed to 9 April", DateState.CANCELLED),
        ("2026-04-09", "Persuasion", DateState.FIXED),
    ]

"""The demonstration's programme: read without problems, laid around any day, true to its chapters."""

import datetime as dt
import re
from importlib.resources import files

import pytest

from studycircle.documents.measure import minutes
from studycircle.documents.parts import find_part, part_of
from studycircle.documents.programme import Audience, DateState, Kind, Role
from studycircle.documents.rich import is_rich, to_plain
from studycircle.handbook import handbook_chapters, handbook_programme
from studycircle.readers.programme.markdown import read_markdown
from studycircle.readers.text.markdown import read_markdown as read_chapter

MONDAY = dt.date(2024, 2, 26)  # in a leap year, so that the series crosses 29 February
QUOTED = re.compile(r"“([^“”]+)”")


def day(words: str) -> dt.date:
    return dt.date.fromisoformat(words)


def sessions(today=MONDAY):
    return handbook_programme(today).series.sessions


def plain_question(question) -> str:
    return "\n".join(map(to_plain, (question.text, *(part.text for part in question.parts), question.close)))


def test_the_file_is_read_without_problems():
    text = files("studycircle.handbook").joinpath("programme.md").read_text(encoding="utf-8")
    assert read_markdown(text)[1] == ()


def test_the_rows_of_the_schedule():
    assert [(s.number, s.title, s.kind, s.state) for s in sessions()] == [
        ("1", "Beginning", Kind.MEETING, DateState.FIXED),
        ("2", "Choosing what to read", Kind.MEETING, DateState.FIXED),
        ("3", "The evening itself", Kind.MEETING, DateState.FIXED),
        ("4", "Questions that open a text", Kind.MEETING, DateState.MOVED),
        ("", "The floor is being varnished", Kind.BREAK, DateState.FIXED),
        ("5", "The people in the room", Kind.MEETING, DateState.FIXED),
        ("6", "Keeping it going", Kind.MEETING, DateState.FIXED),
        ("", "Supper, and the next book", Kind.MEETING, DateState.TBA),
    ]


@pytest.mark.parametrize(
    ("today", "first"),
    [
        ("2026-11-23", "2026-11-10"),  # Monday: the third meeting is tomorrow
        ("2026-11-24", "2026-11-10"),  # Tuesday: it is tonight
        ("2026-11-25", "2026-11-17"),  # Wednesday: in six days
        ("2026-11-29", "2026-11-17"),  # Sunday: in two days
        ("2023-12-27", "2023-12-19"),  # across the New Year
        ("2024-02-26", "2024-02-13"),  # across 29 February
        ("1999-12-31", "1999-12-21"),
    ],
)
def test_dates_are_laid_around_today(today, first):
    week = dt.timedelta(weeks=1)
    start = day(first)
    wednesday = dt.timedelta(days=1)
    assert [(s.date, s.moved_from) for s in sessions(day(today))] == [
        (start, None),
        (start + week, None),
        (start + 2 * week, None),
        (start + 3 * week + wednesday, start + 3 * week),
        (start + 4 * week, None),
        (start + 5 * week, None),
        (start + 6 * week, None),
        (None, None),
    ]


@pytest.mark.parametrize("offset", range(14))
def test_on_every_day_two_meetings_are_past_and_the_third_is_within_a_week(offset):
    today = MONDAY + dt.timedelta(days=offset)
    dates = [s.date for s in sessions(today) if s.date]
    assert [date for date in dates if date < today] == dates[:2]
    assert (dates[2] - today).days in range(7)
    assert {date.strftime("%A") for date in dates if date != dates[3]} == {"Tuesday"}


def test_past_meetings_have_a_record_and_others_have_none():
    assert [bool(s.record) for s in sessions()] == [True, True, False, False, False, False, False, False]


@pytest.mark.parametrize("number", range(1, 7))
def test_an_evening_reads_its_chapter_with_a_shorter_fallback(number):
    session = next(s for s in sessions() if s.number == str(number))
    main, shorter = session.readings[:2]
    assert (main.title, main.role, main.text) == (session.title, Role.MAIN, f"chapter-{number}")
    assert (shorter.role, shorter.text) == (Role.SHORTER, main.text)
    chapter, _ = read_chapter(handbook_chapters()[f"{main.text}.md"].encode(), f"{main.text}.md")
    portion = find_part(chapter, shorter.part)
    assert portion is not None
    assert 0 < minutes(part_of(chapter, portion)) <= minutes(chapter) / 2
    headings = re.findall(r"^## (.+)", handbook_chapters()[f"chapter-{number}.md"], re.M)
    named = QUOTED.findall(shorter.part)
    assert named
    assert [name for name in named if name not in headings] == []
    assert {reading.role for reading in session.readings[2:]} <= {Role.FURTHER}


@pytest.mark.parametrize("number", range(1, 7))
def test_an_evening_has_a_note_and_four_to_eight_questions(number):
    session = next(s for s in sessions() if s.number == str(number))
    assert len(session.notes) == 1
    assert 100 <= len(to_plain(session.notes[0].body).split()) <= 250
    assert [question.number for question in session.questions] == [str(n + 1) for n in range(len(session.questions))]
    assert 4 <= len(session.questions) <= 8
    assert any(question.parts for question in session.questions)


@pytest.mark.parametrize("number", range(1, 7))
def test_the_words_a_question_quotes_stand_in_its_chapter(number):
    chapter = " ".join(handbook_chapters()[f"chapter-{number}.md"].split())
    session = next(s for s in sessions() if s.number == str(number))
    quoted = [words for question in session.questions for words in QUOTED.findall(plain_question(question))]
    quoted += [quotation.words for question in session.questions for quotation in question.quotations]
    assert len(quoted) >= 4
    assert [words for words in quoted if words not in chapter] == []


def test_the_room_and_the_telephone_are_for_members():
    series = handbook_programme(MONDAY).series
    assert series.place.room
    assert series.place.room_audience is Audience.MEMBERS
    assert [(contact.name, contact.audience) for contact in series.contacts if contact.phone] == [
        ("Sam", Audience.MEMBERS)
    ]
    assert [contact.audience for contact in series.contacts if contact.email] == [Audience.PUBLIC]


def test_keys_are_unique_and_rich_text_keeps_to_its_vocabulary():
    rows = sessions()
    assert len({s.key for s in rows}) == len(rows)
    rich = [text for s in rows for text in (s.summary, s.record, *(note.body for note in s.notes))]
    rich += [text for s in rows for q in s.questions for text in (q.text, q.close, *(part.text for part in q.parts))]
    assert [text for text in rich if not is_rich(text)] == []

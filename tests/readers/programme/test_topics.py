"""What on a line is the topic, who wrote it, and who speaks: short pages of groups that do not exist."""

import datetime as dt

from studycircle.documents.programme import DateState, Programme
from studycircle.readers.programme.page import read_page


def read(page: str, name: str = "page.txt") -> Programme:
    return read_page(page.encode(), name=name, today=dt.date(2026, 11, 24))[0]


def rows(programme: Programme) -> list[tuple[str, str]]:
    return [(str(s.date), s.title) for s in programme.series.sessions]


def test_who_speaks_stands_behind_the_topic_with_the_university():
    made = read(
        "#### 2021\n\n- **June 14**: Gates that learn, Ada Quill (University of Weir).\n- **June 7**: Mud & Other Matter, "
        "Ben Sedge (Weir – Institute), Cora Wick (Mill)\n- **May 31**: Deep Locks – Theory and Practice, C. D. Fell (Lock Lab)\n",
        "page.md",
    )
    assert [(s.title, s.leader) for s in made.series.sessions] == [
        ("Gates that learn", "Ada Quill"),
        ("Mud & Other Matter", "Ben Sedge, Cora Wick"),
        ("Deep Locks – Theory and Practice", "C. D. Fell"),
    ]


def test_who_presents_stands_before_each_linked_work():
    made = read(
        "<table><tr><th>Date</th><th>Agenda</th></tr><tr><td>07/29/2019</td><td><p>Ada Quill: <a href='https://example.org/a'>"
        "Clocks that agree</a></p><p>Ben Sedge: <a href='https://example.org/b'>A cheaper wait</a> (Part 2)</p></td></tr>"
        "<tr><td>07/15/2019</td><td><p>Cora Wick: <a href='https://example.org/c'>Slow gates</a></p></td></tr></table>",
        "page.html",
    )
    assert [(s.title, s.leader) for s in made.series.sessions] == [
        ("Clocks that agree; A cheaper wait", "Ada Quill, Ben Sedge"),
        ("Slow gates", "Cora Wick"),
    ]
    assert [len(s.readings) for s in made.series.sessions] == [2, 1]


def test_what_is_no_reading():
    made = read(
        "Weir loop\n\nWednesday March 16th 2022, 6pm\n\nUdo Quell, ‘The Giant Eel’\n\nWednesday March 9th, 6pm\nTexts by Ada "
        "Quill, Ben Sedge and Cora Wick\n\nWednesday March 2nd, 6pm\nPreface (until “How deep is the pool, and who may swim?”)\n"
    )
    assert [(r.title, r.author) for s in made.series.sessions for r in s.readings] == [("The Giant Eel", "Udo Quell")]
    made = read(
        "El club nace entre charlas sobre sagas como Crónica de Barro de Juncos y El río de los libros.\n\n"
        "| Fecha | Meta | Eje |\n|---|---|---|\n| 11 de mayo del 2023 | Capítulo 10 | Primeras impresiones |\n"
        "| 23 de mayo del 2023 | Capítulo 28 | El final |\n",
        "page.md",
    )
    assert all("Crónica" not in r.title for s in made.series.sessions for r in s.readings)


def test_lines_that_are_plain_tell_which_part_is_the_title():
    opening = "Weir group\n\nWe meet on the first Thursday of the month to read a book that all of us have chosen.\n\n"
    made = read(
        opening + "Jan 9, 2025 – Mrs Quill – Ida Weir\nFeb 6 – The Waves – Ida Weir\nMar 6 – Anna Sedge – Leo Mill\n"
    )
    assert [(s.title, s.readings[0].author) for s in made.series.sessions] == [
        ("Mrs Quill", "Ida Weir"),
        ("The Waves", "Ida Weir"),
        ("Anna Sedge", "Leo Mill"),
    ]
    made = read(
        opening + "Jan 9, 2025 – Ida Weir – Mrs Quill\nFeb 6 – Ida Weir – The Waves\nMar 6 – Leo Mill – Anna Sedge\n"
    )
    assert [s.title for s in made.series.sessions] == ["Mrs Quill", "The Waves", "Anna Sedge"]


def test_a_bracket_that_calls_off_is_no_part_of_the_topic_and_slides_are_none():
    made = read(
        "Weir group of readers\n\nThursday 3 October 2024: Springs by Ada Quill\nThursday 10 October (Postponed): Weirs by Ben "
        "Sedge\nThursday 24 October: Eels by Dan Fell\n"
    )
    assert [s.title for s in made.series.sessions] == ["Springs", "Weirs by Ben Sedge", "Eels"]
    assert made.series.sessions[1].state is DateState.CANCELLED
    made = read(
        "# Weir group\n\nWe read on Thursdays.\n\n| Date | Chapter | Slides |\n|---|---|---|\n"
        "| 3 Oct 2024 | Springs and streams | [Ada's slides](https://example.org/a) |\n"
        "| 10 Oct 2024 | Weirs | [Ben's slides](https://example.org/b) |\n",
        "page.md",
    )
    assert [s.title for s in made.series.sessions] == ["Springs and streams", "Weirs"]

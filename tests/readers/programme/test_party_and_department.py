"""Pages as party branches, departments and reading circles on the left have them: invented ones."""

import datetime as dt

import pytest

from studycircle.documents.programme import Programme
from studycircle.readers.programme.hours import find_times
from studycircle.readers.programme.language import tongue
from studycircle.readers.programme.page import read_page


def read(page: str, name: str = "page.txt") -> Programme:
    return read_page(page.encode(), name=name, today=dt.date(2026, 11, 24))[0]


def rows(programme: Programme) -> list[tuple[str, str]]:
    return [(str(s.date), s.title) for s in programme.series.sessions]


def works(programme: Programme) -> list[list[tuple[str, str, str]]]:
    return [[(r.author, r.title, r.part) for r in s.readings] for s in programme.series.sessions]


@pytest.mark.parametrize(
    ("words", "time"),
    [
        ("Saturdays 1--4PM", dt.time(13)),
        ("Mondays 11-1pm", dt.time(11)),
        ("Mondays 11.30-1pm", dt.time(11, 30)),
        ("Mondays 10-11pm", dt.time(22)),
        ("Mondays 12-1pm", dt.time(12)),
    ],
)
def test_a_range_of_hours_may_have_two_hyphens_and_go_over_noon(words: str, time: dt.time) -> None:
    assert [found.time for found in find_times(words, tongue("en"))] == [time]


def test_how_long_a_meeting_lasts_is_no_hour() -> None:
    assert not find_times("L'atelier se fait en 2 séances de 2h30.", tongue("fr"))
    assert find_times("Les séances de 14h30 à 16h ont lieu ici.", tongue("fr"))


def test_two_hyphens_tell_from_when_to_when_a_term_goes() -> None:
    made = read(
        "# Weir readings 2012\n\nMay 5 -- May 19, 2012\n=====================\n\n## May 5\n\nOwl, [The Weir](http://w.example/1)\n\n"
        "Finch, [The Lock](http://w.example/2)\n\n## May 12\n\nOwl, [The Sluice](http://w.example/3)\n\n"
        "## May 19\n\nFinch, [The Ferry](http://w.example/4)\n",
        "page.md",
    )
    assert [str(s.date) for s in made.series.sessions] == ["2012-05-05", "2012-05-12", "2012-05-19"]
    assert len(made.series.sessions[0].readings) == 2


def test_asking_how_opens_no_comments_in_french() -> None:
    made = read(
        "Cercle de l'écluse\n\nNous lisons ensemble les textes de la vallée.\n\nComment se passe une soirée ?\n"
        "Chacune lit un chapitre et le raconte aux autres.\n\nCALENDRIER 2023\n"
        "- Jeudi 26 janvier : Le Moulin d'Ada Chouette\n- Jeudi 2 février : La Barque d'Ada Chouette\n"
    )
    assert [str(s.date) for s in made.series.sessions] == ["2023-01-26", "2023-02-02"]


def test_place_and_hour_may_stand_between_date_and_topic() -> None:
    made = read(
        "Il mulino organizza un ciclo di tre incontri per leggere insieme.\nVenerdì 21 novembre 2025\n"
        "Aula Gufo - Vecchio Molino\nvia delle Anatre, 3\nore 17:00-19:00\nIl fiume e le sue acque\n"
        "Venerdì 19 dicembre 2025\nAula Gufo - Vecchio Molino\nvia delle Anatre, 3\nore 17:00-19:00\n"
        "La diga contesa\nVenerdì 16 gennaio 2026\nAula Airone - Ponte Alto\nvia del Ponte, 8\nore 17:00-19:00\n"
        "Barche e barcaioli\n"
    )
    assert rows(made) == [
        ("2025-11-21", "Il fiume e le sue acque"),
        ("2025-12-19", "La diga contesa"),
        ("2026-01-16", "Barche e barcaioli"),
    ]
    places = [session.place.name for session in made.series.sessions if session.place]
    assert places == ["Aula Gufo - Vecchio Molino, via delle Anatre, 3"] * 2 + [
        "Aula Airone - Ponte Alto, via del Ponte, 8"
    ]


def test_a_topic_that_could_be_a_name_is_no_author_in_a_table() -> None:
    cells = [
        ("Quiet Mills", "On standing water"),
        ("Ferry Tales", "Who rows whom"),
        ("Open Locks", "Gates and keepers"),
    ]
    table = "".join(
        f"<tr><td>{n}</td><td>{topic}</td>\n<td>\nAda Owl<br><a href='/s{n}.pdf'>[Slides]</a></td>\n"
        f"<td><ul>\n<li><a href='https://w.example/{n}'>{title}</a></li></ul></td></tr>\n"
        for n, (topic, title) in enumerate(cells, 1)
    )
    made = read(
        f"<table><tr><th>Week</th><th>Topic</th><th>Speaker</th><th>Readings</th></tr>{table}</table>", "a.html"
    )
    assert [s.title for s in made.series.sessions] == [topic for topic, _ in cells]
    assert works(made) == [[("", title, "")] for _, title in cells]


def test_linked_works_with_commas_between_them_are_several() -> None:
    made = read(
        "# Owl lab reading group\n\n| Date | Topic | Presenters |\n|--|--|--|\n"
        "| 8 August 2020 | [On the Keeping of Very Large Weirs](https://w.example/1), [WeirNorm2](https://w.example/2) | Ada |\n"
        "| 15 August 2020 | [Locks without Keepers](https://w.example/3), [code](https://w.example/4) | Ben |\n",
        "page.md",
    )
    assert [[title for _, title, _ in row] for row in works(made)] == [
        ["On the Keeping of Very Large Weirs", "WeirNorm2"],
        ["Locks without Keepers"],
    ]


def test_a_syllabus_names_publisher_and_year_behind_a_work() -> None:
    made = read(
        "Book seminar, winter 2009\n\n\nWeek 1 (1/5-9)\n\nOwl, On Mills, Heronry, 1999 - entire book\n\n"
        "Week 2 (1/12-16)\n\nAda Finch, The Long Weir, Chicago 1969 - through chapter 2\n\n"
        "Week 3 (1/19-23)\n\nBen Heron, Ferries, Swan Press, 2001 - through sec. II\n\nCara Swift, Locks, Swan Press, 2003\n"
    )
    assert rows(made) == [("2009-01-05", "Week 1"), ("2009-01-12", "Week 2"), ("2009-01-19", "Week 3")]
    assert works(made) == [
        [("Owl", "On Mills", "entire book")],
        [("Ada Finch", "The Long Weir", "through chapter 2")],
        [("Ben Heron", "Ferries", "through sec. II"), ("Cara Swift", "Locks", "")],
    ]


def test_the_first_of_the_weeks_is_announced_above_them() -> None:
    made = read(
        "Lesekreis Mühle\n\nErster Termin: 29.08.2014\n\nWoche 1. Das Wehr | 29. August 2014\n\n"
        "• Ada Eule, Das stille Wasser (1996)\n\ntexte/eule/wasser.pdf\n\nWoche 2. Die Schleuse | 5. September 2014\n\n"
        "• Ben Fink, Tore und Hüter (1990)\n\nWoche 3. Die Fähre | 12. September 2014\n\n• Ada Eule, Wer rudert wen (2001)\n"
    )
    assert rows(made) == [("2014-08-29", "Das Wehr"), ("2014-09-05", "Die Schleuse"), ("2014-09-12", "Die Fähre")]


def test_emphasised_bullets_are_bullets() -> None:
    made = read(
        "# Lesekreis am Wehr\n\n### **1. Sitzung:** Freitag, 26.07.2013 / 16 Uhr\n\n"
        "*• Audio:* Ada Eule, Ben Fink -- [**Das stille Wasser**](http://w.example/1) (2010)\n\n"
        '**+** Cara Reiher -- **[Eules "Wehr" und die Folgen](http://w.example/2)** (2013)\n\n'
        "### **2. Sitzung:** Mittwoch, 07.08.2013 / 16 Uhr\n\n*•* Ben Fink -- [**Tore**](http://w.example/3) (1941)\n\n"
        '*•* Ada Eule, ["**Die Fähre**](http://w.example/4)" (1942)\n\n'
        "*•* Ada Eule, Ben Fink, Cara Reiher, Dan Storch Gans -- [**Vier am Fluss**](http://w.example/5)\n",
        "page.md",
    )
    assert [[(author, title) for author, title, _ in row] for row in works(made)] == [
        [("Ada Eule, Ben Fink", "Das stille Wasser"), ("Cara Reiher", 'Eules "Wehr" und die Folgen')],
        [
            ("Ben Fink", "Tore"),
            ("Ada Eule", "Die Fähre"),
            ("Ada Eule, Ben Fink, Cara Reiher, Dan Storch Gans", "Vier am Fluss"),
        ],
    ]


def test_a_line_that_breaks_off_tells_the_place_in_the_next() -> None:
    made = read(
        "# Weir readings 2012\n\n## Saturdays 1--4PM at:\n\n## School of the Millers of Heron Lane\n\n"
        "## May 5\n\nOwl, [The Weir](http://w.example/1)\n\n## May 12\n\nOwl, [The Sluice](http://w.example/3)\n",
        "page.md",
    )
    slot = made.series.slot
    assert (slot.weekday, slot.time, made.series.place.name) == (5, dt.time(13), "School of the Millers of Heron Lane")


def test_a_comma_in_a_topic_parts_no_author_where_readings_have_a_column() -> None:
    made = read(
        "| Date | Topic | Readings |\n|--|--|--|\n"
        "| 3 May 2024 | River Law, Old Weirs, and Chance | [Weirs and their owners](https://w.example/1) |\n"
        "| 10 May 2024 | Locks | [Gates](https://w.example/2) |\n| 17 May 2024 | Ferries | [Oars](https://w.example/3) |\n",
        "page.md",
    )
    assert rows(made)[0] == ("2024-05-03", "River Law, Old Weirs, and Chance")
    assert works(made)[0] == [("", "Weirs and their owners", "")]


def test_a_week_in_a_line_of_another_kind_is_one_of_the_weeks() -> None:
    made = read(
        "Wednesdays 7pm\n\nWeek 1 (14 Jan 2015)\n\n- Owl, [The Weir](http://w.example/1)\n\nWeek 2 (21 Jan 2015)\n\n"
        "- Owl, [The Lock](http://w.example/2)\n\nWeek 3 (28 Jan 2015)\n---\n\n- Finch, [The Ferry](http://w.example/3)\n\n"
        "Week 4 (4 Feb 2015)\n\n- Finch, [The Oar](http://w.example/4)\n",
        "page.md",
    )
    assert [str(s.date) for s in made.series.sessions] == ["2015-01-14", "2015-01-21", "2015-01-28", "2015-02-04"]


def test_the_first_meeting_announced_is_the_first_of_the_weeks() -> None:
    made = read(
        "Lesekreis Mühle\n\n[[Erste Sitzung: 30. Oktober]\n\n• [[vorausgesetzte]\n\n##### Woche 1: 30.10.2014\n\n"
        "Vom Wehr\n\n• Ada Eule, [Das Wehr](http://w.example/1)\n\n##### Woche 2: 6.11.2014\n\nVon der Fähre\n\n"
        "• Ben Fink, [Die Fähre](http://w.example/2)\n\n##### Woche 3: 13.11.2014\n\nVom Ruder\n\n"
        "• Ben Fink, [Das Ruder](http://w.example/3)\n",
        "page.md",
    )
    assert rows(made) == [("2014-10-30", "Vom Wehr"), ("2014-11-06", "Von der Fähre"), ("2014-11-13", "Vom Ruder")]


def test_an_author_may_stand_before_the_part_of_a_linked_work() -> None:
    made = read(
        "# Weir readings 2012\n\n## May 5\n\nOwl, selections from [*The Weir*](http://w.example/1) (1852--53)\n\n"
        "Finch, from [The Lock](http://w.example/2) (1850), pp. 3-9\n\n## May 12\n\nOwl, [The Sluice](http://w.example/3)\n",
        "page.md",
    )
    assert works(made)[0] == [("Owl", "The Weir", "selections"), ("Finch", "The Lock", "pp. 3-9")]

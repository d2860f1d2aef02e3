"""Tables and rows whose columns have no names, or whose cells hold several lines."""

import datetime as dt

from studycircle.documents.programme import Programme
from studycircle.readers.programme.page import read_page


def read(page: str, name: str = "page.txt") -> Programme:
    return read_page(page.encode(), name=name, today=dt.date(2026, 11, 24))[0]


def test_a_month_named_beside_the_day_says_that_a_short_word_is_a_weekday():
    made = read(
        '<html lang="it"><h2>Primavera 2026</h2><p>Ci troviamo ogni due martedì.</p><table>'
        "<tr><th>Mese</th><th>Giorno</th><th>Libro</th></tr>"
        '<tr><td rowspan="2">Marzo</td><td>mar 3</td><td>Ada Fenn, <i>Una casa</i></td></tr>'
        "<tr><td>mar 17</td><td>Tom Reed, <i>Cenere</i></td></tr>"
        '<tr><td rowspan="2">Aprile</td><td>mar 14</td><td>Mia Pool, <i>Anguille</i></td></tr>'
        "<tr><td>mar 28</td><td>Bea Cole, <i>Canne</i></td></tr></table></html>",
        "page.html",
    )
    assert [str(s.date) for s in made.series.sessions] == ["2026-03-03", "2026-03-17", "2026-04-14", "2026-04-28"]


def test_polish_months_in_roman_figures_need_no_stop():
    made = read(
        "# Klub książki\n\nSemestr zimowy 2025/2026. Czytamy w czwartki w bibliotece.\n\n"
        "| Termin | Temat | Co czytamy |\n|---|---|---|\n| 9 X | Salon | Ada Fenn, *Pan z miasta* |\n"
        "| 6 XI | Nauka | Tom Reed, *Marta* |\n| 8 I | Lekarze | Mia Pool, *Bezdomni* |\n",
        "page.md",
    )
    assert [str(s.date) for s in made.series.sessions] == ["2025-10-09", "2025-11-06", "2026-01-08"]


def test_a_row_with_fewer_pipes_is_one_of_the_list_all_the_same():
    made = read(
        "Mill readers, winter 2024\n\n5 Nov | Ada Fenn, The Weir | led by Ann\n12 Nov | Tom Reed, Praise of Folly | led by Ben\n"
        "19 Nov | no meeting\n26 Nov | Mia Pool, Eels | led by Ann\n3 Dec | Bea Cole, Reeds | led by Ben\n"
    )
    assert [[r.title for r in s.readings] for s in made.series.sessions] == [
        ["The Weir"], ["Praise of Folly"], [], ["Eels"], ["Reeds"],
    ]  # fmt: skip
    assert [s.leader for s in made.series.sessions] == ["Ann", "Ben", "", "Ann", "Ben"]


def test_the_first_line_of_a_cell_is_the_topic_of_the_works_below_it():
    cell = "<tr><td>{}</td><td><p>{}</p><p>{}</p><p>Moderation: {}</p></td></tr>"
    made = read(
        '<html lang="de"><h1>Winterprogramm 2023/24</h1><table>'
        + cell.format("8. November", "Was man nicht abschickt", "Ada Fenn: Brief an den Müller", "Gundula")
        + cell.format("22. November", "Rat für Unbekannte", "Tom Reed: Briefe an einen Dichter", "Ottokar")
        + cell.format("10. Januar", "Ein Roman in Briefen", "Mia Pool: Die Aale (Erstes Buch)", "Gundula")
        + "</table></html>",
        "page.html",
    )
    assert [s.title for s in made.series.sessions] == [
        "Was man nicht abschickt",
        "Rat für Unbekannte",
        "Ein Roman in Briefen",
    ]
    assert [s.readings[0].author for s in made.series.sessions] == ["Ada Fenn", "Tom Reed", "Mia Pool"]

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

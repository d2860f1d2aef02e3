"""What group and series are called, and how the page introduces them."""

import datetime as dt

import pytest

from studycircle.documents.programme import Programme
from studycircle.readers.programme.page import read_page

TODAY = dt.date(2026, 11, 24)
SCHEDULE = "\n\n".join(f"{day} March 2026: Evening number {day}, a chapter of Mill" for day in (2, 9, 16))


def read(top: str) -> Programme:
    return read_page(f"{top}\n\n{SCHEDULE}\n".encode(), name="page.md", today=TODAY)[0]


@pytest.mark.parametrize(
    ("top", "group", "series"),
    [
        ("# Harbour Readers", "Harbour Readers", "Harbour Readers"),
        ("# Harbour Readers - Spring 2026", "Harbour Readers", "Spring 2026"),
        ("# Harbour Readers\n\n## Spring 2026: Of Freedom\n\n## Schedule", "Harbour Readers", "Spring 2026: Of Freedom"),
        ("---\ntitle: Harbour Reading Circle\n---\n\n## Description\n\nThis page is about the circle.",
         "Harbour Reading Circle", "Harbour Reading Circle"),
        ("# MILL ON MONDAYS\n\na slow reading club", "MILL ON MONDAYS", "MILL ON MONDAYS"),
        ("# Harbour Readers\n\n**Organisers**: Ada (@ada), Ben (@ben)\n\n## Papers", "Harbour Readers", "Harbour Readers"),
    ],
)  # fmt: skip
def test_names_are_told_by_what_they_look_like(top: str, group: str, series: str):
    made = read(top)
    assert (made.group.name, made.series.title) == (group, series)


def test_the_introduction_leaves_out_what_has_fields_of_its_own():
    made = read(
        "# Harbour Readers\n\nMondays at 6:30pm, the Old Customs House - A group that reads *Mill*, slowly. "
        "To find the room, call Ada on 07700 900123.\n\nContact: 07700 900123. Click here to download the leaflet."
    )
    assert made.series.summary == "<p>A group that reads <em>Mill</em>, slowly.</p>"
    assert made.series.slot.words == "Mondays at 6:30pm, the Old Customs House"
    assert made.series.slot.time == dt.time(18, 30)


def test_a_numbered_list_of_meetings_says_only_what_is_read():
    page = "Termine: 17.10., 7.11., 21.11.\n\nLeseplan\n\n1. Treffen: Zetkin, Reden\n2. Treffen: Luxemburg, Briefe\n3. Treffen: Heine, Deutschland\n"
    made = read_page(
        f"Lesekreis am Hafen\n\nWir lesen mit Freude und das ist nicht schwer.\n\n{page}".encode(),
        name="seite.txt",
        today=TODAY,
    )[0]
    assert [s.number for s in made.series.sessions] == ["1", "2", "3"]
    assert not any("Treffen" in s.title for s in made.series.sessions)

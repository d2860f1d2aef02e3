"""Pages as volunteers write them: short days, asides, remarks and questions away from the schedule."""

import datetime as dt

from studycircle.documents.programme import Programme
from studycircle.readers.programme.page import read_page


def read(page: str, name: str = "page.txt") -> Programme:
    return read_page(page.encode(), name=name, today=dt.date(2026, 11, 24))[0]


def rows(programme: Programme) -> list[tuple[str, str]]:
    return [(str(s.date), s.title) for s in programme.series.sessions]


def asked(programme: Programme) -> list[int]:
    return [len(s.questions) for s in programme.series.sessions]


WHEEL = (
    "# Wheelwrights' readers, 2024/25\n\n## November\n\n**3rd: Mary Shelley, *Frankenstein*** (Ann)\n"
    "In a rush? Her story *The Mortal Immortal* will do instead.\n\n**17th: no meeting, the kiln is on**\n\n"
    "## January\n\n**5th: Jane Austen, *Emma*** (Ann)\n\n**?? (after the thaw): Bram Stoker, *Dracula***\n\n"
    "## Worth chewing over\n\n### Emma\n\n1. Emma makes a match.\n   a. Whose?\n   b. Why?\n2. Is she kind?\n\n"
    "### Before every meeting\n\n* Who has the key?\n\n## Not us\n\n- 12 November: apple day\n"
)


def test_ordinals_under_the_name_of_a_month_are_days():
    made = read(WHEEL, "page.md")
    assert rows(made) == [
        ("2024-11-03", "Frankenstein"),
        ("2024-11-17", "no meeting, the kiln is on"),
        ("2025-01-05", "Emma"),
        ("None", "Dracula"),
    ]
    assert [r.title for r in made.series.sessions[0].readings] == ["Frankenstein", "The Mortal Immortal"]


def test_a_numbered_item_whose_lettered_parts_ask_is_one_question():
    made = read(WHEEL, "page.md")
    assert asked(made) == [0, 0, 2, 0]
    assert len(made.series.sessions[2].questions[0].parts) == 2

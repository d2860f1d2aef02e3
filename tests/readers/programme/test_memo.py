"""What the reader remembers of a page is forgotten with it."""

import datetime as dt

from studycircle.readers.programme.memo import forget, remembered
from studycircle.readers.programme.page import read_page


def test_an_answer_is_asked_for_once_until_it_is_forgotten() -> None:
    asked: list[str] = []

    @remembered
    def ask(text: str) -> int:
        asked.append(text)
        return len(text)

    assert [ask("one"), ask("one"), ask("three")] == [3, 3, 5]
    assert asked == ["one", "three"]
    forget()
    assert ask("one") == 3
    assert asked == ["one", "three", "one"]


def test_reading_a_page_leaves_nothing_behind() -> None:
    asked: list[str] = []

    @remembered
    def ask(text: str) -> bool:
        asked.append(text)
        return True

    ask("before")
    read_page(b"3 March: Walden\n17 March: Emma", name="page.txt", today=dt.date(2026, 1, 1))
    ask("before")
    assert asked == ["before", "before"]

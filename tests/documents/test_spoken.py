"""Plain text from anybody: what is told apart in it, and what is taken out."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycircle.documents.spoken import MOST_MARKS, Passage, Run, link_count, passages, tidy, tidy_name


def runs(line):
    [passage] = passages(line)
    return passage.lines[0]


def test_paragraphs_lines_and_quotations():
    words = "One\ntwo\n\n> said she\n> and more\nno\n\n>> deep\n>>>>>> deeper"
    assert passages(words) == (
        Passage(((Run("One"),), (Run("two"),))),
        Passage(((Run("said she"),), (Run("and more"),)), 1),
        Passage(((Run("no"),),)),
        Passage(((Run("deep"),),), 2),
        Passage(((Run("deeper"),),), 3),
    )


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("see https://example.org/a?b=1&c=2.", "https://example.org/a?b=1&c=2"),
        ("(https://example.org/x_(y))", "https://example.org/x_(y)"),
        ("“http://example.org/”", "http://example.org/"),
        ("HTTPS://EXAMPLE.ORG/a, or", "HTTPS://EXAMPLE.ORG/a"),
        ("https://bücher.example.org/ö", "https://bücher.example.org/ö"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
    ],
)
def test_links(line, link):
    assert [run.link for run in runs(line) if run.link] == [link]
    assert "".join(run.words for run in runs(line)) == line


@pytest.mark.parametrize(
    "line",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https://user@example.org/",
        "https://bank.example.org:80@evil.example.org/",
        "https://[x/",
        "ftp://example.org/",
        "www.example.org",
        "mailto:a@example.org",
    ],
)
def test_what_is_no_link(line):
    assert all(run.link == "" for run in runs(line))
    assert "".join(run.words for run in runs(line)) == line


@pytest.mark.parametrize(
    ("line", "numbers"),
    [("¶ 47 and ¶47a", ["47", "47a"]), ("¶\N{NO-BREAK SPACE}3.", ["3"]), ("¶ x", []), ("47 ¶ 1234567", [])],
)
def test_paragraph_numbers(line, numbers):
    assert [run.number for run in runs(line) if run.number] == numbers


def test_controls_of_direction_are_taken_out_and_joiners_stay():
    assert tidy("a\u202eb\u2066c\u2069\u200bd\x00\x1b[31me\ufeff") == "abcd[31me"
    assert tidy("می\u200cخواهم \u200f!") == "می\u200cخواهم \u200f!"
    assert tidy("क\u094d\u200dष") == "क\u094d\u200dष"
    assert tidy_name("\u202enimda\u202c\u200f\r\nBcc: x") == "nimda Bcc: x"


def test_accents_do_not_pile_up():
    assert tidy("a" + "\u0334" * 50 + "b") == "a" + "\u0334" * MOST_MARKS + "b"
    assert tidy("שָׁלוֹם עֲלֵיכֶם") == tidy(tidy("שָׁלוֹם עֲלֵיכֶם"))
    assert tidy("Việt Nam ế") == "Việt Nam ế"


def test_lines_end_alike_and_few_are_blank():
    assert tidy("\r\n\r\na  \r\nb\u2028c\n\n\n\n \n\nd\n\n") == "a\nb\nc\n\nd"


def test_a_name_is_one_short_line():
    assert tidy_name("  Rosa \n Luxemburg  ") == "Rosa Luxemburg"
    assert len(tidy_name("x" * 500)) == 60


def test_links_are_counted():
    assert link_count("https://a.example.org https://b.example.org\n> http://c.example.org x") == 3


@given(st.text())
def test_nothing_is_lost_and_tidying_twice_changes_nothing(words):
    once = tidy(words)
    assert tidy(once) == once
    shown = "".join(run.words for one in passages(once) for line in one.lines for run in line)
    assert "".join(shown.split()).replace(">", "") == "".join(once.split()).replace(">", "")


def test_naughty_strings_come_through(shared_data):
    for words in json.loads((shared_data / "hostile/blns/blns.json").read_text()):
        passages(tidy(words))
        assert "\n" not in tidy_name(words)

"""How a reading is said: what it is, who wrote it, how long it takes, and the ways to it that lead anywhere."""

from studycircle.documents.programme import Edition, Reading, Rights, Shelved
from studycircle.writers.programme.reading_entries import edition_links, reading_entry, reading_time
from studycircle.writers.programme.words import Words

ENGLISH = Words("en")


def test_what_nobody_can_open_is_not_offered_but_a_paper_copy_is():
    """A page that was pasted says "Click here" and not where."""
    lost = (Edition("a", "pdf", label="Click here"), Edition("b", label="Kindle"), Edition("c", "print"))
    entry = reading_entry(Reading("r", "Sugar", editions=lost), ENGLISH, "")
    assert [(link.words, link.href) for link in entry.links] == [("in print", "")]
    entry = reading_entry(Reading("r", "Sugar", editions=lost[:2]), ENGLISH, "")
    assert (entry.links, entry.says_more) == ((), False)


def test_the_author_of_a_text_on_the_shelf_is_named():
    shelf = (Shelved("mill", "The Mill", author="George Eliot", rights=Rights.OPEN),)
    assert reading_entry(Reading("r", "The Mill", text="mill"), ENGLISH, "", shelf).after == "George Eliot"
    assert reading_entry(Reading("r", "The Mill", "M. Evans", text="mill"), ENGLISH, "", shelf).after == "M. Evans"


def test_times_to_read_are_round():
    assert [reading_time(minutes, ENGLISH) for minutes in (1, 40, 95, 120, 150)] == [
        "about 1 minute to read",
        "about 40 minutes to read",
        "about 1½ hours to read",
        "about 2 hours to read",
        "about 2½ hours to read",
    ]


def test_a_label_is_used_only_where_nothing_better_is_known():
    editions = (
        Edition("a", label="Chapter one", link="https://example.org/1"),
        Edition("b", link="https://example.org/2"),
        Edition("c", format="djvu", link="https://example.org/3"),
    )
    assert [(link.words, link.href) for link in edition_links(editions, ENGLISH, "")] == [
        ("Chapter one", "https://example.org/1"),
        ("the text", "https://example.org/2"),
        ("DJVU", "https://example.org/3"),
    ]

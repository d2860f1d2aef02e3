"""What comes from the desk's editor and what is pasted there: clean, and with what was meant."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycircle.documents.rich import Rich, is_rich, to_plain
from studycircle.documents.tidy import as_before, tidy
from studycircle.readers.programme.rich_html import from_html
from tests.documents.strategies import raw_rich

PASTES = Path(__file__).parents[2] / "cases/paste"


@pytest.mark.parametrize("case", sorted(PASTES.iterdir()), ids=lambda case: case.name)
def test_a_paste_is_what_was_meant(case):
    expected = (case / "expected.html").read_text().replace("\n", "")
    assert from_html((case / "in.html").read_text(), is_pasted=True) == expected


@given(raw_rich)
def test_rich_text_goes_through_unchanged(raw):
    assert from_html(tidy(raw)) == tidy(raw)


PIECES = ["<p>", "</p>", "<ul>", "<li>", "</li>", "<ol>", "<b>", "</b>", "<a href='https://example.org'>", "</a>", "<a href='javascript:x'>",
          "<blockquote>", "<h1>", "<table><tr><td>", "<td>", "<br>", "<script>", "</script>", "<!--", "-->", "<![if x]>", "<o:p>", "&nbsp;",
          "<p class=MsoListParagraph style='mso-list:l0 level3 lfo1'>", "<span style='mso-list:Ignore'>1.</span>", "<span dir=rtl lang=ar>",
          "words", " ", "\x00", "\ud800", "&#0;", "<svg>", "<div>", "<span style='font-weight:700;font-style:italic'>", "</span>"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.booleans())
def test_whatever_comes_gives_rich_text(markup, is_pasted):
    rich = from_html(markup, is_pasted=is_pasted)
    assert is_rich(rich)
    assert tidy(rich) == rich


def test_of_what_is_too_deep_the_words_are_left():
    assert to_plain(from_html("<div>" * 5000 + "deep &amp; low", is_pasted=True)) == "deep & low"
    assert to_plain(from_html("<blockquote>" * 200 + "deep", is_pasted=True)) == "deep"


def test_a_long_paste_of_lists_takes_no_time():
    item = "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.</span>x</p>"
    assert from_html(item * 5000, is_pasted=True) == "<ol>" + "<li>x</li>" * 5000 + "</ol>"


def test_links_of_the_editor_may_lead_within_the_site():
    assert from_html('<p><a href="/group/">x</a></p>') == '<p><a href="/group/">x</a></p>'
    assert from_html('<p><a href="//evil.example.org/">x</a></p>') == "<p>x</p>"


@given(raw_rich)
def test_what_says_the_same_stays_as_it_was_written(raw):
    assert as_before(tidy(raw), raw) == raw


@pytest.mark.parametrize(
    ("new", "old", "kept"),
    [
        ('<p><a href="/x"><em>a</em></a><em> b</em></p>', '<p><em><a href="/x">a</a> b</em></p>', None),
        ("<p>a</p><p>b</p>", "<p>a</p>", "<p>a</p><p>b</p>"),
        ("<p>a</p><ul><li>x</li></ul>", "<ul><li><p>x</p></li></ul>", "<p>a</p><ul><li><p>x</p></li></ul>"),
        ("<p>a</p>", "", "<p>a</p>"),
        ("", "<p>a</p>", ""),
    ],
)
def test_of_a_change_the_rest_stays(new, old, kept):
    assert as_before(Rich(new), Rich(old)) == (old if kept is None else kept)

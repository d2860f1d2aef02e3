"""The Text document: numbers, sections, JSON, length."""

from dataclasses import replace

import pytest

from studycircle.documents.inline import Inline, from_plain, is_inline, note_ref, page_mark, pages, to_plain
from studycircle.documents.measure import minutes, words
from studycircle.documents.native import dump_text, parse_text
from studycircle.documents.text import (
    Apart,
    Block,
    BlockKind,
    Cell,
    Footnote,
    Image,
    Matter,
    Row,
    Text,
    heading_words,
    notes_of,
    number_blocks,
    sections,
)
from studycircle.errors import ReadError


def block(key, kind=BlockKind.PARAGRAPH, words="Words.", **more):
    return Block(key, kind, Inline(words), **more)


BLOCKS = number_blocks(
    [
        block("title", BlockKind.HEADING, "On Bees", level=1, matter=Matter.TITLE),
        block("publisher", matter=Matter.TITLE),
        block("motto"),
        block("chapter-1", BlockKind.HEADING, "1<br/>Of Hives", level=1),
        block("a", words=f"One{note_ref('n1', '*')} {page_mark('12')}two."),
        block("b", quoted=True),
        block("c", BlockKind.ITEM, level=1, marker="1."),
        block("d", BlockKind.VERSE, "Line<br/>\u2003and line"),
        block("e", BlockKind.TABLE, "", rows=(Row((Cell(Inline("x"), head=True), Cell(Inline("y"), across=2))),)),
        block("f", BlockKind.FIGURE, "A hive", image="i1", alternative="A straw hive"),
        block("g", BlockKind.BREAK, ""),
        block("chapter-1-1", BlockKind.HEADING, "Straw", level=2),
        block("h", lang="he", direction="rtl"),
        block("chapter-2", BlockKind.HEADING, "2. Of Wax", level=1),
        block("i"),
    ]
)
TEXT = Text(
    key="on-bees",
    title="On Bees",
    author="Ann Apiary",
    language="en",
    blocks=BLOCKS,
    notes=(Footnote("n1", "*", (block("n1-1", words="A note."),)),),
    images=(Image("i1", "image/png", b"\x89PNG\x00\xff", 4, 3),),
    apart=(Apart("licence", "Do as you like."),),
)


def test_numbers_count_what_people_point_at():
    assert [one.number for one in BLOCKS] == ["", "", "1", "", "2", "3", "4", "5", "6", "", "", "", "7", "", "8"]


def test_sections_reach_to_the_next_heading_of_their_level():
    assert [(one.key, one.title, one.level, one.start, one.stop) for one in sections(TEXT)] == [
        ("", "", 0, 0, 3),
        ("chapter-1", "1. Of Hives", 1, 3, 13),
        ("chapter-1-1", "Straw", 2, 11, 13),
        ("chapter-2", "2. Of Wax", 1, 13, 15),
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [("CHAPTER I.<br/>Bees", "CHAPTER I. Bees"), ("9<br/>Bees", "9. Bees"), ("Bees &amp; Co", "Bees & Co"), ("", "")],
)
def test_a_heading_on_one_line(written, said):
    assert heading_words(block("x", BlockKind.HEADING, written)) == said


def test_notes_are_found_from_where_the_text_points_at_them():
    assert notes_of(TEXT, TEXT.blocks) == TEXT.notes
    assert notes_of(TEXT, TEXT.blocks[:4]) == ()


def test_comes_back_as_it_was():
    assert parse_text(dump_text(TEXT)) == TEXT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"format": "studycircle-programme", "version": 1}', "x: this JSON is not a Studycircle text"),
        (
            dump_text(replace(TEXT, images=())).replace("Of Wax", "<script/>"),
            "x: the words of chapter-2 are not understood",
        ),
        (dump_text(TEXT).replace("iVBO", "****"), "x: text.images[0].data: "),
    ],
)
def test_refuses_what_is_not_a_text(text, said):
    with pytest.raises(ReadError) as caught:
        parse_text(text, "x")
    assert caught.value.what.startswith(said)


def test_plain_words_leave_marks_out():
    marked = Inline(
        f"One{note_ref('n1', '3')} <em>t&amp;o</em>{page_mark('4')}<br/><ruby>漢<rp>(</rp><rt>kan</rt></ruby>"
    )
    assert to_plain(marked) == "One t&o\n漢"
    assert pages(marked) == ["4"]
    assert to_plain(from_plain("a < b\n& c")) == "a < b\n& c"


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ('<em>a</em> <a href="https://example.org/">b</a>', True),
        ('<a href="javascript:alert(1)">b</a>', False),
        ("<script>x</script>", False),
        ('<em onclick="x">a</em>', False),
        ("<em>a", False),
        ("a & b", False),
        ("<!-- a -->", False),
    ],
)
def test_the_vocabulary(written, known):
    assert is_inline(written) is known


def test_length():
    many = tuple(block(f"p{n}", words="one two three four five") for n in range(460))
    assert (words(replace(TEXT, blocks=many, notes=())), minutes(replace(TEXT, blocks=many, notes=()))) == (2300, 10)
    chinese = replace(TEXT, blocks=(block("z", words="子曰：「學而時習之，不亦說乎？」"),), notes=())
    assert (words(chinese), minutes(chinese)) == (11, 1)
    assert minutes(replace(TEXT, blocks=(), notes=())) == 0

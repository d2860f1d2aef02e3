"""Plain text: every word, the numbers in the margin, 72 columns."""

import re

import pytest

from studycircle.documents.inline import Inline, note_ref, page_mark
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
    block_plain,
    number_blocks,
)
from studycircle.readers.text.table import read_text
from studycircle.writers.text.plain import WIDTH, write_plain
from studycircle.writers.text.plain_words import columns, plain_words, wrap
from tests.recall import sequence_recall, split

LONG = "The bees of the upper meadow are up before the sun and home before the rain, and nobody has taught them how."


def block(kind: BlockKind, words: str = "", **more) -> Block:
    return Block("k", kind, Inline(words), **more)


def paragraph(words: str, **more) -> Block:
    return block(BlockKind.PARAGRAPH, words, **more)


def written(*blocks: Block, notes: tuple[Footnote, ...] = (), **more) -> list[str]:
    text = Text("bees", blocks=number_blocks(blocks), notes=notes, language="en", **more)
    return write_plain(text).rstrip("\n").split("\n")


def test_a_chapter_with_its_notes():
    heading = block(BlockKind.HEADING, "I. The Hive", level=1)
    hum = paragraph(f"Bees hum.{note_ref('n1', '1')} {LONG}")
    note = Footnote("n1", "1", (paragraph("So says Ann."), paragraph("And Ben.")))
    assert written(heading, hum, notes=(note,), title="On Bees", author="Ann Author", year="1905") == [
        "      On Bees",
        "      =======",
        "      Ann Author",
        "      1905",
        "",
        "",
        "",
        "      I. The Hive",
        "      ===========",
        "",
        "   1  Bees hum.[1] The bees of the upper meadow are up before the sun",
        "      and home before the rain, and nobody has taught them how.",
        "",
        "",
        "      --------------------",
        "",
        "      [1] So says Ann.",
        "",
        "          And Ben.",
    ]


def test_notes_stand_after_the_chapter_that_points_at_them():
    heads = [block(BlockKind.HEADING, f"Chapter {number}", level=1) for number in "12"]
    said = [paragraph(f"Bees.{note_ref(f'n{number}', number)}") for number in "12"]
    notes = tuple(Footnote(f"n{number}", number, (paragraph(f"Note {number}."),)) for number in "12")
    lines = written(heads[0], said[0], heads[1], said[1], notes=notes)
    assert [line.strip() for line in lines if re.search(r"Bees|Note|Chapter", line)] == [
        "Chapter 1", "1  Bees.[1]", "[1] Note 1.", "Chapter 2", "2  Bees.[2]", "[2] Note 2.",
    ]  # fmt: skip


def test_lists_quotations_and_verse():
    assert written(
        block(BlockKind.ITEM, "wax", level=1, marker="•"),
        block(BlockKind.ITEM, "which is soft", level=1),
        block(BlockKind.ITEM, "white", level=2, marker="a."),
        block(BlockKind.ITEM, LONG, level=1, marker="10."),
        paragraph("Said before.", quoted=True),
        block(BlockKind.VERSE, "Bees<br/>\u2003\u2003hum,<br/>and rest"),
        block(BlockKind.BREAK),
        paragraph("Ann", align="right"),
    ) == [
        "   1  •   wax",
        "   2      which is soft",
        "   3      a.  white",
        "   4  10. The bees of the upper meadow are up before the sun and home",
        "          before the rain, and nobody has taught them how.",
        "",
        "   5      Said before.",
        "",
        "   6  Bees",
        "          hum,",
        "      and rest",
        "",
        "                                  *   *   *",
        "",
        "   7                                                                 Ann",
    ]  # fmt: skip


def test_figures_and_what_belongs_to_the_printed_book():
    image = Image("i", "image/png", b"")
    lines = written(
        block(BlockKind.HEADING, "ON BEES", matter=Matter.TITLE),
        paragraph("by Ann", matter=Matter.TITLE),
        paragraph("The Hive, page 1", matter=Matter.CONTENTS),
        block(BlockKind.FIGURE, "Fig. 1", image="i", alternative="A hive in snow"),
        block(BlockKind.FIGURE, image="i"),
        images=(image,),
    )
    assert [line.strip() for line in lines if line.strip(" -=")] == [
        "ON BEES", "by Ann", "The Hive, page 1", "[A hive in snow]", "Fig. 1", "[Picture]",
    ]  # fmt: skip


def test_who_made_the_edition_stands_at_the_end():
    lines = written(
        paragraph("Hum."), source="https://example.org/bees", rights="Public domain",
        apart=(Apart("credits", "Typed by\nBen"), Apart("licence", "Long.")),
    )  # fmt: skip
    assert [line.strip() for line in lines if line.strip()][2:] == [
        "Source: https://example.org/bees", "Rights: Public domain", "Electronic edition: Typed by Ben",
    ]  # fmt: skip


def table(*rows: tuple[str, ...], head: int = 0) -> Block:
    made = tuple(Row(tuple(Cell(Inline(words), head=at < head) for words in row)) for at, row in enumerate(rows))
    return block(BlockKind.TABLE, rows=made)


def test_a_table_that_fits_has_its_columns_under_one_another():
    assert written(table(("Bee", "Legs"), ("worker", "6"), ("queen", "6"), head=1)) == [
        "   1  Bee     Legs",
        "      ------  ----",
        "      worker  6",
        "      queen   6",
    ]


def test_the_last_column_of_a_wide_table_is_wrapped():
    lines = written(table(("Queen", LONG), ("Drone", "Idle.")))
    assert lines == [
        "   1  Queen  The bees of the upper meadow are up before the sun and home",
        "             before the rain, and nobody has taught them how.",
        "      Drone  Idle.",
    ]


def test_a_table_with_another_wide_column_is_told_cell_by_cell():
    assert written(table((LONG, "Queen"), ("Idle.", "Drone"))) == [
        "   1  | The bees of the upper meadow are up before the sun and home",
        "        before the rain, and nobody has taught them how.",
        "      | Queen",
        "",
        "      | Idle.",
        "      | Drone",
    ]


def test_a_table_of_too_many_columns_is_told_cell_by_cell():
    lines = written(table(tuple(f"Column-number-{number}" for number in range(9))))
    assert lines == ["   1  | Column-number-0"] + [f"      | Column-number-{number}" for number in range(1, 9)]


def test_spans_keep_their_columns():
    rows = (
        Row((Cell(Inline("a"), down=2), Cell(Inline("b"), across=2))),
        Row((Cell(Inline("c")), Cell(Inline("d")))),
    )
    assert written(block(BlockKind.TABLE, rows=rows)) == ["   1  a  b", "         c  d"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("m<em>a</em>m<em>an</em> <em>a</em>, <em>T</em>here", "maman _a_, There"),
        ("M<sup>r</sup> 1<sup>er</sup>", "Mr 1er"),
        ("<em>so</em> <strong>very</strong> &lt;&amp;&gt;", "_so_ *very* <&>"),
        ('<a href="https://example.org/?a=1&amp;b=2">there</a>', "there <https://example.org/?a=1&b=2>"),
        ('<a href="mailto:ann@example.org">ann@example.org</a>', "ann@example.org"),
        ('<a href="#p-1">above</a>', "above"),
        ("x<sup>2</sup> x<sup>10</sup> H<sub>2</sub>O", "x^2 x^{10} H_{2}O"),
        (f"so<sup>{note_ref('n', '*')}</sup>", "so[*]"),
        ("<ruby>漢字<rp>（</rp><rt>かんじ</rt><rp>）</rp></ruby>", "漢字(かんじ)"),
        ('<img src="i" alt="a bee"/><img src="i" alt=""/>', "[a bee][Picture]"),
        (f"step{page_mark('iv')}daughter, so", "stepdaughter, [Page iv] so"),
        (f"{page_mark('1')}a{page_mark('2')} b", "[Page 1] a [Page 2] b"),
    ],
)
def test_inline_words(words, said):
    assert plain_words(Inline(words)) == said


def test_lines_are_told_by_columns():
    assert columns("蜂蜜 ab") == 7
    assert wrap("蜂蜜蜂蜜、蜂蜜", 8) == ["蜂蜜蜂", "蜜、蜂蜜"]  # no line begins with the comma
    assert wrap("honey 蜂蜜 honey", 10) == ["honey 蜂蜜", "honey"]
    assert wrap("a-word-that-is-too-long for it", 8) == ["a-word-that-is-too-long", "for it"]


def test_a_part_keeps_the_numbers_of_the_whole():
    text = Text("bees", blocks=(paragraph("Hum.", number="46a"), paragraph("Ho.", number="12047")))
    assert write_plain(text) == "  46a  Hum.\n\n12047  Ho.\n"


@pytest.mark.parametrize("name", ["on-liberty.htm", "dictatorship-vs-democracy.htm", "french-primer/44157-h.htm"])
def test_every_word_of_a_real_book_is_there_and_every_number_in_the_margin(name, shared_data):
    path = shared_data / "texts" / name
    if not path.exists():
        pytest.skip(f"no {name}")
    text, _ = read_text(path.read_bytes(), name=path.name)
    lines = write_plain(text).split("\n")
    wanted = split("\n".join(block_plain(one) for one in text.blocks))
    assert sequence_recall(wanted, split("\n".join(lines))) >= 0.999
    numbers = [found[1] for line in lines if (found := re.match(r" {0,3}([0-9]+[a-z]*)  ", line))]
    assert numbers == [one.number for one in text.blocks if one.number]
    assert max(map(columns, lines)) <= WIDTH

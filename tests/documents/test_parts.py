"""Parts of a text: what people mean by "chapters 1–3", and the part as a text of its own."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycircle.documents.inline import Inline, note_ref, page_mark
from studycircle.documents.keys import is_key
from studycircle.documents.measure import words as count_words
from studycircle.documents.native import dump_text, parse_text
from studycircle.documents.numerals import ideographic, roman
from studycircle.documents.parts import Portion, find_part, part_of, portion_of_numbers
from studycircle.documents.text import Block, BlockKind, Footnote, Image, Matter, Text, number_blocks


def block(key, words="Some words here.", kind=BlockKind.PARAGRAPH, **more):
    return Block(key, kind, Inline(words), **more)


def book(*headings, per=2, language="en"):
    """A text of ``headings``, (level, words), each with ``per`` paragraphs, p0, p1 …"""
    blocks = []
    for at, (level, words) in enumerate(headings):
        blocks.append(block(f"h{at}", words, BlockKind.HEADING, level=level))
        blocks += [block(f"p{at}-{n}") for n in range(per)]
    return Text("bees", "Bees", language=language, blocks=number_blocks(blocks))


def said(text, words):
    """The ranges of what ``words`` mean, as paragraph numbers "first-last"."""
    portion = find_part(text, words)
    if portion is None:
        return None
    numbers = [[b.number for b in text.blocks[start:stop] if b.number] for start, stop in portion.ranges]
    return " ".join(f"{some[0]}-{some[-1]}" for some in numbers)


FIVE = book(
    (1, "Preface"), (1, "CHAPTER I.<br/>Of Hives"), (1, "CHAPTER II.<br/>Of Wax, and what it is for"),
    (1, "CHAPTER III.<br/>Of Honey"), (1, "Appendix"), (1, "Notes"),
)  # fmt: skip
PARTS = book(
    (1, "PART ONE"), (2, "Chapter 1"), (2, "Chapter 2"), (1, "PART TWO<br/>Summer"), (2, "Chapter 1"), (2, "Chapter 2"),
    (2, "Chapter 3"), (1, "Epilogue"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("chapters 1–3", "3-8"),
        ("Chapters 1-2", "3-6"),
        ("Chapter II", "5-6"),
        ("ch. 2", "5-6"),
        ("chap 2.", "5-6"),
        ("the second chapter", "5-6"),
        ("chapter two", "5-6"),
        ("2nd chapter", "5-6"),
        ("first two chapters", "3-6"),
        ("chapters 1 and 3", "3-4 7-8"),
        ("chs. 1, 3", "3-4 7-8"),
        ("chapter 2 to the end", "5-12"),
        ("chapter 2 onwards", "5-12"),
        ("Preface and chapter 1", "1-4"),
        ("the preface", "1-2"),
        ("Preface, chapter 2", "1-2 5-6"),
        ("appendix", "9-10"),
        ("Notes", "11-12"),
        ("Of Honey", "7-8"),
        ("“Of Wax”", "5-6"),
        ("chapter 2: Of Wax", "5-6"),
        ("chapter 2 (Of Wax)", "5-6"),
        ("chapters 1–2 (40 pages)", "3-6"),
        ("¶ 3–6", "3-6"),
        ("¶¶ 3, 5 and 7-8", "3-3 5-5 7-8"),
        ("paragraphs 3 to 6", "3-6"),
        ("up to paragraph 4", "1-4"),
        ("up to and including chapter 1", "1-4"),
        ("first half of chapter 2", "5-5"),
        ("chapter 2, second half", "6-6"),
        ("chapter 2, ¶ 6", "6-6"),
        # The same in other tongues, as group pages write it.
        ("Kapitel 1–3", "3-8"),
        ("2. Kapitel", "5-6"),
        ("Zweites und drittes Kapitel", "5-8"),
        ("Kap. 1 bis 2", "3-6"),
        ("Absätze 3 bis 6", "3-6"),
        ("ab Kapitel 2", "5-12"),
        ("die ersten zwei Kapitel", "3-6"),
        ("chapitres I à III", "3-8"),
        ("deuxième chapitre", "5-6"),
        ("les deux premiers chapitres", "3-6"),
        ("Préface et chapitre 1", "1-4"),
        ("capítulos 1 a 3", "3-8"),
        ("capítulos 1 y 3", "3-4 7-8"),
        ("capitolo secondo", "5-6"),
        ("capp. 1 e 2", "3-6"),
        ("do prefácio", "1-2"),
        ("hoofdstuk 1 t/m 3", "3-8"),
        ("kapitel 1 och 3", "3-4 7-8"),
        ("andra kapitlet", "5-6"),
        ("главы 1–3", "3-8"),
        ("глава вторая", "5-6"),
        ("с 1 по 2 главу", None),
        ("κεφ. 1-3", "3-8"),
        ("Κεφάλαιο Β΄", "5-6"),
        ("第二章", "5-6"),
        ("第1章から第3章", "3-8"),
        ("第1〜3章", "3-8"),
        ("第一、三章", "3-4 7-8"),
        ("第一至三章", "3-8"),
        ("第2章から", "5-12"),
    ],
)
def test_what_people_write(words, found):
    assert said(FIVE, words) == found


@pytest.mark.parametrize(
    "words",
    [
        "", "...", "chapter", "chapter 9", "chapter 0", "chapters 3-1", "3 chapters", "three chapters", "40 pages",
        "from chapter 2", "excerpts from chapter 2", "chapter 2 (excerpts)", "chapter 2: Of Bears", "chapter 2a",
        "up to chapter 2", "part 1", "pp. 3–5", "¶ 99", "¶ 5–99", "chapter 1, ¶ 8", "2", "I–III", "the rest", "last chapter",
        "chapter 1 or 2", "三章",
    ],
)  # fmt: skip
def test_rather_nothing_than_a_wrong_part(words):
    assert find_part(FIVE, words) is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Part Two", "7-14"),
        ("Part Two: Summer", "7-14"),
        ("Part II, chapter 2", "11-12"),
        ("pt. 2 ch. 1-2", "9-12"),
        ("chapters 1 and 3 of Part Two", "9-10 13-14"),
        ("chapter 2, Part One", "5-6"),
        ("Part One, chapter 2; Part Two, chapter 1", "5-6 9-10"),
        ("zweiter Teil, Kapitel 1", "9-10"),
        ("Часть вторая, глава 3", "13-14"),
        ("第二部第三章", "13-14"),
        ("初編～二編", "1-14"),
        ("Parts 1 and 2", "1-14"),
        ("chapter 3", "13-14"),
        ("chapter 2", None),
        ("chapters 1–3", None),
        ("Part One and chapter 2", None),
        ("Part One, chapter 3", None),
        ("Book Two", None),
        ("Epilogue", "15-16"),
    ],
)
def test_chapters_that_begin_anew_in_each_part(words, found):
    assert said(PARTS, words) == found


@pytest.mark.parametrize(
    ("headings", "words", "found"),
    [
        (["I", "II", "III"], "chapter 2", "3-4"),
        (["I", "II", "III"], "section 2", "3-4"),
        (["1. Of Hives", "2. Of Wax"], "chapter 2", "3-4"),
        (["Chapter the First", "Chapter the Second"], "ch. 2", "3-4"),
        (["Erstes Kapitel", "Zweites Kapitel"], "chapter 2", "3-4"),
        (["Глава первая", "Глава вторая"], "Kapitel 2", "3-4"),
        (["第一章 蜂", "第二章 蜜"], "chapter 2", "3-4"),
        (["Κεφάλαιο Α΄", "Κεφάλαιο Β΄"], "chapter 2", "3-4"),
        (["§ 1", "§ 2"], "§ 2", "3-4"),
        (["Letter I", "Letter II"], "letters 1-2", "1-4"),
        (["Letter I", "Letter II"], "chapter 2", None),
        (["Of Hives", "Of Wax", "Of Honey"], "chapter 2", "3-4"),
        (["Foreword", "Of Hives", "Of Wax"], "chapter 2", "5-6"),
        (["Introduction", "Of Hives", "Of Wax"], "chapter 2", None),
        (["12 Angry Bees", "Of Wax"], "chapter 12", None),
        (["Introduction. I", "II", "III", "Chapter 1", "Chapter 2"], "introduction", "1-6"),
        (["Introduction. I", "II", "III", "Chapter 1", "Chapter 2"], "chapter 2", "9-10"),
        (["Author’s Preface", "Chapter 1"], "preface", "1-2"),
        (["Preface to the first edition", "Preface to the second edition"], "preface", None),
        (["2.1 Hives", "2.2 Wax", "2.3 Honey"], "sections 2.1–2.2", "1-4"),
    ],
)
def test_headings_as_books_write_them(headings, words, found):
    assert said(book(*((1, heading) for heading in headings)), words) == found


def test_parts_and_chapters_of_one_level():
    flat = book((1, "PART I"), (1, "Chapter 1"), (1, "Chapter 2"), (1, "PART II"), (1, "Chapter 3"), per=1)
    flat = replace(flat, blocks=tuple(b for b in flat.blocks if b.key not in ("p0-0", "p3-0")))
    assert [b.key for b in part_of(flat, find_part(flat, "Part I")).blocks] == ["h0", "h1", "p1-0", "h2", "p2-0"]


def test_printed_pages():
    text = replace(
        FIVE,
        blocks=number_blocks(
            [
                block("a", f"{page_mark('ix')}Begins a page."),
                block("b", f"{page_mark('1')}One."),
                block("c", f"Still one {page_mark('2')}and two."),
                block("d", "Two."),
                block("e", f"{page_mark('3')}Three."),
                block("f", f"Three {page_mark('5')}and five."),
            ]
        ),
    )
    asked = ["p. ix", "p. 1", "pp. 1–2", "S. 2", "pp. 2-3", "pages 3 to 5", "p. 5", "p. 9", "pp. 0-2", "p. 4"]
    assert [said(text, words) for words in asked] == [
        "1-1", "2-3", "2-4", "3-4", "3-6", "5-6", "6-6", None, None, "5-6",
    ]  # fmt: skip


RICH = Text(
    key="on-bees",
    title="On Bees",
    blocks=number_blocks(
        [
            block("title", "On Bees", BlockKind.HEADING, level=1, matter=Matter.TITLE),
            block("contents", "1 Hives", matter=Matter.CONTENTS),
            block("part", "Part One", BlockKind.HEADING, level=1),
            block("epigraph"),
            block("one", "Chapter 1", BlockKind.HEADING, level=2),
            block("a", f'See <a href="#c">below</a>{note_ref("n1", "1")} and <a href="#b">here</a>.'),
            block("b", 'A <img src="i2" alt="bee"/>'),
            block("two", "Chapter 2", BlockKind.HEADING, level=2),
            block("c", f'As <a href="#a">above</a>{note_ref("n2", "2")}.'),
            block("d", "A hive", BlockKind.FIGURE, image="i1"),
        ]
    ),
    notes=(
        Footnote("n1", "1", (block("n1-1", 'Elsewhere, <a href="#c">there</a>.'),)),
        Footnote("n2", "2", (block("n2-1"),)),
    ),
    images=(Image("i1", "image/png", b"1"), Image("i2", "image/png", b"2")),
)


def test_a_part_is_a_text_of_its_own():
    part = part_of(RICH, find_part(RICH, "chapter 1"))
    assert (part.key, part.title) == ("on-bees-p2-3", "On Bees: chapter 1")
    assert [(b.key, b.number) for b in part.blocks] == [("part", ""), ("one", ""), ("a", "2"), ("b", "3")]
    assert part.blocks[2].words == f'See below{note_ref("n1", "1")} and <a href="#b">here</a>.'
    assert [note.key for note in part.notes] == ["n1"]
    assert part.notes[0].blocks[0].words == "Elsewhere, there."
    assert [image.key for image in part.images] == ["i2"]
    assert parse_text(dump_text(part)) == part


def test_a_part_keeps_out_title_page_and_contents():
    part = part_of(RICH, Portion(((0, 5),), "1", "1", "beginning"))
    assert [b.key for b in part.blocks] == ["part", "epigraph", "one"]


def test_the_same_portion_has_the_same_key_whatever_it_is_called():
    texts = [
        part_of(FIVE, find_part(FIVE, words)) for words in ("chapter 1", "¶ 3–4", "chapters 1 and 3", "chs. 1 & 3")
    ]
    assert texts[2].key == texts[3].key
    assert texts[0].key == texts[1].key
    assert texts[0].key != texts[2].key


def test_by_numbers():
    gone = replace(FIVE, blocks=tuple(b for b in FIVE.blocks if b.number not in ("4", "12")))
    assert portion_of_numbers(FIVE, "3", "6").name == "¶ 3–6"
    assert [(p.first, p.last) for p in (portion_of_numbers(gone, "4", "12"), portion_of_numbers(gone, "5", "5"))] == [
        ("5", "11"),
        ("5", "5"),
    ]
    assert [portion_of_numbers(gone, *ends) for ends in (("4", "4"), ("6", "5"), ("99", "100"))] == [None, None, None]


@given(st.integers(1, 12), st.integers(1, 12))
def test_every_part_is_sound(first, last):
    portion = portion_of_numbers(FIVE, str(first), str(last))
    if first > last:
        assert portion is None
        return
    part = part_of(FIVE, portion)
    assert [b.number for b in part.blocks if b.number] == [str(n) for n in range(first, last + 1)]
    assert is_key(part.key)
    assert count_words(part) >= 3 * (last - first + 1)
    assert {b.key for b in part.blocks} <= {b.key for b in FIVE.blocks}


@given(st.text(max_size=40))
def test_any_words_are_answered(words):
    portion = find_part(PARTS, words)
    assert portion is None or part_of(PARTS, portion).blocks


def test_numerals():
    assert [roman(word) for word in ("iv", "xl", "xc", "iiii", "dix", "mix", "", "di")] == [
        4, 40, 90, None, None, None, None, None,
    ]  # fmt: skip
    assert [ideographic(word) for word in ("十", "十二", "二十", "二十一", "百二十", "一〇二", "三")] == [
        10, 12, 20, 21, 120, 102, 3,
    ]  # fmt: skip

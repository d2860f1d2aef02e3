"""Finding a quoted passage again, and not finding one that is gone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycircle.documents.alignment import fit
from studycircle.documents.anchors import Concordance, Found, Passage, find_passage, find_quote
from studycircle.documents.inline import Inline
from studycircle.documents.text import Block, BlockKind, Text, number_blocks

PAGE = (
    "Bees are kept in hives, and were so long before anybody wrote of it in a book. A swarm leaves in May, when the "
    "weather is warm and the old queen is tired of the house. Honey is what they make of nectar; wax is what they "
    "make of honey, and candles of wax. In winter they sit together in a ball, and those inside change places with "
    "those outside. The colour of a hive does not matter to a bee. Bees are kept in hives, some say, for their wax."
)
SWARM = "A swarm leaves in May, when the weather is warm"


def found(quote, page=PAGE, **context):
    passage = find_passage(page, quote, **context)
    return passage and page[passage.start : passage.end]


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        (SWARM, SWARM),
        ("a SWARM leaves\nin May, when the wea-\nther is warm", SWARM),
        ("A fwarm leaves in Mav, vvhen the weather is warrn", SWARM),
        ("the color of a hive does not matter", "The colour of a hive does not matter"),
        ("Honey — is what they make “of nectar”", "Honey is what they make of nectar"),
        ("candles of wax. In winter they sit", "candles of wax. In winter they sit"),
        ("The drone lives a short life and is of no use", None),
        ("Honey is what bears are after, and wax is not", None),
        ("hives", None),
        ("", None),
        ("…", None),
    ],
)
def test_tolerant_and_yet_strict(quote, words):
    assert found(quote) == words


def test_what_stood_around_it_tells_which():
    first, second = PAGE.index("hives"), PAGE.index("hives", 40)
    for at in (first, second):
        passage = find_passage(PAGE, "hives", before=PAGE[max(0, at - 30) : at], after=PAGE[at + 5 : at + 35])
        assert passage == Passage(at, at + 5, 1.0)
    assert found("Bees are kept in hives") is None
    assert find_passage(PAGE, "Bees are kept in hives", near=len(PAGE)).start > 300
    assert find_passage(PAGE, "Bees are kept in hives", near=0).start == 0


def test_a_short_quotation_among_other_words_is_another():
    assert found("hives", before="and he sold all his ", after=", for he was going to sea") is None
    assert found("tired of the house", before="and soon grew quite ", after=" and of everybody in it") is None


def test_gone_although_what_stood_around_it_is_there():
    before, after = "of it in a book. ", " Honey is what they make of nectar"
    cut = PAGE.replace(PAGE[PAGE.index("A swarm") : PAGE.index("Honey")], "")
    assert found("A swarm leaves in May", page=cut, before=before, after=after) is None


def test_a_long_passage_by_its_ends():
    page = " ".join(f"Sentence number {n} says {n * n} things of {n % 7} bees." for n in range(200))
    start, end = page.index("Sentence number 20 "), page.index(". Sentence number 140 ")
    quote = page[start:end]
    assert find_passage(page, quote.replace("says", "fays", 3)) == Passage(start, end, 0.996)
    assert find_passage(page[: start + 200] + page[end - 500 :], quote) is None


def test_letters_that_fold_into_two():
    assert found("große Straße und Œuvre im Weißen", page="Die große Straße und Œuvre im Weißen Haus") == (
        "große Straße und Œuvre im Weißen"
    )
    assert found("groſse Strasse und oeuvre im Weissen", page="Die große Straße und Œuvre im Weißen Haus") == (
        "große Straße und Œuvre im Weißen"
    )


TEXT = Text(
    "bees",
    blocks=number_blocks(
        [Block("h", BlockKind.HEADING, Inline("Of Bees"), level=1)]
        + [
            Block(f"p{n}", BlockKind.PARAGRAPH, Inline(s.strip() + "."))
            for n, s in enumerate(PAGE.rstrip(".").split(". "))
        ]
    ),
)


def test_in_a_text_the_place_is_a_paragraph():
    assert find_quote(TEXT, "the old queen is tired") == Found(2, "2", 52, 2, 74, 1.0)
    assert find_quote(TEXT, "tired of the house. Honey is what they make") == Found(2, "2", 69, 3, 23, 1.0)
    assert find_quote(TEXT, "the drone is tired of everything") is None


def test_a_word_is_found_in_the_paragraph_it_is_said_to_be_in():
    assert find_quote(TEXT, "wax") is None
    assert find_quote(TEXT, "queen", near="2") == Found(2, "2", 60, 2, 65, 1.0)
    assert find_quote(TEXT, "wax", near="3") is None  # twice in it
    assert find_quote(TEXT, "wax", near="99") is None


def test_laying_beside():
    laid = fit("hony", "the honey bee")
    assert (laid.edits, laid.span(0, 4), laid.likeness(0, 4)) == (1, (4, 7), 0.75)
    assert fit("", "x").span(0, 0) is None
    assert fit("abc", "").edits == 3


@given(st.text("abc", min_size=1, max_size=12), st.text("abc", max_size=20))
def test_the_edits_are_the_fewest(pattern, text):
    row = [0] * (len(text) + 1)
    for letter in pattern:
        before, row = row, [row[0] + 1]
        for at, other in enumerate(text, 1):
            row.append(min(before[at - 1] + (letter != other), before[at] + 1, row[-1] + 1))
    laid = fit(pattern, text)
    assert laid.edits == min(row)
    there = [place for place in laid.places if place >= 0]
    assert there == sorted(set(there))
    assert all(text[place] == pattern[at] for at, place in enumerate(laid.places) if laid.same[at])


@given(st.integers(0, len(PAGE) - 60), st.integers(30, 60))
def test_what_is_there_is_found_where_it_is(start, length):
    context = {"before": PAGE[max(0, start - 32) : start], "after": PAGE[start + length : start + length + 32]}
    passage = Concordance(PAGE).find(PAGE[start : start + length], **context)
    assert PAGE[passage.start : passage.end] in PAGE[start : start + length]
    assert passage.end - passage.start >= length - 4

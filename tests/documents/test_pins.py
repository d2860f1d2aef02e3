"""Quotations are pinned to the paragraph they stand in, and to none where they are gone."""

from dataclasses import replace

import pytest
from hypothesis import given

from studycircle.documents.compare import revise
from studycircle.documents.pins import (
    NOWHERE,
    Pin,
    find_pins,
    moved_pins,
    not_found,
    pin_of,
    places_of,
    with_places,
    without_pins,
)
from studycircle.documents.programme import Group, Programme, Question, Quotation, Reading, Series, Session
from studycircle.documents.retake import retake
from studycircle.documents.text import Block, BlockKind, Inline, Text, number_blocks
from tests.documents.strategies import programmes
from tests.programmes import NOW

PROMISE = "a bridge is a promise that is made in stone and kept by water"
TWICE = "nobody crosses it after dark, and nobody says why"


def text(*paragraphs: str, key: str = "bridges") -> Text:
    blocks = [Block("one", BlockKind.HEADING, Inline("Chapter 1"), level=1)]
    blocks += [Block(f"p-{at}", BlockKind.PARAGRAPH, Inline(words)) for at, words in enumerate(paragraphs, 1)]
    blocks.insert(3, Block("two", BlockKind.HEADING, Inline("Chapter 2"), level=1))
    return Text(key, "On Bridges", blocks=number_blocks(blocks))


BRIDGES = text(
    f"We were told that {TWICE}; so we went at noon.",
    "The mason’s ledger has eleven pages, and the last of them is empty.",
    f"He wrote on it that “{PROMISE}”, and then the year.",
    f"It was in the second winter that {TWICE}. The lamps were lit all the same.",
)
TEXTS = {"bridges": BRIDGES}


def asking(*quoted: Quotation, part: str = "", read: str = "bridges") -> Programme:
    question = Question("q1", "1", quotations=quoted)
    reading = Reading("r", "On Bridges", text=read, part=part)
    return Programme(Group("g"), Series("s", sessions=(Session("one", readings=(reading,), questions=(question,)),)))


def found(programme: Programme, texts=TEXTS) -> list[str]:
    """The places of its quotations once they have been looked for."""
    after = moved_pins(programme, places_of(programme), find_pins(programme, texts.get))
    return list(places_of(after).values())


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (PROMISE, "bridges#p3"),
        ("A bridge is a promise, that is made in stone – and kept by water!", "bridges#p3"),
        ("eleven pages, and the last of them is empty", "bridges#p2"),
        ("a tower is a threat that is made in brick and kept by nobody", ""),  # like it, and not there
        (TWICE, ""),  # there twice: nobody can tell
        ("why", ""),
        ("", ""),
    ],
)
def test_a_quotation_is_pinned_where_it_stands_or_not_at_all(words, place):
    assert found(asking(Quotation(words))) == [place]


def test_what_stands_there_twice_stands_once_in_the_part_that_is_set():
    assert found(asking(Quotation(TWICE), part="chapter 2")) == ["bridges#p4"]
    assert found(asking(Quotation(PROMISE), part="chapter 1")) == ["bridges#p3"]  # beyond the part, in the whole


def test_a_choice_stays_as_long_as_its_paragraph_is_there():
    assert found(asking(Quotation(PROMISE, "bridges#p1"))) == ["bridges#p1"]
    assert found(asking(Quotation("in no text", "bridges#p4"))) == ["bridges#p4"]
    assert found(asking(Quotation(PROMISE, NOWHERE))) == [NOWHERE]


@pytest.mark.parametrize("stale", ["bridges#p99", "another#p1", "bridges", "<b>", "#p3"])
def test_a_pin_that_is_gone_is_looked_for_again_and_taken_away_where_it_is_not_found(stale):
    assert found(asking(Quotation(PROMISE, stale), Quotation("in no text at all, that we have", stale))) == [
        "bridges#p3",
        "",
    ]


def test_a_pin_into_a_text_that_is_not_here_is_nobodys_to_judge():
    assert found(asking(Quotation(PROMISE, "elsewhere#p7"), read="elsewhere"), {}) == ["elsewhere#p7"]


def test_taken_in_again_the_pins_stay_right_or_are_listed():
    programme = asking(Quotation(PROMISE), Quotation("eleven pages, and the last of them is empty"))
    pinned = with_places(programme, find_pins(programme, TEXTS.get))
    words = [str(block.words) for block in BRIDGES.blocks if block.number]
    anew, _ = retake(BRIDGES, text("Something came before.", words[0], *words[2:]))
    again = find_pins(pinned, {"bridges": anew}.get)
    assert list(again.values()) == [""]  # the ledger's paragraph is gone
    after = with_places(pinned, again)
    assert list(places_of(after).values()) == ["bridges#p3", ""]
    assert [quotation.words for _, _, quotation in not_found(after)] == ["eleven pages, and the last of them is empty"]
    kept = next(block for block in anew.blocks if block.number == "3")
    assert PROMISE in kept.words


def test_a_place_that_was_changed_meanwhile_is_left_alone():
    programme = asking(Quotation(PROMISE))
    was, places = places_of(programme), find_pins(programme, TEXTS.get)
    chosen = asking(Quotation(PROMISE, "bridges#p1"))
    assert moved_pins(chosen, was, places) is chosen
    assert with_places(chosen, places, only_empty=True) == chosen


def test_a_pin_is_read_as_it_is_written():
    assert pin_of(Pin("on-bees", "46a").place) == Pin("on-bees", "46a")
    assert [pin_of(place) for place in ("", NOWHERE, "on-bees", "#p4", "on-bees#p")] == [None] * 5


def test_a_pin_that_was_found_is_no_news_in_calendars_and_feeds():
    old = revise(asking(), asking(Quotation(PROMISE)), NOW)
    new = with_places(old, find_pins(old, TEXTS.get))
    assert revise(old, new, NOW.replace(year=2030)).series.sessions[0].changed == NOW


@given(programmes)
def test_places_are_all_that_pins_change(programme):
    bare = [without_pins(session) for session in programme.series.sessions]
    empty = with_places(programme, dict.fromkeys(places_of(programme), ""))
    assert list(empty.series.sessions) == bare
    assert replace(empty, series=replace(empty.series, sessions=())) == replace(
        programme, series=replace(programme.series, sessions=())
    )

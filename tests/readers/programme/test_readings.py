"""How a reading is said: citations, two at once, films, formats in brackets, and what is none."""

import pytest

from studycircle.documents.programme import Role
from studycircle.readers.programme.blocks import Span
from studycircle.readers.programme.clauses import read_clauses, split_clauses
from studycircle.readers.programme.language import tongue


def read(text: str, code: str = "en"):
    names = tongue(code)
    return [found for clause in split_clauses((Span(text),), names) for found in read_clauses(clause, names)]


def said(text: str, code: str = "en") -> list[tuple[str, str, str]]:
    return [(found.author, found.title, found.part) for found in read(text, code) if found.sure >= 0.5]


def test_a_citation_whose_title_nothing_marks_ends_before_the_journal():
    assert said("Adler, M. & Quist, T.B. (1998) The shape of a week. Journal of Calendars 12, 3–9.") == [
        ("Adler, M. & Quist, T.B.", "The shape of a week", "")
    ]


def test_a_citation_with_a_title_in_single_quotation_marks():
    (found,) = read("Adler, M. (1998) 'The shape of a week', Journal of Calendars, 12.")
    assert (found.author, found.title, found.year) == ("Adler, M.", "The shape of a week", "1998")


def test_verses_parted_by_two_dashes():
    assert read("Luke 1 -- 2")[0].title == "Luke 1 -- 2"


def test_a_small_word_at_the_longest_place_for_a_title():
    assert said("x" * 198 + " di una casa", "it") == []


def test_who_translated_a_work_is_no_reading():
    assert said("Translated by Maud Ellery, Harbour Press.") == []


@pytest.mark.parametrize(
    ("text", "code", "titles"),
    [
        ("“The Mill” by Ann Ogle and “The Weir” by Tom Ash", "en", ["The Mill", "The Weir"]),
        ("The Mill by Ann Ogle + The Weir by Tom Ash", "en", ["The Mill", "The Weir"]),
        ("„Die Mühle“ von Anna Ohle und „Das Wehr“ von E. T. Asch", "de", ["Die Mühle", "Das Wehr"]),
        ("Rosso Antico di Anna Olmo e La chiusa di Tino Asti", "it", ["Rosso Antico", "La chiusa"]),
        ("« Le Moulin » et « L'Écluse »", "fr", ["Le Moulin", "L'Écluse"]),
        ("« Le Moulin » d’Anna Ohle et « L'Écluse » d'Éric Aulne", "fr", ["Le Moulin", "L'Écluse"]),
    ],
)
def test_two_readings_in_one_clause(text, code, titles):
    assert [title for _, title, _ in said(text, code)] == titles


def test_three_people_are_not_two_readings():
    assert [found.title for found in read("Ogle, Ash, and Elm, “Forum on mills”")] == ["Forum on mills"]


def test_a_film_is_by_who_made_it():
    assert [(f.author, f.title, f.year) for f in read("Film: The Long Weir (Tom Ash, 1953)")] == [
        ("Tom Ash", "The Long Weir", "1953")
    ]


def test_formats_in_brackets_are_copies_and_no_part():
    (found,) = read("Ann Ogle, The Mill (PDF, 3 MB)")
    assert (found.part, [copy.format for copy in found.copies]) == ("", ["pdf"])


def test_a_bracket_may_name_a_shorter_reading():
    main, short = read("Ann Ogle, “The Mill” (if time is short, read “The Weir”)")
    assert (main.title, short.title, short.role) == ("The Mill", "The Weir", Role.SHORTER)


@pytest.mark.parametrize(("text", "code"), [("no book, picnic", "en"), ("to be decided", "en"), ("Sin lectura", "es")])
def test_nothing_to_read(text, code):
    assert read(text, code) == []


def test_a_part_may_be_told_by_ordinals():
    assert said("„Die Mühle“ von Anna Ohle, Drittes bis Fünftes Buch", "de") == [
        ("Anna Ohle", "Die Mühle", "Drittes bis Fünftes Buch")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("『水のほとり』 岩田みず著", ("岩田みず", "水のほとり", "")),
        ("川辺の会 『水のほとり』 岩田みず著", ("岩田みず", "水のほとり", "")),
        ("岩田みず著『水のほとり』第2章", ("岩田みず", "水のほとり", "第2章")),
        ("『水のほとり』岩田みず（川辺文庫）", ("岩田みず", "水のほとり", "")),
        ("『水のほとり』の後半", ("", "水のほとり", "後半")),
    ],
)
def test_who_wrote_a_work_in_corner_brackets(text, expected):
    assert said(text, "ja") == [expected]


def test_who_wrote_a_quoted_work_may_be_elided():
    assert said("« Le Moulin » d’Anna Ohle", "fr") == [("Anna Ohle", "Le Moulin", "")]


def test_a_sentence_that_goes_on_behind_a_name_is_no_work_and_its_author():
    sentence = (
        "L'histoire commence par la mort de Marcel Aulne, emporté une nuit de mars par les eaux de la rivière en crue."
    )
    assert said(sentence, "fr") == []


def test_two_parts_of_a_work_that_are_told_in_one():
    assert said("Ann Ogle, The Edge of Water (2014), Introduction and Appendix ‘On Weirs’") == [
        ("Ann Ogle", "The Edge of Water", "Introduction and Appendix ‘On Weirs’")
    ]


def test_whoever_has_time_may_read_more():
    def roles(text: str, code: str = "en") -> list[tuple[str, Role]]:
        return [(found.title, found.role) for found in read(text, code)]

    assert roles("Ruth 1; if you've time also Amos 5:1-7")[1] == ("Amos 5:1-7", Role.FURTHER)
    assert roles("Ceux qui ont le temps : George Sand, Indiana", "fr") == [("Indiana", Role.FURTHER)]
    assert roles("Chi non ha tempo: Neera, Teresa", "it") == [("Teresa", Role.SHORTER)]
    assert roles("If you don't have time, read Ruth 1") == [("Ruth 1", Role.SHORTER)]


def test_a_condition_in_brackets_names_another_reading():
    found = read("Jules Vallès, Le Bachelier (si vous avez le temps, aussi Henry Murger, Bohème)", "fr")
    assert [(f.title, f.author, f.role) for f in found] == [
        ("Le Bachelier", "Jules Vallès", Role.MAIN),
        ("Bohème", "Henry Murger", Role.FURTHER),
    ]

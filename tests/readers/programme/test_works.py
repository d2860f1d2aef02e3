"""What a session reads, where its lines tell little: an author alone, a part alone, a passage, the book of the page."""

import datetime as dt

from studycircle.documents.programme import Programme, Role
from studycircle.readers.programme.page import read_page


def read(page: str, name: str = "page.txt") -> Programme:
    return read_page(page.encode(), name=name, today=dt.date(2026, 11, 24))[0]


def works(programme: Programme) -> list[list[tuple[str, str, str]]]:
    return [[(r.title, r.author, r.part) for r in s.readings] for s in programme.series.sessions]


OPENING = "Weir readers\n\nWe meet on Thursdays at 7pm in the Mill, in the spring of 2026.\n\n"


def test_where_people_head_the_sessions_the_line_beneath_is_their_work():
    made = read(
        OPENING + "## 5 March: Ada Quill\n\nSprings (the first half)\n\n## 12 March: Ben Sedge\n\nWeirs\n\n"
        "## 19 March: Leo Mill\n\nEels and their friends\n\n",
        "page.md",
    )
    assert works(made) == [
        [("Springs", "Ada Quill", "the first half")],
        [("Weirs", "Ben Sedge", "")],
        [("Eels and their friends", "Leo Mill", "")],
    ]
    assert [s.title for s in made.series.sessions] == ["Springs", "Weirs", "Eels and their friends"]


def test_a_part_alone_is_of_the_work_the_session_is_called_after():
    made = read(
        OPENING
        + "5 March - Springs\nThe first two chapters only.\n\n12 March - Springs, continued\nReading: chapters 3 to 5."
        "\n\n19 March - Weirs\nBen Sedge. Read online.\n\n"
    )
    assert [own[0][2] for own in works(made)] == ["The first two chapters", "chapters 3 to 5", ""]
    assert works(made)[2][0][:2] == ("Weirs", "Ben Sedge")


def test_a_title_in_the_first_lines_is_the_book_that_pages_are_of():
    made = read(
        "Philosophy in the yard: “The Book of Weirs”\n\nThursdays at 7pm in the Mill, spring 2026.\n\n"
        "Meeting on 5 March\nPreface, pp. 1-20.\n\nMeeting on 12 March\nIntroduction, pp. 21-40.\n\n"
        "Meeting on 19 March\nPart One, pp. 41-60.\n\n"
    )
    assert {own[0][0] for own in works(made)} == {"The Book of Weirs"}


def test_with_a_passage_is_another_passage_and_and_joins_verses():
    made = read(OPENING + "5 March: Mark 1:1-15\nwith Job 3\n\n12 March: Mark 2:1-12 and 3:1-6\n\n19 March: Mark 4\n\n")
    assert [[title for title, _, _ in own] for own in works(made)] == [
        ["Mark 1:1-15", "Job 3"],
        ["Mark 2:1-12 and 3:1-6"],
        ["Mark 4"],
    ]


def test_a_cue_before_the_colon_tells_the_role():
    made = read(
        OPENING + "5 March: Ada Quill, Springs\nFor those who are short of time: Ben Sedge, “Weirs”.\n\n"
        "12 March: Ada Quill, Rivers\n\n19 March: Ada Quill, Seas\n\n"
    )
    assert [r.role for r in made.series.sessions[0].readings] == [Role.MAIN, Role.SHORTER]


def test_hours_in_words_are_of_the_evening():
    for said, hour in (
        ("a quarter past eight", dt.time(20, 15)),
        ("three o'clock", dt.time(15)),
        ("half past seven", dt.time(19, 30)),
        ("a quarter to nine", dt.time(20, 45)),
    ):
        made = read(
            f"Weir readers\n\nThursdays, {said}, in the Mill.\n\n5 March 2026: Emma\n12 March 2026: Persuasion\n"
        )
        assert made.series.slot.time == hour
    made = read(
        "Lesekreis Wehr\n\nWir treffen uns donnerstags um halb acht in der Mühle.\n\n5. März 2026: Emma\n12. März 2026: Nana\n"
    )
    assert made.series.slot.time == dt.time(19, 30)


def test_bold_words_may_be_author_and_title_with_the_part_behind():
    made = read(
        OPENING
        + "- 5 March: **Ada Quill, Springs** (chapters 1-3)\n- 12 March: **Ada Quill, Springs** (chapters 4-6)\n"
        "- 19 March: **Ben Sedge, Weirs**, at 6pm\n",
        "page.md",
    )
    assert works(made) == [
        [("Springs", "Ada Quill", "chapters 1-3")],
        [("Springs", "Ada Quill", "chapters 4-6")],
        [("Weirs", "Ben Sedge", "")],
    ]


def test_a_point_between_words_parts_them_and_a_name_in_italics_is_the_author():
    made = read(
        OPENING + '- 5 March · *Ada Quill*, "Springs" · led by Dan\n- 12 March · *Ben Sedge*, "Weirs" · led by Hannah\n'
        '- 19 March · *Leo Mill*, "Eels" · led by Dan · optional: *Ada Quill*, "Seas"\n',
        "page.md",
    )
    assert [[(title, author) for title, author, _ in own] for own in works(made)] == [
        [("Springs", "Ada Quill")],
        [("Weirs", "Ben Sedge")],
        [("Eels", "Leo Mill"), ("Seas", "Ada Quill")],
    ]
    assert [s.leader for s in made.series.sessions] == ["Dan", "Hannah", "Dan"]


def test_spans_that_alone_make_up_a_line_are_its_columns():
    row = '<div><span class="d">{}</span> <span class="t">{}</span> <span class="r">{}</span></div>'
    rows = [("Mar 5", "The sower", "Mark 4:1-20"), ("Mar 12", "The coin", "Luke 15:1-10"), ("Mar 19", "Wages", "Job 3")]
    made = read(
        "<h1>Parables</h1><p>Thursdays, 8 o'clock, in the Undercroft, spring 2026.</p>"
        + "".join([row.format(*cells) for cells in rows]),
        "page.html",
    )
    assert [s.title for s in made.series.sessions] == ["The sower", "The coin", "Wages"]
    assert [own[0][0] for own in works(made)] == ["Mark 4:1-20", "Luke 15:1-10", "Job 3"]
    assert made.series.slot.time == dt.time(20)


def test_a_role_in_square_brackets_and_a_german_closing_mark_end_where_they_end():
    made = read(
        OPENING
        + "5 March: Emma\n[optional] Ada Quill, The Springs of Weir, chapter 2\n\n12 March: Nana\n\n19 March: Eels\n\n"
    )
    assert [(r.title, r.role) for r in made.series.sessions[0].readings][-1] == ("The Springs of Weir", Role.FURTHER)
    made = read(
        "Lesekreis Wehr\n\nDonnerstags um 19 Uhr in der Mühle, Frühjahr 2026.\n\n"
        "5. März: Ada Quill: „Quellen“. Zusätzlich: Ben Sedge: „Wehre“\n12. März: Leo Mill: „Aale“\n19. März: Ada Quill: „Meere“\n"
    )
    assert [[title for title, _, _ in own] for own in works(made)] == [["Quellen", "Wehre"], ["Aale"], ["Meere"]]


def test_points_between_author_title_and_part_part_no_work():
    made = read(
        OPENING + "5 March · Ada Quill · Springs · chapters 1-3 · led by Dan\n12 March · Ben Sedge · Weirs\n"
        "19 March · Leo Mill · Eels · optional: Ada Quill, Seas and Rivers\n"
    )
    assert works(made) == [
        [("Springs", "Ada Quill", "chapters 1-3")],
        [("Weirs", "Ben Sedge", "")],
        [("Eels", "Leo Mill", ""), ("Seas and Rivers", "Ada Quill", "")],
    ]


def test_thousands_of_spans_in_one_line_are_no_row():
    many = '<span class="a">5 March</span><span class="b">x</span>' * 8000
    assert read(f"<h1>Readers</h1><p>{many}</p>", "page.html").series.sessions == ()


def test_chapters_alone_are_of_the_work_that_was_read_last():
    made = read(
        "Weir term 2026\n\nWednesday 4 March\nIda Rook, The Edge of Water (2014), Introduction and Appendix\n"
        "Wednesday 11 March\nCh. 1, ‘A Future for Weirs?’\nWednesday 18 March\nCh. 2, ‘Can We Dam? Gates, Locks and Freedom’\n"
    )
    assert [s.title for s in made.series.sessions][1:] == [
        "Ch. 1, ‘A Future for Weirs?’",
        "Ch. 2, ‘Can We Dam? Gates, Locks and Freedom’",
    ]
    assert [[(title, author) for title, author, _ in works] for works in works(made)] == [
        [("The Edge of Water", "Ida Rook")]
    ] * 3


def test_surnames_before_a_hyphen_are_authors_where_all_other_rows_tell_chapters():
    made = read(
        "Weir readers (Spring 2026)\n\nWeek 1 (04/02): Rook - How to Read the Weir pp 13 - 47\nWeek 2 (04/09): Weirs Ch 1\n"
        "Week 3 (04/16): Weirs Ch 2\nWeek 4 (04/23): Swift - The Form of the Gate\nWeek 5 (04/30): Weirs Chs 4-6\n"
    )
    assert works(made)[3] == [("The Form of the Gate", "Swift", "")]


def test_references_with_a_bare_year_and_a_title_in_plain_letters():
    made = read(
        "The Weir, semester 2\n\nWeek 1: Introduction: The Bank/Bed Problem\n\nRook, I. 1988. Excerpts from The Edge. In Water and Bed . "
        "2nd ed. Owlton: Weir Press, pp. 7-10.\n\nWeek 2: Do gates think? I: Locks\n\nSwift, M. 1974/1991. What Is It Like To Be A Gate? "
        "Weir review. . 83 : 435-50.\n\nWeek 3: Do gates think? II: Sluices\n\nWren, E. 1980. Minds, Beds, and Gates. Weir Sciences. 3 : 41-7.\n"
    )
    assert [[work[0] for work in row] for row in works(made)] == [
        ["Excerpts from The Edge"],
        ["What Is It Like To Be A Gate?"],
        ["Minds, Beds, and Gates"],
    ]


def test_a_title_in_straight_single_quotation_marks_keeps_its_question():
    made = read(
        "Weirs\n\nSession 1: Gates\n\nRook, Ida, 'Will Gates Be Shut? An Argument in Water', The Weir Journal, Vol. 15, pp. 45-47\n\n"
        "Session 2: Banks\n\nSwift, Max, 'Banks' in Wet Nature, ed. by Eva Wren (Owlton: Mill Books, 2014)\n"
    )
    assert [[work[:2] for work in row] for row in works(made)] == [
        [("Will Gates Be Shut? An Argument in Water", "Rook, Ida")],
        [("Banks", "Swift, Max")],
    ]


def test_a_full_name_in_brackets_behind_a_line_of_the_session_wrote_it():
    made = read(
        "Weir readers\n\nTues March 5 2024, 730pm: Gates and Water\n\nDreams of Gates & the Gates of Dreams (Ida Rook)\n\n"
        "Flooding: The remedy for dry land (Max Swift)\n\nMutual Water or Mutual Mud? (Eva Wren)\n\n"
        "Tues April 2 2024, 730pm: Mud\n\nThe Long Mud (Weir Press)\n"
    )
    assert [work[:2] for work in works(made)[0]] == [
        ("Dreams of Gates & the Gates of Dreams", "Ida Rook"),
        ("Flooding: The remedy for dry land", "Max Swift"),
        ("Mutual Water or Mutual Mud?", "Eva Wren"),
    ]
    assert made.series.slot.time == dt.time(19, 30)


def test_people_with_what_they_are_in_brackets_are_no_works():
    made = read(
        "# Séminaire du moulin\n\nVoici le calendrier des prochaines séances :\n\n- 28/03/2023 : Ada Aulne (doctorante Paris)\n\n"
        "- 25/04/2023 : Ida Roche (doctorante Sorbonne Université)\n\n- 30/05/2023 : Max Loup (masterant Lyon)\n",
        "page.md",
    )
    assert works(made) == [[], [], []]

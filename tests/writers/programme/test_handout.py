"""The handout: readings, notes and questions of a meeting, with lines to write on where the questions are."""

from dataclasses import replace

import pytest

from studycircle.documents.audience import seen_by
from studycircle.documents.programme import Audience, Group, Note, Part, Programme, Question, Quotation, Series, Session
from studycircle.documents.rich import Rich, from_plain, is_rich
from studycircle.errors import WriteError
from studycircle.writers.programme.handout import write_handout
from studycircle.writers.programme.paper import tree
from tests.printed import Mark, marks, sizes, tags, title, words
from tests.programmes import RICH, in_arabic, of_many
from tests.validators import pdf_ua_faults

pytestmark = pytest.mark.filterwarnings("error::studycircle.writers.typeset.TypesettingWarning")

ADDRESS = "https://canalside.example.org/bread-and-water/"
PUBLIC = seen_by(RICH, Audience.PUBLIC)
PAGES = {"a4": (210, 297), "letter": (216, 279), "a5": (148, 210)}
SESSION = "sweetness-and-power"


def of(*sessions: Session) -> Programme:
    return Programme(Group("g", "Readers"), Series("s", title="Slowly", sessions=sessions))


@pytest.mark.parametrize("paper", PAGES)
@pytest.mark.parametrize(
    ("programme", "session"),
    [(PUBLIC, SESSION), (PUBLIC, "the-mill"), (PUBLIC, None), (of_many(12), None), (in_arabic(), None)],
    ids=["one", "without questions", "all", "twelve", "arabic"],
)
def test_every_handout_is_valid_tagged_pdf(programme: Programme, session: str | None, paper: str):
    pdf = write_handout(programme, session=session, paper=paper, address=ADDRESS)
    assert set(sizes(pdf)) == {PAGES[paper]}
    assert pdf_ua_faults(pdf) == []


def test_a_handout_says_everything_in_order():
    pages = words(write_handout(PUBLIC, session=SESSION, address=ADDRESS))
    assert pages == [
        "Monday 26 October 2026, 6.30 pm Sweetness and Power The Lock-keeper’s House, Canal Row, Upper room Led by Ruth "
        "How sugar came to the table, and who paid for it. "
        "To read Sidney W. Mintz, Sweetness and Power, chapters 1–3, 1985 (read the introduction first) "
        "Only 20 minutes? Read this instead: Ada Fenn, A Lump of Sugar, six pages "
        "To read further: The Plantation Ledgers "
        "Before you start Mintz was an anthropologist; the book is a history. Watch how he moves between a field of cane "
        "and a cup of tea, and ask what each of them costs. What people eat says who they are and who they are not. "
        "– the grower – the eater See also these notes, and H2O. "
        "Questions 1 Whose sweetness, and whose power? "
        "2 “Sugar surrendered its place as luxury and rarity.” When, for whom, and does he regret it? "
        "canalside.example.org/bread-and-water 1",
        "Bread and Water Sweetness and Power "
        "3 In chapter 2 he writes: a that the plantation was a factory in a field; "
        "b that it came before the factory in the town. Can both be true? "
        "4 Unnumbered. A loose quotation. "
        "canalside.example.org/bread-and-water 2",
    ]


def test_a_screen_reader_hears_headings_lists_links_and_quotations():
    kinds = [kind for tag in tags(write_handout(PUBLIC, session=SESSION)) for kind in tag.kinds()]
    assert [kind for kind in kinds if kind[0] == "H"] == ["H1", "H2", "H2", "H2"]
    assert {kind: kinds.count(kind) for kind in ("L", "LI", "BlockQuote", "Link", "Figure")} == {
        "L": 2,
        "LI": 5,
        "BlockQuote": 2,
        "Link": 3,
        "Figure": 0,
    }


def test_all_sessions_with_questions_each_begin_a_page():
    pdf = write_handout(PUBLIC)
    assert title(pdf) == "Bread and Water"
    heads = [page.split(" ", 1)[0] for page in words(pdf)]
    assert words(pdf)[0].startswith("Monday 19 October 2026, 6.30 pm The Wanderer ")
    assert words(pdf)[1].startswith("Monday 26 October 2026, 6.30 pm Sweetness and Power ")
    assert len(heads) == 3


def is_rule(mark: Mark) -> bool:
    return mark.kind == "path" and mark.bottom - mark.top < 1 and mark.right - mark.left > 40


@pytest.mark.parametrize("paper", PAGES)
@pytest.mark.parametrize("filler", range(0, 40, 3))
def test_no_question_is_parted_from_its_first_line(paper: str, filler: int):
    """However the notes above push them down the page."""
    questions = tuple(
        Question(
            f"q{n}",
            text=from_plain(f"Question {n} " + "and why is that so " * 9 + f"ends{n}?"),
            quotations=(Quotation(f"Words quoted, last{n}."),) if n % 3 == 1 else (),
            parts=(Part("a", from_plain(f"first part{n}")), Part("b", from_plain(f"second part{n}")))
            if n % 3 == 2
            else (),
        )
        for n in range(9)
    )
    notes = (Note("n", "Note", from_plain("\n\n".join(["A line of notes."] * filler))),)
    programme = of(Session("s", "An evening", questions=questions, notes=notes))
    found = 0
    for page in marks(write_handout(programme, paper=paper)):
        rules = [mark for mark in page if is_rule(mark)]
        for mark in page:
            if any(end in mark.words for end in ("ends", "last", "first part", "second part")):
                below = [rule for rule in rules if mark.bottom <= rule.top < mark.bottom + 30]
                assert below, f"{mark.words!r} is followed by no line on its page"
                found += 1
    assert found == 9 + 3 + 6


@pytest.mark.parametrize("filler", range(0, 40, 3))
def test_no_heading_stands_at_the_foot_of_a_page(filler: int):
    notes = (
        Note("n", "Before", from_plain("\n\n".join(["A line of notes."] * filler))),
        Note("m", "Afterwards", Rich("<h3>Smaller heading</h3><p>Text below it.</p>")),
    )
    questions = (Question("q", text=from_plain("Why?")),)
    for page in marks(write_handout(of(Session("s", "An evening", notes=notes, questions=questions)))):
        text = [mark for mark in page if mark.words and mark.top < 270]
        assert text[-1].words.casefold() not in ("afterwards", "smaller heading", "questions", "before")


def test_a_question_longer_than_a_page_runs_on():
    long = of(
        Session("s", "An evening", questions=(Question("q", text=from_plain("Why is that so? " * 900 + "End.")),))
    )
    pages = words(write_handout(long, paper="a5"))
    assert len(pages) > 2
    assert "End." in pages[-1]


@pytest.mark.parametrize("count", range(2, 12))
def test_the_last_question_does_not_stand_alone(count: int):
    """Rather than that, all have fewer lines to write on."""
    questions = tuple(Question(f"q{n}", text=from_plain(f"Word {n}?")) for n in range(count))
    for paper in PAGES:
        *_, last = words(write_handout(of(Session("s", "An evening", questions=questions)), paper=paper))
        assert last.count("Word") > 1


def test_heads_feet_and_words_begin_on_one_line():
    page = marks(write_handout(PUBLIC, address=ADDRESS))[0]
    lefts = {mark.words: round(mark.left) for mark in page}
    assert lefts["canalside.example.org/"] == lefts["Questions"]


def test_questions_without_numbers_get_those_of_their_order():
    questions = tuple(Question(key, text=from_plain(f"Word {key}?")) for key in "xyz")
    (page,) = words(write_handout(of(Session("s", "An evening", questions=questions))))
    assert "Questions 1 Word x? 2 Word y? 3 Word z?" in page


def test_what_is_not_known_is_not_made_up():
    (page,) = words(write_handout(of(Session("s", "An evening", questions=(Question("q", text=from_plain("Why?")),)))))
    assert page == "Date to be agreed An evening Questions 1 Why? Readers 1"


def test_a_break_is_kept_out_and_a_cancelled_session_says_so():
    (page,) = words(write_handout(PUBLIC, session="rain-stopped-us"))
    assert page.startswith("Monday 5 October 2026, 6.30 pm Bread & Roses <again> ")
    assert "Cancelled – The towpath was under water." in page


def test_the_same_programme_gives_the_same_bytes():
    assert write_handout(PUBLIC, address=ADDRESS) == write_handout(PUBLIC, address=ADDRESS)


def test_what_cannot_be_printed_is_refused():
    with pytest.raises(WriteError, match="there is no session 'nowhere'"):
        write_handout(PUBLIC, session="nowhere")
    with pytest.raises(WriteError, match="no session has questions"):
        write_handout(of(Session("s", "An evening")))
    with pytest.raises(WriteError, match="a handout cannot be printed on 'a3'"):
        write_handout(PUBLIC, paper="a3")


DEEP = Rich("<blockquote>" * 30 + "<p>deep</p>" + "</blockquote>" * 30)


@pytest.mark.parametrize(
    ("rich", "expected"),
    [
        ("", []),
        ("<p> a\n b </p>", [{"tag": "p", "body": [" a b "]}]),
        ("<p> </p><p><em/></p>", []),
        ("<h3>\u200b</h3><p>x</p>", [{"tag": "p", "body": ["x"]}]),
        ("<ul>\n<li>x</li>\n</ul>", [{"tag": "ul", "body": [{"tag": "li", "body": ["x"]}]}]),
        ("<p><code>a <em>b</em></code></p>", [{"tag": "p", "body": [{"tag": "code", "body": ["a b"]}]}]),
        (
            '<p><a href="#here">x</a></p>',
            [{"tag": "p", "body": [{"tag": "a", "body": ["x"], "href": ""}]}],
        ),
        (
            '<p><span lang="ar" dir="rtl">x</span></p>',
            [
                {
                    "tag": "p",
                    "body": [{"tag": "span", "body": ["x"], "language": "ar", "region": "", "direction": "rtl"}],
                }
            ],
        ),
    ],
)
def test_rich_text_becomes_a_tree(rich: str, expected: list):
    assert is_rich(rich)
    assert tree(Rich(rich)) == expected


def test_every_element_of_rich_text_is_set():
    body = Rich(
        "<h3>One</h3><h4>Two</h4><p>a<em>b</em><strong>c</strong><sup>1</sup><sub>2</sub><code>d</code><br/>e"
        '<a href="https://example.org/é">f</a><a href="#x">g</a><span lang="el">λ</span></p>'
        "<ol><li>h<ul><li>i</li></ul></li></ol><blockquote><p>j</p></blockquote>"
    )
    notes = (Note("n", "N", body), Note("d", "D", DEEP))
    pdf = write_handout(of(Session("s", "E", summary=Rich("<h3>First</h3><p>s</p>"), notes=notes)), session="s")
    assert words(pdf) == ["Date to be agreed E First s N One Two abc12d efgλ 1. h – i j D deep Readers 1"]
    assert pdf_ua_faults(pdf) == []


def test_a_running_head_is_one_line_however_long_the_titles():
    many = of_many(1, questions=20)
    session = replace(many.series.sessions[0], title="A very long title of an evening " * 6)
    long = replace(many, series=replace(many.series, title="A very long title of a series " * 6, sessions=(session,)))
    second = marks(write_handout(long, paper="a5"))[1]
    head = [mark for mark in second if mark.words and mark.top < 15]
    assert [mark.words[-1] for mark in head] == ["…", "…"]
    assert head[0].right < head[1].left

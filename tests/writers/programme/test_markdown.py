"""The Markdown form: what is written is read back the same, and what people write is understood."""

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studycircle.documents.problem import Problem
from studycircle.documents.programme import (
    Attachment,
    Audience,
    Contact,
    DateState,
    Edition,
    Group,
    Kind,
    Note,
    Part,
    Place,
    Programme,
    Question,
    Quotation,
    Reading,
    Role,
    Series,
    Session,
    Slot,
)
from studycircle.documents.rich import Rich, is_rich
from studycircle.documents.tidy import tidy
from studycircle.errors import ReadError
from studycircle.readers.programme.markdown import looks_like_form, read_markdown
from studycircle.readers.programme.rich_markdown import to_rich
from studycircle.writers.programme.markdown import write_markdown
from studycircle.writers.programme.rich_markdown import from_rich
from tests.documents.strategies import TRICKY, programmes, raw_rich

DOCUMENTATION = Path(__file__).parents[3] / "docs" / "markdown-form.md"
TODAY = dt.date(2026, 1, 15)
HEAD = "---\nstudycircle: 1\ngroup: Weir Lane Readers\nseries: Fresh Water\n---\n\n"


def read(body: str, *, head: str = HEAD) -> Programme:
    """The programme in a form that has no problems."""
    programme, problems = read_markdown(head + body, today=TODAY)
    assert problems == ()
    return programme


def session(body: str) -> Session:
    (only,) = read(body).series.sessions
    return only


# Round trips.


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(programmes)
def test_any_programme_is_read_back_the_same(programme):
    text = write_markdown(programme)
    assert looks_like_form(text)
    assert read_markdown(text, today=TODAY) == (programme, ())
    assert write_markdown(read_markdown(text)[0]) == text


@settings(max_examples=500, deadline=None)
@given(raw_rich)
def test_any_rich_text_is_read_back_tidy(rich):
    assert to_rich(from_rich(rich)) == tidy(rich)


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from([*TRICKY, "\n", "\n\n", "    ", "\t"])).map("".join)))
def test_any_text_at_all_is_read_and_gives_rich_text(text):
    rich = to_rich(text)
    assert is_rich(rich)
    assert to_rich(from_rich(rich)) == rich


FORM_PIECES = [
    "---\n", "studycircle: 1\n", "group: ", "## ", "### ", "### Questions\n", "### Readings\n", "2026-03-02 ", "1. ",
    "a) ", "Quoted: ", "- ", "\n", "\n\n", "   ", "[PDF](x)", "{#a}", "{.close}", "{for=nobody}", "Time: 7pm\n", "Place:\n",
]  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from([*FORM_PIECES, *TRICKY])).map("".join))
def test_whatever_is_typed_gives_a_programme_that_can_be_written(text):
    programme, problems = read_markdown(HEAD + text, today=TODAY)
    lines = (HEAD + text).split("\n")
    assert all(problem.line and problem.excerpt and problem.words for problem in problems)
    assert all(1 <= problem.line <= len(lines) for problem in problems)
    again, _ = read_markdown(write_markdown(programme), today=TODAY)
    assert again == programme


# The documentation.


def examples() -> list[str]:
    return re.findall(r"```markdown\n(---\n.*?)```", DOCUMENTATION.read_text(encoding="utf-8"), re.S)


def test_the_documented_examples_are_understood():
    short, whole = examples()
    assert read_markdown(short) == (
        Programme(
            Group("weir-lane-readers", "Weir Lane Readers"),
            Series(
                "fresh-water",
                title="Fresh Water",
                slot=Slot(0, dt.time(18, 30), 120),
                place=Place("The Lock House, 3 Weir Lane"),
                sessions=(
                    Session(
                        "the-mill",
                        "The Mill",
                        state=DateState.FIXED,
                        date=dt.date(2026, 3, 2),
                        readings=(
                            Reading(
                                "the-mill-on-the-floss", "The Mill on the Floss", "George Eliot", part="book first"
                            ),
                        ),
                    ),
                    Session("a-walk-along-the-weir", "A walk along the weir"),
                ),
            ),
        ),
        (),
    )
    programme, problems = read_markdown(whole)
    assert problems == ()
    assert write_markdown(programme) == whole


def test_what_the_documented_example_says():
    group, series = (programme := read_markdown(examples()[1])[0]).group, programme.series
    assert group == Group(
        "weir-lane-readers",
        "Weir Lane Readers",
        zone="Europe/London",
        country="GB",
        summary=Rich("<p>We read slowly, above the lock, with tea.</p>"),
    )
    assert series.contacts == (
        Contact("ann", "Ann", "07700 900123", "ann@example.org"),
        Contact("weir-lane-library", "Weir Lane Library", url="https://library.example.org", audience=Audience.PUBLIC),
    )
    assert series.place == Place(
        "The Lock House",
        "3 Weir Lane",
        "Upper room",
        "door on the towpath; ring twice",
        room_audience=Audience.MEMBERS,
    )
    mill, bridges, high_water, weir, walk = series.sessions
    assert mill.questions == (
        Question("q1", "1", Rich("<p>Who owns the water?</p>")),
        Question(
            "q2",
            "2",
            Rich("<p>Maggie is given two reasons:</p>"),
            (Quotation("she is young"),),
            (Part("a", Rich("<p>that she is a girl,</p>")), Part("b", Rich("<p>that she is young.</p>"))),
            Rich("<p>Which of them does she believe?</p>"),
        ),
    )
    assert bridges == Session(
        "on-bridges",
        "On Bridges",
        "2",
        state=DateState.MOVED,
        date=dt.date(2026, 3, 16),
        moved_from=dt.date(2026, 3, 9),
        time=dt.time(19),
        place=Place("Weir Lane Library", "2 Weir Lane"),
        status_note="The lock house was being painted.",
        readings=(
            Reading(
                "on-bridges",
                "On Bridges",
                "Leon Battista",
                translator="R. Quay",
                part="chapters 1–3",
                minutes=40,
                editions=(Edition("pdf", "pdf", "https://example.org/bridges.pdf", label="PDF"),),
            ),
        ),
        attachments=(Attachment("slides", "Slides", "https://example.org/slides.pdf", format="pdf"),),
        record=Rich("<p>Nine of us, and one dog.</p>"),
    )
    assert (high_water.kind, high_water.title) == (Kind.BREAK, "No meeting, high water")
    assert (weir.state, weir.status_note) == (DateState.CANCELLED, "Ann is ill.")
    assert (walk.state, walk.date, walk.date_words) == (DateState.TBA, None, "early May")


# By hand.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD, True),
        ("\ufeff---\r\nstudycircle: 1\r\n---\r\n", True),
        ("\n---\ntitle: x\nStudycircle:1\n", True),
        ("---\ntitle: x\n---\nstudycircle: 1\n", True),
        ("---\ntitle: x\n---\n\n# A page\n", False),
        ("studycircle: 1\n", False),
        ("# Studycircle: 1", False),
        ("", False),
    ],
)
def test_the_form_is_known_by_its_head(text, expected):
    assert looks_like_form(text) is expected


def test_a_form_of_a_later_version_is_refused():
    with pytest.raises(ReadError, match="version 2"):
        read_markdown("---\nstudycircle: 2\n---\n", name="programme.md")


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("2026-03-02 The Mill", (Kind.MEETING, DateState.FIXED, dt.date(2026, 3, 2), "The Mill")),
        ("2026-3-2: *The* Mill", (Kind.MEETING, DateState.FIXED, dt.date(2026, 3, 2), "The Mill")),
        ("2 March 2026 – The Mill", (Kind.MEETING, DateState.FIXED, dt.date(2026, 3, 2), "The Mill")),
        ("Monday 2nd March: The Mill", (Kind.MEETING, DateState.FIXED, dt.date(2026, 3, 2), "The Mill")),
        ("Mar 2, 2026 The Mill", (Kind.MEETING, DateState.FIXED, dt.date(2026, 3, 2), "The Mill")),
        ("30 December The Mill", (Kind.MEETING, DateState.FIXED, dt.date(2025, 12, 30), "The Mill")),
        ("Cancelled: 2026-03-02 The Mill", (Kind.MEETING, DateState.CANCELLED, dt.date(2026, 3, 2), "The Mill")),
        ("proposed 2026-03-02", (Kind.MEETING, DateState.PROPOSED, dt.date(2026, 3, 2), "")),
        ("TBA The Mill", (Kind.MEETING, DateState.TBA, None, "The Mill")),
        ("break 2026-03-02 Easter", (Kind.BREAK, DateState.FIXED, dt.date(2026, 3, 2), "Easter")),
        ("The Mill", (Kind.MEETING, DateState.TBA, None, "The Mill")),
        ("Breakfast in March 1905", (Kind.MEETING, DateState.TBA, None, "Breakfast in March 1905")),
        ("1905", (Kind.MEETING, DateState.TBA, None, "1905")),
    ],
)
def test_headings_people_write(heading, expected):
    found = session(f"## {heading}\n")
    assert (found.kind, found.state, found.date, found.title) == expected


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("Time: 7pm", "time", dt.time(19)),
        ("time: 18.30", "time", dt.time(18, 30)),
        ("Time: 12.15 am", "time", dt.time(0, 15)),
        ("Length: 1½ hours", "minutes", 90),
        ("Length: 1 h 30", "minutes", 90),
        ("Length: 45 min", "minutes", 45),
        ("Room: 12", "room", "12"),
        ("Led by: Ann", "leader", "Ann"),
        ('Leader: " Ann "', "leader", " Ann "),
        ("Place: Library", "place", Place("Library")),
        ("Online: https://meet.example.org/", "place", Place(online="https://meet.example.org/")),
        ("Moved_from: 2026-03-01", "moved_from", dt.date(2026, 3, 1)),
    ],
)
def test_lines_below_a_heading(line, field, value):
    assert getattr(session(f"## 2026-03-02 The Mill\n\n{line}\n"), field) == value


@pytest.mark.parametrize(
    ("usual", "slot"),
    [
        ("Mondays 18:30, 2 hours", Slot(0, dt.time(18, 30), 120)),
        ("Fridays", Slot(4)),
        ("90 minutes", Slot(minutes=90)),
        (
            "every other Tuesday at 6.30 pm for 1½ hours",
            Slot(1, dt.time(18, 30), 90, "every other Tuesday at 6.30 pm for 1½ hours"),
        ),
        ("when the moon is full", Slot(words="when the moon is full")),
    ],
)
def test_the_usual_day(usual, slot):
    assert read("", head=HEAD.replace("---\n\n", f"usual: {usual}\n---\n\n")).series.slot == slot


MILL = Reading("the-mill", "The Mill")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- *The Mill*", MILL),
        ("* _The Mill_", MILL),
        ("+ The Mill", MILL),
        ("- “The Mill”", MILL),
        ("- The Mill by Ada Fenn", Reading("the-mill", "The Mill", "Ada Fenn")),
        ("- “The Mill” by Ada Fenn, six pages", Reading("the-mill", "The Mill", "Ada Fenn", part="six pages")),
        ("- Ada Fenn, The Mill, chapters 1–3", Reading("the-mill", "The Mill", "Ada Fenn", part="chapters 1–3")),
        ("- Fenn, Ada, *The Mill* (1860)", Reading("the-mill", "The Mill", "Fenn, Ada", year="1860")),
        ("- *The Mill*, about 20 minutes (short)", Reading("the-mill", "The Mill", role=Role.SHORTER, minutes=20)),
        (
            "- *The Mill* (optional) – if you like",
            Reading("the-mill", "The Mill", role=Role.FURTHER, note="if you like"),
        ),
        (
            "- [The Mill](https://example.org/mill.html), the first page",
            Reading(
                "the-mill",
                "The Mill",
                note="the first page",
                editions=(Edition("web", "web", "https://example.org/mill.html", label="The Mill"),),
            ),
        ),
        (
            "- *The Mill* [Kindle](file:mill.azw3) and\n  <https://example.org/mill.pdf>",
            Reading(
                "the-mill",
                "The Mill",
                part="and",
                editions=(
                    Edition("kindle", "kindle", file="mill.azw3", label="Kindle"),
                    Edition("pdf", "pdf", "https://example.org/mill.pdf"),
                ),
            ),
        ),
    ],
)
def test_readings_people_write(line, expected):
    assert session(f"## 2026-03-02 Evening\n\nCome along.\n\n{line}\n").readings == (expected,)


def test_questions_people_write():
    body = """\
## 2026-03-02 The Mill

### Discussion questions
1. Whose water?
   a. The miller's
   b. The weaver's
2) Who pays,
and who drinks?

Say why.
a) now
b) then
"""
    assert session(body).questions == (
        Question(
            "q1",
            "1",
            Rich("<p>Whose water?</p>"),
            parts=(Part("a", Rich("<p>The miller's</p>")), Part("b", Rich("<p>The weaver's</p>"))),
        ),
        Question(
            "q2",
            "2",
            Rich("<p>Who pays, and who drinks?</p><p>Say why.</p>"),
            parts=(Part("a", Rich("<p>now</p>")), Part("b", Rich("<p>then</p>"))),
        ),
    )


def test_other_headings_are_notes():
    body = "## 2026-03-02 The Mill\n\n### Notes\n\nOne.\n\n### Of mills {for=members}\n\nTwo.\n\n### Record\n\nThree.\n"
    found = session(body)
    assert found.notes == (
        Note("note", body=Rich("<p>One.</p>")),
        Note("of-mills", "Of mills", Rich("<p>Two.</p>"), Audience.MEMBERS),
    )
    assert found.record == "<p>Three.</p>"


def test_keys_are_made_unique_and_shown_ones_are_kept():
    body = "## 2026-03-02 Capital\n\n## 2026-03-09 Capital\n\n## 2026-03-16 Capital {#capital}\n\n## 2026-03-23 X {#capital}\n"
    assert [one.key for one in read(body).series.sessions] == ["capital-2", "capital-3", "capital", "x"]


def test_what_is_not_understood_is_listed_with_its_line():
    text = """\
---
studycircle: 1
series: Fresh Water
colour: red
room for: everybody
no line at all
---

# Another title

## 2026-02-30 The Mill {colour=red}

Time: half seven
Length: long
Moved from: yesterday

### Questions

Think about this:

1. Who?

### Files

Come by.

## 2026-03-09 On Bridges {#../etc key="../etc"}
"""
    programme, problems = read_markdown(text, today=TODAY)
    assert [(problem.code, problem.line, problem.excerpt) for problem in problems] == [
        ("left-over", 4, "colour: red"),
        ("left-over", 5, "room for: everybody"),
        ("left-over", 6, "no line at all"),
        ("left-over", 9, "# Another title"),
        ("left-over", 11, "colour=red"),
        ("wrong-date", 11, "2026-02-30 The Mill {colour=red}"),
        ("wrong-time", 13, "Time: half seven"),
        ("wrong-length", 14, "Length: long"),
        ("wrong-date", 15, "Moved from: yesterday"),
        ("left-over", 19, "Think about this:"),
        ("left-over", 25, "Come by."),
    ]
    mill, _ = programme.series.sessions
    assert (mill.key, mill.title, mill.date, mill.date_words) == ("the-mill", "The Mill", None, "2026-02-30")


def test_a_key_that_cannot_be_one_is_not_taken():
    programme, problems = read_markdown(HEAD + '## 2026-03-02 The Mill {key="../etc"}\n')
    assert programme.series.sessions[0].key == "the-mill"
    assert problems == (Problem("left-over", "Keys are made of a–z, 0–9 and hyphens.", 7, "../etc"),)


def test_line_ends_of_every_kind_are_the_same():
    whole = examples()[1]
    assert read_markdown("\ufeff" + whole.replace("\n", "\r\n")) == read_markdown(whole)
    assert read_markdown(whole.replace("\n", "\r")) == read_markdown(whole)


@pytest.mark.parametrize(
    ("markdown", "rich"),
    [
        ("One *two* **three** `four`\nfive\\\nsix", "<p>One <em>two</em> <strong>three</strong> <code>four</code> five<br/>six</p>"),
        ("# a\n\n##### b", "<h3>a</h3><h4>b</h4>"),
        ("> a\n\n- b\n  1. c", "<blockquote><p>a</p></blockquote><ul><li>b<ol><li>c</li></ol></li></ul>"),
        ("H[2]{sub}O [λόγος]{lang=el} [x]{dir=up}", '<p>H<sub>2</sub>O <span lang="el">λόγος</span> x</p>'),
        ("[a](https://example.org/?b&c)", '<p><a href="https://example.org/?b&amp;c">a</a></p>'),
        ("[a](javascript:x()) ![b](c.png)", '<p>(javascript:x()) a <a href="c.png">b</a></p>'),
        ("<script>x()</script>", "<p>&lt;script&gt;x()&lt;/script&gt;</p>"),
        ("a\n\n***\n\nb", "<p>a</p><p>* * *</p><p>b</p>"),
        ("```\na\n b\n```", "<p><code>a</code><br/><code>b</code></p>"),
    ],
)  # fmt: skip
def test_markdown_as_rich_text(markdown, rich):
    assert to_rich(markdown) == rich

"""The page reader as a whole: small pages with exact results, the account of every line, hostile input, real pages."""

import datetime as dt
import io
import json
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from studycircle.documents.native import dump_programme, parse_programme
from studycircle.documents.programme import Audience, DateState, Kind, Role
from studycircle.documents.rich import is_rich
from studycircle.errors import ReadError
from studycircle.readers.programme.blocks import Zone
from studycircle.readers.programme.page import read_page
from studycircle.readers.programme.source import MAX_BYTES, read_source

TODAY = dt.date(2026, 11, 24)
CASES = Path(__file__).resolve().parents[2] / "cases" / "pages"
ROOT = Path(__file__).resolve().parents[3]

PAGE = """\
Quayside Readers

We meet on Tuesdays at 7pm in the Net Loft, 14 Harbour Row. Ring Morwenna on 07700 900127.

5 March 2024 - Anarchy
Errico Malatesta, Anarchy
Get it here: pdf / epub
Short of time? Read the leaflet What Is Authority? instead: pdf

12 March - no meeting (loft closed)

19 March - Mutual Aid
Peter Kropotkin, Mutual Aid (chapters 1-2)
1. What did he expect to see?
2. Read this aloud: "Those animals which acquire habits of mutual aid are undoubtedly the fittest."
   (a) Is that a fact?
   (b) Is it a moral?

tba - The Principles of Anarchism
"""


def read(text, name="page.txt"):
    return read_page(text.encode(), name=name, today=TODAY)


def test_a_plain_page_becomes_a_programme():
    programme, _ = read(PAGE)
    series = programme.series
    assert programme.group.name == "Quayside Readers"
    assert (series.slot.weekday, series.slot.time, series.place.name) == (
        1,
        dt.time(19),
        "the Net Loft, 14 Harbour Row",
    )
    assert [(s.key, s.date, s.state, s.kind) for s in series.sessions] == [
        ("anarchy", dt.date(2024, 3, 5), DateState.FIXED, Kind.MEETING),
        ("no-meeting-loft-closed", dt.date(2024, 3, 12), DateState.CANCELLED, Kind.BREAK),
        ("mutual-aid", dt.date(2024, 3, 19), DateState.FIXED, Kind.MEETING),
        ("the-principles-of-anarchism", None, DateState.TBA, Kind.MEETING),
    ]
    main, short = series.sessions[0].readings
    assert (main.author, main.title, [e.format for e in main.editions]) == (
        "Errico Malatesta",
        "Anarchy",
        ["pdf", "epub"],
    )
    assert (short.title, short.role, [e.format for e in short.editions]) == (
        "leaflet What Is Authority?",
        Role.SHORTER,
        ["pdf"],
    )
    assert series.sessions[2].readings[0].part == "chapters 1-2"
    assert series.sessions[3].date_words == "tba"


def test_questions_keep_quotations_and_lettered_parts():
    programme, _ = read(PAGE)
    first, second = programme.series.sessions[2].questions
    assert (first.number, first.text) == ("1", "<p>What did he expect to see?</p>")
    assert [q.words for q in second.quotations] == [
        "Those animals which acquire habits of mutual aid are undoubtedly the fittest."
    ]
    assert [(part.label, part.text) for part in second.parts] == [
        ("a", "<p>Is that a fact?</p>"),
        ("b", "<p>Is it a moral?</p>"),
    ]


def test_a_numbered_quotation_belongs_to_the_question_below_it():
    notes = (
        '1. "The tide gives back by morning whatever it was lent in the evening."\n\nWho lends it?\n\n'
        '2. "No harbour was ever built by wishing for stone."\n\nWhat was "the Harbour Act" for, and why "an act"?\n\n'
        "3. What is owed at low water?\n"
    )
    programme, _ = read("Weir readers\n\n5 March 2024 - The Tide Tables\n\n" + notes)
    (session,) = programme.series.sessions
    assert [q.number for q in session.questions] == ["1", "2", "3"]
    assert [[q.words for q in question.quotations] for question in session.questions] == [
        ["The tide gives back by morning whatever it was lent in the evening."],
        ["No harbour was ever built by wishing for stone."],  # short words in quotation marks are held up, not quoted
        [],
    ]
    assert session.questions[0].text.endswith("<p>Who lends it?</p>")
    assert session.notes == ()


def test_the_usual_words_say_when_and_the_place_where():
    page = "Weir readers\n\nTuesdays at 7pm, The Old Lock House, 3 Mill Lane\n\n5 March 2024 - The Tide Tables\n"
    series = read(page)[0].series
    assert (series.slot.words, series.place.name) == ("Tuesdays at 7pm", "The Old Lock House, 3 Mill Lane")
    assert series.key == "2024"  # called as the group is, which has its own part of the address


def test_contacts_are_for_members_and_stay_out_of_public_words():
    programme, _ = read(PAGE)
    (contact,) = programme.series.contacts
    assert (contact.name, contact.phone, contact.audience) == ("Morwenna", "07700 900127", Audience.MEMBERS)
    assert "07700" not in programme.series.summary


def test_each_field_names_its_lines():
    programme, _ = read(PAGE)
    lines = {source.field: source.lines for source in programme.sources}
    assert lines["session:anarchy.date"] == (5,)
    assert lines["session:anarchy/reading:anarchy.title"] == (5, 6, 7) or lines[
        "session:anarchy/reading:anarchy.title"
    ] == (6, 7)
    assert lines["session:mutual-aid/question:q2.text"] == (15, 16, 17)
    assert all(0 < source.sureness <= 1 for source in programme.sources)


def test_a_page_without_a_programme_says_so():
    programme, problems = read("Welcome to our garden.\n\nThe roses are out, and so are the bees.\n")
    assert programme.series.sessions == ()
    assert "no-sessions" in {problem.code for problem in problems}


def test_the_same_page_gives_the_same_programme():
    assert read(PAGE) == read(PAGE)


def test_what_is_read_survives_the_native_form():
    programme, _ = read(PAGE)
    assert parse_programme(dump_programme(programme)) == programme


def test_a_moved_date_keeps_the_old_one():
    programme, _ = read(
        "7 May 2019 - Anarchy\n\n4 June, now moved to 11 June because of the regatta - The Soul of Man\n\n18 June - Bread\n"
    )
    session = programme.series.sessions[1]
    assert (session.title, session.date, session.moved_from, session.state) == (
        "The Soul of Man", dt.date(2019, 6, 11), dt.date(2019, 6, 4), DateState.MOVED,
    )  # fmt: skip


def test_a_table_in_html_with_a_struck_date():
    rows = "".join(
        f"<tr><td>{date}</td><td>{what}</td></tr>"
        for date, what in (
            ("4/1/21", "David Chalmers, <i>Facing Up</i>"),
            ("<del>4/15/21</del> 4/22/21", "Ruth Millikan, <i>Biosemantics</i>"),
            ("5/6/21", "Alan Turing, <i>Computing Machinery</i>"),
        )
    )
    programme, _ = read(f"<html lang='en-US'><body><h1>Minds</h1><table>{rows}</table></body></html>", "page.html")
    assert [(s.date, s.title, s.moved_from) for s in programme.series.sessions] == [
        (dt.date(2021, 4, 1), "Facing Up", None),
        (dt.date(2021, 4, 22), "Biosemantics", dt.date(2021, 4, 15)),
        (dt.date(2021, 5, 6), "Computing Machinery", None),
    ]


# the account of lines


def left_unsaid(data, name):
    """Lines with words that neither a source nor a problem names, and lines named that do not exist."""
    programme, problems = read_page(data, name=name, today=TODAY)
    page = read_source(data, name=name)
    named = {line for source in programme.sources for line in source.lines} | {p.line for p in problems if p.line}
    if name.endswith((".txt", ".md")):
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        filled = {n for n, line in enumerate(text.split("\n"), 1) if line.strip()}
    else:
        filled = {line for block in page.blocks for line in block.lines}
    return sorted(filled - named), sorted(line for line in named if not 1 <= line <= page.lines)


@pytest.mark.parametrize("case", sorted(CASES.glob("*/in.*")), ids=lambda path: path.parent.name)
def test_every_line_of_a_made_up_page_is_placed_or_listed(case):
    assert left_unsaid(case.read_bytes(), case.name) == ([], [])


def test_every_line_of_a_real_page_is_placed_or_listed(shared_data):
    for path in sorted((shared_data / "pages" / "raw").iterdir()):
        assert left_unsaid(path.read_bytes(), path.name) == ([], []), path.name


# bad input


@pytest.mark.parametrize(
    ("data", "name", "what"),
    [
        (b"", "a.txt", "empty"),
        (b" \n\t ", "a.txt", "empty"),
        (b"x" * (MAX_BYTES + 1), "a.txt", "larger than 10 MB"),
        (b"%PDF-1.7 ...", "a.pdf", "a PDF"),
        (b"\x89PNG\r\n\x1a\n...", "a.png", "a picture"),
        (b"plain words", "a.docx", "not a Word file"),
        (b"PK\x03\x04 broken", "a.docx", "damaged"),
        (bytes(range(256)) * 40, "a.bin", "binary"),
    ],
)
def test_what_is_no_page_is_refused_in_plain_words(data, name, what):
    with pytest.raises(ReadError) as caught:
        read_page(data, name=name, today=TODAY)
    assert what in caught.value.what
    assert caught.value.name == name
    assert caught.value.hint


def packed(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def test_a_zip_that_is_no_word_file_is_refused():
    with pytest.raises(ReadError, match="not a Word file"):
        read_page(packed(readme="hello"), name="a.zip", today=TODAY)


def test_a_zip_bomb_is_refused_before_it_unpacks():
    bomb = packed(word__document=b"<x/>", word__media=b"\0" * 30_000_000)
    with pytest.raises(ReadError, match="far more than a page"):
        read_page(bomb, name="a.docx", today=TODAY)


def test_nothing_of_scripts_styles_comments_or_hidden_parts_survives():
    page = """<html><head><title>G</title><style>p{color:red}</style></head><body>
    <!-- 1 May 2024 - Secret --><script>var x = '2 May 2024 - Script'</script>
    <div style="display:none">3 May 2024 - Hidden</div>
    <p>4 May 2024 - <a href="javascript:alert(1)">Open</a> <img src=x onerror=alert(1)></p>
    <p>11 May 2024 - Second</p><p>18 May 2024 - Third</p></body></html>"""
    programme, _ = read(page, "page.html")
    assert [s.title for s in programme.series.sessions] == ["Open", "Second", "Third"]
    everything = dump_programme(programme)
    for word in ("Secret", "Script", "Hidden", "javascript", "onerror", "color:red"):
        assert word not in everything


def rich_of(programme):
    series = programme.series
    yield series.summary
    yield from (note.body for note in series.notes)
    for session in series.sessions:
        yield session.summary
        yield from (note.body for note in session.notes)
        for question in session.questions:
            yield question.text
            yield question.close
            yield from (part.text for part in question.parts)


def hostile_pages(folder):
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size < 400_000 and path.suffix in (".txt", ".json", ".html", ".xml"):
            yield path.name, path.read_bytes()


def test_hostile_words_stay_within_the_vocabulary(shared_data):
    head = b"<p>5 March 2024 - Foo</p><p>12 March 2024 - Bar</p><p>19 March 2024 - Baz</p><div>"
    count = 0
    for name, data in hostile_pages(shared_data / "hostile" / "xss"):
        for page, kind in (
            (data, "page.txt"),
            (head + data, "page.html"),
            (b"5 March 2024 - Foo\n12 March 2024 - Bar\n" + data, "page.md"),
        ):
            programme, _ = read_page(page, name=kind, today=TODAY)
            assert all(is_rich(rich) for rich in rich_of(programme)), name
            links = [e.link for s in programme.series.sessions for r in s.readings for e in r.editions]
            assert not [link for link in links if link.lower().startswith(("javascript", "data", "vbscript"))], name
            count += 1
    assert count > 20


def test_hostile_word_files_are_read_or_refused(shared_data):
    refused = 0
    for path in sorted((shared_data / "hostile" / "malicious" / "out").glob("*.docx")):
        start = time.process_time()
        try:
            programme, _ = read_page(path.read_bytes(), name=path.name, today=TODAY)
            assert all(is_rich(rich) for rich in rich_of(programme))
        except ReadError:
            refused += 1
        assert time.process_time() - start < 5, path.name
    assert refused > 0


@pytest.mark.parametrize(
    "text",
    ["5 March " * 20_000, "(" * 50_000, "[" * 50_000, "*_" * 30_000, "| " * 30_000, "<div>" * 30_000, "<table><tr><td>" * 8_000,
     "1. " * 30_000, "“" * 30_000, "a@" * 30_000, "0" * 100_000, " " * 100_000 + "x", "- a\n" * 5_000, "> " * 30_000, "\\" * 30_000],
    ids=lambda text: repr(text[:8]),
)  # fmt: skip
def test_endless_input_takes_bounded_time(text):
    for name in ("page.txt", "page.html"):
        start = time.process_time()
        read_page(b"5 March 2024 - Foo\n\n12 March 2024 - Bar\n\n" + text.encode(), name=name, today=TODAY)
        assert time.process_time() - start < 6


def test_old_encodings_are_recognised():
    latin = "12 mars 2024 - L'été\n\n19 mars 2024 - Déjà vu\n".encode("cp1252")
    assert [s.title for s in read_page(latin, name="a.txt", today=TODAY)[0].series.sessions] == ["L'été", "Déjà vu"]
    wide = "5 March 2024 - Foo\n\n12 March 2024 - Bar\n".encode("utf-16")
    assert [s.title for s in read_page(wide, name="a.txt", today=TODAY)[0].series.sessions] == ["Foo", "Bar"]


def test_margins_are_told_from_the_page():
    page = read_source(b"<body><nav><p>5 March 2024 - Nav</p></nav><main><p>Words</p></main></body>", name="a.html")
    assert [(b.text, b.zone) for b in page.blocks] == [("5 March 2024 - Nav", Zone.MARGIN), ("Words", Zone.MAIN)]


# the real pages, scored

LEAST = {"sessions": 0.96, "dates": 0.95, "titles": 0.92, "readings": 0.88, "questions": 0.95, "usual": 0.90}


def test_the_labelled_pages_score_as_the_issue_asks(shared_data, tmp_path):
    pages = shared_data / "pages"
    subprocess.run(
        [sys.executable, ROOT / "bench" / "page_predictions.py", pages / "raw", tmp_path / "out"], check=True
    )
    scorer = shared_data.parent / "tools" / "score_pages.py"
    command = [
        sys.executable,
        scorer,
        tmp_path / "out",
        "--labels",
        pages / "labels",
        "--json",
        tmp_path / "score.json",
    ]
    subprocess.run(command, check=True, capture_output=True)
    score = json.loads((tmp_path / "score.json").read_text())

    def value(result, key):
        metric = result.get(key)
        return metric.get("f1", metric.get("acc")) if isinstance(metric, dict) else metric

    seed = score["pages"]["00-seed"]
    assert {key: value(seed, key) for key in LEAST} == dict.fromkeys(LEAST, 1.0)
    reached = {key: value(score["all"], key) for key in LEAST}
    assert {key: got for key, got in reached.items() if got < LEAST[key]} == {}


def test_notes_under_endless_headings_are_listed_as_left_over():
    days = "".join(f"March\n\n{n % 28 + 1}th: Emma {n}\n\nApril\n\n" for n in range(900))
    programme, problems = read(f"Weir readers\n\n5 March 2024 - Start\n12 March 2024 - Next\n\n{days}")
    assert programme.series.notes == ()  # each would have been held against each of the sessions
    assert any(problem.code == "left-over" for problem in problems)

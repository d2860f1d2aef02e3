"""Typesetting: data is never markup, the same data gives the same bytes, and nothing a document does hurts anyone."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from studycircle.errors import WriteError
from studycircle.writers import typeset as module
from studycircle.writers.typeset import typeset
from studycircle.writers.typesetter import Workshop, workshop
from tests.printed import words
from tests.validators import missing

pytestmark = pytest.mark.filterwarnings("error::studycircle.writers.typeset.TypesettingWarning")

NOTHING = {
    "title": "T",
    "group": "G",
    "series": "S",
    "language": "en",
    "region": "",
    "direction": "ltr",
    "comma": ", ",
    "rubric": "#000000",
    "address": "",
    "href": "",
    "paper": "a4",
    "say": {"readings": "To read", "questions": "Questions", "notes": "Notes"},
}


def sheet(title: str) -> dict:
    """Data for the simplest page there is: a handout with a title alone."""
    names = ("number", "when", "where", "state", "leader")
    lists = ("summary", "readings", "notes", "questions")
    session = {"title": title} | dict.fromkeys(names, "") | {name: [] for name in lists}
    return {**NOTHING, "title": title, "sessions": [session]}


def said(title: str) -> str:
    """The title as it is printed."""
    (page,) = words(typeset("handout", sheet(title)))
    return page.removesuffix(" G 1")


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    (tmp_path / "fine.typ").write_text('#set document(title: "x")\n#json(bytes(sys.inputs.data)).words')
    (tmp_path / "endless.typ").write_text("#for i in range(100000) { for j in range(100000) { let x = i * j } }")
    (tmp_path / "huge.typ").write_text(
        "#let all = ((1,) * 1000000,)\n#for round in range(1000) { all.push((round,) * 1000000) }\n#all.len()"
    )
    (tmp_path / "doubtful.typ").write_text('#set document(title: "x")\n#set text(font: "No Such Face")\nx')
    return tmp_path


@pytest.fixture
def small_workshop(templates: Path):
    """A workshop of our own, with tight limits."""
    made = Workshop(templates, seconds=1.5, memory=700 << 20)
    yield made
    made.close()


def request(template: str, text: str = "words") -> dict:
    return {"template": template, "data": json.dumps({"words": text}), "language": "en", "every_font": False}


def test_the_same_data_gives_the_same_bytes_even_in_another_process():
    first = typeset("handout", sheet("Once"))
    typeset("handout", sheet("Something else between"))
    assert typeset("handout", sheet("Once")) == first
    module.close()
    assert typeset("handout", sheet("Once")) == first


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x")',
        '#read("/etc/passwd")',
        "$ x^2 $ *bold* _it_ @ref <label> // no comment",
        "= Not a heading",
        '`raw` #import "x.typ"',
        '"); panic("x") //',
        "\\u{41} \\ # ~ -- ---",
    ],
)
def test_words_are_never_read_as_markup(text: str):
    assert said(text) == text


def test_characters_that_have_no_form_are_not_printed():
    assert said("one\u202etwo\u0007three\u2066four\x00") == "onetwo threefour"


def test_a_character_no_font_has_is_printed_as_a_box():
    assert said("Reading \U0010fffd together, every Monday in spring") == "Reading □ together, every Monday in spring"


def test_a_script_beyond_the_embedded_fonts_is_set_in_a_book_face_of_the_system():
    if not Path("/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf").exists():
        missing("Noto Naskh Arabic (Debian: fonts-noto-core)")
    pdf = typeset("handout", sheet("الأيام"), "ar")
    assert b"NotoNaskhArabic" in pdf
    assert b"DejaVu" not in pdf


def test_lone_surrogates_do_not_crash():
    assert said("a \ud800 b") == "a � b"


def test_signs_that_only_colour_others_leave_no_box():
    assert said("Hearts \u2665\ufe0f and readers") == "Hearts \u2665 and readers"


def test_a_long_word_stays_on_the_page():
    page = said("w" * 500)
    assert page.replace(" ", "").replace("\u200b", "") == "w" * 500


def test_too_many_letters_without_a_font_are_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_try", lambda *given: (b"", {"論", "語"}))
    with pytest.raises(WriteError) as caught:
        typeset("handout", sheet("論語論語論語論語論語"))
    assert caught.value.what == "no font on this machine has the letters of this document (Cjk)"
    assert "fonts-noto-cjk" in caught.value.hint


def test_a_few_letters_without_a_font_do_not_hold_up_the_rest(monkeypatch: pytest.MonkeyPatch):
    asked = []

    def fonts_without_it(template: str, text: str, language: str, every_font: bool):
        asked.append(every_font)
        return (b"", {"ɧ"}) if "ɧ" in text else (text.encode(), set())

    monkeypatch.setattr(module, "_try", fonts_without_it)
    assert b"an evening with \xe2\x96\xa1 and plenty of words besides" in typeset(
        "handout", sheet("an evening with ɧ and plenty of words besides")
    )
    assert asked == [False, True, True]  # embedded fonts, all fonts, without the letter


def test_what_typst_doubts_is_a_warning(small_workshop: Workshop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "workshop", small_workshop)
    with pytest.warns(module.TypesettingWarning, match="unknown font family: no such face"):
        typeset("doubtful", {})


def test_a_fault_of_a_template_is_our_own_error(small_workshop: Workshop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "workshop", small_workshop)
    with pytest.raises(WriteError, match="the document could not be typeset: error: dictionary does not contain"):
        typeset("fine", {})


def test_a_document_without_end_is_ended(small_workshop: Workshop):
    with pytest.raises(WriteError, match="typesetting took too long"):
        small_workshop.set(request("endless"))
    answer, pdf = small_workshop.set(request("fine"))
    assert (answer["error"], words(pdf)) == ("", ["words"])


def test_a_document_that_wants_all_memory_gets_none(templates: Path):
    with closing(Workshop(templates, seconds=60, memory=700 << 20)) as patient:  # a busy machine fills memory slowly
        with pytest.raises(WriteError, match="gave up, perhaps for want of memory"):
            patient.set(request("huge"))
        answer, pdf = patient.set(request("fine"))
    assert (answer["error"], words(pdf)) == ("", ["words"])


def test_one_that_died_is_replaced_and_leaves_no_zombie(small_workshop: Workshop):
    small_workshop.set(request("fine"))
    (first,) = small_workshop.all
    os.kill(first.process.pid, signal.SIGKILL)
    time.sleep(0.1)
    assert words(small_workshop.set(request("fine", "again"))[1]) == ["again"]
    assert first not in small_workshop.all
    assert not Path(f"/proc/{first.process.pid}").exists()


def test_closing_ends_the_process_and_the_next_document_starts_another(small_workshop: Workshop):
    small_workshop.set(request("fine"))
    (first,) = small_workshop.all
    small_workshop.close()
    assert first.process.returncode == 0
    assert words(small_workshop.set(request("fine"))[1]) == ["words"]


def test_hiring_beforehand_starts_one_and_no_more(small_workshop: Workshop):
    small_workshop.hire()
    (hired,) = small_workshop.all
    small_workshop.hire()
    small_workshop.set(request("fine"))
    assert small_workshop.all == {hired}


def test_a_parent_with_much_in_memory_does_not_wear_out_its_typesetter(small_workshop: Workshop):
    """Linux counts what a process held before it became another program as the most that one ever held."""
    much = bytearray(b"x") * (400 << 20)
    small_workshop.set(request("fine"))
    (first,) = small_workshop.all
    small_workshop.set(request("fine"))
    assert small_workshop.all == {first}
    del much


def test_threads_get_their_own_documents():
    with ThreadPoolExecutor(8) as threads:
        printed = list(threads.map(lambda number: typeset("handout", sheet(f"Evening {number}")), range(40)))
    # Read in this thread alone: PDFium, which reads them, knows of no threads and crashes.
    assert [words(pdf) for pdf in printed] == [[f"Evening {number} G 1"] for number in range(40)]
    assert len(workshop.all) <= 2


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_gets_a_typesetter_of_its_own():
    mine = typeset("handout", sheet("Parent"))
    ours = {one.process.pid for one in workshop.all}
    read, write = os.pipe()
    if not (child := os.fork()):
        try:
            pdf = typeset("handout", sheet("Child"))
            others = {one.process.pid for one in workshop.all}
            os.write(write, f"{words(pdf)[0]} {others.isdisjoint(ours)}".encode())
            module.close()
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        assert answer.read() == "Child G 1 True"
    os.waitpid(child, 0)
    assert typeset("handout", sheet("Parent")) == mine
    assert {one.process.pid for one in workshop.all} == ours


PARENT = """
import sys, time
from studycircle.writers.typeset import warm_up
from studycircle.writers.typesetter import workshop
warm_up()
(one,) = workshop.all
print(one.process.pid, flush=True)
if sys.argv[1] == "stay":
    time.sleep(60)
"""


@pytest.mark.parametrize("way", ["stay", "end"])
def test_the_typesetter_goes_with_its_parent(way: str):
    """Whether the parent ends as it should or is killed."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT, way], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        child = int(parent.stdout.readline())
        if way == "stay":
            parent.kill()
        assert parent.wait(timeout=90) == (-signal.SIGKILL if way == "stay" else 0)
    deadline = time.monotonic() + 60
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    """Whether the process is there and no zombie (which only init can clear, once the parent is gone)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_two_work_at_once_and_the_others_wait(small_workshop: Workshop):
    threads = [threading.Thread(target=small_workshop.set, args=(request("fine", str(n)),)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= len(small_workshop.all) <= 2
    assert set(small_workshop.idle) == small_workshop.all

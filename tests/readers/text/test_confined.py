"""Readers that go wrong in every way, and what is left of it: a message."""

import os
import time
from pathlib import Path

import pytest

from studycircle.documents.problem import Problem
from studycircle.documents.text import Block, BlockKind, Text
from studycircle.errors import ReadError
from studycircle.readers.text.confined import Limits, read_confined

HERE = "tests.readers.text.test_confined"
GOOD = Text("good", title="Good", blocks=(Block("p1", BlockKind.PARAGRAPH, number="1"),))


def well(data: bytes, name: str = "", **options: str):
    return GOOD, [Problem("left-over", f"{name} {len(data)} {sorted(options.items())}")]


def refusing(data: bytes, name: str = "", **options: str):
    raise ReadError(name, "it is a spoon", "Try a book.")


def hanging(data: bytes, name: str = "", **options: str):
    while True:
        time.sleep(0.1)


def hungry(data: bytes, name: str = "", **options: str):
    held = []
    while True:
        held.append(bytearray(10_000_000))


def crashing(data: bytes, name: str = "", **options: str):
    import ctypes

    ctypes.string_at(0)


def leaving(data: bytes, name: str = "", **options: str):
    os._exit(0)


def failing(data: bytes, name: str = "", **options: str):
    raise KeyError("a fault of ours")


def nested(data: bytes, name: str = "", **options: str):
    return nested(data, name, **options)


def talking(data: bytes, name: str = "", **options: str):
    print("a library says something")  # noqa: T201 - it is what a library may do
    os.write(1, b"and writes it raw")
    return GOOD, []


class Trap:
    def __reduce__(self):
        return os.system, ("touch trapped",)


def trapping(data: bytes, name: str = "", **options: str):
    return Trap(), []


def asking(data: bytes, name: str = "", **options: str):
    return Text("env", title=",".join(sorted(os.environ))), []


def test_a_text_comes_back_with_its_problems():
    text, problems = read_confined(b"four", "a.txt", reader=f"{HERE}:well", media="text/plain")
    assert text == GOOD
    assert problems == [Problem("left-over", "a.txt 4 [('media', 'text/plain')]")]


def test_the_table_of_readers_is_behind_it():
    text, _ = read_confined(b"<html><body><p>Some words of a page.</p></body></html>", "page.html")
    assert [block.words for block in text.blocks] == ["Some words of a page."]


def test_the_readers_own_refusal_is_kept():
    with pytest.raises(ReadError) as refusal:
        read_confined(b"", "a.txt", reader=f"{HERE}:refusing")
    assert (refusal.value.what, refusal.value.hint) == ("a.txt: it is a spoon", "Try a book.")


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        ("hungry", "needs more memory"),
        ("crashing", "broke down"),
        ("leaving", "broke down"),
        ("failing", "broke down"),
        ("nested", "nested too deeply"),
    ],
)
def test_what_breaks_the_child_is_told(reader: str, words: str):
    with pytest.raises(ReadError, match=words):
        read_confined(b"x", "a.txt", reader=f"{HERE}:{reader}")


def test_what_hangs_is_ended():
    with pytest.raises(ReadError, match="took longer than 3 seconds"):  # it would go on for ever
        read_confined(b"x", "a.txt", reader=f"{HERE}:hanging", limits=Limits(seconds=1))


def test_what_a_library_prints_does_not_spoil_the_answer():
    assert read_confined(b"x", reader=f"{HERE}:talking") == (GOOD, [])


def test_a_child_led_astray_cannot_make_the_parent_run_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ReadError, match="broke down"):
        read_confined(b"x", reader=f"{HERE}:trapping")
    assert not (tmp_path / "trapped").exists()


def test_the_child_knows_no_secrets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STUDYCIRCLE_SECRET_KEY", "hush")
    text, _ = read_confined(b"x", reader=f"{HERE}:asking")
    assert "STUDYCIRCLE_SECRET_KEY" not in text.title
    assert "PATH" in text.title

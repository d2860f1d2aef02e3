"""Books for Kindle: by calibre where it is there; what is said where it is not, fails or hangs."""

import os
import shutil
import time
from pathlib import Path

import pytest

from studycircle.documents.inline import Inline
from studycircle.documents.text import Block, BlockKind, Text
from studycircle.errors import WriteError
from studycircle.writers.text.epub import write_epub
from studycircle.writers.text.kindle import PROGRAM, can_write_kindle, write_kindle
from tests.validators import missing


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Puts a script in calibre's place."""

    def put(script: str) -> None:
        path = tmp_path / PROGRAM
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    return put


def test_without_calibre_it_is_not_offered_and_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not can_write_kindle()
    with pytest.raises(WriteError) as refusal:
        write_kindle(b"")
    assert refusal.value.what == "a Kindle book is made by calibre, and it is not installed"
    assert "Send to Kindle" in refusal.value.hint


def test_the_book_is_handed_over_and_taken_back(program, monkeypatch):
    monkeypatch.setenv("STUDYCIRCLE_SECRET_KEY", "hush")
    program('env >> "$1"; cat "$1" > "$2"')
    assert can_write_kindle()
    made = write_kindle(b"the book\n").decode()
    assert made.startswith("the book\n")
    assert "hush" not in made
    folder = next(line for line in made.splitlines() if line.startswith("HOME=")).removeprefix("HOME=")
    assert not Path(folder).exists()


def test_a_failure_is_told_in_calibres_own_words_and_half_a_book_is_none(program):
    program('echo half > "$2"; echo working; echo "No such font" >&2; exit 1')
    with pytest.raises(WriteError) as refusal:
        write_kindle(b"")
    assert (refusal.value.what, refusal.value.hint) == (
        "calibre could not make the Kindle book", "It said: No such font",
    )  # fmt: skip


def test_no_book_is_a_failure_too(program):
    program("exit 0")
    with pytest.raises(WriteError, match="could not make"):
        write_kindle(b"")


def test_what_hangs_is_ended_with_all_it_started(program, tmp_path):
    program(f"sleep 600 & echo $! > {tmp_path}/helper; exec sleep 600")
    with pytest.raises(WriteError, match="took longer than 3 seconds"):
        write_kindle(b"", seconds=3)
    helper = (tmp_path / "helper").read_text().strip()
    ends = time.monotonic() + 30
    while Path(f"/proc/{helper}/cmdline").exists() and Path(f"/proc/{helper}/cmdline").read_bytes():
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_calibre_makes_a_book_of_ours():
    if shutil.which(PROGRAM) is None:
        missing("calibre (Debian: calibre)")
    heading = Block("h", BlockKind.HEADING, Inline("The Hive"), level=1)
    words = Block("p", BlockKind.PARAGRAPH, Inline("Bees hum."), number="1")
    book = write_epub(Text("bees", title="On Bees", author="Ann Author", language="en", blocks=(heading, words)))
    made = write_kindle(book)
    assert made[60:68] == b"BOOKMOBI"
    assert b"On Bees" in made

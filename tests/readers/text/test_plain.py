"""Plain text: what the shape of lines tells."""

from collections import Counter
from pathlib import Path

import pytest

from studycircle.documents.text import BlockKind, Matter, Text, block_plain
from studycircle.errors import ReadError
from studycircle.readers.text.plain import read_plain
from tests.recall import split


def read(words: str) -> Text:
    return read_plain(words.encode(), "talk.txt")[0]


def shapes(text: Text) -> list[tuple[str, str]]:
    return [(block.kind.value, block_plain(block)) for block in text.blocks]


PROSE = (
    "We met in the old library on a Tuesday, when the rain had kept\n"
    "most of the town at home, and read the first pages aloud until\n"
    "the lamps were lit.\n"
)


def test_wrapped_lines_are_one_paragraph_and_keep_emphasis() -> None:
    text = read(PROSE.replace("old library", "_old library_") + "\nSecond.\n")
    assert text.blocks[0].words.startswith(
        "We met in the <em>old library</em> on a Tuesday, when the rain had kept most "
    )
    assert [block.number for block in text.blocks] == ["1", "2"]


def test_chapters_are_found_and_printed_contents_are_none() -> None:
    page = f"CONTENTS\n\nCHAPTER I. The Rain  1\nCHAPTER II. The Sun  9\n\n\nCHAPTER I. The Rain\n\n{PROSE}"
    text = read(f"{page}\n\nCHAPTER II. The Sun\n\n{PROSE}\nTHE END\n")
    chapters = [block_plain(b) for b in text.blocks if b.kind is BlockKind.HEADING and b.matter is Matter.BODY]
    assert chapters == ["CHAPTER I. The Rain", "CHAPTER II. The Sun"]
    assert [block_plain(b) for b in text.blocks if b.matter is Matter.CONTENTS] == [
        "CONTENTS", "CHAPTER I. The Rain 1", "CHAPTER II. The Sun 9",
    ]  # fmt: skip


def test_underlined_lines_are_headings_of_two_levels() -> None:
    text = read(f"{PROSE}\nWater\n=====\n\n{PROSE}\nIts Price\n---------\n{PROSE}")
    found = [(b.level, block_plain(b)) for b in text.blocks if b.kind is BlockKind.HEADING]
    assert found == [(1, "Water"), (2, "Its Price")]


def test_short_indented_lines_are_verse() -> None:
    text = read(f"{PROSE}\n    O rain, O rain,\n      come not again.\n\n{PROSE}")
    assert block_plain(text.blocks[1]) == "O rain, O rain,\n\u2003come not again."


@pytest.mark.parametrize("stars", ["* * *", "***", "     *     *     *     *", "-----"])
def test_stars_are_a_break(stars: str) -> None:
    assert [b.kind.value for b in read(f"{PROSE}\n{stars}\n\n{PROSE}").blocks] == ["paragraph", "break", "paragraph"]


def test_quoted_mail_is_a_quotation() -> None:
    text = read(f"Ann wrote:\n> Shall we meet\n> on Friday?\n\nYes.\n\n{PROSE}")
    assert [(b.quoted, block_plain(b)) for b in text.blocks][:3] == [
        (False, "Ann wrote:"), (True, "Shall we meet\non Friday?"), (False, "Yes."),
    ]  # fmt: skip


@pytest.mark.parametrize("note", ["[1] So he says.", "[Footnote 1: So he says.]", "NOTES\n\n1. So he says."])
def test_notes_are_taken_out(note: str) -> None:
    text = read(f"It rains.[1] It rained.\n\n{PROSE}\n{note}\n")
    assert [(n.mark, [block_plain(b) for b in n.blocks]) for n in text.notes] == [("1", ["So he says."])]
    assert block_plain(text.blocks[0]) == "It rains. It rained."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert shapes(read_plain("“Où est-elle?”".encode(encoding))[0]) == [("paragraph", "“Où est-elle?”")]


def test_nothing_to_read_is_said() -> None:
    with pytest.raises(ReadError):
        read_plain(b" \n\n", "empty.txt")


@pytest.mark.parametrize(
    ("name", "title", "language", "chapters", "notes"),
    [("manifesto", "The Communist Manifesto", "en", 4, 0), ("on-liberty", "On Liberty", "en", 6, 14)],
)
def test_gutenberg(shared_data: Path, name: str, title: str, language: str, chapters: int, notes: int) -> None:
    data = (shared_data / "texts" / f"{name}.txt").read_bytes()
    text, problems = read_plain(data, name)
    assert (text.title, text.language, len(text.notes), problems) == (title, language, notes, [])
    highest = [b for b in text.blocks if b.kind is BlockKind.HEADING and b.level == 1 and b.matter is Matter.BODY]
    assert len(highest) == chapters
    assert {one.kind for one in text.apart} == {"licence", "credits"}
    assert not any("Project Gutenberg" in block_plain(block) for block in text.blocks)
    found = [block_plain(b) for b in [*text.blocks, *(b for note in text.notes for b in note.blocks)]]
    made = Counter(split("\n".join([*found, *(one.words for one in text.apart)])))
    lost = Counter(split(data.decode().replace("_", " "))) - made
    # A heading of nothing but notes goes with them; writers make their own.
    assert {word for word in lost if not word.isdigit()} <= {"FOOTNOTES", "FOOTNOTE"}


def test_a_first_line_over_who_wrote_it_is_the_title() -> None:
    text = read(f"On the Weir\n\nBy Ada Fenn\n\n{PROSE}")
    assert (text.title, text.author) == ("On the Weir", "Ada Fenn")
    assert [(b.matter, b.number) for b in text.blocks] == [(Matter.TITLE, ""), (Matter.TITLE, ""), (Matter.BODY, "1")]
    assert read(f"Talk\n\n{PROSE}").title == "Talk"  # as the file is called
    assert read(f"We met on a Tuesday.\n\nBy noon it rained\n\n{PROSE}").title == "talk"


def test_short_lines_that_count_on_over_prose_are_headings() -> None:
    text = read(f"Before.\n\nI. The rain\n\n{PROSE}\nII. The sun\n\n{PROSE}")
    assert [block_plain(b) for b in text.blocks if b.kind is BlockKind.HEADING] == ["I. The rain", "II. The sun"]
    plan = read(f"{PROSE}\n1. The rain\n\n2. The sun\n\n{PROSE}")  # a list whose items stand apart
    assert all(b.kind is BlockKind.PARAGRAPH for b in plan.blocks)


def test_lines_that_count_are_a_list() -> None:
    text = read(f"{PROSE}\n1. freedom to ask,\n2. freedom to answer\nor to be silent,\n3. freedom to go.\n")
    items = [(b.marker, block_plain(b)) for b in text.blocks if b.kind is BlockKind.ITEM]
    assert items == [
        ("1.", "freedom to ask,"), ("2.", "freedom to answer or to be silent,"), ("3.", "freedom to go."),
    ]  # fmt: skip

"""The chapters of the handbook: whole, of a length one can read in an evening, and exact where they quote."""

import re

import pytest

from studycircle.documents.text import is_numbered
from studycircle.handbook import handbook_chapters
from studycircle.readers.text.markdown import read_markdown

NAMES = [f"chapter-{number}.md" for number in range(1, 7)]
# The block quotations of Mill, by their first words.
MILL = re.compile(r"^> (He who knows.+|Nor is it enough.+)$", re.M)


def test_there_are_six_chapters_in_order():
    assert list(handbook_chapters()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_chapter_has_one_title_sections_and_a_readable_length(name):
    chapter = handbook_chapters()[name]
    assert re.findall(r"^# .+", chapter, re.M) == [chapter.splitlines()[0]]
    assert len(re.findall(r"^## .+", chapter, re.M)) >= 6
    assert 1500 <= len(chapter.split()) <= 2500


@pytest.mark.parametrize("name", NAMES)
def test_every_footnote_is_called_once_and_stands_once(name):
    chapter = handbook_chapters()[name]
    called = re.findall(r"\[\^(\w+)\](?!:)", chapter)
    standing = re.findall(r"^\[\^(\w+)\]: ", chapter, re.M)
    assert sorted(called) == sorted(standing)
    assert len(set(called)) == len(called)


@pytest.mark.parametrize("name", NAMES)
def test_a_chapter_is_read_as_a_text_without_problems(name):
    chapter = handbook_chapters()[name]
    text, problems = read_markdown(chapter.encode(), name=name)
    assert problems == []
    assert text.title == chapter.splitlines()[0].removeprefix("# ")
    assert len([block for block in text.blocks if is_numbered(block)]) >= 30


def test_mill_is_quoted_to_the_letter(shared_data):
    essay = " ".join((shared_data / "texts" / "on-liberty.txt").read_text(encoding="utf-8-sig").split())
    chapter = handbook_chapters()["chapter-4.md"]
    blocks = MILL.findall(chapter)
    assert len(blocks) == 2
    phrases = [
        "no ground for preferring either opinion",
        "fully, frequently, and fearlessly discussed",
        "dead dogma, not a living truth",
    ]
    assert [phrase for phrase in phrases if phrase not in chapter] == []
    assert [words for words in [*blocks, *phrases] if words not in essay] == []

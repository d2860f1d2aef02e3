"""PDF in: what is set in together, verse and quotations; large first letters."""

from studycircle.documents.inline import to_plain
from studycircle.documents.text import BlockKind
from studycircle.readers.text.pdf_initials import with_initials
from studycircle.readers.text.pdf_letters import Face, Letter
from tests.readers.text.test_pdf import SENTENCE, read

BOOK = """#set page(width: 14cm, height: 21cm, margin: 1.9cm)
#set text(10pt, lang: "en", hyphenate: true)
#set par(justify: true, first-line-indent: 1.3em, spacing: 0.65em)
"""
STANZA = "Turn, wheel, turn, \\ The corn is in the bin, \\ And who would have the flour out \\ Must put the water in."
SAID = (
    "It is one thing to say of a mill that it has stopped, and another to say who has stopped it; the first is seen "
    "from the road, and the second has to be lived with by those who remain when the travellers have gone by."
)


def prose(times: int = 4) -> str:
    return "\n\n".join([SENTENCE * 3] * times)


def test_a_stanza_that_is_set_in_is_verse_and_the_next_is_another():
    song = f"#pad(left: 3em, y: 1em)[#set par(justify: false, first-line-indent: 0em, spacing: 1.6em)\n{STANZA}\n\n{STANZA}]"
    text, _ = read(f"{BOOK}{prose()}\n\n{song}\n\n{prose()}")
    verses = [to_plain(block.words) for block in text.blocks if block.kind is BlockKind.VERSE]
    assert verses == [STANZA.replace(" \\ ", "\n")] * 2
    assert len([block for block in text.blocks if block.kind is BlockKind.PARAGRAPH]) == 8


def test_lines_of_talk_that_are_only_indented_are_no_verse():
    talk = "\n\n".join(f"“{word},” said he." for word in ("Yes", "No", "Perhaps", "Never"))
    text, _ = read(f"{BOOK}{prose()}\n\n{talk}\n\n{prose()}")
    assert {block.kind for block in text.blocks} == {BlockKind.PARAGRAPH}
    assert len(text.blocks) == 12


def test_a_quotation_has_its_own_paragraphs_and_its_words_are_whole():
    quoted = f"#pad(x: 2em, y: 0.8em)[#set par(first-line-indent: 0em, spacing: 1.2em)\n{SAID}\n\n{SAID}]"
    text, _ = read(f"{BOOK}{prose()}\n\n{quoted}\n\n{prose()}")
    assert [to_plain(block.words) for block in text.blocks if block.quoted] == [SAID, SAID]


def row(words: str, left: float, base: float, size: float = 10.0) -> list[Letter]:
    """Letters of one line, each half as wide as it is high."""
    wide = size / 2
    return [Letter(sign, left + at * wide, left + (at + 1) * wide, base, Face(size)) for at, sign in enumerate(words)]


def test_a_large_first_letter_is_of_the_line_it_begins():
    page = [*row("T", 50, 76, 32), *row("heboats", 70, 90), *row("camein", 70, 78), *row("atdawn", 50, 66)]
    made = with_initials(page)
    lines = {base: [one for one in made if one.base == base] for base in (90, 78, 66)}
    assert ["".join(one.sign for one in line) for line in lines.values()] == ["Theboats", "camein", "atdawn"]
    assert {min(one.left for one in line) for line in lines.values()} == {50}
    assert not any(one.spaced for one in lines[90])


def test_a_large_letter_with_nothing_beside_it_stays():
    page = [*row("I", 120, 90, 32), *row("theboats", 50, 60), *row("camein", 50, 48)]
    assert with_initials(page) == page

"""HTML books: chapters and notes that are only classes, what is kept apart, and every word of real books."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from studycircle.documents.inline import is_inline, pages, to_plain
from studycircle.documents.text import Block, BlockKind, Matter, Text, heading_words
from studycircle.readers.text.html import read_html
from studycircle.readers.text.tree import decode
from tests.recall import sequence_recall, split

CLASSES = """<html lang="en"><head><title>A Short Book</title></head><body>
<p class="title">A SHORT BOOK</p>
<table>
<tr><td><a href="#c1">The First Matter</a></td><td>1</td></tr>
<tr><td><a href="#c2">The Second Matter</a></td><td>9</td></tr>
<tr><td><a href="#c3">The Third Matter</a></td><td>20</td></tr>
</table>
<p class="chapter"><a id="c1"></a>1</p><p class="chaptername">The First Matter</p>
<p>Words of the first chapter, which go on for as long as a paragraph does.<a href="#f1" id="r1">*</a></p>
<p class="foot"><a id="f1"></a><a href="#r1">*</a> A note below it.</p>
<p class="chapter"><a id="c2"></a>2<br/>The Second Matter</p>
<p>Words of the second chapter, of which there are not many more.[1]</p>
<p class="foot">[1] A note that nothing links to.</p>
<p class="chapter"><a id="c3"></a>The Third Matter</p>
<p>The last words, with nothing below them.</p>
</body></html>"""


def read(words: str) -> Text:
    return read_html(words.encode(), "book.html")[0]


def beside(folder: Path) -> Callable[[str], bytes | None]:
    return lambda path: (folder / path).read_bytes() if (folder / path).is_file() else None


def headings(text: Text, level: int = 0) -> list[str]:
    return [
        heading_words(block)
        for block in text.blocks
        if block.kind is BlockKind.HEADING and block.matter is Matter.BODY and level in (0, block.level)
    ]


def all_blocks(text: Text) -> Iterator[Block]:
    yield from text.blocks
    for note in text.notes:
        yield from note.blocks


def said(blocks: Iterable[Block]) -> list[str]:
    """All the words of some blocks, in their order."""
    words = []
    for block in blocks:
        words += split(to_plain(block.words))
        for row in block.rows:
            for cell in row.cells:
                words += split(to_plain(cell.words))
    return words


def printed_pages(text: Text) -> list[str]:
    words = (one for b in all_blocks(text) for one in (b.words, *(cell.words for row in b.rows for cell in row.cells)))
    return [label for one in words for label in pages(one)]


def test_chapters_and_notes_that_are_only_classes_are_found():
    text = read(CLASSES)
    assert headings(text, 1) == ["1. The First Matter", "2. The Second Matter", "The Third Matter"]
    assert [(note.mark, to_plain(note.blocks[0].words)) for note in text.notes] == [
        ("*", "A note below it."),
        ("1", "A note that nothing links to."),
    ]
    assert [block.matter for block in text.blocks if block.rows] == [Matter.CONTENTS]
    assert len([block for block in text.blocks if block.number]) == 3


def test_a_number_before_a_note_marked_with_an_asterisk_is_the_line_it_is_on_and_stays():
    text = read(
        '<p>A line of verse<a href="#n" id="l">*</a> and more of it.</p>'
        '<div class="footnote" id="n"><p><a href="#l">23.</a> Compare the prophet.</p></div>'
    )
    assert [to_plain(note.blocks[0].words) for note in text.notes] == ["23. Compare the prophet."]


def test_a_drawing_is_kept_as_its_words_and_said_to_be():
    text, problems = read_html(
        b'<p>Before it.</p><svg onload="alert(1)"><title>A map</title><text>Here</text><path d="M0 0"/></svg>'
    )
    assert [block.words for block in text.blocks] == ["Before it.", '<img src="" alt="A map"/> Here']
    assert [problem.code for problem in problems] == ["drawing-left-out"]


def test_the_numbers_of_lines_stand_apart_from_the_line():
    text = read('<div class="poem"><p>A line of it<span class="linenum">10</span><br/>and another</p></div>')
    assert [to_plain(block.words) for block in text.blocks] == ["A line of it 10\nand another"]


# file: (chapters, headings, notes, printed pages, what is kept apart, problems)
BOOKS = {
    "dictatorship-vs-democracy.htm": (13, 37, 10, 0, ["licence", "credits", "licence"], {"image-missing": 2}),
    "on-liberty.htm": (8, 8, 14, 243, ["licence", "credits", "licence"], {}),
    "leaves-of-grass/1322-h.htm": (34, 377, 0, 0, ["licence", "credits", "licence"], {}),
    "war-and-peace.htm": (17, 382, 136, 0, ["licence", "credits", "licence"], {}),
    "french-primer/44157-h.htm": (
        42,
        82,
        0,
        102,
        ["licence", "credits", "licence", "transcriber"],
        {"link-left-out": 20},
    ),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_real_book_comes_in_complete(name: str, shared_data: Path):
    file = shared_data / "texts" / name
    text, problems = read_html(file.read_bytes(), file.name, beside=beside(file.parent))
    found = (
        len(headings(text, 1)),
        len(headings(text)),
        len(text.notes),
        len(printed_pages(text)),
        [one.kind for one in text.apart],
        dict(Counter(problem.code for problem in problems)),
    )
    assert all(is_inline(block.words) for block in all_blocks(text))
    assert found == BOOKS[name]


def test_the_eleven_chapters_that_are_only_classes_are_found(shared_data: Path):
    text, _ = read_html((shared_data / "texts" / "dictatorship-vs-democracy.htm").read_bytes())
    assert headings(text, 1) == [
        "Foreword",
        "PREFACE",
        "Introduction",
        "1. The Balance of Power",
        "2. The Dictatorship of the Proletariat",
        "3. Democracy",
        "4. Terrorism",
        "5. The Paris Commune and Soviet Russia",
        "6. Marx and … Kautsky.",
        "7. The Working Class and Its Soviet Policy",
        "8. Problems of the Organization of Labor",
        "9. Karl Kautsky, His School and His Book.",
        "10. In Place of an Epilogue",
    ]


@pytest.mark.parametrize("name", BOOKS)
def test_every_word_of_a_real_book_is_there_and_no_other(name: str, shared_data: Path):
    file = shared_data / "texts" / name
    text, _ = read_html(file.read_bytes(), file.name, beside=beside(file.parent))
    source, found = f" {' '.join(body_words(file.read_bytes(), text))} ", said(text.blocks)
    for note in text.notes:  # they stand elsewhere in the source: word for word
        words = f" {' '.join(said(note.blocks))} "
        assert words in source
        source = source.replace(words, " ", 1)
    wanted = source.split()
    more = Counter(found) - Counter(wanted)
    assert sequence_recall(wanted, found) >= 0.999
    assert more.total() <= 0.001 * len(found), more.most_common(20)


BOXES = ["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "li", "br", "pre", "dt", "dd", "blockquote", "hr"]
START = re.compile(r"\*\*\* ?START OF TH[^*]*\*\*\*")
END = re.compile(r"\*\*\* ?END OF TH|End of (?:the )?Project Gutenberg")


def body_words(data: bytes, text: Text) -> list[str]:
    """The words of the source's body, taken from its bytes: without the licence, what is kept apart, printed page
    numbers, and the marks of notes."""
    root: Any = html.document_fromstring(re.sub(rb"<\?xml[^>]*>", b"", data))
    for element in root.xpath("//head | //script | //style | //*[@class='pagenum']"):
        element.drop_tree()
    for element in root.iter(*BOXES):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    plain = START.split(root.text_content())[-1]
    plain = END.split(plain)[0]
    plain = re.sub(r"\[\d+\]|\[Pg [^\]]*\]", " ", plain)
    words = " ".join(split(plain))
    for one in text.apart:
        words = words.replace(" ".join(split(one.words)), "", 1)
    return words.split()


LONG = "The canal had been dug by people whose names nobody wrote down, and it was filled in by others, a hundred " * 2


@pytest.mark.parametrize(
    ("first", "number"),
    [
        ("It begins with a walk along the canal, and with two friends who forgot the lamp.", "1"),
        ("Nobody had thought of it; so they stood and talked until the moon came up!", "1"),
        ("Translated from the Portuguese by Ada Fenn and Bo Quill for the Quay Press.", ""),
        ("Quay Press, printed by the members in the back room of number 7, in 1911.", ""),
        ("An Account of What Was Said on Both Banks of the Canal in One Night.", ""),
        ("to all who ever waited there", ""),
    ],
)
def test_a_sentence_after_the_title_is_text_and_an_imprint_is_none(first: str, number: str) -> None:
    text = read(f"<h1>The Lamp</h1><p>{first}</p><p>{LONG}</p><p>{LONG}</p>")
    assert [block.number for block in text.blocks if to_plain(block.words) == first] == [number]


def test_a_page_that_leaves_its_body_tag_out_is_read_whole():
    text = read("<!doctype html><title>T</title><nav>Home</nav> and <main><p>The words.</p></main><footer>End</footer>")
    assert [to_plain(block.words) for block in text.blocks] == ["Home", "and", "The words.", "End"]


def test_letters_by_name_are_letters_and_never_markup():
    page = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>%s</p></body></html>'
    assert [block.words for block in read(page % "caf&eacute; &LT;b&GT; &AMP;lt; &unknown; &amp;eacute;").blocks] == [
        "café &lt;b&gt; &amp;lt; &amp;unknown; &amp;eacute;"
    ]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("<ul>Bring <b>bread</b><li>and salt</li>or <a href='#a'>water</a><p>and wine</p></ul>", "Bring bread and salt or water and wine"),
        ("<ol><center><li>first</li></center>then</ol>", "first then"),
        ("<table><tbody><tr><td>tea<td>two pence</tr><td>ink</td><td>six</td></tbody></table>", "tea two pence ink six"),
        ("<table><td>tea<td>two pence<tr><td>ink<td>six</table>", "tea two pence ink six"),
        ("<hgroup>Of <div><h2>fines</h2></div>and of <p>pence</p></hgroup>", "Of fines and of pence"),
        ("<hgroup>Loose <b>words</b><p>alone</p></hgroup>", "Loose words alone"),
        ("<table>Prices<tr><td>tea</td></tr>of the year</table>", "Prices tea of the year"),
    ],
)  # fmt: skip
def test_words_outside_of_items_rows_and_headings_are_kept(words: str, kept: str) -> None:
    assert " ".join(said(read(words).blocks)) == kept


@pytest.mark.parametrize(
    ("words", "labels", "kept"),
    [
        ("<table class='pagebreak-before'><tr><td>The fines of a year<td>are nine shillings</table>", [], 8),
        ("<div class='page' id='page7'><p>All that stands on the page, and no mark.</p></div>", [], 9),
        ("<span class='pagebreak' title='7'></span><p>All that stands on the page.</p>", ["7"], 6),
        ("<p><a id='page_7'>[7]</a>All that stands on the page.</p>", ["7"], 6),
    ],
)
def test_what_holds_more_than_a_label_marks_no_page(words: str, labels: list[str], kept: int) -> None:
    text = read(words)
    assert printed_pages(text) == labels
    assert len(said(text.blocks)) == kept


@pytest.mark.parametrize("said", ["windows-1251", "iso-8859-2", "shift_jis", "iso-8859-1", "utf-8", "no-such"])
def test_what_is_utf_8_is_read_as_such_whatever_it_says(said: str) -> None:
    for words in ("Русские слова", "Zażółć gęślą", "名前はまだ無い"):
        assert decode(f"<meta charset='{said}'>{words}".encode()).endswith(f">{words}")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("windows-1251", "Русские слова"),
        ("iso-8859-1", "“été”"),
        ("shift_jis", "名前はまだ無い"),
        ("iso-2022-jp", "名前"),
    ],
)
def test_what_is_not_utf_8_is_read_as_it_says(said: str, words: str) -> None:
    sent = f"<meta charset='{said}'>{words}".encode("cp1252" if said == "iso-8859-1" else said)
    assert decode(sent).endswith(f">{words}")

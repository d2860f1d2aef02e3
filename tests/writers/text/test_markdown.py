"""A text as Markdown: what it looks like, and that the reader gives the same text back."""

import base64
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycircle.documents.inline import NO_WORDS, Inline, note_ref, page_mark
from studycircle.documents.text import (
    Apart,
    Block,
    BlockKind,
    Cell,
    Footnote,
    Image,
    Matter,
    Row,
    Text,
    notes_of,
    number_blocks,
)
from studycircle.readers.text.markdown import read_markdown
from studycircle.readers.text.table import read_text
from studycircle.writers.text.markdown import write_text_markdown
from tests.documents.strategies import TRICKY

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=")
HEAD = "---\nstudycircle-text: 1\n---\n\n"


def block(kind: BlockKind, words: str = "", key: str = "k", **more) -> Block:
    return Block(key, kind, Inline(words), **more)


def paragraph(words: str, **more) -> Block:
    return block(BlockKind.PARAGRAPH, words, **more)


def item(words: str, marker: str = "•", level: int = 1, **more) -> Block:
    return block(BlockKind.ITEM, words, marker=marker, level=level, **more)


def written(*blocks: Block, **more) -> str:
    return write_text_markdown(Text("t", blocks=number_blocks(blocks), **more)).removeprefix(HEAD)


def test_a_short_text():
    heading = block(BlockKind.HEADING, "I.<br/>The Hive", level=1)
    words = f"Bees <em>hum</em>,{note_ref('n1', '7')} 2 * 3 = 6."
    note = Footnote("n1", "7", (paragraph("So says Ann."), paragraph("And Ben.")))
    text = Text(
        "t", title="On Bees: a Study", author="Ann Author", language="en",
        blocks=number_blocks([heading, paragraph(words), block(BlockKind.VERSE, "a<br/>\u2003b")]), notes=(note,),
        apart=(Apart("credits", "Typed by\nBen"),),
    )  # fmt: skip
    assert write_text_markdown(text) == (
        '---\nstudycircle-text: 1\ntitle: "On Bees: a Study"\nauthor: Ann Author\nlanguage: en\n'
        'credits: "Typed by\\nBen"\n---\n\n'
        "# On Bees: a Study\n\n"
        "## I.<br>The Hive\n\n"
        "¶1\xa0Bees *hum*,[^7] 2 \\* 3 = 6.\n\n"
        "¶2\xa0a\\\n&#8195;b\n\n"
        "[^7]: So says Ann.\n\n"
        "    And Ben.\n"
    )


def test_lists_quotations_and_settings():
    assert written(
        item("wax"), item("soft", "", 1), item("white", "a.", 2), item("one", "1."), item("two", "2."), item("nine", "9."),
        paragraph("Said.", quoted=True), paragraph("Ann", align="right"), paragraph("Salve.", lang="la"),
    ) == (
        "- ¶1\xa0wax\n\n  ¶2\xa0soft\n\n  - ¶3\xa0a.\xa0white\n\n1. ¶4\xa0one\n\n2. ¶5\xa0two\n\n- ¶6\xa09\\.\xa0nine\n\n"
        "> ¶7\xa0Said.\n\n"
        '<div align="right">\n\n¶8\xa0Ann\n\n</div>\n\n<div lang="la">\n\n¶9\xa0Salve.\n\n</div>\n'
    )  # fmt: skip


def test_tables_listings_figures():
    head = Row((Cell(Inline("Bee"), head=True), Cell(Inline("Legs"), head=True)))
    row = Row((Cell(Inline("a|b")), Cell(Inline("6<br/>or so"))))
    assert written(
        block(BlockKind.TABLE, rows=(head, row)),
        block(BlockKind.CODE, "if\xa0bee:<br/>\xa0\xa0hum"),
        block(BlockKind.FIGURE, "Fig. 1", alternative="A hive", image="i1"),
        block(BlockKind.BREAK),
        paragraph("End."),
        images=(Image("i1", "image/png", b"x"),),
    ) == (
        "¶1\n\n| Bee | Legs |\n| --- | --- |\n| a\\|b | 6<br>or so |\n\n"
        "¶2\n\n```\nif bee:\n  hum\n```\n\n"
        "![A hive][i1]<br>\nFig. 1\n\n* * *\n\n¶3\xa0End.\n\n[i1]: data:image/png;base64,eA==\n"
    )


def test_a_table_with_spans_is_html():
    rows = (Row((Cell(Inline("a"), across=2),)), Row((Cell(Inline("b")), Cell(Inline("c")))))
    assert written(block(BlockKind.TABLE, rows=rows, words="T. 1")) == (
        '¶1\n\n<table>\n<caption>T. 1</caption>\n<tr><td colspan="2">a</td></tr>\n<tr><td>b</td><td>c</td></tr>\n</table>\n'
    )


def test_pages_and_what_is_linked_to_are_anchors_that_show_nothing():
    made = written(
        paragraph(f'{page_mark("12")}See <a href="#far">below</a>.'), paragraph("Here.", key="far"),
        paragraph(f"{page_mark('A 1')}x"),
    )  # fmt: skip
    assert made == (
        '¶1\xa0<a id="page-12"></a>See [below](#to-far).\n\n<a id="to-far"></a>¶2\xa0Here.\n\n'
        '¶3\xa0<span role="doc-pagebreak" aria-label="A 1"></span>x\n'
    )


# What comes back

letters = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=6)
word = st.one_of(st.sampled_from([one for one in TRICKY if one not in ("\u00a0",)]), letters)
plain = st.lists(word, min_size=1, max_size=4).map(" ".join)
text_words = plain.map(lambda said: said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
LINKS = ["https://example.org/a_(b)?c=d&amp;e=f", "mailto:ann@example.org", "https://example.org/*x*"]


@st.composite
def elements(draw) -> str:
    inner = draw(text_words)
    kind = draw(st.sampled_from(["em", "strong", "sup", "sub", "code", "a", "span", "page", "ruby"]))
    if kind == "a":
        return f'<a href="{draw(st.sampled_from(LINKS))}">{inner}</a>'
    if kind == "span":
        return f'<span lang="el">{inner}</span>'
    if kind == "ruby":
        return f"<ruby>{inner}<rt>{draw(text_words)}</rt></ruby>"
    if kind == "page":
        return page_mark(draw(st.sampled_from(["12", "xii"])))
    return f"<{kind}>{inner}</{kind}>"


@st.composite
def lines(draw) -> str:
    """Words in one line, with marks among them and never only marks."""
    pieces = draw(st.lists(st.one_of(text_words, elements()), max_size=3))
    return "".join(draw(st.sampled_from(["", " "])) + piece for piece in [*pieces, draw(text_words)]).strip(" ")


inline = st.lists(lines(), min_size=1, max_size=3).map("<br/>".join)
cells = st.builds(Cell, lines().map(Inline), st.just(False))


@st.composite
def tables(draw) -> tuple[Row, ...]:
    count = draw(st.integers(2, 3))
    rows = draw(st.lists(st.lists(cells, min_size=count, max_size=count), min_size=1, max_size=3))
    if draw(st.booleans()) and len(rows) > 1:
        rows[0] = [replace(cell, head=True) for cell in rows[0]]
    return tuple(Row(tuple(row)) for row in rows)


@st.composite
def some_blocks(draw) -> Block:
    kind = draw(st.sampled_from([one for one in BlockKind if one is not BlockKind.BREAK]))
    more = {
        "quoted": draw(st.booleans()), "lang": draw(st.sampled_from(["", "", "la"])),
        "direction": draw(st.sampled_from(["", "", "rtl"])),
        "matter": draw(st.sampled_from([Matter.BODY, Matter.BODY, *Matter])),
    }  # fmt: skip
    words = draw(inline)
    if kind is BlockKind.HEADING:
        return block(kind, words, level=draw(st.integers(1, 5)), **more)
    if kind is BlockKind.ITEM:
        markers = st.sampled_from(["", "•", "1.", "2.", "3.", "(a)", "b.", "—"])
        return item(words, draw(markers), draw(st.integers(1, 3)), **more)
    if kind is BlockKind.TABLE:
        return block(kind, draw(st.sampled_from(["", "Of bees"])), rows=draw(tables()), **more)
    if kind is BlockKind.CODE:
        listing = draw(st.lists(plain, min_size=1, max_size=3).map("<br/>".join))
        return block(
            kind,
            re.sub(r"&(?!lt;|gt;|amp;)", "&amp;", re.sub(r"<(?!br/>)", "&lt;", listing))
            .replace(" ", "\xa0")
            .replace(">", "&gt;")
            .replace("<br/&gt;", "<br/>"),
            **more,
        )
    if kind is BlockKind.FIGURE:
        return block(
            kind,
            draw(st.sampled_from(["", words])) if "<br/>" not in words else "",
            alternative=draw(plain),
            image=draw(st.sampled_from(["", "i1"])),
            **more,
        )
    align = draw(st.sampled_from(["", "", "centre", "right"]))
    return block(kind, words, align=align, **more)


@st.composite
def texts(draw) -> Text:
    made = draw(st.lists(some_blocks(), min_size=1, max_size=5))
    marks = draw(st.lists(st.sampled_from(["1", "2", "*", "†", "a"]), unique=True, max_size=2))
    notes = []
    for place, mark in enumerate(marks, 1):
        inner = tuple(
            replace(one, matter=Matter.BODY, number="") for one in draw(st.lists(some_blocks(), min_size=1, max_size=2))
        )
        notes.append(Footnote(f"n{place}", mark, inner))
        at = draw(st.integers(0, len(made) - 1))
        if made[at].kind not in (BlockKind.CODE, BlockKind.TABLE, BlockKind.FIGURE):
            made[at] = replace(made[at], words=Inline(made[at].words + note_ref(f"n{place}", mark)))
    body = number_blocks(made)
    reached = notes_of(Text("t", notes=tuple(notes)), body)
    images = (Image("i1", "image/png", PIXEL, 1, 1),)
    return Text("t", title=draw(plain), author=draw(plain), language="en", blocks=body, notes=reached, images=images)


def comparable(text: Text) -> tuple[object, ...]:
    """A text without its keys."""
    images = {image.key: str(hash(image.data)) for image in text.images}
    notes = [(note.mark, [same(one, images) for one in note.blocks]) for note in text.notes]
    return text.title, text.author, text.language, [same(one, images) for one in text.blocks], notes


def same(one: Block, images: dict[str, str]) -> Block:
    rows = tuple(Row(tuple(replace(cell, words=keyless(cell.words)) for cell in row.cells)) for row in one.rows)
    return replace(one, key="", words=keyless(one.words), rows=rows, image=images.get(one.image, ""))


def keyless(words: Inline) -> Inline:
    return Inline(re.sub(r'href="#[^"]*"', 'href="#"', words)) if words else NO_WORDS


@given(texts())
def test_what_is_written_is_read(text):
    back, _ = read_markdown(write_text_markdown(text).encode())
    assert comparable(back) == comparable(text)


@pytest.mark.parametrize(
    "name",
    ["on-liberty.htm", "dictatorship-vs-democracy.htm", "french-primer/44157-h.htm", "leaves-of-grass/1322-h.htm"],
)
def test_a_real_book_comes_back(name, shared_data):
    path = shared_data / "texts" / name

    def beside(other: str) -> bytes | None:
        return (path.parent / other).read_bytes() if (path.parent / other).is_file() else None

    text, _ = read_text(path.read_bytes(), name=path.name, beside=beside)
    # Where a paragraph says a level, it means nothing.
    blocks = tuple(
        one if one.kind in (BlockKind.HEADING, BlockKind.ITEM) else replace(one, level=0) for one in text.blocks
    )
    back, problems = read_markdown(write_text_markdown(text).encode())
    assert problems == []
    assert comparable(back) == comparable(replace(text, blocks=blocks))
    assert [image.data for image in back.images] == [image.data for image in text.images]
    assert list(back.apart) == [one for one in text.apart if one.kind == "credits"]

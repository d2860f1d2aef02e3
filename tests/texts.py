"""Texts of the tests' own: one with everything a text may hold, one of several chapters, one from right to left."""

import zlib
from dataclasses import replace

from studycircle.documents.inline import Inline, note_ref, page_mark
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
    number_blocks,
)


def chunk(name: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + name + content + zlib.crc32(name + content).to_bytes(4)


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", (4).to_bytes(4) + (2).to_bytes(4) + b"\x08\x02\x00\x00\x00")
    + chunk(b"IDAT", zlib.compress((b"\x00" + b"\x80\x20\x20" * 4) * 2))
    + chunk(b"IEND", b"")
)


def block(kind: BlockKind, words: str = "", **fields) -> Block:
    return Block(fields.pop("key", ""), kind, Inline(words), **fields)


def text(*blocks: Block, **fields) -> Text:
    named = tuple(replace(one, key=one.key or f"b{place}") for place, one in enumerate(blocks))
    return Text(
        "t", **{"title": "Of Reading", "author": "Ann Author", "language": "en", **fields}, blocks=number_blocks(named)
    )


def paragraph(words: str, **fields) -> Block:
    return block(BlockKind.PARAGRAPH, words, **fields)


def heading(words: str, level: int = 1, **fields) -> Block:
    return block(BlockKind.HEADING, words, level=level, **fields)


LOREM = "The reading was long, and nobody who had begun it wished to be the first to say so. " * 6
RICH = text(
    paragraph("OF READING", matter=Matter.TITLE, align="centre"),
    paragraph("I. Of Beginnings", matter=Matter.CONTENTS),
    heading("Chapter I<br/>Of Beginnings" + page_mark("1"), key="one"),
    paragraph(f'{LOREM} <em>Nota bene</em>{note_ref("n1", "*")}, and <a href="#two">more below</a>.'),
    paragraph(f'{LOREM} Again{note_ref("n1", "*")} {page_mark("2")}with <a href="https://example.org/a b">a link</a>.'),
    heading("A heading two levels down", 3),
    block(BlockKind.VERSE, "O for a line<br/>\u2003\u2003that is <em>set<br/>back</em> a little"),
    paragraph("Quoted words.", quoted=True),
    block(BlockKind.ITEM, "First", marker="1.", level=1, quoted=True),
    block(BlockKind.ITEM, "The second", marker="(b)", level=1),
    block(BlockKind.ITEM, "below it", marker="•", level=2),
    block(BlockKind.ITEM, "and going on", level=2),
    block(BlockKind.BREAK),
    block(BlockKind.CODE, "if read:<br/>\u00a0\u00a0say(<em>it</em>)"),
    block(
        BlockKind.TABLE,
        "What was read",
        rows=(
            Row((Cell(Inline("Month"), head=True), Cell(Inline("Book"), head=True, across=2))),
            Row((Cell(Inline("May"), down=9), Cell(Inline("Mill")), Cell(Inline("On Liberty")))),
            Row((Cell(Inline("Marx"), across=7),)),
        ),
    ),
    block(BlockKind.FIGURE, "A square", image="i1", alternative="A red square"),
    block(BlockKind.FIGURE, image="i1"),
    heading("Of Endings", key="two"),
    paragraph('<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> and <img src="i1" alt="a dot"/> <sup>up</sup><sub>down</sub>'),
    paragraph('<span lang="el">λόγος</span> and <span lang="he" dir="rtl">שלום</span>', align="right"),
    paragraph("In the middle", align="centre"),
    translator="Tom Translator",
    year="1859",
    source="https://example.org/book",
    rights="Public domain.",
    notes=(
        Footnote("n1", "*", (paragraph("A note on it" + note_ref("n2", "7") + "."), paragraph("Its second paragraph."))),
        Footnote("n2", "7", (paragraph("A note on the note."),)),
        Footnote("n3", "†", (paragraph("Nobody points here" + note_ref("n2", "7") + "."),)),
    ),
    images=(Image("i1", "image/png", PNG, 4, 2),),
)  # fmt: skip


def of_chapters(count: int = 3, paragraphs: int = 12, **fields) -> Text:
    """A text of several chapters, each with a note on its second paragraph, and a dedication before the first."""
    blocks: list[Block] = [paragraph("To the librarians.", align="centre")]
    notes = []
    for chapter in range(1, count + 1):
        blocks.append(
            heading(f"Chapter {chapter}<br/>Of Part {chapter}{page_mark(str(chapter * 10))}", key=f"c{chapter}")
        )
        blocks += [paragraph(f"This is {chapter}.{place}. {LOREM}") for place in range(paragraphs)]
        pointing = blocks[-paragraphs + 1]
        blocks[-paragraphs + 1] = replace(
            pointing, words=Inline(pointing.words + note_ref(f"n{chapter}", str(chapter)))
        )
        notes.append(Footnote(f"n{chapter}", str(chapter), (paragraph(f"Note {chapter}, a short one."),)))
    credit = Apart("credits", "Typed by a volunteer.")
    return text(*blocks, **{"notes": tuple(notes), "apart": (credit,), "rights": "Public domain.", **fields})


def in_hebrew() -> Text:
    """A text from right to left."""
    words = "שלום לכולם וברוכים הבאים אל הקריאה המשותפת שלנו. " * 8
    return text(
        heading("פרק ראשון"),
        paragraph(words + note_ref("n1", "1")),
        paragraph(words),
        block(BlockKind.ITEM, words, marker="1.", level=1),
        notes=(Footnote("n1", "1", (paragraph("הערה קצרה."),)),),
        title="על הקריאה",
        language="he",
        author="",
    )

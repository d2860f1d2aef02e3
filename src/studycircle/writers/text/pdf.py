"""A text as a printed book: PDF/UA-1 by Typst, with the numbers of its paragraphs in the margin.

The book is data for a fixed template (``templates/typst/book.typ``). Typst keeps every page in memory until the last
is set, about a megabyte each, so a text of very many pages comes in volumes, each a book of its own with its title
page, contents and notes; paragraph numbers go on from one to the next.
"""

import atexit
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import pairwise
from typing import Any

from studycircle.documents.text import Block, Text, heading_words
from studycircle.errors import WriteError
from studycircle.writers.programme.paper import address_words, dark, typst_language, visible, web_link
from studycircle.writers.programme.words import Words
from studycircle.writers.text.chapters import is_heading, split_matter
from studycircle.writers.text.chinese import with_script
from studycircle.writers.text.pdf_layout import Layout
from studycircle.writers.text.pdf_volumes import volumes
from studycircle.writers.text.print_blocks import BARE, Composition
from studycircle.writers.text.print_words import Setting
from studycircle.writers.text.repetition import title_page_of
from studycircle.writers.typeset import typeset
from studycircle.writers.typesetter import TEMPLATES, Workshop

PAGE = {"a5": 2300, "a4": 3600, "letter": 3500, "large": 1500}  # characters of a full page, by paper
MOST_PAGES = 1800  # of a volume; War and Peace is one of 1,500
SECONDS = 120.0  # of processor time
MEMORY = 3 << 30  # bytes of address space for a volume
SHORT = 12_000  # characters; a shorter text has its title above its first lines instead of on a page of its own
OPENING = 4_000  # characters; chapters shorter than this by the median follow one another on the page
SAMPLE = 300  # blocks; enough to tell which of its scripts Chinese is in
MOST_ENTRIES = 120  # lines of contents; with more, only the highest headings are in it

press = Workshop(TEMPLATES, SECONDS, MEMORY)
atexit.register(press.close)
os.register_at_fork(after_in_child=press.forget)


def write_text_pdf(
    text: Text,
    *,
    paper: str = "a5",
    language: str = "",
    accent: str = "",
    most_pages: int = MOST_PAGES,
    layout: Layout | None = None,
) -> tuple[bytes, ...]:
    """The volumes of ``text`` as PDF/UA-1, nearly always one; the same text gives the same bytes.

    ``paper``: "a5", "a4", "letter" or "large" (18 point on A4). ``language``: of the words around the text; empty: the
    text's own. ``accent``: the group's colour, "#rrggbb". ``most_pages``: of one volume, about; a page costs a
    megabyte of memory. ``layout``: cover, openings and room to write of a book that is not simply one text.
    Raises ``WriteError`` where its letters have no font on this machine, or it takes too much time or memory.
    """
    if paper not in PAGE:
        raise WriteError(f"there is no paper called {paper}", f"Choose one of {', '.join(PAGE)}.")
    parts = volumes(text.blocks, most_pages * PAGE[paper])
    text = replace(text, language=with_script(text.language, "".join(block.words for block in text.blocks[:SAMPLE])))
    tongue = text.language or "en"
    return tuple(
        typeset(
            "book",
            _book(text, part, (place, len(parts)), paper, language, accent, layout or Layout()),
            tongue,
            within=press,
        )
        for place, part in enumerate(parts, 1)
    )


def volume_count(text: Text, paper: str, most_pages: int = MOST_PAGES) -> int:
    """How many volumes ``write_text_pdf`` makes of it."""
    return len(volumes(text.blocks, most_pages * PAGE[paper]))


def _book(
    text: Text,
    blocks: Sequence[Block],
    volume: tuple[int, int],
    paper: str,
    language: str,
    accent: str,
    layout: Layout,
) -> dict[str, Any]:
    says = Words(language or text.language or "en")
    title_page, contents, body = split_matter(blocks)
    composition = _composition(text, blocks, says, layout)
    short = sum(len(block.words) for block in body) < SHORT and volume[1] == 1 and not layout.openings
    title_page = title_page_of(text, title_page)
    printed: dict[str, Any] = {"title": composition.blocks(title_page), "contents": composition.blocks(contents)}
    printed["count"] = sum(max(len(block.rows), 1) for block in contents)
    chapters = list(_openings(body, composition, layout) if layout.openings else _chapters(body, composition))
    if left := _left_over(text, composition, volume):
        chapters[-1]["blocks"] += left
    return {
        **_about(text, volume, says),
        "rubric": dark(accent),
        "paper": paper,
        "short": short,
        "imprint": _imprint(text, says),
        "printed": printed,
        "depth": _depth(body),
        "chapters": chapters,
        "cover": asdict(layout.cover) if layout.cover else None,
        "say": {"contents": says.gettext("Contents"), "printed": says.gettext("Contents of the printed edition")},
    }


def _about(text: Text, volume: tuple[int, int], says: Words) -> dict[str, Any]:
    title = visible(" ".join(text.title.split())) or says.gettext("A text")
    number, count = volume
    which = says.gettext("Volume %(number)s of %(count)s") % {"number": number, "count": count} if count > 1 else ""
    translated = says.gettext("translated by %(name)s") % {"name": text.translator} if text.translator else ""
    return {
        "title": f"{title}{says.comma}{which}" if which else title,
        "name": title,
        "volume": which,
        "group": text.author,
        "translated": translated,
        "year": text.year,
        "comma": says.comma,
        **typst_language(text.language),
        "direction": Words(text.language).direction if text.language else "ltr",
        "mixed": any(block.direction for block in text.blocks),
    }


def _imprint(text: Text, says: Words) -> list[dict[str, str]]:
    """Where the text comes from, whose it is, who made the electronic edition, and what the numbers are for."""
    source = {"words": address_words(text.source) or text.source, "href": web_link(text.source)}
    credits = " ".join(" ".join(one.words.split()) for one in text.apart if one.kind == "credits")
    lines = [
        {"label": says.gettext("Source"), **source},
        {"label": says.gettext("Rights"), "words": text.rights, "href": ""},
        {"label": says.gettext("Electronic edition"), "words": credits, "href": ""},
    ]
    numbers = says.gettext(
        "The numbers in the margin count the paragraphs. They are the same on the web, in the e-book and on paper."
    )
    return [line for line in lines if line["words"]] + [{"label": "", "words": numbers, "href": ""}]


def _composition(text: Text, blocks: Sequence[Block], says: Words, layout: Layout) -> Composition:
    here = {block.key for block in blocks}
    composition: Composition
    setting = Setting(
        note=lambda key, mark: composition.note(key, mark),
        is_here=here.__contains__,
        images={image.key: image for image in text.images},
        picture=says.gettext("Picture"),
    )
    notes = {note.key: note for note in text.notes}
    composition = Composition(setting, notes, targets=_targets(text, here), room=layout.room, apart=layout.apart)
    return composition


def _targets(text: Text, here: set[str]) -> frozenset[str]:
    """The keys of the blocks that links of the text lead to."""
    found: set[str] = set()
    for block in (*text.blocks, *(block for note in text.notes for block in note.blocks)):
        for words in (block.words, *(cell.words for row in block.rows for cell in row.cells)):
            if '<a href="#' in words:
                found.update(piece.partition('"')[0] for piece in words.split('<a href="#')[1:])
    return frozenset(found & here)


def _chapters(body: Sequence[Block], composition: Composition) -> Iterator[dict[str, Any]]:
    """The body cut where a new page begins, each with what its running head says."""
    starts = _starts(body)
    lengths = sorted(sum(len(block.words) for block in part) for part in _cut(body, starts))
    if not starts or lengths[len(lengths) // 2] < OPENING:
        yield {"head": "", "opens": False, "blocks": composition.blocks(body)}
        return
    if starts[0]:
        yield {"head": "", "opens": True, "blocks": composition.blocks(body[: starts[0]])}
    for part in _cut(body, starts):
        yield {"head": " ".join(heading_words(part[0]).split()), "opens": True, "blocks": composition.blocks(part)}


def _openings(body: Sequence[Block], composition: Composition, layout: Layout) -> Iterator[dict[str, Any]]:
    """The body cut where the layout says that a page opens."""
    starts = [at for at, block in enumerate(body) if block.key in layout.openings]
    if body and (not starts or starts[0]):
        starts = [0, *starts]
    for part in _cut(body, starts):
        opening = layout.openings.get(part[0].key)
        left, right, recto = (opening.left, opening.right, opening.recto) if opening else ("", "", False)
        blocks = composition.blocks(part)
        yield {"side": left, "head": right, "recto": recto, "opens": opening is not None, "blocks": blocks}


def _starts(body: Sequence[Block]) -> list[int]:
    """Where chapters begin; a part with nothing of its own under it stands with its first chapter."""
    starts: list[int] = []
    for at, block in enumerate(body):
        is_start = is_heading(block) and block.level <= 1
        if is_start and not (starts and all(map(is_heading, body[starts[-1] : at]))):
            starts.append(at)
    return starts


def _cut(body: Sequence[Block], starts: Sequence[int]) -> list[Sequence[Block]]:
    return [body[start:end] for start, end in pairwise([*starts, len(body)])]


def _depth(body: Sequence[Block]) -> int:
    """How deep the contents go: 0 for none."""
    levels = [block.level for block in body if is_heading(block)]
    if len(levels) < 3:
        return 0
    return 2 if sum(level <= 2 for level in levels) <= MOST_ENTRIES else 1


def _left_over(text: Text, composition: Composition, volume: tuple[int, int]) -> list[dict[str, Any]]:
    """Notes nothing points at stand at the end."""
    if volume[0] < volume[1]:
        return []
    pointed = "".join(f"{block.words}{block.rows}" for block in _all_blocks(text))
    left = [note for note in text.notes if f'href="#{note.key}"' not in pointed]
    made: list[dict[str, Any]] = [{"kind": "break"}] if left else []
    for note in left:
        said = composition.note_words(note)
        words = [{"tag": "sup", "body": [note.mark]}, " ", *said["words"]]
        made.append({**BARE, "kind": "paragraph", "words": words, "long": False, "follows": False})
        made += said["blocks"]
    return made


def _all_blocks(text: Text) -> Iterator[Block]:
    yield from text.blocks
    for note in text.notes:
        yield from note.blocks

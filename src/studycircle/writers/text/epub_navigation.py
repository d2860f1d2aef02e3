"""The ways into a book: contents, landmarks, the list of pages, and the NCX of older devices."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from studycircle.documents.text import heading_words
from studycircle.writers.text.chapters import is_heading
from studycircle.writers.text.epub_files import Layout, Place, file_title

DEEPEST = 3  # levels of the contents
LONGEST_NAME = 30  # characters of the name of a reading before a paragraph number that comes more than once


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents; ``numbers``: the paragraphs from it to the next line."""

    title: str
    place: Place
    level: int
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A place people name when they read together: a printed page or the number of a paragraph. ``key``: the block it
    is in."""

    words: str
    place: Place
    key: str


def contents(layout: Layout) -> list[Entry]:
    """The headings of the book, and what stands before the first."""
    found: list[tuple[str, Place, int]] = []
    numbers: list[list[str]] = []
    for name, chapter in layout.files.items():
        if not any(map(is_heading, chapter.blocks)) and not found:
            found.append((file_title(chapter), Place(name), 1))
            numbers.append([])
        for place, block in enumerate(chapter.blocks):
            if is_heading(block) and block.level <= DEEPEST:
                title = " ".join(heading_words(block).split()) or block.alternative or "–"
                # A device opens the file at its top where no name is given, and not below the air above a heading.
                where = Place(name) if place == 0 else layout.blocks[block.key]
                found.append((title, where, block.level))
                numbers.append([])
            elif block.number and numbers:
                numbers[-1].append(block.number)
    return [Entry(title, place, level, _span(own)) for (title, place, level), own in zip(found, numbers, strict=True)]


def _span(numbers: Sequence[str]) -> str:
    if not numbers:
        return ""
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"


def paragraph_labels(layout: Layout) -> list[Label]:
    """The paragraph numbers that do the work of pages, in reading order."""
    return [
        Label(block.number, layout.numbers[block.key], block.key)
        for chapter in layout.files.values()
        for block in chapter.blocks
        if block.key in layout.numbers
    ]


def told_apart(labels: Sequence[Label], layout: Layout) -> list[Label]:
    """The labels, each different from all others: where numbers begin anew, as in a book of many readings, each run
    of them is named after the part of the book that holds it and no other."""
    if len({label.words for label in labels}) == len(labels):
        return list(labels)
    runs: list[list[Label]] = [[]]
    seen: set[str] = set()
    last = 0
    for label in labels:
        found = re.match(r"\d+", label.words)
        if label.words in seen or (found and int(found[0]) < last):
            runs.append([])
            seen = set()
        last = int(found[0]) if found else 0
        seen.add(label.words)
        runs[-1].append(label)
    made: list[Label] = []
    taken: set[str] = set()
    for place, (run, name) in enumerate(zip(runs, _names(runs, layout), strict=True), 1):
        named = [replace(label, words=f"{name} {label.words}".lstrip()) for label in run]
        if any(label.words in taken for label in named):
            named = [replace(label, words=f"{place} · {label.words}") for label in named]
        taken.update(label.words for label in named)
        made += named
    return made


def _names(runs: Sequence[Sequence[Label]], layout: Layout) -> Iterator[str]:
    """For each run the highest heading above all of it and of no other; nothing where there is none."""
    blocks = [block for chapter in layout.files.values() for block in chapter.blocks]
    order = {block.key: at for at, block in enumerate(blocks)}
    headings = [(at, block) for at, block in enumerate(blocks) if is_heading(block)]
    spans = []  # level, first and last block, heading
    for place, (start, block) in enumerate(headings):
        end = next((at for at, other in headings[place + 1 :] if other.level <= block.level), len(blocks))
        spans.append((block.level, start, end, block))
    ends = [(order.get(run[0].key, len(blocks)), order.get(run[-1].key, len(blocks))) for run in runs]
    bounds = [-1, *(last for _, last in ends[:-1])], [*(first for first, _ in ends[1:]), len(blocks)]
    for (first, last), before, after in zip(ends, *bounds, strict=True):
        found = [span for span in spans if before < span[1] <= first and last < span[2] <= after]
        title = " ".join(heading_words(min(found, key=lambda span: span[0])[3]).split()) if found else ""
        if len(title) > LONGEST_NAME:
            title = title[:LONGEST_NAME].rpartition(" ")[0] or title[:LONGEST_NAME]
        yield title.rstrip(" .:;,")


def list_of(entries: Sequence[Entry], *, numbers: bool = False) -> str:
    """The contents as nested lists of links."""
    made: list[str] = []
    for step, entry in _nested(entries):
        if entry is None:
            made.append("</li>\n</ol>\n" if step == "close" else "</li>\n" if step == "next" else "<ol>\n")
            continue
        span = f' <span class="numbers">¶\u00a0{escape(entry.numbers)}</span>' if numbers and entry.numbers else ""
        made.append(f'<li><a href="{entry.place.seen_from("")}">{escape(entry.title)}{span}</a>')
    return "".join(made)


def _nested(entries: Sequence[Entry]) -> Iterator[tuple[str, Entry | None]]:
    """The entries with the steps between them: "open" and "close" a list, "next" line."""
    depths: list[int] = []
    for entry in entries:
        if depths and entry.level > depths[-1]:
            yield "open", None
            depths.append(entry.level)
        else:
            while len(depths) > 1 and entry.level <= depths[-2]:
                yield "close", None
                depths.pop()
            yield ("next" if depths else "open"), None
            depths = depths or [entry.level]
            depths[-1] = entry.level
        yield "line", entry
    for _ in depths:
        yield "close", None


def navigation(
    entries: Sequence[Entry], labels: Sequence[Label], landmarks: Sequence[tuple[str, str, str]], say: dict[str, str]
) -> str:
    """The body of the navigation document. ``landmarks``: kind, file and words of each. ``say``: what "contents",
    "landmarks" and "pages" are called."""
    marks = "".join(
        f'<li><a epub:type="{kind}" href="{file}">{escape(words)}</a></li>\n' for kind, file, words in landmarks
    )
    pages = "".join(f'<li><a href="{label.place.seen_from("")}">{escape(label.words)}</a></li>\n' for label in labels)
    page_list = (
        f'<nav epub:type="page-list" role="doc-pagelist" aria-labelledby="pages" hidden="">\n'
        f'<h2 id="pages">{say["pages"]}</h2>\n<ol>\n{pages}</ol>\n</nav>\n'
    )
    return (
        f'<nav epub:type="toc" role="doc-toc" aria-labelledby="contents">\n<h1 id="contents">{say["contents"]}</h1>\n'
        f"{list_of(entries)}</nav>\n"
        f'<nav epub:type="landmarks" aria-labelledby="landmarks" hidden="">\n'
        f'<h2 id="landmarks">{say["landmarks"]}</h2>\n<ol>\n{marks}</ol>\n</nav>\n' + (page_list if pages else "")
    )


def ncx(identifier: str, title: str, language: str, entries: Sequence[Entry], labels: Sequence[Label]) -> str:
    """The contents and the list of pages for devices that know only EPUB 2 (OPF 2.0.1 §2.4.1)."""
    points: list[str] = []
    count = 0
    for step, entry in _nested(entries):
        if entry is None:
            points.append("" if step == "open" else "</navPoint>\n")
            continue
        count += 1
        points.append(
            f'<navPoint id="n{count}"><navLabel><text>{escape(entry.title)}</text></navLabel>'
            f'<content src="{entry.place.seen_from("")}"/>'
        )
    pages = "".join(
        f'<pageTarget id="p{place}" type="normal" value="{place}">'
        f"<navLabel><text>{escape(label.words)}</text></navLabel>"
        f'<content src="{label.place.seen_from("")}"/></pageTarget>\n'
        for place, label in enumerate(labels, 1)
    )
    depth = max((entry.level for entry in entries), default=1)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="{language}">\n<head>\n'
        f'<meta name="dtb:uid" content="{escape(identifier)}"/>\n<meta name="dtb:depth" content="{depth}"/>\n'
        f'<meta name="dtb:totalPageCount" content="{len(labels)}"/>\n'
        f'<meta name="dtb:maxPageNumber" content="{len(labels)}"/>\n</head>\n'
        f"<docTitle><text>{escape(title)}</text></docTitle>\n<navMap>\n{''.join(points)}</navMap>\n"
        + (f"<pageList>\n<navLabel><text>{escape(title)}</text></navLabel>\n{pages}</pageList>\n" if pages else "")
        + "</ncx>\n"
    )

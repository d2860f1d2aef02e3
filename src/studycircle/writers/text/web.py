"""The reading pages of a text.

A short text is one page. A long one is a page a chapter, with contents in front, and one page of the whole. In all
of them paragraph 47 is ``#p47``. They need no script; ``reading.js`` adds ways to go about, and what a reader asks to
be remembered; ``offline.js`` keeps the text on a device whose reader asks for it, and is not even loaded before.
"""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

from studycircle.documents.measure import minutes, words
from studycircle.documents.text import Block, Image, Matter, Text, heading_words
from studycircle.writers.programme.colour import accents
from studycircle.writers.programme.fingerprint import fingerprint
from studycircle.writers.programme.site import HTML, SiteFile
from studycircle.writers.programme.words import Words
from studycircle.writers.text.addresses import outward
from studycircle.writers.text.chapters import Chapter, anchor, chapters, is_heading, split_matter
from studycircle.writers.text.markup import Markup, in_capitals
from studycircle.writers.text.pictures import picture_name
from studycircle.writers.text.repetition import title_page_of

FOLDER = Path(__file__).resolve().parents[1] / "templates" / "text"
SCRIPT = "text/javascript; charset=utf-8"
LONG = 12_000  # words; a longer text has a page a chapter
MOST_STEPS = 25  # links of "go to a paragraph", about


@dataclass(frozen=True, slots=True)
class Way:
    """A link to another page: back to the series, another format of the same text; ``size``: of a file, in bytes."""

    href: str
    label: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Pin:
    """Something about a paragraph that stands in the margin beside its number: a question of the session."""

    number: str
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How reading pages are made. Every address is relative to the folder of the text.

    ``back``: the way back to the page they belong to. ``formats``: the same text to take away. ``part`` is what a part
    of a text is called ("chapters 1–3"), ``whole`` the way to the text it is of. ``pins``: what stands beside
    paragraphs. ``language``: of the words around the text; empty: the text's own. ``accent``: the group's colour.
    ``by_chapter``: a page a chapter; ``None``: where the text is long. ``meetings``: the ways on to the
    sessions that read it. ``say``: where one can say something on it.
    """

    back: Way | None = None
    formats: tuple[Way, ...] = ()
    part: str = ""
    whole: Way | None = None
    pins: tuple[Pin, ...] = ()
    language: str = ""
    accent: str = ""
    by_chapter: bool | None = None
    meetings: tuple[Way, ...] = ()
    say: str = ""


def reading_files(text: Text, *, path: str, options: ReadingOptions | None = None) -> Iterator[SiteFile]:
    """Every file of the text's reading pages; ``path`` is their folder ("autumn/texts/on-liberty")."""
    options = options or ReadingOptions()
    folder = path.strip("/")
    folder = f"{folder}/" if folder else ""
    whole = fingerprint(text, options)
    files = [*_pages(text, options, whole), *_parts_of_pages(text, options)]
    names = tuple("./" if file.path == "index.html" else file.path for file in files)
    files.append(SiteFile("offline.js", SCRIPT, fingerprint(whole, names), partial(_offline_script, names, whole)))
    for file in files:
        yield SiteFile(f"{folder}{file.path}", file.media, file.needs, file.write)


def reading_page(text: Text, options: ReadingOptions | None = None) -> bytes:
    """The whole text on one page that needs no other file: style and pictures are within it."""
    return _whole_page(text, chapters(text), options or ReadingOptions(), alone=True)


def reading_style(accent: str = "") -> bytes:
    """The style sheet of the reading pages, with the group's own accent colour where it has one."""
    day, night = accents(accent)
    return _plain_file("reading.css").replace("$RUBRIC_DAY", day).replace("$RUBRIC_NIGHT", night).encode()


def _pages(text: Text, options: ReadingOptions, needs: str) -> Iterator[SiteFile]:
    parts = chapters(text)
    long = words(text) > LONG if options.by_chapter is None else options.by_chapter
    if not long or len(parts) < 2:
        yield SiteFile("index.html", HTML, needs, partial(_whole_page, text, parts, options))
        return
    yield SiteFile("index.html", HTML, needs, partial(_contents_page, text, parts, options))
    for place, chapter in enumerate(parts):
        if chapter.key:
            yield SiteFile(f"{chapter.key}.html", HTML, needs, partial(_chapter_page, text, parts, place, options))
    yield SiteFile("whole.html", HTML, needs, partial(_whole_page, text, parts, options, by_chapter=True))


def _parts_of_pages(text: Text, options: ReadingOptions) -> Iterator[SiteFile]:
    """Style, script and pictures."""
    style = partial(reading_style, options.accent)
    yield SiteFile("reading.css", "text/css; charset=utf-8", fingerprint(options.accent), style)
    yield SiteFile("reading.js", SCRIPT, fingerprint(), lambda: _plain_file("reading.js").encode())
    for image in text.images:
        yield SiteFile(picture_name(image), image.media, fingerprint(image.data), partial(bytes, image.data))


def _offline_script(names: Sequence[str], version: str) -> bytes:
    """The service worker: with another version, browsers that have a copy take a new one."""
    return _plain_file("offline.js").replace("$FILES", json.dumps(names)).replace("$VERSION", version).encode()


def _plain_file(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(FOLDER)], builtins=["studycircle.writers.programme.translate_tag"])


def _render(name: str, values: dict[str, Any]) -> bytes:
    page = _engine().get_template(name).render(Context(values, use_l10n=False, use_tz=False))
    return ("\n".join(line for line in page.split("\n") if line.strip()) + "\n").encode()


def _markup(text: Text, says: Words, options: ReadingOptions, where: dict[str, str], alone: bool = False) -> Markup:
    pictures = {image.key: _data_address(image) if alone else picture_name(image) for image in text.images}
    elsewhere = options.whole.href if options.whole else ""
    pins = _pins(options.pins, says)
    return Markup(
        link=lambda key: where.get(key, f"{elsewhere}#{key}" if elsewhere else ""),
        outward=lambda href: outward(href, text.source),
        note=lambda key: where.get(f"note {key}", f"#{key}"),
        picture=lambda key: pictures.get(key, ""),
        paragraph=says.gettext("Paragraph"),
        back=says.gettext("Back to the text"),
        table_name=says.gettext("Table"),
        margin=lambda number: pins.get(number, ""),
    )


def _pins(pins: Sequence[Pin], says: Words) -> dict[str, str]:
    """What stands beside each number, as markup."""
    links: dict[str, list[str]] = {}
    for pin in pins:
        links.setdefault(pin.number, []).append(f'<a href="{escape(pin.href)}">{escape(pin.label)}</a>')
    return {
        number: f'<span class="pins" lang="{says.language}">{" ".join(own)}</span> ' for number, own in links.items()
    }


def _data_address(image: Image) -> str:
    return f"data:{image.media};base64,{base64.b64encode(image.data).decode('ascii')}"


def _frame(text: Text, options: ReadingOptions) -> dict[str, Any]:
    """What every page of a text says around it."""
    says = Words(options.language or text.language or "en")
    return {
        "words": says,
        "text": text,
        "text_title": text.title or says.gettext("A text"),
        "options": options,
        "language": text.language,
        "direction": Words(text.language).direction if text.language else "ltr",
        "by": _by(text, says),
        "length": _length(text, says),
        "back": options.back,
        "formats": [Way(way.href, says.comma.join(_format(way, says))) for way in options.formats],
        "credits": [one.words for one in text.apart if one.kind == "credits"],
        "source_is_link": text.source.startswith(("http://", "https://")),
    }


def _format(way: Way, says: Words) -> Iterator[str]:
    yield way.label
    if way.size:
        yield says.size(way.size)


def _length(text: Text, says: Words) -> str:
    """How long it is: "52,040 words · about 4 hours to read"."""
    count, took = words(text), minutes(text)
    said = says.ngettext("%(number)s word", "%(number)s words", count).replace(str(count), says.count(count))
    if took < 90:
        time = says.ngettext("about %(number)s minute to read", "about %(number)s minutes to read", took)
    else:
        time = says.ngettext("about %(number)s hour to read", "about %(number)s hours to read", round(took / 60))
    return f"{said} · {time}"


def _by(text: Text, says: Words) -> str:
    said = [text.author]
    if text.translator:
        said.append(says.gettext("translated by %(name)s") % {"name": text.translator})
    if text.year:
        said.append(text.year)
    return " · ".join(filter(None, said))


def _whole_page(
    text: Text, parts: Sequence[Chapter], options: ReadingOptions, *, by_chapter: bool = False, alone: bool = False
) -> bytes:
    values = _frame(text, options)
    where = {block.key: f"#{anchor(block)}" for block in text.blocks}
    markup = _markup(text, values["words"], options, where, alone)
    values |= _opening(text, text.blocks, markup)
    values |= {
        "title": text.title,
        "contents": _outline(text.blocks, where),
        "steps": _steps(text.blocks, where),
        "body": _safe(markup.blocks(block for block in text.blocks if block.matter is Matter.BODY)),
        "notes": _safe(markup.notes(note for chapter in parts for note in chapter.notes)),
        "home": Way("./", values["words"].gettext("By chapter")) if by_chapter else None,
        "style": _safe(reading_style(options.accent).decode()) if alone else "",
    }
    return _render("reading.html", values)


def _contents_page(text: Text, parts: Sequence[Chapter], options: ReadingOptions) -> bytes:
    values = _frame(text, options)
    where = _across(parts)
    markup = _markup(text, values["words"], options, where)
    loose = [block for chapter in parts if not chapter.key for block in chapter.blocks]
    values |= _opening(text, loose, markup)
    values |= {
        "title": text.title,
        "contents": _outline(text.blocks, where, _spans(text.blocks)),
        "steps": _steps(text.blocks, where),
        "body": _safe(markup.blocks(block for block in loose if block.matter is Matter.BODY)),
        "notes": _safe(markup.notes(note for chapter in parts if not chapter.key for note in chapter.notes)),
        "is_contents": True,
        "home": Way("whole.html", values["words"].gettext("The whole text on one page")),
    }
    return _render("reading.html", values)


def _chapter_page(text: Text, parts: Sequence[Chapter], place: int, options: ReadingOptions) -> bytes:
    values = _frame(text, options)
    chapter = parts[place]
    where = _across(parts, chapter.key)
    markup = _markup(text, values["words"], options, where)
    later = parts[place + 1] if place + 1 < len(parts) else None
    earlier = parts[place - 1] if place and parts[place - 1].key else None
    _, contents, body = split_matter(chapter.blocks)
    markup.top = 2 - next((block.level for block in body if is_heading(block)), 1)  # the page's own h1
    values |= {
        "title": chapter.title,
        "chapter": chapter,
        "steps": _steps(body, where),
        "body": _safe(markup.blocks([*contents, *body])),
        "notes": _safe(markup.notes(chapter.notes)),
        "home": Way("./", values["words"].gettext("Contents")),
        "earlier": Way(f"{earlier.key}.html", earlier.title) if earlier else None,
        "later": Way(f"{later.key}.html", later.title) if later else None,
    }
    return _render("reading.html", values)


def _across(parts: Sequence[Chapter], here: str = "") -> dict[str, str]:
    """Where each block is, seen from the chapter ``here``; and each note, as "note KEY"."""
    where = {}
    for chapter in parts:
        page = "" if chapter.key == here else f"{chapter.key}.html" if chapter.key else "./"
        for block in chapter.blocks:
            where[block.key] = f"{page}#{anchor(block)}"
        where |= {f"note {note.key}": f"{page}#{note.key}" for note in chapter.notes}
    return where


def _opening(text: Text, blocks: Sequence[Block], markup: Markup) -> dict[str, SafeString]:
    """The printed title page and contents, which are folded away: the page has its own."""
    title, contents, _ = split_matter(blocks)
    title = title_page_of(text, title)
    return {"printed_title": _safe(markup.blocks(title)), "printed_contents": _safe(markup.blocks(contents))}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents; ``numbers``: the paragraphs under it."""

    href: str
    title: str
    level: int
    numbers: str = ""
    capitals: bool = False


def _outline(blocks: Sequence[Block], where: dict[str, str], spans: dict[str, str] | None = None) -> list[Entry]:
    return [
        Entry(where[block.key], title, min(block.level, 3), (spans or {}).get(block.key, ""), in_capitals(title))
        for block in blocks
        if is_heading(block) and block.level <= 3
        for title in [heading_words(block)]
    ]


def _steps(blocks: Sequence[Block], where: dict[str, str]) -> list[Way]:
    """A link to every fifth paragraph, or tenth, or hundredth, so that there are few; none in a very short text."""
    numbered = [block for block in blocks if block.number]
    wide = next((wide for wide in (5, 10, 20, 50, 100, 200) if len(numbered) <= wide * MOST_STEPS), 500)
    chosen = [block for block in numbered if block.number.isdecimal() and int(block.number) % wide == 0]
    return [Way(where[block.key], block.number) for block in chosen]


def _spans(blocks: Sequence[Block]) -> dict[str, str]:
    """The paragraphs from each heading to the next, as "12–80"."""
    spans: dict[str, str] = {}
    key, first, last = "", "", ""
    for block in [*blocks, None]:
        if block is None or is_heading(block):
            if key and first:
                spans[key] = first if first == last else f"{first}–{last}"
            key, first, last = (block.key if block else ""), "", ""
        elif block.number:
            first, last = first or block.number, block.number
    return spans


def _safe(markup: str) -> SafeString:
    """Markup made from inline words, which a reader has sanitised."""
    return mark_safe(markup)  # noqa: S308 - documents/inline.py says why it can be trusted

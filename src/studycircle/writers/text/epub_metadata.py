"""What a book says of itself: the package document, with the metadata of EPUB Accessibility 1.1.

Only what the file itself bears out is claimed: nothing about conformance, which takes a person to judge.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from studycircle.documents.inline import PICTURE
from studycircle.documents.text import Block, BlockKind, Text
from studycircle.writers.programme.words import Words

_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_PREFIXES = "schema: http://schema.org/ a11y: http://www.idpf.org/epub/vocab/package/a11y/#"


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a book besides its text. ``pages``: what its list of pages counts: "print", "paragraphs" or
    nothing; ``described``: whether every image has words of its own; ``moving``: whether one may move."""

    identifier: str
    title: str
    subtitle: str
    language: str
    modified: dt.datetime
    pages: str
    headings: bool
    images: bool
    described: bool
    moving: bool
    ruby: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the book, as its manifest lists it."""

    file: str
    media: str
    properties: str = ""
    read: bool = False  # whether it is among the pages, in this order

    @property
    def key(self) -> str:
        """What it is called within the package document."""
        return "f-" + re.sub(r"[^A-Za-z0-9.-]", "-", self.file)


def package(text: Text, about: About, items: Sequence[Item], direction: str, says: Words) -> str:
    """The package document."""
    language = escape(about.language)
    manifest = "".join(
        f'<item id="{item.key}" href="{item.file}" media-type="{item.media}"'
        + (f' properties="{item.properties}"' if item.properties else "")
        + "/>\n"
        for item in items
    )
    spine = "".join(f'<itemref idref="{item.key}"/>\n' for item in items if item.read)
    progression = ' page-progression-direction="rtl"' if direction == "rtl" else ""
    cover = next((item.key for item in items if item.properties == "cover-image"), "")
    older = f'<meta name="cover" content="{cover}"/>\n' if cover else ""  # where EPUB 2 devices look for it
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{language}"'
        f' prefix="{_PREFIXES}">\n<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        + "".join(f"{line}\n" for line in (*_bibliographic(text, about), *_accessibility(text, about, says)))
        + f"{older}</metadata>\n<manifest>\n{manifest}</manifest>\n"
        f'<spine toc="f-toc.ncx"{progression}>\n{spine}</spine>\n</package>\n'
    )


def _bibliographic(text: Text, about: About) -> Iterator[str]:
    yield f'<dc:identifier id="id">{escape(about.identifier)}</dc:identifier>'
    yield f'<dc:title id="title">{escape(about.title)}</dc:title>'
    yield '<meta refines="#title" property="title-type">main</meta>'
    if about.subtitle:
        yield f'<dc:title id="subtitle">{escape(about.subtitle)}</dc:title>'
        yield '<meta refines="#subtitle" property="title-type">subtitle</meta>'
    yield f"<dc:language>{escape(about.language)}</dc:language>"
    if text.author.strip():
        yield f'<dc:creator id="author">{escape(text.author)}</dc:creator>'
        yield '<meta refines="#author" property="role" scheme="marc:relators">aut</meta>'
    if text.translator.strip():
        yield f'<dc:contributor id="translator">{escape(text.translator)}</dc:contributor>'
        yield '<meta refines="#translator" property="role" scheme="marc:relators">trl</meta>'
    if _DATE.fullmatch(text.year):
        yield f"<dc:date>{text.year}</dc:date>"
    if text.source.strip():
        yield f"<dc:source>{escape(text.source)}</dc:source>"
    if text.rights.strip():
        yield f"<dc:rights>{escape(text.rights)}</dc:rights>"
    yield f'<meta property="dcterms:modified">{about.modified:%Y-%m-%dT%H:%M:%SZ}</meta>'


def _accessibility(text: Text, about: About, says: Words) -> Iterator[str]:
    def meta(name: str, value: str) -> str:
        return f'<meta property="schema:{name}">{escape(value)}</meta>'

    yield meta("accessMode", "textual")
    if about.images:
        yield meta("accessMode", "visual")
        yield meta("accessModeSufficient", "textual,visual")
    if about.described:
        yield meta("accessModeSufficient", "textual")
    features = {
        "displayTransformability": True,
        "readingOrder": True,
        "tableOfContents": True,
        "structuralNavigation": about.headings,
        "pageNavigation": bool(about.pages),
        "pageBreakMarkers": bool(about.pages),
        "alternativeText": about.images and about.described,
        "rubyAnnotations": about.ruby,
    }
    yield from (meta("accessibilityFeature", name) for name, is_so in features.items() if is_so)
    yield meta("accessibilityHazard", "unknown" if about.moving else "none")
    yield meta("accessibilitySummary", " ".join(_summary(about, says)))
    if about.pages == "print":
        edition = says.gettext("The printed edition of %(title)s") % {"title": about.title}
        source = f" ({text.source})" if text.source else ""
        yield f'<meta property="pageBreakSource">{escape(edition + source)}</meta>'
    elif about.pages:
        yield '<meta property="pageBreakSource">none</meta>'  # the numbers are this book's own


def _summary(about: About, says: Words) -> Iterator[str]:
    yield says.gettext("All of the text can be read aloud, in braille, and in any size and colour.")
    if about.pages == "print":
        yield says.gettext("Pages of the printed edition can be looked up.")
    elif about.pages:
        yield says.gettext("Paragraphs can be looked up by their numbers.")
    if about.images:
        yield (
            says.gettext("Every image has a description.")
            if about.described
            else says.gettext("Some images have no description.")
        )


def describes_every_image(text: Text) -> bool:
    """Whether each image shown has words for who cannot see it."""
    return all(alternative.strip() for alternative in _alternatives(text))


def _alternatives(text: Text) -> Iterator[str]:
    for block in _all_blocks(text):
        if block.kind is BlockKind.FIGURE and block.image:
            yield block.alternative or block.words
        for words in (block.words, *(cell.words for row in block.rows for cell in row.cells)):
            if "<img" in words:
                yield from (alternative for source, alternative in PICTURE.findall(words) if source)


def has_ruby(text: Text) -> bool:
    """Whether readings stand beside words."""
    return any("<ruby" in block.words for block in _all_blocks(text))


def _all_blocks(text: Text) -> Iterator[Block]:
    yield from text.blocks
    for note in text.notes:
        yield from note.blocks

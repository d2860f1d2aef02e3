"""A text as an EPUB 3 book, for whatever its reader owns: phone, tablet, Kindle, screen reader.

The files of the text are strings put together from its blocks (``epub_markup.py``) and go into the archive one by
one, so that a book of any length takes little memory.
"""

import datetime as dt
import io
import re
import uuid
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from studycircle.documents.rich import NOT_XML
from studycircle.documents.text import BlockKind, Text
from studycircle.writers.programme.colour import accents
from studycircle.writers.programme.words import Words
from studycircle.writers.text.addresses import outward
from studycircle.writers.text.chapters import Chapter, is_heading
from studycircle.writers.text.epub_files import Layout, Place, file_title, lay_out, unique
from studycircle.writers.text.epub_markup import EpubMarkup
from studycircle.writers.text.epub_metadata import About, Item, describes_every_image, has_ruby, package
from studycircle.writers.text.epub_navigation import (
    Entry,
    Label,
    contents,
    navigation,
    ncx,
    paragraph_labels,
    told_apart,
)
from studycircle.writers.text.epub_pages import Edition, Sheet, about_page, contents_page, cover_page, title_page
from studycircle.writers.text.epub_pictures import cover, fit_images, moves
from studycircle.writers.text.pictures import picture_name
from studycircle.writers.typeset import warm_up

STYLE = Path(__file__).resolve().parents[1] / "templates" / "text" / "epub.css"
XHTML, NCX = "application/xhtml+xml", "application/x-dtbncx+xml"
UNDATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
EFFORT = 6  # of compression, of 9
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z]{4})?(?:-(?:[a-zA-Z]{2}|\d{3}))?(?:-[a-zA-Z0-9]{5,8})*")
CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">\n<rootfiles>\n'
    '<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>\n</rootfiles>\n</container>\n'
)


@dataclass(frozen=True, slots=True)
class EpubOptions:
    """How a book is made.

    ``language``: of the words around the text; empty: the text's own. ``accent``: the group's colour, "#rrggbb".
    ``identifier``: an address or "urn:…" by which devices know the book again; empty: one made from the text's key,
    title and source. ``modified``: when the text was last changed; a device takes a later one for a new version.
    ``subtitle``: below the title. ``foot``: a line at the foot of cover and title page, such as group and series.
    """

    language: str = ""
    accent: str = ""
    identifier: str = ""
    modified: dt.datetime = UNDATED
    subtitle: str = ""
    foot: str = ""


def write_epub(text: Text, options: EpubOptions | None = None) -> bytes:
    """``text`` as EPUB 3.3; the same text and options give the same bytes.

    Paragraph numbers stand in the margin. The list of pages has those of print, where the text marks them, else the
    numbers. Its printed contents, and a printed title page that says no more than ours, are left out.
    """
    warm_up()  # the typesetter starts while the book is put together
    return _Writer(_clean(text), options or EpubOptions()).book()


def _clean(text: Text) -> Text:
    """``text`` with a language a device understands, and nothing XML has no letter for in what is said of it."""
    return replace(
        text,
        title=_line(text.title),
        author=_line(text.author),
        translator=_line(text.translator),
        year=_line(text.year),
        language=text.language if _LANGUAGE.fullmatch(text.language) else "",
        source=_line(text.source),
        rights=_line(text.rights),
        apart=tuple(replace(one, words=NOT_XML.sub("", one.words)) for one in text.apart),
    )


def _line(words: str) -> str:
    return " ".join(NOT_XML.sub("", words).split())


class _Writer:
    """One book being written: files go into the archive as they are made."""

    def __init__(self, text: Text, options: EpubOptions) -> None:
        self.text, self.options = text, options
        self.keys = frozenset(block.key for block in text.blocks)
        says = Words(options.language or text.language or "en")
        self.says = says
        self.sheet = Sheet(text.language or "und", Words(text.language).direction if text.language else "ltr", says)
        self.edition = Edition(
            text.title or says.gettext("A text"),
            text.author,
            says.gettext("translated by %(name)s") % {"name": text.translator} if text.translator else "",
            text.year,
            _line(options.subtitle),
            _line(options.foot),
        )
        self.items: list[Item] = []
        self.names: dict[str, str] = {}  # image -> its file
        self.moving = False

    def book(self) -> bytes:
        """The whole archive."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as self.archive:
            self._write()
        return out.getvalue()

    def _write(self) -> None:
        # The first file says what the archive is, at a place where it can be seen from outside (OCF 3.3 §4.3).
        self._put("mimetype", b"application/epub+zip", effort=0)
        self._put("META-INF/container.xml", CONTAINER.encode())
        layout = lay_out(self.text)
        for image in fit_images(self.text):
            name = self.names[image.key] = f"images/{picture_name(image)}"
            self.moving = self.moving or moves(image)
            self._add(Item(name, image.media), image.data, effort=0)
        chapters, printed = self._chapters(layout)
        self._pages(layout, chapters, printed)

    def _put(self, path: str, content: bytes, effort: int = EFFORT) -> None:
        info = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
        info.create_system = 3  # the same bytes on every system
        info.external_attr = 0o644 << 16
        kind = zipfile.ZIP_DEFLATED if effort else zipfile.ZIP_STORED
        self.archive.writestr(info, content, kind, effort or None)

    def _add(self, item: Item, content: bytes | str, effort: int = EFFORT) -> Item:
        self.items.append(item)
        self._put(f"EPUB/{item.file}", content.encode() if isinstance(content, str) else content, effort)
        return item

    def _chapters(self, layout: Layout) -> tuple[list[Item], list[Label]]:
        """The files of the text, written; and its printed pages."""
        items: list[Item] = []
        printed: list[Label] = []
        for name, chapter in layout.files.items():
            markup = self._markup(layout, name)
            items.append(Item(name, XHTML, read=True))
            self._put(f"EPUB/{name}", self._chapter(chapter, markup).encode())
            printed += markup.printed
        return items, printed

    def _markup(self, layout: Layout, name: str) -> EpubMarkup:
        gone = Place("contents.xhtml")
        keys = self.keys if layout.blocks else frozenset[str]()
        return EpubMarkup(
            link=lambda key: layout.blocks.get(key, gone).seen_from(name) if key in keys else "",
            note=lambda key: layout.notes[key].seen_from(name),
            picture=lambda key: self.names.get(key, ""),
            top=1,
            paragraph=escape(self.says.gettext("Paragraph")),
            back=escape(self.says.gettext("Back to the text")),
            file=name,
            layout=layout,
            outward=lambda href: outward(href, self.text.source),
        )

    def _chapter(self, chapter: Chapter, markup: EpubMarkup) -> str:
        taken = markup.layout.taken[markup.file]
        body = markup.blocks(chapter.blocks)
        heading = next((block for block in chapter.blocks if is_heading(block)), None)
        if chapter.notes:
            name = unique("notes", taken)
            level = min((heading.level if heading else 0) + 1, 6)
            body += (
                f'<section class="notes" epub:type="endnotes" role="doc-endnotes" aria-labelledby="{name}">\n'
                f'<h{level} id="{name}"{self.sheet.own}>{escape(self.says.gettext("Notes"))}</h{level}>\n'
                f"<ul>\n{markup.notes(chapter.notes)}</ul>\n</section>\n"
            )
        if heading:
            named = f'aria-labelledby="{markup.layout.blocks[heading.key].name}"'
        else:
            named = f'aria-label="{escape(file_title(chapter))}"'
        return self.sheet.page(
            file_title(chapter),
            f'<section epub:type="chapter" role="doc-chapter" {named}>\n{body}</section>\n',
        )

    def _pages(self, layout: Layout, chapters: Sequence[Item], printed: Sequence[Label]) -> None:
        """Everything but the text: what stands before and after it, and the ways into it."""
        says, sheet, edition = self.says, self.sheet, self.edition
        entries = contents(layout)
        name, media, image = cover(edition, self.text.language, self.options.accent)
        self._add(Item(name, media, "cover-image"), image, effort=0)
        self._add(Item("book.css", "text/css"), _style(self.options.accent))
        self._add(Item("cover.xhtml", XHTML, read=True), cover_page(sheet, edition, name))
        self._add(Item("title.xhtml", XHTML, read=True), title_page(sheet, edition))
        landmarks = [("cover", "cover.xhtml", says.gettext("Cover"))]
        landmarks.append(("titlepage", "title.xhtml", says.gettext("Title page")))
        if layout.files:
            self._add(Item("contents.xhtml", XHTML, read=True), contents_page(sheet, entries))
            landmarks.append(("toc", "contents.xhtml", says.gettext("Contents")))
            landmarks.append(("bodymatter", next(iter(layout.files)), says.gettext("The text")))
        self.items += chapters
        about = says.gettext("About this edition")
        self._add(Item("about.xhtml", XHTML, read=True), about_page(sheet, self.text, about))
        landmarks.append(("colophon", "about.xhtml", about))
        labels = told_apart(printed or paragraph_labels(layout), layout)
        entries = [*entries, Entry(about, Place("about.xhtml"), 1)]
        say = {
            "contents": says.gettext("Contents"),
            "landmarks": says.gettext("Landmarks"),
            "pages": says.gettext("Printed pages") if printed else says.gettext("Paragraphs"),
        }
        say = {key: escape(words) for key, words in say.items()}
        nav = sheet.page(edition.title, navigation(entries, labels, landmarks, say))
        self._add(Item("nav.xhtml", XHTML, "nav"), nav)
        # Thousands of paragraphs are too many for the old devices that read this one.
        pages = labels if printed else ()
        self._add(Item("toc.ncx", NCX), ncx(self._identifier(), edition.title, sheet.language, entries, pages))
        self._package(layout, "print" if printed else "paragraphs" if labels else "")

    def _package(self, layout: Layout, pages: str) -> None:
        blocks = [block for chapter in layout.files.values() for block in chapter.blocks]
        about = About(
            self._identifier(),
            self.edition.title,
            self.edition.subtitle,
            self.sheet.language,
            self.options.modified.astimezone(dt.UTC),
            pages,
            headings=any(block.kind is BlockKind.HEADING for block in blocks),
            images=bool(self.names),
            described=describes_every_image(self.text),
            moving=self.moving,
            ruby=has_ruby(self.text),
        )
        self._put("EPUB/package.opf", package(self.text, about, self.items, self.sheet.direction, self.says).encode())

    def _identifier(self) -> str:
        if given := _line(self.options.identifier):
            return given
        text = self.text
        made = uuid.uuid5(uuid.NAMESPACE_URL, "\n".join((text.key, text.title, text.author, text.source)))
        return f"urn:uuid:{made}"


def _style(accent: str) -> str:
    return STYLE.read_text(encoding="utf-8").replace("$RUBRIC", accents(accent)[0])

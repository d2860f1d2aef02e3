"""Everything that turns a text into files, in one table."""

from collections.abc import Callable
from dataclasses import dataclass

from studycircle.documents.native import dump_text
from studycircle.documents.text import Text
from studycircle.writers.text.kindle import can_write_kindle, write_kindle


@dataclass(frozen=True, slots=True)
class TextOptions:
    """What a writer may want to know besides the text; empty: the usual.

    ``paper``: "a4", "a5", "letter" or "large". ``language``: of the words around the text. ``accent``: the group's
    colour, "#rrggbb".
    """

    paper: str = ""
    language: str = ""
    accent: str = ""


Files = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class TextWriter:
    """One way out: how its files end, their media type, the function that makes them, and the module it will load.

    ``write`` gives the volumes of the text, nearly always one. ``can_write`` tells whether it can be offered here.
    """

    suffix: str
    media: str
    write: Callable[[Text, TextOptions], Files]
    module: str
    can_write: Callable[[], bool] = lambda: True


# What is heavy is loaded when it is asked for: templates, the typesetter.


def _html(text: Text, options: TextOptions) -> Files:
    from studycircle.writers.text.web import ReadingOptions, reading_page

    return (reading_page(text, ReadingOptions(language=options.language, accent=options.accent)),)


def _epub(text: Text, options: TextOptions) -> Files:
    from studycircle.writers.text.epub import EpubOptions, write_epub

    return (write_epub(text, EpubOptions(language=options.language, accent=options.accent)),)


def _pdf(text: Text, options: TextOptions) -> Files:
    from studycircle.writers.text.pdf import write_text_pdf

    return write_text_pdf(text, paper=options.paper or "a5", language=options.language, accent=options.accent)


def _azw3(text: Text, options: TextOptions) -> Files:
    (book,) = _epub(text, options)
    return (write_kindle(book),)


def _txt(text: Text, options: TextOptions) -> Files:
    from studycircle.writers.text.plain import write_plain

    return (write_plain(text, language=options.language).encode(),)


def _md(text: Text, options: TextOptions) -> Files:
    from studycircle.writers.text.markdown import write_text_markdown

    return (write_text_markdown(text).encode(),)


def _json(text: Text, options: TextOptions) -> Files:
    return (dump_text(text).encode(),)


TEXT_WRITERS = {
    "html": TextWriter(".html", "text/html; charset=utf-8", _html, "studycircle.writers.text.web"),
    "epub": TextWriter(".epub", "application/epub+zip", _epub, "studycircle.writers.text.epub"),
    "pdf": TextWriter(".pdf", "application/pdf", _pdf, "studycircle.writers.text.pdf"),
    "azw3": TextWriter(
        ".azw3", "application/vnd.amazon.ebook", _azw3, "studycircle.writers.text.epub", can_write_kindle
    ),
    "txt": TextWriter(".txt", "text/plain; charset=utf-8", _txt, "studycircle.writers.text.plain"),
    "md": TextWriter(".md", "text/markdown; charset=utf-8", _md, "studycircle.writers.text.markdown"),
    "json": TextWriter(".json", "application/json", _json, "studycircle.documents.native"),
}

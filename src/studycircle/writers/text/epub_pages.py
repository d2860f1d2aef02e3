"""The pages of a book that are not the text: cover, title page, contents, and the page about the edition."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from studycircle.documents.rich import NOT_XML
from studycircle.documents.text import Text
from studycircle.writers.programme.words import Words
from studycircle.writers.text.addresses import outward
from studycircle.writers.text.epub_navigation import Entry, list_of

# Licences that ask for their own words to be given along.
ALONG = re.compile(r"\b(?:GNU|GFDL|FDL|MIT|BSD|Apache|Open Publication|Free Art|Libre)\b", re.I)


@dataclass(frozen=True, slots=True)
class Edition:
    """What the book is called: ``title`` is never empty, ``by`` says author, translator and year; ``foot``: a line at
    the foot of cover and title page."""

    title: str
    author: str = ""
    translated: str = ""
    year: str = ""
    subtitle: str = ""
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """How every file begins: the language and direction of the text, and of the words around it."""

    language: str
    direction: str
    says: Words

    @property
    def own(self) -> str:
        """The attributes of an element with words of the house, where they are in another language."""
        if self.says.language == self.language:
            return ""
        turned = f' dir="{self.says.direction}"' if self.says.direction != self.direction else ""
        return f' lang="{self.says.language}" xml:lang="{self.says.language}"{turned}'

    def page(self, title: str, body: str, kind: str = "") -> str:
        """A whole XHTML file."""
        of_kind = f' class="{kind}"' if kind else ""
        tongue = f'lang="{self.language}" xml:lang="{self.language}"' + (
            ' dir="rtl"' if self.direction == "rtl" else ""
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
            f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" {tongue}>\n'
            f'<head>\n<meta charset="utf-8"/>\n<title>{escape(title, quote=False)}</title>\n'
            f'<link rel="stylesheet" type="text/css" href="book.css"/>\n</head>\n'
            f"<body{of_kind}>\n{body}</body>\n</html>\n"
        )


def cover_page(sheet: Sheet, edition: Edition, image: str) -> str:
    """The page that shows the cover."""
    words = ". ".join(filter(None, (edition.title, edition.author)))
    said = escape(f"{sheet.says.gettext('Cover')}: {words}")
    return sheet.page(
        edition.title,
        f'<section class="cover" epub:type="cover">\n<img src="{image}" role="doc-cover" alt="{said}"/>\n</section>\n',
        "cover-page",
    )


def title_page(sheet: Sheet, edition: Edition) -> str:
    """The title page."""
    lines = [
        f'<p class="author">{escape(edition.author)}</p>' if edition.author else "",
        f"<h1>{escape(edition.title)}</h1>",
        f'<p class="subtitle">{escape(edition.subtitle)}</p>' if edition.subtitle else "",
        f'<p class="translator"{sheet.own}>{escape(edition.translated)}</p>' if edition.translated else "",
        f'<p class="year">{escape(edition.year)}</p>' if edition.year else "",
        f'<p class="foot">{escape(edition.foot)}</p>' if edition.foot else "",
    ]
    inner = "\n".join(filter(None, lines))
    return sheet.page(edition.title, f'<section epub:type="titlepage">\n{inner}\n</section>\n', "title-page")


def contents_page(sheet: Sheet, entries: Sequence[Entry]) -> str:
    """The contents, with the numbers of the paragraphs under each heading."""
    title = escape(sheet.says.gettext("Contents"))
    return sheet.page(
        sheet.says.gettext("Contents"),
        f'<nav role="doc-toc" aria-labelledby="contents">\n<h1 id="contents"{sheet.own}>{title}</h1>\n'
        f"{list_of(entries, numbers=True)}</nav>\n",
        "contents-page",
    )


def about_page(sheet: Sheet, text: Text, title: str) -> str:
    """Where the text comes from, whose it is, who made the electronic edition, and what the numbers are for."""
    inner = "".join(f"<p>{line}</p>\n" for line in _imprint(sheet.says, text))
    for name, words in _along(sheet.says, text):
        tongue = f'lang="{sheet.language}" xml:lang="{sheet.language}"'
        inner += f"<h2>{escape(name)}</h2>\n<div {tongue}>\n{_paragraphs(words)}</div>\n"
    heading = f'<h1 id="about">{escape(title)}</h1>\n'
    return sheet.page(
        title,
        f'<section epub:type="colophon" role="doc-colophon" aria-labelledby="about"{sheet.own}>\n'
        f"{heading}{inner}</section>\n",
        "about-page",
    )


def _along(says: Words, text: Text) -> Iterator[tuple[str, str]]:
    """What came with the source and readers should have: the transcriber's notes, and a licence that asks for it."""
    for one in text.apart:
        if one.kind == "transcriber":
            yield says.gettext("Transcriber’s note"), one.words
        elif one.kind == "licence" and ALONG.search(text.rights):
            yield says.gettext("Licence"), one.words


def _imprint(says: Words, text: Text) -> Iterator[str]:
    if text.source.strip():
        href = outward(text.source.strip())
        words = escape(text.source)
        yield f"<i>{escape(says.gettext('Source'))}:</i> " + (
            f'<a href="{escape(href)}">{words}</a>' if href else words
        )
    if text.rights.strip():
        yield f"<i>{escape(says.gettext('Rights'))}:</i> {escape(text.rights)}"
    credits = " ".join(" ".join(one.words.split()) for one in text.apart if one.kind == "credits")
    if credits:
        yield f"<i>{escape(says.gettext('Electronic edition'))}:</i> {escape(credits)}"
    yield escape(
        says.gettext(
            "The numbers in the margin count the paragraphs. They are the same on the web, in the e-book and on paper."
        )
    )


def _paragraphs(words: str) -> str:
    pieces = (" ".join(piece.split()) for piece in re.split(r"\n\s*\n", NOT_XML.sub("", words)))
    return "".join(f"<p>{escape(piece)}</p>\n" for piece in pieces if piece)

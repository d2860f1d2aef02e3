"""Books and pages in HTML: Project Gutenberg's, Standard Ebooks' single pages, and anybody's."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from studycircle.documents.problem import Problem
from studycircle.documents.text import Text
from studycircle.readers.text.blocks import Around, Walk
from studycircle.readers.text.boilerplate import learn_title, set_apart
from studycircle.readers.text.draft import Book
from studycircle.readers.text.finish import finish
from studycircle.readers.text.headings import find_headings
from studycircle.readers.text.looks import Looks
from studycircle.readers.text.notes import take_notes
from studycircle.readers.text.pictures import Pictures
from studycircle.readers.text.tree import parse_html
from studycircle.readers.text.words import Words, direction_of, language_of, tag_of, type_of

Beside = Callable[[str], bytes | None]


def read_html(
    data: bytes, name: str = "", *, address: str = "", beside: Beside | None = None
) -> tuple[Text, list[Problem]]:
    """The text of an HTML book or page.

    ``address``: where it came from, for its relative links. ``beside``: gives the bytes of a file that lies beside
    it, by its relative path, or ``None``; without it images are left out, and said to be. Raises ``ReadError``.
    """
    root = parse_html(data, name)
    book = Book()
    book.about.source = address
    learn_from_head(book, root)
    pictures = Pictures(book, beside)
    words = Words(book, lambda written: _follow(written, address), pictures.take)
    walk = Walk(words, Looks(stylesheet(root)))
    body = next((element for element in root.iter() if tag_of(element) == "body"), root)
    walk.container(body, Around(classes=type_of(body), direction=direction_of(body) or direction_of(root)))
    book.drafts = walk.drafts
    assemble(book, walk)
    return finish(book, name)


def assemble(book: Book, walk: Walk | None = None, contents: Sequence[tuple[str, str, int]] = ()) -> None:
    """The passes every reader's drafts go through, in their order. ``contents``: (anchor, words, depth) of a table of
    contents that is no part of the text."""
    if walk is not None and walk.pending and book.drafts:
        book.drafts[-1].words += walk.pending
    set_apart(book)
    take_notes(book)
    find_headings(book, contents)


def stylesheet(root: Any) -> str:
    """All the CSS a page holds."""
    return "\n".join("".join(element.itertext()) for element in root.iter() if tag_of(element) == "style")


def learn_from_head(book: Book, root: Any) -> None:
    """Title, author and language a page states in its head."""
    about = book.about
    about.language = language_of(root) or about.language
    for element in root.iter():
        tag = tag_of(element)
        if tag == "body":
            about.language = about.language or language_of(element)
            break
        if tag == "title" and not about.title:
            learn_title(book, " ".join("".join(element.itertext()).split()))
        elif tag == "meta":
            said, content = (element.get("name") or element.get("property") or "").lower(), element.get("content") or ""
            if said in ("author", "dc.creator", "marcrel.aut", "article:author") and not content.startswith("http"):
                about.author = about.author or content
            elif said in ("dc.title", "og:title"):
                about.title = content or about.title
            elif said in ("dc.language", "dcterms.language") and not about.language:
                about.language = content


def _follow(written: str, address: str) -> str:
    """Where a link leads: an anchor of this page, an address, or nothing."""
    if written.startswith("#"):
        return f"#{written}"
    if address:
        here = urljoin(address, written)
        page, _, anchor = here.partition("#")
        if anchor and page == address.partition("#")[0]:
            return f"##{anchor}"
        return here
    return written if urlsplit_safe(written) in ("http", "https", "mailto", "tel") else ""


def urlsplit_safe(written: str) -> str:
    """The scheme of an address, empty where it has none or cannot be taken apart."""
    try:
        return urlsplit(written).scheme.lower()
    except ValueError:
        return ""

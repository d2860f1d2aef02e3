"""The article of a web page: its words without menus, sharing bars, comments and what else stands around it.

Four steps, each a room of its own: the page as readers see it (``article_shown``), loose words in paragraphs and the
plainly unlikely gone (``article_shape``), the part that is the article (``article_choose``), and what stands within
it and is no part of it (``article_prune``). Where that leaves too little, it is done again with less severity.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from studycircle.documents.problem import Problem
from studycircle.documents.text import BlockKind, Text
from studycircle.readers.text.article_about import PageAbout, learn, with_found
from studycircle.readers.text.article_choose import choose, copied
from studycircle.readers.text.article_prune import prune
from studycircle.readers.text.article_shape import byline_of, shape
from studycircle.readers.text.article_shown import UNSEEN, show, uncover
from studycircle.readers.text.article_tree import plain_names, text_of
from studycircle.readers.text.blocks import Around, Walk
from studycircle.readers.text.draft import Book, Draft
from studycircle.readers.text.finish import finish
from studycircle.readers.text.html import Beside, stylesheet
from studycircle.readers.text.looks import Looks
from studycircle.readers.text.notes import take_notes
from studycircle.readers.text.pictures import Pictures
from studycircle.readers.text.tree import as_sent, parse_html
from studycircle.readers.text.words import Words, direction_of

ENOUGH = 500  # letters of an article; with fewer, something of it may have been taken for what stands around it
SHORT = 200  # letters of an article that a person should look at
ELSEWHERE = ("http", "https", "mailto", "tel")


@dataclass(frozen=True, slots=True)
class Severity:
    """What counts against a part of the page: unlikely names, names at all, the shape of its boxes."""

    strict: bool = True
    by_name: bool = True
    by_shape: bool = True


# From the first that leaves enough; with none, the one that leaves most.
SEVERITIES = (
    Severity(),
    Severity(strict=False),
    Severity(strict=False, by_name=False),
    Severity(strict=False, by_name=False, by_shape=False),
)


def read_article(
    data: bytes, name: str = "", *, media: str = "", address: str = "", beside: Beside | None = None
) -> tuple[Text, list[Problem]]:
    """The article of a web page, and what was not kept.

    ``name``: used in errors, and as a title where the page has none. ``media``: the media type it was sent with,
    whose charset counts where the page names none. ``address``: where it came from, for its relative links.
    ``beside``: gives the bytes of a file that lies beside a saved page, by relative path. Raises ``ReadError``.
    """
    root = parse_html(as_sent(data, media), name)
    plain_names(root)
    book = Book()
    about, article = find_article(root)
    _report(book, root, article)
    book.about.title, book.about.author = about.title, about.author
    book.about.language, book.about.source, book.about.year = about.language, address, about.date[:4]
    base = _base(root, address)
    words = Words(book, lambda written: _follow(written, address, base), Pictures(book, beside).take)
    _mend_lists(article)
    walk = Walk(words, Looks(stylesheet(root)))
    walk.container(article, Around(direction=about.direction))
    book.drafts = walk.drafts
    take_notes(book)
    _level(book.drafts)
    return finish(book, name)


def _report(book: Book, root: Any, article: Any) -> None:
    """Say how much of the page was taken to be no part of the article, and where that is doubtful."""
    around = sum(map(_count, root.iter("body"))) - _count(article)
    if around > 0:
        words = f"About {around} words around the article (menus, comments, links to other pages) are not kept."
        book.report("around-left-out", words)
    if len(text_of(article, SHORT)) < SHORT:
        book.report("article-short", "Little on this page reads like an article. Look whether all of it came.")


def _count(element: Any) -> int:
    """The words of an element that are for readers and not for a browser."""
    own = 0 if element.tag in UNSEEN else len((element.text or "").split())
    return own + sum(
        len((inner.tail or "").split()) + (0 if inner.tag in UNSEEN else len((inner.text or "").split()))
        for inner in element.iterdescendants()
    )


def find_article(root: Any) -> tuple[PageAbout, Any]:
    """What a page says of its article, and a new ``div`` that holds it. ``root`` itself stays as it is."""
    about = learn(root)
    page = copied(root)
    show(page)
    found, article = _best(page, about)
    if not text_of(article) and uncover(page):
        found, article = _best(page, about)
    return found, article


def _best(page: Any, about: PageAbout) -> tuple[PageAbout, Any]:
    """The article with the least severity that it takes."""
    best, longest, most = None, about, -1
    for severity in SEVERITIES:
        body = next((copied(element) for element in page.iter("body")), None)
        if body is None:
            body = copied(page)
        found, article = _attempt(body, about, severity)
        length = len(text_of(article))
        if length > most:
            best, longest, most = article, found, length
        if length >= ENOUGH:
            return found, article
    return longest, best


def _attempt(body: Any, about: PageAbout, severity: Severity) -> tuple[PageAbout, Any]:
    byline = byline_of(body)
    shaped = shape(body, about.title, about.author, strict=severity.strict)
    above = {element: direction_of(element) for element in body.iter()}
    article, top = choose(body, by_name=severity.by_name)
    direction = next((above[one] for one in (top, *top.iterancestors()) if above.get(one)), about.direction)
    prune(article, by_name=severity.by_name, by_shape=severity.by_shape)
    return with_found(about, shaped.byline or byline, direction), article


def _mend_lists(article: Any) -> None:
    """Old pages indent words by a list without items: that is a box."""
    for element in list(article.iter("ul", "ol")):
        if next(element.iterchildren("li", "ul", "ol"), None) is None:
            element.tag = "div"


def _base(root: Any, address: str) -> str:
    """What relative addresses are relative to (HTML §4.2.3: the first ``base`` with an address)."""
    said = next((element.get("href") for element in root.iter("base") if element.get("href")), "")
    return _joined(address, said.strip()) if said else address


def _joined(base: str, written: str) -> str:
    try:
        return urljoin(base, written)
    except ValueError:  # an address that cannot be taken apart
        return ""


def _follow(written: str, address: str, base: str) -> str:
    """Where a link leads: an anchor of this page, an address, or nothing."""
    if written.startswith("#"):
        return f"#{written}"
    here = _joined(base, written)
    page, _, anchor = here.partition("#")
    if anchor and page == address.partition("#")[0]:
        return f"##{anchor}"
    try:
        return here if urlsplit(here).scheme.lower() in ELSEWHERE else ""
    except ValueError:
        return ""


def _level(drafts: list[Draft]) -> None:
    """Levels of headings from 1 without a gap."""
    open_levels: list[int] = []
    for draft in drafts:
        if draft.kind is BlockKind.HEADING:
            while open_levels and open_levels[-1] >= draft.level:
                open_levels.pop()
            open_levels.append(draft.level)
            draft.level = min(len(open_levels), 6)

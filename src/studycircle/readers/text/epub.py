"""EPUB 2 and 3: the files of its spine, one after another, as one text through the same passes as any HTML book."""

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from studycircle.documents.problem import Problem
from studycircle.documents.text import BlockKind, Matter, Text
from studycircle.errors import ReadError
from studycircle.readers.text.blocks import Around, Walk
from studycircle.readers.text.boilerplate import learn_title
from studycircle.readers.text.draft import Book, Draft
from studycircle.readers.text.dtbook import as_html
from studycircle.readers.text.epub_contents import Contents, Entry, contents_of, navigation_kind
from studycircle.readers.text.epub_package import Item, Publication, elements, open_publication
from studycircle.readers.text.finish import finish
from studycircle.readers.text.html import Beside, assemble, learn_from_head, stylesheet, urlsplit_safe
from studycircle.readers.text.looks import Looks
from studycircle.readers.text.pictures import Pictures
from studycircle.readers.text.tree import decode, parse_html, parse_xml
from studycircle.readers.text.words import (
    EPUB_TYPE,
    UNREAD,
    Words,
    classes_of,
    direction_of,
    language_of,
    page_label,
    tag_of,
)

COVER = re.compile(r"(?:^|\s)(?:doc-)?cover(?:-?page)?(?:\s|$)", re.I)
MATHML = "http://www.w3.org/1998/Math/MathML"
COVER_WORDS = 12  # at most, of a page that shows the cover
TITLE_WORDS = 100  # at most, of one that is said to be the cover, and tells of the book
MOST_WORDS = 60_000_000  # bytes of all the files of the spine


def read_epub(
    data: bytes, name: str = "", *, address: str = "", beside: Beside | None = None
) -> tuple[Text, list[Problem]]:
    """The text of an EPUB. ``beside`` is not asked: all its files are in it. Raises ``ReadError``, as for a book
    under copy protection."""
    publication = open_publication(data, name)
    contents = contents_of(publication)
    reader = _Reader(publication, contents)
    reader.about(address)
    for place, item in enumerate(publication.spine):
        reader.page(place, item)
    book = reader.book
    if not reader.read_any:
        raise ReadError(name, "none of its pages can be read", "Look for another copy of the book.")
    for code, words, excerpt in publication.flaws:
        book.report(code, words, excerpt=excerpt)
    book.drafts = reader.walk.drafts
    assemble(book, reader.walk, reader.entries())
    if any(kind == "licence" for kind, _ in book.apart):
        book.about.year = ""  # Project Gutenberg dates its edition, or the program that packed it its own work
    return finish(book, re.sub(r"\.epub$", "", name.rsplit("/", 1)[-1], flags=re.I))


@dataclass(slots=True)
class _Reader:
    """Reads one page after another into one book. A page is named by its place in the spine: "3#anchor"."""

    publication: Publication
    contents: Contents
    book: Book = field(default_factory=Book)
    read_any: bool = False
    walk: Walk = field(init=False)
    _path: str = ""  # of the page that is being read
    _places: dict[str, int] = field(default_factory=dict)
    _pages: dict[str, list[Entry]] = field(default_factory=dict)  # of the printed edition, by the file they lead to
    _looks: dict[str, Looks] = field(default_factory=dict)
    _size: int = 0

    def __post_init__(self) -> None:
        self._places = {item.path: place for place, item in enumerate(self.publication.spine)}
        for entry in self.contents.pages:
            self._pages.setdefault(entry.path, []).append(entry)
        pictures = Pictures(self.book, self._picture)
        words = Words(self.book, self._follow, lambda source: pictures.take(self._beside(source)))
        self.walk = Walk(words, Looks())

    def about(self, address: str) -> None:
        """What the book says of itself; ``address`` is where it was fetched."""
        self.book.about = self.publication.about
        self.book.about.source = address or self.book.about.source
        learn_title(self.book, self.book.about.title)

    def page(self, place: int, item: Item) -> None:
        """One file of the spine."""
        root = self._root(item)
        if root is None:
            return
        self.read_any = True
        body = next((element for element in root.iter() if tag_of(element) == "body"), root)
        self._path, self.walk.words.file = item.path, str(place)
        cover = item.path in self.publication.covers | self.contents.covers or bool(COVER.search(_types(body)))
        if cover and _only_shows(body):
            return
        _choose_case(body)
        if item.path == self.publication.contents:
            _without_lists_for_machines(body)
        numbers = _take_numbers(body, place)
        self._mark_pages(item.path, body)
        self.walk.looks = self._looks_of(root)
        self.walk.words.ids += [f"{place}#", *(f"{place}#{named}" for named in [body.get("id")] if named)]
        first = len(self.walk.drafts)
        said = language_of(body) or language_of(root)
        if not self.book.about.language:
            learn_from_head(self.book, root)
        around = Around(
            classes=classes_of(body),
            lang=said if said.lower() != self.book.about.language.lower() else "",
            direction=direction_of(body) or direction_of(root) or self.publication.direction,
            matter=Matter.TITLE if _is_title(body) or (cover and _size(body) <= TITLE_WORDS) else Matter.BODY,
        )
        self.walk.container(body, around)
        _mark_contents(self.walk.drafts[first:])
        for draft in self.walk.drafts[first:]:
            draft.number = next((numbers[name] for name in draft.ids if name in numbers), "")

    def entries(self) -> list[tuple[str, str, int]]:
        """(anchor, words, depth) of the table of contents, without what leads to the title page."""
        title = set(re.findall(r"\w+", self.book.about.title.casefold()))
        return [
            (f"{self._places[entry.path]}#{entry.anchor}", entry.words, entry.depth)
            for entry in self.contents.entries
            if entry.path in self._places and not _names(entry.words, title)
        ]

    def _root(self, item: Item) -> Any:
        """The tree of a page; ``None``, and a problem, where it is missing or cannot be read."""
        data = self.publication.package.read(item.path)
        if data is None:
            self.book.report("part-missing", "A page the book lists is not in it.", excerpt=item.path)
            return None
        self._size += len(data)
        if self._size > MOST_WORDS:
            raise ReadError(self.publication.package.name, "it is too large when unpacked", "Split it.")
        try:
            if item.media == "image/svg+xml":
                return _drawing(parse_xml(data))
            if item.media == "application/x-dtbook+xml":
                return as_html(parse_xml(data))
            if item.media == "text/plain":
                return _listing(decode(data))
            return parse_html(data)
        except ReadError as error:
            self.book.report("part-missing", f"A page of the book is left out: {error.what}.", excerpt=item.path)
            return None

    def _follow(self, written: str) -> str:
        """Where a link leads: "#3#anchor" in this book, an address, or nothing."""
        if (scheme := urlsplit_safe(written)) in ("http", "https", "mailto", "tel"):
            return written
        path, anchor = ("", "") if scheme else self.publication.locate(self._path, written)
        place = self._places.get(path)
        return "" if place is None else f"#{place}#{anchor}"

    def _beside(self, source: str) -> str:
        """The path in the package of an image the page names, as written there."""
        if not source or urlsplit_safe(source):
            return source
        return self.publication.locate(self._path, source)[0].replace("%", "%25").replace("#", "%23")

    def _picture(self, path: str) -> bytes | None:
        return self.publication.package.read(path)

    def _looks_of(self, root: Any) -> Looks:
        """The looks its stylesheets give a page, the linked ones and its own."""
        linked = [
            self.publication.locate(self._path, link.get("href") or "")[0]
            for link in elements(root, "link")
            if "stylesheet" in (link.get("rel") or "").lower()
        ]
        own = stylesheet(root)
        known = "\n".join([*linked, own])
        if known not in self._looks:
            sheets = (self.publication.package.read(path) for path in dict.fromkeys(linked) if path)
            self._looks[known] = Looks("\n".join([*(decode(sheet) for sheet in sheets if sheet), own]))
        return self._looks[known]

    def _mark_pages(self, path: str, body: Any) -> None:
        """Mark where the printed pages the list of pages names begin, if the page itself does not."""
        wanted = self._pages.get(path)
        if not wanted:
            return
        at = {element.get("id"): element for element in body.iter() if element.get("id")}
        for entry in wanted:
            element = at.get(entry.anchor) if entry.anchor else body
            if element is None or page_label(element, classes_of(element)):
                continue
            if element is not body and not len(element) and not (element.text or "").strip():
                mark = element
            else:
                mark = etree.Element("span")
                mark.tail, element.text = element.text, None
                element.insert(0, mark)
            mark.set(EPUB_TYPE, "pagebreak")
            mark.set("aria-label", entry.words)


def _types(body: Any) -> str:
    """What a page says it is: the types of its body, and of a section that is all of it."""
    inner = [child for child in body if tag_of(child)]
    return f"{classes_of(body)} {classes_of(inner[0]) if len(inner) == 1 else ''}"


def _is_title(body: Any) -> bool:
    return bool(re.search(r"(?:^|\s)(?:half-?title-?page|title-?page)(?:\s|$)", _types(body)))


def _only_shows(body: Any) -> bool:
    """Whether a page shows the cover and says hardly anything."""
    words = _size(body)
    pictured = any(tag_of(element) in ("img", "image", "svg", "object") for element in body.iter())
    return not words or (pictured and words <= COVER_WORDS)


def _size(body: Any) -> int:
    """How many words a page says."""
    words = [word for element in body.iter() if tag_of(element) not in UNREAD for word in (element.text or "").split()]
    return len(words) + sum(len((element.tail or "").split()) for element in body.iter() if element is not body)


def _choose_case(body: Any) -> None:
    """Of an ``epub:switch`` only the formula, or what everybody can show: its default."""
    for switch in list(elements(body, "switch")):
        cases = [child for child in switch if tag_of(child) in ("case", "default")]
        cases.sort(key=lambda one: (one.get("required-namespace") != MATHML, tag_of(one) != "default"))
        for one in cases[1:]:
            switch.remove(one)


def _take_numbers(body: Any, place: int) -> dict[str, str]:
    """The paragraph numbers of a book we have made, by the anchors of their blocks; they are no words of it."""
    found: dict[str, str] = {}
    for element in list(elements(body, "small")):
        number, block = (element.text or "").strip(), element.getparent()
        if element.get("class") == "n" and number and block.get("id") == f"p{number}" and block[0] is element:
            found[f"{place}#p{number}"] = number
            block.text = f"{block.text or ''}{(element.tail or '').lstrip()}"
            element.tail = None
            block.remove(element)
    return found


def _without_lists_for_machines(body: Any) -> None:
    """Landmarks and the list of pages are for the reading system; the contents are for the reader."""
    for nav in list(elements(body, "nav")):
        if nav is not body and (navigation_kind(nav) in ("page-list", "landmarks") or nav.get("hidden") is not None):
            parent = nav.getparent()
            parent.text, nav.tail = f"{parent.text or ''}{nav.tail or ''}", None
            parent.remove(nav)


def _mark_contents(drafts: list[Draft]) -> None:
    """What stands in a navigation element is the printed contents."""
    for draft in drafts:
        if re.search(r"(?:^|\s)(?:doc-)?(?:toc|lot|loi|landmarks|page-?list)(?:\s|$)", draft.around):
            draft.matter = Matter.CONTENTS if draft.kind is not BlockKind.BREAK else draft.matter


def _names(words: str, title: set[str]) -> bool:
    """Whether an entry of the contents is the title of the book itself."""
    said = set(re.findall(r"\w+", words.casefold()))
    return bool(said) and said <= title and len(said) * 2 >= len(title)


def _drawing(root: Any) -> Any:
    """A page that is a drawing (SVG), as what it shows: its images and its words."""
    body = etree.Element("body")
    for element in root.iter():
        tag = tag_of(element)
        if tag == "image":
            image = etree.SubElement(etree.SubElement(body, "p"), "img")
            image.set("src", element.get("{http://www.w3.org/1999/xlink}href") or element.get("href") or "")
        elif tag in ("text", "title", "desc"):
            etree.SubElement(body, "p").text = " ".join("".join(element.itertext()).split())
    return body


def _listing(words: str) -> Any:
    """A page of plain text."""
    body = etree.Element("body")
    for piece in re.split(r"\n\s*\n", re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", words)):
        etree.SubElement(body, "p").text = piece
    return body

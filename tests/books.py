"""What is in an EPUB, for tests: its files, its words, the numbers beside them, where its links lead, its faults."""

import io
import posixpath
import zipfile
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from studycircle.documents.text import Block, BlockKind, Matter, Text, block_plain
from tests.judges import ace_faults
from tests.recall import split
from tests.validators import epub_faults

X = "{http://www.w3.org/1999/xhtml}"
EPUB = "{http://www.idpf.org/2007/ops}"
NS = {
    "x": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
}
ON_A_LINE = {"br", "td", "th", "tr", "p", "li", "div", "caption", "figcaption", "table"} | {
    f"h{n}" for n in range(1, 7)
}


@dataclass(frozen=True)
class Book:
    """The files of a book by name, within its folder."""

    files: dict[str, bytes]

    @property
    def package(self) -> etree._Element:
        return etree.fromstring(self.files["package.opf"])

    def page(self, name: str) -> etree._Element:
        return etree.fromstring(self.files[name])

    def spine(self) -> list[str]:
        """The names of its pages, in order."""
        items = {item.get("id"): item.get("href") for item in self.package.iterfind(".//opf:item", NS)}
        return [items[ref.get("idref")] for ref in self.package.iterfind(".//opf:itemref", NS)]

    def chapters(self) -> list[etree._Element]:
        """The pages of the text itself."""
        return [self.page(name) for name in self.spine() if name.startswith("chapter-")]

    def numbers(self) -> list[tuple[str, str]]:
        """Every paragraph number with the words it stands beside."""
        return [
            (number.text, plain(number.getparent()))
            for page in self.chapters()
            for number in page.iterfind(".//x:small[@class='n']", NS)
        ]

    def words(self) -> str:
        """The words of the text, without its notes and what was printed around it."""
        return "\n".join(
            plain(page.find("x:body", NS), {"notes", "title-matter", "contents-matter"}) for page in self.chapters()
        )

    def entries(self, kind: str) -> list[tuple[str, str]]:
        """The lines of one of the lists of the navigation: its words and where it leads."""
        (nav,) = [nav for nav in self.page("nav.xhtml").iterfind(".//x:nav", NS) if nav.get(f"{EPUB}type") == kind]
        return [("".join(link.itertext()), link.get("href")) for link in nav.iterfind(".//x:a", NS)]

    def meta(self, name: str) -> list[str]:
        return [one.text for one in self.package.iterfind(f".//opf:meta[@property='{name}']", NS)]

    def dc(self, name: str) -> list[str]:
        return [one.text for one in self.package.iterfind(f".//dc:{name}", NS)]

    def broken_links(self) -> list[str]:
        """Links to files or places that are not there."""
        pages = {name: etree.fromstring(data) for name, data in self.files.items() if name.endswith(".xhtml")}
        places = {name: {one.get("id") for one in page.iter() if one.get("id")} for name, page in pages.items()}
        broken = []
        for name, page in pages.items():
            for link in page.iterfind(".//x:a[@href]", NS):
                href = link.get("href")
                if "://" in href or href.startswith(("mailto:", "tel:")):
                    continue
                path, _, place = href.partition("#")
                path = posixpath.join(posixpath.dirname(name), path) if path else name
                if path not in places or (place and place not in places[path]):
                    broken.append(f"{name}: {href}")
        return broken


def book(epub: bytes) -> Book:
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        assert archive.testzip() is None
        return Book({name.removeprefix("EPUB/"): archive.read(name) for name in archive.namelist()})


def plain(element: etree._Element, without: set[str] = frozenset()) -> str:
    """The words below ``element``, without numbers, references to notes and the readings of ruby."""
    pieces: list[str] = []
    _gather(element, pieces, without)
    return "".join(pieces).strip()


def _gather(element: etree._Element, pieces: list[str], without: set[str]) -> None:
    name = element.tag.removeprefix(X)
    classes = set(element.get("class", "").split())
    if name in ("rt", "rp") or classes & {"n"} | (classes & without):
        return
    if name == "sup" and (element.text or "").startswith("\u202f"):
        return
    if name in ON_A_LINE:
        pieces.append("\n")
    pieces.append(element.text or "")
    for child in element:
        _gather(child, pieces, without)
        pieces.append(child.tail or "")
    if name in ON_A_LINE:
        pieces.append("\n")


def faults(epub: bytes, folder: Path) -> list[str]:
    path = folder / "book.epub"
    path.write_bytes(epub)
    return epub_faults(path)


def accessibility_faults(epub: bytes, folder: Path) -> list[str]:
    path = folder / "book.epub"
    path.write_bytes(epub)
    return ace_faults(path)


def own_numbers(made: Text) -> list[tuple[str, list[str]]]:
    return [(b.number, split(block_plain(b))) for b in made.blocks if b.number]


def written_numbers(made: Book) -> list[tuple[str, list[str]]]:
    return [(number, split(words)) for number, words in made.numbers()]


def body_words(made: Text) -> list[str]:
    return split("\n".join(_said(b) for b in made.blocks if b.matter is Matter.BODY))


def _said(one: Block) -> str:
    """What a block says; of an image that could not be had, what it shows."""
    shown = one.alternative if one.kind is BlockKind.FIGURE and not one.image else ""
    return f"{shown}\n{block_plain(one)}"

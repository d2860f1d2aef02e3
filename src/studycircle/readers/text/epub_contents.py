"""Where an EPUB's table of contents and list of pages lead: its navigation document, else its NCX."""

from dataclasses import dataclass, field
from typing import Any

from studycircle.errors import ReadError
from studycircle.readers.text.epub_package import Publication, elements
from studycircle.readers.text.office_xml import local
from studycircle.readers.text.tree import parse_html, parse_xml
from studycircle.readers.text.words import classes_of

DEEPEST = 20
MOST = 20_000  # entries


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: the file and anchor it leads to, its words, and how deep it stands (from 1)."""

    path: str
    anchor: str
    words: str
    depth: int = 1


@dataclass(slots=True)
class Contents:
    """What leads into the book. ``covers``: the files its landmarks call a cover."""

    entries: list[Entry] = field(default_factory=list)
    pages: list[Entry] = field(default_factory=list)
    covers: set[str] = field(default_factory=set)


def contents_of(publication: Publication) -> Contents:
    """The contents of a publication; a broken one is a flaw and no more."""
    contents = Contents()
    for path, read, parse in (
        (publication.contents, _from_navigation, parse_html),
        (publication.ncx, _from_ncx, parse_xml),
    ):
        data = publication.package.read(path) if path else None
        if data is None:
            continue
        try:
            root = parse(data)
        except ReadError:
            publication.flaw("The book's table of contents cannot be read.", path)
            continue
        found = Contents()
        read(publication, path, root, found)
        contents.entries = contents.entries or found.entries[:MOST]
        contents.pages = contents.pages or found.pages[:MOST]
        contents.covers |= found.covers
    return contents


def navigation_kind(element: Any) -> str:
    """What a ``nav`` element is: "toc", "page-list", "landmarks" …"""
    said = classes_of(element).replace("doc-", "").split()
    kinds = ("toc", "page-list", "pagelist", "landmarks", "lot", "loi")
    return next((kind for kind in kinds if kind in said), "").replace("pagelist", "page-list")


def _from_navigation(publication: Publication, path: str, root: Any, found: Contents) -> None:
    for nav in elements(root, "nav"):
        kind = navigation_kind(nav)
        if kind not in ("toc", "page-list", "landmarks"):
            continue
        for link in elements(nav, "a"):
            target, anchor = publication.locate(path, link.get("href") or "") if link.get("href") else ("", "")
            words = " ".join("".join(link.itertext()).split()) or _pictured(link)
            if not target:
                continue
            if kind == "landmarks":
                if "cover" in classes_of(link).split():
                    found.covers.add(target)
            elif words:
                depth = sum(local(above) == "ol" for above in link.iterancestors())
                (found.entries if kind == "toc" else found.pages).append(Entry(target, anchor, words, max(depth, 1)))


def _pictured(link: Any) -> str:
    return next((one.get("alt") or "" for one in elements(link, "img")), "").strip() or (link.get("title") or "")


def _from_ncx(publication: Publication, path: str, root: Any, found: Contents) -> None:
    for kind, listed in (("navPoint", found.entries), ("pageTarget", found.pages)):
        for point in elements(root, kind):
            depth = 1 + sum(local(above) == kind for above in point.iterancestors())
            label = next((one for one in point if local(one) == "navLabel"), None)
            content = next((one for one in point if local(one) == "content"), None)
            words = " ".join("".join(label.itertext()).split()) if label is not None else ""
            target, anchor = publication.locate(path, content.get("src") or "") if content is not None else ("", "")
            if target and words and depth <= DEEPEST:
                listed.append(Entry(target, anchor, words, depth))

"""What an EPUB says of itself: container, package document, spine, and what is encrypted (EPUB 3.3; OPF 2.0.1)."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from lxml import etree

from studycircle.errors import ReadError
from studycircle.readers.text.draft import About
from studycircle.readers.text.office_xml import local, value
from studycircle.readers.text.package import Package
from studycircle.readers.text.tree import parse_xml
from studycircle.readers.text.words import LANGUAGE

CONTAINER = "META-INF/container.xml"
PACKAGE_MEDIA = "application/oebps-package+xml"
MOST_FILES = 20_000  # of a spine
READABLE = frozenset(
    ["application/xhtml+xml", "text/html", "image/svg+xml", "application/x-dtbook+xml", "text/x-oeb1-document",
     "application/xml", "text/xml", "text/plain"]
)  # fmt: skip
# Fonts made unreadable for other programs; the words are not.
OBFUSCATION = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
LOCKED = "Ask the shop for a copy without copy protection, or look for another edition."
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\", re.I)
_YEAR = re.compile(r"(?:^|\D)(\d{4})(?:\D|$)")


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the manifest. ``fallback``: the identifier of the one to show instead where it cannot be shown."""

    identifier: str
    path: str
    media: str
    properties: str = ""
    fallback: str = ""


@dataclass(slots=True)
class Publication:
    """An EPUB before its words are read. ``flaws``: in what it is not as it should be, for the list of problems."""

    package: Package
    about: About = field(default_factory=About)
    items: dict[str, Item] = field(default_factory=dict)
    spine: list[Item] = field(default_factory=list)
    contents: str = ""  # the path of its navigation document
    ncx: str = ""  # the path of its table of contents in the manner of EPUB 2
    covers: set[str] = field(default_factory=set)  # paths
    direction: str = ""
    flaws: list[tuple[str, str, str]] = field(default_factory=list)  # code, words, excerpt
    _composed: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._composed = {_folded(path): path for path in self.package.names()}

    def flaw(self, words: str, excerpt: str = "", code: str = "package-flaw") -> None:
        """Note in what the book is not as it should be."""
        self.flaws.append((code, words, excerpt))

    def locate(self, base: str, written: str) -> tuple[str, str]:
        """(path in the package, anchor) of a reference in the file ``base``; ("", "") if it leads out of the book."""
        target, _, anchor = written.strip().partition("#")
        if _SCHEME.match(target):
            return "", ""
        anchor = unquote(anchor)
        if not target:
            return base, anchor
        folder = base.rpartition("/")[0]
        target = target.partition("?")[0]
        paths = [self.package.beside(folder, spelt) for spelt in (unquote(target), target)]
        found = next((path for path in paths if self.package.has(path)), None)
        return found or self._composed.get(_folded(paths[0]), paths[0]), anchor


def _folded(path: str) -> str:
    """A path as it is compared: some programs write its letters composed or small here, and otherwise there."""
    return unicodedata.normalize("NFC", path).casefold()


def open_publication(data: bytes, name: str = "") -> Publication:
    """The publication in ``data``. Raises ``ReadError`` where it is not an EPUB, or is locked."""
    package = Package(data, name)
    publication = Publication(package)
    _look_over(publication)
    path = _package_path(publication, name)
    root = _loose_xml(publication, path)
    if root is None:
        raise ReadError(name, "the list of its parts is missing or broken", "Look for another copy of the book.")
    _manifest(publication, root, path)
    _spine(publication, root, path)
    _guide(publication, root, path)
    _learn(publication, root)
    _refuse_locked(publication, name)
    if not publication.spine:
        raise ReadError(name, "it lists no page to read", "Look for another copy of the book.")
    return publication


def elements(root: Any, name: str) -> Iterator[Any]:
    """All elements of that local name, in order."""
    return (element for element in root.iter("{*}" + name, name))


def _look_over(publication: Publication) -> None:
    """Note what is odd about the ZIP itself; nothing of it is ever unpacked to a path it names."""
    names = publication.package.names()
    if "mimetype" not in names:
        publication.flaw("The book lacks the mark that says it is an EPUB.")
    seen: set[str] = set()
    for path in names:
        if path in seen:
            publication.flaw("The book holds two files of one name; the later one counts.", path)
        seen.add(path)
        if path.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", path) or re.match(r"[A-Za-z]:[/\\]", path):
            publication.flaw("The book holds a file that is named to lie outside of it; it was left alone.", path)


def _package_path(publication: Publication, name: str) -> str:
    """Where the package document is: what the container says first, else the only one there is."""
    container = _loose_xml(publication, CONTAINER)
    said = [] if container is None else list(elements(container, "rootfile"))
    paths = [one.get("full-path") or "" for one in said if (one.get("media-type") or PACKAGE_MEDIA) == PACKAGE_MEDIA]
    paths = [publication.package.beside("", path) for path in paths if path]
    if len(paths) > 1:
        publication.flaw("The book comes in several forms; the first was read.", paths[1], "several-forms")
    for path in paths:
        if publication.package.has(path):
            return path
    found = [path for path in publication.package.names() if path.lower().endswith(".opf")]
    if len(found) != 1:
        raise ReadError(name, "it is not an EPUB, or the list of its parts is missing", "Look for another copy of it.")
    publication.flaw("The book does not say where the list of its parts is; it was searched for.", found[0])
    return found[0]


def _loose_xml(publication: Publication, path: str) -> Any:
    """The root of an XML part, mended where it is not well-formed; ``None`` if there is none."""
    data = publication.package.read(path)
    if data is None:
        return None
    try:
        return parse_xml(data)
    except ReadError:
        parser = etree.XMLParser(
            recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError):
            root = None
        publication.flaw("A part of the book is broken XML; what could be read of it was.", path)
        return root


def _manifest(publication: Publication, root: Any, opf: str) -> None:
    for element in elements(root, "item"):
        href, identifier = element.get("href") or "", element.get("id") or ""
        path, _ = publication.locate(opf, href)
        if not path:
            continue
        media = (element.get("media-type") or "").lower().strip()
        item = Item(identifier, path, media, element.get("properties") or "", element.get("fallback") or "")
        publication.items.setdefault(identifier, item)
        if "nav" in item.properties.split():
            publication.contents = publication.contents or path
        elif media == "application/x-dtbncx+xml":
            publication.ncx = publication.ncx or path


def _spine(publication: Publication, root: Any, opf: str) -> None:
    """The files to read, in order; what stands beside the line of reading comes after it."""
    spine = next(elements(root, "spine"), None)
    if spine is None:
        return
    said = spine.get("page-progression-direction") or ""
    publication.direction = said if said == "rtl" else ""
    beside: list[Item] = []
    seen: set[str] = set()
    for reference in elements(spine, "itemref"):
        item = _shown(publication, publication.items.get(reference.get("idref") or ""))
        if item is None or len(seen) == MOST_FILES:
            publication.flaw("A page the book lists cannot be read.", reference.get("idref") or "", "part-missing")
        elif item.path not in seen:
            seen.add(item.path)
            (beside if reference.get("linear") == "no" else publication.spine).append(item)
    publication.spine += beside


def _shown(publication: Publication, item: Item | None) -> Item | None:
    """``item``, or the first of its fallbacks we can read."""
    seen: set[str] = set()
    first = item
    while item is not None and item.media not in READABLE and item.identifier not in seen:
        seen.add(item.identifier)
        item = publication.items.get(item.fallback)
    if item is not None and item.media in READABLE:
        return item
    return first if first is not None and re.search(r"\.x?html?$", first.path, re.I) else None


def _guide(publication: Publication, root: Any, opf: str) -> None:
    """Covers, by the guide of EPUB 2."""
    for reference in elements(root, "reference"):
        if (reference.get("type") or "").lower() == "cover":
            publication.covers.add(publication.locate(opf, reference.get("href") or "")[0])


def _learn(publication: Publication, root: Any) -> None:
    """Title, people, language, date, source and rights from the metadata."""
    metadata = next(elements(root, "metadata"), None)
    if metadata is None:
        return
    refined: dict[tuple[str, str], list[str]] = {}  # (identifier, property) -> values
    for meta in elements(metadata, "meta"):
        target = (meta.get("refines") or "").lstrip("#")
        if target and meta.get("property"):
            refined.setdefault((target, meta.get("property")), []).append(_said(meta))
    about = publication.about
    titles = [one for one in elements(metadata, "title") if _said(one)]
    titles.sort(key=lambda one: "main" not in refined.get((one.get("id") or "", "title-type"), []))
    about.title = _said(titles[0]) if titles else ""
    people = [one for kind in ("creator", "contributor") for one in elements(metadata, kind) if _said(one)]
    named = [(_roles(one, refined), _said(one)) for one in people]
    about.author = _listed([who for roles, who in named if "aut" in roles])
    about.translator = _listed([who for roles, who in named if "trl" in roles])
    languages = [_said(one) for one in elements(metadata, "language")]
    about.language = next((said for said in languages if LANGUAGE.match(said) and said.lower() != "und"), "")
    sources = [_said(one) for one in elements(metadata, "source") if _said(one)]
    about.source = sources[0] if sources else _address(metadata)
    about.rights = " ".join(filter(None, (_said(one) for one in elements(metadata, "rights"))))
    about.year = _year(metadata, bool(sources))


def _said(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _roles(person: Any, refined: dict[tuple[str, str], list[str]]) -> list[str]:
    """The MARC roles of a person; a creator without one is the author."""
    said = [value(person, "role"), *refined.get((person.get("id") or "", "role"), [])]
    return [role for role in said if role] or (["aut"] if local(person) == "creator" else [])


def _listed(people: list[str]) -> str:
    """ "A, B, C", each once."""
    return ", ".join(dict.fromkeys(people))


def _address(metadata: Any) -> str:
    """An identifier that is an address."""
    said = (_said(one) for one in elements(metadata, "identifier"))
    return next((one for one in said if re.match(r"https?://\S+$", one)), "")


def _year(metadata: Any, taken_over: bool) -> str:
    """The year of the work. A plain date is the electronic book's own where it was made from another edition."""
    dates: dict[str, str] = {}
    for one in elements(metadata, "date"):
        if found := _YEAR.search(_said(one)):
            dates.setdefault(value(one, "event").lower(), found[1])
    for event in ("original-publication", "creation", *(() if taken_over else ("publication", ""))):
        if event in dates:
            return dates[event]
    return ""


def _refuse_locked(publication: Publication, name: str) -> None:
    """A book whose words are encrypted is refused; obfuscated fonts are nobody's loss."""
    root = _loose_xml(publication, "META-INF/encryption.xml")
    if root is None:
        return
    words = {item.path for item in publication.spine} | {publication.contents, publication.ncx} - {""}
    for encrypted in elements(root, "EncryptedData"):
        method = next((one.get("Algorithm") or "" for one in elements(encrypted, "EncryptionMethod")), "")
        if method in OBFUSCATION:
            continue
        for reference in elements(encrypted, "CipherReference"):
            path = publication.package.beside("", unquote(reference.get("URI") or ""))
            if path in words:
                raise ReadError(name, "it is locked by copy protection (DRM)", LOCKED)
            publication.flaw("A part of the book is encrypted and is left out.", path, "part-missing")

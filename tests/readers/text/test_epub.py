"""EPUB 2 and 3: small books written by hand, exactly; real and deliberately wrong books, word for word."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import etree

from studycircle.documents.inline import is_inline, page_mark, pages, to_plain
from studycircle.documents.text import Block, BlockKind, Matter, Text, heading_words
from studycircle.errors import ReadError
from studycircle.readers.text.epub import read_epub
from studycircle.readers.text.html import read_html
from studycircle.writers.text.epub import write_epub
from tests.recall import sequence_recall, split

CASES = Path(__file__).resolve().parents[2] / "cases" / "epub"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001"
    "f61738550000000049454e44ae426082"
)
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def packed(folder: Path) -> bytes:
    """The book whose files lie in ``folder``."""
    files = sorted((file for file in folder.rglob("*") if file.is_file()), key=lambda file: file.name != "mimetype")
    return zipped({file.relative_to(folder).as_posix(): file.read_bytes() for file in files})


def zipped(files: dict[str, bytes | str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for path, data in files.items():
            package.writestr(path, data)
    return made.getvalue()


def page(body: str, attributes: str = "") -> str:
    return (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>t</title></head><body {attributes}>{body}</body></html>"
    )


def book(
    pages: dict[str, str],
    *,
    metadata: str = "",
    manifest: str = "",
    spine: str = "",
    more: dict[str, Any] | None = None,
) -> bytes:
    """A book of ``pages`` by name, each the content of a body; ``manifest`` and ``spine`` in place of the usual."""
    items = "".join(f'<item id="{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in pages)
    refs = spine or "".join(f'<itemref idref="{name}"/>' for name in pages)
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0">'
        f"<metadata><dc:title>A Book</dc:title><dc:language>en</dc:language>{metadata}</metadata>"
        f"<manifest>{items}{manifest}</manifest><spine>{refs}</spine></package>"
    )
    files: dict[str, bytes | str] = {
        "mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OPS/book.opf": opf,
    }  # fmt: skip
    files |= {f"OPS/{name}.xhtml": words if "<html" in words else page(words) for name, words in pages.items()}
    return zipped(files | (more or {}))


def shown(block: Block) -> tuple[str, int, str]:
    kind = block.kind.value if block.matter is Matter.BODY else f"{block.kind.value} ({block.matter.value})"
    return kind, block.level, to_plain(block.words)


def every(text: Text) -> Iterator[Block]:
    yield from text.blocks
    for note in text.notes:
        yield from note.blocks


def marks(text: Text) -> list[str]:
    words = (one for b in every(text) for one in (b.words, *(cell.words for row in b.rows for cell in row.cells)))
    return [label for one in words for label in pages(one)]


def test_an_epub_3_of_our_own_is_read_exactly():
    text, problems = read_epub(packed(CASES / "three"), "three.epub")
    assert (text.title, text.author, text.translator) == ("The Long Walk", "Ada Example, Ben Example", "Cyd Example")
    assert (text.year, text.language, text.rights) == ("", "en-GB", "Public domain.")
    assert text.source == "https://www.example.org/the-long-walk"
    assert [shown(block) for block in text.blocks] == [
        ("heading (title)", 1, "The Long Walk"),
        ("paragraph (title)", 0, "by Ada Example"),
        ("heading (contents)", 2, "Contents"),
        ("item (contents)", 1, "Setting Out"),
        ("item (contents)", 1, "The Hill"),
        ("heading", 1, "1\nSetting Out"),
        ("paragraph", 0, "We set out before it was light, and nobody spoke until the second milestone."),
        ("paragraph", 0, "Il faut marcher, she said. See the hill."),
        ("figure", 0, "The gate at dawn"),
        ("heading", 1, "The Hill"),
        ("verse", 0, "Up we went,\n\u2003up and on,"),
        ("verse", 0, "until the light."),
        ("table", 0, "Miles walked"),
        ("paragraph", 0, "漢字 were on the stone."),
    ]
    assert [(note.mark, [to_plain(b.words) for b in note.blocks]) for note in text.notes] == [
        ("1", ["Nobody ever did."]),
        ("2", ["The milestones were set in 1790.", "Two are left."]),
    ]
    assert marks(text) == ["1", "2", "3"]
    hill = next(block for block in text.blocks if block.words == "The Hill" and block.kind is BlockKind.HEADING)
    french = next(block for block in text.blocks if "marcher" in block.words)
    assert (
        french.words
        == f'{page_mark("2")}<span lang="fr">Il faut marcher</span>, she said. See <a href="#{hill.key}">the hill</a>.'
    )
    assert [(block.alternative, block.image) for block in text.blocks if block.image] == [("A gate", "i1")]
    assert [cell.words for block in text.blocks for row in block.rows for cell in row.cells] == [
        "Day",
        "Miles",
        "1",
        "9",
    ]
    ruby = "<ruby>漢字<rp>(</rp><rt>kanji</rt><rp>)</rp></ruby>"
    assert text.blocks[-1].words == f"{page_mark('3')}{ruby} were on the stone."
    assert problems == []


def test_an_epub_2_of_our_own_is_read_exactly():
    text, problems = read_epub(packed(CASES / "two"), "two.epub")
    assert (text.title, text.author, text.translator, text.year) == ("Old Book", "Dee Example", "Eve Example", "1901")
    assert [shown(block) for block in text.blocks] == [
        ("heading", 1, "First Part"),
        ("heading", 2, "Of Beginnings"),
        ("paragraph", 0, "Every beginning is a kind of continuing, as anybody knows who has begun often enough."),
        ("heading", 2, "Of Middles"),
        ("paragraph", 0, "The middle is where most of it happens, and where most of us give up on\xa0it."),
        ("heading", 1, "Second Part"),
        ("paragraph", 0, "And so it ends, as such things do, a little before anyone thought it would."),
        ("paragraph", 0, "An answer that stands beside the line of reading."),
    ]
    assert [block.lang for block in text.blocks][-2:] == ["de", ""]
    assert marks(text) == ["i", "5"]
    assert problems == []


def test_a_standard_ebook_is_read_whole(shared_data: Path):
    text, problems = read_epub(packed(shared_data / "texts" / "standardebooks-on-liberty"), "on-liberty.epub")
    assert (text.title, text.author, text.language) == ("On Liberty", "John Stuart Mill", "en-GB")
    assert [heading_words(b) for b in text.blocks if b.kind is BlockKind.HEADING and b.matter is Matter.BODY] == [
        "Introduction", "I", "II", "III", "I. Introductory", "II. Of the Liberty of Thought and Discussion",
        "III. Of Individuality, as One of the Elements of Well-Being",
        "IV. Of the Limits to the Authority of Society Over the Individual", "V. Applications",
    ]  # fmt: skip
    assert len(text.notes) == 14
    assert [one.kind for one in text.apart] == ["credits"]
    assert problems == []
    assert [image.media for image in text.images] == [
        "image/svg+xml"
    ]  # of its drawings; the logo went with the credits


def test_what_is_beside_the_line_of_reading_comes_last_and_notes_come_from_other_pages():
    data = book(
        {
            "a": "<h1>A</h1><p>Words of it<a epub:type='noteref' href='n.xhtml#n1'>1</a> and more of them.</p>",
            "n": "<aside epub:type='footnote' id='n1'><p>The note.</p></aside><p>An answer.</p>",
            "b": "<h1>B</h1><p>Other words, and <a href='a.xhtml'>back</a>.</p>",
        },
        spine='<itemref idref="a"/><itemref idref="n" linear="no"/><itemref idref="b"/>',
    )
    text, problems = read_epub(data)
    assert [to_plain(block.words) for block in text.blocks] == [
        "A", "Words of it and more of them.", "B", "Other words, and back.", "An answer.",
    ]  # fmt: skip
    assert [to_plain(block.words) for note in text.notes for block in note.blocks] == ["The note."]
    assert f'<a href="#{text.blocks[0].key}">back</a>' in text.blocks[3].words
    assert problems == []


def test_a_cover_is_not_text_and_a_broken_page_is_told():
    data = book(
        {
            "cover": "<section epub:type='cover'><img src='c.png' alt='Cover'/></section>",
            "a": "<p>The words.</p>",
            "gone": "<p>x</p>",
        },
        manifest='<item id="lost" href="lost.xhtml" media-type="application/xhtml+xml"/>',
        spine='<itemref idref="cover"/><itemref idref="a"/><itemref idref="lost"/><itemref idref="nothing"/>',
        more={"OPS/c.png": PNG},
    )
    text, problems = read_epub(data)
    assert [to_plain(block.words) for block in text.blocks] == ["The words."]
    assert [(problem.code, problem.excerpt) for problem in problems] == [
        ("part-missing", "OPS/lost.xhtml"),
        ("part-missing", "nothing"),
    ]


def test_a_gutenberg_book_another_program_packed_is_without_its_licence():
    data = book(
        {
            "a": "<pre><code>The Project Gutenberg eBook\n\nTitle: A Book\n\n"
            "*** START OF THE PROJECT GUTENBERG EBOOK A BOOK ***</code></pre><p>Its words.</p>"
            "<pre><code>*** END OF THE PROJECT GUTENBERG EBOOK A BOOK ***\n\nThe licence.</code></pre>"
        }
    )
    data = data_with(
        data,
        b"<dc:title>A Book<",
        b"<dc:date>2024-01-02</dc:date><dc:title>The Project Gutenberg eBook of A Book, by N. N.<",
    )
    text, _ = read_epub(data)
    assert [block.words for block in text.blocks] == ["Its words."]
    assert [one.kind for one in text.apart] == ["licence", "licence"]
    assert (text.title, text.author, text.year) == ("A Book", "N. N.", "")


def data_with(data: bytes, old: bytes, new: bytes) -> bytes:
    """A book with ``new`` in place of ``old``, wherever it stands."""
    package = zipfile.ZipFile(io.BytesIO(data))
    return zipped({path: package.read(path).replace(old, new) for path in package.namelist()})


def test_the_numbers_of_a_book_we_have_made_are_numbers_again(shared_data: Path):
    before, _ = read_html((shared_data / "texts" / "on-liberty.htm").read_bytes())
    after, problems = read_epub(write_epub(before), "ours.epub")
    assert [(b.number, to_plain(b.words)) for b in after.blocks if b.number] == [
        (b.number, to_plain(b.words)) for b in before.blocks if b.number
    ]
    assert problems == []


def test_a_number_that_is_not_ours_is_a_word_and_an_imprint_is_not_the_text():
    text, _ = read_epub(
        book({
            "i": "<section epub:type='copyright-page'><p>Printed somewhere.</p></section>",
            "a": "<p id='v1'><small class='n'>1</small> In the beginning</p><p id='p5'><small class='n'>5</small>Five</p>",
        })
    )  # fmt: skip
    assert [(block.number, block.matter, block.words) for block in text.blocks] == [
        ("", Matter.TITLE, "Printed somewhere."),
        ("0a", Matter.BODY, "1 In the beginning"),
        ("5", Matter.BODY, "Five"),
    ]


ENCRYPTED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:e="http://www.w3.org/2001/04/xmlenc#">'
    '<e:EncryptedData><e:EncryptionMethod Algorithm="{}"/><e:CipherData><e:CipherReference URI="{}"/></e:CipherData>'
    "</e:EncryptedData></encryption>"
)
AES = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
FONT = "http://www.idpf.org/2008/embedding"


def test_a_locked_book_is_refused_and_an_obfuscated_font_is_nothing():
    locked = book({"a": "<p>x</p>"}, more={"META-INF/encryption.xml": ENCRYPTED.format(AES, "OPS/a.xhtml")})
    with pytest.raises(ReadError, match=r"book\.epub: it is locked by copy protection"):
        read_epub(locked, "book.epub")
    font = book({"a": "<p>x</p>"}, more={"META-INF/encryption.xml": ENCRYPTED.format(FONT, "OPS/f.otf")})
    assert read_epub(font)[1] == []
    image = book({"a": "<p>x</p>"}, more={"META-INF/encryption.xml": ENCRYPTED.format(AES, "OPS/i.png")})
    assert [problem.code for problem in read_epub(image)[1]] == ["part-missing"]


def test_what_is_odd_about_the_package_is_told():
    whole = book({"a": "<p>The words.</p>"})
    files = {
        info: zipfile.ZipFile(io.BytesIO(whole)).read(info) for info in zipfile.ZipFile(io.BytesIO(whole)).namelist()
    }
    without = {path: data for path, data in files.items() if path not in ("mimetype", "META-INF/container.xml")}
    text, problems = read_epub(zipped(without | {"../../etc/passwd": "x", "C:\\x": "x"}))
    assert [to_plain(block.words) for block in text.blocks] == ["The words."]
    assert sorted(problem.excerpt for problem in problems) == ["", "../../etc/passwd", "C:\\x", "OPS/book.opf"]
    assert {problem.code for problem in problems} == {"package-flaw"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04 cut short", "damaged"),
        (zipped({"mimetype": "application/epub+zip"}), "it is not an EPUB"),
        (book({}), "it lists no page to read"),
        (book({"a": " "}, spine='<itemref idref="a"/>', more={"OPS/a.xhtml": ""}), "none of its pages can be read"),
        (book({"a": "<p>x</p>"}, more={"OPS/a.xhtml": " " * 40_000_000}), "too large when unpacked"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, words: str):
    with pytest.raises(ReadError, match=words):
        read_epub(data, "book.epub")


def test_every_entry_counts_towards_what_a_book_may_unpack_to():
    names = [f"p{place}" for place in range(6)]
    data = book(dict.fromkeys(names, page("<p>x</p>" + " " * 15_000_000)))
    with pytest.raises(ReadError, match="too large when unpacked"):
        read_epub(data, "many.epub")


def test_every_book_that_is_not_wrong_comes_in_with_all_its_words(shared_data: Path):
    lost, refused, read = {}, {}, 0
    for name, data in books(shared_data / "epubs"):
        try:
            text, _ = read_epub(data, name)
        except ReadError as error:
            refused[name] = error.what.removeprefix(f"{name.rsplit('/', 1)[-1]}: ")
            continue
        read += 1
        assert all(
            is_inline(words) for b in every(text) for words in (b.words, *(c.words for r in b.rows for c in r.cells))
        )
        wanted, found = spine_words(data), text_words(text)
        if (wanted - found).total() > 0.001 * wanted.total():
            lost[name] = dict(wanted - found)
    assert read >= 212
    # A formula with words of its own for who cannot see it is kept as those; formulas that are pages are not kept.
    assert {name.rsplit("/", 1)[-1] for name in lost} == {
        "foreign-xhtml-math-altimg-no-fallback-error",
        "content-xhtml-mathml-altimg-valid",
        "xml-external-identifier-allowed-valid",
    }
    assert {name.rsplit("/", 1)[-1] for name in refused} == {
        "20-severity-tester",  # no spine
        "ocf-encryption-duplicate-ids-error",
        "ocf-opf-missing-fatal",
        "ocf-zip-unreadable-image-with-epub-extension-fatal.epub",
        "opf-spine-missing-error",
    }


def test_the_books_of_an_office_program_come_in_with_all_their_words(shared_data: Path):
    for file in sorted((shared_data / "office").rglob("*.epub")):
        data = file.read_bytes()
        text, _ = read_epub(data, file.name)
        wanted, found = spine_words(data), text_words(text)
        assert (wanted - found).total() <= 0.003 * wanted.total(), (file.name, wanted - found)


def test_the_words_of_a_standard_ebook_are_all_there_in_order(shared_data: Path):
    data = packed(shared_data / "texts" / "standardebooks-on-liberty")
    text, _ = read_epub(data)
    chapters = [words for path, words in spine_pages(data).items() if "chapter" in path]
    start = next(at for at, block in enumerate(text.blocks) if heading_words(block) == "I. Introductory")
    wanted = split(re.sub(r"(?<=[^\s\d])\d{1,2}(?=\s)", "", " ".join(chapters)))  # without the marks of notes
    found = [word for block in text.blocks[start:] for word in split(to_plain(block.words))]
    assert sequence_recall(wanted, found) >= 0.999
    assert Counter(found) - Counter(wanted) == {}


def books(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every book below ``root``: packed ones, and folders to be."""
    for path in sorted(root.rglob("*")):
        if path.suffix == ".epub" and path.is_file():
            yield path.relative_to(root).as_posix(), path.read_bytes()
        elif path.is_dir() and ((path / "META-INF").is_dir() or (path / "mimetype").is_file()):
            yield path.relative_to(root).as_posix(), packed(path)


SPACED = frozenset(
    ["p", "div", "td", "th", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "img", "dt", "dd", "caption", "pre", "hr",
     "figcaption", "blockquote", "section", "mi", "mo", "mn", "title", "desc", "text", "rt", "rp", "rb", "tspan"]
)  # fmt: skip


def spine_pages(data: bytes) -> dict[str, str]:
    """The words of each page of the spine that is well-formed, taken from the tree as it is: scripts, and lists for
    reading systems, apart."""
    package = zipfile.ZipFile(io.BytesIO(data))
    said = {}
    container = etree.fromstring(package.read("META-INF/container.xml"))
    opf = container.find(".//{*}rootfile").get("full-path") or ""
    root = etree.fromstring(package.read(opf))
    items = {item.get("id"): item.get("href") for item in root.iter("{*}item")}
    for reference in root.iter("{*}itemref"):
        path = str(PurePosixPath(opf).parent / unquote(items.get(reference.get("idref")) or ""))
        if path not in package.namelist():
            continue
        try:
            tree = etree.fromstring(package.read(path), etree.XMLParser(no_network=True))
        except etree.XMLSyntaxError:
            continue
        body = tree.find(".//{*}body")
        said[path] = _naively(body if body is not None else tree)
    return said


def _naively(body: Any) -> str:
    for element in body.iter("{*}script", "{*}style", "{*}nav"):
        machine = re.search("landmarks|page-list", " ".join(element.attrib.values()))
        if not element.tag.endswith("nav") or element.get("hidden") is not None or machine:
            tail = element.tail
            element.clear()
            element.tail = tail
    for element in body.iter():
        if isinstance(element.tag, str) and etree.QName(element).localname in SPACED:
            element.text, element.tail = f" {element.text or ''}", f" {element.tail or ''}"
            if len(element):
                element[-1].tail = f"{element[-1].tail or ''} "
            else:
                element.text += " "
    return "".join(body.itertext())


def spine_words(data: bytes) -> Counter[str]:
    try:
        return Counter(split("\n".join(spine_pages(data).values())))
    except (KeyError, AttributeError, etree.XMLSyntaxError):  # so wrong that only our reader finds its way
        return Counter()


def text_words(text: Text) -> Counter[str]:
    """All the words of a text, with those that writers show in another way."""
    said = [one.words for one in text.apart] + [note.mark for note in text.notes]
    for block in every(text):
        said += [block.marker, block.alternative, *(marks_of(block))]
        for words in (block.words, *(cell.words for row in block.rows for cell in row.cells)):
            spaced = re.sub(r'<img src="[^"]*" alt="([^"]*)"/>|<br/>|</?r[tpb]>', r" \1 ", words)
            said += [to_plain(type(block.words)(spaced)), " ".join(re.findall(r'doc-noteref"[^>]*>([^<]*)<', words))]
    return Counter(split("\n".join(said)))


def marks_of(block: Block) -> list[str]:
    return [label for w in (block.words, *(c.words for r in block.rows for c in r.cells)) for label in pages(w)]

"""EPUBs of rarer kinds: talking books, plays of Standard Ebooks' making, odd names, letters declared in the page."""

from studycircle.documents.inline import to_plain
from studycircle.documents.text import BlockKind, Matter, Text
from studycircle.readers.text.epub import read_epub
from studycircle.readers.text.html import read_html
from studycircle.writers.text.epub import write_epub
from tests.readers.text.test_epub import CONTAINER, book, page, zipped
from tests.texts import heading, paragraph, text

WORDS = (
    "Words of this chapter, of which there are enough for a paragraph, and for whoever wants to count them one by one."
)
TALKING = f"""<dtbook xmlns="http://www.daisy.org/z3986/2005/dtbook/" version="2005-3" xml:lang="en"><book>
<frontmatter><doctitle>A Talk</doctitle><docauthor>Ann Author</docauthor></frontmatter>
<bodymatter><level1 id="l1"><h1>Of Wells</h1><pagenum id="p1" page="normal">1</pagenum>
<p>{WORDS}<noteref idref="#n1">1</noteref></p>
<level2><h2>Of Ropes</h2><p><sent>They wear.</sent> <sent>They break.</sent></p>
<list type="ol"><li>hemp</li><li>wire</li></list>
<poem><linegroup><line>Down it goes</line><line>And nobody knows.</line></linegroup></poem></level2></level1></bodymatter>
<rearmatter><level1><h1>Notes</h1><note id="n1"><p>1. A note.</p></note></level1></rearmatter></book></dtbook>"""
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" version="2.0"><metadata
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A Talk</dc:title><dc:language>en</dc:language></metadata>
<manifest><item id="a" href="{name}" media-type="{media}"/></manifest><spine><itemref idref="a"/></spine></package>"""


def one(name: str, content: str, media: str = "application/xhtml+xml", said: str = "") -> Text:
    """A book of one file, which its list calls ``said``."""
    package = PACKAGE.format(name=said or name, media=media)
    files: dict[str, bytes | str] = {"META-INF/container.xml": CONTAINER, "OPS/book.opf": package, name: content}
    return read_epub(zipped(files), "book.epub")[0]


def shape(made: Text) -> list[tuple[str, str]]:
    return [(b.kind.value, to_plain(b.words)) for b in made.blocks if b.matter is Matter.BODY]


def test_a_talking_book_is_a_book():
    made = one("OPS/a.xml", TALKING, "application/x-dtbook+xml", "a.xml")
    assert shape(made) == [
        ("heading", "Of Wells"),
        ("paragraph", WORDS),
        ("heading", "Of Ropes"),
        ("paragraph", "They wear. They break."),
        ("item", "hemp"),
        ("item", "wire"),
        ("verse", "Down it goes\nAnd nobody knows."),
    ]
    assert [to_plain(b.words) for b in made.blocks if b.matter is Matter.TITLE] == ["A Talk", "Ann Author"]
    assert [to_plain(note.blocks[0].words) for note in made.notes] == ["A note."]


def test_a_file_is_found_whatever_its_separators_and_capitals():
    content = page(f"<h2>Chapter 1</h2><p>{WORDS}</p>")
    for name, said in (("OPS\\a.xhtml", "a.xhtml"), ("OPS/A.XHTML", "a.xhtml")):
        assert shape(one(name, content, said=said)) == [("heading", "Chapter 1"), ("paragraph", WORDS)]


def test_words_a_page_declares_names_for_stand_in_their_place_and_no_file_does():
    head = '<!DOCTYPE html [<!ENTITY well "deep &#38; cold"><!ENTITY file SYSTEM "file:///etc/hostname">]>'
    text, _ = read_html(('<?xml version="1.0"?>' + head + page("<p>A &well; place.</p>")).encode())
    assert shape(text) in ([("paragraph", "A deep & cold place.")], [("paragraph", "A &well; place.")])
    text, _ = read_html(('<?xml version="1.0"?>' + head.replace(" &#38; ", " ") + page("<p>&well;</p>")).encode())
    assert shape(text) == [("paragraph", "deep cold")]


def test_short_lines_that_open_a_chapter_of_the_body_are_no_title_page():
    opening = "<section><h2>The Door</h2><p>“Oh!”</p><p>“Ah!”</p><p>" + WORDS + "</p></section>"
    text, _ = read_html(page(opening, 'epub:type="bodymatter"').encode())
    assert [block.number for block in text.blocks] == ["", "1", "2", "3"]


def test_a_short_book_of_ours_comes_back_with_its_numbers():
    made = text(paragraph("Only this."), heading("A Heading"), paragraph("And this."))
    again, _ = read_epub(write_epub(made), "book.epub")
    assert [(b.number, b.kind) for b in again.blocks if b.number] == [
        ("1", BlockKind.PARAGRAPH),
        ("2", BlockKind.PARAGRAPH),
    ]


def test_a_landmark_that_calls_the_first_chapter_a_cover_hides_nothing():
    landmarks = '<nav epub:type="landmarks"><ol><li><a epub:type="cover" href="a.xhtml">Cover</a></li></ol></nav>'
    listed = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    pages = {"a": f"<h2>One Well</h2><p>{WORDS * 9}</p>"}
    made = book(pages, manifest=listed, more={"OPS/nav.xhtml": page(landmarks)})
    assert [b.number for b in read_epub(made)[0].blocks if b.kind is BlockKind.PARAGRAPH] == ["1"]

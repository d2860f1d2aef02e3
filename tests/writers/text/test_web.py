"""The reading pages: the same words and numbers on every page, links that lead somewhere, nothing without its file."""

import json
import re
from dataclasses import replace
from pathlib import PurePosixPath

import pytest
from lxml import html

from studycircle.documents.inline import Inline
from studycircle.documents.text import Block, BlockKind, Image, Text
from studycircle.writers.text.web import Pin, ReadingOptions, Way, reading_files, reading_page, reading_style
from tests.texts import PNG, RICH, in_hebrew, of_chapters, paragraph, text

BY_CHAPTER = ReadingOptions(by_chapter=True)


def written(made: Text, options: ReadingOptions | None = None, path: str = "") -> dict[str, str]:
    return {
        file.path: file.write().decode("utf-8", "replace") for file in reading_files(made, path=path, options=options)
    }


def numbers(page: str) -> list[str]:
    return re.findall(r'<a class="n" href="#p([^"]+)"', page)


def links(page: str) -> list[str]:
    return html.document_fromstring(page).xpath("//a/@href")


def test_a_short_text_is_one_page_with_all_it_needs_beside_it():
    assert list(written(RICH, path="/autumn/texts/reading/")) == [
        "autumn/texts/reading/index.html",
        "autumn/texts/reading/reading.css",
        "autumn/texts/reading/reading.js",
        f"autumn/texts/reading/{picture(RICH)}",
        "autumn/texts/reading/offline.js",
    ]


def picture(made: Text) -> str:
    (name,) = [file.path for file in reading_files(made, path="") if file.media == "image/png"]
    return name


def test_no_browser_asks_for_an_icon_there_is_not():
    assert 'rel="icon"' in written(RICH)["index.html"]


def test_a_long_text_is_a_page_a_chapter_and_one_of_the_whole():
    assert list(written(of_chapters(), BY_CHAPTER)) == [
        *("index.html", "c1.html", "c2.html", "c3.html", "whole.html"),
        *("reading.css", "reading.js", "offline.js"),
    ]
    assert "c1.html" not in written(of_chapters())
    assert "c1.html" in written(of_chapters(10, 20))


def test_every_number_is_on_the_whole_page_and_on_one_other():
    made = of_chapters()
    pages = written(made, BY_CHAPTER)
    own = [block.number for block in made.blocks if block.number]
    assert numbers(pages["whole.html"]) == own
    assert [number for name in ("index", "c1", "c2", "c3") for number in numbers(pages[f"{name}.html"])] == own


@pytest.mark.parametrize("made", [RICH, of_chapters(), in_hebrew()])
@pytest.mark.parametrize("options", [BY_CHAPTER, ReadingOptions(by_chapter=False)])
def test_every_link_within_the_text_leads_to_a_place_that_is_there(made, options):
    pages = written(made, options)
    anchors = {name: set(html.document_fromstring(pages[name]).xpath("//@id")) for name in pages if ".html" in name}
    for name in anchors:
        for link in links(pages[name]):
            if "://" not in link:
                page, _, anchor = link.partition("#")
                page = {"": name, "./": "index.html"}.get(page, page)
                assert page in pages, link
                assert not anchor or anchor in anchors[page], link


def test_the_contents_tell_which_paragraphs_are_where():
    page = html.document_fromstring(written(of_chapters(), BY_CHAPTER)["index.html"])
    lines = [" ".join(line.text_content().split()) for line in page.xpath("//nav[@class='contents']//li")]
    assert lines == [
        "Chapter 1. Of Part 1 ¶ 2–13",
        "Chapter 2. Of Part 2 ¶ 14–25",
        "Chapter 3. Of Part 3 ¶ 26–37",
    ]


def test_chapters_follow_one_another_by_name():
    pages = written(of_chapters(), BY_CHAPTER)
    turn = html.document_fromstring(pages["c2.html"]).xpath("//nav[@class='turn']//a")
    assert [(one.get("href"), " ".join(one.text_content().split())) for one in turn] == [
        ("c1.html", "Before Chapter 1. Of Part 1"),
        ("c3.html", "Next Chapter 3. Of Part 3"),
    ]


def test_a_way_to_every_fifth_paragraph_needs_no_script():
    page = html.document_fromstring(written(of_chapters(), BY_CHAPTER)["index.html"])
    steps = [(one.get("href"), one.text) for one in page.xpath("//details[@class='go']//li/a")]
    assert steps[:3] == [("c1.html#p5", "5"), ("c1.html#p10", "10"), ("c2.html#p15", "15")]
    assert len(steps) == 7
    many = written(text(*[paragraph("A word.")] * 3000), ReadingOptions(by_chapter=False))["index.html"]
    assert len(html.document_fromstring(many).xpath("//details[@class='go']//li")) == 15


def test_what_else_belongs_to_the_text_is_said_once_with_the_size_of_files():
    options = ReadingOptions(
        back=Way("../", "Autumn"),
        formats=(Way("book.epub", "EPUB", 312_400), Way("book.pdf", "PDF", 1_234_000), Way("x", "Elsewhere")),
        part="chapter 2",
        whole=Way("../all/", "The whole text"),
    )
    page = html.document_fromstring(written(RICH, options)["index.html"])
    assert [(one.get("href"), one.text) for one in page.xpath("//nav[@class='ways']/a")] == [
        ("../", "Autumn"),
        ("../all/", "The whole text"),
    ]
    assert [one.text for one in page.xpath("//ul[@class='formats']//a")] == [
        "EPUB, 312\xa0KB",
        "PDF, 1.2\xa0MB",
        "Elsewhere",
    ]
    assert page.xpath("//p[@class='part']/text()") == ["chapter 2"]


def test_the_length_is_told_in_words_and_time():
    page = written(text(paragraph("one two " * 6000)), ReadingOptions(language="en"))["index.html"]
    assert "12,000 words · about 52 minutes to read" in page


def test_a_link_out_of_a_part_leads_to_the_whole():
    part = text(paragraph('See <a href="#elsewhere">below</a>.'))
    assert "../all/#elsewhere" in links(written(part, ReadingOptions(whole=Way("../all/", "All")))["index.html"])


def test_pins_stand_beside_their_paragraph():
    options = ReadingOptions(pins=(Pin("2", "../s/#q1", "Question 1"), Pin("2", "../s/#q2", "Question <2>")))
    page = html.document_fromstring(written(text(paragraph("One."), paragraph("Two.")), options)["index.html"])
    (pins,) = page.xpath("//span[@class='pins']")
    assert pins.getparent().get("id") == "p2"
    assert [(one.get("href"), one.text) for one in pins] == [("../s/#q1", "Question 1"), ("../s/#q2", "Question <2>")]


def test_no_script_and_no_style_stand_in_a_page_of_the_site():
    for name, page in written(of_chapters(), BY_CHAPTER).items():
        if name.endswith(".html"):
            tree = html.document_fromstring(page)
            assert tree.xpath("//script/@src") == ["reading.js"]
            assert tree.xpath("//style | //@style | //@onclick | //script[text()]") == []


def test_a_page_alone_holds_its_style_and_pictures_and_asks_for_nothing():
    tree = html.document_fromstring(reading_page(RICH).decode())
    assert tree.xpath("//link[@rel='stylesheet'] | //script") == []
    (style,) = tree.xpath("//style/text()")
    assert style.split() == reading_style().decode().split()
    assert all(source.startswith("data:image/png;base64,") for source in tree.xpath("//img/@src"))
    assert len(tree.xpath("//img")) == 3


def test_the_copy_for_reading_offline_names_every_file():
    pages = written(of_chapters(), BY_CHAPTER)
    files = json.loads(re.search(r"const FILES = (.*);", pages["offline.js"])[1])
    assert files == [name.replace("index.html", "./") for name in pages if name != "offline.js"]


def test_another_text_is_another_copy():
    one, other = (written(text(paragraph(words)))["offline.js"] for words in ("One.", "Two."))
    assert one != other


def test_same_text_same_bytes_and_same_needs():
    first, second = (list(reading_files(RICH, path="r")) for _ in range(2))
    assert [(file.path, file.needs, file.write()) for file in first] == [
        (file.path, file.needs, file.write()) for file in second
    ]
    changed = list(reading_files(replace(RICH, title="Another"), path="r"))
    assert [file.path for one, file in zip(first, changed, strict=True) if one.needs != file.needs] == [
        "r/index.html",
        "r/offline.js",
    ]


def test_words_that_look_like_markup_stay_words():
    hostile = '<script>alert("x")</script>'
    made = text(paragraph("Fine."), title=hostile, author=hostile, source=f"https://example.org/{hostile}")
    options = ReadingOptions(back=Way("../", hostile), pins=(Pin("1", '"><script>', hostile),), part=hostile)
    for page in (written(made, options)["index.html"], reading_page(made, options).decode()):
        assert html.document_fromstring(page).xpath("//script[not(@src)]") == []
        assert "<script>alert" not in page


def test_language_and_direction_are_the_texts_own():
    tree = html.document_fromstring(written(in_hebrew(), ReadingOptions(language="en"))["index.html"])
    assert (tree.get("lang"), tree.get("dir")) == ("en", "ltr")
    (main,) = tree.xpath("//main")
    assert (main.get("lang"), main.get("dir")) == ("he", "rtl")


def test_a_heading_in_capitals_is_marked_as_one():
    made = text(Block("h", BlockKind.HEADING, Inline("OF LIBERTY"), level=1), paragraph("One."))
    assert '<h2 id="h" class="capitals">OF LIBERTY</h2>' in written(made)["index.html"]
    assert 'class="capitals"' not in written(in_hebrew())["index.html"]


def test_an_empty_text_is_a_page():
    page = html.document_fromstring(written(Text("t"))["index.html"])
    assert page.xpath("//h1/text()") == ["A text"]


def test_names_of_pictures_change_with_what_they_show():
    other = replace(RICH, images=(Image("i1", "image/png", PNG + b"\0", 4, 2),))
    assert picture(RICH) != picture(other)
    assert PurePosixPath(picture(RICH)).suffix == ".png"

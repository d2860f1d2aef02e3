"""The article of a web page: made-up pages with exact results, hostile pages, and pages in every charset."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studycircle.documents.inline import is_inline
from studycircle.documents.text import Text, block_plain
from studycircle.errors import ReadError
from studycircle.readers.text.article import find_article, read_article
from studycircle.readers.text.article_about import learn
from studycircle.readers.text.article_prune import holds_data
from studycircle.readers.text.article_shape import alike
from studycircle.readers.text.article_tree import plain_names, text_of
from studycircle.readers.text.tree import parse_html

CASES = Path(__file__).resolve().parents[2] / "cases" / "articles"
ADDRESS = "https://example.org/news/penny.html"
SENTENCE = "<p>The members met, read aloud, argued, and went home late, all but one, who stayed number {}.</p>"


def told(text: Text) -> dict[str, object]:
    """A text as the cases write it down."""
    return {
        "title": text.title,
        "author": text.author,
        "year": text.year,
        "language": text.language,
        "blocks": [
            [block.kind.value, block.direction, block.image + block.alternative, block.words or block_plain(block)]
            for block in text.blocks
        ],
        "notes": [[note.mark, *(block_plain(block) for block in note.blocks)] for note in text.notes],
    }


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_case(case: str) -> None:
    folder = CASES / case
    text, _ = read_article((folder / "in.html").read_bytes(), case, address=ADDRESS)
    assert told(text) == json.loads((folder / "expected.json").read_text("utf-8"))


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def sentences(count: int = 8) -> str:
    return "".join(SENTENCE.format(number) for number in range(count))


def words(data: bytes, **more: str) -> str:
    text, _ = read_article(data, **more)
    return "\n".join(map(block_plain, text.blocks))


def test_no_script_survives() -> None:
    evil = (
        "<p onclick=alert(1)>Read this, and that, and <script>alert(2)</script>more <a href='javascript:alert(3)'>of it"
        "</a>, <svg onload=alert(4)></svg><img src=x onerror=alert(5)>as you like.</p>"
    )
    text, _ = read_article(page(f"<article>{sentences()}{evil}</article>"))
    for block in text.blocks:
        assert is_inline(block.words)
        assert "alert" not in block.words


def test_links_are_resolved_against_the_base() -> None:
    body = f"<article>{sentences()}<p>More, much more, is said <a href='b/c.html?d=1#e'>over there</a>, they say.</p></article>"
    text, _ = read_article(page(body, "<base href='/root/'>"), address="https://example.org/x/y.html")
    assert '<a href="https://example.org/root/b/c.html?d=1#e">over there</a>' in text.blocks[-1].words


def test_the_charset_it_was_sent_with_counts_before_what_the_page_says() -> None:
    body = f"<meta charset='utf-8'><article>{sentences()}<p>Русские слова, много русских слов, читаются верно здесь.</p></article>"
    sent = body.encode("koi8-r")
    assert "Русские слова" in words(sent, media="text/html; charset=KOI8-R")
    assert "Русские слова" in words(body.encode(), media="text/html; charset=nonsense")


def test_what_was_left_out_is_said() -> None:
    _, problems = read_article(page(f"<nav>One two three</nav><article>{sentences(10)}</article>"))
    assert [(problem.code, problem.words.split()[1]) for problem in problems] == [("around-left-out", "3")]
    _, problems = read_article(page("<p>A short line, and no more.</p>"))
    assert [problem.code for problem in problems] == ["article-short"]


def test_a_page_of_unlikely_names_is_read_all_the_same() -> None:
    assert words(page(f"<div class='sidebar comment'>{sentences()}</div>")).count("stayed number") == 8


@pytest.mark.parametrize(
    "hiding", ["style='display: none'", "hidden", "aria-hidden='true'", "style='visibility:hidden'"]
)
def test_a_page_that_hides_all_its_words_is_read_all_the_same(hiding: str) -> None:
    assert words(page(f"<div {hiding}><article>{sentences()}</article></div>")).count("stayed number") == 8
    assert words(page(f"<p>All there is.</p><div {hiding}>{sentences()}</div>")) == "All there is."


def test_nothing_to_read() -> None:
    with pytest.raises(ReadError):
        read_article(b"  ", "empty.html")


def test_finding_leaves_the_page_as_it_was() -> None:
    root = parse_html(page(f"<nav>Menu</nav><article>{sentences()}<script>1</script></article>"))
    plain_names(root)
    before = text_of(root)
    find_article(root)
    assert text_of(root) == before


@pytest.mark.parametrize(
    ("head", "title", "author", "date"),
    [
        ("<title>Of reading aloud in company | The Post</title>", "Of reading aloud in company", "", ""),
        ("<title>Post: one</title>", "Post: one", "", ""),
        ("<title>T</title><meta property='og:title' content='Whole title'>", "Whole title", "", ""),
        ("<meta name='DC.title' content='Of Dublin'><meta name='dc.creator' content='A. B.'>", "Of Dublin", "A. B.", ""),
        ("<meta property='article:author' content='https://example.org/me'>", "", "", ""),
        ("<meta property='article:published_time' content='2021-02-03T04:05:06Z'>", "", "", "2021-02-03"),
        ('<script type="application/ld+json">{"@type":"Article","author":"C. D."</script>', "", "", ""),
        ('<script type="application/ld+json">[{"@type":["Article"],"author":"C. D."}]</script>', "", "C. D.", ""),
        (f'<script type="application/ld+json">{"[" * 100000}</script>', "", "", ""),
    ],
)  # fmt: skip
def test_what_a_page_says_of_itself(head: str, title: str, author: str, date: str) -> None:
    root = parse_html(page("<p>Words.</p>", head))
    plain_names(root)
    about = learn(root)
    assert (about.title, about.author, about.date) == (title, author, date)


@pytest.mark.parametrize(
    ("table", "is_data"),
    [
        ("<table><tr><th>A</th></tr></table>", True),
        ("<table role='presentation'><tr><th>A</th></tr></table>", False),
        ("<table><caption>Fines</caption><tr><td>A</td></tr></table>", True),
        ("<table><tr><td><table><tr><td>A</td></tr></table></td></tr></table>", False),
        ("<table><tr><td>A</td><td>B</td></tr></table>", False),
        ("<table>" + "<tr><td>A</td><td>B</td></tr>" * 10 + "</table>", True),
        ("<table><tr><td colspan=nine>A</td></tr><tr><td>B</td></tr></table>", False),
    ],
)
def test_tables_of_data_are_told_from_layout(table: str, is_data: bool) -> None:
    assert holds_data(next(parse_html(table.encode()).iter("table"))) is is_data


def test_alike() -> None:
    assert alike("A penny a week", "A penny a week") == 1
    assert alike("A penny a week", "a penny") == 1
    assert alike("A penny", "Two pence") == 0
    assert alike("", "Two pence") == 0


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 3000 + sentences() + "</div>" * 3000,
        "<div>" + "".join(f"word {number}<br><br>" for number in range(4000)),
        "<div>" + "<i>a</i> b " * 8000,
        "<div class='byline cookie share'>" * 150 + "<b></b>" * 4000,
        "<img>" * 3000 + "<noscript><img src=a.jpg></noscript>" * 3000 + sentences(),
        "<h1>" + "word " * 20000 + "</h1>" + sentences(),
        "<ul><li>" * 80 + sentences(2000),
        "<base href='http://[bad'><a href='http://[worse'>x</a>" + sentences(),
    ],
)
def test_hostile_pages_take_bounded_time(body: str) -> None:
    start = time.process_time()
    read_article(page(body, f"<title>{'word ' * 20000}</title>"), address=ADDRESS)
    assert time.process_time() - start < 10  # seconds: ten times what a slow machine needs


MARKUP = st.sampled_from(
    ["<div>", "</div>", "<p>", "</p>", "<br>", "<br><br>", "<table><tr><td>", "</table>", "<ul><li>", "</ul>", "<a href=x>",
     "</a>", "<img src=a.jpg>", "<noscript>", "</noscript>", "<section class=comment>", "<h2>", "</h2>", "<span hidden>"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(MARKUP, st.text("abc, é、", min_size=1, max_size=40)), min_size=1, max_size=60))
def test_any_soup_is_read(pieces: list[str]) -> None:
    text, _ = read_article(page("x" + "".join(pieces)))
    assert all(is_inline(block.words) for block in text.blocks)


def test_real_articles(shared_data: Path) -> None:
    from bench.articles import TARGET, ours

    folders = sorted(path.parent for path in (shared_data / "articles").glob("*/expected.html"))
    scores = [ours(folder)[0] for folder in folders]
    assert len(scores) > 50
    assert sum(scores) / len(scores) >= TARGET

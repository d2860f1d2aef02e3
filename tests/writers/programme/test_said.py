"""What people said, on the page of a session."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from lxml import html as lxml_html

from studycircle.documents.audience import seen_by
from studycircle.documents.discussion import Comment, Said, Thread
from studycircle.documents.programme import Audience, Copy, Extract, Rights, Shelved
from studycircle.documents.spoken import tidy
from studycircle.writers.programme.options import SiteOptions
from studycircle.writers.programme.pages import session_page
from studycircle.writers.programme.said import comment_html
from studycircle.writers.programme.site import series_files
from tests.programmes import ADDRESS, NOW, RICH

PUBLIC = seen_by(RICH, Audience.PUBLIC)
OPTIONS = SiteOptions(NOW, ADDRESS, papers=())
SESSION = next(one for one in PUBLIC.series.sessions if one.questions)
AT = dt.datetime(2026, 10, 20, 17, 5, tzinfo=dt.UTC)
HOME = "/comments/canalside/bread-and-water/"


def comment(key="1", words="Capital is a relation.", **more):
    return Comment(key, "Rosa", words, AT, **more)


def page(said, session=SESSION, programme=PUBLIC):
    return lxml_html.fromstring(session_page(programme, session, None, None, OPTIONS, said).decode())


def text_of(element):
    return " ".join(element.text_content().split())


def test_a_page_without_comments_is_as_it_was():
    assert page(Said()).cssselect(".comments") == []
    assert page(Said("", (Thread("elsewhere", comments=(comment(),)),))).cssselect(".comments") == []


def test_one_line_leads_to_where_one_can_say_something():
    shown = page(Said(HOME))
    [link] = shown.cssselect(".comments a")
    assert (link.get("href"), link.text) == (f"{HOME}{SESSION.key}/", "Say something on this session")


def test_a_comment_says_who_when_and_what_with_the_ways_on():
    answer = comment("2", "> a relation\n\nSo?", is_edited=True)
    shown = page(Said(HOME, (Thread(SESSION.key, comments=(comment(answers=(answer,)),)),)))
    first = shown.get_element_by_id("c-1")
    assert text_of(first.cssselect(".by")[0]) == "Rosa Tuesday 20 October 2026, 6.05 pm"
    assert first.cssselect("time")[0].get("datetime") == "2026-10-20T18:05+01:00"
    assert [one.get("href") for one in first.cssselect(".ways")[0].cssselect("a")] == [
        f"{HOME}{SESSION.key}/?to=1",
        f"{HOME}{SESSION.key}/1/report/",
    ]
    second = first.get_element_by_id("c-2")
    assert [text_of(one) for one in second.cssselect("blockquote, blockquote + p")] == ["a relation", "So?"]
    assert "changed since" in text_of(second.cssselect(".by")[0])


def test_without_an_address_nothing_leads_to_a_form():
    shown = page(Said("", (Thread(SESSION.key, comments=(comment(),)),)))
    assert shown.cssselect(".ways, .say") == []


def test_a_closed_conversation_says_so_and_takes_no_answers():
    shown = page(Said(HOME, (Thread(SESSION.key, comments=(comment(),), is_locked=True),)))
    section = shown.cssselect(".comments")[0]
    assert "This conversation is closed." in text_of(section)
    assert [one.get("href") for one in section.cssselect(".ways a, .say a")] == [f"{HOME}{SESSION.key}/1/report/"]


def test_threads_stand_under_what_they_are_about_in_the_order_of_the_page():
    question, reading = SESSION.questions[-1], SESSION.readings[0]
    threads = (
        Thread(SESSION.key, question=question.key, comments=(comment("3"),)),
        Thread(SESSION.key, comments=(comment("1"),)),
        Thread(SESSION.key, reading=reading.key, comments=(comment("2"),)),
        Thread(SESSION.key, reading="gone", comments=(comment("4"),)),
    )
    section = page(Said("", threads)).cssselect(".comments")[0]
    said = [one.get("id") or text_of(one) for one in section.cssselect(".about, .thread > li")]
    number = f"On question {len(SESSION.questions)}"
    assert said == ["c-1", "c-4", f"On “{reading.title}”", "c-2", number, "c-3"]
    shown = page(Said("", threads))
    for link in shown.cssselect(".about a"):
        assert shown.get_element_by_id(link.get("href")[1:]) is not None


def test_of_a_withdrawn_comment_only_the_place_is_left():
    gone = Comment("1", is_withdrawn=True, answers=(comment("2"),))
    shown = page(Said(HOME, (Thread(SESSION.key, comments=(gone,)),)))
    first = shown.get_element_by_id("c-1")
    assert text_of(first.cssselect("p")[0]) == "This comment is not here any more."
    assert [one.get("href") for one in first.cssselect(".ways a")] == [
        f"{HOME}{SESSION.key}/?to=2",
        f"{HOME}{SESSION.key}/2/report/",
    ]


def with_text(rights):
    """The programme with a text on its shelf that the first session with questions reads."""
    copies = (Copy("web", "texts/bees/"),)
    part = (Copy("web", "texts/bees/p10-20/"),)
    shelved = Shelved(
        "bees",
        "Bees",
        rights=rights,
        extracts=(Extract("", "1", "90", copies=copies), Extract("x", "10", "20", copies=part)),
    )
    reading = replace(SESSION.readings[0], text="bees", part="x")
    session = replace(SESSION, readings=(reading, *SESSION.readings[1:]))
    sessions = tuple(session if one.key == session.key else one for one in RICH.series.sessions)
    return replace(RICH, series=replace(RICH.series, sessions=sessions), shelf=(shelved,)), session


@pytest.mark.parametrize(
    ("rights", "hrefs"),
    [
        (Rights.OPEN, ["../../texts/bees/p10-20/#p12", "../../texts/bees/p10-20/#p11", "../../texts/bees/#p47"]),
        (Rights.MEMBERS, []),
    ],
)
def test_a_paragraph_s_number_leads_to_its_page_where_everybody_may_open_it(rights, hrefs):
    programme, session = with_text(rights)
    said = comment(words="As ¶ 11 and ¶47 say, but not ¶ 91.", paragraph="12")
    shown = page(Said("", (Thread(session.key, comments=(said,)),)), session, seen_by(programme, Audience.PUBLIC))
    links = shown.get_element_by_id("c-1").cssselect("a:not(.detail)")
    assert [one.get("href") for one in links] == hrefs
    assert text_of(shown.get_element_by_id("c-1").cssselect(".words")[0]) == "As ¶ 11 and ¶47 say, but not ¶ 91."


def test_a_link_is_one_nobody_profits_from():
    made = comment_html("See https://example.org/?a=1&b=<2>.")
    assert made == (
        '<p dir="auto">See <a href="https://example.org/?a=1&amp;b=" rel="nofollow ugc noopener">'
        "https://example.org/?a=1&amp;b=</a>&lt;2&gt;.</p>"
    )


def test_quotations_open_and_close():
    assert comment_html("> a\n>> b\n> c\nd\n> e") == (
        '<blockquote><p dir="auto">a</p><blockquote><p dir="auto">b</p></blockquote><p dir="auto">c</p></blockquote>'
        '<p dir="auto">d</p><blockquote><p dir="auto">e</p></blockquote>'
    )


def test_hostile_words_make_no_element_and_no_attribute_of_their_own(shared_data):
    lines = json.loads((shared_data / "hostile/blns/blns.json").read_text())
    for path in sorted((shared_data / "hostile/xss").glob("*.txt")):
        lines += path.read_text("utf-8", "replace").split("\n")
    assert len(lines) > 1000
    allowed = {"p": {"dir"}, "br": set(), "blockquote": set(), "a": {"href", "rel"}, "div": set()}
    for words in lines:
        made = lxml_html.fragment_fromstring(comment_html(tidy(words)), create_parent="div")
        for element in made.iter():
            assert set(element.keys()) <= allowed[element.tag], words
            assert element.tag != "a" or element.get("href").lower().startswith(("http://", "https://")), words


def test_a_comment_is_written_again_only_where_it_stands():
    before = {file.path: file.needs for file in series_files(PUBLIC, OPTIONS)}
    said = Said("", (Thread(SESSION.key, comments=(comment(),)),))
    after = {file.path: file.needs for file in series_files(PUBLIC, OPTIONS, said)}
    assert {path for path in after if after[path] != before[path]} == {f"bread-and-water/{SESSION.key}/index.html"}

"""What the pages say, in the words and the order a visitor meets them."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from lxml import html as lxml_html

from studycircle.documents.audience import seen_by
from studycircle.documents.programme import (
    Audience,
    Copy,
    DateState,
    Extract,
    Group,
    Kind,
    Part,
    Programme,
    Question,
    Quotation,
    Reading,
    Rights,
    Session,
    Shelved,
)
from studycircle.documents.rich import Rich
from studycircle.documents.schedule import summarise
from studycircle.writers.programme.entries import html, question_entries, session_entry
from studycircle.writers.programme.links import outward
from studycircle.writers.programme.options import SiteOptions
from studycircle.writers.programme.pages import group_page, not_found_page, series_page, session_page, split_lead
from studycircle.writers.programme.words import Words
from tests.programmes import ADDRESS, GROUP, NOW, RICH, SERIES, in_arabic

OPTIONS = SiteOptions(NOW, ADDRESS, papers=("a5", "a4"))
ENGLISH = Words("en")
PUBLIC = seen_by(RICH, Audience.PUBLIC)


def said(element: lxml_html.HtmlElement) -> str:
    """The words of an element, spaces as a reader sees them."""
    return " ".join(element.text_content().split())


def series(programme: Programme = PUBLIC, options: SiteOptions = OPTIONS) -> lxml_html.HtmlElement:
    return lxml_html.fromstring(series_page(programme, options))


def session(key: str, programme: Programme = PUBLIC) -> lxml_html.HtmlElement:
    (one,) = (one for one in programme.series.sessions if one.key == key)
    return lxml_html.fromstring(session_page(programme, one, None, None, OPTIONS))


def row(key: str) -> lxml_html.HtmlElement:
    (found,) = series().xpath(f"//li[@id='s-{key}']")
    return found


def test_the_card_of_the_next_session():
    (card,) = series().xpath("//section[@id='next']")
    assert said(card.xpath("./h2")[0]) == "Next session"
    assert said(card.xpath(".//p[@class='date']")[0]) == "Monday 26 October 2026, 6.30 pm"
    assert card.xpath(".//time/@datetime") == ["2026-10-26T18:30+00:00"]
    assert said(card.xpath(".//h3")[0]) == "4 Sweetness and Power"
    assert [said(fact) for fact in card.xpath(".//p[starts-with(@class, 'fact')]")] == [
        "Where The Lock-keeper’s House, Canal Row, Upper room; door on Weir Lane; ring twice",
        "Ask Ruth 07700 900123 · ruth@example.org",
        "Led by Ruth",
    ]
    assert [said(link) for link in card.xpath(".//p[@class='more']//a")] == [
        "Notes",
        "4 questions",
        "Add to your calendar",
    ]


def test_readings_say_what_they_are_for():
    assert [
        said(reading) for reading in session("sweetness-and-power").xpath("//li[starts-with(@class, 'reading ')]")
    ] == [
        "Sweetness and Power, Sidney W. Mintz, chapters 1–3, 1985 (about 2½ hours to read) read the introduction first "
        "read online · EPUB (1.2 MB) · PDF (296 KB) · in print",
        "Only 20 minutes? Read this instead: A Lump of Sugar, Ada Fenn, six pages PDF",
        "To read further: The Plantation Ledgers read online (archive.example.org) · read online (mirror.example.org)",
    ]


def test_a_row_of_the_schedule_has_the_copies_most_people_want_and_the_session_has_all():
    copies = (Copy("web", "texts/mill/"), Copy("epub", "texts/mill/mill.epub", 4000), Copy("markdown", "mill.md", 9))
    shelf = (Shelved("mill", "The Mill", rights=Rights.OPEN, extracts=(Extract(copies=copies),)),)
    sessions = tuple(
        replace(one, readings=(Reading("mill", "The Mill", text="mill"),)) for one in PUBLIC.series.sessions
    )
    programme = replace(PUBLIC, series=replace(PUBLIC.series, sessions=sessions), shelf=shelf)
    page = series(programme)
    [card] = page.xpath("//section[contains(@class, 'next')]")
    [listed] = page.xpath("//li[@id='s-new-year']")
    for short in (said(card), said(listed)):
        assert "read it here · EPUB " in f"{short} "
        assert "Markdown" not in short
    assert "read it here · EPUB (4 KB) · Markdown (1 KB)" in said(session("new-year", programme))


def test_own_files_are_linked_from_where_the_page_stands():
    assert session("sweetness-and-power").xpath("//a[.='EPUB']/@href") == ["../../files/mintz.epub"]
    assert series().xpath("//section[@id='next']//a[.='EPUB']/@href") == ["../files/mintz.epub"]


@pytest.mark.parametrize(
    ("key", "classes", "words"),
    [
        ("the-mill", "meeting fixed past", "Monday 28 September 2026, 6.30 pm 1 The Mill on the Floss What was said"),
        (
            "rain-stopped-us",
            "meeting cancelled past",
            "Monday 5 October, 6.30 pm Cancelled. The towpath was under water. 2 Bread & Roses <again>",
        ),
        (
            "the-wanderer",
            "meeting moved past",
            "Monday 19 October, 6.30 pm Moved from Monday 12 October 3 The Wanderer 1 question",
        ),
        ("half-term", "break fixed", "Monday 2 November No meeting Half-term"),
        ("united-front", "meeting tba", None),
        ("early-may", "meeting tba", None),
        ("online-once", "meeting proposed", None),
    ],
)
def test_every_state_is_said_in_words(key, classes, words):
    assert row(key).get("class") == classes
    if words:
        assert said(row(key)).removesuffix(" · Add to your calendar").removesuffix(" Add to your calendar") == words


def test_unset_dates_are_honest():
    assert said(row("united-front").xpath("./p")[0]) == "Date to be agreed"
    assert said(row("early-may").xpath("./p")[0]) == "early May"
    assert said(row("early-may").xpath(".//p[@class='state']")[0]) == "Date to be agreed"
    assert said(row("online-once").xpath(".//p[@class='state']")[0]) == "Proposed date, not agreed yet"


def test_the_cancelled_is_struck_and_said():
    assert said(row("rain-stopped-us").xpath(".//s")[0]) == "Bread & Roses <again>"
    assert said(session("rain-stopped-us").xpath("//h1/s")[0]) == "Bread & Roses <again>"


def test_only_what_lies_ahead_can_come_next():
    ahead = series().xpath("//li[@data-ends]")
    assert [(one.get("id"), one.get("data-ends")) for one in ahead] == [
        ("s-sweetness-and-power", "2026-10-26T20:30+00:00"),
        ("s-at-the-library", "2026-11-09T20:00+00:00"),
        ("s-online-once", "2026-11-16T20:30+00:00"),
        ("s-new-year", "2027-01-11T20:30+00:00"),
    ]


def test_the_year_is_said_where_it_begins():
    days = [said(day) for day in series().xpath("//ol[@class='schedule']//time")]
    assert [day for day in days if day[-4:].isdigit()] == ["Monday 28 September 2026", "Monday 11 January 2027"]


@pytest.mark.parametrize(
    ("sessions", "words"),
    [
        ((), "No session is announced yet"),
        (SERIES.sessions[:1], "This series is over"),
        (SERIES.sessions[:1] + SERIES.sessions[-1:], "The next date is to be agreed"),
    ],
)
def test_where_nothing_comes_next_the_top_says_so(sessions, words):
    page = series(replace(PUBLIC, series=replace(PUBLIC.series, sessions=sessions)))
    assert said(page.xpath("//h2[@id='next-heading']")[0]) == words


def test_questions_have_numbers_anchors_parts_and_quotations():
    page = session("sweetness-and-power")
    questions = page.xpath("//ol[@class='questions']/li")
    assert [(one.get("id"), said(one)) for one in questions] == [
        ("q1", "Question 1Whose sweetness, and whose power?"),
        ("q2", "Question 2“Sugar surrendered its place as luxury and rarity.” When, for whom, and does he regret it?"),
        (
            "q3",
            "Question 3In chapter 2 he writes:athat the plantation was a factory in a field;"
            "bthat it came before the factory in the town.Can both be true?",
        ),
        ("q-loose", "Question 4A loose quotation.Unnumbered."),
    ]
    assert [said(one) for one in questions[3].xpath(".//blockquote")] == ["A loose quotation."]


def test_a_quotation_that_a_part_holds_is_not_said_twice():
    words = "In the bureaucracy he sees the manager."
    asked = Question("q1", "1", Rich("<p>He writes:</p>"), (Quotation(words),), (Part("a", Rich(f"<p>“{words}”</p>")),))
    assert question_entries((asked,))[0].quotations == ()


def test_a_session_knows_its_neighbours_and_its_series():
    before, one, after = PUBLIC.series.sessions[2:5]
    page = lxml_html.fromstring(session_page(PUBLIC, one, before, after, OPTIONS))
    assert [(link.get("href"), said(link)) for link in page.xpath("//nav//a")] == [
        ("../the-wanderer/", "Before · Monday 19 October 2026 The Wanderer"),
        ("../half-term/", "After · Monday 2 November 2026 Half-term"),
    ]
    assert page.xpath("//header//a/@href") == ["../"]
    assert [said(time) for time in page.xpath("//header/p[@class='when']")] == [
        "Monday 26 October 2026, 6.30 pm –\N{WORD JOINER} 8.30 pm"  # no line ends between the two hours
    ]


def test_a_date_of_another_year_says_its_year():
    (told,) = row("the-wanderer").xpath(".//p[@class='state']")
    assert said(told) == "Moved from Monday 12 October"
    later = series(options=SiteOptions(NOW.replace(year=2028), ADDRESS, papers=()))
    (told,) = later.xpath("//li[@id='s-the-wanderer']//p[@class='state']")
    assert said(told) == "Moved from Monday 12 October 2026"
    # What is the same whatever the time is says it always.
    (told,) = session("the-wanderer").xpath("//p[@class='state']")
    assert said(told) == "Moved from Monday 12 October 2026"


def test_who_can_join_by_mail_is_told_where_and_nobody_is_asked_to_come_to_what_is_over():
    options = SiteOptions(NOW, ADDRESS, papers=(), join="/join/canalside/")
    joined = [link.text for link in series(options=options).xpath("//a[@href='/join/canalside/']")]
    assert joined == ["Will you come?", "Get reminders by mail"]
    proposed = replace(
        PUBLIC, series=replace(SERIES, sessions=tuple(one for one in SERIES.sessions if one.key == "online-once"))
    )
    assert "Will you come?" not in series(proposed, options).text_content()
    asked = {
        one.key
        for one in PUBLIC.series.sessions
        if lxml_html.fromstring(session_page(PUBLIC, one, None, None, options)).xpath("//a[@href='/join/canalside/']")
    }
    assert asked == {"sweetness-and-power", "at-the-library", "new-year"}
    without = SiteOptions(NOW, ADDRESS, papers=())
    assert not series(options=without).xpath("//a[contains(@href, 'join')]")


def test_leaflets_and_handouts_are_offered_only_where_they_are_made():
    assert [link.get("href") for link in series().xpath("//section[@aria-labelledby='keep']//a")] == [
        "calendar.ics",
        "webcal://canalside.example.org/bread-and-water/calendar.ics",
        "https://calendar.google.com/calendar/r"
        "?cid=webcal%3A%2F%2Fcanalside.example.org%2Fbread-and-water%2Fcalendar.ics",
        "https://outlook.live.com/calendar/0/addfromweb"
        "?url=https%3A%2F%2Fcanalside.example.org%2Fbread-and-water%2Fcalendar.ics&name=Bread%20and%20Water",
        "leaflet.pdf",
        "leaflet-a4.pdf",
        "handout.pdf",
    ]
    bare = series(options=SiteOptions(NOW, papers=()))
    assert [link.get("href") for link in bare.xpath("//section[@aria-labelledby='keep']//a")] == ["calendar.ics"]


def test_a_group_shows_what_it_reads_and_what_it_read():
    over = summarise(
        replace(PUBLIC, series=replace(PUBLIC.series, key="old", title="Older", sessions=SERIES.sessions[:2])), NOW
    )
    page = lxml_html.fromstring(group_page(GROUP, [over, summarise(PUBLIC, NOW)], OPTIONS))
    assert [said(one) for one in page.xpath("//ul[@class='series']/li")] == [
        "Bread and WaterNext Monday 26 October, 6.30 pm: Sweetness and PowerTen evenings on what people ate, drank and paid for "
        "it. We read a chapter or two at home and talk about it slowly. You need not have read anything before."
    ]
    assert [said(one) for one in page.xpath("//ul[@class='series past']/li")] == ["Older September 2026"]


def test_a_series_with_a_date_to_be_agreed_is_not_over():
    waiting = replace(SERIES, sessions=(SERIES.sessions[0], Session("tba", "On Salt")))
    page = lxml_html.fromstring(group_page(GROUP, [summarise(replace(PUBLIC, series=waiting), NOW)], OPTIONS))
    [one] = page.xpath("//ul[@class='series']/li")
    assert said(one).startswith("Bread and WaterThe next date is to be agreed.")
    assert page.xpath("//ul[@class='series past']") == []


def test_the_page_says_its_language_and_direction():
    page = lxml_html.fromstring(series_page(in_arabic(), OPTIONS))
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")


def test_search_engines_are_told_what_the_page_says():
    (data,) = session("sweetness-and-power").xpath("//script[@type='application/ld+json']")
    event = json.loads(data.text)
    assert event["@type"] == "EducationEvent"
    assert event["startDate"] == "2026-10-26T18:30+00:00"
    assert event["endDate"] == "2026-10-26T20:30+00:00"
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["location"] == {"@type": "Place", "name": "The Lock-keeper’s House", "address": "Canal Row"}
    assert event["superEvent"]["name"] == "Bread and Water"
    statuses = {
        key: json.loads(session(key).xpath("//script[@type='application/ld+json']")[0].text)
        for key in ("rain-stopped-us", "the-wanderer")
    }
    assert statuses["rain-stopped-us"]["eventStatus"] == "https://schema.org/EventCancelled"
    assert statuses["the-wanderer"]["eventStatus"] == "https://schema.org/EventRescheduled"
    assert statuses["the-wanderer"]["previousStartDate"] == "2026-10-12"
    assert session("united-front").xpath("//script") == []


def test_summer_time_stands_in_the_offset():
    assert row("the-mill").xpath(".//time/@datetime") == ["2026-09-28T18:30+01:00"]


@pytest.mark.parametrize(
    ("summary", "lead", "rest"),
    [
        ("", "", ""),
        ("<p>Short.</p>", "Short.", ""),
        ("<p>Short &amp; sweet.</p><p>More.</p>", "Short &amp; sweet.", "<p>More.</p>"),
        (
            f"<p>We read A &amp; B in the park on Sundays. {'And so on, again, and again. ' * 9}<em>End.</em></p><p>More.</p>",
            "We read A &amp; B in the park on Sundays.",
            f"<p>{'And so on, again, and again. ' * 9}<em>End.</em></p><p>More.</p>",
        ),
        (f"<p>{'long ' * 100}</p>", "", f"<p>{'long ' * 100}</p>"),
        ("<p>With <em>marks</em> in it.</p>", "With <em>marks</em> in it.", ""),
        ("<ul><li>A list</li></ul>", "", "<ul><li>A list</li></ul>"),
        ("<p></p>", "", ""),
        (
            f"<p>We read &#65; and B every week. {'On. ' * 99}</p>",
            "",
            f"<p>We read &#65; and B every week. {'On. ' * 99}</p>",
        ),
        ("<p/><p>Text.</p>", "", "<p/><p>Text.</p>"),
    ],
)
def test_the_first_words_of_a_summary_stand_on_top(summary, lead, rest):
    assert split_lead(Rich(summary)) == (lead, rest)


@pytest.mark.parametrize(
    ("rich", "written"),
    [
        ("<p>One<br/>two <em/>three</p>", "<p>One<br>two <em></em>three</p>"),
        ("<h3>A</h3><h4>B</h4>", "<h3>A</h3><h4>B</h4>"),
        ("<h4>B</h4>", "<h3>B</h3>"),
        (
            '<p><a href="https://example.org/?a=1&amp;b=[2]">x</a></p>',
            '<p><a href="https://example.org/?a=1&amp;b=%5B2%5D">x</a></p>',
        ),
        ('<p><span lang="fr"/>x</p>', '<p><span lang="fr"></span>x</p>'),
    ],
)
def test_rich_text_becomes_html(rich, written):
    assert html(Rich(rich)) == written


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://example.org/a b", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//example.org", ""),
        ('https://example.org/"x"', "https://example.org/%22x%22"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/a#b#c", "https://example.org/a#b%23c"),
        ("https://[::1]/a", "https://[::1]/a"),
        (" mailto:ruth@example.org ", "mailto:ruth@example.org"),
    ],
)
def test_addresses_are_fit_for_a_link_or_none(address, link):
    assert outward(address) == link


def test_a_cancelled_break_is_no_meeting():
    programme = Programme(Group("g"), SERIES)
    off = Session(key="b", title="Easter", kind=Kind.BREAK, state=DateState.CANCELLED, date=dt.date(2027, 3, 29))
    entry = session_entry(programme, off, ENGLISH, "")
    assert (entry.state, entry.cancelled, entry.ends, entry.calendar) == ("No meeting", False, "", "")


@pytest.mark.parametrize(
    ("summary", "shown"),
    [
        ("Six evenings. " + "Each has one chapter and a shorter piece for a busy week, and nobody is asked to speak. " * 3,
         "Six evenings. " + "Each has one chapter and a shorter piece for a busy week, and nobody is asked to speak. "
         "Each has one chapter and a shorter piece for a busy week, and nobody is asked to speak."),
        ("Short. " + "one word " * 40, "Short. " + "one word " * 25 + "one…"),
    ],
)  # fmt: skip
def test_a_series_in_a_list_says_whole_sentences_where_some_fit(summary, shown):
    listed = replace(summarise(PUBLIC, NOW), summary=summary)
    page = lxml_html.fromstring(group_page(GROUP, [listed], OPTIONS))
    assert [said(one) for one in page.xpath("//p[@class='summary']")] == [shown]


def test_the_page_for_wrong_addresses_finds_its_style_where_the_site_is_known_to_stand():
    for options, root in ((OPTIONS, ADDRESS), (SiteOptions(NOW, root="/canalside/"), "/canalside/")):
        page = lxml_html.fromstring(not_found_page(GROUP, options))
        assert page.xpath("//link[@rel='stylesheet']/@href") == [f"{root}style.css"]
        assert {*page.xpath("//a/@href")} == {root}

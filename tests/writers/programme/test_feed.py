"""The feed keeps to Atom (RFC 4287), and its entries keep their names."""

from dataclasses import replace

from lxml import etree

from studycircle.documents.audience import seen_by
from studycircle.documents.programme import Audience
from studycircle.writers.programme.feed import MOST, write_feed
from tests.programmes import ADDRESS, RICH, SERIES, of_many

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(programme, **options):
    return etree.fromstring(write_feed(seen_by(programme, Audience.PUBLIC), **options))


def test_what_an_atom_feed_must_have():
    root = feed(RICH, address=ADDRESS)
    assert root.xpath("string(a:title)", namespaces=ATOM) == "Bread and Water"
    assert root.xpath("string(a:updated)", namespaces=ATOM) == "2026-10-05T08:30:00Z"
    assert root.xpath("string(a:author/a:name)", namespaces=ATOM) == "Canalside Readers"
    assert root.xpath("a:link/@href", namespaces=ATOM) == [
        "https://canalside.example.org/bread-and-water/feed.xml",
        "https://canalside.example.org/bread-and-water/",
    ]
    for entry in root.xpath("a:entry", namespaces=ATOM):
        for name in ("id", "title", "updated", "content"):
            assert len(entry.findall(f"{{{ATOM['a']}}}{name}")) == 1
    names = root.xpath("//a:id/text()", namespaces=ATOM)
    assert len(set(names)) == len(names)
    assert all(name.startswith("urn:uuid:") for name in names)


def test_the_last_changed_comes_first_and_breaks_are_no_news():
    titles = feed(RICH, address=ADDRESS).xpath("a:entry/a:title/text()", namespaces=ATOM)
    assert titles[0] == "Cancelled: Bread & Roses <again> · Monday 5 October 2026, 6.30\xa0pm"
    assert len(titles) == len(SERIES.sessions) - 1
    assert "On Salt · Date to be agreed" in titles


def test_an_entry_says_what_one_must_know():
    (content,) = feed(RICH, address=ADDRESS).xpath(
        "a:entry[a:title[contains(., 'Sweetness')]]/a:content", namespaces=ATOM
    )
    assert content.get("type") == "html"
    assert ">The Lock-keeper’s House, Canal Row</a>, Upper room" in content.text
    assert '<a href="https://www.example.org/mintz?a=1&amp;b=2">read online</a>' in content.text
    assert "secret" not in content.text


def test_without_an_address_links_are_relative():
    root = feed(RICH)
    assert root.xpath("a:link/@rel", namespaces=ATOM) == ["alternate"]
    assert root.xpath("a:entry/a:link/@href", namespaces=ATOM)[0] == "rain-stopped-us/"


def test_entries_keep_their_names_for_life():
    renamed = replace(
        RICH, series=replace(SERIES, title="X", sessions=tuple(replace(one, title="Y") for one in SERIES.sessions))
    )
    names = [sorted(feed(one).xpath("//a:id/text()", namespaces=ATOM)) for one in (RICH, renamed)]
    assert names[0] == names[1]


def test_a_long_series_tells_only_the_news():
    assert len(feed(of_many(100)).xpath("a:entry", namespaces=ATOM)) == MOST

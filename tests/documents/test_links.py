"""The links of a programme: all are found where they stand, and changed nowhere else."""

from dataclasses import replace

import pytest

from studycircle.documents.links import archive_of, archived_at, links_of, page_of, with_page, without_editions
from studycircle.documents.programme import (
    Attachment,
    Contact,
    Edition,
    Group,
    Note,
    Place,
    Programme,
    Question,
    Reading,
    Rights,
    Series,
    Session,
    Shelved,
)
from studycircle.documents.rich import Rich, is_rich

BOOK = "https://example.org/book?a=1&b=2"
WORDS = Rich(
    '<p>See <a href="https://example.org/book?a=1&amp;b=2#two">it</a>, <a href="mailto:x@example.org">x</a>.</p>'
)
EDITIONS = (
    Edition("web", "web", BOOK),
    Edition("pdf", "pdf", "files/book.pdf"),
    Edition("own", link=BOOK, file="b.pdf"),
)
PROGRAMME = Programme(
    Group("apiary", summary=Rich('<p><a href="https://example.org/about">About</a></p>')),
    Series(
        "spring",
        place=Place(map_link="https://example.org/map", online="https://example.org/meeting?secret=1"),
        contacts=(Contact("ann", url="HTTPS://example.org/ann", email="ann@example.org"),),
        sessions=(
            Session(
                "one",
                "One",
                readings=(Reading("bees", "Bees", editions=EDITIONS),),
                questions=(Question("q", text=WORDS),),
                notes=(Note("n", body=Rich('<p><a href="/apiary/files/x.pdf">ours</a></p>')),),
                attachments=(Attachment("a", "A", link="tel:07700900000"), Attachment("b", "B", link="http://[::1")),
            ),
        ),
    ),
    shelf=(Shelved("bees", "Bees", rights=Rights.LINK, link=BOOK),),
)


def test_every_link_to_the_web_is_found_where_it_stands():
    found = [
        (one.address, one.session.key if one.session else "", one.edition.key if one.edition else "", bool(one.shelved))
        for one in links_of(PROGRAMME)
    ]
    assert found == [
        ("https://example.org/about", "", "", False),
        ("https://example.org/map", "", "", False),
        ("HTTPS://example.org/ann", "", "", False),
        (BOOK, "one", "web", False),
        (BOOK, "one", "own", False),
        (f"{BOOK}#two", "one", "", False),
        (BOOK, "", "", True),
    ]


def test_another_address_is_put_wherever_the_page_is_linked_to():
    changed = with_page(PROGRAMME, BOOK, "https://example.org/new?c=3&d=4")
    assert [one.address for one in links_of(changed)][3:] == [
        "https://example.org/new?c=3&d=4",
        "https://example.org/new?c=3&d=4",
        "https://example.org/new?c=3&d=4#two",
        BOOK,  # of the shelf: changed there
    ]
    [session] = changed.series.sessions
    assert is_rich(session.questions[0].text)
    assert with_page(changed, "https://example.org/new?c=3&d=4", BOOK) == PROGRAMME
    assert with_page(PROGRAMME, "https://example.org/none", "https://example.org/x") == PROGRAMME


def test_an_address_with_quotes_stays_an_attribute():
    changed = with_page(PROGRAMME, BOOK, "https://example.org/\"><img src='x'>")
    [session] = changed.series.sessions
    assert 'href="https://example.org/&quot;&gt;&lt;img src=&#x27;x&#x27;&gt;#two"' in session.questions[0].text


def test_links_go_only_where_the_text_stands_on_the_shelf():
    assert without_editions(PROGRAMME, BOOK) == PROGRAMME
    [session] = PROGRAMME.series.sessions
    shelved = replace(session, readings=(replace(session.readings[0], text="bees"),))
    programme = replace(PROGRAMME, series=replace(PROGRAMME.series, sessions=(shelved,)))
    [reading] = without_editions(programme, BOOK).series.sessions[0].readings
    assert reading.editions == (EDITIONS[1], Edition("own", file="b.pdf"))


@pytest.mark.parametrize(
    ("address", "page"),
    [
        (" https://example.org/a#b ", "https://example.org/a"),
        ("/a", ""),
        ("mailto:a@example.org", ""),
        ("http://[", ""),
    ],
)
def test_what_a_server_is_asked_for(address, page):
    assert page_of(address) == page


def test_the_archive_of_an_archive_is_none():
    copy = archived_at("https://example.org/a")
    assert copy == "https://web.archive.org/web/https://example.org/a"
    assert archive_of("https://example.org/a") == "https://web.archive.org/web/*/https://example.org/a"
    assert (archived_at(copy), archive_of(copy)) == ("", "")

"""The programme on one page that needs no other file."""

from lxml import html

from studycircle.documents.audience import seen_by
from studycircle.documents.programme import Audience
from studycircle.documents.rich import to_plain
from studycircle.writers.programme.one_page import one_page
from tests.programmes import NOW, RICH

PUBLIC = seen_by(RICH, Audience.PUBLIC)
PAGE = html.document_fromstring(one_page(PUBLIC, now=NOW).decode())


def test_it_needs_no_other_file():
    assert PAGE.xpath("//link[@rel='stylesheet'] | //script | //img") == []
    assert "--paper" in PAGE.findtext(".//style")


def test_ids_are_unique_and_links_inside_lead_somewhere():
    ids = PAGE.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in PAGE.xpath("//a/@href") if link.startswith("#")} <= set(ids)


def test_everything_of_every_session_is_on_it():
    words = " ".join(PAGE.text_content().split())
    for session in PUBLIC.series.sessions:
        assert session.title in words
        for question in session.questions:
            assert " ".join(to_plain(question.text).split()) in words
        for note in session.notes:
            assert all(" ".join(block.split()) in words for block in to_plain(note.body).split("\n\n"))


def test_the_same_programme_gives_the_same_bytes():
    assert one_page(PUBLIC, now=NOW) == one_page(PUBLIC, now=NOW)

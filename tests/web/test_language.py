"""The desk in the language of who sits at it, and no English word on it for who asked for Arabic."""

import re
from dataclasses import fields, is_dataclass
from enum import Enum
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from lxml import html

from studycircle.documents.text import Block, BlockKind, Inline, Text, number_blocks
from studycircle.store import actions, models, people, shelf
from tests.programmes import RICH
from tests.web.conftest import NOW

UNSAID = {"script", "style", "textarea", "code", "kbd"}
READ_OUT = ("aria-label", "title", "placeholder", "alt", "data-of")
LATIN = re.compile(r"[^\W\d_]+")
# What has the same name everywhere.
NAMES = "Studycircle PDF EPUB Kindle Word"
PARTS_OF_BRITAIN = "England Scotland Wales Northern Ireland"  # as the calendar of holidays calls them


def words_of(text):
    return {word for word in LATIN.findall(text.lower()) if re.search("[a-z]", word)}


def typed(value):
    """All that somebody typed into a document; not the names of its fields, nor the words it has for kinds of things."""
    if is_dataclass(value):
        for field in fields(value):
            if field.name != "format":
                yield from typed(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from typed(one)
    elif isinstance(value, str) and not isinstance(value, Enum):
        yield value


def said(page):
    """What a page says in its own language, piece by piece: words, and what is read out; not what stands in fields."""
    yield from (page.get(name, "") for name in READ_OUT)
    yield page.text or ""
    for element in page:
        is_ours = isinstance(element.tag, str) and "lang" not in element.attrib
        if is_ours and element.tag not in UNSAID and element.get("aria-hidden") != "true":
            yield from said(element)
        yield element.tail or ""


def pages(client, *start):
    """All of the desk that links lead to, by address."""
    found, waiting = {}, list(start)
    while waiting:
        address = waiting.pop()
        if address in found or "/logout" in address or address.endswith("/mail/preview/"):  # a mail speaks as its group
            continue
        response = client.get(address)
        if response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html"):
            found[address] = page = html.fromstring(response.content)
            links = [urlsplit(urldefrag(urljoin(address, link.get("href", ""))).url) for link in page.iter("a")]
            waiting += [link.path for link in links if link.path.startswith(("/desk/", "/account/"))]
    return found


@pytest.fixture
def desk(series, ann, mia):
    """Ann administers as well; there are a draft, a text on the shelf, an invitation and a change."""
    person = models.Person.objects.get(username="ann")
    person.is_superuser = True
    person.save()
    text = Text("on-bees", "On Bees", blocks=number_blocks([Block("p", BlockKind.PARAGRAPH, Inline("One."))]))
    shelf.shelve(series.group, text, (), shelf.Brought(b"bees", "bees.txt"), by=person, now=NOW)
    people.invite(series.group, models.Right.MEMBER, "", by=person, now=NOW)
    actions.start_draft(
        RICH,
        (),
        group=series.group,
        series=series,
        source="notes.txt",
        name="notes.txt",
        media="text/plain",
        by=person,
        now=NOW,
    )
    return ann


def test_no_english_word_stands_on_the_desk_in_arabic(desk):
    english = pages(desk, "/desk/", "/account/")
    desk.post("/account/language/", {"language": "ar"})
    desk.get("/desk/")
    arabic = pages(desk, "/desk/", "/account/")
    assert len(english) > 30
    assert set(arabic) == set(english)
    known = words_of(
        f"{' '.join(typed(RICH))} {NAMES} {PARTS_OF_BRITAIN} ann mia on bees notes.txt http testserver door now"
    )
    left = {
        (address, " ".join(words.split()))
        for address, page in arabic.items()
        for words in set(said(page)) & set(said(english[address]))
        if words_of(words) - known
    }
    assert left == set()
    assert {(page.get("lang"), page.get("dir")) for page in arabic.values()} == {("ar", "rtl")}


def test_the_language_is_the_one_a_person_chose(ann):
    def language(client, **headers):
        page = html.fromstring(client.get("/account/", headers=headers).content)
        return page.get("lang"), page.get("dir"), page.findtext(".//h1")

    assert language(ann) == ("en", "ltr", "Your account")
    assert language(ann, accept_language="de-AT, en;q=0.5") == ("de", "ltr", "Ihr Konto")
    answer = ann.post("/account/language/", {"language": "fr"}, follow=True)
    assert "Enregistré." in answer.content.decode()
    assert language(ann, accept_language="de-AT") == ("fr", "ltr", "Votre compte")
    ann.post("/account/language/", {"language": ""})
    assert language(ann, accept_language="ar") == ("ar", "rtl", "حسابك")


def test_a_language_we_do_not_speak_is_refused(ann):
    assert ann.post("/account/language/", {"language": "tlh"}).status_code == 404
    assert models.Person.objects.get(username="ann").language == ""


def test_a_visitor_is_answered_in_their_language_without_a_cookie(db):
    response = Client().get("/account/sign-in/", headers={"Accept-Language": "es-MX, en;q=0.5"})
    page = html.fromstring(response.content)
    assert (page.get("lang"), page.findtext(".//h1")) == ("es", "Entrar")
    assert "Accept-Language" in response.headers["Vary"]
    assert "django_language" not in response.cookies
    assert Client().get("/", headers={"Accept-Language": "es"}).cookies == {}


def test_dates_stand_in_the_order_of_the_language(desk):
    desk.post("/account/language/", {"language": "de"})
    assert re.search(r"aus notes\.txt, 20\. Oktober, \d\d:\d\d; noch nicht", desk.get("/desk/").content.decode())

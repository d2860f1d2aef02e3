"""Links on the desk: what does not answer is shown with what can be done, done, and undone."""

import datetime as dt

import pytest
from django.urls import reverse
from lxml import html

from studycircle.documents.links import links_of
from studycircle.documents.programme import Audience, Edition, Group, Place, Programme, Reading, Series, Session
from studycircle.store import actions, clock, links, models
from studycircle.store.load import load_programme
from studycircle.store.models import Link
from tests.web.conftest import NOW, signed_in

LOST, CLOSED, FINE, MAP = (f"https://{name}.example.org/x" for name in ("lost", "closed", "fine", "map"))
State = Link.State


@pytest.fixture
def series(db):
    """A series whose map does not answer, nor a page that two of its readings link to; one of those has a copy."""
    readings = (
        Reading("bees", "Bees", editions=(Edition("web", "web", f"{LOST}#two", label="here"), Edition("b", link=FINE))),
        Reading("kept", "Kept", text="kept", editions=(Edition("web", "web", LOST),)),
    )
    sessions = (
        Session("one", "One", readings=readings),
        Session("two", "Two", readings=(Reading("shut", "Shut", editions=(Edition("web", "web", CLOSED),)),)),
    )
    place = Place("The library", map_link=MAP)
    document = Programme(Group("apiary", "Apiary"), Series("spring", title="Spring", place=place, sessions=sessions))
    row = actions.import_programme(document, now=NOW).series
    links.note_links(row.group, ours=frozenset(), now=NOW)
    for address, state, status, words in (
        (LOST, State.BROKEN, 404, ""),
        (MAP, State.BROKEN, None, "there is no server called map.example.org"),
        (CLOSED, State.DOUBTFUL, 403, ""),
        (FINE, State.GOOD, 200, ""),
    ):
        Link.objects.filter(address=address).update(
            state=state, status=status, words=words, failing_since=NOW if status != 200 else None, checked_at=NOW
        )
    return row


@pytest.fixture
def base(series):
    return reverse("series-links", args=[series.group.key, series.key])


def page(client, base):
    return html.fromstring(client.get(base).content)


def listed(root, section):
    """The addresses that stand in a section."""
    return root.xpath(f"//*[@aria-labelledby='{section}']//p[@class='address']/a/@href")


def addresses(series):
    return [one.address for one in links_of(load_programme(series, audience=Audience.ORGANISERS))]


def words_of(root, address):
    [item] = root.xpath(f"//li[p[@class='address']/a[@href='{address}']]")
    return " ".join(item.text_content().split())


def test_what_does_not_answer_is_shown_with_its_places_and_what_was_said(ann, base):
    root = page(ann, base)
    assert listed(root, "broken") == [MAP, LOST]
    assert listed(root, "doubtful") == [CLOSED]
    assert "One link answers." in root.text_content()
    lost = words_of(root, LOST)
    assert "The server says that there is no such page. (404) Since 20 October, 12:00." in lost
    assert "One: Bees (here)" in lost
    assert "One: Kept" in lost
    assert "There is no server of that name any more." in words_of(root, MAP)
    assert "For all sessions" in words_of(root, MAP)
    assert "The server lets no program look, so it cannot be checked from here. (403)" in words_of(root, CLOSED)


def test_what_can_be_done_is_offered_where_it_can(ann, base, series):
    root = page(ann, base)
    offered = {
        form.xpath("string(input[@name='page']/@value)"): form.xpath(".//button/@value")
        for form in root.xpath("//form[input[@name='page']]")
    }
    assert offered == {
        LOST: ["replace", "copy", "archive", "leave"],
        MAP: ["replace", "archive", "leave"],
        CLOSED: ["replace", "archive", "leave"],
    }
    bees = models.Reading.objects.get(key="bees")
    assert root.xpath("//a[contains(@href, '/shelf/new/')]/@href")[0] == f"/desk/groups/apiary/shelf/new/?for={bees.pk}"
    assert ann.get(f"/desk/groups/apiary/shelf/new/?for={bees.pk}").status_code == 200
    assert f"https://web.archive.org/web/*/{LOST}" in root.xpath("//a/@href")


def test_another_address_is_put_in_its_place_and_back_again(ann, base, series):
    before = addresses(series)
    answer = ann.post(base, {"page": LOST, "act": "replace", "address": "www.example.org/new"}, follow=True)
    assert addresses(series) == [MAP, "https://www.example.org/new#two", FINE, "https://www.example.org/new", CLOSED]
    root = html.fromstring(answer.content)
    assert listed(root, "broken") == [MAP]
    ann.post(root.xpath("//div[@role='status']//form/@action")[0])
    assert addresses(series) == before


@pytest.mark.parametrize("typed", ["", "javascript:alert(1)", "not an address", "ftp://example.org/"])
def test_what_is_no_address_is_said_and_nothing_changes(ann, base, series, typed):
    before = addresses(series)
    answer = ann.post(base, {"page": LOST, "act": "replace", "address": typed})
    assert answer.status_code == 422
    root = html.fromstring(answer.content)
    assert len(root.xpath("//details[@open]//ul[@class='errors']/li")) == 1
    assert addresses(series) == before


def test_a_web_archive_can_stand_in(ann, base, series):
    ann.post(base, {"page": MAP, "act": "archive"})
    assert addresses(series)[0] == f"https://web.archive.org/web/{MAP}"
    links.note_links(series.group, ours=frozenset(), now=NOW)
    Link.objects.filter(host="web.archive.org").update(state=State.BROKEN, status=404)
    root = page(ann, base)
    [form] = root.xpath("//form[input[@name='page'][contains(@value, 'web.archive.org')]]")
    assert form.xpath(".//button/@value") == ["replace", "leave"]
    answer = ann.post(base, {"page": f"https://web.archive.org/web/{MAP}", "act": "archive"})
    assert answer.status_code == 422


def test_the_copy_on_the_shelf_is_used_where_there_is_one(ann, base, series):
    assert ann.post(base, {"page": CLOSED, "act": "copy"}).status_code == 422
    answer = ann.post(base, {"page": LOST, "act": "copy"}, follow=True)
    assert addresses(series) == [MAP, f"{LOST}#two", FINE, CLOSED]
    ann.post(html.fromstring(answer.content).xpath("//div[@role='status']//form/@action")[0])
    assert addresses(series) == [MAP, f"{LOST}#two", FINE, LOST, CLOSED]


def test_what_works_for_somebody_is_left_alone_for_a_while(ann, base, series, monkeypatch):
    ann.post(base, {"page": LOST, "act": "leave"})
    root = page(ann, base)
    assert listed(root, "broken") == [MAP]
    assert root.xpath("//details[summary[@id='quiet']]//p[@class='address']/a/@href") == [LOST]
    later = clock.now() + dt.timedelta(days=91)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert listed(page(ann, base), "broken") == [MAP, LOST]
    ann.post(base, {"page": LOST, "act": "leave"})
    ann.post(base, {"page": LOST, "act": "again"})
    assert listed(page(ann, base), "broken") == [MAP, LOST]


def test_the_desk_leads_to_each_that_does_not_answer(ann, base, series):
    def said():
        return {one.partition("#")[2] for one in page(ann, "/desk/").xpath(f"//a[starts-with(@href, '{base}')]/@href")}

    places = {address: f"link-{pk}" for address, pk in Link.objects.values_list("address", "pk")}
    assert said() == {places[LOST], places[MAP]}
    ann.post(base, {"page": LOST, "act": "leave"})
    assert said() == {places[MAP]}
    ann.post(base, {"page": MAP, "act": "archive"})
    assert said() == set()


def test_an_address_that_is_gone_meanwhile_changes_nothing(ann, base, series):
    ann.post(base, {"page": MAP, "act": "archive"})
    before = addresses(series)
    for act in ("replace", "archive", "leave"):
        answer = ann.post(base, {"page": MAP, "act": act, "address": "https://example.org/"})
        assert answer.status_code == 409
    assert addresses(series) == before


def test_another_series_keeps_its_link(ann, series):
    stranger = signed_in("eve", models.Group.objects.create(key="other"))
    url = reverse("series-links", args=[series.group.key, series.key])
    assert stranger.post(url, {"page": LOST, "act": "leave"}).status_code == 404
    assert not Link.objects.exclude(quiet_until=None).exists()


def test_pages_with_nothing_on_them_say_what_would_stand_there(db):
    empty = Programme(Group("apiary", "Apiary"), Series("bare", sessions=(Session("one", "One"),)))
    row = actions.import_programme(empty, now=NOW).series
    ann = signed_in("ann", row.group)
    base = reverse("series", args=["apiary", "bare"])
    assert "The programme has no links yet." in ann.get(f"{base}links/").content.decode()
    assert "Readings that are only a link to a text stand here" in ann.get(f"{base}readings/").content.decode()

"""The door on the desk, and what a visitor and a member find at its address."""

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from studycircle.documents.programme import Audience
from studycircle.store import models


@pytest.fixture
def kept(series):
    """The series with its usual room for members only, and one session to come."""
    place = series.place
    series.place = type(place)(place.name, place.address, "Upper room", room_audience=Audience.MEMBERS)
    series.save()
    models.Session.objects.filter(series=series).exclude(key="new-year").update(archived=True)
    models.Session.objects.filter(series=series, key="new-year").update(date="2031-03-04")
    return series


def test_the_desk_has_the_codes_of_both_addresses(ann, kept, settings):
    settings.ADDRESS = "https://read.example.org"
    page = html.fromstring(ann.get(reverse("series-door", args=[kept.group.key, kept.key])).content)
    assert page.xpath("//div[@class='signs']//a/@href") == [
        "https://read.example.org/canalside/bread-and-water/door/",
        "https://read.example.org/canalside/now/",
    ]
    assert len(page.xpath("//div[@role='img']//*[local-name()='svg'][@viewbox][not(@width)]")) == 2
    assert page.xpath("//*[@style]") == []
    said = [" ".join(one.text_content().split()) for one in page.xpath("//dl//dd")]
    assert ["Upper room" in words for words in said] == [False, True]


def test_without_an_address_of_the_installation_it_is_the_one_asked_for(ann, kept):
    page = html.fromstring(ann.get(reverse("series-door", args=[kept.group.key, kept.key])).content)
    assert page.xpath("//div[@class='signs']//a/@href")[1] == "http://testserver/canalside/now/"


def test_a_group_at_its_own_host_has_the_shortest(ann, kept):
    kept.group.domain = "canalside.example.org"
    kept.group.save()
    page = html.fromstring(ann.get(reverse("series-door", args=[kept.group.key, kept.key])).content)
    assert page.xpath("//div[@class='signs']//a/@href")[1] == "http://canalside.example.org/now/"


def test_at_the_door_each_sees_what_they_may(mia, kept):
    url = f"/{kept.group.key}/{kept.key}/door/"
    seen = {name: client.get(url).content.decode() for name, client in (("mia", mia), ("", Client()))}
    assert {name: "Upper room" in words for name, words in seen.items()} == {"mia": True, "": False}
    assert "The room is told to members only." in seen[""]


def test_the_short_address_is_answered_live_too(mia, kept):
    assert mia.get(f"/{kept.group.key}/now/").status_code == 200
    assert mia.get(f"/{kept.group.key}/now/x/").status_code == 404

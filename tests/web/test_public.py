"""The public pages as whoever is signed in gets them: with the way to the desk, for those who can edit there."""

import pytest
from django.test import Client
from lxml import html

SERIES, DESK = "/canalside/bread-and-water/", "/desk/groups/canalside/bread-and-water/"


def ways(client, url):
    """Where the page says it can be edited."""
    return html.fromstring(client.get(url).content).xpath("//nav[@class='desk']/a/@href")


def test_organisers_are_led_to_what_they_look_at(series, ann):
    assert ways(ann, "/canalside/") == ["/desk/groups/canalside/"]
    assert ways(ann, SERIES) == ways(ann, f"{SERIES}the-mill/") == [DESK]
    assert ann.get(DESK).status_code == ann.get("/desk/groups/canalside/").status_code == 200


def test_editors_to_the_series_they_can_write_in(series, eda):
    assert ways(eda, "/canalside/") == []
    [way] = ways(eda, f"{SERIES}the-mill/")
    assert way == f"{DESK}notes/"
    assert eda.get(way).status_code == 200


@pytest.mark.parametrize("url", ["/canalside/", SERIES, f"{SERIES}the-mill/"])
def test_nobody_else_is_led_anywhere(url, series, mia, bea, ada):
    for client in (mia, bea, ada, Client()):
        assert client.get(url).status_code == 200
        assert ways(client, url) == []


def test_whoever_sees_a_number_that_others_do_not_is_told_so(series, mia):
    [seen] = html.fromstring(mia.get(SERIES).content).find_class("ask")
    assert " ".join(seen.text_content().split()).endswith("Femi 07700 900456 (for members only)")
    assert "(for members only) · " not in seen.text_content()  # Ruth's is everybody's
    [public] = html.fromstring(Client().get(SERIES).content).find_class("ask")
    assert "Femi" not in public.text_content()
    assert "members only" not in public.text_content()


def test_who_finds_nothing_is_led_to_the_page_of_the_group(series):
    for url, group in (("/canalside/nothing/", "/canalside/"), ("/nothing/there/", "/")):
        answer = Client().get(url)
        assert answer.status_code == 404
        root = html.fromstring(answer.content)
        assert root.xpath("//main//p[@class='lead']/a/@href") == [group]
        assert root.xpath("//link[@rel='icon']")

"""From an empty installation to a published series, by what the screen says: the first account, a group, its page."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from studycircle.documents.programme import Audience
from studycircle.errors import WriteError
from studycircle.store import clock, models, people
from studycircle.store.load import load_programme
from tests.web.conftest import NOW

PASSWORD = "a good long password"
PAGE = "Bee circle\n\nTuesdays at 7pm, Barn Hall\n\n12 January 2027 - The Hive\n\n26 January 2027 - Wax\n"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: NOW)


def link():
    return reverse("first", args=[people.first_token(now=NOW)])


def test_whoever_started_the_place_makes_the_first_account(db):
    client, url = Client(), link()
    assert "Nobody has an account here yet." in client.get("/account/sign-in/").content.decode()
    assert client.get(url).status_code == 200
    assert client.post(url, {"name": "Ruth", "password": "short"}).status_code == 422
    assert not models.Person.objects.exists()
    answer = client.post(url, {"name": "Ruth", "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/desk/")
    person = models.Person.objects.get()
    assert (person.username, person.is_superuser, person.check_password(PASSWORD)) == ("Ruth", True, True)
    assert client.get("/desk/").status_code == 200
    assert "Nobody has an account here yet." not in Client().get("/account/sign-in/").content.decode()


def test_the_link_works_once_and_for_a_day(db, monkeypatch):
    url = link()
    assert Client().get(reverse("first", args=["1795887948:forged"])).status_code == 404
    monkeypatch.setattr(clock, "now", lambda: NOW + dt.timedelta(days=1))
    assert Client().get(url).status_code == 404
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert Client().post(url, {"name": "Ruth", "password": PASSWORD}).status_code == 302
    assert Client().get(url).status_code == 404
    assert Client().post(url, {"name": "Eve", "password": PASSWORD}).status_code == 404
    assert people.first_token(now=NOW) == ""


def test_who_is_slower_is_refused(db):
    token = people.first_token(now=NOW)
    people.be_first(token, "Ruth", PASSWORD, now=NOW)
    with pytest.raises(WriteError):
        people.be_first(token, "Eve", PASSWORD, now=NOW)


def test_the_first_account_organises_what_is_there_already(series):
    person = people.be_first(people.first_token(now=NOW), "Ruth", PASSWORD, now=NOW)
    assert [(one.group, one.right) for one in person.memberships.all()] == [(series.group, "organiser")]


@pytest.fixture
def ruth(db):
    client = Client()
    client.post(link(), {"name": "Ruth", "password": PASSWORD})
    return client


def test_a_founded_group_is_given_its_page_on_its_first_screen(ruth):
    founded = ruth.post("/desk/groups/new/", {"name": "Bees", "language": "en", "zone": "Europe/London"}, follow=True)
    assert founded.redirect_chain == [("/desk/groups/bees/", 302)]
    words = founded.content.decode()
    assert "This group has no programme yet." in words
    assert '<form method="post" action="/desk/import/" enctype="multipart/form-data">' in words
    draft = ruth.post("/desk/import/", {"group": "bees", "text": PAGE}, follow=True)
    assert models.Draft.objects.get().group.key == "bees"
    assert "time zone; please choose it" not in draft.content.decode()
    [publish] = re.findall(r'action="(/desk/drafts/\d+/save/)"', draft.content.decode())
    ruth.post(publish)
    series = models.Series.objects.get()
    assert (series.group.key, series.group.zone) == ("bees", "Europe/London")
    assert [one.title for one in load_programme(series, audience=Audience.PUBLIC).series.sessions] == [
        "The Hive",
        "Wax",
    ]


def test_a_group_without_a_page_begins_an_empty_programme(ruth):
    ruth.post("/desk/groups/new/", {"name": "Bees", "language": "en", "zone": "Europe/London"})
    assert ruth.post("/desk/groups/bees/new/", {"title": ""}).status_code == 422
    answer = ruth.post("/desk/groups/bees/new/", {"title": "The Year of the Hive"})
    draft = models.Draft.objects.get()
    assert answer.url == f"/desk/drafts/{draft.pk}/"
    assert (draft.programme.series.key, draft.programme.group.name) == ("the-year-of-the-hive", "Bees")
    ruth.post(f"/desk/drafts/{draft.pk}/save/")
    assert models.Series.objects.get().title == "The Year of the Hive"


def test_a_page_is_put_into_no_group_of_others(ruth, series):
    ruth.post("/desk/groups/new/", {"name": "Bees", "language": "en", "zone": "Europe/London"})
    assert ruth.post("/desk/import/", {"group": series.group.key, "text": PAGE}).status_code == 422
    assert not models.Draft.objects.exists()


def test_a_server_that_runs_in_no_zone_asks_for_one(ruth, monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    words = ruth.get("/desk/groups/new/").content.decode()
    assert re.search(r'<input [^>]*name="zone"[^>]*>', words)[0].count("value=") == 0
    assert '<option value="Europe/London"></option>' in words
    assert '<option value="GB">United Kingdom</option>' in words

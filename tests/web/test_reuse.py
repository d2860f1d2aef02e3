"""A past series begun anew, and a series of another group taken over: what comes, and what does not."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from studycircle.documents.native import dump_programme
from studycircle.documents.programme import Audience, DateState, Kind, Quotation, Rights
from studycircle.documents.text import Block, BlockKind, Inline, Text, number_blocks
from studycircle.errors import FetchError
from studycircle.fetch import Fetched
from studycircle.moving.packing import export
from studycircle.publishing.bake import bake_site
from studycircle.store import actions, clock, models, shelf
from studycircle.store.load import load_programme
from studycircle.web import taking_over
from tests.programmes import RICH
from tests.web.conftest import NOW
from tests.web.forms import sent_by

START = "/desk/groups/canalside/bread-and-water/start/"
TAKE = "/desk/groups/elsewhere/settings/take-over/"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def bees(series):
    """A free text that a session reads and a question quotes."""
    text = Text("on-bees", "On Bees", blocks=number_blocks([Block("p", BlockKind.PARAGRAPH, Inline("One bee."))]))
    edition = shelf.shelve(
        series.group, text, (), shelf.Brought(b"bees", "bees.txt"), by=None, now=NOW, rights=Rights.OPEN
    )

    def change(programme):
        sessions = list(programme.series.sessions)
        at = next(place for place, one in enumerate(sessions) if one.key == "sweetness-and-power")
        first, *rest = sessions[at].questions
        sessions[at] = replace(
            sessions[at],
            readings=(replace(sessions[at].readings[0], text="on-bees"), *sessions[at].readings[1:]),
            questions=(replace(first, quotations=(Quotation("One bee", "on-bees#p1"),)), *rest),
        )
        return replace(programme, series=replace(programme.series, sessions=tuple(sessions)))

    actions.change_programme(series, change, now=NOW)
    return edition


def pressed(words, button, **typed):
    return {**dict(sent_by(words, **typed).lists()), button: "1"}


def draft_of(response):
    assert response.status_code == 302, response.content.decode()
    return models.Draft.objects.get(pk=int(response.headers["Location"].strip("/").rpartition("/")[2]))


def taken(client, **brought):
    return draft_of(client.post(TAKE, {"series": "", "address": "", "which": "", **brought}))


def test_a_past_series_begins_anew(ann, series, bees):
    before = load_programme(series, audience=Audience.ORGANISERS)
    meetings = [one for one in before.series.sessions if one.kind is Kind.MEETING]
    page = ann.get(START).content.decode()
    typed = {"title": "Bread again", "first": "2027-01-04", "not_on": "2027-01-18", "weekday": "0", "rhythm": "1"}
    look = ann.post(START, pressed(page, "preview", **typed)).content.decode()
    assert "Monday 4 January 2027" in look
    assert "New Year" not in look
    response = ann.post(START, pressed(look, "do"))
    draft = draft_of(response)
    new = draft.programme.series
    assert (new.key, new.title, new.uid) == ("bread-again", "Bread again", "")
    assert [one.key for one in new.sessions] == [one.key for one in meetings]
    days = [one.date for one in new.sessions]
    assert days[:3] == [dt.date(2027, 1, 4), dt.date(2027, 1, 11), dt.date(2027, 1, 25)]
    for old, fresh in zip(meetings, new.sessions, strict=True):
        assert (fresh.title, fresh.readings, fresh.notes, fresh.questions) == (
            old.title, old.readings, old.notes, old.questions,
        )  # fmt: skip
        assert (fresh.state, fresh.leader, fresh.record, fresh.moved_from) == (DateState.FIXED, "", "", None)
        assert (fresh.attachments, fresh.place, fresh.room, fresh.status_note) == ((), None, "", "")
    assert (new.contacts, new.place) == (before.series.contacts, before.series.place)
    # Nothing is public before it is published; then both stand side by side.
    assert models.Series.objects.count() == 1
    ann.post(f"/desk/drafts/{draft.pk}/save/")
    row = models.Series.objects.get(key="bread-again")
    assert row.uid not in ("", series.uid)
    assert load_programme(series, audience=Audience.ORGANISERS) == before
    published = load_programme(row, audience=Audience.ORGANISERS).series.sessions
    place = next(one for one in published if one.key == "sweetness-and-power").questions[0].quotations[0].place
    assert place == "on-bees#p1"
    for key in ("bread-and-water", "bread-again"):
        assert ann.get(f"/canalside/{key}/").status_code == 200


def test_the_groups_page_has_the_new_one_on_top_and_keeps_the_past_one(ann, series):
    dated = replace(RICH, series=replace(RICH.series, sessions=tuple(one for one in RICH.series.sessions if one.date)))
    actions.import_programme(dated, now=NOW)
    later = dt.datetime(2027, 2, 1, 12, tzinfo=dt.UTC)
    page = ann.get(START).content.decode()
    look = ann.post(START, pressed(page, "preview", title="Bread again", first="2027-03-01")).content.decode()
    draft = draft_of(ann.post(START, pressed(look, "do")))
    ann.post(f"/desk/drafts/{draft.pk}/save/")

    def group_page(now):
        bake_site(series.group, now=now)
        return ann.get("/canalside/").content.decode()

    words = group_page(later)
    places = [words.index(one) for one in ("Reading now", "bread-again/", "Read before", "bread-and-water/")]
    assert places == sorted(places)
    words = group_page(dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
    assert ("Reading now" in words, "Read before" in words, "Nothing has been announced" in words) == (
        False,
        True,
        False,
    )
    assert "bread-again/" in words
    assert "bread-and-water/" in words


def test_holidays_are_pointed_out_before_a_series_begins(ann, series):
    page = ann.get(START).content.decode()
    look = ann.post(START, pressed(page, "preview", first="2026-12-18", weekday="4", rhythm="1")).content.decode()
    assert "Christmas Day" in look
    assert not models.Draft.objects.exists()


def test_nothing_is_made_that_was_not_seen(ann, series):
    page = ann.get(START).content.decode()
    look = ann.post(START, pressed(page, "preview")).content.decode()
    response = ann.post(START, pressed(look, "do", title="Another"))
    assert response.status_code == 409
    assert not models.Draft.objects.exists()


def test_a_series_of_ones_own_other_group_comes_with_its_texts(bea, series, bees):
    actions.make_organiser(models.Person.objects.get(username="bea"), series.group)
    draft = taken(bea, series="canalside/bread-and-water")
    programme = draft.programme
    assert programme.group.key == "elsewhere"
    [edition] = models.TextEdition.objects.filter(group__key="elsewhere")
    assert (edition.key, edition.versions.get().text) == ("on-bees", bees.versions.get().text)
    session = next(one for one in programme.series.sessions if one.key == "sweetness-and-power")
    assert session.readings[0].text == "on-bees"
    assert session.questions[0].quotations[0].place == "on-bees#p1"
    assert {one.date for one in programme.series.sessions} == {None}
    assert (programme.series.contacts, programme.series.place.name) == ((), "")
    assert draft.problems[0].words.startswith("Came along: sessions 9, readings 7, notes 3, questions 5, ")
    words = bea.get(f"/desk/drafts/{draft.pk}/").content.decode()
    assert "Did not come, since it is the other group’s" in words
    assert "No session has a date yet" in words


def test_at_its_address_on_this_server_it_comes_as_the_public_sees_it(bea, series, bees, settings):
    settings.ADDRESS = "https://reading.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    draft = taken(bea, address="https://reading.example.org/canalside/bread-and-water/")
    session = next(one for one in draft.programme.series.sessions if one.key == "sweetness-and-power")
    assert [note.key for note in session.notes] == ["before-you-start"]  # another is for members
    assert session.readings[0].text == "on-bees"
    links = {one.key: one.link for one in session.readings[0].editions}
    assert links["epub"] == "https://reading.example.org/canalside/files/mintz.epub"
    models.TextEdition.objects.filter(pk=bees.pk).update(rights=Rights.MEMBERS)
    models.TextEdition.objects.filter(group__key="elsewhere").delete()
    draft = taken(bea, address="reading.example.org/canalside/bread-and-water/")
    session = next(one for one in draft.programme.series.sessions if one.key == "sweetness-and-power")
    assert (session.readings[0].text, session.questions[0].quotations[0].place) == ("", "")
    assert any("One text did not come" in one.words for one in draft.problems)


def test_from_another_site_it_is_fetched_by_the_link_of_its_page(bea, series, bees, monkeypatch):
    asked = []
    public = load_programme(series, audience=Audience.PUBLIC)

    def fetch(address, **_):
        asked.append(address)
        if address.endswith(".json"):
            return Fetched(dump_programme(public).encode(), "application/json", "programme.json", address)
        page = b'<html><link rel="alternate" type="application/json" href="programme.json"></html>'
        return Fetched(page, "text/html; charset=utf-8", "x", address)

    monkeypatch.setattr(taking_over, "fetch", fetch)
    draft = taken(bea, address="https://far.example.org/canalside/bread-and-water/")
    assert asked == [
        "https://far.example.org/canalside/bread-and-water/",
        "https://far.example.org/canalside/bread-and-water/programme.json",
    ]
    session = next(one for one in draft.programme.series.sessions if one.key == "sweetness-and-power")
    assert session.readings[0].text == ""
    assert "https://far.example.org/canalside/files/mintz.epub" in {one.link for one in session.readings[0].editions}


@pytest.mark.parametrize("address", ["http://127.0.0.1/x/y/", "http://10.0.0.1/", "file:///etc/passwd"])
def test_a_private_address_is_not_fetched(bea, series, address):
    response = bea.post(TAKE, {"series": "", "address": address, "which": ""})
    assert response.status_code == 422
    assert not models.Draft.objects.exists()


def test_a_page_of_something_else_is_refused_with_what_to_do(bea, series, monkeypatch):
    page = Fetched(b"<html><p>Hello</p></html>", "text/html", "x", "https://far.example.org/")
    monkeypatch.setattr(taking_over, "fetch", lambda *_, **__: page)
    response = bea.post(TAKE, {"series": "", "address": "far.example.org", "which": ""})
    assert response.status_code == 422
    assert "this is no page of a series on a site made with Studycircle" in response.content.decode()

    def broken(*_, **__):
        raise FetchError("x", "nothing answers there")

    monkeypatch.setattr(taking_over, "fetch", broken)
    assert bea.post(TAKE, {"series": "", "address": "far.example.org", "which": ""}).status_code == 422


def test_from_an_export_it_comes_with_its_texts(bea, series, bees):
    with export(series.group, now=NOW) as file:
        data = file.read()
    draft = taken(bea, file=SimpleUploadedFile("x.zip", data, "application/zip"))
    session = next(one for one in draft.programme.series.sessions if one.key == "sweetness-and-power")
    assert session.readings[0].text == "on-bees"
    edition = models.TextEdition.objects.get(group__key="elsewhere")
    assert shelf.current_text(edition).blocks[0].words == "One bee."


def test_from_its_json_and_its_markdown_form(bea, ann, series):
    for name in ("programme.json", "programme.md"):
        data = ann.get(f"/canalside/bread-and-water/{name}").content
        draft = taken(bea, file=SimpleUploadedFile(name, data, "text/plain"))
        assert draft.programme.series.title == "Bread and Water"
        assert {one.date for one in draft.programme.series.sessions} == {None}


def test_ones_own_groups_series_leads_to_its_own_page(bea, series):
    actions.make_organiser(models.Person.objects.get(username="bea"), series.group)
    url = "/desk/groups/canalside/settings/take-over/"
    response = bea.post(url, {"series": "canalside/bread-and-water", "address": "", "which": ""})
    assert response.headers["Location"] == START

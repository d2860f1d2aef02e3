"""Quotations on the desk: found in the background, listed where they were not, pinned by hand, undone."""

from dataclasses import replace

import pytest
from django.urls import reverse
from lxml import html

from studycircle.documents.pins import NOWHERE, places_of
from studycircle.documents.programme import Audience, Quotation, Rights
from studycircle.documents.text import Block, BlockKind, Inline, Text, number_blocks
from studycircle.publishing import pins
from studycircle.store import actions, history, models, shelf
from studycircle.store.load import load_programme
from tests.web.conftest import NOW
from tests.web.forms import sent_by

FOUND = "Sugar surrendered its place as luxury and rarity."
SUGAR = Text(
    "sweetness",
    "Sweetness and Power",
    blocks=number_blocks(
        [
            Block("a", BlockKind.PARAGRAPH, Inline("One does not begin with the spoon.")),
            Block("b", BlockKind.PARAGRAPH, Inline(f"By the next century it was otherwise. {FOUND} It was no news.")),
        ]
    ),
)
Q2, LOOSE = (("sweetness-and-power", *rest) for rest in (("q2", FOUND), ("loose", "A loose quotation.")))


@pytest.fixture
def read(series):
    """The series, whose fourth session reads a text of the shelf; nothing was looked for yet."""
    brought = shelf.Brought(b"sugar", "sugar.txt")
    shelf.shelve(series.group, SUGAR, (), brought, by=None, now=NOW, rights=Rights.OPEN, key="sweetness")

    def change(programme):
        sessions = tuple(
            replace(one, readings=(replace(one.readings[0], text="sweetness"), *one.readings[1:]))
            if one.key == "sweetness-and-power"
            else one
            for one in programme.series.sessions
        )
        return replace(programme, series=replace(programme.series, sessions=sessions))

    actions.change_programme(series, change, now=NOW)
    return series


def places(series):
    found = places_of(load_programme(series, audience=Audience.ORGANISERS))
    return [found[Q2], found[LOOSE]]


def page(client, series):
    return html.fromstring(client.get(reverse("series-pins", args=[series.group.key, series.key])).content)


def choose(client, series, index, act, number="", was=None, words=None):
    root = page(client, series)
    (form,) = root.xpath(f"//form[input[@name='quotation'][@value='{index}']]")
    hidden = {one.get("name"): one.get("value", "") for one in form.xpath(".//input[@type='hidden']")}
    hidden |= {name: value for name, value in (("was", was), ("words", words)) if value is not None}
    return client.post(form.get("action"), {**hidden, "number": number, "act": act})


def test_what_is_found_is_pinned_and_the_rest_listed(ann, read):
    assert page(ann, read).xpath("//p[@role='status']/text()") == ["The texts are being looked through."]
    pins.pin_series(read, now=NOW)
    assert places(read) == ["sweetness#p2", ""]
    root = page(ann, read)
    assert root.xpath("//p[@role='status']") == []
    assert root.xpath("//section[@aria-labelledby='missed']//blockquote/text()") == ["A loose quotation."]
    assert root.xpath("//section[@aria-labelledby='pinned']//p/a/@href")[1] == "/canalside/texts/sweetness/#p2"
    overview = ann.get(reverse("series", args=[read.group.key, read.key])).content.decode()
    assert "1 not found" in overview


def test_where_no_text_is_read_nothing_is_looked_for(ann, series):
    assert page(ann, series).xpath("//p[@role='status']") == []
    pins.pin_series(series, now=NOW)
    assert not models.PinSearch.objects.exists()


def test_a_pin_goes_when_its_text_is_not_read_any_more(read):
    pins.pin_series(read, now=NOW)
    models.Reading.objects.filter(text="sweetness").update(text="")
    pins.pin_series(read, now=NOW)
    assert places(read) == ["", ""]


def test_a_second_search_of_the_same_does_nothing(read, monkeypatch):
    pins.pin_series(read, now=NOW)
    monkeypatch.setattr(pins, "find_pins", None)
    pins.pin_series(read, now=NOW)
    versions = history.versions_of(read)
    assert (versions[0].made_by, versions[0].change_count) == (None, 1)


def test_an_organiser_pins_by_number_and_takes_the_pin_away(ann, read):
    pins.pin_series(read, now=NOW)
    assert choose(ann, read, 1, "pin", "¶ 1").status_code == 302
    assert choose(ann, read, 0, "none").status_code == 302
    pins.pin_series(read, now=NOW)
    assert places(read) == [NOWHERE, "sweetness#p1"]
    assert choose(ann, read, 0, "look").status_code == 302
    pins.pin_series(read, now=NOW)
    assert places(read) == ["sweetness#p2", "sweetness#p1"]


@pytest.mark.parametrize("number", ["9", "", "2 or 3", "<b>2</b>"])
def test_a_number_the_text_has_not_is_said_and_nothing_changes(ann, read, number):
    answer = choose(ann, read, 1, "pin", number)
    assert answer.status_code == 422
    assert b"<b>2" not in answer.content
    assert places(read) == ["", ""]


def test_nobody_overwrites_a_pin_they_have_not_seen(ann, read):
    assert choose(ann, read, 0, "pin", "1", was="sweetness#p7").status_code == 409
    assert choose(ann, read, 0, "pin", "1", words="other words").status_code == 409
    assert places(read) == ["", ""]


def test_a_question_can_be_undone_after_it_was_pinned(ann, read):
    pins.pin_series(read, now=NOW)

    def ask(programme):
        sessions = tuple(
            replace(one, questions=(replace(one.questions[0], quotations=(Quotation(FOUND),)), *one.questions[1:]))
            if one.key == "sweetness-and-power"
            else one
            for one in programme.series.sessions
        )
        return replace(programme, series=replace(programme.series, sessions=sessions))

    number = actions.change_programme(read, ask, now=NOW).version
    pins.pin_series(read, now=NOW)
    key = ("sweetness-and-power", "q1", FOUND)
    assert places_of(load_programme(read, audience=Audience.ORGANISERS))[key] == "sweetness#p2"
    ann.post(reverse("series-undo", args=[read.group.key, read.key, number]))
    assert key not in places_of(load_programme(read, audience=Audience.ORGANISERS))


def test_a_form_that_was_open_while_pins_were_found_is_saved_and_keeps_them(ann, read):
    url = reverse("series-session", args=[read.group.key, read.key, "sweetness-and-power"])
    form = sent_by(
        ann.get(url).content.decode(),
        **{"session-leader": "Femi", "questions-1-bring": "on", "questions-1-heading": "Power"},
    )
    pins.pin_series(read, now=NOW)
    answer = ann.post(url, form)
    assert answer.status_code == 302
    assert places(read) == ["sweetness#p2", ""]
    row = models.Question.objects.get(key="q2")
    assert (row.bring, row.heading) == (True, "Power")


def test_the_text_form_keeps_pins_that_were_found_meanwhile(ann, read):
    url = reverse("series-text", args=[read.group.key, read.key])
    form = sent_by(ann.get(url).content.decode())
    form["text"] = form["text"].replace("Ruth", "Rita")
    pins.pin_series(read, now=NOW)
    assert ann.post(url, form).status_code == 302
    assert places(read) == ["sweetness#p2", ""]

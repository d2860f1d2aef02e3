"""The region whose holidays a group has: chosen from those of its country, without a script."""

import pytest
from django.urls import reverse
from lxml import html

from studycircle.store import models
from tests.web.forms import sent_by


def settings_of(series):
    return reverse("group-settings", args=[series.group.key])


def choices(words):
    return [option.get("value") for option in html.fromstring(words).xpath('//select[@name="region"]/option')]


def test_a_region_is_chosen_from_those_of_the_country(ann, series):
    url = settings_of(series)
    words = ann.get(url).content.decode()
    assert choices(words) == ["", "ENG", "NIR", "SCT", "WLS"]
    assert ann.post(url, sent_by(words, region="SCT")).status_code == 302
    series.group.refresh_from_db()
    assert series.group.region == "SCT"


def test_with_another_country_the_region_is_gone(ann, series):
    url = settings_of(series)
    ann.post(url, sent_by(ann.get(url).content.decode(), region="SCT"))
    ann.post(url, sent_by(ann.get(url).content.decode(), country="de"))
    series.group.refresh_from_db()
    assert (series.group.country, series.group.region) == ("DE", "")
    assert "BY" in choices(ann.get(url).content.decode())


def test_what_is_no_region_of_the_country_is_refused(ann, series):
    url = settings_of(series)
    sent = sent_by(ann.get(url).content.decode())
    sent["region"] = "BY"
    assert ann.post(url, sent).status_code == 422
    assert models.Group.objects.get(pk=series.group_id).region == ""


def test_where_there_are_none_nothing_is_asked(ann, series):
    url = settings_of(series)
    ann.post(url, sent_by(ann.get(url).content.decode(), country=""))
    assert choices(ann.get(url).content.decode()) == []


@pytest.mark.parametrize(
    ("typed", "interface", "country", "language"),
    [
        (("Germany", "French"), "en", "DE", "fr"),
        (("Deutschland", " französisch "), "de", "DE", "fr"),
        (("Germany", "French"), "de", "DE", "fr"),
        (("fr", "pt-BR"), "en", "FR", "pt-BR"),
    ],
)
def test_countries_and_languages_may_be_called_by_name(ann, series, typed, interface, country, language):
    models.Person.objects.update(language=interface)
    url = settings_of(series)
    ann.post(url, sent_by(ann.get(url).content.decode(), country=typed[0], language=typed[1]))
    series.group.refresh_from_db()
    assert (series.group.country, series.group.language) == (country, language)


def test_a_country_nobody_knows_is_refused(ann, series):
    url = settings_of(series)
    response = ann.post(url, sent_by(ann.get(url).content.decode(), country="Atlantis"))
    assert response.status_code == 422
    series.group.refresh_from_db()
    assert series.group.country == "GB"

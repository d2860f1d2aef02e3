"""This week's reading, sent to a member's device from the page of their own."""

import pytest
from lxml import html

from studycircle.members import people
from studycircle.members.models import Member, Notice
from studycircle.store import actions, clock
from studycircle.store.models import Reading
from tests.programmes import RICH
from tests.web.conftest import NOW


@pytest.fixture
def wren(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    group = actions.import_programme(RICH, now=NOW).series.group
    return Member.objects.create(
        group=group, email="wren@example.org", address="wren@example.org", pseudonym="wren", code="x" * 22,
        kindle="wren@kindle.example.org", asked_at=NOW, confirmed_at=NOW,
    )  # fmt: skip


@pytest.fixture
def page(wren, client):
    return lambda: html.fromstring(client.get(f"/me/{people.token_of(wren, 'me')}/").content)


def the_book(settings, size):
    file = settings.FILES / "canalside" / "mintz.epub"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as book:
        book.truncate(size)


def test_the_book_is_sent_by_a_button_and_the_sender_to_allow_is_told(wren, page, client, settings):
    settings.DEFAULT_FROM_EMAIL = "Readers <post@example.org>"
    the_book(settings, 5000)
    [form] = [form for form in page().forms if "/book/" in form.action]
    assert "post@example.org" in page().get_element_by_id("device").getparent().text_content()
    response = client.post(form.action)
    assert response.url.endswith("?book=")
    assert "on its way to your device" in html.fromstring(client.get(response.url).content).text_content()
    notice = Notice.objects.get(kind="kindle")
    assert notice.data == {"reading": Reading.objects.get(key="sweetness-and-power").pk}
    client.post(form.action)
    assert Notice.objects.filter(kind="kindle").count() == 1


def test_a_book_that_is_too_large_has_no_button_but_says_why(wren, page, settings):
    the_book(settings, 20 * 2**20)
    assert [form for form in page().forms if "/book/" in form.action] == []
    assert "too large for a mail" in page().text_content()


def test_another_group_s_reading_is_none(wren, client, series_of_another):
    response = client.post(f"/me/{people.token_of(wren, 'me')}/book/{series_of_another}/")
    assert response.status_code == 404


@pytest.fixture
def series_of_another(wren):
    from dataclasses import replace

    other = replace(
        RICH, group=replace(RICH.group, key="other"), series=replace(RICH.series, uid="other-uid@example.org")
    )
    made = actions.import_programme(other, now=NOW).series
    return Reading.objects.filter(session__series=made).values_list("pk", flat=True)[0]


def test_without_a_device_there_is_nothing_of_it(wren, page):
    Member.objects.update(kindle="")
    assert page().xpath("//*[@id='device']") == []

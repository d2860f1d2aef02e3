"""Taking readings in from their links: each with its state, what failed left as it was and said."""

import datetime as dt

import pytest

from studycircle.documents.programme import Audience, Edition, Group, Programme, Reading, Rights, Series, Session
from studycircle.errors import FetchError
from studycircle.fetch import Fetched
from studycircle.library import takings
from studycircle.store import actions, models, shelf
from studycircle.store.load import load_programme
from studycircle.store.worker import work_once

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
BOOK = b"# On Bees\n\nThe hive is a house of many rooms.\n\nIn each of them somebody works.\n"
GOOD, LOST, EMPTY = (f"https://example.org/{name}.md" for name in ("bees", "lost", "empty"))


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA, settings.PUBLIC, settings.FILES = tmp_path, tmp_path / "public", tmp_path / "files"
    settings.SHELF, settings.FOR_MEMBERS = tmp_path / "shelf", tmp_path / "for-members"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were fetched."""
    addresses: list[str] = []

    def fetch(address: str, **limits: float) -> Fetched:
        addresses.append(address)
        if address == LOST:
            raise FetchError(address, "the server answered 404 Not Found", "Upload the file instead.")
        return Fetched(BOOK if address == GOOD else b"---\n", "text/markdown", address.rpartition("/")[2], address)

    monkeypatch.setattr(takings, "fetch", fetch)
    return addresses


@pytest.fixture
def series(db) -> models.Series:
    def reading(key: str, link: str) -> Reading:
        return Reading(key, key.title(), editions=(Edition("e", "web", link),))

    sessions = (
        Session("one", "One", readings=(reading("bees", GOOD), reading("lost", LOST), reading("empty", EMPTY))),
        Session("two", "Two", readings=(reading("again", GOOD),)),
    )
    document = Programme(Group("apiary", "Apiary readers"), Series("spring", title="Spring", sessions=sessions))
    return actions.import_programme(document, now=NOW).series


def ask_for_all(series: models.Series) -> None:
    readings = models.Reading.objects.filter(session__series=series).order_by("session__position", "position")
    takings.ask([(one, one.editions.get().link) for one in readings], by=None)


def work() -> None:
    while work_once():
        pass


def said(series: models.Series) -> dict[str, tuple[str, str]]:
    rows = models.Taking.objects.filter(reading__session__series=series).select_related("reading")
    return {row.reading.key: (row.state, row.said) for row in rows}


def test_each_is_taken_in_or_says_why_not(series, asked):
    ask_for_all(series)
    assert {state for state, _ in said(series).values()} == {"waiting"}
    work()
    assert said(series)["bees"] == ("done", "")
    assert said(series)["lost"] == ("failed", f"{LOST}: the server answered 404 Not Found. Upload the file instead.")
    assert said(series)["empty"][0] == "failed"
    programme = load_programme(series, audience=Audience.ORGANISERS)
    assert [one.text for session in programme.series.sessions for one in session.readings] == [
        "on-bees", "", "", "on-bees",
    ]  # fmt: skip
    assert [one.editions[0].link for one in programme.series.sessions[0].readings] == [GOOD, LOST, EMPTY]


def test_what_two_readings_link_to_is_taken_in_once_and_for_members(series, asked):
    ask_for_all(series)
    work()
    assert asked.count(GOOD) == 1
    edition = models.TextEdition.objects.get()
    assert (edition.rights, edition.link, len(shelf.current_text(edition).blocks)) == (Rights.MEMBERS, GOOD, 3)


def test_made_again_it_does_nothing_twice(series, asked):
    ask_for_all(series)
    work()
    for taking in models.Taking.objects.all():
        takings.take_in.call(taking.pk)
    assert asked.count(GOOD) == 1
    assert models.TextEdition.objects.count() == 1


def test_what_failed_may_be_asked_for_again(series, asked):
    ask_for_all(series)
    work()
    lost = models.Reading.objects.get(key="lost")
    takings.ask([(lost, GOOD)], by=None)
    work()
    assert said(series)["lost"] == ("done", "")
    assert models.TextEdition.objects.count() == 1

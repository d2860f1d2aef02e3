"""The shelf: works, editions, versions; what is taken in again keeps its numbers; files are kept by their content."""

import datetime as dt

import pytest

from studycircle.documents.programme import Audience, Group, Programme, Reading, Rights, Series, Session, Shelved
from studycircle.documents.text import Block, BlockKind, Inline, Text, number_blocks
from studycircle.errors import StudycircleError
from studycircle.store import actions, files, models, queries, shelf
from studycircle.store.load import load_programme

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SHELF = tmp_path / "shelf"
    return settings.SHELF


def text(*paragraphs: str, title: str = "On Bees") -> Text:
    blocks = [Block(f"p-{at}-{len(words)}", BlockKind.PARAGRAPH, Inline(words)) for at, words in enumerate(paragraphs)]
    return Text("on-bees", title, "Ada Fenn", language="en", blocks=number_blocks(blocks))


def brought(data: bytes = b"bees", address: str = "") -> shelf.Brought:
    return shelf.Brought(data, "bees.txt", "text/plain", address)


def shelve(group: models.Group, made: Text | None = None, **more) -> models.TextEdition:
    return shelf.shelve(
        group, made or text("One.", "Two."), (), more.pop("source", brought()), by=None, now=NOW, **more
    )


def numbers(edition: models.TextEdition) -> list[tuple[str, str]]:
    return [(block.number, block.words) for block in shelf.current_text(edition).blocks]


def test_a_new_text_is_a_work_of_one_edition_for_members_only(group):
    edition = shelve(group)
    assert (edition.key, edition.work.key, edition.title, edition.author) == (
        "on-bees",
        "on-bees",
        "On Bees",
        "Ada Fenn",
    )
    assert (edition.rights, [version.number for version in edition.versions.all()]) == (Rights.MEMBERS, [1])
    assert numbers(edition) == [("1", "One."), ("2", "Two.")]


def test_a_better_translation_is_another_edition_of_the_work(group):
    first = shelve(group)
    second = shelve(group, text("Eins.", title="Von Bienen"), work=first.work)
    assert (second.work_id, second.key) == (first.work_id, "von-bienen")
    third = shelve(group)  # the same title as a work of its own: keys are for life, and nobody else's
    assert (third.key, third.work.key) == ("on-bees-2", "on-bees-2")


def test_taking_in_again_keeps_numbers_and_says_what_moved(group):
    edition = shelve(group, text("It rains over the hives today.", "Two."))
    new = text("It rains over the hives today.", "Here is a paragraph that was not there before.", "Two.")
    version = shelf.take_again(edition, new, (), brought(b"other"), by=None, now=NOW)
    assert numbers(edition) == [
        ("1", "It rains over the hives today."),
        ("1a", "Here is a paragraph that was not there before."),
        ("2", "Two."),
    ]
    assert version.number == 2
    assert (version.retaken.added, version.retaken.kept) == (("1a",), 2)


def test_what_an_organiser_said_of_it_outlives_taking_in_again(group):
    edition = shelve(group)
    edition.title, edition.rights = "Of Bees", Rights.OPEN
    shelf.describe(edition)
    shelf.take_again(
        edition, text("One.", title="BEES.TXT"), (), brought(b"x", "https://example.org/b"), by=None, now=NOW
    )
    edition.refresh_from_db()
    assert (edition.title, edition.rights, edition.link) == ("Of Bees", Rights.OPEN, "https://example.org/b")
    assert shelf.current_text(edition).title == "Of Bees"


def test_the_same_bytes_are_kept_once(group, folder):
    shelve(group)
    count = len(list(folder.rglob("*")))
    shelve(group)
    assert len(list(folder.rglob("*"))) == count
    assert [path.name for path in folder.rglob("*.part")] == []


def test_a_lost_file_is_said(group, folder):
    edition = shelve(group)
    files.path_of(shelf.newest(edition).text).unlink()
    with pytest.raises(StudycircleError, match="missing from this server"):
        shelf.current_text(edition)


def reading_it(edition: models.TextEdition) -> models.Series:
    reading = Reading("bees", "On Bees", text=edition.key)
    document = Programme(Group(edition.group.key), Series("spring", sessions=(Session("one", readings=(reading,)),)))
    return actions.import_programme(document, group=edition.group, now=NOW).series


def test_a_programme_knows_the_texts_it_reads_and_who_may_have_them(group):
    edition = shelve(group, source=brought(address="https://example.org/bees"))
    shelve(group, text("Not read.", title="Wasps"))
    series = reading_it(edition)
    shown = Shelved("on-bees", "On Bees", "Ada Fenn", Rights.MEMBERS, "https://example.org/bees")
    assert load_programme(series, audience=Audience.ORGANISERS).shelf == (shown,)
    assert load_programme(series, audience=Audience.PUBLIC).shelf == (shown,)  # the way to it, and no copy
    assert queries.readers_of(edition) == [series.pk]
    assert queries.read_in(series) == [edition.pk]


def test_saving_a_programme_leaves_the_shelf_alone(group):
    edition = shelve(group)
    series = reading_it(edition)
    actions.change_programme(series, lambda programme: programme, now=NOW)
    assert load_programme(series, audience=Audience.ORGANISERS).shelf[0].key == "on-bees"


def test_put_away_it_is_read_no_more_and_comes_back(group):
    edition = shelve(group)
    series = reading_it(edition)
    shelf.put_away(edition)
    assert load_programme(series, audience=Audience.ORGANISERS).shelf == ()
    assert queries.shelf_titles(group) == {}
    shelf.put_away(edition, archived=False)
    assert queries.shelf_titles(group) == {"on-bees": "On Bees · Ada Fenn"}

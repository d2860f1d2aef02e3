"""The history of a programme: every save is a version, and any of them can be had back."""

import datetime as dt
from dataclasses import replace

import pytest

from studycircle.documents.compare import compare
from studycircle.documents.programme import Audience, DateState, Group, Programme, Reading, Series, Session
from studycircle.documents.reconcile import plain
from studycircle.errors import WriteError
from studycircle.store import actions, history, models, undo
from studycircle.store.history import Act
from studycircle.store.load import load_programme
from studycircle.store.models import Version
from tests.programmes import RICH

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)

BEES = Programme(
    Group("apiary", "Apiary readers"),
    Series(
        "spring",
        title="Spring",
        sessions=(
            Session("bees", "On bees", state=DateState.FIXED, date=dt.date(2026, 3, 9)),
            Session(
                "wasps", "On wasps", state=DateState.FIXED, date=dt.date(2026, 3, 16), readings=(Reading("w", "Wasps"),)
            ),
        ),
    ),
)


@pytest.fixture
def ann():
    return models.Person.objects.create(username="ann")


@pytest.fixture
def row(ann):
    return actions.import_programme(BEES, now=NOW, by=ann).series


def live(row) -> Programme:
    return load_programme(row, audience=Audience.ORGANISERS)


def titled(title: str, at: int = 0):
    """A change of the title of one session."""

    def change(old: Programme) -> Programme:
        sessions = list(old.series.sessions)
        sessions[at] = replace(sessions[at], title=title)
        return replace(old, series=replace(old.series, sessions=tuple(sessions)))

    return change


def without(key: str):
    def change(old: Programme) -> Programme:
        left = tuple(session for session in old.series.sessions if session.key != key)
        return replace(old, series=replace(old.series, sessions=left))

    return change


def listed(row) -> list[tuple]:
    return [
        (one.number, str(one.act), one.of, one.made_by and one.made_by.username, [str(c.path) for c in one.changes])
        for one in history.versions_of(row)
    ]


def test_every_save_is_a_version_with_who_and_what(row, ann):
    bob = models.Person.objects.create(username="bob")
    outcome = actions.change_programme(row, titled("Bees"), now=LATER, act=Act(bob))
    assert outcome.version == 2
    assert listed(row) == [
        (2, "changed", None, "bob", ["session:bees.title"]),
        (1, "imported", None, "ann", ["series.title", "session:bees", "session:wasps"]),
    ]
    first, second = (history.programme_at(one) for one in reversed(history.versions_of(row)))
    assert first == plain(BEES)
    assert second == plain(live(row))
    assert [one.made_at for one in history.versions_of(row)] == [LATER, NOW]


def test_what_changes_nothing_is_no_version(row):
    assert actions.change_programme(row, lambda old: old, now=LATER).version is None
    assert history.versions_of(row).count() == 1


def test_the_same_words_are_kept_once(row):
    assert models.Piece.objects.filter(series=row).count() == 3  # two sessions, and the rest
    actions.change_programme(row, titled("Bees"), now=LATER)
    assert models.Piece.objects.filter(series=row).count() == 5
    actions.change_programme(row, titled("On bees"), now=LATER)
    assert models.Piece.objects.filter(series=row).count() == 5
    assert [one.number for one in history.versions_of(row)] == [3, 2, 1]


def test_a_series_from_before_there_was_a_history_is_kept_as_it_stood(row):
    Version.objects.all().delete()
    models.Piece.objects.all().delete()
    actions.change_programme(row, titled("Bees"), now=LATER)
    assert [(one.number, str(one.act)) for one in history.versions_of(row)] == [(2, "changed"), (1, "found")]
    assert history.programme_at(history.versions_of(row).get(number=1)) == plain(BEES)


def test_what_was_changed_on_another_way_is_kept_too(row):
    models.Session.objects.filter(key="bees").update(leader="Bo")
    actions.change_programme(row, titled("Bees"), now=LATER)
    assert [(one.number, str(one.act)) for one in history.versions_of(row)] == [
        (3, "changed"),
        (2, "found"),
        (1, "imported"),
    ]
    found = history.programme_at(history.versions_of(row).get(number=2)).series.sessions[0]
    assert (found.title, found.leader) == ("On bees", "Bo")


def test_everything_a_programme_has_comes_back(ann):
    row = actions.import_programme(RICH, now=NOW, by=ann).series
    assert history.programme_at(history.versions_of(row).get()) == plain(live(row))


def test_one_change_is_undone_and_done_again(row, ann):
    before = live(row)
    number = actions.change_programme(row, titled("Bees"), now=LATER).version
    undone = undo.undo(row, number, by=ann, now=LATER)
    assert compare(before, live(row)) == ()
    assert live(row).series.sessions[0].sequence == before.series.sessions[0].sequence + 2
    assert listed(row)[0] == (3, "undone", 2, "ann", ["session:bees.title"])
    undo.undo(row, undone, by=ann, now=LATER)
    assert live(row).series.sessions[0].title == "Bees"


def test_undoing_an_older_change_leaves_what_came_after(row, ann):
    number = actions.change_programme(row, titled("Bees"), now=LATER).version
    actions.change_programme(row, titled("Wasps", 1), now=LATER)
    undo.undo(row, number, by=ann, now=LATER)
    assert [one.title for one in live(row).series.sessions] == ["On bees", "Wasps"]


def test_what_has_been_changed_again_is_not_undone(row, ann):
    number = actions.change_programme(row, titled("Bees"), now=LATER).version
    actions.change_programme(row, titled("Bumblebees"), now=LATER)
    before = live(row)
    with pytest.raises(WriteError, match="changed again since"):
        undo.undo(row, number, by=ann, now=LATER)
    assert live(row) == before


@pytest.mark.parametrize("number", [1, 7])
def test_there_is_nothing_before_the_first_version(row, ann, number):
    with pytest.raises(WriteError, match="no such version"):
        undo.undo(row, number, by=ann, now=LATER)


def test_the_group_s_own_fields_are_undone_but_not_restored(row, ann):
    def renamed(old):
        return replace(old, group=replace(old.group, name="Bees & co."))

    number = actions.change_programme(row, renamed, now=LATER).version
    undo.restore(row, 1, by=ann, now=LATER)
    assert live(row).group.name == "Bees & co."
    undo.undo(row, number, by=ann, now=LATER)
    assert live(row).group.name == "Apiary readers"


def test_a_session_taken_out_comes_back_as_the_same_one(row, ann):
    """Same row, same reading, same calendar entry, with a number a calendar believes."""
    actions.change_programme(row, titled("Wasps!", 1), now=LATER)
    rows = set(models.Session.objects.values_list("pk", "key")) | set(models.Reading.objects.values_list("pk", "key"))
    uid, before = row.uid, live(row)
    number = actions.change_programme(row, without("wasps"), now=LATER).version
    assert [one.key for one in live(row).series.sessions] == ["bees"]
    undo.undo(row, number, by=ann, now=LATER)
    after = live(row)
    assert compare(before, after) == ()
    # Once when it was taken out, which calendars are told too, and once when it came back.
    assert after.series.sessions[1].sequence == before.series.sessions[1].sequence + 2 == 3
    assert after.series.uid == uid
    now_there = set(models.Session.objects.values_list("pk", "key"))
    assert now_there | set(models.Reading.objects.values_list("pk", "key")) == rows


def test_any_version_is_restored_as_a_new_one(row, ann):
    actions.change_programme(row, titled("Bees"), now=LATER)
    actions.change_programme(row, without("wasps"), now=LATER)
    uid = row.uid
    assert undo.restore(row, 1, by=ann, now=LATER) == 4
    assert plain(live(row)) == plain(BEES)
    assert live(row).series.uid == uid
    assert listed(row)[0][:4] == (4, "restored", 1, "ann")
    sequences = {one.key: one.sequence for one in live(row).series.sessions}
    assert sequences == {"bees": 2, "wasps": 2}


def test_a_draft_has_a_history_of_its_own(row, ann):
    draft = actions.start_draft(
        BEES, (), group=row.group, series=row, source="…", name="x", media="text/plain", by=ann, now=NOW
    )
    number = actions.change_draft(draft, without("wasps"), now=LATER, act=Act(ann))
    assert [(one.number, str(one.act)) for one in history.versions_of(draft)] == [(2, "changed"), (1, "imported")]
    undo.undo(draft, number, by=ann, now=LATER)
    draft.refresh_from_db()
    assert draft.programme == BEES
    assert history.versions_of(row).count() == 1


def test_saving_asks_the_same_few_questions_however_long_the_series(row):
    """A version is three questions to the database: the last one, the pieces, itself."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        actions.change_programme(row, titled("Bees"), now=LATER)
    asked = [one["sql"] for one in caught if "store_version" in one["sql"] or "store_piece" in one["sql"]]
    assert len(asked) == 3

"""What organisers do, and that nobody else can."""

import datetime as dt
from dataclasses import replace

import pytest

from studycircle.documents.compare import ChangeKind
from studycircle.documents.problem import Problem
from studycircle.documents.programme import Audience, DateState, Group, Programme, Series, Session, Source
from studycircle.errors import WriteError
from studycircle.store import actions, models, queries
from studycircle.store.load import load_programme
from studycircle.store.signals import group_changed, series_changed

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)


def programme(title: str = "On bees", group: str = "apiary") -> Programme:
    sessions = (
        Session("bees", title, state=DateState.FIXED, date=dt.date(2026, 3, 9)),
        Session("wasps", "On wasps", state=DateState.FIXED, date=dt.date(2026, 3, 16)),
        Session("later", "To come"),
    )
    return Programme(Group(group, "Apiary readers"), Series("spring", title="Spring", sessions=sessions))


def marks(row: models.Series) -> dict[str, tuple[int, dt.datetime | None]]:
    sessions = load_programme(row, audience=Audience.ORGANISERS).series.sessions
    return {session.key: (session.sequence, session.changed) for session in sessions}


@pytest.fixture
def heard():
    """What the store told others."""
    told = []

    def on_series(series, **_):
        told.append(series.key)

    def on_group(group, **_):
        told.append(group.key)

    series_changed.connect(on_series)
    group_changed.connect(on_group)
    yield told
    series_changed.disconnect(on_series)
    group_changed.disconnect(on_group)


@pytest.fixture
def ann():
    return models.Person.objects.create(username="ann")


@pytest.fixture
def bob():
    return models.Person.objects.create(username="bob")


def draft_of(document: Programme, by: models.Person, **where) -> models.Draft:
    where = {"group": None, **where}
    return actions.start_draft(document, (), source="…", name="page.txt", media="text/plain", by=by, now=NOW, **where)


def test_importing_again_revises_what_changed_and_nothing_else(heard):
    first = actions.import_programme(programme(), now=NOW)
    assert marks(first.series) == dict.fromkeys(("bees", "wasps", "later"), (0, NOW))
    assert heard == ["spring", "apiary"]
    again = actions.import_programme(programme("On the life of bees"), now=LATER)
    assert marks(again.series) == {"bees": (1, LATER), "wasps": (0, NOW), "later": (0, NOW)}
    assert [(change.path, change.kind) for change in again.changes] == [("session:bees.title", ChangeKind.CHANGED)]
    assert again.series.pk == first.series.pk
    assert heard == ["spring", "apiary", "spring"]


def test_a_change_is_told_even_if_nothing_is_different(heard):
    row = actions.import_programme(programme(), now=NOW).series
    heard.clear()
    outcome = actions.change_programme(row, lambda old: old, now=LATER)
    assert (outcome.changes, heard) == ((), ["spring"])
    assert marks(row)["bees"] == (0, NOW)


def test_changing_the_group_is_told_too(heard):
    row = actions.import_programme(programme(), now=NOW).series
    heard.clear()
    actions.change_programme(row, lambda old: replace(old, group=replace(old.group, name="Bees & co.")), now=LATER)
    assert heard == ["spring", "apiary"]
    assert models.Group.objects.get().name == "Bees & co."


@pytest.mark.parametrize(
    "change",
    [
        lambda old: replace(old, group=replace(old.group, key="other")),
        lambda old: replace(old, series=replace(old.series, key="other")),
    ],
)
def test_keys_are_for_life(change):
    row = actions.import_programme(programme(), now=NOW).series
    with pytest.raises(WriteError, match="for life"):
        actions.change_programme(row, change, now=NOW)
    assert models.Series.objects.count() == 1


def test_what_a_change_raises_leaves_all_as_it_was():
    row = actions.import_programme(programme(), now=NOW).series

    def change(old):
        return replace(old, series=replace(old.series, sessions=(Session("x"), Session("x"))))

    with pytest.raises(WriteError, match="used twice"):
        actions.change_programme(row, change, now=NOW)
    assert load_programme(row, audience=Audience.ORGANISERS).series.title == "Spring"
    assert models.Session.objects.filter(archived=False).count() == 3


def test_a_draft_founds_its_group_and_keeps_what_the_reader_said(ann):
    document = replace(programme(), sources=(Source("series.title", (1,), 0.5),))
    problem = Problem("left-over", "Not placed.", 7)
    draft = actions.start_draft(
        document, (problem,), group=None, source="Spring\n", name="page.txt", media="text/plain", by=ann, now=NOW
    )
    draft = models.Draft.objects.get(pk=draft.pk)
    assert (draft.programme, draft.problems, draft.source) == (document, (problem,), "Spring\n")
    assert models.Group.objects.count() == 0
    actions.change_draft(draft, lambda old: replace(old, group=replace(old.group, name="Bees")), now=NOW)
    row = actions.save_draft(models.Draft.objects.get(pk=draft.pk), now=NOW).series
    assert (row.group.key, row.group.name) == ("apiary", "Bees")
    assert list(queries.groups_organised_by(ann)) == [row.group]
    assert list(queries.drafts_of(ann)) == []
    draft.refresh_from_db()
    assert (draft.state, draft.series, draft.saved_at) == (models.Draft.State.SAVED, row, NOW)


def test_a_draft_never_writes_over_another_s_group_or_series(ann, bob):
    anns = actions.save_draft(draft_of(programme(), ann), now=NOW).series
    bobs = actions.save_draft(draft_of(programme("Bob's"), bob), now=NOW).series
    assert (bobs.group.key, bobs.key) == ("apiary-2", "spring")
    again = actions.save_draft(draft_of(programme("Anew"), ann, group=anns.group), now=NOW).series
    assert (again.group.key, again.key) == ("apiary", "spring-2")
    assert load_programme(anns, audience=Audience.PUBLIC).series.sessions[0].title == "On bees"
    reserved = actions.save_draft(draft_of(programme(group="desk"), ann), now=NOW).series
    assert reserved.group.key == "desk-2"


def test_a_draft_of_an_import_again_changes_its_series(ann):
    row = actions.save_draft(draft_of(programme(), ann), now=NOW).series
    other_words = replace(
        programme("Anew"), group=Group("nobody", "Nobody"), series=replace(programme("Anew").series, key="x")
    )
    draft = draft_of(other_words, ann, group=row.group, series=row)
    outcome = actions.save_draft(draft, now=LATER)
    assert outcome.series.pk == row.pk
    loaded = load_programme(row, audience=Audience.PUBLIC)
    assert (loaded.group.name, loaded.series.key, loaded.series.sessions[0].title) == (
        "Apiary readers",
        "spring",
        "Anew",
    )


def test_who_may_not_see_a_thing_finds_none(ann, bob):
    row = actions.save_draft(draft_of(programme(), ann), now=NOW).series
    draft = draft_of(programme(), ann, group=row.group)
    assert list(queries.series_organised_by(ann)) == [row]
    assert list(queries.drafts_of(ann)) == [draft]
    for nothing in (queries.groups_organised_by(bob), queries.series_organised_by(bob), queries.drafts_of(bob)):
        assert list(nothing) == []
    models.Membership.objects.create(person=bob, group=row.group, right=models.Right.MEMBER)
    assert list(queries.series_organised_by(bob)) == []
    actions.make_organiser(bob, row.group)
    assert list(queries.series_organised_by(bob)) == [row]
    assert list(queries.drafts_of(bob)) == [draft]
    actions.discard_draft(draft)
    assert list(queries.drafts_of(ann)) == []


def test_a_login_is_made_and_made_again():
    row = actions.import_programme(programme(), now=NOW).series
    first, second = actions.add_organiser("ann"), actions.add_organiser("ann")
    ann = models.Person.objects.get()
    assert not ann.check_password(first)
    assert ann.check_password(second)
    assert list(queries.groups_organised_by(ann)) == [row.group]


def test_public_groups_are_those_with_a_series(ann):
    actions.found_group(Group("empty", "Empty"), by=ann)
    row = actions.import_programme(programme(), now=NOW).series
    assert list(queries.public_groups()) == [row.group]
    actions.take_off(row, now=NOW)
    assert list(queries.public_groups()) == []


@pytest.mark.parametrize("key", ["apiary", "desk", "No key", ""])
def test_a_group_s_key_is_its_own(ann, key):
    actions.found_group(Group("apiary"), by=ann)
    with pytest.raises(WriteError, match="cannot have the key"):
        actions.found_group(Group(key), by=ann)


@pytest.mark.parametrize("name", ["", "  ", "a" * 151])
def test_nobody_gets_a_name_they_could_not_sign_in_with(name):
    with pytest.raises(WriteError, match="a name to sign in with has from 1 to 150 characters"):
        actions.add_organiser(name)
    assert not models.Person.objects.exists()

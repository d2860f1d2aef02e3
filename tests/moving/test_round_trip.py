"""A group exported, deleted and brought back: nothing is lost, and the world sees no difference."""

import datetime as dt
import os
import re
import shutil
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from studycircle.discussion.carrying import kept_said
from studycircle.discussion.models import Comment
from studycircle.documents.compare import compare
from studycircle.documents.native import dump_programme
from studycircle.errors import WriteError
from studycircle.members import erasures
from studycircle.members.models import Member
from studycircle.moving.bringing import bring
from studycircle.moving.leaving import delete_group
from studycircle.moving.packing import export
from studycircle.moving.unpacking import Export
from studycircle.publishing.bake import bake_site
from studycircle.readers.table import read_programme
from studycircle.store import actions, history, models, shelf
from studycircle.store.bundle import kept_series, shelf_of
from studycircle.writers.programme.calendar import write_calendar
from tests.documents import strategies
from tests.moving.conftest import LATER, NOW, change, live, said
from tests.programmes import RICH

pytestmark = pytest.mark.django_db
COMMENT = re.compile(rb"(?<=[\"#]c-)\d+|(?<=to=)\d+|\d+(?=/report/)")  # counted anew where they come to


def everything(group):
    """All that anybody could notice of a group, as the rows say it."""
    rows = models.Series.objects.filter(group=group, archived=False).order_by("position", "pk")
    programmes = {row.key: live(group.key, row.key) for row in rows}
    return {
        "group": models.Group.objects.filter(pk=group.pk).values("key", "name", "zone", "accent", "domain").get(),
        "programmes": {key: dump_programme(one) for key, one in programmes.items()},
        "calendars": {key: write_calendar(one, address="https://example.org/") for key, one in programmes.items()},
        "positions": list(rows.values_list("key", "position")),
        "shelf": shelf_of(group),
        "more": [kept_series(row) for row in rows],
        "history": [history.pieces_of(row) for row in rows],
        "said": [_without_marks(kept_said(row)) for row in rows],
    }


def _without_marks(kept):
    return replace(kept, comments=tuple(replace(one, mark="") for one in kept.comments))


def moved(group, **more):
    """The group after it was exported, deleted and brought back."""
    with export(group, now=NOW) as file:
        delete_group(group, now=NOW)
        return bring(Export(file, "x.zip"), now=LATER, **more)


def test_export_delete_and_import_lose_nothing(full, data):
    models.Group.objects.filter(pk=full.pk).update(domain="bees.example.org")
    full.refresh_from_db()
    before = everything(full)
    old = {key: live(full.key, key) for key in before["programmes"]}
    assert before["shelf"].editions[0].versions[1].retaken.added == ("1a",)
    assert [poll.answers[0].name for poll in before["more"][0].polls] == ["Bo"]
    assert before["calendars"]["bread-and-water"].count(b"SEQUENCE:2") == 1
    brought = moved(full)
    assert everything(brought.group) == before
    for key, programme in old.items():
        assert compare(programme, live(full.key, key)) == ()
    assert said(brought) == [
        "Links by which people answer polls do not work any more; send new ones.",
        "Comments came along; who wrote them cannot change or withdraw them here.",
    ]
    assert [one.words for one in before["said"][0].comments] == ["The wheel > ¶ 2", "", "Turned."]
    assert [one.answers for one in before["said"][0].comments] == [None, 0, 1]
    assert not Comment.objects.exclude(author=None).exists()
    home = data / "files" / full.key
    assert (home / "mintz.epub").read_bytes() == b"a book"
    assert (home / "more" / "unused.txt").read_bytes() == b"words"
    [edition] = models.TextEdition.objects.filter(group=brought.group, archived=False)
    assert [block.number for block in shelf.current_text(edition).blocks] == ["1", "1a", "2"]
    assert not list(data.glob("moving-*"))


def test_who_was_erased_since_says_nothing_any_more(full):
    with export(full, now=NOW) as file:
        erasures.note(Member.objects.get(), now=LATER)
        delete_group(full, now=LATER)
        group = bring(Export(file, "x.zip"), now=LATER).group
    assert [(one.state, one.words, one.name) for one in Comment.objects.filter(group=group)] == [
        ("withdrawn", "", ""), ("withdrawn", "", ""), ("withdrawn", "", "")
    ]  # fmt: skip


def test_nobody_but_the_installation_can_tell_who_said_it(full):
    with export(full, now=NOW) as file, zipfile.ZipFile(file) as archive:
        words = archive.read("series/bread-and-water/said.json").decode()
    assert "The wheel" in words
    assert "wren@example.org" not in words
    assert "Held?" not in words
    assert "Hidden!" not in words


def test_the_page_this_house_was_built_for_comes_back_as_it_was(db, data, shared_data):
    page = (shared_data / "pages/raw/00-seed.txt").read_bytes()
    programme, _ = read_programme(page, name="seed.txt", today=dt.date(2013, 8, 30))
    group = actions.import_programme(replace(programme, sources=()), now=NOW).series.group
    before = everything(group)
    old = live(group.key, programme.series.key)
    assert len(old.series.sessions) == 12
    assert everything(moved(group).group) == before
    assert compare(old, live(group.key, programme.series.key)) == ()


def test_the_site_is_the_same_byte_for_byte(full, data):
    from studycircle.publishing.texts import bake_text

    def baked(group):
        for edition in models.TextEdition.objects.filter(group=group):
            bake_text(edition)
        bake_site(group, now=NOW)
        bake_site(group, now=NOW)
        site = data / "public" / group.key
        return {
            str(path.relative_to(site)): COMMENT.sub(b"comment", path.read_bytes())
            for path in site.rglob("*")
            if path.is_file() and path.suffix in {".html", ".ics", ".json", ".md", ".xml", ".txt"}
        }

    before = baked(full)
    assert "bread-and-water/calendar.ics" in before
    assert "texts/on-bees/index.html" in before
    with export(full, now=NOW) as file:
        delete_group(full, now=NOW)
        assert not (data / "public" / "canalside").exists()
        group = bring(Export(file, "x"), now=LATER).group
    assert baked(group) == before


def test_a_change_afterwards_is_told_to_calendars_once(full):
    before = live(full.key, "bread-and-water")
    moved(full)
    models.Person.objects.get_or_create(username="ann")
    row = models.Series.objects.get(key="bread-and-water")
    change(row, "the-wanderer", lambda one: replace(one, room="Attic"))
    after = live(full.key, "bread-and-water")
    was = {one.key: one.sequence for one in before.series.sessions}
    now = {one.key: one.sequence for one in after.series.sessions}
    assert now == {**was, "the-wanderer": was["the-wanderer"] + 1}
    assert after.series.uid == before.series.uid


def test_a_session_that_was_taken_out_counts_on_when_it_comes_back(full):
    row = models.Session.objects.get(series__key="bread-and-water", key="rain-stopped-us")
    told = row.sequence
    assert row.archived
    assert told >= 2
    group = moved(full).group
    row = models.Session.objects.get(series__group=group, series__key="bread-and-water", key="rain-stopped-us")
    assert (row.archived, row.sequence) == (True, told)
    back = next(one for one in RICH.series.sessions if one.key == "rain-stopped-us")
    series = row.series
    models.Person.objects.get_or_create(username="ann")

    def undone(programme):
        return replace(programme, series=replace(programme.series, sessions=(*programme.series.sessions, back)))

    actions.change_programme(series, undone, now=LATER)
    row.refresh_from_db()
    assert (row.archived, row.sequence) == (False, told + 1)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strategies.programmes)
def test_any_programme_comes_back_as_it_was(data, programme):
    try:
        series = actions.import_programme(programme, now=NOW).series
    except WriteError:  # a key that is an address of ours
        return
    # What calendars know is whatever it is.
    for place, row in enumerate(models.Session.objects.filter(series=series)):
        row.sequence = place
        row.save()
    group = series.group
    before = everything(group)
    old = live(group.key, series.key)
    try:
        brought = moved(group)
        assert compare(old, live(group.key, series.key)) == ()
        assert everything(brought.group) == before
    finally:
        delete_group(models.Group.objects.get(key=group.key), now=NOW)
        shutil.rmtree(data / "deleted")


def test_one_series_goes_to_another_group_with_its_texts_alone(full, data):
    models.Group.objects.filter(pk=full.pk).update(domain="bees.example.org")
    full.refresh_from_db()
    other = models.Group.objects.create(key="elsewhere", name="Elsewhere", zone="Europe/Paris")
    row = models.Series.objects.get(key="bread-and-water")
    with export(full, now=NOW, only=row) as file:
        brought = bring(Export(file, "x"), now=LATER, into=other)
    assert [one.key for one in brought.series] == ["bread-and-water"]
    assert [one.key for one in shelf_of(other).editions] == ["on-bees"]
    other.refresh_from_db()
    assert (other.name, other.zone, other.domain) == ("Elsewhere", "Europe/Paris", "")
    assert sorted(path.name for path in (data / "files" / "elsewhere").rglob("*")) == ["mintz.epub"]
    assert brought.series[0].uid != row.uid
    assert said(brought)[0] == (
        "“Bread and Water” is here already in another group; for calendars this one is a new series."
    )
    ours, theirs = live("canalside", "bread-and-water"), live("elsewhere", "bread-and-water")
    assert replace(theirs.series, uid="") == replace(ours.series, uid="")


def test_a_text_whose_name_is_taken_gets_another_and_pins_follow(full):
    other = models.Group.objects.create(key="elsewhere")
    from tests.moving.conftest import text

    shelf.shelve(other, text("Quite another."), (), shelf.Brought(b"z", "z"), by=None, now=NOW)
    row = models.Series.objects.get(key="bread-and-water")
    with export(full, now=NOW, only=row) as file:
        brought = bring(Export(file, "x"), now=LATER, into=other)
    assert "The text “on-bees” is called “on-bees-2” here: the other name was taken." in said(brought)
    programme = live("elsewhere", "bread-and-water")
    sessions = {one.key: one for one in programme.series.sessions}
    assert sessions["the-mill"].readings[0].text == "on-bees-2"
    assert sessions["sweetness-and-power"].questions[0].quotations[0].place == "on-bees-2#p2"


def test_a_series_that_was_deleted_comes_back_under_its_uid_and_counts_on(full):
    row = models.Series.objects.get(key="bread-and-water")
    with export(full, now=NOW, only=row) as file:
        change(row, "the-wanderer", lambda one: replace(one, room="Attic"))
        told = {one.key: one.sequence for one in live(full.key, row.key).series.sessions}
        actions.take_off(row, now=NOW)
        [back] = bring(Export(file, "x"), now=LATER, into=full).series
    assert (back.pk, back.uid, back.archived) == (row.pk, row.uid, False)
    now = {one.key: one.sequence for one in live(full.key, row.key).series.sessions}
    to_come = {"at-the-library", "sweetness-and-power", "online-once", "new-year"}  # off, and on again
    assert now == {**told, **{key: told[key] + 2 for key in to_come}, "the-wanderer": told["the-wanderer"] + 1}


def test_what_is_there_is_never_written_over(full):
    with export(full, now=NOW) as file:
        before = everything(full)
        for more in ({}, {"into": full}):
            with pytest.raises(WriteError):
                bring(Export(file, "x"), now=LATER, **more)
        assert everything(full) == before
        brought = bring(Export(file, "x"), now=LATER, key="again")
    assert brought.group.key == "again"
    assert models.Series.objects.filter(uid=RICH.series.uid).count() == 1


def test_an_empty_group_becomes_what_the_file_says_under_its_own_address(full):
    empty = models.Group.objects.create(key="elsewhere", name="Elsewhere")
    with export(full, now=NOW) as file:
        delete_group(full, now=NOW)
        brought = bring(Export(file, "x"), now=LATER, into=empty)
    empty.refresh_from_db()
    assert (empty.key, empty.name, empty.zone) == ("elsewhere", "Canalside Readers", "Europe/London")
    assert [one.uid for one in brought.series] == [RICH.series.uid, "spring-uid"]


def test_the_same_group_gives_the_same_bytes(full):
    with export(full, now=NOW) as one, export(full, now=NOW) as other:
        assert one.read() == other.read()


def test_deleting_leaves_nothing_but_the_export(full, data, monkeypatch):
    shelved = [path for path in (data / "shelf").rglob("*") if path.is_file()]
    for path in shelved:
        os.utime(path, (1, 1))
    kept = delete_group(full, now=NOW)
    for model in (
        models.Group,
        models.Series,
        models.Session,
        models.Work,
        models.TextVersion,
        models.Version,
        models.Poll,
    ):
        assert not model.objects.exists(), model
    assert [path for path in shelved if path.exists()] == []
    assert not (data / "files" / "canalside").exists()
    with kept.open("rb") as file:
        assert bring(Export(file, kept.name), now=LATER).group.key == "canalside"


def test_a_text_another_group_has_too_stays(full, data):
    other = models.Group.objects.create(key="elsewhere")
    from tests.moving.conftest import text

    theirs = shelf.shelve(other, text("Away."), (), shelf.Brought(b"bees", "same.txt"), by=None, now=NOW)
    for path in (data / "shelf").rglob("*"):
        os.utime(path, (1, 1))
    delete_group(full, now=NOW)
    assert shelf.current_text(theirs).blocks[0].words == "Away."

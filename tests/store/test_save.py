"""What is saved is loaded again; rows live for ever."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from studycircle.documents.programme import (
    Audience,
    Contact,
    Edition,
    Group,
    Note,
    Programme,
    Question,
    Reading,
    Series,
    Session,
)
from studycircle.documents.rich import Rich
from studycircle.errors import WriteError
from studycircle.store import models
from studycircle.store.keys import RESERVED, RESERVED_IN_GROUP
from studycircle.store.load import load_programme
from studycircle.store.save import save_programme
from tests.documents.strategies import programmes

pytestmark = pytest.mark.django_db
all_of_it = Audience.ORGANISERS
savable = programmes.filter(lambda made: made.group.key not in RESERVED and made.series.key not in RESERVED_IN_GROUP)


def session(number: int) -> Session:
    return Session(
        f"s{number}",
        title=f"Evening {number}",
        readings=(Reading("r", f"Book {number}", editions=(Edition("e", "pdf", "https://example.org/a.pdf"),)),),
        notes=(Note("n", "Before you read", Rich("<p>Slowly.</p>")),),
        questions=tuple(Question(f"q{n}", str(n), Rich("<p>Why?</p>")) for n in range(2)),
    )


def programme(sessions: int) -> Programme:
    return Programme(
        Group("apiary", "Apiary readers"),
        Series("spring", "u-1", "Spring", sessions=tuple(session(n) for n in range(sessions))),
    )


def saved(document: Programme) -> Programme:
    return load_programme(save_programme(document).series, audience=all_of_it)


def with_its_uid(document: Programme, loaded: Programme) -> Programme:
    """``document`` with the uid its series has for life."""
    return replace(document, series=replace(document.series, uid=loaded.series.uid))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=60
)
@given(savable, savable)
def test_comes_back_as_it_was_also_over_another(first, second):
    loaded = saved(first)
    assert loaded == with_its_uid(first, loaded)
    assert loaded.series.uid
    over = replace(
        second, group=replace(second.group, key=first.group.key), series=replace(second.series, key=first.series.key)
    )
    assert saved(over) == replace(over, series=replace(over.series, uid=loaded.series.uid))
    assert saved(loaded) == loaded


@pytest.mark.parametrize("sessions", [1, 100])
def test_loads_with_ten_queries_however_long(sessions):
    row = save_programme(programme(sessions)).series
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(load_programme(row, audience=all_of_it).series.sessions) == sessions
    assert len(queries) == 10


def test_saving_what_is_there_changes_nothing():
    save_programme(programme(3))
    again = save_programme(programme(3))
    assert (again.is_new, again.added, again.changed, again.archived) == (False, 0, 0, 0)


def test_rows_stay_the_same_when_sessions_move():
    document = programme(3)
    save_programme(document)
    before = dict(models.Session.objects.values_list("key", "pk"))
    turned = replace(document, series=replace(document.series, sessions=document.series.sessions[::-1]))
    done = save_programme(turned)
    assert (done.added, done.changed, done.archived) == (0, 2, 0)
    assert dict(models.Session.objects.values_list("key", "pk")) == before
    assert load_programme(done.series, audience=all_of_it) == turned


def test_what_is_missing_is_archived_and_comes_back_under_its_key_with_all_that_hung_on_it():
    document = programme(3)
    save_programme(document)
    before = dict(models.Edition.objects.values_list("reading__session__key", "pk"))
    shorter = replace(document, series=replace(document.series, sessions=document.series.sessions[1:]))
    done = save_programme(shorter)
    assert (done.added, done.changed, done.archived) == (0, 2, 1)
    assert load_programme(done.series, audience=all_of_it) == shorter
    assert models.Session.objects.count() == 3
    assert models.Reading.objects.filter(archived=True).count() == 0
    assert saved(document) == document
    assert dict(models.Edition.objects.values_list("reading__session__key", "pk")) == before


def test_a_series_keeps_its_uid_for_life():
    save_programme(programme(1))
    other = replace(programme(1), series=replace(programme(1).series, uid="u-2", title="Spring again"))
    assert saved(other).series.uid == "u-1"


def test_two_series_never_share_a_uid():
    save_programme(programme(1))
    copy = saved(replace(programme(1), group=Group("hive")))
    assert copy.series.uid not in ("", "u-1")
    assert copy.series.sessions == programme(1).series.sessions


def test_a_series_saved_into_a_group_leaves_the_group_as_it_is(group):
    document = replace(programme(1), group=Group("somebody-else", "Another name"))
    row = save_programme(document, group=group).series
    assert load_programme(row, audience=all_of_it).group == Group("apiary", "Apiary readers", zone="Europe/London")
    assert models.Group.objects.count() == 1


def test_a_new_series_stands_after_the_others(group):
    keys = ["spring", "autumn", "bees"]
    for key in keys:
        save_programme(Programme(Group("apiary"), Series(key)), group=group)
    assert list(models.Series.objects.values_list("key", flat=True)) == keys


def test_saves_five_thousand_sessions():
    document = programme(5_000)
    assert saved(document) == document
    renamed = tuple(replace(one, title="Anew", sequence=2) for one in document.series.sessions)
    changed = replace(document, series=replace(document.series, sessions=renamed))
    done = save_programme(changed)
    assert (done.added, done.changed, done.archived) == (0, 5_000, 0)
    assert load_programme(done.series, audience=all_of_it) == changed


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (Programme(Group("desk"), Series("s")), "A group cannot have the key “desk”."),
        (Programme(Group("g"), Series("../s")), "series: “../s” cannot be a key."),
        (Programme(Group("g"), Series("s" * 151)), f"series: “{'s' * 151}” cannot be a key."),
        (
            Programme(Group("g"), Series("s", sessions=(Session("a"), Session("a")))),
            "series s, sessions: the key “a” is used twice.",
        ),
        (
            Programme(Group("g"), Series("s", sessions=(Session("a", readings=(Reading("r r", "R"),)),))),
            "session a, readings: “r r” cannot be a key.",
        ),
    ],
)
def test_refuses_keys_that_are_none_and_saves_nothing(document, said):
    with pytest.raises(WriteError) as caught:
        save_programme(document)
    assert caught.value.what == said
    assert models.Group.objects.count() == 0


CANARY = "canary-in-the-hive"


def test_what_the_public_may_not_see_never_enters_the_document():
    hidden = Programme(
        Group("apiary"),
        Series(
            "spring",
            contacts=(Contact("ann", phone="07700 900001", email=f"{CANARY}@example.org"),),
            notes=(Note("n", CANARY, audience=Audience.MEMBERS),),
            sessions=(Session("s", notes=(Note("n", CANARY, audience=Audience.ORGANISERS),)),),
        ),
    )
    row = save_programme(hidden).series
    assert CANARY not in repr(load_programme(row, audience=Audience.PUBLIC))
    assert repr(load_programme(row, audience=Audience.MEMBERS)).count(CANARY) == 2
    assert repr(load_programme(row, audience=Audience.ORGANISERS)).count(CANARY) == 3

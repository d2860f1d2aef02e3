"""History on the desk, undoing with one click, and two organisers who see each other's changes."""

import pytest
from django.urls import reverse

from studycircle.documents.compare import compare
from studycircle.documents.programme import Audience
from studycircle.store import actions, history, models
from studycircle.store.history import Act
from studycircle.store.load import load_programme
from tests.web.conftest import signed_in
from tests.web.forms import sent_by


@pytest.fixture
def bob(series):
    """Another organiser of the same group."""
    return signed_in("bob", series.group)


def live(series):
    return load_programme(series, audience=Audience.ORGANISERS)


def one(series, key="the-wanderer"):
    return next((session for session in live(series).series.sessions if session.key == key), None)


def at(series, name, *more):
    return reverse(f"series-{name}", args=[series.group.key, series.key, *more])


def page(client, url):
    return client.get(url).content.decode()


def test_who_did_what_is_listed(ann, bob, series):
    url = at(series, "session", "the-wanderer")
    ann.post(url, sent_by(page(ann, url), **{"session-leader": "Bo"}))
    bob.post(url, sent_by(page(bob, url), **{"session-date": "2026-10-21"}))
    words = page(ann, at(series, "history"))
    assert [words.count(f"changed by {who}") for who in ("ann", "bob")] == [1, 1]
    assert "The Wanderer, Wednesday 21 October 2026 › date" in words
    assert "2026-10-21" not in words
    assert words.index("by bob") < words.index("by ann")


def test_the_history_comes_page_by_page(ann, series):
    person = models.Person.objects.get(username="ann")
    for number in range(25):
        actions.change_programme(series, retitled(str(number)), now=one(series).changed, act=Act(person))
    first, second = page(ann, at(series, "history")), page(ann, at(series, "history") + "?page=2")
    assert [words.count("changed by ann") for words in (first, second)] == [20, 5]
    assert "page 1 of 2" in first


def retitled(title):
    from dataclasses import replace

    return lambda old: replace(old, series=replace(old.series, title=title))


def test_a_change_is_undone_right_after_it_was_saved(ann, series):
    before, url = live(series), at(series, "session", "the-wanderer")
    shown = ann.post(url, sent_by(page(ann, url), **{"session-leader": "Bo"}), follow=True).content.decode()
    address = at(series, "undo", 2)
    assert f'action="{address}"' in shown
    undone = ann.post(address, follow=True).content.decode()
    assert "That was undone." in undone
    assert f'action="{at(series, "undo", 3)}"' in undone  # and that too
    assert compare(before, live(series)) == ()


def test_a_session_taken_out_is_put_back(ann, series):
    before = live(series)
    ann.post(at(series, "remove-session", "the-wanderer"))
    assert one(series) is None
    ann.post(at(series, "undo", 2))
    assert compare(before, live(series)) == ()


def test_what_somebody_changed_again_is_not_undone(ann, bob, series):
    url = at(series, "session", "the-wanderer")
    ann.post(url, sent_by(page(ann, url), **{"session-leader": "Bo"}))
    bob.post(url, sent_by(page(bob, url), **{"session-leader": "Cy"}))
    assert "changed again since" in ann.post(at(series, "undo", 2), follow=True).content.decode()
    assert one(series).leader == "Cy"


def test_a_version_is_looked_at_and_restored(ann, series):
    before, url = live(series), at(series, "session", "the-wanderer")
    ann.post(url, sent_by(page(ann, url), **{"session-title": "The Seafarer"}))
    ann.post(at(series, "remove-session", "the-mill"))
    words = page(ann, at(series, "version", 1))
    assert "The Mill on the Floss" in words
    assert "Make it this again" in words
    ann.post(at(series, "restore", 1))
    assert compare(before, live(series)) == ()
    assert "The programme is like this now." in page(ann, at(series, "version", 1))
    assert ann.get(at(series, "version", 99)).status_code == 404


def test_what_each_changed_alone_is_kept_without_asking(ann, bob, series):
    url = at(series, "session", "the-wanderer")
    first = page(ann, url)
    bob.post(url, sent_by(page(bob, url), **{"session-room": "Room 9"}))
    late = ann.post(url, sent_by(first, **{"session-leader": "Bo"}), follow=True)
    assert "what both of you did is kept" in late.content.decode()
    assert (one(series).room, one(series).leader) == ("Room 9", "Bo")


@pytest.fixture
def conflict(ann, bob, series):
    """The page Ann sees: both changed the leader, and Bob the room."""
    url = at(series, "session", "the-wanderer")
    first = page(ann, url)
    bob.post(url, sent_by(page(bob, url), **{"session-room": "Room 9", "session-leader": "Cy"}))
    late = ann.post(url, sent_by(first, **{"session-leader": "Bo", "session-title": "The Seafarer"}))
    assert late.status_code == 409
    return late.content.decode()


def test_the_second_sees_what_both_did(conflict):
    row = conflict[conflict.index('<tr><th scope="row">') :]
    cells = [cell.partition("</td>")[0].partition(">")[2] for cell in row.split("<td")[1:4]]
    assert cells == ["Femi", "Cy", "Bo"]
    assert "What only they changed, and is kept:" in conflict
    assert "Room 9" in conflict


def test_mine_is_kept_with_what_only_they_did(ann, series, conflict):
    assert ann.post(at(series, "session", "the-wanderer"), sent_by(conflict)).status_code == 302
    session = one(series)
    assert (session.leader, session.room, session.title) == ("Bo", "Room 9", "The Seafarer")


def test_theirs_is_taken_with_what_only_i_did(ann, series, conflict):
    ann.post(at(series, "session", "the-wanderer"), {**sent_by(conflict).dict(), "take": "theirs"})
    session = one(series)
    assert (session.leader, session.room, session.title) == ("Cy", "Room 9", "The Seafarer")


def test_it_is_edited_on_the_way(ann, series, conflict):
    ann.post(at(series, "session", "the-wanderer"), sent_by(conflict, **{"session-leader": "Bo and Cy"}))
    assert (one(series).leader, one(series).room) == ("Bo and Cy", "Room 9")


def test_a_third_change_is_shown_too(ann, bob, series, conflict):
    url = at(series, "session", "the-wanderer")
    bob.post(url, sent_by(page(bob, url), **{"session-leader": "Di"}))
    again = ann.post(url, sent_by(conflict))
    assert again.status_code == 409
    assert ">Di<" in again.content.decode()
    assert one(series).leader == "Di"


def test_who_is_faster_than_the_lock_is_seen_too(ann, series, monkeypatch):
    """Between the look at the programme and its lock somebody else has saved."""
    url = at(series, "session", "the-wanderer")
    sent = sent_by(page(ann, url), **{"session-leader": "Bo"})
    change = actions.change_programme

    def slower(row, what, **more):
        monkeypatch.setattr(actions, "change_programme", change)
        models.Session.objects.filter(series=series, key="the-wanderer").update(leader="Cy")
        return change(row, what, **more)

    monkeypatch.setattr(actions, "change_programme", slower)
    assert ann.post(url, sent).status_code == 409
    assert one(series).leader == "Cy"


def test_what_was_typed_for_a_session_that_is_gone_can_bring_it_back(ann, bob, series):
    url = at(series, "session", "the-wanderer")
    first = page(ann, url)
    bob.post(at(series, "remove-session", "the-wanderer"))
    late = ann.post(url, sent_by(first, **{"session-leader": "Bo"}))
    assert late.status_code == 409
    assert one(series) is None
    assert ann.post(url, sent_by(late.content.decode())).status_code == 302
    assert one(series).leader == "Bo"


def test_the_head_is_compared_too(ann, bob, series):
    url = at(series, "head")
    first = page(ann, url)
    bob.post(url, sent_by(page(bob, url), **{"slot-time": "19:15", "place-room": "Cellar"}))
    merged = ann.post(url, sent_by(first, **{"series-title": "Bread"}))
    assert merged.status_code == 302
    clash = ann.post(url, sent_by(first, **{"place-room": "Attic", "group-name": "Canal"}))
    assert clash.status_code == 409
    assert live(series).series.place.room == "Cellar"
    ann.post(url, sent_by(clash.content.decode()))
    after = live(series)
    assert (after.series.place.room, str(after.series.slot.time), after.series.title, after.group.name) == (
        "Attic",
        "19:15:00",
        "Bread",
        "Canal",
    )


def test_a_whole_text_is_compared_too(ann, bob, series):
    text, url = at(series, "text"), at(series, "session", "the-wanderer")
    ann.post(text, sent_by(page(ann, text)))  # loses the fixture's one empty element
    first = sent_by(page(ann, text))
    bob.post(url, sent_by(page(bob, url), **{"session-leader": "Cy"}))
    first["text"] = first["text"].replace("The Mill on the Floss", "Middlemarch")
    assert ann.post(text, first).status_code == 302
    assert one(series).leader == "Cy"
    assert one(series, "the-mill").title == "Middlemarch"


def test_a_draft_has_undo_as_well(ann, series):
    from tests.web.test_desk import take_in

    draft, _ = take_in(ann)
    before = draft.programme
    ann.post(reverse("draft-remove-session", args=[draft.pk, "the-hive"]))
    newest = history.versions_of(draft)[0].number
    assert ann.post(reverse("draft-undo", args=[draft.pk, newest])).status_code == 302
    draft.refresh_from_db()
    assert draft.programme == before

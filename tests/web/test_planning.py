"""Dates on the desk: every act is seen before it is done, and done only as it was seen."""

import datetime as dt

import pytest
from django.urls import reverse

from studycircle.documents.compare import compare
from studycircle.documents.programme import Audience, DateState, Kind
from studycircle.store import actions, clock, models
from studycircle.store.load import load_programme
from tests.programmes import RICH
from tests.web.conftest import NOW
from tests.web.forms import sent_by


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """It is 20 October 2026: the Wanderer was yesterday, Sweetness and Power is next."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def live(series):
    return load_programme(series, audience=Audience.ORGANISERS)


def one(series, key):
    return next(session for session in live(series).series.sessions if session.key == key)


def url_of(series, key="", act=""):
    args = [series.group.key, series.key]
    return reverse("series-plan", args=[*args, key, act]) if key else reverse("series-dates", args=args)


def pressed(words, button, **typed):
    """What a browser sends when that button of the last form is pressed."""
    return {**dict(sent_by(words, **typed).lists()), button: "1"}


def seen(client, url, **typed):
    """The page that shows what would change."""
    response = client.post(url, pressed(client.get(url).content.decode(), "preview", **typed))
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def done(client, url, **typed):
    """The programme after an act was looked at and done."""
    words = seen(client, url, **typed)
    response = client.post(url, pressed(words, "do"))
    assert response.status_code == 302, response.content.decode()
    return words


def test_nothing_is_done_that_was_not_seen(ann, series):
    url, before = url_of(series, "at-the-library", "move"), live(series)
    words = seen(ann, url, date="2026-11-10")
    assert "Tuesday 10 November 2026 (moved)" in words
    assert live(series) == before
    # Another day typed after the look: it is shown again, and not done.
    again = ann.post(url, pressed(words, "do", date="2026-11-11"))
    assert again.status_code == 409
    assert "Something has changed since you looked" in again.content.decode()
    assert live(series) == before
    assert ann.post(url, pressed(again.content.decode(), "do")).status_code == 302
    assert str(one(series, "at-the-library").date) == "2026-11-11"


def test_what_changed_after_the_look_is_shown_again(ann, series):
    url = url_of(series, "sweetness-and-power", "shift")
    words = seen(ann, url)
    ann.post(url_of(series), {"order": "1"})  # nothing is different: the list stands in order
    late = models.Session.objects.get(series=series, key="at-the-library")
    late.date = dt.date(2026, 11, 3)
    late.save()
    response = ann.post(url, pressed(words, "do"))
    assert response.status_code == 409
    assert str(one(series, "sweetness-and-power").date) == "2026-10-26"


def test_a_session_is_moved_and_the_change_undone_with_one_click(ann, series):
    url, before = url_of(series, "at-the-library", "move"), live(series)
    done(ann, url, date="2026-11-10", room="Room 9", why="The library is shut.")
    moved = one(series, "at-the-library")
    assert (moved.state, moved.moved_from, moved.room, moved.status_note, moved.sequence) == (
        DateState.MOVED,
        dt.date(2026, 11, 9),
        "Room 9",
        "The library is shut.",
        1,
    )
    words = ann.get(url_of(series)).content.decode()
    assert "Done." in words
    assert ann.post(reverse("series-undo", args=[series.group.key, series.key, 2])).status_code == 302
    assert compare(before, live(series)) == ()


def test_cancelled_and_after_all(ann, series):
    before = live(series)
    done(ann, url_of(series, "at-the-library", "cancel"), why="Snow.")
    off = one(series, "at-the-library")
    assert (off.state, off.date, off.status_note) == (DateState.CANCELLED, dt.date(2026, 11, 9), "Snow.")
    done(ann, url_of(series, "at-the-library", "reinstate"))
    assert compare(before, live(series)) == ()


def test_a_break_is_put_in_and_what_follows_makes_room(ann, series):
    url = url_of(series, "at-the-library", "insert")
    done(ann, url, kind="break", title="The floor is varnished", not_on="")
    rows = {session.key: (str(session.date), session.kind) for session in live(series).series.sessions if session.date}
    assert rows["the-floor-is-varnished"] == ("2026-11-09", Kind.BREAK)
    # The proposed call of the 16th has made room as well; the 11 January was far enough.
    assert [rows[key][0] for key in ("at-the-library", "online-once", "new-year")] == [
        "2026-11-16",
        "2026-11-23",
        "2027-01-11",
    ]


def test_dates_are_filled_from_a_slot(ann, series):
    words = done(
        ann,
        url_of(series),
        first="2026-12-14",
        last="2027-01-18",
        not_on="2026-12-28",
        titles="On Bread\nOn Butter",
    )
    assert "is a public holiday" not in words
    sessions = {session.title: (str(session.date), session.state) for session in live(series).series.sessions}
    assert sessions["On Salt"] == ("2026-12-14", DateState.FIXED)
    assert sessions["A walk to the mill"] == ("2026-12-21", DateState.FIXED)
    assert sessions["On Bread"] == ("2027-01-04", DateState.FIXED)
    assert sessions["On Butter"] == ("2027-01-18", DateState.FIXED)  # the 11 January is taken


def test_holidays_of_the_country_and_region_are_pointed_out(ann, series):
    typed = {"first": "2026-11-30", "last": "2026-12-28"}
    words = seen(ann, url_of(series), **typed, titles="x\ny\nz", not_on="")
    assert "Boxing Day" in words  # observed on the 28 December, in all of the kingdom
    assert "Andrew" not in words
    assert ann.post(url_of(series), {"region": "SCT"}).status_code == 302
    assert live(series).group.region == "SCT"
    assert "Andrew" in seen(ann, url_of(series), **typed, titles="x\ny\nz", not_on="")


def test_a_clock_change_is_said(ann, series):
    """London's clocks go back on 25 October 2026."""
    words = ann.get(url_of(series)).content.decode()
    assert words.count("the clocks have gone back since the meeting before") == 1
    url = url_of(series, "at-the-library", "move")
    assert "it does not exist" in seen(ann, url, date="2027-03-28", time="01:30")


def test_two_sessions_become_one_and_the_second_is_kept_in_the_store(ann, series):
    done(ann, url_of(series, "the-wanderer", "merge"), other="sweetness-and-power", title="Two evenings in one")
    merged = one(series, "the-wanderer")
    assert merged.title == "Two evenings in one"
    assert [reading.key for reading in merged.readings] == [
        "the-wanderer",
        "sweetness-and-power",
        "a-lump-of-sugar",
        "the-plantation-ledgers",
    ]
    assert models.Session.objects.get(series=series, key="sweetness-and-power").archived


def test_a_long_reading_is_split(ann, series):
    url = url_of(series, "sweetness-and-power", "split")
    done(ann, url, first="chapters 1–2", second="chapter 3", title="Sweetness, the end", not_on="2026-11-23")
    first, second = one(series, "sweetness-and-power"), one(series, "sweetness-the-end")
    assert (first.readings[0].part, second.readings[0].part) == ("chapters 1–2", "chapter 3")
    assert str(second.date) == "2026-11-09"
    assert str(one(series, "at-the-library").date) == "2026-11-16"


@pytest.mark.parametrize(
    ("act", "typed", "said"),
    [
        ("move", {"date": ""}, "required"),
        ("shift", {"by": "weeks", "weeks": ""}, "Say by how many weeks."),
        ("shift", {"not_on": "28 December"}, "Write each day as year-month-day"),
        ("insert", {"when": "day"}, "Say which day."),
        ("split", {"first": ""}, "required"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(ann, series, act, typed, said):
    url, before = url_of(series, "sweetness-and-power", act), live(series)
    response = ann.post(url, pressed(ann.get(url).content.decode(), "do", **typed))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert live(series) == before


@pytest.mark.parametrize(
    ("key", "act", "status"),
    [
        ("half-term", "merge", 404),
        ("at-the-library", "reinstate", 404),
        ("rain-stopped-us", "cancel", 404),
        ("the-mill", "explode", 404),
        ("nobody", "move", 404),
    ],
)
def test_what_cannot_be_done_has_no_page(ann, series, key, act, status):
    assert ann.get(url_of(series, key, act)).status_code == status


def test_in_a_draft_of_a_new_series_nothing_is_moved(ann, series):
    """Nobody has been told yet."""
    person = models.Person.objects.get(username="ann")
    draft = actions.start_draft(
        RICH, (), group=series.group, source="…", name="x", media="text/plain", by=person, now=NOW
    )
    url = reverse("draft-plan", args=[draft.pk, "at-the-library", "move"])
    done(ann, url, date="2026-11-10")
    draft.refresh_from_db()
    [moved] = [session for session in draft.programme.series.sessions if session.key == "at-the-library"]
    assert (str(moved.date), moved.state, moved.moved_from) == ("2026-11-10", DateState.FIXED, None)

"""What organisers should look at: found in the programme, reported by others, the most urgent first."""

import datetime as dt
from dataclasses import replace

import pytest

from studycircle.documents.attention import Facts, Item, Want, attention, doubts, is_over, urgency
from studycircle.documents.programme import (
    DateState,
    Edition,
    Group,
    Kind,
    Place,
    Programme,
    Reading,
    Series,
    Session,
    Slot,
    Source,
)

NOW = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)
HALL = Place("Barn Hall", room="Room 2")
BOOK = (Reading("hive", "The Hive", editions=(Edition("web", "web", "https://example.org/hive#top"),)),)


def session(key, day, **changes):
    date = dt.date(2026, 3, day) if day else None
    state = DateState.FIXED if day else DateState.TBA
    return replace(Session(key, key.title(), state=state, date=date, readings=BOOK), **changes)


def programme(*sessions, place=HALL, **changes):
    series = Series("bees", title="Bees", place=place, slot=Slot(1, dt.time(19)), sessions=sessions)
    return Programme(Group("circle", zone="Europe/London"), replace(series, **changes))


def found(document, *reported, holidays=None, now=NOW):
    items = attention(document, Facts(holidays or {}, reported), now)
    return [(item.want, item.session) for item in items]


def test_where_nothing_is_missing_there_is_nothing():
    assert found(programme(session("hive", 3), session("wax", 10))) == []


@pytest.mark.parametrize(
    ("changes", "want"),
    [
        ({"readings": ()}, Want.NO_READING),
        ({"readings": (Reading("x", "X", editions=(Edition("pdf", "pdf"),)),)}, Want.NO_ADDRESS),
        ({"readings": (Reading("x", "X", text="x", editions=(Edition("pdf", "pdf"),)),)}, None),  # it is on the shelf
        ({"readings": (Reading("x", "X", editions=(Edition("book", "print"),)),)}, None),
        ({"readings": (Reading("x", "X", editions=(Edition("own", "pdf", file="x.pdf"),)),)}, None),
        ({"place": Place("The Anchor")}, Want.NO_ROOM),
        ({"place": Place(online="https://example.org/meet")}, None),
        ({"place": Place()}, Want.NO_PLACE),
        ({"date": None, "state": DateState.TBA}, Want.NO_DATE),
        ({"date": None, "state": DateState.PROPOSED}, Want.NO_DATE),
        ({"date": None, "state": DateState.TBA, "kind": Kind.BREAK}, None),
        ({"readings": (), "state": DateState.CANCELLED}, None),
        ({"readings": (), "kind": Kind.BREAK}, None),
        ({"readings": (), "date": dt.date(2026, 2, 3)}, None),  # it is over
        ({"date": dt.date(2026, 3, 29), "time": dt.time(1, 30)}, Want.NEVER),
        ({"date": dt.date(2026, 10, 25), "time": dt.time(1, 30)}, Want.TWICE),
        ({"date": dt.date(2026, 4, 6)}, Want.HOLIDAY),
    ],
)
def test_each_thing_that_is_missing(changes, want):
    document = programme(session("hive", 3), session("wax", 10, **changes))
    holidays = {dt.date(2026, 4, 6): "Easter Monday"}
    assert found(document, holidays=holidays) == ([(want, "wax")] if want else [])


def test_where_nobody_has_a_room_none_is_missing():
    assert found(programme(session("hive", 3), place=Place("Barn Hall"))) == []


def test_a_usual_place_that_is_missing_is_one_thing():
    document = programme(session("hive", 3), session("wax", 10), place=Place())
    [item] = attention(document, Facts(), NOW)
    assert (item.want, item.session, item.words, item.number) == (Want.NO_PLACE, "", "Bees", 2)
    assert item.when == dt.datetime(2026, 3, 3, 19, tzinfo=dt.UTC)


def test_what_matters_soonest_stands_first():
    document = programme(
        session("later", 24, readings=()), session("swarms", 0), session("next", 3, readings=(), place=Place("Anchor"))
    )
    mail = Item(Want.MAIL, when=NOW)
    failed = Item(Want.NOT_TAKEN, session="later")
    assert found(document, failed, mail) == [
        (Want.MAIL, ""),
        (Want.NO_ROOM, "next"),
        (Want.NO_READING, "next"),
        (Want.NO_READING, "later"),
        (Want.NOT_TAKEN, "later"),
        (Want.NO_DATE, "swarms"),
    ]


def test_while_a_poll_runs_the_date_is_not_missing():
    document = programme(session("hive", 3), session("swarms", 0))
    assert found(document, Item(Want.POLL, session="swarms", number=0)) == []
    assert found(document, Item(Want.POLL, session="swarms", number=2)) == [(Want.POLL, "swarms")]


def test_a_link_belongs_to_the_first_session_that_has_it():
    document = programme(session("hive", 3), session("wax", 10))
    [item] = attention(document, Facts(reported=(Item(Want.LINK, "https://example.org/hive"),)), NOW)
    assert (item.session, item.when) == ("hive", dt.datetime(2026, 3, 3, 19, tzinfo=dt.UTC))


def test_of_a_session_that_is_over_nothing_is_urgent():
    document = programme(session("hive", 3), session("wax", 24))
    [item] = attention(document, Facts(reported=(Item(Want.NOT_TAKEN, session="hive"),)), NOW + dt.timedelta(7))
    assert item.when is None


def test_a_series_that_is_long_over_is_left_in_peace():
    document = programme(session("hive", 3, readings=()), session("swarms", 0))
    later = NOW + dt.timedelta(30)
    assert not is_over(document, later)
    assert found(document, now=later) == [(Want.NO_DATE, "swarms")]
    assert is_over(document, NOW + dt.timedelta(40))
    assert found(document, Item(Want.LINK, "https://example.org/x"), now=NOW + dt.timedelta(40)) == [(Want.LINK, "")]
    assert not is_over(programme(session("swarms", 0)), NOW)  # it has not begun


def test_moved_to_another_holiday_it_is_another_thing():
    names = set()
    for day in (10, 17):
        [item] = attention(programme(session("wax", day)), Facts({dt.date(2026, 3, day): "A day"}), NOW)
        names.add(item.name)
    assert names == {"holiday:wax:2026-03-10", "holiday:wax:2026-03-17"}


def test_the_doubts_of_a_draft():
    sources = (Source("group.name", (1,), 0.9), Source("session:hive.date", (3,), 0.5))
    [item] = doubts(replace(programme(session("hive", 3)), sources=sources))
    assert (item.want, item.about) == (Want.DOUBT, "session:hive.date")


def test_kinds_are_in_the_order_of_their_urgency():
    assert urgency(Item(Want.MAIL)) < urgency(Item(Want.LINK))
    assert urgency(Item(Want.LINK, when=NOW)) < urgency(Item(Want.MAIL))

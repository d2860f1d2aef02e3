"""The JSON form of a programme."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings

from studycircle.documents.native import dump_programme, parse_programme
from studycircle.documents.programme import (
    Audience,
    Contact,
    DateState,
    Edition,
    Group,
    Part,
    Place,
    Programme,
    Question,
    Quotation,
    Reading,
    Role,
    Series,
    Session,
    Slot,
    Source,
)
from studycircle.documents.rich import Rich
from studycircle.errors import ReadError
from tests.documents.strategies import sourced_programmes

SESSION = Session(
    key="bees",
    title="On bees",
    number="3",
    state=DateState.MOVED,
    date=date(2026, 3, 2),
    time=time(18, 30),
    moved_from=date(2026, 2, 23),
    place=Place(name="Hall", room="4", room_audience=Audience.MEMBERS),
    readings=(Reading("hive", "The Hive", role=Role.SHORTER, editions=(Edition("hive-pdf", "pdf", size=12),)),),
    questions=(Question("q1", "1", Rich("<p>Why?</p>"), (Quotation("a hum"),), (Part("a", Rich("<p>So?</p>")),)),),
    changed=datetime(2026, 1, 1, tzinfo=UTC),
)
PROGRAMME = Programme(
    Group("apiary", "Apiary readers", zone="Europe/London"),
    Series(
        "spring",
        "u-1",
        "Spring",
        slot=Slot(0, time(18, 30)),
        contacts=(Contact("ann", "Ann", "07700 900001"),),
        sessions=(SESSION,),
    ),
    sources=(Source("series.title", (1, 2), 0.5),),
)


def test_comes_back_as_it_was():
    assert parse_programme(dump_programme(PROGRAMME)) == PROGRAMME


def test_leaves_defaults_out():
    small = Programme(Group("g"), Series("s"))
    assert dump_programme(small) == (
        '{\n "format": "studycircle-programme",\n "version": 1,\n "group": {\n  "key": "g"\n },\n'
        ' "series": {\n  "key": "s"\n }\n}\n'
    )
    assert parse_programme(dump_programme(small)) == small


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense", "x.json: this is not JSON"),
        ("[]", "x.json: this JSON is not a Studycircle programme"),
        ("[" * 100_000, "x.json: this is not JSON"),
        (
            '{"format": "studycircle-programme", "version": 9}',
            "x.json: this programme has version 9; this Studycircle reads version 1",
        ),
        (
            '{"format": "studycircle-programme", "version": 1, "group": {"key": "g", "colour": 1}, "series": {"key": "s"}}',
            "x.json: programme.group has a field this version does not know: colour",
        ),
        (
            '{"format": "studycircle-programme", "version": 1, "group": {"key": 4}, "series": {"key": "s"}}',
            "x.json: programme.group.key: 4 is not understood",
        ),
    ],
)
def test_says_what_is_wrong(text, said):
    with pytest.raises(ReadError) as caught:
        parse_programme(text, "x.json")
    assert caught.value.what == said


def test_a_date_that_is_none_is_refused():
    text = dump_programme(replace(PROGRAMME, sources=())).replace("2026-03-02", "2026-02-30")
    with pytest.raises(ReadError, match=r"sessions\[0\]\.date: '2026-02-30' is not understood"):
        parse_programme(text)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(sourced_programmes)
def test_any_programme_survives(programme):
    text = dump_programme(programme)
    assert parse_programme(text) == programme
    assert dump_programme(parse_programme(text)) == text


@pytest.mark.parametrize("rich", ["<script>x()</script>", "<p><a href='javascript:x()'>a</a></p>", "bare", "<p>a"])
def test_words_that_are_not_safe_are_refused(rich):
    text = dump_programme(Programme(Group("g"), Series("s", sessions=(Session("a", summary=Rich(rich)),))))
    with pytest.raises(ReadError, match=r"sessions\[0\].summary"):
        parse_programme(text)


@pytest.mark.parametrize("key", ["", "../../etc", "a/b", "A", "a b", "-a", "a-", "."])
def test_a_key_that_cannot_be_one_is_refused(key):
    text = dump_programme(Programme(Group("g"), Series("s", sessions=(Session(key),))))
    with pytest.raises(ReadError, match="cannot be a key"):
        parse_programme(text)


@pytest.mark.parametrize(
    ("group", "series", "said"),
    [
        (Group("g", zone="Mars/Olympus"), Series("s"), "there is no time zone called “Mars/Olympus”"),
        (Group("g", language="the Queen's"), Series("s"), "is no language"),
        (Group("g", country="Britain"), Series("s"), "is no country"),
        (Group("g"), Series("s", sessions=(Session("a", minutes=-5),)), "minutes: -5 is out of range"),
        (Group("g"), Series("s", sessions=(Session("a", minutes=10**9),)), "minutes: 1000000000 is out of range"),
        (Group("g"), Series("s", sessions=(Session("a"), Session("a"))), "the key “a” stands twice"),
    ],
)
def test_a_value_that_cannot_be_is_refused(group, series, said):
    with pytest.raises(ReadError, match=said):
        parse_programme(dump_programme(Programme(group, series)))


def test_half_of_a_character_is_refused():
    text = dump_programme(Programme(Group("g", name="X"), Series("s"))).replace('"X"', '"\\ud800"')
    with pytest.raises(ReadError, match="this is not JSON"):
        parse_programme(text)

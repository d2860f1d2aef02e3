"""The calendar is read back by three programs as it was meant, and nothing in it can break out of its line."""

import datetime as dt
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studycircle.documents.audience import seen_by
from studycircle.documents.programme import Audience, DateState, Place, Programme, Session, Slot
from studycircle.readers.programme.page import read_page
from studycircle.writers.programme.calendar import Feed, clean, write_calendar, write_feed_of
from tests.judges import node_modules, program
from tests.programmes import ADDRESS, RICH, SERIES, in_arabic, of_many

UID = SERIES.uid
# What every reader must find: UID, local start and end, status. Half past six stays so across 25 October.
EXPECTED = [
    (f"the-mill@{UID}", "2026-09-28 18:30", "2026-09-28 20:30", "CONFIRMED"),
    (f"rain-stopped-us@{UID}", "2026-10-05 18:30", "2026-10-05 20:30", "CANCELLED"),
    (f"the-wanderer@{UID}", "2026-10-19 18:30", "2026-10-19 20:30", "CONFIRMED"),
    (f"sweetness-and-power@{UID}", "2026-10-26 18:30", "2026-10-26 20:30", "CONFIRMED"),
    (f"at-the-library@{UID}", "2026-11-09 19:00", "2026-11-09 20:00", "CONFIRMED"),
    (f"online-once@{UID}", "2026-11-16 18:30", "2026-11-16 20:30", "TENTATIVE"),
    (f"new-year@{UID}", "2027-01-11 18:30", "2027-01-11 20:30", "CONFIRMED"),
]
OFFSETS = ["+0100", "+0100", "+0100", "+0000", "+0000", "+0000", "+0000"]


def events(content: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def public(programme: Programme) -> Programme:
    return seen_by(programme, Audience.PUBLIC)


Read = list[tuple[str, str, str, str]]


def with_icalendar(content: bytes, folder: Path) -> Read:
    return [
        (
            str(event["UID"]),
            event.decoded("DTSTART").strftime("%Y-%m-%d %H:%M"),
            event.decoded("DTEND").strftime("%Y-%m-%d %H:%M"),
            str(event["STATUS"]),
        )
        for event in events(content)
    ]


def with_khal(content: bytes, folder: Path) -> Read:
    (folder / "calendar").mkdir()
    (folder / "series.ics").write_bytes(content)
    settings = folder / "khal.conf"
    settings.write_text(
        f"[calendars]\n[[group]]\npath = {folder}/calendar\n[sqlite]\npath = {folder}/khal.db\n"
        "[locale]\nlocal_timezone = Europe/London\ndefault_timezone = Europe/London\ntimeformat = %H:%M\n"
        "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        "[default]\ndefault_calendar = group\n"
    )
    khal = [str(Path(sys.executable).parent / "khal"), "-c", str(settings)]
    subprocess.run([*khal, "import", "--batch", str(folder / "series.ics")], check=True, capture_output=True)
    form = "{uid}|{start-long-full}|{end-long-full}|{status}"
    first = min(start for _, start, _, _ in with_icalendar(content, folder))[:10]
    listed = subprocess.run(
        [*khal, "list", "--day-format", "", "--format", form, first, "200d"], check=True, capture_output=True, text=True
    ).stdout
    lines = [[field.strip() for field in line.split("|")] for line in listed.split("\n") if line]
    return [(uid, start, end, status) for uid, start, end, status in lines]


def with_ical_js(content: bytes, folder: Path) -> Read:
    (folder / "series.ics").write_bytes(content)
    script = Path(__file__).parent / "read_calendar.mjs"
    answer = subprocess.run(
        [program("node"), str(script), str(node_modules()), str(folder / "series.ics")],
        check=True,
        capture_output=True,
        text=True,
    )
    read = json.loads(answer.stdout)
    for one in read:  # it must have found the zone's rules, not only the digits
        moment = dt.datetime.fromtimestamp(one["seconds"], ZoneInfo("Europe/London"))
        assert moment.strftime("%Y-%m-%d %H:%M") == one["start"]
    return [(one["uid"], one["start"], one["end"], one["status"]) for one in read]


READERS = pytest.mark.parametrize("read", [with_icalendar, with_khal, with_ical_js])


@READERS
def test_three_programs_read_it_back(read, tmp_path):
    assert read(write_calendar(public(RICH), address=ADDRESS), tmp_path) == EXPECTED


@READERS
def test_three_programs_read_the_calendar_of_the_seed_page(read, tmp_path, shared_data):
    """Half past six before and after the clocks went back on 27 October 2013; the session to be announced is not in it."""
    page = (shared_data / "pages/raw/00-seed.txt").read_bytes()
    programme, _ = read_page(page, name="00-seed.txt", today=dt.date(2013, 8, 1))
    if not programme.series.zone and programme.group.zone == "UTC":
        programme = replace(programme, group=replace(programme.group, zone="Europe/London"))
    found = read(write_calendar(public(programme)), tmp_path)
    dates = ["07-15", "07-22", "08-05", "08-19", "09-02", "10-07", "10-14", "10-21", "11-04", "11-18", "11-25"]
    assert [(start, end, status) for _, start, end, status in found] == [
        (f"2013-{date} 18:30", f"2013-{date} 20:30", "CONFIRMED") for date in dates
    ]


def edited(key: str, **values: object) -> Programme:
    sessions = tuple(replace(one, **values) if one.key == key else one for one in SERIES.sessions)
    return replace(RICH, series=replace(SERIES, sessions=sessions))


TAKEN_OUT = replace(RICH, series=replace(SERIES, sessions=SERIES.sessions[1:]))
# The programme after a change, what was taken out of it, and what every reader must find instead of what it found.
CHANGES = {
    "moved": (
        edited("new-year", state=DateState.MOVED, date=dt.date(2027, 1, 18), sequence=1),
        (),
        (f"new-year@{UID}", "2027-01-18 18:30", "2027-01-18 20:30", "CONFIRMED"),
    ),
    "cancelled": (
        edited("new-year", state=DateState.CANCELLED, sequence=1),
        (),
        (f"new-year@{UID}", "2027-01-11 18:30", "2027-01-11 20:30", "CANCELLED"),
    ),
    "agreed": (
        edited("online-once", state=DateState.FIXED, time=dt.time(19, 15), sequence=1),
        (),
        (f"online-once@{UID}", "2026-11-16 19:15", "2026-11-16 21:15", "CONFIRMED"),
    ),
    "another room": (
        edited("the-wanderer", room="Boat shed", sequence=1),
        (),
        (f"the-wanderer@{UID}", "2026-10-19 18:30", "2026-10-19 20:30", "CONFIRMED"),
    ),
    "taken out": (
        TAKEN_OUT,
        (Session("the-mill", state=DateState.CANCELLED, date=dt.date(2026, 9, 28), place=Place(), sequence=1),),
        (f"the-mill@{UID}", "2026-09-28 18:30", "2026-09-28 20:30", "CANCELLED"),
    ),
}


@READERS
@pytest.mark.parametrize("change", CHANGES)
def test_three_programs_read_it_back_after_each_kind_of_change(read, change, tmp_path):
    programme, gone, after = CHANGES[change]
    content = write_calendar(public(programme), address=ADDRESS, gone=gone)
    assert sorted(read(content, tmp_path)) == sorted([*(one for one in EXPECTED if one[0] != after[0]), after])
    marks = {str(event["UID"]): event["SEQUENCE"] for event in events(content)}
    assert marks[after[0]] == 1


def test_what_was_taken_out_is_said_without_its_words():
    """It may have been taken out for what it said."""
    programme, gone, __ = CHANGES["taken out"]
    found = {str(one["UID"]): one for one in events(write_calendar(programme, gone=gone))}
    event = found[f"the-mill@{UID}"]
    assert str(event["SUMMARY"]) == "Cancelled: Monday 28 September · Bread and Water"
    assert not {"LOCATION", "DESCRIPTION", "URL"} & set(event)


@READERS
def test_three_programs_read_a_whole_group(read, tmp_path):
    """Two series in two zones, each with its rules once."""
    winter = replace(
        SERIES, key="winter", uid="winter-1@example.org", zone="Europe/Dublin", sessions=SERIES.sessions[:1]
    )
    feeds = [Feed(public(RICH)), Feed(public(replace(RICH, series=winter)))]
    content = write_feed_of(feeds, name="Canalside: all", uid="canalside", address=ADDRESS)
    assert content.count(b"BEGIN:VTIMEZONE") == 2
    found = read(content, tmp_path)
    assert [one for one in found if one[0].endswith(UID)] == EXPECTED
    calendar = icalendar.Calendar.from_ical(content)
    assert str(calendar["NAME"]) == str(calendar["X-WR-CALNAME"]) == "Canalside: all"
    assert calendar.decoded("REFRESH-INTERVAL") == dt.timedelta(hours=12)
    assert "SOURCE" not in calendar
    theirs = [one for one in found if not one[0].endswith(UID)]
    assert theirs == [("the-mill@winter-1@example.org", "2026-09-28 18:30", "2026-09-28 20:30", "CONFIRMED")]


def test_a_calendar_of_one_s_own_leaves_out_what_one_said_no_to_and_says_where_to_answer():
    answers = {"sweetness-and-power": "https://canalside.example.org/replies/x/4/", "online-once": "https://x.invalid"}
    feed = Feed(RICH, without=frozenset({"new-year"}), answers=answers)
    content = write_feed_of([feed], name="Mine", uid="1.canalside")
    found = {str(event["UID"]): str(event.get("DESCRIPTION", "")) for event in events(content)}
    assert f"new-year@{UID}" not in found
    assert found[f"sweetness-and-power@{UID}"].split("\n")[-1] == f"Will you come? {answers['sweetness-and-power']}"
    assert "x.invalid" not in found[f"online-once@{UID}"]  # it is not agreed yet


def test_its_own_rules_of_the_zone_give_the_right_offsets():
    """Read with the VTIMEZONE of the file alone, as a program without a zone database would."""
    content = write_calendar(public(RICH)).replace(b"Europe/London", b"Somewhere")
    assert [event.decoded("DTSTART").strftime("%z") for event in events(content)] == OFFSETS


def test_what_it_says_of_one_session():
    content = write_calendar(public(RICH), session="sweetness-and-power", address=ADDRESS)
    (event,) = events(content)
    assert str(event["SUMMARY"]) == "Sweetness and Power · Bread and Water"
    assert str(event["LOCATION"]) == "The Lock-keeper’s House, Canal Row, Upper room"
    assert str(event["URL"]) == "https://canalside.example.org/bread-and-water/sweetness-and-power/"
    assert str(event["DESCRIPTION"]).split("\n") == [
        "How sugar came to the table, and who paid for it.",
        "Sweetness and Power, Sidney W. Mintz, chapters 1–3, 1985 https://www.example.org/mintz?a=1&b=2",
        "Only 20 minutes? Read this instead: A Lump of Sugar, Ada Fenn, six pages",
        "To read further: The Plantation Ledgers https://archive.example.org/ledgers",
        "Led by Ruth",
        "door on Weir Lane; ring twice",
        "https://canalside.example.org/bread-and-water/sweetness-and-power/",
    ]
    assert b"X-WR-CALNAME" not in content  # one entry is no calendar to subscribe to


def test_the_calendar_has_a_name_and_says_how_often_to_look():
    calendar = icalendar.Calendar.from_ical(write_calendar(public(RICH), address=ADDRESS))
    assert str(calendar["NAME"]) == str(calendar["X-WR-CALNAME"]) == "Bread and Water"
    assert calendar.decoded("REFRESH-INTERVAL") == dt.timedelta(hours=12)
    assert str(calendar["SOURCE"]) == "https://canalside.example.org/bread-and-water/calendar.ics"


def test_what_members_alone_may_know_is_not_in_the_public_calendar():
    content = write_calendar(public(RICH), address=ADDRESS)
    assert b"secret" not in content
    assert b"123 456" not in content
    members = write_calendar(seen_by(RICH, Audience.MEMBERS), address=ADDRESS)
    assert b"CONFERENCE;VALUE=URI:https://meet.example.org/secret" in members


def test_without_a_time_it_takes_the_day():
    programme = replace(RICH, series=replace(SERIES, slot=Slot(), sessions=SERIES.sessions[:1]))
    (event,) = events(write_calendar(programme))
    assert event.decoded("DTSTART") == dt.date(2026, 9, 28)
    assert "DTEND" not in event  # a day without an end lasts a day (RFC 5545 §3.6.1)


def test_a_series_without_dates_is_an_empty_calendar():
    programme = replace(RICH, series=replace(SERIES, sessions=SERIES.sessions[-2:]))
    assert events(write_calendar(programme)) == []


def test_in_utc_no_rules_are_needed():
    programme = replace(
        RICH,
        group=replace(RICH.group, zone="UTC"),
        series=replace(SERIES, zone="", sessions=SERIES.sessions[:1]),
    )
    content = write_calendar(programme)
    assert b"DTSTART:20260928T183000Z" in content
    assert b"VTIMEZONE" not in content


def test_the_same_programme_gives_the_same_bytes_and_uids_outlive_titles():
    again = replace(RICH, series=replace(SERIES, title="Another", sessions=SERIES.sessions[:1]))
    assert write_calendar(RICH) == write_calendar(RICH)
    assert [str(event["UID"]) for event in events(write_calendar(again))] == [f"the-mill@{UID}"]
    nameless = replace(RICH, series=replace(SERIES, uid="", sessions=SERIES.sessions[:1]))
    assert [str(event["UID"]) for event in events(write_calendar(nameless))] == ["the-mill@bread-and-water.canalside"]


def test_lines_are_folded_between_characters():
    content = write_calendar(in_arabic())
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines]  # no line ends within a character
    assert str(events(content)[0]["SUMMARY"]) == "موسم الهجرة إلى الشمال · روايات قصيرة"


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(), max_size=60),
    st.sampled_from(["\r\nATTENDEE:mailto:x@example.org", "\x85BEGIN:VALARM", "\u2028X:", ";", "\\n,"]),
)
def test_no_text_can_break_out_of_its_line(text, end):
    hostile = text + end
    session = Session(
        key="s",
        title=hostile,
        state=DateState.FIXED,
        date=dt.date(2026, 11, 2),
        place=Place(hostile, hostile),
        leader=hostile,
    )
    programme = Programme(RICH.group, replace(SERIES, title=hostile, sessions=(session,)))
    content = write_calendar(programme)
    calendar = icalendar.Calendar.from_ical(content)
    assert [part.name for part in calendar.walk() if part.name not in ("VTIMEZONE", "STANDARD", "DAYLIGHT")] == [
        "VCALENDAR",
        "VEVENT",
    ]
    (event,) = calendar.walk("VEVENT")
    assert set(event) == {
        "UID",
        "DTSTAMP",
        "SEQUENCE",
        "DTSTART",
        "DTEND",
        "STATUS",
        "SUMMARY",
        "LOCATION",
        "DESCRIPTION",
    }
    assert " ".join(clean(" ".join(hostile.split())).split()) in " ".join(str(event["SUMMARY"]).split())
    assert all(byte >= 32 or byte in b"\r\n\t" for byte in content)


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata", "Europe/Dublin"]
)
def test_the_rules_of_a_zone_agree_with_the_database(zone):
    programme = of_many(60)
    programme = replace(programme, group=replace(programme.group, zone=zone), series=replace(programme.series, zone=""))
    content = write_calendar(programme).replace(zone.encode(), zone.replace("/", "-").encode())
    for event in events(content):
        start = event.decoded("DTSTART")
        assert start.utcoffset() == start.replace(tzinfo=ZoneInfo(zone)).utcoffset()

"""The page for a phone before a closed door, the group's short address, and what a change of place writes again."""

import datetime as dt
from dataclasses import replace

import pytest
from lxml import html

from studycircle.documents.audience import seen_by
from studycircle.documents.keys import new_key
from studycircle.documents.programme import Audience, DateState, Place, Programme, Session
from studycircle.documents.schedule import summarise
from studycircle.publishing.folder import write_folder
from studycircle.writers.programme.door import door_entry
from studycircle.writers.programme.links import door_address, now_address
from studycircle.writers.programme.options import SiteOptions
from studycircle.writers.programme.site import group_files, series_files
from tests.programmes import ADDRESS, GROUP, NOW, RICH, SERIES, in_german

THE_DAY = dt.datetime(2026, 10, 26, 17, 0, tzinfo=dt.UTC)
JOINER = "\N{WORD JOINER}"
DOOR, OPTIONS = "bread-and-water/door/index.html", SiteOptions(NOW, ADDRESS, papers=())


def edited(programme: Programme, key: str, **changes: object) -> Programme:
    sessions = tuple(replace(one, **changes) for one in programme.series.sessions if one.key == key)
    others = [sessions[0] if one.key == key else one for one in programme.series.sessions]
    return replace(programme, series=replace(programme.series, sessions=tuple(others)))


def usual(**changes: object) -> Programme:
    return replace(RICH, series=replace(SERIES, place=replace(SERIES.place, **changes)))


def words_at(programme: Programme, now: dt.datetime, audience: Audience = Audience.PUBLIC) -> list[str]:
    """What the door page says, line by line, with plain spaces."""
    files = series_files(seen_by(programme, audience), SiteOptions(now, ADDRESS, papers=()))
    [file] = [file for file in files if file.path.endswith("/door/index.html")]
    [main] = html.fromstring(file.write()).xpath("//main")
    return [" ".join(block.text_content().replace(JOINER, "").split()) for block in main.xpath(".//h1 | .//h2 | .//p")]


def test_it_says_when_and_where_and_whom_to_ring():
    assert words_at(RICH, NOW) == [
        "Monday 26 October, 6.30 pm – 8.30 pm",
        "Upper room",
        "The Lock-keeper’s House, Canal Row",
        "door on Weir Lane; ring twice",
        "On a map In your phone’s map",
        "Sweetness and Power",
        "Nobody here? Ring or write",
        "Ruth 07700 900123 ruth@example.org",
    ]


def test_the_year_is_said_before_it_begins():
    assert words_at(RICH, NOW.replace(year=2025))[0].startswith("Monday 28 September 2026, 6.30")


def test_on_the_day_it_says_today_until_the_meeting_ends():
    assert words_at(RICH, THE_DAY)[0].startswith("Today, Monday 26 October, 6.30")
    assert words_at(RICH, THE_DAY + dt.timedelta(hours=3, minutes=29))[0].startswith("Today, Monday 26 October")
    assert words_at(RICH, THE_DAY + dt.timedelta(hours=3, minutes=30))[0].startswith("Monday 9 November, 7")


def test_a_session_with_a_place_of_its_own_is_there():
    after = THE_DAY + dt.timedelta(days=1)
    assert words_at(RICH, after)[1:4] == ["Room 12", "Weir Lane Library, 2 Weir Lane", "On a map In your phone’s map"]
    assert words_at(RICH, after + dt.timedelta(days=14))[1:3] == ["Video call", "A call with the author"]


def test_who_comes_for_what_is_cancelled_today_learns_of_it():
    programme = edited(RICH, "sweetness-and-power", state=DateState.CANCELLED, status_note="Ruth is ill.")
    assert words_at(programme, THE_DAY)[:2] == [
        "Cancelled today: Sweetness and Power. Ruth is ill.",
        "Monday 9 November, 7 pm – 8 pm",
    ]
    assert words_at(programme, NOW)[0].startswith("Monday 9 November")


def test_who_comes_for_what_was_moved_away_from_today_learns_of_it():
    tomorrow = THE_DAY.date() + dt.timedelta(days=1)
    programme = edited(RICH, "sweetness-and-power", state=DateState.MOVED, date=tomorrow, moved_from=THE_DAY.date())
    assert words_at(programme, THE_DAY)[:2] == [
        "Not today: Sweetness and Power has been moved to Tuesday 27 October.",
        "Tuesday 27 October, 6.30 pm – 8.30 pm",
    ]


@pytest.mark.parametrize(
    ("audience", "line"), [("public", "The Lock-keeper’s House, Canal Row"), ("members", "Upper room")]
)
def test_a_room_for_members_is_told_to_nobody_else(audience, line):
    hidden = usual(room_audience=Audience.MEMBERS)
    words = words_at(hidden, NOW, Audience(audience))
    assert words[1] == line
    assert ("The room is told to members only." in words) is (audience == "public")
    assert ("Upper room" in " ".join(words)) is (audience == "members")
    assert ("07700 900456" in " ".join(words)) is (audience == "members")


def test_where_nothing_comes_next_it_says_so():
    bare = replace(RICH, series=replace(SERIES, sessions=(Session("tba", "On Salt"),), contacts=()))
    assert words_at(bare, NOW) == ["The next date is to be agreed"]
    placeless = replace(RICH, series=replace(SERIES, place=Place(), contacts=()))
    assert words_at(placeless, NOW)[1:] == ["The place is still to be told.", "Sweetness and Power"]


def test_in_the_group_s_language():
    assert door_entry(seen_by(in_german(), Audience.PUBLIC), NOW).when == "Montag, 26. Oktober, 18:30"


def test_ways_to_a_map_are_plain_links():
    entry = door_entry(RICH, NOW)
    assert entry.place.map == (
        "https://www.openstreetmap.org/search?query=The%20Lock-keeper%E2%80%99s%20House%2C%20Canal%20Row"
    )
    assert entry.place.geo == "geo:0,0?q=The%20Lock-keeper%E2%80%99s%20House%2C%20Canal%20Row"
    own = door_entry(usual(map_link="https://map.example.org/x"), NOW).place
    assert own.map == "https://map.example.org/x"
    assert door_entry(usual(address=""), NOW).place.map == ""  # a name alone would be found in another town
    hostile = door_entry(usual(address='"><script>alert(1)</script>&q=x\n#', map_link="javascript:alert(1)"), NOW).place
    assert hostile.map == (
        "https://www.openstreetmap.org/search?query=The%20Lock-keeper%E2%80%99s%20House%2C%20"
        "%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E%26q%3Dx%20%23"
    )


def test_what_stands_on_the_sign_never_changes():
    assert door_address(ADDRESS, "bread-and-water") == "https://canalside.example.org/bread-and-water/door/"
    assert now_address(ADDRESS) == "https://canalside.example.org/now/"
    assert (door_address("", "x"), now_address("")) == ("", "")


def test_a_session_called_door_gets_another_key():
    assert new_key("Door", ()) == "door-2"
    taken = replace(RICH, series=replace(SERIES, sessions=(Session("door", "Door"),)))
    paths = [file.path for file in series_files(taken, OPTIONS)]
    assert paths.count(DOOR) == 1


def of_group(*programmes: Programme) -> bytes:
    summaries = [summarise(one, NOW) for one in programmes]
    [page] = [file for file in group_files(GROUP, summaries, OPTIONS) if file.path == "now/index.html"]
    return page.write()


def test_the_short_address_leads_to_the_only_door():
    page = html.fromstring(of_group(RICH))
    assert page.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=../bread-and-water/door/"]
    assert page.xpath("//main//a/@href") == ["../bread-and-water/door/"]


def test_where_two_series_meet_on_one_day_it_lets_one_choose():
    other = replace(RICH, series=replace(SERIES, key="other", title="Other"))
    later = replace(RICH, series=replace(SERIES, key="later", sessions=SERIES.sessions[5:]))
    page = html.fromstring(of_group(later, other, RICH))
    assert page.xpath("//meta[@http-equiv='refresh']") == []
    assert page.xpath("//main//a/@href") == ["../bread-and-water/door/", "../other/door/"]


def test_without_a_session_to_come_it_says_so():
    page = html.fromstring(of_group(replace(RICH, series=replace(SERIES, sessions=()))))
    assert page.xpath("string(//p[@class='spot'])") == "No session is announced yet"


SHOWING_A_PLACE = {"index.html", "calendar.ics", "feed.xml", "programme.md", "programme.json"}


@pytest.mark.parametrize(
    ("after", "written"),
    [
        (edited(RICH, "sweetness-and-power", room="Cellar"), {*SHOWING_A_PLACE, "door/index.html"}),
        (
            edited(RICH, "sweetness-and-power", place=Place("The Barge", "Lock 3")),
            {*SHOWING_A_PLACE, "door/index.html"},
        ),
        (edited(RICH, "new-year", room="Cellar"), SHOWING_A_PLACE),  # the door is that of the next session
    ],
)
def test_a_change_of_place_writes_what_shows_it_and_nothing_else(tmp_path, after, written):
    def bake(programme: Programme) -> set[str]:
        shown = seen_by(programme, Audience.PUBLIC)
        files = [*series_files(shown, OPTIONS), *group_files(GROUP, [summarise(shown, NOW)], OPTIONS)]
        return set(write_folder(files, tmp_path).written)

    bake(RICH)
    assert bake(RICH) == set()
    [key] = [one.key for one, old in zip(after.series.sessions, SERIES.sessions, strict=True) if one != old]
    own = {f"bread-and-water/{key}/{name}" for name in ("index.html", "session.ics")}
    assert bake(after) == {f"bread-and-water/{name}" for name in written} | own


def test_an_edit_the_door_does_not_show_leaves_it_alone():
    def needs(programme: Programme) -> str:
        [file] = [file for file in series_files(programme, OPTIONS) if file.path == DOOR]
        return file.needs

    assert needs(edited(RICH, "sweetness-and-power", notes=(), questions=(), readings=())) == needs(RICH)
    assert needs(usual(directions="the blue door")) != needs(RICH)
    assert needs(replace(RICH, series=replace(SERIES, contacts=()))) != needs(RICH)

"""What changed, what continues what, and what calendars must be told."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studycircle.documents.compare import Change, ChangeKind, adopt_keys, compare, revise
from studycircle.documents.programme import (
    Attachment,
    Audience,
    Contact,
    DateState,
    Edition,
    Group,
    Kind,
    Note,
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
from studycircle.documents.rich import Rich, from_plain
from tests.documents.strategies import sourced_programmes

ADDED, REMOVED, CHANGED, MOVED = ChangeKind
NOW = dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)
EARLIER = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def day(number: int) -> dt.date:
    return dt.date(2026, 3, number)


def session(key: str, title: str, date: int | None = None, **more) -> Session:
    state = DateState.FIXED if date else DateState.TBA
    return Session(key, title, **{"date": date and day(date), "state": state, **more})


def programme(*sessions: Session, group: Group | None = None, **series) -> Programme:
    return Programme(group or Group("readers"), Series("water", sessions=sessions, **series))


def keys(one: Programme) -> list[str]:
    return [each.key for each in one.series.sessions]


MILL = session("the-mill", "The Mill", 2)
BRIDGES = session("on-bridges", "On Bridges", 9)
WEIR = session("weir", "The Weir", 16)


class TestCompare:
    def test_nothing_changed(self):
        one = programme(MILL, BRIDGES)
        marks = replace(MILL, sequence=4, changed=NOW)
        assert compare(one, replace(programme(marks, BRIDGES), sources=(Source("group.name", (1,)),))) == ()

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(sourced_programmes)
    def test_a_programme_is_like_itself(self, one):
        assert compare(one, replace(one, sources=())) == ()

    def test_fields_of_group_and_series(self):
        old = programme(slot=Slot(0, dt.time(18, 30)), place=Place("Lock House", room="1"))
        new = programme(
            group=Group("readers", name="Readers", accent="#8a1c1c"),
            slot=Slot(1, dt.time(18, 30, 15), 0),
            place=Place("Lock House", room_audience=Audience.MEMBERS),
            summary=Rich("<p>On <em>water</em>.</p>"),
        )
        assert compare(old, new) == (
            Change("group.name", ADDED, "", "Readers", ("name",)),
            Change("group.accent", ADDED, "", "#8a1c1c", ("accent",)),
            Change("series.summary", ADDED, "", "On water.", ("summary",)),
            Change("series.slot.weekday", CHANGED, "0", "1", ("slot", "weekday")),
            Change("series.slot.time", CHANGED, "18:30", "18:30:15", ("slot", "time")),
            Change("series.slot.minutes", ADDED, "", "0", ("slot", "minutes")),
            Change("series.place.room", REMOVED, "1", "", ("place", "room")),
            Change("series.place.room_audience", CHANGED, "public", "members", ("place", "room audience")),
        )

    def test_sessions_that_came_went_and_changed(self):
        new = replace(BRIDGES, date=day(10), state=DateState.MOVED, moved_from=day(9), place=Place("Library", room="2"))
        assert compare(programme(MILL, BRIDGES), programme(new, session("tba", "", date_words="May"))) == (
            Change("session:the-mill", REMOVED, "2026-03-02 The Mill", "", ("2026-03-02 The Mill",)),
            Change("session:on-bridges.state", CHANGED, "fixed", "moved", ("2026-03-10 On Bridges", "state")),
            Change("session:on-bridges.date", CHANGED, "2026-03-09", "2026-03-10", ("2026-03-10 On Bridges", "date")),
            Change("session:on-bridges.moved_from", ADDED, "", "2026-03-09", ("2026-03-10 On Bridges", "moved from")),
            Change("session:on-bridges.place", ADDED, "", "Library, 2", ("2026-03-10 On Bridges", "place")),
            Change("session:tba", ADDED, "", "May", ("May",)),
        )

    def test_things_within_a_session(self):
        pdf, epub = Edition("pdf", "pdf", size=1), Edition("epub", "epub", label="EPUB")
        old = replace(MILL, readings=(Reading("book", "Book", editions=(pdf,)),), questions=(Question("q1", "1"),))
        parts = (Part("a", Rich("<p>Who?</p>")), Part("b", Rich("<p>Why?</p>")))
        question = Question("q1", "1", quotations=(Quotation("a mill", "text#p2"),), parts=parts)
        reading = Reading("book", "Book", role=Role.SHORTER, editions=(replace(pdf, size=2), epub))
        new = replace(MILL, readings=(reading,), questions=(question,), notes=(Note("n", "", Rich("<p>Words</p>")),))
        name = "2026-03-02 The Mill"
        assert compare(programme(old), programme(new)) == (
            Change("session:the-mill/reading:book.role", CHANGED, "main", "shorter", (name, "Book", "role")),
            Change("session:the-mill/reading:book/edition:pdf.size", CHANGED, "1", "2", (name, "Book", "pdf", "size")),
            Change("session:the-mill/reading:book/edition:epub", ADDED, "", "EPUB", (name, "Book", "EPUB")),
            Change("session:the-mill/note:n", ADDED, "", "Words", (name, "Words")),
            Change(
                "session:the-mill/question:q1.quotations",
                ADDED,
                "",
                "“a mill” (¶\N{NO-BREAK SPACE}2)",
                (name, "q1", "quotations"),
            ),
            Change("session:the-mill/question:q1.parts", ADDED, "", "a) Who?\nb) Why?", (name, "q1", "parts")),
        )

    def test_contacts_and_notes_of_the_series(self):
        old = programme(contacts=(Contact("ann", "Ann", "07700 900123"),))
        new = programme(contacts=(Contact("ann", "Ann", "07700 900456"),), notes=(Note("how", "How we read"),))
        assert compare(old, new) == (
            Change("contact:ann.phone", CHANGED, "07700 900123", "07700 900456", ("Ann", "phone")),
            Change("note:how", ADDED, "", "How we read", ("How we read",)),
        )

    def test_only_what_changed_places_has_moved(self):
        old, new = programme(MILL, BRIDGES, WEIR), programme(WEIR, MILL, BRIDGES)
        assert compare(old, new) == (Change("session:weir", MOVED, "3", "1", ("2026-03-16 The Weir",)),)
        gone = programme(BRIDGES, WEIR)  # that the first went moves nobody
        assert [change.kind for change in compare(old, gone)] == [REMOVED]

    def test_words_marked_up_otherwise_show_the_marks(self):
        old, new = (programme(summary=Rich(f"<p>{words}</p>")) for words in ("a b", "a <em>b</em>"))
        assert compare(old, new) == (
            Change("series.summary", CHANGED, "<p>a b</p>", "<p>a <em>b</em></p>", ("summary",)),
        )


class TestAdoptKeys:
    def read(self, *sessions: Session, **series) -> Programme:
        """A programme as a page reader gives it: with keys of its own and nothing a page cannot know."""
        return Programme(Group("page", name="Readers"), Series("page-series", sessions=sessions, **series))

    def test_group_and_series_stay_who_they_are(self):
        group = Group("readers", "Readers", zone="Europe/London", country="GB", accent="#8a1c1c")
        old = programme(group=group, uid="u", place=Place("A", room_audience=Audience.MEMBERS))
        new = adopt_keys(old, self.read(title="New", place=Place("B")))
        assert new.group == group
        assert new.series == Series("water", "u", "New", place=Place("B", room_audience=Audience.MEMBERS))

    @pytest.mark.parametrize(
        ("sessions", "expected"),
        [
            pytest.param([("x", "The Mill", 2), ("y", "On Bridges", 9)], ["the-mill", "on-bridges"], id="other keys"),
            pytest.param([("x", "The Mill", 3), ("y", "On Bridges", 10)], ["the-mill", "on-bridges"], id="new dates"),
            pytest.param([("x", "The Old Mill", 2), ("y", "Bridges", 9)], ["the-mill", "on-bridges"], id="retitled"),
            pytest.param([("x", "On Bridges", 2), ("y", "The Mill", 9)], ["on-bridges", "the-mill"], id="swapped"),
            pytest.param([("x", "Something Else", 2)], ["the-mill"], id="only the date is left"),
            pytest.param([("x", "Something Else", 2), ("y", "Other", 2)], ["x", "y"], id="two on that date"),
            pytest.param([("x", "Something Else", 30)], ["x"], id="new"),
            pytest.param([("the-mill", "Floods", 30)], ["the-mill-2"], id="a key that is taken by another"),
            pytest.param([("x", "The Mill", None)], ["the-mill"], id="no date any more"),
            pytest.param([("weir", "Weir", 30)], ["weir-2"], id="a key of something archived"),
        ],
    )
    def test_sessions_are_found_again(self, sessions, expected):
        old = programme(MILL, BRIDGES)
        new = self.read(*(session(*one) for one in sessions))
        assert keys(adopt_keys(old, new, taken=frozenset({"weir"}))) == expected

    def test_a_week_put_in_front_shifts_no_keys(self):
        old = programme(
            *(session(f"week-{at}", title, at * 7) for at, title in enumerate(("Alpha", "Beta", "Gamma"), 1))
        )
        titles = ("Opening", "Alpha", "Beta", "Gamma")
        new = self.read(*(session(f"week-{at}", title, at * 7 - 6) for at, title in enumerate(titles, 1)))
        assert keys(adopt_keys(old, new)) == ["week-1-2", "week-1", "week-2", "week-3"]

    def test_evenings_with_one_title_are_told_apart_by_their_dates(self):
        old = programme(session("capital", "Capital", 9), session("capital-2", "Capital", 16))
        new = self.read(
            *(session(key, "Capital", at) for key, at in (("capital", 2), ("capital-2", 9), ("capital-3", 16)))
        )
        assert keys(adopt_keys(old, new)) == ["capital-3", "capital", "capital-2"]

    def test_a_break_continues_no_meeting(self):
        new = self.read(replace(session("x", "The Mill", 2), kind=Kind.BREAK))
        assert keys(adopt_keys(programme(MILL), new)) == ["x"]

    def test_what_a_page_cannot_know_is_kept(self):
        old = replace(
            MILL,
            place=Place("Library", online_audience=Audience.PUBLIC),
            record=Rich("<p>Nine of us.</p>"),
            sequence=3,
            changed=EARLIER,
            readings=(
                Reading(
                    "book",
                    "The Mill on the Floss",
                    editions=(
                        Edition("pdf", "pdf", "https://example.org/1.pdf", "1.pdf", 12, audience=Audience.MEMBERS),
                        Edition("own", "epub", file="mill.epub"),
                    ),
                ),
            ),
            notes=(Note("first", "Before", Rich("<p>a</p>"), Audience.MEMBERS),),
            questions=(Question("why", "1", from_plain("Why a mill?"), (Quotation("a mill", "text#p4"),)),),
            attachments=(Attachment("slides", "Slides", file="slides.pdf"),),
        )
        read = replace(
            session("x", "The Mill", 2),
            place=Place("Library"),
            readings=(Reading("y", "Mill on the Floss", editions=(Edition("z", "pdf", "https://example.org/1.pdf"),)),),
            notes=(Note("z", "Before", Rich("<p>b</p>")),),
            questions=(
                Question("q0", "1", from_plain("Who are you?")),
                Question("q1", "2", from_plain("Why a mill, then?"), (Quotation("a mill"), Quotation("a river"))),
            ),
        )
        assert adopt_keys(programme(old), self.read(read)).series.sessions == (
            replace(
                old,
                readings=(
                    Reading(
                        "book",
                        "Mill on the Floss",
                        editions=(
                            Edition("pdf", "pdf", "https://example.org/1.pdf", "1.pdf", 12, audience=Audience.MEMBERS),
                            Edition("own", "epub", file="mill.epub"),
                        ),
                    ),
                ),
                notes=(Note("first", "Before", Rich("<p>b</p>"), Audience.MEMBERS),),
                questions=(
                    Question("q0", "1", from_plain("Who are you?")),
                    Question(
                        "why",
                        "2",
                        from_plain("Why a mill, then?"),
                        (Quotation("a mill", "text#p4"), Quotation("a river")),
                    ),
                ),
            ),
        )

    def test_contacts_are_found_by_name_or_number(self):
        contacts = (Contact("ann", "Ann", "07700 900123", audience=Audience.PUBLIC), Contact("bob", "Bob Weir"))
        old = programme(contacts=contacts)
        read = self.read(contacts=(Contact("x", "Bob Weir", "07700 900456"), Contact("y", "Ann-Marie", "07700 900123")))
        assert adopt_keys(old, read).series.contacts == (
            Contact("bob", "Bob Weir", "07700 900456"),
            Contact("ann", "Ann-Marie", "07700 900123", audience=Audience.PUBLIC),
        )

    def test_a_place_read_for_the_first_time_is_shown_to_whom_the_usual_one_is(self):
        old = programme(MILL, place=Place("House", room="1", room_audience=Audience.MEMBERS))
        new = adopt_keys(old, self.read(replace(MILL, place=Place("Library", room="2")), place=Place("House")))
        assert new.series.sessions[0].place == Place("Library", room="2", room_audience=Audience.MEMBERS)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(sourced_programmes, sourced_programmes, st.frozensets(st.sampled_from(["a", "b", "x", "item"])))
    def test_no_key_is_used_twice_and_none_is_lost_without_cause(self, old, new, taken):
        assert adopt_keys(old, old) == old
        adopted = adopt_keys(old, new, taken)
        here = keys(adopted)
        assert len(here) == len(set(here)) == len(new.series.sessions)
        assert set(here) & taken <= set(keys(old))
        for one in adopted.series.sessions:
            for things in (one.readings, one.notes, one.questions, one.attachments):
                assert len({thing.key for thing in things}) == len(things)


class TestRevise:
    def sequences(self, old: Programme, new: Programme) -> list[tuple[int, bool]]:
        """Of each session its sequence, and whether it is stamped."""
        return [(one.sequence, one.changed == NOW) for one in revise(old, new, NOW).series.sessions]

    OLD = programme(
        *(
            replace(one, sequence=2, changed=EARLIER)
            for one in (MILL, replace(BRIDGES, time=dt.time(20)), session("t", "T"))
        ),
        title="Water",
        slot=Slot(0, dt.time(18, 30)),
        place=Place("House"),
    )

    @pytest.mark.parametrize(
        "change",
        [
            {"date": day(3)},
            {"time": dt.time(19)},
            {"minutes": 90},
            {"place": Place("Library")},
            {"place": Place("House", online="https://meet.example.org/")},
            {"room": "2"},
            {"state": DateState.CANCELLED},
            {"title": "A Mill"},
            {"moved_from": day(1)},
        ],
    )
    def test_what_a_calendar_shows_raises_the_sequence_of_that_session(self, change):
        first, *others = self.OLD.series.sessions
        new = replace(self.OLD, series=replace(self.OLD.series, sessions=(replace(first, **change), *others)))
        assert self.sequences(self.OLD, new) == [(3, True), (2, False), (2, False)]

    @pytest.mark.parametrize(
        "change", [{"leader": "Ann"}, {"record": Rich("<p>a</p>")}, {"readings": (Reading("r", "R"),)}]
    )
    def test_what_it_does_not_show_only_stamps(self, change):
        first, *others = self.OLD.series.sessions
        new = replace(self.OLD, series=replace(self.OLD.series, sessions=(replace(first, **change), *others)))
        assert self.sequences(self.OLD, new) == [(2, True), (2, False), (2, False)]

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            ({"slot": Slot(0, dt.time(19))}, [3, 2, 2]),  # the second has a time of its own
            ({"slot": Slot(1, dt.time(18, 30), 120, "Tuesdays")}, [2, 2, 2]),  # the dates are listed, not reckoned
            ({"slot": Slot(0, dt.time(18, 30), 90)}, [3, 3, 2]),
            ({"place": Place("Library")}, [3, 3, 2]),
            ({"zone": "Europe/London"}, [3, 3, 2]),
            ({"title": "Fresh Water"}, [3, 3, 2]),
            ({"summary": Rich("<p>a</p>")}, [2, 2, 2]),
        ],
    )
    def test_what_a_session_inherits_counts_where_it_has_a_date(self, change, expected):
        new = replace(self.OLD, series=replace(self.OLD.series, **change))
        assert self.sequences(self.OLD, new) == [(number, number == 3) for number in expected]

    def test_saying_as_an_exception_what_is_usual_anyway_changes_no_entry(self):
        first, *others = self.OLD.series.sessions
        same = replace(first, time=dt.time(18, 30), minutes=120, place=Place("House"))
        new = replace(self.OLD, series=replace(self.OLD.series, sessions=(same, *others)))
        assert self.sequences(self.OLD, new) == [(2, True), (2, False), (2, False)]

    def test_marks_are_carried_on_from_the_old_and_new_sessions_start_at_nought(self):
        first = replace(self.OLD.series.sessions[0], sequence=0, changed=None)
        new = programme(
            replace(WEIR, sequence=7), first, title="Water", slot=self.OLD.series.slot, place=Place("House")
        )
        assert self.sequences(self.OLD, new) == [(0, True), (2, False)]

    def test_an_unset_date_counts_when_it_goes_and_when_it_comes(self):
        first, second, third = self.OLD.series.sessions
        sessions = (replace(first, date=None), second, replace(third, date=day(30)))
        assert self.sequences(self.OLD, replace(self.OLD, series=replace(self.OLD.series, sessions=sessions))) == [
            (3, True),
            (2, False),
            (3, True),
        ]

    def test_the_stamp_is_in_utc(self):
        tokyo = dt.datetime(2026, 2, 1, 21, tzinfo=dt.timezone(dt.timedelta(hours=9)))
        changed = revise(programme(), programme(MILL), tokyo).series.sessions[0].changed
        assert (changed, changed.tzinfo) == (NOW, dt.UTC)

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(sourced_programmes)
    def test_without_a_change_nothing_changes(self, one):
        assert revise(one, one, NOW) == one

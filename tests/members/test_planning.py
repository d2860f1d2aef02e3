"""What is due is planned once, at the right local hour, and told to whom it matters."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from studycircle.documents.programme import DateState, Edition, Group, Place, Programme, Reading, Series, Session
from studycircle.documents.rich import Rich
from studycircle.members import planning, reminders
from studycircle.members.models import Digest, Member, Notice, Reminder
from studycircle.store import actions, clock, undo
from studycircle.store.models import Job
from studycircle.store.worker import work_once
from tests.programmes import NOW

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
KEY = "sweetness-and-power"


def edited(programme, key, **values):
    """``programme`` with other values of that session."""
    sessions = tuple(replace(one, **values) if one.key == key else one for one in programme.series.sessions)
    return replace(programme, series=replace(programme.series, sessions=sessions))


class Clock:
    """The clock of the machine, which somebody sets."""

    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def time(monkeypatch):
    made = Clock()
    monkeypatch.setattr(clock, "now", made)
    return made


@pytest.fixture
def group(time, series):
    return series.group


@pytest.fixture
def series(time, db):
    from tests.programmes import RICH

    made = actions.import_programme(RICH, now=NOW).series
    reminders.draft(made, now=NOW)
    return made


@pytest.fixture
def wren(make_member):
    return make_member("wren", hears_readings=True, hears_recaps=True, hears_digest=True)


def row(series, key=KEY):
    return Reminder.objects.select_related("session").get(session__series=series, session__key=key)


def edit(series, time, key=KEY, /, **values):
    """Change a session as an organiser does."""
    actions.change_programme(series, lambda programme: edited(programme, key, **values), now=time())
    reminders.draft(series, now=time())  # as the worker does at once


def work_all():
    """Make the calls that wait."""
    while work_once():
        pass


def kinds():
    return dict(Counter(Notice.objects.exclude(kind="confirm").values_list("kind", flat=True)))


def run(time, until, step=10 * MINUTE):
    """Let the time go by."""
    while time.now < until:
        planning.plan_due(time.now)
        time.now += step
    planning.plan_due(time.now)


def tell(**values):
    """As if what is queued had been sent."""
    for notice in Notice.objects.filter(state="queued").exclude(kind="confirm"):
        told = values or (row(notice.session.series, notice.session.key).known if notice.session else None)
        Notice.objects.filter(pk=notice.pk).update(state="sent", told=told, done_at=NOW)


def test_a_reminder_is_drafted_when_a_session_is_saved(series):
    assert row(series).due_at == dt.datetime(2026, 10, 24, 17, 0, tzinfo=dt.UTC)  # 6 pm, still summer time
    assert (row(series).days, row(series).hour, row(series).words) == (2, dt.time(18), "")
    nothing = {"the-mill": "over", "rain-stopped-us": "cancelled", "united-front": "no date"}
    assert [row(series, key).due_at for key in nothing] == [None] * 3


def test_saving_has_it_drafted(series):
    Reminder.objects.all().delete()
    Job.objects.exclude(task__endswith="draft_series").delete()
    work_all()
    assert row(series).due_at == dt.datetime(2026, 10, 24, 17, 0, tzinfo=dt.UTC)


def test_it_goes_out_once_to_those_who_wish_it_and_may_come(series, time, make_member):
    for name in ("wren", "tern"):
        make_member(name)
    make_member("deaf", hears_reminders=False)
    make_member("gone", refused_at=NOW)
    make_member("busy").replies.create(session=row(series).session, answer="no", answered_at=NOW)
    run(time, NOW + 6 * DAY)
    sent = Notice.objects.filter(kind="reminder")
    assert sorted(sent.values_list("member__pseudonym", flat=True)) == ["tern", "wren"]
    assert {one.queued_at for one in sent} == {dt.datetime(2026, 10, 24, 17, 0, tzinfo=dt.UTC)}
    assert {one.useful_until for one in sent} == {dt.datetime(2026, 10, 26, 18, 30, tzinfo=dt.UTC)}
    assert (row(series).due_at, row(series).reminded_of) == (None, dt.date(2026, 10, 26))


# Nights on which a clock is put forward or back, and an hour that is told never or twice in them.
NIGHTS = [
    ("Europe/London", dt.date(2027, 3, 28), dt.time(1, 30), "2027-03-28T01:30+00:00"),
    ("Europe/London", dt.date(2026, 10, 25), dt.time(1, 30), "2026-10-25T00:30+00:00"),
    ("America/New_York", dt.date(2027, 3, 14), dt.time(2, 30), "2027-03-14T07:30+00:00"),
    ("America/New_York", dt.date(2026, 11, 1), dt.time(1, 30), "2026-11-01T05:30+00:00"),
    ("Australia/Lord_Howe", dt.date(2026, 10, 4), dt.time(2, 10), "2026-10-03T15:40+00:00"),
    ("Australia/Lord_Howe", dt.date(2027, 4, 4), dt.time(1, 45), "2027-04-03T14:45+00:00"),
    ("Africa/Cairo", dt.date(2027, 4, 30), dt.time(0, 30), "2027-04-29T22:30+00:00"),
    ("Africa/Cairo", dt.date(2026, 10, 29), dt.time(23, 30), "2026-10-29T20:30+00:00"),
    ("America/Asuncion", dt.date(2023, 10, 1), dt.time(0, 30), "2023-10-01T04:30+00:00"),
    ("America/Asuncion", dt.date(2024, 3, 23), dt.time(23, 30), "2024-03-24T02:30+00:00"),
]


@pytest.mark.parametrize(("zone", "night", "hour", "instant"), NIGHTS)
@pytest.mark.parametrize("jump", ["none", "forward", "back", "forward and back", "back and forward"])
def test_reminders_come_once_at_the_local_hour_whatever_the_clock_does(time, zone, night, hour, instant, jump):
    due = dt.datetime.fromisoformat(instant)
    time.now = due - 3 * DAY
    session = Session("s", "A night", state=DateState.FIXED, date=night + 2 * DAY, time=dt.time(19))
    programme = Programme(Group("night", "Night readers", zone=zone), Series("n", sessions=(session,)))
    series = actions.import_programme(programme, now=time.now).series
    reminders.draft(series, now=time.now)
    made = Member.objects.create(
        group=series.group, email="owl@example.org", address="owl@example.org", pseudonym="owl", code="x" * 22,
        asked_at=time.now, confirmed_at=time.now,
    )  # fmt: skip
    assert made.hears_reminders
    Reminder.objects.update(hour=hour)
    reminders.draft(series, now=time.now)
    assert row(series, "s").due_at == due
    jumps = {
        "none": (),
        "forward": ((due - 4 * HOUR, DAY),),
        "back": ((due - 4 * HOUR, -DAY),),
        "forward and back": ((due - 4 * HOUR, DAY), (due + 22 * HOUR, -DAY)),
        "back and forward": ((due + HOUR, -DAY), (due - 20 * HOUR, DAY)),
    }[jump]
    pending = list(jumps)
    time.now = due - DAY - 10 * MINUTE
    for _ in range(60):
        if pending and time.now >= pending[0][0]:
            time.now += pending.pop(0)[1]
        planning.plan_due(time.now)
        time.now += HOUR
    [notice] = Notice.objects.all()
    local = notice.queued_at.astimezone(ZoneInfo(zone))
    if jump in ("none", "back", "back and forward"):
        assert dt.timedelta() <= notice.queued_at - due < HOUR
        assert local.date() in (night, night + DAY)
    else:  # the machine said that it was a day later
        assert dt.timedelta() <= notice.queued_at - due < DAY
    Reminder.objects.update(reminded_of=None)
    reminders.draft(series, now=due - HOUR)
    planning.plan_due(due + MINUTE)
    assert Notice.objects.count() == 1  # even if nobody knew any more that it went out


def test_another_date_is_reminded_of_anew_and_another_hour_is_not(series, time, wren):
    time.now = NOW + 5 * DAY
    run(time, time.now + HOUR)
    tell()
    edit(series, time, time=dt.time(19))
    run(time, time.now + 8 * HOUR)
    assert kinds() == {"reminder": 1, "change": 1}
    tell()
    edit(series, time, date=dt.date(2026, 11, 2), state=DateState.MOVED)
    run(time, time.now + 8 * HOUR)
    assert kinds() == {"reminder": 1, "change": 2}
    run(time, NOW + 14 * DAY, HOUR)
    assert kinds()["reminder"] == 2


def test_moved_at_short_notice_people_hear_of_the_change_alone(series, time, wren, make_member):
    make_member("tern")
    time.now = NOW + 5 * DAY
    run(time, time.now + HOUR)
    tell()
    make_member("late")  # joined after the reminder
    edit(series, time, date=dt.date(2026, 10, 27), state=DateState.MOVED)
    run(time, time.now + 5 * HOUR)
    by_member = {
        name: list(Notice.objects.filter(member__pseudonym=name, state="queued").exclude(kind="confirm")
                   .values_list("kind", flat=True))
        for name in ("wren", "tern", "late")
    }  # fmt: skip
    assert by_member == {"wren": ["change"], "tern": ["change"], "late": ["reminder"]}


def test_five_quick_edits_make_one_mail_and_an_edit_undone_makes_none(series, time, wren):
    wren.replies.create(session=row(series).session, answer="yes", answered_at=NOW)
    for room in ("G1", "G2", "G3", "G4", "G5"):
        edit(series, time, room=room)
        run(time, time.now + 2 * MINUTE, MINUTE)
    run(time, time.now + HOUR)
    [notice] = Notice.objects.filter(kind="change")
    assert notice.data["was"]["room"] == "Upper room"
    tell(**row(series).known)
    edit(series, time, room="G9")
    time.now += 3 * MINUTE
    edit(series, time, room="G5")
    run(time, time.now + HOUR)
    assert kinds() == {"change": 1}


def test_edits_that_go_on_are_told_after_a_quarter_of_an_hour(series, time, wren):
    wren.replies.create(session=row(series).session, answer="online", answered_at=NOW)
    for minute in range(0, 40, 4):
        edit(series, time, room=f"G{minute}")
        run(time, time.now + 4 * MINUTE, MINUTE)
    first = Notice.objects.filter(kind="change").first()
    assert first is not None
    assert first.queued_at - NOW <= 16 * MINUTE


def test_who_was_told_something_in_between_hears_that_it_was_undone(series, time, wren):
    """The reminder went out while the room was another for two minutes."""
    edit(series, time, room="G9")
    Notice.objects.create(
        member=wren, kind="reminder", occasion="x", session=row(series).session, state="sent", message_id="x",
        told={**row(series).known, "room": "G9"}, queued_at=time(), run_after=time(),
    )  # fmt: skip
    edit(series, time, room="")
    run(time, time.now + HOUR)
    [notice] = Notice.objects.filter(kind="change")
    assert notice.data["was"]["room"] == "G9"


def test_who_was_told_nothing_and_did_not_answer_hears_of_no_change(series, time, wren, make_member):
    make_member("no").replies.create(session=row(series).session, answer="no", answered_at=NOW)
    make_member("deaf", hears_changes=False).replies.create(session=row(series).session, answer="yes", answered_at=NOW)
    edit(series, time, state=DateState.CANCELLED)
    run(time, time.now + HOUR)
    assert kinds() == {}


@pytest.mark.parametrize(
    "values",
    [
        {"state": DateState.CANCELLED},
        {"date": dt.date(2026, 10, 27), "state": DateState.MOVED},
        {"date": None, "state": DateState.TBA},
        {"time": dt.time(19)},
        {"room": "G9"},
        {"place": Place("Elsewhere")},
    ],
)
def test_each_kind_of_change_is_told(series, time, wren, values):
    wren.replies.create(session=row(series).session, answer="yes", answered_at=NOW)
    edit(series, time, **values)
    run(time, time.now + HOUR)
    assert kinds() == {"change": 1}


@pytest.mark.parametrize(
    "values", [{"title": "Sugar"}, {"leader": "Femi"}, {"minutes": 90}, {"summary": Rich("<p>x</p>")}]
)
def test_what_nobody_must_know_is_not_told(series, time, wren, values):
    wren.replies.create(session=row(series).session, answer="yes", answered_at=NOW)
    edit(series, time, **values)
    run(time, time.now + HOUR)
    assert kinds() == {}


def take_out(series, time, key=KEY):
    """Take a session out of the programme as an organiser does."""

    def without(programme):
        sessions = tuple(one for one in programme.series.sessions if one.key != key)
        return replace(programme, series=replace(programme.series, sessions=sessions))

    actions.change_programme(series, without, now=time())
    reminders.draft(series, now=time())


def test_a_session_that_is_taken_out_is_told_as_off_to_who_meant_to_come_once(series, time, wren, make_member):
    wren.replies.create(session=row(series).session, answer="yes", answered_at=NOW)
    make_member("robin")  # was told nothing, and said nothing
    take_out(series, time)
    run(time, time.now + HOUR)
    [notice] = Notice.objects.filter(kind="change")
    assert notice.member == wren
    assert notice.data["was"]["state"] == "fixed"
    edit(series, time, "new-year", title="Another")
    run(time, NOW + 7 * DAY, HOUR)
    assert kinds() == {"change": 1, "digest": 1}


def test_a_session_that_comes_back_within_minutes_is_told_to_nobody(series, time, wren):
    wren.replies.create(session=row(series).session, answer="yes", answered_at=NOW)
    take_out(series, time)
    version = series.versions.order_by("-number")[1]
    undo.restore(series, version.number, now=time(), by=None)
    reminders.draft(series, now=time())
    run(time, time.now + HOUR)
    assert kinds() == {}


def test_a_session_that_is_over_is_taken_out_without_a_word(series, time, wren):
    wren.replies.create(session=row(series, "the-mill").session, answer="yes", answered_at=NOW)
    take_out(series, time, "the-mill")
    run(time, time.now + HOUR)
    assert kinds() == {}


def test_a_date_that_is_fixed_is_told_to_who_answered(series, time, wren):
    wren.replies.create(session=row(series, "united-front").session, answer="yes", answered_at=NOW)
    edit(series, time, "united-front", date=dt.date(2026, 12, 7), state=DateState.FIXED)
    run(time, time.now + HOUR)
    assert kinds() == {"change": 1}


def test_a_change_of_the_past_is_no_news(series, time, wren):
    wren.replies.create(session=row(series, "the-mill").session, answer="yes", answered_at=NOW)
    edit(series, time, "the-mill", room="G9")
    run(time, time.now + HOUR)
    assert kinds() == {}


def test_who_read_it_in_the_week_s_letter_hears_of_the_change(series, time, wren):
    told = {"sessions": {str(row(series).session.pk): row(series).known}}
    Notice.objects.create(
        member=wren, kind="digest", occasion="x", state="sent", message_id="x", told=told, queued_at=NOW, run_after=NOW
    )
    edit(series, time, room="G9")
    run(time, time.now + HOUR)
    assert kinds() == {"change": 1, "digest": 1}


def test_readings_that_can_be_had_now_are_told_once(series, time, wren):
    reading = Reading("new", "A New One", editions=(Edition("web", "web", "https://example.org/new"),))

    def add(programme):
        old = next(one for one in programme.series.sessions if one.key == KEY)
        return edited(programme, KEY, readings=(*old.readings, reading))

    actions.change_programme(series, add, now=time())
    reminders.draft(series, now=time())
    run(time, time.now + 2 * HOUR)
    [notice] = Notice.objects.filter(kind="reading")
    assert notice.data == {"readings": ["new"]}
    assert row(series).readings[-1] == "new"


def test_what_was_said_is_sent_an_hour_after_it_was_written_and_once(series, time, wren):
    edit(series, time, "the-wanderer", record=Rich("<p>We read it aloud.</p>"))
    run(time, time.now + 50 * MINUTE)
    assert kinds() == {}
    run(time, time.now + HOUR)
    assert kinds() == {"recap": 1}
    edit(series, time, "the-wanderer", record=Rich("<p>We read it aloud, twice.</p>"))
    run(time, time.now + 3 * HOUR)
    assert kinds() == {"recap": 1}
    assert row(series, "the-mill").recapped_at == NOW  # had its record when it came


def test_the_week_s_letter_comes_on_its_day_and_after_weeks_only_once(series, time, wren):
    digest = Digest.objects.get(group=series.group)
    assert digest.due_at == dt.datetime(2026, 10, 26, 8, 0, tzinfo=dt.UTC)  # a Monday, on winter time
    run(time, digest.due_at + HOUR)
    assert kinds()["digest"] == 1
    time.now += 23 * DAY
    run(time, time.now + HOUR)
    assert kinds()["digest"] == 2
    digest.refresh_from_db()
    assert digest.due_at == dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)


def test_planning_looks_at_nothing_that_is_not_due(series, time, wren, django_assert_num_queries):
    with django_assert_num_queries(5):  # five looks
        assert planning.plan_due(NOW) == 0


def test_what_cannot_be_planned_keeps_nothing_else_back(series, time, wren, monkeypatch):
    Reminder.objects.filter(session__key="the-mill").update(due_at=NOW, known={"strange": 1})
    remind = planning._remind

    def break_down(row, now):
        if row.session.key == "the-mill":
            raise ValueError("no bees today")
        remind(row, now)

    monkeypatch.setattr(planning, "_remind", break_down)
    time.now = NOW + 5 * DAY
    run(time, time.now + HOUR)
    assert kinds()["reminder"] == 1


def test_a_series_taken_off_is_planned_no_more_and_is_told_as_off_to_who_meant_to_come(series, time, wren, make_member):
    wren.replies.create(session=row(series).session, answer="yes", answered_at=NOW)
    wren.replies.create(session=row(series, "the-mill").session, answer="yes", answered_at=NOW)  # over
    make_member("robin")
    actions.take_off(series, now=NOW)
    reminders.draft(series, now=time())
    run(time, NOW + 7 * DAY, HOUR)
    [notice] = Notice.objects.exclude(kind__in=("confirm", "digest"))
    assert (notice.kind, notice.member, notice.session) == ("change", wren, row(series).session)


def test_a_series_put_back_within_minutes_is_told_to_nobody(series, time, wren):
    wren.replies.create(session=row(series).session, answer="yes", answered_at=NOW)
    actions.take_off(series, now=NOW)
    reminders.draft(series, now=time())
    actions.put_back(series, now=NOW)
    reminders.draft(series, now=time())
    run(time, time.now + HOUR)
    assert kinds() == {}
    run(time, NOW + 6 * DAY, HOUR)
    assert kinds()["reminder"] == 1


def test_what_was_there_before_there_were_reminders_is_drafted(series, time):
    Reminder.objects.all().delete()
    Job.objects.all().delete()
    reminders.draft_everything.func()
    work_all()
    assert row(series).due_at == dt.datetime(2026, 10, 24, 17, 0, tzinfo=dt.UTC)


def test_another_group_zone_moves_the_hour(series, time):
    actions.change_programme(
        series, lambda old: replace(old, series=replace(old.series, zone="America/New_York")), now=time()
    )
    reminders.draft(series, now=time())
    assert row(series).due_at == dt.datetime(2026, 10, 24, 22, 0, tzinfo=dt.UTC)

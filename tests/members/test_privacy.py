"""What is kept of a member: no longer than is said, all of it theirs, and nothing when they have left."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest

from studycircle.members import erasures, housekeeping, people, privacy, replies
from studycircle.members.models import Attempt, Member, Notice, Reply
from studycircle.store import clock, models
from studycircle.store.models import Job
from tests.programmes import NOW

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def session(series):
    return models.Session.objects.get(series=series, key="sweetness-and-power")  # on 26 October


def sent(member, kind="reminder", *, at=NOW, session=None):
    """A mail that was sent then."""
    return Notice.objects.create(
        member=member,
        kind=kind,
        occasion=f"{kind}/{at}",
        session=session,
        data={"words": "x"},
        told={"room": "Loft"},
        message_id=f"{kind}{at.timestamp()}{member.pk}@example.org",
        state=Notice.State.SENT,
        run_after=at,
        queued_at=at,
        done_at=at,
    )


def test_who_does_not_confirm_is_forgotten_after_48_hours(group):
    people.join(group, "wren@example.org", people.Wishes(), now=NOW)
    privacy.keep_to_terms(NOW + 48 * HOUR - dt.timedelta(seconds=1))
    assert Member.objects.count() == 1
    privacy.keep_to_terms(NOW + 48 * HOUR)
    assert (Member.objects.count(), Notice.objects.count()) == (0, 0)
    people.join(group, "wren@example.org", people.Wishes(), now=NOW + 72 * HOUR)  # and may come back
    assert privacy.replay(NOW + 72 * HOUR) == 0


def test_replies_are_forgotten_90_days_after_the_session(make_member, session):
    replies.reply(make_member(), session, Reply.Answer.YES, now=NOW)
    end = dt.datetime(2026, 10, 26, tzinfo=dt.UTC)
    privacy.keep_to_terms(end + 90 * DAY - dt.timedelta(seconds=1))
    assert Reply.objects.count() == 1
    privacy.keep_to_terms(end + 90 * DAY)
    assert (Reply.objects.count(), Member.objects.count()) == (0, 1)


def test_a_session_that_lost_its_date_keeps_its_replies_for_a_year(make_member, session):
    replies.reply(make_member(), session, Reply.Answer.YES, now=NOW)
    models.Session.objects.update(date=None)
    privacy.keep_to_terms(NOW + 364 * DAY)
    assert Reply.objects.count() == 1
    privacy.keep_to_terms(NOW + 365 * DAY)
    assert Reply.objects.count() == 0


def test_answers_to_a_poll_are_forgotten_90_days_after_the_session_or_its_end(series):
    polls = [
        models.Poll.objects.create(session=models.Session.objects.get(series=series, key=key), asked_at=NOW)
        for key in ("sweetness-and-power", "united-front", "early-may")  # the last two have no date
    ]
    for poll in polls:
        models.Answer.objects.create(poll=poll, code="x", name="Wren", made_at=NOW, answered_at=NOW)
    models.Poll.objects.filter(pk=polls[1].pk).update(closed_at=NOW)
    kept = {}
    for days in (89, 90, 96):  # the session is six days from now
        privacy.keep_to_terms(NOW + days * DAY)
        kept[days] = list(models.Answer.objects.order_by("pk").values_list("poll", flat=True))
    pks = [poll.pk for poll in polls]
    assert kept == {89: pks, 90: [pks[0], pks[2]], 96: [pks[2]]}


def test_the_log_of_mail_is_kept_for_30_days_but_what_somebody_was_told_until_it_is_over(make_member, series):
    member = make_member()
    Notice.objects.all().delete()
    new_year = models.Session.objects.get(series=series, key="new-year")  # on 11 January
    sent(member, "digest")
    sent(member, session=new_year)
    privacy.keep_to_terms(NOW + 30 * DAY - HOUR)
    assert Notice.objects.count() == 2
    privacy.keep_to_terms(NOW + 30 * DAY)
    (left,) = Notice.objects.all()
    assert (left.kind, left.data, left.told) == ("reminder", {}, {"room": "Loft"})
    privacy.keep_to_terms(dt.datetime(2027, 1, 12, 12, tzinfo=dt.UTC))
    assert Notice.objects.count() == 0


def test_what_is_still_to_be_sent_is_not_forgotten(make_member):
    Notice.objects.all().delete()
    notice = sent(make_member(), "digest")
    Notice.objects.filter(pk=notice.pk).update(state=Notice.State.WAITING, done_at=None)
    privacy._forget_mail(NOW + 300 * DAY)
    assert Notice.objects.filter(pk=notice.pk).exists()


def test_mail_in_files_is_deleted_with_its_receiver_and_after_30_days(
    make_member, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_FILE_PATH.mkdir()
    theirs, other, old = (tmp_path / "mail" / name for name in ("theirs.log", "other.log", "old.log"))
    theirs.write_text("To: WREN@example.org\n")
    other.write_text("To: heron@example.org\n")
    old.write_text("To: heron@example.org\n")
    os.utime(old, (0, (NOW - 31 * DAY).timestamp()))
    os.utime(other, (0, NOW.timestamp()))
    with django_capture_on_commit_callbacks(execute=True):
        privacy.erase(make_member(), now=NOW)
    assert sorted(file.name for file in settings.EMAIL_FILE_PATH.iterdir()) == ["old.log", "other.log"]
    privacy.keep_to_terms(NOW)
    assert [file.name for file in settings.EMAIL_FILE_PATH.iterdir()] == ["other.log"]


def test_what_limits_count_is_forgotten_after_a_day(group):
    people.join(group, "wren@example.org", people.Wishes(), now=NOW)
    assert Attempt.objects.count() == 1
    privacy.keep_to_terms(NOW + DAY)
    assert Attempt.objects.count() == 0


def test_each_hour_what_is_too_old_is_deleted(group, monkeypatch):
    people.join(group, "wren@example.org", people.Wishes(), now=NOW)
    monkeypatch.setattr(clock, "now", lambda: NOW + 48 * HOUR)
    housekeeping.keep_house.func()
    assert Member.objects.count() == 0
    job = Job.objects.get(task__endswith="keep_house")
    assert job.run_after == NOW + 49 * HOUR


def test_a_restore_does_not_bring_back_who_has_left(group, make_member, session):
    wren, heron = make_member("wren"), make_member("heron")
    replies.reply(wren, session, Reply.Answer.YES, now=NOW)
    backup = list(Member.objects.values()), list(Reply.objects.values())
    privacy.erase(wren, now=NOW + HOUR)
    assert [one.pseudonym for one in Member.objects.all()] == ["heron"]
    Member.objects.all().delete()
    for table, rows in zip((Member, Reply), backup, strict=True):
        table.objects.bulk_create(table(**row) for row in rows)
    assert Member.objects.count() == 2

    assert privacy.replay(NOW + 2 * HOUR) == 1
    assert [one.pk for one in Member.objects.all()] == [heron.pk]
    assert Reply.objects.count() == 0
    people.join(group, "wren@example.org", people.Wishes(), now=NOW + 3 * HOUR)  # who comes back may stay
    assert privacy.replay(NOW + 4 * HOUR) == 0
    assert Member.objects.count() == 2


def test_the_note_that_somebody_left_does_not_say_who_and_is_kept_for_a_while(make_member, data):
    privacy.erase(make_member(), now=NOW)
    (note,) = (data / "erasures").iterdir()
    assert "wren" not in note.name + note.read_text()
    assert (note.stat().st_mode & 0o077, (data / "erasures").stat().st_mode & 0o077) == (0, 0)
    assert erasures.forget_old(NOW + 399 * DAY) == 0
    assert erasures.forget_old(NOW + 400 * DAY) == 1
    assert list((data / "erasures").iterdir()) == []


def test_what_comes_in_while_somebody_is_erased_goes_too(make_member, monkeypatch):
    """On PostgreSQL a row that refers to them makes the deletion fail at its end; then it is done again."""
    from django.db import IntegrityError

    member, tried = make_member(), []
    erase_rows = privacy._erase_rows

    def late(*args):
        tried.append(args)
        if len(tried) < 3:
            raise IntegrityError
        erase_rows(*args)

    monkeypatch.setattr(privacy, "_erase_rows", late)
    privacy.erase(member, now=NOW)
    assert (len(tried), Member.objects.count()) == (3, 0)


def test_others_that_keep_something_of_a_member_are_asked_too(make_member, monkeypatch):
    erased = []
    monkeypatch.setattr(privacy, "ERASERS", [*privacy.ERASERS, lambda member: erased.append(member.pk)])
    monkeypatch.setitem(privacy.EXPORTERS, "bees", lambda member: [member.pseudonym])
    member = make_member()
    assert privacy.export(member)["bees"] == ["wren"]
    privacy.erase(member, now=NOW)
    assert erased == [member.pk]


CANARIES = """
import datetime as dt, json, logging, os, sqlite3, sys
from pathlib import Path
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
logging.basicConfig(filename=str(Path(settings.DATA) / "server.log"), force=True, level=logging.DEBUG)
from studycircle.discussion import actions as talk
from studycircle.members import links, people, post, privacy, replies
from studycircle.members.models import Member, Notice, Reply
from studycircle.store import actions, clock
from studycircle.store.models import Session
from studycircle.store.worker import work_once
from tests.programmes import NOW, RICH

clock.now = lambda: NOW
series = actions.import_programme(RICH, now=NOW).series
session = Session.objects.get(series=series, key="sweetness-and-power")
people.join(series.group, "Canary01.Wren@Example.org", people.Wishes("Canary03 Zaun"), now=NOW)
member = Member.objects.get()
people.confirm(member, now=NOW)
people.change(member, people.Wishes("Canary03 Zaun", "de", frozenset(people.HEARS), "canary04@kindle.example"))
people.make_calendar(member)
replies.set_seats(session, 0, now=NOW)
replies.reply(member, session, Reply.Answer.YES, now=NOW)
replies.set_seats(session, 1, now=NOW)
replies.set_seats(session, None, now=NOW)
comment = talk.say_as(member, talk.Subject(session), "Canary05: bees do not read.", now=NOW)
talk.show(comment, now=NOW)
notice = Notice.objects.create(member=member, kind="recap", occasion="canary06", message_id="canary07@example.org",
    data={"words": "Canary08"}, told={"room": "Canary09"}, error="550 Canary10 is unknown", state="refused",
    run_after=NOW, queued_at=NOW, done_at=NOW)
sent = Notice.objects.filter(kind="confirm").get().message_id
canaries = ["canary01.wren@example.org", "Canary03 Zaun", "canary04@kindle.example", member.code, member.calendar,
    "Canary05: bees", "canary06", "canary07@", "Canary08", "Canary09", "Canary10", sent]

def work():
    while work_once():
        pass
    one = post.Post(clock=lambda: NOW)
    while one.round():
        pass
    one.line.lose()
    connection.close()

def found():
    data, here = Path(settings.DATA), {}
    dump = data / "backup.sqlite3"
    dump.unlink(missing_ok=True)
    with sqlite3.connect(data / "db.sqlite3") as rows:
        rows.execute("VACUUM INTO ?", [str(dump)])
        words = "\\n".join(rows.iterdump())
    rows.close()
    places = {"dump": words.encode(), **{str(file.relative_to(data)): file.read_bytes()
        for file in data.rglob("*") if file.is_file()}}
    for canary in canaries:
        here[canary] = sorted(name for name, content in places.items() if canary.lower().encode() in content.lower())
    return here

work()
before = found()
privacy.erase(member, now=NOW)
work()
after = found()
print(json.dumps([before, after, len(canaries), sorted(file.name for file in Path(settings.DATA).iterdir())]))
"""


@pytest.mark.skipif(bool(os.environ.get("STUDYCIRCLE_DATABASE")), reason="looks into SQLite's files")
def test_of_a_member_who_left_nothing_is_found_anywhere(tmp_path):
    """In the dump, the database's very bytes and journal, a backup, mail, the site and its feeds, the log."""
    import json

    environment = {**os.environ, "STUDYCIRCLE_DATA": str(tmp_path / "data")}
    environment["DJANGO_SETTINGS_MODULE"] = "studycircle.project.settings"
    done = subprocess.run(
        [sys.executable, "-c", CANARIES], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    before, after, number, folders = json.loads(done.stdout)
    assert number >= 12
    assert {canary: places for canary, places in before.items() if not {"dump", "db.sqlite3"} <= set(places)} == {}
    assert {"db.sqlite3", "backup.sqlite3", "public", "mail", "server.log", "erasures"} <= set(folders)
    assert {name for places in before.values() for name in places} >= {"dump", "backup.sqlite3"}
    assert any(name.startswith("public/") for places in before.values() for name in places)
    assert any(name.startswith("mail/") for places in before.values() for name in places)
    assert {canary: places for canary, places in after.items() if places} == {}
    assert "Canary" not in done.stderr

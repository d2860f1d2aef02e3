"""Who comes: as many as there are seats, whoever asks first, and nobody twice."""

import datetime as dt
import os
import subprocess
import sys
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycircle.documents.replying import has_room, moving_up
from studycircle.errors import WriteError
from studycircle.members import privacy, replies
from studycircle.members.models import Notice, Reply
from studycircle.store import models
from tests.programmes import NOW

YES, ONLINE, NO = Reply.Answer.YES, Reply.Answer.ONLINE, Reply.Answer.NO
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def session(series):
    return models.Session.objects.get(series=series, key="sweetness-and-power")  # on 26 October


@pytest.fixture
def five(make_member):
    return [make_member(name) for name in ("ada", "bea", "cyd", "dot", "eve")]


def say(session, *members, answer=YES, start=0):
    return [
        replies.reply(member, session, answer, now=NOW + (start + at) * MINUTE) for at, member in enumerate(members)
    ]


def seated(session):
    return list(Reply.objects.filter(session=session, answer=YES, is_waiting=False).values_list("member__pseudonym"))


def names(rows):
    return [row.member.pseudonym for row in rows]


def test_without_a_number_of_seats_there_is_room_for_everybody(session, five):
    assert [row.is_waiting for row in say(session, *five)] == [False] * 5
    assert replies.count(session) == replies.Count(yes=5)


def test_who_comes_too_late_waits_and_moves_up_in_order(session, five):
    replies.set_seats(session, 2, now=NOW)
    ada, bea, cyd, dot, _ = five
    assert [row.is_waiting for row in say(session, *five)] == [False, False, True, True, True]
    say(session, cyd, start=50)  # yes again: the place in the line stays
    say(session, dot, answer=ONLINE, start=51)
    say(session, ada, answer=NO, start=52)
    assert seated(session) == [("bea",), ("cyd",)]
    assert replies.count(session) == replies.Count(yes=2, waiting=1, online=1, no=1, seats=2)
    say(session, ada, start=53)  # at the end of the line now
    privacy.erase(bea, now=NOW)
    assert seated(session) == [("cyd",), ("eve",)]
    replies.reply(cyd, session, None, now=NOW + 54 * MINUTE)
    assert seated(session) == [("eve",), ("ada",)]
    told = Notice.objects.filter(kind=Notice.Kind.SEAT).order_by("pk")
    assert names(told) == ["cyd", "eve", "ada"]
    assert {str(one.useful_until) for one in told} == {"2026-10-26 18:30:00+00:00"}


def test_more_seats_let_more_in_and_fewer_throw_nobody_out(session, five):
    replies.set_seats(session, 1, now=NOW)
    say(session, *five)
    replies.set_seats(session, 3, now=NOW)
    assert seated(session) == [("ada",), ("bea",), ("cyd",)]
    replies.set_seats(session, 2, now=NOW)
    assert (len(seated(session)), replies.count(session).free) == (3, 0)
    say(session, five[0], answer=NO, start=9)
    assert len(seated(session)) == 2  # nobody moves up where there is no seat
    replies.set_seats(session, None, now=NOW)
    assert replies.count(session) == replies.Count(yes=4, no=1)
    assert names(Notice.objects.filter(kind=Notice.Kind.SEAT).order_by("pk")) == ["bea", "cyd", "dot", "eve"]


@pytest.mark.parametrize(
    "key",
    [
        "the-mill",  # over
        "rain-stopped-us",  # cancelled
        "online-once",  # proposed
        "united-front",  # no date
    ],
)
def test_nobody_answers_where_there_is_nothing_to_answer(series, make_member, key):
    session = models.Session.objects.get(series=series, key=key)
    with pytest.raises(WriteError, match="any more"):
        replies.reply(make_member(), session, YES, now=NOW)
    assert not Reply.objects.exists()


def test_nobody_answers_for_another_group_s_session_or_one_that_was_taken_out(session, make_member):
    member = make_member()
    models.Session.objects.filter(pk=session.pk).update(archived=True)
    session.refresh_from_db()
    with pytest.raises(WriteError):
        replies.reply(member, session, YES, now=NOW)
    models.Session.objects.filter(pk=session.pk).update(archived=False)
    session.refresh_from_db()
    member.group = models.Group.objects.create(key="elsewhere", name="Elsewhere")
    member.save()
    with pytest.raises(WriteError):
        replies.reply(member, session, YES, now=NOW)


def test_attendance_is_noted_for_those_who_answered_and_those_who_just_came(session, five):
    ada, bea, cyd, dot, eve = five
    say(session, ada, bea)
    eve.group = models.Group.objects.create(key="elsewhere", name="Elsewhere")
    eve.save()
    came = {ada.pk: True, bea.pk: False, cyd.pk: True, dot.pk: False, eve.pk: True, 10**9: True}
    replies.note_attendance(session, came, now=NOW)
    found = {row.member.pseudonym: (row.answer, row.attended) for row in Reply.objects.select_related("member")}
    assert found == {"ada": ("yes", True), "bea": ("yes", False), "cyd": ("yes", True)}
    replies.note_attendance(session, {ada.pk: False}, now=NOW)
    assert Reply.objects.get(member=ada).attended is False


def test_a_member_finds_what_they_can_answer_the_next_first(session, make_member):
    member = make_member()
    replies.reply(member, session, NO, now=NOW)
    found = replies.coming(member, now=NOW)
    assert [one.session.key for one in found] == ["sweetness-and-power", "at-the-library", "new-year"]
    assert [one.reply.answer if one.reply else None for one in found] == [NO, None, None]


@given(st.lists(st.integers()), st.none() | st.integers(0, 20), st.integers(0, 30))
def test_a_seat_is_given_once_and_in_order(waiting, seats, taken):
    up = list(moving_up(waiting, seats, taken))
    assert up == waiting[: len(up)]
    if seats is None:
        assert up == waiting
    else:
        assert len(up) == min(len(waiting), max(0, seats - taken))
        assert not (has_room(seats, taken + len(up)) and len(up) < len(waiting))


CROWD = """
import datetime as dt, sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
from studycircle.members import replies
from studycircle.members.models import Member, Reply
from studycircle.store import actions
from studycircle.store.models import Session
from tests.programmes import NOW, RICH

series = actions.import_programme(RICH, now=NOW).series
session = Session.objects.get(series=series, key="sweetness-and-power")
replies.set_seats(session, 10, now=NOW)
members = Member.objects.bulk_create(
    Member(group=series.group, email=f"{n}@example.org", address=f"{n}@example.org", pseudonym=str(n),
           code=str(n), asked_at=NOW, confirmed_at=NOW)
    for n in range(200)
)
CROWD = int(sys.argv[1])
ready = Barrier(CROWD)

def say(some):
    try:
        ready.wait()
        return [replies.reply(member, session, Reply.Answer.YES, now=NOW).is_waiting for member in some]
    finally:
        connection.close()

with ThreadPoolExecutor(CROWD) as pool:
    waiting = [one for some in pool.map(say, [members[n::CROWD] for n in range(CROWD)]) for one in some]
print(len(waiting), waiting.count(False), replies.count(session))
for row in Reply.objects.filter(is_waiting=False)[:4]:
    replies.reply(row.member, session, Reply.Answer.NO, now=NOW)
print(replies.count(session))
"""


def run_crowd(tmp_path, database, crowd):
    environment = {name: value for name, value in os.environ.items() if name != "STUDYCIRCLE_DATABASE"}
    environment |= {"STUDYCIRCLE_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "studycircle.project.settings"}
    environment |= {"STUDYCIRCLE_DATABASE": database} if database else {}
    done = subprocess.run(
        [sys.executable, "-c", CROWD, str(crowd)], env=environment, cwd=".", capture_output=True, text=True, check=False
    )
    assert done.stdout == (
        "200 10 Count(yes=10, waiting=190, online=0, no=0, seats=10)\n"
        "Count(yes=10, waiting=186, online=0, no=4, seats=10)\n"
    ), done.stderr


ONCE = pytest.mark.skipif(bool(os.environ.get("STUDYCIRCLE_DATABASE")), reason="brings its own database")


@ONCE
def test_of_two_hundred_at_once_ten_get_the_ten_seats_on_sqlite(tmp_path):
    run_crowd(tmp_path, "", 40)


@ONCE
def test_of_two_hundred_at_once_ten_get_the_ten_seats_on_postgresql(tmp_path):
    import psycopg

    address = os.environ.get("STUDYCIRCLE_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432")
    name = f"studycircle_crowd_{uuid.uuid4().hex[:12]}"
    try:
        server = psycopg.connect(f"{address}/postgres", connect_timeout=3, autocommit=True)
    except psycopg.OperationalError:
        assert os.environ.get("CI") != "true", f"CI must have PostgreSQL, and none answers at {address}"
        pytest.skip(f"no PostgreSQL answers at {address}")
    server.execute(f"CREATE DATABASE {name}")
    try:
        run_crowd(tmp_path, f"{address}/{name}", 40)
    finally:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.close()

"""Polls by signed link: one answer for each link, whatever happens at once, and a date that every surface follows."""

import datetime as dt
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core import signing
from django.db import connection

from studycircle.documents.programme import Audience, DateState
from studycircle.errors import WriteError
from studycircle.store import actions, models, polls, undo
from studycircle.store.load import load_programme
from studycircle.store.polls import Asked
from tests.programmes import RICH

ROOT = Path(__file__).resolve().parents[2]
NOW = dt.datetime(2026, 10, 20, 12, 0, tzinfo=dt.UTC)
DATES = ((dt.date(2026, 12, 1), None), (dt.date(2026, 12, 8), dt.time(19, 0)), (dt.date(2026, 12, 8), None))


@pytest.fixture
def ann(db):
    return models.Person.objects.create_user("ann")


@pytest.fixture
def session(db):
    series = actions.import_programme(RICH, now=NOW).series
    return models.Session.objects.get(series=series, key="united-front")


@pytest.fixture
def poll(session, ann):
    return polls.ask(session, Asked(DATES), by=ann, now=NOW)[0]


def state_of(session):
    programme = load_programme(session.series, audience=Audience.ORGANISERS)
    [found] = [one for one in programme.series.sessions if one.key == session.key]
    return found.state, found.date, found.time


def own(poll, label="Mia", now=NOW):
    [answer] = polls.make_links(poll, [label], now=now)
    return polls.own_token(answer)


def say(token, choices, name="Mia", remark="", now=NOW):
    return polls.answer(polls.opened(token, now=now), choices, name, remark, now=now)


def fresh(poll, now=NOW):
    return polls.fresh_token(polls.opened(polls.shared_token(poll), now=now), now=now)


def keys(poll):
    return [one.key for one in polls.options(poll)]


def test_asking_makes_the_session_one_whose_date_is_looked_for(poll, session):
    assert state_of(session) == (DateState.PROPOSED, None, None)
    assert {(one.date, one.time) for one in polls.options(poll)} == set(DATES)
    assert polls.is_open(poll)


def test_three_answer_and_one_click_fixes_the_date(poll, session, ann):
    one, seven, usual = (str(poll.proposals.get(date=date, time=time).pk) for date, time in DATES)
    say(own(poll), {one: "no", seven: "yes", usual: "no"})
    say(own(poll), {one: "if-need-be", seven: "yes"})
    say(fresh(poll), {one: "yes", seven: "if-need-be"}, "A bee")
    assert [
        (count.option.key, count.yes, count.if_need_be, count.no) for count in polls.count(poll) if count.is_best
    ] == [(seven, 2, 1, 0)]
    version = polls.fix(poll, seven, by=ann, now=NOW)
    assert state_of(session) == (DateState.FIXED, dt.date(2026, 12, 8), dt.time(19, 0))
    assert not polls.is_open(polls.poll_of(session))
    undo.undo(session.series, version, by=ann, now=NOW)  # and people can answer again
    assert state_of(session) == (DateState.PROPOSED, None, None)
    assert polls.is_open(polls.poll_of(session))


def test_an_answer_is_changed_by_the_same_link(poll):
    [a, b, c] = keys(poll)
    for token in (own(poll), fresh(poll)):
        say(token, {a: "yes", b: "no"})
        row = say(token, {a: "no", c: "yes"}, "M.", "late")
        assert (row.choices, row.name, row.remark) == ({a: "no", c: "yes"}, "M.", "late")
    assert poll.answers.count() == 2


def test_opening_a_link_keeps_nothing(poll):
    tokens = [polls.shared_token(poll), fresh(poll)]
    assert [polls.opened(token, now=NOW).answer for token in tokens] == [None, None]
    assert poll.answers.count() == 0


def test_each_form_of_the_shared_link_is_another_person(poll):
    say(fresh(poll), {}, "A bee")
    say(fresh(poll), {}, "A bee")
    assert len(polls.answers(poll)) == 2


def test_a_link_is_at_least_128_bits_of_chance_and_signed(poll):
    token = own(poll)
    words, __, ___ = token.split(":")
    assert len(words.partition(".")[2]) >= 22  # 16 bytes in base64
    assert polls.opened(token, now=NOW).answer.label == "Mia"
    for forged in (
        "",
        "x",
        token[:-1],
        token + "x",
        "o1." + "A" * 22,
        signing.TimestampSigner(salt="other").sign(words),
    ):
        assert polls.opened(forged, now=NOW) is None
    assert polls.opened(token.replace("o", "f", 1), now=NOW) is None


def test_a_link_too_old_is_none(poll):
    tokens = [own(poll), polls.shared_token(poll), fresh(poll)]
    late = NOW + polls.LIFE
    assert [polls.opened(token, now=late) is None for token in tokens] == [False, False, False]
    late += dt.timedelta(seconds=1)
    assert [polls.opened(token, now=late) for token in tokens] == [None, None, None]


def test_a_withdrawn_link_is_none_and_its_answer_does_not_count_until_it_is_brought_back(poll):
    token = own(poll)
    row = say(token, {keys(poll)[0]: "yes"})
    polls.withdraw_link(poll, row.pk, now=NOW)
    assert (polls.opened(token, now=NOW), polls.answers(poll)) == (None, [])
    polls.withdraw_link(poll, row.pk, now=None)
    assert polls.answers(poll) == [row]


def test_a_shared_link_switched_off_takes_the_unused_ones_along(poll, session, ann):
    shared, unused, used = polls.shared_token(poll), fresh(poll), fresh(poll)
    say(used, {})
    for revision, is_shared in ((1, False), (2, True)):  # the next one is another
        polls.ask(session, Asked(DATES, is_shared=is_shared, revision=revision), by=ann, now=NOW)
        assert [polls.opened(token, now=NOW) is None for token in (shared, unused, used)] == [True, True, False]


def test_a_date_left_out_is_not_asked_about_and_comes_back_with_its_answers(poll, session, ann):
    [first, *_] = keys(poll)
    token = own(poll)
    say(token, {first: "yes"})
    polls.ask(session, Asked(DATES[1:], revision=1), by=ann, now=NOW)
    assert first not in keys(poll)
    say(token, {first: "no"})  # nobody was asked
    polls.ask(session, Asked(DATES, revision=2), by=ann, now=NOW)
    assert [count.yes for count in polls.count(poll)] == [1, 0, 0]
    assert poll.proposals.count() == 3


def test_limits(poll, session, ann):
    many = tuple((dt.date(2027, 1, 1) + dt.timedelta(days=day), None) for day in range(31))
    for dates in ((), many):
        with pytest.raises(WriteError):
            polls.ask(session, Asked(dates, revision=1), by=ann, now=NOW)
    assert polls.ask(session, Asked(many[:30], revision=1), by=ann, now=NOW)[0].revision == 2
    last = fresh(poll)
    polls.make_links(poll, [""] * 500, now=NOW)
    with pytest.raises(WriteError, match="as many answers"):
        say(last, {})
    with pytest.raises(WriteError, match="as many answers"):
        polls.make_links(poll, [""], now=NOW)


def test_who_has_not_seen_the_poll_as_it_is_changes_nothing(poll, session, ann):
    polls.ask(session, Asked(DATES[:2], revision=1), by=ann, now=NOW)
    for seen in (0, 1):
        with pytest.raises(WriteError, match="meanwhile"):
            polls.ask(session, Asked(DATES, revision=seen), by=ann, now=NOW)
    assert len(polls.options(poll)) == 2


def test_a_poll_that_is_over_takes_no_answer_until_it_is_opened_again(poll, session, ann):
    token = own(poll)
    polls.close(poll, by=ann, now=NOW)
    assert state_of(session) == (DateState.TBA, None, None)
    with pytest.raises(WriteError, match="is over"):
        say(token, {})
    polls.open_again(polls.poll_of(session), by=ann, now=NOW)
    assert state_of(session)[0] == DateState.PROPOSED
    say(token, {})


def test_a_date_given_by_hand_ends_the_poll(poll, session, ann):
    models.Session.objects.filter(pk=session.pk).update(state=DateState.FIXED, date=dt.date(2026, 12, 2))
    assert not polls.is_open(polls.poll_of(session))
    with pytest.raises(WriteError, match="has its date"):
        polls.fix(poll, keys(poll)[0], by=ann, now=NOW)
    with pytest.raises(WriteError, match="has its date"):
        polls.open_again(poll, by=ann, now=NOW)


@pytest.mark.parametrize(
    "words", ["\u202e<script>alert(1)</script>", "x'; drop table store_poll; --", "={1+1}", "🐝" * 80]
)
def test_hostile_words_are_words(poll, words):
    row = say(own(poll), {"x": words, words: "yes", keys(poll)[0]: words}, words[:80], words)
    row.refresh_from_db()
    assert (row.name, row.remark) == (words[:80], words)
    assert [(one.yes, one.if_need_be, one.no) for one in polls.count(poll)] == [(0, 0, 0)] * 3


def crowd(many, limit):
    """Twelve who answer at once, by one link or by one each, with room for so many answers: what became of it."""
    polls.MOST_ANSWERS = limit
    series = actions.import_programme(RICH, now=NOW).series
    session = models.Session.objects.get(series=series, key="united-front")
    poll, _ = polls.ask(session, Asked(DATES), by=models.Person.objects.create_user("ann"), now=NOW)
    tokens = [fresh(poll) for _ in range(12)] if many else [fresh(poll)] * 12
    [first, *_] = keys(poll)
    said = []

    def send(number, token):
        try:
            say(token, {first: "yes" if number % 2 else "no"}, f"name {number}")
        except Exception as error:
            said.append(f"{error}"[:30])
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=pair) for pair in enumerate(tokens)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = polls.answers(poll)
    assert all(row.choices == {first: "yes" if int(row.name.split()[1]) % 2 else "no"} for row in rows)
    return len(rows), poll.answers.count(), set(said)


AT_ONCE = [(False, 500, (1, 1, set())), (True, 5, (5, 5, {"This poll has as many answers "}))]


@pytest.mark.postgresql  # a SQLite in memory cannot wait for its turn
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("many", "limit", "became"), AT_ONCE)
def test_answers_at_once(many, limit, became, monkeypatch):
    monkeypatch.setattr(polls, "MOST_ANSWERS", limit)
    assert crowd(many, limit) == became


@pytest.mark.skipif(bool(os.environ.get("STUDYCIRCLE_DATABASE")), reason="this is about SQLite")
@pytest.mark.parametrize(("many", "limit", "became"), AT_ONCE)
def test_answers_at_once_in_a_file(many, limit, became, tmp_path):
    script = (
        "import django; django.setup()\n"
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        f"from tests.store.test_polls import crowd; print(crowd({many}, {limit}))"
    )
    environment = {**os.environ, "STUDYCIRCLE_DATA": str(tmp_path)}
    environment |= {"DJANGO_SETTINGS_MODULE": "studycircle.project.settings", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout == f"{became}\n", done.stderr

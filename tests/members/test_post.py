"""The post against a real mail server with faults: never twice, never missed."""

import datetime as dt
import re
import smtplib
from collections import Counter

import pytest

from studycircle.members import notices, post
from studycircle.members.fates import Next, fate_of
from studycircle.members.models import Member, Notice
from studycircle.store.models import Session
from tests.members import smtp
from tests.programmes import NOW

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
State = Notice.State


@pytest.fixture
def faults():
    return smtp.Faults()


@pytest.fixture
def server(faults, settings, monkeypatch):
    monkeypatch.setattr(post, "REST", (0.0, 0.0))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT, settings.DEFAULT_FROM_EMAIL = "127.0.0.1", 1, "post@example.org"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    with smtp.serving(faults) as port:
        settings.EMAIL_PORT = port
        yield port


@pytest.fixture
def session(series):
    return Session.objects.get(series=series, key="sweetness-and-power")


@pytest.fixture
def members(series, make_member):
    """Ten of them, without the mail that asked them to confirm."""
    made = [make_member(f"m{number}") for number in range(10)]
    Notice.objects.all().delete()
    return made


@pytest.fixture
def queued(members, session):
    """A reminder to each."""
    for member in members:
        remind(member, session)
    return members


def remind(member, session, **more):
    about = f"session:{session.pk}/{session.date}"
    return notices.queue(member, Notice.Kind.REMINDER, about, now=NOW, session=session, **more)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


def send_all(clock, hours=0, step=dt.timedelta(minutes=5)):
    """Let the post work as that much time goes by."""
    carrier = post.Post(clock)
    end = clock.now + dt.timedelta(hours=hours)
    while True:
        while carrier.round():
            pass
        if clock.now >= end:
            carrier.line.lose()
            return
        clock.now += step


def states():
    return dict(Counter(Notice.objects.values_list("state", flat=True)))


def row_of(name):
    return Notice.objects.get(member__address=f"{name}@example.org")


def test_all_go_over_one_connection_each_once(server, faults, queued):
    send_all(Clock())
    assert sorted(got.to for got in faults.got) == sorted(member.email for member in queued)
    assert faults.connections == 1
    assert states() == {"sent": 10}
    assert {got.message_id for got in faults.got} == set(Notice.objects.values_list("message_id", flat=True))
    assert notices.queue_all([Notice(member=queued[0], kind="reminder", occasion=row_of("m0").occasion,
                                     queued_at=NOW, run_after=NOW)]) == 0  # fmt: skip


def test_what_was_told_is_kept_with_the_mail(server, queued):
    send_all(Clock())
    assert row_of("m1").told == {
        "state": "fixed", "date": "2026-10-26", "time": "18:30:00", "zone": "Europe/London",
        "place": "The Lock-keeper’s House, Canal Row", "room": "Upper room", "online": "https://meet.example.org/secret",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "words"),
    [("421 busy, goodbye", "421 busy"), ("451 try later", "451 try"), ("hang", "timed out"), ("reset", "Disconnected")],
)
def test_what_may_pass_is_tried_again_under_the_same_name(server, faults, queued, answer, words):
    faults.after_data["m3@example.org"] = [answer, answer]
    clock = Clock()
    send_all(clock)
    row = row_of("m3")
    assert (row.state, row.attempts, states()) == (State.WAITING, 1, {"sent": 9, "waiting to retry": 1})
    assert words in row.error
    assert dt.timedelta(minutes=5) <= row.run_after - NOW <= dt.timedelta(minutes=6)
    send_all(clock, hours=1)
    assert states() == {"sent": 10}
    assert row_of("m3").attempts == 3
    # Of silence and a reset nobody knows whether the mail was taken: if twice, then as one and the same mail.
    names = {got.message_id for got in faults.got if got.to == "m3@example.org"}
    assert names == {row.message_id}
    assert len({got.message_id for got in faults.got}) == 10


def test_a_refusal_for_good_is_tried_once_and_the_address_is_flagged(server, faults, queued):
    faults.answers["m4@example.org"] = ["550 5.1.1 no such box"] * 9
    faults.answers["m5@example.org"] = ["554 5.7.1 we do not relay"] * 9
    send_all(Clock(), hours=30, step=HOUR)
    assert states() == {"sent": 8, "refused": 2}
    assert (row_of("m4").attempts, row_of("m4").error) == (1, "550 5.1.1 no such box")
    refused = Member.objects.exclude(refused_at=None).values_list("address", flat=True)
    assert list(refused) == ["m4@example.org"]
    assert len(faults.answers["m4@example.org"]) == 8


def test_six_hours_down_cost_no_mail_and_no_attempt(faults, settings, server, queued, members):
    down, settings.EMAIL_PORT = settings.EMAIL_PORT, smtp.free_port()
    Notice.objects.filter(member=members[0]).update(useful_until=NOW + 5 * HOUR)
    clock = Clock()
    send_all(clock, hours=6)
    assert states() == {"queued": 10}
    assert set(Notice.objects.values_list("attempts", flat=True)) == {0}
    settings.EMAIL_PORT = down
    send_all(clock)
    assert states() == {"sent": 9, "dropped": 1}
    assert row_of("m0").state == State.DROPPED


def test_a_server_that_will_not_have_us_refuses_nobody(server, faults, queued):
    faults.senders = ["530 5.7.0 sign in first", "550 not you"]
    clock = Clock()
    send_all(clock)
    assert states() == {"sent": 10}
    assert set(Notice.objects.values_list("attempts", flat=True)) == {1}
    assert Member.objects.exclude(refused_at=None).count() == 0


def test_a_mail_nobody_takes_for_five_days_is_given_up(server, faults, members, session):
    Session.objects.filter(pk=session.pk).update(date=session.date + 30 * DAY)
    session.refresh_from_db()
    remind(members[0], session)
    faults.answers["m0@example.org"] = ["451 grey"] * 200
    clock = Clock()
    send_all(clock, hours=6 * 24, step=HOUR)
    row = row_of("m0")
    assert (row.state, row.error) == (State.REFUSED, "451 grey")
    assert 25 < row.attempts < 50  # every four hours in the end
    assert Member.objects.get(pk=members[0].pk).refused_at is None


@pytest.mark.parametrize(
    "change",
    [
        lambda member, session: Member.objects.filter(pk=member.pk).update(hears_reminders=False),
        lambda member, session: Member.objects.filter(pk=member.pk).update(refused_at=NOW),
        lambda member, session: Session.objects.filter(pk=session.pk).update(state="cancelled"),
        lambda member, session: Session.objects.filter(pk=session.pk).update(archived=True),
        lambda member, session: Session.objects.filter(pk=session.pk).update(date=session.date + DAY),
        lambda member, session: Session.objects.filter(pk=session.pk).update(state="tba", date=None),
        lambda member, session: member.replies.create(session=session, answer="no", answered_at=NOW),
    ],
)
def test_what_is_not_wanted_any_more_is_dropped(server, faults, members, session, change):
    remind(members[0], session)
    change(members[0], session)
    send_all(Clock())
    assert (faults.got, states()) == ([], {"dropped": 1})


def test_who_left_gets_nothing(server, faults, queued):
    Member.objects.filter(address__in=("m1@example.org", "m2@example.org")).delete()
    send_all(Clock())
    assert len(faults.got) == 8
    assert Notice.objects.count() == 8


def test_who_leaves_while_the_batch_is_under_way_gets_nothing(server, faults, queued):
    carrier = post.Post(Clock())
    deal = carrier._deal

    def deal_and_leave(pk, desk, last):
        Member.objects.filter(address="m7@example.org").delete()
        return deal(pk, desk, last)

    carrier._deal = deal_and_leave
    carrier.round()
    assert len(faults.got) == 9


def test_never_after_the_meeting(server, faults, queued, session):
    clock = Clock()
    clock.now = dt.datetime(2026, 10, 26, 18, 30, tzinfo=dt.UTC)  # half past six in London, on winter time
    send_all(clock)
    assert (faults.got, states()) == ([], {"dropped": 10})


def test_a_killed_worker_s_mail_in_flight_is_sent_again_by_another_once_its_lease_is_over(server, faults, queued):
    clock = Clock()
    dead = post.Post(clock)
    batch = post.claim(clock(), dead.holder, post.LEASE, post.BATCH)
    Notice.objects.filter(pk=batch[0]).update(state=State.IN_FLIGHT, attempts=1)
    send_all(clock)
    assert faults.got == []
    clock.now += post.LEASE
    send_all(clock)
    assert states() == {"sent": 10}
    assert Notice.objects.get(pk=batch[0]).attempts == 2


def test_a_batch_keeps_its_lease_while_it_is_sent(server, faults, queued):
    clock = Clock()
    carrier = post.Post(clock)

    def slowly(mail, send=carrier.line.send):
        send(mail)
        clock.now += dt.timedelta(seconds=50)

    carrier.line.send = slowly
    carrier.round()
    assert states() == {"sent": 10}


def test_the_urgent_go_first(server, faults, members, session):
    for at, member in enumerate(members):
        remind(member, session, priority=at)
    send_all(Clock())
    assert [got.to for got in faults.got] == [f"m{at}@example.org" for at in range(9, -1, -1)]


def test_one_letter_that_cannot_be_written_keeps_nobody_back(server, faults, queued):
    Notice.objects.filter(member__address="m0@example.org").update(kind="change", data={})
    send_all(Clock())
    assert states() == {"sent": 9, "waiting to retry": 1}
    assert "KeyError" in row_of("m0").error


def test_no_log_names_anybody(server, faults, queued, caplog):
    """A log outlives whoever leaves."""
    Member.objects.filter(address="m0@example.org").update(email="m0@x y")
    Notice.objects.filter(member__address="m1@example.org").update(kind="change", data={})
    for name in ("m2", "m3", "m4"):
        faults.answers[f"{name}@example.org"] = [f"421 <{name}@example.org> later"]
    send_all(Clock())
    assert states() == {"sent": 5, "refused": 1, "waiting to retry": 4}
    said = "".join(f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records)
    assert "the next try is in" in said
    assert "cannot be written" in said
    assert not re.search(r"\bm\d\b|example\.org", said)


@pytest.mark.parametrize(
    ("error", "expected", "is_bad"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b": (550, b"5.1.1 none")}), Next.REFUSE, True),
        (smtplib.SMTPRecipientsRefused({"a@b": (452, b"full")}), Next.RETRY, False),
        (smtplib.SMTPSenderRefused(552, b"5.3.4 too large", "a@b"), Next.REFUSE, False),
        (smtplib.SMTPSenderRefused(530, b"5.7.0 sign in", "a@b"), Next.PAUSE, False),
        (smtplib.SMTPSenderRefused(451, b"later", "a@b"), Next.RETRY, False),
        (smtplib.SMTPDataError(554, b"spam"), Next.REFUSE, False),
        (smtplib.SMTPAuthenticationError(535, b"no"), Next.PAUSE, False),
        (smtplib.SMTPConnectError(421, b"busy"), Next.PAUSE, False),
        (TimeoutError("timed out"), Next.RETRY, False),
        (ValueError("no address"), Next.REFUSE, False),
    ],
)
def test_fates(error, expected, is_bad):
    fate = fate_of(error)
    assert (fate.next, fate.is_bad_address) == (expected, is_bad)


def test_pauses_double_from_minutes_to_hours():
    minutes = [post.pause(tries, 0).total_seconds() / 60 for tries in range(1, 9)]
    assert minutes == [5, 10, 20, 40, 80, 160, 240, 240]

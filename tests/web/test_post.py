"""A group's mail on its desk: what goes out and when, words that can be edited, and what did not get through."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.urls import reverse
from lxml import html

from studycircle.members import reminders
from studycircle.members.models import Digest, Member, Notice, Reminder
from studycircle.store import actions, clock, models
from studycircle.store.worker import work_once
from tests.programmes import RICH
from tests.web.conftest import NOW

KEY = "sweetness-and-power"


@pytest.fixture(autouse=True)
def time(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def series(db):
    made = actions.import_programme(RICH, now=NOW).series
    reminders.draft(made, now=NOW)
    return made


def at(series, key=KEY, rest=""):
    return reverse("series-mail", args=[series.group.key, series.key, key]) + rest


def words(page):
    return " ".join(page.text_content().split())


def page_of(response):
    return html.fromstring(response.content).get_element_by_id("content")


def test_the_reminder_is_there_as_it_will_arrive(ann, series):
    said = words(page_of(ann.get(at(series))))
    assert "The reminder goes out on Saturday 24 October, 18:00." in said
    assert "Subject: Monday 26 October, 6.30" in said
    assert "door on Weir Lane; ring twice" in said
    assert "the week" not in said


def test_words_day_and_hour_can_be_edited(ann, series):
    form = {"is_on": "on", "days": "1", "hour": "09:30", "words": "Bring sugar.\r\n\r\nAnd cups."}
    response = ann.post(at(series), form)
    assert response.status_code == 302
    row = Reminder.objects.get(session__key=KEY)
    assert (row.days, row.hour, row.words) == (1, dt.time(9, 30), "Bring sugar.\n\nAnd cups.")
    assert row.due_at == dt.datetime(2026, 10, 25, 9, 30, tzinfo=dt.UTC)
    assert "Bring sugar. And cups." in words(page_of(ann.get(at(series))))
    ann.post(at(series), {**form, "is_on": ""})
    assert Reminder.objects.get(session__key=KEY).due_at is None
    assert "No reminder goes out." in words(page_of(ann.get(at(series))))


@pytest.mark.parametrize("wrong", [{"days": "31"}, {"days": "-1"}, {"hour": "25:00"}, {"words": "x" * 4001}])
def test_what_cannot_be_is_refused(ann, series, wrong):
    response = ann.post(at(series), {"is_on": "on", "days": "1", "hour": "09:30", "words": "", **wrong})
    assert response.status_code == 422
    assert Reminder.objects.get(session__key=KEY).days == 2


def test_the_preview_may_do_nothing(ann, series):
    Reminder.objects.update(words="<script>alert(1)</script> https://example.org/<b>")
    response = ann.get(at(series, rest="preview/"))
    policy = response.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox"
    page = html.fromstring(response.content)
    assert page.xpath("//script|//img|//iframe|//form|//link") == []
    assert "<script>alert(1)</script>" in page.text_content()


def test_a_test_goes_to_whoever_asks(ann, series):
    models.Person.objects.filter(username="ann").update(email="ann@example.org")
    ann.post(at(series), {"is_on": "on", "days": "2", "hour": "18:00", "words": "Bring sugar.", "test": ""})
    while work_once():
        pass
    [sent] = [one for one in mail.outbox if one.to == ["ann@example.org"]]
    assert sent.subject.startswith("Test: Monday 26 October")
    assert "Bring sugar." in sent.body
    assert "Bring sugar." in sent.alternatives[0][0]


def test_without_an_address_the_test_says_so(ann, series):
    ann.post(at(series), {"is_on": "on", "days": "2", "hour": "18:00", "words": "", "test": ""})
    assert "Your account has no mail address" in words(page_of(ann.get(at(series))))


def test_what_was_said_can_be_held_back_or_sent_at_once(ann, series):
    row = Reminder.objects.filter(session__key="the-wanderer")
    later = NOW + dt.timedelta(hours=1)
    row.update(recap_at=later)
    assert "It goes out on Tuesday 20 October, 14:00" in words(page_of(ann.get(at(series, "the-wanderer"))))
    ann.post(at(series, "the-wanderer"), {"recap": "now"})
    assert row.get().recap_at == NOW
    ann.post(at(series, "the-wanderer"), {"recap": "never"})
    assert (row.get().recap_at, row.get().recapped_at) == (None, NOW)


def test_the_group_sees_states_and_failures_by_pseudonym(ann, series, settings):
    settings.MAIL = "smtp://mail.example.org"
    group = series.group
    wren = Member.objects.create(
        group=group, email="secret@example.org", address="secret@example.org", pseudonym="wren", code="x" * 22,
        asked_at=NOW, confirmed_at=NOW,
    )  # fmt: skip
    for number, (state, tries) in enumerate([("sent", 1), ("refused", 1), ("waiting to retry", 3)]):
        Notice.objects.create(
            member=wren, kind="reminder", occasion=str(number), state=state, attempts=tries, message_id=str(number),
            queued_at=NOW, run_after=NOW, error="550 no such box" if state == "refused" else "",
        )  # fmt: skip
    page = page_of(ann.get(reverse("group-mail", args=[group.key])))
    said = words(page)
    assert "reminders, sent: 1" in said
    assert "No mail server" not in said
    assert "wren reminders; tried once 550 no such box" in said
    assert "tried 3 times" in said
    assert "secret@example.org" not in said


def test_without_a_mail_server_organisers_are_told_that_mail_is_only_kept(ann, ada, series):
    session = series.sessions.get(key=KEY)
    wren = Member.objects.create(
        group=series.group, email="w@example.org", address="w@example.org", pseudonym="wren", code="x" * 22,
        asked_at=NOW, confirmed_at=NOW,
    )  # fmt: skip
    for kind in ("reminder", "confirm"):  # that a comment is theirs
        Notice.objects.create(
            member=wren, kind=kind, occasion=kind, session=session, state="sent", message_id=kind, queued_at=NOW,
            run_after=NOW,
        )  # fmt: skip
    told = "No mail server is set up: mails are kept"
    for address in ("/desk/", reverse("group-mail", args=[series.group.key]), at(series)):
        page = page_of(ann.get(address))
        assert told in words(page)
        assert not page.xpath(".//a[@href='/desk/post/']")  # it is not theirs to see
    assert "reminders, kept in the outbox: 1" in words(page)
    assert "confirming an address" not in words(page)
    assert told not in words(page_of(ada.get("/desk/")))  # she organises nothing, and so reads no such line
    actions.make_organiser(models.Person.objects.get(username="ada"), series.group)
    assert page_of(ada.get("/desk/")).xpath(".//a[@href='/desk/post/']")


def test_the_day_of_the_weekly_letter_can_be_chosen(ann, series):
    ann.post(reverse("group-mail", args=[series.group.key]), {"weekday": "4", "hour": "17:00"})
    digest = Digest.objects.get(group=series.group)
    assert digest.due_at == dt.datetime(2026, 10, 23, 16, 0, tzinfo=dt.UTC)


def test_mail_in_files_is_shown_to_administrators(ada, ann, settings, data):
    from django.core.mail import EmailMultiAlternatives, get_connection

    settings.EMAIL_FILE_PATH, settings.MAIL = data / "mail", ""
    backend = get_connection("django.core.mail.backends.filebased.EmailBackend")
    sent = EmailMultiAlternatives(
        "Hello <b>",
        "Words, ünd more: http://example.org/x?a=1&b=2 <i>.",
        "a@example.org",
        ["b@example.org"],
        connection=backend,
    )
    sent.attach_alternative("<p>Words<script>alert(1)</script></p>", "text/html")
    sent.send()
    page = page_of(ada.get(reverse("outbox")))
    [link] = page.xpath(".//li/a")
    assert link.text == "Hello <b>"
    assert re.search(r"b@example\.org · \d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d$", words(page.find(".//li")))
    shown = page_of(ada.get(link.get("href")))
    assert "Words, ünd more: http://example.org/x?a=1&b=2 <i>." in words(shown)
    assert shown.xpath(".//pre/a/@href") == ["http://example.org/x?a=1&b=2"]
    as_html = ada.get(link.get("href") + "?html")
    assert as_html.headers["Content-Security-Policy"].endswith("sandbox")
    assert ann.get(link.get("href")).status_code == 404

"""What arrives: the parts, the headers and the calendar of each kind of mail; and that nobody's words get into them."""

import datetime as dt
import email
import email.policy
import json
import re
from dataclasses import replace

import icalendar
import pytest
from django.core import mail
from lxml import html

from studycircle.documents.native import to_data
from studycircle.documents.notices import told_of
from studycircle.documents.programme import Audience, DateState, Place
from studycircle.documents.rich import from_plain
from studycircle.members import envelope, kindle, letters, notices, post, reminders
from studycircle.members.models import Member, Notice, Reminder
from studycircle.store import actions, clock
from studycircle.store.load import load_programme
from studycircle.store.models import Group, Reading, Session
from tests.programmes import NOW, RICH

pytestmark = pytest.mark.django_db
KEY = "sweetness-and-power"


@pytest.fixture(autouse=True)
def time(monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.DEFAULT_FROM_EMAIL, settings.ADDRESS = "post@example.org", "https://reading.example.org"


@pytest.fixture
def series(time, db):
    made = actions.import_programme(RICH, now=NOW).series
    reminders.draft(made, now=NOW)
    return made


@pytest.fixture
def session(series):
    return Session.objects.get(series=series, key=KEY)


@pytest.fixture
def wren(make_member):
    made = make_member("wren", hears_recaps=True, hears_readings=True, hears_digest=True)
    Notice.objects.all().delete()
    return made


def edit(series, key=KEY, **values):
    def change(old):
        sessions = tuple(replace(one, **values) if one.key == key else one for one in old.series.sessions)
        return replace(old, series=replace(old.series, sessions=sessions))

    actions.change_programme(series, change, now=NOW)


def queue(member, kind, session=None, occasion="", **more):
    occasion = occasion or f"session:{session.pk}/{session.date}"
    return notices.queue(member, Notice.Kind(kind), occasion, now=NOW, session=session, **more)


def arrived(now=NOW):
    """Send what is queued; what arrived, as a mail program reads it."""
    carrier = post.Post(lambda: now)
    while carrier.round():
        pass
    return [read(one.raw) for one in mail.outbox]


def read(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


def parts(message):
    return {part.get_content_type(): part for part in message.walk() if not part.is_multipart()}


def text(message):
    return parts(message)["text/plain"].get_content()


def told(series, key=KEY):
    programme = load_programme(series, audience=Audience.MEMBERS)
    return told_of(programme, next(one for one in programme.series.sessions if one.key == key))


def test_a_reminder_has_all_one_needs(series, session, wren):
    Reminder.objects.filter(session=session).update(words="Bring sugar.")
    queue(wren, "reminder", session)
    [got] = arrived()
    assert got["From"] == "Canalside Readers <post@example.org>"
    assert (got["To"], got["Reply-To"]) == ("wren@example.org", "ruth@example.org")
    assert got["Subject"] == "Monday 26 October, 6.30 pm: Sweetness and Power"
    assert got["Date"].datetime == NOW
    assert got["Message-ID"] == f"<{Notice.objects.get().message_id}>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["List-Id"] == "<canalside.reading.example.org>"
    assert re.fullmatch(r"<https://reading\.example\.org/me/leave/[\w.:-]+/>", got["List-Unsubscribe"])
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert list(parts(got)) == ["text/plain", "text/html", "text/calendar"]
    said = text(got).replace("\r\n", "\n")
    for words in ("Bring sugar.", "Monday 26 October 2026", "Upper room", "Sidney W. Mintz", "/replies/", "?answer=no"):
        assert words in said
    assert re.search(r"^Ask +Ruth 07700 900123 ruth@example.org\n +Femi 07700 900456$", said, re.M)
    assert envelope.ME.split("/")[2] not in got.as_string()


def test_lines_fit_a_terminal_and_addresses_are_whole(series, session, wren):
    queue(wren, "reminder", session)
    for line in text(arrived()[0]).splitlines():
        assert len(line) <= 72 or re.fullmatch(r" *https?://\S+", line), line


def test_every_line_of_mail_is_short_enough_and_ends_as_it_must(series, session, wren):
    Reminder.objects.filter(session=session).update(words="word " * 700)
    queue(wren, "reminder", session)
    arrived()
    raw = mail.outbox[0].raw
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)


def test_a_word_without_end_is_coded_and_arrives_whole(series, session, wren):
    Reminder.objects.filter(session=session).update(words="ü" * 3000)
    queue(wren, "reminder", session)
    [got] = arrived()
    assert "ü" * 3000 in text(got).replace("\n", "")
    assert max(map(len, mail.outbox[0].raw.split(b"\r\n"))) <= 998
    assert "?answer=yes" in text(got)


def test_the_page_asks_nothing_of_anybody(series, session, wren):
    queue(wren, "reminder", session)
    page = html.fromstring(parts(arrived()[0])["text/html"].get_content())
    assert page.xpath("//img|//script|//link|//iframe|//form|//object|//*[@background]") == []
    assert "url(" not in html.tostring(page).decode()
    own = {"reading.example.org", "www.example.org", "archive.example.org", "mirror.example.org"}
    assert {href.split("/")[2] for href in page.xpath("//a/@href")} <= own | {"meet.example.org"}
    assert page.get("lang") == "en"


def test_the_calendar_part_goes_on_from_change_to_change(series, session, wren):
    queue(wren, "reminder", session)
    before = icalendar.Calendar.from_ical(parts(arrived()[0])["text/calendar"].get_content()).walk("VEVENT")[0]
    was = told(series)
    edit(series, date=dt.date(2026, 10, 27), state=DateState.MOVED)
    mail.outbox.clear()
    session.refresh_from_db()
    queue(wren, "change", session, "change:1", data={"was": to_data(was)})
    [got] = arrived()
    part = parts(got)["text/calendar"]
    after = icalendar.Calendar.from_ical(part.get_content())
    [event] = after.walk("VEVENT")
    assert part.get_param("method") == "PUBLISH" == after["METHOD"]
    assert event["UID"] == before["UID"]
    assert event["SEQUENCE"] == before["SEQUENCE"] + 1
    assert str(event["ORGANIZER"]) == "mailto:post@example.org"
    assert event.decoded("dtstart").isoformat() == "2026-10-27T18:30:00+00:00"


CHANGES = [
    ({"state": DateState.CANCELLED, "status_note": "Ruth is ill."}, "Cancelled", "Ruth is ill.", "CANCELLED"),
    ({"date": dt.date(2026, 10, 27)}, "Moved to Tuesday 27 October", "no longer on Monday 26 October", "CONFIRMED"),
    ({"date": None, "state": DateState.TBA}, "Date off", "Not on Monday 26 October, 6.30\xa0pm any more", "CANCELLED"),
    ({"time": dt.time(19)}, "Another time, Monday 26 October, 7 pm", "6.30\xa0pm", "CONFIRMED"),
    ({"room": "G9"}, "Another room", "The room is now G9, no longer Upper room.", "CONFIRMED"),
    ({"place": Place("The Pub")}, "Another place", "The place is now The Pub, no longer The Lock", "CONFIRMED"),
]


@pytest.mark.parametrize(("values", "subject", "line", "status"), CHANGES)
def test_a_change_has_the_difference_on_top(series, session, wren, values, subject, line, status):
    was = told(series)
    edit(series, **values)
    session.refresh_from_db()
    queue(wren, "change", session, "change:1", data={"was": to_data(was)})
    [got] = arrived()
    assert got["Subject"].startswith(subject)
    joined = " ".join(text(got).split())
    assert " ".join(line.split()) in joined
    assert joined.index(" ".join(line.split())) < joined.index("Everything about this session")
    [event] = icalendar.Calendar.from_ical(parts(got)["text/calendar"].get_content()).walk("VEVENT")
    assert event["STATUS"] == status
    assert Notice.objects.get().told == to_data(told(series))


def test_a_session_that_was_taken_out_is_cancelled_in_words_and_in_calendars(series, session, wren):
    was = told(series)

    def without(programme):
        sessions = tuple(one for one in programme.series.sessions if one.key != KEY)
        return replace(programme, series=replace(programme.series, sessions=sessions))

    actions.change_programme(series, without, now=NOW)
    session.refresh_from_db()
    queue(wren, "reminder", session)
    queue(wren, "change", session, "change:1", data={"was": to_data(was)})
    [got] = arrived()
    assert got["Subject"] == "Cancelled: Sweetness and Power"
    assert "Cancelled: there is no meeting on Monday 26 October." in text(got)
    assert "/sweetness-and-power/" not in got.as_string()
    [event] = icalendar.Calendar.from_ical(parts(got)["text/calendar"].get_content()).walk("VEVENT")
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", session.sequence)


def test_a_session_that_is_off_with_its_series_is_cancelled_in_words_and_in_calendars(series, session, wren):
    was = told(series)
    actions.take_off(series, now=NOW)
    session.refresh_from_db()
    queue(wren, "reminder", session)
    queue(wren, "change", session, "change:1", data={"was": to_data(was)})
    [got] = arrived()
    assert got["Subject"] == "Cancelled: Sweetness and Power"
    [event] = icalendar.Calendar.from_ical(parts(got)["text/calendar"].get_content()).walk("VEVENT")
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", session.sequence)


def test_a_change_that_was_undone_meanwhile_is_not_sent(series, session, wren):
    queue(wren, "change", session, "change:1", data={"was": to_data(told(series))})
    assert arrived() == []
    assert Notice.objects.get().state == "dropped"


def test_what_a_member_answered_is_said(series, session, wren):
    wren.replies.create(session=session, answer="online", answered_at=NOW)
    queue(wren, "reminder", session)
    assert "You said that you join online." in text(arrived()[0])


def test_what_was_said_a_seat_a_reading_and_a_week(series, session, wren):
    wren.replies.create(session=session, answer="yes", answered_at=NOW)
    queue(wren, "seat", session, "seat:1")
    queue(wren, "reading", session, "reading:1", data={"readings": ["a-lump-of-sugar"]})
    queue(wren, "digest", occasion="digest:1")
    edit(series, "the-wanderer", record=from_plain("We read it aloud."))
    queue(wren, "recap", Session.objects.get(series=series, key="the-wanderer"), "recap:1")
    got = {one["Subject"]: text(one) for one in arrived()}
    assert sorted(got) == [
        "A seat for you: Sweetness and Power",
        "The week at Canalside Readers: Sweetness and Power",
        "To read: A Lump of Sugar",
        "What was said: The Wanderer",
    ]
    assert "We read it aloud." in got["What was said: The Wanderer"]
    assert "Plantation" not in got["To read: A Lump of Sugar"]
    week = got["The week at Canalside Readers: Sweetness and Power"]
    assert "Monday 26 October" in week
    assert "The Wanderer" in week
    assert str(session.pk) in Notice.objects.get(kind="digest").told["sessions"]


def test_confirming_has_no_list_and_who_is_there_gets_their_own_page(group, make_member):
    member = make_member("wren")
    [first] = arrived()
    assert "/me/" in text(first)  # they confirmed before it was sent
    assert first["List-Unsubscribe"] is None
    Member.objects.filter(pk=member.pk).update(confirmed_at=None)
    mail.outbox.clear()
    queue(member, "confirm", occasion="join:2")
    [got] = arrived()
    assert got["Subject"] == "Is this your address? Canalside Readers"
    assert re.search(r"https://reading\.example\.org/join/confirm/[\w.:-]+/", text(got))
    assert "good for 48 hours" in text(got)


@pytest.mark.parametrize("language", ["de", "fr", "ar", "ja", "pt-BR"])
def test_in_the_member_s_language(series, session, wren, language):
    Member.objects.filter(pk=wren.pk).update(language=language)
    queue(wren, "reminder", session)
    [got] = arrived()
    page = html.fromstring(parts(got)["text/html"].get_content())
    assert (page.get("lang"), page.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    assert got["Content-Language"] == language
    assert "Monday" not in text(got)


def test_a_book_goes_to_the_device(series, session, wren, data, settings):
    reading = Reading.objects.get(session=session, key="sweetness-and-power")
    with pytest.raises(Exception, match="No address of a device"):
        kindle.send_reading(wren, reading, NOW)
    Member.objects.filter(pk=wren.pk).update(kindle="wren@kindle.example.org")
    wren.refresh_from_db()
    with pytest.raises(Exception, match="There is no book"):
        kindle.send_reading(wren, reading, NOW)
    book = settings.FILES / "canalside" / "mintz.epub"
    book.parent.mkdir(parents=True)
    book.write_bytes(b"PK" + b"\0" * 5000)
    assert kindle.send_reading(wren, reading, NOW) is not None
    assert kindle.send_reading(wren, reading, NOW) is None
    assert [one.title for one in kindle.books_of_the_week(series.group, NOW)] == ["Sweetness and Power"]
    [got] = arrived()
    assert got["To"] == "wren@kindle.example.org"
    [file] = list(got.iter_attachments())
    assert (file.get_filename(), file.get_content_type()) == ("mintz.epub", "application/epub+zip")
    assert file.get_content() == book.read_bytes()
    with book.open("wb") as large:
        large.truncate(20 * 2**20)
    with pytest.raises(Exception, match="too large for a mail: 20 MB"):
        kindle.send_reading(wren, reading, NOW + dt.timedelta(days=1))


def hostile_strings(folder):
    """Every seventh of the naughty strings, all that would begin a line, and some of the largest."""
    strings = json.loads((folder / "hostile/blns/blns.json").read_text())
    strings += (folder / "hostile/files/patt-crlfinjection.txt").read_text(errors="replace").splitlines()
    strings += (folder / "hostile/xss/patt-RSNAKE_XSS.txt").read_text(errors="replace").splitlines()[::7]
    lines = [
        f"x{end}Bcc: evil@example.org{end}{end}<b>y" for end in ("\n", "\r", "\r\n", "\x0b", "\x85", "\u2028", "\0")
    ]
    return [*strings[::7], *lines, "%0d%0aBcc:evil@example.org", "a" * 5000, "\ud800", "\u202e\u2066 x"]


def test_no_words_of_anybody_become_a_header_or_markup(series, session, wren, shared_data):
    Member.objects.filter(pk=wren.pk).update(hears_changes=True)
    headers = {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "Reply-To", "List-Id",
        "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type",
    }  # fmt: skip
    desk_notice = queue(wren, "reminder", session)
    notice = Notice.objects.select_related("member__group", "session__series__group").get(pk=desk_notice.pk)
    for number, words in enumerate(hostile_strings(shared_data)):
        words = words.encode("utf-8", "replace").decode().replace("\0", "")
        Group.objects.update(name=words)
        Session.objects.filter(pk=session.pk).update(title=words, room=words, leader=words, sequence=number)
        Reminder.objects.filter(session=session).update(words=words)
        notice = Notice.objects.select_related("member__group", "session__series__group").get(pk=notice.pk)
        composed = letters.compose(notice, letters.Desk([notice]), NOW)
        made = letters.address(composed, notice, NOW)
        got = read(made.raw)
        assert set(got.keys()) <= headers, words
        assert "evil@example.org" not in str(got["To"])
        assert (got["To"], len(got.get_all("Subject"))) == ("wren@example.org", 1)
        page = html.fromstring(parts(got)["text/html"].get_content())
        assert (
            page.xpath("//script|//img|//iframe|//svg|//form|//object|//embed|//*[@*[starts-with(name(),'on')]]") == []
        )
        assert all(href.startswith(("https://", "http://", "mailto:")) for href in page.xpath("//a/@href"))
        [event] = icalendar.Calendar.from_ical(parts(got)["text/calendar"].get_content()).walk("VEVENT")
        assert set(event.keys()) <= {
            "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "STATUS", "SUMMARY", "LOCATION",
            "DESCRIPTION", "URL", "CONFERENCE", "ORGANIZER", "CREATED", "CATEGORIES",
        }  # fmt: skip


def test_a_provider_s_service_gets_the_same_parts(series, session, wren, settings):
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    mail.outbox = []
    queue(wren, "reminder", session)
    carrier = post.Post(lambda: NOW)
    assert carrier.round() == 1
    assert Notice.objects.get().state == "sent"
    [sent] = mail.outbox
    params = sent.anymail_test_params
    assert params["extra_headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [one.mimetype for one in params["attachments"]] == ["text/calendar; method=PUBLISH"]
    assert "Sweetness and Power" in params["text_body"]
    assert params["html_body"].startswith("<!doctype html>")

"""The forms of the desk: what is shown and sent back unchanged is the same document."""

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace

import pytest

from studycircle.documents.programme import (
    Attachment,
    Audience,
    DateState,
    Edition,
    Note,
    Part,
    Place,
    Programme,
    Question,
    Quotation,
    Reading,
    Session,
)
from studycircle.documents.rich import Rich
from studycircle.web.editing import SeriesDesk, SessionDesk, session_of, with_session, without_session
from studycircle.web.templatetags.desk import field_words
from tests.programmes import RICH
from tests.web.forms import page_of, sent_by


def work_on(programme: Programme) -> SimpleNamespace:
    return SimpleNamespace(programme=programme, base="/desk/x/", sources={}, draft=None, lines=())


def shown(session: Session) -> str:
    return page_of("desk/session.html", work=work_on(RICH), desk=SessionDesk.of(session), session=session, stamp="x")


def edited(session: Session, **typed: str) -> Session:
    """``session`` after its form was sent with these fields typed."""
    desk = SessionDesk.of(session, sent_by(shown(session), **typed))
    assert desk.is_valid(), [part.errors for part in (desk.main, desk.place, desk.readings, desk.questions, desk.notes)]
    return desk.typed()


@pytest.mark.parametrize("session", RICH.series.sessions, ids=lambda session: session.key)
def test_a_session_sent_back_unchanged_is_the_same(session):
    assert edited(session) == session


def test_a_series_sent_back_unchanged_is_the_same():
    markup = page_of("desk/head.html", work=work_on(RICH), desk=SeriesDesk.of(RICH), stamp="x")
    desk = SeriesDesk.of(RICH, sent_by(markup))
    assert desk.is_valid()
    assert desk.typed() == RICH


BEES = Session(
    "bees",
    "On bees",
    readings=(Reading("hive", "The Hive"), Reading("wax", "Wax")),
    questions=(
        Question(
            "q1",
            "1",
            Rich("<p>Why <em>hum</em>?</p>"),
            (Quotation("a hum", "hive#p4"),),
            (Part("a", Rich("<p>In June?</p>")), Part("b", Rich("<p>At night?</p><p>In rain?</p>"))),
            Rich("<p>So?</p>"),
        ),
    ),
    notes=(Note("n", "On wax", Rich("<p>Soft.</p><blockquote><p>Quoted.</p></blockquote>"), Audience.MEMBERS),),
)


def test_lettered_parts_and_pinned_quotations_are_kept():
    assert edited(BEES) == BEES


def test_what_the_editor_sends_is_cleaned_and_goes_before_the_markdown():
    markup = '<p>Hard, <b onclick="x()">soft</b><script>x()</script></p><blockquote><p>Quoted.</p></blockquote>'
    sent = sent_by(shown(BEES))
    sent["notes-0-body-html"], sent["questions-0-text-html"] = markup, " <p></p>"
    desk = SessionDesk.of(BEES, sent)
    assert not desk.is_valid()
    assert desk.notes.forms[0].cleaned_data["body"] == (
        "<p>Hard, <strong>soft</strong></p><blockquote><p>Quoted.</p></blockquote>"
    )
    assert desk.questions.forms[0].errors == {"text": ["This field is required."]}


def test_what_was_typed_is_shown_again_however_it_begins():
    typed = {"notes-0-body": "<p>3 < 4 & <b", "session-date": "soon"}
    desk = SessionDesk.of(BEES, sent_by(shown(BEES), **typed))
    assert not desk.is_valid()
    again = page_of("desk/session.html", work=work_on(RICH), desk=desk, session=BEES, stamp="x")
    assert sent_by(again)["notes-0-body"] == typed["notes-0-body"]
    assert 'data-rich="&lt;p&gt;&amp;lt;p&amp;gt;3 &amp;lt; 4 &amp;amp; &amp;lt;b&lt;/p&gt;"' in again


def test_more_than_anybody_writes_is_refused():
    sent = sent_by(shown(BEES))
    sent["notes-0-body-html"] = "<p>" + "x" * 4_000_000
    desk = SessionDesk.of(BEES, sent)
    assert not desk.is_valid()
    assert list(desk.notes.forms[0].errors) == ["body"]


def test_a_new_reading_gets_a_key_of_its_own_and_its_place():
    assert edited(BEES, **{"readings-2-title": "The Hive", "readings-2-ORDER": "1"}).readings == (
        Reading("hive", "The Hive"),
        Reading("the-hive", "The Hive"),
        Reading("wax", "Wax"),
    )


def test_order_and_deletion():
    assert edited(BEES, **{"readings-0-ORDER": "5"}).readings == (Reading("wax", "Wax"), Reading("hive", "The Hive"))
    assert edited(BEES, **{"readings-0-DELETE": "on"}).readings == (Reading("wax", "Wax"),)


def test_an_edition_is_added_to_its_reading():
    session = edited(
        BEES, **{"readings-1-editions-0-format": "pdf", "readings-1-editions-0-link": "example.org/wax.pdf"}
    )
    assert session.readings[0].editions == ()
    [edition] = session.readings[1].editions
    assert (edition.key, edition.format, edition.link) == ("pdf", "pdf", "https://example.org/wax.pdf")


def test_a_place_of_its_own_is_taken_only_when_ticked():
    assert edited(BEES, **{"place-name": "Barn"}).place is None
    assert edited(BEES, **{"place-name": "Barn", "own-elsewhere": "on"}).place == Place("Barn")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"session-state": "fixed"}, "date"),
        ({"session-date": "2 March"}, "date"),
        ({"session-time": "25:00"}, "time"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(typed, field):
    desk = SessionDesk.of(BEES, sent_by(shown(BEES), **typed))
    assert not desk.is_valid()
    assert list(desk.main.errors) == [field]


def test_a_date_there_was_and_one_to_be_agreed_do_not_go_together():
    dated = replace(BEES, state=DateState.FIXED, date=dt.date(2026, 3, 2))
    desk = SessionDesk.of(dated, sent_by(shown(dated), **{"session-state": "tba"}))
    assert not desk.is_valid()
    assert list(desk.main.errors) == ["state"]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "//example.org", "/desk/", "not an address"]
)
def test_an_unsafe_link_is_refused(link):
    desk = SessionDesk.of(BEES, sent_by(shown(BEES), **{"attachments-0-title": "x", "attachments-0-link": link}))
    assert not desk.is_valid()


@pytest.mark.parametrize("file", ["../secret", "/etc/passwd", "a/../../b", "a\\b"])
def test_a_file_outside_the_groups_files_is_refused(file):
    session = replace(BEES, attachments=(Attachment("plan", "Plan", file="plan.pdf"),))
    desk = SessionDesk.of(session, sent_by(shown(session), **{"attachments-0-file": file}))
    assert not desk.is_valid()


def test_nobody_is_asked_for_the_name_or_size_of_a_file():
    assert "-file" not in shown(BEES)
    assert "-size" not in shown(BEES)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [("18:30", (18, 30)), ("18.30", (18, 30)), ("6.30 pm", (18, 30)), ("6pm", (18, 0)), ("12 am", (0, 0))],
)
def test_hours_as_people_type_them(typed, hour):
    session = edited(replace(BEES, state=DateState.TBA), **{"session-time": typed})
    assert (session.time.hour, session.time.minute) == hour


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("session:bees.date", "On bees: date"),
        ("session:bees/reading:hive.title", "On bees: reading “The Hive”"),
        ("session:bees/reading:same.part", "On bees: reading"),
        ("session:bees/reading:hive/edition:pdf.link", "On bees: reading “The Hive”, edition “pdf”"),
        ("session:bees/question:q1.text", "On bees: question 1"),
        ("session:bees/question:q7.text", "On bees: question 2"),  # of its place, as on the public page
        ("session:bees/question:gone.text", "On bees: question gone"),
        ("session:on-wasps.title", "on wasps: title"),  # it is there no more
        ("series.summary", "introduction"),
        ("series.slot.weekday", "usual day"),
    ],
)
def test_a_field_is_called_by_the_titles_people_gave(path, said):
    pdf = Edition("pdf", format="pdf")
    session = replace(
        BEES,
        readings=(replace(BEES.readings[0], editions=(pdf,)), Reading("same", "On bees")),
        questions=(*BEES.questions, Question("q7", text=Rich("<p>Why wax?</p>"))),
    )
    assert field_words(path, Programme(RICH.group, replace(RICH.series, sessions=(session,)))) == said


def test_what_is_folded_is_known_by_its_first_words():
    session = replace(BEES, readings=(Reading("x", "Bees & <b>wasps</b>"),))
    words = shown(session)
    assert "Reading 1: <bdi>Bees &amp; &lt;b&gt;wasps&lt;/b&gt;</bdi>" in words  # whatever way the desk's language runs
    assert "Question 1: <bdi>Why hum?</bdi>" in words
    assert "Note 1: <bdi>On wax</bdi>" in words


def test_sessions_in_a_programme():
    _, second, *_ = RICH.series.sessions
    assert session_of(RICH, second.key) is second
    assert session_of(without_session(RICH, second.key), second.key) is None
    changed = replace(second, title="Other")
    assert session_of(with_session(RICH, changed), second.key) == changed
    assert with_session(RICH, BEES).series.sessions[-1] == BEES

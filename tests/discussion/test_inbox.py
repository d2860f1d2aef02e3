"""Answers by mail: who may, what is taken of it, and what is ignored."""

import io
import sys
from email.message import EmailMessage

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studycircle.discussion import actions
from studycircle.discussion.inbox import LARGEST, Outcome, answer_address, take
from studycircle.discussion.links import answer_token, answered
from studycircle.discussion.models import Comment
from studycircle.members import people
from studycircle.members.models import Member
from tests.programmes import NOW


@pytest.fixture(autouse=True)
def replies(settings):
    settings.MAIL_REPLIES = "reply+@example.org"


@pytest.fixture
def wren(make_member):
    return make_member("wren", trusted_at=NOW)


@pytest.fixture
def said(subject, make_member):
    return actions.say_as(make_member("owl", trusted_at=NOW), subject, "Capital is not a thing.", now=NOW)


def mail(to, words="It is a relation.", sender="Wren <wren@example.org>", **headers):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, "Re: owl on bread"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(words)
    return message.as_bytes()


def answers(said):
    return list(Comment.objects.filter(parent=said).values_list("words", "name", "state"))


def test_an_answer_stands_where_what_it_answers_stands(wren, said):
    quoted = "It is a relation.\n\nSee ¶ 47.\n\nOn Tue, 20 Oct 2026, Canalside wrote:\n> owl on bread\n> Capital.\n"
    assert take(mail(answer_address(wren, said), quoted), now=NOW) is Outcome.SHOWN
    assert answers(said) == [("It is a relation.\n\nSee ¶ 47.", "wren", "public")]
    made = Comment.objects.get(parent=said)
    assert (made.session, made.reading, made.question) == (said.session, said.reading, said.question)


def test_the_same_mail_twice_is_one_answer(wren, said):
    for _ in range(2):
        assert take(mail(answer_address(wren, said)), now=NOW) is Outcome.SHOWN
    assert len(answers(said)) == 1


def test_a_first_answer_waits(make_member, said):
    assert take(mail(answer_address(make_member("wren"), said)), now=NOW) is Outcome.WAITS


def test_the_address_is_short_enough_and_may_be_made_small_or_large(wren, said):
    large = Member(pk=2**63 - 1, code=wren.code)
    assert len(f"reply+{answer_token(large, Comment(pk=2**63 - 1))}") <= 64
    assert take(mail(answer_address(wren, said).upper()), now=NOW) is Outcome.SHOWN


def test_the_mail_server_may_say_whom_it_is_to(wren, said):
    raw = mail("somebody@example.org")
    assert take(raw, now=NOW) is Outcome.UNKNOWN
    assert take(raw, now=NOW, recipients=[answer_address(wren, said)]) is Outcome.SHOWN


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner-email=x@example.org"},
        {"Precedence": "bulk"},
        {"Precedence": "Auto_Reply"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<readers.example.org>"},
        {"Return_Path": "<>"},
        {"sender": "MAILER-DAEMON@example.org"},
        {"sender": "wren@example.org, owl@example.org"},
        {"sender": ""},
    ],
)
def test_what_no_person_sent_is_ignored(wren, said, headers):
    assert take(mail(answer_address(wren, said), **headers), now=NOW) is Outcome.AUTOMATIC
    assert answers(said) == []


def test_a_report_that_a_mail_was_not_delivered_is_ignored(wren, said):
    raw = mail(answer_address(wren, said)).replace(b"text/plain", b"multipart/report")
    assert take(raw, now=NOW) is Outcome.AUTOMATIC


def test_auto_submitted_no_is_a_person(wren, said):
    assert take(mail(answer_address(wren, said), Auto_Submitted="no"), now=NOW) is Outcome.SHOWN


def test_only_from_the_address_it_was_given_to(wren, said):
    raw = mail(answer_address(wren, said), sender="Wren <other@example.org>")
    assert take(raw, now=NOW) is Outcome.STRANGER
    assert take(mail(answer_address(wren, said), sender="WREN@Example.org"), now=NOW) is Outcome.SHOWN


def test_no_address_of_somebody_else_s_making(wren, said, make_member):
    token = answer_token(wren, said)
    owl = Member.objects.get(address="owl@example.org")
    for wrong in (
        token[:-1] + ("a" if token[-1] != "a" else "b"),
        token.replace("-", "-0", 1),
        answer_token(owl, said),
    ):
        outcome = take(mail(f"reply+{wrong}@example.org"), now=NOW)
        assert outcome in (Outcome.UNKNOWN, Outcome.STRANGER), wrong
    assert take(mail(f"other+{token}@example.org"), now=NOW) is Outcome.UNKNOWN
    assert take(mail(f"reply+{token}@elsewhere.example.org"), now=NOW) is Outcome.UNKNOWN
    people.new_link(wren)
    assert answered(token) is None


def test_nothing_is_offered_where_no_mail_is_taken(settings, wren, said):
    address = answer_address(wren, said)
    for value in ("", "reply@example.org", "+@", "reply+"):
        settings.MAIL_REPLIES = value
        assert answer_address(wren, said) == ""
        assert take(mail(address), now=NOW) is Outcome.UNKNOWN


def test_nothing_of_their_own_is_no_comment(wren, said):
    assert take(mail(answer_address(wren, said), "\n> Capital.\n-- \nWren\n"), now=NOW) is Outcome.EMPTY
    assert take(mail(answer_address(wren, said), "x" * 5001), now=NOW) is Outcome.TOO_LONG
    links = " ".join(f"https://example.org/{at}" for at in range(11))
    assert take(mail(answer_address(wren, said), links), now=NOW) is Outcome.TOO_LONG
    assert take(b"x" * (LARGEST + 1), now=NOW) is Outcome.TOO_LONG


def test_a_closed_conversation_and_a_comment_that_is_gone_take_no_answer(wren, said):
    actions.withdraw(said)
    assert take(mail(answer_address(wren, said)), now=NOW) is Outcome.CLOSED


def test_so_many_in_an_hour(wren, said):
    made = [take(mail(answer_address(wren, said), f"Number {at}."), now=NOW) for at in range(21)]
    assert made == [Outcome.SHOWN] * 20 + [Outcome.TOO_LONG]


def test_a_mail_of_html_alone_gives_its_words(wren, said):
    message = EmailMessage()
    message["From"], message["To"] = "wren@example.org", answer_address(wren, said)
    message.set_content(
        "<html><head><style>p{color:red}</style></head><body><div>It is <b>a</b> relation &lt;b&gt;.</div>"
        "<script>alert(1)</script><div><br></div><div>On Tue, Canalside wrote:<br></div>"
        "<blockquote><p>Capital.</p></blockquote></body></html>",
        subtype="html",
    )
    assert take(message.as_bytes(), now=NOW) is Outcome.SHOWN
    assert answers(said) == [("It is a relation <b>.", "wren", "public")]


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8", "koi8-r", "x-unknown"])
def test_any_charset(wren, said, charset):
    raw = mail(answer_address(wren, said), "Plain words.").replace(b'charset="utf-8"', f'charset="{charset}"'.encode())
    assert take(raw, now=NOW) in (Outcome.SHOWN, Outcome.EMPTY)


@pytest.mark.django_db
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from([b"From", b"To", b"Content-Type", b"Subject", b"Auto-Submitted", b"X"]))
def test_no_mail_whatever_is_an_error(junk, name):
    take(name + b": " + junk, now=NOW)
    take(
        b"From: wren@example.org\r\nTo: reply+1-1-aaaaaaaaaaaaaaaaaaaaaaaaaa@example.org\r\n" + name + b": " + junk,
        now=NOW,
    )


def test_the_command_takes_a_mail_on_its_standard_input(wren, said, monkeypatch, capsys):
    class Input:
        buffer = io.BytesIO(mail(answer_address(wren, said)))

    monkeypatch.setattr(sys, "stdin", Input)
    call_command("take-mail")
    assert capsys.readouterr().out == "shown\n"
    assert answers(said) == [("It is a relation.", "wren", "public")]

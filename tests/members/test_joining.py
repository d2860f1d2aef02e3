"""Joining without an account: nothing counts before it is confirmed, and a link is good for its purpose alone."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from hypothesis import given
from hypothesis import strategies as st

from studycircle.errors import WriteError
from studycircle.members import limits, links, people
from studycircle.members.models import Attempt, Member, Notice
from studycircle.members.people import Wishes
from studycircle.store import models
from tests.programmes import NOW

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
PURPOSES = ("me", "confirm", "leave", "reply")


def test_who_joins_hears_nothing_before_they_have_confirmed(group):
    people.join(group, "Wren@Example.org", Wishes("Wren"), now=NOW)
    member = Member.objects.get()
    assert (member.email, member.address, member.pseudonym) == ("Wren@Example.org", "wren@example.org", "Wren")
    assert [kind for kind in Notice.Kind if people.hears(member, kind)] == [Notice.Kind.CONFIRM]
    notice = Notice.objects.get()
    assert (notice.kind, notice.useful_until - NOW) == (Notice.Kind.CONFIRM, 48 * HOUR)
    assert people.member_of(people.token_of(member, "me"), "me") is None

    people.confirm(people.member_of(people.token_of(member, "confirm"), "confirm"), now=NOW + 47 * HOUR)
    member.refresh_from_db()
    assert {kind for kind in Notice.Kind if people.hears(member, kind)} == {
        Notice.Kind.CONFIRM,
        Notice.Kind.REMINDER,
        Notice.Kind.CHANGE,
        Notice.Kind.SEAT,
        Notice.Kind.KINDLE,
    }
    assert people.member_of(people.token_of(member, "me"), "me") == member


def test_a_link_that_confirms_is_good_for_two_days(group):
    people.join(group, "wren@example.org", Wishes(), now=NOW)
    with pytest.raises(WriteError, match="too old"):
        people.confirm(Member.objects.get(), now=NOW + 48 * HOUR + HOUR)
    assert Member.objects.get().confirmed_at is None
    people.join(group, "wren@example.org", Wishes(), now=NOW + 50 * HOUR)  # asked again, it counts from there
    people.confirm(Member.objects.get(), now=NOW + 97 * HOUR)


def test_nobody_changes_what_a_member_chose_by_joining_with_their_address(group, make_member):
    member = make_member("wren")
    people.join(group, "WREN@example.org", Wishes("Somebody else", "de", frozenset()), now=NOW + HOUR)
    assert people.wishes_of(Member.objects.get()) == people.wishes_of(member) == Wishes("wren")
    assert [one.kind for one in Notice.objects.all()] == ["confirm", "confirm"]  # the second sends them their own link


def test_one_address_is_sent_three_mails_a_day_at_most(group):
    other = models.Group.objects.create(key="elsewhere", name="Elsewhere")
    for minute in range(6):
        people.join(group, "wren@example.org", Wishes(), now=NOW + minute * HOUR / 60)
        people.join(other, "wren@example.org", Wishes(), now=NOW + minute * HOUR / 60)
    assert Notice.objects.count() == 3
    people.join(group, "wren@example.org", Wishes(), now=NOW + 25 * HOUR)
    assert Notice.objects.count() == 4
    assert not Attempt.objects.filter(key__contains="wren").exists()


def test_an_attempt_beyond_the_limit_does_not_count():
    said = [limits.attempt("join", "192.0.2.0/24", 2, HOUR, now=NOW + minutes * HOUR / 60) for minutes in (0, 30, 45)]
    assert said == [True, True, False]
    assert limits.attempt("join", "192.0.2.0/24", 2, HOUR, now=NOW + HOUR)  # the first is an hour ago
    assert limits.attempt("join", "198.51.100.0/24", 2, HOUR, now=NOW)
    assert limits.forget_old(NOW + 24 * HOUR) == 2
    assert Attempt.objects.count() == 2


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_link_is_good_for_its_purpose_alone(make_member, purpose):
    member = make_member()
    token = people.token_of(member, purpose)
    assert [one for one in PURPOSES if people.member_of(token, one)] == [purpose]
    for wrong in (token[:-1], token + "x", token.replace("m", "", 1), "m1.x", "", "m1.é.x", token.upper()):
        assert people.member_of(wrong, purpose) is None, wrong


def test_a_new_link_makes_the_old_ones_useless(make_member):
    member = make_member()
    old = [people.token_of(member, purpose) for purpose in PURPOSES]
    people.new_link(member)
    assert [people.member_of(*each) for each in zip(old, PURPOSES, strict=True)] == [None] * 4
    assert people.member_of(people.token_of(member, "me"), "me") == member


def test_the_secret_of_a_link_is_128_bits_of_chance_at_least():
    codes = {people.new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert {len(code) for code in codes} == {22}  # of 64 signs: 132 bits


def test_the_private_calendar_is_there_until_it_is_revoked(make_member):
    member = make_member()
    assert people.member_of_calendar("") is None
    people.make_calendar(member)
    first = member.calendar
    assert people.member_of_calendar(first) == member
    people.make_calendar(member)
    assert (people.member_of_calendar(first), people.member_of_calendar(member.calendar)) == (None, member)
    people.revoke_calendar(member)
    assert links.calendar_link(member) == ""


def test_two_never_go_by_one_name(group, make_member):
    make_member("wren")
    people.join(group, "other@example.org", Wishes("WREN"), now=NOW)
    assert Member.objects.get(address="other@example.org").pseudonym == "WREN 2"


def test_who_gives_no_name_gets_one_in_their_language(group):
    people.join(group, "wren@example.org", Wishes("  "), now=NOW)
    name, __, number = Member.objects.get().pseudonym.partition(" ")
    assert (name, 10 <= int(number) < 1000) == ("Reader", True)


def test_an_account_with_that_address_is_theirs(group):
    person = models.Person.objects.create_user("wren")
    EmailAddress.objects.create(user=person, email="wren@example.org", verified=True)
    other = models.Person.objects.create_user("other")
    EmailAddress.objects.create(user=other, email="heron@example.org", verified=False)  # anybody could have said so
    for name in ("wren", "heron"):
        people.join(group, f"{name}@Example.org", Wishes(), now=NOW)
        people.confirm(Member.objects.get(address=f"{name}@example.org"), now=NOW)
    assert list(Member.objects.order_by("pk").values_list("person", flat=True)) == [person.pk, None]


def test_links_stand_at_the_group_s_own_host(settings, make_member):
    member = make_member()
    settings.ADDRESS, settings.HTTPS = "", False
    assert links.me_link(member).startswith("http://127.0.0.1:8000/me/m")
    settings.ADDRESS, settings.HTTPS = "https://reading.example.org", True
    assert links.leave_link(member).startswith("https://reading.example.org/me/leave/m")
    member.group.domain = "canalside.example.org"
    session = models.Session.objects.first()
    assert links.reply_link(member, session, "yes").endswith(f"/{session.pk}/?answer=yes")
    assert links.confirm_link(member).startswith("https://canalside.example.org/join/confirm/m")
    with pytest.raises(ValueError, match="perhaps"):
        links.reply_link(member, session, "perhaps")


@given(st.text(max_size=200))
def test_no_word_is_a_link(words):
    for purpose in PURPOSES:
        assert people.member_of(words, purpose) is None

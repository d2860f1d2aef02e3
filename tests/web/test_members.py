"""Members without an account, in the browser: joining, answering, changing, leaving; and what organisers see of them."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import resolve
from lxml import html

from studycircle.discussion import actions
from studycircle.members import limits, links, people, privacy, replies
from studycircle.members.models import Attempt, Member, Notice, Reply
from studycircle.store import clock, models
from tests.web.conftest import NOW
from tests.web.forms import sent_values

HOSTILE = "\u202e<script>alert(1)</script>&amp;{{ 7|add:1 }}"


@pytest.fixture(autouse=True)
def time(monkeypatch):
    """A clock that stands, and can be moved."""
    moments = [NOW]
    monkeypatch.setattr(clock, "now", lambda: moments[0])
    return moments


@pytest.fixture
def group(series):
    return series.group


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def wren(group):
    """A confirmed member."""
    return make_member(group, "wren")


@pytest.fixture
def session(series):
    return models.Session.objects.get(series=series, key="sweetness-and-power")


def make_member(group, name):
    people.join(group, f"{name}@example.org", people.Wishes(name), now=NOW)
    member = Member.objects.get(group=group, address=f"{name}@example.org")
    people.confirm(member, now=NOW)
    return Member.objects.select_related("group").get(pk=member.pk)


def path_of(link):
    """The path of an absolute link, which must lead to a view."""
    path = "/" + link.split("/", 3)[3]
    resolve(path.partition("?")[0])
    return path


def words(response):
    return " ".join(html.fromstring(response.content).get_element_by_id("content").text_content().split())


def post(client, path, data):
    """As a browser sends it: every value of a name."""
    return client.post(path, data.urlencode(), content_type="application/x-www-form-urlencoded")


def send(client, path):
    form = html.fromstring(client.get(path).content).forms[0]
    return post(client, form.action or path, sent_values(form, {}))


def join(client, time, email="wren@example.org", **typed):
    page = html.fromstring(client.get("/join/canalside/").content)
    time[0] += dt.timedelta(seconds=10)
    data = sent_values(page.forms[0], {"email": email, **typed})
    return post(client, "/join/canalside/", data)


def test_the_whole_way_from_joining_to_leaving_needs_no_account_and_no_cookie(visitor, group, session, time):
    sent = join(visitor, time, pseudonym="Wren")
    assert (sent.status_code, sent.url) == (302, "/join/canalside/?sent")
    assert "on its way" in words(visitor.get(sent.url))
    member = Member.objects.get()
    confirm = path_of(links.confirm_link(member))
    page = visitor.get(confirm)
    assert "a reminder before each session" in words(page)
    assert Member.objects.get().confirmed_at is None  # opening it is not enough
    done = send(visitor, confirm)
    assert done.url.startswith("/me/")
    assert "You have joined" in words(visitor.get(done.url))

    member = Member.objects.get()
    reply = path_of(links.reply_link(member, session, "yes"))
    assert "Upper room" in words(visitor.get(reply))
    assert not Reply.objects.exists()
    kept = visitor.post(reply, {"answer": "yes"})
    assert words(visitor.get(kept.url)).count("You come.") == 1

    leave = path_of(links.me_link(member)) + "leave/"
    assert "erased at once" in words(visitor.get(leave))
    assert Member.objects.count() == 1
    assert "You will get no more mail" in words(send(visitor, leave))
    assert not Member.objects.exists()
    assert not Reply.objects.exists()
    assert not visitor.cookies


def test_the_answer_is_the_same_whether_an_address_is_known_or_not(visitor, group, wren, time):
    unknown, known = (join(visitor, time, f"{name}@example.org") for name in ("heron", "WREN"))
    seen = [
        (one.status_code, one.url, one.content, {k: v for k, v in one.headers.items() if k != "Expires"})
        for one in (unknown, known)
    ]
    assert seen[0] == seen[1]
    assert sorted(Notice.objects.values_list("member__address", "kind")) == [
        ("heron@example.org", "confirm"),
        ("wren@example.org", "confirm"),
        ("wren@example.org", "confirm"),
    ]
    assert people.wishes_of(Member.objects.get(pk=wren.pk)) == people.wishes_of(wren)


@pytest.mark.parametrize("email", ["", "wren", "wren@", "a@b@example.org", "wren@example.org\r\nBcc: x@example.org"])
def test_what_is_no_address_is_said_and_everything_typed_is_kept(visitor, group, time, email):
    response = join(visitor, time, email, pseudonym=HOSTILE)
    assert response.status_code == 422
    assert html.fromstring(response.content).forms[0].fields["pseudonym"] == HOSTILE
    assert not Member.objects.exists()


def test_programs_that_fill_in_everything_are_thanked_and_nothing_is_done(visitor, group, time):
    assert join(visitor, time, website="https://spam.example").status_code == 302
    assert not Member.objects.exists()
    assert not Attempt.objects.exists()


def test_who_is_quicker_than_people_are_or_comes_back_next_week_presses_once_more(visitor, group, time):
    page = html.fromstring(visitor.get("/join/canalside/").content)
    form = sent_values(page.forms[0], {"email": "wren@example.org"})
    quick = visitor.post("/join/canalside/", form)
    assert (quick.status_code, Member.objects.count()) == (422, 0)
    time[0] += dt.timedelta(days=7)
    late = visitor.post("/join/canalside/", form)
    assert "open for very long" in words(late)
    assert visitor.post("/join/canalside/", {**form.dict(), "opened": "x"}).status_code == 422
    form = sent_values(html.fromstring(late.content).forms[0], {})
    time[0] += dt.timedelta(seconds=5)
    assert visitor.post("/join/canalside/", form).status_code == 302


def test_nobody_fills_letter_boxes_through_us(visitor, group, time):
    said = [join(visitor, time, f"bee{number}@example.org").status_code for number in range(21)]
    assert said == [302] * 20 + [429]
    other = Client(REMOTE_ADDR="198.51.100.7")
    assert join(other, time, "heron@example.org").status_code == 302
    near = Client(REMOTE_ADDR="127.0.0.200")  # the same network
    assert join(near, time, "egret@example.org").status_code == 429
    time[0] += dt.timedelta(hours=1)
    assert join(near, time, "egret@example.org").status_code == 302


def test_one_address_is_not_written_to_again_and_again(visitor, group, time):
    for _ in range(5):
        assert join(visitor, time).status_code == 302
    assert Notice.objects.count() == 3


def test_a_link_too_old_says_so_and_leads_back(visitor, group, time):
    join(visitor, time)
    confirm = path_of(links.confirm_link(Member.objects.get()))
    time[0] += dt.timedelta(hours=49)
    response = visitor.post(confirm)
    assert (response.status_code, "too old" in words(response)) == (422, True)
    privacy.keep_to_terms(time[0])
    assert visitor.get(confirm).status_code == 404


def test_who_did_not_ask_can_have_the_address_deleted(visitor, group, time):
    join(visitor, time)
    page = html.fromstring(visitor.get(path_of(links.confirm_link(Member.objects.get()))).content)
    (link,) = page.xpath("//a[contains(., 'It was not me')]/@href")
    send(visitor, link)
    assert not Member.objects.exists()


def test_everything_is_changed_on_the_page_of_one_s_own(visitor, wren):
    path = path_of(links.me_link(wren))
    page = html.fromstring(visitor.get(path).content)
    (form,) = (form for form in page.forms if "pseudonym" in form.fields)
    data = sent_values(form, {"pseudonym": HOSTILE, "language": "de", "kindle": "wren@kindle.example"})
    data.setlist("hears", ["digest", "comment"])
    assert post(visitor, path, data).url == f"{path}?kept"
    wren.refresh_from_db()
    wishes = people.wishes_of(wren)
    assert (wishes.language, wishes.hears) == ("de", {Notice.Kind.DIGEST, Notice.Kind.COMMENT})
    assert (wren.kindle, "script>" in wishes.pseudonym) == ("wren@kindle.example", True)
    content = visitor.get(path).content.decode()
    assert "<script>alert" not in content
    assert '<html lang="de"' in content
    assert visitor.post(path, {"hears": "everything"}).status_code == 422


def test_the_page_is_for_who_has_its_link_alone(visitor, wren):
    path = path_of(links.me_link(wren))
    response = visitor.get(path)
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in response.headers["Cache-Control"]
    new = visitor.post(f"{path}link/").url
    for wrong in (path, f"{path}export/", f"{path}leave/", "/me/x/", path_of(links.leave_link(wren)), "/me/leave/x/"):
        assert visitor.get(wrong).status_code == 404, wrong
    assert visitor.get(new).status_code == 200


def test_who_has_a_working_address_again_says_so(visitor, wren):
    Member.objects.filter(pk=wren.pk).update(refused_at=NOW)
    path = path_of(links.me_link(wren))
    assert "came back" in words(visitor.get(path))
    assert visitor.post(f"{path}mail/").status_code == 302
    assert "came back" not in words(visitor.get(path))
    assert Member.objects.get().refused_at is None


def test_one_takes_along_everything_as_a_file(visitor, wren, session):
    replies.reply(wren, session, Reply.Answer.YES, now=NOW)
    people.make_calendar(wren)
    response = visitor.get(path_of(links.me_link(wren)) + "export/")
    assert response.headers["Content-Disposition"] == 'attachment; filename="canalside.json"'
    said = json.loads(response.content)
    assert said["member"]["email"] == "wren@example.org"
    assert said["replies"][0] | {"answered_at": ""} == {
        "series": "Bread and Water",
        "session": "Sweetness and Power",
        "date": "2026-10-26",
        "answer": "yes",
        "is_waiting": False,
        "answered_at": "",
        "attended": None,
    }
    assert [one["kind"] for one in said["mail"]] == ["confirm"]
    assert wren.code not in response.content.decode()
    assert wren.calendar not in response.content.decode()


def test_a_mail_program_leaves_with_one_post(visitor, wren):
    path = path_of(links.leave_link(wren))
    assert "Leave" in words(visitor.get(path))
    assert Member.objects.exists()
    response = visitor.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert (response.status_code, Member.objects.exists()) == (200, False)


def test_an_answer_is_changed_and_taken_back(visitor, wren, session):
    path = path_of(links.reply_link(wren, session))
    for answer, said in (("no", "You do not come."), ("yes", "You come."), ("back", "taken back")):
        assert visitor.post(path, {"answer": answer}).url == f"{path}?kept"
        assert said in words(visitor.get(f"{path}?kept"))
    assert not Reply.objects.exists()
    assert visitor.post(path, {"answer": "perhaps"}).status_code == 422
    assert visitor.get(f"{path}?answer=perhaps").status_code == 200


def test_who_waits_sees_their_place_in_the_line(visitor, group, session):
    replies.set_seats(session, 1, now=NOW)
    for name in ("ada", "bea", "cyd"):
        member = make_member(group, name)
        response = visitor.post(path_of(links.reply_link(member, session)), {"answer": "yes"})
    assert "at place 2 in the line" in words(visitor.get(response.url))


def test_nobody_answers_for_what_is_over_or_another_group_s(visitor, wren, session, time):
    path = path_of(links.reply_link(wren, session))
    token = path.split("/")[2]
    for wrong in ("/replies/x/1/", f"/replies/{token}/999999/", path.replace(token, token[:-1])):
        assert visitor.get(wrong).status_code == 404
    time[0] += dt.timedelta(days=30)
    response = visitor.post(path, {"answer": "yes"})
    assert (response.status_code, "not kept" in words(response)) == (409, True)


def feed(client, member, **headers):
    return client.get(path_of(links.calendar_link(member)), headers=headers)


def test_the_calendar_of_one_s_own_shows_rooms_until_it_is_revoked(visitor, wren, series, session, time):
    path = path_of(links.me_link(wren))
    visitor.post(f"{path}calendar/")
    wren.refresh_from_db()
    page = html.fromstring(visitor.get(path).content)
    shown = page.get_element_by_id("address").value
    assert shown == links.calendar_link(wren)
    assert page.xpath("//a[starts-with(@href, 'webcal:')]/@href") == [shown.replace("http:", "webcal:")]
    models.Series.objects.filter(pk=series.pk).update(
        place=series.place.__class__("Mill", room="Loft", room_audience="members")
    )
    response = feed(visitor, wren)
    content = response.content.decode().replace("\r\n ", "")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "LOCATION:Mill\\, Loft" in content
    assert "/replies/" in content
    tag = response.headers["ETag"]
    assert feed(visitor, wren, if_none_match=tag).status_code == 304
    replies.reply(wren, session, Reply.Answer.NO, now=NOW)
    again = feed(visitor, wren, if_none_match=tag)
    assert (again.status_code, "sweetness-and-power@" in content) == (200, True)
    assert "sweetness-and-power@" not in again.content.decode()
    assert not visitor.cookies

    assert visitor.post(f"{path}calendar/revoke/").status_code == 302
    assert feed(visitor, wren).status_code == 404
    visitor.post(f"{path}calendar/")
    wren.refresh_from_db()
    assert feed(visitor, wren).status_code == 200
    privacy.erase(wren, now=NOW)
    assert feed(visitor, wren).status_code == 404


def test_an_organiser_sees_names_and_numbers_and_no_address(ann, bea, group, wren, time):
    people.join(group, "heron@example.org", people.Wishes(), now=NOW)
    response = ann.get(f"/desk/groups/{group.key}/members/")
    said = words(response)
    assert "One person has joined by mail. One has not confirmed yet." in said
    assert "wren" in said
    assert b"example.org" not in response.content
    assert bea.get(f"/desk/groups/{group.key}/members/").status_code == 404


def test_who_only_commented_has_not_joined(ann, group, wren, session, time):
    for name in ("sam", "tit"):
        nothing = people.Wishes(name, hears=frozenset())
        comment = actions.say_from(f"{name}@example.org", nothing, actions.Subject(session), "Why?", now=NOW)
        actions.confirm(comment, now=NOW)
    Reply.objects.create(
        session=session, member=Member.objects.get(pseudonym="tit"), answer="yes", answered_at=NOW
    )  # she takes part
    said = words(ann.get(f"/desk/groups/{group.key}/members/"))
    assert "2 people have joined by mail. One more has only commented." in said
    assert "tit since" in said
    assert "sam" not in said


def at(session):
    series = session.series
    return f"/desk/groups/{series.group.key}/{series.key}/sessions/{session.key}/replies/"


def test_an_organiser_sets_seats_and_ticks_who_came(ann, group, session):
    ada, bea, cyd = (make_member(group, name) for name in ("ada", "bea", "cyd"))
    replies.reply(ada, session, Reply.Answer.YES, now=NOW)
    assert ann.post(at(session), {"seats": "1", "save-seats": "1"}).status_code == 302
    replies.reply(bea, session, Reply.Answer.YES, now=NOW)
    assert "One comes. One waits for a seat. 0 seats are free." in words(ann.get(at(session)))
    assert ann.post(at(session), {"seats": "-1", "save-seats": "1"}).status_code == 422
    assert ann.post(at(session), {"seats": "", "save-seats": "1"}).status_code == 302
    assert "2 come." in words(ann.get(at(session)))

    page = html.fromstring(ann.get(at(session)).content)
    form = page.forms[1]  # the first signs out
    first, second = (sent_values(form, {}) for _ in range(2))  # two telephones
    first.appendlist("came", ada.pk)
    second.appendlist("came", cyd.pk)
    assert [post(ann, at(session), data).status_code for data in (first, second)] == [302, 302]
    found = dict(Reply.objects.values_list("member__pseudonym", "attended"))
    assert found == {"ada": True, "bea": None, "cyd": True}
    assert "2 came." in words(ann.get(at(session)))


def test_the_privacy_page_says_the_numbers_the_deleting_goes_by(visitor, group):
    for path in ("/privacy/", "/privacy/canalside/"):
        said = words(visitor.get(path))
        assert "48 hours if you never confirm" in said
        assert "90 days after the session" in said
        assert "30 days; what you were told" in said
        assert f"for {int(limits.LONGEST.total_seconds() // 3600)} hours" in said
    assert visitor.get("/privacy/nobody/").status_code == 404


def test_the_pages_speak_the_group_s_language(visitor, group):
    models.Group.objects.filter(pk=group.pk).update(language="de-AT")
    for path in ("/join/canalside/", "/join/canalside/?sent", "/privacy/canalside/"):
        assert b'<html lang="de"' in visitor.get(path).content

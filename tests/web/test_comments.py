"""Commenting without an account, script or cookie; and what a moderator does with it on the desk."""

import base64
import datetime as dt
import hashlib
import json
import re

import pytest
from django.test import Client
from lxml import html as lxml_html

from studycircle.discussion import actions, queries
from studycircle.discussion.actions import Subject
from studycircle.discussion.letters import answer_link
from studycircle.discussion.models import Comment, ModerationAct
from studycircle.documents.text import Block, BlockKind, Inline, Text, number_blocks
from studycircle.members import people
from studycircle.members.letters import Desk, address, compose
from studycircle.members.models import Member, Notice
from studycircle.store import clock, shelf
from studycircle.store.models import Reading, Session
from tests.web.conftest import NOW
from tests.web.forms import sent_values

MINUTE = dt.timedelta(minutes=1)
HOME = "/comments/canalside/bread-and-water/sweetness-and-power/"
DESK = "/desk/groups/canalside/comments/"


@pytest.fixture(autouse=True)
def time(monkeypatch):
    """The clock, which a test sets."""

    class Time:
        now = NOW

        def passes(self, by=MINUTE):
            self.now += by

    made = Time()
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def session(series):
    return Session.objects.select_related("series__group").get(series=series, key="sweetness-and-power")


@pytest.fixture
def make_member(session):
    def make(name, **values):
        group, email = session.series.group, f"{name}@example.org"
        people.join(group, email, people.Wishes(name), now=NOW)
        member = Member.objects.get(group=group, address=email)
        people.confirm(member, now=NOW)
        Member.objects.filter(pk=member.pk).update(**values)
        Notice.objects.all().delete()
        return Member.objects.select_related("group").get(pk=member.pk)

    return make


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


def form_of(client, url, number=0, **extra):
    page = client.get(url, **extra)
    assert page.status_code == 200, url
    return lxml_html.fromstring(page.content.decode()).forms[number]


def send(client, url, time, *, wait=MINUTE, where="192.0.2.7", **typed):
    """Fill in the form at ``url`` and send it after a while, as a browser without script would."""
    data = sent_values(form_of(client, url), typed)
    time.passes(wait)
    return client.post(url, data.urlencode(), content_type="application/x-www-form-urlencoded", REMOTE_ADDR=where)


def stranger(name="Rosa", words="Sugar is a relation.", **more):
    return {"name": name, "email": f"{name.lower()}@example.org", "words": words, **more}


def text(response):
    return " ".join(lxml_html.fromstring(response.content.decode()).text_content().split())


def mail_of(notice):
    notice = Notice.objects.select_related("member__group", "session__series__group").get(pk=notice.pk)
    composed = compose(notice, Desk(), clock.now())
    return address(composed, notice, clock.now()) if composed else None


def test_from_the_first_word_to_the_page_without_account_script_or_cookie(session, visitor, ann, time):
    answer = send(visitor, HOME, time, **stranger(paragraph="¶ 47"))
    assert answer.status_code == 302
    own = answer.headers["Location"]
    assert "A mail is on its way to you." in text(visitor.get(own))
    mail = mail_of(Notice.objects.get())
    assert (mail.to, mail.subject) == (["rosa@example.org"], "Is this comment yours? Canalside Readers")
    assert "Sweetness and Power" in mail.body
    assert "relation" not in mail.body  # nobody sends words of theirs to a stranger through us
    assert "Rosa" not in mail.body
    [link] = re.findall(r"http\S+(/comments/confirm/\S+)", mail.body)
    assert "Is this comment yours?" in text(visitor.get(link))
    assert Comment.objects.get().confirmed_at is None  # opening it does nothing
    data = sent_values(form_of(visitor, link), {})
    answer = visitor.post(link, data.urlencode(), content_type="application/x-www-form-urlencoded")
    mine = answer.headers["Location"]
    assert "It waits for a moderator." in text(visitor.get(mine))
    page = ann.get(DESK)
    assert "One comment waits." in text(page)
    said = Comment.objects.get()
    assert (said.paragraph, said.name) == ("47", "Rosa")
    assert ann.post(f"{DESK}decide/", {"approve": f"{said.pk}.0"}).status_code == 302
    assert "It stands on the page" in text(visitor.get(mine))
    assert [one.words for thread in queries.said_on(session.series).threads for one in thread.comments] == [said.words]
    assert visitor.cookies == {}


def test_a_known_address_gets_the_same_answer_as_an_unknown_one(session, visitor, make_member, time):
    make_member("wren", trusted_at=NOW)
    pages = []
    for name in ("wren", "robin"):
        answer = send(visitor, HOME, time, **stranger(name, f"{name} says so."))
        pages.append(text(visitor.get(answer.headers["Location"])).replace(name, "…").replace(name.title(), "…"))
    assert pages[0] == pages[1]
    assert queries.said_on(session.series).threads == ()


def test_who_comes_by_a_link_of_their_own_needs_nothing_more(session, visitor, make_member, time):
    wren, owl = make_member("wren", trusted_at=NOW), make_member("owl", trusted_at=NOW)
    said = actions.say_as(owl, Subject(session, question="q1"), "What is it?", now=NOW)
    url = answer_link(wren, said).partition("http://")[2].partition("/")[2]
    answer = send(visitor, f"/{url}", time, words="A relation.")
    assert "It stands on the page" in text(visitor.get(answer.headers["Location"]))
    made = Comment.objects.get(author=wren)
    assert (made.parent, made.question, made.state, made.name) == (said, "q1", "public", "wren")
    assert Notice.objects.count() == 0


def test_a_link_is_good_for_its_own_group_and_until_there_is_a_new_one(session, visitor, make_member, bea):
    wren = make_member("wren")
    token = people.token_of(wren, "comment")
    assert visitor.get(f"/comments/by/{token}/{session.pk}/").status_code == 200
    assert visitor.get(f"/comments/by/{people.token_of(wren, 'me')}/{session.pk}/").status_code == 404
    assert visitor.get(f"/comments/by/{token}/{session.pk + 999}/").status_code == 404
    people.new_link(wren)
    assert visitor.get(f"/comments/by/{token}/{session.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"words": " \n\u200b"}, "required"),
        ({"words": "x" * 5001}, "5000"),
        ({"name": "\u202e\u200b"}, "name"),
        ({"email": "nobody"}, "valid email"),
        ({"paragraph": "one"}, "number in the margin"),
        ({"words": " ".join(f"https://example.org/{at}" for at in range(4))}, "too many links"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_is_kept(session, visitor, time, typed, said):
    answer = send(visitor, HOME, time, **stranger(**typed) if "email" not in typed else {**stranger(), **typed})
    assert answer.status_code == 422
    assert said in text(answer)
    shown = lxml_html.fromstring(answer.content.decode()).forms[0]
    assert shown.fields["name"] == (typed.get("name") or "Rosa").strip()
    assert Comment.objects.count() == 0


def test_too_quick_or_too_old_is_sent_once_more_with_the_words_kept(session, visitor, time):
    for wait, said in ((dt.timedelta(seconds=1), "quicker"), (dt.timedelta(hours=25), "open for very long")):
        answer = send(visitor, HOME, time, wait=wait, **stranger())
        assert (answer.status_code, said in text(answer)) == (422, True)
        form = lxml_html.fromstring(answer.content.decode()).forms[0]
        assert form.fields["words"].strip() == "Sugar is a relation."
    data = sent_values(form, {})
    time.passes()
    answer = visitor.post(HOME, data.urlencode(), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302


def test_a_question_is_chosen_and_kept(session, visitor, time):
    form = form_of(visitor, f"{HOME}?about=question:q1")
    assert form.fields["about"] == "question:q1"
    send(visitor, HOME, time, **stranger(about="question:q1"))
    assert Comment.objects.get().question == "q1"
    assert send(visitor, HOME, time, **stranger("Karl", "Else.", about="")).status_code == 302


def test_an_own_comment_is_changed_and_withdrawn(session, visitor, make_member, time):
    wren = make_member("wren", trusted_at=NOW)
    url = f"/comments/by/{people.token_of(wren, 'comment')}/{session.pk}/"
    own = send(visitor, url, time, words="Won.").headers["Location"]
    assert send(visitor, own, time, words="One.").headers["Location"] == f"{own}?kept"
    assert Comment.objects.get().words == "One."
    time.passes(actions.EDITABLE)
    [form] = lxml_html.fromstring(visitor.get(own).content.decode()).forms
    assert [one.get("name") for one in form.iter("button")] == ["withdraw"]
    late = visitor.post(own, {"words": "Late."})
    assert (late.status_code, "cannot be changed any more" in text(late)) == (409, True)
    assert visitor.post(own, {"withdraw": "1"}).status_code == 302
    assert "It is withdrawn" in text(visitor.get(own))
    assert Comment.objects.get().words == ""


def test_the_author_reads_why_a_comment_is_hidden(session, visitor, make_member, ann, time):
    wren = make_member("wren", trusted_at=NOW)
    url = f"/comments/by/{people.token_of(wren, 'comment')}/{session.pk}/"
    own = send(visitor, url, time, words="You fool.").headers["Location"]
    said = Comment.objects.get()
    ann.post(f"{DESK}decide/", {"hide": f"{said.pk}.0", "reason": "unkind"})
    assert "The reason: unkind to somebody." in text(visitor.get(own))
    assert "unkind to somebody" in text(ann.get(DESK))


def test_many_at_once_and_undone_from_the_log(session, make_member, ann, time):
    wren = make_member("wren")
    said = [actions.say_as(wren, Subject(session), f"{at}.", now=NOW) for at in range(3)]
    ticked = {"approve": "ticked", "one": [f"{one.pk}.0" for one in said[:2]]}
    page = ann.post(f"{DESK}decide/", ticked, follow=True)
    assert "2 comments are approved." in text(page)
    assert f'/{session.key}/#c-{said[0].pk}">{session.title}</a>' in page.content.decode()  # the way to see them
    assert "approved: wren" in text(page)  # in the log
    assert list(Comment.objects.values_list("state", flat=True)) == ["public", "public", "held"]
    act = ModerationAct.objects.get(comment=said[1])
    assert ann.post(f"{DESK}undo/{act.pk}/").status_code == 302
    assert list(Comment.objects.values_list("state", flat=True)) == ["public", "held", "held"]
    answer = ann.post(f"{DESK}decide/", {"hide": f"{said[2].pk}.7"}, headers={"Accept": "application/json"})
    assert answer.json() == {"acts": [], "stale": 1}


def test_another_group_s_comments_are_out_of_reach(session, make_member, bea, ann):
    said = actions.say_as(make_member("wren"), Subject(session), "One.", now=NOW)
    bea.post("/desk/groups/elsewhere/comments/decide/", {"approve": f"{said.pk}.0"})
    assert bea.post("/desk/groups/elsewhere/comments/lock/", {"session": session.pk, "close": 1}).status_code == 404
    ann.post(f"{DESK}decide/", {"approve": f"{said.pk}.0"})
    act = ModerationAct.objects.get()
    assert bea.post(f"/desk/groups/elsewhere/comments/undo/{act.pk}/").status_code == 404
    assert Comment.objects.get().state == "public"
    assert ann.post(f"{DESK}decide/", {"approve": "x"}).status_code == 404


def test_a_conversation_is_closed_and_opened_on_the_desk(session, make_member, visitor, ann):
    actions.say_as(make_member("wren", trusted_at=NOW), Subject(session), "One.", now=NOW)
    ann.post(f"{DESK}lock/", {"session": session.pk, "reading": "", "question": "", "close": "1"})
    assert "This conversation is closed." in text(visitor.get(HOME))
    ann.post(f"{DESK}lock/", {"session": session.pk, "reading": "", "question": "", "open": "1"})
    assert "This conversation is closed." not in text(visitor.get(HOME))


def test_a_group_that_takes_no_comments_has_no_form(session, visitor, ann):
    ann.post(f"{DESK}settings/", {})
    assert visitor.get(HOME).status_code == 404
    ann.post(f"{DESK}settings/", {"is_open": "on"})
    assert visitor.get(HOME).status_code == 200


def test_readers_report(session, visitor, make_member, ann, time):
    said = actions.say_as(make_member("wren", trusted_at=NOW), Subject(session), "Buy.", now=NOW)
    url = f"{HOME}{said.pk}/report/"
    for where in ("192.0.2.1", "192.0.2.200", "198.51.100.1"):
        assert "A moderator will look at it." in text(send(visitor, url, time, where=where))
    assert Comment.objects.get().flags == 2  # two networks
    assert "Reported by 2 readers" in text(ann.get(DESK))
    assert visitor.post(url, {"opened": "x"}).status_code == 200
    assert Comment.objects.get().flags == 2
    assert visitor.cookies == {}


def test_who_hears_of_comments_reads_it_in_a_mail_they_can_answer(session, make_member, settings):
    settings.MAIL_REPLIES = "reply+@example.org"
    owl = make_member("owl", hears_comments=True)
    said = actions.say_as(make_member("wren", trusted_at=NOW), Subject(session), "> quoted\n\nNo — see ¶ 4.", now=NOW)
    notice = Notice.objects.create(member=owl, kind="comment", occasion="x", session=session, data={"comment": said.pk}, message_id="m", run_after=NOW, queued_at=NOW)  # fmt: skip
    mail = mail_of(notice)
    assert mail.subject == "wren on Sweetness and Power"
    assert re.fullmatch(r"reply\+[0-9a-z]+-[0-9a-z]+-[a-z2-7]{26}@example\.org", mail.reply_to[0])
    assert "No — see ¶ 4." in mail.body
    assert f"#c-{said.pk}" in mail.body
    assert f"?to={said.pk}" in mail.body
    actions.withdraw(said)
    assert mail_of(notice) is None


def solved(asked):
    asked = json.loads(asked)
    hashed = ((at, hashlib.sha256(f"{asked['salt']}{at}".encode()).hexdigest()) for at in range(asked["maxnumber"] + 1))
    number = next(at for at, one in hashed if one == asked["challenge"])
    return base64.b64encode(json.dumps({**asked, "number": number}).encode()).decode()


def test_under_attack_a_sum_lets_in_and_without_it_one_waits_apart(session, visitor, ann, time):
    ann.post(f"{DESK}settings/", {"is_open": "on", "is_attacked": "on"})
    assert "your browser does a small sum first" in text(visitor.get(HOME))
    answer = send(visitor, HOME, time, **stranger())
    assert "It waits for a moderator." in text(visitor.get(answer.headers["Location"]))
    assert (Notice.objects.count(), Member.objects.count()) == (0, 0)
    form = form_of(visitor, HOME)
    send(visitor, HOME, time, **stranger("Karl", "Labour is one too."), sum=solved(form.get("data-sum")))
    assert Notice.objects.count() == 1
    apart = text(ann.get(DESK))
    assert "Set apart, likely to be spam: one" in apart
    assert "Sugar is a relation." in apart
    said = Comment.objects.get(name="Rosa")
    ann.post(f"{DESK}decide/", {"approve": f"{said.pk}.0"})
    assert Comment.objects.get(name="Rosa").state == "public"


def test_the_desk_s_home_says_how_many_wait_and_leads_there(session, make_member, ann):
    for at in range(2):
        actions.say_as(make_member(f"reader{at}"), Subject(session), f"{at}.", now=NOW)
    page = lxml_html.fromstring(ann.get("/desk/").content.decode())
    [link] = [one for one in page.iter("a") if "wait for a moderator" in one.text_content()]
    assert (link.text_content().strip(), link.get("href")) == ("2 comments wait for a moderator", DESK)


def test_from_the_pages_of_a_text_to_the_session_that_reads_it(session, visitor, ann):
    text = Text("on-bees", "On Bees", blocks=number_blocks([Block("p", BlockKind.PARAGRAPH, Inline("One."))]))
    edition = shelf.shelve(session.series.group, text, (), shelf.Brought(b"bees", "bees.txt"), by=None, now=NOW)
    assert queries.way_to(edition) == ""
    for key in ("the-mill", "sweetness-and-power", "at-the-library"):  # before, next, later
        row = Reading.objects.filter(session__key=key).order_by("pk")[0]
        Reading.objects.filter(pk=row.pk).update(text="on-bees")
    way = queries.way_to(edition)
    assert way == "/comments/canalside/texts/on-bees/"
    assert visitor.get(way).headers["Location"] == f"{HOME}?about=reading:sweetness-and-power"
    ann.post(f"{DESK}settings/", {})
    assert queries.way_to(edition) == ""


def test_a_member_s_own_page_has_what_they_said(session, visitor, make_member):
    wren = make_member("wren")
    said = actions.say_as(wren, Subject(session), "Words of mine.", now=NOW)
    page = lxml_html.fromstring(visitor.get(f"/me/{people.token_of(wren, 'me')}/").content.decode())
    [link] = [one for one in page.iter("a") if one.text == "Words of mine."]
    assert visitor.get(link.get("href")).status_code == 200
    assert said.words in text(visitor.get(link.get("href")))
    [way] = [
        one
        for one in page.iter("a")
        if one.get("href", "").endswith(f"/{session.pk}/") and "/comments/by/" in one.get("href")
    ]
    assert "You write as wren." in text(visitor.get(way.get("href")))

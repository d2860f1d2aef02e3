"""A thousand scripted spam posts, in every way we know of, while people write: none of it is public, and of the people
nothing is lost."""

import datetime as dt
import random

import pytest
from django.test import Client

from studycircle.discussion import actions, queries
from studycircle.discussion.links import confirm_token
from studycircle.discussion.models import Comment
from studycircle.members import people
from studycircle.members.models import Member, Notice
from studycircle.store import clock
from studycircle.store.models import Session
from studycircle.web.visitors import opened_now
from tests.web.conftest import NOW
from tests.web.test_comments import HOME, solved

SPAM = 1000
SECONDS = dt.timedelta(seconds=1)
GOODS = ("pills", "casino bonus", "cheap essays", "crypto", "followers", "replica watches", "loans", "seo backlinks")

# What people write: short and long, with links, quotations, numbers, in many scripts, about money too.
PEOPLE = [
    "Thank you!",
    "Thank you!",
    "+1",
    "See ¶ 47: https://example.org/sugar?page=3#note and https://example.org/other.",
    "> Sugar is a relation.\n\nBut is it? I read ¶ 12 otherwise.",
    "Können wir eine halbe Stunde später anfangen? Mein Zug kommt erst um 18.40 Uhr.",
    "هل يمكن أن نقرأ الفصل الثالث أيضًا؟",
    "我觉得第47段很重要。",
    "Где можно найти перевод?",
    "Casino capitalism is Susan Strange's phrase; the loans of chapter 2 are another matter. FREE trade was never free!!!",
    "It costs £5 to print, so bring your own if you can, or buy the cheap edition (its cover is green).",
    "x" * 3000,
    "WHY IS THE ROOM SO COLD",
    "https://example.org/the-recording",
    "e = mc², α → β, 5 < 7 & 8 > 3",
    "I'll be late. Could somebody keep a chair by the door? I use a wheelchair.",
    "Is “the sweetness of power” his phrase or hers?\n\n— R.",
    "🍞💧",
    "No.",
    "میشود جلسه بعد را آنلاین هم برگزار کنید؟",
]


@pytest.fixture
def now(monkeypatch):
    time = [NOW]
    monkeypatch.setattr(clock, "now", lambda: time[0])
    return time


def spam(at, luck):
    """What a script sends: what it types, how old the form is that it fills in, and from where."""
    network = f"10.{at // 250}.{at % 250}.{luck.randint(1, 250)}"
    typed = {
        "words": f"Best {luck.choice(GOODS)} number {luck.random()}, only today https://spam.example.org/{at}",
        "name": luck.choice(("John", "Offer", "Anna Support", "admin")),
        "email": f"spam{at}@example.org",
        "website": "",
        "sum": "",
    }
    age: object = luck.randint(5, 500) * SECONDS
    kind = at % 10
    if kind == 0:  # never looked at the form
        age = None
    elif kind == 1:  # fills it in at once
        age = 0 * SECONDS
    elif kind == 2:  # fills in everything
        typed["website"] = "https://spam.example.org/"
    elif kind == 3:  # a farm of links
        typed["words"] += " ".join(f"https://spam.example.org/{one}" for one in range(30))
    elif kind == 4:  # the same words from everywhere
        typed["words"] = "The best casino of the world pays out today, dear friends of reading. Ask us!"
    elif kind == 5:  # an old form, again and again
        age = dt.timedelta(days=2)
    elif kind == 6:  # everything from one network
        network = "203.0.113.9"
    elif kind == 7:  # an answer to the sum it made up
        typed["sum"] = "eyJudW1iZXIiOiAxfQ=="
    elif kind == 8:  # somebody else's address
        typed["email"] = "member@example.org"
    return typed, age, network  # kind 9: as a person would, and it reads its mail


def test_a_thousand_spam_posts_and_twenty_people(series, now):
    session = Session.objects.select_related("series__group").get(series=series, key="sweetness-and-power")
    group = session.series.group
    people.join(group, "member@example.org", people.Wishes("Member"), now=NOW)
    member = Member.objects.get()
    people.confirm(member, now=NOW)
    Member.objects.update(trusted_at=NOW)
    own = f"/comments/by/{people.token_of(member, 'comment')}/{session.pk}/"
    client, luck, lost = Client(), random.Random(5), []
    written = dict(enumerate(PEOPLE))
    for at in range(SPAM):
        now[0] += 3 * SECONDS
        typed, age, network = spam(at, luck)
        opened = "forged" if age is None else opened_now("comment", now=now[0] - age)
        client.post(HOME, {**typed, "opened": opened, "about": "", "paragraph": ""}, REMOTE_ADDR=network)
        if at % 10 == 9 and (said := Comment.objects.filter(author__address=f"spam{at}@example.org").first()):
            client.post(f"/comments/confirm/{confirm_token(said)}/", {"revision": "0"})
        if at % 50 == 25:  # a person among them; of two one has no script
            number = at // 50
            page = client.get(HOME)
            asked = page.context["sum"]
            opened = opened_now("comment", now=now[0] - 90 * SECONDS)
            answer = client.post(
                HOME,
                {
                    "words": written[number],
                    "name": f"Person {number}",
                    "email": f"person{number}@example.org",
                    "opened": opened,
                    "about": "",
                    "paragraph": "",
                    "website": "",
                    "sum": solved(asked) if asked and number % 2 else "",
                },
                REMOTE_ADDR=f"192.0.{number}.7",
            )
            if answer.status_code != 302:
                lost.append((number, answer.status_code))
            elif said := Comment.objects.filter(author__address=f"person{number}@example.org").first():
                client.post(f"/comments/confirm/{confirm_token(said)}/", {"revision": "0"})
    client.post(own, {"words": "I am still here.", "opened": opened_now("comment", now=now[0] - 9 * SECONDS)})

    assert lost == []
    public = [one.words for thread in queries.said_on(series).threads for one in thread.comments]
    assert public == ["I am still here."]
    assert not Comment.objects.filter(words__contains="spam.example.org", state__in=Comment.SHOWN).exists()
    before_a_moderator = [one.words for one in (*queries.queue(group), *queries.set_apart(group))]
    assert [words for words in PEOPLE if words not in before_a_moderator] == []
    mailed = Notice.objects.filter(occasion__startswith="comment:").count()
    assert mailed < 80
    assert queries.waiting(group) < 60


def test_a_stranger_cannot_use_the_trust_of_a_member(series, now):
    session = Session.objects.select_related("series__group").get(series=series, key="sweetness-and-power")
    people.join(session.series.group, "member@example.org", people.Wishes("Member"), now=NOW)
    people.confirm(Member.objects.get(), now=NOW)
    Member.objects.update(trusted_at=NOW)
    typed = {"words": "I am the member.", "name": "Member", "email": "MEMBER@example.org"}
    Client().post(HOME, {**typed, "opened": opened_now("comment", now=NOW - 60 * SECONDS)})
    said = Comment.objects.get()
    assert (said.state, said.confirmed_at) == ("held", None)
    actions.confirm(said, now=NOW)
    assert Comment.objects.get().state == "public"

"""The home of the desk: what needs its organisers, with the way to the field that mends it."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from studycircle.discussion.queries import comments_waiting
from studycircle.documents.attention import Want
from studycircle.documents.programme import (
    DateState,
    Edition,
    Group,
    Place,
    Programme,
    Reading,
    Series,
    Session,
    Slot,
    Source,
)
from studycircle.members.models import Member, Notice
from studycircle.members.notices import unheard
from studycircle.store import actions, clock, models, people, polls, waiting
from studycircle.store.mail import send_soon
from studycircle.web.attention import SOURCES, WORDS
from tests.web.conftest import NOW

DESK = "/desk/"
READ = (Reading("hive", "The Hive"),)
WAITING = Notice.State.WAITING
PAPER, LOST = Edition("a", "print"), Edition("b", "pdf")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def bees(*changes, group="apiary", **of_group):
    """A live series of a group of its own, whose sessions are right but for the changes."""
    sessions = [
        Session(
            f"s{at}",
            f"Part {at}",
            state=DateState.FIXED,
            date=dt.date(2026, 11, 3) + dt.timedelta(7 * at),
            readings=READ,
        )
        for at in range(len(changes))
    ]
    sessions = [replace(one, **change) for one, change in zip(sessions, changes, strict=True)]
    series = Series(
        "bees", title="Bees", slot=Slot(1, dt.time(19)), place=Place("Barn", room="2"), sessions=tuple(sessions)
    )
    document = Programme(Group(group, group.title(), zone="Europe/London", **of_group), series)
    return actions.import_programme(document, now=NOW).series


def wants(client, url=DESK):
    """The lines of the list: words and address."""
    page = html.fromstring(client.get(url).content.decode())
    return [
        (" ".join(one.text_content().split()), one.get("href"))
        for one in page.xpath('//ol[contains(@class, "wants")]/li/a')
    ]


@pytest.fixture
def apiary(bea):
    """Bea organises "Apiary" too; her other group has nothing."""

    def make(*changes, **of_group):
        series = bees(*changes, **of_group)
        actions.make_organiser(models.Person.objects.get(username="bea"), series.group)
        return series

    return make


def test_where_all_is_well_the_page_says_so_and_what_is_next(bea, apiary):
    apiary({}, {})
    words = bea.get(DESK).content.decode()
    assert wants(bea) == []
    assert "All is well." in words
    assert "Part 0" in words
    assert "in 14 days" in words
    base = "/desk/groups/apiary/bees/"
    for link in ("sessions/s0/plan/move/", "print/", "door/"):
        assert f'href="{base}{link}"' in words


def test_each_line_leads_to_the_field_that_mends_it(bea, apiary):
    apiary(
        {"readings": ()},
        {"place": Place("The Anchor")},
        {"date": None, "state": DateState.TBA},
        {"date": dt.date(2026, 12, 25)},
        {"readings": (*READ, Reading("wax", "Wax", editions=(PAPER, LOST, replace(LOST, key="c"))))},
        {"date": dt.date(2027, 3, 28), "time": dt.time(1, 30)},
        country="GB",
    )
    base = "/desk/groups/apiary/bees/sessions/"
    assert wants(bea) == [
        ("“Part 0” has nothing to read yet", f"{base}s0/#id_readings-0-title"),
        ("“Part 1” has no room, though other sessions have one", f"{base}s1/#id_session-room"),
        ("“Wax” has 2 links without an address", f"{base}s4/#id_readings-1-editions-1-link"),
        ("“Part 3” is on a public holiday: Christmas Day", f"{base}s3/#id_session-date"),
        (
            "“Part 5” begins at an hour that does not exist: the clocks go forward over it",
            f"{base}s5/#id_session-time",
        ),
        ("“Part 2” has no date, and nobody is asked for one", f"{base}s2/poll/"),
    ]
    for _, href in wants(bea):
        page, _, place = href.partition("#")
        assert not place or html.fromstring(bea.get(page).content.decode()).get_element_by_id(place) is not None


def test_a_holiday_of_the_region_alone(bea, apiary):
    apiary({"date": dt.date(2026, 11, 30)}, country="GB", region="SCT")
    assert [words for words, _ in wants(bea)] == ["“Part 0” is on a public holiday: Saint Andrew's Day"]


def test_what_is_fine_is_not_pointed_out_until_it_is_again(bea, apiary):
    series = apiary({"readings": ()})
    [form] = [
        one
        for one in html.fromstring(bea.get(DESK).content.decode()).forms
        if one.action == "/desk/groups/apiary/fine/"
    ]
    response = bea.post(form.action, dict(form.form_values()), follow=True)
    assert response.redirect_chain == [(DESK, 302)]
    assert wants(bea) == []
    said = models.Fine.objects.get()
    assert (said.series, said.name, said.said_by.username) == (series, "no-reading:s0:", "bea")
    words = response.content.decode()
    assert f'action="/desk/groups/apiary/fine/?again={said.pk}"' in words  # to undo it at once
    assert "Fine as it is, as you said" in words
    bea.post(f"/desk/groups/apiary/fine/?again={said.pk}")
    assert len(wants(bea)) == 1


@pytest.mark.parametrize("name", ["link::https://example.org", "nothing", "no-room:" + "x" * 500])
def test_what_is_no_matter_of_judgement_cannot_be_fine(bea, apiary, name):
    apiary({})
    assert bea.post("/desk/groups/apiary/fine/", {"name": name, "series": "bees"}).status_code == 404
    assert not models.Fine.objects.exists()


def test_a_poll_with_answers_waits_for_a_decision(bea, apiary):
    series = apiary({}, {"date": None, "state": DateState.TBA})
    session, person = series.sessions.get(key="s1"), models.Person.objects.get(username="bea")
    poll, _ = polls.ask(session, polls.Asked(((dt.date(2026, 12, 1), None),)), by=person, now=NOW)
    assert wants(bea) == []
    option = str(poll.proposals.get().pk)
    for answer in polls.make_links(poll, ["Cy", "Di"], now=NOW):
        polls.answer(polls.Opened(poll, answer.code, polls.OWN), {option: "yes"}, "", "", now=NOW)
    href = "/desk/groups/apiary/bees/sessions/s1/poll/"
    assert wants(bea) == [("2 people have said when “Part 1” suits: fix a date", href)]


def test_readings_links_and_books_that_failed(bea, apiary):
    series = apiary({})
    reading = models.Reading.objects.get(session__series=series)
    taking = models.Taking.objects.create(reading=reading, link="https://example.org/x", asked_at=NOW)
    assert [words for words, _ in wants(bea)] == ["One reading is being taken in"]
    models.Taking.objects.filter(pk=taking.pk).update(state=models.Taking.State.FAILED)
    assert wants(bea) == [
        ("“The Hive” could not be taken in from its link", f"/desk/groups/apiary/shelf/new/?for={reading.pk}")
    ]
    work = models.Work.objects.create(group=series.group, key="hive", title="The Hive")
    models.TextEdition.objects.create(group=series.group, work=work, key="hive", failure="too large")
    models.Reading.objects.filter(pk=reading.pk).update(text="hive")
    assert wants(bea) == [("No book could be made of “The Hive”", "/desk/groups/apiary/shelf/hive/")]
    link = models.Link.objects.create(
        group=series.group, address="https://example.org/x", digest="d", state="broken", next_at=NOW
    )
    link.series.add(series)
    assert wants(bea)[1:] == [
        ("A link to example.org does not answer", f"/desk/groups/apiary/bees/links/#link-{link.pk}")
    ]


def test_an_invitation_that_could_not_be_mailed(bea, apiary):
    series = apiary({})
    person = models.Person.objects.get(username="bea")
    people.invite(series.group, models.Right.MEMBER, "Cy@example.org", by=person, now=NOW)
    send_soon("Invitation", "…", "cy@example.org")
    send_soon("Your code", "…", "di@example.org")  # of somebody else's business
    assert wants(bea) == []
    models.Job.objects.update(failed_at=NOW)
    assert wants(bea) == [("The invitation to Cy@example.org could not be mailed", "/desk/groups/apiary/people/")]


def test_mail_to_members_that_did_not_get_through(bea, apiary):
    group = apiary({}).group
    made = {"member": Member.objects.create(group=group, address="cy@example.org", asked_at=NOW), "kind": "reminder"}
    made |= {"queued_at": NOW, "run_after": NOW}
    for at, (state, attempts) in enumerate([("sent", 1), ("refused", 1), (WAITING, 2), (WAITING, 3)]):
        Notice.objects.create(**made, occasion=f"{at}", message_id=f"{at}", state=state, attempts=attempts)
    assert wants(bea) == [("2 mails to members did not get through", "/desk/groups/apiary/mail/")]


def test_a_draft_says_what_is_doubtful_and_is_told_what_is_right(bea, apiary):
    series = apiary({})
    page = "Bee circle\n\nTuesdays at 7pm\n\n3 March - The Hive\n\ntba - Swarms\n"
    draft = bea.post(reverse("intake"), {"text": page, "group": "apiary"}).url
    row = models.Draft.objects.get()
    assert (row.group, draft) == (series.group, f"/desk/drafts/{row.pk}/")
    doubtful = ["session:the-hive.date", "series.slot", "session:swarms.title"]
    sources = tuple(Source(field, (1,), 0.5) for field in doubtful)
    models.Draft.objects.update(programme=replace(row.programme, sources=sources))
    page = html.fromstring(bea.get(DESK).content.decode())
    leading = [one.get("href") for one in page.xpath('//ul[@class="wants"]/li/a')]
    sessions = f"{draft}sessions/"
    assert leading == [
        f"{sessions}the-hive/#id_session-date",
        f"{draft}head/#id_slot-weekday",
        f"{sessions}swarms/#id_session-title",
    ]
    for href in leading:
        address, _, place = href.partition("#")
        assert html.fromstring(bea.get(address).content.decode()).get_element_by_id(place) is not None
    forms = [one for one in page.forms if one.action == f"{draft}sure/"]
    assert [dict(one.form_values())["field"] for one in forms] == doubtful
    assert bea.post(forms[0].action, dict(forms[0].form_values())).url == DESK
    row.refresh_from_db()
    assert [one.field for one in row.programme.sources if one.sureness < 0.7] == doubtful[1:]


def test_the_page_of_one_group_shows_that_group_alone(bea, apiary):
    apiary({"readings": ()})
    other = bees({"readings": ()}, group="bindery")
    actions.make_organiser(models.Person.objects.get(username="bea"), other.group)
    assert len(wants(bea)) == 2
    assert [href for _, href in wants(bea, "/desk/groups/bindery/")] == [
        "/desk/groups/bindery/bees/sessions/s0/#id_readings-0-title"
    ]


def test_the_number_of_queries_is_fixed(bea, apiary):
    def count():
        with CaptureQueriesContext(connection) as queries:
            assert bea.get(DESK).status_code == 200
        return len(queries)

    apiary({"readings": ()}, country="GB")
    few = count()
    for name in ("b", "c", "d"):
        series = bees(*[{"readings": (), "date": None, "state": DateState.TBA}] * 5, group=name, country="DE")
        actions.make_organiser(models.Person.objects.get(username="bea"), series.group)
    assert count() == few <= 30


def test_every_kind_has_its_words_and_every_source_its_place():
    assert set(WORDS) == set(Want) - {Want.DOUBT}
    own = {waiting.mail, waiting.polls, waiting.takings, waiting.books, waiting.links}
    assert set(SOURCES) == {*own, comments_waiting, unheard}

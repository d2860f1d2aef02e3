"""Looking for a date in the browser: the organiser asks, people answer by link without account or cookie."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from studycircle.documents.programme import Audience, DateState
from studycircle.publishing import bake
from studycircle.store import clock, models, polls
from studycircle.store.load import load_programme
from tests.programmes import RICH
from tests.web.forms import sent_values

TUESDAY, THURSDAY = dt.date(2031, 3, 4), dt.date(2031, 3, 6)
HOSTILE = "\u202e<script>alert(1)</script>&amp;{{ 7|add:1 }}"


def at(series, rest="", key="united-front"):
    return f"{reverse('series-poll', args=[series.group.key, series.key, key])}{rest}"


def ask(client, series, **typed):
    """Ask about a Tuesday and, at three, a Thursday; the page that follows."""
    form = {"revision": "0", "is_shared": "on", "date-0": str(TUESDAY), "date-1": str(THURSDAY), "time-1": "15:00"}
    response = client.post(at(series), {**form, **typed})
    assert response.status_code == 302, response.content.decode()
    return html.fromstring(client.get(response.url).content)


def shared_link(page):
    return page.get_element_by_id("shared").value.removeprefix("http://testserver")


def form_of(client, link):
    return html.fromstring(client.get(link).content).forms[-1]


def answer(link, *said, name="A bee", client=None):
    """Fill the form behind ``link`` with what is said to each date, and send it to where it goes."""
    client = client or Client(enforce_csrf_checks=True)
    form = form_of(client, link)
    fields = [field for field in form.fields if field.startswith("date-")]
    typed = {field: choice for field, choice in zip(fields, said, strict=True) if choice}
    return client.post(form.action, sent_values(form, {**typed, "name": name}).dict())


def words(element):
    return " ".join(element.text_content().split())


def session_of(series, key="united-front"):
    programme = load_programme(series, audience=Audience.ORGANISERS)
    return next(one for one in programme.series.sessions if one.key == key)


@pytest.fixture
def link(ann, series):
    return shared_link(ask(ann, series))


def test_the_whole_way_from_asking_to_a_date_on_every_surface(ann, series, settings):
    link = shared_link(ask(ann, series))
    bake.bake_site(series.group, now=clock.now())
    folder = Path(settings.PUBLIC) / series.group.key / series.key
    assert "A date is being looked for" in (folder / "united-front/index.html").read_text()
    assert not (folder / "united-front/session.ics").exists()

    assert [answer(link, *said).status_code for said in (("yes", "no"), ("yes", "yes"), ("if-need-be", "no"))] == [
        302
    ] * 3
    page = html.fromstring(ann.get(at(series)).content)
    assert [words(row.find("span")) for row in page.find_class("counts")[0]] == [
        "Tuesday 4 March 2031, 6.30 pm: 2 yes, 1 if need be suits most",
        "Thursday 6 March 2031, 3 pm: 1 yes, 2 no",
    ]
    option = page.find_class("best")[0].xpath(".//input[@name='option']/@value")[0]
    assert ann.post(at(series, "act/fix/"), {"option": option}).status_code == 302
    session = session_of(series)
    assert (session.state, session.date, session.time) == (DateState.FIXED, TUESDAY, None)
    assert (session.readings, session.key) == (RICH.series.sessions[-2].readings, "united-front")

    bake.bake_site(series.group, now=clock.now())
    for name in ("index.html", "united-front/index.html", "feed.xml", "programme.md"):
        assert "4 March" in (folder / name).read_text() or "2031-03-04" in (folder / name).read_text(), name
    for name in ("calendar.ics", "united-front/session.ics"):
        assert "DTSTART;TZID=Europe/London:20310304T183000" in (folder / name).read_text(), name


def test_answering_needs_no_cookie_and_sets_none(link):
    client = Client(enforce_csrf_checks=True)
    response = client.get(link)
    assert (response.status_code, response.cookies, client.cookies) == (200, {}, {})
    sent = answer(link, "yes", "no", client=client)
    kept = client.get(sent.url)
    assert (kept.status_code, client.cookies) == (200, {})
    assert "Your answer is kept" in kept.content.decode()
    assert [kept.headers[name] for name in ("Referrer-Policy", "X-Robots-Tag")] == ["no-referrer", "noindex"]


def test_what_looks_through_mail_and_opens_every_link_changes_nothing(ann, series, link):
    [own] = polls.make_links(models.Poll.objects.get(), ["Mia"], now=clock.now())
    before = [list(table.objects.values()) for table in (models.Poll, models.Answer, models.Session)]
    for address in (link, reverse("poll", args=[polls.own_token(own)])):
        for method in (Client().get, Client().head):
            assert method(address).status_code == 200
        assert Client().get(f"{address}?name=x&kept").status_code == 200
        assert Client().put(address).status_code == 405
    assert [list(table.objects.values()) for table in (models.Poll, models.Answer, models.Session)] == before


def test_sending_a_form_twice_is_one_answer_and_it_can_be_changed(link):
    client = Client()
    form = form_of(client, link)
    first, second = (field for field in form.fields if field.startswith("date-"))
    for choice in ("yes", "yes", "no"):
        response = client.post(form.action, {first: choice, second: "yes", "name": "Bo", "remark": "after 7"})
    assert response.status_code == 302
    [row] = models.Answer.objects.all()
    assert (row.name, row.remark, list(row.choices.values())) == ("Bo", "after 7", ["no", "yes"])
    again = form_of(client, response.url)
    assert (again.fields["name"], again.fields[first], again.fields["remark"].strip()) == ("Bo", "no", "after 7")


def test_a_link_of_one_s_own_needs_no_name_and_shows_no_address(ann, series, link):
    names = "Mia\nzoe@example.org\n\n"
    assert ann.post(at(series, "act/links/"), {"names": names, "number": "2"}).status_code == 302
    page = html.fromstring(ann.get(at(series)).content)
    links = [field.get("value") for field in page.xpath("//input[starts-with(@id, 'link-')]")]
    labels = [words(one) for one in page.xpath("//label[starts-with(@for, 'link-')]")]
    assert sorted(labels) == ["(no name)", "(no name)", "Mia", "zoe@example.org"]
    own = dict(zip(labels, (one.removeprefix("http://testserver") for one in links), strict=True))
    assert form_of(Client(), own["Mia"]).fields["name"] == "Mia"
    assert "zoe" not in Client().get(own["zoe@example.org"]).content.decode()
    assert answer(own["zoe@example.org"], "no", "yes", name="").status_code == 302
    assert answer(own["(no name)"], "no", "yes", name="").status_code == 422  # nobody would know whose it is
    assert answer(link, "no", "yes", name=" ").status_code == 422


def test_an_answer_says_something(link):
    response = answer(link, "", "")
    assert response.status_code == 422
    assert "Say at least to one date" in response.content.decode()
    form = form_of(Client(), link)
    [first, _] = [field for field in form.fields if field.startswith("date-")]
    assert Client().post(form.action, {first: "perhaps", "name": "x"}).status_code == 422


def test_results_are_hidden_until_the_poll_is_over_if_wished(ann, series):
    link = shared_link(ask(ann, series, hides_results="on"))
    mine = answer(link, "yes", "no").url
    assert "1 yes" not in Client().get(mine).content.decode()
    assert "1 yes" in ann.get(at(series)).content.decode()
    ann.post(at(series, "act/close/"))
    over = Client().get(mine).content.decode()
    assert "This poll is over" in over
    assert "No date has been agreed yet" in over
    assert "1 yes" in over
    assert session_of(series).state == DateState.TBA


def test_results_show_others_no_names(link):
    answer(link, "yes", "no", name="Secret Name")
    seen = Client().get(link).content.decode()
    assert "1 yes" in seen
    assert "Secret Name" not in seen


def test_a_poll_that_is_over_says_so_kindly_and_keeps_nothing(ann, series, link):
    form = form_of(Client(), link)
    option = models.Proposal.objects.get(date=THURSDAY).pk
    ann.post(at(series, "act/fix/"), {"option": option})
    page = Client().get(link)
    assert page.status_code == 200
    assert "The date is Thursday 6 March 2031, 3\N{NO-BREAK SPACE}pm." in page.content.decode()
    late = Client().post(form.action, {f"date-{option}": "yes", "name": "x"})
    assert late.status_code == 409
    assert "Your answer was not kept" in late.content.decode()
    assert models.Answer.objects.count() == 0


@pytest.mark.parametrize(
    "spoil", [lambda token: token[:-1], lambda token: token + "A", lambda _: "x", lambda _: "s1.a"]
)
def test_a_link_that_was_tampered_with_leads_nowhere(link, spoil):
    token = link.split("/")[2]
    for method in (Client().get, Client().post):
        response = method(reverse("poll", args=[spoil(token)]))
        assert response.status_code == 404
        assert "This link leads nowhere" in response.content.decode()


def test_a_link_too_old_leads_nowhere(link, monkeypatch):
    late = clock.now() + polls.LIFE + dt.timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert Client().get(link).status_code == 404


def test_links_of_a_session_taken_out_or_a_series_put_away_lead_nowhere(ann, series, link):
    ann.post(reverse("series-remove-session", args=[series.group.key, series.key, "united-front"]))
    assert Client().get(link).status_code == 404
    assert ann.get(at(series)).status_code == 404


def test_hostile_words_stay_words(ann, series):
    link = shared_link(ask(ann, series, words=HOSTILE))
    mine = answer(link, "yes", "no", name=HOSTILE[:80]).url
    ann.post(at(series, "act/links/"), {"names": HOSTILE})
    for page in (Client().get(link), Client().get(mine), ann.get(at(series))):
        parsed = html.fromstring(page.content)
        assert parsed.xpath("//script") == []
        assert (
            HOSTILE[1:] in parsed.text_content() or HOSTILE[1:] in parsed.xpath("//input[@name='name']/@value")[0][1:]
        )


def test_in_the_language_of_the_group(ann, series):
    link = shared_link(ask(ann, series))
    models.Series.objects.filter(pk=series.pk).update(language="de")
    page = html.fromstring(Client().get(link).content)
    assert (page.get("lang"), page.get("dir")) == ("de", "ltr")
    assert words(page.find_class("choose")[0].find("legend")) == "Dienstag, 4. März 2031, 18:30"


def test_usual_days_that_are_free_are_suggested(ann, series):
    page = html.fromstring(ann.get(at(series)).content)
    days = [dt.date.fromisoformat(box.get("value")) for box in page.xpath("//input[@name='suggested']")]
    assert len(days) == 8
    assert {day.weekday() for day in days} == {0}
    assert ann.post(at(series), {"revision": "0", "suggested": [str(days[1])]}).status_code == 302
    assert [(one.date, one.time) for one in models.Proposal.objects.all()] == [(days[1], None)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"date-0": "", "date-1": ""}, "Give at least one date."),
        ({"date-0": "2020-03-03"}, "This day is over."),
        ({"date-0": "", "time-0": "18:00"}, "There is an hour without a day."),
        ({"date-0": "soon"}, "Enter a valid date."),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_lost(ann, series, typed, said):
    form = {"revision": "0", "date-0": str(TUESDAY), "date-1": "", "words": "Please say soon."}
    response = ann.post(at(series), {**form, **typed})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert "Please say soon." in response.content.decode()
    assert models.Poll.objects.count() == 0


def test_thirty_dates_are_the_most(ann, series):
    days = {f"date-{number}": str(TUESDAY + dt.timedelta(days=number)) for number in range(29)}
    suggested = html.fromstring(ann.get(at(series)).content).xpath("//input[@name='suggested']/@value")
    assert ann.post(at(series), {"revision": "0", **days, "suggested": suggested[:2]}).status_code == 422
    assert ann.post(at(series), {"revision": "0", **days, "suggested": suggested[:1]}).status_code == 302


def test_two_organisers_do_not_overwrite_each_other(ann, series, link):
    response = ann.post(at(series), {"revision": "0", "date-0": str(TUESDAY)})
    assert response.status_code == 409
    assert "Somebody changed this meanwhile" in response.content.decode()
    assert models.Proposal.objects.filter(withdrawn=False).count() == 2


def test_fixing_a_date_can_be_undone_and_people_can_answer_again(ann, series, link):
    ann.post(at(series, "act/fix/"), {"option": models.Proposal.objects.get(date=TUESDAY).pk})
    page = html.fromstring(ann.get(at(series)).content)
    undo = page.xpath("//div[contains(@class, 'said')]//form/@action")
    assert ann.post(undo[-1]).status_code == 302
    assert session_of(series).state == DateState.PROPOSED
    assert answer(link, "yes", "yes").status_code == 302


def test_another_group_s_poll_is_nobody_s_business(bea, series, link):
    for act in ("links", "withdraw", "bring-back", "close", "open-again", "fix", "nothing"):
        assert bea.post(at(series, f"act/{act}/"), {"option": "1", "link": "1"}).status_code == 404
    assert bea.post(at(series), {"revision": "1", "date-0": str(TUESDAY)}).status_code == 404
    assert session_of(series).state == DateState.PROPOSED


def test_a_link_of_another_poll_is_not_withdrawn(ann, series, link):
    ann.post(at(series, "", "early-may"), {"revision": "0", "date-0": str(TUESDAY)})
    theirs = models.Poll.objects.get(session__key="early-may")
    [row] = polls.make_links(theirs, ["Mia"], now=clock.now())
    for number in (str(row.pk), "x", "", "9" * 30, "²"):
        assert ann.post(at(series, "act/withdraw/"), {"link": number}).status_code == 404
    row.refresh_from_db()
    assert row.withdrawn_at is None


def test_a_session_that_has_its_date_is_not_asked_about(ann, series):
    assert ann.get(at(series, "", "the-mill")).status_code == 404
    assert ann.post(at(series, "", "the-mill"), {"revision": "0", "date-0": str(TUESDAY)}).status_code == 409
    assert session_of(series, "the-mill").state == DateState.FIXED
    assert models.Poll.objects.count() == 0

"""Sessions moved in their list: at once where no date changes, else after a look, and always with a way back."""

import pytest
from django.urls import reverse
from lxml import html

from studycircle.documents.compare import compare
from studycircle.documents.planning import by_date
from studycircle.documents.programme import Audience, DateState, Group, Place, Programme, Series, Session, Slot
from studycircle.documents.reconcile import plain
from studycircle.store import actions, history
from studycircle.store.load import load_programme
from tests.web.conftest import NOW, dt, signed_in
from tests.web.forms import sent_values

HX = {"HTTP_HX_REQUEST": "true"}


def on(day, month=11):
    return dt.date(2030, month, day)


BEES = Programme(
    Group("hive", "Hive"),
    Series(
        "bees",
        title="Bees",
        slot=Slot(0, dt.time(18, 30)),
        place=Place("Barn"),
        sessions=(
            Session("wax", "Wax", state=DateState.FIXED, date=on(4)),
            Session("honey", "Honey", state=DateState.FIXED, date=on(11), time=dt.time(15)),
            Session("swarm", "Swarm", state=DateState.FIXED, date=on(18)),
            Session("queen", "Queen"),
            Session("drone", "Drone"),
        ),
    ),
)


@pytest.fixture
def series(db):
    return actions.import_programme(BEES, now=NOW).series


@pytest.fixture
def ann(series):
    return signed_in("ann", series.group)


def live(series):
    return load_programme(series, audience=Audience.ORGANISERS)


def said(series):
    return [f"{one.key} {one.date.day if one.date else '-'} {one.state}" for one in live(series).series.sessions]


AS_IT_WAS = ["wax 4 fixed", "honey 11 fixed", "swarm 18 fixed", "queen - tba", "drone - tba"]
SWAPPED = ["honey 4 moved", "wax 11 moved", "swarm 18 fixed", "queen - tba", "drone - tba"]


def address(key):
    return reverse("series-move-session", args=["hive", "bees", key])


def asked(answer):
    """The form of a preview, as a browser would send it."""
    return sent_values(html.fromstring(answer.content.decode()).xpath("//form[.//input[@name='seen-stay']]")[0], {})


def test_without_dates_a_session_is_moved_at_once(ann, series):
    answer = ann.post(address("drone"), {"to": "up"})
    assert answer.headers["Location"] == "/desk/groups/hive/bees/#drone"
    assert [one.split()[0] for one in said(series)] == ["wax", "honey", "swarm", "drone", "queen"]
    page = ann.get("/desk/groups/hive/bees/").content.decode()
    assert "“Drone” is now number 4 of 5." in page
    ann.post(html.fromstring(page).find(".//div[@id='said']//form").get("action"))
    assert said(series) == AS_IT_WAS


@pytest.mark.parametrize("headers", [{}, HX], ids=["page", "in place"])
def test_where_dates_would_change_they_are_shown_first(ann, series, headers):
    answer = ann.post(address("wax"), {"to": "down"}, **headers)
    assert (answer.status_code, said(series)) == (200, AS_IT_WAS)
    words = " ".join(html.fromstring(answer.content.decode()).text_content().split())
    assert "Honey: Monday 11 November 2030 Monday 4 November 2030 (moved)" in words
    assert "Wax: Monday 4 November 2030 Monday 11 November 2030 (moved)" in words
    assert "Swarm:" not in words
    sent = asked(answer)
    sent["do"] = "stay"
    done = ann.post(address("wax"), sent, **headers)
    assert said(series) == SWAPPED
    assert [str(one.time) for one in live(series).series.sessions[:2]] == ["None", "15:00:00"]
    if headers:
        assert (done.headers["HX-Retarget"], done.headers["HX-Reswap"]) == ("#sessions-list", "outerHTML")
        part = html.fragments_fromstring(done.content.decode(), no_leading_text=True)
        assert [one.get("id") for one in part[0]] == ["honey", "wax", "swarm", "queen", "drone"]
        assert part[0].find(".//button[@data-focus]").get("id") == "wax.handle"
    ann.post(f"/desk/groups/hive/bees/history/{history.versions_of(series).first().number}/undo/")
    assert compare(BEES, plain(live(series))) == ()


def test_each_may_keep_its_date(ann, series):
    sent = asked(ann.post(address("wax"), {"place": "3"}))
    sent["do"] = "along"
    ann.post(address("wax"), sent)
    assert said(series) == ["honey 11 fixed", "swarm 18 fixed", "wax 4 fixed", "queen - tba", "drone - tba"]
    assert by_date(live(series)) != live(series)
    # Out of order, nothing is lost by moving it on.
    ann.post(address("wax"), {"to": "up"})
    assert [one.split()[0] for one in said(series)][:3] == ["honey", "wax", "swarm"]


def test_nothing_is_done_that_was_not_seen(ann, series):
    sent = asked(ann.post(address("wax"), {"to": "down"}))
    sent["do"] = "stay"
    ben = signed_in("ben", series.group)
    ben.post("/desk/groups/hive/bees/sessions/honey/plan/cancel/", {"do": "1", "seen": "x"})
    actions.change_programme(series, lambda programme: by_title(programme, "honey", "Mead"), now=NOW)
    answer = ann.post(address("wax"), sent)
    assert (answer.status_code, said(series)) == (409, AS_IT_WAS)
    words = answer.content.decode()
    assert "Something has changed since you looked" in words
    assert "Mead" in words
    again = asked(answer)
    again["do"] = "stay"
    ann.post(address("wax"), again)
    assert said(series) == SWAPPED


def by_title(programme, key, title):
    from dataclasses import replace

    sessions = tuple(replace(one, title=title) if one.key == key else one for one in programme.series.sessions)
    return replace(programme, series=replace(programme.series, sessions=sessions))


def test_to_a_place_of_which_nothing_comes(ann, series):
    answer = ann.post(address("swarm"), {"place": "4"})  # past one without a date
    assert said(series)[2:4] == ["queen - tba", "swarm 18 fixed"]
    assert answer.status_code == 302


@pytest.mark.parametrize("sent", [{}, {"place": "0"}, {"place": "6"}, {"place": "x"}, {"to": "left"}])
def test_there_is_no_such_place(ann, series, sent):
    assert ann.post(address("wax"), sent).status_code == 422
    assert said(series) == AS_IT_WAS


def test_a_session_that_is_gone(ann, series):
    assert ann.post(address("no-such"), {"to": "up"}).status_code == 404


def test_the_form_by_itself(ann, series):
    form = html.fromstring(ann.get(address("honey")).content.decode()).xpath("//form[.//select[@name='place']]")[0]
    assert form.fields["place"] == "2"
    assert [option.text for option in form.iter("option")] == ["1. Wax", "2. Honey", "3. Swarm", "4. Queen", "5. Drone"]
    answer = ann.post(address("honey"), {**sent_values(form, {}).dict(), "place": "1", "preview": "1"})
    assert "Move it; the dates stay" in answer.content.decode()

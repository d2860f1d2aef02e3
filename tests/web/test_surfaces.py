"""One edit on the desk, every surface: after it exactly the files that show it are written again, and they show it.

How long that takes is measured by ``bench/surfaces.py``.
"""

import datetime as dt
import io

import pypdfium2
import pytest
from django.conf import settings
from django.urls import reverse

from studycircle.documents.programme import DateState, Group, Place, Programme, Question, Series, Session, Slot
from studycircle.documents.rich import Rich
from studycircle.store import actions, clock, models
from studycircle.store.worker import work_once
from tests.web.conftest import NOW, signed_in
from tests.web.forms import sent_by

FIRST = dt.date(2026, 10, 26)
LEAFLETS = {"spring/leaflet.pdf", "spring/leaflet-a4.pdf", "spring/leaflet-letter.pdf"}
SERIES = {f"spring/{name}" for name in ("index.html", "calendar.ics", "feed.xml", "programme.json", "programme.md")}
ALL_DATES = {"calendar.ics", "spring/handout.pdf", *SERIES, *LEAFLETS}


def of(session, *more):
    return {f"spring/{session}/{name}" for name in ("index.html", "session.ics", *more)}


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """It is Tuesday 20 October 2026; the first evening comes on Monday."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def ann(db):
    """The organiser of a live series of five evenings, all of it baked; the first two have a question."""
    sessions = tuple(
        Session(
            f"evening-{at}",
            f"Evening {at}",
            state=DateState.FIXED,
            date=FIRST + dt.timedelta(weeks=at - 1),
            questions=(Question("q", "1", Rich("<p>Why?</p>")),) if at < 3 else (),
        )
        for at in range(1, 6)
    )
    place = Place("The Old Library", room="Upstairs")
    series = Series("spring", title="Spring", slot=Slot(0, dt.time(18, 30)), place=place, sessions=sessions)
    row = actions.import_programme(Programme(Group("apiary", "Apiary", zone="Europe/London"), series), now=NOW).series
    bake()
    return signed_in("ann", row.group)


def bake():
    while work_once():
        pass
    assert not models.Job.objects.exclude(error="").exists()


def files():
    """Every file of the group's site and when it was written; what is packed of one stands for itself."""
    folder = settings.PUBLIC / "apiary"
    return {str(one.relative_to(folder)): one.stat().st_mtime_ns for one in folder.rglob("*") if one.is_file()}


def written_again(act):
    before = files()
    act()
    bake()
    after = files()
    assert after.keys() == before.keys()
    again = {name for name in after if after[name] != before[name]}
    packed = {name for name in again if name.endswith((".gz", ".br"))}
    assert {name[:-3] for name in packed} <= again
    return again - packed


def saved(client, session, **typed):
    """The form of a session sent with something else in it."""
    url = reverse("series-session", args=["apiary", "spring", session])
    answer = client.post(url, sent_by(client.get(url).content.decode(), **typed))
    assert answer.status_code == 302


def moved(client, session, **typed):
    """The act that moves a session: looked at, then done."""
    url = reverse("series-plan", args=["apiary", "spring", session, "move"])
    seen = client.post(url, {**dict(sent_by(client.get(url).content.decode(), **typed).lists()), "preview": "1"})
    answer = client.post(url, {**dict(sent_by(seen.content.decode()).lists()), "do": "1"})
    assert answer.status_code == 302


def shown(name):
    """The words of a file."""
    data = (settings.PUBLIC / "apiary" / name).read_bytes()
    if not name.endswith(".pdf"):
        return data.decode()
    with pypdfium2.PdfDocument(io.BytesIO(data)) as pdf:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pdf).split())


def test_another_room_of_the_next_session(ann):
    again = written_again(lambda: saved(ann, "evening-1", **{"session-room": "Cellar"}))
    assert again == ALL_DATES | of("evening-1", "handout.pdf") | {"spring/door/index.html"}
    surfaces = ("index.html", "calendar.ics", "feed.xml", "door/index.html", "evening-1/index.html", "leaflet-a4.pdf")
    assert [name for name in surfaces if "Cellar" not in shown(f"spring/{name}")] == []
    assert "Cellar" in shown("spring/evening-1/handout.pdf")


def test_another_room_of_a_later_session_leaves_the_door_alone(ann):
    again = written_again(lambda: saved(ann, "evening-2", **{"session-room": "Cellar"}))
    assert again == ALL_DATES | of("evening-2", "handout.pdf")


def test_another_date(ann):
    again = written_again(lambda: moved(ann, "evening-4", date="2026-11-17"))
    beside = {"spring/evening-3/index.html", "spring/evening-5/index.html"}  # they say what comes before and after
    assert again == (ALL_DATES - {"spring/handout.pdf"}) | of("evening-4") | beside
    assert "17 November" in shown("spring/leaflet-a4.pdf")
    assert "DTSTART;TZID=Europe/London:20261117T183000" in shown("spring/calendar.ics")


def test_where_nothing_is_changed_nothing_is_written(ann):
    assert written_again(lambda: saved(ann, "evening-1")) == set()

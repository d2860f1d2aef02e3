"""Links are asked for politely and in time, and called broken only when they are."""

import datetime as dt
import threading
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings as django_settings

from studycircle.documents.programme import Edition, Group, Programme, Reading, Rights, Series, Session
from studycircle.documents.text import Block, BlockKind, Inline, Text, number_blocks
from studycircle.library import links as library
from studycircle.library.links import Answer, Standing, after
from studycircle.store import actions, clock, links, models, shelf
from studycircle.store.models import Job, Link
from studycircle.store.worker import work_once

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
SECOND, HOUR, DAY = dt.timedelta(seconds=1), dt.timedelta(hours=1), dt.timedelta(days=1)
State = Link.State
SILENT = Answer(words="the server took too long")


def story(*answers: Answer) -> list[tuple[State, dt.timedelta]]:
    """What a link becomes with each answer, asked for when it is due, and the pause that follows."""
    standing, now, told = Standing(), NOW, []
    for answer in answers:
        standing, again = after(answer, standing, now)
        told.append((standing.state, again - now))
        now = again
    return told


# When it is due and what it is.


@pytest.mark.parametrize("answer", [SILENT, Answer(500), Answer(503), Answer(429)])
def test_who_does_not_answer_is_broken_after_three_failures_and_a_day(answer):
    pauses = [HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 7 * DAY]
    states = [State.UNKNOWN] * 3 + [State.BROKEN] * 3
    assert story(*[answer] * 6) == list(zip(states, pauses, strict=True))
    assert story(Answer(200), answer, answer, Answer(200)) == [
        (State.GOOD, 7 * DAY),
        (State.GOOD, HOUR),
        (State.GOOD, 6 * HOUR),
        (State.GOOD, 7 * DAY),
    ]


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_doubtful_at_once_and_broken_the_second_time(status):
    assert [state for state, _ in story(Answer(200), Answer(status), Answer(status), SILENT, Answer(200))] == [
        State.GOOD,
        State.DOUBTFUL,
        State.BROKEN,
        State.BROKEN,
        State.GOOD,
    ]
    assert story(Answer(status), Answer(500), Answer(status))[-1][0] is State.DOUBTFUL


@pytest.mark.parametrize("answer", [*map(Answer, (401, 403, 405, 999, 400, 451)), Answer(words="x", is_ours=True)])
def test_what_cannot_be_checked_is_never_broken(answer):
    assert story(*[answer] * 9) == [(State.DOUBTFUL, 7 * DAY)] * 9


def test_since_when_is_counted_from_the_first_of_its_kind():
    standing, _ = after(Answer(403), Standing(), NOW)
    standing, _ = after(SILENT, standing, NOW + 30 * DAY)
    assert (standing.since, standing.failures) == (NOW + 30 * DAY, 1)
    standing, _ = after(SILENT, standing, NOW + 31 * DAY)
    assert (standing.since, standing.failures, standing.state) == (NOW + 30 * DAY, 2, State.DOUBTFUL)
    standing, _ = after(Answer(403), standing, NOW + 32 * DAY)
    assert (standing.since, standing.failures) == (NOW + 32 * DAY, 0)


def test_weekly_looks_are_spread_over_a_day():
    assert [after(Answer(200), Standing(), NOW, spread=spread)[1] - NOW for spread in (0, 0.5, 1)] == [
        6.5 * DAY,
        7 * DAY,
        7.5 * DAY,
    ]


def test_a_server_is_left_in_peace_as_long_as_it_says():
    assert after(Answer(429, rest=5 * HOUR), Standing(), NOW)[1] == NOW + 5 * HOUR
    assert after(Answer(429, rest=60 * SECOND), Standing(), NOW)[1] == NOW + HOUR


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("120", 120 * SECOND),
        ("99999999999999999999", 7 * DAY),
        ("Mon, 02 Mar 2026 15:00:00 GMT", 3 * HOUR),
        ("Sun, 01 Mar 2026 15:00:00 GMT", 0 * HOUR),
        ("Mon, 02 Mar 2126 15:00:00 GMT", 7 * DAY),
        ("soon", 0 * HOUR),
        ("", 0 * HOUR),
        ("-5", 0 * HOUR),
        ("²", 0 * HOUR),
    ],
)
def test_how_long_a_server_wants_to_be_left_is_read(said, rest):
    assert library._rest(said, NOW) == rest


# Asking real servers on this machine.


@dataclass
class Site:
    """A server at every address of this machine that begins with 127; what it answers by path, and what it was asked."""

    port: int = 0
    answers: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def at(self, path: str, number: int = 1) -> str:
        return f"http://127.0.0.{number}:{self.port}{path}"


@pytest.fixture
def site():
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            made.asked.append(f"{self.headers['Host'].partition(':')[0]}{self.path}")
            status, headers = made.answers.get(self.path, (200, {}))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"words")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.port = server.server_address[1]
    yield made
    server.shutdown()
    server.server_close()


class Clock:
    """A clock that goes on when told."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> dt.datetime:
        return self.time


ask = partial(library.answer_of, may_connect=lambda _: True)


def saved(*addresses: str, key: str = "spring", group: str = "apiary") -> models.Series:
    """A series with a reading for each of the addresses, and rows for them that are due."""
    editions = tuple(Edition(f"e{number}", "web", address) for number, address in enumerate(addresses))
    sessions = (Session("one", "One", readings=(Reading("bees", "Bees", editions=editions),)),)
    programme = Programme(Group(group, "Apiary readers"), Series(key, title=key, sessions=sessions))
    series = actions.import_programme(programme, now=NOW).series
    links.note_links(series.group, ours=frozenset(), now=NOW - links.FIRST)
    return series


def states() -> dict[str, str]:
    return {row.address.partition("/")[2].partition("/")[2].partition("/")[2]: row.state for row in Link.objects.all()}


@pytest.mark.django_db
def test_one_host_is_asked_once_in_ten_seconds(site):
    now = Clock()
    saved(*(site.at(path) for path in ("/a", "/b", "/c#one")), site.at("/d", 2))
    assert library.check_due(now, ask=ask) == NOW
    assert sorted(site.asked) == ["127.0.0.1/a", "127.0.0.2/d"]
    now.time += 9 * SECOND
    assert library.check_due(now, ask=ask) == NOW
    assert len(site.asked) == 2
    for _ in range(3):
        now.time += 11 * SECOND
        again = library.check_due(now, ask=ask)
    assert site.asked[2:] == ["127.0.0.1/b", "127.0.0.1/c"]
    assert set(states().values()) == {State.GOOD}
    assert NOW + 6.5 * DAY <= again <= NOW + 7.5 * DAY


@pytest.mark.django_db
def test_a_run_asks_for_fifty_at_most_and_ends_after_a_minute():
    now, asked = Clock(), []
    saved(*(f"https://{number}.example.org/" for number in range(60)))

    def slowly(address, _):
        asked.append(address)
        now.time += dt.timedelta(seconds=1)
        return Answer(200)

    assert library.check_due(now, ask=slowly) == NOW
    assert len(asked) == library.MOST
    now.time += HOUR
    Link.objects.update(next_at=NOW)

    def more_slowly(address, _):
        now.time += dt.timedelta(seconds=25)
        return slowly(address, _)

    library.check_due(now, ask=more_slowly)
    assert len(asked) == library.MOST + 3


@pytest.mark.django_db
def test_what_servers_answer_is_kept(site):
    now = Clock()
    site.answers = {"/gone": (404, {}), "/closed": (403, {}), "/moved": (301, {"Location": "/here"}), "/ill": (500, {})}
    paths = ("/gone", "/closed", "/moved", "/ill")
    saved(*(site.at(path, number) for number, path in enumerate(paths, start=1)), "http://127.0.0.9:1/")
    library.check_due(now, ask=ask)
    rows = {row.address.rpartition("/")[2]: row for row in Link.objects.all()}
    assert {path: (row.state, row.status, row.words, row.failures) for path, row in rows.items()} == {
        "gone": (State.DOUBTFUL, 404, "", 1),
        "closed": (State.DOUBTFUL, 403, "", 0),
        "moved": (State.GOOD, 200, "", 0),
        "ill": (State.UNKNOWN, 500, "", 1),
        "": (State.UNKNOWN, None, "nothing answers there", 1),
    }
    assert {row.next_at - NOW for path, row in rows.items() if path in ("gone", "ill", "")} == {HOUR}
    now.time += HOUR
    library.check_due(now, ask=ask)
    assert states()["gone"] == State.BROKEN


@pytest.mark.django_db
def test_private_addresses_are_not_asked_for(site):
    saved(site.at("/a"))
    library.check_due(Clock())
    row = Link.objects.get()
    assert (row.state, row.failures, site.asked) == (State.DOUBTFUL, 0, [])
    assert "private network" in row.words


@pytest.mark.django_db
def test_a_host_that_is_busy_is_asked_for_nothing_else(site):
    now = Clock()
    site.answers = {"/a": (429, {"Retry-After": "7200"})}
    saved(site.at("/a"), site.at("/b"), site.at("/c", 2))
    library.check_due(now, ask=ask)
    assert {row.next_at - NOW for row in Link.objects.filter(host="127.0.0.1")} == {2 * HOUR}
    now.time += HOUR
    library.check_due(now, ask=ask)
    assert sorted(site.asked) == ["127.0.0.1/a", "127.0.0.2/c"]


@pytest.mark.django_db
def test_nobody_is_blamed_where_our_own_line_is_down():
    now, answers = Clock(), {"a": SILENT, "b": SILENT}
    saved("https://a.example.org/", "https://b.example.org/")

    def say(address, _):
        return answers[address[8]]

    library.check_due(now, ask=say)
    assert {(row.failures, row.next_at - NOW) for row in Link.objects.all()} == {(0, HOUR)}
    now.time += HOUR
    answers["b"] = Answer(200)
    library.check_due(now, ask=say)
    assert {row.host[0]: row.failures for row in Link.objects.all()} == {"a": 1, "b": 0}


@pytest.mark.django_db
def test_a_link_that_was_forgotten_or_taken_meanwhile_is_not_asked_for():
    saved("https://a.example.org/", "https://b.example.org/")
    asked = []

    def first(address, _):
        asked.append(address)
        Link.objects.exclude(address=address).update(checked_at=NOW)  # another process is at it
        return Answer(200)

    library.check_due(Clock(), ask=first)
    assert len(asked) == 1


# Which links there are.


@pytest.mark.django_db
def test_new_links_become_rows_and_gone_ones_are_forgotten():
    first = saved("https://a.example.org/", "https://b.example.org/x")
    second = saved("https://b.example.org/x#there", key="summer")
    Link.objects.update(state=State.GOOD)
    saved("https://c.example.org/")
    assert {row.address: (row.state, set(row.series.all())) for row in Link.objects.all()} == {
        "https://b.example.org/x": (State.GOOD, {second}),
        "https://c.example.org/": (State.UNKNOWN, {first}),
    }
    actions.take_off(second, now=NOW)
    links.note_links(first.group, ours=frozenset({"c.example.org"}), now=NOW)
    assert not Link.objects.exists()


@pytest.mark.django_db
def test_texts_of_the_shelf_link_too(settings, tmp_path):
    settings.DATA = settings.FILES = tmp_path
    series = saved()
    text = Text("bees", "Bees", blocks=number_blocks([Block("p", BlockKind.PARAGRAPH, Inline("One."))]))
    brought = shelf.Brought(b"bees", "bees.txt", address="https://example.org/bees")
    shelf.shelve(series.group, text, (), brought, by=None, now=NOW, rights=Rights.LINK, key="bees")
    models.Reading.objects.update(text="bees")
    links.note_links(series.group, ours=frozenset(), now=NOW)
    assert Link.objects.get().address == "https://example.org/bees"


@pytest.mark.django_db
def test_a_change_of_a_programme_has_its_links_looked_at_later(settings, tmp_path):
    settings.DATA, settings.PUBLIC, settings.FILES = tmp_path, tmp_path / "public", tmp_path / "files"
    settings.SHELF, settings.FOR_MEMBERS = tmp_path / "shelf", tmp_path / "for-members"
    settings.ADDRESS = "https://reading.example.org"
    programme = Programme(
        Group("apiary", "Apiary readers"),
        Series(
            "spring",
            title="Spring",
            sessions=(
                Session(
                    "one", "One", readings=(Reading("r", "R", editions=(Edition("e", link="http://example.org/"),)),)
                ),
                Session(
                    "two", "Two", readings=(Reading("r", "R", editions=(Edition("e", link=django_settings.ADDRESS),)),)
                ),
            ),
        ),
    )
    actions.import_programme(programme, now=NOW)
    while work_once():
        pass
    row = Link.objects.get()
    assert row.address == "http://example.org/"
    job = Job.objects.get(task="studycircle.library.links.check_links")
    assert (job.run_after, job.priority) == (row.next_at, library.LATE)
    assert 4 * 60 < (job.run_after - clock.now()).total_seconds() <= 5 * 60

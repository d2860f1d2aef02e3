"""Does a group cost what it has, or what all have? 1,000 groups × 20 sessions × 200 members beside ten such groups.

`python bench/members.py [--server postgresql://postgres@127.0.0.1:5432] [--groups 1000]` makes a database of its own,
fills it, and drops it. At both sizes it times a look when nothing is due, planning one session's reminder and one
change, saving a series and baking it, and what is made when it is asked for: pages, calendars, feeds, what a member can
answer. What a visitor gets is a file, and costs the same however many there are (`bench/serve.py`). Exit code 1 where
the large one takes three times as long as the small one.
"""

import argparse
import contextlib
import datetime as dt
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SMALL, SESSIONS, MEMBERS = 10, 20, 200
ROUNDS = 15
TIMES = 3.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", default="postgresql://postgres@127.0.0.1:5432")
    parser.add_argument("--groups", type=int, default=1000)
    given = parser.parse_args()
    with database(given.server) as address, tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "STUDYCIRCLE_DATA": folder,
            "STUDYCIRCLE_DATABASE": address,
            "STUDYCIRCLE_ADDRESS": "https://testserver",  # as Django's own client calls it
            "DJANGO_SETTINGS_MODULE": "studycircle.project.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        first = fill(0, SMALL)
        small = measure(first)
        fill(SMALL, given.groups)
        large = measure(first)
    print(f"{'':34}{SMALL:>10} groups{given.groups:>10} groups")
    for name, took in small.items():
        print(f"{name:34}{took * 1000:>14.1f} ms{large[name] * 1000:>14.1f} ms  × {large[name] / took:.1f}")
    return 0 if all(large[name] < TIMES * took for name, took in small.items()) else 1


@contextlib.contextmanager
def database(server: str) -> Iterator[str]:
    """An empty database, dropped afterwards."""
    import psycopg

    name = f"studycircle_bench_{os.getpid()}"
    try:
        connection = psycopg.connect(f"{server}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        raise SystemExit(f"no PostgreSQL answers at {server}") from None
    with connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def fill(start: int, end: int) -> int:
    """Groups with those numbers, each with sessions week by week and members; the number of the first one's row.

    One group is saved as an organiser would, the others are copies of its rows.
    """
    from django.db import connection

    from bench.made_up import made_up
    from studycircle.members import reminders
    from studycircle.members.models import Digest, Member, Notice, Reminder, Reply
    from studycircle.members.people import new_code
    from studycircle.store import actions, models

    now = dt.datetime.now(dt.UTC)
    begun = time.perf_counter()
    if not start:
        programme = made_up(SESSIONS, group="group-0", first=now.date() + dt.timedelta(days=7))
        series = actions.import_programme(programme, now=now).series
        reminders.draft(series, now=now)
        models.Job.objects.all().delete()
        pattern = series
    else:
        pattern = models.Series.objects.get(group__key="group-0")
    sessions = list(models.Session.objects.filter(series=pattern).order_by("pk"))
    plans = {row.session_id: row for row in Reminder.objects.filter(session__series=pattern)}
    readings = list(models.Reading.objects.filter(session__series=pattern).order_by("pk"))
    for number in range(start or 1, end):
        group = models.Group.objects.create(key=f"group-{number}", name=f"Group {number}", zone="Europe/London")
        series = models.Series.objects.create(group=group, key="spring", uid=f"spring-{number}", slot=pattern.slot)
        copies = models.Session.objects.bulk_create(_copy(one, series=series) for one in sessions)
        new = dict(zip((one.pk for one in sessions), copies, strict=True))
        Reminder.objects.bulk_create(_copy(plans[old], session=copy) for old, copy in new.items())
        models.Reading.objects.bulk_create(_copy(one, session=new[one.session_id]) for one in readings)
        Digest.objects.create(group=group, due_at=now + dt.timedelta(days=5))
    for group in models.Group.objects.filter(members=None):
        members = Member.objects.bulk_create(
            Member(group=group, email=f"r{at}@example.org", address=f"r{at}@example.org", pseudonym=f"Reader {at}",
                   code=new_code(), calendar=new_code(), asked_at=now, confirmed_at=now)
            for at in range(MEMBERS)
        )  # fmt: skip
        rows = list(models.Session.objects.filter(series__group=group))
        Reply.objects.bulk_create(
            Reply(session=row, member=member, answer="yes", answered_at=now)
            for row in rows[:5]
            for member in members[:60]
        )
        Notice.objects.bulk_create(
            Notice(member=member, kind="reminder", occasion="past", message_id=f"{member.pk}@example.org", state="sent",
                   queued_at=now, run_after=now, done_at=now)
            for member in members
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"groups {start} to {end} are there, after {time.perf_counter() - begun:.0f} s", flush=True)
    return pattern.pk


def _copy(row: Any, **values: Any) -> Any:
    """A row of the same kind, with those values instead."""
    fields = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if not one.primary_key}
    made = type(row)(**fields)
    for name, value in values.items():
        setattr(made, name, value)
    return made


def measure(pk: int) -> dict[str, float]:
    """The shortest of several times of each, in seconds: what else the machine does is none of it."""
    from django.test import Client

    from studycircle.members import links, planning, reminders, replies
    from studycircle.members.models import Member, Notice, Reminder
    from studycircle.publishing import bake
    from studycircle.store import actions, models

    series = models.Series.objects.select_related("group").get(pk=pk)
    row = Reminder.objects.filter(session__series=series).order_by("session__date").first()
    member = Member.objects.filter(group=series.group).first()
    assert row is not None
    assert member is not None
    now = dt.datetime.now(dt.UTC)

    def look() -> None:
        assert planning.plan_due(now) == 0

    def remind() -> None:
        Reminder.objects.filter(pk=row.pk).update(due_at=now, reminded_of=None)
        assert planning.plan_due(now) == 1

    def change() -> None:
        Reminder.objects.filter(pk=row.pk).update(change_at=now, known={**row.known, "room": "Elsewhere"})
        assert planning.plan_due(now) == 1

    def forget() -> None:
        Notice.objects.filter(session=row.session_id).delete()

    def save() -> None:
        actions.change_programme(
            series, lambda old: replace(old, series=replace(old.series, title=f"{time.time()}")), now=now
        )

    visitor, organiser = Client(), Client()
    person, _ = models.Person.objects.get_or_create(username="ann")
    actions.make_organiser(person, series.group)
    organiser.force_login(person)

    def get(client: Client, url: str) -> Callable[[], None]:
        def fetch() -> None:
            answer = client.get(url, secure=True)
            assert answer.status_code == 200, (url, answer.status_code)

        return fetch

    def bake_it() -> None:
        save()
        bake.bake_series(series, now=now)

    group, key = series.group.key, series.key
    acts: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
        "a look, nothing due": (look, lambda: None),
        f"one reminder, {MEMBERS} members": (remind, forget),
        "one change, 60 said yes": (change, forget),
        "saving a series": (save, lambda: None),
        "drafting a series' mail": (lambda: reminders.draft(series, now=now), lambda: None),
        "saving and baking a series": (bake_it, lambda: None),
        "page of a group, live": (get(organiser, f"/{group}/"), lambda: None),
        "page of a series, live": (get(organiser, f"/{group}/{key}/"), lambda: None),
        "page of a session, live": (get(organiser, f"/{group}/{key}/{row.session.key}/"), lambda: None),
        "calendar of a group, live": (get(organiser, f"/{group}/calendar.ics"), lambda: None),
        "feed of a series, live": (get(organiser, f"/{group}/{key}/feed.xml"), lambda: None),
        "a member's own calendar": (get(visitor, f"/calendar/{member.calendar}.ics"), lambda: None),
        "a member's own page": (get(visitor, urlsplit(links.me_link(member)).path), lambda: None),
        "the desk's home": (get(organiser, "/desk/"), lambda: None),
        "what a member can answer": (lambda: replies.coming(member, now=now), lambda: None),
    }
    return {name: min(_timed(act, after) for _ in range(ROUNDS)) for name, (act, after) in acts.items()}


def _timed(act: Callable[[], Any], after: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    took = time.perf_counter() - begun
    after()
    return took


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(main())

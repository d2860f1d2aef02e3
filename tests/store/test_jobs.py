"""The queue: a call is made once it is due, again if it failed, and again if its worker was killed."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from studycircle.store import jobs
from studycircle.store.models import Job
from studycircle.store.worker import work_once
from tests.store import calls

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)
ROOT = Path(__file__).resolve().parents[2]


def work_all() -> int:
    """Make all due calls; how many there were."""
    made = 0
    while work_once():
        made += 1
    return made


def test_calls_are_made_in_order_the_urgent_first(tmp_path):
    path = tmp_path / "note"
    for call, words in ((calls.note, "a"), (calls.note, "b"), (calls.note_first, "c")):
        call.enqueue(str(path), words)
    assert work_all() == 3
    assert path.read_text() == "cab"
    assert Job.objects.count() == 0


def test_of_equal_calls_one_waits(tmp_path):
    path = str(tmp_path / "note")
    first, second = calls.note.enqueue(path, "a"), calls.note.enqueue(path, "a")
    calls.note.enqueue(path, "b")
    assert first.id == second.id
    assert work_all() == 2


def test_a_call_for_later_waits_for_its_time_and_an_equal_one_brings_it_forward(tmp_path):
    path = tmp_path / "note"
    for hours in (2, 1, 3):
        calls.note.using(run_after=timezone.now() + dt.timedelta(hours=hours)).enqueue(str(path), "a")
    assert work_all() == 0
    job = Job.objects.get()
    assert dt.timedelta(minutes=59) < job.run_after - timezone.now() < dt.timedelta(minutes=61)
    assert jobs.claim(job.run_after - SECOND) is None
    calls.note.enqueue(str(path), "a")
    assert work_all() == 1
    assert path.read_text() == "a"


def test_a_call_asked_for_while_it_runs_is_made_once_more(tmp_path):
    path = tmp_path / "note"
    calls.once_more.enqueue(str(path))
    assert work_all() == 2
    assert path.read_text() == "xx"


def test_a_call_is_kept_with_the_change_that_asks_for_it_or_not_at_all(tmp_path):
    with transaction.atomic():
        calls.note.enqueue(str(tmp_path / "note"), "a")
        transaction.set_rollback(True)
    assert Job.objects.count() == 0


def test_a_failed_call_is_made_again_after_pauses_that_double_and_at_last_kept_with_its_error():
    calls.break_down.enqueue()
    now, pauses = timezone.now(), []
    for _ in range(jobs.MAX_ATTEMPTS):
        job = jobs.claim(now)
        assert jobs.run(job, clock=lambda: now) is False  # noqa: B023 - called at once
        row = Job.objects.get()
        if row.failed_at is None:
            pauses.append((row.run_after - now).total_seconds())
            now = row.run_after
    assert pauses == [10, 20, 40, 80, 160, 320, 640]
    assert row.failed_at == now
    assert "no bees today" in row.error
    assert jobs.claim(now + dt.timedelta(days=1)) is None
    calls.break_down.enqueue()  # and it can be asked for anew
    assert Job.objects.filter(failed_at=None).count() == 1


def test_a_failed_call_gives_way_to_an_equal_one_that_waits():
    calls.break_down.enqueue()
    job = jobs.claim(timezone.now())
    calls.break_down.enqueue()
    jobs.run(job)
    assert Job.objects.get().attempts == 0


def test_a_lease_keeps_others_away_until_it_runs_out(tmp_path):
    calls.note.enqueue(str(tmp_path / "note"), "a")
    now = timezone.now()
    first = jobs.claim(now)
    assert jobs.claim(now + jobs.LEASE - SECOND) is None
    second = jobs.claim(now + jobs.LEASE)
    assert (second.pk, second.attempts) == (first.pk, 2)
    jobs.run(first)  # late: the row is no longer its own, and stays for who has it now
    assert Job.objects.get().holder == second.holder
    jobs.run(second)
    assert Job.objects.count() == 0


def test_a_call_that_kills_each_worker_is_given_up(tmp_path):
    calls.note.enqueue(str(tmp_path / "note"), "a")
    now = timezone.now()
    for _ in range(jobs.MAX_ATTEMPTS):
        now += jobs.LEASE
        assert jobs.claim(now) is not None
    assert jobs.run(jobs.claim(now + jobs.LEASE)) is False
    assert not (tmp_path / "note").exists()
    assert Job.objects.get().failed_at is not None


WORKER = """
import datetime as dt, django
django.setup()
from studycircle.store import jobs, worker
jobs.LEASE = dt.timedelta(seconds=3)
worker.work(lambda: False)
"""


@pytest.fixture
def own_database(tmp_path):
    """The environment of an installation of its own, on the kind of database these tests run on; migrated."""
    environment = {
        **os.environ,
        "STUDYCIRCLE_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "studycircle.project.settings",
    }
    environment["PYTHONPATH"] = str(ROOT)
    if connection.vendor == "sqlite":
        environment.pop("STUDYCIRCLE_DATABASE", None)
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v0", "--skip-checks"], env=environment, check=True)
    else:
        server = os.environ["STUDYCIRCLE_DATABASE"].rpartition("/")[0]
        environment["STUDYCIRCLE_DATABASE"] = f"{server}/{connection.settings_dict['NAME']}"  # the test database itself
    return environment


ENQUEUE = "import django, sys; django.setup(); from tests.store import calls; calls.linger.enqueue(sys.argv[1])"
COUNT = "import django; django.setup(); from studycircle.store.models import Job; print(Job.objects.count())"


def python(code: str, *arguments: str, environment) -> str:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()


def wait_for(path: Path, words: str) -> str:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        if path.exists() and words in path.read_text():
            return path.read_text()
        time.sleep(0.05)
    raise AssertionError(f"{words!r} never came: {path.read_text() if path.exists() else 'no file'}")


@pytest.mark.django_db(transaction=True)
def test_a_call_whose_worker_was_killed_is_made_again_by_another(tmp_path, own_database):
    path = tmp_path / "note"
    python(ENQUEUE, str(path), environment=own_database)
    first = subprocess.Popen([sys.executable, "-c", WORKER], env=own_database)
    second = None
    try:
        assert wait_for(path, " ") == f"{first.pid} "
        time.sleep(4)  # longer than its lease: it renews it, so the other must not take it over
        second = subprocess.Popen([sys.executable, "-c", WORKER], env=own_database)
        time.sleep(4)
        assert path.read_text() == f"{first.pid} "
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert wait_for(path, "again") == f"{first.pid} done again"
        end = time.monotonic() + 90
        while python(COUNT, environment=own_database) != "0":
            assert time.monotonic() < end
    finally:
        for worker in filter(None, (first, second)):
            worker.kill()
            worker.wait()


@pytest.mark.django_db(transaction=True)
def test_a_worker_of_its_own_stops_when_it_is_told(tmp_path, own_database):
    command = [sys.executable, "-m", "django", "work", "--skip-checks"]
    worker = subprocess.Popen(command, env=own_database)
    try:
        path = tmp_path / "note"
        call = "import django, sys; django.setup(); from tests.store import calls; calls.note.enqueue(sys.argv[1], 'a')"
        python(call, str(path), environment=own_database)
        assert wait_for(path, "a") == "a"
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(100) == 0
    finally:
        worker.kill()
        worker.wait()

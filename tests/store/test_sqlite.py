"""SQLite as it is set up: many who write at once wait for one another, and none is turned away."""

import os
import subprocess
import sys

import pytest

CROWD = """
import datetime as dt, threading, sys
from dataclasses import replace
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from studycircle.documents.programme import Audience, Group, Programme, Series, Session
from studycircle.store import actions
from studycircle.store.load import load_programme

now = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
row = actions.import_programme(Programme(Group("g"), Series("s")), now=now).series
wrong = []

def write(name):
    try:
        for number in range(20):
            def change(programme):
                sessions = (*programme.series.sessions, Session(f"{name}-{number}"))
                return replace(programme, series=replace(programme.series, sessions=sessions))
            actions.change_programme(row, change, now=now)
    except Exception as error:
        wrong.append(repr(error))

threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(load_programme(row, audience=Audience.PUBLIC).series.sessions), wrong)
"""


@pytest.mark.skipif(bool(os.environ.get("STUDYCIRCLE_DATABASE")), reason="this is about SQLite")
def test_four_who_write_at_once_lose_nothing(tmp_path):
    environment = {
        **os.environ,
        "STUDYCIRCLE_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "studycircle.project.settings",
    }
    done = subprocess.run([sys.executable, "-c", CROWD], env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("80 []\n", 0), done.stderr

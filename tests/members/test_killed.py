"""Workers that are killed at random: the bench of bulk mail, scaled down, asks the same."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("STUDYCIRCLE_")}
    command = [sys.executable, str(ROOT / "bench" / "mail.py"), "--no-speed", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_everybody_gets_it_once_though_the_worker_is_killed():
    said = run("--recipients", "300", "--kills", "5")
    found = re.search(r"(\d+) of 300 recipients, (\d+) got it twice", said)
    assert found is not None
    assert (found[1], int(found[2]) <= 5) == ("300", True)


@pytest.mark.postgresql
def test_four_workers_at_once_send_nothing_twice():
    import psycopg

    server = os.environ["STUDYCIRCLE_DATABASE"].rpartition("/")[0]
    name = f"studycircle_mail_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            given = ("--recipients", "300", "--kills", "0", "--workers", "4", "--database", f"{server}/{name}")
            assert "300 of 300 recipients, 0 got it twice" in run(*given)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

"""The same tests once more on PostgreSQL, chosen the way a host chooses it: by the one setting."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ADDRESS = os.environ.get("STUDYCIRCLE_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432")
ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ["tests/store", "tests/publishing", "tests/members", "tests/discussion"]


def is_there() -> bool:
    import psycopg

    try:
        psycopg.connect(f"{ADDRESS}/postgres", connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.mark.skipif(bool(os.environ.get("STUDYCIRCLE_DATABASE")), reason="these tests already run on a chosen database")
@pytest.mark.timeout(3600)  # hundreds of tests in one, and each of them has a limit of its own
def test_the_store_s_tests_pass_on_postgresql():
    if not is_there():
        assert os.environ.get("CI") != "true", f"CI must have PostgreSQL, and none answers at {ADDRESS}"
        pytest.skip(f"no PostgreSQL answers at {ADDRESS}")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    environment["STUDYCIRCLE_DATABASE"] = f"{ADDRESS}/studycircle_{os.getpid()}"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *FOLDERS],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:]

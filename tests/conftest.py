"""Fixtures everything shares."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes tells of the machine and its load, never of the code.
settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# CI asks the same examples each time: whether a change is sound must not hang on the luck of that run. Everywhere else
# the examples are new ones at each run, which is where new cases are found.
settings.register_profile("ci", settings.get_profile("any-machine"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "any-machine")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real material beside the checkout; a fresh clone has none, and then the test says so and skips."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip(f"no development material at {folder}")
    return folder


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What only PostgreSQL can show is left to the run on it (``tests/store/test_on_postgresql.py``)."""
    if os.environ.get("STUDYCIRCLE_DATABASE"):
        return
    left = [item for item in items if item.get_closest_marker("postgresql")]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]

"""Fixtures of publishing's tests."""

from pathlib import Path

import pytest


@pytest.fixture
def data(settings, tmp_path) -> Path:
    """A data folder of the test's own."""
    settings.DATA = tmp_path
    settings.PUBLIC = tmp_path / "public"
    settings.FILES = tmp_path / "files"
    settings.SHELF, settings.FOR_MEMBERS = tmp_path / "shelf", tmp_path / "for-members"
    settings.STATIC_ROOT = tmp_path / "public" / "static"
    return tmp_path

"""Fixtures of the store's tests."""

import pytest

from studycircle.store import models


@pytest.fixture
def group(db) -> models.Group:
    return models.Group.objects.create(key="apiary", name="Apiary readers", zone="Europe/London")

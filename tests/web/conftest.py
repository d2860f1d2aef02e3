"""People with known rights: Ann organises the first group, Bea another; Eda edits the first's notes, Mia is a member;
Ada administers the installation and is in no group; and somebody is signed in as nobody."""

import datetime as dt

import pytest
from django.test import Client

from studycircle.store import actions, models
from tests.programmes import RICH

NOW = dt.datetime(2026, 10, 20, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    """Files of these tests go to a folder of their own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slow ones are for real passwords
    settings.DATA, settings.PUBLIC, settings.FILES = tmp_path, tmp_path / "public", tmp_path / "files"
    settings.SHELF, settings.FOR_MEMBERS = tmp_path / "shelf", tmp_path / "for-members"
    return tmp_path


@pytest.fixture
def series(db):
    """The rich programme, live."""
    return actions.import_programme(RICH, now=NOW).series


@pytest.fixture
def ann(series):
    return signed_in("ann", series.group)


@pytest.fixture
def bea(db):
    """An organiser of a group of her own, which is not the one of ``series``."""
    group = models.Group.objects.create(key="elsewhere", name="Elsewhere")
    return signed_in("bea", group)


@pytest.fixture
def eda(series):
    """An editor of the group of ``series``."""
    return signed_in("eda", series.group, models.Right.EDITOR)


@pytest.fixture
def mia(series):
    """A member of the group of ``series``."""
    return signed_in("mia", series.group, models.Right.MEMBER)


@pytest.fixture
def ada(db):
    """The administrator of the installation, who is in no group."""
    client = signed_in("ada", None)
    models.Person.objects.filter(username="ada").update(is_superuser=True)
    return client


def signed_in(name, group, right=models.Right.ORGANISER):
    person = models.Person.objects.create_user(name, password="x")
    if group:
        models.Membership.objects.create(person=person, group=group, right=right)
    client = Client()
    client.force_login(person)
    return client

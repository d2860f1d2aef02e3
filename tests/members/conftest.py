"""Fixtures of the tests of members."""

import pytest

from studycircle.members import people
from studycircle.members.models import Member
from studycircle.store import actions
from tests.programmes import NOW, RICH


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    """Files of these tests go to a folder of their own."""
    settings.DATA, settings.PUBLIC, settings.FILES = tmp_path, tmp_path / "public", tmp_path / "files"
    settings.SHELF, settings.FOR_MEMBERS = tmp_path / "shelf", tmp_path / "for-members"
    return tmp_path


@pytest.fixture
def series(db):
    """The rich programme, live."""
    return actions.import_programme(RICH, now=NOW).series


@pytest.fixture
def group(series):
    return series.group


@pytest.fixture
def make_member(group):
    """Make a confirmed member of the group, with the name as address and pseudonym."""

    def make(name="wren", *, now=NOW, **values) -> Member:
        email = f"{name}@example.org"
        people.join(group, email, people.Wishes(name), now=now)
        member = Member.objects.get(group=group, address=email)
        people.confirm(member, now=now)
        Member.objects.filter(pk=member.pk).update(**values)
        return Member.objects.select_related("group").get(pk=member.pk)

    return make

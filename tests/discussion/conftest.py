"""Fixtures of the tests of comments."""

import pytest

from studycircle.discussion.actions import Subject
from studycircle.members import people
from studycircle.members.models import Member
from studycircle.store import actions
from studycircle.store.models import Membership, Person, Session
from tests.programmes import NOW, RICH


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    """Files of these tests go to a folder of their own."""
    settings.DATA, settings.PUBLIC, settings.FILES = tmp_path, tmp_path / "public", tmp_path / "files"
    settings.SHELF, settings.FOR_MEMBERS = tmp_path / "shelf", tmp_path / "for-members"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path


@pytest.fixture
def series(db):
    """The rich programme, live."""
    return actions.import_programme(RICH, now=NOW).series


@pytest.fixture
def group(series):
    return series.group


@pytest.fixture
def session(series):
    """A session with questions and several readings."""
    return Session.objects.select_related("series__group").get(series=series, key="sweetness-and-power")


@pytest.fixture
def subject(session):
    return Subject(session)


@pytest.fixture
def ann(group):
    """An organiser."""
    person = Person.objects.create_user("ann", password="x")
    Membership.objects.create(person=person, group=group, right="organiser")
    return person


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

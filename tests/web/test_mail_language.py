"""Mail is in the language of whoever gets it: that of their account, else the group's, else the page's."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from studycircle.store import models
from studycircle.store.jobs import Job


@pytest.fixture(autouse=True)
def no_limits_of_others():
    cache.clear()


def account(language, *, verified=True):
    person = models.Person.objects.create_user("una", "", "x", language=language)
    EmailAddress.objects.create(user=person, email="una@example.org", verified=verified, primary=True)


def mailed():
    """The subject of the mail that waits."""
    return Job.objects.get(task="studycircle.store.mail.send").args[0]


def invite(ann, series, *, group="en"):
    models.Group.objects.filter(pk=series.group_id).update(language=group)
    models.Person.objects.filter(username="ann").update(language="fr")
    ann.post(f"/desk/groups/{series.group.key}/people/", {"right": "member", "email": "Una@example.org"})
    return mailed()


@pytest.mark.parametrize(
    ("group", "subject"),
    [
        ("de-AT", "Einladung zu „Canalside Readers“"),
        ("es", "Invitación a «Canalside Readers»"),
        ("it", "Invitation to “Canalside Readers”"),  # not spoken here
    ],
)
def test_an_invitation_to_somebody_new_is_in_the_groups_language(ann, series, group, subject):
    assert invite(ann, series, group=group) == subject


def test_an_invitation_to_somebody_with_an_account_is_in_theirs(ann, series):
    account("es")
    assert invite(ann, series, group="de") == "Invitación a «Canalside Readers»"
    assert "le invita" in Job.objects.get(task="studycircle.store.mail.send").args[1]


def test_an_address_that_was_never_confirmed_says_nothing(ann, series):
    account("es", verified=False)
    assert invite(ann, series, group="de") == "Einladung zu „Canalside Readers“"


@pytest.mark.parametrize(("chosen", "words"), [("de", "ist Ihr Code"), ("", "est votre code")])
def test_a_code_is_in_the_language_of_the_account_else_of_the_page(db, chosen, words):
    account(chosen)
    answer = Client().post("/account/sign-in/code/", {"email": "una@example.org"}, headers={"accept-language": "fr"})
    assert answer.status_code == 302
    assert mailed().endswith(words)

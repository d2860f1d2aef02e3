"""Signing in: by password, by a mailed code, with an authenticator app; devices, passwords, the mail address."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client

from studycircle.store import actions, models
from studycircle.store.worker import work_once

SIGN_IN, CODE, CONFIRM = "/account/sign-in/", "/account/sign-in/code/", "/account/sign-in/code/confirm/"
WORDS = "a long enough password"


@pytest.fixture(autouse=True)
def no_limits_of_others():
    """What was tried in another test does not count."""
    cache.clear()


@pytest.fixture
def una(db):
    """Somebody with a password and a confirmed mail address."""
    person = models.Person.objects.create_user("una", "una@example.org", WORDS)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def arrived() -> str:
    """The last mail, as it goes over the line."""
    while work_once():
        pass
    return mail.outbox[-1].message().as_bytes().decode()


def is_in(client) -> bool:
    return client.get("/account/").status_code == 200


def sign_in(client, name="una", password=WORDS, **headers):
    return client.post(SIGN_IN, {"login": name, "password": password}, headers=headers)


@pytest.mark.parametrize("name", ["una", "una@example.org", "UNA@example.org"])
def test_by_name_or_mail_address_and_password(una, name):
    client = Client()
    response = sign_in(client, name)
    assert (response.status_code, response.headers["Location"]) == (302, "/desk/")
    assert is_in(client)
    assert set(client.cookies) == {"studycircle_session", "studycircle_csrf"}


def test_the_login_of_the_command_line_works(db):
    password = actions.add_organiser("Op Erator")
    client = Client()
    sign_in(client, "Op Erator", password)
    assert is_in(client)
    assert models.Person.objects.get(username="Op Erator").is_superuser  # somebody has to found the first group


def test_a_wrong_password_is_refused_and_soon_not_even_tried(una):
    for _ in range(5):
        assert not is_in(client := Client())
        assert sign_in(client, password="wrong").status_code == 200
    client = Client()
    assert "Too many failed login attempts" in sign_in(client).content.decode()
    assert not is_in(client)


def test_who_was_shut_out_is_out_at_once(una):
    client = Client()
    sign_in(client)
    models.Person.objects.filter(pk=una.pk).update(is_active=False)
    assert not is_in(client)
    sign_in(other := Client())
    assert not is_in(other)


def test_nobody_signs_up(db):
    from django.urls import NoReverseMatch, reverse

    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_a_mailed_code_lets_in_once(una):
    client = Client()
    assert client.post(CODE, {"email": "una@example.org"}).headers["Location"] == CONFIRM
    letter = arrived()
    [code] = re.findall(r"^([A-Z0-9]{3,}-?[A-Z0-9]+)\r?$", letter, re.M)
    assert f"Subject: {code} is your code\n" in letter.replace("\r\n", "\n")
    assert "To: una@example.org" in letter
    [link] = re.findall(r"http://testserver(/\S+)", letter)
    assert link == f"{CONFIRM}?code={code}"
    assert f'value="{code}"' in client.get(link).content.decode()  # and nothing has happened: mail scanners look too
    assert not is_in(client)
    assert not is_in(other := Client())
    assert other.post(CONFIRM, {"code": code}).status_code == 302  # it holds for the browser that asked
    assert not is_in(other)
    assert client.post(CONFIRM, {"code": code}).headers["Location"] == "/desk/"
    assert is_in(client)
    client.post("/account/sign-out/")
    client.post(CONFIRM, {"code": code})
    assert not is_in(client)


def test_a_code_is_good_for_ten_minutes(una, monkeypatch):
    client = Client()
    client.post(CODE, {"email": "una@example.org"})
    code = re.findall(r"code=(\S+)", arrived())[0]
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 601)
    client.post(CONFIRM, {"code": code})
    assert not is_in(client)
    monkeypatch.setattr("time.time", lambda: now + 599)


def test_a_code_is_guessed_three_times(una):
    client = Client()
    client.post(CODE, {"email": "una@example.org"})
    code = re.findall(r"code=(\S+)", arrived())[0]
    for _ in range(3):
        client.post(CONFIRM, {"code": "AAAAAA"})
    client.post(CONFIRM, {"code": code})
    assert not is_in(client)


def test_an_address_nobody_has_gets_the_same_answer_and_no_mail(una):
    known, unknown = Client(), Client()
    answers = [
        client.post(CODE, {"email": address}, follow=True).content.decode().replace(address, "")
        for client, address in ((known, "una@example.org"), (unknown, "nobody@example.org"))
    ]
    shown = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer) for answer in answers]
    assert shown[0] == shown[1]
    arrived()
    assert [letter.to for letter in mail.outbox] == [["una@example.org"]]


def test_codes_cannot_be_asked_for_without_end(una):
    for _ in range(7):
        Client().post(CODE, {"email": "una@example.org"})
    arrived()
    assert len(mail.outbox) == 5


def totp(secret: str) -> str:
    """What an authenticator app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def with_app(client) -> str:
    """Set an authenticator app up; gives its secret."""
    client.post("/account/again/", {"password": WORDS})
    page = client.get("/account/second-step/totp/activate/").content.decode()
    secret = re.findall(r"<code>(\w+)</code>", page)[0]
    assert 'src="data:image/svg+xml;base64,' in page
    response = client.post("/account/second-step/totp/activate/", {"code": totp(secret)})
    assert response.headers["Location"] == "/account/second-step/recovery-codes/"
    return secret


def test_an_authenticator_app_is_asked_after_the_password_and_after_the_code(una):
    client = Client()
    sign_in(client)
    secret = with_app(client)
    assert "authenticator app" in client.get("/account/").content.decode()
    codes = re.findall(r"<code>(\w+)</code>", client.get("/account/second-step/recovery-codes/").content.decode())
    assert len(codes) == 10
    cache.clear()  # the app's code may not be used a second time within its half minute

    for enter in (lambda one: sign_in(one), by_mail):
        client = Client()
        assert enter(client).headers["Location"] == "/account/second-step/authenticate/"
        assert not is_in(client)
        client.post("/account/second-step/authenticate/", {"code": "000000"})
        assert not is_in(client)
        client.post("/account/second-step/authenticate/", {"code": totp(secret)})
        assert is_in(client)
        cache.clear()
    for _ in range(2):  # a recovery code works once
        sign_in(client := Client())
        client.post("/account/second-step/authenticate/", {"code": codes[0]})
        cache.clear()
    assert not is_in(client)


def by_mail(client):
    client.post(CODE, {"email": "una@example.org"})
    return client.post(CONFIRM, {"code": re.findall(r"code=(\S+)", arrived())[0]})


def test_what_one_signs_in_with_changes_only_after_showing_who_one_is(una, monkeypatch):
    client = Client()
    sign_in(client)
    page = "/account/second-step/totp/activate/"
    response = client.get(page)
    assert response.headers["Location"].startswith("/account/again/")
    client.post(response.headers["Location"], {"password": "wrong"})
    assert client.get(page).status_code == 302
    client.post(response.headers["Location"], {"password": WORDS})
    assert client.get(page).status_code == 200
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 301)
    assert client.get(page).status_code == 302
    assert Authenticator.objects.count() == 0


def test_devices_are_listed_and_signed_out_one_by_one(una):
    here, phone, old = Client(), Client(), Client()
    sign_in(here, **{"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"})
    sign_in(phone, **{"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1"})
    sign_in(old, **{"User-Agent": "curl/8"})
    words = here.get("/account/").content.decode()
    assert [name in words for name in ("Firefox, Linux", "Safari, iPhone", "an unknown device")] == [True] * 3
    device = UserSession.objects.get(user_agent__contains="iPhone")
    here.post("/account/devices/", {"device": device.pk})
    assert [is_in(client) for client in (here, phone, old)] == [True, False, True]
    here.post("/account/devices/", {})
    assert [is_in(client) for client in (here, phone, old)] == [True, False, False]


def test_nobody_signs_another_one_out(una, ann):
    sign_in(client := Client())
    ann.post("/account/devices/", {"device": UserSession.objects.get(user=una).pk})
    assert is_in(client)


def test_a_new_password_ends_the_other_sessions(una):
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    new = "another long password"
    here.post("/account/password/", {"oldpassword": WORDS, "password1": new, "password2": new})
    assert (is_in(here), is_in(there)) == (True, False)
    assert "If that was not you" in arrived()


def test_a_forgotten_password_is_set_anew_by_mail_once(una):
    client = Client()
    client.post("/account/password/forgotten/", {"email": "una@example.org"})
    [link] = re.findall(r"http://testserver(/account/password/forgotten/\S+)", arrived())
    client = Client()
    form = client.get(link).headers["Location"]
    new = "another long password"
    client.post(form, {"password1": new, "password2": new})
    sign_in(client, password=new)
    assert is_in(client)
    assert "This link was used" in Client().get(link, follow=True).content.decode()


def test_the_mail_address_changes_when_the_new_one_is_confirmed(una):
    client = Client()
    sign_in(client)
    client.post("/account/mail/", {"email": "new@example.org", "action_add": "1"})
    letter = arrived()
    assert "To: new@example.org" in letter
    una.refresh_from_db()
    assert una.email == "una@example.org"
    [link] = re.findall(r"http://testserver(/account/mail/confirm/\S+)", letter)
    assert client.get(link).status_code == 200
    una.refresh_from_db()
    assert una.email == "una@example.org"  # a look changes nothing
    assert client.post(link).headers["Location"] == "/account/"
    una.refresh_from_db()
    assert una.email == "new@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("new@example.org", True)]


def test_no_page_of_ours_has_script_or_style_inline(una):
    client = Client()
    sign_in(client)
    client.post("/account/again/", {"password": WORDS})
    pages = [
        "",
        "again/",
        "mail/",
        "password/",
        "second-step/",
        "second-step/totp/activate/",
        "second-step/webauthn/add/",
    ]
    shown = [client.get(f"/account/{page}") for page in pages] + [
        Client().get(f"/account/{page}") for page in ("sign-in/", "sign-in/code/", "password/forgotten/")
    ]
    for response in shown:
        assert response.status_code == 200, response.request["PATH_INFO"]
        words = response.content.decode()
        assert re.findall(r"<script(?![^>]*\ssrc=\"/static/)|<style|\sstyle=|\son\w+=", words) == []
        assert re.findall(r'(?:src|href)="(?:https?:)?//', words) == []

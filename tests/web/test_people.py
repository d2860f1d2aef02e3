"""The people of a group, invitations, what an editor writes, groups as wholes, and a host of a group's own."""

import json
import re
from dataclasses import replace

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from studycircle.documents.programme import Audience, Note
from studycircle.errors import WriteError
from studycircle.project.domains import FILE, Domains, Hosts
from studycircle.project.shim import Shim
from studycircle.publishing import bake
from studycircle.store import actions, clock, groups, models, people
from studycircle.store.load import load_programme
from studycircle.store.models import Right
from studycircle.store.worker import work_once
from tests.programmes import RICH
from tests.web.conftest import NOW
from tests.web.forms import sent_by


def person(name):
    return models.Person.objects.get(username=name)


def rights(group):
    return dict(models.Membership.objects.filter(group=group).values_list("person__username", "right"))


def base(series):
    return f"/desk/groups/{series.group.key}/"


def invite(client, series, right="member", email=""):
    """Invite somebody; gives the link that stands on the page, and the one in the mail."""
    response = client.post(f"{base(series)}people/", {"right": right, "email": email}, follow=True)
    copied = re.findall(r'value="http://testserver(/account/invitation/[^"]+)"', response.content.decode())[0]
    while work_once():
        pass
    mailed = re.findall(r"http://testserver(/account/invitation/\S+)", mail.outbox[-1].body) if email else [""]
    return copied, mailed[0]


def test_whoever_is_invited_by_mail_joins_with_that_address_and_no_password(series, ann):
    _, link = invite(ann, series, "editor", "eve@example.org")
    assert "ann invites you to the reading group" in mail.outbox[-1].body
    assert "”. As an editor you write notes and questions.\n" in mail.outbox[-1].body
    client = Client()
    assert "Invitation to" in client.get(link).content.decode()
    assert rights(series.group) == {"ann": "organiser"}  # a look accepts nothing: mail scanners look too
    response = client.post(link, {"name": " Eve  Adams ", "password": ""})
    assert (response.status_code, response.headers["Location"]) == (302, "/desk/")
    assert rights(series.group) == {"ann": "organiser", "Eve Adams": "editor"}
    eve = person("Eve Adams")
    assert (eve.has_usable_password(), eve.email) == (False, "eve@example.org")
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("eve@example.org", True)]
    assert client.get("/account/").status_code == 200
    assert Client().get(link).status_code == 404  # once


@pytest.mark.parametrize(
    ("server", "email", "said"),
    [
        ("", "", "The link stands below. Pass it on to one person"),
        ("", "eve@example.org", "No mail reaches eve@example.org, because no mail server is set up."),
        ("smtp://mail.example.org", "eve@example.org", "The invitation is on its way to eve@example.org."),
    ],
)
def test_who_invites_is_told_whether_a_mail_goes_out(series, ann, settings, server, email, said):
    settings.MAIL = server
    page = ann.post(f"{base(series)}people/", {"right": "member", "email": email}, follow=True).content.decode()
    assert said in page


def test_a_copied_link_proves_no_address_and_needs_a_password(series, ann):
    link, _ = invite(ann, series, "member", "eve@example.org")
    client = Client()
    assert client.post(link, {"name": "Eve", "password": ""}).status_code == 422
    assert client.post(link, {"name": "Eve", "password": "short"}).status_code == 422
    assert client.post(link, {"name": "eve@example.org", "password": "a long enough password"}).status_code == 422
    assert client.post(link, {"name": "ANN", "password": "a long enough password"}).status_code == 422
    assert client.post(link, {"name": "Eve", "password": "a long enough password"}).status_code == 302
    assert person("Eve").email == ""
    assert EmailAddress.objects.count() == 0


def test_who_has_an_account_takes_part_with_it(series, ann, bea):
    link, _ = invite(ann, series, "editor")
    assert "Take part as bea" in bea.get(link).content.decode()
    bea.post(link)
    assert rights(series.group) == {"ann": "organiser", "bea": "editor"}


def test_an_address_that_has_an_account_makes_no_second_one(series, ann, bea):
    EmailAddress.objects.create(user=person("bea"), email="bea@example.org", verified=True, primary=True)
    _, link = invite(ann, series, "member", "Bea@example.org")
    client = Client()
    assert "Sign in and take part" in client.get(link).content.decode()
    client.post(link, {"name": "Second", "password": "a long enough password"})
    assert not models.Person.objects.filter(username="Second").exists()


def test_an_invitation_takes_no_right_away(series, ann):
    link, _ = invite(ann, series, "member")
    ann.post(link)
    assert rights(series.group) == {"ann": "organiser"}


@pytest.mark.parametrize("spoil", ["withdrawn", "old", "forged", "group gone"])
def test_a_link_that_no_longer_holds(series, ann, bea, spoil, monkeypatch):
    link, _ = invite(ann, series)
    if spoil == "withdrawn":
        ann.post(f"{base(series)}people/invitations/{models.Invitation.objects.get().pk}/")
    elif spoil == "old":
        late = clock.now() + people.LIFE
        monkeypatch.setattr(clock, "now", lambda: late)
    elif spoil == "forged":
        number = models.Invitation.objects.get().pk
        link = link.replace(f"/{number}c:", f"/{number}m:")
    else:
        models.Group.objects.filter(pk=series.group_id).update(archived=True)
    assert bea.get(link).status_code == 404
    assert bea.post(link).status_code == 404
    assert "bea" not in rights(series.group)


def test_of_two_who_bring_the_same_link_one_is_let_in(series, ann, bea, mia):
    link, _ = invite(ann, series, "organiser")
    opened = people.opened(link.rstrip("/").rpartition("/")[2], now=NOW)
    people.accept(opened.invitation, person("bea"), now=NOW)
    with pytest.raises(WriteError):
        people.accept(opened.invitation, person("mia"), now=NOW)
    assert rights(series.group) == {"ann": "organiser", "bea": "organiser", "mia": "member"}


def test_rights_are_changed_and_undone(series, ann, mia):
    mia_page = f"{base(series)}people/{person('mia').pk}/"
    ann.post(mia_page, {"right": "editor", "stamp": "member"})
    assert rights(series.group)["mia"] == "editor"
    assert ann.post(mia_page, {"right": "organiser", "stamp": "member"}).status_code == 422  # not what was seen
    assert rights(series.group)["mia"] == "editor"
    ann.post(mia_page, {"right": "none", "stamp": "editor"})
    assert rights(series.group) == {"ann": "organiser"}
    assert mia.get(f"{base(series)}{series.key}/notes/").status_code == 404
    assert "bring back" in ann.get(f"{base(series)}people/").content.decode()
    ann.post(f"{mia_page}bring-back/")
    assert rights(series.group) == {"ann": "organiser", "mia": "editor"}


@pytest.mark.parametrize("right", ["none", "member", "editor"])
def test_a_group_keeps_an_organiser(series, ann, right):
    response = ann.post(f"{base(series)}people/{person('ann').pk}/", {"right": right, "stamp": "organiser"})
    assert response.status_code == 422
    assert "at least one organiser" in response.content.decode()
    assert rights(series.group) == {"ann": "organiser"}


def test_who_was_taken_out_sees_nothing_any_more(series, ann, mia):
    [hidden] = [contact.phone for contact in RICH.series.contacts if contact.audience != "public" and contact.phone][:1]
    url = f"/{series.group.key}/{series.key}/"
    assert hidden in mia.get(url).content.decode()
    people.remove(person("mia"), series.group, seen="member", now=NOW)
    assert hidden not in mia.get(url).content.decode()


def test_drafts_of_a_group_are_gone_with_the_right(series, ann, mia):
    actions.make_organiser(person("mia"), series.group)
    mia.post(f"/desk/groups/{series.group.key}/{series.key}/import/", {"text": "3 March 2026 - The Hive"})
    draft = models.Draft.objects.get()
    assert mia.get(f"/desk/drafts/{draft.pk}/").status_code == 200
    people.change_right(person("mia"), series.group, Right.MEMBER, seen="organiser")
    assert mia.get(f"/desk/drafts/{draft.pk}/").status_code == 404


def filled(client, page, **typed):
    """What a browser would send for the form on ``page``, with what was ``typed``; names may be no field of it."""
    return dict(sent_by(client.get(page).content.decode()).items()) | typed


def live(series):
    return load_programme(series, audience=Audience.ORGANISERS)


def test_an_editor_writes_notes_and_questions_and_nothing_else(series, eda):
    before = live(series).series.sessions[0]
    secret = Note("for-us", "For us", audience=Audience.ORGANISERS)
    actions.change_programme(
        series,
        lambda one: replace(
            one,
            series=replace(
                one.series, sessions=(replace(before, notes=(*before.notes, secret)), *one.series.sessions[1:])
            ),
        ),
        now=NOW,
    )
    page = f"{base(series)}{series.key}/notes/{before.key}/"
    shown = eda.get(page)
    assert "For us" not in shown.content.decode()
    typed = filled(eda, page)
    assert not any(name.startswith(("session-", "place-", "readings-")) for name in typed)
    new = f"notes-{len(before.notes)}"
    typed |= {f"{new}-title": "For us", f"{new}-body": "See page 3.", f"{new}-audience": "public", "session-title": "x"}
    assert eda.post(page, typed).status_code == 302
    after = live(series).series.sessions[0]
    assert (after.title, after.readings, after.date) == (before.title, before.readings, before.date)
    assert [(note.title, note.audience) for note in after.notes if note.title == "For us"] == [
        ("For us", "organisers"),
        ("For us", "public"),
    ]
    assert after.questions == before.questions
    late = eda.post(page, typed)  # what was seen is no longer what is
    assert late.status_code == 409
    assert "See page 3." in late.content.decode()


def test_an_editor_cannot_write_over_a_note_they_do_not_see(series, eda):
    before = live(series).series.sessions[0]
    secret = Note("for-us", "For us", audience=Audience.ORGANISERS)
    actions.change_programme(
        series,
        lambda one: replace(
            one, series=replace(one.series, sessions=(replace(before, notes=(secret,)), *one.series.sessions[1:]))
        ),
        now=NOW,
    )
    page = f"{base(series)}{series.key}/notes/{before.key}/"
    typed = filled(eda, page)
    typed |= {"notes-0-key": "for-us", "notes-0-title": "Mine", "notes-0-body": "x", "notes-0-audience": "public"}
    assert eda.post(page, typed).status_code == 302
    notes = live(series).series.sessions[0].notes
    assert [(note.key, note.title) for note in notes] == [("for-us", "For us"), ("mine", "Mine")]


def test_a_group_is_founded_and_set_without_a_page(ann):
    typed = filled(ann, "/desk/groups/new/", name="Das Kapital", language="de", zone="Europe/Berlin")
    assert ann.post("/desk/groups/new/", {**typed, "key": "desk"}).status_code == 422
    assert ann.post("/desk/groups/new/", typed).status_code == 302
    group = models.Group.objects.get(name="Das Kapital")
    assert (group.key, group.language, group.zone) == ("das-kapital", "de", "Europe/Berlin")
    assert rights(group) == {"ann": "organiser"}
    assert ann.get("/desk/groups/das-kapital/settings/").status_code == 200


def test_the_settings_of_a_group(series, ann):
    page = f"{base(series)}settings/"
    typed = filled(ann, page, name="Renamed", accent="#123456", domain="https://Reading.Example.org/")
    assert ann.post(page, {**typed, "stamp": "x"}).status_code == 409
    assert ann.post(page, typed).status_code == 302
    group = models.Group.objects.get(pk=series.group_id)
    assert (group.name, group.accent, group.domain) == ("Renamed", "#123456", "reading.example.org")
    assert live(series).group.name == "Renamed"


@pytest.mark.parametrize("domain", ["not a host", "localhost", "reading.example.com", "taken.example.org"])
def test_a_host_no_group_can_have(series, ann, domain, settings):
    settings.ADDRESS = "https://reading.example.com"
    models.Group.objects.create(key="other", name="Other", domain="taken.example.org")
    page = f"{base(series)}settings/"
    assert ann.post(page, filled(ann, page, domain=domain)).status_code == 422
    assert models.Group.objects.get(pk=series.group_id).domain == ""


def test_another_time_zone_moves_the_hours_of_its_sessions_in_calendars(series):
    before = live(series)
    group = replace(groups.document(series.group), zone="Asia/Tokyo")
    assert group.zone != before.group.zone
    groups.change(series.group, group, "", now=NOW)
    after = live(series)
    pairs = list(zip(before.series.sessions, after.series.sessions, strict=True))
    assert [new.sequence - old.sequence for old, new in pairs] == [int(old.date is not None) for old, new in pairs]
    assert after.group.zone == "Asia/Tokyo"


def test_the_administrator_sees_all_and_makes_organisers(series, ann, ada, mia):
    words = ada.get("/desk/administration/").content.decode()
    assert [name in words for name in ("ann", "mia", "ada", series.group.name)] == [True] * 4
    ada.post("/desk/administration/", {"person": person("mia").pk, "group": series.group.key})
    assert rights(series.group)["mia"] == "organiser"


def test_somebody_administers_and_every_group_keeps_an_organiser(series, ann, ada, mia):
    own = f"/desk/administration/people/{person('ada').pk}/"
    for do in ("unmake-administrator", "shut-out"):
        assert ada.post(own, {"do": do}).status_code == 422
    assert ada.post(f"/desk/administration/people/{person('ann').pk}/", {"do": "shut-out"}).status_code == 422
    ada.post(f"/desk/administration/people/{person('mia').pk}/", {"do": "make-administrator"})
    assert ada.post(own, {"do": "unmake-administrator"}).status_code == 302
    assert ada.get("/desk/administration/").status_code == 404
    mia.post(own, {"do": "shut-out"})
    assert ada.get("/desk/").status_code == 302
    mia.post(own, {"do": "let-in"})
    assert ada.get("/desk/").status_code == 200


@pytest.fixture
def domain(series, settings):
    """The group at a host of its own, baked; the installation's other hosts stay."""
    models.Group.objects.filter(pk=series.group_id).update(domain="reading.example.org")
    series.group.refresh_from_db()
    bake.write_domains()
    bake.bake_site(series.group, now=NOW)
    settings.ALLOWED_HOSTS = Hosts(["testserver"], Domains(settings.DATA / FILE, look_every=0))
    return "reading.example.org"


def test_at_its_own_host_a_group_is_the_root(series, domain, settings):
    def django(environ, start):
        start("200 OK", [])
        return [b"Django"]

    shim = Shim(django, settings.PUBLIC, cookie="c", headers=(), domains=Domains(settings.DATA / FILE, look_every=0))

    def ask(path, host=f"{domain}:8000"):
        heard = []
        environ = {"PATH_INFO": path, "REQUEST_METHOD": "GET", "HTTP_HOST": host}
        body = b"".join(shim(environ, lambda *said: heard.extend(said)))
        return heard[0][:3], dict(heard[1]).get("Location"), body

    folder = settings.PUBLIC / series.group.key
    key = series.key
    assert ask("/") == ("200", None, (folder / "index.html").read_bytes())
    assert ask(f"/{key}/") == ("200", None, (folder / key / "index.html").read_bytes())
    assert ask(f"/{key}")[:2] == ("301", f"/{key}/")
    assert ask(f"/{series.group.key}/{key}/")[:2] == ("301", f"/{key}/")
    assert ask("/nowhere/") == ("404", None, (folder / "404.html").read_bytes())
    assert ask("/desk/") == ("200", None, b"Django")
    assert ask("/account/sign-in/") == ("200", None, b"Django")
    assert ask(f"/{key}/", host="elsewhere.example.org")[2] == b"Django"
    assert ask(f"/{series.group.key}/{key}/", host="elsewhere.example.org")[0] == "200"


def test_who_is_signed_in_finds_the_same_there(series, domain, ann):
    at = {"HTTP_HOST": domain}
    key = series.key
    assert series.title in ann.get(f"/{key}/", **at).content.decode()
    assert ann.get(f"/{key}", **at).headers["Location"] == f"/{key}/"
    assert ann.get(f"/{series.group.key}/{key}/", **at).headers["Location"] == f"/{key}/"
    assert (
        ann.get(f"/{series.group.key}//elsewhere.example.org/", **at).headers["Location"] == "/elsewhere.example.org/"
    )
    assert ann.get("/desk/", **at).status_code == 200
    assert ann.get("/nowhere/", **at).status_code == 404
    assert ann.get("/desk/", HTTP_HOST="elsewhere.example.org").status_code == 400


def test_pages_name_their_own_host_and_the_table_follows_without_a_restart(series, domain, settings):
    page = (settings.PUBLIC / series.group.key / series.key / "index.html").read_text()
    assert f"http://{domain}/{series.key}/" in page
    domains = Domains(settings.DATA / FILE, look_every=0)
    assert domains.group_of(f"{domain.upper()}:443") == series.group.key
    models.Group.objects.filter(pk=series.group_id).update(domain="")
    bake.write_domains()
    assert json.loads((settings.DATA / FILE).read_text()) == {}
    assert domains.group_of(domain) is None

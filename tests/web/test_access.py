"""Who may go where, from the address table itself: an address without an expectation here fails.

An expectation is what a GET gets a visitor, an organiser of another group, and the organiser; members, editors and
the administrator get what the other group's organiser gets, unless ``OTHERWISE`` says so. 302 leads to the sign-in
page, and another group's things are 404.
"""

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from studycircle.documents.text import Block, BlockKind, Inline, Text, number_blocks
from studycircle.store import actions, models, people, shelf
from studycircle.store.keys import OF_THE_INSTALLATION
from tests.programmes import RICH
from tests.web.conftest import NOW

OPEN = {"front": (302, 302, 302), "public": (200, 200, 200), "invitation": (404, 404, 404), "poll": (404, 404, 404)}
OPEN |= {"first": (404, 404, 404)}  # there are people already
OPEN |= {"comment": (200, 200, 200)}
OPEN |= dict.fromkeys(
    ["comment-by-link", "comment-confirm", "comment-on-text", "comment-own", "comment-report"], (404, 404, 404)
)
# What members see behind links of their own; without the link there is nothing.
OF_MEMBERS = {
    **dict.fromkeys(["join", "privacy", "privacy-group"], (200, 200, 200)),
    **dict.fromkeys(
        ["member-confirm", "member-leave-by-mail", "member", "member-export", "member-leave", "member-reply"],
        (404, 404, 404),
    ),
    "member-feed": (404, 404, 404),
    **dict.fromkeys(
        ["member-calendar", "member-calendar-revoke", "member-link", "member-mail", "member-book"], (405, 405, 405)
    ),
}
OWN = {
    **dict.fromkeys(["account", "desk", "intake", "group-new", "group-bring"], (302, 200, 200)),
    **dict.fromkeys(["administration", "outbox", "outbox-mail"], (302, 404, 404)),
    **dict.fromkeys(["paste", "account-devices", "account-language", "administer-person"], (302, 405, 405)),
}
# Of allauth. Who is signed in is led on from pages for who is not; what changes a second step first asks who it is.
SIGNING_IN = {
    **dict.fromkeys(["account_login", "account_request_login_code"], (200, 302, 302)),
    **dict.fromkeys(
        [
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key",
            "account_reset_password_from_key_done",
            "account_inactive",
            "account_confirm_email",
            "account_email_verification_sent",
        ],
        (200, 200, 200),
    ),
    **dict.fromkeys(
        ["account_logout", "account_reauthenticate", "account_email", "account_change_password", "mfa_index"],
        (302, 200, 200),
    ),
    "mfa_list_webauthn": (302, 200, 200),
    **dict.fromkeys(
        [
            "account_confirm_login_code",
            "account_confirm_reauthentication_code",
            "account_request_reauthentication_code",
            "account_set_password",
            "mfa_activate_totp",
            "mfa_add_webauthn",
            "mfa_authenticate",
            "mfa_edit_webauthn",
            "mfa_generate_recovery_codes",
            "mfa_login_webauthn",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "mfa_remove_webauthn",
        ],
        (302, 302, 302),
    ),
    **dict.fromkeys(["mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes"], (302, 404, 404)),
}
OF_THE_GROUP = {
    **dict.fromkeys(["group-home", "group-settings", "people", "notes", "notes-session"], (302, 404, 200)),
    **dict.fromkeys(["members", "series-replies"], (302, 404, 200)),
    **dict.fromkeys(["group-mail", "series-mail", "series-mail-preview"], (302, 404, 200)),
    **dict.fromkeys(["fine", "series-begin"], (302, 405, 405)),
    "draft-sure": (302, 404, 405),
    **dict.fromkeys(
        ["group-everything", "group-export", "group-delete", "take-over", "series-start", "series-export"],
        (302, 404, 200),
    ),
    **dict.fromkeys(["series-delete", "series-bring-back"], (302, 405, 405)),
    **dict.fromkeys(["people-change", "people-bring-back", "people-withdraw"], (302, 405, 405)),
    **dict.fromkeys(
        ["intake-again", "series-readings", "shelf", "shelf-new", "shelf-text", "shelf-again"], (302, 404, 200)
    ),
    "shelf-put-away": (302, 405, 405),
    **{
        f"{kind}{name}": (302, 404, status)
        for kind in ("draft", "series")
        for name, status in {
            "": 200,
            "-head": 200,
            "-text": 200,
            "-session": 200,
            "-new-session": 200,
            "-move-session": 200,
            "-head-piece": 200,
            "-piece": 200,
            "-piece-of-list": 200,
            "-remove-session": 405,
            "-plan": 200,
            "-dates": 200,
            "-history": 200,
            "-version": 200,
            "-undo": 405,
            "-restore": 405,
        }.items()
    },
    **dict.fromkeys(["series-door", "series-links", "series-pins", "series-poll", "series-print"], (302, 404, 200)),
    "series-poll-act": (302, 404, 405),
    **dict.fromkeys(["series-print-set", "series-print-piece", "series-print-preview"], (302, 404, 200)),
    "moderation": (302, 404, 200),
    **dict.fromkeys(
        ["moderation-decide", "moderation-lock", "moderation-settings", "moderation-undo"], (302, 405, 405)
    ),
    # These change something and take POST alone, so a GET is refused before anybody is looked up.
    **dict.fromkeys(["draft-save", "draft-discard"], (302, 405, 405)),
}
EXPECTED = {**OPEN, **OF_MEMBERS, **OWN, **SIGNING_IN, **OF_THE_GROUP}
OTHERWISE = {
    "member": {"intake": 404, "group-new": 404, "group-bring": 404},
    "editor": {"intake": 404, "group-new": 404, "group-bring": 404, "notes": 200, "notes-session": 200},
    "administrator": {"administration": 200, "group-delete": 200, "outbox": 200},
}
ROLES = ("visitor", "stranger", "member", "editor", "administrator", "organiser")


@pytest.fixture
def draft(series, ann):
    return actions.start_draft(
        RICH,
        (),
        group=series.group,
        series=series,
        source="one line",
        name="x",
        media="text/plain",
        by=models.Person.objects.get(username="ann"),
        now=NOW,
    )


@pytest.fixture
def bees(series):
    """A text on the shelf of the first group."""
    text = Text("on-bees", "On Bees", blocks=number_blocks([Block("p", BlockKind.PARAGRAPH, Inline("One."))]))
    return shelf.shelve(series.group, text, (), shelf.Brought(b"bees", "bees.txt"), by=None, now=NOW)


@pytest.fixture
def clients(ann, bea, eda, mia, ada):
    """Somebody of each role."""
    people = {"stranger": bea, "member": mia, "editor": eda, "administrator": ada, "organiser": ann}
    return {"visitor": Client(), **people}


@pytest.fixture
def address_of(series, draft, bees, clients):
    """The address of that name, with the group's things in it."""
    now, group = NOW, series.group
    gone = models.Person.objects.create_user("gus")
    models.Departure.objects.create(person=gone, group=group, right="member", left_at=now)
    invited = people.invite(group, models.Right.MEMBER, "", by=gone, now=now)
    numbers = {"people-change": models.Person.objects.get(username="mia").pk, "people-bring-back": gone.pk}
    numbers |= {"people-withdraw": invited.pk, "administer-person": gone.pk}

    def address_of(name):
        values = {"group": group.key, "series": series.key, "pk": numbers.get(name, draft.pk)}
        values["key"] = "on-bees" if name.startswith("shelf") else "the-mill"
        if name.startswith("series-poll"):
            values["key"] = "united-front"  # has no date
        if name.startswith("series-print-"):
            values["key"] = "poster"
        values |= {"name": "note", "item": "_new"} if name.endswith("-of-list") else {"name": "title"}
        values |= {"name": "slot"} if name.endswith("-head-piece") else {}
        values |= {"path": f"{group.key}/{series.key}/", "token": "x", "uidb36": "1", "act": "move", "number": 1}
        values |= {"code": "x", "session": 1}
        values |= {"session": "the-mill", "reading": 1}
        [(address, wanted)] = get_resolver().reverse_dict.getlist(name)[0][0]
        return "/" + address % {key: values[key] for key in wanted}

    return address_of


def addresses(patterns):
    """All of the address table, with what it includes."""
    for pattern in patterns:
        yield from addresses(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern]


def test_every_address_has_an_expectation():
    assert {pattern.name for pattern in addresses(get_resolver().url_patterns)} == set(EXPECTED)


def test_the_first_word_of_every_address_is_reserved():
    """Else a group, or at a host of its own a series, could have it."""
    words = {str(pattern.pattern).partition("/")[0] for pattern in get_resolver().url_patterns[0].url_patterns}
    assert words - {"", "<path:path>"} <= OF_THE_INSTALLATION


@pytest.mark.parametrize("name", EXPECTED)
def test_everybody_gets_what_they_may(name, address_of, clients):
    visitor, stranger, organiser = EXPECTED[name]
    expected = {**dict.fromkeys(ROLES, stranger), "visitor": visitor, "organiser": organiser}
    expected |= {role: names[name] for role, names in OTHERWISE.items() if name in names}
    url = address_of(name)
    answers = {role: clients[role].get(url) for role in ROLES}
    assert {role: answer.status_code for role, answer in answers.items()} == expected, url
    if visitor == 302 and name not in (*OPEN, "account_logout"):
        assert answers["visitor"].headers["Location"].startswith("/account/sign-in/")


MAY_NOT = [
    (name, role)
    for name in (*OF_THE_GROUP, "administer-person")
    for role in ("stranger", "member", "editor", "administrator")
    if name not in OTHERWISE.get(role, {}) and (name, role) != ("administer-person", "administrator")
]


@pytest.mark.parametrize(("name", "role"), MAY_NOT)
def test_who_may_not_changes_nothing(name, role, address_of, clients, draft, bees):
    url = address_of(name)
    tables = (models.Session, models.Group, models.Membership, models.Departure, models.Invitation, models.Series)
    rows = [list(table.objects.values()) for table in tables]
    response = clients[role].post(url, {"to": "down", "text": "x", "session-title": "x", "right": "organiser"})
    draft.refresh_from_db()
    bees.refresh_from_db()
    assert response.status_code == 404
    assert [list(table.objects.values()) for table in tables] == rows
    assert (bees.archived, bees.title) == (False, "On Bees")
    assert (draft.state, draft.programme) == (models.Draft.State.OPEN, RICH)


def test_a_visitor_gets_no_cookie(series):
    client = Client()
    for url in ("/", f"/{series.group.key}/", f"/{series.group.key}/{series.key}/", "/nowhere/"):
        assert client.get(url).cookies == {}, url


def test_who_is_signed_in_sees_what_is_for_them(series, ann, bea):
    """The rooms and numbers of the rich programme are for members."""
    url = f"/{series.group.key}/{series.key}/"
    seen = {name: client.get(url).content.decode() for name, client in (("ann", ann), ("bea", bea), ("", Client()))}
    [hidden] = [contact.phone for contact in RICH.series.contacts if contact.audience != "public" and contact.phone][:1]
    assert [hidden in words for words in seen.values()] == [True, False, False]


def test_forms_are_protected_against_other_sites(series):
    person = models.Person.objects.create_user("eve", password="x")
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    assert client.post("/desk/import/", {"text": "3 March 2026 - x"}).status_code == 403

"""Comments in a real browser: by keyboard and without script, under hostile words, and fifty looked through by keys."""

import datetime as dt
import json
import os
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect

from studycircle.discussion import actions, moderation
from studycircle.discussion.actions import Subject
from studycircle.discussion.links import confirm_token, own_token
from studycircle.discussion.models import Comment, ModerationAct
from studycircle.documents.spoken import LONGEST, tidy, tidy_name
from studycircle.members import people
from studycircle.members.models import Member, Notice
from studycircle.store import actions as store_actions
from studycircle.store import clock, models
from tests.programmes import NOW, RICH

PHONE, DESK = {"width": 360, "height": 640}, {"width": 1280, "height": 900}
PAGE, HOME = (
    "/canalside/bread-and-water/sweetness-and-power/",
    "/comments/canalside/bread-and-water/sweetness-and-power/",
)
SHOTS = os.environ.get("SHOTS", "")  # a folder for pictures to look at

# What would show that words of somebody else ran, or became markup.
HOOK = """
window.fired = [];
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = (said) => { fired.push(`${name} ${said}`); };
"""
WALK = """(within) => {
  const wrong = [];
  for (const element of document.querySelectorAll(`${within} *`)) {
    const name = element.localName;
    if (!"p br blockquote a div ol ul li span bdi time article label input strong details summary button figure "
          .concat("figcaption form h1 h2 h3 textarea option select footer fieldset legend kbd").split(" ").includes(name)) wrong.push(name);
    for (const { name: attribute, value } of element.attributes) {
      if (attribute.startsWith("on") || attribute === "style" || attribute === "srcdoc") wrong.push(attribute);
      if (["href", "src", "action", "formaction"].includes(attribute) && !/^(https?:\\/\\/|[/#.?]|$)/i.test(value))
        wrong.push(`${attribute}=${value}`);
    }
  }
  return wrong;
}"""


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA, settings.PUBLIC, settings.FILES = tmp_path, tmp_path / "public", tmp_path / "files"
    settings.SHELF, settings.FOR_MEMBERS = tmp_path / "shelf", tmp_path / "for-members"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ahead(monkeypatch):
    """How far the clock is ahead of NOW: nobody waits three seconds for a form."""
    made = [dt.timedelta(0)]
    monkeypatch.setattr(clock, "now", lambda: NOW + made[0])
    return made


@pytest.fixture
def session(transactional_db, ahead):
    series = store_actions.import_programme(RICH, now=NOW).series
    return models.Session.objects.select_related("series__group").get(series=series, key="sweetness-and-power")


@pytest.fixture
def make_member(session):
    def make(name, **values):
        group, email = session.series.group, f"{name}@example.org"
        people.join(group, email, people.Wishes(name), now=NOW)
        member = Member.objects.get(group=group, address=email)
        people.confirm(member, now=NOW)
        Member.objects.filter(pk=member.pk).update(**values)
        return Member.objects.get(pk=member.pk)

    return make


@pytest.fixture
def cookies(session, live_server):
    """Of an organiser who is signed in."""
    person = models.Person.objects.create_user("ann", password="x")
    models.Membership.objects.create(person=person, group=session.series.group, right="organiser")
    client = Client()
    client.force_login(person)
    return [{"name": name, "value": one.value, "url": live_server.url} for name, one in client.cookies.items()]


def check(page: Page, name: str) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], page.url
    for viewport in (DESK, PHONE):
        page.set_viewport_size(viewport)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], page.url
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{viewport['width']}.png", full_page=True)


def tab_to(page: Page, label: str, most: int = 60) -> None:
    """Press Tab until what has that name has the focus, as somebody without a mouse does."""
    wanted = (
        page.get_by_role("button", name=label).or_(page.get_by_role("link", name=label)).or_(page.get_by_label(label))
    )
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.first.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not come to {label}")


def test_commenting_by_keyboard_alone_and_without_script(browser, live_server, session, ahead):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{live_server.url}{PAGE}")
    tab_to(page, "Say something on this session")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{HOME}")
    for label, words in (
        ("Your comment", "> Sugar was a luxury.\n\nUntil when? See ¶ 12."),
        ("What you want to be called here", "Rosa"),
        ("Your mail address", "rosa@example.org"),
    ):
        tab_to(page, label)
        page.keyboard.type(words)
    ahead[0] += dt.timedelta(minutes=1)
    tab_to(page, "Send")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A mail is on its way to you.")).to_be_visible()
    said = Comment.objects.get()
    assert said.words == "> Sugar was a luxury.\n\nUntil when? See ¶ 12."
    page.goto(f"{live_server.url}/comments/confirm/{confirm_token(said)}/")
    tab_to(page, "Yes, it is mine")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It waits for a moderator.")).to_be_visible()
    moderation.decide(said.group, ModerationAct.Kind.APPROVE, [moderation.Seen(said.pk, 0)], "", by=None, now=NOW)
    page.goto(f"{live_server.url}{PAGE}#c-{said.pk}")
    expect(page.locator(f"#c-{said.pk} blockquote")).to_have_text("Sugar was a luxury.")
    assert context.cookies() == []
    context.close()


def test_axe_finds_nothing_wrong_and_nothing_sticks_out_on_a_phone(browser, live_server, session, make_member, cookies):
    wren, owl = make_member("wren", trusted_at=NOW), make_member("owl", trusted_at=NOW)
    first = actions.say_as(wren, Subject(session), "Does Mintz ever say who paid?\n\nSee ¶ 12 and https://example.org/a-very-long-address-that-goes-on-and-on/and-on/index.html.", "12", now=NOW)  # fmt: skip
    answer = actions.say_as(owl, Subject(session, to=first), "> who paid?\n\nThe table on page 40 does.", now=NOW)
    actions.say_as(wren, Subject(session, to=answer), "W" * 120, now=NOW)
    actions.say_as(owl, Subject(session, question="q1"), "وهل السكر علاقة؟", now=NOW)
    held = actions.say_as(make_member("robin"), Subject(session), "A first word.\n\n> quoted\n\nAnd more.", now=NOW)
    actions.report(first, "192.0.2.0/24", now=NOW)
    actions.set_apart("Offer", Subject(session), "Buy https://spam.example.org/ now.", suspicion="suspect", now=NOW)
    moderation.close(Subject(session, question="q1"), "", by=models.Person.objects.get(), now=NOW)
    asked = actions.say_from("x@example.org", people.Wishes("X"), Subject(session), "Asked.", now=NOW)
    visitor = browser.new_context(viewport=DESK)
    page = visitor.new_page()
    for name, path in {
        "page": PAGE,
        "say": HOME,
        "answer": f"{HOME}?to={answer.pk}",
        "own": f"/comments/own/{own_token(held, is_owner=True)}/",
        "confirm": f"/comments/confirm/{confirm_token(asked)}/",
        "report": f"{HOME}{first.pk}/report/",
        "gone": "/comments/own/x/",
    }.items():
        page.goto(live_server.url + path)
        check(page, name)
    assert visitor.cookies() == []
    organiser = browser.new_context(viewport=DESK)
    organiser.add_cookies(cookies)
    page = organiser.new_page()
    page.goto(f"{live_server.url}/desk/groups/canalside/comments/")
    page.locator("summary").first.click()
    check(page, "desk")
    visitor.close()
    organiser.close()


def test_fifty_are_looked_through_with_a_key_each(browser, live_server, session, make_member, cookies):
    for at in range(50):
        actions.say_as(make_member(f"reader{at}"), Subject(session), f"Comment number {at}.", now=NOW)
    context = browser.new_context(viewport=DESK)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{live_server.url}/desk/groups/canalside/comments/")
    pressed = 0

    def press(key: str) -> None:
        nonlocal pressed
        pressed += 1
        page.keyboard.press(key)

    expect(page.locator(".keys")).to_be_visible()
    for at in range(50):
        press("h" if at % 10 == 3 else "a")
    expect(page.locator("form.moderate [role=status]")).to_have_text("That was all.", timeout=30_000)
    assert pressed == 50
    hidden = Comment.objects.filter(state="hidden").order_by("pk")
    assert [one.words for one in hidden] == [f"Comment number {at}." for at in (3, 13, 23, 33, 43)]
    assert Comment.objects.filter(state="public").count() == 45
    press("u")
    expect(page.locator("form.moderate [role=status]")).to_have_text("Undone.")
    assert Comment.objects.get(words="Comment number 49.").state == "held"
    press("h")
    expect(page.locator("form.moderate [role=status]")).to_have_text("That was all.")
    assert Comment.objects.get(words="Comment number 49.").state == "hidden"
    context.close()


def test_under_attack_the_browser_does_its_sum(browser, live_server, session, ahead):
    moderation.set_talk(session.series.group, is_open=True, is_attacked=True)
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{live_server.url}{HOME}")
    page.get_by_label("Your comment").fill("A person.")
    page.get_by_label("What you want to be called here").fill("Rosa")
    page.get_by_label("Your mail address").fill("rosa@example.org")
    ahead[0] += dt.timedelta(minutes=1)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("A mail is on its way to you.")).to_be_visible(timeout=60_000)
    assert (Comment.objects.get().suspicion, Notice.objects.count()) == ("", 1)
    context.close()


def hostile(shared_data: Path) -> list[str]:
    folder = shared_data / "hostile"
    lines: list[str] = json.loads((folder / "blns/blns.json").read_text())
    for path in sorted((folder / "xss").glob("*.txt")):
        lines += path.read_text("utf-8", "replace").split("\n")
    lines += json.loads((folder / "xss/feedparser.json").read_text())
    lines += [one["payload"] for one in json.loads((folder / "xss/dompurify-expect.json").read_text())]
    for strings in json.loads((folder / "malicious/out/strings.json").read_text()).values():
        lines += strings
    return list(dict.fromkeys(line for line in lines if line.strip()))


def test_hostile_words_neither_run_nor_become_markup(browser, live_server, session, make_member, cookies, shared_data):
    lines = hostile(shared_data)
    assert len(lines) > 2000
    # Without the policy that forbids scripts: here the escaping alone is asked.
    context = browser.new_context(bypass_csp=True, viewport=DESK)
    context.add_init_script(HOOK)
    page = context.new_page()
    page.set_content(f"<!doctype html><body>{''.join(f'<div>{line}</div>' for line in lines[:800])}")
    page.wait_for_timeout(300)
    assert len(page.evaluate("fired")) > 5, "the detector itself does not work"
    assert page.evaluate(WALK, "body") != []

    made = []
    for at, line in enumerate(lines):
        words, name = tidy(line[:LONGEST]), tidy_name(line) or "x"
        if words:
            common = {"group": session.series.group, "series": session.series, "session": session, "said_at": NOW}
            state = "held" if at % 25 == 0 else "public"
            made.append(Comment(**common, name=name, words=words, paragraph=name[:10], state=state, confirmed_at=NOW, shown_at=NOW))  # fmt: skip
    Comment.objects.bulk_create(made)
    page.goto(f"{live_server.url}{PAGE}")
    assert page.locator(".comments li").count() == sum(one.state == "public" for one in made)
    page.wait_for_timeout(300)
    assert (page.evaluate("fired"), page.evaluate(WALK, ".comments")) == ([], [])

    context.add_cookies(cookies)
    page.goto(f"{live_server.url}/desk/groups/canalside/comments/")
    assert page.locator(".queue li").count() > 50
    assert (page.evaluate("fired"), page.evaluate(WALK, "main")) == ([], [])

    client, shown = Client(), {"body": b""}
    page.route("**/form", lambda route: route.fulfill(body=shown["body"], content_type="text/html"))
    for at, line in enumerate(lines[:: len(lines) // 40]):
        fields = dict.fromkeys(("words", "name", "email", "paragraph", "about", "website", "sum", "opened"), line)
        answer = client.post(f"{HOME}?about={quote(line)}" if at % 2 else HOME, fields)
        assert answer.status_code == 422, line
        shown["body"] = answer.content
        page.goto(f"{live_server.url}/form")
        assert (page.evaluate("fired"), page.evaluate(WALK, "main")) == ([], []), line
    for own in list(Comment.objects.filter(state="held"))[:20]:
        page.goto(f"{live_server.url}/comments/own/{own_token(own, is_owner=True)}/")
        assert (page.evaluate("fired"), page.evaluate(WALK, "main")) == ([], [])
    context.close()

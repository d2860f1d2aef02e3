"""The organiser's desk: taking a page in, correcting it, saving it, changing what is live."""

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from studycircle.documents.compare import compare
from studycircle.documents.programme import Audience, DateState
from studycircle.errors import FetchError
from studycircle.store import models
from studycircle.store.load import load_programme
from studycircle.store.save import save_programme
from tests.programmes import RICH
from tests.web.forms import sent_by

PAGE = """Beekeepers' reading circle

Tuesdays at 7pm, Barn Hall, Hive Lane. Ring Ann on 07700 900123.

3 March 2026 - The Hive
10 March 2026 - Wax and Honey
17 March 2026 - no meeting

tba - Swarms

Please bring a cup.
"""


def take_in(client, page=PAGE, url=None):
    """The draft of a pasted page, and the page that shows it."""
    response = client.post(url or reverse("intake"), {"text": page})
    assert response.status_code == 302, response.content.decode()
    draft = models.Draft.objects.latest("pk")
    assert response.url == reverse("draft", args=[draft.pk])
    return draft, client.get(response.url)


def live(series):
    return load_programme(series, audience=Audience.ORGANISERS)


def test_a_pasted_page_becomes_a_draft_and_then_a_site(ann):
    draft, shown = take_in(ann)
    assert [(session.title, str(session.date)) for session in draft.programme.series.sessions][:2] == [
        ("The Hive", "2026-03-03"),
        ("Wax and Honey", "2026-03-10"),
    ]
    words = shown.content.decode()
    assert 'id="L5"' in words
    assert "3 March 2026 - The Hive" in words
    assert models.Series.objects.count() == 1  # nothing is live yet but the rich one

    response = ann.post(reverse("draft-save", args=[draft.pk]))
    series = models.Series.objects.select_related("group").latest("pk")
    assert response.url == reverse("series", args=[series.group.key, series.key])
    page = f"/{series.group.key}/{series.key}/"
    assert f'The site is live. <a href="{page}">See the public page</a>' in ann.get(response.url).content.decode()
    assert [session.title for session in live(series).series.sessions] == [
        session.title for session in draft.programme.series.sessions
    ]
    assert ann.get(reverse("draft", args=[draft.pk])).status_code == 404  # it is done with


def test_left_over_lines_are_marked_and_fields_lead_to_their_lines(ann):
    draft, shown = take_in(ann)
    words = shown.content.decode()
    left_over = {problem.line for problem in draft.problems if problem.code == "left-over"}
    marked = {int(number) for number in re.findall(r'<li id="L(\d+)" value="\d+" class="left-over"', words)}
    assert marked == left_over
    hive = next(source for source in draft.programme.sources if source.field == "session:the-hive.date")
    assert hive.lines == (5,)
    assert 'href="#L5"' in words


def test_a_file_is_read_like_a_paste(ann):
    upload = SimpleUploadedFile("circle.txt", PAGE.encode(), "text/plain")
    assert ann.post(reverse("intake"), {"file": upload}).status_code == 302
    assert models.Draft.objects.get().name == "circle.txt"


def test_an_address_is_fetched(ann, monkeypatch):
    asked = []

    def fetch(address, **_):
        asked.append(address)
        raise FetchError(address, "this address lies in a private network and is not fetched", "Paste its text.")

    monkeypatch.setattr("studycircle.web.intake.fetch", fetch)
    response = ann.post(reverse("intake"), {"address": "example.org/group"})
    assert asked == ["https://example.org/group"]
    assert response.status_code == 422
    assert "lies in a private network" in response.content.decode()
    assert not models.Draft.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Paste the page, choose a file, or give an address."),
        ({"text": "  \n "}, "Paste the page, choose a file, or give an address."),
        ({"text": "x", "address": "example.org"}, "Give only one of the three."),
        ({"text": "Nothing that could be a programme."}, "no session was found in it"),
        ({"file": SimpleUploadedFile("x.docx", b"PK\x03\x04 not really")}, "damaged"),
        ({"file": SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99)}, "picture"),
        ({"file": SimpleUploadedFile("x.txt", b"x" * (10 * 2**20 + 1))}, "larger than 10 MB"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_kept(ann, sent, said):
    response = ann.post(reverse("intake"), sent)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not models.Draft.objects.exists()


def test_a_field_is_corrected_before_saving(ann):
    draft, _ = take_in(ann)
    url = reverse("draft-session", args=[draft.pk, "the-hive"])
    response = ann.post(url, sent_by(ann.get(url).content.decode(), **{"session-title": "The Hive and the Honey Bee"}))
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.programme.series.sessions[0].title == "The Hive and the Honey Bee"
    assert draft.programme.series.sessions[0].key == "the-hive"


def test_a_wrong_field_is_said_beside_it_and_what_was_typed_is_kept(ann, series):
    before = live(series)
    url = reverse("series-session", args=[series.group.key, series.key, "the-mill"])
    response = ann.post(url, sent_by(ann.get(url).content.decode(), **{"session-date": "", "session-title": "Typed"}))
    assert response.status_code == 422
    words = response.content.decode()
    assert "needs a day" in words
    assert 'value="Typed"' in words
    assert live(series) == before


def test_one_edit_changes_one_session(ann, series):
    before = live(series)
    url = reverse("series-session", args=[series.group.key, series.key, "the-wanderer"])
    ann.post(url, sent_by(ann.get(url).content.decode(), **{"session-room": "Room 9"}))
    changes = compare(before, live(series))
    assert [(change.path, change.before, change.after) for change in changes] == [
        ("session:the-wanderer.room", before_room(before), "Room 9")
    ]


def before_room(programme):
    return next(session.room for session in programme.series.sessions if session.key == "the-wanderer")


def test_nobody_overwrites_what_they_have_not_seen(ann, series):
    url = reverse("series-session", args=[series.group.key, series.key, "the-wanderer"])
    first = ann.get(url).content.decode()
    ann.post(url, sent_by(first, **{"session-room": "Room 9"}))
    late = ann.post(url, sent_by(first, **{"session-room": "Room 10", "session-leader": "Bo"}))
    assert late.status_code == 409
    words = late.content.decode()
    assert "Somebody else changed this" in words
    assert 'value="Bo"' in words
    session = next(one for one in live(series).series.sessions if one.key == "the-wanderer")
    assert (session.room, session.leader) == ("Room 9", before_leader(series))
    # Sent again, now knowing: it is saved.
    assert ann.post(url, sent_by(words)).status_code == 302
    session = next(one for one in live(series).series.sessions if one.key == "the-wanderer")
    assert (session.room, session.leader) == ("Room 10", "Bo")


def before_leader(series):
    return next(one.leader for one in RICH.series.sessions if one.key == "the-wanderer")


def test_sessions_are_added_moved_and_taken_out(ann, series):
    args = [series.group.key, series.key]
    url = reverse("series-new-session", args=args)
    sent = sent_by(ann.get(url).content.decode(), **{"session-title": "The Mill", "session-state": "tba"})
    assert ann.post(url, sent).status_code == 302
    keys = [session.key for session in live(series).series.sessions]
    assert keys[-1] == "the-mill-2"
    ann.post(reverse("series-move-session", args=[*args, "the-mill-2"]), {"to": "up"})
    assert [session.key for session in live(series).series.sessions][-2] == "the-mill-2"
    ann.post(reverse("series-remove-session", args=[*args, "the-mill-2"]))
    assert [session.key for session in live(series).series.sessions] == keys[:-1]
    assert models.Session.objects.get(series=series, key="the-mill-2").archived


def test_a_day_typed_for_an_open_date_is_agreed(ann, series):
    args = [series.group.key, series.key]
    url = reverse("series-new-session", args=args)
    said = {"session-title": "Wax", "session-state": "tba", "session-date_words": "early May"}
    ann.post(url, sent_by(ann.get(url).content.decode(), **said))
    url = reverse("series-session", args=[*args, "wax"])
    ann.post(url, sent_by(ann.get(url).content.decode(), **{"session-date": "2026-05-04"}))
    session = live(series).series.sessions[-1]
    assert (session.state, str(session.date), session.date_words) == (DateState.FIXED, "2026-05-04", "")


def test_the_head_of_a_series_is_edited(ann, series):
    before = live(series)
    url = reverse("series-head", args=[series.group.key, series.key])
    ann.post(url, sent_by(ann.get(url).content.decode(), **{"slot-time": "19:15", "group-name": "New name"}))
    after = live(series)
    assert {change.path for change in compare(before, after)} == {"series.slot.time", "group.name"}
    assert str(after.series.slot.time) == "19:15:00"


def test_everything_is_edited_as_text(ann, series):
    url = reverse("series-text", args=[series.group.key, series.key])
    ann.post(url, sent_by(ann.get(url).content.decode()))  # loses the fixture's one empty element
    before, shown = live(series), ann.get(url).content.decode()
    assert ann.post(url, sent_by(shown)).status_code == 302
    assert compare(before, live(series)) == ()
    text = sent_by(shown)["text"].replace("The Wanderer", "The Seafarer")
    assert ann.post(url, sent_by(ann.get(url).content.decode(), text=text)).status_code == 302
    titles = {session.key: session.title for session in live(series).series.sessions}
    assert titles["the-wanderer"] == "The Seafarer"  # its address is for life
    assert "The Wanderer" not in titles.values()


def test_a_text_keeps_what_it_does_not_say(ann, series):
    url = reverse("series-text", args=[series.group.key, series.key])
    before = live(series)
    shelved = replace(before.series.sessions[2].readings[0], text="the-wanderer")
    sessions = list(before.series.sessions)
    sessions[2] = replace(sessions[2], readings=(shelved,), sequence=3)
    save_programme(replace(before, series=replace(before.series, sessions=tuple(sessions))), group=series.group)
    before, shown = live(series), ann.get(url).content.decode()
    assert "seq=" not in shown
    assert ann.post(url, sent_by(shown)).status_code == 302
    assert live(series).series.sessions[2] == before.series.sessions[2]


def test_a_session_that_a_text_leaves_out_is_asked_about(ann, series):
    url = reverse("series-text", args=[series.group.key, series.key])
    before = live(series)
    shown = ann.get(url).content.decode()
    text = sent_by(shown)["text"].replace("\r", "")
    start = text.index("## moved 2026-10-19")
    without = text[:start] + text[text.index("\n## ", start) + 1 :]
    asked = ann.post(url, sent_by(shown, text=without))
    assert asked.status_code == 422
    assert "These sessions are not in the text any more." in asked.content.decode()
    assert "<li>The Wanderer</li>" in asked.content.decode()
    assert live(series) == before
    agreed = sent_by(asked.content.decode())
    agreed["anyway"] = "on"
    assert ann.post(url, agreed).status_code == 302
    assert "the-wanderer" not in {session.key for session in live(series).series.sessions}


def test_an_import_again_shows_what_changes_and_keeps_keys(ann):
    draft, _ = take_in(ann)
    ann.post(reverse("draft-save", args=[draft.pk]))
    series = models.Series.objects.select_related("group").latest("pk")
    uid = series.uid
    again = reverse("intake-again", args=[series.group.key, series.key])
    moved = PAGE.replace("10 March 2026 - Wax and Honey", "12 March 2026 - Wax and Honeycomb")
    second, shown = take_in(ann, moved, again)
    words = shown.content.decode()
    assert "What will change" in words
    assert "Wax and Honeycomb" in words
    assert [session.title for session in live(series).series.sessions][1] == "Wax and Honey"  # not yet
    ann.post(reverse("draft-save", args=[second.pk]))
    series.refresh_from_db()
    session = live(series).series.sessions[1]
    assert (session.key, session.title, str(session.date), session.sequence) == (
        "wax-and-honey",
        "Wax and Honeycomb",
        "2026-03-12",
        1,
    )
    assert (series.uid, models.Series.objects.count()) == (uid, 2)


def test_an_import_again_keeps_what_was_corrected_by_hand(ann):
    draft, _ = take_in(ann)
    ann.post(reverse("draft-save", args=[draft.pk]))
    series = models.Series.objects.select_related("group").latest("pk")
    args = [series.group.key, series.key]
    url = reverse("series-session", args=[*args, "the-hive"])
    ann.post(url, sent_by(ann.get(url).content.decode(), **{"session-leader": "Bo", "session-title": "The Hive Mind"}))
    again = reverse("intake-again", args=args)
    second, _ = take_in(ann, PAGE.replace("10 March", "12 March"), again)
    ann.post(reverse("draft-save", args=[second.pk]))
    hive, wax, *_ = live(series).series.sessions
    assert (hive.title, hive.leader, str(wax.date)) == ("The Hive Mind", "Bo", "2026-03-12")
    # A third time: what counts is what the page said the second time.
    _, shown = take_in(ann, PAGE.replace("10 March", "12 March"), again)
    assert "says what the programme says already" in shown.content.decode()


def test_a_draft_can_be_put_away(ann):
    draft, _ = take_in(ann)
    ann.post(reverse("draft-discard", args=[draft.pk]))
    assert ann.get(reverse("draft", args=[draft.pk])).status_code == 404
    assert models.Series.objects.count() == 1


def test_states_come_through(ann):
    draft, _ = take_in(ann)
    states = {session.title: session.state for session in draft.programme.series.sessions}
    assert states["Swarms"] == DateState.TBA


def test_hostile_html_is_shown_as_words(ann):
    page = "<h1>Circle</h1><ul><li>3 March 2026 - <b>Bees<script>alert(1)</script></b><img src=x onerror=alert(2)></li></ul>"
    upload = SimpleUploadedFile("x.html", page.encode(), "text/html")
    ann.post(reverse("intake"), {"file": upload})
    draft = models.Draft.objects.get()
    words = ann.get(reverse("draft", args=[draft.pk])).content.decode()
    assert "<script>alert" not in words
    assert "onerror" not in words


def test_a_programme_is_not_emptied_by_an_emptied_text(ann, series):
    url = reverse("series-text", args=[series.group.key, series.key])
    before = live(series)
    response = ann.post(url, sent_by(ann.get(url).content.decode(), text="# A heading and nothing else"))
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert live(series) == before


def test_a_form_that_claims_endless_rows_is_not_built(ann, series):
    session = live(series).series.sessions[0]
    url = reverse("series-session", args=[series.group.key, series.key, session.key])
    form = sent_by(ann.get(url).content.decode())
    for name in [name for name in form if name.endswith("TOTAL_FORMS")]:
        form[name] = "1000000"
    response = ann.post(url, form)
    assert response.status_code == 422
    assert len(response.content) < 5_000_000  # some hundreds of rows, not a million
    assert live(series).series.sessions[0] == session

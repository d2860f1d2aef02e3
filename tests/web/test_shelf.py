"""The shelf on the desk: taking a text in, saying who may have it, choosing it as the text of a reading."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from studycircle.documents.programme import Audience, Extract, Rights
from studycircle.errors import FetchError
from studycircle.fetch import Fetched
from studycircle.store import models, shelf
from studycircle.store.load import load_programme
from studycircle.web import shelf_forms
from studycircle.web.templatetags.desk import length_words, size_words
from studycircle.writers.programme import copies
from studycircle.writers.programme.words import Words
from tests.web.forms import sent_by

BOOK = "# On Bees\n\nThe hive is a house of many rooms.\n\nIn each of them somebody works.\n"


def take_in(client, group: str, **more):
    upload = SimpleUploadedFile("bees.md", BOOK.encode(), "text/markdown")
    return client.post(reverse("shelf-new", args=[group]), {"file": upload, "rights": "members", **more})


@pytest.fixture
def edition(series, ann):
    take_in(ann, series.group.key)
    return models.TextEdition.objects.get()


def page(client, edition) -> str:
    return client.get(reverse("shelf-text", args=[edition.group.key, edition.key])).content.decode()


def test_a_file_becomes_a_text_on_the_shelf(series, ann):
    response = take_in(ann, series.group.key)
    edition = models.TextEdition.objects.get()
    assert response.url == reverse("shelf-text", args=[series.group.key, "on-bees"])
    assert (edition.title, edition.rights, edition.versions.get().name) == ("On Bees", Rights.MEMBERS, "bees.md")
    assert [block.number for block in shelf.current_text(edition).blocks if block.number] == ["1", "2"]
    assert "On Bees" in ann.get(reverse("shelf", args=[series.group.key])).content.decode()
    assert "The books will be made in a moment." in page(ann, edition)


def test_an_address_is_fetched_and_remembered(series, ann, monkeypatch: pytest.MonkeyPatch):
    address = "https://example.org/bees.txt"
    monkeypatch.setattr(
        shelf_forms, "fetch", lambda asked, **limits: Fetched(BOOK.encode(), "text/markdown", "bees.md", asked)
    )
    ann.post(reverse("shelf-new", args=[series.group.key]), {"address": address, "rights": "members"})
    edition = models.TextEdition.objects.get()
    assert (edition.link, edition.rights) == (address, Rights.MEMBERS)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a file, or give an address."),
        ({"file": SimpleUploadedFile("empty.txt", b" \n"), "address": "https://example.org"}, "Give only one"),
        ({"file": SimpleUploadedFile("blank.txt", b" \n")}, "blank.txt: it is empty"),
        ({"file": SimpleUploadedFile("broken.epub", b"PK\x03\x04 no archive")}, "broken.epub"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_kept(series, ann, sent, said):
    response = ann.post(reverse("shelf-new", args=[series.group.key]), {"rights": "members", **sent})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert models.TextEdition.objects.count() == models.Work.objects.count() == 0


def test_an_address_that_is_lost_is_said(series, ann, monkeypatch: pytest.MonkeyPatch):
    def lost(address, **limits):
        raise FetchError(address, "the server answered 404 Not Found", "Upload the file.")

    monkeypatch.setattr(shelf_forms, "fetch", lost)
    response = ann.post(
        reverse("shelf-new", args=[series.group.key]), {"address": "example.org/x", "rights": "members"}
    )
    assert response.status_code == 422
    assert "the server answered 404 Not Found. Upload the file." in response.content.decode()


def test_a_link_of_a_reading_is_offered_and_taken_in_for_it(series, ann, monkeypatch: pytest.MonkeyPatch):
    edition = models.Edition.objects.filter(link__startswith="http", format="pdf").select_related("reading__session")[0]
    reading = edition.reading
    assert f"?for={reading.pk}&amp;address=" in ann.get(reverse("shelf", args=[series.group.key])).content.decode()
    take_in(ann, series.group.key, **{"for": str(reading.pk)})
    session = next(
        one
        for one in load_programme(series, audience=Audience.ORGANISERS).series.sessions
        if one.key == reading.session.key
    )
    assert [one.text for one in session.readings if one.key == reading.key] == ["on-bees"]


def test_a_reading_s_form_leads_to_bringing_its_text(series, ann):
    reading = models.Reading.objects.filter(archived=False, text="").select_related("session")[0]
    base = reverse("series", args=[series.group.key, series.key])
    way = f"{reverse('shelf-new', args=[series.group.key])}?for={series.key}/{reading.session.key}/{reading.key}"
    in_place = f"{base}sessions/{reading.session.key}/edit/reading/{reading.key}/"
    for form in (in_place, f"{base}sessions/{reading.session.key}/"):
        assert f'href="{way}"' in ann.get(form).content.decode()
    assert (
        "Save the reading first" in ann.get(f"{base}sessions/{reading.session.key}/edit/reading/_new/").content.decode()
    )
    asked = ann.get(way).content.decode()
    assert f"Take in “{reading.title}”" in asked
    sent = sent_by(asked, rights="members")
    ann.post(way, {**sent.dict(), "file": SimpleUploadedFile("bees.md", BOOK.encode())})
    reading.refresh_from_db()
    assert reading.text == "on-bees"
    link = f'href="{reverse("shelf-text", args=[series.group.key, "on-bees"])}">'
    assert f"{link}on the shelf</a>" in ann.get(base).content.decode()  # the row of the session says so
    assert f"{link}See it on the shelf</a>" in ann.get(in_place).content.decode()


@pytest.mark.parametrize("words", ["", "9" * 30, "no/such/reading", "a/b/c/d", "²"])
def test_a_reading_that_is_not_there_is_no_reading(series, ann, words):
    assert (
        "Take in a text</h1>" in ann.get(reverse("shelf-new", args=[series.group.key]), {"for": words}).content.decode()
    )


def test_a_reading_s_text_is_chosen_in_its_session(series, ann, edition):
    session = models.Reading.objects.filter(archived=False).select_related("session")[0].session
    url = reverse("series-session", args=[series.group.key, series.key, session.key])
    shown = ann.get(url).content.decode()
    assert "On Bees" in shown
    assert ann.post(url, sent_by(shown, **{"readings-0-text": "on-bees"})).status_code == 302
    assert models.Reading.objects.filter(session=session).order_by("position")[0].text == "on-bees"
    shown = ann.get(url).content.decode()
    assert ann.post(url, sent_by(shown)).status_code == 302  # sent unchanged, it stays
    assert models.Reading.objects.filter(session=session).order_by("position")[0].text == "on-bees"


def test_who_may_have_it_is_changed_in_a_form(series, ann, edition):
    url = reverse("shelf-text", args=[series.group.key, edition.key])
    assert ann.post(url, sent_by(forms_of(page(ann, edition), 1), rights="open", title="Of Bees")).status_code == 302
    edition.refresh_from_db()
    assert (edition.rights, edition.title) == (Rights.OPEN, "Of Bees")


def test_two_organisers_do_not_overwrite_each_other_unseen(series, ann, edition):
    url = reverse("shelf-text", args=[series.group.key, edition.key])
    old = sent_by(forms_of(page(ann, edition), 1), title="Mine")
    ann.post(url, sent_by(forms_of(page(ann, edition), 1), title="Theirs"))
    response = ann.post(url, old)
    edition.refresh_from_db()
    assert (response.status_code, edition.title) == (409, "Theirs")
    assert 'value="Mine"' in response.content.decode()


def test_taking_in_again_says_what_became_of_the_numbers(series, ann, edition):
    longer = BOOK.replace("In each", "A new paragraph stands here now, between the two.\n\nIn each")
    url = reverse("shelf-again", args=[series.group.key, edition.key])
    assert ann.post(url, {"file": SimpleUploadedFile("bees.md", longer.encode())}).status_code == 302
    assert "New: ¶ 1a" in page(ann, edition)


def test_put_away_and_back(series, ann, edition):
    url = reverse("shelf-put-away", args=[series.group.key, edition.key])
    ann.post(url)
    shown = ann.get(reverse("shelf", args=[series.group.key])).content.decode()
    assert "put back" in shown
    ann.post(url)
    edition.refresh_from_db()
    assert not edition.archived


def forms_of(markup: str, at: int) -> str:
    """The form number ``at`` of a page (0 is signing out), as a page of its own."""
    from lxml import html

    return html.tostring(html.fromstring(markup).forms[at], encoding="unicode")


def test_readings_are_offered_after_an_import_and_asked_for_in_the_background(series, ann):
    page = "Bee circle\n\n3 March 2026 - The Hive\nReading: Ada Fenn, On Bees [EPUB](https://example.org/bees.epub)\n"
    ann.post(reverse("intake"), {"text": page})
    draft = models.Draft.objects.latest("pk")
    response = ann.post(reverse("draft-save", args=[draft.pk]))
    made = models.Series.objects.select_related("group").latest("pk")
    url = reverse("series-readings", args=[made.group.key, made.key])
    assert response.url == url
    shown = ann.get(url).content.decode()
    assert "https://example.org/bees.epub" in shown
    assert ann.post(url, sent_by(forms_of(shown, 1))).url == url
    taking = models.Taking.objects.get()
    assert (taking.link, taking.state) == ("https://example.org/bees.epub", "waiting")
    assert models.Job.objects.filter(task="studycircle.library.takings.take_in").count() == 1
    shown = ann.get(url).content.decode()
    assert "waiting" in shown
    assert 'http-equiv="refresh"' in shown
    taking.state, taking.said = "failed", "the server answered 404 Not Found."
    taking.save()
    shown = ann.get(url).content.decode()
    assert "the server answered 404 Not Found." in shown
    assert "could not be taken in; its link stays as it was" in shown


def test_the_desk_counts_as_the_public_pages_do():
    extract = Extract(words=172, pages=2)
    assert length_words(extract) == copies.length_words(extract, Words("en")) == "170 words, 2 pages"
    assert size_words(49_040) == Words("en").size(49_040) == "49\N{NO-BREAK SPACE}KB"

"""The print set on the desk: what there is, how it looks, one ZIP, and no names nobody asked for."""

import base64
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from studycircle.store import clock, models
from studycircle.web.print_set import local_host
from tests.printed import sizes, tags, words
from tests.web.conftest import NOW

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")


@pytest.fixture(autouse=True)
def still(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def base(series, settings):
    settings.ADDRESS = "https://read.example.org"
    return reverse("series-print", args=[series.group.key, series.key])


def save(client, base, **typed):
    """The form of how it looks, sent with what was ``typed``."""
    root = html.fromstring(client.get(base).content)
    (form,) = root.xpath("//form[@class='look']")
    values = {name: value for name, value in form.form_values() if name != "upload"}
    return client.post(base, {**values, **typed})


def picture(data=PNG):
    return SimpleUploadedFile("lock.png", data, "image/png")


def test_the_page_shows_every_piece(ann, base):
    root = html.fromstring(ann.get(base).content)
    assert root.xpath("//img/@data-piece") == [
        "leaflet",
        "handbill",
        "poster",
        "small-poster",
        "handout",
        "sign",
        "attendance",
    ]
    for address in root.xpath("//figcaption/a/@href"):
        assert ann.get(address).content.startswith(b"%PDF"), address
    for address in root.xpath("//img/@src"):
        assert ann.get(address).content.startswith(b"\x89PNG"), address
    assert root.xpath("//*[@style]") == []


def test_one_click_makes_the_set_the_same_each_time(ann, base):
    first, second = (ann.get(f"{base}set.zip").content for _ in range(2))
    assert first == second
    with zipfile.ZipFile(BytesIO(first)) as archive:
        assert archive.namelist() == [
            "leaflet.pdf",
            "handbill.pdf",
            "poster.pdf",
            "small-poster.pdf",
            "handout.pdf",
            "sign.pdf",
            "attendance.pdf",
        ]
        assert sizes(archive.read("poster.pdf")) == [(297, 420)]
        assert "read.example.org/canalside/bread-and-water/door" in words(archive.read("sign.pdf"))[0]
    with zipfile.ZipFile(BytesIO(ann.get(f"{base}set.zip?session=sweetness-and-power").content)) as archive:
        assert "Led by" not in words(archive.read("poster.pdf"))[0]
        assert archive.namelist()[0] == "handbill.pdf"
        assert "Sweetness and Power" in words(archive.read("handout.pdf"))[0]


def test_paper_and_leaflet_are_chosen(ann, base):
    assert save(ann, base, paper="letter", layout="handbill").status_code == 302
    with zipfile.ZipFile(BytesIO(ann.get(f"{base}set.zip").content)) as archive:
        assert archive.namelist()[0] == "handbill.pdf"
        assert [sizes(archive.read(f"{name}.pdf"))[0] for name in ("handbill", "poster", "sign")] == [
            (279, 216),
            (279, 432),
            (216, 279),
        ]
    assert sizes(ann.get(f"{base}pieces/sign/?size=a4").content) == [(210, 297)]


def test_a_picture_needs_words_and_is_kept_until_it_is_left_out(ann, base, series):
    assert save(ann, base, upload=picture()).status_code == 422
    assert not models.PrintLook.objects.exists()
    assert save(ann, base, upload=picture(), alternative="a lock gate").status_code == 302
    assert save(ann, base, paper="a4").status_code == 302
    assert "a lock gate" in tags(ann.get(f"{base}pieces/poster/").content)[0].alts()
    assert save(ann, base, without="on").status_code == 302
    look = models.PrintLook.objects.get(series=series)
    assert (look.picture, look.alternative) == ("", "")


@pytest.mark.parametrize("data", [b"<svg onload='x'/>", b"GIF", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + b"\xff" * 40])
def test_what_is_no_picture_is_refused(ann, base, data):
    assert save(ann, base, upload=picture(data), alternative="x").status_code == 422
    assert not models.PrintLook.objects.exists()


def test_nobody_overwrites_what_they_have_not_seen(ann, base, series):
    assert ann.post(base, {"stamp": "old", "paper": "letter", "layout": "leaflet"}).status_code == 409
    assert not models.PrintLook.objects.exists()


def test_members_are_named_only_where_an_organiser_asks(ann, base, mia):
    sheet = f"{base}pieces/attendance/"
    assert ["mia" in words(ann.get(f"{sheet}{query}").content)[0] for query in ("", "?names=on")] == [False, True]


def test_what_is_for_members_is_on_no_paper(ann, base):
    with zipfile.ZipFile(BytesIO(ann.get(f"{base}set.zip").content)) as archive:
        said = " ".join(page for name in archive.namelist() for page in words(archive.read(name)))
    assert "07700 900123" in said
    assert "07700 900456" not in said


@pytest.mark.parametrize(
    "below", ["pieces/banner/", "pieces/banner/preview/", "pieces/poster/?session=x", "?session=x"]
)
def test_what_there_is_not_is_404(ann, base, below):
    assert ann.get(f"{base}{below}").status_code == 404


def test_an_address_that_nobody_else_can_open_is_told_before_it_is_printed(ann, base, settings):
    assert "STUDYCIRCLE_ADDRESS" not in ann.get(base).content.decode()
    for address in ("http://127.0.0.1:8765", "http://localhost:8000", "http://192.168.0.7", "http://10.1.2.3"):
        settings.ADDRESS = address
        [line] = html.fromstring(ann.get(base).content).xpath("//p[contains(., 'STUDYCIRCLE_ADDRESS')]")
        assert address.removeprefix("http://") in line.text_content()


@pytest.mark.parametrize(
    "address", ["https://read.example.org/a/", "http://203.0.113.7x/", "http://[2606:4700::1111]/"]
)
def test_an_address_of_the_world_is_no_local_one(address):
    assert local_host(address) == ""

"""Taking a group along on the desk: export, delete, bring back; a series deleted and put back."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from studycircle.documents.compare import compare
from studycircle.documents.native import dump_programme
from studycircle.documents.programme import Audience
from studycircle.publishing.bake import bake_site
from studycircle.store import clock, models
from studycircle.store.load import load_programme
from tests.web.conftest import NOW

EVERYTHING = "/desk/groups/canalside/settings/everything/"
DELETE = "/desk/groups/canalside/settings/delete/"
BRING = "/desk/import/group/"
SERIES = "/desk/groups/canalside/bread-and-water/"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def live():
    row = models.Series.objects.get(group__key="canalside", key="bread-and-water")
    return load_programme(row, audience=Audience.ORGANISERS)


def exported(client, url):
    response = client.get(url)
    assert response.headers["Content-Type"] == "application/zip"
    return b"".join(response.streaming_content)


def upload(data, name="canalside.zip"):
    return {"file": SimpleUploadedFile(name, data, "application/zip")}


def test_export_delete_and_bring_back(ann, ada, series, data):
    group, before = series.group, live()
    bake_site(group, now=NOW)
    address = f"/{group.key}/{series.key}/"
    assert (data / "public" / "canalside" / "bread-and-water" / "index.html").exists()
    packed = exported(ann, f"{EVERYTHING}export.zip")
    wrong = ann.post(DELETE, {"name": "Canalside"})
    assert wrong.status_code == 422
    assert "That is another name. Nothing was deleted." in wrong.content.decode()
    assert ann.post(DELETE, {"name": "canalside  readers"}).headers["Location"] == "/desk/"
    assert not models.Group.objects.filter(key="canalside").exists()
    assert not (data / "public" / "canalside").exists()
    assert (ann.get(address).status_code, ann.get(EVERYTHING).status_code) == (404, 404)
    # Ann organises nothing any more and may found nothing; the administrator may.
    assert ann.get(BRING).status_code == 404
    response = ada.post(BRING, upload(packed), follow=True)
    assert "Brought to “Canalside Readers”: Bread and Water. Texts: 0." in response.content.decode()
    assert compare(before, live()) == ()
    assert dump_programme(live()) == dump_programme(before)
    assert ada.get(address).status_code == 200
    assert ada.get(EVERYTHING).status_code == 200  # who brings a group back organises it


def test_the_administrator_deletes_a_group_without_seeing_it(ada, series):
    words = ada.get(DELETE).content.decode()
    assert "Delete “Canalside Readers”" in words
    assert "export.zip" not in words
    assert ada.get(f"{EVERYTHING}export.zip").status_code == 404
    ada.post(DELETE, {"name": "Canalside Readers"})
    assert not models.Group.objects.exists()


def test_a_file_that_is_none_is_refused_with_its_reason(ada, series):
    response = ada.post(BRING, upload(b"no zip", "notes.zip"))
    assert response.status_code == 422
    assert "this is no ZIP file, or it is cut short" in response.content.decode()
    assert models.Group.objects.count() == 1


def test_a_group_that_is_there_is_not_written_over_but_can_come_under_another_address(ann, series):
    packed = exported(ann, f"{EVERYTHING}export.zip")
    assert ann.post(BRING, upload(packed)).status_code == 422
    response = ann.post(BRING, {**upload(packed), "key": "canalside-two"}, follow=True)
    assert "for calendars this one is a new series" in response.content.decode()
    assert models.Membership.objects.get(group__key="canalside-two").person.username == "ann"


def test_a_series_goes_into_another_group(ann, bea, series):
    packed = exported(ann, f"{SERIES}export.zip")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert "series/bread-and-water/programme.json" in archive.namelist()
    url = "/desk/groups/elsewhere/settings/everything/"
    assert bea.post(url, upload(packed)).status_code == 302
    assert models.Series.objects.filter(group__key="elsewhere", key="bread-and-water").count() == 1


def test_a_deleted_series_is_gone_and_can_be_put_back(ann, series):
    address = f"/{series.group.key}/{series.key}/"
    response = ann.post(f"{SERIES}delete/", follow=True)
    words = response.content.decode()
    assert f'action="{SERIES}bring-back/"' in words
    assert "its coming meetings will hear that they are off" in words
    assert (ann.get(address).status_code, ann.get(SERIES).status_code) == (404, 404)
    assert ann.post(f"{SERIES}bring-back/").status_code == 302
    assert (ann.get(address).status_code, ann.get(SERIES).status_code) == (200, 200)


def test_nobody_else_puts_a_series_back(ann, bea, mia, series):
    ann.post(f"{SERIES}delete/")
    for client in (bea, mia):
        assert client.post(f"{SERIES}bring-back/").status_code == 404
    series.refresh_from_db()
    assert series.archived

"""Exports that are not what they seem: refused with a reason, and nothing is left of them."""

import hashlib
import io
import json
import struct
import zipfile

import pytest

from studycircle.errors import StudycircleError
from studycircle.moving import unpacking
from studycircle.moving.bringing import bring
from studycircle.moving.packing import export
from studycircle.moving.unpacking import Export
from studycircle.store import models
from tests.moving.conftest import LATER, NOW, said

pytestmark = pytest.mark.django_db

TEXT, MORE, PROGRAMME = "shelf/on-bees/1/text.json", "series/spring/more.json", "series/spring/programme.json"
SAID, HISTORY = "series/bread-and-water/said.json", "series/bread-and-water/history.json"


_made: dict[str, bytes] = {}


@pytest.fixture
def good(request, db):
    """The files of a good export by their path; made once."""
    if not _made:
        with export(request.getfixturevalue("full"), now=NOW) as file, zipfile.ZipFile(file) as archive:
            _made.update({name: archive.read(name) for name in archive.namelist()})
    return dict(_made)


def packed(contents, *, honest=True, **options):
    """A ZIP of ``contents``; ``honest``: with a manifest that names them all as they are."""
    contents = dict(contents)
    if honest:
        manifest = json.loads(contents.pop("manifest.json"))
        manifest["files"] = [
            {"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for path, data in contents.items()
        ]
        contents["manifest.json"] = json.dumps(manifest).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for path, data in contents.items():
            archive.writestr(path, data)
    return file


def edited(contents, path, change):
    """``contents`` with the JSON at ``path`` as ``change`` leaves it."""
    data = json.loads(contents[path])
    change(data)
    return {**contents, path: json.dumps(data).encode()}


def refused(file, data):
    """Why it is refused; nothing of it may be left."""
    rows = {model: model.objects.count() for model in (models.Group, models.Series, models.TextEdition, models.Poll)}
    there = {path for path in data.rglob("*") if path.is_file()}
    with pytest.raises(StudycircleError) as caught:
        bring(Export(file, "x.zip"), now=LATER, key="again")
    assert {model: model.objects.count() for model in rows} == rows
    assert {path for path in data.rglob("*") if path.is_file()} == there
    return caught.value.what


def test_the_good_one_is_taken(good):
    assert bring(Export(packed(good), "x"), now=LATER, key="again").remarks


def stretched(words, times):
    return words.encode() * times


EDITS = {
    "it has no manifest": lambda files: {path: data for path, data in files.items() if path != "manifest.json"},
    "this JSON is not a Studycircle export": lambda files: edited(
        files, "manifest.json", lambda it: it.update(format="other")
    ),
    "this export has version 2": lambda files: edited(files, "manifest.json", lambda it: it.update(version=2)),
    "manifest has a field this version does not know: people": lambda files: edited(
        files, "manifest.json", lambda it: it.update(people=[])
    ),
    "its manifest is that of another group": lambda files: edited(
        files, "manifest.json", lambda it: it.update(series=["spring"])
    ),
    f"{PROGRAMME} is missing": lambda files: {path: data for path, data in files.items() if path != PROGRAMME},
    "the series “spring” is called otherwise inside": lambda files: edited(
        files, PROGRAMME, lambda it: it["series"].update(key="summer")
    ),
    "“../../etc” cannot be a key": lambda files: edited(
        files, PROGRAMME, lambda it: it["series"]["sessions"][0].update(key="../../etc")
    ),
    "these words are not understood": lambda files: edited(
        files, PROGRAMME, lambda it: it["series"].update(summary="<p><script>alert(1)</script></p>")
    ),
    "this is not JSON": lambda files: {**files, "group.json": b"[" * 100_000},
    f"{HISTORY} is not JSON": lambda files: {**files, HISTORY: b'{"a":' * 5000 + b"1" + b"}" * 5000},
    "a part of its history is missing": lambda files: {**files, HISTORY: b"{}"},
    "its history is not understood": lambda files: {**files, HISTORY: b'{"../x": {}}'},
    "there is no time zone called “Mars/Olympus”": lambda files: edited(
        files, "group.json", lambda it: it["group"].update(zone="Mars/Olympus")
    ),
    "“<b>” cannot be a key": lambda files: edited(
        files, "group.json", lambda it: it["shelf"]["editions"][0].update(key="<b>")
    ),
    "a text in it belongs to no work": lambda files: edited(
        files, "group.json", lambda it: it["shelf"].update(works=[])
    ),
    "the text “on-bees” is not understood": lambda files: edited(
        files, "group.json", lambda it: it["shelf"]["editions"][0].update(language='en" onload="x')
    ),
    f"{TEXT}: a key in it cannot be one": lambda files: edited(
        files, TEXT, lambda it: it["blocks"][0].update(key='"><script>')
    ),
    f"{TEXT}: a paragraph number in it cannot be one": lambda files: edited(
        files, TEXT, lambda it: it["blocks"][0].update(number='1"')
    ),
    f"{TEXT}: a language or direction in it is not understood": lambda files: edited(
        files, TEXT, lambda it: it["blocks"][0].update(direction="up")
    ),
    f"{TEXT}: a picture in it is none": lambda files: edited(
        files, TEXT, lambda it: it.update(images=[{"key": "i1", "media": "image/svg+xml", "data": "PHN2Zy8+"}])
    ),
    "the words of p-4 are not understood": lambda files: edited(
        files, TEXT, lambda it: it["blocks"][0].update(words="<script>1</script>")
    ),
    "series/bread-and-water/picture.png is no picture": lambda files: {
        **files, "series/bread-and-water/picture.png": b"<svg/>"
    },
    "group.json is missing from it": lambda files: {path: data for path, data in files.items() if path != "group.json"},
    "nowhere/else is missing from it": lambda files: edited(
        files, "group.json", lambda it: it["shelf"]["editions"][0]["versions"][0].update(source="nowhere/else")
    ),
    "a poll asks about “nobody”, which is no session": lambda files: edited(
        files, MORE, lambda it: it.update(polls=[{"session": "nobody", "asked_at": "2026-10-20T12:00:00+00:00"}])
    ),
    "something was said on “nobody”, which is no session": lambda files: edited(
        files, SAID, lambda it: it["comments"][0].update(session="nobody")
    ),
    "a comment answers one that is not there": lambda files: edited(
        files, SAID, lambda it: it["comments"][0].update(answers=0)
    ),
    "a comment is in a state that is not known": lambda files: edited(
        files, SAID, lambda it: it["comments"][0].update(state="hidden")
    ),
    "comment: “reading” cannot be that": lambda files: edited(
        files, SAID, lambda it: it["comments"][0].update(reading="<b>")
    ),
    "something in it cannot be kept": lambda files: edited(
        files, MORE, lambda it: it.update(gone=[{"key": "the-mill", "sequence": 1}])
    ),
    "sequence: 1000000000000000000000000000000 is out of range": lambda files: edited(
        files, MORE, lambda it: it.update(gone=[{"key": "x", "sequence": 10**30}])
    ),
    "“files/../x” in it leads out of its folder": lambda files: {**files, "files/../x": b"x"},
    "“/etc/passwd” in it leads out of its folder": lambda files: {**files, "/etc/passwd": b"x"},
    "“C:/x” in it leads out of its folder": lambda files: {**files, "C:/x": b"x"},
    "“files/a\\b” in it leads out of its folder": lambda files: {**files, "files/a\\b": b"x"},
    "“files/.htaccess” cannot be the path": lambda files: {**files, "files/.htaccess": b"x"},
    "The files could not be put in their places": lambda files: {**files, "files/a": b"x", "files/a/b": b"x"},
    "A group cannot have the key “desk”": lambda files: files,
}  # fmt: skip


@pytest.mark.parametrize("why", EDITS)
def test_what_is_not_in_order_is_refused(why, good, data):
    files = EDITS[why](good)
    if why.startswith("A group"):
        with pytest.raises(StudycircleError, match="desk"):
            bring(Export(packed(files), "x.zip"), now=LATER, key="desk")
        return
    honest = "manifest.json" in files and not why.startswith("it has no manifest")
    assert why in refused(packed(files, honest=honest), data)


def test_a_changed_file_is_noticed(good, data):
    contents = {**good, "files/mintz.epub": b"A book"}
    assert "files/mintz.epub is not what the manifest says" in refused(packed(contents, honest=False), data)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_short_is_refused(part, good, data):
    whole = packed(good).getvalue()
    why = refused(io.BytesIO(whole[: int(len(whole) * part)]), data)
    assert "cut short" in why


def test_a_damaged_file_is_refused(good, data):
    whole = bytearray(packed(good).getvalue())
    at = whole.index(PROGRAMME.encode()) + 60
    whole[at : at + 40] = bytes(40)
    assert "damaged" in refused(io.BytesIO(bytes(whole)), data)


def test_a_name_that_stands_twice_is_refused(good, data):
    file = packed(good)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("group.json", b"{}")
    assert "“group.json” is in it twice" in refused(file, data)


def test_a_link_is_refused(good, data):
    file = packed(good)
    with zipfile.ZipFile(file, "a") as archive:
        info = zipfile.ZipInfo("files/way-out")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert "“files/way-out” in it is a link" in refused(file, data)


def test_what_unpacks_to_too_much_is_refused_unread(good, data, monkeypatch):
    monkeypatch.setattr(unpacking, "ALL", 10_000_000)
    bomb = packed({**good, "files/zeros.bin": bytes(20_000_000)})
    assert len(bomb.getvalue()) < 300_000
    assert "unpacked it is larger than" in refused(bomb, data)


def test_one_file_that_is_too_large_is_refused(good, data, monkeypatch):
    monkeypatch.setattr(unpacking, "LARGEST_JSON", 100)
    assert "is larger than 0 MB" in refused(packed(good), data)


def test_a_size_that_is_a_lie_gives_no_more_than_it_says(good, data):
    """The index says ten bytes, and a megabyte is packed."""
    contents = {**good, "files/zeros.bin": bytes(1_000_000)}
    whole = bytearray(packed(contents).getvalue())
    at = whole.rindex(b"files/zeros.bin") - 46 + 24
    assert struct.unpack("<I", whole[at : at + 4]) == (1_000_000,)
    whole[at : at + 4] = struct.pack("<I", 10)
    assert refused(io.BytesIO(bytes(whole)), data)


def test_an_index_that_is_too_long_is_never_read(good, data):
    whole = bytearray(packed(good).getvalue())
    at = whole.rindex(b"PK\x05\x06")
    whole[at + 12 : at + 16] = struct.pack("<I", 2**31)
    assert "more than 50,000 files" in refused(io.BytesIO(bytes(whole)), data)


def test_a_locked_file_is_refused(good, data):
    whole = bytearray(packed(good).getvalue())
    at = whole.rindex(b"group.json") - 46 + 8
    whole[at] |= 1
    assert "password" in refused(io.BytesIO(bytes(whole)), data)


@pytest.mark.parametrize("rubbish", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"%PDF-1.7" * 100])
def test_what_is_no_zip_is_refused(rubbish, db, data):
    assert refused(io.BytesIO(rubbish), data)


def test_files_that_are_not_ours_are_passed_over_and_said(good):
    brought = bring(Export(packed(good), "x"), now=LATER, key="one")
    assert not any("not ours" in remark for remark in said(brought))
    file = packed(good)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("__MACOSX/._group.json", b"x")
    brought = bring(Export(file, "x"), now=LATER, key="two")
    assert "Files in it that are not ours were passed over: 1." in said(brought)

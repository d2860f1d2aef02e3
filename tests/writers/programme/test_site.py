"""The site as a list of files: what is in it, what each depends on, and that nothing leads nowhere."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import etree
from lxml import html as lxml_html

from studycircle.documents.audience import seen_by
from studycircle.documents.native import parse_programme
from studycircle.documents.programme import Audience, Programme, Session
from studycircle.documents.rich import Rich
from studycircle.documents.schedule import summarise
from studycircle.writers.programme.calendar import Feed
from studycircle.writers.programme.options import SiteOptions
from studycircle.writers.programme.site import SiteFile, group_calendar, group_files, series_files
from tests.programmes import ADDRESS, NOW, RICH, SERIES, in_arabic, in_german, of_many

ROOT = Path(__file__).resolve().parents[3]
OPTIONS = SiteOptions(NOW, ADDRESS)
WITHOUT_PDF = SiteOptions(NOW, ADDRESS, papers=())


def site(programme: Programme, options: SiteOptions) -> dict[str, SiteFile]:
    shown = seen_by(programme, Audience.PUBLIC)
    files = [*series_files(shown, options), *group_files(shown.group, [summarise(shown, options.now)], options)]
    files.append(group_calendar(shown.group, [Feed(shown)], options))
    found = {file.path: file for file in files}
    assert len(found) == len(files)
    return found


def written(programme: Programme, options: SiteOptions) -> dict[str, bytes]:
    return {path: file.write() for path, file in site(programme, options).items()}


def edited(programme: Programme, key: str, **changes: object) -> Programme:
    sessions = tuple(replace(one, **changes) if one.key == key else one for one in programme.series.sessions)
    return replace(programme, series=replace(programme.series, sessions=sessions))


def changed_paths(before: dict[str, SiteFile], after: dict[str, SiteFile]) -> set[str]:
    return {path for path, file in after.items() if path not in before or before[path].needs != file.needs}


def test_the_files_of_a_site():
    assert sorted(site(RICH, OPTIONS)) == sorted(
        [
            *("index.html", "404.html", "style.css", "icon.svg", "next-session.js", "robots.txt", "sitemap.xml"),
            *("calendar.ics", "now/index.html", "bread-and-water/door/index.html"),
            *(f"bread-and-water/{name}" for name in ("index.html", "calendar.ics", "feed.xml", "programme.md")),
            *(f"bread-and-water/{name}" for name in ("programme.json", "sitemap.xml", "handout.pdf")),
            *(f"bread-and-water/{name}.pdf" for name in ("leaflet", "leaflet-a4", "leaflet-letter")),
            *(f"bread-and-water/{one.key}/index.html" for one in SERIES.sessions),
            *(
                f"bread-and-water/{one.key}/session.ics"
                for one in SERIES.sessions
                if one.date and one.key != "half-term"
            ),
            *(f"bread-and-water/{key}/handout.pdf" for key in ("the-wanderer", "sweetness-and-power")),
        ]
    )


def test_without_an_address_what_must_be_absolute_is_left_out():
    files = written(RICH, SiteOptions(NOW, papers=()))
    assert {"sitemap.xml", "bread-and-water/sitemap.xml"} & set(files) == set()
    assert files["robots.txt"] == b"User-agent: *\nAllow: /\n"
    assert b"canonical" not in files["bread-and-water/index.html"]
    assert b"webcal" not in files["bread-and-water/index.html"]
    assert b"<a " not in files["404.html"]
    assert b"<style>" in files["404.html"]
    assert files["404.html"].count(b"<link") == files["404.html"].count(b'<link rel="icon" href="data:,">') == 1


def test_the_same_needs_give_the_same_bytes():
    assert written(RICH, WITHOUT_PDF) == written(RICH, WITHOUT_PDF)
    later = SiteOptions(NOW.replace(hour=23), ADDRESS, papers=())
    assert changed_paths(site(RICH, WITHOUT_PDF), site(RICH, later)) == set()
    assert written(RICH, WITHOUT_PDF) == written(RICH, later)


def test_files_whose_needs_agree_have_the_same_bytes_after_an_edit():
    """Nothing a page shows may be missing from its fingerprint."""
    edits = [
        edited(RICH, "sweetness-and-power", title="Sweetness"),
        edited(RICH, "sweetness-and-power", questions=()),
        edited(RICH, "new-year", date=None),
        edited(RICH, "the-wanderer", changed=None),
        replace(RICH, series=replace(SERIES, title="Water", contacts=())),
        replace(RICH, series=replace(SERIES, summary=Rich("<p>New.</p>"), notes=())),
        replace(RICH, series=replace(SERIES, sessions=SERIES.sessions[1:])),
        replace(RICH, group=replace(RICH.group, name="Others", accent="#008000", summary=Rich("<p>Changed.</p>"))),
    ]
    before, bytes_before = site(RICH, WITHOUT_PDF), written(RICH, WITHOUT_PDF)
    for programme in edits:
        after = site(programme, WITHOUT_PDF)
        same = set(after) - changed_paths(before, after)
        assert {path: after[path].write() for path in same} == {path: bytes_before[path] for path in same}


def test_an_edited_note_touches_its_page_and_the_whole_series_files_alone():
    after = site(edited(RICH, "sweetness-and-power", notes=()), OPTIONS)
    key = "bread-and-water"
    assert changed_paths(site(RICH, OPTIONS), after) == {
        "calendar.ics",
        f"{key}/sweetness-and-power/index.html",
        f"{key}/sweetness-and-power/session.ics",
        f"{key}/sweetness-and-power/handout.pdf",
        *(f"{key}/{name}" for name in ("index.html", "calendar.ics", "feed.xml", "programme.md", "programme.json")),
        *(f"{key}/{name}" for name in ("sitemap.xml", "handout.pdf")),
        *(f"{key}/{name}.pdf" for name in ("leaflet", "leaflet-a4", "leaflet-letter")),
        # Three sessions never said when they were changed: their stamp is the series'.
        *(
            f"{key}/{one.key}/session.ics"
            for one in SERIES.sessions
            if one.date and not one.changed and one.key != "half-term"
        ),
    }


def test_a_new_title_touches_the_neighbours_too():
    after = site(edited(RICH, "sweetness-and-power", title="Sweetness"), WITHOUT_PDF)
    pages = {path for path in changed_paths(site(RICH, WITHOUT_PDF), after) if path.endswith("/index.html")}
    assert pages == {
        "bread-and-water/index.html",
        "bread-and-water/sweetness-and-power/index.html",
        "bread-and-water/the-wanderer/index.html",
        "bread-and-water/half-term/index.html",
        *("bread-and-water/door/index.html", "now/index.html"),
    }


def test_when_the_clock_turns_only_what_shows_it_changes():
    after_the_meeting = SiteOptions(NOW.replace(day=27), ADDRESS)
    assert changed_paths(site(RICH, OPTIONS), site(RICH, after_the_meeting)) == {
        "index.html",
        "bread-and-water/index.html",
        *("bread-and-water/door/index.html", "now/index.html"),
        *(f"bread-and-water/{name}.pdf" for name in ("leaflet", "leaflet-a4", "leaflet-letter")),
    }


@pytest.mark.parametrize("programme", [RICH, in_arabic(), in_german()], ids=["en", "ar", "de"])
def test_every_link_leads_to_a_file_of_the_site_or_out_of_it(programme):
    paths = site(programme, OPTIONS)
    own_files = {"files/mintz.epub", "files/lump.pdf", "files/slides.pdf"}
    for path, file in site(programme, WITHOUT_PDF).items():
        if not path.endswith(".html") or path == "404.html":
            continue
        page = lxml_html.fromstring(file.write())
        anchors = set(page.xpath("//@id"))
        assert len(anchors) == len(page.xpath("//@id"))
        for link in page.xpath("//*[not(@rel='canonical')]/@href | //@src"):
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in ("https", "tel", "mailto", "webcal", "geo")
            elif not parts.path:
                assert parts.fragment in anchors
            else:
                target = unquote(urlsplit(urljoin(f"https://x/{path}", link)).path).lstrip("/")
                target += "index.html" if target.endswith("/") or not target else ""
                assert target in paths or target in own_files, f"{path} links to {link}"
                if parts.fragment:
                    assert parts.fragment in lxml_html.fromstring(paths[target].write()).xpath("//@id")


def test_no_page_weighs_more_than_sixty_kilobytes():
    files = written(RICH, WITHOUT_PDF)
    rest = len(files["style.css"]) + len(files["next-session.js"])
    assert {
        path: len(body) + rest for path, body in files.items() if path.endswith(".html") and len(body) + rest > 60_000
    } == {}
    assert len(files["next-session.js"]) <= 2048


def test_what_members_alone_may_know_is_in_no_file():
    for path, body in written(RICH, WITHOUT_PDF).items():
        for secret in (b"07700 900456", b"meet.example.org/secret", b"123 456", b"under the pot"):
            assert secret not in body, path


def test_pages_keep_to_a_strict_content_security_policy():
    """Nothing inline that runs or styles, nothing from elsewhere; JSON-LD is data."""
    for path, body in written(RICH, WITHOUT_PDF).items():
        if path.endswith(".html"):
            page = lxml_html.fromstring(body)
            assert page.xpath("//style | //@style | //iframe | //img | //@*[starts-with(name(), 'on')]") == []
            inline = [script for script in page.xpath("//script") if script.text]
            assert {script.get("type") for script in inline} <= {"application/ld+json"}
            sources = [*page.xpath("//script/@src"), *page.xpath("//link[@rel='stylesheet' or @rel='icon']/@href")]
            assert [one for one in sources if urlsplit(one).scheme and not one.startswith(ADDRESS)] == []


HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ words }}{% include 'base.html' %}",
    "]]></title><script>alert(1)</script>",
    "a\u2028b\x00\x08\ud800c",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text):
    hostile = edited(RICH, "sweetness-and-power", title=text, leader=text, status_note=text, date_words=text)
    hostile = replace(
        hostile,
        group=replace(RICH.group, name=text),
        series=replace(
            hostile.series, title=text, slot=replace(SERIES.slot, words=text), place=replace(SERIES.place, name=text)
        ),
    )
    plain, files = written(RICH, WITHOUT_PDF), written(hostile, WITHOUT_PDF)
    for path in (
        "index.html",
        "404.html",
        "bread-and-water/index.html",
        "bread-and-water/sweetness-and-power/index.html",
    ):
        page = lxml_html.fromstring(files[path])
        assert len(page.xpath("//script")) == len(lxml_html.fromstring(plain[path]).xpath("//script"))
        assert page.xpath("//img") == []
    for path in ("bread-and-water/feed.xml", "bread-and-water/sitemap.xml", "sitemap.xml"):
        etree.fromstring(files[path])
    (data,) = lxml_html.fromstring(files["bread-and-water/index.html"]).xpath("//script[@type='application/ld+json']")
    assert json.loads(data.text)["name"] == text.replace("\ud800", "")


def test_an_address_that_could_run_is_no_link():
    reading = replace(
        SERIES.sessions[0].readings[0],
        editions=(replace(SERIES.sessions[0].readings[0].editions[0], link="javascript:alert(1)"),),
    )
    body = written(edited(RICH, "the-mill", readings=(reading,)), WITHOUT_PDF)["bread-and-water/the-mill/index.html"]
    assert b"javascript" not in body
    assert b"read online" not in body  # and what leads nowhere is not offered


def test_writers_need_no_settings_of_django():
    """``studycircle publish`` has no project, no database: only a page and a folder."""
    script = (
        "from tests.programmes import *\nfrom studycircle.writers.programme.site import *\n"
        "options = SiteOptions(NOW, ADDRESS, papers=())\n"
        "print(sum(len(file.write()) for file in [*series_files(RICH, options), *group_files(GROUP, [], options)]))"
    )
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    assert int(run.stdout) > 10_000


def test_the_json_is_the_programme():
    body = written(RICH, WITHOUT_PDF)["bread-and-water/programme.json"]
    assert parse_programme(body.decode()) == seen_by(RICH, Audience.PUBLIC)


def test_the_sitemaps_list_every_page():
    files = written(RICH, WITHOUT_PDF)
    listed = re.findall(r"<loc>(.*?)</loc>", files["bread-and-water/sitemap.xml"].decode())
    pages = {str(PurePosixPath(path).parent) for path in files if re.fullmatch(r"bread.*/index\.html", path)}
    pages.remove("bread-and-water/door")  # says nothing the others do not
    assert sorted(listed) == sorted(f"{ADDRESS}{page}/" for page in pages)
    assert re.findall(r"<loc>(.*?)</loc>", files["sitemap.xml"].decode()) == [f"{ADDRESS}bread-and-water/sitemap.xml"]


def test_a_series_of_nothing_has_a_page():
    empty = Programme(
        replace(RICH.group, name="", summary=Rich("")),
        replace(SERIES, title="", sessions=(), slot=replace(SERIES.slot, weekday=None)),
    )
    page = lxml_html.fromstring(written(empty, WITHOUT_PDF)["bread-and-water/index.html"])
    assert page.xpath("string(//h2[@id='next-heading'])") == "No session is announced yet"


def test_a_session_of_nothing_has_a_page():
    programme = replace(RICH, series=replace(SERIES, sessions=(Session(key="s"),)))
    page = lxml_html.fromstring(written(programme, WITHOUT_PDF)["bread-and-water/s/index.html"])
    assert page.xpath("string(//h1)") == "A session"
    assert page.xpath("string(//p[@class='when'])") == "Date to be agreed"


def test_a_series_nobody_would_print_whole_has_handouts_for_its_evenings_alone():
    options = SiteOptions(NOW)
    small, large = ({file.path for file in series_files(of_many(count), options)} for count in (60, 61))
    assert len([path for path in small if path.endswith("handout.pdf")]) == 61
    assert len([path for path in large if path.endswith("handout.pdf")]) == 61
    assert [path for path in large if path.count("/") == 1 and path.endswith("handout.pdf")] == []

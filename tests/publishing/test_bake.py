"""Rows become a site; what changed is written, what may not be seen is not."""

import datetime as dt
from dataclasses import fields, replace

import pytest

from studycircle.documents.programme import (
    Attachment,
    Audience,
    Contact,
    DateState,
    Edition,
    Group,
    Note,
    Place,
    Programme,
    Reading,
    Series,
    Session,
    Slot,
)
from studycircle.documents.rich import Rich
from studycircle.documents.schedule import summarise
from studycircle.publishing import bake, jobs
from studycircle.publishing.live import live_file
from studycircle.store import actions, models
from studycircle.store.load import load_programme
from studycircle.store.queries import summaries
from studycircle.store.worker import work_once
from tests.publishing.test_folder import contents

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def programme(sessions: int = 6, first: dt.date = dt.date(2026, 3, 2)) -> Programme:
    return Programme(
        Group("apiary", "Apiary readers", zone="Europe/London"),
        Series(
            "spring",
            title="Spring",
            slot=Slot(0, dt.time(18, 30), 90),
            sessions=tuple(
                Session(
                    f"evening-{number}",
                    f"Evening {number}",
                    state=DateState.FIXED,
                    date=first + dt.timedelta(weeks=number),
                )
                for number in range(sessions)
            ),
        ),
    )


def saved(document: Programme) -> models.Series:
    return actions.import_programme(document, now=NOW).series


def retitled(document: Programme, key: str, title: str) -> Programme:
    sessions = tuple(replace(one, title=title) if one.key == key else one for one in document.series.sessions)
    return replace(document, series=replace(document.series, sessions=sessions))


def test_editing_one_session_writes_only_what_shows_it(data):
    series = saved(programme())
    bake.bake_site(series.group, now=NOW)
    actions.change_programme(series, lambda old: retitled(old, "evening-3", "On bees"), now=NOW)
    baked = bake.bake_series(series, now=NOW)
    written = set(baked.report.written)
    pages = {f"spring/evening-{number}/index.html" for number in (2, 3, 4)}  # each names its neighbours
    assert {path for path in written if path.endswith("index.html")} == pages | {"spring/index.html"}
    assert {path for path in written if path.startswith("spring/evening-")} == pages | {"spring/evening-3/session.ics"}
    assert b"On bees" in (data / "public/apiary/spring/evening-3/index.html").read_bytes()
    assert baked.group_is_stale  # its calendar is; its page is not written anew
    assert bake.bake_group(series.group, now=NOW).written == ("calendar.ics",)
    assert bake.bake_series(series, now=NOW).report.written == ()


def test_the_group_s_page_is_written_again_when_its_line_of_the_series_changes(data):
    series = saved(programme())
    assert bake.bake_series(series, now=NOW).group_is_stale
    bake.bake_group(series.group, now=NOW)
    actions.change_programme(series, lambda old: retitled(old, "evening-0", "On bees"), now=NOW)
    assert bake.bake_series(series, now=NOW).group_is_stale
    assert summaries(series.group) == (summarise(load_programme(series, audience=Audience.PUBLIC), NOW),)
    assert bake.bake_group(series.group, now=NOW).written == ("index.html", "now/index.html", "calendar.ics")


def test_the_clock_turns_the_page(data):
    series = saved(programme())
    baked = bake.bake_series(series, now=NOW)
    assert baked.turns_at == dt.datetime(2026, 3, 2, 20, tzinfo=dt.UTC)
    assert bake.bake_series(series, now=baked.turns_at - dt.timedelta(seconds=1)).report.written == ()
    assert "spring/index.html" in bake.bake_series(series, now=baked.turns_at).report.written


def test_an_archived_series_leaves_the_site_and_comes_back(data):
    series = saved(programme())
    bake.bake_site(series.group, now=NOW)
    whole = contents(data / "public")
    actions.take_off(series, now=NOW)
    bake.bake_site(series.group, now=NOW)
    left = contents(data / "public/apiary/spring")
    assert {path.split(".")[0] for path in left} == {"calendar"}
    assert b"Evening" not in left["calendar.ics"]
    assert summaries(series.group) == ()
    bake.bake_site(series.group, now=NOW + dt.timedelta(days=200))
    assert not (data / "public/apiary/spring").exists()
    saved(programme())
    bake.bake_site(series.group, now=NOW)
    assert contents(data / "public").keys() == whole.keys()


def test_a_change_enqueues_the_bake_with_itself(data):
    series = saved(programme(first=dt.date(2199, 1, 7)))
    while work_once():
        pass
    page = data / "public/apiary/spring/evening-3/index.html"
    assert b"Evening 3" in page.read_bytes()
    waiting = models.Job.objects.get()  # for the clock
    assert (waiting.task, waiting.args) == ("studycircle.publishing.jobs.bake_series", [series.pk])
    with pytest.raises(ValueError, match="not this time"):
        actions.change_programme(series, failing, now=NOW)
    assert models.Job.objects.get().run_after == waiting.run_after
    actions.change_programme(series, lambda old: retitled(old, "evening-3", "On bees"), now=NOW)
    while work_once():
        pass
    assert b"On bees" in page.read_bytes()


def failing(_):
    raise ValueError("not this time")


def test_every_file_is_looked_at_once_at_a_start(data):
    series = saved(programme())
    models.Job.objects.all().delete()
    jobs.bake_everything.enqueue()
    while work_once():
        pass
    assert (data / "public" / series.group.key / "index.html").is_file()


CANARY = "07700 900123"  # a number is also looked for in words that stay
WORDS = f"ring {CANARY} or canary"
NOT_FOR_ALL = (Audience.MEMBERS, Audience.ORGANISERS)


def hidden(kind, **fixed):
    """A thing of ``kind`` that is not for the public, with a canary in each of its words."""
    names = (field.name for field in fields(kind) if field.type in (str, Rich, "str", "Rich"))
    words = {name: WORDS for name in names if name not in ("key", "format", "language")}
    return kind(**{**words, **fixed})


def secretive(audience: Audience) -> Programme:
    """A programme with a canary in everything that ``audience`` may see and the public may not."""
    place = Place(
        "Hall",
        room="Room canary 1",
        room_audience=audience,
        online="https://example.org/canary",
        online_words="meeting canary 123 456",
        online_audience=audience,
    )
    note = Note("n", "canary", Rich("<p>canary</p>"), audience)
    attachment = hidden(Attachment, key="a", link="https://example.org/canary", file="canary.pdf", audience=audience)
    edition = hidden(
        Edition, key="e", format="pdf", link="https://example.org/canary", file="canary.pdf", audience=audience
    )
    session = Session(
        "evening",
        "Evening",
        state=DateState.FIXED,
        date=dt.date(2026, 3, 9),
        room="Room canary 2",
        place=place,
        status_note=f"ring {CANARY}",
        summary=Rich(f"<p>Room canary 1, ring {CANARY}</p>"),
        readings=(Reading("r", "A book", editions=(edition,)),),
        notes=(note,),
        attachments=(attachment,),
    )
    contact = Contact("c", "Ann", CANARY, "canary@example.org", "https://example.org/canary", audience)
    return Programme(
        Group("apiary", f"Apiary {CANARY}", summary=Rich(f"<p>Ring {CANARY}.</p>")),
        Series(
            "spring",
            title="Spring",
            summary=Rich(f"<p>Ring {CANARY}, see https://example.org/canary</p>"),
            place=place,
            contacts=(contact,),
            sessions=(session,),
            notes=(note,),
            attachments=(attachment,),
        ),
    )


@pytest.mark.parametrize("audience", NOT_FOR_ALL)
def test_nothing_hidden_is_in_the_public_folder(data, audience, settings):
    settings.ADDRESS = "https://reading.example.org"
    (data / "files/apiary").mkdir(parents=True)
    (data / "files/apiary/canary.pdf").write_bytes(b"%PDF canary")
    series = saved(secretive(audience))
    bake.bake_site(series.group, now=NOW)
    site = contents(data / "public")
    assert len(site) > 20
    leaks = [path for path in site if "canary" in path]
    leaks += [
        path
        for path, content in site.items()
        if path.endswith(TEXTS) and (b"canary" in content or b"900123" in content)
    ]
    leaks += [path for path in site if path.endswith(".pdf") and said_in(data / "public" / path) & {"canary", "900123"}]
    assert leaks == []
    # … and whoever may see it does, live.
    page = live_file("apiary/spring/evening/", audience=audience, now=NOW).write()
    assert b"canary" in page
    assert b"canary" not in live_file("apiary/spring/evening/", audience=Audience.PUBLIC, now=NOW).write()
    assert live_file("apiary/files/canary.pdf", audience=audience, now=NOW).write() == b"%PDF canary"
    assert live_file("apiary/files/canary.pdf", audience=Audience.PUBLIC, now=NOW) is None


def said_in(pdf) -> set[str]:
    """The words of a PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    words = {word for page in document for word in page.get_textpage().get_text_range().lower().split()}
    assert "evening" in words
    return words


TEXTS = (".html", ".ics", ".xml", ".md", ".json", ".txt", ".svg", ".css", ".js")


def test_files_the_public_may_see_are_in_the_site(data):
    (data / "files/apiary/texts").mkdir(parents=True)
    (data / "files/apiary/texts/bees.txt").write_bytes(b"hum")
    (data / "secret_key").write_text("secret")
    book = Reading(
        "r",
        "Bees",
        editions=(
            Edition("e", file="texts/bees.txt"),
            Edition("x", file="../../secret_key"),
            Edition("z", file="a\\b//c\nd"),
            Edition("w", file="/texts//./bees.txt"),
            Edition("y", file="none"),
        ),
    )
    document = programme(1)
    session = replace(document.series.sessions[0], readings=(book,))
    series = saved(replace(document, series=replace(document.series, sessions=(session,))))
    bake.bake_site(series.group, now=NOW)
    assert contents(data / "public/apiary/files") == {"texts/bees.txt": b"hum"}
    saved(programme(1))
    bake.bake_site(series.group, now=NOW)
    assert not (data / "public/apiary/files").exists()


def test_live_files_are_those_of_the_folder(data):
    series = saved(programme())
    bake.bake_site(series.group, now=NOW)
    for path, content in contents(data / "public").items():
        if not path.endswith((".gz", ".br")):
            assert live_file(path, audience=Audience.PUBLIC, now=NOW).write() == content, path
    assert live_file("apiary/", audience=Audience.PUBLIC, now=NOW).path == "index.html"
    for path in ("apiary", "apiary/nothing", "apiary/spring/nothing/", "nobody/", "", "apiary/../secret_key"):
        assert live_file(path, audience=Audience.ORGANISERS, now=NOW) is None

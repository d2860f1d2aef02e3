"""A group with everything a group can have, and its export."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from studycircle.discussion.models import Comment, Lock
from studycircle.documents.programme import Audience, Quotation, Rights
from studycircle.documents.text import Block, BlockKind, Inline, Text, number_blocks
from studycircle.members.models import Member
from studycircle.store import actions, files, models, polls, shelf
from studycircle.store.history import Act
from studycircle.store.load import load_programme
from tests.programmes import RICH
from tests.texts import PNG

NOW = dt.datetime(2026, 10, 20, 12, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def data(settings, tmp_path) -> Path:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slow ones are for real passwords
    settings.DATA, settings.PUBLIC, settings.FILES = tmp_path, tmp_path / "public", tmp_path / "files"
    settings.SHELF, settings.FOR_MEMBERS = tmp_path / "shelf", tmp_path / "for-members"
    return tmp_path


def text(*paragraphs: str, key: str = "on-bees") -> Text:
    blocks = [Block(f"p-{len(words)}", BlockKind.PARAGRAPH, Inline(words)) for words in paragraphs]
    return Text(key, "On Bees", "Ada Fenn", language="en", blocks=number_blocks(blocks))


@pytest.fixture
def full(db, data) -> models.Group:
    """Two series; a text in two versions, one put away; a poll with answers, a print set, a history, files, a session
    that was taken out; comments."""
    series = actions.import_programme(RICH, now=NOW).series
    group = series.group
    ann = models.Person.objects.create_user("ann")
    actions.make_organiser(ann, group)
    bees = shelf.shelve(
        group, text("One.", "Two bees."), (), shelf.Brought(b"bees", "bees.EPUB"), by=ann, now=NOW, rights=Rights.OPEN
    )
    shelf.take_again(bees, text("One.", "And a half.", "Two bees."), (), shelf.Brought(b"more", "x"), by=ann, now=LATER)
    away = shelf.shelve(group, text("Away."), (), shelf.Brought(b"bees", "same.txt"), by=None, now=NOW, work=bees.work)
    shelf.put_away(away)
    change(series, "the-mill", lambda one: replace(one, readings=(replace(one.readings[0], text="on-bees"),)))
    change(series, "sweetness-and-power", pinned)
    for room in ("Cellar", "Attic"):
        change(series, "new-year", lambda one, room=room: replace(one, room=room))
        change(series, "rain-stopped-us", lambda one, room=room: replace(one, room=room))
    change(series, "rain-stopped-us", None)
    session = models.Session.objects.get(series=series, key="united-front")
    dates = (dt.date(2026, 12, 1), dt.time(19)), (dt.date(2026, 12, 2), None)
    poll, _ = polls.ask(session, polls.Asked(dates, "When?"), by=ann, now=NOW)
    [link] = polls.make_links(poll, ["Bo"], now=NOW)
    polls.answer(
        polls.opened(polls.own_token(link), now=NOW), {polls.options(poll)[1].key: "yes"}, "Bo", "late", now=NOW
    )
    models.PrintLook.objects.create(series=series, picture=files.keep(PNG), alternative="a mill", layout="handbill")
    second = replace(RICH, series=replace(RICH.series, key="spring", uid="spring-uid", title="Spring"))
    actions.import_programme(second, now=NOW)
    talk(series)
    home = data / "files" / group.key
    (home / "more").mkdir(parents=True)
    (home / "mintz.epub").write_bytes(b"a book")
    (home / "more" / "unused.txt").write_bytes(b"words")
    return group


def talk(series):
    """Wren speaks, somebody reports it, Robin answers and withdraws; one comment waits, one is hidden."""
    group, mill = series.group, models.Session.objects.get(series=series, key="the-mill")
    wren = Member.objects.create(group=group, address="wren@example.org", email="wren@example.org", asked_at=NOW)
    here = {"group": group, "series": series, "session": mill, "said_at": NOW, "confirmed_at": NOW}
    said = {"name": "Wren", "author": wren, "shown_at": NOW}
    first = Comment.objects.create(
        **here,
        **said,
        words="The wheel > ¶ 2",
        paragraph="2",
        state="flagged",
        flags=1,
        reading=mill.readings.all()[0].key,
    )
    gone = Comment.objects.create(**here, parent=first, reading=first.reading, state="withdrawn")
    Comment.objects.create(**here, name="Robin", words="Held?", parent=first, reading=first.reading)
    Comment.objects.create(**here, name="Robin", words="Hidden!", state="hidden")
    last = {**here, "said_at": LATER, "parent": gone, "edited_at": LATER}
    Comment.objects.create(**last, **said, words="Turned.", state="public", settled=True, reading=first.reading)
    Lock.objects.create(session=mill, locked_at=LATER)


def pinned(session):
    first, *rest = session.questions
    return replace(session, questions=(replace(first, quotations=(Quotation("bees", "on-bees#p2"),)), *rest))


def change(series, key, how):
    """``how`` makes of that session another; nothing takes it out."""

    def changed(programme):
        sessions = [how(one) if one.key == key and how else one for one in programme.series.sessions]
        sessions = [one for one in sessions if how or one.key != key]
        return replace(programme, series=replace(programme.series, sessions=tuple(sessions)))

    ann = models.Person.objects.get(username="ann")
    return actions.change_programme(series, changed, now=LATER, act=Act(ann))


def live(group, series):
    row = models.Series.objects.get(group__key=group, key=series)
    return load_programme(row, audience=Audience.ORGANISERS)


def said(brought):
    """The remarks in words."""
    return [one.words for one in brought.remarks]

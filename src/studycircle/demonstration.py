"""The demonstration: the handbook's group, live, with its chapters as reading pages and a login for its desk."""

import datetime as dt
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studycircle.errors import StudycircleError

if TYPE_CHECKING:
    from studycircle.store.models import Group

MARK = "demonstration"  # an empty file that says: this folder may be made anew


@dataclass(frozen=True, slots=True)
class Login:
    """What to tell whoever started it."""

    group: str
    name: str
    password: str


def prepare(folder: Path, *, now: dt.datetime) -> Login:
    """Make the demonstration anew in ``folder``, which ``STUDYCIRCLE_DATA`` must name; baked and ready to be served.

    Raises ``StudycircleError`` where the folder holds something else.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise StudycircleError(f"{folder} is not a demonstration, and is left alone", "Name another folder: --data")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studycircle.project.settings")
    import django

    django.setup()
    return _fill(folder, now)


def _fill(folder: Path, now: dt.datetime) -> Login:
    """The rows, the files and the baked site."""
    from django.core.management import call_command
    from django.db import connections

    from studycircle.handbook import handbook_chapters, handbook_programme
    from studycircle.publishing.bake import bake_site
    from studycircle.store import actions

    call_command("migrate", verbosity=0, interactive=False)
    today = now.astimezone().date()
    programme = handbook_programme(today)
    group = actions.import_programme(programme, now=now).series.group
    for name, markdown in handbook_chapters().items():
        _shelve(group, name, markdown, now)
    name = "organiser"
    password = actions.add_organiser(name, group)
    bake_site(group, now=now)
    connections.close_all()
    return Login(group.key, name, password)


def _shelve(group: "Group", name: str, markdown: str, now: dt.datetime) -> None:
    """A chapter as a text on the group's shelf, under the key its reading names."""
    from studycircle.documents.programme import Rights
    from studycircle.readers.text.markdown import read_markdown
    from studycircle.store import shelf

    data = markdown.encode()
    text, problems = read_markdown(data, name)
    brought = shelf.Brought(data, name, "text/markdown")
    rights, key = Rights.OPEN, name.removesuffix(".md")
    shelf.shelve(group, text, problems, brought, by=None, now=now, rights=rights, key=key)

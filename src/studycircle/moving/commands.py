"""What the command line does with groups as wholes; each gives the words to print."""

import datetime as dt
import shutil
from pathlib import Path

from studycircle.errors import ReadError, StudycircleError, WriteError
from studycircle.moving.bringing import bring
from studycircle.moving.packing import export
from studycircle.moving.unpacking import Export
from studycircle.store.models import Group, Series


def export_to(path: Path, group: str, series: str, *, now: dt.datetime) -> str:
    """Write the export of a group, or of one of its series, to ``path``."""
    row = Group.objects.filter(key=group, archived=False).first()
    if row is None:
        keys = ", ".join(Group.objects.filter(archived=False).order_by("key").values_list("key", flat=True))
        raise StudycircleError(f"there is no group “{group}”", f"There are: {keys or 'none'}.")
    only = Series.objects.filter(group=row, key=series, archived=False).first() if series else None
    if series and only is None:
        keys = ", ".join(Series.objects.filter(group=row, archived=False).values_list("key", flat=True))
        raise StudycircleError(f"{group} has no series “{series}”", f"It has: {keys or 'none'}.")
    part = path.with_name(f".{path.name}.part")
    try:
        with export(row, now=now, only=only) as source, part.open("wb") as target:
            shutil.copyfileobj(source, target)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise WriteError(f"{path}: {(error.strerror or 'cannot be written').lower()}") from error
    size = path.stat().st_size / 1e6
    return f"{path}: {size:.1f} MB. It is for organisers: what only members may see is in it."


def import_from(path: Path, group: str, *, now: dt.datetime) -> str:
    """Bring the export at ``path``: into the group of that key if there is one, else as a new group."""
    into = Group.objects.filter(key=group, archived=False).first() if group else None
    try:
        with path.open("rb") as file:
            brought = bring(Export(file, path.name), now=now, key=group, into=into)
    except OSError as error:
        raise ReadError(str(path), (error.strerror or "it cannot be read").lower()) from error
    series = ", ".join(one.key for one in brought.series) or "no series"
    lines = [f"{brought.group.key}: {series}; texts: {brought.texts}", *(one.words for one in brought.remarks)]
    if into is None:
        lines.append("Nobody organises it yet: studycircle add-organiser NAME, or an administrator on the desk.")
    return "\n".join([*lines, "Its pages are made by studycircle serve."])

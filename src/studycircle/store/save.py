"""A document to rows, for import and restore: updated by key, what is missing archived, nothing re-created.

Someone's calendar entry, reply or comment hangs on a row, so a row lives for ever. Organisers' everyday edits
do not come this way: they change single rows (``actions.py``).
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from studycircle.documents import programme as documents
from studycircle.documents.programme import Programme
from studycircle.store import models
from studycircle.store.keys import check
from studycircle.store.load import column_names, read_row

# Several documents that hang on the same rows: the columns that say on which, and the documents in order.
Family = tuple[dict[str, Model | None], Sequence[Any]]


@dataclass(slots=True)
class Saved:
    """What ``save_programme`` did: the row of the series, and how many rows it added, changed and archived."""

    series: models.Series
    is_new: bool = False
    added: int = 0
    changed: int = 0
    archived: int = 0


def save_programme(programme: Programme, *, group: models.Group | None = None) -> Saved:
    """Make the rows say what ``programme`` says, in one transaction.

    ``group``: the group it goes into, left as it is; without one, the group of that key is found or made, and
    updated. A new series keeps the uid it brings unless another series has it, and gets one if it brings none;
    a series that is there keeps its own for life. Raises ``WriteError`` where keys are wrong.
    """
    if group is not None:
        programme = replace(programme, group=read_row(documents.Group, group))
    check(programme)
    with transaction.atomic():
        saved = _save_series(group or _save_group(programme.group), programme.series)
        series = saved.series
        whole: dict[str, Model | None] = {"series": series}
        _save_rows(saved, models.Contact.objects.filter(series=series), [(whole, programme.series.contacts)])
        sessions = _save_rows(saved, models.Session.objects.filter(series=series), [(whole, programme.series.sessions)])
        _save_hanging(saved, programme.series, sessions)
        inside = {"session__series": series}
        readings = _save_rows(
            saved,
            models.Reading.objects.filter(**inside),
            [({"session": row}, session.readings) for row, session in sessions],
        )
        _save_rows(
            saved,
            models.Question.objects.filter(**inside),
            [({"session": row}, session.questions) for row, session in sessions],
        )
        _save_rows(
            saved,
            models.Edition.objects.filter(reading__session__series=series),
            [({"reading": row}, reading.editions) for row, reading in readings],
        )
    return saved


def _save_group(group: documents.Group) -> models.Group:
    row, _ = models.Group.objects.update_or_create(
        key=group.key, defaults={**_values(group, models.Group), "archived": False}
    )
    return row


def _save_series(group: models.Group, series: documents.Series) -> Saved:
    # The lock keeps two imports of one series apart on PostgreSQL; on SQLite the transaction itself does.
    row = models.Series.objects.select_for_update().filter(group=group, key=series.key).first()
    saved = Saved(row or models.Series(group=group, key=series.key), is_new=row is None)
    row = saved.series
    values = _values(series, models.Series)
    uid = values.pop("uid")
    if saved.is_new:
        row.uid = uid if uid and not models.Series.objects.filter(uid=uid).exists() else str(uuid.uuid4())
        row.position = models.Series.objects.filter(group=group).count()
    if saved.is_new or _differs(row, {**values, "archived": False}):
        _fill(row, {**values, "archived": False})
        row.save()
        saved.added += saved.is_new
        saved.changed += not saved.is_new
    return saved


def _save_hanging(
    saved: Saved, series: documents.Series, sessions: Iterable[tuple[models.Session, documents.Session]]
) -> None:
    """Notes and attachments: of the series itself, and of each session."""
    row = saved.series
    for name, rows in (
        ("notes", models.Note.objects.filter(series=row)),
        ("attachments", models.Attachment.objects.filter(series=row)),
    ):
        families: list[Family] = [({"series": row, "session": None}, getattr(series, name))]
        families += [({"series": row, "session": of}, getattr(session, name)) for of, session in sessions]
        _save_rows(saved, rows, families)


def _save_rows(saved: Saved, stored: QuerySet[Any], families: Sequence[Family]) -> list[tuple[Any, Any]]:
    """Bring the ``stored`` rows to what ``families`` say; give each row with its document, in order.

    Rows of other families, which hang on something archived, are left alone: they come back with it.
    """
    model = stored.model
    there = {(_family(row, families), row.key): row for row in stored} if families else {}
    new, changed, pairs = [], [], []
    named = set()
    for owners, wanted in families:
        family = tuple(owner.pk if owner else None for owner in owners.values())
        named.add(family)
        for position, document in enumerate(wanted):
            values = {**_values(document, model), "position": position, "archived": False}
            row = there.pop((family, document.key), None)
            if row is None:
                row = model(**owners, **values)
                new.append(row)
            elif _differs(row, values):
                _fill(row, values)
                changed.append(row)
            pairs.append((row, document))
    missing = [row for (family, _), row in there.items() if family in named and not row.archived]
    for row in missing:
        row.archived = True
    model._default_manager.bulk_create(new)
    _update(model, changed + missing)
    saved.added += len(new)
    saved.changed += len(changed)
    saved.archived += len(missing)
    return pairs


def _family(row: Any, families: Sequence[Family]) -> tuple[int | None, ...]:
    return tuple(getattr(row, f"{owner}_id") for owner in families[0][0])


def _update(model: type[Model], rows: Sequence[Model]) -> None:
    """Write ``rows`` back. An upsert by id costs a tenth of ``bulk_update``'s CASE over every column."""
    columns = [column.name for column in model._meta.concrete_fields if not column.primary_key]
    if rows:
        model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=["pk"], update_fields=columns)


def _values(document: Any, model: type[Model]) -> dict[str, Any]:
    return {name: getattr(document, name) for name in column_names(type(document), model)}


def _differs(row: Model, values: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _fill(row: Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)

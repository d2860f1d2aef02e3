"""Rows to documents, with a fixed number of queries whatever the number of sessions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from django.db.models import Model, QuerySet

from studycircle.documents import programme as documents
from studycircle.documents.audience import seen_by
from studycircle.documents.programme import Audience, Programme
from studycircle.store import models

# The documents under the id of the row they hang on; None holds what hangs on the series itself.
Families = dict[int | None, list[Any]]


def load_programme(series: models.Series, *, audience: Audience) -> Programme:
    """The programme of ``series`` as ``audience`` may see it; ten queries. What is archived is left out.

    What the audience may not see never enters the document, so no writer can leak it.
    """
    row = models.Series.objects.select_related("group").get(pk=series.pk)
    group = read_row(documents.Group, row.group)
    whole = Programme(group, _load_series(row), shelf=_load_shelf(row), course=_load_course(row, audience))
    return seen_by(whole, audience)


def load_schedules(rows: Iterable[models.Series]) -> Mapping[int, Programme]:
    """Each series with its sessions and their readings, by the id of its row, and nothing else that hangs on it.

    For lists of what is to come, with three queries however many series there are. ``rows`` come with their group.
    """
    rows = list(rows)
    within = {"session__series__in": rows, "session__archived": False, "archived": False}
    editions = _families(
        documents.Edition,
        models.Edition.objects.filter(
            reading__session__series__in=rows, reading__session__archived=False, reading__archived=False, archived=False
        ),
        "reading_id",
    )
    readings = models.Reading.objects.filter(**within)
    hanging = {"readings": _families(documents.Reading, readings, "session_id", {"editions": editions})}
    found = models.Session.objects.filter(series__in=rows, archived=False)
    sessions = _families(documents.Session, found, "series_id", hanging)
    return {
        row.pk: Programme(
            read_row(documents.Group, row.group),
            replace(read_row(documents.Series, row), sessions=tuple(sessions.get(row.pk, ()))),
        )
        for row in rows
    }


def column_names(kind: type, model: type[Model]) -> tuple[str, ...]:
    """The fields of the dataclass ``kind`` that are columns of ``model``; the others are tables of their own."""
    columns = {column.name for column in model._meta.concrete_fields}
    return tuple(field.name for field in fields(kind) if field.name in columns)


def read_row(kind: type[Any], row: Model) -> Any:
    """The dataclass ``kind`` with the values of one row, without what hangs on it."""
    return kind(**{name: getattr(row, name) for name in column_names(kind, type(row))})


def _load_series(row: models.Series) -> documents.Series:
    here = {"series": row.pk, "archived": False}
    within = {"session__series": row.pk, "session__archived": False, "archived": False}
    editions = _families(
        documents.Edition,
        models.Edition.objects.filter(
            reading__session__series=row.pk, reading__session__archived=False, reading__archived=False, archived=False
        ),
        "reading_id",
    )
    notes = _families(documents.Note, models.Note.objects.filter(**here), "session_id")
    attachments = _families(documents.Attachment, models.Attachment.objects.filter(**here), "session_id")
    hanging = {
        "readings": _families(
            documents.Reading, models.Reading.objects.filter(**within), "session_id", {"editions": editions}
        ),
        "questions": _families(documents.Question, models.Question.objects.filter(**within), "session_id"),
        "notes": notes,
        "attachments": attachments,
    }
    sessions = _families(documents.Session, models.Session.objects.filter(**here), "series_id", hanging)
    contacts = _families(documents.Contact, models.Contact.objects.filter(**here), "series_id")
    return documents.Series(
        **{name: getattr(row, name) for name in column_names(documents.Series, models.Series)},
        contacts=tuple(contacts.get(row.pk, ())),
        sessions=tuple(sessions.get(row.pk, ())),
        notes=tuple(notes.get(None, ())),
        attachments=tuple(attachments.get(None, ())),
    )


def _load_shelf(row: models.Series) -> tuple[documents.Shelved, ...]:
    """The texts that readings of the series name."""
    named = models.Reading.objects.filter(session__series=row.pk, archived=False).exclude(text="").values("text")
    rows = models.TextEdition.objects.filter(group=row.group_id, archived=False, key__in=named).order_by("key")
    names = column_names(documents.Shelved, models.TextEdition)
    return tuple(documents.Shelved(**dict(zip(names, values, strict=True))) for values in rows.values_list(*names))


def _load_course(row: models.Series, audience: Audience) -> tuple[documents.Copy, ...]:
    """The series in one book, as made for ``audience``: organisers have the members', and these the public's
    where it lacks nothing."""
    kind = Audience.PUBLIC if audience is Audience.PUBLIC else Audience.MEMBERS
    books: dict[str, tuple[documents.Copy, ...]] = {
        one.audience: one.copies for one in models.CourseBook.objects.filter(series=row.pk)
    }
    return books.get(kind) or books.get(Audience.PUBLIC, ())


def _families(kind: type, rows: QuerySet[Any], parent: str, hanging: Mapping[str, Families] | None = None) -> Families:
    """The ``rows`` as documents of ``kind``, in order, under the id of their ``parent``.

    ``hanging`` names the fields that are tables of their own, with the documents that go there by row id.
    """
    names = column_names(kind, rows.model)
    families: Families = defaultdict(list)
    for parent_id, pk, *values in rows.order_by("position", "pk").values_list(parent, "pk", *names):
        own = dict(zip(names, values, strict=True))
        for name, documents_of in (hanging or {}).items():
            own[name] = tuple(documents_of.get(pk, ()))
        families[parent_id].append(kind(**own))
    return families

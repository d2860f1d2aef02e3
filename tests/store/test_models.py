"""The tables keep what the documents say, all of it."""

from dataclasses import fields

import pytest

from studycircle.documents import programme as documents
from studycircle.store import models
from studycircle.store.load import column_names

# Each keyed dataclass, and the fields of it that are tables of their own.
KEYED = {
    "Group": set(),
    "Series": {"contacts", "sessions", "notes", "attachments"},
    "Contact": set(),
    "Session": {"readings", "notes", "questions", "attachments"},
    "Reading": {"editions"},
    "Edition": set(),
    "Note": set(),
    "Attachment": set(),
    "Question": set(),
}
OF_ROWS = {"id", "position", "archived", "group", "series", "session", "reading", "shown", "taken_off", "domain"}


@pytest.mark.parametrize("name", KEYED)
def test_a_table_has_a_column_for_each_field_and_no_other(name):
    kind, model = getattr(documents, name), getattr(models, name)
    columns = {column.name for column in model._meta.concrete_fields} - (OF_ROWS - {f.name for f in fields(kind)})
    assert columns == {field.name for field in fields(kind)} - KEYED[name]


@pytest.mark.parametrize("name", KEYED)
def test_a_new_row_says_what_a_new_document_says(name):
    kind, model = getattr(documents, name), getattr(models, name)
    required = {"key": "k", **({"title": ""} if name in ("Reading", "Attachment") else {})}
    document, row = kind(**required), model(key="k")
    assert {column: getattr(row, column) for column in column_names(kind, model)} == {
        column: getattr(document, column) for column in column_names(kind, model)
    }


def test_no_migration_is_missing(db):
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)

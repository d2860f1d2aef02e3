"""Columns that hold values of the documents, so that a row's attribute is what the dataclass's field is."""

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import models

from studycircle.documents.native import from_data, to_data

if TYPE_CHECKING:  # at run time a field is not generic
    TextField = models.TextField[Any, Any]
    CharField = models.CharField[Any, Any]
else:
    TextField, CharField = models.TextField, models.CharField


class WordsField(TextField):
    """Plain or rich text of any length; empty means "not said", as in the documents."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"blank": True, "default": "", **options})


class EnumField(CharField):
    """A member of one of the documents' enumerations."""

    def __init__(self, kind: type[StrEnum], **options: Any) -> None:
        self.kind = kind
        options["max_length"] = 20
        options["choices"] = [(member.value, member.value) for member in kind]
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, positional, options = super().deconstruct()
        for derived in ("max_length", "choices"):
            options.pop(derived, None)
        return name, path, [self.kind, *positional], options

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> StrEnum | None:
        return None if value is None else self.kind(value)

    def to_python(self, value: Any) -> Any:
        return value if value in (None, "") or value not in list(self.kind) else self.kind(value)

    def get_prep_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, StrEnum) else super().get_prep_value(value)


class DocumentField(TextField):
    """A small dataclass of the documents, or a tuple of them (``many``), kept as JSON.

    For values nobody else points at: a place, a slot, the parts of a question.
    """

    def __init__(self, kind: type, *, many: bool = False, **options: Any) -> None:
        self.kind = kind
        self.many = many
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, positional, options = super().deconstruct()
        if self.many:
            options["many"] = True
        return name, path, [self.kind, *positional], options

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        data = json.loads(value)
        return tuple(from_data(self.kind, item) for item in data) if self.many else from_data(self.kind, data)

    def to_python(self, value: Any) -> Any:
        return self.from_db_value(value, None, None) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        data = [to_data(item) for item in value] if self.many else to_data(value)
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))

"""Where on the desk a field of a programme is mended: the address of its page, with the field itself."""

from collections.abc import Mapping

from django import forms

from studycircle.documents.programme import Programme
from studycircle.web.forms import GroupForm, SeriesForm, SessionForm, SlotForm

LISTS = {  # of the forms of a page, by what a path calls their things
    "reading": "readings",
    "note": "notes",
    "question": "questions",
    "attachment": "attachments",
    "contact": "contacts",
    "edition": "editions",
}
FIRST = {"slot": "slot-weekday", "place": "place-name", "readings": "readings-0-title"}  # of what is no single field
FORMS: Mapping[str, type[forms.Form]] = {
    "session": SessionForm,
    "series": SeriesForm,
    "group": GroupForm,
    "slot": SlotForm,
}


def field_address(path: str, base: str, programme: Programme) -> str:
    """The address of the field of that path ("session:bees.date"), below ``base``; that of its page where it has none.

    Paths are those of ``programme.Source``.
    """
    owner, __, field = path.partition(".")
    kind, __, key = owner.partition("/")[0].partition(":")
    page = f"{base}sessions/{key}/" if kind == "session" else f"{base}head/"
    place = _listed(owner, field, programme) if "/" in owner or kind in LISTS else _single(kind, field)
    return f"{page}#id_{place}" if place else page


def _single(kind: str, field: str) -> str:
    """The part of an id that says which field of no list it is."""
    form, __, name = field.partition(".") if "." in field else (kind, "", field)
    if form == "place":
        return f"place-{name}"
    known = FORMS.get(form)
    return f"{form}-{name}" if known and name in known.base_fields else FIRST.get(field, "")


def _listed(owner: str, field: str, programme: Programme) -> str:
    """The same for a field of a list: of the third reading, "readings-2-title"; "" where it is there no more."""
    holder: object = programme.series
    steps = [step.partition(":") for step in owner.split("/")]
    prefix = []
    for kind, __, key in steps:
        name = "sessions" if kind == "session" else LISTS.get(kind, "")
        keys = [one.key for one in getattr(holder, name, ())]
        if key not in keys:
            return ""
        holder = getattr(holder, name)[keys.index(key)]
        if kind != "session":
            prefix.append(f"{name}-{keys.index(key)}")
    return "-".join([*prefix, field.partition(".")[0] or "title"])

"""What an organiser sees and types of one programme, whether it is a draft still or a series that is live.

Fills forms from a document and makes the document they say; knows nothing of requests or rows.
"""

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict

from studycircle.documents.keys import new_key
from studycircle.documents.native import to_data
from studycircle.documents.pins import without_pins
from studycircle.documents.programme import (
    Note,
    Place,
    Programme,
    Reading,
    Session,
)
from studycircle.documents.reconcile import plain, unmarked
from studycircle.web.file_forms import AttachmentForm, EditionForm
from studycircle.web.forms import (
    ContactForm,
    DocumentForm,
    GroupForm,
    NoteForm,
    PlaceForm,
    QuestionForm,
    ReadingForm,
    SeriesForm,
    SessionForm,
    SlotForm,
)

Typed = QueryDict | None

# Django's own class takes no type parameters when it runs; only the type checker's picture of it does.
if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet[DocumentForm[Any]]
else:
    _FormSet = forms.BaseFormSet


class BaseListForm(_FormSet):
    """Several things of one kind, in the order of their ORDER field; one empty form for a new one."""

    def documents(self, old: Sequence[Any]) -> tuple[Any, ...]:
        """The documents as typed: old ones by their key, with what no form shows kept; new ones with new keys."""
        by_key = {document.key: document for document in old}
        taken = set(by_key)
        made = []
        for form in self._kept():
            key = form.cleaned_data.get("key", "")
            document = by_key.get(key) or _new(form, taken)
            taken.add(document.key)
            made.append(form.apply(document))
        return tuple(made)

    def _kept(self) -> list[DocumentForm[Any]]:
        forms_kept = [
            form
            for form in self.forms
            if form.has_changed() | bool(form.initial) and not form.cleaned_data.get("DELETE") and form.cleaned_data
        ]
        last = len(forms_kept) + 1
        return sorted(forms_kept, key=lambda form: form.cleaned_data.get("ORDER") or last)


def _new(form: DocumentForm[Any], taken: set[str]) -> Any:
    words = form.cleaned_data
    name = words.get("title") or words.get("name") or words.get("format") or form.document.__name__.lower()
    fresh = {field.name: field for field in dataclasses.fields(form.document)}
    required = {name: "" for name, field in fresh.items() if field.default is dataclasses.MISSING}
    return form.document(**{**required, "key": new_key(str(name), taken)})


class BaseReadingsForm(BaseListForm):
    """Readings; each form carries the forms of its editions."""

    def add_fields(self, form: DocumentForm[Any], index: int | None) -> None:
        super().add_fields(form, index)
        editions = form.initial.get("editions", ()) if form.initial else ()
        form.editions = list_form(  # type: ignore[attr-defined]
            EditionForm, editions, cast(QueryDict, self.data) if self.is_bound else None, f"{form.prefix}-editions"
        )

    def is_valid(self) -> bool:
        return super().is_valid() and all(
            form.editions.is_valid()  # type: ignore[attr-defined]
            for form in self.forms
            if not form.cleaned_data.get("DELETE")
        )

    def documents(self, old: Sequence[Reading]) -> tuple[Reading, ...]:
        readings = super().documents(old)
        typed = [form.editions for form in self._kept()]  # type: ignore[attr-defined]
        return tuple(
            dataclasses.replace(reading, editions=editions.documents(reading.editions))
            for reading, editions in zip(readings, typed, strict=True)
        )


def list_form(
    form: type[DocumentForm[Any]],
    documents: Sequence[Any],
    typed: Typed,
    prefix: str,
    base: Any = BaseListForm,
    auto_id: str = "id_%s",
    **form_options: Any,
) -> Any:
    """The forms of ``documents``, with an empty one for one more, or as ``typed``."""
    extra = 1 if typed is None else 0
    # A bound on what anybody can make us build: what is there, and more than anybody adds at a time.
    most = len(documents) + (10 if form is EditionForm else 40)
    kind = forms.formset_factory(
        form, formset=base, extra=extra, can_delete=True, can_order=True, max_num=most, absolute_max=most + 1
    )
    initial = [{**form.initial_of(document)} for document in documents]
    if form is ReadingForm:
        for values, document in zip(initial, documents, strict=True):
            values["editions"] = document.editions
    return kind(typed, initial=initial, prefix=prefix, auto_id=auto_id, form_kwargs=form_options)


@dataclasses.dataclass(slots=True)
class SessionDesk:
    """All forms of one session."""

    session: Session
    main: SessionForm
    place: PlaceForm
    own_place: forms.Form
    readings: Any
    notes: Any
    questions: Any
    attachments: Any

    @classmethod
    def of(cls, session: Session, typed: Typed = None, shelf: Mapping[str, str] | None = None) -> "SessionDesk":
        """The forms as ``session`` stands, or as ``typed``; ``shelf``: the texts its readings may be, by key."""
        place = session.place or Place()
        return cls(
            session,
            SessionForm(typed, initial=SessionForm.initial_of(session), prefix="session"),
            PlaceForm(typed, initial=PlaceForm.initial_of(place), prefix="place"),
            OwnPlaceForm(typed, initial={"elsewhere": session.place is not None}, prefix="own"),
            list_form(ReadingForm, session.readings, typed, "readings", BaseReadingsForm, shelf=shelf),
            list_form(NoteForm, session.notes, typed, "notes"),
            list_form(QuestionForm, session.questions, typed, "questions"),
            list_form(AttachmentForm, session.attachments, typed, "attachments"),
        )

    def is_valid(self) -> bool:
        """Whether every form is; all are checked, so that every fault shows at once."""
        parts = (self.main, self.place, self.own_place, self.readings, self.notes, self.questions, self.attachments)
        return False not in [part.is_valid() for part in parts]

    def typed(self) -> Session:
        """The session as typed. Only after ``is_valid()``."""
        elsewhere = self.own_place.cleaned_data["elsewhere"]
        return dataclasses.replace(
            self.main.apply(self.session),
            place=self.place.apply(self.session.place or Place()) if elsewhere else None,
            readings=self.readings.documents(self.session.readings),
            notes=self.notes.documents(self.session.notes),
            questions=self.questions.documents(self.session.questions),
            attachments=self.attachments.documents(self.session.attachments),
        )


@dataclasses.dataclass(slots=True)
class NotesDesk:
    """The forms of a session's notes and questions alone."""

    session: Session
    hidden: tuple[Note, ...]
    notes: Any
    questions: Any

    @classmethod
    def of(cls, session: Session, typed: Typed = None, *, hidden: tuple[Note, ...] = ()) -> "NotesDesk":
        """The forms as ``session`` stands, or as ``typed``; ``hidden``: notes that are not shown, and stay."""
        shown = tuple(note for note in session.notes if note not in hidden)
        return cls(
            session,
            hidden,
            list_form(NoteForm, shown, typed, "notes"),
            list_form(QuestionForm, session.questions, typed, "questions"),
        )

    def is_valid(self) -> bool:
        """Whether every form is."""
        return False not in [part.is_valid() for part in (self.notes, self.questions)]

    def typed(self) -> Session:
        """The session with these as typed. Only after ``is_valid()``."""
        keys = {note.key for note in self.hidden}
        notes: list[Note] = list(self.hidden)
        for note in self.notes.documents([note for note in self.session.notes if note.key not in keys]):
            key = new_key(note.title or "note", {one.key for one in notes}) if note.key in keys else note.key
            notes.append(dataclasses.replace(note, key=key))
        return dataclasses.replace(
            self.session, notes=tuple(notes), questions=self.questions.documents(self.session.questions)
        )


class OwnPlaceForm(forms.Form):
    """Whether a session meets somewhere else than usual."""

    elsewhere = forms.BooleanField(required=False)


@dataclasses.dataclass(slots=True)
class SeriesDesk:
    """All forms of what holds for a whole series: the group, the series, its usual slot and place, contacts, notes."""

    programme: Programme
    group: GroupForm
    series: SeriesForm
    slot: SlotForm
    place: PlaceForm
    contacts: Any
    notes: Any
    attachments: Any

    @classmethod
    def of(cls, programme: Programme, typed: Typed = None) -> "SeriesDesk":
        """The forms as ``programme`` stands, or as ``typed``."""
        group, series = programme.group, programme.series
        return cls(
            programme,
            GroupForm(typed, initial=GroupForm.initial_of(group), prefix="group"),
            SeriesForm(typed, initial=SeriesForm.initial_of(series), prefix="series"),
            SlotForm(typed, initial=SlotForm.initial_of(series.slot), prefix="slot"),
            PlaceForm(typed, initial=PlaceForm.initial_of(series.place), prefix="place"),
            list_form(ContactForm, series.contacts, typed, "contacts"),
            list_form(NoteForm, series.notes, typed, "notes"),
            list_form(AttachmentForm, series.attachments, typed, "attachments"),
        )

    def is_valid(self) -> bool:
        """Whether every form is."""
        parts = (self.group, self.series, self.slot, self.place, self.contacts, self.notes, self.attachments)
        return False not in [part.is_valid() for part in parts]

    def typed(self) -> Programme:
        """The programme as typed. Only after ``is_valid()``."""
        old = self.programme.series
        series = dataclasses.replace(
            self.series.apply(old),
            slot=self.slot.apply(old.slot),
            place=self.place.apply(old.place),
            contacts=self.contacts.documents(old.contacts),
            notes=self.notes.documents(old.notes),
            attachments=self.attachments.documents(old.attachments),
        )
        return dataclasses.replace(self.programme, group=self.group.apply(self.programme.group), series=series)


def session_of(programme: Programme, key: str) -> Session | None:
    """The session of that key."""
    return next((session for session in programme.series.sessions if session.key == key), None)


def with_session(programme: Programme, session: Session) -> Programme:
    """``programme`` with its session of that key replaced, or ``session`` added at the end."""
    sessions = programme.series.sessions
    if session_of(programme, session.key) is None:
        return _with_sessions(programme, (*sessions, session))
    return _with_sessions(programme, tuple(session if old.key == session.key else old for old in sessions))


def without_session(programme: Programme, key: str) -> Programme:
    """``programme`` without its session of that key."""
    return _with_sessions(programme, tuple(old for old in programme.series.sessions if old.key != key))


def _with_sessions(programme: Programme, sessions: tuple[Session, ...]) -> Programme:
    return dataclasses.replace(programme, series=dataclasses.replace(programme.series, sessions=sessions))


def stamp(document: Any) -> str:
    """A short fingerprint of what people wrote: carried by its form, so that nobody overwrites what they have not seen.

    Revision marks do not count, nor what a reader or the shelf says beside a programme, nor pins, which have a page of
    their own and are found while people write.
    """
    if isinstance(document, Programme):
        document = plain(_with_sessions(document, tuple(map(without_pins, document.series.sessions))))
    elif isinstance(document, Session):
        document = unmarked(without_pins(document))
    return hashlib.blake2b(repr(to_data(document)).encode(), digest_size=8).hexdigest()

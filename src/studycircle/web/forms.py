"""The shape of what an organiser types: one form for each kind of thing in a programme.

A form's fields bear the names of the document's fields, so that a form is filled from a document and gives one
back without a table between them. Rich text is typed as Markdown.
"""

import dataclasses
import re
import zoneinfo
from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from studycircle.documents.programme import (
    Audience,
    Contact,
    DateState,
    Group,
    Kind,
    Note,
    Part,
    Place,
    Question,
    Quotation,
    Reading,
    Role,
    Series,
    Session,
    Slot,
)
from studycircle.documents.rich import NOTHING, Rich, to_plain
from studycircle.documents.tidy import as_before
from studycircle.holidays_of import regions_of
from studycircle.readers.programme.rich_markdown import to_rich
from studycircle.web import suggested
from studycircle.web.fields import ClockField, DayField, LinkField, RichField, choice_field, lines_field
from studycircle.web.suggested import Suggested, code_of

Document = TypeVar("Document")

AUDIENCES = {
    Audience.PUBLIC: _("everybody"),
    Audience.MEMBERS: _("members"),
    Audience.ORGANISERS: _("organisers only"),
}
STATES = {
    DateState.TBA: _("to be agreed"),
    DateState.PROPOSED: _("proposed"),
    DateState.FIXED: _("fixed"),
    DateState.MOVED: _("moved"),
    DateState.CANCELLED: _("cancelled"),
}
KINDS = {Kind.MEETING: _("a meeting"), Kind.BREAK: _("a break: nobody meets")}
ROLES = {Role.MAIN: _("main"), Role.SHORTER: _("shorter, for who has little time"), Role.FURTHER: _("further")}
WEEKDAYS = [
    ("", _("no usual day")),
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]
HEADING = 90  # characters
FORMATS = {
    "": "–",
    "web": _("web page"),
    "pdf": "PDF",
    "epub": "EPUB",
    "kindle": "Kindle",
    "text": _("plain text"),
    "word": "Word",
    "audio": _("to listen to"),
    "video": _("to watch"),
    "print": _("on paper"),
}


class DocumentForm(forms.Form, Generic[Document]):
    """A form for one document part. ``document`` is its class; fields not in it belong to ``take`` and ``give``."""

    document: ClassVar[type[Any]]
    often: ClassVar[tuple[str, ...]] = ()  # fields that stand open; the others are folded away

    @property
    def first_words(self) -> str:
        """The first words of what the form is about, to know it by while it is folded."""
        for name in ("title", "text", "body", "name", "label", "format", "link"):
            value = str(self.initial.get(name) or "")
            words = " ".join((to_plain(Rich(value)) if isinstance(self.fields.get(name), RichField) else value).split())
            if words:
                # Two readings may be of one text.
                words = ", ".join(filter(None, (words, str(self.initial.get("part") or ""))))
                return words if len(words) <= HEADING else f"{words[:HEADING].rsplit(' ', 1)[0]}…"
        return ""

    def few(self) -> list[forms.BoundField]:
        """The fields that stand open."""
        return [self[name] for name in self.often]

    def more(self) -> list[forms.BoundField]:
        """The fields that are folded away."""
        return [self[name] for name in self.fields if name not in self.often]

    def has_errors_folded(self) -> bool:
        """Whether something is wrong in a field nobody would see."""
        return any(field.errors for field in self.more())

    @classmethod
    def initial_of(cls, document: Any) -> dict[str, Any]:
        """What the form shows for ``document``."""
        return {name: getattr(document, name) for name in cls.base_fields if hasattr(document, name)}

    def apply(self, document: Document) -> Document:
        """``document`` with what was typed. Only after ``is_valid()``."""
        names = {field.name for field in dataclasses.fields(self.document)} - {"key"}  # a key is for life
        typed = {name: self._as_before(name, document) for name in self.cleaned_data if name in names}
        return dataclasses.replace(document, **typed)  # type: ignore[type-var]

    def _as_before(self, name: str, document: Document) -> Any:
        """What was typed in one field; of rich text, what says the same as before is written as it was."""
        value = self.cleaned_data[name]
        return as_before(value, getattr(document, name)) if isinstance(self.fields.get(name), RichField) else value


class GroupForm(DocumentForm[Group]):
    document = Group

    name = forms.CharField(label=_("Name of the group"), max_length=200)
    language = forms.CharField(
        label=_("Language"),
        max_length=60,
        help_text=_("a short code: en, de, fr, pt-BR"),
        widget=Suggested(suggested.languages),
    )
    zone = forms.CharField(
        label=_("Time zone"), max_length=60, help_text=_("such as Europe/London"), widget=Suggested(suggested.zones)
    )
    country = forms.CharField(
        label=_("Country"),
        max_length=60,
        required=False,
        help_text=_("two letters: GB, DE"),
        widget=Suggested(suggested.countries),
    )
    region = forms.ChoiceField(
        label=_("Region"), required=False, help_text=_("whose public holidays you have; save another country first")
    )
    accent = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=_("Colour"),
        required=False,
        help_text=_("such as #8a1c1c; it is darkened or lightened until it can be read"),
    )
    summary = RichField(label=_("What the group is"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        """The regions are those of the country as typed, else as it stands; where it has none, none are asked for."""
        super().__init__(*args, **options)
        field = self.fields["region"]
        before = str(self.initial.get("country", ""))
        country = code_of(str(self.data.get(self.add_prefix("country"), before)), suggested.countries).upper()
        chosen = str(self.initial.get("region", ""))
        names = dict(regions_of(country))
        if chosen and country == before:
            names.setdefault(chosen, chosen)
        if not names:
            field.widget = forms.HiddenInput()
        self.regions = frozenset(names)
        # One of the country before is no mistake of whoever has just named another: it is left out (``clean``).
        names = {"": str(_("the whole country")), **dict(regions_of(before)), **names} if names else {chosen: chosen}
        field.choices = list(names.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("region") not in self.regions:
            values["region"] = ""
        return values

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"]
        if zone not in zoneinfo.available_timezones():
            raise ValidationError(_("There is no time zone of this name. Give one such as Europe/London."))
        return zone

    def clean_country(self) -> str:
        country = code_of(self.cleaned_data["country"], suggested.countries).upper()
        MaxLengthValidator(2)(country)
        return country

    def clean_language(self) -> str:
        language = code_of(self.cleaned_data["language"], suggested.languages)
        MaxLengthValidator(20)(language)
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
            raise ValidationError(_("Give a short code such as en, de or pt-BR."))
        return language


class SeriesForm(DocumentForm[Series]):
    document = Series

    title = forms.CharField(label=_("Title of the series"), max_length=300)
    summary = RichField(label=_("What it is about"), required=False)


class SlotForm(DocumentForm[Slot]):
    document = Slot

    weekday = forms.TypedChoiceField(
        label=_("Usual day"), choices=WEEKDAYS, coerce=int, empty_value=None, required=False
    )
    time = ClockField(label=_("Usual time"), required=False)
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=1440, required=False)
    words = forms.CharField(
        label=_("In your words"),
        max_length=200,
        required=False,
        help_text=_("such as: every other Tuesday, 7 for 7.30"),
    )


class PlaceForm(DocumentForm[Place]):
    document = Place

    name = forms.CharField(label=_("Place"), max_length=200, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    room = forms.CharField(label=_("Room"), max_length=100, required=False)
    room_audience = choice_field(AUDIENCES, label=_("The room is shown to"))
    directions = forms.CharField(label=_("How to find it"), max_length=1000, required=False)
    map_link = LinkField(label=_("Link to a map"), required=False)
    online = LinkField(label=_("Link of an online meeting"), required=False)
    online_words = forms.CharField(label=_("How to join online"), max_length=300, required=False)
    online_audience = choice_field(AUDIENCES, label=_("The online link is shown to"))


class SessionForm(DocumentForm[Session]):
    document = Session
    often = ("title", "state", "date", "time", "leader", "room")

    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    number = forms.CharField(label=_("Number"), max_length=20, required=False)
    kind = choice_field(KINDS, label=_("This is"))
    state = choice_field(STATES, label=_("The date is"))
    date = DayField(label=_("Date"), required=False)
    time = ClockField(label=_("Time, if not as usual"), required=False)
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=1440, required=False)
    date_words = forms.CharField(
        label=_("In place of a date"), max_length=100, required=False, help_text=_("such as: early May")
    )
    moved_from = DayField(label=_("Moved from"), required=False)
    status_note = forms.CharField(label=_("Why it is moved or cancelled"), max_length=300, required=False)
    leader = forms.CharField(label=_("Led by"), max_length=200, required=False)
    room = forms.CharField(label=_("Another room at the usual place"), max_length=100, required=False)
    summary = RichField(label=_("About this session"), required=False)
    record = RichField(label=_("Minutes, written afterwards"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        state, day = values.get("state"), values.get("date")
        if day is not None and not self.initial.get("date"):  # a day is agreed: what stood in its place has had its day
            values["date_words"] = ""
            if state == DateState.TBA:
                values["state"] = state = DateState.FIXED
        if state in (DateState.FIXED, DateState.MOVED) and day is None and "date" not in self.errors:
            self.add_error("date", _("A date that is fixed or moved needs a day. Or choose “to be agreed”."))
        if state == DateState.TBA and day is not None:
            self.add_error("state", _("There is a date. Choose fixed or proposed, or clear the date."))
        return values


class ReadingForm(DocumentForm[Reading]):
    document = Reading

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title"), max_length=500)
    author = forms.CharField(label=_("Author"), max_length=300, required=False)
    role = choice_field(ROLES, label=_("Role"))
    part = forms.CharField(label=_("Part"), max_length=200, required=False, help_text=_("such as: chapters 1–3"))
    text = forms.ChoiceField(
        label=_("Text on the shelf"), required=False, help_text=_("members then get it in every format")
    )
    translator = forms.CharField(label=_("Translator"), max_length=200, required=False)
    year = forms.CharField(label=_("Year"), max_length=30, required=False)
    minutes = forms.IntegerField(label=_("Minutes to read"), min_value=1, required=False)
    note = forms.CharField(label=_("Remark"), max_length=1000, required=False)

    def __init__(self, *args: Any, shelf: Mapping[str, str] | None = None, **options: Any) -> None:
        """``shelf``: the texts of the group by key; without any the field is left out, and what it says stays."""
        super().__init__(*args, **options)
        if not shelf:
            del self.fields["text"]
            return
        chosen = self.initial.get("text", "")
        there = {**shelf, chosen: shelf.get(chosen, chosen)} if chosen else dict(shelf)
        self.fields["text"].choices = [("", "–"), *there.items()]  # type: ignore[attr-defined]


class NoteForm(DocumentForm[Note]):
    document = Note

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Heading"), max_length=300, required=False)
    body = RichField(label=_("Note"))
    audience = choice_field(AUDIENCES, label=_("Shown to"))


class QuestionForm(DocumentForm[Question]):
    document = Question

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    number = forms.CharField(
        label=_("Number"), max_length=20, required=False, help_text=_("leave it empty for the next number")
    )
    text = RichField(label=_("Question"))
    lettered = forms.CharField(
        label=_("Lettered parts"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("each begins on a new line with its letter: a) …"),
    )
    close = RichField(label=_("After the parts"), required=False)
    heading = forms.CharField(
        label=_("Small heading over it"),
        max_length=200,
        required=False,
        help_text=_("begins a group of questions, which the next heading ends"),
    )
    bring = forms.BooleanField(label=_("Bring it to the meeting"), required=False)
    quoted = lines_field(label=_("Quotations in it, one on each line"))

    @classmethod
    def initial_of(cls, document: Question) -> dict[str, Any]:
        parts = "\n".join(f"{part.label}) {RichField.as_markdown(part.text)}" for part in document.parts)
        quoted = "\n".join(quotation.words for quotation in document.quotations)
        return {**super().initial_of(document), "lettered": parts, "quoted": quoted}

    def clean_lettered(self) -> tuple[Part, ...]:
        pieces = re.split(r"(?m)^\s*(\w{1,4})\)[ \t]+", self.cleaned_data["lettered"].replace("\r\n", "\n"))
        if pieces[0].strip():
            raise ValidationError(_("Begin each part with its letter and a bracket, such as a) …"))
        return tuple(
            Part(label, to_rich(text)) for label, text in zip(pieces[1::2], pieces[2::2], strict=True) if text.strip()
        )

    def apply(self, document: Question) -> Question:
        places = {quotation.words: quotation.place for quotation in document.quotations}
        quotations = tuple(Quotation(words, places.get(words, "")) for words in self.cleaned_data["quoted"])
        was = {part.label: part.text for part in document.parts}
        parts = tuple(
            Part(part.label, as_before(part.text, was.get(part.label, NOTHING)))
            for part in self.cleaned_data["lettered"]
        )
        return dataclasses.replace(super().apply(document), parts=parts, quotations=quotations)


class ContactForm(DocumentForm[Contact]):
    document = Contact

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("Mail"), required=False)
    url = LinkField(label=_("Page"), required=False)
    audience = choice_field(AUDIENCES, label=_("Shown to"))

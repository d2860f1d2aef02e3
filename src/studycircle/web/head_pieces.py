"""The pieces of what holds for all sessions that are edited each by itself: what it is about, when, where, who to ask.

They are to the series what ``pieces.py`` is to a session, and answer to the same names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from studycircle.documents.programme import Group, Programme, Series
from studycircle.web.editing import Typed, list_form
from studycircle.web.forms import ContactForm, DocumentForm, PlaceForm, SeriesForm, SlotForm
from studycircle.web.pieces import is_within, looked_at

FIELDS = {"about": ("title", "summary"), "slot": ("slot",), "venue": ("place",), "contacts": ("contacts",)}
OFTEN = {"venue": ("name", "address", "room", "room_audience")}
WORDS = {
    "about": _("title and introduction"),
    "slot": _("usual day and hour"),
    "venue": _("usual place"),
    "contacts": _("contacts"),
}
MORE = _("More: how to find it, a map, an online meeting …")


@dataclass(frozen=True, slots=True)
class HeadPiece:
    """``name``: of ``FIELDS``."""

    name: str
    key: str = ""
    session: str = ""
    fallback: str = "head"

    @property
    def is_known(self) -> bool:
        """Whether there are pieces of that name."""
        return self.name in FIELDS

    @property
    def anchor(self) -> str:
        """Its id on the page; no key of a session ends in a dot."""
        return f"all..{self.name}"

    @property
    def address(self) -> str:
        """The address of its form, below that of the programme."""
        return f"head/edit/{self.name}/"

    @property
    def words(self) -> str:
        """What it is called."""
        return str(WORDS[self.name])

    @property
    def more_words(self) -> str:
        """What is folded away in its form."""
        return str(MORE)

    def owner(self, programme: Programme) -> Series:
        """The series."""
        return programme.series

    def is_in(self, series: Series) -> bool:
        """Whether ``series`` has it."""
        return True

    def is_bare(self, series: Series) -> bool:
        """Whether there is nothing of it to show, only something to add."""
        return self.name == "contacts" and not series.contacts

    def named(self, series: Series) -> str:
        """What it is told apart by."""
        return series.title

    def thing(self, series: Series) -> Series:
        """What it is about."""
        return series

    def cut(self, programme: Programme) -> Programme:
        """A programme of the piece alone."""
        values: dict[str, Any] = {name: getattr(programme.series, name) for name in FIELDS[self.name]}
        return Programme(Group(""), Series("", **values))

    def put(self, programme: Programme, part: Programme) -> Programme:
        """``programme`` with the piece as ``part`` has it; what was doubtful of it is not so any more."""
        values: dict[str, Any] = {name: getattr(part.series, name) for name in FIELDS[self.name]}
        return looked_at(replace(programme, series=replace(programme.series, **values)), *self.paths)

    def made_in(self, programme: Programme) -> "HeadPiece":
        """Itself."""
        return self

    @property
    def path(self) -> str:
        """What the paths of its fields begin with."""
        return {"about": "series", "contacts": "series"}.get(self.name, f"series.{FIELDS[self.name][0]}")

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of all that is in it."""
        if self.name == "contacts":
            return ("series.contacts", "series.contact", "contact")
        return tuple(f"series.{name}" for name in FIELDS[self.name])

    def holds_path(self, path: str) -> bool:
        """Whether a field of that path is in it."""
        return is_within(path, self.paths)

    def desk(self, part: Programme, typed: Typed, shelf: Mapping[str, str]) -> "HeadPieceDesk":
        """Its forms, filled from what ``cut`` gives or from what was typed."""
        return HeadPieceDesk.of(self, part, typed)


@dataclass(slots=True)
class HeadPieceDesk:
    """The form of one piece, or the list of forms of the contacts."""

    piece: HeadPiece
    before: Programme
    main: DocumentForm[Any] | None = None
    listed: Any = None
    is_out: bool = False

    @classmethod
    def of(cls, piece: HeadPiece, part: Programme, typed: Typed) -> "HeadPieceDesk":
        """The form as ``part`` stands, or as ``typed``."""
        ids, series = f"id_{piece.anchor}_%s", part.series
        if piece.name == "contacts":
            return cls(piece, part, listed=list_form(ContactForm, series.contacts, typed, "contacts", auto_id=ids))
        forms: dict[str, tuple[type[DocumentForm[Any]], Any]] = {
            "about": (SeriesForm, series),
            "slot": (SlotForm, series.slot),
            "venue": (PlaceForm, series.place),
        }
        kind, document = forms[piece.name]
        initial = kind.initial_of(document)
        form = kind(typed, initial=initial, prefix=piece.name, auto_id=ids, use_required_attribute=False)
        return cls(piece, part, main=form)

    @property
    def session(self) -> Series:
        """What its piece is of."""
        return self.before.series

    @property
    def few(self) -> list[BoundField]:
        """The fields that stand open."""
        often = OFTEN.get(self.piece.name)
        return [field for field in self.main or () if often is None or field.name in often]

    @property
    def more(self) -> list[BoundField]:
        """The fields that are folded away."""
        often = OFTEN.get(self.piece.name)
        return [field for field in self.main or () if often is not None and field.name not in often]

    @property
    def is_unfolded(self) -> bool:
        """Whether there is something to see in those; who sees an online link is chosen in any case."""
        return any(field.errors or (field.value() and not field.name.endswith("audience")) for field in self.more)

    def is_valid(self) -> bool:
        """Whether the form is."""
        form = self.listed if self.main is None else self.main
        return bool(form.is_valid())

    def part(self) -> Programme:
        """The piece as typed, as ``HeadPiece.cut`` gives it. Only after ``is_valid()``."""
        old = self.before.series
        if self.main is None:
            new = replace(old, contacts=self.listed.documents(old.contacts))
        elif self.piece.name == "about":
            new = self.main.apply(old)
        else:
            [name] = FIELDS[self.piece.name]
            values: dict[str, Any] = {name: self.main.apply(getattr(old, name))}
            new = replace(old, **values)
        return replace(self.before, series=new)

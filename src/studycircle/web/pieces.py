"""The pieces of a session that are edited each by itself: its title, its date, one reading, one question …

A piece is cut out of a programme as a programme of its own, which holds one session with nothing else in it; so two
organisers meet only where both change the same piece. Fills forms and gives documents; knows of no request or row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from studycircle.documents.keys import new_key
from studycircle.documents.programme import Place, Programme, Session, Source
from studycircle.documents.rich import NOTHING, to_plain
from studycircle.web.conflict import alone
from studycircle.web.editing import OwnPlaceForm, Typed, list_form, session_of, with_session
from studycircle.web.file_forms import AttachmentForm, EditionForm
from studycircle.web.forms import (
    HEADING,
    DocumentForm,
    NoteForm,
    PlaceForm,
    QuestionForm,
    ReadingForm,
    SessionForm,
)

NEW = "_new"  # in place of the key of a thing that is yet to be; no key begins like this

# Of a session's own fields, which belong together.
FIELDS = {
    "title": ("title", "number", "kind"),
    "date": ("state", "date", "time", "minutes", "date_words", "moved_from", "status_note"),
    "place": ("room", "place"),
    "leader": ("leader",),
    "summary": ("summary",),
    "record": ("record",),
}
# Of its lists, what one thing in each is called: the field, and the form.
LISTS: Mapping[str, tuple[str, type[DocumentForm[Any]]]] = {
    "reading": ("readings", ReadingForm),
    "note": ("notes", NoteForm),
    "question": ("questions", QuestionForm),
    "attachment": ("attachments", AttachmentForm),
}
# Of the form of each, what stands open, in this order; what is not named here is folded away.
OFTEN = {
    "date": ("state", "date", "time"),
    "reading": ("title", "author", "part", "role", "text"),
    "question": ("text", "number", "bring"),
}
WORDS = {
    "title": _("title"),
    "date": _("date"),
    "place": _("place"),
    "leader": _("leader"),
    "summary": _("introduction"),
    "record": _("minutes of the meeting"),
    "reading": _("reading"),
    "note": _("note"),
    "question": _("question"),
    "attachment": _("file or link"),
}

MORE = {
    "date": _("More: length, moved from, why …"),
    "reading": _("More: translator, year, minutes to read, remark"),
    "question": _("More: lettered parts, what follows them, small heading, quotations"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """``name``: of ``FIELDS``, or of ``LISTS`` with the ``key`` of one thing in it, or ``NEW``."""

    session: str
    name: str
    key: str = ""

    @property
    def is_known(self) -> bool:
        """Whether there are pieces of that name."""
        return bool(self.key) if self.name in LISTS else self.name in FIELDS and not self.key

    @property
    def anchor(self) -> str:
        """Its id on the page: "bees.title", "bees.reading.hive"."""
        return ".".join(filter(None, (self.session, self.name, self.key)))

    @property
    def address(self) -> str:
        """The address of its form, below that of the programme."""
        below = f"{self.name}/{self.key}/" if self.key else f"{self.name}/"
        return f"sessions/{self.session}/edit/{below}"

    @property
    def words(self) -> str:
        """What it is called."""
        return str(WORDS[self.name])

    @property
    def more_words(self) -> str:
        """What is folded away in its form."""
        return str(MORE.get(self.name, ""))

    @property
    def fallback(self) -> str:
        """The id to lead to where it is no longer there."""
        return self.session

    def thing(self, session: Session) -> Any:
        """The one thing of a list of ``session`` that it is about, or ``None``."""
        things = getattr(session, LISTS[self.name][0])
        return next((one for one in things if one.key == self.key), None)

    def owner(self, programme: Programme) -> Session | None:
        """The session it is of, if it is there."""
        return session_of(programme, self.session)

    def is_in(self, session: Session) -> bool:
        """Whether ``session`` has it, or may come to have it."""
        return self.name in FIELDS or self.key == NEW or self.thing(session) is not None

    def is_bare(self, session: Session) -> bool:
        """Whether there is nothing of it to show, only something to add."""
        if self.name in FIELDS:
            return self.name not in ("title", "date") and not any(getattr(session, one) for one in FIELDS[self.name])
        return self.key == NEW

    def named(self, session: Session) -> str:
        """What it is told apart by: the words of the thing itself, or the title of the session."""
        one = self.thing(session) if self.name in LISTS else None
        said = str(
            getattr(one, "title", "") or to_plain(getattr(one, "text", NOTHING) or getattr(one, "body", NOTHING))
        )
        return " ".join((said or session.title).split())[:HEADING]

    def desk(self, part: Programme, typed: Typed, shelf: Mapping[str, str]) -> "PieceDesk":
        """Its forms, filled from what ``cut`` gives or from what was typed."""
        return PieceDesk.of(self, part.series.sessions[0], typed, shelf)

    def cut(self, programme: Programme) -> Programme | None:
        """A programme of the piece alone; ``None`` where there is no such session any more."""
        session = session_of(programme, self.session)
        return alone(self.only(session)) if session else None

    def only(self, session: Session) -> Session:
        """``session`` with nothing in it but the piece."""
        if self.name in FIELDS:
            values: dict[str, Any] = {name: getattr(session, name) for name in FIELDS[self.name]}
        else:
            thing = None if self.key == NEW else self.thing(session)
            values = {LISTS[self.name][0]: (thing,) if thing else ()}
        return Session(session.key, **values)

    def put(self, programme: Programme, part: Programme) -> Programme:
        """``programme`` with the piece as ``part`` has it; what was doubtful of it is not so any more.

        A new thing comes last, under a key of its own; one that ``part`` has not is taken out.
        """
        session, new = session_of(programme, self.session), session_of(part, self.session)
        if session is None or new is None:
            return programme
        if self.name in FIELDS:
            values: dict[str, Any] = {name: getattr(new, name) for name in FIELDS[self.name]}
        else:
            listed = LISTS[self.name][0]
            values = {listed: self._listed(getattr(session, listed), getattr(new, listed))}
        return looked_at(with_session(programme, replace(session, **values)), *self.paths)

    def _listed(self, old: tuple[Any, ...], typed: tuple[Any, ...]) -> tuple[Any, ...]:
        thing = typed[0] if typed else None
        if thing is not None and not any(one.key == self.key for one in old):
            key = self.key if self.key != NEW else new_key(_name_of(thing) or self.name, {one.key for one in old})
            return (*old, replace(thing, key=key))
        return tuple(thing if one.key == self.key else one for one in old if thing is not None or one.key != self.key)

    def made_in(self, programme: Programme) -> "Piece":
        """The piece a new thing has become: the last of its list."""
        session = session_of(programme, self.session)
        things = getattr(session, LISTS[self.name][0]) if session and self.key == NEW else ()
        return replace(self, key=things[-1].key) if things else self

    @property
    def path(self) -> str:
        """What the paths of its fields begin with (``programme.Source``)."""
        return f"session:{self.session}" + (f"/{self.name}:{self.key}" if self.key else "")

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of all that is in it, and further ones lie within these."""
        return (self.path,) if self.key else tuple(f"{self.path}.{name}" for name in FIELDS[self.name])

    def holds_path(self, path: str) -> bool:
        """Whether a field of that path is in it."""
        return is_within(path, self.paths)


def _name_of(thing: Any) -> str:
    return str(getattr(thing, "title", ""))


def looked_at(programme: Programme, *paths: str) -> Programme:
    """``programme`` with what was read of the fields of these paths, and within them, no longer doubtful."""
    sources = tuple(_sure(one, is_within(one.field, paths)) for one in programme.sources)
    return replace(programme, sources=sources)


def is_within(path: str, paths: tuple[str, ...]) -> bool:
    """Whether a field's path is one of ``paths``, or lies in what one of them is about."""
    return any(path == one or path.startswith((f"{one}.", f"{one}/")) for one in paths)


def _sure(source: Source, is_seen: bool) -> Source:
    return replace(source, sureness=1.0) if is_seen else source


@dataclass(slots=True)
class PieceDesk:
    """The forms of one piece."""

    piece: Piece
    session: Session
    main: DocumentForm[Any]
    place: PlaceForm | None = None
    own_place: OwnPlaceForm | None = None
    editions: Any = None
    is_out: bool = False  # it is to be taken out

    @classmethod
    def of(
        cls, piece: Piece, session: Session, typed: Typed = None, shelf: Mapping[str, str] | None = None
    ) -> "PieceDesk":
        """The forms as ``session`` stands, or as ``typed``; ``shelf``: the texts a reading may be, by key."""
        # Two forms may stand on one page, and no two fields have one id.
        ids = f"id_{piece.anchor}_%s"
        is_out = typed is not None and "take_out" in typed and bool(piece.key)
        if piece.name in FIELDS:
            desk = cls(piece, session, _form_of_fields(piece, session, typed, ids))
            if piece.name == "place":
                own = {"elsewhere": session.place is not None}
                place = PlaceForm.initial_of(session.place or Place())
                desk.own_place = OwnPlaceForm(typed, initial=own, prefix="own", auto_id=ids)
                desk.place = PlaceForm(typed, initial=place, prefix="place", auto_id=ids)
            return desk
        thing = piece.thing(session)
        kind = LISTS[piece.name][1]
        options: dict[str, Any] = {"shelf": shelf} if kind is ReadingForm else {}
        initial = kind.initial_of(thing) if thing else {}
        form = kind(typed, initial=initial, prefix=piece.name, auto_id=ids, use_required_attribute=False, **options)
        form.fields.pop("key")
        editions = None
        if kind is ReadingForm:
            editions = list_form(EditionForm, thing.editions if thing else (), typed, "editions", auto_id=ids)
        return cls(piece, session, form, editions=editions, is_out=is_out)

    @property
    def few(self) -> list[BoundField]:
        """The fields that stand open."""
        often = OFTEN.get(self.piece.name, tuple(self.main.fields))
        return [self.main[name] for name in often if name in self.main.fields]

    @property
    def more(self) -> list[BoundField]:
        """The fields that are folded away."""
        often = OFTEN.get(self.piece.name, tuple(self.main.fields))
        return [self.main[name] for name in self.main.fields if name not in often]

    @property
    def is_unfolded(self) -> bool:
        """Whether there is something to see in those; the quotations of a question are in its words already."""
        return any(field.errors or (field.value() and field.name != "quoted") for field in self.more)

    def is_valid(self) -> bool:
        """Whether every form is; what is taken out need not be."""
        parts = [part for part in (self.main, self.place, self.own_place, self.editions) if part is not None]
        return self.is_out or False not in [part.is_valid() for part in parts]

    def part(self) -> Programme:
        """The piece as typed, as ``Piece.cut`` gives it. Only after ``is_valid()``."""
        return alone(self.typed())

    def typed(self) -> Session:
        """A session with nothing in it but the piece, as typed. Only after ``is_valid()``."""
        old = self.piece.only(self.session)
        if self.piece.name in FIELDS:
            new: Session = self.main.apply(old)
            if self.place is not None and self.own_place is not None:
                elsewhere = self.own_place.cleaned_data["elsewhere"]
                new = replace(new, place=self.place.apply(old.place or Place()) if elsewhere else None)
            return new
        listed, form = LISTS[self.piece.name]
        if self.is_out:
            return Session(old.key)
        before = self.piece.thing(self.session) or _empty(form.document)
        thing = self.main.apply(before)
        if self.editions is not None:
            thing = replace(thing, editions=self.editions.documents(before.editions))
        values: dict[str, Any] = {listed: (replace(thing, key=self.piece.key),)}
        return Session(old.key, **values)


def _form_of_fields(piece: Piece, session: Session, typed: Typed, ids: str) -> SessionForm:
    form = SessionForm(
        typed, initial=SessionForm.initial_of(session), prefix="session", auto_id=ids, use_required_attribute=False
    )
    for name in [*form.fields]:
        if name not in FIELDS[piece.name]:
            del form.fields[name]
    form.order_fields(FIELDS[piece.name])
    return form


def _empty(document: type[Any]) -> Any:
    names = {field.name for field in fields(document)}
    return document(**{name: "" for name in ("key", "title") if name in names})

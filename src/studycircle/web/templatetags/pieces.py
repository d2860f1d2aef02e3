"""What the programme's page says of the pieces of its sessions."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from studycircle.documents.programme import Audience, Session, Source
from studycircle.documents.rich import Rich
from studycircle.web.forms import AUDIENCES
from studycircle.web.head_pieces import HeadPiece
from studycircle.web.pieces import Piece
from studycircle.writers.programme.entries import html

register = template.Library()


@register.simple_tag
def piece_of(session: Session, name: str, key: str = "") -> Piece:
    """The piece of that name."""
    return Piece(session.key, name, key)


@register.filter
def words(names: str) -> list[str]:
    """Several names, as written in a template."""
    return names.split()


@register.filter
def tag(piece: Piece | HeadPiece) -> str:
    """The element a piece stands in."""
    return "li" if piece.key else "div"


@register.filter
def template_of(piece: Piece | HeadPiece) -> str:
    """What shows a piece as it stands."""
    return f"desk/pieces/{piece.name}.html"


@register.filter
def thing(owner: Any, piece: Piece | HeadPiece) -> object:
    """What a piece of a list is about; else what it is of."""
    return piece.thing(owner) if piece.key else owner


@register.filter
def holds(owner: Any, piece: Piece | HeadPiece) -> bool:
    """Whether the piece is still there, or can be."""
    return piece.is_in(owner)


@register.filter
def lacks(owner: Any, piece: Piece | HeadPiece) -> bool:
    """Whether there is nothing to show, only something to add."""
    return piece.is_bare(owner)


@register.filter
def named(owner: Any, piece: Piece | HeadPiece) -> str:
    """What a link to a piece is told apart by."""
    return piece.named(owner)


@register.simple_tag
def head_piece(name: str) -> HeadPiece:
    """The piece of that name of what holds for all sessions."""
    return HeadPiece(name)


@register.filter
def beside(session: Session) -> int:
    """How many notes, minutes and files there are."""
    return len(session.notes) + len(session.attachments) + bool(session.record)


@register.filter
def markup(rich: str) -> SafeString:
    """Rich text as HTML."""
    return html(Rich(rich), 5)


@register.filter
def audience_words(audience: Audience) -> str:
    """Who sees something."""
    return str(AUDIENCES[audience])


@register.simple_tag
def source_in(sources: Mapping[str, Source], piece: Piece | HeadPiece) -> Source | None:
    """Where a piece was read, the most doubtful line of it first."""
    found = [source for path, source in sources.items() if piece.holds_path(path)]
    return min(found, key=lambda source: source.sureness, default=None)


@register.simple_tag
def source_of_field(sources: Mapping[str, Source], piece: Piece | HeadPiece, field: str) -> Source | None:
    """Where one field of its form was read."""
    return sources.get(f"{piece.path}.{field}")

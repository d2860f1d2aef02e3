"""One piece of a session edited in its place on the programme's page; without script, on a page of its own.

What htmx asks for is a part of the page, anything else a whole one: the same form, the same rules, the same answers.
"""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from studycircle.documents.programme import Programme, Session
from studycircle.web.conflict import GONE, Part, fresh, settle
from studycircle.web.editing import Typed, stamp
from studycircle.web.head_pieces import HeadPiece, HeadPieceDesk
from studycircle.web.history import say_saved, undo_address
from studycircle.web.pieces import Piece, PieceDesk, looked_at
from studycircle.web.planning_acts import acts_for
from studycircle.web.verdict import changes_of
from studycircle.web.work import Work, on_draft, on_series

AnyPiece = Piece | HeadPiece


def piece(request: HttpRequest, work: Work, key: str, name: str, item: str = "") -> HttpResponse:
    """The form of one piece, what it sends, or (``?shown``) the piece as it stands."""
    it = Piece(key, name, item)
    if not it.is_known:
        raise Http404
    return _Answer(request, work, it).answer()


def head_piece(request: HttpRequest, work: Work, name: str) -> HttpResponse:
    """The same for a piece of what holds for all sessions."""
    it = HeadPiece(name)
    if not it.is_known:
        raise Http404
    return _Answer(request, work, it).answer()


class _Answer:
    """What there is to answer to one request about one piece."""

    def __init__(self, request: HttpRequest, work: Work, it: AnyPiece) -> None:
        self.request, self.work, self.it = request, work, it
        self.after = work.programme

    @property
    def in_place(self) -> bool:
        return bool(self.request.htmx)  # type: ignore[attr-defined]

    def answer(self) -> HttpResponse:
        if self.request.method == "POST":
            return self.sent() or self.gone()
        there = self.it.cut(self.work.programme)
        if there is None or not self.is_there(self.it, self.work.programme):
            return self.gone()
        if "shown" in self.request.GET:
            return self.shown("") if self.in_place else redirect(f"{self.work.base}#{self.it.anchor}")
        return self.show(self.desk(there, None), {}, 200)

    def is_there(self, it: AnyPiece, programme: Programme) -> bool:
        owner: Any = it.owner(programme)
        return owner is not None and it.is_in(owner)

    def sent(self) -> HttpResponse | None:
        """The answer to what was typed; ``None`` where the session is gone and nothing is known of it."""
        there = self.it.cut(self.work.programme)
        now = GONE if there is None else stamp(there)
        if there is not None and "sure" in self.request.POST:
            self.work.keep(self.sure)
            return self.done(None, _("It is marked as right."))
        if there is None or self.request.POST.get("stamp") != now or "begun" in self.request.POST:
            part = Part(self.it.cut, self.desk, lambda desk: desk.part(), self.put, self.show, self.done)
            return settle(self.request, self.work, part)
        desk = self.desk(there, self.request.POST)
        if not desk.is_valid():
            return self.show(desk, {}, 422)
        typed = desk.part()
        number = self.work.keep(lambda programme: self.put(fresh(programme, self.it.cut, now), typed))
        return self.done(number, _("Taken out.") if desk.is_out else _("Saved."))

    def desk(self, part: Programme, typed: Typed) -> PieceDesk | HeadPieceDesk:
        return self.it.desk(part, typed, self.work.shelf)

    def put(self, programme: Programme, part: Programme) -> Programme:
        self.after = self.it.put(programme, part)
        return self.after

    def sure(self, programme: Programme) -> Programme:
        """``programme`` with nothing doubtful in the piece: somebody has looked at it."""
        self.after = looked_at(programme, *self.it.paths)
        return self.after

    def show(self, desk: PieceDesk | HeadPieceDesk, more: dict[str, Any], status: int) -> HttpResponse:
        """The form, in its place or as a page."""
        owner = self.it.owner(self.work.programme) or desk.session
        there = self.it.cut(self.work.programme)
        context = {
            "work": self.work,
            "piece": self.it,
            "session": owner,
            "desk": desk,
            "stamp": GONE if there is None else stamp(there),
            "acts": acts_for(owner, self.work.programme)
            if isinstance(owner, Session) and self.it.name == "date"
            else (),
            **more,
        }
        page = "desk/pieces/form.html" if self.in_place else "desk/pieces/page.html"
        return render(self.request, page, context, status=status)

    def done(self, number: int | None, words: str) -> HttpResponse:
        """It is saved: the piece as it stands now, or the way back to it."""
        it = self.it.made_in(self.after) if number else self.it
        if self.in_place:
            return self.shown(words, number, it)
        say_saved(self.request, self.work.base, words, number)
        return redirect(f"{self.work.base}#{it.anchor if self.is_there(it, self.after) else it.fallback}")

    def shown(self, words: str, number: int | None = None, it: AnyPiece | None = None) -> HttpResponse:
        """The piece as it stands, and whatever else on the page tells of it; ``words``: what has been done."""
        work = replace(self.work, programme=self.after)
        context = {
            "work": work,
            "piece": it or self.it,
            "is_new": it is not None and it != self.it,
            "session": self.it.owner(self.after),
            "said": words,
            "undo_at": undo_address(work.base, number),
            "changes": changes_of(work) if words else None,
        }
        return render(self.request, "desk/pieces/shown.html", context)

    def gone(self) -> HttpResponse:
        if self.in_place:
            return render(self.request, "desk/pieces/gone.html", {"work": self.work, "piece": self.it})
        return render(self.request, "desk/gone.html", {"work": self.work}, status=404)


draft_piece, series_piece = on_draft(piece), on_series(piece)
draft_head_piece, series_head_piece = on_draft(head_piece), on_series(head_piece)

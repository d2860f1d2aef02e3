"""A programme on the desk: a draft that is being corrected, or a series that is live. Both are edited alike."""

import dataclasses
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from studycircle.documents.attention import DOUBTFUL
from studycircle.documents.problem import Problem
from studycircle.documents.programme import Audience, Programme, Source
from studycircle.store import actions, clock, models, queries
from studycircle.store.history import Act
from studycircle.store.load import load_programme

Change = Callable[[Programme], Programme]


class StaleError(Exception):
    """While something was being saved somebody else was quicker: it is not any more what the organiser saw."""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One line of the page a draft was read from."""

    number: int
    words: str
    fields: tuple[str, ...] = ()  # paths of the fields that came from it, those of a session first
    is_left_over: bool = False

    @property
    def session(self) -> str:
        """The path of the session it belongs to, "session:bees", or nothing."""
        return self.fields[0].partition(".")[0].partition("/")[0] if self.fields else ""


@dataclasses.dataclass(frozen=True, slots=True)
class Work:
    """What the desk's views need to know. ``base`` is the address its pages begin with.

    ``keep`` saves a change and gives the number of the version it is, or ``None`` where nothing is different.
    """

    programme: Programme
    base: str
    keep: Callable[[Change], int | None]
    draft: models.Draft | None = None
    series: models.Series | None = None
    problems: tuple[Problem, ...] = ()
    lines: tuple[Line, ...] = ()
    shelf: Mapping[str, str] = dataclasses.field(default_factory=dict)  # the texts of its group: title by key

    @property
    def owner(self) -> models.Series | models.Draft:
        """Whose history its changes go to."""
        owner = self.draft or self.series
        assert owner is not None
        return owner

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources by the path of their field."""
        return {source.field: source for source in self.programme.sources}

    def lines_of(self, session: str) -> tuple[Line, ...]:
        """The lines the session of that key was read from, with a line before and after for orientation."""
        own = {at for at, line in enumerate(self.lines) if line.session == f"session:{session}"}
        near = own | {at + 1 for at in own} | {at - 1 for at in own}
        return tuple(line for at, line in enumerate(self.lines) if at in near)

    @property
    def doubtful(self) -> tuple[Source, ...]:
        """The fields an organiser should look at."""
        return tuple(source for source in self.programme.sources if source.sureness < DOUBTFUL)


def on_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of ``Work`` as a view of the draft of that number; somebody else's is 404."""

    @wraps(view)
    def show(request: HttpRequest, pk: int, **rest: Any) -> HttpResponse:
        def work() -> Work:
            draft = get_object_or_404(queries.drafts_of(person_of(request)), pk=pk)
            return _draft_work(draft, Act(person_of(request)))

        return _answer(view, request, work, rest)

    return show


def on_series(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of ``Work`` as a view of a live series; for its group's organisers, 404 for anybody else."""

    @wraps(view)
    def show(request: HttpRequest, group: str, series: str, **rest: Any) -> HttpResponse:
        def work() -> Work:
            return _series_work(series_for_organiser(request, group, series), Act(person_of(request)))

        return _answer(view, request, work, rest)

    return show


def on_edited_series(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same for whoever may write its notes and questions: its group's editors and organisers."""

    @wraps(view)
    def show(request: HttpRequest, group: str, series: str, **rest: Any) -> HttpResponse:
        def work() -> Work:
            rows = queries.series_edited_by(person_of(request))
            row = get_object_or_404(rows, key=series, group__key=group)
            return _series_work(row, Act(person_of(request)))

        return _answer(view, request, work, rest)

    return show


def _answer(
    view: Callable[..., HttpResponse], request: HttpRequest, work: Callable[[], Work], rest: Mapping[str, Any]
) -> HttpResponse:
    try:
        return view(request, work(), **rest)
    except StaleError:  # asked again, the view sees what the other has done
        return view(request, work(), **rest)


def series_for_organiser(request: HttpRequest, group: str, series: str) -> models.Series:
    """The series, if whoever asks organises its group; else 404, as if there were none."""
    return get_object_or_404(queries.series_organised_by(person_of(request)), key=series, group__key=group)


def person_of(request: HttpRequest) -> models.Person:
    """Who is signed in; every view of the desk has somebody (``LoginRequiredMiddleware``)."""
    assert isinstance(request.user, models.Person)
    return request.user


def _draft_work(draft: models.Draft, act: Act) -> Work:
    return Work(
        programme=draft.programme,
        base=reverse("draft", args=[draft.pk]),
        keep=lambda change: actions.change_draft(draft, change, now=clock.now(), act=act),
        draft=draft,
        series=draft.series,
        problems=draft.problems,
        lines=_lines(draft),
        shelf=queries.shelf_titles(draft.group) if draft.group else {},
    )


def _series_work(row: models.Series, act: Act) -> Work:
    return Work(
        programme=load_programme(row, audience=Audience.ORGANISERS),
        base=reverse("series", args=[row.group.key, row.key]),
        keep=lambda change: actions.change_programme(row, change, now=clock.now(), act=act).version,
        series=row,
        shelf=queries.shelf_titles(row.group),
    )


def _lines(draft: models.Draft) -> tuple[Line, ...]:
    """The draft's page with what each line became; blank lines are left out."""
    became: dict[int, list[str]] = {}
    for source in draft.programme.sources:
        for number in source.lines:
            became.setdefault(number, []).append(source.field)
    for fields in became.values():
        fields.sort(key=lambda field: not field.startswith("session:"))
    left_over = {problem.line for problem in draft.problems if problem.code == "left-over"}
    return tuple(
        Line(number, words, tuple(became.get(number, ())), number in left_over)
        for number, words in enumerate(draft.source.split("\n"), start=1)
        if words.strip()
    )

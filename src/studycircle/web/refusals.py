"""Our own errors as a page, in one place: what happened, that nothing was saved, what to try."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from studycircle.errors import StudycircleError


class Refusals:
    """Middleware: a ``StudycircleError`` no view has caught becomes a plain page with status 422."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Django calls this for what a view raised; anything but our own errors goes on its way."""
        if not isinstance(error, StudycircleError):
            return None
        return render(request, "desk/refused.html", {"error": error}, status=422)

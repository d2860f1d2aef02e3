"""Which language the interface speaks: the one a person chose, else the first of their browser's that we have.

No cookie says so: who signed in has it on their account, and everybody else sends it along with each request.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from studycircle.store import people


def in_their_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what Django says to whoever asks, it says in their language."""

    def respond(request: HttpRequest) -> HttpResponse:
        with translation.override(language_for(request)):
            response = get_response(request)
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return respond


def language_for(request: HttpRequest) -> str:
    """The language of the interface for whoever asks."""
    # Without the cookie nobody is signed in, and asking the database who it is would cost every visitor a moment.
    is_known = settings.SESSION_COOKIE_NAME in request.COOKIES
    chosen = getattr(request.user, "language", "") if is_known else ""
    return chosen or translation.get_language_from_request(request)


def language_to(email: str, otherwise: str = "") -> str:
    """The language to write to that mail address in: that of its account, if one is chosen there; else ``otherwise``,
    a group's; else that of the page."""
    return people.language_of(email) or (spoken(otherwise) if otherwise else translation.get_language() or "en")


def spoken(language: str) -> str:
    """The language of the interface that serves a group's ``language``: "de" for "de-AT", English where there is none.

    So that a page never says it is in Italian while its words are English.
    """
    try:
        return translation.get_supported_language_variant(language)
    except LookupError:
        return settings.LANGUAGE_CODE

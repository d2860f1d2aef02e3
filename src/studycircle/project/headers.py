"""The headers that protect a visitor, in one place: the shim and the middleware both send these."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def security_headers() -> tuple[tuple[str, str], ...]:
    """Names and values; with HSTS where the installation's address is https."""
    headers: tuple[tuple[str, str], ...] = (
        ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    )
    if settings.HTTPS:
        headers += (("Strict-Transport-Security", "max-age=31536000"),)
    return headers


def add_security_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the same headers on all that Django answers."""
    headers = security_headers()

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in headers:
            response.headers.setdefault(name, value)
        return response

    return respond

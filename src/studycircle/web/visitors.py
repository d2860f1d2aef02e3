"""People who come without an account: where a form was sent from and when it was opened, without a cookie."""

import datetime as dt
import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

PREFIXES = {4: 24, 6: 56}  # what one house, school or provider's customer has, as a rule


def network_of(request: HttpRequest) -> str:
    """The network a request comes from, "192.0.2.0/24": enough to limit one who overdoes it, no single person's."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:  # the proxy on this machine says who asked it, last; what stands before that anybody can write
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rpartition(",")[2].strip()
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(number, ipaddress.IPv6Address) and number.ipv4_mapped:
        number = number.ipv4_mapped
    return str(ipaddress.ip_network(f"{number}/{PREFIXES[number.version]}", strict=False))


def opened_now(purpose: str, *, now: dt.datetime) -> str:
    """What a form carries that is opened now; ``purpose``: which form, and of whom."""
    return _signer(purpose).sign(str(int(now.timestamp())))


def age_of(token: str, purpose: str, *, now: dt.datetime) -> dt.timedelta | None:
    """How long ago the form was opened that carries ``token``; ``None`` where it is not one of ours."""
    try:
        made = int(_signer(purpose).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return now - dt.datetime.fromtimestamp(made, dt.UTC)


def for_visitors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for whoever has the address: no sign-in, no cookie, kept by no cache and no search engine.

    What it changes it changes for the signed link or the form itself, which no other site knows: so no CSRF cookie.
    """

    @wraps(view)
    def show(request: HttpRequest, *args: Any, **rest: Any) -> HttpResponse:
        response = view(request, *args, **rest)
        response.headers["Referrer-Policy"] = "no-referrer"  # the address may be all one needs to act
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    shown: Callable[..., HttpResponse] = csrf_exempt(login_not_required(never_cache(show)))
    return shown


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"studycircle.form.{purpose}", sep=".")

"""Addresses outside a text, as its pages and books may lead to them."""

import re
from urllib.parse import quote, urljoin, urlsplit

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?(?::\d{{1,5}})?")
_SAFE = "%/:?@!$&'()*+,;=-._~"
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def outward(href: str, base: str = "") -> str:
    """An address that works from anywhere, or nothing: whole, of ASCII characters, with a host. ``base``: what a
    relative one starts from."""
    try:
        if not re.match(r"(?:https?|mailto|tel):", href, re.I):
            if not re.match(r"https?:", base, re.I):
                return ""
            href = urljoin(base, href)
        parts = urlsplit(href)
        if parts.scheme in ("mailto", "tel"):
            return quote(_BARE_PERCENT.sub("%25", href), safe="%:@+?&=,;.-_~") if parts.path else ""
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    except ValueError:  # a bracket without its other, a label of a host too long
        return ""
    if not _HOST.fullmatch(host):
        return ""
    rest = parts._replace(scheme="", netloc="").geturl()
    before, hash_sign, fragment = rest.partition("#")
    return f"{parts.scheme}://{host}{_quoted(before)}{hash_sign}{_quoted(fragment)}"


def _quoted(part: str) -> str:
    return quote(_BARE_PERCENT.sub("%25", part), safe=_SAFE)

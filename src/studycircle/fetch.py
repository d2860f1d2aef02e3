"""Fetching a page or text from an address a user gave, without being led into our own network.

Only http and https. A name is resolved first, every address it stands for must be public, and the connection is
made to the very address that was checked, so that a second answer of the name server changes nothing. Redirects
are followed by hand and checked alike. Size and time are bounded, also against servers that drip.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urljoin, urlsplit

from studycircle.errors import FetchError, UnfetchableError

LIMIT = 10 * 1024 * 1024  # bytes
SECONDS = 20.0
REDIRECTS = 5
SAFE = "/%:@!$&'()*+,;=~-._"  # characters of a path that need no quoting (RFC 3986 §3.3)
TRY_INSTEAD = "Open the page in a browser, save it, and upload the file; or paste its text."

AddressCheck = Callable[[ipaddress.IPv4Address | ipaddress.IPv6Address], bool]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: the bytes, the media type as the server named it, a file name, and the final address."""

    data: bytes
    media: str
    name: str
    address: str


def is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether ``ip`` is out on the internet: not private, local, reserved, nor an IPv6 disguise of such an IPv4."""
    if isinstance(ip, ipaddress.IPv6Address):
        # ::ffff:a.b.c.d, 6to4, Teredo, NAT64 and the old compatible form all carry an IPv4 address to a gateway.
        if ip.ipv4_mapped or ip.sixtofour or ip.teredo:
            return False
        if any(ip in network for network in DISGUISES):
            return False
    if ip in PROTOCOL_NETWORK:
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


# 192.0.0.0/24 is for protocols (RFC 6890) and holds a cloud's metadata server; Python calls only part of it private.
PROTOCOL_NETWORK = ipaddress.ip_network("192.0.0.0/24")
DISGUISES = tuple(
    ipaddress.ip_network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96")
)


def fetch(
    address: str,
    *,
    limit: int = LIMIT,
    seconds: float = SECONDS,
    may_connect: AddressCheck = is_public,
) -> Fetched:
    """The content of ``address`` (http or https), at most ``limit`` bytes, within ``seconds`` for everything.

    Raises ``FetchError`` in plain words for whatever goes wrong. ``may_connect`` decides on each resolved address.
    """
    ends = time.monotonic() + seconds
    current = address.strip()
    for _ in range(REDIRECTS + 1):
        answer = _ask(current, ends, limit, may_connect)
        if isinstance(answer, Fetched):
            return answer
        current = _joined(current, answer)
    raise UnfetchableError(address, f"the address was redirected more than {REDIRECTS} times", TRY_INSTEAD)


@dataclass(frozen=True, slots=True)
class Asked:
    """How a server answered: the number, and how long it wants to be left in peace, as it says it ("Retry-After")."""

    status: int
    retry_after: str = ""


def ask(address: str, *, seconds: float = SECONDS, may_connect: AddressCheck = is_public) -> Asked:
    """How the server of ``address`` answers, where redirects end; the content is left where it is.

    Asked with GET, since many servers answer HEAD wrongly. Raises ``FetchError`` where nothing answers.
    """
    ends = time.monotonic() + seconds
    current = address.strip()
    for _ in range(REDIRECTS + 1):
        with _answer_of(current, ends, may_connect) as response:
            target = _redirect(response)
            if not target:
                return Asked(response.status, response.getheader("Retry-After", ""))
        current = _joined(current, target)
    raise UnfetchableError(address, f"the address was redirected more than {REDIRECTS} times", TRY_INSTEAD)


def _ask(address: str, ends: float, limit: int, may_connect: AddressCheck) -> Fetched | str:
    """One request: the content, or where the server redirects to."""
    with _answer_of(address, ends, may_connect) as response:
        if target := _redirect(response):
            return target
        if response.status != 200:
            raise FetchError(address, f"the server answered {response.status} {response.reason}".rstrip(), TRY_INSTEAD)
        data = _body(address, response, limit)
    if time.monotonic() >= ends:
        raise FetchError(address, "the server took too long", TRY_INSTEAD)
    name = PurePosixPath(unquote(urlsplit(address).path)).name
    host = _take_apart(address)[1]
    return Fetched(data, response.getheader("Content-Type", ""), name or host, address)


@contextlib.contextmanager
def _answer_of(address: str, ends: float, may_connect: AddressCheck) -> Iterator[http.client.HTTPResponse]:
    """The answer to one request, with its body still to be read; what breaks meanwhile becomes a ``FetchError``."""
    https, host, port, path = _take_apart(address)
    ip = _resolve(address, host, port, ends, may_connect)
    left = ends - time.monotonic()
    connection, dialled = _connection(https, host, port, ip, left)
    watch = threading.Timer(max(left, 0.01), _hang_up, [dialled])
    watch.daemon = True
    watch.start()
    try:
        connection.request(
            "GET",
            path,
            headers={
                "User-Agent": "Studycircle (reading group software; fetches at a user's request)",
                "Accept": "text/html, text/plain, text/markdown, application/*;q=0.9, */*;q=0.5",
                "Accept-Encoding": "identity",
            },
        )
        yield connection.getresponse()
    except (OSError, http.client.HTTPException, AttributeError) as error:
        # AttributeError: http.client meets a socket the watch has closed under it.
        raise FetchError(address, _why(error, ends), TRY_INSTEAD) from error
    finally:
        watch.cancel()
        connection.close()
        for line in dialled:
            line.close()


def _redirect(response: http.client.HTTPResponse) -> str:
    """Where the server says to look instead; empty where it does not."""
    return response.getheader("Location", "") if response.status in (301, 302, 303, 307, 308) else ""


def _joined(address: str, target: str) -> str:
    """Where a redirect from ``address`` leads."""
    try:
        return urljoin(address, target)
    except ValueError as error:  # a bracket without its other
        raise UnfetchableError(address, "the server sends us to what is no address", TRY_INSTEAD) from error


def _take_apart(address: str) -> tuple[bool, str, int, str]:
    """(whether https, host in ASCII, port, path with query) of an address; ``FetchError`` if it is not one of ours."""
    try:
        if any(ord(character) <= 32 or character == "\\" for character in address):
            raise ValueError("space, control character or backslash")
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = parts.hostname or ""
        # RFC 5891; the codec also folds full-width digits and dots, which must not slip past the check.
        ascii_host = host if ":" in host else host.encode("idna").decode("ascii").rstrip(".")
        # Percent signs stay: what is quoted already is not quoted twice.
        path = quote(parts.path or "/", safe=SAFE) + (f"?{quote(parts.query, safe=SAFE + '?')}" if parts.query else "")
    except ValueError as error:
        raise UnfetchableError(
            address, "this is not an address we understand", "Check that it is copied whole."
        ) from error
    if parts.scheme not in ("http", "https"):
        raise UnfetchableError(address, "only addresses that begin with http:// or https:// can be fetched")
    if parts.username is not None or parts.password is not None:
        raise UnfetchableError(address, "addresses with a user name in them are not fetched")
    if not ascii_host or not (":" in ascii_host or all(c.isalnum() or c in "-._" for c in ascii_host)):
        raise UnfetchableError(address, "this is not an address we understand", "Check that it is copied whole.")
    return parts.scheme == "https", ascii_host, port, path


def _resolve(address: str, host: str, port: int, ends: float, may_connect: AddressCheck) -> str:
    """A checked IP address for ``host``; all that it resolves to must be public."""
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        found = pool.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(ends - time.monotonic())
    except TookTooLong as error:
        raise FetchError(address, "the name server took too long", TRY_INSTEAD) from error
    except (OSError, UnicodeError) as error:
        raise FetchError(address, f"there is no server called {host}", "Check the spelling of the address.") from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not addresses or not all(may_connect(ipaddress.ip_address(ip)) for ip in addresses):
        raise UnfetchableError(address, "this address lies in a private network and is not fetched", TRY_INSTEAD)
    return addresses[0]


def _connection(
    https: bool, host: str, port: int, ip: str, seconds: float
) -> tuple[http.client.HTTPConnection, list[socket.socket]]:
    """A connection that speaks to ``host`` but dials ``ip``, and the list a second handle of its line will be in.

    The second handle is for hanging up: TLS and http.client each take the first one over and let go of it.
    """
    seconds = max(seconds, 0.01)
    kind = http.client.HTTPSConnection if https else http.client.HTTPConnection
    connection = kind(host, port, timeout=seconds)
    dialled: list[socket.socket] = []

    def dial(_: tuple[str, int], timeout: float | None = None, *more: object) -> socket.socket:
        line = socket.create_connection((ip, port), timeout=timeout)
        dialled.append(line.dup())
        return line

    # http.client keeps this seam for tests and proxies; the TLS layer still checks the certificate for ``host``.
    connection._create_connection = dial  # type: ignore[attr-defined]
    return connection, dialled


def _hang_up(dialled: list[socket.socket]) -> None:
    """Cut a connection whose time is up, whatever it is doing."""
    for line in dialled:
        with contextlib.suppress(OSError):  # it may be closed already
            line.shutdown(socket.SHUT_RDWR)


def _body(address: str, response: http.client.HTTPResponse, limit: int) -> bytes:
    """The decoded body, refused beyond ``limit`` bytes whatever its length header claims."""
    unpack = None
    if (coding := response.getheader("Content-Encoding", "identity").lower()) in ("gzip", "deflate"):
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
    elif coding not in ("identity", ""):
        raise FetchError(address, f"the server packs its answer in a way we do not know ({coding})", TRY_INSTEAD)
    data = bytearray()
    try:
        while piece := response.read(64 * 1024):
            data += unpack.decompress(piece, limit + 1 - len(data)) if unpack else piece
            if len(data) > limit:
                raise FetchError(address, f"it is larger than {limit // (1024 * 1024)} MB", TRY_INSTEAD)
    except zlib.error as error:
        raise FetchError(address, "the server's answer is damaged", TRY_INSTEAD) from error
    return bytes(data)


def _why(error: Exception, ends: float) -> str:
    if time.monotonic() >= ends - 0.05 or isinstance(error, TimeoutError):
        return "the server took too long"
    if isinstance(error, ssl.SSLError):
        return "its certificate cannot be trusted"
    if isinstance(error, ConnectionRefusedError):
        return "nothing answers there"
    return "the connection broke"

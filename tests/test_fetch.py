"""Fetching from an address: what is refused, what is bounded, what comes back."""

import contextlib
import gzip
import socket
import socketserver
import threading
import time

import pytest

from studycircle.errors import FetchError, UnfetchableError
from studycircle.fetch import Asked, ask, fetch, is_public


def anyone(_):
    """The check of the tests that need a server on this machine."""
    return True


@pytest.fixture
def server():
    """Starts a server that answers each connection with the given bytes, or lets a function write; gives its address."""
    running = []

    def start(answer):
        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                while self.rfile.readline().strip():
                    pass
                with contextlib.suppress(OSError):  # the client hung up, as it should
                    answer(self.wfile) if callable(answer) else self.wfile.write(answer)

        made = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        made.daemon_threads = True
        threading.Thread(target=made.serve_forever, daemon=True).start()
        running.append(made)
        return f"http://127.0.0.1:{made.server_address[1]}"

    yield start
    for made in running:
        made.shutdown()
        made.server_close()


PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Mondays</p>"


def test_brings_the_page(server):
    address = server(PAGE) + "/group/page.html?x=1"
    got = fetch(address, may_connect=anyone)
    assert (got.data, got.media, got.name, got.address) == (
        b"<p>Mondays</p>",
        "text/html; charset=utf-8",
        "page.html",
        address,
    )


def test_unpacks_gzip_within_the_limit(server):
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    assert fetch(server(head + gzip.compress(b"small")), may_connect=anyone).data == b"small"
    with pytest.raises(FetchError, match="larger than 1 MB"):
        fetch(server(head + gzip.compress(b"0" * 50_000_000)), may_connect=anyone, limit=1024 * 1024)


def test_follows_a_redirect_and_checks_it(server):
    target = server(PAGE)
    address = server(f"HTTP/1.1 302 Found\r\nLocation: {target}/there\r\n\r\n".encode())
    assert fetch(address, may_connect=anyone).address == f"{target}/there"


def test_a_redirect_into_a_private_network_is_refused(server):
    asked = []

    def only_the_first(ip):
        asked.append(str(ip))
        return len(asked) == 1

    address = server(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/meta-data/\r\n\r\n")
    with pytest.raises(FetchError, match="private network"):
        fetch(address, may_connect=only_the_first)
    assert asked == ["127.0.0.1", "169.254.169.254"]


def test_a_redirect_to_a_file_is_refused(server):
    with pytest.raises(FetchError, match="only addresses that begin with http"):
        fetch(server(b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n"), may_connect=anyone)


def test_redirects_in_a_ring_end(server):
    with pytest.raises(FetchError, match="redirected more than 5 times"):
        fetch(server(b"HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n"), may_connect=anyone)


def test_a_redirect_to_what_is_no_address_is_refused(server):
    for give in (fetch, ask):
        with pytest.raises(UnfetchableError, match="what is no address"):
            give(server(b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n"), may_connect=anyone)


def test_asking_tells_the_number_and_leaves_the_content(server):
    def endless(out):
        out.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\n")
        while True:
            out.write(b"more" * 10_000)

    assert ask(server(endless), may_connect=anyone) == Asked(200)
    target = server(b"HTTP/1.1 503 Busy\r\nRetry-After: 120\r\n\r\n")
    address = server(f"HTTP/1.1 301 Moved\r\nLocation: {target}/there\r\n\r\n".encode())
    assert ask(address, may_connect=anyone) == Asked(503, "120")
    with pytest.raises(FetchError, match="the connection broke"):
        ask(server(b""), may_connect=anyone)


@pytest.mark.parametrize("address", ["http://127.0.0.1/", "http://[::1]/", "http://localhost/", "file:///etc/passwd"])
def test_what_is_not_fetched_is_not_asked_for_either(address):
    with pytest.raises(UnfetchableError):
        ask(address)


def test_a_redirect_into_a_private_network_is_not_followed_when_asking(server):
    asked = []

    def only_the_first(ip):
        asked.append(str(ip))
        return len(asked) == 1

    with pytest.raises(UnfetchableError, match="private network"):
        ask(server(b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\n\r\n"), may_connect=only_the_first)
    assert asked == ["127.0.0.1", "10.0.0.1"]


def drip(out, head):
    out.write(head)
    for _ in range(600):
        out.write(b"x")
        out.flush()
        time.sleep(0.05)


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\n\r\n"], ids=["in the head", "in the body"])
def test_a_server_that_drips_is_cut_off(server, head):
    began = time.monotonic()
    with pytest.raises(FetchError, match="took too long"):
        fetch(server(lambda out: drip(out, head)), may_connect=anyone, seconds=0.5)
    assert time.monotonic() - began < 20  # far from the 30 s the server would go on


def test_an_endless_page_is_cut_off(server):
    def endless(out):
        out.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            out.write(b"<p>more" * 10_000)

    with pytest.raises(FetchError, match="larger than 1 MB"):
        fetch(server(endless), may_connect=anyone, limit=1024 * 1024)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.1 404 Not Found\r\n\r\n", "the server answered 404 Not Found"),
        (b"", "the connection broke"),
        (b"SSH-2.0-hello\r\n", "the connection broke"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\n", "packs its answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nplain", "damaged"),
    ],
)
def test_says_what_the_server_did(server, answer, said):
    with pytest.raises(FetchError, match=said):
        fetch(server(answer), may_connect=anyone)


def test_says_when_nobody_answers():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchError, match="nothing answers there"):
        fetch(f"http://127.0.0.1:{port}/", may_connect=anyone)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1%25lo]/",
        "http://10.0.0.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127。0。0。1/",
    ],
)
def test_private_addresses_are_refused(address):
    with pytest.raises(FetchError):
        fetch(address)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "javascript:alert(1)",
        "http://",
        "http://user:word@example.org/",
        "http://example.org\\@127.0.0.1/",
        "http://exa mple.org/",
        "http://example.org:99999/",
        "http://[::1/",
        "",
        "example.org",
        "http://" + "a" * 70 + ".example.org/",
    ],
)
def test_what_is_no_web_address_is_refused(address):
    with pytest.raises(FetchError):
        fetch(address)


def test_the_list_of_traps(shared_data, monkeypatch):
    """Every address of the list is refused without a connection being tried."""
    tried = []
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: tried.append(a))
    lines = (shared_data / "hostile/ssrf/ssrf_urls.txt").read_text().splitlines()
    traps = [line for line in lines if line.strip() and not line.startswith("#")]
    assert len(traps) > 50
    for trap in traps:
        with pytest.raises(FetchError):
            fetch(trap, seconds=5)
    assert tried == []


def test_public_addresses_are_public():
    import ipaddress

    assert is_public(ipaddress.ip_address("93.184.216.34"))
    assert is_public(ipaddress.ip_address("2606:2800:220:1:248:1893:25c8:1946"))

"""How fast is a baked session page, beside nginx on the same file, and beside the same page rendered live?

One run measures all three: `python bench/serve.py [--seconds 4]`. Servers have one core, the load another. The load
comes from wrk (Debian: wrk) if it is there, else from a generator of our own. Exit code 1 if baked is not 20 × live.
"""

import argparse
import contextlib
import os
import select
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROUNDS = 3
CONNECTIONS = 16
TIMES_LIVE = 20
SERVER_CORE, LOAD_CORE = 0, 1
PAGE = "/bench/spring/evening-3/"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4, help="of each measurement")
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder:
        cookie = prepare(Path(folder))
        page = Path(folder) / "public" / PAGE.strip("/") / "index.html"
        with studycircle(Path(folder)) as ours, nginx(Path(folder), page) as theirs:
            contestants = {
                "nginx, the same file": (theirs, ""),
                "studycircle serve, baked": (ours, ""),
                "studycircle serve, live": (ours, cookie),
            }
            for port, cookie_sent in contestants.values():
                check(port, cookie_sent)
            size, load = page.stat().st_size / 1024, "wrk" if shutil.which("wrk") else "our own generator"
            print(f"page: {size:.1f} KB; {CONNECTIONS} connections of {load}; median of {ROUNDS} × {seconds:g} s")
            rates = measure(contestants, seconds)
    baked, live = rates["studycircle serve, baked"], rates["studycircle serve, live"]
    for name, rate in rates.items():
        print(f"{name:28}{rate:>10,.0f} requests/s")
    beside = baked / rates["nginx, the same file"]
    print(f"baked is {baked / live:.1f} × live (wanted: {TIMES_LIVE}) and {beside:.2f} × nginx")
    return 0 if baked >= TIMES_LIVE * live else 1


def prepare(folder: Path) -> str:
    """A data folder with one baked group, and the cookie of its signed-in organiser."""
    os.environ.update(STUDYCIRCLE_DATA=str(folder), DJANGO_SETTINGS_MODULE="studycircle.project.settings")
    os.environ.pop("STUDYCIRCLE_DATABASE", None)
    import django

    django.setup()
    import datetime as dt

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.db import connections

    from bench.made_up import made_up
    from studycircle.publishing.bake import bake_site
    from studycircle.store import actions, models

    call_command("migrate", verbosity=0)
    now = dt.datetime.now(dt.UTC)
    group = actions.import_programme(made_up(12), now=now).series.group
    bake_site(group, now=now)
    actions.add_organiser("organiser", group)
    person = models.Person.objects.get()
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    connections.close_all()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


@contextlib.contextmanager
def child(command: list[str], port: int) -> Iterator[int]:
    """A server as a child on the server's core; gives its port once it answers, ends it after."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, {SERVER_CORE}),
    )
    try:
        end = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            if time.monotonic() > end or process.poll() is not None:
                raise SystemExit(f"did not start: {' '.join(command)}")
            time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def studycircle(folder: Path) -> contextlib.AbstractContextManager[int]:
    """`studycircle serve`, as a host starts it."""
    port = free_port()
    code = "import sys; from studycircle.cli import main; sys.exit(main())"
    return child([sys.executable, "-c", code, "serve", "--port", str(port)], port)


def nginx(folder: Path, page: Path) -> contextlib.AbstractContextManager[int]:
    """nginx as it comes, one worker, on the same folder and with the same headers' weight."""
    port = free_port()
    (folder / "nginx").mkdir()
    (folder / "nginx.conf").write_text(
        f"""
        daemon off; worker_processes 1; pid {folder}/nginx/pid; error_log /dev/null;
        events {{ worker_connections 256; }}
        http {{
            access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
            types {{ text/html html; }}
            client_body_temp_path {folder}/nginx/body; proxy_temp_path {folder}/nginx/proxy;
            fastcgi_temp_path {folder}/nginx/fastcgi; uwsgi_temp_path {folder}/nginx/uwsgi;
            scgi_temp_path {folder}/nginx/scgi;
            server {{ listen 127.0.0.1:{port}; root {folder}/public; }}
        }}
        """
    )
    if os.geteuid() == 0:  # its worker runs as another user, and may read the page
        folder.chmod(0o755)
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        raise SystemExit("nginx is not installed (Debian: nginx-light)")
    return child([program, "-c", str(folder / "nginx.conf"), "-e", "/dev/null", "-p", str(folder)], port)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def request(port: int, cookie: str) -> bytes:
    """The request all are asked."""
    sent = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {PAGE} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{sent}\r\n".encode()


def check(port: int, cookie: str) -> int:
    """That the page is what is measured; the length of one whole answer."""
    with socket.create_connection(("127.0.0.1", port), 20) as link:
        link.sendall(request(port, cookie))
        answer = b""
        while b"</html>" not in answer:
            piece = link.recv(65536)
            if not piece:
                break
            answer += piece
        time.sleep(0.1)  # a last line end
        link.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            answer += link.recv(65536)
    if not answer.startswith(b"HTTP/1.1 200") or b"Evening 3" not in answer:
        raise SystemExit(f"port {port} does not give the page: {answer[:200]!r}")
    return len(answer)


def measure(contestants: dict[str, tuple[int, str]], seconds: float) -> dict[str, float]:
    """Requests per second of each: rounds in turn, so that a busy moment of the machine hits all."""
    os.sched_setaffinity(0, {LOAD_CORE})
    load = with_wrk if shutil.which("wrk") else with_sockets
    rounds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, (port, cookie) in contestants.items():
            rounds[name].append(load(port, cookie, seconds))
    return {name: statistics.median(found) for name, found in rounds.items()}


def with_wrk(port: int, cookie: str, seconds: float) -> float:
    """What wrk counts; an answer that is no success is an error."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--timeout", "20s"]
    command += ["-H", f"Cookie: {cookie}"] if cookie else []
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{PAGE}"], capture_output=True, text=True, check=True
    ).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(said)
    return float(said.partition("Requests/sec:")[2].split()[0])


def with_sockets(port: int, cookie: str, seconds: float) -> float:
    """Our own generator: each connection asks again as soon as it has the whole answer."""
    length, asked = check(port, cookie), request(port, cookie)
    poll = select.epoll()
    links: dict[int, list[Any]] = {}
    for _ in range(CONNECTIONS):
        link = socket.create_connection(("127.0.0.1", port), 20)
        link.sendall(asked)
        links[link.fileno()] = [link, 0]
        poll.register(link, select.EPOLLIN)
    done, start = 0, time.perf_counter()
    while (passed := time.perf_counter() - start) < seconds:
        for number, _ in poll.poll(1):
            entry = links[number]
            link, got = entry
            got += len(link.recv(length))
            if got >= length:
                done, got = done + 1, 0
                link.sendall(asked)
            entry[1] = got
    for link, _ in links.values():
        link.close()
    return done / passed


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    sys.exit(main())

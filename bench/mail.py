"""Is mail sent once to everybody though workers are killed, and how fast, beside one ``send_mail`` call per message?

`python bench/mail.py [--recipients 10000] [--kills 20] [--workers 1] [--database postgresql://…] [--no-speed]`.
A group's members are reminded of a session by a real SMTP server in a process of its own. First the workers are killed
with SIGKILL at random moments and started again; then nobody is killed and the run is timed, beside the same mails
sent with Django's ``send_mail``, ready made. Exit code 1 where somebody got nothing, or more got it twice than were in
flight at a kill, or under another Message-ID.
"""

import argparse
import asyncio
import contextlib
import datetime as dt
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

LEASE = 2.0  # seconds; short, so that what a killed worker held is free soon


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--database", default="", help="a PostgreSQL database that is emptied first")
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--sink", help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        return work()
    if given.sink:
        return sink(Path(given.sink), given.port)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "STUDYCIRCLE_DATA": folder,
            "STUDYCIRCLE_DATABASE": given.database,
            "STUDYCIRCLE_MAIL": f"smtp://127.0.0.1:{free_port()}",
            "STUDYCIRCLE_MAIL_FROM": "post@example.org",
            "STUDYCIRCLE_ADDRESS": "https://reading.example.org",
            "DJANGO_SETTINGS_MODULE": "studycircle.project.settings",
        }
        prepare(given.recipients)
        good = run_killed(Path(folder), given.recipients, given.kills, given.workers)
        if not given.no_speed:
            run_timed(Path(folder), given.recipients)
        return 0 if good else 1


def prepare(recipients: int) -> None:
    """A group with that many members, and a session in two days."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from bench.made_up import made_up
    from studycircle.members import reminders
    from studycircle.members.models import Member
    from studycircle.members.people import new_code
    from studycircle.store import actions

    call_command("migrate", verbosity=0)
    call_command("flush", verbosity=0, interactive=False)  # the database must be one nobody needs
    now = dt.datetime.now(dt.UTC)
    programme = made_up(4, first=now.date() + dt.timedelta(days=2))
    series = actions.import_programme(programme, now=now).series
    reminders.draft(series, now=now)
    group = series.group
    names = [f"reader-{number}@example.org" for number in range(recipients)]
    Member.objects.bulk_create(
        [
            Member(group=group, email=name, address=name, pseudonym=name[:20], code=new_code(), asked_at=now,
                   confirmed_at=now)
            for name in names
        ],
        batch_size=500,
    )  # fmt: skip
    connections.close_all()


def queue_all() -> float:
    """Queue the reminder anew to everybody; how long that took."""
    from django.db import connections

    from studycircle.members.models import Notice, Reminder
    from studycircle.members.planning import plan_due

    Notice.objects.all().delete()
    now = dt.datetime.now(dt.UTC)
    first = Reminder.objects.order_by("session__date").first()
    assert first is not None
    Reminder.objects.update(due_at=None, reminded_of=None)
    Reminder.objects.filter(pk=first.pk).update(due_at=now)
    begun = time.perf_counter()
    plan_due(now)
    took = time.perf_counter() - begun
    connections.close_all()
    return took


def run_killed(folder: Path, recipients: int, kills: int, workers: int) -> bool:
    """Send to everybody while workers are killed; whether all got it, and as often as they may."""
    chance, log = random.Random(os.urandom(8)), folder / "killed.log"
    queue_all()
    running: list[subprocess.Popen[bytes]] = []
    with serving(log):
        try:
            running += [worker() for _ in range(workers)]
            for _ in range(kills):
                time.sleep(chance.uniform(0.8, 2.5))
                victim = running.pop(chance.randrange(len(running)))
                victim.send_signal(signal.SIGKILL)
                victim.wait()
                running.append(worker())
            wait_until_sent()
        finally:
            for one in running:
                one.kill()
                one.wait()
    got = [line.split() for line in log.read_text().splitlines()]
    to, ids = {one[0] for one in got}, {tuple(one) for one in got}
    twice = len(got) - len(to)
    print(
        f"{workers} worker(s), killed {kills} times: {len(to):,} of {recipients:,} recipients, "
        f"{twice} got it twice, all under the same Message-ID: {len(ids) == len(to)}",
        flush=True,
    )
    return len(to) == recipients and len(ids) == len(to) and twice <= kills


def run_timed(folder: Path, recipients: int) -> None:
    """Time one worker, and ``send_mail``."""
    planned, log = queue_all(), folder / "timed.log"
    with serving(log):
        one = worker()
        while not log.exists() or not log.stat().st_size:
            time.sleep(0.01)
        begun = time.perf_counter()
        wait_until_sent()
        ours = recipients / (time.perf_counter() - begun)
        one.kill()
        one.wait()
    with serving(folder / "beside.log"):
        theirs = time_send_mail(recipients)
    print(f"queued {recipients:,} mails in {planned:.1f} s ({recipients / planned:,.0f} a second)")
    print(f"{'studycircle, one worker':28}{ours:>8,.0f} mails/s, each state written")
    print(f"{'send_mail, one call a mail':28}{theirs:>8,.0f} mails/s, nothing written")
    print(f"{ours / theirs:.2f} × as fast")


def time_send_mail(recipients: int) -> float:
    """The same mails, ready made, by one call each."""
    from django.core.mail import send_mail

    from studycircle.members import letters
    from studycircle.members.models import Notice

    rows = Notice.objects.select_related("member__group", "session__series__group")
    desk, now = letters.Desk(), dt.datetime.now(dt.UTC)
    notice = rows.first()
    assert notice is not None
    composed = letters.compose(notice, desk, now)
    assert composed is not None
    text, html = composed.sheet.written.text, composed.sheet.written.html
    addresses = list(Notice.objects.values_list("member__email", flat=True))
    begun = time.perf_counter()
    for number, address in enumerate(addresses):
        send_mail("Evening 1", f"{text}\n{number}", "post@example.org", [address], html_message=html)
    return recipients / (time.perf_counter() - begun)


def wait_until_sent() -> None:
    """Until no mail is left to send."""
    from studycircle.members.models import Notice

    end = time.monotonic() + 1800
    while Notice.objects.exclude(state="sent").exists():
        if time.monotonic() > end:
            raise SystemExit("not all were sent within half an hour")
        if failed := Notice.objects.exclude(error="").first():
            raise SystemExit(failed.error)
        time.sleep(0.1)


def worker() -> subprocess.Popen[bytes]:
    """A worker as a process of its own."""
    return child("--work")


def work() -> int:
    """What a worker does."""
    import django

    django.setup()
    from studycircle.members import post

    post.work(lambda: False, post=post.Post(lease=dt.timedelta(seconds=LEASE)))
    return 0


@contextlib.contextmanager
def serving(log: Path) -> Iterator[None]:
    """The mail server, which notes each mail it takes in ``log``."""
    port = int(os.environ["STUDYCIRCLE_MAIL"].rpartition(":")[2])
    process = child("--sink", str(log), "--port", str(port))
    try:
        end = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            if time.monotonic() > end:
                raise SystemExit("the mail server did not start")
            time.sleep(0.1)
        yield
    finally:
        process.kill()
        process.wait()


def sink(log: Path, port: int) -> int:
    """A mail server that takes everything."""
    from aiosmtpd.smtp import SMTP, Envelope, Session

    async def serve() -> None:
        with log.open("a", buffering=1) as file:

            class Taking:
                async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
                    found = re.search(rb"^Message-ID: <(.+?)>", envelope.original_content or b"", re.M | re.I)
                    assert found is not None
                    file.write(f"{envelope.rcpt_tos[0]} {found[1].decode()}\n")
                    return "250 OK"

            loop = asyncio.get_running_loop()
            server = await loop.create_server(lambda: SMTP(Taking(), hostname="sink"), "127.0.0.1", port)
            await server.serve_forever()

    asyncio.run(serve())
    return 0


def child(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, __file__, *arguments], env=environment, stderr=subprocess.DEVNULL)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(main())

"""The command ``studycircle``: composes readers, writers, store and server; the one place that prints and exits."""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from studycircle import __version__
from studycircle.convert import add_arguments, convert
from studycircle.errors import StudycircleError, WriteError
from studycircle.intake import PageOptions, read_page, take


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code: 0 done, 1 failed, 2 wrong usage, 3 unreadable source, 4 address, 5 output."""
    given = _parser().parse_args(arguments)
    try:
        given.run(given)
    except StudycircleError as error:
        print(f"studycircle: {error.what.rstrip('.')}.", error.hint, sep="\n" if error.hint else "", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output went away (``| head``): not an error of ours. Python's own flush must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="studycircle", description="Runs a reading group.")
    parser.add_argument("--version", action="version", version=f"studycircle {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], None], words: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words)
        made.set_defaults(run=run, refuse=made.error)
        return made

    publish = command("publish", _publish, "make a finished static site from a group's page")
    _source_arguments(publish)
    publish.add_argument("folder", type=Path, metavar="FOLDER", help="where the site goes; made if it is not there")
    publish.add_argument("--replace", action="store_true", help="write over files in FOLDER that are not ours")
    publish.add_argument(
        "--address", type=_address, default="", help="the site's address to be, for QR codes, feed and calendar"
    )

    converting = command("convert", _convert, "turn a group's page, or a book, into one other form")
    _source_arguments(converting, "a file, an address, - for standard input, or a folder of books")
    converting.add_argument(
        "--address", type=_address, default="", help="the site's address, for the QR code and links"
    )
    add_arguments(converting)

    demo = command("demo", _demo, "show a group that studies 'Running a reading group'")
    demo.add_argument("--port", type=_port, default=os.environ.get("PORT", "8000"))
    demo.add_argument("--data", type=Path, default=Path("var/demo"), help="where the demonstration is kept")

    serve = command("serve", _serve, "serve sites, the organiser's desk and background work")
    serve.add_argument("--port", type=_port, default=os.environ.get("PORT", "8000"))
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (0.0.0.0: all)")

    organiser = command("add-organiser", _add_organiser, "make a login for an organiser, and print its password")
    organiser.add_argument("name", help="the name to sign in with")
    organiser.add_argument(
        "--administrator", action="store_true", help="who also founds groups and says who organises them"
    )

    exporting = command("export", _export, "put a whole group, or one of its series, into one ZIP")
    exporting.add_argument("group", metavar="GROUP", help="the word in its address")
    exporting.add_argument("--series", default="", help="only this one, with the texts it reads")
    exporting.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="where the ZIP goes")

    importing = command("import", _import, "bring back what export wrote, as it was")
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--group", default="", metavar="KEY", help="into this group, or as a new one of this name")

    backing_up = command("backup", _backup, "copy everything, people too, into one ZIP, while it runs")
    backing_up.add_argument("file", type=Path, metavar="FILE")
    restoring = command("restore", _restore, "put a backup into an empty data folder")
    restoring.add_argument("file", type=Path, metavar="FILE")

    manage = command("manage", _manage, "Django's own commands, for administrators")
    manage.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser


def _source_arguments(
    parser: argparse.ArgumentParser, said: str = "a file, an address, or - for standard input"
) -> None:
    parser.add_argument("input", metavar="INPUT", help=said)
    parser.add_argument("--today", type=_day, help="read and write as if it were this day (YYYY-MM-DD)")
    parser.add_argument("--zone", default="", help="the group's time zone, such as Europe/London")
    parser.add_argument(
        "--with-contacts",
        action="store_true",
        help="show phone numbers, mail addresses and meeting links too (by default they stay out of public files)",
    )


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-03-02") from error


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; write a number from 1 to 65535")
    return int(text)


def _address(text: str) -> str:
    """The address of a site: http or https, a host, perhaps folders; nothing else could stand before a path."""
    parts = urlsplit(text)
    if text and (
        parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or " " in text
    ):
        raise argparse.ArgumentTypeError(f"{text!r} is no address of a site; write it as https://reading.example.org")
    return text


def _now(today: dt.date | None) -> dt.datetime:
    """The clock of this run: now, or noon of the day that was asked for."""
    if today is None:
        return dt.datetime.now(dt.UTC)
    return dt.datetime.combine(today, dt.time(12), dt.UTC)


def _page_options(given: argparse.Namespace) -> PageOptions:
    return PageOptions(_now(given.today), given.zone, given.with_contacts)


def _publish(given: argparse.Namespace) -> None:
    from studycircle.publishing.files import missing_files
    from studycircle.publishing.folder import foreign_files, write_folder
    from studycircle.publishing.static import static_site
    from studycircle.writers.typeset import warm_up

    warm_up()  # the typesetter starts while the page is read
    options = _page_options(given)
    now = options.now
    programme = read_page(take(given.input), options)
    beside = Path(given.input).parent if Path(given.input).is_file() else None
    for name in missing_files(programme, beside or Path(os.devnull)):
        print(f"{given.input}: the file {name} is not beside it; the link to it will lead nowhere", file=sys.stderr)
    files = list(static_site(programme, now=now, address=given.address, beside=beside))
    if not given.replace and (strange := foreign_files(files, given.folder)):
        raise WriteError(
            f"{given.folder} holds files that are not ours, and would be written over: {', '.join(strange[:5])}",
            "Name another folder, or say --replace.",
        )
    try:
        report = write_folder(files, given.folder, progress=_progress if sys.stderr.isatty() else None)
    except OSError as error:
        raise WriteError(f"{given.folder}: {(error.strerror or 'cannot be written').lower()}") from error
    print(f"{given.folder}: {len(report.written)} files written, {report.unchanged} unchanged")


def _progress(done: int, all_of: int) -> None:
    print(f"\r{done} of {all_of}", end="" if done < all_of else "\n", file=sys.stderr, flush=True)


def _convert(given: argparse.Namespace) -> None:
    convert(given, _page_options(given), given.address)


def _demo(given: argparse.Namespace) -> None:
    from studycircle.demonstration import prepare

    folder = given.data.resolve()
    os.environ["STUDYCIRCLE_DATA"] = str(folder)
    os.environ.setdefault("STUDYCIRCLE_HERE", f"http://127.0.0.1:{given.port}")  # before the settings are read
    login = prepare(folder, now=dt.datetime.now(dt.UTC))
    print(f"The site:  http://127.0.0.1:{given.port}/{login.group}/")
    print(f"The desk:  http://127.0.0.1:{given.port}/desk/   name: {login.name}   password: {login.password}")
    print("Stop it with Ctrl-C.", flush=True)
    _start(given.port, "127.0.0.1")


def _serve(given: argparse.Namespace) -> None:
    def say(first: str) -> None:
        near = "127.0.0.1" if given.host == "0.0.0.0" else given.host  # noqa: S104 - only compared
        here = os.environ.get("STUDYCIRCLE_ADDRESS", "").rstrip("/") or f"http://{near}:{given.port}"
        print(f"The site:  {here}/", f"The desk:  {here}/desk/", sep="\n")
        if first:
            print("Nobody has an account yet. Open this to make the first one; it works once, for a day:")
            print(f"  {here}{first}")
        print("Stop it with Ctrl-C.", flush=True)

    _start(given.port, given.host, say)


def _start(port: int, host: str, ready: Callable[[str], None] = lambda path: None) -> None:
    from studycircle.serving import serve

    serve(port=port, host=host, ready=ready)


def _add_organiser(given: argparse.Namespace) -> None:
    _set_up_django(migrate=True)
    from studycircle.store.actions import add_organiser

    password = add_organiser(given.name, administrator=given.administrator)
    print(f"name: {given.name}   password: {password}")


def _export(given: argparse.Namespace) -> None:
    _set_up_django(migrate=True)
    from studycircle.moving.commands import export_to

    print(export_to(given.output, given.group, given.series, now=dt.datetime.now(dt.UTC)))


def _import(given: argparse.Namespace) -> None:
    _set_up_django(migrate=True)
    from studycircle.moving.commands import import_from

    print(import_from(given.file, given.group, now=dt.datetime.now(dt.UTC)))


def _backup(given: argparse.Namespace) -> None:
    from studycircle.moving.backup import back_up
    from studycircle.project.environment import data_folder

    print(back_up(data_folder(), given.file))


def _restore(given: argparse.Namespace) -> None:
    from studycircle.moving.backup import restore
    from studycircle.project.environment import data_folder

    print(restore(data_folder(), given.file))


def _manage(given: argparse.Namespace) -> None:
    _set_up_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["studycircle manage", *given.arguments])


def _set_up_django(*, migrate: bool = False) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studycircle.project.settings")
    django.setup()
    if migrate:
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)

"""Take in one answer to a comment, a mail on standard input. A mail server calls it for the address of
STUDYCIRCLE_MAIL_REPLIES: in Postfix' aliases ``reply: "|studycircle manage take-mail"``."""  # noqa: N999

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from studycircle.discussion.inbox import LARGEST, take
from studycircle.store import clock

TRY_LATER = 75  # EX_TEMPFAIL: the mail server keeps the mail and calls again


class Command(BaseCommand):
    """``studycircle manage take-mail < message``"""

    help = "Take in one answer to a comment: a mail on standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("recipient", nargs="*", help="whom it is to, where its headers do not say so")

    def handle(self, *_args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read(LARGEST + 1)
        try:
            outcome = take(raw, now=clock.now(), recipients=options["recipient"])
        except DatabaseError as error:
            self.stderr.write(f"The database does not answer: {error}")
            sys.exit(TRY_LATER)
        self.stdout.write(outcome.value)

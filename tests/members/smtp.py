"""A mail server with faults, for tests: what it does is told by the address a mail goes to."""

import asyncio
import contextlib
import logging
import re
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

logging.getLogger("mail.log").setLevel(logging.ERROR)  # it tells of each line


@dataclass
class Got:
    """A mail the server took."""

    to: str
    message_id: str
    raw: bytes = field(repr=False)


@dataclass
class Faults:
    """``answers``: what the server says to RCPT, and ``after_data`` to the end of the data, by address; each is used up
    by one try, and "hang" and "reset" are said without words. ``got``: all it took, also what it then said no word to.
    """

    answers: dict = field(default_factory=dict)
    after_data: dict = field(default_factory=dict)
    got: list = field(default_factory=list)
    connections: int = 0
    senders: list = field(default_factory=list)  # answers to MAIL

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 - the name is aiosmtpd's
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - the name is aiosmtpd's
        if self.senders:
            return self.senders.pop(0)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the name is aiosmtpd's
        if answer := self._next(self.answers, address):
            return await self._said(answer, server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the name is aiosmtpd's
        [to] = envelope.rcpt_tos
        found = re.search(rb"^Message-ID: <(.+?)>", envelope.original_content, re.M | re.I)
        self.got.append(Got(to, found[1].decode(), envelope.original_content))
        if answer := self._next(self.after_data, to):
            if answer[0] in "45":
                self.got.pop()
            return await self._said(answer, server)
        return "250 OK"

    @staticmethod
    def _next(script, address):
        return script[address].pop(0) if script.get(address) else ""

    @staticmethod
    async def _said(answer, server):
        if answer == "hang":
            await asyncio.sleep(30)
        if answer == "reset":
            server.transport.abort()
            await asyncio.sleep(0.2)
        return answer


class Quick(Controller):
    def factory(self):
        return SMTP(self.handler, hostname="mail.example.org", decode_data=False, enable_SMTPUTF8=False)


@contextlib.contextmanager
def serving(faults, port=0):
    """The server on a port of its own; gives the port."""
    controller = Quick(faults, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop(no_assert=True)


def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

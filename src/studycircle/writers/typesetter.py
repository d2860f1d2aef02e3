"""The processes in which Typst runs: started when first needed, kept, and replaced when they die.

Each has limits on memory and time of its own (``typesetter_child.py``). Threads may share the ``workshop``; a process
that forks leaves its typesetters to the parent; one that is killed takes them along, since their input ends.
"""

import atexit
import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from studycircle.errors import WriteError

TEMPLATES = Path(__file__).parent / "templates" / "typst"
CHILD = Path(__file__).with_name("typesetter_child.py")
AT_ONCE = 2  # typesetters; a third caller waits
SECONDS = 10.0  # of processor time for one document; a leaflet takes a fiftieth of one
MEMORY = 1 << 30  # bytes of address space of one typesetter; a leaflet takes a fifth of it


class Typesetter:
    """One child process, spoken to by one thread at a time."""

    def __init__(self, templates: Path, seconds: float, memory: int) -> None:
        spec = importlib.util.find_spec("typst")
        if spec is None or spec.origin is None:
            raise WriteError("the typesetter is not installed", "Install the package typst.")
        arguments = [str(Path(spec.origin).parents[1]), str(templates), str(seconds), str(memory)]
        # -I and -S: no user's or site's start-up file concerns it, and leaving them out is half of the start-up time.
        # One thread for Typst: the documents are small, and a second typesetter makes better use of a second core.
        self.process = subprocess.Popen(  # noqa: S603 - our own file, no shell
            [sys.executable, "-I", "-S", str(CHILD), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"RAYON_NUM_THREADS": "1"},
        )
        assert self.process.stdin
        assert self.process.stdout
        self.requests: IO[bytes] = self.process.stdin
        self.answers: IO[bytes] = self.process.stdout

    def set(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Its answer and the PDF; raises ``WriteError`` if it died of the request."""
        try:
            self.requests.write(json.dumps(request).encode() + b"\n")
            self.requests.flush()
            answer = json.loads(self.answers.readline())
            return answer, self.answers.read(answer["size"])
        except (OSError, ValueError) as error:  # a broken pipe; no answer, or half of one
            self.dismiss()
            if self.process.returncode in (-signal.SIGPROF, -signal.SIGALRM):
                raise WriteError("typesetting took too long", "Make the document shorter.") from error
            raise WriteError(
                "the typesetter gave up, perhaps for want of memory", "Make the document shorter."
            ) from error

    def is_alive(self) -> bool:
        """Whether the process runs; if not, it has been waited for."""
        return self.process.poll() is None

    def dismiss(self) -> None:
        """End the process and wait for it, so that no zombie stays."""
        self.let_go()
        try:
            self.process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def let_go(self) -> None:
        """Close our ends of the pipes; without anyone at the other end the process stops."""
        for pipe in (self.requests, self.answers):
            with contextlib.suppress(OSError):  # half a request was left, and nobody there to read it
                pipe.close()

    def leave_to_parent(self) -> None:
        """In a forked process: hold its pipes open no longer, and do not wait for what is no child of ours.

        The pipes now lead nowhere; closing them would first send what another thread had half written.
        """
        nowhere = os.open(os.devnull, os.O_RDWR)
        for pipe in (self.requests, self.answers):
            if not pipe.closed:
                os.dup2(nowhere, pipe.fileno(), inheritable=False)
        os.close(nowhere)
        self.process.returncode = 0


class Workshop:
    """The typesetters of this process, lent to one thread each."""

    def __init__(self, templates: Path = TEMPLATES, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.limits = (templates, seconds, memory)
        self.turns = threading.BoundedSemaphore(AT_ONCE)
        self.lock = threading.Lock()
        self.idle: list[Typesetter] = []
        self.all: set[Typesetter] = set()

    def set(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Have ``request`` set by a typesetter, waiting for one if all are at work. Raises ``WriteError``."""
        with self.turns:
            typesetter = self._take()
            worn = True
            try:
                answer, pdf = typesetter.set(request)
                worn = answer["worn"]
                return answer, pdf
            finally:
                self._give_back(typesetter, worn)

    def hire(self) -> None:
        """Have a typesetter standing by."""
        with self.lock:
            if not self.all:
                self.idle.append(self._start())

    def close(self) -> None:
        """End those that are idle."""
        with self.lock:
            idle, self.idle = self.idle, []
            self.all.difference_update(idle)
        for typesetter in idle:
            typesetter.dismiss()

    def forget(self) -> None:
        """In a forked process: the typesetters are the parent's; begin anew."""
        for typesetter in self.all:
            typesetter.leave_to_parent()
        Workshop.__init__(self, *self.limits)

    def _take(self) -> Typesetter:
        with self.lock:
            while self.idle:
                typesetter = self.idle.pop()
                if typesetter.is_alive():
                    return typesetter
                self.all.discard(typesetter)
                typesetter.let_go()
            return self._start()

    def _give_back(self, typesetter: Typesetter, worn: bool) -> None:
        with self.lock:
            if not worn:
                self.idle.append(typesetter)
                return
            self.all.discard(typesetter)
        typesetter.dismiss()

    def _start(self) -> Typesetter:
        typesetter = Typesetter(*self.limits)
        self.all.add(typesetter)
        return typesetter


workshop = Workshop()
atexit.register(workshop.close)
os.register_at_fork(after_in_child=workshop.forget)

"""Reading a file we do not trust in a child process, so that whatever it does, only the child suffers.

The child has limits of memory and processor time set by the operating system, and is ended when its time is up. It
is a fresh interpreter with nothing of ours open: no database connection, no socket, no lock.
"""

import contextlib
import gc
import importlib
import os
import pickle
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from studycircle.documents.problem import Problem
from studycircle.documents.text import Text
from studycircle.errors import ReadError

MEMORY = 300_000_000  # bytes beyond what the interpreter and its libraries take before they read anything
SECONDS = 20.0  # of processor time
BY_THE_CLOCK = 3  # times as long: a busy machine has many things to do
ANSWER = 400_000_000  # bytes of what comes back at most: a text with all its images
AGAIN = "Open it in the program it came from and save it again, or take it as plain text."


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader may use: ``memory`` in bytes over what it starts with, ``seconds`` of the processor."""

    memory: int = MEMORY
    seconds: float = SECONDS


def read_confined(
    data: bytes,
    name: str = "",
    *,
    reader: str = "studycircle.readers.text.table:read_text",
    limits: Limits | None = None,
    **options: str,
) -> tuple[Text, list[Problem]]:
    """What ``reader`` ("module:function") makes of ``data``, in a child process.

    ``name`` and ``options`` (``media``, ``address``) are handed on to it. Raises ``ReadError``: the reader's own, or
    one that says that it took too long, needed too much memory or broke down.
    """
    chosen = limits or Limits()
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        pickle.dump((reader, data, name, options, chosen), given)
        given.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", __name__], stdin=given, stdout=answer, stderr=subprocess.DEVNULL,
            env=_environment(), close_fds=True, start_new_session=True,
        )  # fmt: skip
        seconds = chosen.seconds * BY_THE_CLOCK
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise ReadError(name, f"reading it took longer than {seconds:g} seconds", AGAIN) from error
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
        return _answered(answer, child.returncode, name)


def _environment() -> dict[str, str]:
    """What the child needs to find our code, and nothing else: no keys, no passwords."""
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT")}
    path = [str(Path(__file__).parents[3]), *filter(None, sys.path)]
    return kept | {"PYTHONPATH": os.pathsep.join(path), "PYTHONDONTWRITEBYTECODE": "1"}


def _answered(answer: BinaryIO, status: int, name: str) -> tuple[Text, list[Problem]]:
    """What the child left behind: a text, an error of ours, or the way it died."""
    size = answer.seek(0, os.SEEK_END)
    if status == 0 and 0 < size <= ANSWER:
        answer.seek(0)
        try:
            kind, *said = _Known(answer).load()
        except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
            kind = "broken"
        if kind == "text":
            return said[0], said[1]
        if kind == "refused":
            raise ReadError("", *said)
        if kind == "memory":
            raise ReadError(name, "reading it needs more memory than a reading may take", AGAIN)
    if status == -24:  # SIGXCPU
        raise ReadError(name, "reading it took too long", AGAIN)
    raise ReadError(name, "the program that reads such files broke down over it", AGAIN)


class _Known(pickle.Unpickler):
    """Takes only our own documents back: a child led astray by its file cannot make the parent run anything."""

    def find_class(self, module: str, name: str) -> object:
        if module in ("studycircle.documents.text", "studycircle.documents.problem"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not of a text")


def _confine(limits: Limits) -> None:
    """Set the limits of this process, where the operating system has them."""
    if sys.platform == "win32":  # only the time-out holds there
        return
    import resource

    used = 0
    with contextlib.suppress(OSError):
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + limits.memory, used + limits.memory))
    seconds = int(limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """The child: read what stands on standard input, and leave the answer on standard output."""
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is not the answer
    reader, data, name, options, limits = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own parent wrote it
    gc.freeze()
    gc.set_threshold(100_000)  # a process that soon ends need not look for litter often
    module, _, function = reader.partition(":")
    read = getattr(importlib.import_module(module), function)
    _confine(limits)
    try:
        text, problems = read(data, name=name, **options)
        said: tuple[object, ...] = ("text", text, problems)
    except ReadError as error:
        said = ("refused", error.what, error.hint)
    except MemoryError:
        said = ("memory",)
    except RecursionError:
        said = ("refused", f"{name}: it is nested too deeply" if name else "it is nested too deeply", AGAIN)
    pickle.dump(said, answer)
    answer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()

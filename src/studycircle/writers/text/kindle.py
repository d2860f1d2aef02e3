"""A book for Kindle, AZW3, made from our EPUB by calibre where that is installed.

calibre is a program of its own under the GPL: it is called, never imported, and offered only where it is there. It
gets a folder of its own, which goes away afterwards, and nothing of our environment.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from studycircle.errors import WriteError

PROGRAM = "ebook-convert"
SECONDS = 300.0  # War and Peace takes it a minute
INSTALL = "Install calibre (https://calibre-ebook.com), or take the EPUB: Send to Kindle accepts it."


def can_write_kindle() -> bool:
    """Whether calibre is there."""
    return shutil.which(PROGRAM) is not None


def write_kindle(epub: bytes, *, seconds: float = SECONDS) -> bytes:
    """The AZW3 of a book that is an EPUB of ours. Raises ``WriteError`` where calibre is missing, fails or takes longer
    than ``seconds``."""
    program = shutil.which(PROGRAM)
    if program is None:
        raise WriteError("a Kindle book is made by calibre, and it is not installed", INSTALL)
    with tempfile.TemporaryDirectory(prefix="studycircle-") as folder:
        source, target = Path(folder, "book.epub"), Path(folder, "book.azw3")
        source.write_bytes(epub)
        said = _run([program, str(source), str(target)], folder, seconds)
        if not target.is_file():
            raise WriteError("calibre could not make the Kindle book", f"It said: {said}" if said else INSTALL)
        return target.read_bytes()


def _run(command: list[str], folder: str, seconds: float) -> str:
    """Run ``command`` and all it starts; the last line it said, if it failed."""
    with Path(folder, "said.txt").open("w+b") as output:
        child = subprocess.Popen(  # noqa: S603 - found on the PATH, with names of our own
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            cwd=folder, env=_environment(folder), start_new_session=True,
        )  # fmt: skip
        try:
            failed = child.wait(seconds) != 0
        except subprocess.TimeoutExpired as error:
            raise WriteError(f"calibre took longer than {seconds:g} seconds over the Kindle book", INSTALL) from error
        finally:
            _end(child)
        output.seek(0)
        lines = output.read().decode("utf-8", "replace").split("\n")
    if not failed:
        return ""
    Path(folder, "book.azw3").unlink(missing_ok=True)  # half a book is none
    return next((line.strip()[:200] for line in reversed(lines) if line.strip()), "nothing")


def _end(child: subprocess.Popen[bytes]) -> None:
    """End ``child`` and, where the system knows of such, the processes it started."""
    if child.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        child.kill()
        child.wait()


def _environment(folder: str) -> dict[str, str]:
    """What calibre needs: no keys, no passwords, no settings of whoever runs us, no screen."""
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")}
    own = ("HOME", "TMPDIR", "TEMP", "TMP", "XDG_RUNTIME_DIR", "CALIBRE_CONFIG_DIRECTORY", "CALIBRE_CACHE_DIRECTORY")
    return kept | dict.fromkeys(own, folder) | {"QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}

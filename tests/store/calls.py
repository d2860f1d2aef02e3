"""Tasks the tests of the queue call."""

import os
import time
from pathlib import Path

from studycircle.store.tasks import task


@task()
def note(path: str, words: str) -> None:
    """Write ``words`` to a file."""
    with Path(path).open("a") as file:
        file.write(words)


@task(priority=10)
def note_first(path: str, words: str) -> None:
    """The same, with priority."""
    note.func(path, words)


@task()
def break_down() -> None:
    """Fail."""
    raise ValueError("no bees today")


@task()
def linger(path: str) -> None:
    """Say who is at it, and take long, the first time; be quick when it is done again."""
    if Path(path).exists():
        note.func(path, "done again")
        return
    note.func(path, f"{os.getpid()} ")
    time.sleep(60)


@task()
def once_more(path: str) -> None:
    """Ask for the same call again, twice, while it runs."""
    if not Path(path).exists():
        once_more.enqueue(path)
        once_more.enqueue(path)
    note.func(path, "x")

"""What has been found out about a text of the page in hand, kept until the page is read.

The same line is asked about by several rooms: whether it has figures, which dates it tells, whether it holds a secret.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
_FORGETTING: list[Callable[[], None]] = []


def remembered(ask: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """``ask`` with a memory that lasts as long as the page."""
    memo = lru_cache(maxsize=4096)(ask)
    _FORGETTING.append(memo.cache_clear)
    return cast(Callable[Asked, Answer], memo)


def forget() -> None:
    """Empty all memories: nothing of a page stays behind when it has been read."""
    for empty in _FORGETTING:
        empty()

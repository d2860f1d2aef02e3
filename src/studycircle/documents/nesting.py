"""How deep JSON from a stranger nests, told before anything parses it."""

import re

# Nobody's programme, text or article description nests deeper; a parser that recurses in C (CPython 3.13's does) may
# run out of stack, and end the process, at depths its own limit still allows.
DEEPEST = 200

_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


def nests_too_deep(words: str, deepest: int = DEEPEST) -> bool:
    """Whether arrays and objects of the JSON ``words`` stand more than ``deepest`` inside one another."""
    if words.count("[") + words.count("{") <= deepest:
        return False
    depth = 0
    for found in _BRACKETS.finditer(words):
        mark = words[found.start()]
        if mark in "[{":
            depth += 1
            if depth > deepest:
                return True
        elif mark != '"':
            depth -= 1
    return False

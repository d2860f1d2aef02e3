"""Tables in plain text: columns side by side where they fit, else each row cell by cell.

Only the last column is wrapped: what is read line by line, by a person or aloud, then comes in its order.
"""

from collections.abc import Callable, Sequence

from studycircle.documents.inline import Inline
from studycircle.documents.text import Row
from studycircle.writers.text.plain_words import columns, padded, wrap

GAP = "  "
LEAST = 24  # columns the last column is wrapped into at least


def table_lines(rows: Sequence[Row], width: int, said: Callable[[Inline], str]) -> list[str]:
    """The lines of a table of at most ``width`` columns; ``said`` makes plain words of a cell's."""
    grid = _grid(rows, said)
    if not grid or not grid[0]:
        return []
    widths = [max(map(columns, column)) for column in zip(*grid, strict=True)]
    indent = sum(widths[:-1]) + len(GAP) * (len(widths) - 1)
    room = width - indent
    if room < min(widths[-1], LEAST):
        return _by_row(grid, width)
    lines: list[str] = []
    heads = _head_rows(rows)
    for place, row in enumerate(grid):
        before = "".join(padded(words, own) + GAP for words, own in zip(row[:-1], widths, strict=False))
        first, *others = wrap(row[-1], room)
        lines += [f"{before}{first}".rstrip(), *(" " * indent + line for line in others)]
        if place + 1 == heads < len(grid):
            lines.append(GAP.join("-" * own for own in (*widths[:-1], min(widths[-1], room))))
    return lines


def _head_rows(rows: Sequence[Row]) -> int:
    """How many rows at the top are heads altogether."""
    count = 0
    for row in rows:
        if not row.cells or not all(cell.head for cell in row.cells):
            break
        count += 1
    return count


def _grid(rows: Sequence[Row], said: Callable[[Inline], str]) -> list[list[str]]:
    """The words of every place of the table; a cell's stand in the first place it fills."""
    taken: dict[tuple[int, int], str] = {}
    for down, row in enumerate(rows):
        across = 0
        for cell in row.cells:
            while (down, across) in taken:
                across += 1
            for further in range(cell.down):
                for beside in range(cell.across):
                    taken.setdefault((down + further, across + beside), "")
            taken[down, across] = " ".join(said(cell.words).split("\n"))
            across += cell.across
    count = max((across for _, across in taken), default=-1) + 1
    return [[taken.get((down, across), "") for across in range(count)] for down in range(len(rows))]


def _by_row(grid: Sequence[Sequence[str]], width: int) -> list[str]:
    lines: list[str] = []
    for row in grid:
        if lines:
            lines.append("")
        for cell in filter(None, row):
            first, *others = wrap(cell, width - 2)
            lines += [f"| {first}", *(f"  {line}" for line in others)]
    return lines

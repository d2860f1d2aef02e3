"""The cells of a table at the places HTML gives them, cut to what the table holds (HTML §4.9.12.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studycircle.documents.text import Cell, Row


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell, its column and row from 0, and how many of each it fills."""

    cell: Cell
    x: int
    y: int
    across: int
    down: int


def placed(rows: Sequence[Row]) -> list[Placed]:
    """Every cell of ``rows`` in order. None reaches over another, below the last row, or beyond the last column in
    which a cell begins."""
    cells = list(_free(rows))
    last = max((one.x for one in cells), default=0)
    return [Placed(one.cell, one.x, one.y, min(one.across, last - one.x + 1), one.down) for one in cells]


def _free(rows: Sequence[Row]) -> Iterator[Placed]:
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(rows):
        x = 0
        for cell in row.cells:
            while (x, y) in taken:
                x += 1
            across = 1
            while across < cell.across and (x + across, y) not in taken:
                across += 1
            down = min(max(cell.down, 1), len(rows) - y)
            taken |= {(x + right, y + below) for right in range(across) for below in range(down)}
            yield Placed(cell, x, y, across, down)
            x += across

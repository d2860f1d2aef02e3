"""Cells of a table at their places, whatever spans they claim."""

from hypothesis import given
from hypothesis import strategies as st

from studycircle.documents.text import Cell, Row
from studycircle.writers.text.grid import placed

cells = st.builds(Cell, across=st.integers(-1, 9), down=st.integers(-1, 9))
tables = st.lists(st.builds(Row, st.lists(cells, max_size=5).map(tuple)), max_size=6).map(tuple)


def places(rows: tuple[Row, ...]) -> list[tuple[int, int, int, int]]:
    return [(one.x, one.y, one.across, one.down) for one in placed(rows)]


def test_a_cell_that_reaches_down_moves_those_below_aside():
    rows = (Row((Cell(down=2), Cell())), Row((Cell(),)))
    assert places(rows) == [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]


def test_spans_are_cut_to_the_rows_and_columns_there_are():
    rows = (Row((Cell(), Cell(across=2))), Row((Cell(down=9), Cell(), Cell())), Row((Cell(across=7),)))
    assert places(rows) == [(0, 0, 1, 1), (1, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (2, 1, 1, 1), (1, 2, 2, 1)]


@given(tables)
def test_no_cell_is_lost_and_none_lies_on_another(rows: tuple[Row, ...]):
    made = placed(rows)
    assert [one.cell for one in made] == [cell for row in rows for cell in row.cells]
    last = max((one.x for one in made), default=0)
    taken = [(one.x + right, one.y + below) for one in made for right in range(one.across) for below in range(one.down)]
    assert len(taken) == len(set(taken))
    assert all(x <= last and y < len(rows) for x, y in taken)

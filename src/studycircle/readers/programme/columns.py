"""Lines whose fields stand in columns, by pipes, by tabs or by where they stand, as the cells of a table."""

import re
from collections.abc import Sequence

DAY_GAP = re.compile(r"(?<=月)\s{2,3}(?=\d)")  # " 6月  6日": one date
WEEKDAY_GAP = re.compile(r"^(\s*[^\W\d]{2,4}\.?)\s{2,3}(?=\d{1,2}\b)()")


def cells_by_pipes(line: str) -> list[str]:
    """The cells of a row of a Markdown table."""
    body = line.strip()
    body = body[1:] if body.startswith("|") else body
    body = body[:-1] if body.endswith("|") and not body.endswith("\\|") else body
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", body)]


def cells_by_tabs(lines: Sequence[str]) -> list[list[str]]:
    """The cells of a table pasted from a browser or a sheet: a tab between any two; empty if it is none."""
    rows = [line.split("\t") for line in lines]
    widths = {len(row) for row in rows}
    return [[cell.strip() for cell in row] for row in rows] if len(widths) == 1 and widths.pop() > 1 else []


def cells_by_place(lines: Sequence[str]) -> list[list[str]]:
    """The cells of lines whose columns stand under one another."""
    rows = [fields(line) for line in lines]
    starts = [start for start, _ in max(rows, key=len)]
    table = []
    for row in rows:
        texts = [""] * len(starts)
        for start, words in row:
            _, column = min((abs(at - start), column) for column, at in enumerate(starts))
            texts[column] = f"{texts[column]} {words}".strip()
        table.append(texts)
    return table


def stand_under(rows: Sequence[list[tuple[int, str]]]) -> bool:
    """Whether the fields of most lines begin where those of the longest do."""
    starts = [start for start, _ in max(rows, key=len)]
    level = [all(min(abs(at - start) for at in starts) < 3 for start, _ in row) for row in rows]
    return sum(level) * 2 > len(level)


def fields(line: str) -> list[tuple[int, str]]:
    """The fields of a line in columns, with where each starts."""
    line = DAY_GAP.sub(" ", WEEKDAY_GAP.sub(r"\1 \2", line.expandtabs(8).rstrip()))
    return [(match.start(), match[0]) for match in re.finditer(r"\S+(?:\s\S+)*", line)]

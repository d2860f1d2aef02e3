"""Very long texts cut into volumes of about the same length, at the best place there is."""

from collections.abc import Sequence
from itertools import accumulate

from studycircle.documents.text import Block
from studycircle.writers.text.chapters import is_heading

NEAR = 0.15  # of a volume: how far from the even cut a higher heading may be


def volumes(blocks: Sequence[Block], longest: int) -> tuple[tuple[Block, ...], ...]:
    """``blocks`` in as few even volumes as keep to about ``longest`` characters each; cut before a heading, of the
    highest level there is near the even cut, else before any block."""
    ends = list(accumulate(_length(block) for block in blocks))
    total = ends[-1] if ends else 0
    count = -(-total // max(longest, 1)) or 1
    starts = [0, *ends[:-1]]  # characters before each block
    cuts = [0]
    for number in range(1, count):
        cut = _best(blocks, starts, total * number / count, NEAR * total / count)
        if cut > cuts[-1]:
            cuts.append(cut)
    return tuple(tuple(blocks[start:end]) for start, end in zip(cuts, [*cuts[1:], len(blocks)], strict=True))


def _best(blocks: Sequence[Block], starts: Sequence[int], wished: float, reach: float) -> int:
    """The block before which to cut."""
    near = [at for at, start in enumerate(starts) if abs(start - wished) <= reach]
    headings = [at for at in near if is_heading(blocks[at])]
    highest = min((blocks[at].level for at in headings), default=0)
    choice = [at for at in headings if blocks[at].level == highest] or range(len(blocks))
    return min(choice, key=lambda at: abs(starts[at] - wished), default=0)


def _length(block: Block) -> int:
    return len(block.words) + sum(len(cell.words) for row in block.rows for cell in row.cells)

"""A page as an organiser is shown it beside what was read from it: its words, line by line, without its mark-up."""

from studycircle.readers.programme.source import read_source


def shown_lines(data: bytes, *, name: str = "", media: str = "") -> str:
    """The words of a page, each on the line number that ``Programme.sources`` and problems give; other lines empty.

    Raises ``ReadError`` as ``read_page`` does.
    """
    page = read_source(data, name=name, media=media)
    words: dict[int, list[str]] = {}
    for block in page.blocks:
        # Of a block over several lines nobody knows any more which word stood on which: all stand on the first.
        words.setdefault(min(block.lines), []).append(" ".join(block.text.split()))
    return "\n".join(" · ".join(words.get(number, ())) for number in range(1, page.lines + 1))

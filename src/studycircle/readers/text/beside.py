"""Reading a file together with the pictures that lie in its folder: what the confined child does for the command."""

from pathlib import Path

from studycircle.documents.problem import Problem
from studycircle.documents.text import Text
from studycircle.readers.text.pictures import LARGEST
from studycircle.readers.text.table import read_text


def read_with_folder(
    data: bytes, name: str = "", *, media: str = "", address: str = "", folder: str = ""
) -> tuple[Text, list[Problem]]:
    """``read_text``, with the files in and below ``folder`` beside it; with none if it is empty."""
    home = Path(folder).resolve() if folder else None

    def beside(path: str) -> bytes | None:
        """The bytes of a picture; a path that leads out of the folder, also by a link, leads nowhere."""
        assert home is not None
        try:
            file = (home / path).resolve()
            if not file.is_relative_to(home) or not file.is_file() or file.stat().st_size > LARGEST:
                return None
            return file.read_bytes()
        except (OSError, ValueError):  # a name too long, or one with a zero byte
            return None

    return read_text(data, name, media=media, address=address, beside=beside if home else None)

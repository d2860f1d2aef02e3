"""The picture an organiser brings for what is printed."""

from dataclasses import dataclass
from typing import Any

from studycircle.documents.text import Image
from studycircle.writers.text.print_words import drawn


@dataclass(frozen=True, slots=True)
class Picture:
    """What an organiser brought for the paper, and what it shows, for who cannot see it."""

    image: Image
    alternative: str


def drawing(picture: Picture | None) -> dict[str, Any] | None:
    """What a template is given of it; nothing where there is none."""
    return {**drawn(picture.image), "alt": picture.alternative} if picture else None

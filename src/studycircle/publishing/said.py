"""What people said, as the pages of a series show it: whoever keeps such words gives them here."""

from collections.abc import Callable

from studycircle.documents.discussion import Said
from studycircle.store.models import Series, TextEdition

SOURCES: list[Callable[[Series], Said]] = []  # an app that keeps comments enters itself when it is loaded
WAYS: list[Callable[[TextEdition], str]] = []  # the same: where one can say something on a text; "" if nowhere


def said_on(series: Series) -> Said:
    """All that was said on the series, and where one can say more."""
    found = [source(series) for source in SOURCES]
    address = next((one.address for one in found if one.address), "")
    return Said(address, tuple(thread for one in found for thread in one.threads))


def say_on(edition: TextEdition) -> str:
    """Where one can say something on a text of the shelf; "" if nowhere."""
    return next(filter(None, (way(edition) for way in WAYS)), "")

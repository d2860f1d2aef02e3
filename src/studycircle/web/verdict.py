"""What saving a draft would change of the series it is an import of again."""

from studycircle.documents.compare import Change, compare
from studycircle.documents.programme import Audience
from studycircle.store.load import load_programme
from studycircle.web.work import Work


def changes_of(work: Work) -> tuple[Change, ...] | None:
    """The changes; ``None`` where it is no draft of a series that is there."""
    if not work.draft or not work.series:
        return None
    return compare(load_programme(work.series, audience=Audience.ORGANISERS), work.programme)

"""Each hour: what is older than the privacy page says is deleted."""

import datetime as dt
import logging

from studycircle.members import privacy
from studycircle.store import clock
from studycircle.store.tasks import task

log = logging.getLogger(__name__)
EVERY = dt.timedelta(hours=1)


@task()
def keep_house() -> None:
    """Delete what is too old, and look again in an hour."""
    now = clock.now()
    if number := privacy.keep_to_terms(now):
        log.info("%d rows and files were older than the privacy page says, and deleted", number)
    privacy.empty_journal()
    keep_house.using(run_after=now + EVERY).enqueue()

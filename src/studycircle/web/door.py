"""The address that stands on a door: as a QR code to print, and what people find there at the moment."""

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from studycircle.documents.audience import seen_by
from studycircle.documents.programme import Audience
from studycircle.publishing.bake import address_of
from studycircle.store import clock
from studycircle.web.work import Work, on_series
from studycircle.writers.programme.door import door_entry
from studycircle.writers.programme.links import door_address, now_address
from studycircle.writers.programme.paper import qr_code


@dataclass(frozen=True, slots=True)
class Sign:
    """An address with its QR code, an ``svg`` element; the code is "" where none could be read."""

    words: str
    address: str
    code: SafeString


def door(request: HttpRequest, work: Work) -> HttpResponse:
    """The addresses of the series' door and of the group's, and what stands there now for whom."""
    assert work.series is not None
    group, now = work.series.group, clock.now()
    base = address_of(group) or request.build_absolute_uri(f"/{group.key}/")
    signs = [
        _sign(_("For this series"), door_address(base, work.series.key)),
        _sign(_("For the group, whatever comes next"), now_address(base)),
    ]
    seen = {
        _("everybody"): door_entry(seen_by(work.programme, Audience.PUBLIC), now),
        _("members who are signed in"): door_entry(seen_by(work.programme, Audience.MEMBERS), now),
    }
    return render(request, "desk/door.html", {"work": work, "signs": signs, "seen": seen})


def _sign(words: str, address: str) -> Sign:
    # As large as the page gives it room for, and not as many pixels as it has squares.
    code = re.sub(r'width="(\d+)" height="(\d+)"', r'viewBox="0 0 \1 \2"', qr_code(address), count=1)
    return Sign(words, address, mark_safe(code))  # noqa: S308 - drawn by us, nothing of it was typed


series_door = on_series(door)

"""The private calendar of a member: all sessions of their group but those they said no to, with the rooms."""

import datetime as dt
import hashlib

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from studycircle.documents.programme import Audience
from studycircle.members import links, people
from studycircle.members.models import Member, Reply
from studycircle.store import clock, queries
from studycircle.store.models import Series, Session
from studycircle.web.visitors import for_visitors
from studycircle.writers.programme.calendar import Feed, write_feed_of
from studycircle.writers.programme.fingerprint import fingerprint
from studycircle.writers.programme.site import CALENDAR
from studycircle.writers.programme.words import Words


@for_visitors
@require_safe
def mine(request: HttpRequest, code: str) -> HttpResponse:
    """The calendar at that address; 404 where it was revoked or its owner has left."""
    member = people.member_of_calendar(code)
    if member is None:
        raise Http404
    now = clock.now()
    tag = _tag(member, now)
    response = get_conditional_response(request, etag=tag)
    if not isinstance(response, HttpResponseNotModified):
        response = HttpResponse(_calendar(member, now), content_type=CALENDAR)
        response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response.headers["ETag"] = tag
    return response


def _calendar(member: Member, now: dt.datetime) -> bytes:
    refused = set(Reply.objects.filter(member=member, answer=Reply.Answer.NO).values_list("session", flat=True))
    rows = Session.objects.filter(series__group=member.group_id, archived=False)
    declined = {(row.series_id, row.key) for row in rows.filter(pk__in=refused).only("series", "key")}
    answers = {(row.series_id, row.key): links.reply_link(member, row) for row in rows.only("series", "key")}
    feeds = [
        Feed(
            programme,
            gone=gone,
            without=frozenset(key for number, key in declined if number == series.pk),
            answers={key: link for (number, key), link in answers.items() if number == series.pk},
        )
        for series, programme, gone in queries.calendars_of(member.group, Audience.MEMBERS, now=now)
    ]
    language = member.language or member.group.language
    name = Words(language).gettext("%(group)s: my sessions") % {"group": member.group.name or member.group.key}
    return write_feed_of(feeds, name=name, uid=f"{member.pk}.{member.group.key}", address=links.site_of(member.group))


def _tag(member: Member, now: dt.datetime) -> str:
    """What names the state of the calendar without making it: all it depends on, and the day."""
    group = member.group
    state = (
        fingerprint(),  # of the code that writes it
        now.astimezone(dt.UTC).date(),
        (group.name, group.language, group.zone, group.domain),
        links.site_of(group),
        (member.pk, member.language, member.code),
        list(
            Series.objects.filter(group=group)
            .annotate(last=Max("versions__pk"))
            .order_by("pk")
            .values_list("pk", "taken_off", "last")
        ),
        list(Reply.objects.filter(member=member).order_by("pk").values_list("session", "answer")),
    )
    return f'"{hashlib.blake2b(repr(state).encode(), digest_size=16).hexdigest()}"'

"""The public address space as Django answers it: for whoever is signed in, the pages are made for them, live.

Everybody else gets the baked files from the shim and only comes here where there is none.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from studycircle.documents.programme import Audience
from studycircle.publishing.live import live_file
from studycircle.store import clock, models
from studycircle.store.queries import public_groups, series_edited_by
from studycircle.web.work import person_of


@login_not_required
def front(request: HttpRequest) -> HttpResponse:
    """The root: the only group's page, or the list of groups."""
    groups = public_groups()
    if len(groups) == 1:
        return redirect(f"/{groups[0].key}/")
    return render(request, "front.html", {"groups": groups})


@login_not_required
def page(request: HttpRequest, path: str) -> HttpResponse:
    """One page or file of a group's site, for the audience of whoever asks."""
    group = path.partition("/")[0]
    audience = audience_of(request, group)
    file = live_file(path, audience=audience, now=clock.now(), desk=desk_of(request, path, audience))
    if file is None:
        # At the group's own host the address does not name the group, unless a link from the usual host did.
        root = f"{group}/" if getattr(request, "group_at_domain", "") else ""
        asked = path.lstrip("/").removeprefix(root)
        if root and asked.startswith(root):
            return HttpResponsePermanentRedirect(f"/{asked.removeprefix(root).lstrip('/')}")
        if not path.endswith("/") and live_file(f"{path}/", audience=Audience.PUBLIC, now=clock.now()):
            return HttpResponsePermanentRedirect(f"/{asked}/")
        raise Http404
    response = HttpResponse(file.write(), content_type=file.media)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def desk_of(request: HttpRequest, path: str, audience: Audience) -> str:
    """Where whoever asks, who is of ``audience``, can edit what the page at ``path`` shows; "" where they cannot."""
    if audience is Audience.PUBLIC:
        return ""
    group, _, rest = path.strip("/").partition("/")
    key = rest.partition("/")[0]
    is_organiser = audience is Audience.ORGANISERS
    if series_edited_by(person_of(request)).filter(group__key=group, key=key).exists():
        return reverse("series" if is_organiser else "notes", args=[group, key])
    return reverse("group-home", args=[group]) if is_organiser else ""


def audience_of(request: HttpRequest, group: str) -> Audience:
    """What whoever asks may see of the group of that key."""
    if not request.user.is_authenticated:
        return Audience.PUBLIC
    membership = models.Membership.objects.filter(person=request.user.pk, group__key=group).first()
    if membership is None:
        return Audience.PUBLIC
    return Audience.ORGANISERS if membership.right == models.Right.ORGANISER else Audience.MEMBERS

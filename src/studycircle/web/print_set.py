"""The print set on the desk: every piece with a picture of its first page, each by itself or all in one ZIP."""

import hashlib
import ipaddress
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studycircle.documents.programme import Audience, Programme
from studycircle.errors import StudycircleError, WriteError
from studycircle.publishing.bake import address_of
from studycircle.readers.text.pictures import make_image
from studycircle.store import clock, files, models
from studycircle.store.load import load_programme
from studycircle.web.print_forms import LookForm, OccasionForm
from studycircle.web.spoken import words_of
from studycircle.web.work import Work, on_series
from studycircle.writers.programme.picture import Picture
from studycircle.writers.programme.print_set import PrintOptions, Sheet, as_zip, pieces_of, sheet_of, usual_size

NAMES = {
    "leaflet": gettext_lazy("Leaflet, folded once"),
    "handbill": gettext_lazy("Leaflet on one side"),
    "poster": gettext_lazy("Poster, large"),
    "small-poster": gettext_lazy("Poster"),
    "handout": gettext_lazy("Handout with the questions"),
    "sign": gettext_lazy("Sign for the door"),
    "attendance": gettext_lazy("Attendance sheet"),
}


def print_set(request: HttpRequest, work: Work) -> HttpResponse:
    """All pieces to look at, and how they look; with POST, how they look from now on."""
    look, programme = _look(work), _public(work)
    seen, before = _stamp(look), look.picture
    shown = with_usual(look, programme)
    form = LookForm(request.POST or None, request.FILES or None, instance=shown)
    status = 200
    if request.method == "POST":
        if request.POST.get("stamp") != seen:
            form.add_error(
                None, _("Somebody changed this while you were writing. Yours is below; save again to keep it.")
            )
            status = 409
        elif form.is_valid():
            _keep(form, before)
            messages.success(request, _("Saved."))
            return redirect(f"{work.base}print/")
        else:
            status = 422
        look = _look(work)
    occasion = OccasionForm(request.GET, programme=programme)
    options = _options(request, work, programme, occasion)
    query = urlencode({name: value for name, value in request.GET.items() if name in ("session", "names")})
    pieces = [(name, NAMES[name]) for name in pieces_of(programme, options.session, options.site)]
    course = [one for one in programme.course if not options.session]
    context: dict[str, Any] = {
        "work": work,
        "form": form,
        "look": look,
        "stamp": seen,
        "occasion": occasion,
        "pieces": pieces,
        "query": f"?{query}" if query else "",
        "course": course,
        "local": local_host(options.site),
    }
    return render(request, "desk/print.html", context, status=status)


def piece(request: HttpRequest, work: Work, key: str) -> HttpResponse:
    """One piece as PDF."""
    sheet, name = _sheet(request, work, key)
    try:
        pdf = sheet.pdf()
    except WriteError as error:
        return _refused(request, work, error)
    return _file(pdf, "application/pdf", f'inline; filename="{name}.pdf"')


def preview(request: HttpRequest, work: Work, key: str) -> HttpResponse:
    """Its first page as a picture."""
    sheet, _name = _sheet(request, work, key)
    try:
        return _file(sheet.preview(), "image/png", "inline")
    except WriteError as error:
        raise Http404 from error


def whole_set(request: HttpRequest, work: Work) -> HttpResponse:
    """All pieces in one ZIP, with the course reader where there is one."""
    programme = _public(work)
    options = _options(request, work, programme)
    try:
        packed = as_zip(_set(work, programme, options))
    except WriteError as error:
        return _refused(request, work, error)
    name = "-".join(filter(None, (programme.series.key, options.session)))
    return _file(packed, "application/zip", f'attachment; filename="{name}-print.zip"')


def _set(work: Work, programme: Programme, options: PrintOptions) -> Iterator[tuple[str, bytes]]:
    chosen = _look(work).layout or "leaflet"
    for name in sorted(pieces_of(programme, options.session, options.site), key=lambda name: name != chosen):
        yield f"{name}.pdf", sheet_of(name, programme, options).pdf()
    for copy in () if options.session else programme.course:
        path = Path(settings.PUBLIC) / programme.group.key / copy.path
        if copy.format == "pdf" and path.is_file():
            yield f"course-reader{copy.volume or ''}.pdf", path.read_bytes()


def _sheet(request: HttpRequest, work: Work, name: str) -> tuple[Sheet, str]:
    """The piece of that name and the name of its file; 404 where there is none."""
    programme = _public(work)
    options = _options(request, work, programme)
    if name not in pieces_of(programme, options.session, options.site):
        raise Http404
    try:
        sheet = sheet_of(name, programme, options)
    except WriteError as error:
        raise Http404 from error
    return sheet, "-".join(filter(None, (programme.series.key, options.session, name)))


def _options(
    request: HttpRequest, work: Work, programme: Programme, occasion: OccasionForm | None = None
) -> PrintOptions:
    """What was asked for; 404 for a session there is not."""
    assert work.series is not None
    group, look = work.series.group, _look(work)
    occasion = occasion or OccasionForm(request.GET, programme=programme)
    if not occasion.is_valid():
        raise Http404
    return PrintOptions(
        now=clock.now(),
        site=address_of(group) or request.build_absolute_uri(f"/{group.key}/"),
        size=occasion.cleaned_data["size"] or look.paper or usual_size(programme),
        session=occasion.cleaned_data["session"],
        picture=_picture(look),
        names=_members(group) if occasion.cleaned_data["names"] else (),
    )


def local_host(address: str) -> str:
    """The host of ``address``, with its port, if it is one that only this computer or this house can open; else ""."""
    parts = urlsplit(address)
    name = parts.hostname or ""
    try:
        is_local = not ipaddress.ip_address(name).is_global
    except ValueError:
        is_local = name == "localhost" or name.endswith((".localhost", ".local"))
    return parts.netloc if is_local else ""


def _public(work: Work) -> Programme:
    """What anybody may read: paper lies about."""
    assert work.series is not None
    return load_programme(work.series, audience=Audience.PUBLIC)


def _members(group: models.Group) -> tuple[str, ...]:
    people = models.Person.objects.filter(memberships__group=group, is_active=True)
    return tuple(sorted(person.get_full_name() or person.get_username() for person in people))


# How it looks.


def _look(work: Work) -> models.PrintLook:
    return models.PrintLook.objects.filter(series=work.series).first() or models.PrintLook(series=work.series)


def with_usual(look: models.PrintLook, programme: Programme) -> models.PrintLook:
    """``look`` as its form shows it: with what is usual where nothing was chosen."""
    look.paper, look.layout = look.paper or usual_size(programme), look.layout or "leaflet"
    return look


def _keep(form: LookForm, before: str) -> None:
    look = form.save(commit=False)
    look.picture = "" if form.cleaned_data["without"] else before
    if (image := form.cleaned_data["upload"]) is not None:
        look.picture = files.keep(image.data)
    if not look.picture:
        look.alternative = ""
    look.save()


def _picture(look: models.PrintLook) -> Picture | None:
    if not look.picture:
        return None
    try:
        image = make_image("picture", files.kept(look.picture))
    except StudycircleError:  # the disk has lost it: better a poster without
        return None
    return Picture(image, look.alternative) if image else None


def _stamp(look: models.PrintLook) -> str:
    values = "\x1f".join((look.picture, look.alternative, look.layout, look.paper))
    return hashlib.blake2b(values.encode(), digest_size=8).hexdigest()


def _refused(request: HttpRequest, work: Work, error: WriteError) -> HttpResponse:
    messages.error(request, words_of(error))
    return redirect(f"{work.base}print/")


def _file(data: bytes, media: str, disposition: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media)
    response.headers["Content-Disposition"] = disposition
    response.headers["Cache-Control"] = "private, no-cache"
    return response


series_print, series_print_piece = on_series(print_set), on_series(piece)
series_print_preview, series_print_whole = on_series(preview), on_series(whole_set)

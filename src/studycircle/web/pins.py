"""Where the words stand that questions quote: what was found, what was not, and an organiser's own choice."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studycircle.documents.pins import NOWHERE, Pin, pin_of, places_of, quotations_of, texts_read, with_places
from studycircle.documents.programme import Programme, Question, Session
from studycircle.publishing.pins import was_searched
from studycircle.store import models, shelf
from studycircle.web.history import say_saved
from studycircle.web.work import StaleError, Work, on_series
from studycircle.writers.programme.entries import question_entry


class PinForm(forms.Form):
    """A paragraph of one of the texts a session reads."""

    text = forms.ChoiceField(label=gettext_lazy("Text"), required=False)
    number = forms.CharField(label=gettext_lazy("Paragraph"), max_length=12)

    def __init__(self, typed: QueryDict | None, *, texts: Mapping[str, str], of: str, pin: Pin | None) -> None:
        """``texts``: those the session reads, title by key; ``of``: tells the forms of a page apart."""
        initial = {"text": pin.text, "number": pin.number} if pin else None
        super().__init__(typed, auto_id=f"pin-{of}-%s", initial=initial)
        self.fields["text"].choices = list(texts.items())  # type: ignore[attr-defined]
        if len(texts) == 1:
            del self.fields["text"]
        self.only = next(iter(texts), "")

    def pin(self) -> Pin:
        """What was typed, with or without "¶"."""
        number = self.cleaned_data["number"].strip().removeprefix("¶").strip().lower()
        return Pin(self.cleaned_data.get("text") or self.only, number)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation on the page; ``href``: the paragraph it is pinned to."""

    index: str  # among all of the programme
    session: Session
    question: Question
    number: str  # the question's
    words: str
    place: str
    pinned: str  # "¶ 47", or nothing
    href: str
    is_unwanted: bool
    form: PinForm

    @property
    def key(self) -> tuple[str, str, str]:
        """What names it (``documents/pins.py``)."""
        return (self.session.key, self.question.key, self.words)


def pins(request: HttpRequest, work: Work) -> HttpResponse:
    """Every quotation of a question that reads a text of the shelf; with POST, where one of them is to be pinned."""
    assert work.series is not None
    if request.method == "POST":
        return _choose(request, work)
    return _page(request, work, quoted_in(work.programme, work.shelf))


def _page(request: HttpRequest, work: Work, shown: list[Quoted], status: int = 200) -> HttpResponse:
    assert work.series is not None
    context = {
        "work": work,
        "missed": [one for one in shown if not one.place],
        "others": [one for one in shown if one.place],
        "is_searching": not was_searched(work.series, work.programme),
    }
    return render(request, "desk/pins.html", context, status=status)


def quoted_in(
    programme: Programme, titles: Mapping[str, str], index: str = "", typed: QueryDict | None = None
) -> list[Quoted]:
    """The quotations of ``programme`` whose session reads one of the texts of ``titles``; ``typed``: for the form of
    the one of that ``index``."""
    made = []
    for at, (session, question, quotation) in enumerate(quotations_of(programme)):
        texts = {key: titles[key] for key, _part in texts_read(session) if key in titles}
        if not texts:
            continue
        pin = pin_of(quotation.place)
        position = session.questions.index(question) + 1
        form = PinForm(typed if str(at) == index else None, texts=texts, of=str(at), pin=pin)
        made.append(
            Quoted(
                index=str(at),
                session=session,
                question=question,
                number=question_entry(question, str(position)).number,
                words=quotation.words,
                place=quotation.place,
                pinned=f"¶\N{NO-BREAK SPACE}{pin.number}" if pin else "",
                href=f"/{programme.group.key}/texts/{pin.text}/#p{pin.number}" if pin else "",
                is_unwanted=quotation.place == NOWHERE,
                form=form,
            )
        )
    return made


def _choose(request: HttpRequest, work: Work) -> HttpResponse:
    """Pin one quotation, take its pin away for good, or have it looked for again."""
    shown = quoted_in(work.programme, work.shelf, request.POST.get("quotation", ""), request.POST)
    chosen = next((one for one in shown if one.index == request.POST.get("quotation")), None)
    if chosen is None or (chosen.words, chosen.place) != (request.POST.get("words"), request.POST.get("was")):
        messages.error(request, _("This was changed meanwhile, so nothing was saved. It stands below as it is now."))
        return _page(request, work, quoted_in(work.programme, work.shelf), status=409)
    act = request.POST.get("act")
    if act == "pin" and not (chosen.form.is_valid() and _is_there(work, chosen.form)):
        return _page(request, work, shown, status=422)
    place = {"pin": lambda: chosen.form.pin().place, "none": lambda: NOWHERE}.get(str(act), lambda: "")()

    def change(programme: Programme) -> Programme:
        if places_of(programme).get(chosen.key) != chosen.place:
            raise StaleError
        return with_places(programme, {chosen.key: place})

    said = {"pin": _("Pinned."), "none": _("It has no pin now.")}.get(str(act), _("It is being looked for again."))
    say_saved(request, work.base, said, work.keep(change))
    return redirect(f"{work.base}pins/")


def _is_there(work: Work, form: PinForm) -> bool:
    """Whether the text has a paragraph of that number; the form is told if not."""
    assert work.series is not None
    pin = form.pin()
    edition = models.TextEdition.objects.filter(group=work.series.group_id, key=pin.text, archived=False).first()
    if edition and any(block.number == pin.number for block in shelf.stored_text(edition).blocks if block.number):
        return True
    form.add_error("number", _("The text has no paragraph of this number."))
    return False


series_pins = on_series(pins)

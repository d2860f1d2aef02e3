"""Forms of the print set: how it looks, and for which session it is."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from studycircle.documents.programme import Programme
from studycircle.documents.schedule import in_order
from studycircle.documents.text import Image
from studycircle.readers.text.pictures import make_image
from studycircle.store import clock
from studycircle.store.models import PrintLook
from studycircle.writers.programme.entries import title_of
from studycircle.writers.programme.words import Words

LARGEST = 8_000_000  # bytes of a picture
MOST_PIXELS = 40_000_000
SIZES = {"a4": _("A4, and A3 for the poster"), "letter": _("Letter, and Tabloid for the poster")}
LAYOUTS = {
    "leaflet": _("folded once, with the whole programme"),
    "handbill": _("one side, few words, large: two on a sheet"),
}


# Django's own class takes no type parameters when it runs; only the type checker's picture of it does.
if TYPE_CHECKING:
    _LookForm = forms.ModelForm[PrintLook]
else:
    _LookForm = forms.ModelForm


class LookForm(_LookForm):
    """How the set looks."""

    layout = forms.ChoiceField(label=_("Leaflet"), choices=list(LAYOUTS.items()))
    paper = forms.ChoiceField(label=_("Paper"), choices=list(SIZES.items()))
    upload = forms.FileField(
        label=_("A picture"),
        required=False,
        help_text=_("JPEG or PNG, for posters, handbills and folded leaflets; one that a copier does not spoil"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/gif,image/webp"}),
    )
    alternative = forms.CharField(
        label=_("What it shows"), max_length=300, required=False, help_text=_("for who cannot see it")
    )
    without = forms.BooleanField(label=_("Leave the picture out"), required=False)

    class Meta:
        model = PrintLook
        fields = ("layout", "paper", "alternative")

    def clean_upload(self) -> Image | None:
        upload = self.cleaned_data["upload"]
        if upload is None:
            return None
        if (upload.size or 0) > LARGEST:
            raise ValidationError(_("The picture is larger than 8 MB. Make it smaller and try again."))
        image = make_image("picture", upload.read())
        if image is None or image.width * image.height > MOST_PIXELS:
            raise ValidationError(_("This is no picture that can be printed. Bring a JPEG or PNG."))
        return image

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        has_picture = values.get("upload") or (self.instance.picture and not values.get("without"))
        if has_picture and not str(values.get("alternative") or "").strip() and "alternative" not in self.errors:
            self.add_error("alternative", _("Say in a few words what the picture shows."))
        return values


class OccasionForm(forms.Form):
    """What the set is for: the whole series or one session; and whether members' names are to be printed."""

    session = forms.ChoiceField(label=_("For"), required=False)
    names = forms.BooleanField(label=_("members’ names on the attendance sheet"), required=False)
    size = forms.ChoiceField(required=False, choices=list(SIZES.items()), widget=forms.HiddenInput)

    def __init__(self, *args: Any, programme: Programme, **options: Any) -> None:
        super().__init__(*args, **options)
        words = Words(get_language() or "en")
        this_year = clock.now().year
        sessions = []
        for one in in_order(programme.series):
            day = words.day(one.date, year=one.date.year != this_year) if one.date else ""
            sessions.append((one.key, " · ".join(filter(None, (day, title_of(one, words))))))
        self.fields["session"].choices = [("", _("the whole series")), *sessions]  # type: ignore[attr-defined]

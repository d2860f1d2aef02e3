"""Forms of the shelf: taking a text in, and what is said of it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from studycircle.documents.problem import Problem
from studycircle.documents.programme import Rights
from studycircle.documents.text import Text
from studycircle.errors import ReadError
from studycircle.fetch import fetch
from studycircle.library.takings import LARGEST
from studycircle.readers.text.confined import read_confined
from studycircle.store import models
from studycircle.store.shelf import Brought
from studycircle.web.fields import LinkField, choice_field

FETCH_SECONDS = 15.0  # a person waits for it, and one of the server's two threads with them
RIGHTS = {
    Rights.MEMBERS: _("for members only"),
    Rights.PUBLIC_DOMAIN: _("in the public domain: for everybody"),
    Rights.OPEN: _("under an open licence: for everybody"),
    Rights.LINK: _("only a link, no copy"),
}


class TakeInForm(forms.Form):
    """A text, as a file or an address."""

    file = forms.FileField(
        label=_("A file"),
        required=False,
        help_text=_("EPUB, PDF, Word, LibreOffice, RTF, HTML, Markdown or plain text"),
    )
    address = forms.CharField(
        label=_("Or an address"),
        required=False,
        max_length=2000,
        help_text=_("of a book or an article; menus and adverts are left out"),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        brought = [name for name in ("file", "address") if str(values.get(name) or "").strip()]
        if not brought and not self.errors:
            raise forms.ValidationError(_("Choose a file, or give an address."))
        if len(brought) > 1:
            raise forms.ValidationError(_("That is more than one text. Give only one of the two."))
        return values

    def brought(self) -> Brought:
        """What was brought. Raises ``ReadError`` where it is too large or cannot be fetched."""
        if upload := self.cleaned_data["file"]:
            if upload.size > LARGEST:
                raise ReadError(
                    upload.name, str(_("it is larger than 32 MB")), str(_("Split it, or leave pictures out."))
                )
            return Brought(upload.read(), upload.name, upload.content_type or "")
        address = self.cleaned_data["address"].strip()
        fetched = fetch(address if "://" in address else f"https://{address}", limit=LARGEST, seconds=FETCH_SECONDS)
        return Brought(fetched.data, fetched.name, fetched.media, fetched.address)

    def read(self) -> tuple[Brought, Text, list[Problem]]:
        """What was brought, the text in it, and what was not kept. Raises ``ReadError``; then nothing was stored."""
        brought = self.brought()
        text, problems = read_confined(brought.data, brought.name, media=brought.media, address=brought.address)
        return brought, text, problems


class ShelveForm(TakeInForm):
    """A text that is new on the shelf."""

    rights = choice_field(
        RIGHTS, label=_("Who may have it"), help_text=_("You can change this later. When in doubt: for members only.")
    )
    work = forms.ChoiceField(
        label=_("It is"), required=False, help_text=_("A better translation is another edition of the same work.")
    )

    def __init__(self, *args: Any, group: models.Group, **options: Any) -> None:
        super().__init__(*args, **options)
        self.works = {work.key: work for work in models.Work.objects.filter(group=group, archived=False)}
        if not self.works:
            del self.fields["work"]
            return
        choices = [(key, _("another edition of “%s”") % work.title) for key, work in self.works.items()]
        self.fields["work"].choices = [("", _("new on the shelf")), *choices]  # type: ignore[attr-defined]

    @property
    def chosen_work(self) -> models.Work | None:
        """The work it is another edition of. Only after ``is_valid()``."""
        return self.works.get(self.cleaned_data.get("work", ""))


# Django's own class takes no type parameters when it runs; only the type checker's picture of it does.
if TYPE_CHECKING:
    _EditionForm = forms.ModelForm[models.TextEdition]
else:
    _EditionForm = forms.ModelForm


class EditionForm(_EditionForm):
    """What is said of an edition, and who may have it."""

    title = forms.CharField(label=_("Title"), max_length=500)
    author = forms.CharField(label=_("Author"), max_length=300, required=False)
    translator = forms.CharField(label=_("Translator"), max_length=200, required=False)
    year = forms.CharField(label=_("Year"), max_length=30, required=False)
    language = forms.RegexField(
        r"^(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)?$",
        label=_("Language"),
        max_length=20,
        required=False,
        help_text=_("a short code: en, de, fr, pt-BR"),
    )
    rights = choice_field(RIGHTS, label=_("Who may have it"))
    licence = forms.CharField(
        label=_("What is said of the rights"),
        max_length=1000,
        required=False,
        help_text=_("printed in every copy, such as: CC BY-SA 4.0"),
    )
    link = LinkField(label=_("Where it came from"), required=False, help_text=_("a link everybody may see"))

    class Meta:
        model = models.TextEdition
        fields = ("title", "author", "translator", "year", "language", "rights", "licence", "link")

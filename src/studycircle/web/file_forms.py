"""Forms of what is had at a link: the editions of a reading, and the files and pages beside a session."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from studycircle.documents.programme import Attachment, Edition
from studycircle.documents.rich import is_safe_link
from studycircle.web.fields import LinkField, choice_field
from studycircle.web.forms import AUDIENCES, FORMATS, Document, DocumentForm


class FileForm(DocumentForm[Document]):
    """What is had at a link. Where it is a file that came with the group, the file is shown too; nobody types one."""

    file = forms.CharField(label=_("File of the group’s own"), max_length=300, required=False)
    size = forms.IntegerField(label=_("Size in bytes"), min_value=0, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.initial.get("file"):
            del self.fields["file"], self.fields["size"]

    def clean_file(self) -> str:
        return _own_path(self.cleaned_data["file"])


class EditionForm(FileForm[Edition]):
    document = Edition
    field_order = ("key", "format", "link", "file", "size")

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    format = forms.ChoiceField(label=_("Format"), choices=list(FORMATS.items()), required=False)
    link = LinkField(label=_("Link"), required=False)
    label = forms.CharField(label=_("Words of the link"), max_length=200, required=False)
    language = forms.CharField(label=_("Language"), max_length=20, required=False)
    audience = choice_field(AUDIENCES, label=_("Shown to"))


class AttachmentForm(FileForm[Attachment]):
    document = Attachment
    field_order = ("key", "title", "link", "file", "size")

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title"), max_length=300)
    link = LinkField(label=_("Link"), required=False)
    format = forms.CharField(label=_("Format"), max_length=20, required=False)
    audience = choice_field(AUDIENCES, label=_("Shown to"))


def _own_path(path: str) -> str:
    """A path inside the group's files; refuses to climb out of them."""
    if path and (path.startswith("/") or "\\" in path or ".." in path.split("/") or not is_safe_link("./" + path)):
        raise ValidationError(_("This is not the name of a file inside the group’s files."))
    return path

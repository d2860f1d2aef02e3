"""Forms about people and groups: inviting, joining, founding a group, saying how it stands."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_domain_name
from django.utils.translation import gettext_lazy as _

from studycircle.documents.keys import is_key
from studycircle.store import models
from studycircle.store.keys import RESERVED
from studycircle.web.forms import GroupForm

RIGHTS = {
    models.Right.MEMBER: _("member: sees what is for members"),
    models.Right.EDITOR: _("editor: writes notes and questions"),
    models.Right.ORGANISER: _("organiser: may do everything"),
}

MAY = {  # in a letter of invitation
    models.Right.MEMBER: _("As a member you see what is for members."),
    models.Right.EDITOR: _("As an editor you write notes and questions."),
    models.Right.ORGANISER: _("As an organiser you may do everything."),
}


class InviteForm(forms.Form):
    """Whom to invite, and to what."""

    right = forms.ChoiceField(label=_("As"), choices=[(right.value, words) for right, words in RIGHTS.items()])
    email = forms.EmailField(
        label=_("Mail address"),
        required=False,
        help_text=_("The link is sent there. Leave it empty to get a link you pass on yourself."),
    )


class JoinForm(forms.Form):
    """A new account, for whoever was invited."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=100,
        help_text=_("as the group knows you; you can sign in with it"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("A password"),
        required=False,
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, needs_password: bool, **options: Any) -> None:
        """``needs_password``: there is no mail address a code could be sent to."""
        super().__init__(*args, **options)
        field = self.fields["password"]
        field.required = needs_password
        field.help_text = (
            _("at least ten characters")
            if needs_password
            else _("at least ten characters; leave it empty to sign in with a code that is mailed to you")
        )

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if "@" in name:
            raise ValidationError(_("Give a name, not a mail address."))
        return name

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if password:
            validate_password(password)
        return password


class GroupSettingsForm(GroupForm):
    """What holds for a whole group, whatever its series; and the host it stands at."""

    domain = forms.CharField(
        label=_("Host of its own"),
        max_length=253,
        required=False,
        help_text=_("such as reading.example.org; it must lead to this server (see the handbook of hosting)"),
    )

    def clean_domain(self) -> str:
        domain = str(self.cleaned_data["domain"]).strip().lower().removeprefix("https://").removeprefix("http://")
        domain = domain.rstrip("/.")
        if not domain:
            return ""
        try:
            domain = domain.encode("idna").decode("ascii")
            validate_domain_name(domain)
        except (UnicodeError, ValidationError) as error:
            raise ValidationError(_("Give the name of a host, such as reading.example.org.")) from error
        if domain in ("localhost", urlsplit(settings.ADDRESS).hostname):
            raise ValidationError(_("All groups stand at this host. Give one of the group’s own."))
        return domain


class FoundForm(GroupSettingsForm):
    """A new group."""

    key = forms.CharField(
        label=_("Address"),
        max_length=60,
        required=False,
        help_text=_("the word in its links, for good; small letters, digits and hyphens. Empty: made of the name"),
    )
    field_order = ("name", "key")
    often = ("name", "key", "language", "zone", "country")  # the rest can come later

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"]).strip()
        if key and (not is_key(key) or key in RESERVED or models.Group.objects.filter(key=key).exists()):
            raise ValidationError(_("This word is taken or cannot be an address. Choose another one."))
        return key


class OrganiserForm(forms.Form):
    """Who shall organise which group."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=models.Person.objects.none(), empty_label="–")
    group = forms.ModelChoiceField(
        label=_("Group"), queryset=models.Group.objects.none(), to_field_name="key", empty_label="–"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = models.Person.objects.filter(is_active=True).order_by("username")
        groups = models.Group.objects.filter(archived=False).order_by("name", "key")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["group"].label_from_instance = lambda group: group.name or group.key  # type: ignore[attr-defined]

"""A person's own account: what they sign in with, and where they are signed in. allauth does the signing in."""

import io
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ConfirmLoginCodeForm, LoginForm
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from studycircle.store.mail import send_soon
from studycircle.web.language import language_for, language_to
from studycircle.web.work import person_of


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """What of allauth's ways is otherwise here: nobody signs up, and mail goes through the queue."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come by invitation, or from whoever runs the machine."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Let the worker send it: a page must not take longer because there is somebody of that address."""
        words = {"request": self.request, "email": email, **context}
        with translation.override(language_to(email)):
            mail = self.render_mail(template_prefix, email, words)
            send_soon(str(mail.subject), str(mail.body), email)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where they came from."""
        return reverse("account")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """To the account, which says what the address is now."""
        return reverse("account")


class SecondSteps(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step of signing in."""

    def build_totp_svg(self, url: str) -> str:
        """The QR code an authenticator app reads."""
        drawn = io.BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=5, border=4, light="#fff")
        return drawn.getvalue().decode()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """What a new passkey is called, if its owner gives no name."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %d") % number if number > 1 else _("Passkey")


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name and password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].label = _("Name or mail address")
        self.fields["password"].help_text = ""  # the way for who has forgotten it stands below
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)  # it says what the label says, in too pale a grey


class LoginCodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code that was mailed; the link in the mail brings it along, and one press of a button uses it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].label = _("Code")
        self.fields["code"].initial = context.request.GET.get("code", "")


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey or security key."""

    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=100)
    passwordless = forms.BooleanField(
        label=gettext_lazy("It is enough by itself, without a password"),
        required=False,
        initial=True,
        help_text=gettext_lazy("The device then asks for your finger, face or PIN."),
    )


def home(request: HttpRequest) -> HttpResponse:
    """What whoever asks signs in with, and where they are signed in."""
    person = person_of(request)
    kinds = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    context = {
        "address": EmailAddress.objects.filter(user=person, verified=True).order_by("-primary").first(),
        "totp": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "devices": _devices(request),
        "languages": settings.LANGUAGES,
    }
    return render(request, "account/home.html", context)


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak the language of that tag to whoever asks; without one, what their browser asks for."""
    person, tag = person_of(request), request.POST.get("language", "")
    if tag and tag not in dict(settings.LANGUAGES):
        raise Http404
    person.language = tag
    person.save(update_fields=["language"])
    with translation.override(language_for(request)):
        messages.success(request, _("Saved."))
    return redirect("account")


@require_POST
def sign_out_there(request: HttpRequest) -> HttpResponse:
    """End one session of whoever asks, or, without its number, all but the present one."""
    number = request.POST.get("device", "")
    for device in _devices(request):
        if not device.is_current() and number in ("", str(device.pk)):
            device.end()
    messages.success(request, _("Signed out there."))
    return redirect("account")


def _devices(request: HttpRequest) -> list[UserSession]:
    """The sessions of whoever asks, the newest first."""
    sessions: list[UserSession] = UserSession.objects.purge_and_list(person_of(request))
    return sorted(sessions, key=lambda session: session.created_at, reverse=True)

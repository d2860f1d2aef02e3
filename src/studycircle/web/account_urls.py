"""Signing in and one's own account: those of allauth's addresses that are wanted here, under the names it knows."""

from allauth.account import views
from django.urls import include, path, re_path

from studycircle.web import account, first, invitations

urlpatterns = [
    path("", account.home, name="account"),
    path("devices/", account.sign_out_there, name="account-devices"),
    path("language/", account.choose_language, name="account-language"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("first/<str:token>/", first.first, name="first"),
    path("sign-in/", views.login, name="account_login"),
    path("sign-in/code/", views.request_login_code, name="account_request_login_code"),
    path("sign-in/code/confirm/", views.confirm_login_code, name="account_confirm_login_code"),
    path("sign-out/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("again/", views.reauthenticate, name="account_reauthenticate"),
    path("again/code/", views.request_reauthentication_code, name="account_request_reauthentication_code"),
    path("again/code/confirm/", views.confirm_reauthentication_code, name="account_confirm_reauthentication_code"),
    path("mail/", views.email, name="account_email"),
    path("mail/sent/", views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^mail/confirm/(?P<key>[-:\w]+)/$", views.confirm_email, name="account_confirm_email"),
    path("password/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/forgotten/", views.password_reset, name="account_reset_password"),
    path("password/forgotten/sent/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/forgotten/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("second-step/", include("allauth.mfa.urls")),
]

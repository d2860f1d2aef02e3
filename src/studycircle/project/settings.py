"""Django's settings. Everything a host may change comes from the environment (STUDYCIRCLE_…; docs/hosting.md)."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from studycircle.project.domains import FILE, Domains, Hosts
from studycircle.project.environment import data_folder, database, mail, secret_key

DATA = data_folder()
PUBLIC = DATA / "public"  # the baked site; may be pointed at by nginx, Caddy or a CDN
FILES = DATA / "files"  # what organisers uploaded, one folder a group
SHELF = DATA / "shelf"  # the texts of all groups and what they were read from, by content
FOR_MEMBERS = DATA / "for-members"  # baked copies that are not for everybody, one folder a group
SECRET_KEY = os.environ.get("STUDYCIRCLE_SECRET_KEY") or secret_key(DATA)
DEBUG = os.environ.get("STUDYCIRCLE_DEBUG") == "1"

# Where people find this installation, "https://reading.example.org"; empty on one's own machine.
ADDRESS = os.environ.get("STUDYCIRCLE_ADDRESS", "").rstrip("/")
# Where the server that runs answers, for links in mail of an installation without an address (serving.py).
HERE = os.environ.get("STUDYCIRCLE_HERE", "http://127.0.0.1:8000")
HTTPS = ADDRESS.startswith("https://")
ALLOWED_HOSTS = Hosts(["localhost", "127.0.0.1", "[::1]"], Domains(DATA / FILE))
if ADDRESS:
    ALLOWED_HOSTS.append(urlsplit(ADDRESS).hostname or "")
    CSRF_TRUSTED_ORIGINS = [ADDRESS]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",  # for htmx itself, which it brings
    "django_prose_editor",  # for ProseMirror, which it brings: static/django_prose_editor/editor.js
    "studycircle.store",
    "studycircle.publishing",
    "studycircle.library",
    "studycircle.members",
    "studycircle.discussion",
    "studycircle.web",
    # After ours, so that the pages and mails they have are in our words and look.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
AUTH_USER_MODEL = "store.Person"
MIDDLEWARE = [
    "studycircle.project.headers.add_security_headers",
    "studycircle.project.domains.at_own_domain",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "studycircle.web.language.in_their_language",
    # Deny first: a view is for people who signed in, unless it is marked with login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "studycircle.web.refusals.Refusals",
]
# Signing in; allauth's addresses are chosen one by one in web/account_urls.py.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "studycircle.web.account.Accounts"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1"]  # checked against the line above; nobody signs up
ACCOUNT_CHANGE_EMAIL = True  # one address each; the old one stays until the new one is confirmed
ACCOUNT_EMAIL_VERIFICATION = "none"  # at sign-in; an address counts once it was confirmed, by invitation or mail
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 1
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail for each change of what one signs in with
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "studycircle.web.account.SignInForm",
    "confirm_login_code": "studycircle.web.account.LoginCodeForm",
}
MFA_FORMS = {"add_webauthn": "studycircle.web.account.PasskeyForm"}
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,5/600s/key", "reset_password": "20/m/ip,5/600s/key"}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0  # whose X-Forwarded-For tells one visitor from another
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
MFA_ADAPTER = "studycircle.web.account.SecondSteps"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
ROOT_URLCONF = "studycircle.project.urls"
WSGI_APPLICATION = "studycircle.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": database(os.environ.get("STUDYCIRCLE_DATABASE", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "studycircle.store.jobs.DatabaseBackend"}}

MAIL, MAIL_FROM = os.environ.get("STUDYCIRCLE_MAIL", ""), os.environ.get("STUDYCIRCLE_MAIL_FROM", "")
# Where answers to comments may be mailed to, "reply+@example.org"; empty: nowhere (docs/how-to/comments.md).
MAIL_REPLIES = os.environ.get("STUDYCIRCLE_MAIL_REPLIES", "")
globals().update(mail(MAIL, MAIL_FROM, DATA / "mail"))  # a setting of Django's for each part of it

NOW = os.environ.get("STUDYCIRCLE_NOW", "")  # where the clock starts instead of now; see store/clock.py
USE_TZ = True
TIME_ZONE = "UTC"  # each group has its own; see documents/programme.py
LANGUAGE_CODE = "en"
# Of the interface, each by its own name. A group's pages speak many more; see writers/programme/words.py.
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español"), ("fr", "Français"), ("ar", "العربية")]
LOCALE_PATHS = [Path(__file__).parents[1] / "web" / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = PUBLIC / "static"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20  # above the readers' limit of 10 MB, so that theirs is the message shown

# A reader without an account never gets a cookie; whoever has this one is served by Django instead of the files.
SESSION_COOKIE_NAME = "studycircle_session"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "studycircle_csrf"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # else they would be a third cookie
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if HTTPS:
    # TLS ends at a proxy on this machine, which sets this header (docs/hosting.md).
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SILENCED_SYSTEM_CHECKS = [
    "security.W001",  # SecurityMiddleware: project/headers.py sends its headers, for files and Django alike
    "security.W002",  # X-Frame-Options: frame-ancestors 'none' in the same place
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "ERROR"},  # a wrong address is nobody's fault here
    },
}

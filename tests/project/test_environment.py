"""What a host may say."""

import stat

import pytest

from studycircle.errors import StudycircleError
from studycircle.project.environment import data_folder, database, mail, secret_key


def test_data_is_below_var_unless_said_otherwise(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert data_folder({}) == tmp_path / "var"
    assert data_folder({"STUDYCIRCLE_DATA": "/srv/circle"}).as_posix() == "/srv/circle"


def test_the_secret_is_made_once_and_is_its_owner_s(tmp_path):
    key = secret_key(tmp_path / "data")
    assert len(key) >= 50
    assert secret_key(tmp_path / "data") == key
    assert stat.S_IMODE((tmp_path / "data/secret_key").stat().st_mode) == 0o600
    assert secret_key(tmp_path / "other") != key
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]


def test_sqlite_by_default(tmp_path):
    settings = database("", tmp_path)
    assert settings["NAME"] == tmp_path / "db.sqlite3"
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert stat.S_IMODE((tmp_path / "db.sqlite3").stat().st_mode) == 0o600


def test_postgresql_by_one_setting(tmp_path):
    settings = database("postgresql://ann:p%40ss@db.example.org:5433/circle?sslmode=require", tmp_path)
    wanted = {"ENGINE": "django.db.backends.postgresql", "NAME": "circle", "USER": "ann", "PASSWORD": "p@ss"}
    wanted |= {"HOST": "db.example.org", "PORT": "5433", "OPTIONS": {"sslmode": "require"}}
    assert {name: settings[name] for name in wanted} == wanted


def test_another_database_is_refused(tmp_path):
    with pytest.raises(StudycircleError, match="“mysql” is not a database"):
        database("mysql://x/y", tmp_path)


def test_mail_goes_into_private_files_unless_there_is_a_server(tmp_path):
    settings = mail("", "", tmp_path / "mail")
    assert settings["EMAIL_FILE_PATH"] == tmp_path / "mail"
    assert stat.S_IMODE((tmp_path / "mail").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("address", "port", "starttls", "tls"),
    [
        ("smtp://ann:p%40ss@mail.example.org", 587, True, False),
        ("smtp://ann:p%40ss@mail.example.org:2525", 2525, True, False),
        ("smtps://ann:p%40ss@mail.example.org", 465, False, True),
    ],
)
def test_mail_by_a_server_is_always_under_tls(tmp_path, address, port, starttls, tls):
    settings = mail(address, "Reading <post@example.org>", tmp_path)
    names = ("PORT", "USE_TLS", "USE_SSL", "HOST", "HOST_USER", "HOST_PASSWORD")
    said = [settings[f"EMAIL_{name}"] for name in names]
    assert said == [port, starttls, tls, "mail.example.org", "ann", "p@ss"]
    assert settings["DEFAULT_FROM_EMAIL"] == "Reading <post@example.org>"


def test_mail_by_this_machine_needs_no_tls(tmp_path):
    settings = mail("smtp://localhost", "", tmp_path)
    assert (settings["EMAIL_PORT"], settings["EMAIL_USE_TLS"], settings["EMAIL_USE_SSL"]) == (25, False, False)


def test_another_way_of_mail_is_refused(tmp_path):
    with pytest.raises(StudycircleError, match="STUDYCIRCLE_MAIL"):
        mail("mail.example.org", "", tmp_path)


def test_mail_by_a_provider_s_service(tmp_path):
    made = mail("anymail://mailgun?api_key=k%26y&sender_domain=mg.example.org", "Post <p@example.org>", tmp_path)
    assert made == {
        "DEFAULT_FROM_EMAIL": "Post <p@example.org>",
        "EMAIL_BACKEND": "anymail.backends.mailgun.EmailBackend",
        "ANYMAIL": {"MAILGUN_API_KEY": "k&y", "MAILGUN_SENDER_DOMAIN": "mg.example.org"},
    }


@pytest.mark.parametrize(
    ("address", "sender"),
    [
        ("anymail://nobody?api_key=x", "p@example.org"),
        ("anymail://os.path", "p@example.org"),
        ("anymail://mailgun", ""),
    ],
)
def test_a_provider_nobody_knows_is_refused_and_so_is_one_without_a_sender(tmp_path, address, sender):
    with pytest.raises(StudycircleError):
        mail(address, sender, tmp_path)

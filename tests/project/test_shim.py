"""The shim gives out files, and only files of the public folder, and only to who has no session."""

import gzip

import brotli
import pytest

from studycircle.project.shim import Shim, accepted
from studycircle.publishing.folder import write_folder
from studycircle.writers.programme.site import SiteFile

PAGE = b"<p>Slowly.</p>" * 100
NOT_FOUND = b"<p>Nothing here.</p>"
HEADERS = (("X-Content-Type-Options", "nosniff"),)
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=0, must-revalidate",
    "Vary": "Accept-Encoding, Cookie",
}


def django(environ, start):
    start("200 OK", [("X-By", "Django")])
    return [b"live"]


@pytest.fixture
def public(tmp_path):
    html = "text/html; charset=utf-8"
    files = {"index.html": PAGE, "404.html": NOT_FOUND, "spring/index.html": PAGE, "files/Bücher & x.pdf": b"%PDF"}
    write_folder([SiteFile(path, html, "1", lambda c=c: c) for path, c in files.items()], tmp_path / "public/apiary")
    write_folder([SiteFile("desk.css", "text/css", "1", lambda: b"p{}")], tmp_path / "public/static")
    (tmp_path / "secret_key").write_text("secret")
    (tmp_path / "public/apiary/link.html").symlink_to(tmp_path / "secret_key")
    return tmp_path / "public"


@pytest.fixture
def ask(public):
    """Ask the shim for a path: (status, headers, body)."""
    shim = Shim(django, public, cookie="session", headers=HEADERS)

    def ask(path, method="GET", query="", **headers):
        heard = []
        environ = {"PATH_INFO": path.encode().decode("latin-1"), "REQUEST_METHOD": method, "QUERY_STRING": query}
        environ.update({f"HTTP_{name.upper()}": value for name, value in headers.items()})
        body = b"".join(shim(environ, lambda status, pairs: heard.extend((status, pairs))))
        status, pairs = heard
        assert len(dict(pairs)) == len(pairs)
        return int(status[:3]), dict(pairs), body

    return ask


def test_gives_the_file(ask):
    status, headers, body = ask("/apiary/spring/")
    tag = headers.pop("ETag")
    assert (status, body) == (200, PAGE)
    assert headers == {**COMMON, "Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(PAGE))}
    assert tag.startswith('"')
    assert tag.endswith('"')


@pytest.mark.parametrize(
    ("asked", "form", "unpack"), [("gzip, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress)]
)
def test_gives_the_compressed_form_who_accepts_it(ask, asked, form, unpack):
    status, headers, body = ask("/apiary/", accept_encoding=asked)
    assert (status, headers["Content-Encoding"], unpack(body)) == (200, form, PAGE)
    assert headers["Content-Length"] == str(len(body))
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["ETag"] != ask("/apiary/")[1]["ETag"]


@pytest.mark.parametrize(
    ("header", "endings"),
    [
        ("", ("",)),
        ("br;q=0, gzip;q=0.5", (".gz", "")),
        ("BR, deflate", (".br", "")),
        ("gzip; q=0.000", ("",)),
        ("brotli", ("",)),
        ("gzip,deflate,br,zstd", (".br", ".gz", "")),
    ],
)
def test_reads_what_is_accepted(header, endings):
    assert accepted(header) == endings


def test_what_the_browser_has_is_not_sent_again(ask, public):
    tag = ask("/apiary/")[1]["ETag"]
    for header in (tag, f'"x", W/{tag}'):
        status, headers, body = ask("/apiary/", if_none_match=header)
        assert (status, headers, body) == (304, {**COMMON, "ETag": tag}, b"")
    page = SiteFile("index.html", "text/html", "2", lambda: PAGE + b"new")
    write_folder([page], public / "apiary")
    assert ask("/apiary/", if_none_match=tag)[0] == 200


def test_head_tells_the_same_without_the_body(ask):
    status, headers, body = ask("/apiary/", method="HEAD")
    assert (status, headers, body) == (200, ask("/apiary/")[1], b"")


def test_a_missing_slash_is_added(ask):
    for path in ("/apiary", "/apiary/spring"):
        status, headers, body = ask(path, query="from=mail")
        assert (status, headers["Location"], body) == (301, f"{path}/?from=mail", b"")


def test_a_wrong_address_in_a_group_gets_the_group_s_own_page(ask):
    for path in ("/apiary/nothing", "/apiary/spring/nothing/", "/apiary/files/"):
        status, headers, body = ask(path, if_none_match="*")
        assert (status, body, headers["Content-Type"]) == (404, NOT_FOUND, "text/html; charset=utf-8")


def test_a_file_s_name_may_have_any_letters(ask):
    status, headers, body = ask("/apiary/files/Bücher & x.pdf")
    assert (status, headers["Content-Type"], body) == (200, "application/pdf", b"%PDF")


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/apiary/", {"method": "POST"}),
        ("/apiary/", {"cookie": "a=b; session=xyz"}),
        ("/apiary/nothing", {"cookie": "session=xyz"}),
        ("/", {}),
        ("/desk/", {}),
        ("/static/nothing.css", {}),
    ],
)
def test_all_else_is_django_s(ask, path, more):
    assert ask(path, **more) == (200, {"X-By": "Django"}, b"live")


@pytest.mark.parametrize("cookie", ["studycircle_csrf=x", "xsession=1", "a=session", ""])
def test_another_cookie_is_no_session(ask, cookie):
    assert ask("/apiary/", cookie=cookie)[2] == PAGE


def test_the_desk_s_style_is_a_file_for_everybody(ask):
    assert ask("/static/desk.css", cookie="session=xyz")[2] == b"p{}"


@pytest.mark.parametrize(
    "path",
    [
        "/apiary/../../secret_key",
        "/../secret_key",
        "/apiary/..",
        "/apiary/./index.html",
        "//secret_key",
        "/apiary//index.html",
        "/apiary/..\\..\\secret_key",
        "/apiary/.studycircle/site.json",
        "/apiary/link.html",
        "/apiary/index.html\x00.css",
        "/apiary/%2e%2e/%2e%2e/secret_key",
        "//example.org",
        "//example.org/..",
    ],
)
def test_nothing_outside_is_given_out_and_nobody_is_sent_elsewhere(ask, path):
    _, headers, body = ask(path)
    assert "Location" not in headers
    assert body in (b"live", NOT_FOUND)
    assert b"secret" not in body


def test_bytes_that_are_no_text_are_django_s(public):
    heard = []
    shim = Shim(django, public, cookie="session", headers=HEADERS)
    environ = {"PATH_INFO": "/apiary/\xff", "REQUEST_METHOD": "GET"}
    assert shim(environ, lambda status, pairs: heard.append(status)) == [b"live"]

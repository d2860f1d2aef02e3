"""Every address a visitor can follow from the front page: no cookie, no request to anybody else, no dead end."""

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.sync_api import Browser

from tests.browser.house import COMMAND, PHONE, free_port, wait_for

# What the browser would save instead of showing.
PAPERS = re.compile(r"\.(?:pdf|epub|azw3|zip|ics|xml|json|md|txt|svg|png)$")


def test_no_cookie_and_no_request_to_anybody_else_on_any_page(browser: Browser, tmp_path: Path) -> None:
    port = free_port()
    environment = {**os.environ, "STUDYCIRCLE_DATA": str(tmp_path / "demo")}
    command = [COMMAND, "demo", "--port", str(port), "--data", str(tmp_path / "demo")]
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as demo,
    ):
        try:
            house = f"http://127.0.0.1:{port}"
            wait_for(f"{house}/", "Running a reading group", seconds=180)
            seen, strangers, wrong, cookies = crawl(browser, house)
        finally:
            demo.terminate()
            demo.wait(100)
    assert strangers == set()
    assert cookies == []
    assert wrong == []
    words = {urlsplit(one).path.split("/")[1] for one in seen}
    assert {"", "join", "comments", "privacy"} <= words
    assert len(seen) > 30


def crawl(browser: Browser, house: str) -> tuple[set[str], set[str], list[tuple[str, int]], list[object]]:
    """The addresses that were opened, those of other hosts that were asked, answers that were no page, and cookies."""
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    strangers: set[str] = set()
    context.on("request", lambda request: None if is_here(request.url, house) else strangers.add(request.url))
    page = context.new_page()
    seen, waiting, wrong = set(), [f"{house}/"], []
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        if PAPERS.search(urlsplit(address).path):
            answer = context.request.get(address)
            if not answer.ok or answer.headers.get("set-cookie"):
                wrong.append((address, answer.status))
            continue
        shown = page.goto(address)
        assert shown is not None
        if shown.status != 200:
            wrong.append((address, shown.status))
        links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
        found = {urldefrag(urljoin(page.url, link))[0] for link in links}
        waiting += sorted(one for one in found if one.startswith(f"{house}/") and one not in seen)
    cookies: list[object] = list(context.cookies())
    context.close()
    return seen, strangers, wrong, cookies


def is_here(address: str, house: str) -> bool:
    return address.startswith(f"{house}/") or not address.startswith("http")

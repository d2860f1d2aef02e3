"""Programs that judge what the writers make: node with ical.js, the Nu HTML checker, Ace, Chromium.

Where one is missing a test skips and says so; in CI (``CI=true``) nothing may be skipped, so there it fails.
"""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.validators import missing

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def program(name: str) -> str:
    """The path of an installed program."""
    return shutil.which(name) or missing(name)


def node_modules() -> Path:
    """Where ``npm ci --prefix tests`` put its packages, or the folder in STUDYCIRCLE_NODE_MODULES."""
    folder = Path(os.environ.get("STUDYCIRCLE_NODE_MODULES") or Path(__file__).parent / "node_modules")
    return folder if folder.is_dir() else missing(f"{folder} (npm ci --prefix tests)")


def chromium() -> str:
    """The path of Debian's Chromium."""
    return CHROMIUM if Path(CHROMIUM).exists() else missing(CHROMIUM)


def ace_faults(epub: Path) -> list[str]:
    """What Ace by DAISY says against the accessibility of the book: file, rule and place; empty if nothing."""
    ace = node_modules() / ".bin" / "ace-puppeteer"
    if not ace.exists():
        missing(f"{ace} (npm ci --prefix tests)")
    environment = os.environ | {"PUPPETEER_EXECUTABLE_PATH": chromium()}
    with tempfile.TemporaryDirectory() as folder:
        command = [program("node"), str(ace), "--force", "--silent", "--outdir", folder, str(epub)]
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=600)
        report = json.loads(Path(folder, "report.json").read_text(encoding="utf-8"))
    faults = [
        f"{file['earl:testSubject']['url']}: {one['earl:test']['dct:title']}: "
        f"{one['earl:result'].get('html', one['earl:result'].get('dct:description', ''))}"
        for file in report["assertions"]
        for one in file["assertions"]
    ]
    assert bool(faults) == (report["earl:result"]["earl:outcome"] == "fail")
    return faults

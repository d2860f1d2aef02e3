"""The process that runs Typst, started by ``typesetter.py`` as a script.

Its arguments: the folder of Python packages, the folder of templates, the seconds of processor time one document may
take, the bytes of memory it may take. It reads requests on standard input and answers on standard output, one after
another, until the input ends. A request is a line of JSON, ``{"template", "data", "language", "every_font"}``; an
answer is a line of JSON, ``{"size", "warnings", "error", "worn"}``, then ``size`` bytes of PDF, or of PNG where the
request says how many pixels an inch has (``"ppi"``). Nothing of Studycircle is imported, so it starts fast; and
whatever goes wrong in it, a hang, a panic, running out of memory, ends this process and no other.
"""

import json
import os
import resource
import signal
import sys
from typing import IO, Any

BY_THE_CLOCK = 3  # times as long as by the processor: a busy machine has many things to do
WORN = 300 << 20  # bytes resident, after which a fresh process takes over: Typst keeps caches

# Of the faces for Chinese characters the reader's own comes first: the same character is drawn differently.
CJK = {"ja": "Noto Serif CJK JP", "ko": "Noto Serif CJK KR", "zh": "Noto Serif CJK SC", "zh-tw": "Noto Serif CJK TC"}
SIMPLE = "Noto Serif CJK SC"  # for all others: Typst takes its punctuation to stand as it does there


class Typesetter:
    """Typst with its fonts and templates, kept warm between documents."""

    def __init__(self, templates: str) -> None:
        import typst

        self.typst = typst
        self.templates = templates
        self.fonts: dict[bool, Any] = {}  # by whether the system's fonts are among them: looking for those takes long
        self.compilers: dict[tuple[str, bool], Any] = {}

    def families(self, language: str, every_font: bool) -> list[str]:
        """The families to set in, best first; only those that are there, since Typst warns of every other."""
        if every_font not in self.fonts:
            self.fonts[every_font] = self.typst.Fonts(include_system_fonts=every_font)
        there = sorted(set(self.fonts[every_font].families()))
        own = CJK.get(language.lower(), CJK.get(language[:2], SIMPLE))
        # Serifs stand in for the embedded Libertinus, script by script, where they are installed.
        serifs = [family for family in there if family.startswith("Noto Serif")]
        wished = ["Libertinus Serif", "Noto Serif", own, "Noto Naskh Arabic", *serifs]
        return [family for family in dict.fromkeys(wished) if family in there]

    def set(self, template: str, data: str, language: str, every_font: bool, ppi: float = 0) -> tuple[bytes, list[str]]:
        """One document as PDF/UA-1 (ISO 14289-1), or its first page as PNG, and Typst's warnings.

        Raises ``TypstError``.
        """
        inputs = {"data": data, "families": json.dumps(self.families(language, every_font))}
        compiler = self.compilers.get((template, every_font))
        if compiler is None:
            compiler = self.compilers[template, every_font] = self.typst.Compiler(
                os.path.join(self.templates, f"{template}.typ"),  # noqa: PTH118 - pathlib costs start-up time
                root=self.templates,
                font_paths=self.fonts[every_font],
                ignore_system_fonts=True,
            )
        # The same input gives the same bytes: no date but 1970 is written.
        form = {"format": "png", "ppi": ppi} if ppi else {"format": "pdf", "pdf_standards": "ua-1"}
        made, warnings = compiler.compile_with_warnings(sys_inputs=inputs, timestamp=0, **form)
        made = made[0] if isinstance(made, list) else made  # of several pages a picture is that of the first
        assert isinstance(made, bytes)
        return made, [warning.diagnostic for warning in warnings]


def serve(typesetter: Typesetter, seconds: float, requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer every request; ends with the input."""
    while line := requests.readline():
        pdf, error = b"", ""
        warnings: list[str] = []
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, seconds * BY_THE_CLOCK)
        try:
            pdf, warnings = typesetter.set(**json.loads(line))
        except typesetter.typst.TypstError as failed:
            error = failed.diagnostic or failed.message
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        head = {"size": len(pdf), "warnings": warnings, "error": error, "worn": resident() > WORN}
        answers.write(json.dumps(head).encode() + b"\n" + pdf)
        answers.flush()


def resident() -> int:
    """The bytes this process holds in memory.

    Where there is no /proc, the most it ever held, which on Linux would count what the parent held when it forked.
    """
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - pathlib costs start-up time
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS, else KiB
        return most if sys.platform == "darwin" else most << 10


def main() -> None:
    """Limit this process, then serve."""
    packages, templates, seconds, memory = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; when it goes, the input ends
    for number in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)  # ends this process whatever Rust is doing
    # Nothing that prints can disturb the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.path.append(packages)
    serve(Typesetter(templates), float(seconds), sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()

"""What somebody wrote in answer to a mail, without the mail they answered and what their program puts below it."""

import re

# The line over the quoted mail, as programs of many languages write it; it may be broken over three lines.
ATTRIBUTIONS = (
    r"On\s.+\swrote:",
    r"Am\s.+\sschrieb.*:",
    r"Le\s.+\sa écrit\s?:",
    r"El\s.+\sescribió:",
    r"Il\s.+\sha scritto:",
    r"Em\s.+\sescreveu:",
    r"Op\s.+\s(?:schreef|het volgende geschreven).*:",
    r"(?:W dniu|Dnia)\s.+\s(?:pisze|napisał\(?a?\)?):",
    r"Den\s.+\s(?:skrev|skrifte).*:",
    r".+\s(?:написал\(?а?\)?|пишет):",
    r".+\s(?:yazdı|şunu yazdı):",
    r"(?:في|بتاريخ)\s.+\sكتب.*:",
    r".+(?:写道|寫道|のメール|書きました|작성)[:：]",
)
ATTRIBUTION = re.compile("|".join(f"(?:{one})" for one in ATTRIBUTIONS), re.S | re.I)
DIVIDER = re.compile(
    r"[-_ ]{2,}\s*(?:original message|ursprüngliche nachricht|message d['’]origine|mensaje original"
    r"|messaggio originale|mensagem original|oorspronkelijk bericht|forwarded message|исходное сообщение|原始邮件"
    r"|الرسالة الأصلية)\s*[-_ ]*",
    re.I,
)
HEAD = re.compile(r"\*?(?:from|von|de|da|van|från|от|من|发件人|差出人)\s?[:：]\*?\s.+@", re.I)
HEAD_NEXT = re.compile(
    r"\*?(?:sent|date|gesendet|datum|envoyé|date|enviado|fecha|inviato|data|verzonden|skickat|отправлено|дата|发送时间"
    r"|日時|تاريخ|التاريخ|to|an|à|para|a|aan|till|кому|إلى)\s?[:：]",
    re.I,
)
SIGNED_BY_DEVICE = re.compile(
    r"(?:sent from (?:my|outlook|mail|yahoo|proton)|get outlook for|von meinem .+ gesendet|gesendet mit"
    r"|envoyé de(?:puis)?|enviado (?:desde|do)|inviato da|verstuurd vanaf|отправлено (?:с|из)|发自我的|أُرسلت من)\b.*",
    re.I,
)
RULE = re.compile(r"_{10,}|-{10,}")
WINDOW, LONGEST = 3, 400  # lines over which an attribution may be broken, and its characters
MOST_LINES = 2000


def answer_of(text: str) -> str:
    """The words of their own in ``text``, a mail's plain text. What they answered line by line keeps its quotations;
    a mail they only carry along goes."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MOST_LINES]]
    lines = _without_signature(lines)
    at, length = _seam(lines)
    above, below = lines[:at], lines[at + length :]
    if at < len(lines) and length and _is_quoted(below) and any(_own(line) for line in below):
        # They wrote below or between what they quote: there the answer is.
        above = [*above, *_without_tail(below)]
    return "\n".join(_without_tail(above)).strip()


def _without_signature(lines: list[str]) -> list[str]:
    """Up to the signature: what follows "-- ", or the line by which a device advertises itself."""
    for at, line in enumerate(lines):
        if line == "--" or SIGNED_BY_DEVICE.fullmatch(line.strip()):
            rest = [one for one in lines[at + 1 :] if _own(one)]
            # A signature above a quoted mail must not hide where that begins; its own lines go with it.
            seam, _ = _seam(lines[at:])
            return lines[:at] + lines[at + seam :] if rest and seam < len(lines) - at else lines[:at]
    return lines


def _seam(lines: list[str]) -> tuple[int, int]:
    """Where the quoted mail begins, and how many lines only say whose it is; the end where there is none."""
    found = [(at, length) for at, length in (_divider(lines), _attribution(lines)) if at < len(lines)]
    return min(found, default=(len(lines), 0))


def _divider(lines: list[str]) -> tuple[int, int]:
    for at, line in enumerate(lines):
        said = line.strip()
        if DIVIDER.fullmatch(said):
            return at, 1
        if HEAD.match(said) and any(HEAD_NEXT.match(one.strip()) for one in lines[at + 1 : at + 4]):
            return at, 0
        if RULE.fullmatch(said) and any(HEAD.match(one.strip()) for one in lines[at + 1 : at + 3]):
            return at, 0
    return len(lines), 0


def _attribution(lines: list[str]) -> tuple[int, int]:
    # The shortest first: a line of their own right above it must not be taken for its beginning.
    for length in range(1, WINDOW + 1):
        for at, line in enumerate(lines):
            window = " ".join(one.strip() for one in lines[at : at + length])
            is_one = _own(line) and len(window) <= LONGEST and ATTRIBUTION.fullmatch(window)
            if is_one and _is_quoted(lines[at + length :]):
                return at, length
    return len(lines), 0


def _is_quoted(lines: list[str]) -> bool:
    """Whether what comes next is a quotation, or nothing."""
    return next((line.startswith(">") for line in lines if line.strip()), True)


def _own(line: str) -> bool:
    return bool(line.strip()) and not line.startswith(">")


def _without_tail(lines: list[str]) -> list[str]:
    """Without the quotation at the end, to which nothing is answered any more."""
    end = len(lines)
    while end and not _own(lines[end - 1]):
        end -= 1
    return lines[:end]

"""How a page says that people meet online, and by what."""

import re
from collections.abc import Sequence

from studycircle.readers.programme.blocks import Block, Zone
from studycircle.readers.programme.language import holds_any

ROOMS_ONLINE = ("Zoom", "Teams", "Jitsi", "Google Meet", "Discord", "Webex")
ONLINE_LINK = re.compile(rf"\b({'|'.join(ROOMS_ONLINE)}) (?:link|call|room|meeting)\b")
SERVICES = "zoom|teams|jitsi|skype|google meet|webex|bigbluebutton|discord"
ONLINE = re.compile(rf"(?<!\w)(?:{SERVICES}|online)(?!\w)", re.I)
MET_ONLINE = re.compile(
    rf"(?<!\w)(?:(?:via|over|by|through|per|über|par|por|tramite|using)\s+(?:{SERVICES})|(?:plataforma|plattform|piattaforma)\s+(?:{SERVICES})"
    r"|(?:held|meets?|meetings?|takes? place|findet|treffen|group|kreis|sessions?)\s+(?:\w+\s+)?online"
    r"|online[\s-]+(?:reading|lesekreis|lesegruppe|book|group|meetings?|treffen|sessions?))(?!\w)",
    re.I,
)
MAX_TOLD = 300


def meets_online(blocks: Sequence[Block], first: int) -> tuple[str, Block] | None:
    """The service that people meet by, or "online", with the block that says so: up to the ``first`` meeting's."""
    for block in blocks:
        online = block.zone is Zone.MAIN and holds_any(block.text, ROOMS_ONLINE)
        if online and (link := ONLINE_LINK.search(block.text)):
            return link[1], block
    said = [
        (found, block)
        for block in blocks[: first + 1]
        if block.zone is Zone.MAIN and len(block.text) < MAX_TOLD
        for found in MET_ONLINE.finditer(block.text)
    ]
    services = [
        (name.capitalize(), block)
        for found, block in said
        if (name := ONLINE.findall(found[0])[-1].lower()) != "online"
    ]
    return (services or [("online", said[0][1])])[0] if said else None

"""What an export says of itself to whoever opens it years later."""

README = """\
This is a reading group, or one series of it, as Studycircle exported it.

IT IS FOR THE GROUP'S ORGANISERS. What only members or organisers may see is in it: rooms, links to meetings,
telephone numbers, texts that are for members only, and who answered a poll. Do not put it on the web.

To bring it back: on the desk of any Studycircle choose "Bring a group back from its file", or run

    studycircle import THIS-FILE.zip

Addresses, calendars and paragraph numbers will be what they were. So the calendars people have subscribed to go on.

What is in it
    series/…/programme.md      the programme to read, and to edit in any text editor
    series/…/programme.json    the same, with nothing left out
    series/…/more.json         polls with their answers, the print set, versions
    series/…/said.json         comments, as everybody could read them
    series/…/history.json      what the programme was, version by version
    shelf/…/text.json          each text with its permanent paragraph numbers; one folder for each version
    shelf/…/source…            what it was taken from: the EPUB, PDF or page that was brought
    files/                     files the group gives out
    site/                      the public site as it stood: open index.html in a browser, or put the folder on any host
    group.json, manifest.json  the group itself; every file with its size and checksum

What is not in it
    people: accounts, invitations, who is a member, replies, and who changed what
    comments that waited for a moderator, or were hidden
    drafts that were not published, and series that were deleted
    the links polls were sent by: send new ones
    copies for members, such as EPUBs of texts that are for members only; they are made anew
"""

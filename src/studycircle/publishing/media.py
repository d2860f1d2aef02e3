"""What the files of a site are, by their names."""

MEDIA = {
    "azw3": "application/vnd.amazon.mobi8-ebook",
    "css": "text/css; charset=utf-8",
    "epub": "application/epub+zip",
    "html": "text/html; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "ico": "image/vnd.microsoft.icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "mp3": "audio/mpeg",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "webp": "image/webp",
    "xml": "application/xml; charset=utf-8",
}
UNKNOWN = "application/octet-stream"


def media_of(name: str) -> str:
    """The media type of a file by its name."""
    if name.endswith("/feed.xml"):
        return "application/atom+xml; charset=utf-8"
    return MEDIA.get(name.rpartition(".")[2].lower(), UNKNOWN)

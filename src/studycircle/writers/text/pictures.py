"""What the image files of a text are called."""

import hashlib

from studycircle.documents.text import Image

SUFFIX = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/svg+xml": "svg"}


def picture_name(image: Image) -> str:
    """A name that changes with the content, so that it can be kept for ever."""
    digest = hashlib.blake2b(image.data, digest_size=6).hexdigest()
    return f"{image.key}-{digest}.{SUFFIX.get(image.media, 'bin')}"

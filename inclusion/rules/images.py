"""A network's logo: what is accepted, judged by the content and not by the file's name."""

import io
from dataclasses import dataclass

from inclusion.errors import DomainError

MAX_BYTES = 300 * 1024
MAX_SIDE = 3000  # pixels: a small file can unfold into a huge picture
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}


@dataclass(frozen=True)
class Logo:
    """A picture that was read through: its bytes and its media type."""

    data: bytes
    media_type: str


def read_logo(data: bytes) -> Logo:
    """Return the logo; `DomainError` when it is too heavy, too big, unreadable or neither PNG nor JPEG."""
    from PIL import Image, UnidentifiedImageError

    if len(data) > MAX_BYTES:
        raise DomainError("Ce fichier est trop lourd\u00a0: le logo doit peser 300 ko au plus.")
    try:
        # Only these two decoders are tried, whatever the file says it is.
        with Image.open(io.BytesIO(data), formats=list(_TYPES)) as picture:
            if max(picture.size) > MAX_SIDE:
                raise DomainError(f"Cette image est trop grande\u00a0: {MAX_SIDE} pixels de côté au plus.")
            picture.load()
            return Logo(data, _TYPES[picture.format or ""])
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise DomainError("Ce fichier n’est pas une image PNG ou JPEG lisible.") from None

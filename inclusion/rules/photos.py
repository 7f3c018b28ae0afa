"""Pictures that people take or choose: read through, turned upright, made smaller, without what the camera noted."""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inclusion.errors import DomainError
from inclusion.rules.french import shown_size

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 15 * 1024 * 1024
#: Pixels of the longest side that is kept: a scratch is still seen.
KEPT_SIDE = 1600
#: Pixels in all that are opened: a small file can unfold into a huge picture.
MAX_PIXELS = 60_000_000
MEDIA_TYPE = "image/jpeg"
_FORMATS = ("JPEG", "PNG", "WEBP")
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Photo:
    """A picture as it is kept: a JPEG without place, date or device."""

    data: bytes
    width: int
    height: int


def read_photo(data: bytes, *, filename: str) -> Photo:
    """The picture to keep. Raises DomainError (at "file") when it is empty, too heavy, too large or unreadable."""
    from PIL import Image, UnidentifiedImageError

    refuse_heavy(len(data), filename=filename)
    name = _shown(filename)
    if not data:
        raise DomainError(f"Le fichier «\u00a0{name}\u00a0» est vide.").at("file")
    try:
        with Image.open(io.BytesIO(data), formats=list(_FORMATS)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise DomainError(
                    f"La photo «\u00a0{name}\u00a0» a trop de pixels\u00a0: choisissez-en une plus petite."
                ).at("file")
            return _kept(picture)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise DomainError(
            f"Le fichier «\u00a0{name}\u00a0» n’est pas une photo lisible, quel que soit son nom. "
            "Choisissez une image JPEG, PNG ou WebP."
        ).at("file") from None


def refuse_heavy(size: int, *, filename: str) -> None:
    """Raise DomainError (at "file") for so many bytes that none of them need be read."""
    if size > MAX_BYTES:
        raise DomainError(
            f"La photo «\u00a0{_shown(filename)}\u00a0» pèse {shown_size(size)}\u00a0: le portail en accepte "
            f"{shown_size(MAX_BYTES)} au plus. Le reste de votre saisie est gardé."
        ).at("file")


def _shown(filename: str) -> str:
    return filename if len(filename) <= _LONGEST_NAME else f"…{filename[-_LONGEST_NAME:]}"


def _kept(picture: "Image.Image") -> Photo:
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((KEPT_SIDE, KEPT_SIDE))
    white = Image.new("RGB", upright.size, "white")
    white.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    white.save(out, "JPEG", quality=82, optimize=True)
    return Photo(out.getvalue(), *white.size)

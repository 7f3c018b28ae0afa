"""Files that people bring: PDF documents, pictures and logos, checked before anything of them is kept."""

import io
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from inclusion.core.errors import DomainError
from inclusion.core.french.names import shown_size

if TYPE_CHECKING:
    from PIL import Image

#: A signed agreement, scanned page by page, is far below it.
MAX_PDF_BYTES = 20 * 1024 * 1024
#: Readers look for the mark of a PDF at its beginning, where some programs put a few bytes of their own before it.
_MARK, _LOOKED_AT = b"%PDF-", 1024
_LONGEST_NAME = 80


def checked_pdf(data: bytes, *, filename: str, wanted: str = "le PDF signé") -> bytes:
    """Return the bytes of a PDF that everybody can open and that has pages, as they came.

    `wanted` is what the form asks for. Raises DomainError (at "file") for a file that is empty, above MAX_BYTES, no PDF
    whatever its name, locked by a password, damaged or without a page.
    """
    if not data:
        raise _refused(filename, f"est vide. Choisissez {wanted}")
    if len(data) > MAX_PDF_BYTES:
        raise _refused(
            filename,
            f"pèse {shown_size(len(data))}\u00a0: le portail en accepte {shown_size(MAX_PDF_BYTES)} au plus. "
            "Numérisez-le en noir et blanc, ou avec une définition plus basse",
        )
    if _MARK not in data[:_LOOKED_AT]:
        raise _refused(filename, "n’est pas un PDF, quel que soit son nom. Enregistrez ou numérisez-le en PDF")
    if not _pages(data, filename=filename):
        raise _refused(filename, f"n’a aucune page. Choisissez {wanted}")
    return data


def _pages(data: bytes, *, filename: str) -> int:
    """How many pages a PDF has."""
    import pikepdf

    try:
        # BytesIO shares the bytes that it is given as long as nobody writes to it.
        with pikepdf.open(BytesIO(data)) as pdf:
            return len(pdf.pages)
    except pikepdf.PasswordError:
        raise _refused(
            filename, "demande un mot de passe. Enregistrez-le sans protection avant de l’importer"
        ) from None
    except (pikepdf.PdfError, RuntimeError, ValueError):
        raise _refused(filename, "est abîmé et ne s’ouvre pas. Enregistrez ou numérisez-le à nouveau") from None


def _refused(filename: str, why: str) -> DomainError:
    name = filename if len(filename) <= _LONGEST_NAME else f"…{filename[-_LONGEST_NAME:]}"
    return DomainError(f"Le fichier «\u00a0{name}\u00a0» {why}.").at("file")


# -- Uploaded pictures: checked, turned upright, resized, without metadata

MAX_PHOTO_BYTES = 15 * 1024 * 1024
#: Pixels of the longest side that is kept: a scratch is still seen.
KEPT_SIDE = 1600
#: Pixels in all that are opened: a small file can unfold into a huge picture.
MAX_PHOTO_PIXELS = 60_000_000
MEDIA_TYPE = "image/jpeg"
_FORMATS = ("JPEG", "PNG", "WEBP")
_LONGEST_PHOTO_NAME = 80


@dataclass(frozen=True)
class Photo:
    """A picture as it is kept: a JPEG without place, date or device."""

    data: bytes
    width: int
    height: int


def read_photo(data: bytes, *, filename: str, side: int = KEPT_SIDE) -> Photo:
    """The picture to keep. Raises DomainError (at "file") when it is empty, too heavy, too large or unreadable."""
    from PIL import Image, UnidentifiedImageError

    refuse_heavy(len(data), filename=filename)
    name = _shown(filename)
    if not data:
        raise DomainError(f"Le fichier «\u00a0{name}\u00a0» est vide.").at("file")
    try:
        with Image.open(io.BytesIO(data), formats=list(_FORMATS)) as picture:
            if picture.width * picture.height > MAX_PHOTO_PIXELS:
                raise DomainError(
                    f"La photo «\u00a0{name}\u00a0» a trop de pixels\u00a0: choisissez-en une plus petite."
                ).at("file")
            return _kept(picture, side)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise DomainError(
            f"Le fichier «\u00a0{name}\u00a0» n’est pas une photo lisible, quel que soit son nom. "
            "Choisissez une image JPEG, PNG ou WebP."
        ).at("file") from None


def refuse_heavy(size: int, *, filename: str) -> None:
    """Raise DomainError (at "file") for so many bytes that none of them need be read."""
    if size > MAX_PHOTO_BYTES:
        raise DomainError(
            f"La photo «\u00a0{_shown(filename)}\u00a0» pèse {shown_size(size)}\u00a0: le portail en accepte "
            f"{shown_size(MAX_PHOTO_BYTES)} au plus. Le reste de votre saisie est gardé."
        ).at("file")


def _shown(filename: str) -> str:
    return filename if len(filename) <= _LONGEST_PHOTO_NAME else f"…{filename[-_LONGEST_PHOTO_NAME:]}"


def _kept(picture: "Image.Image", side: int) -> Photo:
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((side, side))
    white = Image.new("RGB", upright.size, "white")
    white.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    white.save(out, "JPEG", quality=82, optimize=True)
    return Photo(out.getvalue(), *white.size)


@dataclass(frozen=True)
class Scan:
    """A paper as it is kept: a PDF as it came, or a photo re-encoded."""

    data: bytes
    media_type: str
    filename: str


def read_scan(data: bytes, *, filename: str, wanted: str) -> Scan:
    """The PDF or the photo of a paper. Raises DomainError (at "file") as `checked_pdf` and `read_photo` do."""
    stem = filename.rsplit(".", 1)[0][:100] or "document"
    if _MARK in data[:_LOOKED_AT] or filename.lower().endswith(".pdf"):
        return Scan(checked_pdf(data, filename=filename, wanted=wanted), "application/pdf", f"{stem}.pdf")
    return Scan(read_photo(data, filename=filename).data, MEDIA_TYPE, f"{stem}.jpg")


# -- Logo of a network: accepted by its content, not by its file name

MAX_LOGO_BYTES = 300 * 1024
MAX_LOGO_SIDE = 3000  # pixels: a small file can unfold into a huge picture
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}


@dataclass(frozen=True)
class Logo:
    """A picture that was read through: its bytes and its media type."""

    data: bytes
    media_type: str


def read_logo(data: bytes) -> Logo:
    """Return the logo; `DomainError` when it is too heavy, too big, unreadable or neither PNG nor JPEG."""
    from PIL import Image, UnidentifiedImageError

    if len(data) > MAX_LOGO_BYTES:
        raise DomainError("Ce fichier est trop lourd\u00a0: le logo doit peser 300 ko au plus.")
    try:
        # Only these two decoders are tried, whatever the file says it is.
        with Image.open(io.BytesIO(data), formats=list(_TYPES)) as picture:
            if max(picture.size) > MAX_LOGO_SIDE:
                raise DomainError(f"Cette image est trop grande\u00a0: {MAX_LOGO_SIDE} pixels de côté au plus.")
            picture.load()
            return Logo(data, _TYPES[picture.format or ""])
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise DomainError("Ce fichier n’est pas une image PNG ou JPEG lisible.") from None

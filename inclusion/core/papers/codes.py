"""Addresses on paper, as a QR code and as letters to type; and how the codes in a picture are read."""

import base64
import io
import warnings
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    import segno
    from PIL import Image

#: Dark on light whatever the theme, with the white frame that a telephone needs.
FRAMED: dict[str, Any] = {"border": 4, "light": "#fff", "dark": "#000"}


def _code(text: str) -> "segno.QRCode":
    import segno

    return segno.make(text, error="m", micro=False)


def _svg(text: str, **options: Any) -> bytes:
    out = io.BytesIO()
    _code(text).save(out, kind="svg", **options)
    return out.getvalue()


def code_picture(address: str, **options: Any) -> str:
    """A QR code as a `data:` address for paper; `options` of segno's SVG instead of a framed one."""
    svg = _svg(address, **(options or {"scale": 4, **FRAMED}))
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"


def code_drawing(address: str) -> SafeString:
    """A QR code as an `<svg>` to set into a page, whose style sheet says its size."""
    # Drawn by the library, no text of anybody in it.
    return mark_safe(_svg(address, scale=4, xmldecl=False, omitsize=True, **FRAMED).decode())


def code_modules(text: str) -> tuple[int, bytes]:
    """A QR code: modules a side, and one byte a module, row after row; without a frame."""
    matrix = _code(text).matrix
    return len(matrix), bytes(0 if dark else 255 for row in matrix for dark in row)


def in_letters(address: str) -> str:
    """An address as it is typed: without what every browser adds."""
    return address.removeprefix("https://").removeprefix("http://")


# -- Reading of QR codes in pictures

#: Pixels of the largest picture that is looked at: a frame of a telephone's camera.
MAX_PICTURE_PIXELS = 4_000_000


def texts_of_picture(data: bytes) -> list[str]:
    """The texts of the QR codes that a picture shows, each once; none for what is no picture or too large."""
    import zxingcpp

    picture = _opened(data)
    if picture is None:
        return []
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return list(dict.fromkeys(one.text for one in found))


def _opened(data: bytes) -> "Image.Image | None":
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
            if picture.width * picture.height > MAX_PICTURE_PIXELS:
                return None
            return picture.convert("L")
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    except (OSError, SyntaxError, ValueError):  # cut off in the middle, or broken inside
        return None

"""Addresses on paper, as a QR code and as letters to type; and how the codes in a picture are read."""

import base64
import io
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image


def code_picture(address: str) -> str:
    """A code that a telephone reads, as a `data:` address for paper."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=4, border=4, light="#fff", dark="#000"
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(out.getvalue()).decode()}"


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

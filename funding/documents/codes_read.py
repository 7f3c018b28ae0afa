"""Codes read out of the picture that a camera sent."""

import io
import warnings

import zxingcpp
from PIL import Image, UnidentifiedImageError

from funding.rules import pass_codes
from funding.rules.redemptions import code_in

#: Pixels of the largest picture that is looked at: a frame of a telephone's camera.
MOST_PIXELS = 4_000_000


def codes_of_picture(data: bytes) -> list[str]:
    """Return the codes of passes that a picture shows; none for what is no picture, is too large, or shows none."""
    picture = _opened(data)
    if picture is None:
        return []
    texts = [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]
    codes = [code_in(text) for text in texts]
    return list(dict.fromkeys(code for code in codes if pass_codes.is_well_formed(code)))


def _opened(data: bytes) -> Image.Image | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
            if picture.width * picture.height > MOST_PIXELS:
                return None
            return picture.convert("L")
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    except (OSError, SyntaxError, ValueError):  # cut off in the middle, or broken inside
        return None

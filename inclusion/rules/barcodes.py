"""What the black and white squares in a picture say."""

import io
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

#: Pixels of the largest picture that is looked at: a frame of a telephone's camera.
MAX_PIXELS = 4_000_000


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
            if picture.width * picture.height > MAX_PIXELS:
                return None
            return picture.convert("L")
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    except (OSError, SyntaxError, ValueError):  # cut off in the middle, or broken inside
        return None

"""What can be a logo."""

import io
import struct
import zlib

import pytest
from PIL import Image

from inclusion.core.errors import DomainError
from inclusion.core.imports.uploads import MAX_LOGO_BYTES, read_logo


def picture(fmt: str, size=(40, 20)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#1f5fa8").save(out, fmt)
    return out.getvalue()


def bomb() -> bytes:
    """A small file whose head announces more pixels than Pillow unpacks."""
    data = picture("PNG")
    head = b"IHDR" + struct.pack(">2I", 20_000, 20_000) + data[24:29]
    return data[:12] + head + struct.pack(">I", zlib.crc32(head)) + data[33:]


@pytest.mark.parametrize(("fmt", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_picture_is_known_by_its_content(fmt, media_type):
    data = picture(fmt)
    logo = read_logo(data)
    assert (logo.data, logo.media_type) == (data, media_type)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "PNG ou JPEG"),
        (bomb(), "PNG ou JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG ou JPEG"),
        (picture("GIF"), "PNG ou JPEG"),
        (picture("PNG")[:30], "PNG ou JPEG"),
        (b"x" * (MAX_LOGO_BYTES + 1), "300 ko"),
        (picture("PNG", (3001, 2)), "trop grande"),
    ],
    ids=["empty", "bomb", "svg", "gif", "cut", "heavy", "huge"],
)
def test_anything_else_is_refused(data, sentence):
    with pytest.raises(DomainError, match=sentence):
        read_logo(data)

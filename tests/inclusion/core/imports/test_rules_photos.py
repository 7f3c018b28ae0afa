"""Pictures as they are kept, and what is none."""

import io

import pytest
from PIL import Image

from inclusion.core.errors import DomainError
from inclusion.core.imports.uploads import KEPT_SIDE, MAX_PHOTO_BYTES, read_photo


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_as_a_jpeg(kind):
    photo = read_photo(picture(kind), filename=f"photo.{kind.lower()}")
    assert opened(photo.data).format == "JPEG"
    assert (photo.width, photo.height) == (40, 20)


def test_what_the_camera_noted_is_not_kept_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x0110] = "Téléphone de Camille"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (46.67, 0.0, 0.0)
    photo = read_photo(picture(exif=exif), filename="photo.jpg")
    assert (photo.width, photo.height) == (20, 40)
    assert not opened(photo.data).getexif()
    assert b"Camille" not in photo.data


def test_a_large_picture_is_made_smaller():
    photo = read_photo(picture(size=(4000, 1000)), filename="photo.jpg")
    assert (photo.width, photo.height) == (KEPT_SIDE, KEPT_SIDE // 4)


def test_what_is_transparent_stands_on_white():
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(read_photo(out.getvalue(), filename="x.png").data).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "est vide"),
        (b"%PDF-1.7", "n’est pas une photo lisible, quel que soit son nom"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "n’est pas une photo lisible"),
        (picture()[:60], "n’est pas une photo lisible"),
        (picture("GIF"), "n’est pas une photo lisible"),
        (b"\xff\xd8" + bytes(50 * 1024 * 1024), "pèse 50,1\u00a0Mo\u00a0: le portail en accepte 15\u00a0Mo au plus"),
        (picture("PNG", (60_001, 1000), "1"), "a trop de pixels"),
    ],
    ids=["empty", "pdf", "svg", "cut", "gif", "heavy", "huge"],
)
def test_what_is_no_picture_says_so(data, sentence):
    with pytest.raises(DomainError) as refused:
        read_photo(data, filename="photo.jpg")
    assert sentence in str(refused.value)
    assert refused.value.field == "file"
    assert "«\u00a0photo.jpg\u00a0»" in str(refused.value)


def test_a_long_name_is_shown_by_its_end():
    with pytest.raises(DomainError, match=r"«\u00a0…a+\.jpg\u00a0»"):
        read_photo(b"", filename="a" * 200 + ".jpg")
    assert MAX_PHOTO_BYTES == 15 * 1024 * 1024

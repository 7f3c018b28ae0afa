"""Small makers of what goes with loans for the tests: pictures and the labels in them."""

import io
from typing import Any

import segno
from PIL import Image

from equipment.loans.actions.photos import add_photo
from equipment.loans.enums import PhotoMoment
from equipment.models import LoanItem, LoanPhoto
from tests.builders import AT


def make_picture(*, size: tuple[int, int] = (40, 30), fmt: str = "JPEG", colour: str = "#884422") -> bytes:
    """The bytes of a picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, fmt)
    return out.getvalue()


def label_picture(text: str) -> bytes:
    """A picture of a label whose QR code says this."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=6)
    return out.getvalue()


def make_photo(loan_item: LoanItem, *, by: Any = None, moment: str = PhotoMoment.HAND_OVER) -> LoanPhoto:
    """A picture of an item of a loan."""
    return add_photo(
        loan_item.item, data=make_picture(), filename="photo.jpg", moment=moment, loan_item=loan_item, by=by, at=AT
    )

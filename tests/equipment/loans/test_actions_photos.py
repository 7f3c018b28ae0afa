"""Pictures of items: kept small, counted, taken off with their bytes."""

import io

import pytest
from PIL import Image

from equipment.enums import Verb
from equipment.loans.actions import photos
from equipment.loans.actions.photos import add_photo, remove_photo
from equipment.loans.enums import PhotoMoment
from equipment.models import LoanPhoto
from inclusion.core.errors import DomainError
from inclusion.core.imports.uploads import MAX_PHOTO_BYTES, refuse_heavy
from inclusion.core.models.documents import ContentErased, Document
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_user
from tests.equipment.builders import make_bank, make_out
from tests.equipment.loan_builders import make_photo, make_picture
from tests.pages import plain
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data
def lent(scope):
    make_bank()
    return make_out().loan_items.get()


def keep(loan_item, data: bytes, filename: str = "photo.jpg", **fields):
    values = {"moment": PhotoMoment.HAND_OVER, "loan_item": loan_item, "by": None, "at": AT, **fields}
    return add_photo(loan_item.item, data=data, filename=filename, **values)


def test_a_picture_is_kept_as_a_small_jpeg(lent):
    by = make_user()
    photo = keep(lent, make_picture(size=(3000, 2000), fmt="PNG"), "IMG 1.png", caption="rayure\n à gauche", by=by)
    with Image.open(io.BytesIO(photo.document.data)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (1600, 1067))
    assert photo.caption == "rayure à gauche"
    assert photo.document.filename == f"{lent.item}-hand_over-1.jpg"
    assert JournalEntry.objects.filter(verb=Verb.PHOTO_ADDED).count() == 1


def test_what_is_no_picture_leaves_nothing(lent):
    with pytest.raises(DomainError, match="n’est pas une photo lisible") as refused:
        keep(lent, b"%PDF-1.7", "facture.jpg")
    assert refused.value.field == "file"
    assert not LoanPhoto.objects.exists()
    assert not Document.objects.filter(filename__endswith=".jpg").exists()


def test_a_heavy_picture_is_refused_before_it_is_read():
    with pytest.raises(DomainError) as refused:
        refuse_heavy(50 * 1024 * 1024, filename="video.jpg")
    assert "pèse 50,0 Mo" in plain(refused.value) or "pèse 50 Mo" in plain(refused.value)
    refuse_heavy(MAX_PHOTO_BYTES, filename="photo.jpg")


def test_one_item_has_so_many_pictures_of_one_moment(lent, monkeypatch):
    monkeypatch.setattr(photos, "MAX_PHOTOS", 2)
    make_photo(lent)
    make_photo(lent)
    with pytest.raises(DomainError, match="a déjà 2"):
        make_photo(lent)
    make_photo(lent, moment=PhotoMoment.RETURN)


def test_a_picture_that_is_taken_off_is_gone_with_its_bytes(lent):
    photo = make_photo(lent)
    document = photo.document
    remove_photo(photo, by=None, at=AT)
    assert not LoanPhoto.objects.exists()
    with pytest.raises(ContentErased):
        Document.objects.get(pk=document.pk).data
    assert JournalEntry.objects.filter(verb=Verb.PHOTO_REMOVED).exists()

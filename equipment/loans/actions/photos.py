"""Pictures of an item, as it left, came back or was repaired."""

from datetime import datetime
from typing import Any

from django.db import transaction

from equipment.enums import Verb
from equipment.inventory.models import Item
from equipment.loans.enums import PhotoMoment
from equipment.loans.models.loans import LoanItem, LoanPhoto, Maintenance
from equipment.loans.rules import MAX_PHOTOS
from inclusion.core import journal
from inclusion.core.documents import erase_content, store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.imports.uploads import MEDIA_TYPE, read_photo


@transaction.atomic
def add_photo(
    item: Item,
    *,
    data: bytes,
    filename: str,
    moment: str,
    loan_item: LoanItem | None = None,
    maintenance: Maintenance | None = None,
    caption: str = "",
    by: Any,
    at: datetime,
) -> LoanPhoto:
    """Keep a picture of an item, made smaller and without what the camera noted.

    Raises DomainError (at "file") for what is no picture, is too heavy, or one too many.
    """
    photo = read_photo(data, filename=filename)
    # Counted under a lock: two telephones that send at once stay within the limit.
    item = Item.objects.select_for_update(of=("self",), no_key=True).get(pk=item.pk)
    there = LoanPhoto.objects.filter(item=item, moment=moment, loan_item=loan_item, maintenance=maintenance).count()
    if there >= MAX_PHOTOS:
        raise DomainError(
            f"Le matériel {item} a déjà {MAX_PHOTOS} photos de ce moment\u00a0: retirez-en une d’abord."
        ).at("file")
    document = store(
        photo.data,
        kind=DocumentKind.LOAN_PHOTO,
        filename=f"{item}-{PhotoMoment(moment).value}-{there + 1}.jpg",
        media_type=MEDIA_TYPE,
        by=by,
        at=at,
    )
    kept = LoanPhoto.objects.create(
        item=item,
        loan_item=loan_item,
        maintenance=maintenance,
        moment=moment,
        document=document,
        caption=one_line(caption),
        added_at=at,
        added_by=by,
    )
    journal.record(Verb.PHOTO_ADDED, on=kept, by=by, at=at, item=item.pk)
    return kept


@transaction.atomic
def remove_photo(photo: LoanPhoto, *, by: Any, at: datetime) -> None:
    """Take a picture off, and its bytes with it."""
    document = photo.document
    journal.record(Verb.PHOTO_REMOVED, on=photo, by=by, at=at, item=photo.item_id)
    photo.delete()
    erase_content(document, reason="Photo retirée par la banque de prêt.", by=by, at=at)

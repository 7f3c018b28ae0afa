"""Two places that look like one: somebody says whether they are."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.guide.actions.open_data import invalidate_exports
from inclusion.guide.enums import PlaceVerb
from inclusion.guide.models import Place, PlaceCheck, PlaceIdentifier, PlacePair, PlaceProposal, Session
from inclusion.guide.rules.provenance import APART
from inclusion.guide.rules.standard import ATTRIBUTES


@transaction.atomic
def merge_places(gone: Place, kept: Place, *, by: Any, at: datetime) -> Place:
    """Make one place of two: `gone` leaves the guide, and all that it had is `kept`'s; return the place that stays.

    Where `kept` says nothing, what `gone` said fills it, under the name of who said it. Raises DomainError for one and
    the same place, for a place that was merged already, and for keeping a closed one instead of an open one.
    """
    if gone.pk == kept.pk:
        raise DomainError("Un lieu ne se fusionne pas avec lui-même.")
    # In one order, whoever is to stay: two people who merge them the two ways wait for each other.
    locked = {
        place.pk: place
        for place in Place.objects.select_for_update(of=("self",)).filter(pk__in=(gone.pk, kept.pk)).order_by("pk")
    }
    gone, kept = locked[gone.pk], locked[kept.pk]
    if gone.merged_into_id or kept.merged_into_id:
        raise DomainError("L’un de ces lieux est déjà fusionné avec un autre\u00a0: rechargez la page.")
    if kept.is_closed and not gone.is_closed:
        raise DomainError("Le lieu à garder est fermé, l’autre est ouvert\u00a0: gardez celui qui est ouvert.")
    filled = _fill(kept, gone)
    # Give `kept` what hangs on `gone`; of two questions of one month, the one that it had stays.
    for model in (PlaceIdentifier, PlaceProposal, Session):
        model.objects.filter(place=gone).update(place=kept)
    gone.events.update(place=kept)
    asked = PlaceCheck.objects.filter(place=kept).values("month")
    PlaceCheck.objects.filter(place=gone).exclude(month__in=asked).update(place=kept)
    for move in _followers:
        move(gone, kept)
    Place.objects.filter(merged_into=gone).update(merged_into=kept)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    PlacePair.objects.filter(Q(first=gone) | Q(second=gone)).delete()
    journal.record(PlaceVerb.MERGED, on=kept, by=by, at=at, gone=gone.pk, filled=filled)
    invalidate_exports(at=at)
    return kept


def _fill(kept: Place, gone: Place) -> list[str]:
    """Give `kept` what it does not say and `gone` does; the two coordinates together."""
    filled = []
    for column, attribute in ATTRIBUTES.items():
        there, other = getattr(kept, attribute), getattr(gone, attribute)
        if column in APART or there not in ("", [], None) or other in ("", [], None):
            continue
        setattr(kept, attribute, other)
        filled.append(column)
        if entry := gone.provenance.get(column):
            kept.provenance = {**kept.provenance, column: entry}
    for name in ("partner_id", "commune_id"):
        if getattr(kept, name) is None:
            setattr(kept, name, getattr(gone, name))
    kept.updated_on = max(kept.updated_on, gone.updated_on)
    kept.save()
    return filled


_followers: list[Callable[[Place, Place], None]] = []


def follow_place_merges(move: Callable[[Place, Place], None]) -> None:
    """Let a feature say what moves with a merged place: `move(gone, kept)` runs in the transaction of the merge."""
    _followers.append(move)


@transaction.atomic
def distinguish(pair: PlacePair, *, by: Any, at: datetime) -> PlacePair:
    """Note, for good, that two places are two."""
    pair = PlacePair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    if pair.apart_at is None:
        pair.apart_at = at
        pair.save(update_fields=["apart_at"])
        journal.record(PlaceVerb.DISTINGUISHED, on=pair.first, by=by, at=at, other=pair.second_id)
    return pair

"""What must always be true of the equipment of a network, checked each night with the ledger."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from equipment.enums import STANDING_LOANS, LoanState
from equipment.inventory.models import Supply, SupplyMove
from equipment.loans.models.loans import Loan, LoanItem, Occupation
from equipment.refurbishing.enums import DeviceState
from equipment.refurbishing.models import GONE, Device, Wipe
from inclusion.core.models.networks import Network
from inclusion.core.registry.invariants import register_invariant


def items_lent_twice(network: Network) -> list[dict[str, Any]]:
    """Items that two loans have at once, or that are busy twice on a day."""
    out = LoanItem.objects.filter(handed_over_at__isnull=False, returned_at=None)
    twice = out.order_by().values("item").annotate(holders=Count("pk")).filter(holders__gt=1)
    other = Occupation.objects.filter(item=OuterRef("item"), busy__overlap=OuterRef("busy"))
    overlapping = Occupation.objects.filter(Exists(other.exclude(pk=OuterRef("pk"))))
    return [
        *({"item": row["item"], "holders": row["holders"]} for row in twice),
        *({"occupation": key} for key in overlapping.values_list("pk", flat=True)),
    ]


def loans_without_item(network: Network) -> list[dict[str, Any]]:
    """Standing loans with an item that they do not keep busy, or without any; cancelled ones that still keep one."""
    own = LoanItem.objects.filter(loan=OuterRef("pk"))
    standing = Loan.objects.filter(state__in=STANDING_LOANS)
    bare = standing.filter(~Exists(own) | Exists(own.filter(returned_at=None, occupation=None)))
    kept = Loan.objects.filter(state=LoanState.CANCELLED).filter(Exists(own.filter(occupation__isnull=False)))
    return [{"loan": key} for rows in (bare, kept) for key in rows.values_list("pk", flat=True)]


def wrong_item_states(network: Network) -> list[dict[str, Any]]:
    """Loans of which the state and what is out do not agree."""
    out = LoanItem.objects.filter(loan=OuterRef("pk"), handed_over_at__isnull=False, returned_at=None)
    wrong = Loan.objects.filter((Q(state=LoanState.OUT) & ~Exists(out)) | (~Q(state=LoanState.OUT) & Exists(out)))
    return [{"loan": key} for key in wrong.values_list("pk", flat=True)]


def unwiped(network: Network) -> list[dict[str, Any]]:
    """Devices that went on without a wipe, or left without one that was verified."""
    wipe = Wipe.objects.filter(device=OuterRef("pk"), superseded=False)
    verified = Wipe.objects.verified().filter(device=OuterRef("pk"))
    gone = Q(~Exists(verified), state__in=[DeviceState.READY, *GONE])
    wrong = Device.objects.exclude(state=DeviceState.COLLECTED).filter(Q(~Exists(wipe)) | gone)
    return [{"device": key} for key in wrong.values_list("pk", flat=True)]


def miscounted(network: Network) -> list[dict[str, Any]]:
    """Supplies whose stock is not the sum of its movements."""
    moved = dict(SupplyMove.objects.order_by().values_list("supply").annotate(sum=Sum("change")))
    rows = Supply.objects.values_list("pk", "stock")
    return [
        {"supply": key, "stock": stock, "moved": moved.get(key, 0)} for key, stock in rows if stock != moved.get(key, 0)
    ]


register_invariant("items_held_once", "aucun matériel n’est chez deux emprunteurs à la fois", items_lent_twice)
register_invariant("loans_hold_items", "chaque prêt en cours retient son matériel, et lui seul", loans_without_item)
register_invariant("loans_stated", "l’état de chaque prêt dit ce qui est dehors", wrong_item_states)
register_invariant("devices_wiped", "chaque appareil qui avance est effacé, et ce qui part est vérifié", unwiped)
register_invariant("supplies_counted", "le stock de chaque fourniture est la somme de ses mouvements", miscounted)

"""Supplies: bought, counted, given with a loan, lost; the stock is the sum of its moves and never below zero."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum

from equipment.enums import Verb
from equipment.models import EquipmentModel, Loan, Supply, SupplyMove
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line, so_many
from inclusion.core.scope import active_network

GIVEN = "Remis avec un prêt"
TAKEN_BACK = "Rendu avec un prêt"


@transaction.atomic
def add_supply(
    *,
    name: str,
    kind: str,
    model: EquipmentModel | None = None,
    stock: int = 0,
    low_at: int = 0,
    place: str = "",
    by: Any,
    at: datetime,
) -> Supply:
    """Begin to count a supply, with what is on the shelf today. Raises ValidationError for a name that is taken."""
    supply = Supply(
        network=active_network(),
        name=one_line(name),
        kind=kind,
        model=model,
        low_at=low_at,
        place=one_line(place),
    )
    supply.full_clean()
    supply.save()
    journal.record(Verb.SUPPLY_ADDED, on=supply, by=by, at=at)
    if stock:
        _move(supply, stock, reason="Premier comptage", loan=None, by=by, at=at)
    return supply


@transaction.atomic
def change_supply(supply: Supply, *, by: Any, at: datetime, **fields: Any) -> Supply:
    """Correct what a supply is, never its stock; `fields` are name, kind, model, low_at, place."""
    supply = lock_supply(supply)
    for name in ("name", "kind", "model", "low_at", "place"):
        if name in fields:
            value = fields[name]
            setattr(supply, name, one_line(value) if isinstance(value, str) else value)
    supply.full_clean()
    supply.save(update_fields=["name", "kind", "model", "low_at", "place"])
    journal.record(Verb.SUPPLY_CHANGED, on=supply, by=by, at=at)
    return supply


@transaction.atomic
def move_supply(supply: Supply, *, change: int, reason: str, by: Any, at: datetime) -> Supply:
    """More (bought) or fewer (lost, worn out) of a supply, and why.

    Raises DomainError for no change, no reason, and fewer than there are.
    """
    supply = lock_supply(supply)
    if not change:
        raise DomainError("Dites combien s’ajoutent ou partent.").at("count")
    if not one_line(reason):
        raise DomainError("Dites pourquoi le stock change.").at("reason")
    return _move(supply, change, reason=one_line(reason), loan=None, by=by, at=at)


@transaction.atomic
def count_supply(supply: Supply, *, counted: int, by: Any, at: datetime) -> Supply:
    """Say how many are really there; the difference becomes a move. Nothing is written where the count was right."""
    supply = lock_supply(supply)
    if counted < 0:
        raise DomainError("On ne compte pas moins que zéro.").at("count")
    if counted == supply.stock:
        return supply
    return _move(supply, counted - supply.stock, reason="Comptage", loan=None, by=by, at=at)


@transaction.atomic
def give_with_loan(supply: Supply, *, count: int, loan: Loan, by: Any, at: datetime) -> Supply:
    """Hand some over with a loan. Raises DomainError where there are fewer on the shelf."""
    supply = lock_supply(supply)
    if count < 1:
        raise DomainError("Dites combien partent avec le prêt.").at("count")
    return _move(supply, -count, reason=GIVEN, loan=loan, by=by, at=at)


@transaction.atomic
def take_back_from_loan(supply: Supply, *, count: int, loan: Loan, by: Any, at: datetime) -> Supply:
    """Put back what came back with a loan. Raises DomainError for more than left with it."""
    supply = lock_supply(supply)
    if count < 1:
        raise DomainError("Dites combien reviennent avec le prêt.").at("count")
    left = given_with(supply, loan)
    if count > left:
        raise DomainError(
            f"Le prêt {loan} n’a plus que {so_many(left, 'exemplaire', 'exemplaires')} de «\u00a0{supply}\u00a0»."
        ).at("count")
    return _move(supply, count, reason=TAKEN_BACK, loan=loan, by=by, at=at)


def given_with(supply: Supply, loan: Loan) -> int:
    """How many left with a loan and did not come back."""
    total = SupplyMove.objects.filter(supply=supply, loan=loan).order_by().aggregate(sum=Sum("change"))["sum"]
    return -(total or 0)


def lock_supply(supply: Supply) -> Supply:
    """The supply, read again under its lock: no two moves count from the same stock."""
    return Supply.objects.select_for_update(no_key=True, of=("self",)).get(pk=supply.pk)


def _move(supply: Supply, change: int, *, reason: str, loan: Loan | None, by: Any, at: datetime) -> Supply:
    stock = supply.stock + change
    if stock < 0:
        raise DomainError(
            f"Il n’y en a pas autant\u00a0: {so_many(supply.stock, 'exemplaire', 'exemplaires')} de "
            f"«\u00a0{supply}\u00a0» en stock. Recomptez-les si ce nombre est faux."
        ).at("count")
    SupplyMove.objects.create(
        network_id=supply.network_id, supply=supply, change=change, reason=reason, loan=loan, at=at, by=by
    )
    supply.stock = stock
    supply.save(update_fields=["stock"])
    loan_key = loan.pk if loan else None
    journal.record(Verb.SUPPLY_COUNTED, on=supply, by=by, at=at, change=change, stock=stock, loan=loan_key)
    return supply

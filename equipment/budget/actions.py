"""The money of the bank: votes, purchases with their invoice, items inventoried from a purchase."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from equipment.bank.models import Bank
from equipment.budget.models import BudgetVote
from equipment.enums import Verb
from equipment.inventory.models import EquipmentModel, Item, Purchase
from equipment.stock.actions import add_items
from inclusion.core import journal
from inclusion.core.documents import erase_content, store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.money import cents
from inclusion.core.french.names import one_line, so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.imports.uploads import read_scan
from inclusion.core.models.documents import Document

_REPLACED = "Une autre facture a remplacé celle-ci."
_WITHDRAWN = "L’achat a été retiré."


def _positive(amount: Decimal) -> Decimal:
    exact = cents(amount)
    if exact <= 0:
        raise DomainError("Un montant est supérieur à zéro.").at("amount")
    return exact


def _refuse_to_come(on: date, *, at: datetime, field: str) -> None:
    if on > timezone.localdate(at):
        raise DomainError(f"Le {plain_date(on)} est à venir\u00a0: notez ce qui est fait.").at(field)


@transaction.atomic
def vote_budget(bank: Bank, *, voted_on: date, amount: Decimal, label: str, by: Any, at: datetime) -> BudgetVote:
    """Write what an assembly voted for the bank, in euros. Raises DomainError for a day to come."""
    _refuse_to_come(voted_on, at=at, field="voted_on")
    vote = BudgetVote(
        network_id=bank.network_id, bank=bank, voted_on=voted_on, amount=_positive(amount), label=one_line(label)
    )
    vote.full_clean()
    vote.save()
    journal.record(Verb.BUDGET_VOTED, on=vote, by=by, at=at, amount=str(vote.amount), on_day=str(voted_on))
    return vote


@transaction.atomic
def withdraw_vote(vote: BudgetVote, *, by: Any, at: datetime) -> None:
    """Take back a vote that was written by mistake; the journal keeps it."""
    found = BudgetVote.objects.select_for_update(of=("self",)).filter(pk=vote.pk).first()
    if found is None:
        raise DomainError("Ce vote est déjà retiré.")
    details = {"amount": str(found.amount), "on_day": str(found.voted_on)}
    journal.record(Verb.BUDGET_WITHDRAWN, on=found, by=by, at=at, **details)
    found.delete()


@transaction.atomic
def record_purchase(
    bank: Bank,
    *,
    bought_on: date,
    supplier: str,
    label: str,
    amount: Decimal,
    reference: str = "",
    model: EquipmentModel | None = None,
    quantity: int = 1,
    data: bytes | None = None,
    filename: str = "",
    by: Any,
    at: datetime,
) -> Purchase:
    """Write a purchase, in euros with all taxes; `data` is its invoice, a PDF or a photo.

    A purchase above what is left is written all the same: it was made. Raises DomainError for a day to come, and (at
    "file") for an invoice that cannot be read.
    """
    _refuse_to_come(bought_on, at=at, field="bought_on")
    purchase = Purchase(network_id=bank.network_id, bank=bank)
    values = {"bought_on": bought_on, "supplier": supplier, "label": label, "reference": reference}
    _write(purchase, **values, amount=amount, model=model, quantity=quantity)
    if data:
        purchase.invoice = _kept(data, filename=filename, by=by, at=at)
    purchase.save()
    journal.record(Verb.PURCHASE_RECORDED, on=purchase, by=by, at=at, amount=str(purchase.amount))
    return purchase


@transaction.atomic
def change_purchase(
    purchase: Purchase, *, data: bytes | None = None, filename: str = "", by: Any, at: datetime, **values: Any
) -> Purchase:
    """Correct a purchase; a new invoice takes the place of the one before, whose bytes are let go.

    Raises DomainError for another model, and for fewer items than were inventoried from it.
    """
    purchase = _locked(purchase)
    _refuse_to_come(values["bought_on"], at=at, field="bought_on")
    before, inventoried = str(purchase.amount), purchase.items.count()
    if values.get("quantity", purchase.quantity) < inventoried:
        many = so_many(inventoried, "exemplaire est inventorié", "exemplaires sont inventoriés")
        raise DomainError(f"{many} depuis cet achat\u00a0: gardez autant au moins.").at("quantity")
    if values.get("model") != purchase.model and inventoried:
        raise DomainError("Des exemplaires sont inventoriés depuis cet achat\u00a0: son modèle ne change plus.").at(
            "model"
        )
    _write(purchase, **values)
    old = purchase.invoice
    if data:
        purchase.invoice = _kept(data, filename=filename, by=by, at=at)
    purchase.save()
    if data and old is not None:
        erase_content(old, reason=_REPLACED, by=by, at=at)
    details: dict[str, Any] = {"was": before, "amount": str(purchase.amount), "invoice": bool(data)}
    journal.record(Verb.PURCHASE_CHANGED, on=purchase, by=by, at=at, **details)
    return purchase


@transaction.atomic
def withdraw_purchase(purchase: Purchase, *, by: Any, at: datetime) -> None:
    """Take back a purchase that was written by mistake. Raises DomainError once items were inventoried from it."""
    purchase = _locked(purchase)
    if count := purchase.items.count():
        raise DomainError(
            f"{so_many(count, 'exemplaire est inventorié', 'exemplaires sont inventoriés')} depuis cet achat\u00a0: "
            "il reste dans les comptes. Corrigez-le plutôt."
        )
    details = {"amount": str(purchase.amount), "reference": purchase.reference}
    journal.record(Verb.PURCHASE_WITHDRAWN, on=purchase, by=by, at=at, **details)
    invoice = purchase.invoice
    purchase.delete()
    if invoice is not None:
        erase_content(invoice, reason=_WITHDRAWN, by=by, at=at)


def _locked(purchase: Purchase) -> Purchase:
    rows = Purchase.objects.select_for_update(of=("self",)).select_related("model", "invoice")
    found = rows.filter(pk=purchase.pk).first()
    if found is None:
        raise DomainError("Cet achat est déjà retiré.")
    return found


def _write(purchase: Purchase, **values: Any) -> None:
    values["amount"] = _positive(values["amount"])
    for name in ("supplier", "label", "reference"):
        values[name] = one_line(values.get(name, ""))
    for name, value in values.items():
        setattr(purchase, name, value)
    purchase.full_clean(exclude=["invoice"])


def _kept(data: bytes, *, filename: str, by: Any, at: datetime) -> Document:
    """Keep an invoice: a PDF as it came, a photo re-encoded."""
    scan = read_scan(data, filename=filename, wanted="la facture")
    kind = DocumentKind.EQUIPMENT_INVOICE
    return store(scan.data, kind=kind, filename=scan.filename, media_type=scan.media_type, by=by, at=at)


@transaction.atomic
def inventory_purchase(
    purchase: Purchase, *, numbers: Sequence[str], place: str = "", by: Any, at: datetime
) -> list[Item]:
    """Write the items that a purchase brought, under these inventory numbers.

    Raises DomainError for a purchase without a model, and for more items than it bought.
    """
    purchase = _locked(purchase)
    if purchase.model is None:
        raise DomainError("Indiquez d’abord quel modèle cet achat concerne.")
    left = purchase.quantity - purchase.items.count()
    if len(numbers) > left:
        said = f"Il reste {so_many(left, 'exemplaire', 'exemplaires')}" if left > 0 else "Il ne reste rien"
        raise DomainError(
            f"{said} à inventorier sur cet achat, et vous avez écrit {so_many(len(numbers), 'numéro', 'numéros')}. "
            "Si la livraison était plus grande, corrigez d’abord la quantité de l’achat."
        ).at("numbers")
    return add_items(
        purchase.model, numbers=numbers, place=place, acquired_on=purchase.bought_on, purchase=purchase, by=by, at=at
    )

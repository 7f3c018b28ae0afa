"""References of a bank or a payment: each serves once in a network, also when two people type it at the same moment."""

from collections.abc import Iterable

from django.db import connection

from funding.models import GrantReceipt, Payment, Receipt
from inclusion.errors import DomainError
from inclusion.scope import active_network


def refuse_known_reference(reference: str) -> None:
    """Raise DomainError when a receipt or a grant already carries this bank reference in the network.

    Whoever writes the same one in another fund waits until this transaction is over, and then finds it.
    """
    _alone_with("bank", [reference])
    if (
        Receipt.objects.filter(bank_reference=reference).exists()
        or GrantReceipt.objects.filter(bank_reference=reference).exists()
    ):
        raise DomainError(f"La référence bancaire «\u00a0{reference}\u00a0» est déjà enregistrée.").at(
            "bank_reference"
        )


def hold_references(references: Iterable[str]) -> None:
    """Hold all these bank references at once, before the first is written: two files of two funds that name the same
    ones in another order would else wait for each other for ever.
    """
    _alone_with("bank", references)


def refuse_known_payment(reference: str) -> None:
    """Raise DomainError for no reference, or when a payment of the network already carries it; others wait alike."""
    if not reference:
        raise DomainError("Donnez la référence du paiement.").at("reference")
    _alone_with("payment", [reference])
    if Payment.objects.filter(reference=reference).exists():
        raise DomainError(f"La référence de paiement «\u00a0{reference}\u00a0» est déjà enregistrée.").at(
            "reference"
        )


_HOLD = """
SELECT pg_advisory_xact_lock(key)
FROM (SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest(%s::text[]) name ORDER BY key) names
"""


def _alone_with(series: str, references: Iterable[str]) -> None:
    """Hold these until the end of the transaction, in one order for all; taken after the lock of the fund."""
    names = [f"{active_network().pk} {series} {reference}" for reference in references]
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [names])

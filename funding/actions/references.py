"""References of a bank or a payment: each serves once in a network, also when two people type it at the same moment.

Case, spaces and signs tell no two apart. One whose paper was taken back may serve again.
"""

from collections.abc import Iterable

from django.db import connection, models

from funding.enums import TransactionKind
from funding.models import GrantReceipt, LedgerTransaction, Payment, Receipt, Reimbursement
from funding.models.references import reference_key
from inclusion.core.errors import DomainError
from inclusion.core.scope import active_network


def use_of_bank_reference(reference: str) -> int:
    """Return how many receipts of the network carried this bank reference and were taken back.

    Raises DomainError when one of a contributor or of a grant still carries it. Whoever writes the same one in another
    fund waits until this transaction is over, and then finds it.
    """
    _alone_with("bank", [reference])
    key = reference_key(models.Value(reference))
    receipts = Receipt.objects.filter(reference_key=key, reverses=None)
    grants = GrantReceipt.objects.filter(reference_key=key, reverses=None)
    for standing in (receipts.filter(reversed_by=None).first(), grants.filter(reversed_by=None).first()):
        if standing is not None:
            _refuse(f"La référence bancaire «\u00a0{standing.bank_reference}\u00a0»", at="bank_reference")
    return receipts.count() + grants.count()


def use_of_payment_reference(reference: str) -> int:
    """Return how many payments of the network carried this reference and were taken back; others wait alike.

    Raises DomainError for no reference, and when a payment that stands or a paid claim of a place carries it.
    """
    _alone_with("payment", [reference])
    known = Payment.objects.filter(reference_key=reference_key(models.Value(reference)))
    paid = LedgerTransaction.objects.filter(
        payment=models.OuterRef("pk"), kind=TransactionKind.PAYMENT, reversed_by=None
    )
    if standing := known.filter(models.Exists(paid)).first():
        _refuse(f"La référence de paiement «\u00a0{standing.reference}\u00a0»", at="reference")
    claims = Reimbursement.objects.filter(payment_reference_key=reference_key(models.Value(reference)))
    if claim := claims.exclude(payment_reference="").first():
        _refuse(f"La référence de paiement «\u00a0{claim.payment_reference}\u00a0»", at="reference")
    return known.count()


def tidied(reference: str, *, missing: str, at: str) -> str:
    """Return the reference without needless spaces; raises DomainError, with `missing`, where it names nothing."""
    tidy = " ".join(reference.split())
    if not any(sign.isalnum() for sign in tidy):
        raise DomainError(missing).at(at)
    return tidy


def lock_references(references: Iterable[str]) -> dict[str, str]:
    """Hold all these bank references at once, before the first is written: two files of two funds that name the same
    ones in another order would else wait for each other for ever. Returns the key of each.
    """
    return _alone_with("bank", references)


def _refuse(which: str, *, at: str) -> None:
    raise DomainError(f"{which} est déjà enregistrée.").at(at)


_KEYS = "SELECT name, reference_key(name) FROM unnest(%s::text[]) name"
_HOLD = """
SELECT pg_advisory_xact_lock(key)
FROM (SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest(%s::text[]) name ORDER BY key) names
"""


def _alone_with(series: str, references: Iterable[str]) -> dict[str, str]:
    """Hold these until the end of the transaction, in one order for all; taken after the lock of the fund."""
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [list(references)])
        keys = dict(cursor.fetchall())
        cursor.execute(_HOLD, [[f"{active_network().pk} {series} {key}" for key in keys.values()]])
    return keys

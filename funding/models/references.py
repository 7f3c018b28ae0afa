"""References of a bank or of a payment, told apart as people tell them apart; papers that a mirror took back."""

from django.db import models

from funding.enums import TransactionKind
from inclusion.core.scope import NetworkOwnedQuerySet


def reference_key(reference: models.F | models.Value) -> models.Func:
    """What all ways to write one reference have in common: « vir 12 » and « VIR-12 » are the same.

    The function is the database's own (`reference_key`, made by a migration).
    """
    return models.Func(reference, function="reference_key", output_field=models.TextField())


def reference_key_field(reference: str) -> models.GeneratedField:
    """The key of the reference in this column, kept by the database."""
    return models.GeneratedField(
        expression=reference_key(models.F(reference)), output_field=models.TextField(), db_persist=True
    )


def reference_use_field() -> models.PositiveSmallIntegerField:
    """How many times the reference had been used before, and taken back each time: it may serve again then."""
    return models.PositiveSmallIntegerField("déjà annulée", default=0, editable=False)


class PaperQuerySet(NetworkOwnedQuerySet):
    """Reads of receipts, of contributors or of grants."""

    def standing(self) -> "PaperQuerySet":
        """Papers that were not taken back, without those that took them back."""
        return self.filter(reverses=None, reversed_by=None)

    def with_movement(self) -> "PaperQuerySet":
        """Papers with `movement_id`, the movement that each made, and the mirror that took it back at hand."""
        from funding.models.ledger import LedgerTransaction

        own = LedgerTransaction._meta.get_field("receipt")
        link = own if own.related_model is self.model else LedgerTransaction._meta.get_field("grant_receipt")
        made = LedgerTransaction.objects.filter(**{link.name: models.OuterRef("pk")})
        movement = made.exclude(kind=TransactionKind.MATCH).order_by().values("pk")[:1]
        return self.select_related("reversed_by").annotate(movement_id=models.Subquery(movement))

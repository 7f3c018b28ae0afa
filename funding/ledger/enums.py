"""The closed lists of the ledger, with their French labels."""

from django.db.models import TextChoices


class AccountKind(TextChoices):
    """What the euros of an account are. SOURCE is what was brought, below zero; every other one is never below zero."""

    SOURCE = "source", "Apporté"
    SHARE = "share", "Part d’un contributeur"
    GRANT = "grant", "Subvention disponible"
    COMMITTED = "committed", "Engagé"
    OWED = "owed", "Dû"
    PAID = "paid", "Payé"


class PostEmployers(TextChoices):
    """Whose posts a fund co-finances."""

    ANY = "any", "Publics et privés"
    PUBLIC = "public", "Publics seulement"
    PRIVATE = "private", "Privés seulement (associations, entreprises)"


class TransactionKind(TextChoices):
    """The kinds of movements of euros."""

    RECEIPT = "receipt", "Versement"
    MATCH = "match", "Effet levier"
    GRANT = "grant", "Subvention reçue"
    COMMITMENT = "commitment", "Engagement"
    PAYMENT = "payment", "Paiement"
    RELEASE = "release", "Reste rendu"
    DEBT = "debt", "Pass utilisé"
    REVERSAL = "reversal", "Annulation"

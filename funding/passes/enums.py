"""The closed lists of passes, of which several features speak, with their French labels."""

from django.db.models import TextChoices


class PassState(TextChoices):
    """Life of one pass, and where its euros are: outstanding, owed to a place, paid, or given back to the fund."""

    ISSUED = "issued", "Valable"
    REDEEMED = "redeemed", "Utilisé, à payer"
    PAID = "paid", "Utilisé et payé"
    EXPIRED = "expired", "Périmé"
    CANCELLED = "cancelled", "Annulé"
    LAPSED = "lapsed", "Utilisé, jamais réclamé"


class LetterKind(TextChoices):
    """What a letter carries."""

    PASSES = "passes", "Lettre et pass"
    REMINDER = "reminder", "Lettre de rappel"

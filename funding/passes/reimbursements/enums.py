"""The closed lists of reimbursements, with their French labels."""

from django.db.models import TextChoices


class ReimbursementState(TextChoices):
    """Life of what a place asks to be paid for the passes it accepted."""

    SUBMITTED = "submitted", "À valider"
    VALIDATED = "validated", "À payer"
    PAID = "paid", "Payée"
    CLOSED = "closed", "Soldée sans paiement"

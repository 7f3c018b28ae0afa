"""The closed lists of imports, with their French labels."""

from django.db.models import TextChoices


class ImportKind(TextChoices):
    """What an imported file contains."""

    CONTRIBUTIONS = "contributions", "Contributions"
    RECEIPTS = "receipts", "Versements"

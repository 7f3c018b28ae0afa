"""The closed lists of what is owned, with their French labels."""

from django.db.models import TextChoices


class SupplyKind(TextChoices):
    """What is counted and not tracked one by one."""

    ACCESSORY = "accessory", "Accessoire"
    CONSUMABLE = "consumable", "Consommable"

"""The closed lists of grants, with their French labels."""

from django.db.models import TextChoices


class GrantState(TextChoices):
    """Life of a grant: until its funder was informed of what its money did."""

    AWARDED = "awarded", "Accordée"
    JUSTIFIED = "justified", "Justifiée"

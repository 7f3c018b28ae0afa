"""The closed lists of grants, with their French labels."""

from django.db.models import TextChoices

from inclusion.core import looks


class GrantState(TextChoices):
    """Life of a grant: until its funder was informed of what its money did."""

    AWARDED = "awarded", looks.Look("info", "gift").label("Accordée")
    JUSTIFIED = "justified", looks.DONE.label("Justifiée")

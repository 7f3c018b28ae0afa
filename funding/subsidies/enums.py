"""The closed lists of requests to operators, with their French labels."""

from django.db.models import TextChoices


class BudgetSide(TextChoices):
    """The two sides of the budget of a subsidy request, which are equal."""

    EXPENSE = "expense", "Dépense"
    RESOURCE = "resource", "Recette"

"""How loans look: the same sign for the same state on every page."""

from datetime import date
from typing import Any

from django import template
from django.utils import timezone

from equipment.loans.models.loans import Loan
from inclusion.core.french.names import so_many
from inclusion.templatetags.liant import chip

register = template.Library()


@register.inclusion_tag("components/chip.html")
def loan_chip(loan: Loan, today: date | None = None) -> dict[str, Any]:
    """`{% loan_chip loan %}`: its state; how late it is where it should be back."""
    late = loan.late_days(today or timezone.localdate())
    if late:
        return chip(so_many(late, "jour de retard", "jours de retard"), tone="bad")
    return chip(loan.get_state_display())

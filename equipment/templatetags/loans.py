"""How loans look: the same sign for the same state on every page."""

from datetime import date
from typing import Any

from django import template
from django.utils import timezone

from equipment.enums import LoanState
from equipment.loans.models.loans import Loan
from inclusion.core.french.names import so_many
from inclusion.templatetags.liant import chip

register = template.Library()

#: A loan's state → tone and sign.
_LOOKS = {
    LoanState.OFFERED: ("info", "hand-heart"),
    LoanState.BOOKED: ("info", "calendar"),
    LoanState.OUT: ("good", "circle-play"),
    LoanState.RETURNED: ("calm", "check"),
    LoanState.CANCELLED: ("calm", "ban"),
}


@register.inclusion_tag("components/chip.html")
def loan_chip(loan: Loan, today: date | None = None) -> dict[str, Any]:
    """`{% loan_chip loan %}`: its state; how late it is where it should be back."""
    late = loan.late_days(today or timezone.localdate())
    if late:
        return chip(so_many(late, "jour de retard", "jours de retard"), tone="bad")
    tone, sign = _LOOKS[LoanState(loan.state)]
    return chip(loan.get_state_display(), tone=tone, sign=sign)

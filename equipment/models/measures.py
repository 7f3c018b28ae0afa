"""What lending can be counted by, over any days, for whoever follows indicators."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from equipment.enums import LoanState
from equipment.models.feedback import TrialFeedback
from equipment.models.loans import Loan

_LENT = (LoanState.OUT, LoanState.RETURNED)


def loans_begun(start: date, end: date) -> int:
    """Loans that left on these half-open days."""
    return Loan.objects.filter(state__in=_LENT, start__gte=start, start__lt=end).count()


def pupils_equipped(start: date, end: date) -> int:
    """Pupils who were lent something that left on these days, each once; a loan for nobody named counts as one."""
    found = Loan.objects.filter(state__in=_LENT, start__gte=start, start__lt=end).aggregate(
        pupils=Count("pupil", distinct=True), others=Count("pk", filter=Q(pupil=None))
    )
    return found["pupils"] + found["others"]


def trials_told(start: date, end: date) -> int:
    """Trials of which somebody first said something on these days."""
    given = TrialFeedback.objects.filter(loan=OuterRef("pk"))
    within = given.filter(given_at__date__gte=start, given_at__date__lt=end)
    before = given.filter(given_at__date__lt=start)
    return Loan.objects.filter(Exists(within) & ~Exists(before)).count()

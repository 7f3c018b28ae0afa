"""What a payment of a co-financed post waits for."""

from funding.models import Commitment, Post
from funding.models.post_checks import roadmap_problem
from inclusion.core.errors import DomainError

#: The first year of a post asks for a local roadmap that is drafted, every later one for an adopted one.
FIRST_WITH_AN_ADOPTED_ROADMAP = 2


def payment_blocker(commitment: Commitment) -> str:
    """Why nothing is paid yet for a later year of a post, as a sentence; empty where it may be paid."""
    later = Post.objects.filter(
        years__instalments__commitment=commitment, years__number__gte=FIRST_WITH_AN_ADOPTED_ROADMAP
    )
    for post in later.order_by("pk").distinct():
        if problem := roadmap_problem(post, adopted=True):
            return problem
    return ""


def refuse_payment(commitment: Commitment) -> None:
    """Raise DomainError for the second or a later year of a post while no local roadmap is adopted."""
    if problem := payment_blocker(commitment):
        raise DomainError(problem)

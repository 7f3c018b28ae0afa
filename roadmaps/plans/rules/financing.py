"""What is left to find for an action, where the portal knows enough to say it; its answer in one sentence."""

from decimal import Decimal

from inclusion.core.french.money import figure
from inclusion.core.french.names import so_many


def left_to_find(budget: Decimal | None, planned: Decimal, *, is_over: bool, has_posts: bool = False) -> Decimal | None:
    """The budget less what is planned, below zero where that exceeds it; None where nobody can say.

    Nothing is asked for an action that is over. Where nothing is noted, that nobody pays is not known; posts that serve
    an action pay for it in part, by what they cost, which is not for everybody.
    """
    if budget is None or is_over or not planned or (has_posts and planned < budget):
        return None
    return budget - planned


def financing_words(budget: Decimal | None, planned: Decimal, *, over: str = "", posts: int = 0) -> str:
    """Who pays, in a sentence. `over`: the state of an action that is over, « terminée »; `posts` serve it."""
    if budget is None:
        return "Le budget n’est pas encore connu"
    if not budget:
        return "Cette action ne coûte rien"
    if over:
        return f"Budget de {figure(budget)}\u00a0€, action {over}"
    rest = left_to_find(budget, planned, is_over=False, has_posts=bool(posts))
    if rest is None and posts:
        serve = so_many(posts, "poste la sert", "postes la servent")
        costs = "son coût n’est pas déduit" if posts == 1 else "leur coût n’est pas déduit"
        noted = f"{figure(planned)}\u00a0€ sont notés" if planned else "Aucun autre financement n’est noté"
        return f"{noted} pour un budget de {figure(budget)}\u00a0€\u00a0; {serve}, {costs}"
    if rest is None:
        return f"Aucun financement n’est noté, pour un budget de {figure(budget)}\u00a0€"
    if rest < 0:
        return f"Les financements prévus dépassent le budget de {figure(-rest)}\u00a0€"
    return f"Il reste {figure(rest)}\u00a0€ à financer" if rest else "Tout le budget est prévu"

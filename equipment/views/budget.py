"""Pages of the bank's money: what is left and why, votes."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from equipment.actions import budget as actions
from equipment.filters.budget import PurchaseFilter
from equipment.forms.budget import VoteForm
from equipment.models import Bank, BudgetVote, Purchase
from equipment.models.bank_queries import budget_read
from equipment.rules.budget import Budget
from equipment.tables.budget import PurchaseTable
from equipment.views.bank_tabs import bank_room, with_bank
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.money import euros
from inclusion.core.french.periods import plain_date
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing


@requires(Permission.EQUIPMENT_MANAGE)
@with_bank
def bank_budget(request: HttpRequest, bank: Bank) -> HttpResponse:
    """What is left of the votes and why, by year; every purchase."""
    budget = budget_read(bank)
    purchases = Purchase.objects.filter(bank=bank).select_related("model", "network")
    return listing(
        request,
        queryset=purchases.annotate(inventoried=Count("items")),
        table=PurchaseTable,
        template="equipment/bank_budget.html",
        name="achats-de-la-banque",
        filterset=PurchaseFilter,
        **bank_room(
            request.member,
            "budget",
            bank=bank,
            budget=budget,
            over=-budget.left,
            chart=_chart(budget),
            votes=BudgetVote.objects.filter(bank=bank),
            begun=purchases.exists(),
        ),
    )


def _chart(budget: Budget) -> list[tuple[str, Any, str]]:
    """A bar for what each year voted, where it did, and one for what it bought."""
    bars = []
    for one in budget.years:
        if one.voted:
            bars.append((f"Voté en {one.year}", one.voted, euros(one.voted, decimals=False)))
        bars.append((f"Acheté en {one.year}", one.bought, euros(one.bought, decimals=False)))
    return bars


@requires(Permission.EQUIPMENT_MANAGE)
@with_bank
def bank_vote_add(request: HttpRequest, bank: Bank) -> HttpResponse:
    """Write what an assembly voted."""
    form = VoteForm(request.POST or None)
    vote = submitted(
        request, form, lambda data: actions.vote_budget(bank, **data, by=request.user, at=timezone.now())
    )
    if vote:
        messages.success(request, f"Le vote de {euros(vote.amount)} est ajouté au budget.")
        return redirect("bank_budget", request.network.slug)
    context = bank_room(
        request.member,
        "budget",
        form=form,
        what="Ajouter un vote de budget",
        lead="Ce que l’assemblée a voté pour la banque. Chaque vote s’ajoute aux précédents.",
        action_label="Ajouter ce vote",
        back=reverse("bank_budget", args=[request.network.slug]),
    )
    return render(request, "equipment/bank_form.html", context)


@requires(Permission.EQUIPMENT_MANAGE)
@with_bank
def bank_vote_withdraw(request: HttpRequest, bank: Bank, pk: int) -> HttpResponse:
    """Ask, then take a vote back."""
    vote = get_object_or_404(BudgetVote, pk=pk)
    back = reverse("bank_budget", args=[request.network.slug])
    if request.method == "POST":
        try:
            actions.withdraw_vote(vote, by=request.user, at=timezone.now())
        except DomainError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"Le vote de {euros(vote.amount)} est retiré.")
        return redirect(back)
    context = {
        "question": f"Retirer le vote du {plain_date(vote.voted_on)}, {euros(vote.amount)}\u00a0?",
        "consequence": "Il ne compte plus dans le budget. Le journal en garde la trace.",
        "action_label": "Retirer ce vote",
        "danger": True,
        "cancel_url": back,
        "url": "",
    }
    return render(request, "layout/confirm.html", context)

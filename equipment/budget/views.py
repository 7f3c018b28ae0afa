"""Pages of the bank's money: what is left and why, votes, purchases and their items."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from equipment.bank.models import Bank
from equipment.budget import actions
from equipment.budget.forms import InventoryForm, PurchaseForm, VoteForm
from equipment.budget.lists import PurchaseFilter, PurchaseTable
from equipment.budget.models import BudgetVote
from equipment.budget.queries import budget_read
from equipment.budget.rules import Budget, above_what_is_left
from equipment.inventory.models import Purchase
from equipment.inventory.rules import next_numbers
from equipment.stock.queries import latest_number
from equipment.tabs import bank_context, with_bank
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.money import euros
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.web.acting import confirmed, formed, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing


@requires(Permission.EQUIPMENT_MANAGE)
@with_bank
def bank_budget(request: MemberRequest, bank: Bank) -> HttpResponse:
    """What is left of the votes and why, by year; every purchase."""
    budget = budget_read(bank)
    purchases = Purchase.objects.filter(bank=bank).select_related("model", "network")
    return listing(
        request,
        queryset=purchases.annotate(inventoried=Count("items")),
        table=PurchaseTable,
        template="equipment/budget/bank_budget.html",
        name="achats-de-la-banque",
        filterset=PurchaseFilter,
        **bank_context(
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
def bank_vote_add(request: MemberRequest, bank: Bank) -> HttpResponse:
    """Write what an assembly voted."""
    return formed(
        request,
        VoteForm(request.POST or None),
        lambda data: actions.vote_budget(bank, **data, **stamp(request)),
        done=lambda vote: f"Le vote de {euros(vote.amount)} est ajouté au budget.",
        then=reverse("bank_budget", args=[request.network.slug]),
        **_words(
            request,
            heading="Ajouter un vote de budget",
            lead="Ce que l’assemblée a voté pour la banque. Chaque vote s’ajoute aux précédents.",
            action_label="Ajouter ce vote",
            cancel_url=reverse("bank_budget", args=[request.network.slug]),
        ),
    )


def _words(request: MemberRequest, *, heading: str, **words: str) -> dict[str, Any]:
    """What layout/form_page.html shows around a form about money."""
    trail = (("Budget et achats", "bank_budget"), heading)
    cancel_label = "Revenir sans enregistrer"
    return bank_context(request.member, "budget", heading=heading, trail=trail, cancel_label=cancel_label, **words)


@requires(Permission.EQUIPMENT_MANAGE)
@with_bank
def bank_vote_withdraw(request: MemberRequest, bank: Bank, pk: int) -> HttpResponse:
    """Ask, then take a vote back."""
    vote = get_object_or_404(BudgetVote, pk=pk)
    back = reverse("bank_budget", args=[request.network.slug])
    return confirmed(
        request,
        lambda: actions.withdraw_vote(vote, **stamp(request)),
        done=f"Le vote de {euros(vote.amount)} est retiré.",
        back=back,
        question=f"Retirer le vote du {plain_date(vote.voted_on)}, {euros(vote.amount)}\u00a0?",
        consequence="Il ne compte plus dans le budget. Le journal en garde la trace.",
        action_label="Retirer ce vote",
        danger=True,
    )


# -- Pages of purchases and of their inventory


def _purchase(pk: int) -> Purchase:
    return get_object_or_404(Purchase.objects.select_related("model__network", "invoice", "network"), pk=pk)


def _form(request: MemberRequest, purchase: Purchase | None = None) -> PurchaseForm:
    posted = request.method == "POST"
    known = model_to_dict(purchase, PurchaseForm.base_fields) if purchase else {"quantity": 1}
    return PurchaseForm(
        request.POST if posted else None, request.FILES if posted else None, purchase=purchase, initial=known
    )


def _say_what_is_left(request: MemberRequest, bank: Bank, purchase: Purchase) -> None:
    left = budget_read(bank, besides=purchase.pk).left
    if above := above_what_is_left(purchase.amount, left):
        messages.warning(request, f"{above} Il est enregistré\u00a0: pensez à un nouveau vote.")


@requires(Permission.EQUIPMENT_MANAGE)
@takes_files(MAX_PDF_BYTES)
@with_bank
def bank_purchase_add(request: MemberRequest, bank: Bank) -> HttpResponse:
    """Write a purchase."""
    form = _form(request)
    purchase = submitted(request, form, lambda data: actions.record_purchase(bank, **data, **stamp(request)))
    if purchase:
        messages.success(request, f"L’achat «\u00a0{purchase}\u00a0» est enregistré.")
        _say_what_is_left(request, bank, purchase)
        return redirect("bank_purchase_detail", request.network.slug, purchase.pk)
    words = _words(
        request,
        heading="Enregistrer un achat",
        lead=f"Il reste {euros(budget_read(bank).left)} du budget voté.",
        action_label="Enregistrer cet achat",
        cancel_url=reverse("bank_budget", args=[request.network.slug]),
    )
    return render(request, "layout/form_page.html", {"form": form, **words})


@requires(Permission.EQUIPMENT_MANAGE)
@with_bank
def bank_purchase_detail(request: MemberRequest, bank: Bank, pk: int) -> HttpResponse:
    """One purchase: its invoice, its items, what is still to inventory."""
    purchase = _purchase(pk)
    items = list(purchase.items.select_related("network"))
    context = bank_context(
        request.member,
        "budget",
        purchase=purchase,
        items=items,
        to_inventory=max(purchase.quantity - len(items), 0) if purchase.model_id else 0,
    )
    return render(request, "equipment/budget/bank_purchase_detail.html", context)


@requires(Permission.EQUIPMENT_MANAGE)
@takes_files(MAX_PDF_BYTES)
@with_bank
def bank_purchase_edit(request: MemberRequest, bank: Bank, pk: int) -> HttpResponse:
    """Correct a purchase."""
    purchase = _purchase(pk)
    form = _form(request, purchase)
    changed = submitted(request, form, lambda data: actions.change_purchase(purchase, **data, **stamp(request)))
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        _say_what_is_left(request, bank, changed)
        return redirect("bank_purchase_detail", request.network.slug, purchase.pk)
    words = _words(
        request,
        heading=f"Corriger «\u00a0{purchase}\u00a0»",
        action_label="Enregistrer les changements",
        cancel_url=reverse("bank_purchase_detail", args=[request.network.slug, purchase.pk]),
    )
    return render(request, "layout/form_page.html", {"form": form, **words})


@requires(Permission.EQUIPMENT_MANAGE)
@with_bank
def bank_purchase_withdraw(request: MemberRequest, bank: Bank, pk: int) -> HttpResponse:
    """Ask, then take a purchase back."""
    purchase = _purchase(pk)
    detail = reverse("bank_purchase_detail", args=[request.network.slug, purchase.pk])
    return confirmed(
        request,
        lambda: actions.withdraw_purchase(purchase, **stamp(request)),
        done=f"L’achat «\u00a0{purchase}\u00a0» est retiré.",
        back=detail,
        then=reverse("bank_budget", args=[request.network.slug]),
        question=f"Retirer l’achat «\u00a0{purchase}\u00a0», {euros(purchase.amount)}\u00a0?",
        consequence="Il ne compte plus dans le budget, et sa facture est effacée. Le journal en garde la trace.",
        action_label="Retirer cet achat",
        danger=True,
    )


@requires(Permission.EQUIPMENT_MANAGE)
def bank_purchase_invoice(request: MemberRequest, pk: int) -> HttpResponse:
    """The invoice of a purchase, in the browser's own viewer."""
    invoice = _purchase(pk).invoice
    if invoice is None:
        raise Http404
    return attachment(invoice.data, filename=invoice.filename, media_type=invoice.media_type, inline=True)


@requires(Permission.EQUIPMENT_MANAGE)
@with_bank
def bank_purchase_inventory(request: MemberRequest, bank: Bank, pk: int) -> HttpResponse:
    """Write the items of a purchase; the numbers that follow are proposed."""
    purchase = _purchase(pk)
    detail = reverse("bank_purchase_detail", args=[request.network.slug, purchase.pk])
    left = purchase.quantity - purchase.items.count()
    if purchase.model is None or left <= 0:
        messages.info(request, "Il n’y a rien à inventorier sur cet achat.")
        return redirect(detail)
    one = "exemplaire est inventorié\u00a0: imprimez son étiquette depuis le stock."
    many = "exemplaires sont inventoriés\u00a0: imprimez leurs étiquettes depuis le stock."
    return formed(
        request,
        InventoryForm(request.POST or None, initial={"numbers": _proposed(purchase, left)}),
        lambda data: actions.inventory_purchase(purchase, **data, **stamp(request)),
        done=lambda items: so_many(len(items), one, many),
        then=detail,
        **_words(
            request,
            heading=f"Inventorier {so_many(left, 'exemplaire', 'exemplaires')} de «\u00a0{purchase.model}\u00a0»",
            lead=f"Achetés avec «\u00a0{purchase}\u00a0». Chacun reçoit son étiquette et peut être prêté aussitôt.",
            action_label="Inventorier ces exemplaires",
            cancel_url=detail,
        ),
    )


def _proposed(purchase: Purchase, left: int) -> list[str]:
    """The numbers that follow the last one of the model, or of the whole bank."""
    rows = purchase.model.items.order_by("-added_at", "-pk") if purchase.model else None
    latest = rows.values_list("inventory_number", flat=True).first() if rows is not None else None
    return next_numbers(latest or latest_number(), left)

"""Pages that ask the second person: confirm another account, or withdraw it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from funding.bank_details.actions import confirm_bank_details, confirm_blocker, withdraw_bank_details
from funding.bank_details.models import BankDetailsChange
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.identifiers import masked_iban, shown_iban
from inclusion.core.french.names import of
from inclusion.core.french.periods import plain_date
from inclusion.core.web.acting import confirmed, stamp


def _change(member: Member, pk: int) -> BankDetailsChange:
    related = ("fund", "place__partner", "asked_by", "network")
    return get_object_or_404(BankDetailsChange.objects.visible_to(member).select_related(*related), pk=pk)


def _back(change: BankDetailsChange) -> str:
    """The page on which the account stands."""
    if change.fund_id is not None:
        return reverse("fund_settings", args=[change.network.slug, change.fund_id])
    return change.place.get_absolute_url()


@requires(Permission.FUNDS_MANAGE, Permission.REIMBURSEMENTS_OWN)
def bank_details_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask a second person to compare the account with a paper that came another way, then let it count."""
    change = _change(request.member, pk)
    if sentence := confirm_blocker(change, by=request.user):
        messages.warning(request, sentence)
        return redirect(_back(change))
    holder = f", au nom {of(change.account_holder)}" if change.account_holder else ""
    now = masked_iban(change.account.iban) or "aucun compte"
    asked = f"Demandé par {change.asked_by} le {plain_date(change.asked_at)}. Compte d’aujourd’hui\u00a0: {now}."
    check = (
        " Comparez avec le RIB reçu, ou rappelez l’organisme à un numéro que vous connaissiez déjà."
        if change.iban
        else " Rien ne pourra plus y être versé."
    )
    return confirmed(
        request,
        lambda: confirm_bank_details(change, **stamp(request)),
        question=f"Nouveau compte {of(change.account)}\u00a0: {shown_iban(change.iban) or 'aucun'}{holder}. "
        "Le confirmez-vous\u00a0?",
        consequence=asked + check,
        action_label="Confirmer ce compte",
        done="Le nouveau compte est confirmé\u00a0: il compte dès maintenant.",
        back=_back(change),
    )


@requires(Permission.FUNDS_MANAGE, Permission.REIMBURSEMENTS_OWN)
def bank_details_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then withdraw a change that waits."""
    change = _change(request.member, pk)
    return confirmed(
        request,
        lambda: withdraw_bank_details(change, **stamp(request)),
        question=f"Retirer le changement de compte {of(change.account)}\u00a0?",
        consequence="Le compte d’aujourd’hui ne change pas.",
        action_label="Retirer ce changement",
        done="Le changement de compte est retiré.",
        back=_back(change),
        danger=True,
    )

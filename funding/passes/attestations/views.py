"""Pages on which a place attests what a person learnt."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from funding.passes.attestations.actions import attest, attest_blocker, paper_blocker, withdraw_attestation
from funding.passes.attestations.forms import AttestationForm
from funding.passes.attestations.models import PassAttestation
from funding.passes.attestations.papers import attestation_pdf
from funding.passes.attestations.queries import attestations_beside, sessions_of, uses_beside
from funding.passes.uses.models import Redemption
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted


@requires(Permission.PASSES_REDEEM, Permission.REIMBURSEMENTS_DECIDE)
def redemption_attest(request: MemberRequest, pk: int) -> HttpResponse:
    """Attest the sessions of the person who used this pass, and find what was attested before."""
    uses = Redemption.objects.visible_to(request.member)
    use = get_object_or_404(
        uses.select_related("place", "one_pass__booklet__beneficiary", "one_pass__booklet__programme"), pk=pk
    )
    if blocker := attest_blocker(use):
        messages.error(request, blocker)
        return redirect("redemption_list", request.network.slug)
    sessions = sessions_of(uses_beside(use))
    form = AttestationForm(
        request.POST or None,
        sessions=sessions,
        minutes=use.one_pass.booklet.programme.session_minutes,
        taught=use.place.services,
        initial=_initial(request, use),
    )
    given = submitted(request, form, lambda data: attest(use, **data, **stamp(request)))
    if given:
        messages.success(request, "L’attestation est prête\u00a0: imprimez-la et remettez-la à la personne.")
        return redirect(request.path)
    person = use.one_pass.booklet.beneficiary
    context = {"use": use, "form": form, "person": person, "before": attestations_beside(use)}
    return render(request, "funding/passes/redemption_attest.html", context)


def _initial(request: MemberRequest, use: Redemption) -> dict[str, Any]:
    """Who manages passes knows the person's name; a place sees the first name, as when it uses the pass."""
    person = use.one_pass.booklet.beneficiary
    return {
        "person_name": str(person) if request.member.may(Permission.PASSES_MANAGE) else f"{person.first_name} ",
        "trainer": "" if request.member.may(Permission.PASSES_MANAGE) else str(request.user),
    }


@requires(Permission.PASSES_REDEEM, Permission.REIMBURSEMENTS_DECIDE)
def attestation_document(request: MemberRequest, pk: int) -> HttpResponse:
    """The attestation on paper."""
    visible = PassAttestation.objects.visible_to(request.member).select_related("place__commune", "network")
    attestation = get_object_or_404(visible, pk=pk)
    if blocker := paper_blocker(attestation):
        messages.error(request, blocker)
        return redirect("redemption_list", request.network.slug)
    data = attestation_pdf(attestation)
    return attachment(data, filename=f"attestation-{pk}.pdf", media_type="application/pdf", inline=True)


@requires(Permission.PASSES_REDEEM, Permission.REIMBURSEMENTS_DECIDE)
def attestation_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then withdraw an attestation."""
    visible = PassAttestation.objects.visible_to(request.member).prefetch_related("lines")
    attestation = get_object_or_404(visible.select_related("place", "network"), pk=pk)
    back = reverse("redemption_attest", args=[request.network.slug, attestation.lines.all()[0].redemption_id])
    return confirmed(
        request,
        lambda: withdraw_attestation(attestation, **stamp(request)),
        back=back,
        done=f"L’attestation n°\u00a0{pk} est annulée\u00a0: elle ne s’imprime plus.",
        question=f"Annuler l’attestation n°\u00a0{pk}\u00a0?",
        consequence="Elle ne pourra plus être imprimée. Demandez à la personne de vous rendre la page qu’elle a reçue.",
        action_label="Annuler cette attestation",
        danger=True,
    )

"""Pages of the steps of an agreement: review, signature, end, renewal, amendment."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from funding.agreements.actions import life
from funding.agreements.actions import life as renewal
from funding.agreements.forms import AmendForm, ReasonForm, SignForm, TerminateForm
from funding.agreements.models import Agreement
from funding.agreements.queries.checks import account_problem, day_problem
from funding.agreements.queries.sight import agreement_for
from funding.agreements.rules.terms import COFINANCING
from funding.agreements.views.pages import carried_by
from funding.enums import AgreementState
from inclusion.core import states
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.identifiers import shown_iban
from inclusion.core.french.money import ZERO
from inclusion.core.french.names import of
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.models.networks import User
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted


@dataclass(frozen=True)
class ConfirmedStep:
    """A step that needs no more than a yes: its action, its question, what it means, what is said once done."""

    to: AgreementState
    action: Callable[..., Any]
    question: str
    consequence: str
    label: str
    done: str


REVIEW = ConfirmedStep(
    AgreementState.REVIEW,
    life.send_for_review,
    "Envoyer {} en relecture\u00a0?",
    "Toutes les parties la voient et peuvent laisser une remarque sur chaque article. Elle ne se modifie plus, sauf "
    "si vous la renvoyez en correction.",
    "Envoyer en relecture",
    "{} est en relecture\u00a0: les parties peuvent la lire et la commenter.",
)
TO_SIGN = ConfirmedStep(
    AgreementState.TO_SIGN,
    life.prepare_to_sign,
    "Préparer l’exemplaire à signer de {}\u00a0?",
    "Le PDF est fait et gardé\u00a0: c’est lui que les parties signent. Le texte ne change plus, sauf si vous la "
    "renvoyez en correction.",
    "Préparer l’exemplaire à signer",
    "L’exemplaire à signer de {} est prêt\u00a0: téléchargez-le et faites-le signer.",
)
ACTIVATE = ConfirmedStep(
    AgreementState.ACTIVE,
    life.activate,
    "Mettre {} en vigueur\u00a0?",
    "Son premier jour est venu.",
    "Mettre en vigueur",
    "{} est en vigueur.",
)
END = ConfirmedStep(
    AgreementState.ENDED,
    life.end,
    "Constater la fin de {}\u00a0?",
    "Son dernier jour est passé. Ses échéances qui restent dues se suivent toujours.",
    "Constater sa fin",
    "{} est terminée.",
)


def _asked(request: MemberRequest, pk: int, step: ConfirmedStep) -> HttpResponse:
    """Ask, or take the step; what blocks it is shown in sentences, before and after."""
    agreement = agreement_for(request.member, pk)
    if request.method == "POST":
        return perform(
            request,
            lambda: step.action(agreement, **stamp(request)),
            done=step.done.format(agreement.reference),
            back=agreement,
        )
    context = {
        "agreement": agreement,
        "question": step.question.format(agreement.reference),
        "consequence": step.consequence + (_accounts(agreement) if step is TO_SIGN else ""),
        "action_label": step.label,
        "missing": _missing(agreement, step.to, by=request.user),
        "cancel_url": agreement.get_absolute_url(),
    }
    return render(request, "funding/agreements/agreement_step.html", context)


def _accounts(agreement: Agreement) -> str:
    """The account that the copy pays and nobody else has compared yet."""
    return "".join(
        f" Il paie sur le compte {shown_iban(party.iban)}, indiqué par {party.account_by}\u00a0: comparez-le avec le "
        f"RIB {of(party.partner)}."
        for party in agreement.parties.exclude(iban="").select_related("partner", "account_by")
        if party.account_by is not None
    )


def _missing(agreement: Agreement, to: AgreementState, *, by: User) -> list[str]:
    if missing := states.blockers(agreement, to):
        return missing
    why = day_problem(agreement, to, today=timezone.localdate())
    why = why or (account_problem(agreement, by=by) if to == AgreementState.TO_SIGN else "")
    return [why] if why else []


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_review(request: MemberRequest, pk: int) -> HttpResponse:
    """Send a draft for review, or a corrected one again."""
    return _asked(request, pk, REVIEW)


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_to_sign(request: MemberRequest, pk: int) -> HttpResponse:
    """Make the copy that the parties sign."""
    return _asked(request, pk, TO_SIGN)


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_activate(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a signed agreement in force from its first day on."""
    return _asked(request, pk, ACTIVATE)


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that an agreement is over."""
    return _asked(request, pk, END)


# -- Steps with a form ----------------------------------------------------------------------------------------------


def _impossible(request: MemberRequest, agreement: Agreement, *froms: AgreementState) -> str:
    """Why a step is not offered from where the agreement is, said before its form is filled."""
    if request.method == "POST" or agreement.state in froms:
        return ""
    return f"Cette étape n’est pas possible depuis l’état «\u00a0{agreement.get_state_display()}\u00a0»."


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_send_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Send an agreement back for corrections, with the reason."""
    agreement = agreement_for(request.member, pk)
    form = ReasonForm(request.POST or None)
    back = submitted(request, form, lambda data: _did(life.send_back, agreement, **data, **stamp(request)))
    if back:
        messages.success(request, f"{agreement.reference} est renvoyée en correction.")
        return redirect(agreement)
    context = {
        "agreement": agreement,
        "form": form,
        "heading": f"Que faut-il corriger dans {agreement.reference}\u00a0?",
        "lead": "L’exemplaire à signer, s’il y en a un, ne vaut plus\u00a0: un autre sera fait.",
        "action_label": "Renvoyer en correction",
        "refused": _impossible(request, agreement, AgreementState.REVIEW, AgreementState.TO_SIGN),
    }
    return render(request, "funding/agreements/agreement_form.html", context)


def _did(action: Callable[..., Any], *args: Any, **fields: Any) -> bool:
    """Take an action that may return nothing: a True says that it was taken."""
    action(*args, **fields)
    return True


@requires(Permission.AGREEMENTS_MANAGE)
@takes_files(MAX_PDF_BYTES)
def agreement_sign(request: MemberRequest, pk: int) -> HttpResponse:
    """Record who signed when, and keep the signed copy."""
    agreement = agreement_for(request.member, pk)
    posted = request.method == "POST"
    form = SignForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        parties=list(agreement.parties.select_related("partner")),
    )
    done = submitted(request, form, lambda data: _did(life.sign, agreement, **data, **stamp(request)))
    if done:
        messages.success(request, f"{agreement.reference} est signée. L’exemplaire signé est gardé.")
        return redirect(agreement)
    context = {
        "agreement": agreement,
        "form": form,
        "heading": f"Qui a signé {agreement.reference}, et quand\u00a0?",
        "lead": "Une fois enregistrée, la signature ne se reprend pas\u00a0: seul un avenant modifie la convention.",
        "action_label": "Enregistrer les signatures",
        "refused": _impossible(request, agreement, AgreementState.TO_SIGN),
    }
    return render(request, "funding/agreements/agreement_form.html", context)


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_terminate(request: MemberRequest, pk: int) -> HttpResponse:
    """End an agreement before its time, with the day and the reason."""
    agreement = agreement_for(request.member, pk)
    form = TerminateForm(request.POST or None, initial={"on": timezone.localdate()})
    done = submitted(request, form, lambda data: _did(life.terminate, agreement, **data, **stamp(request)))
    if done:
        messages.success(request, f"{agreement.reference} est résiliée.")
        return redirect(agreement)
    context = {
        "agreement": agreement,
        "form": form,
        "heading": f"Résilier {agreement.reference}",
        "lead": "Cela ne se reprend pas. Ses échéances qui ne sont ni appelées, ni engagées, ni versées ne seront "
        "plus dues.",
        "action_label": "Résilier cette convention",
        "refused": _impossible(request, agreement, AgreementState.SIGNED, AgreementState.ACTIVE),
    }
    return render(request, "funding/agreements/agreement_form.html", context)


# -- Successors -----------------------------------------------------------------------------------------------------


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_renew(request: MemberRequest, pk: int) -> HttpResponse:
    """Show all that a successor takes over, then make it."""
    agreement = agreement_for(request.member, pk)
    if request.method == "POST":
        return perform(
            request,
            lambda: renewal.renew(agreement, **stamp(request)),
            done=f"La suite de {agreement.reference} est commencée\u00a0: relisez-la, puis envoyez-la en relecture.",
            back=agreement,
            then=lambda successor: successor,
        )
    carried = carried_by(agreement, today=timezone.localdate())
    context = {
        "agreement": agreement,
        "carried": carried,
        "total": sum((one.instalment.amount for one, _ in carried.lines), ZERO),
        "refused": _no_successor(agreement),
        "successor": agreement.successor,
    }
    return render(request, "funding/agreements/agreement_renew.html", context)


def _no_successor(agreement: Agreement) -> str:
    """Why it cannot be renewed; nothing where it can."""
    if agreement.is_amendment:
        return "Un avenant ne se reconduit pas\u00a0: c’est la convention qu’il modifie qui se reconduit."
    if agreement.kind in COFINANCING:
        return (
            "Elle finance un poste, 36 mois au plus\u00a0: elle ne se reconduit pas. Déposez une nouvelle demande de "
            "poste\u00a0; sa convention en naîtra."
        )
    renewable = (AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.ENDED)
    if agreement.state not in renewable:
        return "Seule une convention signée, en vigueur ou terminée se reconduit."
    return ""


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_amend(request: MemberRequest, pk: int) -> HttpResponse:
    """Begin an amendment: from when on, until when, under which title."""
    agreement = agreement_for(request.member, pk)
    # An amendment from today on that leaves the end where it is.
    on = max(timezone.localdate(), agreement.start)
    form = AmendForm(
        request.POST or None, initial={"title": f"Avenant à {agreement.title}"[:160], "on": on, "end": agreement.end}
    )
    amendment = submitted(request, form, lambda data: renewal.amend(agreement, **data, **stamp(request)))
    if amendment:
        messages.success(request, f"L’avenant {amendment.reference} est commencé. Indiquez maintenant ce qu’il change.")
        return redirect(amendment)
    context = {
        "agreement": agreement,
        "form": form,
        "heading": f"Faire un avenant à {agreement.reference}",
        "lead": "Il reprend les parties, leurs signataires et les échéances qui ne sont pas encore appelées. "
        f"La convention dure aujourd’hui jusqu’au {plain_date(shown_end(agreement.end))}.",
        "action_label": "Commencer cet avenant",
        "refused": _impossible(request, agreement, AgreementState.SIGNED, AgreementState.ACTIVE),
    }
    return render(request, "funding/agreements/agreement_form.html", context)

"""Proposals of the public: the two forms, what waits for the place or the coordination, the two answers."""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.db.models import Field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core import limits
from inclusion.core.access import (
    Member,
    MemberRequest,
    NetworkRequest,
    Permission,
    public_in_network,
    requires,
    unlisted,
)
from inclusion.core.web import parameters
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import answered, submitted
from inclusion.guide.actions import proposals as actions
from inclusion.guide.enums import ProposalKind, ProposalState
from inclusion.guide.forms.proposals import CorrectionForm, NewPlaceForm, RefusalForm
from inclusion.guide.models import PROPOSALS_KEPT_MONTHS, Place, PlaceProposal
from inclusion.guide.views.page import place_tabs, shown

#: Proposals that one address may send in an hour.
MAX_PROPOSALS, WINDOW = 5, 3600
SLOW_DOWN = "Plusieurs propositions viennent d’être envoyées d’ici. Réessayez dans une heure."
#: The part of the place's form that answers each kind of proposal, and what is shown of the place beside it.
_PARTS = {
    ProposalKind.HOURS: ("horaires", ("opening_hours",)),
    ProposalKind.CONTACT: ("contact", ("phone", "emails", "websites")),
    ProposalKind.ADDRESS: ("adresse", ("address", "address_more", "postal_code", "town")),
    ProposalKind.OTHER: ("lieu", ()),
}


@unlisted
@public_in_network
def guide_place_propose(request: NetworkRequest, pk: int) -> HttpResponse:
    """Say what is wrong about a place."""
    place = get_object_or_404(Place.objects.open(), pk=pk)
    return _proposed(request, CorrectionForm(request.POST or None), place)


@unlisted
@public_in_network
def guide_propose(request: NetworkRequest) -> HttpResponse:
    """Propose a place that the guide lacks."""
    return _proposed(request, NewPlaceForm(request.POST or None), None)


def _proposed(request: NetworkRequest, form: CorrectionForm | NewPlaceForm, place: Place | None) -> HttpResponse:
    """The form, or the page of thanks once it was sent; what a robot sends is thanked for and dropped."""
    status = 200
    if request.method == "POST" and form.is_robot:
        return redirect("guide_propose_thanks", request.network.slug)
    if request.method == "POST" and form.is_valid():
        address = get_adapter().get_client_ip(request)
        if not limits.consume("place_proposal", address, most=MAX_PROPOSALS, seconds=WINDOW):
            form.add_error(None, SLOW_DOWN)
            status = 429
        elif answered(form, lambda data: actions.propose(place, at=timezone.now(), **form.answers())):
            return redirect("guide_propose_thanks", request.network.slug)
    context = {"form": form, "place": place, "months": PROPOSALS_KEPT_MONTHS}
    return render(request, "inclusion/guide/guide_propose.html", context, status=status)


@unlisted
@public_in_network
def guide_propose_thanks(request: NetworkRequest) -> HttpResponse:
    """It has arrived; what happens now."""
    return render(request, "inclusion/guide/guide_propose_thanks.html")


@requires(Permission.GUIDE_OWN)
def place_proposal_list(request: MemberRequest) -> HttpResponse:
    """What waits, the oldest first, and what was decided lately."""
    rows = PlaceProposal.objects.visible_to(request.member).select_related("place", "decided_by")
    context = {
        "waiting": rows.filter(state=ProposalState.WAITING),
        "decided": rows.exclude(state=ProposalState.WAITING).order_by("-decided_at", "pk")[:20],
        "tabs": place_tabs(request.member, "proposals"),
    }
    return render(request, "inclusion/guide/place_proposal_list.html", context)


@requires(Permission.GUIDE_OWN)
def place_proposal(request: MemberRequest, pk: int) -> HttpResponse:
    """One proposal beside what the guide says, and the two answers."""
    return _shown(request, _row(request, pk), RefusalForm())


@requires(Permission.GUIDE_OWN)
@require_POST
def place_proposal_accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that it is right, and go on to the form that changes the sheet."""
    row = _row(request, pk)
    return perform(
        request,
        lambda: actions.accept_proposal(row, **stamp(request)),
        done="La proposition est acceptée. Reportez-la maintenant dans la fiche.",
        back=reverse("place_proposal", args=[request.network.slug, pk]),
        then=form_of,
    )


@requires(Permission.GUIDE_OWN)
@require_POST
def place_proposal_decline(request: MemberRequest, pk: int) -> HttpResponse:
    """Leave the sheet as it is."""
    row, form = _row(request, pk), RefusalForm(request.POST)
    if submitted(request, form, lambda data: actions.decline_proposal(row, **data, **stamp(request))):
        messages.success(request, "La proposition est refusée. La fiche reste telle quelle.")
        return redirect("place_proposal_list", request.network.slug)
    return _shown(request, row, form)


def _row(request: MemberRequest, pk: int) -> PlaceProposal:
    return get_object_or_404(PlaceProposal.objects.visible_to(request.member).select_related("place"), pk=pk)


def _shown(request: HttpRequest, row: PlaceProposal, form: RefusalForm) -> HttpResponse:
    _, attributes = _PARTS.get(ProposalKind(row.kind), ("", ()))
    known = [
        (cast("Field[Any, Any]", Place._meta.get_field(one)).verbose_name, shown(row.place, one))
        for one in attributes
        if row.place
    ]
    context = {
        "row": row,
        "form": form,
        "known": known,
        "form_url": form_of(row),
        "waiting": row.state == ProposalState.WAITING,
    }
    return render(request, "inclusion/guide/place_proposal.html", context)


def form_of(row: PlaceProposal) -> str:
    """The address of the form in which a proposal is followed, with the proposal beside it."""
    slug, kind = row.network.slug, ProposalKind(row.kind)
    if kind == ProposalKind.NEW_PLACE:
        return f"{reverse('place_add', args=[slug])}?proposition={row.pk}"
    if kind == ProposalKind.CLOSED:
        return f"{reverse('place_close', args=[slug, row.place_id])}?proposition={row.pk}"
    part, _ = _PARTS[kind]
    return f"{reverse('place_edit', args=[slug, row.place_id])}?partie={part}&proposition={row.pk}"


def beside(member: Member, text: str) -> dict[str, Any]:
    """The proposal that a form of a place follows, where its address names one that the member may read."""
    return {"proposal": PlaceProposal.objects.visible_to(member).filter(pk=parameters.key(text)).first()}

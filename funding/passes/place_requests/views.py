"""The public form to become a training place, one's own request by its secret link, and the coordinator's answers."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from funding.passes.enums import PlaceRequestState
from funding.passes.place_requests import actions
from funding.passes.place_requests.forms import AcceptForm, PlaceRequestForm
from funding.passes.place_requests.lists import PlaceRequestFilter, PlaceRequestTable
from funding.passes.place_requests.models import PlaceRequest
from funding.passes.place_requests.queries import has_access, known_as, member_of, way_in
from funding.passes.programmes.models import PassProgramme
from inclusion.core import limits, states
from inclusion.core.access import MemberRequest, NetworkRequest, Permission, public_in_network, requires, unlisted
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import shown_iban
from inclusion.core.french.names import of
from inclusion.core.roles import TrainingPlaceRole
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.members.forms import DeclineForm
from inclusion.partners.models import Partner

#: How often one address may ask in an hour, and look at a request by its link in a minute.
MAX_ASKED, MAX_LOOKS = 5, 30

# -- For everybody


@public_in_network
def place_request_add(request: NetworkRequest) -> HttpResponse:
    """The public form, where the network sends passes."""
    if not PassProgramme.objects.open_on(timezone.localdate()).exists():
        raise Http404
    form = PlaceRequestForm(request.POST or None)
    if request.method == "POST":
        if form.is_robot:
            return redirect("place_request_thanks", request.network.slug)
        if form.is_valid() and _is_asked(request, form):
            return redirect("place_request_thanks", request.network.slug)
    return render(request, "funding/passes/place_request_add.html", {"form": form, "kept": actions.KEPT_DAYS})


def _is_asked(request: HttpRequest, form: PlaceRequestForm) -> bool:
    """Whether the request was kept; why not stands in the form then."""
    if not limits.consume("place_request", _address(request), most=MAX_ASKED, seconds=3600):
        form.add_error(None, "Plusieurs demandes viennent d’être envoyées d’ici. Réessayez dans une heure.")
        return False
    try:
        actions.ask_for_place(at=timezone.now(), **form.answers())
    except DomainError as refused:
        form.add_error(refused.field, str(refused))
        return False
    return True


def _address(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))


@public_in_network
def place_request_thanks(request: NetworkRequest) -> HttpResponse:
    """The request has arrived; what happens now."""
    return render(request, "funding/passes/place_request_thanks.html")


@never_cache
@unlisted
@public_in_network
def place_request_own(request: NetworkRequest, token: str) -> HttpResponse:
    """Where one's request stands, and the way to withdraw it."""
    if not limits.consume("place_request_look", _address(request), most=MAX_LOOKS, seconds=60):
        raise Http404("too many looks")
    found = PlaceRequest.objects.filter(forgotten_at=None).select_related("commune", "network")
    asked = get_object_or_404(found, token=token)
    if request.method == "POST":
        return perform(
            request,
            lambda: actions.withdraw_place_request(asked, at=timezone.now()),
            done="Votre demande est retirée. Merci de l’avoir dit.",
            back=reverse("place_request_own", args=[request.network.slug, token]),
        )
    return render(
        request,
        "funding/passes/place_request_own.html",
        {
            "asked": asked,
            "way_in": way_in(asked),
            **{str(state.value): asked.state == state for state in PlaceRequestState},
        },
    )


# -- For the coordination


@requires(Permission.PASSES_MANAGE)
def training_place_request_list(request: MemberRequest) -> HttpResponse:
    """All requests, those that wait said first."""
    return listing(
        request,
        queryset=PlaceRequest.objects.select_related("commune", "network"),
        table=PlaceRequestTable,
        template="funding/passes/place_request_list.html",
        name=f"demandes-de-lieux-{timezone.localdate():%Y-%m-%d}",
        filterset=PlaceRequestFilter,
        waiting=PlaceRequest.objects.waiting().count(),
    )


@requires(Permission.PASSES_MANAGE)
def training_place_request(request: MemberRequest, pk: int) -> HttpResponse:
    """One request, what the network knows of who asks, and the two answers."""
    asked = get_object_or_404(PlaceRequest.objects.select_related("commune", "network"), pk=pk)
    return _show(request, asked, AcceptForm(asked=asked, like=_like(asked)), DeclineForm())


def _like(asked: PlaceRequest) -> tuple[Partner, ...]:
    return known_as(asked).like if asked.state == PlaceRequestState.WAITING else ()


@requires(Permission.PASSES_MANAGE)
@require_POST
def training_place_request_accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Make the place, and invite who asked."""
    asked = get_object_or_404(PlaceRequest.objects.select_related("commune", "network"), pk=pk)
    form = AcceptForm(request.POST, asked=asked, like=_like(asked))
    accepted = submitted(request, form, lambda data: actions.accept_place_request(asked, **data, **stamp(request)))
    if accepted:
        messages.success(request, f"{accepted.name} accepte les pass. La réponse part à {accepted.email}.")
        if not way_in(accepted):
            messages.warning(request, _without_access(accepted))
        return redirect(accepted.place)
    return _show(request, asked, form, DeclineForm())


def _without_access(accepted: PlaceRequest) -> str:
    """What is left to do for who asked, whom no invitation reached."""
    who = member_of(accepted) or accepted.email
    return (
        f"{who} ne peut pas encore utiliser de pass à {accepted.place}\u00a0: donnez à cette personne un accès de "
        f"{accepted.place.partner}, avec le rôle «\u00a0{TrainingPlaceRole.label}\u00a0», depuis la page Membres."
    )


@requires(Permission.PASSES_MANAGE)
@require_POST
def training_place_request_decline(request: MemberRequest, pk: int) -> HttpResponse:
    """Refuse, with the reason."""
    asked = get_object_or_404(PlaceRequest.objects.select_related("commune", "network"), pk=pk)
    form = DeclineForm(request.POST)
    declined = submitted(request, form, lambda data: actions.decline_place_request(asked, **data, **stamp(request)))
    if declined:
        messages.success(request, f"La demande {of(asked.name)} est refusée. Le motif part à {declined.email}.")
        return redirect("training_place_list", request.network.slug)
    return _show(request, asked, AcceptForm(asked=asked, like=_like(asked)), form)


def _show(request: HttpRequest, asked: PlaceRequest, accept: AcceptForm, decline: DeclineForm) -> HttpResponse:
    asked.refresh_from_db(fields=["state", "decided_at", "reason", "place", "iban"])  # answered meanwhile?
    waits = asked.state == PlaceRequestState.WAITING
    known = known_as(asked) if waits else None
    if not waits:  # the forms are not shown any more
        for sentence in (*accept.non_field_errors(), *decline.non_field_errors()):
            messages.error(request, sentence)
    context = {
        "asked": asked,
        "waits": waits,
        "known": known,
        "has_access": known and known.member and has_access(known.member, known.partner, *known.like),
        "account": shown_iban(asked.iban),
        "open_to_all": PassProgramme.objects.open_on(timezone.localdate()).filter(all_places=True) if waits else [],
        "accept": accept,
        "decline": decline,
        "history": states.history(asked).select_related("by"),
    }
    return render(request, "funding/passes/place_request.html", context)

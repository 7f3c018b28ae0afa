"""What whoever registers for an event sees: the form, the thank you, the own registration behind its secret link."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from inclusion import limits
from inclusion.access import Member, public_in_network, unlisted
from inclusion.actions import registrations as actions
from inclusion.documents.registration_mails import calendar_of, when_in_words
from inclusion.enums.events import Entrance, EventState, RegistrationState
from inclusion.errors import DomainError
from inclusion.exports import attachment
from inclusion.forms.registrations import FewerForm, RegistrationForm
from inclusion.forms.submit import submitted
from inclusion.models.events import Event
from inclusion.models.registrations import Registration

#: Registrations that one address of the internet may send in ten minutes, a town hall stands behind one; how often one
#: mailbox is told in an hour what it has; looks at secret links in a minute.
MAX_SENT, MAX_TOLD, MAX_LOOKS = 30, 3, 60
SLOW_DOWN = (
    "Beaucoup d’inscriptions viennent d’être envoyées d’ici. Attendez dix minutes, puis envoyez de nouveau."
)


def shown_event(pk: int) -> Event:
    """An event that the public may know of; nothing is found otherwise."""
    return get_object_or_404(Event.objects.shown().for_pages(), pk=pk)


@never_cache
@public_in_network
def registration_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a place, or stand on the waiting list; an address that is registered already is told so by e-mail alone."""
    event, now = shown_event(pk), timezone.now()
    if event.entrance == Entrance.MEMBERS and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    context = _standing(event, request.member, now=now)
    if context["closed"]:
        return render(request, "inclusion/registration_closed.html", context)
    form = RegistrationForm(request.POST or None, initial=_known_of(request.member))
    if form.is_robot:
        return redirect("registration_thanks", request.network.slug, pk)
    if request.method == "POST" and form.is_valid() and _may_send(request, form):
        done = submitted(request, form, lambda data: _registered(event, form, data, request))
        if done is not None:
            return _after(request, done)
    return render(request, "inclusion/registration_add.html", {**context, "form": form})


def _standing(event: Event, member: Member | None, *, now: Any) -> dict[str, Any]:
    closed = actions.registration_blocker(event, at=now)
    if event.entrance == Entrance.MEMBERS and member is None:
        closed = "Cet événement est réservé aux membres du réseau."
    return {
        "event": event,
        "when": when_in_words(event),
        "closed": closed,
        "free": actions.free_places(event),
        "full": actions.is_full(event),
    }


def _known_of(member: Member | None) -> dict[str, Any]:
    if member is None:
        return {}
    return {"name": str(member.user), "email": member.user.email, "organisation": str(member.partner)}


def _may_send(request: HttpRequest, form: RegistrationForm) -> bool:
    """Whether this many may come from here, and whether this mailbox may be told again."""
    here = get_adapter().get_client_ip(request)
    told = f"{request.resolver_match.kwargs['pk']}:{form.cleaned_data['email'].lower()}"
    if not limits.consume("registration", here, most=MAX_SENT, seconds=600):
        form.add_error(None, SLOW_DOWN)
    elif not limits.consume("registration_told", told, most=MAX_TOLD, seconds=3600):
        form.add_error(
            "email", "Plusieurs courriels sont déjà partis à cette adresse\u00a0: regardez-les d’abord."
        )
    return form.is_valid()


def _registered(event: Event, form: RegistrationForm, data: dict[str, Any], request: HttpRequest) -> Any:
    member = request.member
    own = member is not None and data["email"].lower() == member.user.email.lower()
    return actions.register(
        event,
        **form.answers(data),
        partner=member.partner if own else None,
        by=request.user if own else None,
        at=timezone.now(),
    )


def _after(request: HttpRequest, done: actions.Registered) -> HttpResponse:
    """The own page for a member whose address is proven; for anybody else nothing that tells what an address has."""
    member, registration = request.member, done.registration
    if member is not None and registration.email == member.user.email.lower():
        if not done.is_new:
            messages.info(request, "Vous étiez déjà inscrit\u00a0: voici votre inscription.")
        return redirect("registration_own", request.network.slug, registration.token)
    return redirect("registration_thanks", request.network.slug, registration.event_id)


@public_in_network
def registration_thanks(request: HttpRequest, pk: int) -> HttpResponse:
    """The request has arrived; the answer is in the e-mail."""
    event = shown_event(pk)
    return render(
        request, "inclusion/registration_thanks.html", {"event": event, "when": when_in_words(event)}
    )


def own_registration(token: str, address: str) -> Registration:
    """The registration behind a secret link, for an address of the internet that has not guessed too often."""
    if not limits.consume("registration_look", address, most=MAX_LOOKS, seconds=60):
        raise Http404("too many looks")
    found = Registration.objects.filter(forgotten_at=None).select_related(
        "network__department", "event__commune", "event__place", "event__partner"
    )
    return get_object_or_404(found, token=token)


def _address(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))


@never_cache
@unlisted
@public_in_network
def registration_own(request: HttpRequest, token: str) -> HttpResponse:
    """One's registration: where it stands, fewer people, the way to cancel it."""
    registration = own_registration(token, _address(request))
    form = FewerForm(request.POST or None, initial={"people": registration.people})
    fewer = submitted(
        request,
        form,
        lambda data: actions.come_with_fewer(registration, **data, by=None, at=timezone.now()),
    )
    if fewer:
        messages.success(request, "Le nombre de personnes est changé.")
        return redirect("registration_own", request.network.slug, token)
    return render(request, "inclusion/registration_own.html", {**_own(registration), "form": form})


def _own(registration: Registration) -> dict[str, Any]:
    event, now = registration.event, timezone.now()
    before = Registration.objects.filter(event=event).waiting_in_order()
    standing = registration.state in actions.STANDING
    return {
        "registration": registration,
        "event": event,
        "when": when_in_words(event),
        "has_place": registration.state == RegistrationState.REGISTERED,
        "waits": registration.state == RegistrationState.WAITING,
        "rank": before.filter(registered_at__lt=registration.registered_at).count() + 1,
        "may_change": standing and event.ends_at > now and event.state == EventState.PUBLISHED,
        "over": event.ends_at <= now,
    }


@never_cache
@unlisted
@public_in_network
def registration_own_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then give the place or the wait up."""
    registration = own_registration(token, _address(request))
    if request.method == "POST":
        try:
            actions.cancel(registration, by=None, at=timezone.now())
            messages.success(request, "Votre inscription est annulée. Merci de l’avoir dit.")
        except DomainError as refused:
            messages.error(request, str(refused))
        return redirect("registration_own", request.network.slug, token)
    return render(request, "inclusion/registration_own_cancel.html", _own(registration))


@never_cache
@unlisted
@public_in_network
def registration_own_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The event for one's calendar, with the way back to the registration."""
    data = calendar_of(own_registration(token, _address(request)))
    return attachment(data, filename="rendez-vous.ics", media_type="text/calendar; charset=utf-8")

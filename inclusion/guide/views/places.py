"""Places as their keepers see them: the list, one place, added in steps, changed part by part; its sessions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.models.networks import Network
from inclusion.core.registry.panels import panels_for
from inclusion.core.web.acting import formed, stamp
from inclusion.core.web.forms import run_wizard, submitted
from inclusion.core.web.listing import listing
from inclusion.guide.actions import places as actions
from inclusion.guide.enums import SessionKind
from inclusion.guide.forms.places import ClosingForm, EndForm, PlaceForm, SessionForm, place_values, session_values
from inclusion.guide.lists import PlaceFilter, PlaceTable
from inclusion.guide.models import GuideFile, Place, PlaceCheck, PlaceQuerySet, Session
from inclusion.guide.views.page import may_change, page_of, place_tabs, said_by
from inclusion.guide.views.proposals import beside
from inclusion.guide.views.search import site_of, with_tiles


def own_place(member: Member, pk: int) -> Place:
    """A place that the member keeps; nothing is found otherwise."""
    place = get_object_or_404(Place.objects.filter(merged_into=None).select_related("commune"), pk=pk)
    if not may_change(member, place):
        raise Http404(pk)
    return place


def to_place(network: Network, pk: int) -> HttpResponse:
    """The page of a place."""
    return redirect("place_detail", network.slug, pk)


@requires(Permission.GUIDE_VIEW)
def place_list(request: MemberRequest) -> HttpResponse:
    """The places of the guide, the open ones first of all; filtered, sorted, exported."""
    everything = Place.objects.filter(merged_into=None)
    return listing(
        request,
        queryset=_standing(request.GET.get("standing", ""), everything).select_related("partner"),
        table=PlaceTable,
        filterset=PlaceFilter,
        template="inclusion/guide/place_list.html",
        name="lieux",
        begun=everything.exists(),
        tabs=place_tabs(request.member, "places"),
        adds=request.member.may(Permission.GUIDE_OWN),
        left_out=_left_out(request.member),
        to_settle=_to_settle(request.member),
    )


def _standing(asked: str, places: PlaceQuerySet) -> PlaceQuerySet:
    return places if asked in ("closed", "all") else places.open()


def _left_out(member: Member) -> int:
    """How many places the national file had to leave out, for the coordination."""
    if not member.may(Permission.GUIDE_MANAGE):
        return 0
    faults = GuideFile.objects.filter(kind="csv").values_list("faults", flat=True).first()
    return len(faults or [])


def _to_settle(member: Member) -> int:
    return PlaceCheck.objects.to_settle().count() if member.may(Permission.GUIDE_MANAGE) else 0


@requires(Permission.GUIDE_VIEW)
def place_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One place: every value with who said it and when, what takes place there, what happened to it."""
    place = get_object_or_404(Place.objects.select_related("partner", "commune", "merged_into"), pk=pk)
    if place.merged_into_id is not None:
        return to_place(request.network, place.merged_into_id)
    context = page_of(place, request.member) | {"panels": panels_for("place_detail", request, place)}
    return render(request, "inclusion/guide/place_detail.html", context)


@requires(Permission.GUIDE_OWN)
def place_add(request: MemberRequest) -> HttpResponse:
    """Add a place in a few steps; nothing is written before the last one."""
    manages = request.member.may(Permission.GUIDE_MANAGE)

    def make(*, data: Any = None, initial: Any = None) -> PlaceForm:
        return PlaceForm(data, initial=initial, manages=manages)

    def added(data: dict[str, Any]) -> Place:
        partner = data.pop("partner", None) if manages else request.member.partner
        kind = said_by(request.member, None)
        return actions.add_place(partner=partner, said_by=kind, **data, **stamp(request))

    form, place = run_wizard(request, make, added)
    if place:
        messages.success(request, f"«\u00a0{place}\u00a0» est dans le guide.")
        return to_place(request.network, place.pk)
    site = site_of(request.network)
    proposal = beside(request.member, request.GET.get("proposition", ""))
    context = {"form": form, "week": form.week(), "site": site, **proposal}
    return with_tiles(render(request, "inclusion/guide/place_add.html", context), site)


@requires(Permission.GUIDE_OWN)
def place_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change one part of what is known of a place, `partie` in the address."""
    place = own_place(request.member, pk)
    part = request.GET.get("partie", "lieu")
    step = next((one for one in PlaceForm.steps if one.slug == part), None)
    if step is None:
        raise Http404(part)
    form = _part_form(request, place, part)
    kind = said_by(request.member, place)
    changed = None
    if "try" not in request.POST:
        changed = submitted(
            request, form, lambda data: actions.change_place(place, said_by=kind, **data, **stamp(request))
        )
    if changed:
        messages.success(request, "C’est enregistré. Le guide le montre déjà.")
        return to_place(request.network, pk)
    site = site_of(request.network)
    context = {"place": place, "form": form, "title": step.title, "week": form.week(), "site": site}
    context |= beside(request.member, request.GET.get("proposition", ""))
    return with_tiles(render(request, "inclusion/guide/place_edit.html", context), site)


def _part_form(request: MemberRequest, place: Place, part: str) -> PlaceForm:
    manages = request.member.may(Permission.GUIDE_MANAGE)
    tries = "try" in request.POST
    data = request.POST if request.method == "POST" and not tries else None
    known = place_values(place) | (request.POST.dict() if tries else {})
    return PlaceForm(data, initial=known, place=place, manages=manages, only=part)


@requires(Permission.GUIDE_OWN)
def place_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Note since when a place is closed for good."""
    place = own_place(request.member, pk)
    form = ClosingForm(request.POST or None, initial={"closed_on": timezone.localdate()})
    closed = submitted(request, form, lambda data: actions.close_place(place, **data, **stamp(request)))
    if closed:
        messages.success(request, f"C’est noté\u00a0: «\u00a0{place}\u00a0» est fermé et quitte le guide.")
        return to_place(request.network, pk)
    expected = actions.expected_at(place.sessions.all())
    context = {
        "form": form,
        "place": place,
        "expected": expected,
        **beside(request.member, request.GET.get("proposition", "")),
    }
    return render(request, "inclusion/guide/place_close.html", context)


@requires(Permission.GUIDE_OWN)
@require_POST
def place_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a closure back."""
    place = actions.reopen_place(own_place(request.member, pk), **stamp(request))
    messages.success(request, f"«\u00a0{place}\u00a0» est de nouveau dans le guide.")
    return to_place(request.network, pk)


@requires(Permission.GUIDE_OWN)
@require_POST
def place_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that everything is right, without changing anything."""
    place = own_place(request.member, pk)
    actions.confirm_place(place, **stamp(request))
    messages.success(request, "C’est noté\u00a0: la fiche est à jour d’aujourd’hui.")
    return to_place(request.network, pk)


# -- Help desks and regular workshops of a place


def own_session(member: Member, pk: int) -> Session:
    """What takes place at a place that the member keeps."""
    session = get_object_or_404(Session.objects.select_related("place"), pk=pk)
    own_place(member, session.place_id)
    return session


@requires(Permission.GUIDE_OWN)
def session_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a help desk or a workshop to a place."""
    place = own_place(request.member, pk)
    place_url = reverse("place_detail", args=[request.network.slug, place.pk])
    return formed(
        request,
        SessionForm(request.POST or None, initial={"kind": SessionKind.HELP_DESK}),
        lambda data: actions.add_session(place, **data, **stamp(request)),
        done=lambda session: f"«\u00a0{session}\u00a0» est dans le guide.",
        then=place_url,
        back=place_url,
        cancel_label="Revenir au lieu",
        action_label="Ajouter ce rendez-vous",
        title="Ajouter une permanence ou un atelier",
        heading="Ajouter une permanence ou un atelier régulier",
        lead=f"{place}, {place.town}",
        trail=(("Lieux", "place_list"), (place, "place_detail", place.pk), "Ajouter"),
    )


@requires(Permission.GUIDE_OWN)
def session_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what takes place, or when."""
    session = own_session(request.member, pk)
    # It is handed over by the organisation that holds it, or the coordination.
    member = request.member
    holder = session.held_by_id or session.place.partner_id
    options: dict[str, Any] = {
        "hands_over": (member.may(Permission.GUIDE_MANAGE) or holder == member.partner.pk),
        **stamp(request),
    }
    place = session.place
    place_url = reverse("place_detail", args=[request.network.slug, place.pk])
    return formed(
        request,
        SessionForm(request.POST or None, initial=session_values(session), session=session),
        lambda data: actions.change_session(session, **data, **options),
        done="C’est enregistré. Le guide le montre déjà.",
        then=place_url,
        back=place_url,
        cancel_label="Ne rien changer",
        action_label="Enregistrer ces changements",
        title=f"Modifier {session}",
        heading=f"Modifier «\u00a0{session}\u00a0»",
        lead=f"{place}, {place.town}",
        trail=(("Lieux", "place_list"), (place, "place_detail", place.pk), session.title),
        above="inclusion/guide/expected_people.html",
        expected=actions.expected_at([session]),
    )


@requires(Permission.GUIDE_OWN)
def session_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Note the last day on which it takes place."""
    session = own_session(request.member, pk)
    place = session.place
    place_url = reverse("place_detail", args=[request.network.slug, place.pk])
    return formed(
        request,
        EndForm(request.POST or None, initial={"last_day": timezone.localdate()}),
        lambda data: actions.end_session(session, **data, **stamp(request)),
        done=f"C’est noté\u00a0: «\u00a0{session}\u00a0» s’arrête.",
        then=place_url,
        back=place_url,
        cancel_label="Ne rien changer",
        action_label="Noter ce dernier jour",
        title=f"Arrêter {session}",
        heading=f"Quand «\u00a0{session}\u00a0» s’arrête-t-elle\u00a0?",
        lead="Elle reste dans le guide jusqu’à ce jour inclus, puis n’y paraît plus.",
        trail=(("Lieux", "place_list"), (place, "place_detail", place.pk), "Arrêter"),
        above="inclusion/guide/expected_people.html",
        expected=actions.expected_at([session]),
    )

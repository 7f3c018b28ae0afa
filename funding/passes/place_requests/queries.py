"""What the coordination reads beside a request: whom its SIRET and its address belong to, where its commune lies."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from funding.passes.place_requests.models import PlaceRequest
from funding.passes.programmes.models import PassProgramme, TrainingPlace
from inclusion.core.access import Member
from inclusion.core.french.names import search_form
from inclusion.core.models.networks import Invitation, Membership
from inclusion.core.roles import Permission, TrainingPlaceRole
from inclusion.partners.models import Partner


@dataclass(frozen=True)
class KnownAs:
    """What the network knows already of who asks."""

    #: The partner of this SIRET, with its training places.
    partner: Partner | None
    places: tuple[TrainingPlace, ...]
    #: Where no partner has it: those that may be the same organisation.
    like: tuple[Partner, ...]
    #: The member who has the address of the contact.
    member: Membership | None


def known_as(asked: PlaceRequest) -> KnownAs:
    """Return what the network knows of the organisation and of its contact."""
    partner = partner_of(asked)
    return KnownAs(
        partner=partner,
        places=tuple(TrainingPlace.objects.filter(partner=partner)) if partner else (),
        like=() if partner else partners_like(asked),
        member=member_of(asked),
    )


def member_of(asked: PlaceRequest) -> Membership | None:
    """The member who has the address of the contact."""
    found = Membership.objects.in_force().filter(user__email__iexact=asked.email)
    return found.select_related("user", "partner", "network").first() if asked.email else None


def has_access(member: Membership, *partners: Partner | None) -> bool:
    """Whether a member can use passes at the places of one of these partners."""
    return member.partner in partners and Permission.PASSES_REDEEM in Member(member).permissions


def way_in(asked: PlaceRequest) -> str:
    """How who asked comes to the accepted place: « member », « invited », or empty where they cannot."""
    partner = asked.place.partner if asked.place else None
    if member := member_of(asked):
        return "member" if has_access(member, partner) else ""
    invited = Invitation.objects.unanswered().filter(email__iexact=asked.email, partner=partner)
    return "invited" if invited.filter(roles__contains=[TrainingPlaceRole.name]).exists() else ""


def partner_of(asked: PlaceRequest) -> Partner | None:
    """The partner of this SIRET: that alone says who it is."""
    return Partner.objects.active().filter(siret=asked.siret).first()


def partners_like(asked: PlaceRequest) -> tuple[Partner, ...]:
    """Partners that may be who asks: a name like that of the organisation or of the place, or the same SIREN."""
    active = Partner.objects.active()
    found = [
        *active.resembling(name=asked.organisation),
        *active.resembling(name=asked.name),
        *active.filter(Q(siret__startswith=asked.siret[:9]) | Q(training_places__name__iexact=asked.name)),
    ]
    return tuple(dict.fromkeys(found))


def same_place(asked: PlaceRequest, partner: Partner) -> TrainingPlace | None:
    """The place of this partner that has the name of the request: it is not added a second time."""
    open_ones = TrainingPlace.objects.filter(partner=partner, accepts_passes=True)
    return next((one for one in open_ones if search_form(one.name) == search_form(asked.name)), None)


def programmes_to_join(day: date) -> QuerySet[PassProgramme]:
    """Programmes that choose their places, and that send booklets on this day; the others take every place."""
    return PassProgramme.objects.open_on(day).filter(all_places=False)

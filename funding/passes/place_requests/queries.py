"""What the coordination reads beside a request: whom its SIRET and its address belong to, where its commune lies."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from funding.passes.place_requests.models import PlaceRequest
from funding.passes.programmes.models import PassProgramme, TrainingPlace
from inclusion.core.models.networks import Membership
from inclusion.partners.models import Partner


@dataclass(frozen=True)
class KnownAs:
    """What the network knows already of who asks."""

    #: The partner of this SIRET, with its training places.
    partner: Partner | None
    places: tuple[TrainingPlace, ...]
    #: The member who has the address of the contact.
    member: Membership | None


def known_as(asked: PlaceRequest) -> KnownAs:
    """Return what the network knows of the organisation and of its contact."""
    partner = partner_of(asked)
    member = Membership.objects.in_force().filter(user__email__iexact=asked.email)
    return KnownAs(
        partner=partner,
        places=tuple(TrainingPlace.objects.filter(partner=partner)) if partner else (),
        member=member.select_related("user", "partner").first() if asked.email else None,
    )


def partner_of(asked: PlaceRequest) -> Partner | None:
    """The partner of this SIRET: that alone says who it is."""
    return Partner.objects.active().filter(siret=asked.siret).first()


def programmes_to_join(day: date) -> QuerySet[PassProgramme]:
    """Programmes that choose their places, and that send booklets on this day; the others take every place."""
    return PassProgramme.objects.open_on(day).filter(all_places=False)

"""The guide of a demonstration network: its places, what is held there, the files prepared ahead."""

from datetime import date

from stdnum import luhn

from inclusion.actions.guide_files import prepare_all
from inclusion.actions.places import add_place, close_place
from inclusion.actions.sessions import add_session
from inclusion.demo.life_shapes import PlaceTold
from inclusion.demo.life_telling import Telling
from inclusion.demo.loading import moment
from inclusion.enums.places import PlaceSourceKind
from inclusion.models import Commune

#: SIRETs of the demonstration begin with this, which no register gives out.
_INVENTED = "000000"


def tell(telling: Telling) -> None:
    """Add every place as of the day on which it was last confirmed, with what is held there."""
    for rank, told in enumerate(telling.life.places, start=1):
        telling.places[told.key] = _place(telling, told, rank)
    prepare_all(by=telling.loaded.coordinator, at=moment(date(2026, 11, 24)))


def _place(telling: Telling, told: PlaceTold, rank: int):
    does = telling.by(told.updated)
    partner = telling.loaded.partners[told.partner] if told.partner else None
    place = add_place(
        partner=partner,
        said_by=PlaceSourceKind.PLACE if partner else PlaceSourceKind.NETWORK,
        commune=Commune.objects.get(pk=told.commune),
        name=told.name,
        pivot=invented_siret(int(telling.loaded.data.department) * 1000 + rank),
        address=told.address,
        postal_code=told.postal_code,
        latitude=told.position[0],
        longitude=told.position[1],
        typologies=list(told.typologies),
        phone=f"+33{told.phone.replace(' ', '')[1:]}" if told.phone else "",
        emails=[f"{told.key}@{telling.loaded.data.slug}.example"] if not told.closed else [],
        opening_hours=told.hours,
        summary=told.summary,
        source=telling.loaded.data.name,
        itinerance=list(told.itinerance),
        services=list(told.services),
        publics=list(told.publics),
        special_care=list(told.special_care),
        fees=list(told.fees),
        programmes=list(told.programmes),
        access_modes=list(told.access_modes),
        support_modes=list(told.support_modes),
        **does,
    )
    for session in told.sessions:
        add_session(
            place,
            kind=session.kind,
            title=session.title,
            detail=session.detail,
            opening_hours=session.hours,
            held_by=telling.loaded.partners[session.held_by] if session.held_by else partner,
            services=list(session.services),
            booking=session.booking,
            since=told.updated,
            **does,
        )
    return close_place(place, closed_on=told.closed, **telling.by(told.closed)) if told.closed else place


def invented_siret(number: int) -> str:
    """A SIRET that is well formed and nobody's: `number` below ten million."""
    head = f"{_INVENTED}{number:07d}"
    return head + luhn.calc_check_digit(head)

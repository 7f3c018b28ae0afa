"""What makes an intercommunalité covered; which do not count; their seats, for the map without contours."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.coordinates import great_circle_km
from inclusion.core.french.names import of, one_line
from inclusion.core.models.networks import Network, User
from inclusion.core.scope import active_network
from inclusion.networks.actions import lock_network
from inclusion.territories.models import Epci
from roadmaps.coverage.models import CoverageSettings, EpciSeat, EpciSetAside
from roadmaps.coverage.rules.standing import WAYS, Relay, Seat
from roadmaps.enums import Verb


@transaction.atomic
def set_coverage_rule(
    network: Network, *, ways: Collection[Relay], every: bool, by: User, at: datetime
) -> CoverageSettings:
    """Say what makes an intercommunalité covered: one of these ways, or all of them. DomainError for none."""
    chosen = [way.value for way in WAYS if way in ways]
    if not chosen:
        raise DomainError("Choisissez au moins une réponse.").at("ways")
    settings, _ = CoverageSettings.objects.update_or_create(network=network, defaults={"ways": chosen, "every": every})
    journal.record(Verb.COVERAGE_CHANGED, on=settings, by=by, at=at, ways=chosen, every=every)
    return settings


@transaction.atomic
def set_aside(epci: Epci, *, reason: str, by: User, at: datetime) -> EpciSetAside:
    """Count an intercommunalité no more. DomainError where most of it lies here, without a reason, or twice."""
    network = lock_network()
    if not Epci.objects.mostly_outside(network.department_id).filter(pk=epci.pk).exists():
        raise DomainError(
            "La plupart des communes de cette intercommunalité sont dans le département\u00a0: elle compte."
        )
    if not (reason := one_line(reason)):
        raise DomainError("Dites pourquoi.").at("reason")
    row, is_new = EpciSetAside.objects.get_or_create(network=network, epci=epci, defaults={"reason": reason})
    if not is_new:
        raise DomainError("Cette intercommunalité est déjà mise à part.")
    journal.record(Verb.COVERAGE_CHANGED, on=row, by=by, at=at, aside=True, reason=reason)
    return row


@transaction.atomic
def bring_back(epci: Epci, *, by: User, at: datetime) -> None:
    """Count an intercommunalité again. DomainError where it is counted already."""
    network = lock_network()
    row = EpciSetAside.objects.filter(network=network, epci=epci).first()
    if row is None:
        raise DomainError("Cette intercommunalité compte déjà.")
    journal.record(Verb.COVERAGE_CHANGED, on=row, by=by, at=at, aside=False)
    row.delete()


@dataclass(frozen=True)
class SeatEntry:
    """What somebody typed for an intercommunalité, and what was there on the page that they had before them."""

    epci: str
    seen: Seat | None
    wanted: Seat | None


@transaction.atomic
def set_seats(*, entries: Sequence[SeatEntry], by: User, at: datetime) -> int:
    """Write the seats that were typed; those left as they were seen keep theirs. Returns how many changed.

    All or nothing. Raises DomainError for an intercommunalité outside the département, for a seat far from it, and
    where somebody else typed another place for the same one meanwhile; its field is the SIREN.
    """
    network = lock_network()
    wanted = [one for one in entries if one.wanted != one.seen]
    touching = Epci.objects.touching(network.department_id).prefetch_related("communes")
    known = touching.in_bulk([one.epci for one in wanted])
    stands = {row.epci_id: row for row in EpciSeat.objects.filter(epci__in=known)}
    changed = 0
    for entry in wanted:
        if entry.epci not in known:
            raise DomainError("Cette intercommunalité n’est pas du département.").at(entry.epci)
        changed += _set_one(known[entry.epci], stands.get(entry.epci), entry, by=by, at=at)
    return changed


#: No seat lies as far from the nearest commune of its intercommunalité.
FAR_KM = 50.0


def _set_one(epci: Epci, row: EpciSeat | None, entry: SeatEntry, *, by: User, at: datetime) -> int:
    now = Seat(row.latitude, row.longitude) if row else None
    if now == entry.wanted:
        return 0
    if now != entry.seen:
        theirs = now.written if now else "rien"
        raise DomainError(
            f"Quelqu’un d’autre vient d’écrire {theirs} pour {epci}. Comparez, puis enregistrez de nouveau."
        ).at(entry.epci)
    if entry.wanted is None:
        if row is not None:
            journal.record(Verb.COVERAGE_CHANGED, on=row, by=by, at=at, seat=None)
            row.delete()
        return 1
    # A seat lies near a commune whose position is known.
    seat = entry.wanted
    here = (float(seat.latitude), float(seat.longitude))
    away = min((great_circle_km(one.point, here) for one in epci.communes.all() if one.point), default=0.0)
    if away > FAR_KM:
        raise DomainError(f"Ce point est à {away:.0f}\u00a0km {of(epci)}\u00a0: vérifiez sa position.").at(epci.pk)
    row = row or EpciSeat(network=active_network(), epci=epci)
    row.latitude, row.longitude = entry.wanted.latitude, entry.wanted.longitude
    row.save()
    journal.record(Verb.COVERAGE_CHANGED, on=row, by=by, at=at, seat=entry.wanted.written)
    return 1

"""E-mails to places about their money, and uses whose money was not asked for in time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from funding.enums import Verb
from funding.ledger.actions import locked
from funding.passes.enums import PlaceMailKind
from funding.passes.programmes.models import PassProgramme, PlaceMail, TrainingPlace
from funding.passes.reimbursements.models import Reimbursement
from funding.passes.reimbursements.queries import lapsing
from funding.passes.reimbursements.rules import SLACK, WARNING_DAYS, warning_due
from funding.passes.uses.actions import lapse
from funding.passes.uses.models import Redemption
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros
from inclusion.core.mail import outbox
from inclusion.core.models.networks import Membership, User
from inclusion.core.roles import TrainingPlaceRole

# -- E-mails to places about their money


def addresses_of(places: Iterable[TrainingPlace]) -> dict[int, list[str]]:
    """Return where to write to each of these places, by its key; an empty list where nowhere.

    Its own address, then those of the members of its organisation who receive people; each once, whatever its case.
    """
    places = list(places)
    members = defaultdict(list)
    found = Membership.objects.in_force().with_role(TrainingPlaceRole.name).filter(user__is_active=True)
    found = found.filter(partner__in={one.partner_id for one in places}).order_by("pk")
    for partner_id, email in found.values_list("partner_id", "user__email"):
        members[partner_id].append(email)
    return {one.pk: _distinct([one.email, *members[one.partner_id]]) for one in places}


def _distinct(addresses: Iterable[str]) -> list[str]:
    seen: dict[str, str] = {}
    for address in filter(None, addresses):
        seen.setdefault(address.lower(), address)
    return list(seen.values())


@transaction.atomic
def notify_place(claim: Reimbursement, kind: PlaceMailKind, *, at: datetime) -> list[PlaceMail]:
    """Inform a place that its claim was validated, or paid; one e-mail to each address, once for each payment."""
    about = claim.reference if kind == PlaceMailKind.VALIDATED else f"{claim.reference} {claim.payments_undone}"
    return _write(claim.place, kind, about=about, claim=claim, programme_id=claim.programme_id, at=at)


def _write(
    place: TrainingPlace,
    kind: PlaceMailKind,
    *,
    about: str,
    claim: Reimbursement | None = None,
    programme_id: int,
    at: datetime,
) -> list[PlaceMail]:
    """The rows, each of which a worker sends once this transaction is committed."""
    rows = PlaceMail.objects.bulk_create(
        PlaceMail(
            network_id=place.network_id,
            place=place,
            kind=kind,
            about=about,
            reimbursement=claim,
            programme_id=programme_id,
            to=address,
            written_at=at,
        )
        for address in addresses_of([place])[place.pk]
    )
    if rows:
        journal.record(Verb.PLACE_MAILED, on=place, by=None, at=at, kind=str(kind), addresses=len(rows))
    for row in rows:
        outbox.enqueue_row(row)
    return rows


def warn_of_lapses(*, on: date, at: datetime) -> int:
    """Write the warnings that are due on a day in the active network, and return how many.

    Each e-mail lists all that lapses soon. A worker sends each once this is committed.
    """
    horizon = on + timedelta(days=max(WARNING_DAYS) + 1)
    found = lapsing(before=horizon).filter(one_pass__booklet__claim_until__gte=on)
    days: dict[tuple[int, int], list[date]] = defaultdict(list)
    for row in found:
        key = row["place_id"], row["one_pass__booklet__programme_id"]
        days[key].append(row["one_pass__booklet__claim_until"])
    return sum(
        len(_warn(place_id, programme_id, last_days, on=on, at=at))
        for (place_id, programme_id), last_days in days.items()
    )


@transaction.atomic
def _warn(place_id: int, programme_id: int, last_days: list[date], *, on: date, at: datetime) -> list[PlaceMail]:
    """The warning of one place, which is locked so that two nights at once write it once."""
    place = TrainingPlace.objects.select_for_update(of=("self",), no_key=True).get(pk=place_id)
    warned = PlaceMail.objects.filter(
        place=place, programme=programme_id, kind=PlaceMailKind.LAPSE_WARNING
    ).values_list("about", "written_at")
    said = {about for about, _ in warned}
    made = [timezone.localdate(moment) for _, moment in warned]
    for last_day in sorted(last_days):
        days = warning_due(last_day, today=on)
        if days is None or any(day >= last_day - timedelta(days=days + SLACK[days]) for day in made):
            continue
        if (about := f"{programme_id} {last_day} {days}") not in said:
            return _write(place, PlaceMailKind.LAPSE_WARNING, about=about, programme_id=programme_id, at=at)
    return []


def about_to_lapse(place: TrainingPlace, programme_id: int, *, on: date) -> dict[date, list[Redemption]]:
    """Return what a warning made on a day lists: the uses that lapse soon, by their last day to be asked for."""
    last = on + timedelta(days=max(days + slack for days, slack in SLACK.items()))
    uses = Redemption.objects.unclaimed().filter(
        place=place, one_pass__booklet__programme=programme_id, one_pass__booklet__claim_until__range=(on, last)
    )
    found = defaultdict(list)
    for use in uses.select_related("one_pass__booklet").order_by("one_pass__booklet__claim_until", "pk"):
        found[use.one_pass.booklet.claim_until].append(use)
    return dict(found)


# -- Lapses of what places did not ask for in time


@dataclass(frozen=True)
class Lapse:
    """What one place has not asked for, of one programme, by one last day."""

    place: TrainingPlace
    programme: PassProgramme
    last_day: date
    passes: int
    amount: Decimal
    #: Where the place is warned; nobody knows where it may be reached when empty.
    addresses: list[str]


def lapses(*, today: date) -> tuple[list[Lapse], list[Lapse]]:
    """Return what is over, then what lapses within the first warning's distance, each by last day."""
    rows = list(lapsing(before=today + timedelta(days=max(WARNING_DAYS) + 1)))
    places = TrainingPlace.objects.select_related("partner").in_bulk({row["place_id"] for row in rows})
    programmes = PassProgramme.objects.in_bulk({row["one_pass__booklet__programme_id"] for row in rows})
    addresses = addresses_of(places.values())
    found = [
        Lapse(
            place=places[row["place_id"]],
            programme=programmes[row["one_pass__booklet__programme_id"]],
            last_day=row["one_pass__booklet__claim_until"],
            passes=row["passes"],
            amount=row["amount"],
            addresses=addresses[row["place_id"]],
        )
        for row in rows
    ]
    return [one for one in found if one.last_day < today], [one for one in found if one.last_day >= today]


@transaction.atomic
def confirm(
    place: TrainingPlace,
    programme: PassProgramme,
    last_day: date,
    *,
    seen: Decimal | None = None,
    by: User,
    at: datetime,
) -> list[Redemption]:
    """Say that what a place did not ask for by its last day is lost: all of it, or nothing.

    `seen` is the amount that the page showed, where one did. Raises DomainError before the day is over, when it is
    another amount by now, and when nothing is left of it.
    """
    locked(programme.funded_action.fund)
    uses = Redemption.objects.unclaimed().filter(
        place=place, one_pass__booklet__programme=programme, one_pass__booklet__claim_until=last_day
    )
    found = list(
        uses.select_related(
            "movement", "one_pass__booklet__commitment", "one_pass__booklet__programme__funded_action__fund"
        ).order_by("pk")
    )
    if not found:
        raise DomainError("Il n’y a plus rien à constater ici.")
    amount = sum((one.one_pass.value for one in found), ZERO)
    if seen is not None and seen != amount:
        raise DomainError(
            f"Rien n’a été constaté\u00a0: depuis que cette page s’est affichée, le montant est devenu {euros(amount)}."
        )
    return [lapse(one, by=by, at=at) for one in found]

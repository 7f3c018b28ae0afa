"""What places did not ask for in time: a person says that it is lost, and its euros go back to the fund."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from funding.actions.ledger import locked
from funding.actions.pass_ends import lapse
from funding.actions.reimbursement_mails import addresses_of
from funding.models import PassProgramme, Redemption, TrainingPlace
from funding.models.dues import lapsing
from funding.rules.reimbursements import WARNING_DAYS
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros
from inclusion.core.models.networks import User


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
            "movement",
            "one_pass__booklet__commitment",
            "one_pass__booklet__programme__funded_action__fund",
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

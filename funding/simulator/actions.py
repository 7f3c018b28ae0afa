"""Links that open the simulator of a fund without an account: made and ended."""

from datetime import date, datetime
from secrets import token_urlsafe

from django.db import transaction
from django.utils import timezone

from funding.enums import Verb
from funding.ledger.models.funds import Fund
from funding.simulator.models import SimulatorLink
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.models.networks import User


@transaction.atomic
def share_simulator(fund: Fund, *, note: str, expires_on: date, by: User, at: datetime) -> SimulatorLink:
    """Make a link that opens the simulator without an account, up to its last day.

    `note` says for whom it is made. Raises DomainError for an empty note, a day that is over or after the fund's end.
    """
    note = " ".join(note.split())
    if not note:
        raise DomainError("Indiquez pour qui est ce lien, pour pouvoir le retirer un jour.").at("note")
    if expires_on < timezone.localdate(at):
        raise DomainError(f"Le {plain_date(expires_on)} est passé\u00a0: choisissez un jour à venir.").at("expires_on")
    last = shown_end(fund.end)
    if expires_on > last:
        raise DomainError(f"Le fonds se termine le {plain_date(last)}\u00a0: choisissez un jour jusque-là.").at(
            "expires_on"
        )
    link = SimulatorLink.objects.create(
        network_id=fund.network_id,
        fund=fund,
        token=token_urlsafe(24),
        note=note,
        made_by=by,
        made_at=at,
        expires_on=expires_on,
    )
    journal.record(Verb.SIMULATOR_SHARED, on=link, by=by, at=at, label=str(fund), expires_on=expires_on.isoformat())
    return link


@transaction.atomic
def withdraw_simulator_link(link: SimulatorLink, *, by: User, at: datetime) -> SimulatorLink:
    """End a link before its last day. Raises DomainError when it was withdrawn already."""
    link = SimulatorLink.objects.select_for_update(of=("self",)).select_related("fund").get(pk=link.pk)
    if link.withdrawn_at is not None:
        raise DomainError("Ce lien a déjà été retiré.")
    link.withdrawn_at = at
    link.save(update_fields=["withdrawn_at"])
    journal.record(Verb.SIMULATOR_WITHDRAWN, on=link, by=by, at=at, label=str(link.fund))
    return link

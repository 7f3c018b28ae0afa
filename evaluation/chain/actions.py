"""Tying what a funded action pays for to it, and taking a tie back; what is proven of ties each night."""

from datetime import datetime
from typing import Any

from django.db import models, transaction

from equipment.family_aid.models import AidProgramme
from evaluation.chain.models import FundedOutput, OutputKind
from evaluation.enums import Verb
from funding.ledger.models.funds import FundedAction
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.models.networks import Network, User
from inclusion.core.registry.invariants import register_invariant
from inclusion.core.registry.links import key_of


@transaction.atomic
def tie(action: FundedAction, *, kind: OutputKind, target: models.Model, by: User, at: datetime) -> FundedOutput:
    """Say that a funded action pays for this thing. Raises DomainError where another action does, or this one."""
    # Two who tie one thing at once wait for each other here.
    type(target)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=target.pk)
    other = FundedOutput.objects.filter(**{kind: target.pk}).select_related("funded_action").first()
    if other is not None:
        raise DomainError(
            f"«\u00a0{target}\u00a0» est déjà rattaché à l’action «\u00a0{other.funded_action}\u00a0»\u00a0: "
            "ce qui est payé compte une seule fois."
        ).at("target")
    output = FundedOutput.objects.create(
        network_id=action.network_id, funded_action=action, added_at=at, **{kind: target}
    )
    journal.record(Verb.OUTPUT_TIED, on=action, by=by, at=at, kind=str(kind), target=target.pk)
    return output


@transaction.atomic
def untie(output: FundedOutput, *, by: User, at: datetime) -> None:
    """Take back a tie; once it is gone, nothing more happens."""
    found = FundedOutput.objects.select_for_update(of=("self",)).filter(pk=output.pk).first()
    if found is None:
        return
    journal.record(
        Verb.OUTPUT_UNTIED, on=found.funded_action, by=by, at=at, kind=str(found.kind), target=found.target.pk
    )
    found.delete()


def aids_without_payer(network: Network) -> list[dict[str, Any]]:
    """Aids for families that name a funded action which is not there: what they gave would be counted nowhere."""
    named = AidProgramme.objects.exclude(payer_key="").order_by("pk")
    keys = {key_of(one) for one in FundedAction.objects.only("pk")}
    return [{"aid_programme": one.pk, "payer": one.payer_key} for one in named if one.payer_key not in keys]


register_invariant("aid_programme_payer_exists", "L’action qui paie une aide aux familles existe.", aids_without_payer)

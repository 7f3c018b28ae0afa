"""What the funded actions of the demonstration pay for: events, donations and structures, by their names."""

from equipment.refurbishing.models import Donation
from evaluation.chain.actions import tie
from evaluation.chain.models import OutputKind
from funding.ledger.models.funds import FundedAction
from inclusion.demo.loading import Loaded, moment
from inclusion.events.models import Event

#: By network and funded action: how the titles of its events begin, the structures whose help it pays.
_PAID: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "lot-et-garonne": {
        "Mes droits depuis chez moi": ("Mes droits depuis chez moi", ("cyber-base-marmande", "mediatheque-agen")),
        "Jeudis de l’inclusion numérique": ("Jeudi de l’inclusion", ()),
        "Forum": ("Forum de l’inclusion numérique", ()),
    }
}
#: Whose donated devices are put back to service by which action.
_REFURBISHED = {"lot-et-garonne": "Filière de reconditionnement"}


def tie_outputs(loaded: Loaded) -> None:
    """Tie what a network declares; the oldest action of a name counts."""
    slug = loaded.data.slug

    def action_of(name: str) -> FundedAction:
        found = FundedAction.objects.filter(name=name).order_by("pk").first()
        assert found is not None, name
        return found

    for name, (title, structures) in _PAID.get(slug, {}).items():
        action = action_of(name)
        by = {"by": loaded.coordinator, "at": moment(action.opened_on)}
        for event in Event.objects.filter(title__startswith=title).order_by("starts_at", "pk"):
            tie(action, kind=OutputKind.EVENT, target=event, **by)
        for key in structures:
            tie(action, kind=OutputKind.STRUCTURE, target=loaded.partners[key], **by)
    if slug in _REFURBISHED:
        action = action_of(_REFURBISHED[slug])
        for donation in Donation.objects.order_by("pk"):
            tie(action, kind=OutputKind.DONATION, target=donation, by=loaded.coordinator, at=moment(action.opened_on))

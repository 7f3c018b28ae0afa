"""What a funded action pays for, beside what hangs on it already: one row ties one thing to one action."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.scope import NetworkOwned


class OutputKind(StrEnum):
    """What may be tied to a funded action, by the field that names it."""

    EVENT = "event"
    DONATION = "donation"
    PURCHASE = "purchase"
    STRUCTURE = "structure"
    SURVEY = "survey"

    @property
    def label(self) -> str:
        """What a screen calls it."""
        return str(FundedOutput._meta.get_field(self).verbose_name)


def _only(kind: OutputKind) -> Q:
    return Q(**{f"{one}__isnull": one != kind for one in OutputKind})


class FundedOutput(NetworkOwned):
    """One thing that a funded action pays for; it belongs to one action at most, so that it counts once.

    Passes, agreements and aids for families name their action themselves.
    """

    funded_action = ScopedForeignKey(
        "funding.FundedAction", on_delete=models.PROTECT, related_name="outputs", verbose_name="action financée"
    )
    event = ScopedOneToOneField(
        "inclusion.Event", on_delete=models.CASCADE, null=True, related_name="funded_output", verbose_name="événement"
    )
    donation = ScopedOneToOneField(
        "equipment.Donation",
        on_delete=models.CASCADE,
        null=True,
        related_name="funded_output",
        verbose_name="don d’ordinateurs à reconditionner",
    )
    purchase = ScopedOneToOneField(
        "equipment.Purchase",
        on_delete=models.CASCADE,
        null=True,
        related_name="funded_output",
        verbose_name="achat de la banque de prêt",
    )
    structure = ScopedOneToOneField(
        "inclusion.Partner",
        on_delete=models.CASCADE,
        null=True,
        related_name="funded_output",
        verbose_name="structure dont les aides sont payées",
    )
    survey = ScopedOneToOneField(
        "evaluation.Survey",
        on_delete=models.CASCADE,
        null=True,
        related_name="funded_output",
        verbose_name="enquête sur ses résultats",
    )
    added_at = models.DateTimeField("rattaché le")

    class Meta(NetworkOwned.Meta):
        verbose_name = "réalisation d’une action financée"
        verbose_name_plural = "réalisations d’une action financée"
        ordering = ["funded_action", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("funded_action", *map(str, OutputKind)),
            models.CheckConstraint(
                condition=_only(OutputKind.EVENT)
                | _only(OutputKind.DONATION)
                | _only(OutputKind.PURCHASE)
                | _only(OutputKind.STRUCTURE)
                | _only(OutputKind.SURVEY),
                name="funded_output_of_one_thing",
                violation_error_message="Choisissez une seule chose à rattacher.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.target)

    @property
    def kind(self) -> OutputKind:
        """What sort of thing it is."""
        return next(one for one in OutputKind if getattr(self, f"{one}_id") is not None)

    @property
    def target(self) -> models.Model:
        """The thing itself."""
        found: models.Model = getattr(self, self.kind)
        return found

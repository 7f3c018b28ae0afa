"""Funding statements: numbered without gaps in their network, sealed, never changed."""

from datetime import date, datetime
from hmac import compare_digest

from django.db import models

from inclusion.constraints import same_network
from inclusion.rules.periods import shown_period
from inclusion.scope import NetworkOwned, NetworkQuerySet, scoped_manager


def sealed(slug: str, number: int, figures: dict[str, object]) -> dict[str, object]:
    """Return what the seal of a statement is made of."""
    return {"network": slug, "number": number, **figures}


class FundingStatementQuerySet(NetworkQuerySet):
    """Reads of statements."""

    def of_key(
        self,
        *,
        fund: models.Model,
        partner: models.Model,
        start: date,
        end: date,
        as_at: datetime | None,
    ) -> "FundingStatementQuerySet":
        """Statements that answer the same question, the newest first: each replaces the one before."""
        return self.filter(fund=fund, partner=partner, start=start, end=end, as_at=as_at).order_by("-number")

    def with_replacement(self) -> "FundingStatementQuerySet":
        """Each statement with `replaced_number`, the number of the one that replaced it."""
        newer = FundingStatement.objects.filter(replaces=models.OuterRef("pk")).values("number")
        return self.annotate(replaced_number=models.Subquery(newer[:1]))

    def sealed_as(self, *, number: int, seal: str) -> "FundingStatement | None":
        """The statement of this number if this is its seal."""
        statement = self.with_replacement().filter(number=number).first()
        return statement if statement and compare_digest(statement.seal, seal) else None


class FundingStatement(NetworkOwned):
    """What an operator gave to a fund in a period and what it became, as known at a moment."""

    fund = models.ForeignKey("funding.Fund", on_delete=models.PROTECT, related_name="statements")
    partner = models.ForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="statements", verbose_name="opérateur"
    )
    number = models.PositiveIntegerField("numéro")
    start = models.DateField("du")
    end = models.DateField("au (exclu)")
    as_at = models.DateTimeField("tel que connu le", null=True, blank=True)
    issued_at = models.DateTimeField("établi le")
    issued_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    figures = models.JSONField("chiffres")
    seal = models.CharField("sceau SHA-256", max_length=64)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    objects = scoped_manager(FundingStatementQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "relevé de financement"
        verbose_name_plural = "relevés de financement"
        ordering = ["-number"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("fund", "partner", "replaces"),
            models.UniqueConstraint(fields=["network", "number"], name="statement_number_unique"),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="statement_period"),
        ]

    def __str__(self) -> str:
        return f"Relevé n° {self.number}"

    @property
    def period(self) -> str:
        """Its days in words, both included."""
        return shown_period(self.start, self.end)

    def sealed(self) -> dict[str, object]:
        """What the seal is made of: the network, the number and the figures."""
        return sealed(self.network.slug, self.number, self.figures)


class StatementFile(NetworkOwned):
    """The PDF of a statement: made once, after its number and seal are given, and never made again."""

    statement = models.OneToOneField(FundingStatement, on_delete=models.PROTECT, related_name="file")
    document = models.ForeignKey("inclusion.Document", on_delete=models.PROTECT, related_name="+")

    class Meta(NetworkOwned.Meta):
        verbose_name = "fichier d’un relevé"
        constraints = [*NetworkOwned.Meta.constraints, *same_network("statement", "document")]

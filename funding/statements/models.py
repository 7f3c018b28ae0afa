"""Funding statements: numbered without gaps in their network, sealed, never changed."""

from datetime import date, datetime
from hmac import compare_digest
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse

from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.french.periods import shown_period
from inclusion.core.models.mails import MailRow
from inclusion.core.scope import AppendOnly, NetworkManager, NetworkOwned, NetworkOwnedQuerySet


def sealed(slug: str, number: int, figures: dict[str, object]) -> dict[str, object]:
    """Return what the seal of a statement is made of."""
    return {"network": slug, "number": number, **figures}


def _last_mailed(statement: str) -> models.Subquery:
    """When the e-mail of the statement of this key last left; to be used in a query of rows that have it."""
    left = StatementMail.objects.filter(statement=models.OuterRef(statement), mailed_at__isnull=False)
    return models.Subquery(left.order_by("-mailed_at").values("mailed_at")[:1])


class FundingStatementQuerySet(NetworkOwnedQuerySet):
    def of_key(
        self, *, fund: models.Model, partner: models.Model, start: date, end: date, as_at: datetime | None
    ) -> "FundingStatementQuerySet":
        """Statements that answer the same question, the newest first: each replaces the one before."""
        return self.filter(fund=fund, partner=partner, start=start, end=end, as_at=as_at).order_by("-number")

    def with_replacement(self) -> "FundingStatementQuerySet":
        """Each statement with `replaced_number`, the number of the one that replaced it."""
        newer = FundingStatement.objects.filter(replaces=models.OuterRef("pk")).order_by("-number")
        return self.annotate(replaced_number=models.Subquery(newer.values("number")[:1]))

    def unopened(self) -> "FundingStatementQuerySet":
        """Statements that were sent to their operators, stand, and that nobody there has opened."""
        sent = StatementMail.objects.filter(statement=models.OuterRef("pk"))
        return self.filter(models.Exists(sent), opening=None, replaced_by=None)

    def for_lists(self) -> "FundingStatementQuerySet":
        """The same with what a row of a list shows besides: whether its file is made (`has_file`), when it was last
        sent to its operator (`mailed_at`) and first opened by it (`opened_at`).
        """
        made = StatementFile.objects.filter(statement=models.OuterRef("pk"))
        rows = self.with_replacement().select_related("partner", "fund", "replaces")
        return rows.annotate(
            has_file=models.Exists(made), mailed_at=_last_mailed("pk"), opened_at=models.F("opening__opened_at")
        )

    def sealed_as(self, *, number: int, seal: str) -> "FundingStatement | None":
        """The statement of this number if this is its seal."""
        statement = self.with_replacement().filter(number=number).first()
        return statement if statement and compare_digest(statement.seal, seal) else None


class FundingStatement(AppendOnly):
    """What an operator gave to a fund in a period and what it became, as known at a moment."""

    #: What queries add to a row that they read.
    has_file: Any
    opened_at: Any

    fund = ScopedForeignKey("funding.Fund", on_delete=models.PROTECT, related_name="statements")
    partner = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="statements", verbose_name="opérateur"
    )
    number = models.PositiveIntegerField("numéro")
    start = models.DateField("du")
    end = models.DateField("au (exclu)")
    as_at = models.DateTimeField("d’après ce qui était enregistré le", null=True, blank=True)
    issued_at = models.DateTimeField("établi le")
    issued_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    figures = models.JSONField("chiffres")
    seal = models.CharField("sceau SHA-256", max_length=64)
    replaces = ScopedForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    RECORDED_ONCE = ("fund", "partner", "number", "start", "end", "as_at", "seal")

    objects: ClassVar = NetworkManager.from_queryset(FundingStatementQuerySet)()

    class Meta(AppendOnly.Meta):
        verbose_name = "relevé de financement"
        verbose_name_plural = "relevés de financement"
        ordering = ["-number"]
        constraints = [
            *AppendOnly.Meta.constraints,
            *same_network("fund", "partner", "replaces"),
            models.UniqueConstraint(fields=["network", "number"], name="statement_number_unique"),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="statement_period"),
        ]

    def __str__(self) -> str:
        return f"Relevé n° {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("statement_detail", args=[self.network.slug, self.pk])

    def get_own_url(self) -> str:
        """Its page in the space of its operator."""
        return reverse("statement_own_detail", args=[self.network.slug, self.pk])

    #: It has a number instead; see `funding.statements.papers.Stated`.
    situation = ""

    @property
    def until(self) -> date:
        """The day (exclusive) up to which its figures are known: all of its days."""
        return self.end

    @property
    def period(self) -> str:
        """Its days in words, both included."""
        return shown_period(self.start, self.end)

    def sealed(self) -> dict[str, object]:
        """What the seal is made of: the network, the number and the figures."""
        return sealed(self.network.slug, self.number, self.figures)


class StatementFile(AppendOnly):
    """The PDF of a statement: made once, after its number and seal are given, and never made again."""

    statement = ScopedOneToOneField(FundingStatement, on_delete=models.PROTECT, related_name="file")
    document = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, related_name="+")

    RECORDED_ONCE = ("statement", "document")

    class Meta(AppendOnly.Meta):
        verbose_name = "fichier d’un relevé"
        constraints = [*AppendOnly.Meta.constraints, *same_network("statement", "document")]


class StatementMail(MailRow):
    """The e-mail that announces a statement to one address."""

    statement = ScopedForeignKey(FundingStatement, on_delete=models.PROTECT, related_name="mails")
    to = models.EmailField("à")

    class Meta(MailRow.Meta):
        verbose_name = "courriel d’un relevé"
        verbose_name_plural = "courriels des relevés"
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("statement"),
            models.UniqueConstraint(fields=["statement", "to"], name="statement_mail_once"),
        ]

    def __str__(self) -> str:
        return f"{self.statement}, {self.to}"


class StatementOpening(AppendOnly):
    """The first time that somebody of its operator opened a statement."""

    statement = ScopedOneToOneField(FundingStatement, on_delete=models.PROTECT, related_name="opening")
    opened_at = models.DateTimeField("ouvert le")
    opened_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")

    class Meta(AppendOnly.Meta):
        verbose_name = "ouverture d’un relevé"
        constraints = [*AppendOnly.Meta.constraints, *same_network("statement")]


class StatementBatchQuerySet(NetworkOwnedQuerySet):
    def with_counts(self) -> "StatementBatchQuerySet":
        """Each batch with `wanted`, how many statements it is to bring, and `there`, how many are issued."""
        issued = models.Q(lines__statement__isnull=False)
        return self.annotate(wanted=models.Count("lines"), there=models.Count("lines", filter=issued))


class StatementBatch(NetworkOwned):
    """The statements of a year for all contributors of a fund, asked for at once and made in the background."""

    fund = ScopedForeignKey("funding.Fund", on_delete=models.PROTECT, related_name="statement_batches")
    year = models.PositiveSmallIntegerField("année")
    as_at = models.DateTimeField("d’après ce qui était enregistré le", null=True, blank=True)
    asked_at = models.DateTimeField("demandé le")

    objects: ClassVar = NetworkManager.from_queryset(StatementBatchQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "relevés d’une année"
        verbose_name_plural = "relevés d’une année"
        ordering = ["-asked_at", "-pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("fund")]

    def __str__(self) -> str:
        return f"Relevés {self.year} du fonds «\u00a0{self.fund}\u00a0»"

    def get_absolute_url(self) -> str:
        return reverse("statement_batch", args=[self.network.slug, self.pk])


class StatementBatchLineQuerySet(NetworkOwnedQuerySet):
    def for_lists(self) -> "StatementBatchLineQuerySet":
        """The operators in the order of their names, each with its statement where it has one, when that was last sent
        (`mailed_at`) and first opened (`opened_at`).
        """
        rows = self.select_related("partner", "statement").order_by("partner__sort_name", "pk")
        return rows.annotate(mailed_at=_last_mailed("statement"), opened_at=models.F("statement__opening__opened_at"))


class StatementBatchLine(NetworkOwned):
    """One operator of a batch: its statement once it is issued, or why it could not be."""

    batch = ScopedForeignKey(StatementBatch, on_delete=models.PROTECT, related_name="lines")
    partner = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="+", verbose_name="opérateur"
    )
    statement = ScopedForeignKey(FundingStatement, on_delete=models.PROTECT, null=True, related_name="batch_lines")
    failure = models.TextField("ce qui a échoué", blank=True)

    objects: ClassVar = NetworkManager.from_queryset(StatementBatchLineQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "opérateur d’un lot de relevés"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("batch", "partner", "statement"),
            models.UniqueConstraint(fields=["batch", "partner"], name="statement_batch_operator_once"),
            models.CheckConstraint(
                condition=models.Q(statement=None) | models.Q(failure=""), name="statement_batch_line_issued_or_failed"
            ),
        ]

    def __str__(self) -> str:
        return str(self.partner)

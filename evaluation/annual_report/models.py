"""The annual report of a network: a draft for each year, and the editions that were made of it."""

from hmac import compare_digest
from typing import ClassVar

from django.db import models
from django.urls import reverse

from evaluation.annual_report.enums import ChapterKind, FileFormat
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.scope import AppendOnly, NetworkManager, NetworkOwned, NetworkOwnedQuerySet


class AnnualReport(NetworkOwned):
    """What the coordination writes for a year; figures are read when an edition is made."""

    year = models.PositiveSmallIntegerField("année")
    introduction = models.TextField("introduction", blank=True, max_length=4000)
    #: The chapters in their order: `kind` and `text` of each; `left_out` where its text is kept and not printed.
    chapters = models.JSONField("chapitres", default=list)
    changed_at = models.DateTimeField("modifié le")
    changed_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")

    class Meta(NetworkOwned.Meta):
        verbose_name = "rapport annuel"
        verbose_name_plural = "rapports annuels"
        ordering = ["-year"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network", "year"], name="annual_report_year_once"),
        ]

    def __str__(self) -> str:
        return f"Rapport annuel {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("report_preview", args=[self.network.slug, self.pk])

    @property
    def kinds(self) -> list[ChapterKind]:
        """Its chapters in their order, without those that are left out."""
        return [ChapterKind(one["kind"]) for one in self.chapters if not one.get("left_out")]

    def text_of(self, kind: str) -> str:
        """What was written for a chapter."""
        return next((one["text"] for one in self.chapters if one["kind"] == kind), "")

    def written(self) -> dict[str, str]:
        """What was written, by the field of its form: the introduction, then each chapter's place and text."""
        kinds, found = self.kinds, {"introduction": self.introduction}
        for kind in ChapterKind:
            found[f"place_{kind}"] = str(kinds.index(kind) + 1) if kind in kinds else ""
            found[f"text_{kind}"] = self.text_of(kind)
        return found


class EditionQuerySet(NetworkOwnedQuerySet):
    def with_replacement(self) -> "EditionQuerySet":
        """Each edition with `replaced_number`, the number of the one that replaced it."""
        newer = ReportEdition.objects.filter(replaces=models.OuterRef("pk"))
        return self.annotate(replaced_number=models.Subquery(newer.values("number")[:1]))

    def sealed_as(self, *, number: int, seal: str) -> "ReportEdition | None":
        """The edition of this number if this is its seal."""
        found = self.with_replacement().filter(number=number).first()
        return found if found and compare_digest(found.seal, seal) else None


class ReportEdition(AppendOnly):
    """A report as it was made: its words and figures, numbered without gaps in its network, sealed, never changed."""

    report = ScopedForeignKey(AnnualReport, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField("numéro")
    made_at = models.DateTimeField("établi le")
    made_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    content = models.JSONField("contenu")
    seal = models.CharField("sceau SHA-256", max_length=64)
    #: The identity of the request, given by the page: the same one that comes back makes nothing more.
    key = models.UUIDField("identité de la demande")
    replaces = ScopedForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    RECORDED_ONCE = ("report", "number", "seal")

    #: Only where read `with_replacement`.
    replaced_number: int | None

    objects: ClassVar = NetworkManager.from_queryset(EditionQuerySet)()

    class Meta(AppendOnly.Meta):
        verbose_name = "rapport annuel établi"
        verbose_name_plural = "rapports annuels établis"
        ordering = ["-number"]
        constraints = [
            *AppendOnly.Meta.constraints,
            *same_network("report", "replaces"),
            models.UniqueConstraint(fields=["network", "number"], name="report_edition_number_unique"),
            models.UniqueConstraint(fields=["network", "key"], name="report_edition_key_once"),
            models.UniqueConstraint(fields=["replaces"], name="report_edition_replaced_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report}, n° {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("report_edition", args=[self.network.slug, self.pk])


class ReportFile(AppendOnly):
    """One file of an edition: made once, and never made again."""

    edition = ScopedForeignKey(ReportEdition, on_delete=models.PROTECT, related_name="files")
    format = models.CharField("format", max_length=4, choices=FileFormat)
    document = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, related_name="+")

    RECORDED_ONCE = ("edition", "format", "document")

    class Meta(AppendOnly.Meta):
        verbose_name = "fichier d’un rapport annuel"
        verbose_name_plural = "fichiers des rapports annuels"
        ordering = ["edition", "pk"]
        constraints = [
            *AppendOnly.Meta.constraints,
            *same_network("edition", "document"),
            models.UniqueConstraint(fields=["edition", "format"], name="report_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}, {self.get_format_display()}"

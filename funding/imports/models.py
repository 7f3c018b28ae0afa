"""Imported files of contributions or receipts, and what they would change."""

from django.db import models
from django.urls import reverse

from funding.imports.enums import ImportKind
from funding.ledger.models.funds import Fund
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.models.imports import TriedFile, applied_has_its_moment


class FundImport(TriedFile):
    """A file of contributions or receipts; its report is that of `funding.imports.actions`."""

    fund = ScopedForeignKey(Fund, on_delete=models.PROTECT, related_name="imports")
    kind = models.CharField("contenu", max_length=20, choices=ImportKind)

    class Meta(TriedFile.Meta):
        verbose_name = "import"
        verbose_name_plural = "imports"
        constraints = [
            *TriedFile.Meta.constraints,
            *same_network("fund"),
            applied_has_its_moment("fund_import_applied_has_its_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.document.filename}"

    def get_absolute_url(self) -> str:
        return reverse("fund_import", args=[self.network.slug, self.pk])

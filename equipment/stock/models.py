"""Audits of the stock with a scanner: expected, missing, unexpected."""

from django.db import models
from django.urls import reverse

from equipment.inventory.models import Item
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.french.names import of
from inclusion.core.scope import NetworkOwned


class StockAudit(NetworkOwned):
    """One going-through of a place, or of the whole bank."""

    place = models.CharField("lieu (vide : toute la banque)", max_length=80, blank=True)
    begun_at = models.DateTimeField("commencé le")
    begun_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField("terminé le", null=True, blank=True)
    #: What was found when it was closed: keys of items by what became of them, counts; see the rules of audits.
    result = models.JSONField(default=dict, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "inventaire"
        ordering = ["-begun_at", "-pk"]
        constraints = [*NetworkOwned.Meta.constraints]

    def __str__(self) -> str:
        return f"Inventaire {of(self.place)}" if self.place else "Inventaire de la banque"

    def get_absolute_url(self) -> str:
        return reverse("stock_audit_detail", args=[self.network.slug, self.pk])


class AuditScan(NetworkOwned):
    """One thing that was seen: an item, or a code that names none."""

    audit = ScopedForeignKey(StockAudit, on_delete=models.CASCADE, related_name="scans")
    item = ScopedForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    typed = models.CharField("lu", max_length=80)
    at = models.DateTimeField("le")
    by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(NetworkOwned.Meta):
        verbose_name = "lecture d’inventaire"
        ordering = ["-at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("audit", "item"),
            models.UniqueConstraint(
                fields=["audit", "item"], condition=models.Q(item__isnull=False), name="audit_scan_once"
            ),
        ]

    def __str__(self) -> str:
        return self.typed

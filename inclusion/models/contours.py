"""The shapes of intercommunalités, loaded from a file that whoever runs the portal brings: none ships with it."""

from django.db import models

from inclusion.models.territories import Epci
from inclusion.rules.contours import Contour


class EpciContour(models.Model):
    """The shape of one intercommunalité, for maps; a later file replaces it.

    `geometry` is the coordinates of a GeoJSON MultiPolygon: polygons of rings of `[longitude, latitude]` in degrees
    (WGS 84), rounded. The other four are the box around it, in degrees.
    """

    epci = models.OneToOneField(
        Epci, on_delete=models.CASCADE, primary_key=True, related_name="+", verbose_name="intercommunalité"
    )
    geometry = models.JSONField("contour")
    west = models.FloatField("ouest")
    south = models.FloatField("sud")
    east = models.FloatField("est")
    north = models.FloatField("nord")
    source = models.CharField("source", max_length=200, blank=True)
    imported_at = models.DateTimeField("importé le")

    class Meta:
        verbose_name = "contour d’intercommunalité"
        verbose_name_plural = "contours d’intercommunalités"
        ordering = ["epci"]

    def __str__(self) -> str:
        return str(self.epci)

    @property
    def contour(self) -> Contour:
        """The shape as the rules of maps draw it."""
        return Contour(self.epci_id, self.geometry, self.west, self.south, self.east, self.north)

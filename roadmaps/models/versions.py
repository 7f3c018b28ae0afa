"""What a body adopted, frozen: the database refuses to change it."""

from django.db import models

from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.scope import NetworkOwned
from roadmaps.models.roadmaps import Roadmap


class RoadmapVersion(NetworkOwned):
    """One adoption of a roadmap: by which body, on which day, with which minutes, and all that it said."""

    roadmap = ScopedForeignKey(Roadmap, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("version")
    body = ScopedForeignKey(
        "inclusion.Body",
        on_delete=models.PROTECT,
        related_name="adopted_roadmaps",
        verbose_name="adoptée par",
    )
    adopted_on = models.DateField("adoptée le")
    minutes = ScopedForeignKey(
        "inclusion.Document", on_delete=models.PROTECT, related_name="+", verbose_name="compte rendu"
    )
    #: The content as `roadmaps.models.contents.content_of` writes it, and the print of its JSON.
    content = models.JSONField("contenu")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("enregistrée le")

    #: The journal lines of its roadmap repeat its minutes.
    KEEPS_DOCUMENTS = False

    class Meta(NetworkOwned.Meta):
        verbose_name = "version adoptée"
        ordering = ["roadmap", "-number"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("roadmap", "body", "minutes"),
            models.UniqueConstraint(fields=["roadmap", "number"], name="roadmap_version_once"),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def is_confirmed(self) -> bool:
        """Whether the coordination confirmed that it was adopted."""
        return self.number <= self.roadmap.confirmed_version

    @property
    def has_print(self) -> bool:
        """Whether its PDF was made."""
        return hasattr(self, "print")


class RoadmapPrint(NetworkOwned):
    """The PDF of an adopted version: made once, never again."""

    version = ScopedOneToOneField(RoadmapVersion, on_delete=models.PROTECT, related_name="print")
    document = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, related_name="+")

    RECORDED_ONCE = ("version", "document")

    class Meta(NetworkOwned.Meta):
        verbose_name = "version mise en pages"
        constraints = [*NetworkOwned.Meta.constraints, *same_network("version", "document")]

    def __str__(self) -> str:
        return str(self.version)

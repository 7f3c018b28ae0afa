"""What keeps the guide alive: files that come in, files that are prepared ahead, questions to the places."""

import gzip

from django.db import models

from inclusion.constraints import ScopedForeignKey, same_network
from inclusion.enums.places import CheckAnswer, GuideFileKind, PlaceImportState
from inclusion.models.documents import Document
from inclusion.models.mails import MailQuerySet, MailRow
from inclusion.models.places import Place, PlaceSource
from inclusion.scope import NetworkOwned, scoped_manager


class PlaceImport(NetworkOwned):
    """A file of places that was tried; what it would do is kept until somebody takes it in or drops it.

    `report` is what the trial, and then the taking-in, said: counts, rows that were refused, remarks by row.
    """

    TRANSITIONS = {
        PlaceImportState.TRIED: {PlaceImportState.APPLIED, PlaceImportState.DROPPED},
        PlaceImportState.APPLIED: set(),
        PlaceImportState.DROPPED: set(),
    }

    source = ScopedForeignKey(PlaceSource, on_delete=models.PROTECT, related_name="imports")
    document = ScopedForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    mapping = models.JSONField("correspondance", default=dict)
    state = models.CharField("état", max_length=10, choices=PlaceImportState, default=PlaceImportState.TRIED)
    report = models.JSONField("compte rendu", default=dict)
    tried_at = models.DateTimeField("essayé le")
    tried_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "fichier de lieux"
        verbose_name_plural = "fichiers de lieux"
        ordering = ["-tried_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("source", "document"),
            models.CheckConstraint(
                condition=models.Q(state=PlaceImportState.TRIED) ^ models.Q(ended_at__isnull=False),
                name="place_import_ended_when",
            ),
        ]

    def __str__(self) -> str:
        return self.document.filename


class GuideFile(NetworkOwned):
    """A file of the guide, prepared ahead and replaced whole: whoever fetches it makes nobody wait.

    `stale_at` is the moment of the first change since it was made; a sweep makes it anew.
    """

    kind = models.CharField("fichier", max_length=12, choices=GuideFileKind)
    data = models.BinaryField("contenu", default=bytes)
    sha256 = models.CharField("empreinte", max_length=64, blank=True)
    count = models.PositiveIntegerField("lieux", default=0)
    made_at = models.DateTimeField("préparé le", null=True, blank=True)
    stale_at = models.DateTimeField("à refaire depuis le", null=True, blank=True)
    #: What the check against the standard's schema found, if anything: told to the coordination, never published.
    faults = models.JSONField("écarts au standard", default=list)

    class Meta(NetworkOwned.Meta):
        verbose_name = "fichier du guide"
        verbose_name_plural = "fichiers du guide"
        ordering = ["kind"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network", "kind"], name="guide_file_one_of_a_kind"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_packed(self) -> bool:
        """Whether what is kept is compressed (gzip)."""
        return bytes(self.data[:2]) == b"\x1f\x8b"

    @property
    def content(self) -> bytes:
        """The file as it is read."""
        return gzip.decompress(self.data) if self.is_packed else bytes(self.data)


class PlaceCheckQuerySet(MailQuerySet):
    """Reads of the questions of each month."""

    def to_settle(self) -> "PlaceCheckQuerySet":
        """What a place wants corrected, or says is closed, until somebody has dealt with it; the oldest first."""
        asks = self.filter(answer__in=(CheckAnswer.WRONG, CheckAnswer.CLOSED), settled_at=None)
        return asks.order_by("answered_at", "pk")

    def not_sent(self) -> "PlaceCheckQuerySet":
        """Questions that did not arrive, or perhaps did not, and that nobody answered."""
        return self.exclude(problem="").filter(answer=CheckAnswer.NONE)

    def by_month(self) -> models.QuerySet:
        """How many were asked each month and how many answered, the latest first: `{"month", "asked", "answered"}`."""
        answered = models.Count("pk", filter=~models.Q(answer=CheckAnswer.NONE))
        counted = self.order_by().values("month").annotate(asked=models.Count("pk"), answered=answered)
        return counted.order_by("-month")


class PlaceCheck(MailRow):
    """The question of a month to a place: « is this still right? », and what it answered in one click."""

    place = ScopedForeignKey(Place, on_delete=models.CASCADE, related_name="checks")
    #: The first day of the month.
    month = models.DateField("mois")
    email = models.EmailField("adresse électronique")
    token = models.CharField(max_length=43, unique=True, editable=False)
    answer = models.CharField("réponse", max_length=8, choices=CheckAnswer, default=CheckAnswer.NONE)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    said = models.TextField("ce qui est à corriger", blank=True)
    settled_at = models.DateTimeField("traité le", null=True, blank=True)

    objects = scoped_manager(PlaceCheckQuerySet)

    class Meta(MailRow.Meta):
        verbose_name = "question à un lieu"
        verbose_name_plural = "questions aux lieux"
        ordering = ["-month", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("place"),
            models.UniqueConstraint(fields=["place", "month"], name="place_check_once_a_month"),
            models.CheckConstraint(
                condition=models.Q(answer=CheckAnswer.NONE) ^ models.Q(answered_at__isnull=False),
                name="place_check_answered_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}, {self.month:%m/%Y}"

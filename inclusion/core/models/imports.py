"""Files that are tried before they are applied, whatever they contain."""

from django.db import models

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.enums import ImportState
from inclusion.core.scope import NetworkOwned


class Trial(NetworkOwned):
    """One file, read and tried out; applied as a whole or not at all. Its importer says what it means."""

    #: The name of the importer (`inclusion.core.imports.trials.Importer`).
    importer = models.CharField("contenu", max_length=40)
    #: The row that the file is about, of the importer's `subject_model`.
    subject_id = models.BigIntegerField(null=True)
    #: What was chosen beside the file.
    options = models.JSONField(default=dict)
    state = models.CharField("état", max_length=12, choices=ImportState, default=ImportState.TRIED)
    #: The file as it was brought, where it is kept.
    document = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, null=True, related_name="+")
    #: What waits of a file that is not kept: gone once it is decided on.
    packed = models.BinaryField(null=True, editable=False)
    #: What trying it out found, row by row; of a file that is not kept only its headline stays.
    report = models.JSONField("compte rendu", default=dict)
    tried_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    tried_at = models.DateTimeField("essayé le")
    decided_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("décidé le", null=True)
    #: When it is dropped if nobody has decided by then.
    forget_at = models.DateTimeField(null=True)

    TRANSITIONS = {
        ImportState.TRIED: {ImportState.APPLIED, ImportState.DROPPED},
        ImportState.APPLIED: set(),
        ImportState.DROPPED: set(),
    }

    class Meta(NetworkOwned.Meta):
        verbose_name = "fichier importé"
        verbose_name_plural = "fichiers importés"
        ordering = ["-tried_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("document"),
            models.CheckConstraint(
                condition=models.Q(state=ImportState.TRIED) ^ models.Q(decided_at__isnull=False),
                name="trial_decided_has_its_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ImportState.TRIED) | models.Q(packed=None),
                name="trial_decided_forgets_its_file",
            ),
        ]
        indexes = [models.Index(fields=["network", "importer", "subject_id"], name="trial_importer")]

    def __str__(self) -> str:
        return self.document.filename if self.document else f"Fichier du {self.tried_at:%d/%m/%Y}"

"""What happened: the journal of writes and the history of states, both append-only and sealed in the database."""

from django.db import models

from inclusion.scope import NetworkOwned, NetworkQuerySet, scoped_manager


class JournalQuerySet(NetworkQuerySet):
    """Reads of the journal."""

    #: Steps that only accompany another line.
    ACCOMPANYING = (
        "document.stored",
        "document.erased",
        "letter.written",
        "letter.emptied",
        "statement.printed",
        "person.kept",
        "commitment.made",
        "places.prepared",
    )

    def main_lines(self) -> "JournalQuerySet":
        """The lines without those that only accompany another one."""
        return self.exclude(verb__in=self.ACCOMPANYING)


class _Trace(NetworkOwned):
    """Who did something to which row, and when; no foreign key, so that a trace outlives its row."""

    target_model = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    #: The row's place in its network's chain, and the SHA-256 of the row and of the one before it; see `seal_history`.
    position = models.BigIntegerField(null=True, editable=False)
    sha256 = models.BinaryField(null=True)

    class Meta(NetworkOwned.Meta):
        abstract = True
        ordering = ["-at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network", "position"], name="%(class)s_position"),
        ]
        indexes = [
            models.Index(
                fields=["network", "id"], condition=models.Q(position=None), name="%(class)s_unsealed"
            ),
            models.Index(fields=["network", "target_model", "target_id"], name="%(class)s_target"),
            models.Index(fields=["network", "-at"], name="%(class)s_at"),
        ]


class JournalEntry(_Trace):
    """One write: its verb, what it was done to, and details without personal data."""

    verb = models.CharField(max_length=40)
    label = models.CharField("action", max_length=120)
    target_label = models.CharField("objet", max_length=200)
    details = models.JSONField(default=dict)

    objects = scoped_manager(JournalQuerySet)

    class Meta(_Trace.Meta):
        verbose_name = "ligne du journal"
        verbose_name_plural = "journal"

    def __str__(self) -> str:
        return self.label

    @property
    def detail(self) -> str:
        """What it was done to, for a timeline."""
        return self.target_label


class StateChange(_Trace):
    """One change of state, written by `states.move` and by nothing else."""

    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20)

    class Meta(_Trace.Meta):
        verbose_name = "changement d’état"

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class ChainHead(NetworkOwned):
    """The last sealed row of one of these tables; written by `seal_history` alone."""

    table = models.CharField(max_length=63)
    position = models.BigIntegerField()
    sha256 = models.BinaryField()

    class Meta(NetworkOwned.Meta):
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network", "table"], name="chainhead_one"),
        ]

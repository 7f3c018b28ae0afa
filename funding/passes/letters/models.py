"""Letters that carry booklets, and the batches in which they leave by post."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone

from funding.passes.enums import BatchState, LetterKind, LetterState
from funding.passes.letters.rules import PostingDays, departure_words, next_posting_day
from funding.passes.programmes.models import pass_settings
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.enums import Channel
from inclusion.core.models.history import Digest
from inclusion.core.models.jobs import Claimable
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet

if TYPE_CHECKING:
    from inclusion.core.access import Member


def _counted(rows: models.QuerySet) -> models.Expression:
    """How many rows of this subquery there are for the outer row's batch."""
    count = rows.order_by().values("batch").annotate(n=models.Count("pk")).values("n")
    return Coalesce(models.Subquery(count), 0)


#: Days within which a batch that no day of the post closes is expected to leave.
POSTED_WITHIN = 5


def posting_days() -> PostingDays:
    """When the letters of the active network are taken to the post."""
    chosen = pass_settings()
    return PostingDays(
        chosen.posting_rhythm,
        chosen.posting_weekday,
        chosen.posting_from,
        chosen.posting_closes_day_before,
        chosen.posting_closes_hour,
    )


class PostalBatchQuerySet(NetworkOwnedQuerySet):
    def with_counts(self) -> "PostalBatchQuerySet":
        """Each batch with `letter_count`, those that came back and left again in another one included, and
        `returned_count`, those that came back.
        """
        back = LetterReturn.objects.filter(batch=models.OuterRef("pk"))
        moved = back.exclude(letter__batch=models.OuterRef("pk"))
        there = Letter.objects.filter(batch=models.OuterRef("pk")).exclude(state=LetterState.CANCELLED)
        return self.annotate(letter_count=_counted(there) + _counted(moved), returned_count=_counted(back))

    def with_last_day(self) -> "PostalBatchQuerySet":
        """Each batch with `leaves_by`: its day of the post, or the last day on which one without should leave."""
        waits = models.ExpressionWrapper(
            models.F("opened_at") + timedelta(days=POSTED_WITHIN), output_field=models.DateTimeField()
        )
        return self.annotate(leaves_by=Coalesce("posting_on", TruncDate(waits)))

    def to_hand_over(self) -> "PostalBatchQuerySet":
        """Batches whose files are ready and that have not been given to La Poste."""
        return self.filter(state=BatchState.CLOSED, document__isnull=False)


class PostalBatch(Claimable):
    """Letters that leave together by post: one print-ready file and its manifest."""

    number = models.PositiveIntegerField("numéro")
    state = models.CharField("état", max_length=12, choices=BatchState, default=BatchState.OPEN)
    opened_at = models.DateTimeField("ouvert le")
    #: The day of the post that its letters wait for; none where it is empty or closed by hand.
    posting_on = models.DateField("jour de poste", null=True, blank=True)
    closed_at = models.DateTimeField("fermé le", null=True, blank=True)
    handed_over_at = models.DateTimeField("remis le", null=True, blank=True)
    document = ScopedForeignKey(
        "inclusion.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="postal_batches"
    )
    manifest = ScopedForeignKey(
        "inclusion.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="postal_manifests"
    )

    TRANSITIONS = {
        BatchState.OPEN: {BatchState.CLOSED},
        BatchState.CLOSED: {BatchState.HANDED_OVER},
        BatchState.HANDED_OVER: set(),
    }

    #: Its files are made anew while it is not handed over.
    RECORDED_ONCE = ("handed_over_at",)

    objects: ClassVar = NetworkManager.from_queryset(PostalBatchQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "lot de courrier"
        verbose_name_plural = "lots de courrier"
        ordering = ["-number"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("document", "manifest"),
            models.UniqueConstraint(fields=["network", "number"], name="postal_batch_number_unique"),
            models.UniqueConstraint(
                fields=["network"], condition=Q(state=BatchState.OPEN), name="postal_batch_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state=BatchState.OPEN, closed_at=None)
                | Q(~Q(state=BatchState.OPEN), closed_at__isnull=False),
                name="postal_batch_closed_dated",
                violation_error_message="Un lot fermé porte sa date de fermeture.",
            ),
        ]

    def __str__(self) -> str:
        return f"Lot n° {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("batch_detail", args=[self.network.slug, self.pk])

    @property
    def departure(self) -> str:
        """When it leaves, or should have left, in words; nothing where no day is known or it has left."""
        if self.state == BatchState.HANDED_OVER:
            return ""
        now = timezone.now()
        day = self.posting_on
        if day is None and self.state == BatchState.OPEN:
            day = next_posting_day(posting_days(), after=now)
        return departure_words(day, today=timezone.localdate(now))

    def set_posting_day(self, day: date | None) -> None:
        """Have it leave on this day; none: when somebody closes it. The caller has locked it."""
        self.posting_on = day
        self.save(update_fields=["posting_on"])

    def cancelled(self) -> "LetterQuerySet":
        """Its letters that were cancelled: they do not leave with it."""
        return self.letters.filter(state=LetterState.CANCELLED).order_by("pk")

    def rewritten(self) -> "LetterQuerySet":
        """Its letters that were written again since it was closed: what was printed before bears an old address."""
        return self.to_print().filter(rewritten_at__gte=self.closed_at).order_by("pk")

    def to_print(self) -> "LetterQuerySet":
        """Its letters but those that were cancelled while it was open."""
        return self.letters.exclude(state=LetterState.CANCELLED)

    def blockers(self, to: BatchState) -> list[str]:
        """What is missing before this state, in French sentences."""
        if to == BatchState.CLOSED and not self.to_print().exists():
            return ["Ce lot ne contient encore aucune lettre."]
        if to == BatchState.HANDED_OVER and self.document_id is None:
            return ["Le fichier à imprimer n’est pas encore prêt."]
        return []


#: Letters that have not reached anybody yet: such a booklet is cancelled whole, with its letter.
NOT_LEFT = (
    LetterState.QUEUED,
    LetterState.WRITING,
    LetterState.WRITTEN,
    LetterState.SENDING,
    LetterState.BATCHED,
    LetterState.FAILED,
)
#: Letters that left and did not arrive: they may leave another way, with the same passes.
CAME_BACK = (LetterState.RETURNED, LetterState.BOUNCED)
#: Letters whose passes nobody has, as far as is known.
NOT_ARRIVED = (*NOT_LEFT, *CAME_BACK)


#: States of a letter that reached, or should have reached, its person.
LEFT = (LetterState.SENT, LetterState.POSTED, LetterState.HANDED)


class LetterQuerySet(NetworkOwnedQuerySet):
    def due(self, *, at: datetime, lease: timedelta) -> "LetterQuerySet":
        """Letters that a worker should process now: they wait and their next try has come, or their worker was
        not heard of for the length of a lease."""
        due = self.filter(
            Q(state__in=[LetterState.QUEUED, LetterState.WRITTEN], retry_at=None, created_at__lt=at - lease)
            | Q(state__in=[LetterState.QUEUED, LetterState.WRITTEN], retry_at__lte=at)
            | Q(state__in=[LetterState.WRITING, LetterState.SENDING], claimed_at__lt=at - lease)
        )
        # One that is handed over waits, written, for a person and for no worker.
        return due.exclude(state=LetterState.WRITTEN, channel=Channel.HAND)

    def outdated(self) -> "LetterQuerySet":
        """Letters of closed batches that bear an address where the person no longer lives, or whose booklet was
        cancelled since, before they leave.
        """
        return self.filter(
            ~Q(new_address=[]) | Q(booklet__cancelled_at__isnull=False),
            state=LetterState.BATCHED,
            batch__state=BatchState.CLOSED,
        )

    def troubled(self) -> "LetterQuerySet":
        """Letters that wait for somebody's decision."""
        return self.filter(state__in=[LetterState.FAILED, LetterState.UNCERTAIN])

    def visible_to(self, member: "Member") -> "LetterQuerySet":
        """Letters to the people whom this member may see; none for who may see nobody."""
        if member.may(Permission.PEOPLE_VIEW_ALL):
            return self
        if member.may(Permission.PEOPLE_VIEW):
            return self.filter(booklet__beneficiary__followed_by=member.partner)
        return self.none()

    def for_lists(self) -> "LetterQuerySet":
        """With everything that a line of a list shows."""
        return self.select_related("booklet__beneficiary", "booklet__prescriber", "batch")

    def of_batch(self, batch: PostalBatch) -> "LetterQuerySet":
        """Letters that left or leave with a batch, without those cancelled in it, also those that came back and left
        again in another one, each with `came_back_on`, the day on which La Poste brought it back.
        """
        back = LetterReturn.objects.filter(letter=models.OuterRef("pk"), batch=batch)
        there = Q(batch=batch) & ~Q(state=LetterState.CANCELLED)
        moved = models.Exists(back) & ~Q(batch=batch)
        return self.filter(there | moved).annotate(came_back_on=models.Subquery(back.values("returned_on")[:1]))

    def counts(self) -> list[tuple[LetterState, int]]:
        """How many letters are in each state that any is in, in the order of a letter's life."""
        found = dict(self.order_by("state").values_list("state").annotate(n=models.Count("pk")))
        return [(state, found[state.value]) for state in LetterState if state.value in found]


class Letter(Claimable):
    """The letter of the Conseil départemental that carries a booklet, or reminds of it; it goes out exactly once."""

    #: What queries add to a row that they read.
    served: Any

    booklet = ScopedForeignKey("funding.Booklet", on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField("nature", max_length=10, choices=LetterKind, default=LetterKind.PASSES)
    #: One of many: what somebody waits for goes first.
    bulk = models.BooleanField(default=False, editable=False)
    #: Everything that its pages show, as it was when it was written; emptied with the person's file.
    content = models.JSONField(default=dict, editable=False)
    channel = models.CharField("envoi", max_length=10, choices=Channel)
    address = models.JSONField("bloc adresse", default=list)
    email = models.EmailField("adresse électronique", blank=True)
    state = models.CharField("état", max_length=12, choices=LetterState, default=LetterState.QUEUED)
    document = ScopedForeignKey(
        "inclusion.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    batch = ScopedForeignKey(PostalBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="letters")
    created_at = models.DateTimeField("demandée le")
    #: When the next try is due, after one that the mail server put off.
    retry_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Attempts before somebody last asked for another try: `attempts` itself only grows, as it identifies claims.
    attempts_before = models.PositiveSmallIntegerField(default=0, editable=False)
    #: Written just before the letter's bytes are handed to the mail server: after that, only a person may send
    #: it again.
    handed_to_server_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("partie le", null=True, blank=True)
    #: When it was last written anew because the person's name or address had changed.
    rewritten_at = models.DateTimeField("récrite le", null=True, editable=False)
    #: Where the person lives by now, of a letter whose batch is closed; empty where it says so already.
    new_address = models.JSONField(default=list, editable=False)

    TRANSITIONS = {
        LetterState.QUEUED: {LetterState.WRITING, LetterState.CANCELLED},
        LetterState.WRITING: {LetterState.WRITING, LetterState.WRITTEN, LetterState.QUEUED, LetterState.FAILED},
        LetterState.WRITTEN: {
            LetterState.SENDING,
            LetterState.BATCHED,
            LetterState.HANDED,
            LetterState.QUEUED,
            LetterState.CANCELLED,
        },
        LetterState.SENDING: {
            LetterState.SENDING,
            LetterState.SENT,
            LetterState.WRITTEN,
            LetterState.QUEUED,
            LetterState.UNCERTAIN,
            LetterState.FAILED,
            LetterState.BOUNCED,
        },
        LetterState.UNCERTAIN: {LetterState.SENT, LetterState.WRITTEN, LetterState.QUEUED, LetterState.BOUNCED},
        LetterState.FAILED: {LetterState.QUEUED, LetterState.WRITTEN, LetterState.CANCELLED},
        LetterState.BATCHED: {LetterState.POSTED, LetterState.QUEUED, LetterState.CANCELLED},
        LetterState.SENT: {LetterState.BOUNCED},
        LetterState.BOUNCED: {LetterState.QUEUED},
        LetterState.POSTED: {LetterState.RETURNED},
        LetterState.RETURNED: {LetterState.QUEUED},
        LetterState.HANDED: set(),
        LetterState.CANCELLED: set(),
    }

    #: Once it is written; its passes' codes are in it, so that nobody finds the address by trying.
    RECORDED = (Digest(("address", "email", "content"), ~Q(content={}) & Q(document__isnull=False)),)

    objects: ClassVar = NetworkManager.from_queryset(LetterQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "lettre"
        ordering = ["-created_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("booklet", "document", "batch"),
            models.UniqueConstraint(fields=["booklet", "kind"], name="letter_one_of_a_kind"),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[
                        LetterState.SENT,
                        LetterState.BOUNCED,
                        LetterState.POSTED,
                        LetterState.RETURNED,
                        LetterState.HANDED,
                    ]
                )
                | Q(sent_at__isnull=False),
                name="letter_sent_dated",
                violation_error_message="Une lettre partie porte sa date.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[LetterState.QUEUED, LetterState.WRITING, LetterState.FAILED, LetterState.CANCELLED]
                )
                | Q(document__isnull=False),
                name="letter_written_has_document",
                violation_error_message="Une lettre écrite a son document.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[LetterState.BATCHED, LetterState.POSTED, LetterState.RETURNED])
                | Q(batch__isnull=False),
                name="letter_batched_has_batch",
                violation_error_message="Une lettre à poster est dans un lot.",
            ),
        ]

    def __str__(self) -> str:
        return f"Lettre n° {self.pk}"

    @property
    def is_settled(self) -> bool:
        """Whether nothing more will happen without somebody asking."""
        return self.state in (
            LetterState.SENT,
            LetterState.BOUNCED,
            LetterState.BATCHED,
            LetterState.POSTED,
            LetterState.RETURNED,
            LetterState.HANDED,
            LetterState.UNCERTAIN,
            LetterState.FAILED,
            LetterState.CANCELLED,
        ) or (self.state == LetterState.WRITTEN and self.channel == Channel.HAND)

    @property
    def departure(self) -> str:
        """When La Poste gets it, in words, while it waits for that; nothing for any other, or where no day is known."""
        if self.state == LetterState.BATCHED:
            return self.batch.departure
        waits = (LetterState.QUEUED, LetterState.WRITING, LetterState.WRITTEN)
        if self.channel != Channel.POST or self.state not in waits:
            return ""
        now = timezone.now()
        return departure_words(next_posting_day(posting_days(), after=now), today=timezone.localdate(now))

    @property
    def may_be_cancelled(self) -> bool:
        """Whether it has not left yet and no worker is at it."""
        return self.state in (LetterState.QUEUED, LetterState.WRITTEN, LetterState.FAILED) or (
            self.state == LetterState.BATCHED and self.batch.state == BatchState.OPEN
        )

    @property
    def sending(self) -> str:
        """Names what was sent: a letter that leaves for another address is another document."""
        return str(self.document_id)

    @property
    def was_sent(self) -> bool:
        """Whether it was handed over to the mail server, by its last way, and has not come back."""
        is_out = self.state in (LetterState.SENDING, LetterState.SENT, LetterState.UNCERTAIN)
        return is_out and self.handed_to_server_at is not None

    def get_absolute_url(self) -> str:
        return reverse("letter_detail", args=[self.network.slug, self.pk])

    def blockers(self, to: LetterState) -> list[str]:
        """What blocks this state, in French sentences."""
        if (
            to == LetterState.CANCELLED
            and self.state == LetterState.BATCHED
            and self.batch.state != BatchState.OPEN
            and self.booklet.cancelled_at is None
        ):
            return ["Le lot de courrier de cette lettre est déjà fermé : elle part avec lui."]
        return []


class LetterReturn(NetworkOwned):
    """A letter that La Poste brought back, from which batch, and why."""

    letter = ScopedForeignKey(Letter, on_delete=models.PROTECT, related_name="returns")
    batch = ScopedForeignKey(PostalBatch, on_delete=models.PROTECT, related_name="returns")
    returned_on = models.DateField("revenue le")
    reason = models.CharField("raison", max_length=120, blank=True)
    recorded_at = models.DateTimeField("notée le")
    recorded_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")

    class Meta(NetworkOwned.Meta):
        verbose_name = "lettre revenue"
        verbose_name_plural = "lettres revenues"
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("letter", "batch"),
            models.UniqueConstraint(fields=["letter", "batch"], name="letter_return_once_a_batch"),
        ]

"""What a school asks for: dates, a model or a kit, for a pupil known by a pseudonym."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse

from equipment.bank.models import runs_the_bank
from equipment.enums import MdphStep, Need, RequestState
from equipment.inventory.models import EquipmentModel, Kit, needs_field
from equipment.schools.models import Pupil, School
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import Period, shown_end, shown_period
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet

if TYPE_CHECKING:
    from datetime import date

    from inclusion.core.access import Member

_COMPLETE = (
    models.Q(start__isnull=False, end__isnull=False, needs__len__gt=0)
    & (models.Q(model__isnull=False, kit=None) | models.Q(model=None, kit__isnull=False))
    & models.Q(sent_at__isnull=False, answer_by__isnull=False)
)
_ANSWERED = (RequestState.CONFIRMED, RequestState.REFUSED)


class LoanRequestQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "LoanRequestQuerySet":
        """Those of the own school; what was sent, for whoever runs the bank."""
        if runs_the_bank(member):
            return self.exclude(state=RequestState.DRAFT)
        return self.filter(school__partner=member.partner)

    def on_their_own(self) -> "LoanRequestQuerySet":
        """Without the drafts that are written and sent with another one."""
        own = self.exclude(state=RequestState.DRAFT, together__isnull=False)
        others = models.Q(others__state=RequestState.DRAFT)
        return own.annotate(others_count=models.Count("others", filter=others))

    def to_answer(self) -> "LoanRequestQuerySet":
        """Sent and not answered yet, the most pressing first."""
        return self.filter(state=RequestState.SENT).order_by("answer_by", "sent_at", "pk")

    def pressing_first(self) -> "LoanRequestQuerySet":
        """What is to answer first, by its last day, then what waits for its school or on the list.

        The answered ones come behind, the latest first.
        """
        rank = models.Case(
            models.When(state=RequestState.SENT, then=models.Value(0)),
            models.When(state__in=[RequestState.DRAFT, RequestState.OFFERED], then=models.Value(1)),
            models.When(state=RequestState.WAITING, then=models.Value(2)),
            default=models.Value(3),
            output_field=models.IntegerField(),
        )
        pressing = models.Case(models.When(state=RequestState.SENT, then=models.F("answer_by")))
        return self.annotate(rank=rank, pressing=pressing).order_by("rank", "pressing", "-drafted_at", "-pk")

    def in_line(self) -> "LoanRequestQuerySet":
        """On the waiting list, whoever waits longest first."""
        return self.filter(state=RequestState.WAITING).order_by("waiting_since", "pk")


class LoanRequest(NetworkOwned):
    """A request of a school; a draft may lack anything but its school."""

    school = ScopedForeignKey(School, on_delete=models.PROTECT, related_name="requests", verbose_name="établissement")
    asked_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    pupil = ScopedForeignKey(
        Pupil, on_delete=models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="élève"
    )
    start = models.DateField("à partir du", null=True, blank=True)
    end = models.DateField("fin (exclue)", null=True, blank=True)
    model = ScopedForeignKey(
        EquipmentModel, on_delete=models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="modèle"
    )
    kit = ScopedForeignKey(
        Kit, on_delete=models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="mallette"
    )
    #: The request that this one was written and sent with, for the same days and pupil; it is answered alone.
    together = ScopedForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="others", verbose_name="demandé avec"
    )
    needs = needs_field(default=list, blank=True)
    situation = models.TextField("ce que l’élève doit pouvoir faire", blank=True, max_length=1000)
    mdph_step = models.CharField("démarche auprès de la MDPH", max_length=10, choices=MdphStep, default=MdphStep.BEFORE)
    #: Whether the same length later would do, once these days are over.
    later_is_fine = models.BooleanField("plus tard convient aussi", default=True)
    state = models.CharField("état", max_length=10, choices=RequestState, default=RequestState.DRAFT)
    drafted_at = models.DateTimeField("commencée le")
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True)
    answer_by = models.DateField("à traiter avant le (inclus)", null=True, blank=True)
    waiting_since = models.DateTimeField("sur liste d’attente depuis", null=True, blank=True)
    answered_at = models.DateTimeField("traitée le", null=True, blank=True)
    answered_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: Why it was refused, in a sentence for the school.
    reason = models.TextField("motif du refus", blank=True)

    TRANSITIONS = {
        RequestState.DRAFT: {RequestState.SENT},
        RequestState.SENT: {RequestState.CONFIRMED, RequestState.REFUSED, RequestState.WAITING, RequestState.WITHDRAWN},
        RequestState.WAITING: {
            RequestState.OFFERED,
            RequestState.CONFIRMED,
            RequestState.REFUSED,
            RequestState.WITHDRAWN,
        },
        RequestState.OFFERED: {RequestState.CONFIRMED, RequestState.REFUSED, RequestState.WITHDRAWN},
        RequestState.CONFIRMED: set(),
        RequestState.REFUSED: set(),
        RequestState.WITHDRAWN: set(),
    }

    objects: ClassVar = NetworkManager.from_queryset(LoanRequestQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "demande de prêt"
        verbose_name_plural = "demandes de prêt"
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("school", "pupil", "model", "kit", "together"),
            models.CheckConstraint(
                condition=models.Q(start=None) | models.Q(end=None) | models.Q(start__lt=models.F("end")),
                name="loan_request_period",
                violation_error_message="Le retour ne peut pas précéder le départ.",
            ),
            models.CheckConstraint(
                condition=models.Q(model=None) | models.Q(kit=None),
                name="loan_request_model_or_kit",
                violation_error_message="Choisissez un modèle ou une mallette, pas les deux.",
            ),
            models.CheckConstraint(
                condition=models.Q(state=RequestState.DRAFT) | _COMPLETE,
                name="loan_request_sent_complete",
                violation_error_message="Une demande envoyée dit pour quand, quoi et pour quel besoin.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=_ANSWERED, answered_at__isnull=False)
                | models.Q(~models.Q(state__in=_ANSWERED), answered_at=None),
                name="loan_request_answered",
                violation_error_message="Une réponse porte sa date.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=RequestState.REFUSED) | ~models.Q(reason=""),
                name="loan_request_refused_with_reason",
                violation_error_message="Un refus porte son motif.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[RequestState.WAITING, RequestState.OFFERED])
                | models.Q(waiting_since__isnull=False),
                name="loan_request_waits_since",
                violation_error_message="Une attente porte sa date.",
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "answer_by"], name="loan_request_by_state")]

    def __str__(self) -> str:
        return f"{self.wanted or 'matériel à choisir'}, {self.school}"

    def get_absolute_url(self) -> str:
        return reverse("loan_request_detail", args=[self.network.slug, self.pk])

    def chosen(self) -> EquipmentModel | Kit:
        """The model or the kit; whoever asks for that of a draft without one gets a DomainError."""
        if self.wanted is None:
            raise DomainError("Choisissez un modèle ou une mallette.").at("model")
        return self.wanted

    @property
    def wanted(self) -> EquipmentModel | Kit | None:
        """The model or the kit, once one was chosen."""
        return self.model or self.kit

    @property
    def wanted_together(self) -> str:
        """What is asked for in words, « Stylo et 2 autres matériels » of a draft of several."""
        words = str(self.wanted or "Matériel à choisir")
        if self.state != RequestState.DRAFT:
            return words
        count = self.others_count if hasattr(self, "others_count") else self.others.count()
        return f"{words} et {so_many(count, 'autre matériel', 'autres matériels')}" if count else words

    @property
    def siblings(self) -> "models.QuerySet[LoanRequest]":
        """The requests that were written with it, itself apart, the first one first."""
        first = self.together_id or self.pk
        found = LoanRequest.objects.filter(models.Q(pk=first) | models.Q(together=first)).exclude(pk=self.pk)
        return found.select_related("school", "model", "kit", "network").order_by("pk")

    @property
    def needs_shown(self) -> list[str]:
        """Its needs in words."""
        return [Need(one).label for one in self.needs]

    @property
    def days(self) -> Period:
        """Its half-open days; whoever asks for those of a draft without any gets a DomainError."""
        if self.start is None or self.end is None:
            raise DomainError("Choisissez les dates du prêt.").at("start")
        return Period(self.start, self.end)

    @property
    def period(self) -> str:
        """Its days in words, both included; empty while they are not chosen."""
        return shown_period(self.start, self.end) if self.start and self.end else ""

    @property
    def last_day(self) -> "date | None":
        """The day of return, which is the last of the loan."""
        return shown_end(self.end) if self.end else None

    def is_late(self, *, on: "date") -> bool:
        """Whether the bank should have answered before this day."""
        return self.state == RequestState.SENT and self.answer_by is not None and self.answer_by < on

    def blockers(self, to: RequestState) -> list[str]:
        """What is missing before this state, in French sentences."""
        if to == RequestState.SENT:
            return self.missing()
        if to == RequestState.REFUSED and not self.reason.strip():
            return ["Indiquez pourquoi la demande est refusée."]
        return []

    def missing(self) -> list[str]:
        """What a draft lacks to be sent."""
        found = []
        if self.start is None or self.end is None:
            found.append("Choisissez les dates du prêt.")
        if self.wanted is None:
            found.append("Choisissez un modèle ou une mallette.")
        if not self.needs:
            found.append("Indiquez à quel besoin le matériel répond.")
        if self.pupil_id is None:
            found.append("Indiquez pour quel élève, par son pseudonyme.")
        return found

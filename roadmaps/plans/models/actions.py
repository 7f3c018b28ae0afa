"""Actions of a roadmap: what is done, by whom, when, and how far it has come."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from funding.staff.models import StaffPost
from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, Trigger, same_network
from inclusion.core.models.history import Rows
from inclusion.core.models.networks import Membership
from inclusion.core.registry.links import key_of
from inclusion.core.scope import AppendOnly, NetworkManager, NetworkOwned, NetworkOwnedQuerySet
from inclusion.events.models import Event
from inclusion.meetings.models import MeetingTask
from inclusion.partners.models import Contact, Partner, PartnerService
from roadmaps.enums import ActionState, ActorRole, Need, Origin, Priority, Strand
from roadmaps.plans.models.axes import Axis, Objective
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.rules.cells import NEEDS_REASON, is_late, state_question

if TYPE_CHECKING:
    from inclusion.core.access import Member

#: States in which nothing more is to be done.
OVER = (ActionState.DONE, ActionState.DROPPED)


class ActionQuerySet(NetworkOwnedQuerySet):
    """Reads of actions; without another order they are as in their roadmap."""

    def of_roadmap(self, roadmap: Roadmap) -> "ActionQuerySet":
        """Actions of one roadmap."""
        return self.filter(axis__roadmap=roadmap)

    def in_order(self) -> "ActionQuerySet":
        """As the roadmap lists them: by axis, those without an objective first, then by objective."""
        return self.order_by(
            "axis__rank", models.F("objective__rank").asc(nulls_first=True), "rank", "pk"
        ).select_related("axis", "objective")

    def matching(self, text: str) -> "ActionQuerySet":
        """Actions of which every word is in the title, accents and case aside."""
        found = self
        for word in text.split():
            found = found.filter(title__unaccent__icontains=word)
        return found

    def late(self, day: date) -> "ActionQuerySet":
        """Actions that should be over, or should have begun, and are not."""
        due = models.Q(end__lte=day) | models.Q(start__lt=day, state=ActionState.TO_START)
        return self.filter(due).exclude(state__in=OVER)

    def blocked(self) -> "ActionQuerySet":
        """Actions that something holds up: their state says so, or a condition that was not lifted."""
        open_ones = BlockingCondition.objects.filter(action=models.OuterRef("pk"), lifted_on=None)
        return self.exclude(state__in=OVER).filter(models.Q(state=ActionState.BLOCKED) | models.Exists(open_ones))


class Action(NetworkOwned):
    """One action. Its dates are `[start, end)`, either may be unknown; its money is the sum of its lines."""

    #: What queries add to a row that they read.
    is_blocked: Any
    is_late: Any
    late_since: Any
    leads: Any
    number: Any
    open_conditions: Any
    partners: Any

    axis = ScopedForeignKey(Axis, on_delete=models.PROTECT, related_name="actions", verbose_name="axe")
    objective = ScopedForeignKey(
        Objective, on_delete=models.PROTECT, null=True, blank=True, related_name="actions", verbose_name="objectif"
    )
    rank = models.PositiveSmallIntegerField("rang")
    title = models.CharField("intitulé", max_length=200)
    description = models.TextField("description", blank=True)
    start = models.DateField("début", null=True, blank=True)
    end = models.DateField("fin (exclue)", null=True, blank=True)
    state = models.CharField("état", max_length=10, choices=ActionState, default=ActionState.TO_START)
    state_since = models.DateField("depuis le")
    state_reason = models.TextField("raison", blank=True)
    progress = models.PositiveSmallIntegerField("avancement (%)", default=0)
    priority = models.CharField("priorité", max_length=6, choices=Priority, default=Priority.NORMAL)
    strand = models.CharField("volet", max_length=10, choices=Strand, blank=True)
    needs = ArrayField(
        models.CharField(max_length=50, choices=Need),
        verbose_name="besoins de France Numérique Ensemble",
        default=list,
        blank=True,
    )
    origin = models.CharField("origine", max_length=8, choices=Origin, default=Origin.INITIAL)
    added_on = models.DateField("ajoutée le")
    #: What the action costs in all, in euros, whoever pays; None is not known yet.
    budget = models.DecimalField("budget prévu (€)", max_digits=12, decimal_places=2, null=True, blank=True)
    actors = models.ManyToManyField("inclusion.Partner", through="ActionActor", related_name="roadmap_actions")

    TRANSITIONS = {state: {other for other in ActionState if other != state} for state in ActionState}

    RECORDED = (Rows("fund_lines", ("fund", "planned")), Rows("other_financing", ("amount", "secured_on")))

    objects: ClassVar = NetworkManager.from_queryset(ActionQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "action"
        ordering = ["axis_id", "rank", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("axis", "objective"),
            models.CheckConstraint(
                condition=models.Q(start=None) | models.Q(end=None) | models.Q(start__lt=models.F("end")),
                name="roadmap_action_period",
                violation_error_message="La fin de l’action ne peut pas précéder son début.",
            ),
            models.CheckConstraint(
                condition=models.Q(progress__lte=100),
                name="roadmap_action_progress",
                violation_error_message="L’avancement va de 0 à 100\u00a0%.",
            ),
            models.CheckConstraint(
                condition=models.Q(budget=None) | models.Q(budget__gte=0),
                name="roadmap_action_budget",
                violation_error_message="Un budget n’est pas négatif.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=NEEDS_REASON) | ~models.Q(state_reason=""),
                name="roadmap_action_told_why",
                violation_error_message="Indiquez pourquoi l’action est bloquée, suspendue ou abandonnée.",
            ),
            Trigger("AFTER INSERT OR UPDATE", "action_stands_in_its_objective", deferred=True),
        ]
        indexes = [models.Index(fields=["axis", "rank"], name="roadmap_action_order")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("roadmap_action", args=[self.network.slug, self.pk])

    @property
    def roadmap(self) -> Roadmap:
        return self.axis.roadmap

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def reached(self) -> int:
        """The percentage that counts: all of it once done, nothing before it begins, else what was typed."""
        if self.state == ActionState.DONE:
            return 100
        return 0 if self.state == ActionState.TO_START else self.progress

    def is_late_on(self, day: date) -> bool:
        """Whether it should be over, or should have begun, and is not."""
        return is_late(
            start=self.start, end=self.end, begun=self.state != ActionState.TO_START, over=self.is_over, today=day
        )

    def blockers(self, to: str) -> list[str]:
        """What prevents this state, as sentences."""
        if to in NEEDS_REASON and not self.state_reason.strip():
            return [state_question(to)]
        return []


#: Who may lead an action: an organisation, one of its services, a person with an account there, or a contact.
type Lead = Partner | PartnerService | Contact | Membership


class ActionActorQuerySet(NetworkOwnedQuerySet):
    """Reads of who leads an action and who takes part."""

    def with_names(self) -> "ActionActorQuerySet":
        """Each with what its name is made of at hand."""
        return self.select_related("partner", "service", "contact", "membership__user")

    def leads(self) -> "ActionActorQuerySet":
        """Those that lead."""
        return self.filter(role=ActorRole.LEAD)

    def of_person(self, member: "Member") -> "ActionActorQuerySet":
        """The actions that this member leads in person: by the account, or as a contact of the same address."""
        mine = models.Q(membership__user=member.user) | models.Q(contact__email__iexact=member.user.email)
        return self.leads().filter(mine)


class ActionActor(NetworkOwned):
    """An organisation of the network that leads an action or takes part in it.

    A lead may be one of its services or a person of it; the organisation is written beside.
    """

    action = ScopedForeignKey(Action, on_delete=models.CASCADE, related_name="actor_rows")
    partner = ScopedForeignKey("inclusion.Partner", on_delete=models.PROTECT, related_name="action_roles")
    service = ScopedForeignKey(PartnerService, on_delete=models.PROTECT, null=True, related_name="actions_led")
    contact = ScopedForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="actions_led")
    membership = ScopedForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField("rôle", max_length=8, choices=ActorRole)
    rank = models.PositiveSmallIntegerField("rang")

    objects: ClassVar = NetworkManager.from_queryset(ActionActorQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "acteur d’une action"
        ordering = ["role", "rank", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("action", "partner", "service", "contact", "membership"),
            models.UniqueConstraint(
                fields=["action", "partner", "service", "contact", "membership"],
                name="action_actor_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(service=None, contact=None)
                | models.Q(service=None, membership=None)
                | models.Q(contact=None, membership=None),
                name="action_actor_is_one",
            ),
            models.CheckConstraint(
                condition=models.Q(role=ActorRole.LEAD) | models.Q(service=None, contact=None, membership=None),
                name="action_partner_is_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        """« Direction Seniors (Ville d’Annecy) », or the organisation alone."""
        return lead_name(self.lead, self.partner)

    @property
    def lead(self) -> Lead:
        """The service, the person or else the organisation."""
        return self.service or self.contact or self.membership or self.partner

    @property
    def key(self) -> str:
        """What a choice of leads is called by: « service:5 »."""
        return lead_key(self.lead)

    @property
    def short_name(self) -> str:
        """Its name without its organisation."""
        return short_lead_name(self.lead)

    @property
    def left(self) -> str:
        """« , n’est plus membre », after the name of a person whose access has ended; empty else."""
        return ", n’est plus membre" if self.membership and self.membership.ended_at else ""

    @property
    def public_name(self) -> str:
        """Its name where anybody reads: a person by the function, never by name."""
        person = self.contact or self.membership
        if person is None:
            return str(self)
        return f"{person.job_title} ({self.partner})" if person.job_title else str(self.partner)


_LEAD_KINDS = {Partner: "partner", PartnerService: "service", Contact: "contact", Membership: "membership"}


def lead_key(lead: Lead) -> str:
    """What an organisation, service or person is called by in a choice of leads."""
    return f"{_LEAD_KINDS[type(lead)]}:{lead.pk}"


def short_lead_name(lead: Lead) -> str:
    """The name of a lead without its organisation."""
    return str(lead.user) if isinstance(lead, Membership) else str(lead)


def lead_name(lead: Lead, partner: Partner) -> str:
    """« Direction Seniors (Ville d’Annecy) », or the organisation alone."""
    return str(partner) if isinstance(lead, Partner) else f"{short_lead_name(lead)} ({partner})"


def lead_columns(lead: Lead) -> dict[str, Any]:
    """The columns of `ActionActor` of a lead: its organisation, and the service or the person."""
    if isinstance(lead, Partner):
        return {"partner": lead}
    return {"partner_id": lead.partner_id, _LEAD_KINDS[type(lead)]: lead}


def leads_by_key(keys: Iterable[str]) -> list[Lead]:
    """The leads of these keys, in their order; those that are not there any more are left out."""
    wanted = list(keys)
    found: dict[str, Lead] = {}
    for model, kind in _LEAD_KINDS.items():
        own = [key.partition(":")[2] for key in wanted if key.startswith(f"{kind}:")]
        rows = model.objects.filter(pk__in=own) if own else ()
        found |= {lead_key(row): row for row in rows}
    return [found[key] for key in wanted if key in found]


def leads_to_choose(*, also: Iterable[ActionActor] = ()) -> dict[Partner, list[Lead]]:
    """Who may lead an action: each organisation of the network with its services, members and contacts.

    `also`: rows of leads that stay to be chosen though they have left.
    """
    kept = list(also)
    found: dict[Partner, list[Lead]] = {
        one: [one]
        for one in Partner.objects.filter(
            models.Q(merged_into=None) | models.Q(pk__in=[row.partner_id for row in kept])
        ).order_by("sort_name", "pk")
    }
    by_key = {partner.pk: leads for partner, leads in found.items()}
    members = Membership.objects.filter(
        models.Q(ended_at=None) | models.Q(pk__in=[row.membership_id for row in kept if row.membership_id])
    )
    for rows in (
        PartnerService.objects.order_by("name", "pk"),
        members.select_related("user").order_by("user__last_name", "pk"),
        Contact.objects.order_by("name", "pk"),
    ):
        for row in rows:
            if row.partner_id in by_key:
                by_key[row.partner_id].append(row)
    return found


def lead_label(lead: Lead) -> str:
    """The name of a lead under its organisation, with the function of a person."""
    title = getattr(lead, "job_title", "")
    return f"{short_lead_name(lead)}, {title}" if title else short_lead_name(lead)


#: The column of `ActionLink` for each model that may serve an action.
_LINKED_BY: dict[Any, str] = {Event: "event", MeetingTask: "task", StaffPost: "staff_post"}


class ActionLinkQuerySet(NetworkOwnedQuerySet):
    """What tasks, events and posts serve, as `inclusion.core.registry.links.LinkSource` asks."""

    def keys(self, rows: models.QuerySet[Any]) -> dict[int, str]:
        """The keys of the actions that these rows of one model serve, by the row's."""
        column = _LINKED_BY[rows.model]
        links = self.filter(**{f"{column}__in": rows.order_by()}).select_related("action")
        return {getattr(one, f"{column}_id"): key_of(one.action) for one in links}

    def link(self, row: Event | MeetingTask | StaffPost, key: str) -> None:
        """Let a task, an event or a post serve the action of this key and no other; the caller writes the journal."""
        served = {_LINKED_BY[type(row)]: row}
        self.filter(**served).delete()
        table, _, pk = key.rpartition(":")
        if table == Action._meta.label_lower:
            self.create(action_id=int(pk), **served)


class ActionLink(NetworkOwned):
    """A task of a meeting, an event or a post that serves an action."""

    action = ScopedForeignKey(Action, on_delete=models.CASCADE, related_name="links")
    event = ScopedOneToOneField(Event, on_delete=models.CASCADE, null=True, related_name="action_link")
    task = ScopedOneToOneField(MeetingTask, on_delete=models.CASCADE, null=True, related_name="action_link")

    staff_post = ScopedOneToOneField(StaffPost, on_delete=models.CASCADE, null=True, related_name="action_link")

    objects: ClassVar = NetworkManager.from_queryset(ActionLinkQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "lien vers une action"
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("action", "event", "task", "staff_post"),
            models.CheckConstraint(
                condition=models.Q(event__isnull=False, task=None, staff_post=None)
                | models.Q(event=None, task__isnull=False, staff_post=None)
                | models.Q(event=None, task=None, staff_post__isnull=False),
                name="action_link_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event or self.task or self.staff_post} ({self.action})"


class BlockingCondition(NetworkOwned):
    """What must happen before an action can go on, and who can make it happen."""

    action = ScopedForeignKey(Action, on_delete=models.CASCADE, related_name="conditions")
    text = models.CharField("condition", max_length=300)
    partner = ScopedForeignKey(
        "inclusion.Partner",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="blocking_conditions",
        verbose_name="qui peut la lever",
    )
    due_on = models.DateField("attendue pour le", null=True, blank=True)
    lifted_on = models.DateField("levée le", null=True, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "condition bloquante"
        ordering = ["lifted_on", "due_on", "pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("action", "partner")]

    def __str__(self) -> str:
        return self.text


class ActionNote(AppendOnly):
    """What was said about an action on a day; a change of state leaves one with its reason. Never changed."""

    action = ScopedForeignKey(Action, on_delete=models.PROTECT, related_name="notes")
    said_on = models.DateField("le")
    text = models.TextField("note", blank=True)
    to_state = models.CharField("devient", max_length=10, choices=ActionState, blank=True)
    #: The percentage that it came to that day, where it changed.
    progress = models.PositiveSmallIntegerField("avancement (%)", null=True)
    by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("écrite le")

    class Meta(AppendOnly.Meta):
        verbose_name = "note de suivi"
        ordering = ["-at", "-pk"]
        constraints = [*AppendOnly.Meta.constraints, *same_network("action")]

    def __str__(self) -> str:
        return self.text[:60]

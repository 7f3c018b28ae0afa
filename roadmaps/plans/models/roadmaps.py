"""Roadmaps: whose, for which territory, for which years, and what they are nested under."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.urls import reverse

from inclusion.core.constraints import ScopedForeignKey, Trigger, same_network
from inclusion.core.enums import PartnerKind
from inclusion.core.french.periods import Period, shown_end, shown_period
from inclusion.core.models.columns import sort_key
from inclusion.core.models.history import Rows
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet
from inclusion.meetings.models import Body
from roadmaps.enums import AdoptionState, AxisWord, RoadmapLevel, RoadmapState, Strand

if TYPE_CHECKING:
    from inclusion.core.access import Member


class RoadmapQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "RoadmapQuerySet":
        """Those that were adopted, and those in preparation that the member's organisation carries, takes part in or
        has in its territory; all of them with the right to.
        """
        if member.may(Permission.ROADMAPS_VIEW_ALL) or member.may(Permission.ROADMAPS_MANAGE):
            return self
        acting = Roadmap.objects.filter(axes__actions__actor_rows__partner=member.partner).order_by()
        return self.filter(
            ~models.Q(state=RoadmapState.DRAFT) | self._own(member) | models.Q(pk__in=acting.values("pk"))
        )

    def editable_by(self, member: "Member") -> "RoadmapQuerySet":
        """Those that the member may write: all as the coordinator, local ones of the own organisation or territory."""
        if member.may(Permission.ROADMAPS_MANAGE):
            return self
        if member.may(Permission.ROADMAPS_LOCAL):
            return self.filter(self._own(member), level=RoadmapLevel.LOCAL)
        return self.none()

    @staticmethod
    def _own(member: "Member") -> models.Q:
        carried = RoadmapCarrier.objects.filter(roadmap=models.OuterRef("pk"), partner=member.partner)
        own = models.Q(models.Exists(carried))
        if member.partner.epci_id is not None:
            own |= models.Q(
                models.Exists(
                    RoadmapTerritory.objects.filter(roadmap=models.OuterRef("pk"), epci=member.partner.epci_id)
                )
            )
        return own

    def matching(self, text: str) -> "RoadmapQuerySet":
        """Roadmaps of which every word is in the title, accents and case aside."""
        found = self
        for word in text.split():
            found = found.filter(title__unaccent__icontains=word)
        return found

    def departmental(self) -> "RoadmapQuerySet":
        """Roadmaps of the whole département."""
        return self.filter(level=RoadmapLevel.DEPARTMENTAL)

    def local(self) -> "RoadmapQuerySet":
        """Roadmaps of one or several intercommunalités, or of a commune."""
        return self.filter(level=RoadmapLevel.LOCAL)

    def with_waits(self) -> "RoadmapQuerySet":
        """Each with `waits`: whether the coordination has yet to confirm an adoption of it."""
        return self.annotate(waits=adoption_waits("pk"))

    def to_confirm(self) -> "RoadmapQuerySet":
        """Roadmaps with an adoption that the coordination has not confirmed."""
        return self.with_waits().filter(waits=True)

    def drafted_to_confirm(self) -> "RoadmapQuerySet":
        """Roadmaps in preparation that a territory noted as drafted; one whose adoption waits is confirmed with it."""
        return self.noted_by_territory().filter(waits=False)

    def noted_by_territory(self) -> "RoadmapQuerySet":
        """Roadmaps with an adoption or a day of drafting that the coordination has yet to confirm."""
        drafted = models.Q(state=RoadmapState.DRAFT, drafted_confirmed_at=None, drafted_on__isnull=False)
        return self.with_waits().filter(models.Q(waits=True) | drafted)

    def adopted(self) -> "RoadmapQuerySet":
        """Roadmaps of which the coordination confirmed that a body adopted them, those that are over included."""
        return self.exclude(state=RoadmapState.DRAFT)


def adoption_waits(roadmap: str) -> models.Exists:
    """Whether the coordination has yet to confirm an adoption of the roadmap of which this column has the key."""
    waiting = Roadmap.objects.filter(pk=models.OuterRef(roadmap), versions__state=AdoptionState.WAITING)
    return models.Exists(waiting)


class Roadmap(NetworkOwned):
    """What a territory means to do about digital inclusion in the days of `[start, end)`."""

    #: What queries add to a row that they read.
    late_count: Any
    taken_count: Any

    level = models.CharField("niveau", max_length=12, choices=RoadmapLevel)
    title = models.CharField("titre", max_length=160)
    summary = models.TextField("présentation", blank=True)
    state = models.CharField("état", max_length=10, choices=RoadmapState, default=RoadmapState.DRAFT)
    start = models.DateField("début")
    end = models.DateField("fin (exclue)")
    parent = ScopedForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="local_roadmaps",
        verbose_name="feuille de route départementale",
    )
    axis_word = models.CharField("premier niveau", max_length=12, choices=AxisWord, default=AxisWord.AXIS)
    #: What the whole roadmap belongs to, where it is one strand only; actions may say it one by one.
    strand = models.CharField("volet", max_length=10, choices=Strand, blank=True)
    #: From this day on it is drafted: once the coordination confirmed it, the agreement of a co-financed post may be
    #: signed.
    drafted_on = models.DateField("rédigée le", null=True, blank=True)
    drafted_confirmed_at = models.DateTimeField("jour confirmé le", null=True, editable=False)
    drafted_confirmed_by = models.ForeignKey(
        "inclusion.User", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    #: Whether its axes and actions are written here; else the coordination noted its title, its days and its adoption.
    has_content = models.BooleanField("son contenu est dans le portail", default=True)
    #: Counts what was written in it: a page that shows an older number shows an older state.
    revision = models.PositiveIntegerField("modifications", default=0, editable=False)
    begun_by = models.ForeignKey(
        "inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    begun_at = models.DateTimeField("commencée le")
    sort_title = sort_key("title")

    TRANSITIONS = {
        RoadmapState.DRAFT: {RoadmapState.ADOPTED},
        RoadmapState.ADOPTED: {RoadmapState.CLOSED, RoadmapState.DRAFT},
        RoadmapState.CLOSED: {RoadmapState.ADOPTED, RoadmapState.DRAFT},
    }

    RECORDED = (Rows("versions", ("number", "body", "adopted_on", "minutes", "sha256", "state")),)

    objects: ClassVar = NetworkManager.from_queryset(RoadmapQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "feuille de route"
        verbose_name_plural = "feuilles de route"
        ordering = ["level", "sort_title", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("parent"),
            models.UniqueConstraint(
                fields=["network", "title"],
                name="roadmap_title_unique",
                violation_error_message="Une feuille de route du réseau porte déjà ce titre.",
            ),
            models.CheckConstraint(
                condition=models.Q(start__lt=models.F("end")),
                name="roadmap_period",
                violation_error_message="La fin vient après le début.",
            ),
            models.CheckConstraint(
                condition=models.Q(level=RoadmapLevel.LOCAL) | models.Q(parent=None),
                name="roadmap_departmental_is_nested_under_none",
                violation_error_message="Une feuille de route départementale n’est rattachée à aucune autre.",
            ),
            models.CheckConstraint(
                condition=models.Q(level=RoadmapLevel.LOCAL) | models.Q(has_content=True),
                name="roadmap_departmental_has_its_content",
                violation_error_message="Le contenu d’une feuille de route départementale s’écrit dans le portail.",
            ),
            models.CheckConstraint(
                condition=models.Q(drafted_confirmed_at=None, drafted_confirmed_by=None)
                | models.Q(
                    drafted_on__isnull=False, drafted_confirmed_at__isnull=False, drafted_confirmed_by__isnull=False
                ),
                name="roadmap_drafted_confirmed_when_and_by_whom",
            ),
            Trigger("AFTER INSERT OR UPDATE", "adopted_when_confirmed", deferred=True),
            Trigger("AFTER UPDATE", "axis_takes_up_the_one_above", deferred=True),
            Trigger("AFTER INSERT OR UPDATE", "local_under_departmental", deferred=True),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        name = "roadmap_detail" if self.has_content else "roadmap_adoption"
        return reverse(name, args=[self.network.slug, self.pk])

    @property
    def is_local(self) -> bool:
        return self.level == RoadmapLevel.LOCAL

    @property
    def is_public(self) -> bool:
        """Whether anybody reads what was adopted last: once the coordination confirmed it, and it is written here."""
        return self.has_content and self.state != RoadmapState.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether it may still be written."""
        return self.state != RoadmapState.CLOSED

    def is_over_on(self, day: date) -> bool:
        """Whether it was closed, or its last day is past: its adoption stays, and it carries nothing new."""
        return not self.is_open or self.end <= day

    @cached_property
    def waits(self) -> bool:
        """Whether the coordination has yet to confirm an adoption that was noted."""
        return self.versions.filter(state=AdoptionState.WAITING).exists()

    @property
    def drafted_waits(self) -> bool:
        """Whether the coordination has yet to confirm the day on which it was drafted."""
        return self.drafted_on is not None and self.drafted_confirmed_at is None

    @property
    def has_fixed_territory(self) -> bool:
        """Whether its territory and what it is nested under were noted as drafted or adopted.

        From then on only the coordination changes them: they say which posts the roadmap counts for.
        """
        return self.drafted_on is not None or self.versions.exclude(state=AdoptionState.WITHDRAWN).exists()

    @property
    def adopted_word(self) -> str:
        """What is said of one that is adopted."""
        return "adoptée" if self.has_content else "adoptée, sans contenu dans le portail"

    @property
    def preparing_word(self) -> str:
        """How far one that does not count as adopted has come."""
        if self.waits:
            return "adoption à confirmer par la coordination"
        if self.drafted_on is None:
            return "en préparation"
        if self.drafted_waits:
            return "rédigée, à confirmer par la coordination"
        return "rédigée" if self.has_content else "rédigée, sans contenu dans le portail"

    @property
    def days(self) -> Period:
        return Period(self.start, self.end)

    @property
    def period(self) -> str:
        """Its days in words, both included."""
        return shown_period(self.start, self.end)

    @property
    def years(self) -> range:
        """The civil years that it touches."""
        return range(self.start.year, shown_end(self.end).year + 1)

    def adopting_bodies(self) -> models.QuerySet[Body]:
        """The bodies that may adopt it: those of the département, or those of a local one's territory alone."""
        if not self.is_local:
            return Body.objects.active().filter(epci=None)
        own = list(self.territories.values_list("epci_id", "commune_id"))
        epcis = [epci for epci, _ in own if epci]
        communes = [commune for _, commune in own if commune]
        # The council of a commune or of an intercommunalité may say whose it is by its organisation alone.
        council = models.Q(partner__kind=PartnerKind.COMMUNE, partner__commune__in=communes) | models.Q(
            partner__kind=PartnerKind.INTERCOMMUNALITY, partner__epci__in=epcis
        )
        return Body.objects.active().filter(models.Q(epci__in=epcis) | models.Q(council, epci=None))

    def count_modification(self) -> None:
        """Note that something is written in it, for pages that show an older state; the writer locked the row."""
        self.revision += 1
        self.save(update_fields=["revision"])

    def is_editable_by(self, member: "Member | None") -> bool:
        """Whether this member may write it now."""
        if member is None or not self.is_open:
            return False
        return Roadmap.objects.editable_by(member).filter(pk=self.pk).exists()

    def blockers(self, to: str) -> list[str]:
        """What prevents this state, as sentences."""
        confirmed = self.versions.filter(state=AdoptionState.CONFIRMED).exists()
        if to == RoadmapState.ADOPTED and not confirmed:
            return ["La coordination n’a confirmé aucune adoption de cette feuille de route."]
        if to == RoadmapState.DRAFT and confirmed:
            return ["Une adoption confirmée compte encore\u00a0: retirez-la d’abord."]
        return []


class RoadmapCarrier(NetworkOwned):
    """An organisation that carries a roadmap; the first one is named first."""

    roadmap = ScopedForeignKey(Roadmap, on_delete=models.CASCADE, related_name="carrier_rows")
    partner = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="carried_roadmaps", verbose_name="portée par"
    )
    rank = models.PositiveSmallIntegerField("rang")

    class Meta(NetworkOwned.Meta):
        verbose_name = "porteur"
        ordering = ["rank", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("roadmap", "partner"),
            models.UniqueConstraint(fields=["roadmap", "partner"], name="roadmap_carrier_once"),
        ]

    def __str__(self) -> str:
        return str(self.partner)


class RoadmapTerritory(NetworkOwned):
    """An intercommunalité, or a commune as in Annecy, that a local roadmap is for."""

    roadmap = ScopedForeignKey(Roadmap, on_delete=models.CASCADE, related_name="territories")
    epci = models.ForeignKey(
        "inclusion.Epci", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="intercommunalité"
    )
    commune = models.ForeignKey(
        "inclusion.Commune", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="commune"
    )

    class Meta(NetworkOwned.Meta):
        verbose_name = "territoire"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("roadmap"),
            models.UniqueConstraint(
                fields=["roadmap", "epci", "commune"], name="roadmap_territory_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(epci=None) ^ models.Q(commune=None), name="roadmap_territory_is_one"
            ),
        ]

    def __str__(self) -> str:
        return str(self.epci or self.commune)

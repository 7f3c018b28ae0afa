"""Adoption: the rule that a network sets, what a roadmap still lacks, the frozen versions."""

from dataclasses import dataclass
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from inclusion.core.constraints import Protection, ScopedForeignKey, ScopedOneToOneField, Trigger, same_network
from inclusion.core.french.names import so_many
from inclusion.core.scope import AppendOnly, NetworkManager, NetworkOwned, NetworkOwnedQuerySet
from roadmaps.enums import AdoptionState, AxisWord, RoadmapState
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.rules.nesting import MINIMUM, Nesting, is_feminine, one_more


class RoadmapSettings(NetworkOwned):
    """How many distinct departmental axes a local roadmap takes up before it can be adopted; one row a network."""

    minimum_axes = models.PositiveSmallIntegerField("axes départementaux à reprendre", default=MINIMUM)

    RECORDED = ("minimum_axes",)

    class Meta(NetworkOwned.Meta):
        verbose_name = "règle des feuilles de route"
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network"], name="roadmap_settings_one_a_network"),
            models.CheckConstraint(
                condition=models.Q(minimum_axes__lte=20),
                name="roadmap_settings_minimum",
                violation_error_message="Demandez 20 axes au plus.",
            ),
        ]

    def __str__(self) -> str:
        return f"{so_many(self.minimum_axes, 'axe', 'axes')} au moins"


def minimum_axes() -> int:
    """How many distinct departmental axes the active network asks for: two, unless it says otherwise."""
    own = RoadmapSettings.objects.values_list("minimum_axes", flat=True).first()
    return MINIMUM if own is None else own


# -- What a roadmap lacks before a body can adopt it: the same sentences as a check-list and as refusals


@dataclass(frozen=True)
class Condition:
    """One condition: what is met, what is missing where it is not."""

    label: str
    missing: str
    is_met: bool


def nesting_of(roadmap: Roadmap) -> Nesting:
    """What this local roadmap takes up of the departmental one, against what the network asks for."""
    parent = roadmap.parent
    word = AxisWord(parent.axis_word if parent else AxisWord.AXIS).label.lower()
    taken = roadmap.axes.values_list("taken_up_id", flat=True)
    return Nesting.of(taken, minimum=minimum_axes(), word=word)


def adoption_conditions(roadmap: Roadmap) -> list[Condition]:
    """The conditions of an adoption, in the order in which they are worked on."""
    if not roadmap.has_content:
        return [_of_territory(roadmap), _of_bodies(roadmap), *_of_departmental(roadmap)]
    found = [
        Condition(
            "Un porteur au moins est nommé.",
            "Nommez l’organisme qui porte la feuille de route.",
            roadmap.carrier_rows.exists(),
        )
    ]
    if roadmap.is_local:
        found.append(_of_territory(roadmap))
    word = AxisWord(roadmap.axis_word).label.lower()
    written, first = ("écrite", "une première") if is_feminine(word) else ("écrit", "un premier")
    label = f"{one_more(word).capitalize()} au moins est {written}."
    found += [
        Condition(label, f"Écrivez {first} {word}.", roadmap.axes.exists()),
        Condition(
            "Une action au moins est prévue.",
            "Prévoyez une première action.",
            Action.objects.of_roadmap(roadmap).exists(),
        ),
    ]
    if roadmap.is_local:
        found += _of_nesting(roadmap)
    return [*found, _of_bodies(roadmap)]


def _of_territory(roadmap: Roadmap) -> Condition:
    return Condition(
        "Le territoire est choisi.",
        "Choisissez l’intercommunalité ou la commune du territoire.",
        roadmap.territories.exists(),
    )


def _of_bodies(roadmap: Roadmap) -> Condition:
    whose = "de ce territoire" if roadmap.is_local else "départementale"
    return Condition(
        f"Une instance {whose} peut l’adopter.",
        f"Aucune instance {whose} n’est encore connue\u00a0: ajoutez celle qui adopte.",
        roadmap.adopting_bodies().exists(),
    )


def _of_nesting(roadmap: Roadmap) -> list[Condition]:
    nesting = nesting_of(roadmap)
    if not nesting.minimum:
        return []
    above = _of_departmental(roadmap)
    if roadmap.parent is None:
        return above
    found = [one for one in above if not one.is_met]
    return [*found, Condition(nesting.sentence, nesting.sentence, nesting.is_enough)]


def _of_departmental(roadmap: Roadmap) -> list[Condition]:
    """Nested under a departmental roadmap that is adopted, unless the network asks for no axis of one."""
    parent = roadmap.parent
    if not minimum_axes():
        return []
    if parent is None:
        missing = "Rattachez-la à la feuille de route départementale."
        return [Condition("Elle est rattachée à la feuille départementale.", missing, False)]
    missing = f"La feuille de route départementale «\u00a0{parent}\u00a0» n’est pas encore adoptée."
    ready = parent.state != RoadmapState.DRAFT
    return [Condition("La feuille départementale est adoptée.", missing, ready)]


# -- Adopted versions, which the database refuses to change


class RoadmapVersionQuerySet(NetworkOwnedQuerySet):
    def waiting(self) -> "RoadmapVersionQuerySet":
        """Adoptions that the coordination has yet to confirm."""
        return self.filter(state=AdoptionState.WAITING)

    def confirmed(self) -> "RoadmapVersionQuerySet":
        """Adoptions that count."""
        return self.filter(state=AdoptionState.CONFIRMED)

    def standing(self) -> "RoadmapVersionQuerySet":
        """Adoptions that nobody withdrew."""
        return self.exclude(state=AdoptionState.WITHDRAWN)


class RoadmapVersion(NetworkOwned):
    """One adoption of a roadmap: by which body, on which day, with which minutes, and all that it said.

    The database lets its state alone change: confirmed by the coordination, or withdrawn for good.
    """

    roadmap = ScopedForeignKey(Roadmap, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("version")
    body = ScopedForeignKey(
        "inclusion.Body", on_delete=models.PROTECT, related_name="adopted_roadmaps", verbose_name="adoptée par"
    )
    adopted_on = models.DateField("adoptée le")
    minutes = ScopedForeignKey(
        "inclusion.Document", on_delete=models.PROTECT, related_name="+", verbose_name="compte rendu"
    )
    #: The content as `roadmaps.plans.queries.content_of` writes it, and the print of its JSON.
    content = models.JSONField("contenu")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    #: Where it counts for posts, whatever becomes of the roadmap: its intercommunalités by SIREN, whether it was
    #: nested under a departmental one.
    epcis = ArrayField(models.CharField(max_length=9), verbose_name="intercommunalités", default=list)
    is_nested = models.BooleanField("rattachée à la feuille départementale")
    by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("enregistrée le")
    state = models.CharField("état", max_length=10, choices=AdoptionState, default=AdoptionState.WAITING)
    confirmed_at = models.DateTimeField("confirmée le", null=True)
    confirmed_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("retirée le", null=True)
    withdrawn_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField("motif du retrait", max_length=300, blank=True)

    TRANSITIONS = {
        AdoptionState.WAITING: {AdoptionState.CONFIRMED, AdoptionState.WITHDRAWN},
        AdoptionState.CONFIRMED: {AdoptionState.WITHDRAWN},
        AdoptionState.WITHDRAWN: set(),
    }

    objects: ClassVar = NetworkManager.from_queryset(RoadmapVersionQuerySet)()

    #: The journal lines of its roadmap repeat its minutes.
    KEEPS_DOCUMENTS = False

    class Meta(NetworkOwned.Meta):
        verbose_name = "version adoptée"
        ordering = ["roadmap", "-number"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            Protection("BEFORE UPDATE OR DELETE", "only_its_state_changes"),
            Trigger("AFTER INSERT OR UPDATE", "adopted_when_confirmed", deferred=True),
            Trigger("BEFORE INSERT", "later_year_after_adoption", on="funding_payment"),
            *same_network("roadmap", "body", "minutes"),
            models.UniqueConstraint(fields=["roadmap", "number"], name="roadmap_version_once"),
            models.UniqueConstraint(
                fields=["roadmap"], condition=models.Q(state=AdoptionState.WAITING), name="roadmap_version_one_waits"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, confirmed_by=None) & ~models.Q(state=AdoptionState.CONFIRMED)
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                & ~models.Q(state=AdoptionState.WAITING),
                name="roadmap_version_confirmed_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                & ~models.Q(state=AdoptionState.WITHDRAWN)
                | models.Q(state=AdoptionState.WITHDRAWN, withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~models.Q(withdrawn_reason=""),
                name="roadmap_version_withdrawn_when_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def is_confirmed(self) -> bool:
        """Whether it counts: the coordination confirmed it, and nobody withdrew it."""
        return self.state == AdoptionState.CONFIRMED

    @property
    def is_waiting(self) -> bool:
        """Whether the coordination has yet to confirm it."""
        return self.state == AdoptionState.WAITING

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was noted by mistake."""
        return self.state == AdoptionState.WITHDRAWN

    @property
    def has_print(self) -> bool:
        """Whether its PDF was made."""
        return hasattr(self, "print")


class RoadmapPrint(AppendOnly):
    """The PDF of an adopted version: made once, never again."""

    version = ScopedOneToOneField(RoadmapVersion, on_delete=models.PROTECT, related_name="print")
    document = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, related_name="+")

    RECORDED_ONCE = ("version", "document")

    class Meta(AppendOnly.Meta):
        verbose_name = "version mise en pages"
        constraints = [*AppendOnly.Meta.constraints, *same_network("version", "document")]

    def __str__(self) -> str:
        return str(self.version)

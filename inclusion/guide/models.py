"""The places of the guide and their sessions; files that come in or are prepared, questions to the places."""

import gzip
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.french.periods import shown_period
from inclusion.core.models.columns import WithoutAccents, sort_key
from inclusion.core.models.documents import Document
from inclusion.core.models.mails import MailQuerySet, MailRow
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet
from inclusion.guide.enums import (
    CheckAnswer,
    ClosingReason,
    GuideFileKind,
    PlaceImportState,
    PlaceSourceKind,
    ProposalKind,
    ProposalState,
    SessionKind,
)
from inclusion.guide.rules.hours import with_closings
from inclusion.guide.rules.provenance import months_before
from inclusion.partners.models import Partner

if TYPE_CHECKING:
    from inclusion.core.access import Member


def _texts(label: str, **options: Any) -> ArrayField:
    """A column of several values of the standard, in the order in which they were given."""
    return ArrayField(models.TextField(), verbose_name=label, default=list, blank=True, **options)


class PlaceSource(NetworkOwned):
    """Who says what is known of places: the place itself, the coordination, or a file that comes again and again.

    Where two say different things, the smaller `rank` wins; of one source, the later day.
    """

    kind = models.CharField("nature", max_length=10, choices=PlaceSourceKind)
    name = models.CharField("nom", max_length=120)
    rank = models.PositiveSmallIntegerField(
        "priorité en cas de désaccord", help_text="1 passe avant tout\u00a0: le plus petit nombre l’emporte."
    )
    licence = models.CharField("licence", max_length=120, blank=True)
    url = models.URLField("adresse", blank=True, max_length=500)
    #: How the columns of its files become those of the standard; empty for a file that follows it.
    mapping = models.JSONField("correspondance", default=dict, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "source de lieux"
        verbose_name_plural = "sources de lieux"
        ordering = ["rank", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["network", "name"],
                name="place_source_name_unique",
                violation_error_message="Une source porte déjà ce nom.",
            ),
            models.UniqueConstraint(
                fields=["network", "kind"],
                condition=~models.Q(kind=PlaceSourceKind.FILE),
                name="place_source_one_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceQuerySet(NetworkOwnedQuerySet):
    def open(self) -> "PlaceQuerySet":
        """Places that were not closed for good, nor merged into another one."""
        return self.filter(closed_on=None, merged_into=None)

    def without_pivot(self) -> "PlaceQuerySet":
        """Open places without a SIRET or the number of an association: the national files cannot take them."""
        return self.open().filter(pivot="").order_by("sort_name", "pk")

    def of(self, member: "Member") -> "PlaceQuerySet":
        """Places that the member's own organisation runs."""
        return self.filter(partner=member.partner)

    def matching(self, text: str) -> "PlaceQuerySet":
        """Places whose name, address, town or postal code contains the words, accents and case aside."""
        found = self
        for word in text.split():
            found = found.filter(sort_name__contains=models.functions.Lower(WithoutAccents(models.Value(word))))
        return found


class Place(NetworkOwned):
    """A place of digital inclusion; the columns are those of the national standard 1.0.2, in its order.

    `provenance` says of each column whose value is known who gave it and of which day it is:
    `{"horaires": {"source": 3, "on": "2026-05-12"}}`, by the names of the standard.
    """

    standard_id = models.CharField("identifiant", max_length=200)
    pivot = models.CharField("SIRET ou RNA", max_length=14, blank=True)
    name = models.CharField("nom", max_length=200)
    town = models.CharField("commune", max_length=100)
    postal_code = models.CharField("code postal", max_length=5)
    insee_code = models.CharField("code commune", max_length=5, blank=True)
    address = models.CharField("adresse", max_length=255)
    address_more = models.CharField("complément d’adresse", max_length=255, blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    typologies = _texts("types de lieu")
    phone = models.CharField("téléphone", max_length=20, blank=True)
    emails = _texts("adresses électroniques")
    websites = _texts("sites")
    opening_hours = models.TextField("horaires", blank=True, help_text="Notation d’OpenStreetMap : Mo-Fr 09:00-12:00.")
    summary = models.CharField("en une phrase", max_length=280, blank=True)
    detail = models.TextField("présentation", blank=True)
    source = models.CharField("source", max_length=200, blank=True)
    itinerance = _texts("fixe ou itinérant")
    parent = models.CharField("structure parente", max_length=200, blank=True)
    updated_on = models.DateField("à jour au")
    services = _texts("services")
    publics = _texts("publics spécifiquement adressés")
    special_care = _texts("prises en charge spécifiques")
    fees = _texts("frais à charge")
    programmes = _texts("dispositifs et programmes nationaux")
    labels = _texts("formations et labels")
    other_labels = _texts("autres formations et labels")
    access_modes = _texts("modalités d’accès")
    support_modes = _texts("modalités d’accompagnement")
    accessibility_url = models.URLField("fiche Acceslibre", blank=True, max_length=500)
    booking_url = models.URLField("prise de rendez-vous", blank=True, max_length=500)

    partner = ScopedForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name="partenaire qui le tient",
    )
    commune = models.ForeignKey("inclusion.Commune", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    provenance = models.JSONField(default=dict, editable=False)
    closed_on = models.DateField("fermé définitivement le", null=True, blank=True)
    merged_into = ScopedForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from", editable=False
    )
    added_at = models.DateTimeField("ajouté le")
    checked_at = models.DateTimeField("confirmé par le lieu le", null=True, blank=True)
    sort_name = sort_key("name", "address", "town", "postal_code")

    objects: ClassVar = NetworkManager.from_queryset(PlaceQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        ordering = ["sort_name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("partner", "merged_into"),
            models.UniqueConstraint(
                fields=["network", "standard_id"],
                name="place_standard_id_unique",
                violation_error_message="Un lieu du guide porte déjà cet identifiant.",
            ),
            models.CheckConstraint(
                condition=(models.Q(latitude=None) & models.Q(longitude=None))
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="place_on_earth",
                violation_error_message="Donnez une latitude et une longitude en degrés, ou aucune des deux.",
            ),
            models.CheckConstraint(
                condition=models.Q(postal_code__regex=r"^[0-9]{5}$"),
                name="place_postal_code",
                violation_error_message="Un code postal compte cinq chiffres.",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "sort_name"], name="place_by_name"),
            models.Index(fields=["network", "latitude", "longitude"], name="place_by_position"),
            models.Index(fields=["network", "insee_code"], name="place_by_commune"),
            models.Index(fields=["network", "updated_on"], name="place_by_age"),
            GinIndex(fields=["sort_name"], opclasses=["gin_trgm_ops"], name="place_words"),
            GinIndex(fields=["services"], name="place_services"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("guide_place", args=[self.network.slug, self.pk])

    @property
    def is_closed(self) -> bool:
        """Whether it was closed for good."""
        return self.closed_on is not None


class PlaceIdentifier(NetworkOwned):
    """What a place is called by a source: so the same file comes a second time without making it twice."""

    place = ScopedForeignKey(Place, on_delete=models.CASCADE, related_name="identifiers")
    source = ScopedForeignKey(PlaceSource, on_delete=models.PROTECT, related_name="identifiers")
    external_id = models.CharField(max_length=200)

    class Meta(NetworkOwned.Meta):
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("place", "source"),
            models.UniqueConstraint(fields=["source", "external_id"], name="place_identifier_unique"),
        ]


class PlacePair(NetworkOwned):
    """Two places that look like one: until somebody says, and then for good."""

    first = ScopedForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    second = ScopedForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    likeness = models.PositiveSmallIntegerField("ressemblance sur 100")
    apart_at = models.DateTimeField("reconnus différents le", null=True, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "lieux semblables"
        ordering = ["-likeness", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("first", "second"),
            models.UniqueConstraint(fields=["first", "second"], name="place_pair_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="place_pair_in_order"),
        ]


class SessionQuerySet(NetworkOwnedQuerySet):
    def running(self, *, on: date) -> "SessionQuerySet":
        """Those that take place around this day."""
        return self.exclude(until__lte=on)

    def with_closings(self, *, on: date) -> "SessionQuerySet":
        """With the days from this one on on which each is closed: see `Session.hours`."""
        coming = SessionClosing.objects.filter(until__gt=on).order_by("start", "pk")
        return self.prefetch_related(models.Prefetch("closings", coming))


class Session(NetworkOwned):
    """A help desk or a workshop that takes place at a place at regular hours, by whoever holds it."""

    place = ScopedForeignKey(Place, on_delete=models.CASCADE, related_name="sessions", verbose_name="lieu")
    kind = models.CharField("nature", max_length=12, choices=SessionKind)
    title = models.CharField("intitulé", max_length=160)
    detail = models.TextField("en quelques mots", blank=True)
    opening_hours = models.TextField(
        "horaires", help_text="Notation d’OpenStreetMap : Tu 14:00-17:00, ou We[1] 09:00-12:00."
    )
    held_by = ScopedForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions_held", verbose_name="tenue par"
    )
    services = _texts("services")
    publics = _texts("publics")
    booking = models.CharField("comment venir", max_length=200, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    since = models.DateField("depuis le", null=True, blank=True)
    #: The first day on which it no longer takes place.
    until = models.DateField("jusqu’au", null=True, blank=True)

    objects: ClassVar = NetworkManager.from_queryset(SessionQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "permanence ou atelier"
        verbose_name_plural = "permanences et ateliers"
        ordering = ["title", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("place", "held_by"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(since=None) | models.Q(until__gt=models.F("since")),
                name="session_ends_after",
                violation_error_message="Ce qui finit a commencé avant.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def hours(self) -> str:
        """The hours without the days on which it is closed; of many, read `with_closings` first."""
        return with_closings(self.opening_hours, [(one.start, one.until) for one in self.closings.all()])


class SessionClosing(NetworkOwned):
    """Days on which a help desk or workshop does not take place, `[start, until)`, and why: everybody may know."""

    session = ScopedForeignKey(Session, on_delete=models.CASCADE, related_name="closings")
    start = models.DateField("fermée à partir du")
    until = models.DateField("jusqu’au")
    reason = models.CharField("raison", max_length=10, choices=ClosingReason)

    class Meta(NetworkOwned.Meta):
        verbose_name = "fermeture d’une permanence"
        verbose_name_plural = "fermetures de permanences"
        ordering = ["start", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("session"),
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("start")),
                name="session_closing_days",
                violation_error_message="Une fermeture dure un jour au moins.",
            ),
        ]
        indexes = [models.Index(fields=["session", "until"], name="session_closing_coming")]

    def __str__(self) -> str:
        return f"{self.session}, {self.days}"

    @property
    def days(self) -> str:
        """« le 24 décembre 2026 », « du 24 au 31 décembre 2026 »."""
        return shown_period(self.start, self.until)


# -- Imported files, prepared files, monthly questions to the places


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
    #: What the check against the standard's schema found, if anything: for the coordination, never published.
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

    objects: ClassVar = NetworkManager.from_queryset(PlaceCheckQuerySet)()

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


# -- What anybody proposes, without an account

#: Months for which a proposal is kept.
PROPOSALS_KEPT_MONTHS = 12
#: Days after which the coordination, too, is asked about a place whose own organisation has not decided.
OWN_DAYS = timedelta(days=14)


class PlaceProposalQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "PlaceProposalQuerySet":
        """All for the coordination, those about the places of their own organisation for others."""
        if member.may(Permission.GUIDE_MANAGE):
            return self
        return self.filter(place__partner=member.partner)

    def to_decide(self, member: "Member", *, on: date) -> "PlaceProposalQuerySet":
        """Those that wait for this member: of their own places; for the coordination, of those that nobody runs too."""
        waiting = self.filter(state=ProposalState.WAITING).order_by("asked_at", "pk")
        own = models.Q(place__partner=member.partner)
        if member.may(Permission.GUIDE_MANAGE):
            own |= models.Q(place__partner=None) | models.Q(asked_at__date__lte=on - OWN_DAYS)
        return waiting.filter(own)

    def outdated(self, *, on: date) -> "PlaceProposalQuerySet":
        """Those that have been kept long enough, decided or not."""
        return self.filter(asked_at__date__lte=months_before(on, PROPOSALS_KEPT_MONTHS))


class PlaceProposal(NetworkOwned):
    """What a visitor proposes: a correction of a place, or a place that the guide lacks. Never shown to the public."""

    place = ScopedForeignKey(
        Place, on_delete=models.CASCADE, null=True, blank=True, related_name="proposals", verbose_name="lieu"
    )
    kind = models.CharField("ce qui est à corriger", max_length=10, choices=ProposalKind)
    name = models.CharField("nom du lieu", max_length=200, blank=True)
    town = models.CharField("commune", max_length=100, blank=True)
    said = models.TextField("précisions", blank=True, max_length=2000)
    email = models.EmailField("votre adresse électronique", blank=True)
    asked_at = models.DateTimeField("reçue le")
    state = models.CharField("état", max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)
    decided_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField("mot de réponse", max_length=500, blank=True)

    TRANSITIONS = {
        ProposalState.WAITING: {ProposalState.ACCEPTED, ProposalState.DECLINED},
        ProposalState.ACCEPTED: set(),
        ProposalState.DECLINED: set(),
    }

    objects: ClassVar = NetworkManager.from_queryset(PlaceProposalQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "proposition du public"
        verbose_name_plural = "propositions du public"
        ordering = ["asked_at", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("place"),
            models.CheckConstraint(
                condition=models.Q(kind=ProposalKind.NEW_PLACE, place=None) & ~models.Q(name="") & ~models.Q(town="")
                | ~models.Q(kind=ProposalKind.NEW_PLACE) & models.Q(place__isnull=False),
                name="place_proposal_of_a_place",
                violation_error_message="Une correction porte sur un lieu, un lieu qui manque a un nom et une commune.",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ProposalState.WAITING, decided_at=None, decided_by=None)
                | models.Q(~models.Q(state=ProposalState.WAITING), decided_at__isnull=False, decided_by__isnull=False),
                name="place_proposal_decided_by_someone",
                violation_error_message="Une décision porte sa date et son auteur.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.place) if self.place else self.name

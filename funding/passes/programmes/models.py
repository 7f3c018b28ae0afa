"""Programmes of passes, and the places that accept them."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from funding.ledger.models.funds import euros_field
from funding.passes.enums import PassState, PlaceMailKind, PostingRhythm, ValidityRule
from funding.passes.programmes.rules import Days, days_of_booklet
from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.enums import Language
from inclusion.core.french.periods import DAYS
from inclusion.core.models.history import Digest
from inclusion.core.models.mails import MailRow
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet, active_network

if TYPE_CHECKING:
    from inclusion.core.access import Member

# -- Programmes


class PassProgrammeQuerySet(NetworkOwnedQuerySet):
    def open_on(self, day: date) -> "PassProgrammeQuerySet":
        """Programmes of which a booklet may be sent on this day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)

    def prescribed_by(self, partner: models.Model) -> "PassProgrammeQuerySet":
        """Programmes of which this organisation may send booklets."""
        chosen = ProgrammePrescriber.objects.filter(programme=models.OuterRef("pk"), partner=partner)
        return self.filter(Q(all_prescribers=True) | models.Exists(chosen))

    def accepted_by(self, place: models.Model) -> "PassProgrammeQuerySet":
        """Programmes whose passes this place accepts; none where it accepts no pass at all."""
        if not place.accepts_passes:
            return self.none()
        chosen = ProgrammePlace.objects.filter(programme=models.OuterRef("pk"), place=place)
        return self.filter(Q(all_places=True) | models.Exists(chosen))


class PassProgramme(NetworkOwned):
    """The terms under which passes are issued on a fund."""

    funded_action = ScopedOneToOneField("funding.FundedAction", on_delete=models.PROTECT, related_name="pass_programme")
    name = models.CharField("nom", max_length=120)
    face_value = euros_field("valeur d’un pass", default="10.00")
    booklet_size = models.PositiveSmallIntegerField("pass par carnet", default=10)
    validity_rule = models.CharField(
        "durée de validité", max_length=10, choices=ValidityRule, default=ValidityRule.MONTHS
    )
    validity_months = models.PositiveSmallIntegerField("validité en mois", default=12)
    #: Days after the printed day on which places may still accept a pass.
    tolerance_days = models.PositiveSmallIntegerField("jours de tolérance", default=0)
    #: Months after the printed day until which places may ask to be paid.
    claim_months = models.PositiveSmallIntegerField("mois pour demander le remboursement", default=2)
    yearly_limit = models.PositiveSmallIntegerField("carnets par personne et par an", default=1)
    #: What may be issued in all, releases taken off; nothing: as much as the fund can pay.
    envelope = euros_field("enveloppe du programme", null=True, blank=True)
    all_prescribers = models.BooleanField("tous les prescripteurs du réseau", default=True)
    all_places = models.BooleanField("tous les lieux qui acceptent les pass", default=True)
    prescribers = models.ManyToManyField(
        "inclusion.Partner", through="ProgrammePrescriber", related_name="prescribed_programmes"
    )
    places = models.ManyToManyField("TrainingPlace", through="ProgrammePlace", related_name="programmes")
    letter_opening = models.TextField("début de la lettre", blank=True)
    letter_closing = models.TextField("fin de la lettre", blank=True)
    nature = models.CharField("nature des services payés", max_length=120, default="Formation au numérique")
    mentions = models.TextField("mentions obligatoires", blank=True)
    #: What one session costs: so many passes for so many minutes; nothing: places set their prices.
    session_passes = models.PositiveSmallIntegerField("pass pour une séance", null=True, blank=True)
    session_minutes = models.PositiveSmallIntegerField("minutes d’une séance", null=True, blank=True)
    #: Who signs the letters; nothing: the signatory of the network.
    signatory_name = models.CharField("nom de qui signe", max_length=80, blank=True)
    signatory_title = models.CharField("fonction de qui signe", max_length=120, blank=True)
    #: By language in which letters leave beside French: the network's own words, by the name of the French ones.
    translations = models.JSONField("langues des lettres", default=dict, blank=True)
    #: The network's own words in languages in which no letter leaves now: they count again with their language.
    unused_words = models.JSONField("mots des autres langues", default=dict, blank=True)
    #: Days before the printed day on which people are reminded of passes that they have left; none: they are not.
    reminder_days = models.PositiveSmallIntegerField("rappel avant la fin, en jours", null=True, blank=True)
    #: By SMS, for those who agreed, as long as the parts charged in a month stay within the network's ceiling.
    reminder_sms = models.BooleanField("par SMS", default=False)
    opened_on = models.DateField("ouvert le")
    closed_on = models.DateField("fermé le", null=True, blank=True)

    RECORDED_ONCE = ("funded_action",)
    RECORDED = ("face_value", "booklet_size", "validity_months", "yearly_limit", "envelope")

    objects: ClassVar = NetworkManager.from_queryset(PassProgrammeQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "programme de pass"
        ordering = ["opened_on", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("funded_action"),
            models.CheckConstraint(
                condition=Q(face_value__gt=0, booklet_size__gt=0, validity_months__gt=0, yearly_limit__gt=0),
                name="pass_programme_terms_positive",
            ),
            models.CheckConstraint(
                condition=Q(claim_months__gt=0, tolerance_days__lte=models.F("claim_months") * 28),
                name="pass_programme_claims_after_tolerance",
                violation_error_message="Les lieux demandent leur remboursement après la fin de la tolérance.",
            ),
            models.CheckConstraint(
                condition=Q(session_passes=None, session_minutes=None) | Q(session_passes__gt=0, session_minutes__gt=0),
                name="pass_programme_session_has_price_and_length",
                violation_error_message="Indiquez combien de pass coûte une séance, et combien de temps elle dure.",
            ),
            models.CheckConstraint(
                condition=Q(envelope=None) | Q(envelope__gt=0), name="pass_programme_envelope_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def booklet_value(self) -> Decimal:
        """Value of a whole booklet, in euros."""
        return self.face_value * self.booklet_size

    @property
    def letter_languages(self) -> list[tuple[str, str]]:
        """Code and French name of the languages in which its letters also leave."""
        return [(code, Language(code).label.lower()) for code in self.translations]

    def days_from(self, on: date) -> Days:
        """Until when the passes of a booklet issued on this day would count."""
        return days_of_booklet(
            on,
            rule=self.validity_rule,
            months=self.validity_months,
            tolerance_days=self.tolerance_days,
            claim_months=self.claim_months,
        )

    @property
    def value_in_use(self) -> Decimal:
        """Euros that its passes take from the fund: issued, less what was given back."""
        kept = [PassState.ISSUED, PassState.REDEEMED, PassState.PAID]
        value = models.Sum(
            "booklets__passes__value", filter=Q(booklets__passes__state__in=kept), default=Decimal("0.00")
        )
        return PassProgramme.objects.filter(pk=self.pk).aggregate(total=value)["total"]

    def is_open_on(self, day: date) -> bool:
        """Whether a booklet may be sent on this day, as `open_on` finds it."""
        return self.opened_on <= day and not self.is_closed_on(day)

    def is_closed_on(self, day: date) -> bool:
        """Whether it has closed by this day; one that opens later is neither open nor closed."""
        return self.closed_on is not None and self.closed_on <= day

    def get_absolute_url(self) -> str:
        return reverse("pass_programme", args=[self.network.slug, self.pk])


class PassSettings(NetworkOwned):
    """What a network chooses for its passes, on the page of its settings: one row, none where it chose nothing."""

    posting_rhythm = models.CharField(
        "quand le courrier part",
        max_length=12,
        choices=PostingRhythm,
        default=PostingRhythm.BY_HAND,
        help_text="Le lot de lettres se ferme alors tout seul. Un jour férié, le courrier part le jour ouvré suivant.",
    )
    posting_weekday = models.PositiveSmallIntegerField(
        "jour de poste", choices=[(number, day) for number, day in enumerate(DAYS[:5])], default=4
    )
    posting_from = models.DateField(
        "première semaine",
        null=True,
        blank=True,
        help_text="Pour une semaine sur deux\u00a0: un jour de la première. Avant ce jour, rien ne part tout seul.",
    )
    posting_closes_day_before = models.BooleanField(
        "fermer le lot la veille", default=True, help_text="Sinon, le jour de poste lui-même."
    )
    posting_closes_hour = models.PositiveSmallIntegerField(
        "heure de fermeture du lot",
        default=18,
        validators=[MaxValueValidator(23, "Une heure va de 0 à 23.")],
        help_text="De 0 à 23, heure de Paris.",
    )
    #: From so many days after a letter was posted a prescriber may say that it was not received.
    lost_letter_days = models.PositiveSmallIntegerField(
        "jours avant de remplacer une lettre non reçue",
        default=7,
        validators=[MaxValueValidator(60, "Soixante jours au plus.")],
        help_text="Comptés depuis la remise à La Poste. La coordination peut décider plus tôt.",
    )
    #: How many SMS remind of passes in a month, as they are charged, whatever the programme.
    sms_ceiling = models.PositiveIntegerField(
        "SMS de rappel par mois, au plus",
        default=0,
        validators=[MaxValueValidator(100_000, "Cent mille SMS par mois au plus.")],
        help_text="Pour tous les programmes. Au-delà, une lettre part à la place. Un SMS long compte pour deux.",
    )

    class Meta(NetworkOwned.Meta):
        verbose_name = "réglages des pass"
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network"], name="pass_settings_once"),
            models.CheckConstraint(
                condition=~models.Q(posting_rhythm=PostingRhythm.FORTNIGHTLY) | models.Q(posting_from__isnull=False),
                name="pass_settings_fortnights_begin",
                violation_error_message="Pour une semaine sur deux, choisissez la première semaine.",
            ),
        ]

    def __str__(self) -> str:
        return "Réglages des pass"


def pass_settings() -> PassSettings:
    """Those of the active network, else what is usual; read once for each object that stands for the network."""
    network = active_network()
    if "pass_settings" not in network.__dict__:
        network.__dict__["pass_settings"] = PassSettings.objects.first() or PassSettings(network=network)
    return network.__dict__["pass_settings"]


class SmsMonth(NetworkOwned):
    """How many SMS a network has asked for in a month, as they are charged: never more than its ceiling."""

    month = models.DateField("mois")
    parts = models.PositiveIntegerField("SMS", default=0)
    ceiling = models.PositiveIntegerField("au plus")

    class Meta(NetworkOwned.Meta):
        verbose_name = "SMS d’un mois"
        ordering = ["month", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network", "month"], name="sms_month_once"),
            models.CheckConstraint(
                condition=Q(parts__lte=models.F("ceiling")),
                name="sms_month_ceiling",
                violation_error_message="Le plafond de SMS de ce mois est atteint.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}"


class ProgrammePrescriber(NetworkOwned):
    """An organisation that may send the booklets of a programme, where not all may."""

    programme = ScopedForeignKey(PassProgramme, on_delete=models.CASCADE, related_name="prescriber_rows")
    partner = ScopedForeignKey("inclusion.Partner", on_delete=models.PROTECT, related_name="programme_rows")

    class Meta(NetworkOwned.Meta):
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("programme", "partner"),
            models.UniqueConstraint(fields=["programme", "partner"], name="programme_prescriber_once"),
        ]


class ProgrammePlace(NetworkOwned):
    """A place that accepts the passes of a programme, where not all do."""

    programme = ScopedForeignKey(PassProgramme, on_delete=models.CASCADE, related_name="place_rows")
    place = ScopedForeignKey("TrainingPlace", on_delete=models.CASCADE, related_name="programme_rows")

    class Meta(NetworkOwned.Meta):
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("programme", "place"),
            models.UniqueConstraint(fields=["programme", "place"], name="programme_place_once"),
        ]


# -- Training places and their e-mails


class TrainingPlaceQuerySet(NetworkOwnedQuerySet):
    def accepting(self, programme: "PassProgramme") -> "TrainingPlaceQuerySet":
        """Places where passes of this programme may be used."""
        accepting = self.filter(accepts_passes=True)
        if programme.all_places:
            return accepting
        return accepting.filter(programme_rows__programme=programme)

    def run_by(self, member: "Member") -> "TrainingPlaceQuerySet":
        """Places of the member's own organisation."""
        return self.filter(partner=member.partner)


class TrainingPlace(NetworkOwned):
    """A place, run by a partner, that accepts passes."""

    partner = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="training_places", verbose_name="tenu par"
    )
    name = models.CharField("nom", max_length=120)
    address = models.CharField("adresse", max_length=160)
    commune = models.ForeignKey("inclusion.Commune", on_delete=models.PROTECT, related_name="+")
    postal_code = models.CharField("code postal", max_length=5)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    opening_hours = models.CharField(
        "horaires", max_length=255, blank=True, help_text="Notation d’OpenStreetMap : Mo-Fr 09:00-12:00."
    )
    latitude = models.FloatField("latitude")
    longitude = models.FloatField("longitude")
    accepts_passes = models.BooleanField("accepte les pass", default=True)
    #: What is taught there, in the words of the national standard; what vouches for it.
    services = ArrayField(models.CharField(max_length=120), verbose_name="ce qui s’y apprend", default=list)
    labels = ArrayField(models.CharField(max_length=60), verbose_name="labels", default=list)
    is_accessible = models.BooleanField("accessible en fauteuil roulant", default=False)
    iban = models.CharField("IBAN du compte à payer", max_length=34, blank=True)
    account_holder = models.CharField("titulaire du compte", max_length=120, blank=True)

    RECORDED = ("accepts_passes", Digest("iban"), Digest("account_holder"))

    objects: ClassVar = NetworkManager.from_queryset(TrainingPlaceQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "organisme formateur"
        verbose_name_plural = "organismes formateurs"
        ordering = ["name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("partner"),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name="training_place_on_earth"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("training_place", args=[self.network.slug, self.pk])


class PlaceMail(MailRow):
    """An e-mail to a place: one for each thing said and address."""

    place = ScopedForeignKey(TrainingPlace, on_delete=models.PROTECT, related_name="mails")
    kind = models.CharField("objet", max_length=20, choices=PlaceMailKind)
    #: What it speaks of, so that the same thing is not said twice: a last day and how far off, or a reference.
    about = models.CharField(max_length=60)
    reimbursement = ScopedForeignKey("funding.Reimbursement", on_delete=models.PROTECT, null=True, related_name="mails")
    programme = ScopedForeignKey(
        "funding.PassProgramme", on_delete=models.PROTECT, null=True, related_name="place_mails"
    )
    to = models.EmailField("à")

    class Meta(MailRow.Meta):
        verbose_name = "courriel à un lieu"
        verbose_name_plural = "courriels aux lieux"
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("place", "reimbursement", "programme"),
            models.UniqueConstraint(fields=["place", "kind", "about", "to"], name="place_mail_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.place}"

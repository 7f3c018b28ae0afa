"""The people who help others with digital tools: who they are, where they help, what they learned and agree to."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.urls import reverse

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.models.columns import WithoutAccents, sort_key
from inclusion.core.models.documents import Document
from inclusion.core.models.mails import MailRow
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet
from inclusion.guide.models import Place, Session
from inclusion.mediators.enums import Audience, Certificate, ConsentSource, HelperMailKind, HelperStatus
from inclusion.mediators.rules import Consent, Sight, Viewer, sight, stale_before
from inclusion.partners.models import Partner

if TYPE_CHECKING:
    from inclusion.core.access import Member


def keeps_own(member: "Member") -> bool:
    """Whether a member keeps the entries of the people of the own organisation."""
    return member.may(Permission.HELPERS_OWN)


class HelperQuerySet(NetworkOwnedQuerySet):
    def known(self) -> "HelperQuerySet":
        """Those who were not anonymised."""
        return self.filter(anonymised_at=None)

    def not_gone(self, *, on: date) -> "HelperQuerySet":
        """Those who help on this day or will: nobody who has left."""
        return self.known().filter(Q(left_on=None) | Q(left_on__gt=on))

    def in_post(self, *, on: date) -> "HelperQuerySet":
        """Those who help on this day: nobody who has left, nobody who is known to arrive later."""
        return self.not_gone(on=on).filter(Q(arrived_on=None) | Q(arrived_on__lte=on))

    def stale(self, *, on: date) -> "HelperQuerySet":
        """Those whose entry nobody has confirmed for more than a year, after two reminders, but for who has left."""
        return self.not_gone(on=on).filter(confirmed_on__lte=stale_before(on))

    def public(self, *, on: date) -> "HelperQuerySet":
        """Those whom everybody may find."""
        return self.in_post(on=on).filter(found_by=Audience.PUBLIC, confirmed_on__gt=stale_before(on))

    def editable_by(self, member: "Member") -> "HelperQuerySet":
        """Those whose entry this member keeps: the coordination all, an employer its own."""
        if member.may(Permission.HELPERS_MANAGE):
            return self.known()
        return self.known().filter(partner=member.partner) if keeps_own(member) else self.none()

    def visible_to(self, member: "Member", *, on: date) -> "HelperQuerySet":
        """Those whom this member may find, each with what the member may read.

        `sees_all`: the whole entry; `sees_name` and `sees_contact`: as agreed; `shown_name`: what a list sorts and
        searches, empty where the name is not shown.
        """
        if member.may(Permission.HELPERS_MANAGE):
            # Without a condition, so that the index of names is used.
            yes = Value(True)
            return self.known().annotate(
                sees_all=yes, sees_name=yes, sees_contact=yes, shown_name=models.F("sort_name")
            )
        own = Q(partner=member.partner) if keeps_own(member) else Q(pk__isnull=True)
        found = own | Q(Q(left_on=None) | Q(left_on__gt=on), ~Q(found_by=Audience.NOBODY))
        named = own | ~Q(named_for=Audience.NOBODY)
        shown = Case(When(named, then="sort_name"), default=Value(""), output_field=models.TextField())
        return (
            self.known()
            .filter(found)
            .annotate(
                sees_all=_is(own),
                sees_name=_is(named),
                sees_contact=_is(own | Q(shares_contact=True)),
                shown_name=shown,
            )
        )

    def named(self, text: str) -> "HelperQuerySet":
        """Of those that `visible_to` gives, the ones whose shown name contains the words, accents and case aside."""
        found = self
        for word in text.split():
            plain = models.functions.Lower(WithoutAccents(Value(word)))
            found = found.filter(shown_name__contains=plain)
        return found

    def in_epci(self, epci: Any) -> "HelperQuerySet":
        """Those who help in this intercommunalité, as they say or as a place where they help lies in it."""
        said = HelperTerritory.objects.filter(helper=OuterRef("pk"), epci=epci)
        there = HelperPlace.objects.filter(helper=OuterRef("pk"), place__commune__epci=epci)
        return self.filter(Exists(said) | Exists(there))

    def trained(self) -> "HelperQuerySet":
        """Those who followed a training."""
        return self.filter(Exists(HelperTraining.objects.filter(helper=OuterRef("pk"))))

    def resembling(self, *, first_name: str, last_name: str, partner: Any) -> "HelperQuerySet":
        """Those of the same name with the same employer, accents and case aside."""
        typed = f"{last_name.strip()} {first_name.strip()}"
        same = models.functions.Lower(WithoutAccents(Value(typed)))
        return self.known().filter(partner=partner, sort_name=same)

    def count_by_status(self) -> dict[str, int]:
        """How many there are of each status."""
        rows = self.order_by().values("status").annotate(count=models.Count("pk"))
        return {row["status"]: row["count"] for row in rows}


def _is(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=models.BooleanField())


def viewer_of(member: "Member | None", helper: "Helper") -> Viewer:
    """As what somebody looks at an entry; None is a visitor."""
    if member is None:
        return Viewer.PUBLIC
    if member.may(Permission.HELPERS_MANAGE):
        return Viewer.COORDINATION
    own = keeps_own(member) and helper.partner_id == member.partner.pk
    return Viewer.EMPLOYER if own else Viewer.PARTNER


class Helper(NetworkOwned):
    """Somebody who helps others with digital tools, for an organisation of the network.

    `confirmed_on`: the last day on which somebody said that the entry is right. `link_number` is part of the personal
    link: the next number ends the links that were sent before.
    """

    partner = ScopedForeignKey(
        Partner, on_delete=models.PROTECT, related_name="helpers", verbose_name="employeur ou structure"
    )
    first_name = models.CharField("prénom", max_length=80, blank=True)
    last_name = models.CharField("nom", max_length=80, blank=True)
    status = models.CharField("statut", max_length=16, choices=HelperStatus)
    job_title = models.CharField("fonction", max_length=120, blank=True)
    email = models.EmailField("adresse électronique professionnelle", blank=True)
    phone = models.CharField("téléphone professionnel", max_length=20, blank=True)
    services = ArrayField(models.TextField(), verbose_name="compétences", default=list, blank=True)
    publics = ArrayField(models.TextField(), verbose_name="publics", default=list, blank=True)
    arrived_on = models.DateField("en poste depuis le", null=True, blank=True)
    #: The first day on which they no longer help.
    left_on = models.DateField("départ", null=True, blank=True)
    found_by = models.CharField("qui peut trouver la fiche", max_length=8, choices=Audience, default=Audience.NOBODY)
    named_for = models.CharField("qui voit le nom", max_length=8, choices=Audience, default=Audience.NOBODY)
    shares_contact = models.BooleanField("joignable directement par les partenaires", default=False)
    consent_at = models.DateTimeField("accord donné ou retiré le", null=True, blank=True)
    consent_source = models.CharField("dit par", max_length=12, choices=ConsentSource, blank=True)
    confirmed_on = models.DateField("fiche confirmée le")
    link_number = models.PositiveIntegerField(default=1, editable=False)
    added_at = models.DateTimeField("ajoutée le")
    anonymised_at = models.DateTimeField("anonymisée le", null=True, blank=True, editable=False)
    sort_name = sort_key("last_name", "first_name")

    objects: ClassVar = NetworkManager.from_queryset(HelperQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "aidant numérique"
        verbose_name_plural = "aidants numériques"
        ordering = ["sort_name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("partner"),
            models.CheckConstraint(
                condition=~Q(last_name="") | Q(anonymised_at__isnull=False),
                name="helper_named",
                violation_error_message="Donnez le nom de la personne.",
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at=None)
                | Q(first_name="", last_name="", email="", phone="", job_title="", found_by=Audience.NOBODY),
                name="helper_anonymised_whole",
            ),
            models.CheckConstraint(
                condition=Q(named_for=Audience.NOBODY)
                | Q(found_by=Audience.PUBLIC)
                | Q(named_for=Audience.PARTNERS, found_by=Audience.PARTNERS),
                name="helper_named_where_found",
                violation_error_message="Le nom ne peut pas être montré à plus de monde que la fiche.",
            ),
            models.CheckConstraint(
                condition=Q(shares_contact=False) | ~Q(named_for=Audience.NOBODY),
                name="helper_contact_with_name",
                violation_error_message=(
                    "Pour être joint directement par les partenaires, laissez-les aussi voir le nom."
                ),
            ),
            models.CheckConstraint(
                condition=Q(found_by=Audience.NOBODY) | (Q(consent_at__isnull=False) & ~Q(consent_source="")),
                name="helper_consent_dated",
                violation_error_message="Un accord porte sa date, et qui l’a dit.",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(arrived_on=None) | Q(left_on__gt=models.F("arrived_on")),
                name="helper_leaves_after",
                violation_error_message="Le départ suit l’arrivée.",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "sort_name", "id"], name="helper_by_name"),
            models.Index(fields=["network", "confirmed_on"], name="helper_by_confirmation"),
            models.Index(fields=["network", "left_on"], name="helper_by_departure"),
            GinIndex(fields=["services"], name="helper_services"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or "aidant anonymisé"

    def get_absolute_url(self) -> str:
        return reverse("helper_detail", args=[self.network.slug, self.pk])

    @property
    def function(self) -> str:
        """As what they help: their own words for it, or their status."""
        return self.job_title or self.get_status_display()

    @property
    def journal_label(self) -> str:
        """What the journal calls the entry: it names nobody."""
        return f"{self.get_status_display()}, {self.partner}"

    @property
    def consent(self) -> Consent:
        """What they agree to."""
        return Consent(self.found_by, self.named_for, self.shares_contact)

    def has_not_left(self, *, on: date) -> bool:
        """Whether they help on this day, or will: nobody who has left."""
        return self.anonymised_at is None and (self.left_on is None or self.left_on > on)

    def is_stale(self, *, on: date) -> bool:
        """Whether nobody has confirmed the entry for more than a year, after two reminders."""
        return self.confirmed_on <= stale_before(on)

    def sight_of(self, member: "Member | None", *, on: date) -> Sight:
        """What a member, or a visitor, may read of it on this day."""
        return sight(
            viewer_of(member, self), self.consent, in_post=self.has_not_left(on=on), is_stale=self.is_stale(on=on)
        )


class HelperTerritory(NetworkOwned):
    """An intercommunalité in which somebody helps."""

    helper = ScopedForeignKey(Helper, on_delete=models.CASCADE, related_name="territories")
    epci = models.ForeignKey("inclusion.Epci", on_delete=models.PROTECT, related_name="+")

    class Meta(NetworkOwned.Meta):
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("helper"),
            models.UniqueConstraint(fields=["helper", "epci"], name="helper_territory_once"),
        ]


class HelperPlace(NetworkOwned):
    """A place of the guide where somebody helps: at a help desk or a workshop of it, or at hours of their own."""

    helper = ScopedForeignKey(Helper, on_delete=models.CASCADE, related_name="places")
    place = ScopedForeignKey(Place, on_delete=models.CASCADE, related_name="helpers", verbose_name="lieu")
    session = ScopedForeignKey(
        Session,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="helpers",
        verbose_name="permanence ou atelier",
    )
    hours = models.CharField("jours et heures", max_length=120, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "lieu d’un aidant"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("helper", "place", "session"),
            models.UniqueConstraint(
                fields=["helper", "place", "session"],
                name="helper_place_once",
                nulls_distinct=False,
                violation_error_message="Ce lieu est déjà sur la fiche.",
            ),
        ]

    def __str__(self) -> str:
        town = self.place.town
        return self.place.name if town in self.place.name else f"{self.place.name}, {town}"


class HelperTraining(NetworkOwned):
    """A training that somebody followed, and what shows it."""

    helper = ScopedForeignKey(Helper, on_delete=models.CASCADE, related_name="trainings")
    title = models.CharField("formation", max_length=160)
    hours = models.DecimalField("heures", max_digits=5, decimal_places=1)
    on = models.DateField("terminée le")
    certificate = models.CharField("attestation", max_length=8, choices=Certificate, default=Certificate.NONE)
    document = ScopedForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="attestation"
    )

    class Meta(NetworkOwned.Meta):
        verbose_name = "formation d’un aidant"
        verbose_name_plural = "formations d’aidants"
        ordering = ["-on", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("helper", "document"),
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=2000),
                name="helper_training_hours",
                violation_error_message="Donnez une durée entre une demi-heure et 2\u00a0000 heures.",
            ),
            models.CheckConstraint(
                condition=Q(certificate=Certificate.STORED) | Q(document=None), name="helper_training_document"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class HelperMail(MailRow):
    """An e-mail to somebody who helps, with their personal link; `since`: the confirmation after which it was due."""

    helper = ScopedForeignKey(Helper, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField("objet", max_length=16, choices=HelperMailKind)
    since = models.DateField("depuis la confirmation du")

    class Meta(MailRow.Meta):
        verbose_name = "courriel à un aidant"
        verbose_name_plural = "courriels aux aidants"
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("helper"),
            models.UniqueConstraint(fields=["helper", "kind", "since"], name="helper_mail_once"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

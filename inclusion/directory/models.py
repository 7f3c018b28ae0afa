"""The directory of actors: who does what where, the searches that members keep, the messages they send."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Prefetch, Q, QuerySet

from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.enums import PartnerKind
from inclusion.core.models.mails import MailRow
from inclusion.core.models.networks import Membership
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkOwned
from inclusion.guide.models import Place
from inclusion.guide.rules.standard import PUBLICS, SERVICES
from inclusion.partners.models import Partner
from inclusion.territories.models import Epci

if TYPE_CHECKING:
    from inclusion.core.access import Member
    from inclusion.partners.models import PartnerQuerySet


#: Kinds of organisations that act where their seat is; another one's seat alone says nothing of where it acts.
LOCAL_KINDS = (PartnerKind.COMMUNE, PartnerKind.CCAS, PartnerKind.INTERCOMMUNALITY)


class PartnerProfile(NetworkOwned):
    """What an organisation does for digital inclusion, in its own words and in those of the national standard."""

    partner = ScopedOneToOneField(Partner, on_delete=models.PROTECT, related_name="profile")
    summary = models.CharField("en une phrase", max_length=280, blank=True)
    services = ArrayField(models.TextField(), verbose_name="services", default=list, blank=True)
    publics = ArrayField(models.TextField(), verbose_name="publics", default=list, blank=True)
    epcis = models.ManyToManyField(
        "inclusion.Epci", through="PartnerTerritory", related_name="+", verbose_name="territoires"
    )
    #: Where messages of the contact form go; the partner's own address where this is blank.
    contact_email = models.EmailField("adresse pour les messages", blank=True)
    is_reachable = models.BooleanField("peut recevoir des messages des membres", default=True)
    changed_at = models.DateTimeField("à jour au")

    class Meta(NetworkOwned.Meta):
        verbose_name = "fiche d’annuaire"
        verbose_name_plural = "fiches d’annuaire"
        constraints = [*NetworkOwned.Meta.constraints, *same_network("partner")]

    def __str__(self) -> str:
        return str(self.partner)


class PartnerTerritory(NetworkOwned):
    """An intercommunalité in which an organisation acts; none at all means the whole département."""

    profile = ScopedForeignKey(PartnerProfile, on_delete=models.CASCADE, related_name="territories")
    epci = models.ForeignKey("inclusion.Epci", on_delete=models.PROTECT, related_name="+")

    class Meta(NetworkOwned.Meta):
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("profile"),
            models.UniqueConstraint(fields=["profile", "epci"], name="partner_territory_once"),
        ]


class SavedSearch(NetworkOwned):
    """A search that a member keeps: the page's URL name and what follows the question mark."""

    membership = ScopedForeignKey(Membership, on_delete=models.CASCADE, related_name="saved_searches")
    page = models.CharField(max_length=60)
    name = models.CharField("nom", max_length=80)
    query = models.CharField(max_length=1000)
    saved_at = models.DateTimeField("gardée le")

    class Meta(NetworkOwned.Meta):
        verbose_name = "recherche gardée"
        verbose_name_plural = "recherches gardées"
        ordering = ["name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("membership"),
            models.UniqueConstraint(
                fields=["membership", "page", "name"],
                name="saved_search_name_unique",
                violation_error_message="Une de vos recherches porte déjà ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DirectoryMessage(MailRow):
    """A message of a member to an organisation; its text goes once it has left."""

    sender = ScopedForeignKey(Membership, on_delete=models.PROTECT, related_name="messages_sent")
    partner = ScopedForeignKey(Partner, on_delete=models.PROTECT, related_name="messages_received")
    email = models.EmailField("adresse électronique")
    subject = models.CharField("objet", max_length=160)
    text = models.TextField("message", blank=True)

    class Meta(MailRow.Meta):
        verbose_name = "message par l’annuaire"
        constraints = [*NetworkOwned.Meta.constraints, *same_network("sender", "partner")]

    def __str__(self) -> str:
        return self.subject

    @property
    def state_words(self) -> tuple[str, str]:
        """What became of it, as a chip says it: tone and words."""
        if self.problem:
            return ("warn", "Incertain") if self.mailed_at else ("bad", "Non parti")
        return ("good", "Parti") if self.mailed_at else ("info", "En attente d’envoi")


def directory() -> "PartnerQuerySet":
    """The organisations of the network with all that the directory shows of them, in as many queries for any number.

    Each has `entry` (its profile or None) and `people` (memberships in force).
    """
    territories = PartnerTerritory.objects.select_related("epci").order_by("epci__name", "pk")
    entries = PartnerProfile.objects.prefetch_related(Prefetch("territories", territories))
    people = Membership.objects.in_force().select_related("user").filter(user__is_active=True)
    return (
        Partner.objects.active()
        .select_related("commune")
        .prefetch_related(
            Prefetch("profile", entries, to_attr="entry"),
            "contacts",
            Prefetch("memberships", people.order_by("pk"), to_attr="people"),
        )
    )


def draft_of(partner: Partner) -> dict[str, Any]:
    """What an entry that was never written begins with, by field: what its places do, for whom and where."""
    places = list(Place.objects.open().filter(partner=partner).select_related("commune"))
    said = {name: {one for place in places for one in getattr(place, name)} for name in ("services", "publics")}
    epcis = {place.commune.epci_id for place in places if place.commune}
    if partner.commune and (places or partner.kind in LOCAL_KINDS):
        epcis.add(partner.commune.epci_id)
    return {
        "services": [one for one in SERVICES if one in said["services"]],
        "publics": [one for one in PUBLICS if one in said["publics"]],
        "epcis": sorted(epcis - {None}),
        "is_reachable": True,
    }


def acting_in(partners: "QuerySet[Partner]", epci: "Epci") -> "QuerySet[Partner]":
    """Those that say they act in this intercommunalité, or everywhere, or that have a place or their seat in it."""
    said = PartnerTerritory.objects.filter(epci=epci).values("profile__partner")
    everywhere = PartnerProfile.objects.filter(territories=None).values("partner")
    return partners.filter(
        Q(pk__in=said)
        | Q(pk__in=everywhere)
        | Q(epci=epci)
        | Q(profile=None, commune__epci=epci)
        | having_places(commune__epci=epci)
    )


def having_places(**conditions: Any) -> Q:
    """Organisations of which an open place is so."""
    return Q(pk__in=Place.objects.open().filter(**conditions).order_by().values("partner"))


def profiles_of(member: "Member") -> "PartnerQuerySet":
    """The organisations whose directory entry this member may write: the own one; any, for who keeps the partners."""
    active = Partner.objects.active()
    if member.may(Permission.PARTNERS_EDIT):
        return active
    return active.filter(pk=member.partner.pk) if member.may(Permission.DIRECTORY_OWN) else active.none()


def address_of(partner: Partner) -> str:
    """Where a message to an organisation goes: what it says itself, its own address, a contact's; empty for nowhere."""
    profile = PartnerProfile.objects.filter(partner=partner).first()
    if profile is not None and not profile.is_reachable:
        return ""
    said = profile.contact_email if profile else ""
    return said or partner.email or next((one.email for one in partner.contacts.all() if one.email), "")


def is_hidden(email: str, partner: Partner) -> bool:
    """Whether the page of the organisation does not show this address of it to members."""
    return email not in {partner.email, *(one.email for one in partner.contacts.all())}

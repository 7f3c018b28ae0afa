"""The directory of actors: who does what where, the searches that members keep, the messages they send."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from inclusion.constraints import same_network
from inclusion.models.mails import MailRow
from inclusion.models.memberships import Membership
from inclusion.models.partners import Partner
from inclusion.scope import NetworkOwned


class PartnerProfile(NetworkOwned):
    """What an organisation does for digital inclusion, in its own words and in those of the national standard."""

    partner = models.OneToOneField(Partner, on_delete=models.PROTECT, related_name="profile")
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

    profile = models.ForeignKey(PartnerProfile, on_delete=models.CASCADE, related_name="territories")
    epci = models.ForeignKey("inclusion.Epci", on_delete=models.PROTECT, related_name="+")

    class Meta(NetworkOwned.Meta):
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("profile"),
            models.UniqueConstraint(fields=["profile", "epci"], name="partner_territory_once"),
        ]


class SavedSearch(NetworkOwned):
    """A search that a member keeps: the page's URL name and what stands behind the question mark."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="saved_searches")
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

    sender = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="messages_sent")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="messages_received")
    email = models.EmailField("adresse électronique")
    subject = models.CharField("objet", max_length=160)
    text = models.TextField("message", blank=True)

    class Meta(MailRow.Meta):
        verbose_name = "message par l’annuaire"
        ordering = ["-written_at", "-pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("sender", "partner")]

    def __str__(self) -> str:
        return self.subject

"""What was answered, by whom nobody knows: no name, no address, no moment, no link to whoever typed it."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from evaluation.enums import AgeBand, Channel
from evaluation.models.surveys import Campaign, CampaignStructure
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.scope import NetworkOwned, NetworkOwnedQuerySet, scoped_manager


class ResponseQuerySet(NetworkOwnedQuerySet):
    """Reads of responses."""

    def finished(self) -> "ResponseQuerySet":
        """Those that were sent to the end."""
        return self.filter(is_finished=True)


class Response(NetworkOwned):
    """One person's answers to one campaign."""

    campaign = ScopedForeignKey(Campaign, on_delete=models.PROTECT, related_name="responses")
    #: Made where the questionnaire is shown: sent twice, an answer is there once.
    key = models.UUIDField(default=uuid4, editable=False)
    channel = models.CharField("arrivée par", max_length=8, choices=Channel)
    answered_on = models.DateField("reçue le")
    is_finished = models.BooleanField("envoyée jusqu’au bout", default=True)
    structure = ScopedForeignKey(
        CampaignStructure, on_delete=models.PROTECT, null=True, blank=True, related_name="responses"
    )
    epci = models.ForeignKey(
        "inclusion.Epci", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    age_band = models.CharField("tranche d’âge", max_length=24, choices=AgeBand, default=AgeBand.UNKNOWN)
    #: `evaluation.rules.pairing.PersonCode`; gone when the survey is closed.
    code = models.BinaryField(null=True, editable=False)
    near_codes = ArrayField(models.BinaryField(), null=True, editable=False)
    #: Responses of one person bear one number, given at random.
    pair = models.UUIDField(null=True, blank=True, editable=False)

    objects = scoped_manager(ResponseQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "réponse"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("campaign", "structure"),
            models.UniqueConstraint(fields=["campaign", "key"], name="response_once"),
            models.UniqueConstraint(
                fields=["campaign", "pair"], condition=Q(pair__isnull=False), name="response_pair_once"
            ),
        ]
        indexes = [models.Index(fields=["campaign", "code"], name="response_code")]

    def __str__(self) -> str:
        return f"Réponse à {self.campaign}"


class Answer(NetworkOwned):
    """The answer to one question: a choice, or one of a number, a day and a text. Several choices are several rows."""

    response = ScopedForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    #: That of the response: results are counted by campaign and question alone.
    campaign = ScopedForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    item = models.CharField("question", max_length=122)
    choice = models.CharField("choix", max_length=60, blank=True)
    number = models.DecimalField("nombre", max_digits=14, decimal_places=4, null=True, blank=True)
    day = models.DateField("jour", null=True, blank=True)
    text = models.TextField("texte", blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "réponse à une question"
        verbose_name_plural = "réponses à une question"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("response", "campaign"),
            models.UniqueConstraint(fields=["response", "item", "choice"], name="answer_once"),
            models.CheckConstraint(
                condition=(
                    Q(~Q(choice=""), number=None, day=None, text="")
                    | Q(choice="", number__isnull=False, day=None, text="")
                    | Q(choice="", number=None, day__isnull=False, text="")
                    | Q(~Q(text=""), choice="", number=None, day=None)
                ),
                name="answer_one_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "item", "choice"], include=["response"], name="answer_counted")
        ]

    def __str__(self) -> str:
        return self.item

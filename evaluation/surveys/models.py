"""Surveys, campaigns, structures, links, reminders and responses: no response says who gave it."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django.apps import apps as django_apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from evaluation.enums import AgeBand, CampaignState, Channel, Moment, ReminderKind
from evaluation.questionnaires.models import QuestionnaireVersion
from evaluation.surveys.rules import asked_period
from inclusion.core.constraints import ScopedForeignKey, Trigger, same_network
from inclusion.core.models.history import Digest, Rows
from inclusion.core.models.mails import MailRow
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet

if TYPE_CHECKING:
    from inclusion.core.access import Member


def new_token() -> str:
    """An address that cannot be guessed, short enough to be typed from a poster."""
    return secrets.token_urlsafe(9)


@dataclass(frozen=True)
class Standing:
    """The state of a survey, as a chip shows it."""

    words: str
    tone: str
    sign: str


class SurveyQuerySet(NetworkOwnedQuerySet):
    def running(self) -> "SurveyQuerySet":
        """Those whose key, if they have one, is still there."""
        return self.filter(closed_at=None)

    def visible_to(self, member: "Member") -> "SurveyQuerySet":
        """All, for whoever runs evaluations; else those with results to read, or that the own structure proposes."""
        if member.may(Permission.EVALUATION_MANAGE):
            return self
        own = Campaign.objects.visible_to(member).filter(survey=OuterRef("pk"))
        # By its name: publications are built on surveys.
        published = django_apps.get_model("evaluation", "Publication").objects.filter(survey=OuterRef("pk"))
        return self.filter(Exists(own) | Exists(published))

    def with_standing(self) -> "SurveyQuerySet":
        """Each with its campaigns by state (`drafts`, `opened`, `ended`), its `answers`, whether it `is_published`."""
        counts = {
            name: Count("campaigns", filter=Q(campaigns__state=state), distinct=True)
            for name, state in (
                ("drafts", CampaignState.DRAFT),
                ("opened", CampaignState.OPEN),
                ("ended", CampaignState.CLOSED),
            )
        }
        published = django_apps.get_model("evaluation", "Publication").objects.filter(survey=OuterRef("pk"))
        rows = django_apps.get_model("evaluation", "Response").objects.finished()
        of_it = rows.filter(campaign__survey=OuterRef("pk")).order_by().values("campaign__survey")
        answers = Coalesce(Subquery(of_it.values(count=Count("pk"))), 0)
        return self.annotate(**counts, is_published=Exists(published), answers=answers)

    def public(self) -> "SurveyQuerySet":
        """Those of which everybody may read the results, the last shown first."""
        return self.filter(public_at__isnull=False).order_by("-public_at", "-pk")

    def to_close(self) -> "SurveyQuerySet":
        """Running ones of which all campaigns are closed, the later moment of two among them."""
        found = self.running().with_standing().filter(drafts=0, opened=0, ended__gt=0)
        after = Campaign.objects.filter(survey=OuterRef("pk"), moment=Moment.AFTER)
        return found.filter(Q(pairs=False) | Exists(after))


class Survey(NetworkOwned):
    """What belongs together: a before and an after of the same people, or one question asked once.

    While it runs, its key makes the codes by which the answers of one person find each other. When it is closed the
    key and the codes go, and nobody can know any more whose they were.
    """

    #: What queries add to a row that they read.
    drafts: Any
    ended: Any
    opened: Any

    title = models.CharField("titre", max_length=200)
    description = models.TextField("ce que l’on veut savoir", blank=True, max_length=2000)
    pairs = models.BooleanField(
        "demander un code personnel",
        default=False,
        help_text="Pour comparer les réponses d’une même personne avant et après, sans savoir qui elle est.",
    )
    key = models.BinaryField(null=True, editable=False)
    opened_at = models.DateTimeField("ouverte le")
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    #: Since when everybody may read what it says first; the network may take it back.
    public_at = models.DateTimeField("publiée pour tous le", null=True, blank=True, editable=False)

    RECORDED = ("pairs", "closed_at", "public_at", Rows("publications", ("part", "made_at", Digest("document"))))

    objects: ClassVar = NetworkManager.from_queryset(SurveyQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "enquête"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["network", "title"],
                name="survey_title_once",
                violation_error_message="Une enquête porte déjà ce titre.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(key=None),
                name="survey_key_destroyed",
                violation_error_message="La clé d’une enquête close est détruite.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("survey_detail", args=[self.network.slug, self.pk])

    @property
    def is_closed(self) -> bool:
        """Whether its key is gone."""
        return self.closed_at is not None

    @property
    def standing(self) -> Standing:
        """Its state; of a row that was read `with_standing`."""
        if self.is_closed:
            return Standing("Close", "calm", "lock")
        if self.opened:
            return Standing("Ouverte", "good", "circle-play")
        if self.ended and not self.drafts:
            return Standing("Campagnes closes", "info", "circle-check")
        return Standing("En préparation", "calm", "pencil")


class CampaignQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "CampaignQuerySet":
        """All, for whoever runs evaluations; else those in which the own structure takes part."""
        if member.may(Permission.EVALUATION_MANAGE):
            return self
        return self.exclude(state=CampaignState.DRAFT).filter(
            pk__in=CampaignStructure.objects.filter(partner=member.partner).values("campaign")
        )

    def open(self) -> "CampaignQuerySet":
        """Those that take answers, on their days."""
        return self.filter(state=CampaignState.OPEN)


class Campaign(NetworkOwned):
    """One version of a questionnaire, asked on the days of `[start, end)`."""

    survey = ScopedForeignKey(Survey, on_delete=models.PROTECT, related_name="campaigns")
    version = ScopedForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="campaigns")
    title = models.CharField("titre", max_length=200)
    moment = models.CharField("moment", max_length=8, choices=Moment, default=Moment.ONCE)
    state = models.CharField("état", max_length=8, choices=CampaignState, default=CampaignState.DRAFT, editable=False)
    start = models.DateField("premier jour")
    end = models.DateField("fin (exclue)")
    epci = models.ForeignKey(
        "inclusion.Epci", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="territoire"
    )
    action = ScopedForeignKey(
        "roadmaps.Action",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name="action de la feuille de route",
    )
    place = ScopedForeignKey(
        "inclusion.Partner",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name="lieu",
    )
    event = ScopedForeignKey(
        "inclusion.Event",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name="événement",
    )
    token = models.CharField("adresse", max_length=24, unique=True, default=new_token, editable=False)
    by_link = models.BooleanField("lien ouvert et affiche", default=True)
    by_kiosk = models.BooleanField("borne d’accueil", default=False)
    by_paper = models.BooleanField("papier", default=True)
    #: Answers at the most; None: as many as come.
    quota = models.PositiveIntegerField("nombre de réponses au plus", null=True, blank=True)
    #: How many people could answer, for the rate of answers.
    expected = models.PositiveIntegerField("nombre de personnes attendues", null=True, blank=True)
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    #: Its answers were written for a demonstration, and every result says so.
    is_synthetic = models.BooleanField(default=False, editable=False)

    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        CampaignState.DRAFT: {CampaignState.OPEN},
        CampaignState.OPEN: {CampaignState.CLOSED},
        CampaignState.CLOSED: set(),
    }

    #: With what was answered, once nothing more can be.
    RECORDED = (
        "survey",
        "version",
        Digest(
            Rows(
                "responses",
                ("answered_on", "epci", "age_band", Rows("answers", ("item", "choice", "number", "day", "text"))),
            ),
            Q(state=CampaignState.CLOSED),
        ),
    )

    objects: ClassVar = NetworkManager.from_queryset(CampaignQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "campagne"
        ordering = ["-start", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("survey", "version", "action", "place", "event"),
            models.CheckConstraint(
                condition=Q(start__lt=F("end")),
                name="campaign_period",
                violation_error_message="Le dernier jour ne peut pas précéder le premier.",
            ),
            models.CheckConstraint(
                condition=Q(quota=None) | Q(quota__gt=0),
                name="campaign_quota_above_zero",
                violation_error_message="Écrivez au moins une réponse, ou laissez vide.",
            ),
            models.CheckConstraint(
                condition=Q(state=CampaignState.DRAFT, opened_at=None, closed_at=None)
                | Q(state=CampaignState.OPEN, opened_at__isnull=False, closed_at=None)
                | Q(state=CampaignState.CLOSED, closed_at__isnull=False),
                name="campaign_stated",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("campaign_detail", args=[self.network.slug, self.pk])

    def blockers(self, to: str) -> list[str]:
        """What is missing before answers can come."""
        if to != CampaignState.OPEN:
            return []
        missing = []
        if self.survey.is_closed:
            missing.append("L’enquête est close\u00a0: sa clé est détruite.")
        if not (self.by_link or self.by_kiosk or self.by_paper or self.links.exists()):
            missing.append("Choisissez au moins une façon de répondre.")
        return missing

    @property
    def asks_code(self) -> bool:
        """Whether people are asked for the code by which their answers find each other."""
        return self.survey.pairs and self.moment != Moment.ONCE

    @property
    def asked_until(self) -> date:
        """The end, not included, of the days on which it was asked: it may have been closed before its last one."""
        if self.closed_at is None:
            return self.end
        return min(self.end, timezone.localdate(self.closed_at) + timedelta(days=1))

    @property
    def period(self) -> str:
        """The days on which it is asked in words, both included."""
        return asked_period(self.start, self.asked_until)


class CampaignStructure(NetworkOwned):
    """A structure that proposes a campaign to the people it receives; it is reminded, never they."""

    campaign = ScopedForeignKey(Campaign, on_delete=models.CASCADE, related_name="structures")
    partner = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="campaign_parts", verbose_name="structure"
    )
    email = models.EmailField("adresse électronique pour les rappels", blank=True)
    expected = models.PositiveIntegerField("nombre de personnes attendues", null=True, blank=True)
    reminded_at = models.DateTimeField("rappelée le", null=True, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "structure d’une campagne"
        verbose_name_plural = "structures d’une campagne"
        ordering = ["partner__name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("campaign", "partner"),
            models.UniqueConstraint(
                fields=["campaign", "partner"],
                name="campaign_structure_once",
                violation_error_message="Cette structure participe déjà à la campagne.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}, {self.campaign}"

    @property
    def address(self) -> str:
        """Where it is reminded: its own address for this campaign, else that of the organisation."""
        return self.email or self.partner.email


class AnswerLink(NetworkOwned):
    """An address that takes one answer. Nothing leads from it to the answer: only that it was used is known."""

    campaign = ScopedForeignKey(Campaign, on_delete=models.CASCADE, related_name="links")
    structure = ScopedForeignKey(
        CampaignStructure, on_delete=models.PROTECT, null=True, blank=True, related_name="links"
    )
    number = models.PositiveIntegerField("numéro")
    made_at = models.DateTimeField("créé le")
    #: The day alone: the moment of an answer would lead back to its link.
    used_on = models.DateField("utilisé le", null=True, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "lien à usage unique"
        verbose_name_plural = "liens à usage unique"
        ordering = ["campaign", "number"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("campaign", "structure"),
            models.UniqueConstraint(fields=["campaign", "number"], name="answer_link_number_once"),
            Trigger("BEFORE UPDATE OR DELETE", "used_link_stays_used"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}, lien {self.number}"


# -- Answers: no name, no address, no moment, no link to whoever entered them


class ResponseQuerySet(NetworkOwnedQuerySet):
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
    epci = models.ForeignKey("inclusion.Epci", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    age_band = models.CharField("tranche d’âge", max_length=24, choices=AgeBand, default=AgeBand.UNKNOWN)
    #: `evaluation.surveys.rules.PersonCode`; gone when the survey is closed.
    code = models.BinaryField(null=True, editable=False)
    near_codes = ArrayField(models.BinaryField(), null=True, editable=False)
    #: Responses of one person bear one number, given at random.
    pair = models.UUIDField(null=True, blank=True, editable=False)

    objects: ClassVar = NetworkManager.from_queryset(ResponseQuerySet)()

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
            Trigger("BEFORE INSERT", "campaign_takes_answers"),
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
        indexes = [models.Index(fields=["campaign", "item", "choice"], include=["response"], name="answer_counted")]

    def __str__(self) -> str:
        return self.item


# -- Reminders to the structures of a campaign


class CampaignReminder(MailRow):
    """One e-mail to one structure."""

    structure = ScopedForeignKey(CampaignStructure, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField("nature", max_length=5, choices=ReminderKind)
    #: The day that the coordination asked for it, or the end of the campaign that it is about.
    about = models.DateField("au sujet du")
    to = models.EmailField("à")

    class Meta(MailRow.Meta):
        verbose_name = "rappel à une structure"
        verbose_name_plural = "rappels aux structures"
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("structure"),
            #: Two who ask on one day send one e-mail.
            models.UniqueConstraint(fields=["structure", "kind", "about"], name="campaign_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.structure}"

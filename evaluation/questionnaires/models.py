"""Questionnaires and their versions: a published version never changes."""

from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from evaluation.enums import Purpose, VersionState
from evaluation.questionnaires.rules import Form, form_problems
from inclusion.core.constraints import ScopedForeignKey, Trigger, same_network
from inclusion.core.models.history import Digest
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet


class QuestionnaireQuerySet(NetworkOwnedQuerySet):
    def in_use(self) -> "QuestionnaireQuerySet":
        """Those that were not put away."""
        return self.filter(archived_at=None)


class Questionnaire(NetworkOwned):
    """What a network asks, in as many versions as it took."""

    #: What queries add to a row that they read.
    drafted: Any

    title = models.CharField("titre", max_length=200)
    purpose = models.CharField("à qui, quand", max_length=20, choices=Purpose)
    description = models.TextField("à quoi il sert", blank=True, max_length=2000)
    #: The questionnaire of the portal's own library that it was taken from: what has one key is the same everywhere.
    library_key = models.CharField("modèle de la bibliothèque", max_length=40, blank=True)
    #: Anybody may download it: the method is shared.
    is_shared = models.BooleanField("téléchargeable par tous", default=False)
    made_at = models.DateTimeField("créé le")
    archived_at = models.DateTimeField("archivé le", null=True, blank=True)

    objects: ClassVar = NetworkManager.from_queryset(QuestionnaireQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "questionnaire"
        ordering = ["title", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(
                "network",
                "title",
                condition=Q(archived_at=None),
                name="questionnaire_title_once",
                violation_error_message="Un questionnaire porte déjà ce titre.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("questionnaire_detail", args=[self.network.slug, self.pk])

    @property
    def latest(self) -> "QuestionnaireVersion | None":
        """The newest version that can be asked."""
        return self.versions.filter(state=VersionState.PUBLISHED).last()


class QuestionnaireVersion(NetworkOwned):
    """One wording of a questionnaire. Once published it never changes: the database refuses it."""

    questionnaire = ScopedForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("version")
    state = models.CharField("état", max_length=10, choices=VersionState, default=VersionState.DRAFT, editable=False)
    #: `evaluation.questionnaires.rules.Form.document()`.
    document = models.JSONField("questions", default=dict)
    changes = models.CharField("ce qui change", max_length=300, blank=True)
    made_at = models.DateTimeField("créée le")
    published_at = models.DateTimeField("publiée le", null=True, blank=True)

    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        VersionState.DRAFT: {VersionState.PUBLISHED},
        VersionState.PUBLISHED: set(),
    }

    RECORDED = (Digest("document", Q(state=VersionState.PUBLISHED)),)

    class Meta(NetworkOwned.Meta):
        verbose_name = "version d’un questionnaire"
        verbose_name_plural = "versions d’un questionnaire"
        ordering = ["questionnaire", "number"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("questionnaire"),
            models.UniqueConstraint(fields=["questionnaire", "number"], name="questionnaire_version_once"),
            models.UniqueConstraint(
                fields=["questionnaire"],
                condition=Q(state=VersionState.DRAFT),
                name="questionnaire_one_draft",
                violation_error_message="Une version de ce questionnaire est déjà en préparation.",
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT, published_at=None)
                | Q(state=VersionState.PUBLISHED, published_at__isnull=False),
                name="questionnaire_version_published",
            ),
            Trigger("BEFORE UPDATE OR DELETE", "published_version_stays"),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire}, version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("version_detail", args=[self.network.slug, self.pk])

    def blockers(self, to: str) -> list[str]:
        """What is wrong with its questions."""
        return form_problems(self.form) if to == VersionState.PUBLISHED else []

    @cached_property
    def form(self) -> Form:
        """Its questions."""
        return Form.of(self.document)

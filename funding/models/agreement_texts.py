"""The text of agreements: templates by version, the articles of each agreement, remarks on them."""

from django.db import models

from funding.enums import TEXT_CHOICES
from funding.models.agreements import Agreement
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.scope import NetworkOwned, NetworkOwnedQuerySet, scoped_manager


class AgreementTemplateVersion(NetworkOwned):
    """A version of the text of a kind of agreement; unpublished it is being written, published it never changes."""

    text_kind = models.CharField("modèle de", max_length=20, choices=TEXT_CHOICES)
    number = models.PositiveSmallIntegerField("version")
    note = models.CharField("ce qui change", max_length=200, blank=True)
    made_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField("publiée le", null=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "version d’un modèle de convention"
        verbose_name_plural = "versions de modèles de convention"
        ordering = ["text_kind", "-number", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["network", "text_kind", "number"], name="agreement_template_number_unique"
            ),
            models.UniqueConstraint(
                fields=["network", "text_kind"],
                condition=models.Q(published_at=None),
                name="agreement_template_one_in_hand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_text_kind_display()}, version {self.number}"


class TemplateSection(NetworkOwned):
    """An article of a template, in Markdown with named fields: « Entre {{ parties }}… »."""

    version = ScopedForeignKey(AgreementTemplateVersion, on_delete=models.CASCADE, related_name="sections")
    rank = models.PositiveSmallIntegerField("rang")
    title = models.CharField("titre", max_length=160)
    body = models.TextField("texte")

    class Meta(NetworkOwned.Meta):
        verbose_name = "article d’un modèle"
        ordering = ["rank", "pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("version")]

    def __str__(self) -> str:
        return self.title


class AgreementSection(NetworkOwned):
    """An article of one agreement, taken from the template and open to change until it is signed."""

    agreement = ScopedForeignKey(Agreement, on_delete=models.CASCADE, related_name="sections")
    rank = models.PositiveSmallIntegerField("rang")
    title = models.CharField("titre", max_length=160)
    body = models.TextField("texte", blank=True)
    #: The text as HTML with its fields filled in, from the day on which the agreement is ready to sign: what is agreed
    #: reads the same for ever, whatever amendments, requests and partners become. Empty while it may change.
    agreed = models.TextField("texte convenu", blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "article"
        ordering = ["rank", "pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("agreement")]

    def __str__(self) -> str:
        return self.title


class SectionCommentQuerySet(NetworkOwnedQuerySet):
    """Reads of remarks."""

    def unresolved(self) -> "SectionCommentQuerySet":
        """Remarks that nobody has dealt with."""
        return self.filter(resolved_at=None)


class SectionComment(NetworkOwned):
    """A remark on an article, open until somebody says that it was dealt with."""

    section = ScopedForeignKey(AgreementSection, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField("remarque")
    made_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    #: The organisation for which its author spoke.
    partner = ScopedForeignKey("inclusion.Partner", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("faite le")
    resolved_at = models.DateTimeField("traitée le", null=True)
    resolved_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = scoped_manager(SectionCommentQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "remarque"
        ordering = ["made_at", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("section", "partner"),
            models.CheckConstraint(
                condition=models.Q(resolved_at=None, resolved_by=None)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="section_comment_resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

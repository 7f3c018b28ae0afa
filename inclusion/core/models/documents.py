"""Stored files, kept once with their SHA-256 and never made again after they were issued."""

from django.db import models

from inclusion.core.constraints import Protection, ScopedOneToOneField, same_network
from inclusion.core.enums import DocumentKind
from inclusion.core.models.history import Rows
from inclusion.core.scope import AppendOnly, NetworkOwned


class ContentErased(Exception):
    """The bytes of a document were asked for that were erased; `erasure` says when and why."""

    def __init__(self, erasure: "DocumentErasure") -> None:
        super().__init__(f"document {erasure.document_id} was erased")
        self.erasure = erasure


class Document(AppendOnly):
    """What is known of a stored file; its bytes are in `DocumentContent`, so that lists stay light."""

    kind = models.CharField("nature", max_length=20, choices=DocumentKind)
    filename = models.CharField("nom du fichier", max_length=160)
    media_type = models.CharField("type", max_length=80)
    size = models.PositiveIntegerField("taille en octets")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    stored_at = models.DateTimeField("enregistré le")

    RECORDED_ONCE = ("kind", "media_type", "size", "sha256", Rows("erasure", ("erased_at", "reason")))

    class Meta(AppendOnly.Meta):
        verbose_name = "document"
        ordering = ["-stored_at", "-pk"]

    def __str__(self) -> str:
        return self.filename

    @property
    def data(self) -> bytes:
        """Its bytes. Raises ContentErased, which a page answers with what became of it, where they were erased."""
        try:
            return bytes(self.content.data)
        except DocumentContent.DoesNotExist:
            erasure = DocumentErasure.objects.filter(document_id=self.pk).first()
            if erasure is None:
                raise
            raise ContentErased(erasure) from None


class DocumentContent(NetworkOwned):
    """The bytes of a document; the database refuses to change them, and to remove them without their erasure."""

    document = ScopedOneToOneField(Document, on_delete=models.PROTECT, related_name="content")
    data = models.BinaryField()

    class Meta(NetworkOwned.Meta):
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("document"),
            Protection("BEFORE INSERT OR UPDATE OR DELETE", "refuse_change_unless_erased"),
        ]


class DocumentErasure(AppendOnly):
    """Why the bytes of a document are no longer kept; the database lets them go once this is written, never before.

    Its name, its size and its print stay: what was sent can still be recognised by whoever holds it.
    """

    document = ScopedOneToOneField(Document, on_delete=models.PROTECT, related_name="erasure")
    erased_at = models.DateTimeField("effacé le")
    erased_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField("raison", max_length=200)

    class Meta(AppendOnly.Meta):
        verbose_name = "effacement d’un document"
        constraints = [*AppendOnly.Meta.constraints, *same_network("document")]

    def __str__(self) -> str:
        return f"{self.document} effacé"

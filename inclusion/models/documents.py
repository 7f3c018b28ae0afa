"""Documents: stored once with their SHA-256, never made again after they were issued."""

from django.db import models

from inclusion.constraints import same_network
from inclusion.enums import DocumentKind
from inclusion.scope import NetworkOwned


class Document(NetworkOwned):
    """What is known of a stored file; its bytes are in `DocumentContent`, so that lists stay light."""

    kind = models.CharField("nature", max_length=20, choices=DocumentKind)
    filename = models.CharField("nom du fichier", max_length=160)
    media_type = models.CharField("type", max_length=80)
    size = models.PositiveIntegerField("taille en octets")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    stored_at = models.DateTimeField("enregistré le")

    class Meta(NetworkOwned.Meta):
        verbose_name = "document"
        ordering = ["-stored_at", "-pk"]
        constraints = [*NetworkOwned.Meta.constraints]

    def __str__(self) -> str:
        return self.filename


class DocumentContent(NetworkOwned):
    """The bytes of a document; the database refuses to change them."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="content")
    data = models.BinaryField()

    class Meta(NetworkOwned.Meta):
        constraints = [*NetworkOwned.Meta.constraints, *same_network("document")]

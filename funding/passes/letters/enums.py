"""The closed lists of letters and postal batches, with their French labels."""

from django.db.models import TextChoices


class LetterState(TextChoices):
    """Life of a letter. `uncertain`: the worker died while the mail server was answering; a person looks, decides."""

    QUEUED = "queued", "En attente"
    WRITING = "writing", "En cours d’écriture"
    WRITTEN = "written", "Prête"
    SENDING = "sending", "En cours d’envoi"
    SENT = "sent", "Envoyée par courriel"
    BOUNCED = "bounced", "Non remise"
    BATCHED = "batched", "Dans le lot de courrier"
    POSTED = "posted", "Remise à La Poste"
    RETURNED = "returned", "Revenue"
    HANDED = "handed", "Remise en main propre"
    UNCERTAIN = "uncertain", "À vérifier"
    FAILED = "failed", "En échec"
    CANCELLED = "cancelled", "Annulée"


class BatchState(TextChoices):
    """Life of a batch of letters for the post."""

    OPEN = "open", "Ouvert"
    CLOSED = "closed", "Fermé, à imprimer"
    HANDED_OVER = "handed_over", "Remis à La Poste"

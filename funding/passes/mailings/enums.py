"""The closed lists of mailings, with their French labels."""

from django.db.models import TextChoices


class MailingState(TextChoices):
    """Life of a sending of passes to several people."""

    TRIED = "tried", "À confirmer"
    RUNNING = "running", "En cours"
    DONE = "done", "Terminé"
    DROPPED = "dropped", "Abandonné"


class MailingOutcome(TextChoices):
    """What became, or would become, of one person of a mailing."""

    READY = "ready", "Prêt"
    REFUSED = "refused", "Écarté"
    SENT = "sent", "Envoyé"

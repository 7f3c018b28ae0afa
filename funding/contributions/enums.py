"""The closed lists of contributions, with their French labels."""

from django.db.models import TextChoices

from inclusion.core import looks


class ContributionState(TextChoices):
    """Life of a contribution: a promise until its first receipt."""

    PLEDGED = "pledged", looks.Look("calm", "hand-heart").label("Promis")
    CALLED = "called", looks.WAITING.label("Appelé")
    RECEIVED = "received", looks.DONE.label("Reçu")
    REFUNDED = "refunded", looks.Look("calm", "undo-2").label("Remboursé")
    WITHDRAWN = "withdrawn", looks.DROPPED.label("Retiré")


class ContributionStanding(TextChoices):
    """The state of a contribution as its pages show it, more detailed where a state says too little."""

    PLEDGED = "pledged", looks.Look("calm", "hand-heart").label("Promis")
    CALLED = "called", looks.WAITING.label("Appelé")
    RECEIVED_IN_PART = "received_in_part", looks.Look("warn", "circle-dot-dashed").label("Reçu en partie")
    RECEIVED = "received", looks.DONE.label("Reçu")
    MEMBER = "member", looks.Look("good", "handshake").label("Membre à 0\u00a0€")
    REFUNDED = "refunded", looks.Look("calm", "undo-2").label("Remboursé")
    WITHDRAWN = "withdrawn", looks.DROPPED.label("Retiré")


class CallState(TextChoices):
    """Life of a call for funds."""

    ISSUED = "issued", looks.Look("good", "ticket").label("Émis")
    CANCELLED = "cancelled", looks.DROPPED.label("Annulé")


class ContributionMailKind(TextChoices):
    """What an e-mail to a contributor is about."""

    REQUEST = "request", "Sollicitation"
    REQUEST_REMINDER = "request_reminder", "Relance pour une réponse"
    CALL = "call", "Appel de fonds"
    PAYMENT_REMINDER = "payment_reminder", "Relance pour un versement"

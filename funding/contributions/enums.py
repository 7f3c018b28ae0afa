"""The closed lists of contributions, with their French labels."""

from django.db.models import TextChoices


class ContributionState(TextChoices):
    """Life of a contribution: a promise until its first receipt."""

    PLEDGED = "pledged", "Promis"
    CALLED = "called", "Appelé"
    RECEIVED = "received", "Reçu"
    REFUNDED = "refunded", "Remboursé"
    WITHDRAWN = "withdrawn", "Retiré"


class ContributionStanding(TextChoices):
    """The state of a contribution as its pages show it, more detailed where a state says too little."""

    PLEDGED = "pledged", "Promis"
    CALLED = "called", "Appelé"
    RECEIVED_IN_PART = "received_in_part", "Reçu en partie"
    RECEIVED = "received", "Reçu"
    MEMBER = "member", "Membre à 0\u00a0€"
    REFUNDED = "refunded", "Remboursé"
    WITHDRAWN = "withdrawn", "Retiré"


class CallState(TextChoices):
    """Life of a call for funds."""

    ISSUED = "issued", "Émis"
    CANCELLED = "cancelled", "Annulé"


class ContributionMailKind(TextChoices):
    """What an e-mail to a contributor is about."""

    REQUEST = "request", "Sollicitation"
    REQUEST_REMINDER = "request_reminder", "Relance pour une réponse"
    CALL = "call", "Appel de fonds"
    PAYMENT_REMINDER = "payment_reminder", "Relance pour un versement"

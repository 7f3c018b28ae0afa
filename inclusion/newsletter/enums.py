"""The closed lists of the newsletter."""

from django.db.models import TextChoices


class IssueState(TextChoices):
    """Life of an issue of the newsletter."""

    DRAFT = "draft", "En préparation"
    SENDING = "sending", "Envoi en cours"
    SENT = "sent", "Envoyé"


class SubscriberOrigin(TextChoices):
    """How somebody came to receive the newsletter."""

    FORM = "form", "Formulaire du site"
    MEMBER = "member", "Membre du réseau"
    IMPORT = "import", "Liste importée"

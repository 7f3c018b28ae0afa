"""The closed lists of the newsletter."""

from django.db.models import TextChoices

from inclusion.core import looks


class IssueState(TextChoices):
    """Life of an issue of the newsletter."""

    DRAFT = "draft", looks.DRAFT.label("En préparation")
    PLANNED = "planned", looks.Look("calm", "calendar").label("Envoi prévu")
    SENDING = "sending", looks.UNDER_WAY.label("Envoi en cours")
    SENT = "sent", looks.SENT.label("Envoyé")


#: Issues that nobody has received yet.
BEFORE_SENDING = (IssueState.DRAFT, IssueState.PLANNED)


class Audience(TextChoices):
    """For whom an issue or a section is."""

    ALL = "all", "Tout le monde"
    PUBLIC = "public", "Grand public"
    PROFESSIONALS = "professionals", "Professionnels de l’inclusion numérique"
    MEMBERS = "members", "Membres du réseau"


#: What the web shows to members alone; the e-mail of the first also goes to whoever says to be a professional.
READ_BY_MEMBERS = (Audience.PROFESSIONALS, Audience.MEMBERS)


class Readership(TextChoices):
    """What a subscriber is; members of the network are professionals."""

    PUBLIC = "public", "Grand public"
    PROFESSIONALS = "professionals", "Professionnel de l’inclusion numérique"


class SubscriberOrigin(TextChoices):
    """How somebody came to receive the newsletter."""

    FORM = "form", "Formulaire du site"
    MEMBER = "member", "Membre du réseau"
    IMPORT = "import", "Liste importée"

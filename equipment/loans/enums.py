"""The closed lists of e-mails and pictures of loans, with their French labels."""

from django.db.models import TextChoices


class RequestMailKind(TextChoices):
    """What an e-mail about a request says."""

    SENT = "sent", "Demande à traiter"
    CONFIRMED = "confirmed", "Demande confirmée"
    REFUSED = "refused", "Demande refusée"
    WAITS = "waits", "Mise sur liste d’attente"
    OFFERED = "offered", "Proposition"
    ACCEPTED = "accepted", "Proposition acceptée"
    LAPSED = "lapsed", "Demande close sans prêt"
    MOVED = "moved", "Prêt déplacé"
    CANCELLED = "cancelled", "Prêt annulé"


class ReminderKind(TextChoices):
    """What somebody is reminded of about loans."""

    BEFORE = "before", "Avant le retour"
    LATE = "late", "Retour en retard"
    BANK = "bank", "Retards, pour la banque"


class PhotoMoment(TextChoices):
    """When a picture of an item was taken."""

    HAND_OVER = "hand_over", "À la remise"
    RETURN = "return", "Au retour"
    REPAIR = "repair", "En maintenance"


class FeedbackAuthor(TextChoices):
    """Who says what a trial gave."""

    SCHOOL = "school", "L’équipe du collège"
    THERAPIST = "therapist", "L’ergothérapeute"
    FAMILY = "family", "La famille"

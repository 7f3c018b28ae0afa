"""The closed lists of events and of whoever comes to them."""

from django.db.models import TextChoices

from inclusion.core import looks


class EventKind(TextChoices):
    """What an event is."""

    WORKSHOP = "workshop", "Atelier"
    WEBINAR = "webinar", "Webinaire"
    TRAINING = "training", "Formation"
    FORUM = "forum", "Forum"
    FESTIVAL = "festival", "Festival"
    MEETING = "meeting", "Rencontre du réseau"
    OTHER = "other", "Autre rendez-vous"


class EventState(TextChoices):
    """States of an event."""

    DRAFT = "draft", looks.DRAFT.label("En préparation")
    PUBLISHED = "published", looks.DONE.label("Publié")
    HELD = "held", looks.DONE.label("Passé, bilan fait")
    CANCELLED = "cancelled", looks.DROPPED.label("Annulé")


class Entrance(TextChoices):
    """How one comes to an event."""

    FREE = "free", "Entrée libre"
    REGISTRATION = "registration", "Sur inscription"
    MEMBERS = "members", "Réservé aux membres du réseau, sur inscription"


class Audience(TextChoices):
    """For whom an event is."""

    EVERYBODY = "everybody", "Tout public"
    HELPERS = "helpers", "Aidants et professionnels"
    PARTNERS = "partners", "Partenaires du réseau"


class TalkKind(TextChoices):
    """What is on a programme."""

    TALK = "talk", "Conférence"
    WORKSHOP = "workshop", "Atelier"
    SHOW = "show", "Spectacle ou animation"
    OTHER = "other", "Autre moment"


class FigureKind(TextChoices):
    """What was counted at an event."""

    VISITORS = "visitors", "Visiteurs"
    SPEAKERS = "speakers", "Intervenants"
    EXHIBITORS = "exhibitors", "Exposants"
    TALKS = "talks", "Conférences"
    OTHER = "other", "Autre chiffre"


class QuestionKind(TextChoices):
    """How a question of the organiser is answered."""

    TEXT = "text", "Quelques mots"
    YES_NO = "yes_no", "Oui ou non"
    CHOICE = "choice", "Un choix dans une liste"


class RegistrationState(TextChoices):
    """Life of somebody's registration."""

    REGISTERED = "registered", looks.DONE.label("Inscription confirmée")
    WAITING = "waiting", looks.WAITING.label("Liste d’attente")
    CANCELLED = "cancelled", looks.DROPPED.label("Annulée")
    ATTENDED = "attended", looks.DONE.label("Présent ou présente")
    MISSED = "missed", looks.Look("calm", "circle-x").label("Absent ou absente")


class RegistrationMailKind(TextChoices):
    """What an e-mail about a registration says."""

    CONFIRMED = "confirmed", "Inscription confirmée"
    WAITING = "waiting", "Sur la liste d’attente"
    PROMOTED = "promoted", "Une place s’est libérée"
    REMINDER = "reminder", "Rappel"
    CHANGED = "changed", "Changement"
    CANCELLED = "cancelled", "Événement annulé"
    FEEDBACK = "feedback", "Votre avis"


class EventVerb(TextChoices):
    """What the journal records of events."""

    ADDED = "event.added", "Événement ajouté"
    CHANGED = "event.changed", "Événement modifié"
    PUBLISHED = "event.published", "Événement publié"
    CANCELLED = "event.cancelled", "Événement annulé"
    HELD = "event.held", "Bilan d’un événement fait"
    SERIES_ADDED = "event_series.added", "Rendez-vous réguliers ajoutés"
    QUESTIONS_CHANGED = "event.questions", "Questions d’un événement modifiées"
    PROGRAMME_CHANGED = "event.programme", "Programme d’un événement modifié"
    EXHIBITORS_CHANGED = "event.exhibitors", "Exposants d’un événement modifiés"
    COUNTED = "event.counted", "Chiffres d’un événement notés"
    REGISTERED = "registration.added", "Inscription reçue"
    REGISTRATION_CHANGED = "registration.changed", "Inscription modifiée"
    REGISTRATION_CANCELLED = "registration.cancelled", "Inscription annulée"
    PROMOTED = "registration.promoted", "Place donnée depuis la liste d’attente"
    ATTENDANCE = "event.attendance", "Présences relevées à un événement"
    FORGOTTEN = "registration.forgotten", "Inscriptions anonymisées"

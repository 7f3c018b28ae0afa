"""The closed lists of help desks: states and origins of bookings, e-mails, what the journal records."""

from django.db.models import TextChoices

from inclusion.core import looks


class BookingState(TextChoices):
    """Life of a booking, from the waiting list to whether the person came."""

    BOOKED = "booked", looks.Look("info", "calendar-check").label("Rendez-vous pris")
    WAITING = "waiting", looks.WAITING.label("Sur la liste d’attente")
    OFFERED = "offered", looks.Look("warn", "hand").label("Créneau proposé, sans réponse")
    DISPLACED = "displaced", looks.TO_CHECK.label("À replacer")
    ATTENDED = "attended", looks.DONE.label("Personne venue")
    MISSED = "missed", looks.Look("calm", "circle-x").label("Personne pas venue")
    CANCELLED = "cancelled", looks.DROPPED.label("Annulé")
    LAPSED = "lapsed", looks.Look("calm", "hourglass").label("Resté sans réponse")


#: States in which somebody takes a part of a slot.
TAKING = (BookingState.BOOKED, BookingState.OFFERED, BookingState.ATTENDED, BookingState.MISSED)
#: States of those who still hope to come, and of those whose booking has ended.
STANDING = (BookingState.BOOKED, BookingState.WAITING, BookingState.OFFERED, BookingState.DISPLACED)
ENDED = (BookingState.CANCELLED, BookingState.LAPSED)


class BookingOrigin(TextChoices):
    """How somebody came to the desk."""

    PAGE = "page", "Par le guide en ligne"
    PHONE = "phone", "Par téléphone"
    DESK = "desk", "Sur place"
    REFERRAL = "referral", "Par une orientation"
    WALK_IN = "walk_in", "Sans rendez-vous"


class BookingMailKind(TextChoices):
    """What an e-mail about a booking says."""

    CONFIRMED = "confirmed", "Rendez-vous pris"
    REMINDER = "reminder", "Rappel de la veille"
    OFFERED = "offered", "Un créneau s’est libéré"
    CLOSED = "closed", "Permanence fermée"
    KEPT = "kept", "Permanence maintenue"


class HelpDeskVerb(TextChoices):
    """What the journal records of help desks."""

    HELPER_ADDED = "help_desk.helper_added", "Personne ajoutée à une permanence"
    HELPER_ENDED = "help_desk.helper_ended", "Personne retirée d’une permanence"
    REPLACED = "help_desk.replaced", "Remplacement noté à une permanence"
    SETTINGS = "help_desk.settings", "Rendez-vous d’une permanence réglés"
    BOOKED = "booking.added", "Rendez-vous pris à une permanence"
    MOVED = "booking.moved", "Rendez-vous déplacé"
    CANCELLED = "booking.cancelled", "Rendez-vous annulé"
    OFFERED = "booking.offered", "Créneau proposé à la liste d’attente"
    LAPSED = "booking.lapsed", "Créneau proposé resté sans réponse"
    DISPLACED = "booking.displaced", "Rendez-vous à replacer"
    PRESENCE = "booking.presence", "Présence notée à une permanence"
    FORGOTTEN = "booking.forgotten", "Rendez-vous anonymisés"

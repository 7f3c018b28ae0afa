"""The closed lists of uses of passes, with their French labels."""

from django.db.models import TextChoices


class RefusalReason(TextChoices):
    """Why a place cannot use a pass; what is shown never says anything about the person, nor which other place."""

    UNKNOWN = "unknown", "Ce code n’est pas celui d’un pass"
    USED = "used", "Ce pass a déjà servi"
    EXPIRED = "expired", "Ce pass n’est plus valable"
    CANCELLED = "cancelled", "Ce pass est annulé"
    REPLACED = "replaced", "Ce pass est remplacé par un autre carnet"
    NOT_LEFT = "not_left", "La lettre de ce pass n’est pas encore partie"
    NOT_HANDED = "not_handed", "Ce pass n’est pas encore noté comme remis à la personne"
    ELSEWHERE = "elsewhere", "Ce lieu n’accepte pas ce pass"
    NOT_YET = "not_yet", "La séance précède l’envoi de ce pass"
    TOO_OLD = "too_old", "La séance est trop ancienne"
    FUTURE = "future", "La séance n’a pas encore eu lieu"
    CLOSED = "closed", "Le fonds de ce pass est clos"

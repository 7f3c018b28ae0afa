"""The closed lists of requests to become a training place, with their French labels."""

from django.db.models import TextChoices


class PlaceRequestState(TextChoices):
    """Life of the request of an organisation that wants to accept passes."""

    WAITING = "waiting", "En attente"
    ACCEPTED = "accepted", "Acceptée"
    DECLINED = "declined", "Refusée"
    WITHDRAWN = "withdrawn", "Retirée"

"""The closed lists of the register of posts, with their French labels."""

from django.db.models import TextChoices


class Payer(TextChoices):
    """Who pays what no agreement pays of a post."""

    CO_FINANCED = "co_financed", "Un fonds et une collectivité"
    STATE = "state", "L’État"
    EMPLOYER = "employer", "L’employeur"
    OTHER = "other", "Un autre financeur"


class Outcome(TextChoices):
    """What became of a post after its financing."""

    KEPT = "kept", "Gardé par l’employeur"
    KEPT_OTHERWISE = "kept_otherwise", "Gardé avec d’autres financements"
    STOPPED = "stopped", "Arrêté"
    TURNED = "turned", "Devenu un autre poste"


class OfferClosing(TextChoices):
    """Why an offer is open no longer, beside its last day."""

    FILLED = "filled", "Poste pourvu"
    RETRACTED = "retracted", "Retirée"
    EXPIRED = "expired", "Date passée"

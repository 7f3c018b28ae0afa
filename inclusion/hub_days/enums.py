"""The closed lists of the days that a hub gives to a network."""

from django.db.models import TextChoices

from inclusion.core import looks


class HubUse(TextChoices):
    """What the days of a hub are for (Vaucluse: three uses)."""

    WORKSHOPS = "workshops", "Groupes de travail et ateliers"
    GOVERNANCE = "governance", "Instances de gouvernance et de pilotage"
    STATE_OF_PLAY = "state_of_play", "États des lieux"


class HubDayState(TextChoices):
    """Life of what a hub does for a network."""

    PLANNED = "planned", looks.Look("calm", "calendar").label("Prévu")
    DONE = "done", looks.DONE.label("Fait")
    CANCELLED = "cancelled", looks.DROPPED.label("Annulé")


class HubVerb(TextChoices):
    """What the journal records of hub days."""

    ALLOTTED = "hub.allotted", "Jours Hub attribués"
    ALLOTMENT_CHANGED = "hub.allotment_changed", "Jours Hub d’une année modifiés"
    DAY_PLANNED = "hub.day_planned", "Jours Hub prévus"
    DAY_CHANGED = "hub.day_changed", "Jours Hub modifiés"
    DAY_DONE = "hub.day_done", "Jours Hub faits"
    DAY_CANCELLED = "hub.day_cancelled", "Jours Hub annulés"
    EVIDENCE_ADDED = "hub.evidence", "Justificatif de jours Hub joint"
    SHEET_ISSUED = "hub.sheet", "Fiche annuelle des jours Hub éditée"

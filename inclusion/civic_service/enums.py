"""The closed lists of cohorts of civic service."""

from django.db.models import TextChoices

from inclusion.core import looks


class TrainingDayState(TextChoices):
    """Life of a training day of a cohort."""

    PLANNED = "planned", looks.Look("calm", "calendar").label("Prévue")
    CANCELLED = "cancelled", looks.DROPPED.label("Annulée")


class Presence(TextChoices):
    """Whether a volunteer came to a training day."""

    EXPECTED = "expected", looks.Look("info", "calendar").label("Attendu ou attendue")
    PRESENT = "present", looks.DONE.label("Présent ou présente")
    ABSENT = "absent", looks.FAILED.label("Absent ou absente")


class CivicServiceVerb(TextChoices):
    """What the journal records of cohorts of civic service."""

    COHORT_ADDED = "cohort.added", "Cohorte de service civique ajoutée"
    COHORT_CHANGED = "cohort.changed", "Cohorte de service civique modifiée"
    VOLUNTEER_ADDED = "volunteer.added", "Volontaire ajouté à une cohorte"
    VOLUNTEER_CHANGED = "volunteer.changed", "Contrat d’un volontaire modifié"
    VOLUNTEER_REMOVED = "volunteer.removed", "Volontaire retiré d’une cohorte"
    DAY_PLANNED = "training_day.planned", "Journée de formation prévue"
    DAY_CHANGED = "training_day.changed", "Journée de formation modifiée"
    DAY_CANCELLED = "training_day.cancelled", "Journée de formation annulée"
    DAY_RESTORED = "training_day.restored", "Journée de formation rétablie"
    LIST_SET = "training_day.list", "Liste d’une journée de formation faite"
    PRESENCE_NOTED = "training_day.presence", "Présence à une journée de formation notée"

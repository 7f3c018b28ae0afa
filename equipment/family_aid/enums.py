"""The closed lists of aids for families, with their French labels."""

from django.db.models import TextChoices


class AidState(TextChoices):
    """The states of an aid to a family."""

    PROPOSED = "proposed", "Proposée"
    ACCEPTED = "accepted", "Accordée"
    REFUSED = "refused", "Refusée"
    GIVEN = "given", "Appareil remis"
    COMPLETED = "completed", "Parcours suivi"
    STOPPED = "stopped", "Parcours interrompu"
    WITHDRAWN = "withdrawn", "Retirée"


class Attendance(TextChoices):
    """Whether somebody came to a session."""

    EXPECTED = "expected", "Attendu"
    PRESENT = "present", "Présent"
    EXCUSED = "excused", "Excusé"
    ABSENT = "absent", "Absent"

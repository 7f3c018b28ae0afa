"""The closed lists of aids for families, with their French labels."""

from django.db.models import TextChoices

from inclusion.core import looks


class AidState(TextChoices):
    """The states of an aid to a family."""

    PROPOSED = "proposed", looks.ASKED.label("Proposée")
    ACCEPTED = "accepted", looks.DONE.label("Accordée")
    REFUSED = "refused", looks.FAILED.label("Refusée")
    GIVEN = "given", looks.Look("good", "gift").label("Appareil remis")
    COMPLETED = "completed", looks.DONE.label("Parcours suivi")
    STOPPED = "stopped", looks.Look("warn", "circle-pause").label("Parcours interrompu")
    WITHDRAWN = "withdrawn", looks.DROPPED.label("Retirée")


class Attendance(TextChoices):
    """Whether somebody came to a session."""

    EXPECTED = "expected", looks.Look("info", "calendar").label("Attendu")
    PRESENT = "present", looks.DONE.label("Présent")
    EXCUSED = "excused", looks.Look("calm", "minus").label("Excusé")
    ABSENT = "absent", looks.FAILED.label("Absent")

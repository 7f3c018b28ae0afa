"""The closed lists of meetings: who sits in a body, who comes, what is sent."""

from django.db.models import TextChoices

from inclusion.core import looks


class Seat(TextChoices):
    """As what somebody sits in a body."""

    CHAIR = "chair", "Présidence"
    SECRETARY = "secretary", "Secrétariat"
    MEMBER = "member", "Membre"
    GUEST = "guest", "Personne invitée"


class MeetingState(TextChoices):
    """States of a meeting."""

    PLANNED = "planned", looks.Look("calm", "calendar").label("Prévue")
    CONVENED = "convened", looks.SENT.label("Convoquée")
    HELD = "held", looks.DONE.label("Tenue")
    MINUTED = "minuted", looks.Look("good", "file-check").label("Relevé envoyé")
    CANCELLED = "cancelled", looks.DROPPED.label("Annulée")


#: A meeting that took place, with or without its minutes.
TOOK_PLACE = (MeetingState.HELD, MeetingState.MINUTED)


class Answer(TextChoices):
    """What somebody answers to an invitation."""

    NONE = "none", "Sans réponse"
    YES = "yes", "Viendra"
    REMOTE = "remote", "Participera à distance"
    NO = "no", "Ne viendra pas"


class Attendance(TextChoices):
    """Whether somebody was there."""

    UNKNOWN = "unknown", "Non relevée"
    PRESENT = "present", "Sur place"
    REMOTE = "remote", "À distance"
    EXCUSED = "excused", "Excusé ou excusée"
    ABSENT = "absent", "Absent ou absente"


class AttendedBy(TextChoices):
    """How a presence was noted."""

    LIST = "list", "Sur la liste"
    QR = "qr", "En scannant le code affiché"
    CODE = "code", "En tapant le code affiché"


class MeetingMailKind(TextChoices):
    """What an e-mail about a meeting says."""

    INVITATION = "invitation", "Invitation"
    CHANGE = "change", "Changement"
    CANCELLATION = "cancellation", "Annulation"
    REMINDER = "reminder", "Rappel"
    MINUTES = "minutes", "Relevé de décisions"


class MeetingVerb(TextChoices):
    """What the journal records of bodies that meet."""

    SEAT_ADDED = "seat.added", "Membre d’une instance ajouté"
    SEAT_CHANGED = "seat.changed", "Membre d’une instance modifié"
    SEAT_ENDED = "seat.ended", "Membre d’une instance parti"
    POINT_ADDED = "point.added", "Point à traiter proposé"
    POINT_CHANGED = "point.changed", "Point à traiter modifié"
    POINT_DROPPED = "point.dropped", "Point à traiter abandonné"
    PLANNED = "meeting.planned", "Réunion prévue"
    CHANGED = "meeting.changed", "Réunion modifiée"
    SERIES_PLANNED = "meeting.series", "Réunions régulières prévues"
    AGENDA_CHANGED = "meeting.agenda", "Ordre du jour modifié"
    CONVENED = "meeting.convened", "Réunion convoquée"
    INVITED = "meeting.invited", "Personnes invitées à une réunion"
    ANSWERED = "meeting.answered", "Réponse à une invitation"
    CANCELLED = "meeting.cancelled", "Réunion annulée"
    HELD = "meeting.held", "Réunion tenue"
    CODE_OPENED = "meeting.code_opened", "Code de présence ouvert"
    CODE_CLOSED = "meeting.code_closed", "Code de présence fermé"
    CAME = "meeting.came", "Présence notée avec le code"
    SAID = "meeting.said", "Notes de réunion écrites"
    ATTENDANCE = "meeting.attendance", "Présences relevées"
    DECIDED = "meeting.decided", "Décision notée"
    DECISION_CHANGED = "meeting.decision_changed", "Décision modifiée"
    DECISION_REMOVED = "meeting.decision_removed", "Décision retirée"
    TASK_GIVEN = "task.given", "Tâche confiée"
    TASK_CHANGED = "task.changed", "Tâche modifiée"
    TASK_DONE = "task.done", "Tâche terminée"
    TASK_DROPPED = "task.dropped", "Tâche abandonnée"
    MINUTED = "meeting.minuted", "Relevé de décisions envoyé"
    REOPENED = "meeting.reopened", "Relevé de décisions à corriger"
    LISTED = "meeting.listed", "Membres mis sur la liste d’une réunion"
    CALENDAR_OPENED = "meeting.calendar_opened", "Agenda personnel ouvert"
    CALENDAR_CLOSED = "meeting.calendar_closed", "Agenda personnel fermé"

"""The closed lists of the guide: where what is known of a place comes from, the states of a file and of a question."""

from django.db.models import TextChoices

from inclusion.core import looks


class PlaceSourceKind(TextChoices):
    """Who says what is known of a place."""

    PLACE = "place", "Le lieu lui-même"
    NETWORK = "network", "La coordination du réseau"
    FILE = "file", "Un fichier importé"


class PlaceImportState(TextChoices):
    """Life of a file of places."""

    TRIED = "tried", looks.Look("info", "file-search").label("Essayé")
    APPLIED = "applied", looks.DONE.label("Repris dans le guide")
    DROPPED = "dropped", looks.DROPPED.label("Abandonné")


class SessionKind(TextChoices):
    """What takes place at a place at regular hours."""

    HELP_DESK = "help_desk", "Permanence"
    WORKSHOP = "workshop", "Atelier régulier"


class ClosingReason(TextChoices):
    """Why nobody receives on a day: everybody reads it."""

    ABSENCE = "absence", "Absence de la personne qui reçoit"
    LEAVE = "leave", "Congés"
    TRAINING = "training", "Formation ou réunion"
    PREMISES = "premises", "Le lieu n’est pas disponible"
    OTHER = "other", "Autre raison"


class CheckAnswer(TextChoices):
    """What a place answers to « is this still right? »."""

    NONE = "none", "Sans réponse"
    RIGHT = "right", "Tout est juste"
    WRONG = "wrong", "À corriger"
    CLOSED = "closed", "Le lieu est fermé"


class ProposalKind(TextChoices):
    """What somebody without an account proposes about the guide."""

    HOURS = "hours", "Les horaires ont changé"
    CONTACT = "contact", "Le téléphone, le courriel ou le site n’est pas le bon"
    ADDRESS = "address", "L’adresse n’est pas la bonne"
    CLOSED = "closed", "Le lieu est fermé pour toujours"
    OTHER = "other", "Autre chose"
    NEW_PLACE = "new_place", "Un lieu manque"


class ProposalState(TextChoices):
    """Life of a proposal."""

    WAITING = "waiting", looks.WAITING.label("À décider")
    ACCEPTED = "accepted", looks.DONE.label("Acceptée")
    DECLINED = "declined", looks.FAILED.label("Refusée")


class GuideFileKind(TextChoices):
    """The files of the guide that are prepared ahead."""

    CSV = "csv", "Standard national, CSV"
    JSON = "json", "Standard national, JSON"
    STRUCTURES = "structures", "data.inclusion, structures"
    SERVICES = "services", "data.inclusion, services"
    GUIDE = "guide", "Guide complet, PDF"


class PlaceVerb(TextChoices):
    """What the journal records of the guide."""

    ADDED = "place.added", "Lieu ajouté"
    CHANGED = "place.changed", "Lieu modifié"
    CHECKED = "place.checked", "Fiche d’un lieu confirmée"
    ANSWERED = "place.answered", "Demande d’un lieu reçue"
    SETTLED = "place.settled", "Demande d’un lieu traitée"
    CLOSED = "place.closed", "Lieu fermé"
    REOPENED = "place.reopened", "Lieu rouvert"
    PROPOSED = "place_proposal.received", "Proposition du public reçue"
    PROPOSAL_ACCEPTED = "place_proposal.accepted", "Proposition du public acceptée"
    PROPOSAL_DECLINED = "place_proposal.declined", "Proposition du public refusée"
    PROPOSALS_ERASED = "place_proposals.erased", "Anciennes propositions du public effacées"
    MERGED = "place.merged", "Lieux fusionnés"
    DISTINGUISHED = "place.told_apart", "Lieux reconnus différents"
    SESSION_ADDED = "session.added", "Permanence ou atelier ajouté"
    SESSION_CHANGED = "session.changed", "Permanence ou atelier modifié"
    SESSION_ENDED = "session.ended", "Permanence ou atelier terminé"
    SESSION_CLOSED = "session.closed", "Permanence fermée pour un jour ou plusieurs"
    SESSION_REOPENED = "session.reopened", "Fermeture d’une permanence annulée"
    SOURCE_ADDED = "place_source.added", "Source de lieux ajoutée"
    SOURCE_CHANGED = "place_source.changed", "Source de lieux modifiée"
    FILE_TRIED = "places.tried", "Fichier de lieux essayé"
    FILE_APPLIED = "places.applied", "Fichier de lieux repris"
    FILE_DROPPED = "places.dropped", "Fichier de lieux abandonné"
    ASKED = "places.asked", "Lieux interrogés sur leur fiche"
    PREPARED = "places.prepared", "Fichiers du guide préparés"

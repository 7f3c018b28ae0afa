"""What the journal records of the directory."""

from django.db.models import TextChoices


class DirectoryVerb(TextChoices):
    """What the journal records of the directory; saved searches are recorded without their words."""

    PROFILE_CHANGED = "directory.profile", "Fiche d’annuaire modifiée"
    MESSAGE_WRITTEN = "directory.message", "Message envoyé par l’annuaire"
    TEXTS_FORGOTTEN = "directory.forgotten", "Textes de messages effacés"
    SEARCH_KEPT = "directory.search_kept", "Recherche gardée"
    SEARCH_REMOVED = "directory.search_removed", "Recherche retirée"

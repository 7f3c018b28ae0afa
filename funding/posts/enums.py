"""The closed lists of posts, with their French labels."""

from django.db.models import TextChoices


class PostKind(TextChoices):
    """What somebody is employed for."""

    DIGITAL_ADVISER = "digital_adviser", "Conseiller numérique"
    COORDINATOR = "coordinator", "Coordinateur de conseillers numériques"


class PostState(TextChoices):
    """Life of a request for a co-financed post, up to its decision; its agreement shows the rest."""

    DRAFT = "draft", "À compléter"
    SUBMITTED = "submitted", "Demandé"
    ACCEPTED = "accepted", "Retenu"
    REFUSED = "refused", "Non retenu"

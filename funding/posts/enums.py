"""The closed lists of posts, with their French labels."""

from django.db.models import TextChoices


class PostState(TextChoices):
    """Life of a request for a co-financed post, up to its decision; its agreement shows the rest."""

    DRAFT = "draft", "À compléter"
    SUBMITTED = "submitted", "Demandé"
    ACCEPTED = "accepted", "Retenu"
    REFUSED = "refused", "Non retenu"

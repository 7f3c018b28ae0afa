"""The closed lists of posts, with their French labels."""

from django.db.models import TextChoices

from inclusion.core import looks


class PostState(TextChoices):
    """Life of a request for a co-financed post, up to its decision; its agreement shows the rest."""

    DRAFT = "draft", looks.DRAFT.label("À compléter")
    SUBMITTED = "submitted", looks.ASKED.label("Demandé")
    ACCEPTED = "accepted", looks.DONE.label("Retenu")
    REFUSED = "refused", looks.FAILED.label("Non retenu")

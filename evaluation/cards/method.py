"""The door to the shared questionnaires on the public home."""

from evaluation.models.questionnaire_queries import networks_with_shared
from inclusion.core.registry import register_public_door

register_public_door("Nos questionnaires", "method", networks_with_shared, short="Questionnaires", order=60)

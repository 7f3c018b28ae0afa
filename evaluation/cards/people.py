"""How rows of surveys that may name a person helped are treated where the person asks."""

from evaluation.models import Answer, Publication, QuestionnaireVersion
from inclusion.core.registry import register_person_rows

register_person_rows(
    Publication, QuestionnaireVersion, kept="Ce qui a été publié d’une enquête reste tel qu’il l’a été."
)
register_person_rows(
    Answer,
    unseen="Une réponse anonyme à une enquête contient son nom, son adresse ou son téléphone\u00a0: ils en sont "
    "retirés, sans que personne ne la lise.",
)
